"""Two forms that every relation comes down to: an equation (or an upper limit), and a quotient printed as a rate.

Both are exact: for fixed rates a form is linear in the other numbers, and for fixed others linear in the rate, so
that its extremes over a box of intervals lie in corners and no sampling or tolerance is needed.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pipeline.reconcile.intervals import Interval, cutting, is_exact, possible, rounded, rounding, ulp, value_of
from schemas.finding import Verdict
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.reconcile.intervals import Slack
    from schemas.figure import Figure

Side: TypeAlias = tuple[tuple[Fraction, "Figure"], ...]

HUNDRED = Fraction(100)
_HALF = Fraction(1, 2)
_ONE = Fraction(1)
_NONE = Fraction(0)
_HAIR = 1e-9  # of floats


class Row(NamedTuple):
    """A linear row `low <= Σ coefficient · figure <= high`; coefficients by figure id."""

    terms: Mapping[str, Fraction]
    low: Fraction | None
    high: Fraction | None


class Result(NamedTuple):
    """A form's verdict on the printed numbers, in the base unit: left, right and what parts them (`gap`).

    `residual` is the gap in units of the coarsest last place.
    """

    verdict: Verdict
    left: Fraction
    right: Fraction
    gap: Fraction
    residual: Fraction
    truncated: bool = False


@record
class Equation:
    """`Σ left (= | <= | <) Σ right + constant`."""

    left: Side
    right: Side
    sign: str = "="
    constant: Fraction = Fraction(0)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures in it."""
        return tuple(figure for _, figure in (*self.left, *self.right))

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of its figures."""
        return frozenset([figure.figure_id for figure in self.figures])

    @property
    def is_far(self) -> bool:
        """Whether its sides are farther apart than rounding could bring them: floats tell most of them."""
        if self.sign != "=":
            return False
        gap, size, room = -float(self.constant), abs(float(self.constant)), 0.0
        for way, side_ in ((1, self.left), (-1, self.right)):
            for coefficient, figure in side_:
                if figure.qualifier:
                    return False
                value, unit = figure.rough
                times = way if coefficient is _ONE else way * float(coefficient)
                gap, size, room = gap + times * value, size + abs(times * value), room + abs(times) * unit
        return abs(gap) > room + _HAIR * (room + size)

    @property
    def told(self) -> object:
        """What is said of which figures: the same for two equations that say the same."""
        return (self.sign, _told(self.left), _told(self.right), self.constant.as_integer_ratio())

    def rows(self, _rates: Mapping[str, Interval]) -> tuple[Row, ...]:
        """The equation as one linear row."""
        terms: defaultdict[str, Fraction] = defaultdict(Fraction)
        for coefficient, figure in self.left:
            terms[figure.figure_id] += coefficient
        for coefficient, figure in self.right:
            terms[figure.figure_id] -= coefficient
        low = self.constant if self.sign == "=" else None
        return (Row(terms, low, self.constant),)

    @cached_property
    def result(self) -> Result:
        """What the printed numbers say."""
        left, right = total(self.left), total(self.right)
        if self.constant:
            right += self.constant
        if left == right and self.sign != "<":
            return Result(Verdict.EXACT, left, right, _NONE, _NONE)
        gap = left - right
        residual = gap / _coarsest(self.figures) if gap else gap
        if self.sign != "=" and gap < 0:
            return Result(Verdict.EXACT, left, right, gap, residual)
        if self._is_beyond(residual):
            return Result(Verdict.INCONSISTENT, left, right, gap, residual)
        if self._can_hold(gap, rounded):
            return Result(Verdict.ROUNDING, left, right, gap, residual)
        if self._can_hold(gap, cutting):
            return Result(Verdict.ROUNDING, left, right, gap, residual, truncated=True)
        return Result(Verdict.INCONSISTENT, left, right, gap, residual)

    def _is_beyond(self, residual: Fraction) -> bool:
        """Whether a gap is wider than all last digits that may be rounded, which spares reckoning with each."""
        sides = (*self.left, *self.right)
        plain = all(c is _ONE and not figure.qualifier for c, figure in sides)
        return plain and abs(residual) > sum(not is_exact(figure) for _, figure in sides)

    def _can_hold(self, gap: Fraction, slack: Callable[[Figure], Slack]) -> bool:
        up = gap < 0
        reach = _reach(self.left, slack, up=up) + _reach(self.right, slack, up=not up)
        return reach > abs(gap) if self.sign == "<" else reach >= abs(gap)


@record
class Quotient:
    """`rate = factor · Σ numerator / Σ denominator`; `rate` may be a score with its own factor."""

    numerator: Side
    denominator: Side
    rate: Figure
    factor: Fraction = HUNDRED

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures in it, each once, the rate last."""
        parts = {figure.figure_id: figure for _, figure in (*self.numerator, *self.denominator)}
        return (*parts.values(), self.rate)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of its figures."""
        return frozenset([figure.figure_id for figure in self.figures])

    @property
    def told(self) -> object:
        """What is said of which figures: the same for two quotients that say the same."""
        return (_told(self.numerator), _told(self.denominator), self.rate.figure_id, self.factor.as_integer_ratio())

    def rows(self, rates: Mapping[str, Interval]) -> tuple[Row, ...]:
        """`low · denominator <= factor · numerator <= high · denominator`; nothing when the rate is free."""
        interval = rates.get(self.rate.figure_id, Interval(None, None))
        rows = []
        if interval.low is not None:
            rows.append(Row(self._terms(interval.low), Fraction(0), None))
        if interval.high is not None:
            rows.append(Row(self._terms(interval.high), None, Fraction(0)))
        return tuple(rows)

    def _terms(self, rate: Fraction) -> dict[str, Fraction]:
        terms: dict[str, Fraction] = {}
        for coefficient, figure in self.numerator:
            terms[figure.figure_id] = terms.get(figure.figure_id, Fraction(0)) + self.factor * coefficient
        for coefficient, figure in self.denominator:
            terms[figure.figure_id] = terms.get(figure.figure_id, Fraction(0)) - rate * coefficient
        return terms

    @property
    def is_far(self) -> bool:
        """Whether a rate is farther from what the numbers make than rounding could take it: floats tell most of them.

        No number lies a unit of its last place away from what is printed, unless it is a round one.
        """
        top = top_off = below = below_off = 0.0
        for coefficient, figure in self.numerator:
            if coefficient is not _ONE or figure.qualifier:
                return False
            value, unit = figure.rough
            top, top_off = top + value, top_off + unit
        for coefficient, figure in self.denominator:
            if coefficient is not _ONE or figure.qualifier:
                return False
            value, unit = figure.rough
            below, below_off = below + value, below_off + unit
        if not below > 0 or self.rate.qualifier:
            return False
        rate, unit = self.rate.rough
        factor = float(self.factor)
        room = unit * below + factor * top_off + (abs(rate) + unit) * below_off
        return abs(factor * top - rate * below) > room + _HAIR * (room + abs(factor * top) + abs(rate * below))

    @cached_property
    def result(self) -> Result:
        """What the printed numbers say. A denominator of nothing cannot be checked; a difference below it is wrong."""
        printed = value_of(self.rate)
        denominator = total(self.denominator)
        if denominator <= 0:
            impossible = denominator < 0 and any(factor < 0 for factor, _ in self.denominator)
            verdict = Verdict.INCONSISTENT if impossible else Verdict.NOT_CHECKABLE
            return Result(verdict, Fraction(0), printed, -printed, -printed / ulp(self.rate))
        computed = self.factor * total(self.numerator) / denominator
        gap = computed - printed
        residual = gap / ulp(self.rate)
        if abs(residual) <= _HALF:
            return Result(Verdict.EXACT, computed, printed, gap, residual)
        if self.is_far:
            return Result(Verdict.INCONSISTENT, computed, printed, gap, residual)
        by_id = {figure.figure_id: figure for figure in self.figures}
        rows = self.rows({self.rate.figure_id: possible(self.rate)})
        for row in rows:
            terms = tuple((c, by_id[key]) for key, c in row.terms.items())
            middle = total(terms)
            if (row.low is not None and middle + _reach(terms, rounding, up=True) < row.low) or (
                row.high is not None and middle - _reach(terms, rounding, up=False) > row.high
            ):
                return Result(Verdict.INCONSISTENT, computed, printed, gap, residual)
        return Result(Verdict.ROUNDING, computed, printed, gap, residual, truncated=0 <= residual < 1)


Form: TypeAlias = Equation | Quotient


def side(*figures: Figure) -> Side:
    """The figures, added up."""
    return tuple([(_ONE, figure) for figure in figures])


def minus(whole: Figure, part: Figure) -> Side:
    """What a part leaves of a whole."""
    return ((_ONE, whole), (-_ONE, part))


def _told(side: Side) -> frozenset[tuple[tuple[int, int], str]]:
    return frozenset([(factor.as_integer_ratio(), figure.figure_id) for factor, figure in side])


def _coarsest(figures: Sequence[Figure]) -> Fraction:
    """The largest unit of a last digit; most are one and the same object, which need no comparing."""
    units = {id(unit): unit for unit in map(ulp, figures)}
    return max(units.values(), default=_ONE)


def total(side: Side) -> Fraction:
    """The sum of the printed values."""
    if len(side) == 1 and side[0][0] is _ONE:
        return value_of(side[0][1])
    return dot([(coefficient, value_of(figure)) for coefficient, figure in side])


def _reach(side: Side, slack: Callable[[Figure], Slack], *, up: bool) -> Fraction:
    """How far above (or below) the sum of the printed values the sum may lie."""
    # A number that counts negatively takes the sum up where it lies lower itself.
    return dot([(c, slack(f)[up]) if c.numerator > 0 else (-c, slack(f)[not up]) for c, f in side])


def dot(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """The sum of products, over one denominator: fractions that are added one by one are reduced every time."""
    above, below = 0, 1
    for factor, value in pairs:
        n, d = value.as_integer_ratio()
        if factor is not _ONE:
            m, e = factor.as_integer_ratio()
            n, d = n * m, d * e
        if d == below:
            above += n
        else:
            common = lcm(below, d)
            above, below = above * (common // below) + n * (common // d), common
    return Fraction(above, below)


def is_held(form: Form) -> bool:
    """Whether a form holds, rounding allowed for."""
    return not form.is_far and form.result.verdict.holds


def adds_up(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether the parts make up the whole, rounding allowed for."""
    return is_held(Equation(side(*parts), side(whole)))


def parted(form: Form) -> tuple[list[Figure], Figure] | None:
    """The parts of an equation and the one number that they make up, or stay below; None for any other form."""
    if not isinstance(form, Equation) or len(form.right) != 1:
        return None
    return [figure for _, figure in form.left], form.right[0][1]
