"""Numbers set wide apart are drawn together before they are read; others are left as they are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from pipeline.read.scan.ocr import OcrChar
from pipeline.read.scan.wide import closed_up, numbers_in, side_by_side
from pipeline.read.text.glyphs import Glyphs, lines_of
from schemas.document import Origin

HIGH = 20  # pixels of a digit


def picture(text: str, pitch: float, *, ruled: bool = False) -> np.ndarray:
    """Blocks for digits and dots for points, `pitch` digits' heights apart, a rule under them if need be."""
    made = np.full((60, round((len(text) + 1) * pitch * HIGH)), 255, np.uint8)
    for k, char in enumerate(text):
        x = round((k + 1) * pitch * HIGH)
        if char == ".":
            made[36:40, x - 8 : x - 4] = 0
        elif char == "·":
            made[28:32, x - 2 : x + 2] = 0
        else:
            made[20:40, x - 5 : x + 5] = 0
    if ruled:
        made[55:57] = 0
    return made


def characters(text: str, pitch: float) -> list[OcrChar]:
    """Where a reader sees them."""
    step = pitch * HIGH
    return [OcrChar(c, (k + 0.7) * step, (k + 1.3) * step, 0.9) for k, c in enumerate(text)]


@pytest.mark.parametrize("text", ["10", "3817", "128.17", "9.6", "5·12"])
@pytest.mark.parametrize("ruled", [False, True])
def test_full_width_digits_are_drawn_together_and_none_is_lost(text: str, *, ruled: bool) -> None:
    page = picture(text, 1.4, ruled=ruled)
    closed = closed_up(page, tuple(numbers_in(characters(text, 1.4))))
    assert closed is not None
    columns = closed.columns
    assert closed.picture.shape[1] == len(columns) < 0.9 * page.shape[1]
    inked = (page[:50] < 128).any(axis=0)
    assert set(np.flatnonzero(inked)) <= set(columns.tolist())
    pieces = np.diff(inked[columns].astype(int)) == 1
    assert pieces.sum() == len(text)  # not one touches the next


def test_a_point_in_the_middle_of_its_width_and_height_is_put_on_the_line() -> None:
    closed = closed_up(picture("5·12", 1.4), tuple(numbers_in(characters("5·12", 1.4))))
    assert closed is not None
    at = closed.columns.tolist().index(2 * 28)
    assert np.flatnonzero(closed.picture[:, at] == 0).tolist() == [36, 37, 38, 39]
    assert np.flatnonzero(closed.picture[:, closed.columns.tolist().index(28)] == 0).tolist() == list(range(20, 40))


def test_digits_that_lie_in_pieces_are_drawn_together_too() -> None:
    page = picture("3817", 1.4)
    page[:, 27:30] = page[:, 55:57] = 255
    closed = closed_up(page, tuple(numbers_in(characters("3817", 1.4))))
    assert closed is not None
    assert {26, 27, 28, 29, 30} <= set(closed.columns.tolist())


@pytest.mark.parametrize("text", ["10", "3817", "128.17", "1111"])
def test_digits_as_close_as_usual_are_left_alone(text: str) -> None:
    assert closed_up(picture(text, 0.75), tuple(numbers_in(characters(text, 0.75)))) is None


def test_numbers_of_two_columns_are_left_apart() -> None:
    assert closed_up(picture("12", 3.0), tuple(numbers_in(characters("12", 3.0)))) is None


@pytest.mark.parametrize("text", ["2.机构", "3．收支", "得8.,"])
def test_the_point_behind_a_heading_s_number_is_not_drawn_to_it(text: str) -> None:
    assert list(numbers_in(characters(text, 1.4))) == []


def test_numbers_are_found_whatever_spaces_are_read_in_them() -> None:
    chars = characters("支1 8 万元5", 1.0)
    (span,) = numbers_in(chars)
    assert (span.first, span.last, span.length) == (40.0, 80.0, 2)


def test_digits_set_wide_are_as_wide_as_they_stand() -> None:
    made = side_by_side(characters("支18", 1.4))
    assert made[0].right < made[1].left
    assert made[1].right == made[2].left


@pytest.mark.parametrize(("origin", "read"), [(Origin.OCR, "1111.59"), (Origin.TEXT, "111.59")])
def test_only_a_text_layer_draws_a_character_twice(origin: Origin, read: str) -> None:
    # A recogniser's places are rough: the first 1 is a hair before the second.
    boxes = np.array([(a, 10.0, b, 22.0) for a, b in pairwise([10, 11, 18, 24, 28, 30, 34, 36])])
    scores = [1.0] * 7 if origin is Origin.OCR else ()
    none = [None] * 7 if origin is Origin.OCR else ()
    glyphs = Glyphs("1111.59", boxes, np.full(7, 12.0), np.zeros(7, bool), np.zeros(7, bool), scores, none, origin)
    assert [line.text for line in lines_of(glyphs, 1)] == [read]
