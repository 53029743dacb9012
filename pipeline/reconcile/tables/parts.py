"""Rows told as parts (其中), none more than what it is a part of, and columns told to date (累计栏)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, is_held, side
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.sentences import like
from pipeline.reconcile.tables.grid import SUBTOTAL, are_alike, is_total, level
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.tables.grid import Grid
    from schemas.rules import Rule, RuleSet

_CHANGE = re.compile(r"增减|增长|变动|增幅|升降|同比|差[额异]")
_TO_DATE = re.compile(r"累计")
_PERIOD = re.compile(r"季度?|半年|月|年|[上中下]旬|周|批|期|阶段|日$")
_FEWEST, _HELD = 3, 2  # periods, and those that hold


def among(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A 其中 row does not exceed the row that it belongs to: the one above, or all of one rank above."""
    peers: list[int] = []
    for row in grid.rows if any("其中" in label for label in grid.label.values()) else ():
        if "其中" not in grid.label.get(row, ""):
            peers = [*peers, row] if peers and _is_plain(grid, row) and _is_plain(grid, peers[-1]) else [row]
        elif peers:
            of_one, of_all = (list(_within(grid, row, above, rules["table_part"])) for above in (peers[-1:], peers))
            yield from of_one if any(map(holds, of_one)) or not all(map(holds, of_all)) else of_all
            peers = peers[-1:]


def _is_plain(grid: Grid, row: int) -> bool:
    """Whether nothing sets a row off from those beside it."""
    label = grid.label.get(row, "")
    return level(label) is None and not is_total(label) and not SUBTOTAL.search(label)


def _within(grid: Grid, row: int, above: Sequence[int], rule: Rule) -> Iterator[Relation]:
    """Each number of a 其中 row against those above."""
    for col in grid.cols:
        wholes = [grid.at[r, col] for r in above if (r, col) in grid.at]
        part = grid.at.get((row, col))
        if part is None or (above[-1], col) not in grid.at or not all(like(part, whole) for whole in wholes):
            continue
        if _CHANGE.search(grid.heading.get(col, "")) or min(map(value_of, (part, *wholes))) < 0:
            continue  # a part may have changed by more than its whole
        if part.kind in (Kind.AMOUNT, Kind.COUNT):
            subject = f"{grid.name}·{grid.label.get(row, '')}"
            yield Relation(rule, (Equation(side(part), side(*wholes), "<="),), subject)


def running(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """The columns that are told to date, each against the column of what came in, where that fits most rows."""
    for col in grid.cols:
        if not _TO_DATE.search(grid.lowest[col]) or grid.kind(col) in (None, Kind.RATE):
            continue
        others = (c for c in grid.cols if c != col and grid.kind(c) is grid.kind(col))
        choices = (
            _chained(grid, rules["table_running"], c, col) for c in others if not _TO_DATE.search(grid.lowest[c])
        )
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
