"""Tables as rows and columns of figures (表格): what each row and column is called, and the bands of a table."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import is_bare, usable
from pipeline.reconcile.sentences import like
from schemas.figure import Kind
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemas.figure import Figure
    from schemas.report import LabelledCell, LabelledTable

_ROW = attrgetter("cell.row")
_EACH = re.compile(r"每|[人户次生亩]均|平均|单价|均价|单位(?:成本|造价|面积)|标准$")
_TOTAL = re.compile(
    r"^(?:[^÷/]*[^小÷/])?(?:合计|总计|共计)(?:数|金额)?$|^总分$|^合计得分$|^(?:年度|本年|全年)?(?:资金)?总额$"
)
_OF_YEAR = re.compile(r"季度?$|半年$|^\d{1,2}月")  # rows that a row called 全年 is the total of
SUBTOTAL = re.compile(r"小计$")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"^\d+[、.．]"),
    re.compile(r"^[（(]\d+[）)]"),
)
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]?")
_NOTHING = re.compile(r"[\s/—－\-–―]*")
_LESS = re.compile(r"(?:同比|[比较]上年)?(?:下降|减少|降低|压减|回落|下浮|[减降少↓▼])[^\d]{0,2}\d")


@record
class Grid:
    """A table as rows and columns of figures, `figures` by their ids. Rows that hold no figure are left out."""

    table: LabelledTable
    figures: Mapping[str, Figure]
    cells: tuple[LabelledCell, ...]

    @cached_property
    def at(self) -> Mapping[tuple[int, int], Figure]:
        """The usable figure in each place, and those of which no more is open than what they count."""
        found = {}
        for cell in self.cells:
            figure = self.figures.get(cell.figure or "")
            plain = figure is not None and (usable(figure) or is_bare(figure))
            if figure is not None and plain and (cell.cell.row, cell.cell.col) not in self.crowded:
                found[cell.cell.row, cell.cell.col] = figure
        return found

    @cached_property
    def crowded(self) -> frozenset[tuple[int, int]]:
        """Places that hold several numbers, none of which is the place's own."""
        places = Counter((f.row, f.col) for f in self.figures.values() if f.kind is not Kind.DATE)
        return frozenset(
            (row, col) for (row, col), n in places.items() if n > 1 and row is not None and col is not None
        )

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The rows that hold figures, or may do so."""
        return tuple(sorted({row for row, _ in (*self.at, *self.hidden)}))

    @cached_property
    def cols(self) -> tuple[int, ...]:
        """The columns that hold figures."""
        return tuple(sorted({col for _, col in self.at}))

    @cached_property
    def label(self) -> Mapping[int, str]:
        """What each row is called: its nearest label, spaces left out."""
        found: dict[int, str] = {}
        # What the figures of a row are called, where there are any; the cells before them stand for groups of rows.
        for cell in sorted(self.cells, key=lambda c: not c.figure):
            if cell.row_label and not found.get(cell.cell.row):
                found[cell.cell.row] = "".join(cell.row_label.rsplit("/", 1)[-1].split())
        return found

    @cached_property
    def heading(self) -> Mapping[int, str]:
        """What each column is called, with the headings above it."""
        found: dict[int, str] = {}
        for cell in self.cells:
            if cell.column_label and not cell.is_header and cell.cell.col not in found:
                found[cell.cell.col] = "".join(cell.column_label.split())
        return found

    @cached_property
    def lowest(self) -> Mapping[int, str]:
        """The lowest of each column's headings, brackets left out: 执行率（B/A） is 执行率."""
        heads = ((col, self.heading.get(col, "")) for col in self.cols)
        return {col: _BRACKETED.sub("", heading).rsplit("/", 1)[-1] for col, heading in heads}

    @cached_property
    def each(self) -> frozenset[int]:
        """The columns of what one of many costs: a total of such is their mean."""
        return frozenset(col for col, heading in self.heading.items() if _EACH.search(heading.rpartition("/")[2]))

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """The rows that are called totals; where none is, the last one if it alone is called a subtotal."""
        named = tuple(row for row in self.rows if is_total(self.label.get(row, "")))
        if not named and any(_OF_YEAR.search(label) for label in self.label.values()):
            named = tuple(row for row in self.rows if self.label.get(row, "") in ("全年", "年度"))
        sub = [row for row in self.rows if SUBTOTAL.search(self.label.get(row, ""))]
        return named or (tuple(sub) if sub == list(self.rows[-1:]) else ())

    @cached_property
    def hidden(self) -> frozenset[tuple[int, int]]:
        """Places that show ink, under a seal most often, that nobody could read."""
        return frozenset((c.cell.row, c.cell.col) for c in self.cells if c.cell.unread and not c.is_header)

    @cached_property
    def unread(self) -> frozenset[tuple[int, int]]:
        """Places that print something which is no usable number and no dash, hidden ones among them."""
        return self.hidden | frozenset(
            (c.cell.row, c.cell.col)
            for c in self.cells
            if not c.is_header and (c.cell.row, c.cell.col) not in self.at and not _NOTHING.fullmatch(c.cell.text)
        )

    @cached_property
    def begins(self) -> tuple[int, ...]:
        """The rows of headings, each of which begins a band; those that only come again on the next page do not."""
        texts: dict[int, list[str]] = {}
        for cell in self.cells:
            if cell.is_header:
                texts.setdefault(cell.cell.row, []).append(cell.cell.text)
        rows = sorted(texts)
        return tuple(row for n, row in enumerate(rows) if texts[row] not in [texts[r] for r in rows[:n]])

    @cached_property
    def falls(self) -> frozenset[tuple[int, int]]:
        """Places that say in words how much less there is: 下降 11.15%."""
        return frozenset((c.cell.row, c.cell.col) for c in self.cells if c.figure and _LESS.match(c.cell.text.strip()))

    def column(self, col: int) -> list[Figure]:
        """The figures of a column from top to bottom."""
        return [self.at[row, col] for row in self.rows if (row, col) in self.at]

    def kind(self, col: int) -> Kind | None:
        """What a column holds; None when it is of several kinds."""
        kinds = self._kinds.get(col, set())
        return next(iter(kinds)) if len(kinds) == 1 else None

    def is_counted(self, col: int) -> bool:
        """Whether a column holds amounts or counts, in rows of their own, rates in others or not."""
        return not self._kinds.get(col, set()).isdisjoint((Kind.AMOUNT, Kind.COUNT))

    @cached_property
    def _kinds(self) -> Mapping[int, set[Kind]]:
        found: dict[int, set[Kind]] = {}
        for (_, col), figure in self.at.items():
            found.setdefault(col, set()).add(figure.kind)
        return found

    @property
    def name(self) -> str:
        """What to call the table in a message."""
        return self.table.title or "无题名"


def grids(table: LabelledTable, figures: Mapping[str, Figure]) -> Iterator[Grid]:
    """A table with its figures, and its bands where it has several: what stands under one heading.

    A total may be that of all bands. A heading that comes again on the next page begins no band.
    """
    yield Grid(table, figures, table.cells)
    bands: list[list[LabelledCell]] = []
    headings: list[LabelledCell] = []
    told: list[str] = []
    for _, cells in groupby(sorted(table.cells, key=_ROW), key=_ROW):
        row = list(cells)
        if any(cell.is_header for cell in row) and not any(cell.figure for cell in row):
            headings += row
            continue
        texts = [cell.cell.text for cell in headings]
        if not bands or (headings and texts != told):
            bands.append([])
            told = texts
        bands[-1] += [*headings, *row]
        headings = []
    if len(bands) > 1:
        yield from (Grid(table, figures, tuple(band)) for band in bands)


def is_total(label: str) -> bool:
    """Whether a row or column is called a total; a subtotal is none."""
    return ("计" in label or "总" in label) and bool(_TOTAL.search(label))


def is_each(grid: Grid, figure: Figure, col: int) -> bool:
    """Whether a number of a column is what one of many costs."""
    return col in grid.each or "/" in figure.unit


def are_alike(a: Figure, b: Figure) -> bool:
    """Whether two numbers of one row or column are of one kind; not every column of counts says what it counts."""
    return like(a, b) or (a.kind is b.kind is Kind.COUNT and not (a.unit and b.unit))


def level(label: str) -> int | None:
    """How deep a row's marker says that it stands; None without a marker."""
    return next((n for n, marker in enumerate(_LEVELS) if marker.match(label)), None)
