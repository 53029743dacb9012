"""What printed numbers assert (区间): a value give or take half its last digit, in exact fractions.

After XBRL Calculations 1.1: no tolerance is chosen, it is read off the printed digits. Whole counts and whole scores
are exact. A rate is allowed a whole unit of its last place, since forms cut digits off as often as they round.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from schemas.document import Origin
from schemas.figure import Flag, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.figure import Figure

# 近 and the like: the number is a round one. How round is nowhere said; a tenth has been enough. 约 says no more than
# that it is rounded: to the last digit that is no nought, or by a twentieth; many digits are not rounded by more.
_MANY = 5
_HEDGE, _ABOUT, _ROUNDED = Fraction(1, 10), frozenset({"约", "大约", "左右", "约左右"}), Fraction(1, 20)
_NONE = Fraction(0)
_ROUNDED_TWICE, _HAIR = Fraction(5, 9), Fraction(1, 1000)  # of a unit of the last place
_HAIRS = Decimal("1e-20")  # of what decimals make, the error and more
_GOAL = ("目标", "目标值", "计划", "任务", "计划数", "任务数")
DIGITS = 4  # that a number has, the noughts at its ends left out, which is hardly printed twice by chance
_TELLING, _ROUND = 1000, 100  # units of the last place; the same without the zeros at the end


class Interval(NamedTuple):
    """Closed, in the base unit. None is unbounded on that side."""

    low: Fraction | None
    high: Fraction | None

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return not (
            (self.low is not None and other.high is not None and self.low > other.high)
            or (self.high is not None and other.low is not None and self.high < other.low)
        )

    def both(self, other: Interval) -> Interval:
        """What lies in both; low > high when nothing does."""
        lows = [x for x in (self.low, other.low) if x is not None]
        highs = [x for x in (self.high, other.high) if x is not None]
        return Interval(max(lows, default=None), min(highs, default=None))

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies in it."""
        return self.low is not None and self.high is not None and self.low > self.high

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, (Decimal, Fraction)):
            return False
        n, d = value.as_integer_ratio()  # many candidates are tried, and fractions are slow to make and to compare
        return (self.low is None or n * self.low.denominator >= self.low.numerator * d) and (
            self.high is None or n * self.high.denominator <= self.high.numerator * d
        )

    def holding(self, values: Iterable[Decimal], scale: Decimal) -> set[Decimal]:
        """The values, times a scale, that lie in it: most are told by decimals, of which many digits are right."""
        low, high = (None if end is None else Decimal(end.numerator) / Decimal(end.denominator) / scale for end in self)
        near = list(values)
        if low is not None:
            low -= abs(low) * _HAIRS
            near = [value for value in near if value >= low]
        if high is not None:
            high += abs(high) * _HAIRS
            near = [value for value in near if value <= high]
        return {value for value in near if value * scale in self}


class Slack(NamedTuple):
    """How far below and above what is printed a number may lie."""

    below: Fraction
    above: Fraction


_EXACT = Slack(_NONE, _NONE)
_BARE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_LETTER = re.compile(r"[A-Za-z]")
_DOUBTS = frozenset({Flag.REPAIRED, Flag.READERS_DISAGREE, Flag.LOW_CONFIDENCE})


def doubted(figure: Figure) -> bool:
    """Whether a figure may have been read wrongly: of a text layer's repairs only letters among digits count."""
    doubts = _DOUBTS.intersection(figure.flags)
    if doubts != {Flag.REPAIRED} or figure.evidence.origin is not Origin.TEXT:
        return bool(doubts)
    return _LETTER.search(unicodedata.normalize("NFKC", figure.printed)) is not None


def usable(figure: Figure) -> bool:
    """Whether a figure states a number that can be reckoned with."""
    return figure.is_usable


def is_number(figure: Figure) -> bool:
    """Whether a figure is an amount or a count that is told as it is: not 约 A, not 不低于 A."""
    return figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not figure.qualifier


def is_bare(figure: Figure) -> bool:
    """Whether a table's number is plain, but nothing says what it counts (计划数 120): its row and column may tell."""
    counted = figure.table_id and figure.kind is Kind.COUNT and not figure.unit and figure.value is not None
    plain = counted and figure.evidence.origin is Origin.TEXT and _BARE.fullmatch(figure.printed.strip())
    return bool(plain) and {*figure.flags} <= {Flag.AMBIGUOUS, Flag.UNIT_INHERITED}


def value_of(figure: Figure) -> Fraction:
    """The printed value in the base unit. Only for usable figures."""
    if figure.exact is None:
        raise ValueError(f"{figure.figure_id} has no value")
    return figure.exact


def is_positive(figure: Figure) -> bool:
    """Whether a figure states a number above nothing."""
    return figure.base_value is not None and figure.base_value > 0


def ulp(figure: Figure) -> Fraction:
    """A unit of the last printed digit, in the base unit."""
    return figure.ulp


def is_exact(figure: Figure) -> bool:
    """Whether the number is counted or set rather than rounded: 79人, 5分, a goal of 95% or 2万册, but not 1.4万宗.

    In prose 0 万元 says that there is none.
    """
    if figure.kind is Kind.AMOUNT and not figure.decimals and not figure.value:
        return figure.table_id is None
    if figure.kind is Kind.RATE or (figure.kind is Kind.COUNT and figure.scale > 1):
        return figure.label.endswith(_GOAL)
    return figure.kind in (Kind.COUNT, Kind.SCORE) and figure.decimals == 0 and figure.scale == 1


def is_rounded(figure: Figure) -> bool:
    """Whether a number is said to be about as much, no more and no less."""
    return figure.qualifier in _ABOUT


def is_printed_in_full(figure: Figure) -> bool:
    """Whether a number has so many digits that it says no less than others, about as it is: 约 18,473.68 元."""
    return len(digits_of(figure)) >= _MANY


def _coarse(figure: Figure) -> Fraction:
    """A unit of the last printed digit that is no nought: 约 200 may be anything that rounds to two hundreds."""
    unit = ulp(figure)
    while figure.base_value and not value_of(figure) % (10 * unit):
        unit *= 10
    return unit


def rounding(figure: Figure, value: Fraction | None = None) -> Slack:
    """How far the number may lie from what is printed, or from `value` if that stood there."""
    if is_rounded(figure):
        around_ = 0 if is_printed_in_full(figure) else abs(value_of(figure) if value is None else value) * _ROUNDED
        slack = max(around_, _coarse(figure) / 2) + ulp(figure)
    elif figure.qualifier:
        slack = abs(value_of(figure) if value is None else value) * _HEDGE + ulp(figure)
    elif is_exact(figure):
        return _EXACT
    else:
        slack = ulp(figure) if figure.kind is Kind.RATE else figure.half_ulp
    return Slack(slack, slack)


def rounded(figure: Figure) -> Slack:
    """How far the number may lie from what is printed, if it was rounded: a rate too by half a unit."""
    return rounding(figure) if figure.qualifier or is_exact(figure) else Slack(figure.half_ulp, figure.half_ulp)


def cutting(figure: Figure) -> Slack:
    """How far the number may lie from what is printed if its further digits were cut off instead of rounded (截位)."""
    if is_exact(figure) or figure.kind is Kind.SCORE:
        return _EXACT  # points are given, not cut off
    return Slack(_NONE, ulp(figure)) if value_of(figure) >= 0 else Slack(ulp(figure), _NONE)


def possible(rate: Figure) -> Interval:
    """Where what was reckoned may have lain for a rate to be printed so: rounded, by a digit more first, or cut off."""
    value, unit = value_of(rate), ulp(rate)
    if rate.qualifier or rate.kind is not Kind.RATE:
        return asserted(rate)
    near, far = unit * _ROUNDED_TWICE, unit * (1 - _HAIR)  # 95.00 is not cut off to 94
    return Interval(value - near, value + far) if value >= 0 else Interval(value - far, value + near)


def around(value: Fraction, figure: Figure) -> Interval:
    """What `value` would assert if it stood in the figure's place, with its unit and decimals."""
    below, above = rounding(figure, value)
    return Interval(value - below, value + above)


def asserted(figure: Figure) -> Interval:
    """What the printed number asserts."""
    return around(value_of(figure), figure)


def digits_of(figure: Figure) -> str:
    """A number's digits as printed, the noughts at its ends left out: what makes 5,200.00 元 and 0.52 万元 alike."""
    return str(figure.value).replace(".", "").strip("0")


def is_telling(figure: Figure) -> bool:
    """Whether a number has digits enough that it does not stand in two places by chance."""
    if figure.kind is Kind.SCORE or figure.value is None:
        return False
    digits = abs(int(figure.value.scaleb(figure.decimals)))
    return digits >= _TELLING and int(str(digits).rstrip("0")) >= _ROUND
