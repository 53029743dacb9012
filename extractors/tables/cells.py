"""Tables to labelled cells and figures (表格): the names of rows and columns, the numbers in cells."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from extractors.figures import Context, Place, found_at, make_figure
from extractors.labels.comparing import Named
from extractors.labels.naming import names_of
from extractors.numbers.numerals import Other, Quantity, scan
from extractors.numbers.pairs import cell_pair
from extractors.numbers.quantities import with_unit
from extractors.numbers.units import Unit, named_unit
from extractors.tables.blocks import NO_COLUMN
from extractors.tables.cell_numbers import has_numeral, named_numbers, parse_cell
from extractors.tables.cell_units import (
    COUNTED,
    Names,
    is_amount_place,
    is_misread,
    is_score_row,
    is_spoiled,
    may_borrow,
    mended,
    said_unit,
    unit_of,
)
from extractors.tables.heads import bare, is_name, is_number, is_ordinal, label_text
from extractors.tables.points import is_score_head
from extractors.tables.score_columns import roles_of_two
from schemas.document import Origin, Span
from schemas.figure import Figure, Flag, Kind
from schemas.record import altered
from schemas.report import LabelledCell, LabelledTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.tables.blocks import Block, Column
    from extractors.tables.captions import Caption
    from extractors.tables.grid import Grid
    from schemas.catalogue import Catalogue
    from schemas.document import Cell, Section

_NO_FIGURE = re.compile(
    r"序号|编码|代码|行[次号]|栏次|^(?:预算|所属|评价|会计|财政|实施|项目|资金|绩效)?年度$|年份|日期|时间$|(?:评分?|评价|[计打赋扣得]分|考核|衡量|指标)标准|^标准$|说明|解释|公式|内涵|依据|文号|电话|[一二三四]级指标|指标名称|指标内容|考核内容|单位$|性质"
)
_WAY = re.compile(r"(?:增[加长]|减少|提高|提升|下降|降低|新增|节约|缩短|延长)了?(?P<number>\d[\d,，.]*)")
_LONE = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*|0)(?:\.\d{1,2})?[%％]?")
_GROUPED = re.compile(r"\d[,，]\d{3}")
_WORDED = re.compile(r"[\u4e00-\u9fff]{2}")
_REASON = re.compile(r"原因|措施|备注")
_MARKED = re.compile(  # 决策（20分）, 部门预算管理（70分，得66.8分）
    r"[（(]\s*(?:满分|分值|权重)?[:：]?\s*\d[\d.]*\s*分\s*(?:[，,、；;/]\s*(?:自评|实|得)[^\d（()）]{0,4}\d[\d.]*\s*分\s*)?[)）]"
)
_HEAD_MARKS = re.compile(r"[（(]\s*(?:满分|分值|权重)?[:：]?\s*\d[\d.]*\s*分\s*(?:[×xX*][^）)\d]+)?[)）]")
_MARKS_AT_END = re.compile(r"[（(][^（）()]*[)）]$")
_BARE_MARKS = re.compile(r"[（(](?P<marks>\d{1,3}(?:\.\d+)?)[)）]$")
_REMARK = re.compile(r"备注|说明|原因|理由")
_BOUNDS = frozenset(
    ["≥", "≤", ">", "<", "不低于", "不少于", "不高于", "不超过", "低于", "高于", "以上", "以下", "以内"]
)
_COUNTED = Unit("", Kind.COUNT, Decimal(1), 0)
_MEASURED = frozenset({Kind.AMOUNT, Kind.RATE, Kind.SCORE})
_SIDES = frozenset({"收入", "支出", "本年", "当年"})
_NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}[、.．](?!\d)|[①-⑳]|其中[:：]?(?=.))"
)


def read_table(
    grid: Grid, section: Section, caption: Caption, table_id: str, catalogue: Catalogue, context: Context
) -> tuple[LabelledTable, list[list[Figure]]]:
    """A labelled table, and the figures of each of its cells in the order of `LabelledTable.cells`."""
    cells: list[LabelledCell] = []
    figures: list[list[Figure]] = []
    for cell in sorted(grid.table.cells, key=attrgetter("row", "col")):
        block = grid.blocks[cell.row]
        header = cell.row in grid.header_rows or cell.row < grid.caption_rows
        row_label = "" if header else block.row_label(cell.row, cell.col)
        column = NO_COLUMN if header else block.column(cell.row, cell.col)
        told = mended(cell, column)
        cells.append(LabelledCell(cell, header, row_label, told))
        if not has_numeral(cell.text):
            figures.append([])
            continue
        found = _headed_marks(cell.text) if header else _quantities(grid, cell, row_label, column, caption)
        named_here: list[tuple[tuple[str, ...], Quantity]] = [
            ((name,), quantity)
            for name, number in named_numbers(cell.text)
            for quantity in _with_unit(number, said_unit(block, cell, name, caption.unit))
        ]
        named_here = named_here or _two_scores(cell, column) or (_marks_of(block, cell, found) if header else [])
        said = named_here or zip(_said(cell.text, found, row_label, told, context), found, strict=True)
        place = Place(section.number, section.path, table_id, cell.row, cell.col)
        made = []
        for parts, quantity in said:
            named = [name for name in (row_label, *(parts or (told,))) if name]
            if is_score_row(row_label):
                named.reverse()
            label = "/".join(named)
            spans = cell_spans(cell, quantity.start, quantity.end)
            here = found_at(quantity, cell.text, spans, grid.texts[cell.row])
            whole = Named(label, f"{caption.title}{label}", "/".join(chain.from_iterable(map(_known_parts, named))))
            made.append(make_figure(quantity, whole, here, place, catalogue, context))
        figures.append(_apart(cell, made))
    return LabelledTable(table_id, caption.title, caption.unit, section.number, grid.table, tuple(cells)), figures


def _two_scores(cell: Cell, column: Column) -> list[tuple[tuple[str, ...], Quantity]]:
    """The points and the full marks of a cell that holds both under a head that names both: 得分/满分."""
    head = bare(column.heads[-1].text) if column.heads else ""
    if roles_of_two(head) is None:
        return []
    names, pair = re.split("[/／]", head), cell_pair(cell.text)
    return list(zip([(name,) for name in names], pair, strict=True)) if len(names) == len(pair) else []


def _marks_of(block: Block, cell: Cell, found: Sequence[Quantity]) -> list[tuple[tuple[str, ...], Quantity]]:
    """The full marks of a head of points, of what its row begins with: 预算执行情况 | 得分（20分×执行率）."""
    if not found or not is_score_head(_MARKS_AT_END.sub("", bare(cell.text))):
        return []
    first = label_text(_HEAD_MARKS.sub("", bare(block.rows[cell.row][0].text)))
    return [((first, "分值"), quantity) for quantity in found]


def _said(text: str, quantities: Sequence[Quantity], row: str, column: str, context: Context) -> list[tuple[str, ...]]:
    """What a cell itself calls its numbers, () where it does not: 决策（20）, 县级投入同比增长 5.6%."""
    name = _MARKED.sub("", text) if _MARKED.search(text) else text
    if column.endswith("级指标"):
        name = _BARE_MARKS.sub("", name)
    if name != text and name.strip():
        return [(name.strip(),)] * len(quantities)
    if not quantities or not _WORDED.search(text, 0, quantities[-1].start):
        return [()] * len(quantities)
    row = "" if row.endswith("目标") else row.rpartition("/")[2]
    names = [named.label for named in names_of(text, quantities, row, context.fiscal_year, context.theme)]
    return [
        (name if name != row else "", "目标值" if _REMARK.search(column) and q.qualifier in _BOUNDS else column)
        for name, q in zip(names, quantities, strict=True)
    ]


@lru_cache(maxsize=4096)
def _known_parts(name: str) -> tuple[str, ...]:
    """A row's or a column's names as the catalogue knows them: without numbering, without the side of the table."""
    parts = [part[found.end() :] if (found := _NUMBERING.match(part)) else part for part in name.split("/")]
    return tuple(part for part in parts if part not in _SIDES)


def cell_spans(cell: Cell, start: int, end: int) -> tuple[Span, ...]:
    """The stretches of a cell's lines that the characters from `start` to `end` of its text cover."""
    spans, at = [], 0
    for line in cell.lines:
        a, b = max(start - at, 0), min(end - at, len(line.text))
        if a < b:
            spans.append(Span(line, a, b))
        at += len(line.text)
    return tuple(spans)


def _quantities(grid: Grid, cell: Cell, row: str, column: Column, caption: Caption) -> list[Quantity]:
    """The numbers of a body cell that are figures."""
    text = cell.text
    block = grid.blocks[cell.row]
    if cell.col in block.label_columns and column.heads and not is_number(text):
        return _marks(text, column.label) or [q for q in scan(text) if q.kind in {Kind.AMOUNT, Kind.RATE}]
    own = row.rpartition("/")[2]
    barred = _is_barred(column.label, column.last or own)
    single = parse_cell(text) or _changed(text)
    if single is None:
        # What a criterion or an explanation counts or dates is not the report's.
        return [q for q in scan(text) if q.is_figure and (not barred or q.kind in _MEASURED)]
    if single.kind is Kind.DATE:
        return [single]
    if isinstance(single.kind, Other) or (barred and single.kind not in {Kind.AMOUNT, Kind.RATE}):
        return []
    unit = caption.unit if not caption.borrowed or may_borrow(row, column.label) else ""
    names = Names(row, own, column.label, column.last, unit)
    if single.is_figure:
        # A bare 万 is of money only where the row and the column do not count.
        counted = Flag.UNIT_INHERITED in single.flags and unit_of(block, cell, names) == COUNTED
        return [replace(single, kind=Kind.COUNT, unit=single.unit.removesuffix("元")) if counted else single]
    known = unit_of(block, cell, names)
    if known is None or (not row and not single.decimals and _is_code(block, cell)):
        return []
    if not known and row:
        # A number is never left out because nothing tells its unit: the caption's where it is printed as money is.
        as_money = "元" in caption.unit and _GROUPED.search(text)
        return _in_doubt(_with_unit(single, caption.unit if as_money else COUNTED))
    made = _with_unit(single, known)
    # What alone has no decimals, and no name of money, may be no money at all: the caption speaks of the others.
    likely = not made or made[0].kind is not Kind.AMOUNT or is_amount_place(row, column.label)
    if (likely or not grid.is_whole(cell)) and _headed(block, cell, names):
        return made
    return _in_doubt(made)


def _changed(text: str) -> Quantity | None:
    """The bare number of a cell that says which way it goes (增加150); None for any other cell."""
    found = _WAY.fullmatch(text)
    number = parse_cell(found["number"]) if found else None
    if found is None or number is None or number.kind is not None:
        return None
    start, end = found.span("number")
    return altered(number, start=start, end=end, number_start=start, number_end=end)


def _is_code(block: Block, cell: Cell) -> bool:
    """Whether a whole number before its row's name stands under one head with it: 项目 over 213 | 农林水支出."""
    name = block.at.get((cell.row, cell.col + cell.col_span))
    if name is None or not is_name(name.text):
        return False
    heads = block.columns[cell.col].heads
    return bool(heads) and heads == block.columns[name.col].heads


def _apart(cell: Cell, made: list[Figure]) -> list[Figure]:
    """A cell's figures, in doubt where its lines are numbers by themselves: they may be of two rows."""
    if len(made) != 1 or len(cell.lines) < 2 or not all(_LONE.fullmatch(line.text.strip()) for line in cell.lines):
        return made
    return [replace(made[0], flags=(*made[0].flags, Flag.AMBIGUOUS))]


def _in_doubt(quantities: Sequence[Quantity]) -> list[Quantity]:
    return [altered(quantity, flags=(*quantity.flags, Flag.AMBIGUOUS)) for quantity in quantities]


@lru_cache(maxsize=4096)
def _is_barred(column: str, name: str) -> bool:
    """Whether a column orders, codes, dates or explains: most of its numbers are no figures."""
    coded = any(map(is_ordinal, column.split("/")))
    return coded or (bool(_NO_FIGURE.search(name)) and not is_score_head(column.rpartition("/")[2]))


def _headed(block: Block, cell: Cell, names: Names) -> bool:
    """Whether a bare number's column says what it holds: a head that a scan lost, ran together or misread does not."""
    if all(line.origin is not Origin.OCR for line in cell.lines):
        return True
    told = _WORDED.search(names.column) and not _REASON.search(names.last)
    return bool(told and not is_spoiled(cell, names.last) and not is_misread(block, cell, names.last))


def _marks(text: str, head: str) -> list[Quantity]:
    """The full marks that a row's name bears: 产出指标（50分）, 决策（20） under 一级指标."""
    if _MARKED.search(text):
        return [q for q in scan(text) if q.kind is Kind.SCORE]
    found = _BARE_MARKS.search(text) if head.endswith("级指标") else None
    number = parse_cell(found["marks"]) if found else None
    if found is None or number is None:
        return []
    start, end = found.span("marks")
    moved = replace(number, start=start, end=end, number_start=start, number_end=end)
    return _with_unit(moved, "分")


def _headed_marks(text: str) -> list[Quantity]:
    """The full marks that a head bears: 预算执行情况（20分）, 得分（20分×执行率）."""
    return [q for q in scan(text) if q.kind is Kind.SCORE] if _HEAD_MARKS.search(text) else []


def _with_unit(number: Quantity, unit: str) -> list[Quantity]:
    """A bare number with the unit that stands elsewhere; [] without one."""
    known = _COUNTED if unit == COUNTED else named_unit(unit) if unit else None
    return [with_unit(number, known)] if known and known.kind else []
