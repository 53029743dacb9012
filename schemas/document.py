"""A report as read (版面): lines with a box for every character, joined into paragraphs and tables.

Coordinates are PDF points with the origin at the top left of the page as it is shown (rotation applied).
Pages count from 1. Everything here is immutable; text is kept as printed, never normalised.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from schemas.record import altered, cached_property, record

if TYPE_CHECKING:
    from collections.abc import Sequence


class Origin(StrEnum):
    """Where a character came from."""

    TEXT = "text"
    OCR = "ocr"


class Box(NamedTuple):
    """A rectangle on a page, in PDF points from the top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


OTHER = "other_character"


class Doubt(NamedTuple):
    """A stretch of a line that a second reader read otherwise, or that the first could not read surely.

    `start` and `end` are character offsets into the line's text. `reading` is what the other reader made of the
    same stretch ("" when there is none), `engine` who read it, `reason` a flag name: `readers_disagree`,
    `low_confidence`; or OTHER: `reading` is what an unsure character may be, until the document's context has told.
    """

    start: int
    end: int
    reading: str
    engine: str
    reason: str


@record
class Line:
    """One printed line (行): `text`, and for each of its characters a left and a right edge.

    `len(lefts) == len(rights) == len(text)`. `scores` holds a confidence for each character when the line came
    from OCR, else it is empty. A space that the page only suggests by a gap is not in `text`. On a crooked scan
    `top` and `bottom` are those of the line's left end, and `slope` is the fall (points down per point right).
    """

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    lefts: Sequence[float]
    rights: Sequence[float]
    origin: Origin = Origin.TEXT
    scores: Sequence[float] = ()
    doubts: tuple[Doubt, ...] = ()
    size: float = 0.0
    bold: bool = False
    slope: float = 0.0

    def box(self, start: int = 0, end: int | None = None) -> Box:
        """The box of the characters from `start` to `end` (the whole line by default)."""
        end = len(self.text) if end is None else end
        if start >= end or not self.text:
            return Box(self.page, self.x0, self.top, self.x1, self.bottom)
        left, right = min(self.lefts[start:end]), max(self.rights[start:end])
        if not self.slope:
            return Box(self.page, left, self.top, right, self.bottom)
        fall = self.slope * ((left + right) / 2 - self.x0)
        return Box(self.page, left, self.top + fall, right, self.bottom + fall)

    def confidence(self, start: int = 0, end: int | None = None) -> float:
        """The least confidence among the characters from `start` to `end`; 1.0 for a text layer."""
        part = self.scores[start:end] if self.scores else ()
        return min(part, default=1.0)

    def slice(self, start: int, end: int) -> Line:
        """The characters from `start` to `end` as a line of their own."""
        box = self.box(start, end)
        return altered(
            self,
            text=self.text[start:end],
            x0=box.x0,
            top=self.top + self.slope * (box.x0 - self.x0),
            x1=box.x1,
            bottom=self.bottom + self.slope * (box.x0 - self.x0),
            lefts=self.lefts[start:end],
            rights=self.rights[start:end],
            scores=self.scores[start:end] if self.scores else (),
            doubts=tuple(
                d._replace(start=max(d.start, start) - start, end=min(d.end, end) - start)
                for d in self.doubts
                if d.start < end and d.end > start
            ),
        )


class Span(NamedTuple):
    """A stretch of one line."""

    line: Line
    start: int
    end: int


@record
class Paragraph:
    """Lines that make one paragraph (段), possibly over a page break. `text` is their concatenation.

    `centred` and `indent` (points from the text's left margin to the first line) are layout evidence.
    """

    lines: tuple[Line, ...]
    centred: bool = False
    indent: float = 0.0

    @cached_property
    def text(self) -> str:
        """The lines' characters in order, with nothing put between them."""
        return "".join(line.text for line in self.lines)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset in `text` at which each line starts."""
        at, starts = 0, []
        for line in self.lines:
            starts.append(at)
            at += len(line.text)
        return tuple(starts)

    @property
    def page(self) -> int:
        """The page on which the paragraph starts."""
        return self.lines[0].page

    @property
    def bold(self) -> bool:
        """Whether every line is set in bold."""
        return all(line.bold for line in self.lines)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The stretches of lines that the characters from `start` to `end` cover."""
        starts, n = self.starts, max(bisect_right(self.starts, start) - 1, 0)
        spans = []
        while n < len(starts) and starts[n] < end:
            line, at = self.lines[n], starts[n]
            a, b = max(start - at, 0), min(end - at, len(line.text))
            if a < b:
                spans.append(Span(line, a, b))
            n += 1
        return tuple(spans)

    def slice(self, start: int, end: int | None = None) -> Paragraph:
        """The characters from `start` to `end` as a paragraph of its own; empty stretches raise ValueError."""
        end = len(self.text) if end is None else end
        lines = tuple(
            s.line if (s.start, s.end) == (0, len(s.line.text)) else s.line.slice(s.start, s.end)
            for s in self.spans(start, end)
        )
        if not lines:
            message = f"nothing between {start} and {end} of {self.text!r}"
            raise ValueError(message)
        return altered(self, lines=lines, indent=self.indent if start == 0 else 0.0)


@record
class Cell:
    """A table's cell (单元格). `row` and `col` count from 0 and name its top left place; `lines` may be empty.

    It is `unread` when it has no lines, but ink on the page that may be some: a seal over it, most often.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    lines: tuple[Line, ...] = ()
    unread: bool = False

    @cached_property
    def text(self) -> str:
        """The cell's lines joined with nothing between them."""
        return "".join([line.text for line in self.lines])


@record
class Table:
    """A table (表) on one page. A table that goes on on the next page is one `Table` whose cells name their pages.

    `ruled` is False for tables found by alignment alone. Cells cover the grid without overlap; places that no
    cell covers do not exist.
    """

    n_rows: int
    n_cols: int
    box: Box
    cells: tuple[Cell, ...]
    ruled: bool = True

    @property
    def page(self) -> int:
        """The page on which the table starts."""
        return self.box.page


Block: TypeAlias = Paragraph | Table


@record
class Page:
    """How one page was read (页). Size in points; `furniture` holds the headers, footers and page numbers taken off.

    `origin` is None when the page could not be read; `reason` says in English why the way was taken, as a short
    sentence that begins with a fixed word (`text layer`, `no text layer`, `garbled text`, `unreadable`, …).
    `rotation` in degrees clockwise is what had to be undone; `skew` likewise, a small angle.
    """

    number: int
    width: float
    height: float
    origin: Origin | None
    reason: str
    rotation: int = 0
    skew: float = 0.0
    furniture: tuple[Line, ...] = ()


@record
class Document:
    """A report as read: what became of each page, and the blocks of all pages in reading order."""

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


@record
class Section:
    """A numbered section (章节). Section 0 is the whole report: it has no marker and holds what stands before 一、.

    `number` counts sections in reading order and is the index in `Outline.sections`; `parent` is its parent's
    number (None for section 0). `marker` as printed, `ordinal` its number, `path` as in the contract
    (`三/（二）/2/(10)`; "" for section 0). `heading` is the marker with the title, `body` the blocks after it up to
    the next section, the rest of a run-in heading's paragraph included. `notes` say what is odd about the number.
    """

    number: int
    parent: int | None
    level: int
    marker: str
    ordinal: int
    title: str
    path: str
    page: int
    heading: Paragraph | None
    body: tuple[Block, ...]
    notes: tuple[str, ...] = ()


@record
class Outline:
    """A report's sections in reading order; section 0 comes first and always exists."""

    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
