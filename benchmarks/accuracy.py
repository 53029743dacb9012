"""How well drawn pages were read: characters, numbers, tables, and which wrong numbers carry a doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from schemas.document import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.pages import Drawn
    from schemas.document import Document, Line

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(slots=True)
class Tally:
    """Counts over pages. `silent` are wrong numbers that carry no doubt, `needless` right ones that carry one."""

    chars: int = 0
    errors: int = 0
    numbers: int = 0
    right: int = 0
    silent: int = 0
    needless: int = 0
    tables: int = 0
    whole: int = 0


def text_tally(pages: Sequence[Drawn], texts: Sequence[str]) -> Tally:
    """What plain text, page by page, is worth."""
    tally = Tally()
    for page, text in zip(pages, texts, strict=True):
        truth, read = _bare(page.text), _bare(text)
        tally.chars += len(truth)
        tally.errors += Levenshtein.distance(truth, read)
        expected = numbers_of(page)
        tally.numbers += len(expected)
        found = NUMBER.findall(text)
        tally.right += sum(m.size for m in _matches(expected, found))
    return tally


def document_tally(pages: Sequence[Drawn], document: Document) -> tuple[Tally, list[str]]:
    """What a document is worth, and its silent errors in words."""
    lines: dict[int, list[Line]] = {}
    for line in _lines(document):
        lines.setdefault(line.page, []).append(line)
    texts = ["".join(line.text + "\n" for line in lines.get(n, ())) for n in range(1, len(pages) + 1)]
    tally, words = text_tally(pages, texts), []
    for number, page in enumerate(pages, 1):
        found = [
            (m.group(), any(d.start < m.end() and d.end > m.start() for d in line.doubts))
            for line in lines.get(number, ())
            for m in NUMBER.finditer(line.text)
        ]
        expected = numbers_of(page)
        a = b = 0
        for match in [*_matches(expected, [text for text, _ in found])]:
            wrong = [text for text, doubted in found[b : match.b] if not doubted]
            tally.silent += len(wrong)
            words += [f"page {number}: {expected[a : match.a]} read as {wrong}"] if wrong else []
            tally.needless += sum(doubted for _, doubted in found[match.b : match.b + match.size])
            a, b = match.a + match.size, match.b + match.size
    _tables(pages, document, tally)
    return tally, words


def numbers_of(page: Drawn) -> list[str]:
    """The numbers that a page prints, in order."""
    return [number for word in _logical(page) for number in NUMBER.findall(word)]


def _logical(page: Drawn) -> Iterator[str]:
    for word in page.words:
        yield word.text


def _matches(expected: list[str], found: list[str]) -> list[SequenceMatcher.Match]:  # type: ignore[name-defined]
    return SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).translate(str.maketrans("，：；（）％", ",:;()%"))


def _lines(document: Document) -> Iterator[Line]:
    for block in document.blocks:
        if isinstance(block, Table):
            for cell in sorted(block.cells, key=lambda c: (c.row, c.col)):
                yield from cell.lines
        else:
            yield from block.lines


def _tables(pages: Sequence[Drawn], document: Document, tally: Tally) -> None:
    tables: dict[int, list[Table]] = {}
    for block in document.blocks:
        if isinstance(block, Table):
            tables.setdefault(block.page, []).append(block)
    for number, page in enumerate(pages, 1):
        tally.tables += 1
        for table in tables.get(number, ()):
            rows = [[""] * table.n_cols for _ in range(table.n_rows)]
            for cell in table.cells:
                rows[cell.row][cell.col] = cell.text
            if tuple(tuple(row) for row in rows) == page.cells:
                tally.whole += 1
