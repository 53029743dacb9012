"""Columns told to date (累计栏): each number is the one above it and what came in since."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, is_held, side
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.tables.grid import are_alike
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.tables.grid import Grid
    from schemas.rules import Rule, RuleSet

_TO_DATE = re.compile(r"累计")
_PERIOD = re.compile(r"季度?|半年|月|年|[上中下]旬|周|批|期|阶段|日$")
_FEWEST, _HELD = 3, 2  # periods, and those that hold


def running(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """The columns that are told to date, each against the column of what came in, where that fits most rows."""
    rule = rules.by_pattern.get("table_running")
    for col in grid.cols:
        if rule is None or not _TO_DATE.search(grid.lowest[col]) or grid.kind(col) in (None, Kind.RATE):
            continue
        others = (c for c in grid.cols if c != col and grid.kind(c) is grid.kind(col))
        choices = (_chained(grid, rule, c, col) for c in others if not _TO_DATE.search(grid.lowest[c]))
        yield from next((found for found in choices if len(found) >= _FEWEST and _is_one_wrong(found)), ())


def _is_one_wrong(found: Sequence[Relation]) -> bool:
    """Whether all hold, or all but those of one number, which may be two."""
    failed = [relation.ids for relation in found if not holds(relation)]
    return len(found) - len(failed) >= _HELD and (not failed or bool(frozenset.intersection(*failed)))


def _chained(grid: Grid, rule: Rule, since: int, to_date: int) -> list[Relation]:
    """Each period's number to date against the one before it and its own, and the total against the last."""
    periods = [r for r in grid.rows if r not in grid.totals and _PERIOD.search(grid.label.get(r, ""))]
    rows = [r for r in periods if (r, since) in grid.at and (r, to_date) in grid.at]
    if len(rows) < len(periods) or not rows:
        return []
    told = [(grid.at[r, since], grid.at[r, to_date], r) for r in rows]
    if not all(are_alike(own, made) for own, made, _ in told):
        return []
    first = Equation(side(told[0][0]), side(told[0][1]))
    forms = [(first, rows[0])] if is_held(first) or is_a_digit_off(first) else []  # there may be earlier years
    forms += [(Equation(side(before[1], now[0]), side(now[1])), now[2]) for before, now in pairwise(told)]
    ends = [r for r in grid.totals if r > rows[-1] and (r, to_date) in grid.at]
    forms += [(Equation(side(told[-1][1]), side(grid.at[r, to_date])), r) for r in ends[:1]]
    return [Relation(rule, (form,), f"{grid.name}·{grid.label.get(r, '')}") for form, r in forms]
