"""Heads of reports as covers, letterheads and signatures print them (`heads.txt`)."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractors.report import extract
from pipeline.segment import segment
from schemas.catalogue import load_catalogue
from schemas.document import Document, Origin, Paragraph, Table
from tests.drawing import paragraph, table

if TYPE_CHECKING:
    from schemas.report import Head

CATALOGUE = load_catalogue()
CASES = dict(
    part.split("\n", 1)
    for name in (
        "heads.txt",
        "heads_provinces.txt",
        "heads_covers.txt",
        "heads_styles.txt",
        "heads_firstpages.txt",
        "heads_clerks.txt",
    )
    for part in Path(__file__).with_name(name).read_text("utf-8").split("\n== ")[1:]
)


def _paragraph(words: str, at: int, origin: Origin) -> Paragraph:
    made = paragraph(words.lstrip("#^").replace("\\n", "\n"), at, origin=origin)
    if words.startswith("#"):
        made = replace(made, lines=tuple(replace(line, size=22.0, bold=True) for line in made.lines))
    return replace(made, centred=words[0] in "#^")


def _head(text: str, origin: Origin) -> Head:
    blocks: list[Paragraph | Table] = []
    at = 0
    for is_table, group in groupby(filter(None, text.split("\n")), key=lambda words: words.startswith("|")):
        if is_table:
            rows = [words.strip("|").split("|") for words in group]
            blocks.append(table(rows, top=at))
            at += len(rows)
            continue
        for words in group:
            blocks.append(made := _paragraph(words, at, origin))
            at += len(made.lines)
    return extract(segment(Document((), tuple(blocks))), CATALOGUE, "drawn").head


@pytest.mark.parametrize("name", CASES)
def test_heads(name: str) -> None:
    expected, _, text = CASES[name].partition("--\n")
    head = _head(text, Origin.OCR if "[ocr]" in name else Origin.TEXT)
    wanted = dict(line.split("=", 1) for line in expected.split())
    assert {key: str(getattr(head, key)) for key in wanted} == wanted


def test_there_are_thirty_heads_at_least() -> None:
    assert len(CASES) >= 30
