"""What each amount, rate and score of handmade sentences is called (`labels.tsv`); stage, year and funds."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.figures import Context, prose_figures
from schemas.catalogue import load_catalogue
from schemas.document import Section
from schemas.figure import Figure, Kind
from tests.drawing import paragraph

CATALOGUE = load_catalogue()
CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("labels.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def figures_of(text: str, title: str = "") -> list[Figure]:
    section = Section(1, 0, 1, "（一）", 1, title.removeprefix("（一）"), "（一）", 1, None, (paragraph(text),))
    return prose_figures(section, CATALOGUE, Context(fiscal_year=2023))


@pytest.mark.parametrize(("title", "text", "expected"), CASES, ids=[case[1][:16] for case in CASES])
def test_label(title: str, text: str, expected: str) -> None:
    found = [f for f in figures_of(text, title) if f.kind in {Kind.AMOUNT, Kind.RATE, Kind.SCORE}]
    assert " | ".join(f"{f.printed} {f.label}" for f in found) == expected
