"""Whole outlines in the ways that reports number them (`outlines.txt`): every heading in its place, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.segment import segment
from schemas.document import Block, Document, Origin, Outline
from tests.drawing import paragraph, table


@dataclass(frozen=True, slots=True)
class Case:
    """A drawn report: its document, and the (path, paragraph) pairs of its headings."""

    name: str
    document: Document
    headings: tuple[tuple[str, str], ...]


def _case(text: str) -> Case:
    name, *lines = text.strip("\n").split("\n")
    origin = Origin.OCR if "[ocr]" in name else Origin.TEXT
    blocks: list[Block] = []
    headings, at = [], 0
    for line in filter(None, lines):
        path, _, words = line.partition("\t")
        if words.startswith("|"):
            blocks.append(table([words.strip("|").split("|")], top=at))
            at += 1
            continue
        made = paragraph(words.lstrip("^*").replace("\\n", "\n"), at, origin=origin)
        if words.startswith("*"):
            made = replace(made, lines=tuple(replace(one, bold=True) for one in made.lines))
        made = replace(made, centred=words.startswith("^"))
        at += len(made.lines)
        blocks.append(made)
        if path:
            headings.append((path, made.text))
    return Case(name, Document((), tuple(blocks)), tuple(headings))


def _cases() -> list[Case]:
    text = Path(__file__).with_name("outlines.txt").read_text("utf-8")
    return [_case(part) for part in text.split("\n== ")[1:]]


CASES = _cases()


def found(outline: Outline) -> list[tuple[str, str]]:
    return [(s.path, s.heading.text.strip()) for s in outline.sections if s.heading is not None]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_outlines(case: Case) -> None:
    made = found(segment(case.document))
    assert [path for path, _ in made] == [path for path, _ in case.headings]
    for (path, heading), (_, text) in zip(made, case.headings, strict=True):
        assert text.startswith(heading) or heading.startswith(text), path


def test_there_are_enough_cases() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 50
