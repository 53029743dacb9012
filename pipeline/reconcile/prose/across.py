"""Relations across sentences (跨句勾稽): a list whose whole was told before, a price whose count comes later."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile import wording
from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, adds_up, is_held, side, total
from pipeline.reconcile.intervals import Interval, asserted, digits_of, usable, value_of
from pipeline.reconcile.prose.elsewhere.dealt import dealt
from pipeline.reconcile.prose.lists.items import is_nested
from pipeline.reconcile.prose.lists.partitions import covers, number_of
from pipeline.reconcile.prose.shares.wholes import by_role
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.roles import part_of
from pipeline.reconcile.sentences import is_change, is_part, like
from pipeline.reconcile.slips import LIKELY, slips
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Fact, Facts
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

# 四个方向，资金分别为 A、B、C 和 D: as many as are listed, so all.
_SHARED_OUT = re.compile(
    r"(?P<many>[两二三四五六七八九])(?:个|大|项|类|方)*(?:方面|方向|部分|领域|板块|任务|内容|类别|项目|子项|类|项|块)"
    r"[，,]?[^，,；;。]{0,8}分别[^，,；;。]{0,6}$"
)
_AND = re.compile(r"[、，,和及与]|以及")
_FEWEST = 3  # parts that are a list
_NEAR = 20  # how many times what is too much must fit into the whole
_EACH = re.compile(
    r"(?P<what>[^，,；;。：:、（）()每]{3,})每(?P<of>[人户亩套台件辆场家村例名间所座])(?:补[助贴]|奖补|按|为)?$"
)
_ONES = {"人": ("人", "名", "位"), "名": ("人", "名", "位")}
_NAMED = re.compile(
    r"^(?:其中[，,]?)?(?P<whole>[^，,；;。：:、\d]{3,14}?)(?:中[，,：:]?|(?P<all>[构组]成)[为是]?[：:])"
)
_YEAR = re.compile(r"^(?:[全本当]年|年度)+")
_SHARE = re.compile(r"^[，,](?:约)?占(?P<whole>(?:[^，,；;。占\d]{2,20}?)?)的?(?:比例|比重)?(?:为|约)?$")
_UNITS, _TELLING = ("元", "万元"), 4  # digits that do not meet by chance
_THAN = re.compile(r"[比较](?P<whole>[^，,；;。：:、\d]{2,10}?)(?:共|合计|实际)?(?:节约|节省|节支)(?:资金|支出|经费)?$")
_SPARED = re.compile(r"^[，,][^，,；;。]{0,4}(?:节约|节资|节支)率(?:为|达|约)?$")
_SPENT = re.compile(r"^[，,](?:共|合计|实际|累计)*(?:发放|支付|补助|补贴|支出|拨付|投入|使用|兑付)[^，,；;。]{0,6}$")


_OF_ROWS = re.compile(
    r"(?:^|[，,；;。：:])(?P<names>[^，,；;。：:\d]{2,60}?)(?P<many>[两二三四五六七八九])(?:项|类)"
    r"(?:支出|费用|经费|资金)?(?:合计|共计|共)(?:支出|执行|安排)?(?:为|达)?$"
)


def across(spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """The relations among numbers of several sentences."""
    yield from _shared_out(spoken, facts, rules)
    yield from _named_wholes(spoken, facts, rules)
    yield from _of_rows(spoken, facts, rules)
    yield from dealt(spoken, facts, rules)
    yield from _priced(spoken, rules)
    yield from _shares(spoken, rules)
    yield from _spared(spoken, facts, rules)
    yield from _in_another_unit(spoken, rules)


def _shared_out(spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """`用于甲、乙、丙三个方面，分别为 A、B、C`, the whole being told in a sentence before."""
    for at, sentence in enumerate(spoken):
        for n in range(len(sentence)) if "分别" in sentence.text else ():
            told = _SHARED_OUT.search(sentence.before(n))
            parts = _run(sentence, n) if told else []
            if not told or len(parts) != max(_FEWEST, number_of(told["many"])):
                continue
            if any(like(sentence.figure(i), parts[0]) for i in range(n)):
                continue  # the whole is in the sentence itself
            whole, sure = _whole(spoken[:at], parts, facts)
            if whole is not None:
                yield Relation(rules["prose_sum"], (Equation(side(*parts), side(whole)),), whole.label, sure=sure)


def _named_wholes(spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """`项目支出中，甲 A、乙 B、其他 C`: parts of a whole that is only named, and told elsewhere, as in a table."""
    for sentence in spoken:
        told = _NAMED.match(sentence.before(0)) if len(sentence) >= _FEWEST else None
        flat = [n for n in range(len(sentence)) if told and is_part(sentence, n, sentence.figure(0))]
        parts = [sentence.figure(n) for n in flat]
        if not told or len(parts) < _FEWEST or len(flat) <= flat[-1]:
            continue
        wholes = [f for f in _called(normalise(told["whole"]), facts) if like(f, parts[0])]
        if wholes and is_nested(parts, wholes[0]):
            continue  # 尚余 A，B 已收回，C 结转下年: B and C are A
        good = next((f for f in wholes if adds_up(parts, f)), None)
        near = [f for f in wholes if _NEAR * abs(total(side(*parts)) - value_of(f)) <= abs(value_of(f))]
        whole = good or next(iter(near), None)
        if whole is not None:
            rest = bool(told["all"]) or parts[-1].label.startswith(("其他", "其它", "其余"))
            over = whole.kind is Kind.AMOUNT and total(side(*parts)) > value_of(whole) and not (good or rest)
            if over:  # by little: they were meant to make it up
                yield Relation(rules["prose_part"], (Equation(side(*parts), side(whole), "<="),), whole.label)
            else:
                yield Relation(
                    rules["prose_sum"], (Equation(side(*parts), side(whole)),), whole.label, sure=bool(good) or rest
                )


def _of_rows(spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """`甲费、乙费、丙费三项合计 T`: what a column of a table makes of the rows that are named."""
    for sentence in spoken:
        for n in range(len(sentence)) if "共" in sentence.text or "合计" in sentence.text else ():
            whole, told = sentence.figure(n), _OF_ROWS.search(sentence.before(n))
            names = [normalise(name) for name in re.split(r"[、和及与]", told["names"])] if told else []
            if not told or len(set(names)) != number_of(told["many"]) or not usable(whole):
                continue
            columns: dict[tuple[str, int | None], dict[str, list[Figure]]] = {}
            for figure in (f for row in facts.rows for f in row if like(f, whole)):
                row = normalise(figure.label.partition("/")[0])
                if row in names:
                    columns.setdefault((figure.table_id or "", figure.col), {}).setdefault(row, []).append(figure)
            full = [c for c in columns.values() if len(c) == len(names) and all(len(f) == 1 for f in c.values())]
            forms = tuple(Equation(side(*(f for (f,) in c.values())), side(whole)) for c in full)
            if forms:
                yield Relation(rules["prose_sum"], forms, whole.label, sure=False)


def _called(name: str, facts: Facts) -> Iterator[Figure]:
    """The numbers that go by a name: in prose, or as a table's row; what came of it first."""
    found = [
        m
        for fact in facts.facts
        for m in fact.mentions
        if _YEAR.sub("", normalise(m.label.partition("/")[0] if m.table_id else m.label)) == _YEAR.sub("", name)
    ]
    yield from sorted(found, key=lambda f: not re.search(r"决算|支出数|执行数|实际", f.label))


def _run(sentence: Sentence, n: int) -> list[Figure]:
    """The n-th number and those that are listed after it."""
    rest = takewhile(lambda i: _AND.fullmatch(sentence.before(i)), range(n + 1, len(sentence)))
    parts = [sentence.figure(i) for i in (n, *rest)]
    return parts if all(usable(f) and not f.qualifier and like(f, parts[0]) for f in parts) else []


def _whole(before: Sequence[Sentence], parts: Sequence[Figure], facts: Facts) -> tuple[Figure | None, bool]:
    """What the parts make up, of the numbers told before in the same part of the report, and whether that is sure.

    Parts that add up to none of them are held against the one that is told elsewhere too, if they exceed it by little.
    """
    chapter, sum_ = parts[0].chapter, total(side(*parts))
    found: dict[int, Fact] = {}
    for sentence in before:
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            fact = facts.of.get(figure.figure_id)
            if fact and like(figure, parts[0]) and figure.chapter == chapter and not is_change(sentence.before(n)):
                found[fact.number] = fact
    now = [fact for fact in found.values() if fact.mentions[0].period == parts[0].period]
    good = next((f for f in now if adds_up(parts, f.mentions[0])), None)
    if good is not None:
        return good.mentions[0], True
    near = [f for f in now if _NEAR * abs(sum_ - value_of(f.mentions[0])) <= value_of(f.mentions[0])]
    if len(near) != 1:
        return None, False
    whole = near[0].mentions[0]
    again = {m.evidence.quote for fact in facts.facts for m in fact.mentions if m.base_value == whole.base_value}
    return whole, len(again) > 1 and sum_ > value_of(whole)


def _priced(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`甲每例 P 元。…甲。完成 N 例，支出 T 元`: the price of one thing, its count and what was paid elsewhere.

    Not every one need have been paid at the standard, so only a slip in the total is taken for a breach.
    """
    for price, what, units in _prices(spoken):
        for sentence in spoken:
            for count, paid in _paid(sentence, what, units):
                if paid.chapter != price.chapter:
                    continue
                form = Quotient(side(paid), side(count), price, Fraction(1))
                relation = Relation(rules["prose_price"], (form,), paid.label, sure=_slipped(price, count, paid))
                if relation.sure or holds(relation):
                    yield relation


def _prices(spoken: Sequence[Sentence]) -> Iterator[tuple[Figure, str, Sequence[str]]]:
    """The prices that a chapter tells of, each with what is priced and by what it is counted; one for each thing."""
    prices: dict[tuple[str, str, str], list[Figure]] = {}
    for sentence in spoken:
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            if figure.kind is not Kind.AMOUNT or not usable(figure) or figure.qualifier:
                continue
            if each := _EACH.search(sentence.before(n)):
                prices.setdefault((figure.chapter, normalise(each["what"]), each["of"]), []).append(figure)
    for (_, what, one), found in prices.items():
        if len(found) == 1:
            yield found[0], what, _ONES.get(one, (one,))


def _paid(sentence: Sentence, what: str, units: Sequence[str]) -> Iterator[tuple[Figure, Figure]]:
    """The counts of a thing, each with the amount that was paid for it."""
    for n in range(1, len(sentence)):
        count, paid = sentence.figure(n - 1), sentence.figure(n)
        counted = count.kind is Kind.COUNT and count.unit in units and what in normalise(count.subject + count.label)
        if counted and paid.kind is Kind.AMOUNT and usable(paid) and _SPENT.match(sentence.before(n)):
            yield count, paid


def _shares(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`甲 A，占总数的 P；乙 B，占总数的 Q`: parts that leave nothing out, shares of their sum though untold.

    `（一）甲 A，占 P。（二）乙 B，占 Q`: of no whole at all, in sections side by side, if they make a hundred.
    """
    shares: dict[object, list[tuple[Figure, Figure]]] = {}
    earlier: dict[object, list[list[Figure]]] = {}
    for sentence, n, key in _places_of_shares(spoken):
        part, rate = sentence.figure(n - 1), sentence.figure(n)
        shares.setdefault(key, []).append((part, rate))
        earlier.setdefault(key, []).append([f for f in map(sentence.figure, range(n - 1)) if like(f, part)])
    for key, nearest in shares.items():
        parts, rates = [part for part, _ in nearest], [rate for _, rate in nearest]
        # 甲预算 A，执行 B，节余 C，占总支出的 P: of what was spent, where that makes the shares of all.
        others = zip(*(reversed(figures) for figures in earlier[key]), strict=False)
        parts = next((list(some) for some in others if _are_shared(some, rates)), parts)
        full = isinstance(key, tuple) or abs(total(side(*rates)) - HUNDRED) <= sum(rate.half_ulp for rate in rates)
        if full and len(parts) > 1 and total(side(*parts)) and covers(None, parts, rules):
            yield from _shared(parts, rates, rules)


def _shared(parts: Sequence[Figure], rates: Sequence[Figure], rules: RuleSet) -> Iterator[Relation]:
    """The shares that parts have in their sum."""
    pairs = list(zip(parts, rates, strict=True))
    shares = [Relation(rules["prose_share"], (Quotient(side(f), side(*parts), rate),), f.label) for f, rate in pairs]
    note = "" if any(map(holds, shares)) else _another_whole(pairs)
    yield from (replace(relation, note=note) for relation in shares)


def _places_of_shares(spoken: Sequence[Sentence]) -> Iterator[tuple[Sentence, int, object]]:
    """Where amounts tell what share they are, and of what: a name, or the sections beside their own, one of each."""
    sections: set[int] = set()
    for sentence in spoken:
        for n in range(1, len(sentence)) if "占" in sentence.text else ():
            part, rate = sentence.figure(n - 1), sentence.figure(n)
            told = _SHARE.match(sentence.before(n)) if rate.kind is Kind.RATE and part.kind is Kind.AMOUNT else None
            if told is None or not (usable(part) and usable(rate)):
                continue
            if told["whole"]:
                yield sentence, n, (sentence.section, normalise(told["whole"]))
            elif sentence.section not in sections:
                sections.add(sentence.section)
                yield sentence, n, part.above


def _are_shared(parts: Sequence[Figure], rates: Sequence[Figure]) -> bool:
    """Whether rates are the shares that parts have in their sum."""
    return all(is_held(Quotient(side(part), side(*parts), rate)) for part, rate in zip(parts, rates, strict=True))


def _spared(spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """`较调整后预算节约 A，成本节约率 P`, what it is compared with being told elsewhere, once."""
    for sentence in spoken:
        for n in range(1, len(sentence)):
            part, rate = sentence.figure(n - 1), sentence.figure(n)
            if rate.kind is not Kind.RATE or not usable(part):
                continue
            than, named = _THAN.search(sentence.before(n - 1)), _SPARED.match(sentence.before(n))
            if not than or not named:
                continue
            name = normalise(than["whole"])
            called = [f for f in _called(name, facts) if like(f, part) and value_of(f) > value_of(part)]
            wholes = {value_of(f): f for f in called or by_role(name, part, facts, rules)}
            if len(wholes) == 1 and usable(rate):
                form = Quotient(side(part), side(*wholes.values()), rate)
                yield Relation(rules["prose_rate"], (form,), rate.label, mild=True)


def _in_another_unit(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`到位 A 元` and `到位资金 A 万元`: the same digits for the same part of an account are the same number."""
    seen: dict[tuple[object, ...], Figure] = {}
    for place in (place for sentence in spoken for place in sentence.places):
        figure = place.figure
        if figure.unit not in _UNITS or not usable(figure) or figure.qualifier or figure.subject:
            continue
        part = part_of("", figure.label, rules)
        if not part.role or part.topic or len(digits_of(figure)) < _TELLING or is_change(figure.label):
            continue
        other = seen.setdefault((part.role, figure.period, figure.value), figure)
        if other.unit != figure.unit and not _is_single(figure) and not _is_single(other):
            yield Relation(rules["restatement"], (Equation(side(figure), side(other)),), figure.label)


def _is_single(figure: Figure) -> bool:
    """Whether a number is of one of many: 每户, 人均."""
    return bool(re.search(r"每|均|单价|标准", figure.label))


def _another_whole(found: Sequence[tuple[Figure, Figure]]) -> str:
    """What is to be said of shares that are all of one whole, which is not the sum of the parts."""
    whole = Interval(None, None)
    for part, rate in found:
        (least, most), (low, high) = asserted(part), asserted(rate)
        if least is None or most is None or low is None or high is None or low <= 0:
            return ""
        whole = whole.both(Interval(HUNDRED * least / high, HUNDRED * most / low))
    if len(found) < _FEWEST or whole.is_empty or whole.low is None or whole.high is None:
        return ""
    like_, parts = found[0][0], [part for part, _ in found]
    middle = wording.plain(wording.decimal((whole.low + whole.high) / 2 / Fraction(like_.scale), 1)) + like_.unit
    summed = wording.in_unit(total(side(*parts)), like_) + like_.unit
    return f"各项占比相互一致，均以约{middle}为整体，而所列各项之和为{summed}：占比所指的整体应另有所含，请核对其口径。"


def _slipped(price: Figure, count: Figure, paid: Figure) -> bool:
    """Whether one likely slip leads from the product to what is printed."""
    product = value_of(price) * value_of(count)
    return any(slip.cost <= LIKELY and Fraction(slip.value * paid.scale) == product for slip in slips(paid))
