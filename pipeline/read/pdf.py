"""PDF files (PDF 文件): every page by text layer or OCR, with the reason, then layout over all pages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.errors import UnreadableError
from pipeline.read.layout.aligned import aligned_grids
from pipeline.read.layout.blocks import blocks_of, strip_furniture
from pipeline.read.layout.columns import Sheet, split_columns
from pipeline.read.layout.context import told_by_context
from pipeline.read.layout.grid import Grid, Stroke, find_grids
from pipeline.read.layout.lying import as_it_lies, in_points, lines_as_they_lie
from pipeline.read.text import layer as text_layer
from pipeline.read.text.char_boxes import type_sizes
from pipeline.read.text.glyphs import Glyphs, lines_by, lines_of
from pipeline.read.text.paths import page_objects, path_strokes
from pipeline.read.text.trust import image_cover, verdict
from schemas.document import Box, Cell, Document, Origin, Page, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.read.scan.ocr import Engine, Readers
    from pipeline.settings import Settings

MOST_PIXELS = 40_000_000  # a page rendered larger than this is scaled down
LARGEST_SIDE = 14_400.0  # points, PDF's own limit
LEAST_PIXELS, LONGEST = 24, 60.0  # a page's image is at least so wide, and not so many times as long

EDGE = 2.5  # points: so near to a cell's side is what is left of a rule

BROKEN = "文件已损坏或不完整，无法打开。请重新导出或重新扫描后再提交。"

SCRAP = "unreadable: too small or too thin for a page"
EMPTY = "文件没有任何页面。请检查导出过程后重新提交。"
NO_PAGES = re.compile(rb"/Kids\s*\[\s*\]")


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """Open a PDF file. Raises UnreadableError for an encrypted, broken or empty one."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UnreadableError("encrypted", "文件设有打开密码。请去掉密码后重新提交。") from error
        if NO_PAGES.search(path.read_bytes()[:100_000]):
            raise UnreadableError("no_pages", EMPTY) from error
        raise UnreadableError("broken", BROKEN) from error
    if len(document) == 0:
        document.close()
        raise UnreadableError("no_pages", EMPTY)
    return document


def read_pdf(path: Path, settings: Settings, readers: Readers) -> Document:
    """Read a PDF file. Raises UnreadableError; a page that fails alone becomes a page without an origin."""
    document = open_pdf(path)
    try:
        count = len(document)
        if count > settings.max_pages:
            raise UnreadableError(
                "too_many_pages", f"文件有 {count} 页，超过上限 {settings.max_pages} 页。请拆分后提交。"
            )
        return assemble(_pages(document, settings, readers))
    finally:
        document.close()


def assemble(read: Iterable[tuple[Page, Sheet | None]]) -> Document:
    """Pages as read into a document: furniture off, blocks joined over pages."""
    pages, sheets = [], []
    for page, sheet in read:
        pages.append(page)
        if sheet is not None:
            sheets.append(sheet)
    if pages and not sheets and all(page.origin is None for page in pages):
        if all(page.reason.startswith("OCR is off") for page in pages):
            raise UnreadableError("ocr_off", "文件是扫描件，而文字识别（OCR）已关闭。请用 --ocr auto 重新运行。")
        if all(page.reason == SCRAP for page in pages):
            raise UnreadableError("scrap", "图片过小或过于细长，不像一页文件，未读取。请重新扫描或重新导出后提交。")
        raise UnreadableError("broken", BROKEN)
    sheets, furniture = strip_furniture(told_by_context(sheets))
    blocks = blocks_of(sheets)
    lies = {sheet.number: sheet.lie for sheet in sheets if sheet.lie is not None}
    pages = [replace(page, furniture=lines_as_they_lie(furniture.get(page.number, ()), lies)) for page in pages]
    return Document(tuple(pages), tuple(as_it_lies(block, lies) for block in blocks) if lies else blocks)


def _pages(document: pdfium.PdfDocument, settings: Settings, readers: Readers) -> Iterable[tuple[Page, Sheet | None]]:
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            yield Page(index + 1, 0.0, 0.0, None, "unreadable: the page cannot be opened"), None
            continue
        try:
            yield _page(page, index + 1, settings, readers)
        finally:
            page.close()


def _page(page: pdfium.PdfPage, number: int, settings: Settings, readers: Readers) -> tuple[Page, Sheet | None]:
    view = text_layer.view_of(page)
    if not (0 < view.width <= LARGEST_SIDE and 0 < view.height <= LARGEST_SIDE):
        return Page(number, view.width, view.height, None, "unreadable: impossible page size"), None
    layer = text_layer.read_layer(page, view)
    objects = page_objects(page)
    share, density, hidden = image_cover(page, objects, view)
    if not layer.glyphs.text and share == 0 and not objects.items:
        return Page(number, view.width, view.height, Origin.TEXT, "blank page"), Sheet(
            number, view.width, view.height, ()
        )
    why = verdict(layer, view, share, hidden=hidden)
    if not why:
        across, down = path_strokes(objects, view.place)
        sheet = sheet_of(number, view.width, view.height, layer.glyphs, across, down, layer.angle)
        turned = layer.angle
        return Page(number, sheet.width, sheet.height, Origin.TEXT, "text layer", rotation=turned), sheet
    engine = readers.first()
    if engine is None:
        return Page(number, view.width, view.height, None, f"OCR is off: {why}"), None
    dpi = min(max(density * 72, 150.0), 300.0) if share > 0.5 else float(settings.dpi)
    return scanned(number, render(page, dpi), 72 / dpi, read_why=why, engine=engine, settings=settings)


def render(page: pdfium.PdfPage, dpi: float) -> NDArray[np.uint8]:
    """The page as shown, (height, width, 3) in RGB."""
    width, height = page.get_size()
    scale = min(dpi / 72, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])


def scanned(
    number: int, image: NDArray[np.uint8], scale: float, *, read_why: str, engine: Engine, settings: Settings
) -> tuple[Page, Sheet | None]:
    """A page image read by OCR; `scale` is points per pixel. What no page can look like is not read."""
    from pipeline.read.scan.page import glyphs_of, read_scan  # noqa: PLC0415 - half a second to load

    short, long = sorted(image.shape[:2])
    if short < LEAST_PIXELS or long > LONGEST * short:
        return Page(number, image.shape[1] * scale, image.shape[0] * scale, None, SCRAP), None
    scan = read_scan(image, 1 / scale, engine, settings.cache)
    width, height = scan.width * scale, scan.height * scale
    across = [Stroke(*(v * scale for v in s)) for s in scan.across]
    down = [Stroke(*(v * scale for v in s)) for s in scan.down]
    sheet = sheet_of(number, width, height, glyphs_of(scan, scale), across, down, 0)
    why = f"{read_why}; read by {engine.name}" + ("" if sheet.lines or sheet.tables else "; no text found")
    page = Page(number, width, height, Origin.OCR, why, -scan.turn % 360, scan.lean.upper)
    lie = None if scan.lean.straight() else in_points(scan.lean.from_straight(scan.width, scan.height), scale)
    inked = [(x * scale, y * scale) for x, y in scan.unread]
    return page, replace(with_unread(sheet, inked), lie=lie)


def with_unread(sheet: Sheet, inked: Sequence[tuple[float, float]]) -> Sheet:
    """The sheet, the empty cells `unread` in which ink stands that nobody read."""
    if not inked or not sheet.tables:
        return sheet
    x, y = np.array(inked).T

    def marked(cell: Cell) -> Cell:
        box = cell.box
        inside = (x > box.x0 + EDGE) & (x < box.x1 - EDGE) & (y > box.top + EDGE) & (y < box.bottom - EDGE)
        return replace(cell, unread=True) if not cell.lines and inside.any() else cell

    return replace(sheet, tables=tuple(replace(t, cells=tuple(map(marked, t.cells))) for t in sheet.tables))


def sheet_of(
    number: int, width: float, height: float, glyphs: Glyphs, across: list[Stroke], down: list[Stroke], angle: int
) -> Sheet:
    """A page's characters and rules as lines and tables. `angle` is the turn of the text on the page."""
    if angle:
        glyphs, across, down, (width, height) = _turn(glyphs, across, down, width, height, angle)
    ruled = find_grids(across, down) if len(across) >= 2 else []
    tables, rest = _tables(ruled, glyphs, np.arange(len(glyphs.text)), number)
    lines = lines_of(glyphs, number, rest)
    loose = aligned_grids(lines, across, ruled)
    if loose:
        more, rest = _tables(loose, glyphs, rest, number)
        tables += more
        lines = lines_of(glyphs, number, rest)
    return Sheet(number, width, height, tuple(split_columns(lines, width)), tuple(tables))


def _tables(
    grids: list[Grid], glyphs: Glyphs, rest: NDArray[np.intp], number: int
) -> tuple[list[Table], NDArray[np.intp]]:
    """The grids that hold some of the `rest` of the characters, as tables, and the characters left outside."""
    tables = []
    for grid in grids:
        if len(rest):
            table, rest = _table(grid, glyphs, rest, number)
            if table is not None:
                tables.append(table)
    return tables, rest


def _turn(
    glyphs: Glyphs, across: list[Stroke], down: list[Stroke], width: float, height: float, angle: int
) -> tuple[Glyphs, list[Stroke], list[Stroke], tuple[float, float]]:
    b = glyphs.boxes
    if angle == 180:
        boxes = np.column_stack((width - b[:, 2], height - b[:, 3], width - b[:, 0], height - b[:, 1]))
        flip = [Stroke(height - s.at, width - s.end, width - s.start) for s in across]
        flop = [Stroke(width - s.at, height - s.end, height - s.start) for s in down]
        return replace(glyphs, boxes=boxes), flip, flop, (width, height)
    if angle == 270:
        boxes = np.column_stack((height - b[:, 3], b[:, 0], height - b[:, 1], b[:, 2]))
        flip = [Stroke(s.at, height - s.end, height - s.start) for s in down]
        flop = [Stroke(height - s.at, s.start, s.end) for s in across]
    else:
        boxes = np.column_stack((b[:, 1], width - b[:, 2], b[:, 3], width - b[:, 0]))
        flip = [Stroke(width - s.at, s.start, s.end) for s in down]
        flop = [Stroke(s.at, width - s.end, width - s.start) for s in across]
    sizes = type_sizes(glyphs.text, boxes)
    return replace(glyphs, boxes=boxes, sizes=sizes), flip, flop, (height, width)


def _overhang(
    grid: Grid, size: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which characters are the last line of a cell that the page's end left open: within its sides, under its text."""
    end = grid.ys[-1]
    sides = [(grid.xs[col], grid.xs[col + 1]) for col in grid.open]
    held = [(x > left) & (x < right) for left, right in sides]
    below = (y > end) & (y < end + 1.2 * size)
    under = [(own & (y < end) & (y > end - 1.6 * size)).any() for own in held]
    hanging = below & np.logical_or.reduce([own for own, text in zip(held, under, strict=True) if text] or [~below])
    beside = below & ~hanging
    return hanging if not beside.any() else np.zeros(len(x), bool)


def _table(grid: Grid, glyphs: Glyphs, rest: NDArray[np.intp], number: int) -> tuple[Table | None, NDArray[np.intp]]:
    """The grid's cells with their characters, and which of the `rest` are left outside."""
    left, top, right, bottom = glyphs.boxes[rest].T
    x, y = (left + right) / 2, (top + bottom) / 2
    inside = (x >= grid.xs[0]) & (x <= grid.xs[-1]) & (y >= grid.ys[0]) & (y <= grid.ys[-1])
    if grid.open:
        inside |= _overhang(grid, glyphs.sizes[rest], x, y)
    mine = rest[inside]
    if not len(mine):
        return None, rest
    owners = grid.owners(x[inside], y[inside])
    lines = lines_by(owners[owners >= 0], glyphs, number, mine[owners >= 0])
    if len(lines) < 2:
        return None, rest  # a frame around text is no table
    cells = tuple(
        Cell(
            *(place.row, place.col, place.row_span, place.col_span),
            Box(number, place.left, place.top, place.right, place.bottom),
            tuple(lines.get(owner, ())),
        )
        for owner, place in enumerate(grid.places)
    )
    box = Box(number, grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    table = Table(len(grid.ys) - 1, len(grid.xs) - 1, box, cells, grid.ruled)
    return table, rest[~inside]
