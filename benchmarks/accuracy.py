"""How well drawn pages were read (识读准确度): characters, numbers, tables, and which wrong numbers carry a doubt.

A number is its sign, digits and unit as printed: `-1,234.50万元` read as `1,234.50万元` or `-1,234.50元` is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from benchmarks.scoring import pairs
from schemas.document import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.pages import Drawn
    from schemas.document import Document, Line

Grid = list[list[str]]

NUMBER = re.compile(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:[%‰]|亿元|万元|元|人|件|分)?")
FOLDED = str.maketrans("，：；（）％．－０１２３４５６７８９", ",:;()%.-0123456789")  # one for one: places stay
SPREAD = re.compile(r"(?<=[一-鿿]) +| +(?=[一-鿿])")  # what Tesseract puts between Chinese characters


@dataclass(slots=True)
class Tally:
    """Counts over pages.

    Of `numbers` printed, `right` were read as printed, `lost` not at all; `flagged` were read wrongly and carry a
    doubt, `silent` wrongly and carry none. `needless` are right ones that carry a doubt. `whole` are the `tables` of
    which every cell is right, by how they are ruled.
    """

    chars: int = 0
    errors: int = 0
    numbers: int = 0
    right: int = 0
    flagged: int = 0
    silent: int = 0
    lost: int = 0
    needless: int = 0
    tables: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def tables_whole(self, *rulings: str) -> str:
        """Tables whole of all, or of those ruled in these ways, for a table's cell."""
        whole, tables = (
            sum(n for kind, n in c.items() if not rulings or kind in rulings) for c in (self.whole, self.tables)
        )
        return f"{whole}/{tables}" if tables else ""


def text_tally(pages: Sequence[Drawn], texts: Sequence[str]) -> Tally:
    """What plain text, page by page, is worth."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - of the group `bench`; nothing else here needs it

    tally = Tally()
    for page, text in zip(pages, texts, strict=True):
        truth, read = _bare(page.text), _bare(text)
        tally.chars += len(truth)
        tally.errors += Levenshtein.distance(truth, read)
        expected = numbers_of(page)
        tally.numbers += len(expected)
        tally.right += len(pairs(expected, NUMBER.findall(SPREAD.sub("", text.translate(FOLDED)))))
    return tally


def document_tally(pages: Sequence[Drawn], document: Document) -> tuple[Tally, list[str]]:
    """What a document is worth, and its wrongly read numbers in words."""
    lines: dict[int, list[Line]] = {}
    for line in _lines(document):
        lines.setdefault(line.page, []).append(line)
    texts = ["".join(line.text + "\n" for line in lines.get(n, ())) for n in range(1, len(pages) + 1)]
    tally, words = text_tally(pages, texts), []
    for number, page in enumerate(pages, 1):
        found = [reading for line in lines.get(number, ()) for reading in readings(line)]
        words += [f"page {number}: {text}" for text in count_numbers(numbers_of(page), found, tally)]
    found_tables: dict[int, list[Grid]] = {}
    for block in document.blocks:
        if isinstance(block, Table):
            found_tables.setdefault(block.page, []).append(_grid(block))
    return tally + tables_tally(pages, found_tables), words


def tables_tally(pages: Sequence[Drawn], found: dict[int, list[Grid]]) -> Tally:
    """Which of the pages' tables are among those found on page 1, 2 …, cell for cell."""
    tally = Tally()
    for number, page in enumerate(pages, 1):
        if page.cells:
            tally.tables[page.ruling] += 1
            grids = [[[_bare(text) for text in row] for row in grid] for grid in found.get(number, ())]
            tally.whole[page.ruling] += [[_bare(text) for text in row] for row in page.cells] in grids
    return tally


def _grid(table: Table) -> Grid:
    rows = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row][cell.col] = cell.text
    return rows


def numbers_of(page: Drawn) -> list[str]:
    """The numbers that a page prints, in order; one that a line's end cuts counts as its pieces."""
    return [number for word in page.words for number in NUMBER.findall(word.text)]


def readings(line: Line) -> Iterator[tuple[str, bool]]:
    """A line's numbers, each with whether it is doubted."""
    for match in NUMBER.finditer(line.text.translate(FOLDED)):
        yield match.group(), any(d.start < match.end() and d.end > match.start() for d in line.doubts)


def count_numbers(expected: list[str], found: list[tuple[str, bool]], tally: Tally) -> list[str]:
    """Count a page's numbers into `tally`; the wrong ones in words, with what was printed nearby.

    `found` are readings, each with whether it is doubted.
    """
    matched = pairs(expected, [text for text, _ in found])
    hit, taken = {a for a, _ in matched}, {b for _, b in matched}
    wrong = [(b, *reading) for b, reading in enumerate(found) if b not in taken]
    tally.needless += sum(found[b][1] for b in taken)
    tally.flagged += sum(doubted for _, _, doubted in wrong)
    tally.silent += sum(not doubted for _, _, doubted in wrong)
    tally.lost += max(len(expected) - len(matched) - len(wrong), 0)
    missed = [a for a in range(len(expected)) if a not in hit]
    words = []
    for b, text, doubted in wrong:
        printed = min(missed, key=lambda a: abs(a - b), default=None)
        truth = "nothing" if printed is None else expected[printed]
        words.append(f"{'flagged' if doubted else 'SILENT'} {text} for {truth}")
    return words


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).translate(FOLDED)


def _lines(document: Document) -> Iterator[Line]:
    for block in document.blocks:
        if isinstance(block, Table):
            for cell in sorted(block.cells, key=lambda c: (c.row, c.col)):
                yield from cell.lines
        else:
            yield from block.lines
