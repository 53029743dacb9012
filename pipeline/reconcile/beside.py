"""Prose and the table that it leads to (文表勾稽): `项目支出 A，由五个项目组成`, `明细如下`, and the table's own sums.

Where one of the sentence's numbers is a column's total, nothing is to be said. Where none is, the number and the
column that play the same part are held against each other, if they come near.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side, total
from pipeline.reconcile.grid import is_total
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.roles import part_of
from pipeline.reconcile.sentences import is_part
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.grid import Grid
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_LEADS = re.compile(r"组成|构成|如下|下表|见表|列示|明细")
_AMONG = re.compile(r"其中|小计|^[（(]?\d")
_NEAR = 33  # how many times a gap must fit into the number


def beside(
    spoken: Sequence[Sentence], grids: Sequence[Grid], order: Mapping[str, int], rules: RuleSet
) -> Iterator[Relation]:
    """What sentences say that the tables behind them list. `order`: where each figure stands in the report."""
    seen: set[str] = set()
    for grid in grids:
        cells = list(grid.at.values())
        if grid.table.table_id in seen or not cells:
            continue
        seen.add(grid.table.table_id)
        first = min(order[figure.figure_id] for figure in cells)
        before = [s for s in spoken if s.section == grid.table.section and order[s.figure(0).figure_id] < first]
        if before and _LEADS.search(before[-1].text[before[-1].places[-1].end - 1 :]):
            yield from _listed(before[-1], grid, rules)


def _listed(sentence: Sentence, grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    told = [
        n
        for n in range(len(sentence))
        if sentence.figure(n).kind is Kind.AMOUNT and not sentence.depth(n) and is_part(sentence, n, sentence.figure(n))
    ]
    columns = {col: made for col in grid.cols if (made := _made(grid, col))}
    pairs = [
        (sentence.figure(n), col, _relation(sentence.figure(n), made, rules))
        for n in told
        for col, made in columns.items()
    ]
    held = [relation for _, _, relation in pairs if holds(relation)]
    if held:
        yield from held
        return
    for figure, col, relation in pairs:
        role = part_of("", figure.label, rules).role
        gap = total(side(*columns[col])) - value_of(figure)
        if role and part_of("", grid.heading.get(col, ""), rules).role == role and _NEAR * abs(gap) <= value_of(figure):
            yield relation


def _made(grid: Grid, col: int) -> list[Figure]:
    """What makes up a column: its total, or all its rows where it has none."""
    if grid.kind(col) is not Kind.AMOUNT:
        return []
    totals = [r for r in grid.rows if is_total(grid.label.get(r, "")) and (r, col) in grid.at]
    if totals:
        return [grid.at[totals[0], col]] if len(totals) == 1 else []
    plain = not any(_AMONG.search(grid.label.get(r, "")) for r in grid.rows)
    unread = any(c == col for _, c in grid.unread)
    rows = grid.column(col)
    return rows if plain and not unread and len(rows) > 1 else []


def _relation(figure: Figure, made: Sequence[Figure], rules: RuleSet) -> Relation:
    """The number against what the column makes."""
    if len(made) == 1:
        rule = rules.by_pattern["restatement"]
        return Relation(rule, (Equation(side(figure), side(made[0])),), figure.label, mild=True)
    return Relation(rules.by_pattern["prose_sum"], (Equation(side(*made), side(figure)),), figure.label, mild=True)
