"""Ink that nobody read is known by its place: under a seal, or in no line and no rule."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.read.layout.columns import Sheet
from pipeline.read.layout.grid import Stroke
from pipeline.read.pdf import with_unread
from pipeline.read.scan.image import Lean, seals_of, without_seals
from pipeline.read.scan.ocr import OcrChar, OcrLine
from pipeline.read.scan.unread import left_by_seal, overlooked_ink, seals_laid_straight, under_seals
from schemas.document import Box, Cell, Line, Table

DENSITY = 2.0  # pixels per point
STRAIGHT = Lean(0.0, 0.0, 0.0, 0.0)


def sealed_page() -> np.ndarray:
    """A page with a red seal, 60 points wide, around (100, 100) points, and red words elsewhere."""
    page = np.full((600, 600, 3), 255, np.uint8)
    cv2.circle(page, (200, 200), 58, (200, 30, 30), 6)
    cv2.circle(page, (200, 200), 20, (200, 30, 30), -1)
    page[400:410, 100:300] = (200, 30, 30)
    return page


def test_a_seal_is_known_and_red_words_are_none() -> None:
    page = sealed_page()
    seals = seals_of(page, 40 * DENSITY)
    places = np.array(under_seals(seals_laid_straight(seals, 0, STRAIGHT), DENSITY))
    assert len(places)
    assert np.hypot(*(places - 200).T).max() < 64
    assert [200.0, 200.0] in places.tolist()
    assert without_seals(page, seals)[195:205, 195:205].min() > 240


@pytest.mark.parametrize(("text", "left", "gone"), [("—", 195.0, True), ("—", 400.0, False), ("5", 195.0, False)])
def test_a_stroke_where_a_seal_was_is_what_is_left_of_it(text: str, left: float, gone: bool) -> None:  # noqa: FBT001
    line = OcrLine((OcrChar(text, left, left + 10, 1.0),), 190.0, 210.0)
    seals = seals_laid_straight(seals_of(sealed_page(), 40 * DENSITY), 0, STRAIGHT)
    assert left_by_seal(line, seals) is gone


def test_ink_in_lines_and_rules_is_read() -> None:
    grey = np.full((600, 600), 255, np.uint8)
    for x in (100, 300, 500):
        grey[200:220, x : x + 4] = grey[200:204, x : x + 12] = grey[216:220, x : x + 12] = 0  # three digits
    grey[250:253, 50:550] = 0
    grey[300:302, 302:304] = 0  # a speck
    lines = (OcrLine((OcrChar("5", 98.0, 114.0, 1.0),), 196.0, 224.0),)
    found = np.array(overlooked_ink(grey, lines, [Stroke(251.0, 50.0, 550.0)], [], DENSITY))
    assert {round(x / 200) * 200 + 100 for x in (found[:, 0] - 100).tolist()} == {300, 500}
    assert (abs(found[:, 1] - 210) < 20).all()


def test_only_empty_cells_that_hold_ink_are_unread() -> None:
    boxes = [Box(1, 100.0 * k, 0.0, 100.0 * k + 100, 20.0) for k in range(3)]
    line = Line("5", 1, 10.0, 5.0, 16.0, 15.0, [10.0], [16.0])
    cells = tuple(Cell(0, k, 1, 1, box, (line,) if k == 0 else ()) for k, box in enumerate(boxes))
    sheet = Sheet(1, 600.0, 800.0, (), (Table(1, 3, Box(1, 0.0, 0.0, 300.0, 20.0), cells),))
    inked = [(15.0, 10.0), (150.0, 10.0), (201.0, 10.0)]
    assert [cell.unread for cell in with_unread(sheet, inked).tables[0].cells] == [False, True, False]
    assert with_unread(sheet, []) is sheet
