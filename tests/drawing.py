"""Documents drawn from plain text, for tests that need no PDF: fixed boxes, 12 points a character, 28 to a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.figures import Context, paragraph_figures
from schemas.document import Box, Cell, Document, Line, Origin, Outline, Page, Paragraph, Section, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemas.catalogue import Catalogue
    from schemas.figure import Figure

SIZE = 12.0
WIDTH = 28
MARGIN = 90.0
PITCH = 20.0
PER_PAGE = 36


def line(text: str, number: int = 0, page: int = 1, indent: int = 0, origin: Origin = Origin.TEXT) -> Line:
    """One line at the given place of the page (counted from 0), every character SIZE wide."""
    x0 = MARGIN + indent * SIZE
    top = 72.0 + number * PITCH
    lefts = [x0 + SIZE * i for i in range(len(text))]
    rights = [left + SIZE for left in lefts]
    scores = [0.99] * len(text) if origin is Origin.OCR else ()
    x1 = rights[-1] if rights else x0
    return Line(text, page, x0, top, x1, top + SIZE, lefts, rights, origin=origin, scores=scores, size=SIZE)


def paragraph(text: str, first: int = 0, width: int = WIDTH, origin: Origin = Origin.TEXT) -> Paragraph:
    """A paragraph broken after every `width` characters and at every line feed; `first` is its first line's place."""
    pieces = [part[i : i + width] for part in text.split("\n") for i in range(0, max(len(part), 1), width)]
    lines = tuple(
        line(piece, (first + i) % PER_PAGE, 1 + (first + i) // PER_PAGE, origin=origin)
        for i, piece in enumerate(pieces)
        if piece
    )
    return Paragraph(lines)


def paragraphs(text: str, width: int = WIDTH, origin: Origin = Origin.TEXT) -> tuple[Paragraph, ...]:
    """The paragraphs of a text in which blank lines separate them, set one below the other."""
    made: list[Paragraph] = []
    at = 0
    for part in re.split(r"\n\s*\n", text.strip()):
        made.append(paragraph(part, at, width, origin))
        at += len(made[-1].lines)
    return tuple(made)


def document(text: str, width: int = WIDTH, origin: Origin = Origin.TEXT) -> Document:
    """A document of paragraphs only; as many pages as its lines need."""
    blocks = paragraphs(text, width, origin)
    last = max((part.lines[-1].page for part in blocks), default=1)
    pages = tuple(Page(number, 595.0, 842.0, origin, "drawn") for number in range(1, last + 1))
    return Document(pages, blocks)


def table(
    rows: Sequence[Sequence[str | None]], spans: Mapping[tuple[int, int], tuple[int, int]] | None = None, top: int = 12
) -> Table:
    """A ruled table that begins at the page's line `top`; None is a place that a cell above or at the left covers."""
    width = max(len(row) for row in rows)
    above = 72.0 + top * PITCH - 4
    cells = []
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text is None:
                continue
            down, across = (spans or {}).get((i, j), (1, 1))
            box = Box(1, 50 + j * 60, above + i * PITCH, 50 + (j + across) * 60, above + (i + down) * PITCH)
            cells.append(Cell(i, j, down, across, box, (line(text, top + i),) if text else ()))
    return Table(len(rows), width, Box(1, 50, above, 50 + width * 60, above + PITCH * len(rows)), tuple(cells))


def section(text: str, title: str = "", path: str = "", number: int = 0, width: int = WIDTH) -> Section:
    """A section that holds the text's paragraphs; with a `title` the first paragraph is its heading."""
    parts = paragraphs(text, width)
    heading = parts[0] if title else None
    return Section(
        number=number,
        parent=None if number == 0 else 0,
        level=0 if number == 0 else 1,
        marker="",
        ordinal=0,
        title=title,
        path=path,
        page=1,
        heading=heading,
        body=parts[1:] if title else parts,
    )


def outline(*sections: Section) -> Outline:
    """An outline of the sections given."""
    return Outline(sections)


def prose_figures(section: Section, catalogue: Catalogue, context: Context) -> list[Figure]:
    """The figures of a section's heading and paragraphs, in reading order."""
    figures: list[Figure] = []
    if section.heading is not None:
        figures += paragraph_figures(section.heading, section, catalogue, context)
    for block in section.body:
        if isinstance(block, Paragraph):
            figures += paragraph_figures(block, section, catalogue, context)
    return figures
