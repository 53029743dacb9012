"""Prose and the table that it leads to (文表勾稽): `项目支出 A，由五个项目组成`, `明细如下`, and the table's own sums.

Where one of the sentence's numbers is a column's total, nothing is to be said. Where none is, the number and the
column that play the same part are held against each other, if they come near.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.roles import part_of
from pipeline.reconcile.sentences import is_part, like
from pipeline.reconcile.slips import is_slip
from schemas.catalogue import normalise
from schemas.figure import PLANNED, Basis, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.sentences import Sentence
    from pipeline.reconcile.tables.grid import Grid
    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_LEADS = re.compile(r"组成|构成|如下|下表|见表|列示|明细")
_MARK = re.compile(r"^(?:其中[:：]?)?(?:[（(]?[\d一二三四五六七八九十]+[）)]?[、.．]?)?(?:其中[:：]?)?")
_BORNE_OUT = 2  # rows of a column that say what prose says, for one that differs by a slip to be the same thing too
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
    """The numbers of a sentence against the columns below it: those that agree, else those of one role, if near."""
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
    totals = [r for r in grid.totals if (r, col) in grid.at]
    if totals:
        return [grid.at[totals[0], col]] if len(totals) == 1 else []
    plain = not any(_AMONG.search(grid.label.get(r, "")) for r in grid.rows)
    unread = any(c == col for _, c in grid.unread)
    rows = grid.column(col)
    return rows if plain and not unread and len(rows) > 1 else []


def _relation(figure: Figure, made: Sequence[Figure], rules: RuleSet) -> Relation:
    """The number against what the column makes."""
    if len(made) == 1:
        return Relation(rules["restatement"], (Equation(side(figure), side(made[0])),), figure.label, mild=True)
    return Relation(rules["prose_sum"], (Equation(side(*made), side(figure)),), figure.label, mild=True)


def retold(spoken: Sequence[Sentence], grids: Sequence[Grid], rules: RuleSet) -> Iterator[Relation]:
    """`X 由 2021 年的 A 减到 2022 年的 B，2023 年为 C` and a table's row that is known by two of them."""
    for sentence in spoken:
        told: dict[str, Figure] = {}
        for f in (place.figure for place in sentence.places):
            if f.period.isdigit() and usable(f) and f.kind in (Kind.AMOUNT, Kind.COUNT):
                told.setdefault(f.period, f)
        many = list(told.values())
        for row in (row for grid in grids for row in _by_year(grid)) if len(many) > _BORNE_OUT else ():
            pairs = [(f, row[f.period]) for f in many if f.period in row and like(f, row[f.period])]
            odd = [(f, cell) for f, cell in pairs if value_of(f) != value_of(cell)]
            if len(odd) == 1 and len(pairs) > _BORNE_OUT:
                ((figure, cell),) = odd
                yield Relation(rules["restatement"], (Equation(side(figure), side(cell)),), figure.label, mild=True)


def _by_year(grid: Grid) -> Iterator[dict[str, Figure]]:
    """The rows of a table that tell one thing year by year: what came of each year."""
    for r in grid.rows:
        cells = [f for c in grid.cols if (f := grid.at.get((r, c))) and f.period.isdigit() and value_of(f)]
        cells = [f for f in cells if f.basis not in PLANNED and f.kind is not Kind.RATE]
        years = {f.period: f for f in cells}
        if len(years) == len(cells) > _BORNE_OUT:
            yield years


def restated(
    report: Report, grids: Sequence[Grid], facts: Facts, catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """The rows of a table of basic data (决算数) that prose restates: one that differs by a slip from what prose says.

    That prose and the column speak of the same things other rows show, that agree.
    """
    rule, told = rules["restatement"], _told(report, facts)
    for grid in grids:
        for col in grid.cols:
            heading = grid.heading.get(col, "").rpartition("/")[2]
            if part_of("", heading, rules).role != "spent" or grid.kind(col) is not Kind.AMOUNT:
                continue
            pairs = list(_pairs(grid, col, told, facts, catalogue))
            slips = [(figure, cell) for figure, cell in pairs if value_of(figure) != value_of(cell)]
            if len(pairs) - len(slips) >= max(_BORNE_OUT, 2 * len(slips)):
                for figure, cell in slips:
                    yield Relation(rule, (Equation(side(figure), side(cell)),), figure.label)


def _told(report: Report, facts: Facts) -> dict[str, list[Figure]]:
    """What prose says came out this year, by its words and by its indicator."""
    told: dict[str, list[Figure]] = {}
    for f in report.figures:
        now = (f.period or facts.year) == facts.year and f.basis in (None, Basis.FINAL)
        if not f.table_id and f.kind is Kind.AMOUNT and usable(f) and not f.subject and now:
            for name in {normalise(f.label), f.indicator or ""} - {""}:
                told.setdefault(name, []).append(f)
    return told


def _pairs(
    grid: Grid, col: int, told: Mapping[str, list[Figure]], facts: Facts, catalogue: Catalogue
) -> Iterator[tuple[Figure, Figure]]:
    """The rows of a column with what prose says under their names: the same, or one number that is a slip away."""
    for row in grid.rows:
        cell, name = grid.at.get((row, col)), _MARK.sub("", grid.label.get(row, ""))
        if cell is None or not value_of(cell) or (cell.period or facts.year) != facts.year:
            continue
        same = told.get(normalise(name)) or told.get(catalogue.find(name, Kind.AMOUNT) or "", [])
        agreed = next((f for f in same if value_of(f) == value_of(cell)), None)
        if agreed is not None:
            yield agreed, cell
        elif len({value_of(f) for f in same}) == 1 and is_slip(same[0], cell):
            yield same[0], cell
