"""Relations said in prose (文字勾稽): 占, 个百分点, and rates beside the counts they are reckoned from.

A relation is read only where the words between the numbers leave no doubt; where several numbers may be meant, all are
tried, and a breach then counts only if a slip explains it. Sums (其中, 合计) are in `sums.py`,
changes in `changes.py`,
budgets and what became of them in `accounts.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, side, total
from pipeline.reconcile.intervals import is_exact, usable, value_of
from pipeline.reconcile.prices import priced
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, like, whole_before
from schemas.catalogue import normalise
from schemas.figure import Basis, Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.sentences import Sentence
    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.rules import RateWords, Rule, RuleSet

_UP = "增加|增长|上升|提高|提升|多|增"
_DOWN = "减少|下降|降低|少|减|降|压减|压缩"
_PRIOR = re.compile(r"^[，,（(]?(?:比|较|与)(?:(?:19|20)\d\d年)?[^，,；;。\d]{1,14}$")
_PLAIN_CHANGE = re.compile(rf"^(?:相比)?[，,]?(?:共|同比)?(?P<verb>{_UP}|{_DOWN}|高出|高|低)(?:了)?$")
_CHANGED_BY = re.compile(rf"^[，,]?(?:比|较)(?:上年|去年)[^，,；;。\d]{{0,6}}?(?P<verb>{_UP}|{_DOWN})了?$")
_LAST_YEAR = re.compile(r"^[，,](?:上年|去年)(?:同期)?[^，,；;。]{0,6}?[为是]$")
_SHARE = re.compile(
    r"(?P<part>[^，,；;。：:（(]{0,16}?)占(?P<whole>[^，,；;。占]{0,24}?)(?:的)?(?:比例|比重|百分比|比)?(?:为|达|达到|约)?$"
)
# `X，占 B 的 P` with B printed; nothing new is named between X and the verb.
_OF_PRINTED = re.compile(r"^[，,、]?(?:仅|约|只)*(?:占|为|是|相当于|完成了?|达到?)[^，,；;。：:]{0,20}$")
_EACH_SHARE = re.compile(r"(?:分别|依次)占[^，,；;。]{0,16}$|占[^，,；;。]{0,20}(?:分别|依次)(?:为|是)$")
_AND = re.compile(r"[、，,和及与]")
_NOT_OVER = re.compile(r"^[，,]?(?:均|并)?(?:未|没有|不)(?:超过?|突破|高于)[^，,；;。]{0,10}$")
_ALL = re.compile(r"^(?:全部|全年|年度|决算|总)+")
_SUM = re.compile(r"(?:合计|总计|总额|数)$")
# The rate's own name, in its own clause; what was to be done, and what was; what was not.
_OWN_NAME = re.compile(r"[，,（(、](?P<name>[^，,；;。：:、（(]{1,10}[率度])(?:为|达到?|约)?$")
_DUE, _DONE_OF = re.compile(r"应(?!急|用|对|付|收)"), re.compile(r"实(?!施|训|验|物|体)|已")
_UNDONE = re.compile(r"(?:未|尚|不)[^，,；;。]{0,6}$")
_POSTS, _IN_POST = re.compile(r"编制[^，,；;。]{0,6}$"), re.compile(r"(?:在职|在编|在岗|实有)[^，,；;。退]{0,8}$")
_SUMMED = re.compile(r"(?:合计|共计|总计|共)$")
_PARTIAL = re.compile(r"季度|半年|月")
_NO_POSTS = re.compile(r"编外|临聘|聘用|空编|超编|预算编制")


def said(
    sentence: Sentence, around: Sequence[Figure], facts: Facts, catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """Every relation that a sentence states. `around` are the figures of its section, tables aside."""
    yield from _posts(sentence, rules)
    yield from _within(sentence, rules)
    yield from priced(sentence, rules)
    yield from _shared_out(sentence, rules)
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        if not usable(figure) or figure.kind is not Kind.RATE:
            continue
        if figure.unit == "个百分点":
            yield from _points(sentence, n, rules)
        else:
            found = tuple(_of_printed(sentence, n, rules)) or tuple(
                _share(sentence, n, around, facts, catalogue, rules)
            )
            yield from found
            own = figure.indicator not in rules.formulas or _PARTIAL.search(figure.period) or "节约" in figure.label
            if not found and own:
                yield from _named_rate(sentence, n, rules)


def _shared_out(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`甲 A、乙 B，分别占 P、Q`: shares that make a hundred or nearly are shares of the parts' own sum."""
    rule = rules.by_pattern.get("prose_share")
    for n in range(2, len(sentence)):
        if rule is None or not _is_rate(sentence.figure(n)) or not _EACH_SHARE.search(sentence.before(n)):
            continue
        rates = [sentence.figure(n)]
        while n + len(rates) < len(sentence) and _AND.fullmatch(sentence.before(n + len(rates))):
            rates.append(sentence.figure(n + len(rates)))
        parts = [sentence.figure(i) for i in range(max(n - len(rates), 0), n)]
        alike = all(f.kind in (Kind.AMOUNT, Kind.COUNT) and usable(f) and like(f, parts[0]) for f in parts)
        near = all(map(_is_rate, rates)) and 10 * abs(total(side(*rates)) - HUNDRED) <= HUNDRED
        if alike and near and len(parts) == len(rates) > 1:
            for part, rate in zip(parts, rates, strict=True):
                yield Relation(rule, (Quotient(side(part), side(*parts), rate),), part.label)


def _posts(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`编制 A 名，在职 B 名`."""
    rule = rules.by_pattern.get("staff_limit")
    counts = [n for n in range(len(sentence)) if sentence.figure(n).kind is Kind.COUNT and not sentence.depth(n)]
    posts = [n for n in counts if _POSTS.search(sentence.before(n)) and not _NO_POSTS.search(sentence.before(n))]
    there = [n for n in counts if _IN_POST.search(sentence.before(n)) and not _NO_POSTS.search(sentence.before(n))]
    there = [n for n in there if "编" in sentence.before(n)] or there  # 在职 861 人，其中在编 552 人
    if rule is None or not posts or not there or posts[0] > there[0]:
        return
    # 行政编制 16 名、事业编制 38 名，合计 54 名: all of them are the posts.
    allowed = [n for n in counts if posts[0] <= n < there[0] and not _IN_POST.search(sentence.before(n))]
    whole = [n for n in allowed if _SUMMED.search(sentence.before(n))] or posts[:1]
    b, kinds = sentence.figure(there[0]), [sentence.figure(n) for n in posts if n < there[0]]
    a = sentence.figure(whole[0])
    if not all(map(usable, (a, b, *kinds))):
        return
    several = len(kinds) > 1 and whole == posts[:1] and value_of(kinds[0]) < total(side(*kinds[1:]))
    limit = side(*kinds) if several else side(a)
    yield Relation(rule, (Equation(side(b), limit, "<="),), b.label)
    n = there[0] + 1
    if n < len(sentence) and re.search(r"[，,][^，,；;。]{0,6}控制率(?:为|达到?)?$", sentence.before(n)):
        yield Relation(rules.by_pattern["prose_rate"], (Quotient(side(b), limit, sentence.figure(n)),), "控制率")


def _within(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`支出 A，未超过预算 B`."""
    rule = rules.by_pattern.get("prose_within")
    for n in range(1, len(sentence)):
        a, b = sentence.figure(n - 1), sentence.figure(n)
        if rule is not None and _NOT_OVER.match(sentence.before(n)) and like(a, b) and usable(a) and usable(b):
            yield Relation(rule, (Equation(side(a), side(b), "<="),), a.label)


def _of_printed(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`X，占 B 的 P` and `X，为 B 的 P`, where B is printed too."""
    rule = rules.by_pattern.get("prose_share")
    if rule is None or n < 2 or sentence.before(n) != "的" or not _OF_PRINTED.match(sentence.before(n - 1)):
        return
    part, whole = sentence.figure(n - 2), sentence.figure(n - 1)
    if part.kind in (Kind.AMOUNT, Kind.COUNT) and like(part, whole) and usable(part) and usable(whole):
        yield Relation(rule, (Quotient(side(part), side(whole), sentence.figure(n)),), part.label)


def _points(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`P，比上年 Q 提高 D 个百分点`."""
    rule = rules.by_pattern.get("prose_points")
    last = n + 1 < len(sentence) and _LAST_YEAR.match(sentence.before(n + 1))
    told = _CHANGED_BY.match(sentence.before(n))
    if rule is not None and n and last and told:
        # P，较上年提高 D 个百分点，上年为 Q
        now, change, before = (sentence.figure(n + i) for i in (-1, 0, 1))
        if now.kind is before.kind is Kind.RATE and usable(before) and "百分点" not in now.unit + before.unit:
            a, b = (now, before) if _sign(told["verb"]) > 0 else (before, now)
            yield Relation(rule, (Equation(side(a), side(b, change)),), now.label)
        return
    verb = _PLAIN_CHANGE.match(sentence.before(n))
    if rule is None or n < 2 or not verb or not _PRIOR.match(sentence.before(n - 1)):
        return
    before, change, up = sentence.figure(n - 1), sentence.figure(n), _sign(verb["verb"]) > 0
    # 占投入的 P，占到位的 Q，比上年 R 提高 D: which of them is compared the words do not say.
    nows = [f for i in range(n - 2, max(n - 5, -1), -1) if _is_rate(f := sentence.figure(i))]
    if _is_rate(before) and nows and nows[0] is sentence.figure(n - 2):
        pairs = [(now, before) if up else (before, now) for now in nows]
        forms = tuple(Equation(side(a), side(b, change)) for a, b in pairs)
        yield Relation(rule, forms, nows[0].label, sure=len(forms) == 1)


def _is_rate(figure: Figure) -> bool:
    return figure.kind is Kind.RATE and figure.unit != "个百分点" and usable(figure)


def _share(
    sentence: Sentence, n: int, around: Sequence[Figure], facts: Facts, catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """`X，占 B 的 P` and `X 占 B 的 P`: the whole is B where it is named and printed, else what 其中 was said of."""
    rule = rules.by_pattern.get("prose_share")
    found = _SHARE.search(sentence.before(n))
    if rule is None or (found is None and not _is_bracketed(sentence, n)):
        return
    rate = sentence.figure(n)
    if found is None:
        yield from _bracketed_share(sentence, n, rule)
        return
    if "预算" in found["whole"]:
        return
    usual = [f for f in around if f is not rate]
    if found["part"]:
        # The part is named again instead of being printed just before.
        parts = [f for f in usual if _called(f, normalise(found["part"]), catalogue)]
        parts = parts[:1] if len({value_of(f) for f in parts}) == 1 else []
    else:
        parts = [sentence.figure(i) for i in range(n - 1, max(n - 3, -1), -1)]
    parts = [f for f in parts if f.kind in (Kind.AMOUNT, Kind.COUNT) and usable(f)]
    if not parts:
        return
    part, name = parts[0], normalise(found["whole"])
    named = [f for f in usual if f is not part and like(f, part) and name and _called(f, name, catalogue)]
    # 政府采购合同金额 may be what is called 合同金额, or what is called 政府采购.
    loosely = all(len(normalise(f.label)) < len(name) for f in named)
    if named and loosely:
        named += [f for f in usual if f is not part and like(f, part) and name.startswith(normalise(f.label) or name)]
    if named:
        values = {value_of(f): f for f in named}
        forms = tuple(Quotient(side(part), side(f), rate) for f in values.values())
        yield Relation(rule, forms, part.label, sure=len(forms) == 1)
        return
    far = tuple(_far(name, part, facts, catalogue))
    if far:
        # 实际 A，未超过预算 B，占全部支出的 P: the part need not be the number just before.
        forms = tuple(Quotient(side(p), side(f), rate) for p in parts if like(p, part) for f in far)
        yield Relation(rule, forms, part.label, sure=False, shape=f"share of {name}")
        return
    whole = None if name else _listed_whole(sentence, n)
    if whole is not None and like(whole, part) and whole is not part:
        yield Relation(rule, (Quotient(side(part), side(whole), rate),), part.label)
        return
    # A whole that is only guessed proves nothing but that the share may be right.
    larger = [f for f in _earlier(sentence, n - 1) if like(f, part) and value_of(f) >= value_of(part)]
    guessed = [Quotient(side(part), side(f), rate) for f in larger]
    fitting = tuple(form for form in guessed if form.result.verdict in (Verdict.EXACT, Verdict.ROUNDING))
    yield Relation(rule, fitting[:1], part.label, reason="未找到占比所指的整体")


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
    return whole_before(sentence, heads[0]) if len(heads) == 1 else None


def _called(figure: Figure, name: str, catalogue: Catalogue) -> bool:
    """Whether a figure goes by a name: in the report's words, or in the catalogue's."""
    label = normalise(figure.label)
    if figure.indicator and figure.indicator == catalogue.find(name, figure.kind):
        return True
    return bool(label) and (label == name or label.endswith(name) or (len(label) > 3 and name.endswith(label)))


def _named_rate(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`办理 A 件，办结 B 件，办结率 P`: two numbers of one unit, if the rate is named after the second one."""
    rule = rules.by_pattern.get("prose_rate")
    rate = sentence.figure(n)
    own = _OWN_NAME.search(sentence.before(n))
    label = re.sub(r"(?:为|达到?|约)$", "", normalise(own["name"] if own else rate.label))
    stem = re.sub("率$|(?<=满意)度$", "", label)
    places = _since_last_rate(sentence, n)
    if "未" not in stem:
        places = [i for i in places if not _UNDONE.search(sentence.before(i))]
    if rule is None or len(places) < 2 or len(label) < 2 or stem == label:
        return
    words = next((w for w in rules.rates if label.endswith(w.suffixes)), None)
    pair = _fraction(sentence, rate, places, words, stem)
    called = pair is not None
    below, above = pair or places[-2:]
    whole, part = sentence.figure(below), sentence.figure(above)
    if not like(whole, part) or (not called and not (is_exact(whole) and is_exact(part))):
        return
    form = Quotient(side(part), side(whole), rate)
    named = stem in normalise(part.label) or stem.endswith(normalise(part.label))
    if value_of(part) > value_of(whole) and not called:
        return
    if named or called or form.result.verdict == "exact":
        yield Relation(rule, (form,), rate.label, sure=called or (named and len(places) == 2))


def _fraction(
    sentence: Sentence, rate: Figure, places: Sequence[int], words: RateWords | None, stem: str
) -> tuple[int, int] | None:
    """The last two numbers whose words say that they are a rate's whole and part, in that order."""
    for above in reversed(places[1:]):
        part = sentence.figure(above)
        told, due = sentence.before(above), _DONE_OF.search(sentence.before(above))
        for below in reversed(places[: places.index(above)]):
            whole = sentence.figure(below)
            if not like(whole, part):
                continue
            if due and _DUE.search(sentence.before(below)):
                return below, above
            by_words = words is not None and _has(part, (*words.numerators, stem)) and _has(whole, words.denominators)
            if by_words and is_exact(whole) and is_exact(part):
                return below, above
            part_of_year = _PARTIAL.search(part.period) and part.period == rate.period
            if by_words and part.kind is Kind.AMOUNT and (stem in told or part_of_year):
                return below, above
    return None


def _has(figure: Figure, words: Sequence[str]) -> bool:
    return any(word in figure.label for word in words)


def _since_last_rate(sentence: Sentence, n: int) -> list[int]:
    """The numbers since the rate before, changes left out."""
    found: list[int] = []
    for i in range(n - 1, -1, -1):
        figure = sentence.figure(i)
        if figure.kind is Kind.RATE:
            break
        if figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not is_change(sentence.before(i)):
            found.append(i)
    return found[::-1]


def _earlier(sentence: Sentence, n: int) -> list[Figure]:
    """The numbers before the n-th that can be reckoned with, the nearest first, at most four, no changes among them."""
    found = [
        sentence.figure(i)
        for i in range(n - 1, -1, -1)
        if usable(sentence.figure(i)) and not re.search(rf"(?:{_UP}|{_DOWN})了?$", sentence.before(i))
    ]
    return [f for f in found if f.kind in (Kind.AMOUNT, Kind.COUNT)][:4]


def _sign(verb: str) -> int:
    return -1 if re.fullmatch(f"{_DOWN}|低", verb) else 1
