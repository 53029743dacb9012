"""Rows told as parts (其中), none more than what it is a part of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.sentences import like
from pipeline.reconcile.tables.grid import SUBTOTAL, is_total, level
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.tables.grid import Grid
    from schemas.rules import Rule, RuleSet

_CHANGE = re.compile(r"增减|增长|变动|增幅|升降|同比|差[额异]")


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
