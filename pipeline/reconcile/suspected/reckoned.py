"""Numbers that stand side by side (相邻数据): what they make of one another, but for a slip.

`送审 A，审减 B，审减率 P`: no word of ours says that P is B ÷ A, nor need one. Of numbers that stand together, that
nothing else accounts for, and that would make one another to the last digit if two digits of one were not exchanged,
one is likely wrong. That is worth a warning. What those around it make of a number as it stands accounts for it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import chain, combinations, permutations, product
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, side
from pipeline.reconcile.intervals import is_positive, usable, value_of
from pipeline.reconcile.prose.rates.worded import is_of_area
from pipeline.reconcile.relations import Relation, spoken_of
from pipeline.reconcile.sentences import is_spelt_out, like
from schemas.figure import LAST_YEAR, MILLION, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_THREE = 3  # numbers that may say anything of each other
_BEFORE, _AFTER, _LONG = 3, 2, 8  # numbers before a rate and after it that may make it; parts of a whole
_RATE, _SUM = 3, 4  # digits that a rate, and the numbers of a sum, must have not to be met by chance
_WIDE = 12  # numbers told before that a rate may be reckoned from as well
_NAME = 3  # letters that a rate's name ends with
_FEW = 7  # numbers beside one, any of which may have been added to make it or taken off
_OLD = re.compile(r"上年|去年|上一年")
_AIMED, _ATTAINED = re.compile(r"(?:目标|计划|任务)[数值量]?$"), re.compile(r"完成|达|执行|实现|目标|任务|占")
_EACH = re.compile(r"[均每]|标准|单价")
_GROWN = re.compile(r"增|减|降|升|涨|幅")
_FIRST, _ITEM = re.compile(r"[：:][^，,；;。：:\d]+$"), re.compile(r"(?:^|[；;])[^，,；;。：:\d]+$")
_MYRIAD, _TELLING = 10**4, 100  # 元 in 万元; units of its last digit that a part must have
_TEN, _HUNDRED = 10 * MILLION, 100 * MILLION  # of base units, in what is reckoned with


class _Number(NamedTuple):
    """A number, in whole numbers."""

    figure: Figure
    value: int
    ulp: int


def reckoned(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """What numbers side by side make of each other, but for a slip in one that nothing accounts for."""
    rates, sums = (rules[pattern] for pattern in ("reckoned_rate", "reckoned_sum"))
    known = spoken_of(confronted)
    found: list[tuple[_Number, Form]] = []
    # What is said once more of the same is accounted for where it was said first.
    named = {(f.base_value, f.label[-_NAME:]) for f in _rates(spoken) if f.figure_id in known}
    known |= {f.figure_id for f in _rates(spoken) if (f.base_value, f.label[-_NAME:]) in named}
    last: list[Figure] = []
    section = -1
    for sentence in spoken:
        own = [place.figure for place in sentence.places if _is_plain(place.figure)]
        known |= {f.figure_id for n, f in enumerate(p.figure for p in sentence.places) if is_spelt_out(sentence, n)}
        known |= make_all(own) | _apart(sentence)
        wide = [*(last if sentence.section == section else ()), *own]
        near = wide[-_BEFORE - len(own) :]
        if own and len(near) >= _THREE and not all(figure.figure_id in known for figure in near):
            around = [_number(figure) for figure in near]
            found += _rated(around, len(around) - len(own), [_number(figure) for figure in wide], known)
            found += _summed(
                [x for x in around if x.figure.kind is not Kind.RATE and not _EACH.search(x.figure.label)], known
            )
        last, section = wide[-_WIDE:], sentence.section
    told: set[str] = set()
    for wrong, form in found:
        rule = rates if isinstance(form, Quotient) else sums
        if wrong.figure.figure_id not in known and not form.ids & told:
            told |= form.ids
            yield Relation(rule, (form,), form.figures[-1].label)


def _rates(spoken: Sequence[Sentence]) -> Iterator[Figure]:
    """The rates in prose, fine enough not to be met again by chance."""
    yield from (p.figure for s in spoken for p in s.places if p.figure.kind is Kind.RATE and p.figure.decimals > 1)


def make_all(figures: Sequence[Figure]) -> set[str]:
    """The rates of a sentence that in a run make up everything: 两者之比为 81.17% 对 18.83%."""
    rates = [f for f in figures if f.kind is Kind.RATE and f.unit == "%"]
    runs = (rates[start:end] for start in range(len(rates)) for end in range(start + 2, len(rates) + 1))
    return {f.figure_id for run in runs if sum(map(value_of, run)) == HUNDRED for f in run}


def _apart(sentence: Sentence) -> set[str]:
    """The rates of a sentence that are as far apart as it says: 规范管理率为 76.3%，目标为 75%，超 1.3 个百分点."""
    points = {value_of(p.figure) for p in sentence.places if p.figure.unit == "个百分点" and usable(p.figure)}
    rates = [p.figure for p in sentence.places if p.figure.unit == "%" and usable(p.figure)] if points else []
    pairs = (pair for pair in combinations(rates, 2) if abs(value_of(pair[0]) - value_of(pair[1])) in points)
    return {f.figure_id for pair in pairs for f in pair}


def _is_plain(figure: Figure) -> bool:
    plain = usable(figure) and not figure.qualifier and figure.kind is not Kind.SCORE and figure.unit != "个百分点"
    return plain and is_positive(figure)


def _number(figure: Figure) -> _Number:
    return _Number(figure, figure.millionths, figure.ulp_millionths)


def _rated(
    around: Sequence[_Number], first: int, wide: Sequence[_Number], known: set[str]
) -> Iterator[tuple[_Number, Form]]:
    """The rates that the numbers beside them would make; those that they do make become known.

    `first`: where the sentence begins. Of what stood in the one before no number is suspected for a rate's sake; and
    what two numbers farther off (`wide`) make as it stands is theirs.
    """
    for n, rate in enumerate(around[first:], first):
        if rate.figure.kind is not Kind.RATE or _digits([rate]) < _RATE or rate.figure.figure_id in known:
            continue
        if is_of_area(rate.figure.label):
            continue  # 占全省总数的 P: of what others count
        others = [(m, x) for m, x in enumerate(around[:n]) if x.figure.kind is not Kind.RATE][-_BEFORE:]
        others += [(m, x) for m, x in enumerate(around[n + 1 : n + 1 + _AFTER], n) if x.figure.kind is not Kind.RATE]
        pairs = [pair for pair in permutations(others, 2) if pair[0][1].figure.kind is pair[1][1].figure.kind]
        if _digits([rate]) == _RATE:  # of few, and of what was told before, a rate of three digits is met by chance
            pairs = [(a, b) for a, b in pairs if _digits([b[1]]) >= _RATE and min(a[0], b[0]) >= first]
        if _of_what(rate.figure)[0] == LAST_YEAR:  # 回收率 P（上年 Q）: of what was counted last year
            pairs = [pair for pair in pairs if any(_of_what(x.figure)[0] == LAST_YEAR for _, x in pair)]
        grown = bool(_GROWN.search(rate.figure.label))
        tried = list(product(pairs, (0, 1, -1) if grown else (0,)))
        spared = grown or "节" in rate.figure.label
        made = (_is_made(rate.value, a.value, b.value, rate.ulp, grown=spared) for (_, a), (_, b) in pairs)
        plain = (_is_rate(rate.value, a.value, b.value, way, rate.ulp) for ((_, a), (_, b)), way in tried)
        # 省级 A 个、市级 B 个，占 P: of both
        of_two = _of_two(rate, [x for _, x in others] if _digits([rate]) > _RATE else ())
        if any(chain(plain, made, of_two)):
            known.add(rate.figure.figure_id)
            continue
        fine = _digits([rate]) > _RATE
        attained = _ATTAINED.search(rate.figure.label)
        for ((i, a), (k, b)), way in tried:
            if not attained and any(_AIMED.search(x.figure.words[0]) for x in (a, b)):
                continue  # 培训 A 人，目标 B 人；准确率 P
            suspects = [x for x in (a, b) if min(i, k) >= first and fine and x.figure.figure_id not in known]
            wrong = _wrong_of_rate(rate, a, b, way, suspects) if like(a.figure, b.figure) else None
            if wrong is not None and not _is_made_of(rate, wide, {way for _, way in tried}):
                one, less = (Fraction(way or 1), a.figure), (Fraction(-way), b.figure)
                yield wrong, Quotient((one, less) if way else (one,), side(b.figure), rate.figure)
                break


def _is_made_of(rate: _Number, wide: Sequence[_Number], ways: Iterable[int]) -> bool:
    """Whether two of many numbers make a rate as it stands."""
    pairs = ((a, b) for a, b in permutations(wide, 2) if like(a.figure, b.figure) and a.figure.kind is not Kind.RATE)
    return any(_is_rate(rate.value, a.value, b.value, way, rate.ulp // 2) for (a, b), way in product(pairs, ways))


def _is_rate(rate: int, a: int, b: int, way: int, ulp: int) -> bool:
    """Whether a rate is a / b, or by how much a exceeds b (or falls short of it)."""
    made = way * (a - b) if way else a
    return abs(_HUNDRED * made - rate * b) <= ulp * b


def _is_made(rate: int, a: int, b: int, ulp: int, *, grown: bool) -> bool:
    """Whether a rate is what is left of b without a, or tells by how much b grew (or fell) by a."""
    if grown:
        return any(b - way * a > 0 and _is_rate(rate, a, b - way * a, 0, ulp) for way in (1, -1))
    return a < b and _is_rate(rate, b - a, b, 0, ulp)


def _of_two(rate: _Number, numbers: Sequence[_Number]) -> Iterator[bool]:
    """Whether a rate is that of two numbers together to a third."""
    for a, b, whole in permutations(numbers, 3):
        if like(a.figure, b.figure) and like(a.figure, whole.figure):
            yield _is_rate(rate.value, a.value + b.value, whole.value, 0, rate.ulp)


def _wrong_of_rate(rate: _Number, a: _Number, b: _Number, way: int, suspects: Sequence[_Number]) -> _Number | None:
    """The number two digits of which, exchanged, make the rate hold: itself, or one of the suspects."""
    for value in _exchanged(rate):
        if _is_rate(value, a.value, b.value, way, rate.ulp // 2):
            return rate
    for x in suspects:
        for value in _exchanged(x) if _digits([x]) >= _SUM else ():
            if _is_rate(rate.value, *((value, b.value) if x is a else (a.value, value)), way, rate.ulp // 2):
                return x
    return None


def _exchanged(number: _Number) -> Iterator[int]:
    """What a number is with two neighbouring digits exchanged; none is printed with a nought before its others."""
    digits = str(number.value // number.ulp)
    first = 1 if digits[1:2] == "0" and number.value >= _TEN else 0
    for n in range(first, len(digits) - 1):
        if digits[n] != digits[n + 1]:
            yield int(digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]) * number.ulp


def _summed(amounts: Sequence[_Number], known: set[str]) -> list[tuple[_Number, Form]]:
    """The sums that a run of numbers makes of the one beside it, or two of the one between; those known aside.

    What is of another year, or was only aimed at, makes no sum with what came about.
    """
    found: list[tuple[_Number, Form]] = []
    for whole, parts, gap in _runs(amounts):
        if _are_siblings(whole, parts):
            continue
        numbers = (*parts, whole)
        if abs(gap) * 2 <= len(parts) * whole.ulp:
            known.update(x.figure.figure_id for x in numbers)
        elif (odd := _of_wrong_unit(whole, parts, gap)) is not None:
            found.append((odd, Equation(side(*(part.figure for part in parts)), side(whole.figure))))
        elif _may_be_slip(gap) and _digits(numbers) >= _SUM and not _is_sum(parts):
            wrong = next((x for x in numbers if x.value + (gap if x is whole else -gap) in _exchanged(x)), None)
            apart = len({_of_what(x.figure) for x in numbers}) > 1
            if wrong is not None and wrong.figure.figure_id not in known and not apart and not _made(whole, amounts):
                found.append((wrong, Equation(side(*(part.figure for part in parts)), side(whole.figure))))
    return found


def _are_siblings(whole: _Number, parts: Sequence[_Number]) -> bool:
    """Whether a number begins a list that the others go on: 前五类为：甲 A；乙 B；丙 C."""
    return bool(_FIRST.search(whole.figure.words[0])) and all(_ITEM.search(x.figure.words[0]) for x in parts)


def _is_sum(numbers: Sequence[_Number]) -> bool:
    """Whether one of the numbers is what the others make, so that all are no parts of one: 新增 A、退出 B，净增 C."""
    values = [x.value for x in numbers]
    return len(values) > 2 and 2 * max(values) == sum(values)


def _of_what(figure: Figure) -> tuple[str, bool]:
    """Of which year a number is, and whether it was only aimed at."""
    return LAST_YEAR if _OLD.search(figure.label) else figure.period, bool(_AIMED.search(figure.label))


def _runs(amounts: Sequence[_Number]) -> Iterator[tuple[_Number, Sequence[_Number], int]]:
    """Numbers with runs beside them that may make them up, and by how much these exceed them.

    What became of the whole may stand before its parts (`支出 A，结余 B，其中…`), and each part may have a number of
    another column before it (`预算 A，决算 B，其中甲预算 C，决算 D`).
    """
    for n, whole in enumerate(amounts):
        after, before = (
            [x for x in side_ if like(x.figure, whole.figure)] for side_ in (amounts[n + 1 :], amounts[:n][::-1])
        )
        for run in (after, after[1:], after[1::2], before):
            gap = -whole.value
            for many, part in enumerate(run[:_LONG], 1):
                gap += part.value
                if many > 1:
                    yield whole, run[:many], gap
        if after and before:
            yield whole, (before[0], after[0]), before[0].value + after[0].value - whole.value


def _of_wrong_unit(whole: _Number, parts: Sequence[_Number], gap: int) -> _Number | None:
    """The part in 元 among 万元, or the other way round, that makes up the sum in the unit of the others."""
    odd = [x for x in parts if {x.figure.unit, whole.figure.unit} == {"元", "万元"}] if gap else []
    for part in odd if len(odd) == 1 else ():
        meant = part.value * _MYRIAD if part.figure.unit == "元" else part.value // _MYRIAD
        if 2 * abs(gap - part.value + meant) <= whole.ulp * len(parts) and meant >= _TELLING * whole.ulp:
            return part
    return None


def _may_be_slip(gap: int) -> bool:
    """Whether two neighbouring digits exchanged may make such a difference."""
    gap = abs(gap)
    while gap and gap % 10 == 0:
        gap //= 10
    return gap % 9 == 0 and gap <= 72


def _made(whole: _Number, amounts: Sequence[_Number]) -> bool:
    """Whether some of the numbers beside one, added and taken off, make it."""
    at = next(n for n, x in enumerate(amounts) if x is whole)
    beside = [x for x in amounts[max(at - _FEW // 2, 0) : at + 1 + _FEW // 2] if x is not whole]
    return any(
        sum(sign * x.value for sign, x in zip(signs, beside, strict=True)) == whole.value
        for signs in product((0, 1, -1), repeat=len(beside))
    )


def _digits(numbers: Iterable[_Number]) -> int:
    """How many digits the largest of some numbers has, down to the last that is not nothing in all of them."""
    values = [abs(x.value) for x in numbers]
    many = len(str(max(values)))
    while all(value % 10 == 0 for value in values) and many:
        values, many = [value // 10 for value in values], many - 1
    return many
