"""Spreadsheets (XLSX): a sheet is a page, a block of filled cells is a table, values as their formats show them.

Read straight from the XML, row by row, so that a sheet of any size ends at a limit and says so. Places are those of
the sheet's columns and rows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import UnreadableError
from pipeline.read.office.number_format import BUILTIN, shown, stored
from pipeline.read.package import Package, damaged
from schemas.document import Box, Cell, Document, Line, Origin, Page, Paragraph, Table
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lxml import etree

    from schemas.document import Block

REASON = "spreadsheet: no layout, places are the sheet's columns and rows"
MOST_CELLS = 200_000
MOST_COLUMNS = 500
MOST_SHEETS = 200
SIZE = 11.0
COLUMN = 54.0
ROW = 15.0


class _Span(NamedTuple):
    """A stretch of the sheet, rows and columns from 0, ends excluded."""

    row: int
    col: int
    end_row: int
    end_col: int


@dataclass(slots=True)
class _Grid:
    """A sheet as read: what its filled cells show, its merged stretches, column widths.

    `hidden` counts hidden rows and columns that hold something, `unsolved` formulas without a stored result.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    bold: set[tuple[int, int]] = field(default_factory=set)
    merges: dict[tuple[int, int], _Span] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    hidden: int = 0
    unsolved: int = 0
    cut: bool = False


@record
class _Book:
    """What all sheets share: strings, and by style number the formats and whether the type is bold."""

    strings: tuple[str, ...]
    formats: tuple[str, ...]
    bold: tuple[bool, ...]
    since_1904: bool

    def is_bold(self, style: int) -> bool:
        """Whether a style's type is bold."""
        return style < len(self.bold) and self.bold[style]


def read_sheet(path: Path) -> Document:
    """Read an XLSX file. Raises UnreadableError (`encrypted`, `damaged`, `too_large`, `empty`) and OSError."""
    with Package(path) as package:
        name = next((target for kind, target in package.relations("").values() if kind == "officeDocument"), "")
        workbook = package.xml(name or "xl/workbook.xml")
        parts = package.relations(name or "xl/workbook.xml")
        book = _book(package, workbook, parts)
        pages: list[Page] = []
        blocks: list[Block] = []
        notes: list[str] = []
        for sheet in workbook.findall("sheets/sheet")[:MOST_SHEETS]:
            title = sheet.get("name", "")
            if sheet.get("state", "visible") != "visible":
                notes.append(f"工作表“{title}”是隐藏的，未读取。")
                continue
            kind, part = parts.get(sheet.get("rid", ""), ("", ""))
            if kind != "worksheet":
                continue
            grid = _grid(package.xml(part), book)
            notes += _notes(title, grid)
            page, found = _laid_out(grid, len(pages) + 1)
            pages.append(page)
            blocks += found
    if not pages:
        raise UnreadableError("empty", "工作簿里没有可见的工作表。请取消隐藏后重新提交。")
    return Document(tuple(pages), tuple(blocks), tuple(notes))


def _notes(title: str, grid: _Grid) -> list[str]:
    notes = []
    if grid.hidden:
        notes.append(f"工作表“{title}”有 {grid.hidden} 处隐藏的行或列，未读取。")
    if grid.unsolved:
        notes.append(f"工作表“{title}”有 {grid.unsolved} 个公式没有保存结果，未读取。请用表格软件打开并保存一次。")
    if grid.cut:
        notes.append(f"工作表“{title}”过大，只读取了前 {MOST_CELLS} 个单元格。")
    return notes


def _book(package: Package, workbook: etree._Element, parts: dict[str, tuple[str, str]]) -> _Book:
    def part(kind: str) -> etree._Element | None:
        target = next((target for found, target in parts.values() if found == kind), "")
        return package.xml(target) if target in package else None

    strings, styles = part("sharedStrings"), part("styles")
    formats, bold = [], []
    if styles is not None:
        own = {f.get("numFmtId"): f.get("formatCode", "") for f in styles.findall("numFmts/numFmt")}
        heavy = [_on(font.find("b")) for font in styles.findall("fonts/font")]
        for style in styles.findall("cellXfs/xf"):
            number = style.get("numFmtId", "0")
            formats.append(own.get(number) or BUILTIN.get(_integer(number), "General"))
            font = _integer(style.get("fontId", "0"))
            bold.append(font < len(heavy) and heavy[font])
    properties = workbook.find("workbookPr")
    return _Book(
        tuple(_string(item) for item in ([] if strings is None else strings.findall("si"))),
        tuple(formats),
        tuple(bold),
        properties is not None and properties.get("date1904", "0") in {"1", "true"},
    )


def _on(element: etree._Element | None) -> bool:
    return element is not None and element.get("val", "1") not in {"0", "false"}


def _integer(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else 0


def _string(item: etree._Element) -> str:
    """A string's runs joined; readings for pronunciation (`rPh`) left out."""
    parts = [t.text or "" for t in item.iter("t") if t.getparent().tag != "rPh"]
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), "".join(parts))
    return re.sub(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]", "", text)


def _grid(root: etree._Element, book: _Book) -> _Grid:
    grid = _Grid()
    hidden_columns = _columns(root, grid)
    hidden: set[tuple[str, int]] = set()
    at_row = -1
    for row in root.iterfind("sheetData/row"):
        at_row = _integer(row.get("r")) - 1 if row.get("r") else at_row + 1
        hidden_row = row.get("hidden") in {"1", "true"}
        at_col = -1
        for cell in row.iterfind("c"):
            at_col = _column(cell.get("r", "")) if cell.get("r") else at_col + 1
            text = _cell_text(cell, book).strip()
            if not text or at_col >= MOST_COLUMNS:
                grid.unsolved += cell.find("f") is not None and not cell.findtext("v") and cell.get("t") != "str"
                continue
            if hidden_row or at_col in hidden_columns:
                hidden.add(("row", at_row) if hidden_row else ("col", at_col))
            elif len(grid.texts) < MOST_CELLS:
                grid.texts[at_row, at_col] = text
                if book.is_bold(_integer(cell.get("s"))):
                    grid.bold.add((at_row, at_col))
            else:
                grid.cut = True
    grid.hidden = len(hidden)
    spans = (_span(merge.get("ref", "")) for merge in root.iterfind("mergeCells/mergeCell"))
    grid.merges = {(span.row, span.col): span for span in spans if span is not None}
    return grid


def _columns(root: etree._Element, grid: _Grid) -> set[int]:
    """Take the columns' widths; returns which are hidden."""
    hidden: set[int] = set()
    for column in root.findall("cols/col"):
        places = range(max(_integer(column.get("min")) - 1, 0), min(_integer(column.get("max")), MOST_COLUMNS))
        width = column.get("width", "")
        if column.get("hidden") in {"1", "true"}:
            hidden.update(places)
        elif re.fullmatch(r"\d{1,3}(\.\d+)?", width):
            grid.widths.update(dict.fromkeys(places, max(float(width) * 5.25, 6.0)))
    return hidden


def _column(reference: str) -> int:
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        raise damaged("单元格地址")
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _span(reference: str) -> _Span | None:
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", reference)
    if found is None:
        return None
    return _Span(int(found[2]) - 1, _column(found[1]), int(found[4]), min(_column(found[3]) + 1, MOST_COLUMNS))


def _cell_text(cell: etree._Element, book: _Book) -> str:
    """What a cell shows: strings as they are, numbers in their format, the last result of formulas."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("is")
        return "" if inline is None else _string(inline)
    value = cell.find("v")
    raw = "" if value is None else (value.text or "")
    if kind == "s":
        at = _integer(raw)
        return book.strings[at] if raw and at < len(book.strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
    number = stored(raw) if kind == "n" and raw else None
    if number is None:
        return raw
    style = _integer(cell.get("s"))
    code = book.formats[style] if style < len(book.formats) else "General"
    return shown(number, code, since_1904=book.since_1904)


def _laid_out(grid: _Grid, number: int) -> tuple[Page, list[Block]]:
    """The sheet's blocks, top to bottom, and its page."""
    used = {at: grid.merges.get(at, _Span(at[0], at[1], at[0] + 1, at[1] + 1)) for at in grid.texts}
    n_cols = max((span.end_col for span in used.values()), default=1)
    edges = [36.0]
    for at in range(n_cols):
        edges.append(edges[-1] + grid.widths.get(at, COLUMN))
    tops = _tops(grid, used)
    blocks: list[Block] = []
    for group in _groups(used.values()):
        blocks += _blocks(group, grid, edges, tops, number)
    bottom = tops[max(tops)] if tops else 800.0
    return Page(number, edges[-1] + 36, bottom + 36, Origin.TEXT, REASON), blocks


def _tops(grid: _Grid, used: dict[tuple[int, int], _Span]) -> dict[int, float]:
    """The y of each row's top edge that any block needs; empty rows far apart take no more than one row."""
    lines: dict[int, int] = {}
    for (row, _), span in used.items():
        if span.end_row == row + 1:
            lines[row] = max(lines.get(row, 1), grid.texts[row, span.col].count("\n") + 1)
    needed = sorted({row for span in used.values() for row in (span.row, span.end_row)})
    tops: dict[int, float] = {}
    y, before = 36.0, None
    for row in needed:
        if before is not None:
            y += ROW * lines.get(before, 1) + (ROW if row > before + 1 else 0.0)
        tops[row] = y
        before = row
    return tops


def _groups(spans: Iterable[_Span]) -> list[list[_Span]]:
    """Filled cells apart from each other by an empty row, and within such a band by an empty column."""
    groups: list[list[_Span]] = []
    for band in _bands(sorted(spans), 0):
        groups += _bands(sorted(band, key=lambda s: (s.col, s.row)), 1)
    return [sorted(group) for group in groups]


def _bands(spans: list[_Span], axis: int) -> list[list[_Span]]:
    bands: list[list[_Span]] = []
    end = -1
    for span in spans:
        if not bands or span[axis] > end:
            bands.append([])
        bands[-1].append(span)
        end = max(end, span[axis + 2])
    return bands


def _blocks(group: list[_Span], grid: _Grid, edges: list[float], tops: dict[int, float], number: int) -> list[Block]:
    """A block's title and unit lines above, its notes below, and the table between.

    A row of one cell into which a cell merged downwards reaches from above belongs to the table.
    """
    rows: dict[int, list[_Span]] = {}
    for span in group:
        rows.setdefault(span.row, []).append(span)
    order = sorted(rows)
    first, last = 0, len(order)
    while first < last and len(rows[order[first]]) == 1:
        first += 1
    ends = list(accumulate((max(span.end_row for span in rows[row]) for row in order), max))
    while last > first and len(rows[order[last - 1]]) == 1 and not (last > 1 and ends[last - 2] > order[last - 1]):
        last -= 1
    body = [span for row in order[first:last] for span in rows[row]]
    width = max(span.end_col for span in group) - min(span.col for span in group)

    def paragraphs(part: list[int]) -> list[Block]:
        made: list[Block] = []
        for row in part:
            span = rows[row][0]
            lines = _lines(span, grid, edges, tops, number)
            centred = span.end_col - span.col >= 0.6 * width > 1
            made += [Paragraph((line,), centred=centred) for line in lines]
        return made

    blocks = paragraphs(order[:first])
    if body:
        blocks.append(_table(body, grid, edges, tops, number))
    return blocks + paragraphs(order[last:])


def _table(body: list[_Span], grid: _Grid, edges: list[float], tops: dict[int, float], number: int) -> Table:
    rows = sorted({span.row for span in body})  # rows in which no cell starts are only a merged cell's length
    at = {row: k for k, row in enumerate(rows)}
    left, right = min(span.col for span in body), max(span.end_col for span in body)
    cells = []
    for span in body:
        box = _box(span, edges, tops, number)
        spanned = bisect_left(rows, span.end_row) - at[span.row]
        lines = tuple(_lines(span, grid, edges, tops, number))
        cells.append(Cell(at[span.row], span.col - left, spanned, span.end_col - span.col, box, lines))
    box = Box(number, edges[left], tops[rows[0]], edges[right], max(cell.box.bottom for cell in cells))
    return Table(len(rows), right - left, box, tuple(sorted(cells, key=lambda c: (c.row, c.col))))


def _box(span: _Span, edges: list[float], tops: dict[int, float], number: int) -> Box:
    top = tops[span.row]
    bottom = tops.get(span.end_row, top + ROW)
    return Box(number, edges[span.col], top, edges[min(span.end_col, len(edges) - 1)], bottom)


def _lines(span: _Span, grid: _Grid, edges: list[float], tops: dict[int, float], number: int) -> list[Line]:
    box = _box(span, edges, tops, number)
    lines = []
    for k, text in enumerate(part for part in grid.texts[span.row, span.col].split("\n") if part.strip()):
        bare = text.strip()
        wide = [SIZE if ord(char) > 0x2000 else SIZE / 2 for char in bare]
        shrink = min(1.0, max(box.x1 - box.x0 - 2, 4.0) / sum(wide))
        lefts, x = [], box.x0 + 1
        for width in wide:
            lefts.append(x)
            x += width * shrink
        rights = (*lefts[1:], x)
        top = box.top + 2 + k * ROW
        bold = (span.row, span.col) in grid.bold
        lines.append(Line(bare, number, lefts[0], top, x, top + SIZE, tuple(lefts), rights, size=SIZE, bold=bold))
    return lines
