"""Word-processor files (DOCX): the body in order, with the markers that Word counts by itself.

A DOCX has no layout of its own. Places are made up, the same for the same file: paragraphs stacked down the page
in characters of their type's size, pages counted by the breaks that the file records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.read.layout.blocks import ENDS, KEY_VALUE, MARKER
from pipeline.read.office.numbering import Numbering
from pipeline.read.office.word_styles import Styles
from pipeline.read.office.word_text import Piece, TextBox, has_deleted_end, is_contents_line, pieces
from pipeline.read.package import Package, damaged, too_large
from schemas.document import Box, Cell, Document, Line, Origin, Page, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from pipeline.read.office.word_styles import Look
    from schemas.document import Block

REASON = "word-processor file: no layout, places are by paragraph"
MOST_BLOCKS = 200_000
WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})


def read_word(path: Path) -> Document:
    """Read a DOCX file. Raises UnreadableError (`encrypted`, `damaged`, `too_large`) and OSError."""
    with Package(path) as package:
        name = next((target for kind, target in package.relations("").values() if kind == "officeDocument"), "")
        name = name or "word/document.xml"
        root = package.xml(name)
        body = root.find("body")
        if body is None:
            raise damaged("没有正文")
        parts = package.relations(name)

        def part(kind: str) -> etree._Element | None:
            target = next((target for found, target in parts.values() if found == kind), "")
            return package.xml(target) if target in package else None

        reader = _Reader(body, Styles(part("styles")), Numbering(part("numbering")), part("footnotes"))
        reader.flow(body, reader.frame)
        furniture = [package.xml(target) for kind, target in parts.values() if kind in {"header", "footer"}]
        pictures = sum(1 for element in body.iter("blip", "imagedata"))
        return reader.document(furniture, pictures, altered=any(True for _ in body.iter("ins", "del", "moveFrom")))


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where text is put: left edge and width in points."""

    left: float
    width: float


@dataclass(slots=True)
class _Reader:
    """Walks the body once, counting lists and pages, and stacks what it finds."""

    body: etree._Element
    styles: Styles
    numbering: Numbering
    footnotes: etree._Element | None
    blocks: list[Block] = field(default_factory=list)
    page: int = 1
    at: float = 0.0
    bottoms: dict[int, float] = field(default_factory=dict)
    frame: _Frame = _Frame(90.0, 415.0)
    size: tuple[float, float] = (595.3, 841.9)
    top: float = 72.0
    recorded: bool = False
    held: str = ""

    def __post_init__(self) -> None:
        """Take the paper from the last section, and see whether Word wrote down where its pages broke."""
        sections = self.body.findall(".//sectPr")
        paper = sections[-1].find("pgSz") if sections else None
        margin = sections[-1].find("pgMar") if sections else None
        width, height = _twips(paper, "w", 595.3), _twips(paper, "h", 841.9)
        left, right = _twips(margin, "left", 90.0), _twips(margin, "right", 90.0)
        self.size = (width, height)
        self.top = max(_twips(margin, "top", 72.0), 0.0)
        self.frame = _Frame(left, max(width - left - right, 72.0))
        self.recorded = next(self.body.iter("lastRenderedPageBreak"), None) is not None
        self.at = self.top

    def flow(self, parent: etree._Element, frame: _Frame) -> None:
        """Read the blocks of the body, a text box or a one-cell table, in order."""
        for element in _blocks(parent):
            if len(self.blocks) > MOST_BLOCKS:
                raise too_large("段落过多")
            if element.tag == "p":
                self._paragraph(element, frame)
            else:
                self._table(element, frame)

    def _paragraph(self, element: etree._Element, frame: _Frame) -> None:
        look = self.styles.paragraph(element)
        self._break_before(element, broken=look.break_before)
        if is_contents_line(element, look.style_name):
            return
        found = list(pieces(element, look, self.styles))
        if has_deleted_end(element):
            self.held += "".join(piece.text for piece in found if isinstance(piece, Piece))
            return
        before, self.held = self._marker(look) + self.held, ""
        open_ = ""
        for piece in found:
            if isinstance(piece, TextBox):
                self.flow(piece.content, frame)
                continue
            lines = self._lines(before + piece.text, frame, replace(look, bold=piece.bold), piece.size)
            last = self.blocks[-1] if self.blocks else None
            if lines and isinstance(last, Paragraph) and _goes_on(open_, piece.text):
                self.blocks[-1] = replace(last, lines=last.lines + tuple(lines))
            elif lines:
                self.blocks.append(
                    Paragraph(tuple(lines), centred=look.centred, indent=0.0 if look.centred else look.indent)
                )
            before, open_ = "", piece.text.strip()
        for note in element.iter("footnoteReference"):
            self._footnote(note.get("id", ""), frame)

    def _footnote(self, number: str, frame: _Frame) -> None:
        notes = [] if self.footnotes is None else self.footnotes.findall("footnote")
        for note in notes:
            if note.get("id") == number:
                self.flow(note, frame)

    def _marker(self, look: Look) -> str:
        """The automatic marker; an empty paragraph of a list counts too, as in Word."""
        num_id = look.num_id
        if not num_id or num_id == "0":
            return ""
        depth = look.depth if look.depth is not None else self.numbering.depth_of_style(num_id, look.style)
        return self.numbering.next(num_id, depth)

    def _break_before(self, element: etree._Element, *, broken: bool) -> None:
        if self.recorded:
            count = sum(1 for _ in element.iter("lastRenderedPageBreak"))
        else:
            count = sum(mark.get("type") == "page" for mark in element.iter("br")) + broken
        for _ in range(count):
            self._new_page()

    def _new_page(self) -> None:
        self.bottoms[self.page] = max(self.bottoms.get(self.page, 0.0), self.at)
        self.page += 1
        self.at = self.top

    def _lines(self, text: str, frame: _Frame, look: Look, size: float) -> list[Line]:
        """Text set in lines of the frame's width, each character as wide as its kind."""
        text = text.strip(" \u3000\t")
        first = 0.0 if look.centred else min(look.indent, frame.width / 2)
        lines: list[Line] = []
        row: list[tuple[str, float]] = []
        x = frame.left + first
        for word in re.findall(r"[!-~]+|.", text, re.DOTALL):
            wide = sum(_width(char, size) for char in word)
            if row and x + wide > frame.left + frame.width and len(word) * size < frame.width:
                lines.append(self._line(row, size, look))
                row, x = [], frame.left
            for char in word:
                row.append((char, x))
                x += _width(char, size)
        if row:
            shift = (frame.left + frame.width - x) / 2 if look.centred and not lines else 0.0
            lines.append(self._line([(char, at + shift) for char, at in row], size, look))
        return lines

    def _line(self, row: list[tuple[str, float]], size: float, look: Look) -> Line:
        top = self.at
        self.at += 1.5 * size
        lefts = tuple(x for _, x in row)
        rights = tuple(x + _width(char, size) for char, x in row)
        return Line(
            text="".join(char for char, _ in row),
            page=self.page,
            x0=lefts[0],
            top=top,
            x1=rights[-1],
            bottom=top + size,
            lefts=lefts,
            rights=rights,
            origin=Origin.TEXT,
            size=size,
            bold=look.bold,
        )

    def _table(self, element: etree._Element, frame: _Frame) -> None:
        rows = [list(_cells(row)) for row in _rows(element)]
        if sum(map(len, rows)) == 1:
            self.flow(rows[0][0].element, frame)  # a frame around text is no table
            return
        n_cols = max((cell.col + cell.span for row in rows for cell in row), default=0)
        if not n_cols:
            return
        edges = _edges(element, n_cols, frame)
        made = _Made(edges)
        start, first_page = self.at, 0
        for at, (source, row) in enumerate(zip(_rows(element), rows, strict=True)):
            if self.recorded and next(source.iter("lastRenderedPageBreak"), None) is not None:
                self._new_page()
            if not first_page:
                start, first_page = self.at, self.page
            self._row(at, row, made)
        box = Box(first_page, edges[0], start, edges[-1], max(self.at, start + 1))
        self.blocks.append(Table(len(rows), n_cols, box, tuple(made.cells)))
        for inner in made.nested:
            self._table(inner, frame)

    def _row(self, at: int, row: list[_Source], made: _Made) -> None:
        """Set one row's cells from the same height; a continued cell makes the one above it taller."""
        cells, open_, edges = made.cells, made.open_, made.edges
        top, height = self.at, 12.0
        for cell in row:
            above = cells[open_[cell.col]] if cell.merge == "continue" and cell.col in open_ else None
            if above is not None and above.col_span == cell.span and above.row + above.row_span == at:
                cells[open_[cell.col]] = replace(above, row_span=above.row_span + 1)
                continue
            self.at = top
            left, right = edges[cell.col], edges[cell.col + cell.span]
            lines = tuple(self._cell_lines(cell.element, _Frame(left + 2, max(right - left - 4, 6.0)), made.nested))
            height = max(height, self.at - top)
            open_[cell.col] = len(cells)
            cells.append(Cell(at, cell.col, 1, cell.span, Box(self.page, left, top, right, top), lines))
        self.at = top + height + 4
        for index in open_.values():
            done = cells[index]
            if done.row + done.row_span == at + 1 and done.box.page == self.page:
                cells[index] = replace(done, box=done.box._replace(bottom=self.at))

    def _cell_lines(self, element: etree._Element, frame: _Frame, nested: list[etree._Element]) -> Iterator[Line]:
        for block in _blocks(element):
            if block.tag == "tbl":
                nested.append(block)
                continue
            look = self.styles.paragraph(block)
            marker = self._marker(look)
            for piece in pieces(block, look, self.styles):
                if isinstance(piece, TextBox):
                    yield from self._cell_lines(piece.content, frame, nested)
                    continue
                yield from self._lines(marker + piece.text, frame, replace(look, bold=piece.bold), piece.size)
                marker = ""
            if marker.strip():
                yield from self._lines(marker, frame, look, look.size)

    def document(self, furniture: list[etree._Element], pictures: int, *, altered: bool) -> Document:
        """What was read, with the headers and footers on every page and what a reader must know about it."""
        self.bottoms[self.page] = max(self.bottoms.get(self.page, 0.0), self.at)
        last, kept = self.page, self.blocks
        pages = []
        for self.page in range(1, last + 1):
            self.blocks, self.at = [], 20.0
            for part in furniture:
                self.flow(part, self.frame)
            lines = tuple(line for block in self.blocks if isinstance(block, Paragraph) for line in block.lines)
            height = max(self.size[1], self.bottoms.get(self.page, 0.0) + 36)
            pages.append(Page(self.page, self.size[0], height, Origin.TEXT, REASON, furniture=lines))
        notes = [f"文档内有 {pictures} 张图片，图片中的文字未读取。"] if pictures else []
        if altered:
            notes.append("文档带有修订痕迹，按接受全部修订后的文字读取。")
        return Document(tuple(pages), tuple(kept), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Source:
    """A `w:tc` with its place: first column, columns covered, and `restart`, `continue` or "" for vertical merges."""

    element: etree._Element
    col: int
    span: int
    merge: str


@dataclass(slots=True)
class _Made:
    """A table in the making: column edges, cells, `open_` (a column → the cell last begun there), inner tables."""

    edges: list[float]
    cells: list[Cell] = field(default_factory=list)
    open_: dict[int, int] = field(default_factory=dict)
    nested: list[etree._Element] = field(default_factory=list)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag in {"p", "tbl"}:
            yield child
        elif child.tag in WRAPPERS:
            gallery = child.find("sdtPr/docPartObj/docPartGallery")
            if gallery is None or gallery.get("val") != "Table of Contents":
                yield from _blocks(child)
        elif child.tag == "AlternateContent" and len(child):
            yield from _blocks(child[0])


def _rows(table: etree._Element) -> list[etree._Element]:
    return [row for row in _within(table, "tr") if row.find("trPr/del") is None]


def _within(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from _within(child, tag)


def _cells(row: etree._Element) -> Iterator[_Source]:
    col = _count(row.find("trPr/gridBefore"))
    for cell in _within(row, "tc"):
        if cell.find("tcPr/cellDel") is not None:
            continue
        span = max(_count(cell.find("tcPr/gridSpan")), 1)
        merge = cell.find("tcPr/vMerge")
        yield _Source(cell, col, span, "" if merge is None else merge.get("val", "continue"))
        col += span


def _count(element: etree._Element | None) -> int:
    text = "" if element is None else element.get("val", "")
    return int(text) if re.fullmatch(r"\d{1,3}", text) else 0


def _edges(table: etree._Element, n_cols: int, frame: _Frame) -> list[float]:
    widths = [_twips(col, "w", 0.0) for col in table.findall("tblGrid/gridCol")][:n_cols]
    if len(widths) < n_cols or min(widths) <= 0:
        widths = [frame.width / n_cols] * n_cols
    edges = [frame.left]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def _goes_on(before: str, text: str) -> bool:
    """Whether a line break by hand stands inside a sentence, as it does in text copied from a web page."""
    if len(before) < 25 or before[-1] in ENDS or (before[-1].isdigit() and text[:1].isdigit()):
        return False
    return not MARKER.match(text) and not KEY_VALUE.match(text)


def _twips(element: etree._Element | None, name: str, default: float) -> float:
    text = "" if element is None else element.get(name, "")
    return int(text) / 20 if re.fullmatch(r"-?\d{1,6}", text) else default


def _width(char: str, size: float) -> float:
    return size if ord(char) > 0x2000 else size / 2
