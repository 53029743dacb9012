"""Shares said in prose (占比勾稽): `X，占 B 的 P`, with B printed before, in brackets behind, elsewhere, or nowhere.

The whole is B where it is named and printed; else what the share before was said to be of; else what 其中 was said of,
or what the parts make up. Where only the report can tell whether it is right, it is (see `belief.py`).
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.shares.wholes import (
    AND,
    SHARE,
    among,
    by_role,
    is_called,
    is_made_up,
    listed_whole,
    made_up,
    named_far,
    named_near,
)
from pipeline.reconcile.relations import Relation, is_slip_of
from pipeline.reconcile.roles import part_of
from pipeline.reconcile.sentences import is_change, is_rate, like, wholes_before
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.sentences import Sentence
    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.rules import Rule, RuleSet

# `X，占 B 的 P` with B printed; nothing new is named between X and the verb.
_OF_PRINTED = re.compile(r"^[，,、]?(?:仅|约|只)*(?:占|为|是|相当于|完成了?|达到?)[^，,；;。：:]{0,20}$")
_EACH_SHARE = re.compile(
    r"(?:分别|依次)占[^，,；;。]{0,16}$|占[^，,；;。]{0,20}(?:分别|依次)(?:为|是)$|^[，,]占比(?:为|是)?$"
)
# What a rate is of, in brackets behind it: （年度任务为 A）.
_WHOLE_BEHIND = re.compile(
    r"^[（(](?P<name>[^，,；;。：:\d]{0,10}(?:任务|计划|目标|总[额数量]|投资|应|预算)[^，,；;。：:\d]{0,6}?)[为是]?$"
)
_OF_WHAT = re.compile(r"(?:完成|占|达到?|为)[^，,；;。]{0,12}的$|完成率(?:为|达到?)?$")
_GRADE = ("不", "未", "非", "基本", "非常", "很", "较", "比较")
# 一般公共预算支出 is what was spent, whatever was planned.
_OF_A_BUDGET = re.compile(r"(?:公共(?:财政)?|政府性?基金|资本经营)预算(?:财政拨款)?(?=(?:本级)?总?(?:支出|收入))")
_OF_TWO = re.compile(r"基本支出|项目支出")
_NEXT, _NEAR = re.compile(r"^[，,]占"), 5  # how many times what a share is off must fit into it
_CHANGED = re.compile(r"(?:增加|增长|上升|提高|提升|多|增|减少|下降|降低|少|减|降|压减|压缩)了?$")
_BARE, _SUM_OF_ALL = re.compile(r"^[，,](?:所?占)?(?:比[重例])(?:为|达|约|是)?$"), re.compile(r"总[额数]$|合计$|总计$")
_STAGED = ("年初预算", "年初批复", "调整后预算", "调整预算", "全年预算")
_AND, _AND_ITEM, _COMMAS = re.compile(r"[和及与、]"), ("、", "和", "及", "与"), ("，", ",")


def shared(
    sentence: Sentence, n: int, around: Sequence[Figure], facts: Facts, catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """What the n-th number, a rate, is a share of."""
    told = tuple(_of_printed(sentence, n, rules)) or tuple(_behind(sentence, n, rules))
    yield from told or _share(sentence, n, around, facts, catalogue, rules)


def _behind(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`B，完成任务的 P（任务为 A）` and `B，完成率 P（计划 A）`."""
    if not n or n + 1 >= len(sentence) or sentence.owner(n + 1) != n:
        return
    part, rate, whole = (sentence.figure(i) for i in (n - 1, n, n + 1))
    told = _WHOLE_BEHIND.match(sentence.before(n + 1))
    alike = part.kind in (Kind.AMOUNT, Kind.COUNT) and like(part, whole) and usable(part) and usable(whole)
    if told and alike and not is_change(sentence.before(n)) and _OF_WHAT.search(sentence.before(n)):
        named = sentence.before(n).endswith("的") and told["name"][-2:] in sentence.before(n)
        yield Relation(rules["prose_share"], (Quotient(side(part), side(whole), rate),), part.label, mild=not named)


def _of_printed(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`X，占 B 的 P` and `X，为 B 的 P`, where B is printed too."""
    if n < 2 or sentence.before(n) != "的" or not _OF_PRINTED.match(sentence.before(n - 1)):
        return
    part, whole = sentence.figure(n - 2), sentence.figure(n - 1)
    if part.kind in (Kind.AMOUNT, Kind.COUNT) and like(part, whole) and usable(part) and usable(whole):
        # 甲 A、乙 B，完成任务 T 的 P: what was told before the list's last item, where that fits.
        told = (Quotient(side(f), side(whole), sentence.figure(n)) for f in (part, *wholes_before(sentence, n - 2)))
        first, *others = told
        yield Relation(rules["prose_share"], (first, *filter(is_held, others)), part.label)


def _share(
    sentence: Sentence, n: int, around: Sequence[Figure], facts: Facts, catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """`X，占 B 的 P` and `X 占 B 的 P`: the whole is B where it is named and printed, else what 其中 was said of."""
    rule = rules["prose_share"]
    found = SHARE.search(sentence.before(n))
    if n and _BARE.match(sentence.before(n)) and "其中" not in sentence.text:
        yield from _of_total(sentence.figure(n - 1), sentence.figure(n), around, rule)
        return
    if found is None and not _is_bracketed(sentence, n):
        return
    if n + 1 < len(sentence) and is_rate(sentence.figure(n + 1)) and sentence.before(n + 1) in "、和及":
        return  # 占比 P、Q、R: one for each of a list
    rate = sentence.figure(n)
    if found is None:
        yield from _bracketed_share(sentence, n, rule)
        return
    if _AND.search(found["part"]) and (both := _of_both(sentence, n, found["part"], rule)):
        yield both
        return
    usual = [f for f in around if f is not rate]
    parts = _parts(sentence, n, found["part"], usual, catalogue)
    if "预算" in _OF_A_BUDGET.sub("", found["whole"]) or not parts:
        yield from _of_called(found["whole"], parts, rate, facts, rule) or _of_budget(
            found["whole"], parts, rate, facts, rules
        )
        return
    again = "" if found["whole"] or found["part"] else _said_before(sentence, n)
    part, name = parts[0], normalise(found["whole"]) or again
    named = named_near(name, part, usual, catalogue)
    if named:
        values = {value_of(f): f for f in named}
        wholes = tuple(map(side, values.values()))
        forms = tuple(Quotient(side(part), whole, rate) for whole in wholes)
        forms += () if found["part"] else tuple(_of_list(sentence, n, wholes))
        kin = f"shares {named[0].figure_id}"
        small = all(value < value_of(part) for value in values)  # no whole, whatever it is called
        yield Relation(rule, forms, part.label, sure=len(wholes) == 1, kin=kin, mild=bool(again) or small)
        return
    far = tuple(named_far(name, part, facts, catalogue)) or tuple(by_role(name, part, facts, rules))
    # 占一般公共预算支出的 P: not of 一般公共预算基本支出
    far = tuple(f for f in far if set(_OF_TWO.findall(normalise(f.label))) <= set(_OF_TWO.findall(name)))
    if far:
        # 实际 A，未超过预算 B，占全部支出的 P: the part need not be the number just before.
        forms = tuple(Quotient(side(p), side(f), rate) for p in parts if like(p, part) for f in far)
        forms += () if found["part"] else tuple(_of_list(sentence, n, [side(f) for f in far]))
        # 基本支出 A，占总支出的 P…项目支出 B: of both together, which nothing prints
        together = (Quotient(side(part), side(part, f), rate) for f in far if f is not part)
        forms += tuple(form for form in together if is_held(form))
        # The one that the report tells by that name, and what comes near its share.
        alone = len(far) == 1 and bool(_NEXT.match(sentence.before(n)))
        sure = alone and _NEAR * abs(forms[0].result.gap) <= abs(value_of(rate))
        yield Relation(rule, forms, part.label, sure=sure, shape=f"share of {name}")
        return
    yield from _unnamed(sentence, n, part, rule, named=bool(name))


def _of_both(sentence: Sentence, n: int, name: str, rule: Rule) -> Relation | None:
    """`访问 T 人，满意 A 人，基本满意 B 人，满意和基本满意占 P`: both that the share names, of what is told first."""
    names = re.split(_AND, name.lstrip("，,；;"))
    told = [f for f in map(sentence.figure, range(n)) if f.kind in (Kind.AMOUNT, Kind.COUNT) and usable(f)]
    parts = [next((f for f in told if name and _is_just(f, name)), None) for name in names]
    if None in parts or not told or told[0] in parts or not all(like(f, told[0]) for f in parts if f):
        return None
    both = side(*(f for f in parts if f))
    forms = [Quotient(both, side(f), sentence.figure(n)) for f in told if f not in parts and like(f, told[0])]
    form = next((form for fits in (is_held, is_slip_of) for form in forms if fits(form)), forms[0])
    return Relation(rule, (form,), "和".join(names), mild=True)


def _is_just(figure: Figure, name: str) -> bool:
    """Whether a number is called by a name, whatever stands before it but what makes it another grade: 基本满意."""
    before, name_, after = normalise(figure.label).rpartition(name)
    return bool(name_) and not after and not before.endswith(_GRADE)


def _of_total(part: Figure, rate: Figure, around: Sequence[Figure], rule: Rule) -> Iterator[Relation]:
    """`总额 T，包括…。X A，比重为 P`: a share of the only total told before in the section."""
    before = takewhile(lambda f: f is not part, around)
    totals = {value_of(f): f for f in before if like(f, part) and _SUM_OF_ALL.search(normalise(f.label))}
    if len(totals) == 1 and part.kind in (Kind.AMOUNT, Kind.COUNT) and usable(part):
        form = Quotient(side(part), side(*totals.values()), rate)
        over = value_of(part) > total(form.denominator)  # no part, whatever its share
        yield Relation(rule, (form,), part.label, mild=not over)


def _of_called(name: str, parts: Sequence[Figure], rate: Figure, facts: Facts, rule: Rule) -> list[Relation]:
    """`基本支出预算 T。…工资福利支出预算 A，占基本支出预算的 P`: of the only number that is called just so."""
    told = (m for fact in facts.facts for m in fact.mentions if not m.table_id and usable(m))
    called = {value_of(m): m for m in told if parts and like(m, parts[0]) and normalise(m.label) == normalise(name)}
    if len(called) != 1 or not usable(parts[0]) or value_of(parts[0]) > min(called):
        return []
    form = Quotient(side(parts[0]), side(*called.values()), rate)
    return [Relation(rule, (form,), parts[0].label, mild=True)]


def _of_budget(name: str, parts: Sequence[Figure], rate: Figure, facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """`追加 A，占年初预算的 P`, where the report tells of one such budget only."""
    wholes = list(by_role(name, parts[0], facts, rules)) if parts and name.startswith(_STAGED) else []
    if len(wholes) == 1 and part_of("", parts[0].label, rules).role == "added":
        form = Quotient(side(parts[0]), side(wholes[0]), rate)
        yield Relation(rules["prose_share"], (form,), parts[0].label, mild=True)


def _parts(sentence: Sentence, n: int, name: str, usual: Sequence[Figure], catalogue: Catalogue) -> list[Figure]:
    """What the share may be that of: the numbers just before, or the one that is named again instead."""
    if name:
        parts = [f for f in usual if is_called(f, normalise(name), catalogue)]
        parts = parts[:1] if len({value_of(f) for f in parts}) == 1 else []
    else:
        # 基本支出 A（人员 B，公用 C），占 P: of what the bracket is about.
        near = [i for i in range(n - 1, -1, -1) if sentence.depth(i) <= sentence.depth(n)]
        parts = [sentence.figure(i) for i in near[:2]]
    return [f for f in parts if f.kind in (Kind.AMOUNT, Kind.COUNT) and usable(f)]


def _unnamed(sentence: Sentence, n: int, part: Figure, rule: Rule, *, named: bool) -> Iterator[Relation]:
    """A share of what is not told, or told nowhere."""
    rate = sentence.figure(n)
    whole = None if named else listed_whole(sentence, n)
    if whole is not None and like(whole, part) and whole is not part:
        forms = [Quotient(side(part), side(f), rate) for f in (whole, *wholes_before(sentence, n - 1))]
        forms += _of_list(sentence, n, [side(f) for f in wholes_before(sentence, n - 1)])
        yield Relation(rule, (forms[0], *filter(is_held, forms[1:])), part.label)
        return
    if not named and (pair := among(sentence, n)) is not None:
        whole, part = pair
        forms = [Quotient(side(part), side(f), rate) for f in (whole, *_earlier(sentence, n)) if f is not part]
        yield Relation(rule, (forms[0], *filter(is_held, forms[1:])), part.label)
        return
    whole = None if named else made_up(sentence, n)
    if whole is not None and whole is not part:
        kin = f"shares {whole.figure_id}"
        form = Quotient(side(part), side(whole), rate)
        # 甲 A，占 P；乙 B，占 Q；丙 C，占 R: of their own sum, also where A happens to be B and C.
        own = Quotient(side(part), side(*_with_shares(sentence, part)), rate)
        yield Relation(rule, (form, *filter(is_held, (own,))), part.label, sure=is_made_up(sentence, whole), kin=kin)
        return
    # A whole that is only guessed proves nothing but that the share may be right.
    larger = [f for f in _earlier(sentence, n - 1) if like(f, part) and value_of(f) >= value_of(part)]
    guessed = [Quotient(side(part), side(f), rate) for f in larger]
    yield Relation(rule, tuple(filter(is_held, guessed))[:1], part.label, reason="未找到占比所指的整体")


def _of_list(sentence: Sentence, n: int, wholes: Sequence[Side]) -> Iterator[Quotient]:
    """A share behind a list as that of more than its last item: `A 人，其中甲 B 人、乙 C 人，占编制的 P`.

    Of A, which the list makes up; where it does not, of A or of the items that stops join, if that fits.
    """
    first = n - 1
    while (
        first and sentence.before(first)[:1] in _AND_ITEM and like(sentence.figure(first - 1), sentence.figure(first))
    ):
        first -= 1
    items, whole = [sentence.figure(i) for i in range(first, n)], listed_whole(sentence, n)
    if sentence.before(n)[:1] not in _COMMAS or not all(map(usable, items)):
        return
    tops = [side(*items)] if len(items) > 1 else []
    tops += [side(whole)] if whole is not None and usable(whole) and whole not in items else []
    full = whole is not None and is_made_up(sentence, whole)
    tops = tops[-1:] if full else tops  # 100% of itself says nothing
    forms = (Quotient(top, of, sentence.figure(n)) for top in tops for of in wholes if total(top) != total(of))
    yield from (form for form in forms if full or is_held(form) or is_slip_of(form))


def _with_shares(sentence: Sentence, part: Figure) -> Iterator[Figure]:
    """The numbers of a sentence that a share is told of."""
    for n in range(1, len(sentence)):
        figure, told = sentence.figure(n - 1), is_rate(sentence.figure(n)) and SHARE.search(sentence.before(n))
        if told and like(figure, part) and usable(figure):
            yield figure


def _said_before(sentence: Sentence, n: int) -> str:
    """What the share before was said to be of: `甲 A，占总额的 P；乙 B，占 Q`."""
    if "其中" in sentence.before(n - 1):
        return ""
    for i in range(n - 1, 0, -1):
        found = SHARE.search(sentence.before(i)) if sentence.figure(i).kind is Kind.RATE else None
        if found and found["whole"]:
            return "" if found["part"] or "预算" in found["whole"] else normalise(found["whole"])
    return ""


def _is_bracketed(sentence: Sentence, n: int) -> bool:
    """Whether a rate stands alone in brackets behind a number."""
    return n > 0 and sentence.before(n) in ("（", "(") and sentence.owner(n) == n - 1


def _bracketed_share(sentence: Sentence, n: int, rule: Rule) -> Iterator[Relation]:
    """`其中：甲 A（P），乙 B（Q）`: each is a share of what 其中 was said of, if most of them are."""
    part, whole = sentence.figure(n - 1), listed_whole(sentence, n)
    if whole is not None and like(whole, part) and whole is not part and usable(part):
        form = Quotient(side(part), side(whole), sentence.figure(n))
        yield Relation(
            rule, (form,), part.label, sure=False, kin=f"shares {whole.figure_id}", shape="share in brackets"
        )


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
    for n in range(2, len(sentence)):
        if not is_rate(sentence.figure(n)) or not _EACH_SHARE.search(sentence.before(n)):
            continue
        rates = [sentence.figure(n)]
        while n + len(rates) < len(sentence) and AND.fullmatch(sentence.before(n + len(rates))):
            rates.append(sentence.figure(n + len(rates)))
        flat = [i for i in range(n) if sentence.depth(i) <= sentence.depth(n)]
        parts = [sentence.figure(i) for i in flat[-len(rates) :]]
        alike = all(f.kind in (Kind.AMOUNT, Kind.COUNT) and usable(f) and like(f, parts[0]) for f in parts)
        if not alike or not all(map(is_rate, rates)) or len(parts) != len(rates) or len(rates) < 2:
            continue
        forms = [Quotient(side(part), side(*parts), rate) for part, rate in zip(parts, rates, strict=True)]
        near = 10 * abs(total(side(*rates)) - HUNDRED) <= HUNDRED
        # All but one hold: one was slipped, however far.
        if near or sum(map(is_held, forms)) >= max(len(forms) - 1, 2):
            yield from (Relation(rules["prose_share"], (form,), form.numerator[0][1].label) for form in forms)
