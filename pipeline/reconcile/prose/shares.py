"""Shares said in prose (占比勾稽): `X，占 B 的 P`, with B printed before, in brackets behind, elsewhere, or nowhere.

The whole is B where it is named and printed; else what the share before was said to be of; else what 其中 was said of,
or what the parts make up. Where only the report can tell whether it is right, it is (see `belief.py`).
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.roles import part_of, topic_of
from pipeline.reconcile.sentences import is_change, is_part, is_rate, like, whole_before, wholes_before
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Basis, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.sentences import Sentence
    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.rules import Rule, RuleSet

_SHARE = re.compile(
    r"(?P<part>[^，,；;。：:（(]{0,16}?)占(?P<whole>[^，,；;。占]{0,24}?)(?:的)?(?:比例|比重|百分比|比)?(?:为|达|达到|约)?$"
)
# `X，占 B 的 P` with B printed; nothing new is named between X and the verb.
_OF_PRINTED = re.compile(r"^[，,、]?(?:仅|约|只)*(?:占|为|是|相当于|完成了?|达到?)[^，,；;。：:]{0,20}$")
_EACH_SHARE = re.compile(
    r"(?:分别|依次)占[^，,；;。]{0,16}$|占[^，,；;。]{0,20}(?:分别|依次)(?:为|是)$|^[，,]占比(?:为|是)?$"
)
_AND = re.compile(r"[、，,和及与]")
_ALL = re.compile(r"^(?:全部|全年|年度|决算|总)+")
_SUM = re.compile(r"(?:合计|总计|总额|数)$")
_TOTAL = re.compile(r"(?:合计|共计|总计|合共)(?:为|达)?$")
_ENTIRE = re.compile(r"(?:全年|全年度|年度|全部)(?:总[额数量]|支出|资金|金额)?")
_PART_OF_YEAR = re.compile(r"第?[一二三四]季度|[上下]半年|前三季度|\d+月份?|年[末底]")
# What a rate is of, in brackets behind it: （年度任务为 A）.
_WHOLE_BEHIND = re.compile(
    r"^[（(](?P<name>[^，,；;。：:\d]{0,10}(?:任务|计划|目标|总[额数量]|投资|应|预算)[^，,；;。：:\d]{0,6}?)[为是]?$"
)
_OF_WHAT = re.compile(r"(?:完成|占|达到?|为)[^，,；;。]{0,12}的$|完成率(?:为|达到?)?$")
_CHANGED = re.compile(r"(?:增加|增长|上升|提高|提升|多|增|减少|下降|降低|少|减|降|压减|压缩)了?$")
_BARE, _SUM_OF_ALL = re.compile(r"^[，,](?:所?占)?(?:比[重例])(?:为|达|约|是)?$"), re.compile(r"总[额数]$|合计$|总计$")
_OLD = re.compile(r"上年|去年|上一年|20\d\d年|年初|期初")
_STAGED = ("年初预算", "年初批复", "调整后预算", "调整预算", "全年预算")
_FEW = 4  # wholes that may be meant; more are any


def shared(
    sentence: Sentence, n: int, around: Sequence[Figure], facts: Facts, catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """What the n-th number, a rate, is a share of."""
    told = tuple(_of_printed(sentence, n, rules)) or tuple(_behind(sentence, n, rules))
    yield from told or _share(sentence, n, around, facts, catalogue, rules)


def _behind(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`B，完成任务的 P（任务为 A）` and `B，完成率 P（计划 A）`."""
    rule = rules.by_pattern.get("prose_share")
    if rule is None or not n or n + 1 >= len(sentence) or sentence.owner(n + 1) != n:
        return
    part, rate, whole = (sentence.figure(i) for i in (n - 1, n, n + 1))
    told = _WHOLE_BEHIND.match(sentence.before(n + 1))
    alike = part.kind in (Kind.AMOUNT, Kind.COUNT) and like(part, whole) and usable(part) and usable(whole)
    if told and alike and not is_change(sentence.before(n)) and _OF_WHAT.search(sentence.before(n)):
        named = sentence.before(n).endswith("的") and told["name"][-2:] in sentence.before(n)
        yield Relation(rule, (Quotient(side(part), side(whole), rate),), part.label, mild=not named)


def _of_printed(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`X，占 B 的 P` and `X，为 B 的 P`, where B is printed too."""
    rule = rules.by_pattern.get("prose_share")
    if rule is None or n < 2 or sentence.before(n) != "的" or not _OF_PRINTED.match(sentence.before(n - 1)):
        return
    part, whole = sentence.figure(n - 2), sentence.figure(n - 1)
    if part.kind in (Kind.AMOUNT, Kind.COUNT) and like(part, whole) and usable(part) and usable(whole):
        # 甲 A、乙 B，完成任务 T 的 P: what was told before the list's last item, where that fits.
        told = (Quotient(side(f), side(whole), sentence.figure(n)) for f in (part, *wholes_before(sentence, n - 2)))
        first, *others = told
        yield Relation(rule, (first, *filter(is_held, others)), part.label)


def _share(
    sentence: Sentence, n: int, around: Sequence[Figure], facts: Facts, catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """`X，占 B 的 P` and `X 占 B 的 P`: the whole is B where it is named and printed, else what 其中 was said of."""
    rule = rules.by_pattern.get("prose_share")
    found = _SHARE.search(sentence.before(n))
    if rule is not None and n and _BARE.match(sentence.before(n)) and "其中" not in sentence.text:
        yield from _of_total(sentence.figure(n - 1), sentence.figure(n), around, rule)
        return
    if rule is None or (found is None and not _is_bracketed(sentence, n)):
        return
    if n + 1 < len(sentence) and is_rate(sentence.figure(n + 1)) and sentence.before(n + 1) in "、和及":
        return  # 占比 P、Q、R: one for each of a list
    rate = sentence.figure(n)
    if found is None:
        yield from _bracketed_share(sentence, n, rule)
        return
    usual = [f for f in around if f is not rate]
    parts = _parts(sentence, n, found["part"], usual, catalogue)
    if "预算" in found["whole"] or not parts:
        yield from _of_budget(found["whole"], parts, rate, facts, rules)
        return
    again = "" if found["whole"] or found["part"] else _said_before(sentence, n)
    part, name = parts[0], normalise(found["whole"]) or again
    named = _named(name, part, usual, catalogue)
    if named:
        values = {value_of(f): f for f in named}
        wholes = (*map(side, values.values()), *_listed(sentence, named))
        forms = tuple(Quotient(side(part), whole, rate) for whole in wholes)
        kin = f"shares {named[0].figure_id}"
        small = all(value < value_of(part) for value in values)  # no whole, whatever it is called
        yield Relation(rule, forms, part.label, sure=len(forms) == 1, kin=kin, mild=bool(again) or small)
        return
    far = tuple(_far(name, part, facts, catalogue)) or tuple(by_role(name, part, facts, rules))
    if far:
        # 实际 A，未超过预算 B，占全部支出的 P: the part need not be the number just before.
        forms = tuple(Quotient(side(p), side(f), rate) for p in parts if like(p, part) for f in far)
        yield Relation(rule, forms, part.label, sure=False, shape=f"share of {name}")
        return
    yield from _unnamed(sentence, n, part, rule, named=bool(name))


def _of_total(part: Figure, rate: Figure, around: Sequence[Figure], rule: Rule) -> Iterator[Relation]:
    """`总额 T，包括…。X A，比重为 P`: a share of the only total told before in the section."""
    before = takewhile(lambda f: f is not part, around)
    totals = {value_of(f): f for f in before if like(f, part) and _SUM_OF_ALL.search(normalise(f.label))}
    if len(totals) == 1 and part.kind in (Kind.AMOUNT, Kind.COUNT) and usable(part):
        form = Quotient(side(part), side(*totals.values()), rate)
        over = value_of(part) > total(form.denominator)  # no part, whatever its share
        yield Relation(rule, (form,), part.label, mild=not over)


def _of_budget(name: str, parts: Sequence[Figure], rate: Figure, facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """`追加 A，占年初预算的 P`, where the report tells of one such budget only."""
    wholes = list(by_role(name, parts[0], facts, rules)) if parts and name.startswith(_STAGED) else []
    if len(wholes) == 1 and part_of("", parts[0].label, rules).role == "added":
        form = Quotient(side(parts[0]), side(wholes[0]), rate)
        yield Relation(rules.by_pattern["prose_share"], (form,), parts[0].label, mild=True)


def _parts(sentence: Sentence, n: int, name: str, usual: Sequence[Figure], catalogue: Catalogue) -> list[Figure]:
    """What the share may be that of: the numbers just before, or the one that is named again instead."""
    if name:
        parts = [f for f in usual if _called(f, normalise(name), catalogue)]
        parts = parts[:1] if len({value_of(f) for f in parts}) == 1 else []
    else:
        parts = [sentence.figure(i) for i in range(n - 1, max(n - 3, -1), -1)]
    return [f for f in parts if f.kind in (Kind.AMOUNT, Kind.COUNT) and usable(f)]


def _named(name: str, part: Figure, usual: Sequence[Figure], catalogue: Catalogue) -> list[Figure]:
    """What goes by the whole's name."""
    # 占总支出的 P，…上年总支出 B: another year's is none of it, unless the name says so.
    others = [f for f in usual if f is not part and like(f, part) and name]
    if not _OLD.search(name):
        years = {part.period, ""} if part.period else {f.period for f in others} - {LAST_YEAR}
        others = [f for f in others if f.period in years]
    named = [f for f in others if _called(f, name, catalogue)]
    # 政府采购合同金额 may be what is called 合同金额, or what is called 政府采购.
    if named and all(len(normalise(f.label)) < len(name) for f in named):
        named += [f for f in others if name.startswith(normalise(f.label) or name)]
    return named


def _listed(sentence: Sentence, named: Sequence[Figure]) -> Iterator[Side]:
    """`总投资 A、B、C，…占总投资的 P`: all of a list together."""
    heads = [n for n in range(len(sentence)) if any(sentence.figure(n) is f for f in named)]
    for n in heads[:1]:
        rest = takewhile(lambda i: _AND.fullmatch(sentence.before(i)), range(n + 1, len(sentence)))
        items = [sentence.figure(i) for i in (n, *rest)]
        if len(items) > 1 and all(usable(f) and like(f, items[0]) for f in items):
            yield side(*items)


def _unnamed(sentence: Sentence, n: int, part: Figure, rule: Rule, *, named: bool) -> Iterator[Relation]:
    """A share of what is not told, or told nowhere."""
    rate = sentence.figure(n)
    whole = None if named else _listed_whole(sentence, n)
    if whole is not None and like(whole, part) and whole is not part:
        forms = [Quotient(side(part), side(f), rate) for f in (whole, *wholes_before(sentence, n - 1))]
        yield Relation(rule, (forms[0], *filter(is_held, forms[1:])), part.label)
        return
    whole = None if named else _made_up(sentence, n)
    if whole is not None and whole is not part:
        kin = f"shares {whole.figure_id}"
        form = Quotient(side(part), side(whole), rate)
        # 甲 A，占 P；乙 B，占 Q；丙 C，占 R: of their own sum, also where A happens to be B and C.
        own = Quotient(side(part), side(*_with_shares(sentence, part)), rate)
        yield Relation(rule, (form, *filter(is_held, (own,))), part.label, sure=_proven(sentence, whole), kin=kin)
        return
    # A whole that is only guessed proves nothing but that the share may be right.
    larger = [f for f in _earlier(sentence, n - 1) if like(f, part) and value_of(f) >= value_of(part)]
    guessed = [Quotient(side(part), side(f), rate) for f in larger]
    yield Relation(rule, tuple(filter(is_held, guessed))[:1], part.label, reason="未找到占比所指的整体")


def _with_shares(sentence: Sentence, part: Figure) -> Iterator[Figure]:
    """The numbers of a sentence that a share is told of."""
    for n in range(1, len(sentence)):
        figure, told = sentence.figure(n - 1), is_rate(sentence.figure(n)) and _SHARE.search(sentence.before(n))
        if told and like(figure, part) and usable(figure):
            yield figure


def _said_before(sentence: Sentence, n: int) -> str:
    """What the share before was said to be of: `甲 A，占总额的 P；乙 B，占 Q`."""
    if "其中" in sentence.before(n - 1):
        return ""
    for i in range(n - 1, 0, -1):
        found = _SHARE.search(sentence.before(i)) if sentence.figure(i).kind is Kind.RATE else None
        if found and found["whole"]:
            return "" if found["part"] or "预算" in found["whole"] else normalise(found["whole"])
    return ""


def _made_up(sentence: Sentence, n: int) -> Figure | None:
    """What the parts are said to make up: `甲 A，占 P；乙 B，占 Q；合计 T`; or a number before that they do make up."""
    part = sentence.figure(n - 1)
    flat = [i for i in range(len(sentence)) if is_part(sentence, i, part) and sentence.depth(i) == sentence.depth(n)]
    last = next((i for i in flat if i > n and _TOTAL.search(sentence.before(i))), None)
    if last is not None:
        return sentence.figure(last)
    return next((sentence.figure(i) for i in flat if i < n - 1 and _proven(sentence, sentence.figure(i))), None)


def _proven(sentence: Sentence, whole: Figure) -> bool:
    """Whether what follows a number makes it up."""
    at = next(i for i in range(len(sentence)) if sentence.figure(i) is whole)
    parts = [sentence.figure(i) for i in range(at + 1, len(sentence)) if is_part(sentence, i, whole)]
    held = Equation(side(*parts), side(whole)).result.verdict
    return len(parts) > 1 and held.holds


def by_role(name: str, part: Figure, facts: Facts, rules: RuleSet) -> Iterator[Figure]:
    """What plays the part in the same account that a name says (全部追加, 人口普查支出), each value once."""
    if part.kind is not Kind.AMOUNT or not name:
        return
    wanted = part_of("", name, rules)
    role, topic = wanted.role, wanted.topic
    if _ENTIRE.fullmatch(name):  # 四季度支出 A，占全年的 P
        own = part_of("", _PART_OF_YEAR.sub("", part.label), rules)
        role, topic = own.role, own.topic
        if not topic or not _PART_OF_YEAR.search(part.label):
            return
    if not role:
        return
    values: dict[object, Figure] = {}
    others: dict[object, Figure] = {}
    for fact in facts.facts:
        figure = fact.mentions[0]
        row, _, column = figure.label.rpartition("/") if figure.table_id else ("", "", figure.label)
        known = part_of("", column, rules)
        about = topic_of(row) if figure.table_id else known.topic
        same = about == topic or (len(topic) > 1 and topic in about)
        year = (figure.period or facts.year) == (facts.year if facts.year.isdigit() else figure.period)
        if known.role == role and year and like(figure, part) and value_of(figure) > value_of(part):
            (values if same else others).setdefault(value_of(figure), figure)
    # 全部追加: the only addition that is told of, whatever it was for.
    found = values or (others if not topic and len(others) == 1 else {})
    yield from found.values() if len(found) < _FEW else ()


def _far(name: str, part: Figure, facts: Facts, catalogue: Catalogue) -> Iterator[Figure]:
    """What goes by a name of the catalogue, wherever in the report it is printed: each value of it once."""
    names = (name, _ALL.sub("总", name), _SUM.sub("", _ALL.sub("总", name)), _ALL.sub("", name))
    period = facts.year if _ALL.match(name) else part.period or facts.year
    code = next((code for one in names if (code := catalogue.find(one, part.kind))), None)
    values: dict[object, Figure] = {}
    for fact in facts.by_code.get(code or "", ()):
        first = fact.mentions[0]
        if (first.period or facts.year) == period and first.basis in (None, Basis.FINAL):
            values.setdefault(value_of(first), first)
    return iter(values.values())


def _is_bracketed(sentence: Sentence, n: int) -> bool:
    """Whether a rate stands alone in brackets behind a number."""
    return n > 0 and sentence.before(n) in ("（", "(") and sentence.owner(n) == n - 1


def _bracketed_share(sentence: Sentence, n: int, rule: Rule) -> Iterator[Relation]:
    """`其中：甲 A（P），乙 B（Q）`: each is a share of what 其中 was said of, if most of them are."""
    part, whole = sentence.figure(n - 1), _listed_whole(sentence, n)
    if whole is not None and like(whole, part) and whole is not part and usable(part):
        form = Quotient(side(part), side(whole), sentence.figure(n))
        yield Relation(
            rule, (form,), part.label, sure=False, kin=f"shares {whole.figure_id}", shape="share in brackets"
        )


def _listed_whole(sentence: Sentence, n: int) -> Figure | None:
    """The number that the 其中 before the n-th number was said of, if there is only one 其中."""
    heads = [i for i in range(1, n) if re.search(r"其中|包括|包含", sentence.before(i))]
    whole, part = whole_before(sentence, heads[0]) if len(heads) == 1 else None, sentence.figure(n - 1)
    # 基本支出 A，其中人员 B、公用 C；项目支出 D，占 P: D is not one of what 其中 lists.
    own = whole and usable(part) and value_of(part) <= value_of(whole) and not _is_full(sentence, heads[0], n, whole)
    return whole if own else None


def _is_full(sentence: Sentence, head: int, n: int, whole: Figure) -> bool:
    """Whether a semicolon before the n-th number ends a list that makes up its whole, or is itself told a share of."""
    end = max((i for i in range(head + 1, n) if "；" in sentence.before(i)), default=0)
    parts = [sentence.figure(i) for i in range(head, end) if is_part(sentence, i, whole)]
    at = next(i for i in range(len(sentence)) if sentence.figure(i) is whole) + 1
    shared_ = at < head and is_rate(sentence.figure(at)) and _SHARE.search(sentence.before(at))
    return bool(end) and (bool(shared_) or Equation(side(*parts), side(whole)).result.verdict.holds)


def _called(figure: Figure, name: str, catalogue: Catalogue) -> bool:
    """Whether a figure goes by a name: in the report's words, or in the catalogue's."""
    label = normalise(figure.label)
    if figure.indicator and figure.indicator == catalogue.find(name, figure.kind):
        return True
    return bool(label) and (label == name or label.endswith(name) or (len(label) > 3 and name.endswith(label)))


def _earlier(sentence: Sentence, n: int) -> list[Figure]:
    """The numbers before the n-th that can be reckoned with, the nearest first, at most four, no changes among them."""
    found = [
        sentence.figure(i)
        for i in range(n - 1, -1, -1)
        if usable(sentence.figure(i)) and not _CHANGED.search(sentence.before(i))
    ]
    return [f for f in found if f.kind in (Kind.AMOUNT, Kind.COUNT)][:4]


def shared_out(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`甲 A、乙 B，分别占 P、Q`: shares that make a hundred or nearly are shares of the parts' own sum."""
    rule = rules.by_pattern.get("prose_share")
    for n in range(2, len(sentence)):
        if rule is None or not is_rate(sentence.figure(n)) or not _EACH_SHARE.search(sentence.before(n)):
            continue
        rates = [sentence.figure(n)]
        while n + len(rates) < len(sentence) and _AND.fullmatch(sentence.before(n + len(rates))):
            rates.append(sentence.figure(n + len(rates)))
        parts = [sentence.figure(i) for i in range(max(n - len(rates), 0), n)]
        alike = all(f.kind in (Kind.AMOUNT, Kind.COUNT) and usable(f) and like(f, parts[0]) for f in parts)
        near = all(map(is_rate, rates)) and 10 * abs(total(side(*rates)) - HUNDRED) <= HUNDRED
        if alike and near and len(parts) == len(rates) > 1:
            for part, rate in zip(parts, rates, strict=True):
                yield Relation(rule, (Quotient(side(part), side(*parts), rate),), part.label)
