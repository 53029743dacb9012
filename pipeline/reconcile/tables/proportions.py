"""Columns at one price (同价两栏): 户数 A, 补助金额 A × 300 元, though no column tells the price.

Where most rows of counts and amounts come to one round price to the last digit, a row that a likely slip parts from it
is wrong, unless both columns' totals bear it out, and so are two whose numbers are exchanged. Nothing is said of rows
that differ otherwise.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, adds_up, is_held, side
from pipeline.reconcile.intervals import is_exact, value_of
from pipeline.reconcile.relations import Relation, slip_explains
from pipeline.reconcile.tables.grid import is_each
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from pipeline.reconcile.tables.grid import Grid
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_FEWEST, _EXCEPT = 3, 3  # rows that hold, of other amounts each, and how many times as often as rows fail
_ROUND = 1000  # what a price times some power of ten is less than


def proportional(grid: Grid, told: set[str], rules: RuleSet) -> Iterator[Relation]:
    """The rows in which a column of amounts is not what the others say that the counts come to, those `told` aside."""
    counts, amounts = ([c for c in grid.cols if grid.kind(c) is kind] for kind in (Kind.COUNT, Kind.AMOUNT))
    for a, b in ((a, b) for a in counts for b in amounts):
        rows = [r for r in grid.rows if r not in grid.totals and (r, a) in grid.at and (r, b) in grid.at]
        rows = [r for r in rows if _is_fine(grid.at[r, a]) and not is_each(grid, grid.at[r, b], b)]
        prices = {r: value_of(grid.at[r, b]) / value_of(grid.at[r, a]) for r in rows}
        common = Counter(price for price in prices.values() if _is_round(price)).most_common(1)
        if not common:
            continue
        price = common[0][0]
        forms = {r: Equation(((price, grid.at[r, a]),), side(grid.at[r, b])) for r in rows}
        failed = {r: form for r, form in forms.items() if not is_held(form)}
        held = {value_of(grid.at[r, b]) for r in rows if r not in failed}
        many = _EXCEPT * len(failed) > len(rows) + 1 and not all(_is_exchanged(r, failed) for r in failed)
        if len(held) < (_FEWEST - 1 if len(failed) > 1 and not many else _FEWEST) or many:
            continue
        whole = _adds_up(grid, a) and _adds_up(grid, b)
        for r, form in failed.items():
            slipped = not whole and slip_explains(form, forms=0)
            if grid.at[r, b].figure_id not in told and (slipped or _is_exchanged(r, failed)):
                yield Relation(rules["table_price"], (form,), f"{grid.name}·{grid.label.get(r, '')}")


def _is_fine(count: Figure) -> bool:
    """Whether a count says to a thousandth what a price is."""
    return value_of(count) > 0 and (is_exact(count) or value_of(count) >= _ROUND * count.ulp)


def _adds_up(grid: Grid, col: int) -> bool:
    """Whether a column's rows make up its total."""
    wholes = [grid.at[r, col] for r in grid.totals if (r, col) in grid.at]
    parts = [grid.at[r, col] for r in grid.rows if r not in grid.totals and (r, col) in grid.at]
    return len(wholes) == 1 and adds_up(parts, wholes[0])


def _is_exchanged(row: int, failed: Mapping[int, Equation]) -> bool:
    """Whether another row that fails has the amount of this one, and this one the other's."""

    def crossed(a: Equation, b: Equation) -> bool:
        return is_held(Equation(a.left, b.right))

    own = failed[row]
    return any(crossed(own, other) and crossed(other, own) for r, other in failed.items() if r != row)


def _is_round(price: Fraction) -> bool:
    """Whether a price has few digits, as what is set has, and what came about has not; nothing costs less than none."""
    if price <= 0:
        return False
    while price < 1:
        price *= 10
    while price.denominator == 1 and price.numerator % 10 == 0:
        price /= 10
    digits = price
    while digits.denominator != 1 and digits < _ROUND:
        digits *= 10
    return digits.denominator == 1 and 0 < digits < _ROUND
