"""What a suspect may have been meant to be (候选数): one slip away, printed elsewhere, or what the others leave it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, log
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation
from pipeline.reconcile.intervals import Interval, is_telling, ulp, value_of
from pipeline.reconcile.slips import DIRECTION, Slip, is_possible, no_slip, slips
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.reconcile.explain.component import Component, Cut
    from schemas.figure import Figure

_MOVED = ("point", "scale", "unit")
_LOST_DECIMALS = 6  # that an amount may have had before
_MOST_DECIMALS = 2  # that a number usually has, however few are printed where the point was lost
# A number that stands elsewhere, too: in another mention of the quantity, in one of its relations, or anywhere.
_STALE, _COPIED, _BESIDE, _ANYWHERE = 3.0, 2.4, 2.6, 3.4
_NOTHING = Fraction(0)
# How much likelier a slip is after which the parts of a whole are all of it, as those of nearly every list are.
_FULL = 2.0
_CROWDED = 100  # how soon one of a report's numbers lies in an interval by chance
_WIDEST = Fraction(1, 20)  # of a number: in a wider interval something or other is printed by chance


class Printed:
    """The telling numbers that a report prints, by value, and those that stand in the row above or beside as well."""

    def __init__(self, figures: Iterable[Figure] = (), copied: Cut = frozenset()) -> None:
        self.copied = copied
        places: dict[tuple[Kind, Fraction], set[str]] = defaultdict(set)
        for figure in figures:
            if is_telling(figure):
                places[figure.kind, value_of(figure)].add(figure.figure_id)
        self._places = dict(places)
        self._sorted = {kind: sorted(v for k, v in places if k is kind) for kind in Kind}

    def stands(self, kind: Kind, value: Fraction, but: Cut) -> bool:
        """Whether a number is printed by another figure than these."""
        return bool(self._places.get((kind, value), frozenset()) - but)

    def within(self, kind: Kind, wanted: Interval) -> Iterator[Fraction]:
        """The printed numbers in an interval that is bounded."""
        if wanted.low is None or wanted.high is None:
            return
        values = self._sorted[kind]
        for n in range(bisect_left(values, wanted.low), len(values)):
            if values[n] > wanted.high:
                return
            yield values[n]


def candidates(
    component: Component, figures: Mapping[str, Figure], key: str, wanted: Interval | None, printed: Printed, most: int
) -> list[Slip]:
    """So many numbers that the suspect may have been meant to be: the likeliest first, then those that are left."""
    figure = figures[key]
    likely = list(_slipped(component, figures, figure, wanted))
    left: list[Slip] = []
    if wanted is not None and wanted.low is not None and wanted.high is not None and not wanted.is_empty:
        near = _beside(component, figures, figure)
        likely += _elsewhere(component, figures, figure, wanted, near, printed)
        copied = key in printed.copied or (is_telling(figure) and value_of(figure) in near)
        left = list(_left(component, figure, wanted, most, copied=copied))
    best: dict[Decimal, Slip] = {}
    for slip in sorted(likely, key=lambda slip: slip.cost):
        best.setdefault(slip.value, slip)
    best |= {slip.value: slip for slip in left if slip.value in best and slip.cost < best[slip.value].cost}
    found = list(best.values())[: most - 1 if left else most]
    return [*found, *(slip for slip in left if slip.value not in best)][:most]


def decimals_of(value: Decimal) -> int:
    """How many decimals a number needs."""
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _slipped(
    component: Component, figures: Mapping[str, Figure], figure: Figure, wanted: Interval | None
) -> Iterator[Slip]:
    """Numbers that one slip leads to."""
    signed = figure.figure_id in component.directed
    negative = _may_be_negative(component, figure)
    full = _filling(component, figures, figure.figure_id)
    for slip in slips(figure):
        if (wanted is not None and slip.value * figure.scale not in wanted) or (slip.value < 0 and not negative):
            continue
        moved = slip.name == "point" or (slip.name in _MOVED and figure.kind is not Kind.SCORE)
        if decimals_of(slip.value) > (_decimals_before(figure) if moved else figure.decimals):
            continue
        if slip.name == "sign" and signed:
            yield slip._replace(cost=DIRECTION)
        elif slip.value * figure.scale in full:
            yield slip._replace(cost=max(slip.cost - _FULL, 0.0))
        else:
            yield slip


def _filling(component: Component, figures: Mapping[str, Figure], key: str) -> set[Fraction]:
    """The values with which parts that may not exceed a whole would be all of it."""
    found: set[Fraction] = set()
    for confronted in component.relations:
        form = confronted.form
        if isinstance(form, Equation) and form.sign == "<=" and len(form.left) > 1 and key in form.ids:
            terms = [*form.left, *((-factor, figure) for factor, figure in form.right)]
            mine = sum(factor for factor, figure in terms if figure.figure_id == key)
            rest = sum(factor * value_of(figures[f.figure_id]) for factor, f in terms if f.figure_id != key)
            if mine:  # of a number on both sides nothing is asked
                found.add((form.constant - rest) / mine)
    return found


def _decimals_before(figure: Figure) -> int:
    """How many decimals a number may have had before its point was lost or moved."""
    return figure.decimals + _LOST_DECIMALS if figure.kind is Kind.AMOUNT else max(figure.decimals, _MOST_DECIMALS)


def _may_be_negative(component: Component, figure: Figure) -> bool:
    return figure.figure_id in component.directed or figure.kind is Kind.RATE or value_of(figure) < 0


def _beside(component: Component, figures: Mapping[str, Figure], figure: Figure) -> set[Fraction]:
    """The telling values that stand in the figure's relations under other names: one may have been copied here."""
    key = figure.figure_id
    others = (figures[k] for k in component.beside(key) - component.told(key))
    return {value_of(f) for f in others if f.kind is figure.kind and is_telling(f)}


def _elsewhere(
    component: Component,
    figures: Mapping[str, Figure],
    figure: Figure,
    wanted: Interval,
    near: set[Fraction],
    printed: Printed,
) -> Iterator[Slip]:
    """Numbers of the interval that stand elsewhere, too."""
    key, mine, width = figure.figure_id, value_of(figure), wanted.high - wanted.low  # type: ignore[operator]
    own = component.told(key)
    restated = {value_of(figures[k]) for k in own if k != key}
    values = restated | near
    if width <= _WIDEST * max(abs(wanted.low or _NOTHING), abs(wanted.high or _NOTHING)):
        values |= set(printed.within(figure.kind, wanted))
    taken = is_telling(figure) and (key in printed.copied or mine in near or printed.stands(figure.kind, mine, own))
    for value in values:
        if value not in wanted or value == mine or (value / ulp(figure)).denominator > 1:
            continue
        if value < 0 and not _may_be_negative(component, figure):
            continue
        if value in restated:
            name, cost = "stale", _STALE
        else:
            chance = log(1 + _CROWDED * width / abs(value)) if mine and value else 0.0
            name, cost = "printed", _COPIED + chance if taken else (_BESIDE if value in near else _ANYWHERE) + chance
        exact = value / Fraction(figure.scale)
        yield Slip(Decimal(exact.numerator) / Decimal(exact.denominator), name, round(cost, 3))


def _left(component: Component, figure: Figure, wanted: Interval, most: int, *, copied: bool) -> Iterator[Slip]:
    """The numbers of the interval, from its middle outwards: no slip leads to them."""
    step, low, high = ulp(figure), wanted.low or Fraction(0), wanted.high or Fraction(0)
    first, last = ceil(low / step), floor(high / step)
    if not _may_be_negative(component, figure):
        first = max(first, 0)
    if first > last:
        return
    middle = min(max(round((low + high) / 2 / step), first), last)
    addends = component.derived.get(figure.figure_id, 0)
    near = range(max(first, middle - most), min(last, middle + most) + 1)
    left = no_slip(figure, Decimal(middle).scaleb(-figure.decimals), addends=addends, room=last - first + 1)
    for n in sorted(near, key=lambda n: (abs(n - middle), n))[: most + 1]:
        number = Decimal(n).scaleb(-figure.decimals)
        if number != figure.value and is_possible(figure, number):
            yield Slip(number, "copied", _COPIED) if copied else left._replace(value=number)
