"""What the rows of a scoring table say (评分行): the names that a row's points and full marks belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.tables.heads import bare, is_ordinal, label_text
from extractors.tables.score_columns import role_of_column, roles_of, roles_of_two
from schemas.figure import Figure, Flag, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from extractors.tables.grid import Grid
    from schemas.document import Cell
    from schemas.report import LabelledCell, LabelledTable

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]?")
_SAID = re.compile(r"[；;，,\s](?:自评)?得分\s*[:：]\s*\d+(?:\.\d+)?\s*分?\s*$")
_HEAD_WEIGHED = re.compile(r"加权|折[算合]")
_HEAD_OWN = re.compile(r"自评|自查|单位|部门")
_FUNDS_ROW = re.compile(r"资金(?:总额|合计)?$|支出(?:总额|合计|总计)$|^(?:全年|年度)?预算(?:执行|总额)?$|^合计$|^总额$")
TOTAL = re.compile(
    r"[合总小共]计(?:得分|分值|分数)?$|总(?:得|评)?分$|总分值$|^汇总$|^平均(?:得?分|值|数)?$"
    r"|^(?:最[终后]|综合|自评|评价|实际|考核|绩效|评定|加权|部门|单位|项目)*(?:得分|评分|分数|分值|成绩|总评|满分)$"
)
MARKS = re.compile(
    r"\s*[（(][^（）()]*\d+(?:\.\d+)?\s*分[^（）()]*[）)]|\s*(?:指标)?(?:分值|满分)\s*\d+(?:\.\d+)?\s*分$"
)
SUBTOTAL = "小计"
_SUMS = frozenset({"合计", "共计", "小计"})
_RATE_OF_POINTS = re.compile(r"得分(?:率|比例)")


@dataclass
class Claim:
    """What a row says of the indicator that its names lead to: full marks and points."""

    names: tuple[str, ...]
    row: int
    page: int
    full: Figure | None = None
    got: Figure | None = None
    got_head: str = ""
    why: str = ""
    heads: list[str] = field(default_factory=list)
    number: str = ""  # 序号, where it has a column of its own

    def take(self, told: Mapping[str, Figure], head: str) -> None:
        """Full marks, points, or both, that a cell below a head holds; the body's own points go before another's."""
        self.full = self.full or told.get("full")
        own = self.got is None or any(
            h.search(head) and not h.search(self.got_head) for h in (_HEAD_OWN, _HEAD_WEIGHED)
        )
        if "got" in told and own:
            self.got, self.got_head = told["got"], head

    @property
    def name(self) -> str:
        """The deepest of the row's names."""
        return self.names[-1] if self.names else ""

    @property
    def is_total(self) -> bool:
        """Whether the row says by its name that it adds up others."""
        return any(map(_is_total, self.names)) and not self.is_funds

    @property
    def is_subtotal(self) -> bool:
        """Whether the row adds up others and names no group."""
        return {plain(name) for name in self.names} == {SUBTOTAL}

    @property
    def is_bare_sum(self) -> bool:
        """Whether the row is called a sum and nothing else: of what stands above it, or of all."""
        return {plain(name) for name in self.names} <= _SUMS

    @property
    def is_funds(self) -> bool:
        """Whether the row scores how the budget was executed."""
        return bool(_FUNDS_ROW.search(plain(self.name))) and any("执行率" in head for head in self.heads)


@lru_cache(maxsize=4096)
def _is_total(name: str) -> bool:
    return TOTAL.search(plain(name)) is not None


def value_of(figure: Figure | None) -> Decimal | None:
    """The points of a printed score, None where there is none."""
    return figure.value if figure is not None else None


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name without spaces and what stands in brackets."""
    return _BRACKETS.sub("", bare(name)).strip("：:")


def claims_of(table: LabelledTable, grid: Grid, figures: Mapping[str, Figure]) -> list[Claim]:
    """What a table says row by row, or column by column where its indicators stand side by side."""
    if not any(figure.kind is Kind.SCORE for figure in figures.values()):
        return []
    return list(_claims(table, grid, figures)) or list(_across(table, figures))


def _claims(table: LabelledTable, grid: Grid, figures: Mapping[str, Figure]) -> Iterator[Claim]:
    """Each row's claims, those of the deepest names last; rows whose columns bear no scores make none."""
    body = [c for c in table.cells if not c.is_header]
    found = [(c.column_label, f) for c in body if (f := figures.get(c.figure or ""))]
    points = [column for column, f in found if f.kind is Kind.SCORE and Flag.UNIT_INHERITED in f.flags]
    roles = roles_of({c.column_label for c in body}, points)
    if "got" not in roles.values() and (earned := _earned(table, roles, figures)):
        roles = {**roles, earned: "got"}
    two = any(roles_of_two(column) for column in roles)
    if "got" not in roles.values() and not two:
        return
    rows: dict[int, list[int]] = {}
    for at, labelled in enumerate(table.cells):
        if not labelled.is_header:
            rows.setdefault(labelled.cell.row, []).append(at)
    for row in sorted(rows):
        yield from _row(table, rows[row], roles, grid, figures)


def _earned(table: LabelledTable, roles: Mapping[str, str], figures: Mapping[str, Figure]) -> str:
    """The column of points among two that say 分值 or 权重: what the printed 得分率 is reckoned from; "" if none."""
    rate = next((column for column in roles if _RATE_OF_POINTS.search(column)), "")
    full = [column for column, role in roles.items() if role == "full"]
    if not rate or len(full) != 2:
        return ""
    rows: dict[int, dict[str, Decimal]] = {}
    for labelled in table.cells:
        value = value_of(figures.get(labelled.figure or ""))
        if value is not None and labelled.column_label in {rate, *full}:
            rows.setdefault(labelled.cell.row, {})[labelled.column_label] = value
    whole = [row for row in rows.values() if len(row) == len(full) + 1]
    for most, got in (full, full[::-1]):
        fit = [row for row in whole if abs(row[got] * 100 - row[rate] * row[most]) < row[most]]
        if len(fit) * 2 > len(whole) and any(row[got] < row[most] for row in fit):
            return got
    return ""


def _row(
    table: LabelledTable, row: Sequence[int], roles: Mapping[str, str], grid: Grid, figures: Mapping[str, Figure]
) -> Iterator[Claim]:
    """A row's claims: points and marks belong to the deepest name to their left that reaches over as many rows."""
    claims: dict[tuple[int, ...], Claim] = {}
    heads = [table.cells[at].column_label for at in row]
    why: dict[int, str] = {}
    number = ""
    for at in row:
        labelled = table.cells[at]
        cell, role = labelled.cell, roles.get(labelled.column_label, "")
        if is_ordinal(labelled.column_label):
            number = bare(cell.text)
        if role == "why" and cell.text.strip():
            why[cell.col] = cell.text.strip()
        figure = figures.get(labelled.figure or "")
        if figure is None:
            continue
        if not role and (told := _told(labelled, figure, figures)):
            owner = grid.blocks[cell.row].row_names(cell.row, cell.col)[:1]
            claims[tuple(name.col for name in owner)] = Claim(
                tuple(name.text for name in owner), cell.row, cell.box.page, got=told, heads=heads
            )
        if role not in {"full", "got"} or figure.kind is not Kind.SCORE:
            continue
        owners = _owners(grid.blocks[cell.row].row_names(cell.row, cell.col), cell)
        key = tuple(owner.col for owner in owners[-1:])
        claim = claims.setdefault(
            key, Claim(tuple(owner.text for owner in owners), cell.row, cell.box.page, heads=heads)
        )
        both = _two(labelled, figure, figures) or {role: figure}
        claim.take(both, labelled.column_label.rpartition("/")[2])
    marked = _marked(table, row, figures)
    for n, claim in enumerate(claims.values()):
        claim.names = _headed(grid, claim) or claim.names
        claim.full = claim.full or next(iter(marked.get(claim.name, ())), None)
        claim.number = number
        claim.why = next(iter(why.values()), "") if n == len(claims) - 1 else ""
    yield from claims.values()
    claimed = {claim.name for claim in claims.values()}
    for at in row:
        cell = table.cells[at].cell
        if cell.text in marked and cell.text not in claimed:
            names = (*(owner.text for owner in grid.blocks[cell.row].row_names(cell.row, cell.col)), cell.text)
            full, *got = marked[cell.text]
            yield Claim(names, cell.row, cell.box.page, full=full, got=next(iter(got), None), heads=heads)


def _told(labelled: LabelledCell, first: Figure, figures: Mapping[str, Figure]) -> Figure | None:
    """The points that a form's cell names itself (执行率：91%；得分：9.1); None for any other cell."""
    scores = _scores_in(first, figures) if _SAID.search(labelled.cell.text) else []
    return scores[0] if len(scores) == 1 else None


def _two(labelled: LabelledCell, first: Figure, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The points and the full marks of a cell that holds both, by their roles; {} for any other cell."""
    roles = roles_of_two(labelled.column_label)
    if roles is None:
        return {}
    here = [f for f in figures.values() if (f.row, f.col) == (first.row, first.col)]
    return dict(zip(roles, here, strict=True)) if len(here) == 2 else {}


def _headed(grid: Grid, claim: Claim) -> tuple[str, ...]:
    """The indicator that the head over a row of funds names with its marks (预算执行情况（20 分）); () if none does."""
    if claim.got is None or claim.full is not None or not any("执行率" in head for head in claim.heads):
        return ()
    heads = grid.blocks[claim.row].columns[0].heads
    return (label_text(MARKS.sub("", heads[-1].text)),) if heads and MARKS.search(heads[-1].text) else ()


def _owners(names: Sequence[Cell], cell: Cell) -> tuple[Cell, ...]:
    """The names of what a cell speaks of: up to the last that reaches over all of the cell's rows."""
    last = cell.row + cell.row_span
    wide = [n for n, name in enumerate(names) if name.row + name.row_span >= last]
    return tuple(names[: wide[-1] + 1]) if wide else tuple(names)


def _marked(table: LabelledTable, row: Sequence[int], figures: Mapping[str, Figure]) -> dict[str, list[Figure]]:
    """The full marks that names bear in brackets, with the points that may stand beside them, by the cells' text."""
    found = {}
    for at in row:
        labelled = table.cells[at]
        figure = figures.get(labelled.figure or "")
        if figure is not None and figure.kind is Kind.SCORE and MARKS.search(labelled.cell.text):
            found[labelled.cell.text] = _scores_in(figure, figures)[:2]
    return found


def _scores_in(first: Figure, figures: Mapping[str, Figure]) -> list[Figure]:
    """The scores of the cell that a figure is the first of."""
    return [f for f in figures.values() if f.kind is Kind.SCORE and (f.row, f.col) == (first.row, first.col)]


def _across(table: LabelledTable, figures: Mapping[str, Figure]) -> Iterator[Claim]:
    """The claims of a table whose indicators stand side by side, with a row of marks and a row of points."""
    claims: dict[str, Claim] = {}
    for labelled in table.cells:
        figure = figures.get(labelled.figure or "")
        role = role_of_column(labelled.row_label)
        if figure is None or figure.kind is not Kind.SCORE or role not in {"full", "got"} or not labelled.column_label:
            continue
        names = tuple(labelled.column_label.split("/"))
        claim = claims.setdefault(labelled.column_label, Claim(names, labelled.cell.row, labelled.cell.box.page))
        if role == "full":
            claim.full = claim.full or figure
        else:
            claim.got = claim.got or figure
    if any(claim.got is not None for claim in claims.values()):
        yield from claims.values()
