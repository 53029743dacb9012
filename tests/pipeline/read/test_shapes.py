"""Signs told by their shape, in a row between two rules."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.read.layout.grid import Stroke
from pipeline.read.scan.boxes import ink_ends, pieces_of
from pipeline.read.scan.ocr import OcrChar, OcrLine
from pipeline.read.scan.shapes import told_by_shape

RULES = [Stroke(20.0, 0.0, 1000.0), Stroke(80.0, 0.0, 1000.0)]
NAME = OcrLine(tuple(OcrChar(c, 20.0 + 24 * k, 44.0 + 24 * k, 0.99) for k, c in enumerate("其他资金")), 35.0, 65.0)
Bars = list[tuple[int, int, int, int]]


def page(*bars: tuple[int, int, int, int]) -> np.ndarray:
    made = np.full((100, 1000), 255, np.uint8)
    for left, top, right, bottom in bars:
        made[top:bottom, left:right] = 0
    return made


def told(grey: np.ndarray, char: str = "", rules: list[Stroke] = RULES) -> list[str]:
    lines = (NAME, OcrLine((OcrChar(char, 295.0, 325.0, 0.6),), 30.0, 70.0)) if char else (NAME,)
    return [line.text for line in told_by_shape(grey, lines, pieces_of(grey), rules, [])[1:]]


def test_a_dash_that_was_overlooked_in_a_cell() -> None:
    assert told(page((300, 50, 322, 52))) == ["—"]
    assert told(page((300, 50, 322, 52)), rules=[]) == []  # not in a table
    assert told(page((300, 77, 322, 80))) == []  # a rest of the rule
    assert told(page((300, 50, 322, 52), (306, 54, 316, 66))) == []  # a part of a character
    assert told(page((40, 49, 62, 52))) == []  # within a word that was read


@pytest.mark.parametrize("read", ["一", "-", "—", "–"])
def test_a_dash_by_whatever_name(read: str) -> None:
    assert told(page((300, 50, 322, 52)), read) == ["—"]


def test_the_numeral_one_has_a_serif() -> None:
    assert told(page((300, 50, 322, 52), (314, 47, 322, 50)), "一") == ["一"]


@pytest.mark.parametrize("read", ["", "二", "＝"])
def test_two_bars_of_one_length_are_an_equals_sign(read: str) -> None:
    assert told(page((300, 46, 318, 48), (300, 54, 318, 56)), read)[0] == "="


def test_two_bars_of_two_lengths_are_the_numeral_two() -> None:
    assert told(page((304, 42, 316, 45), (300, 56, 322, 59)), "二") == ["二"]


@pytest.mark.parametrize(("read", "bar", "printed"), [(">", 1, "≥"), (">", 0, ">"), ("<", 1, "≤"), ("<", 0, "<")])
def test_a_comparison_with_a_bar_below(read: str, bar: int, printed: str) -> None:
    grey = page(*[(302, 60, 318, 62)] * bar)
    tip, back = (318, 302) if read == ">" else (302, 318)
    cv2.polylines(grey, [np.array([[back, 40], [tip, 48], [back, 56]])], isClosed=False, color=0, thickness=2)
    assert told(grey, read) == [printed]


@pytest.mark.parametrize(("read", "slant"), [("N", 0), ("V", 0), (">", 8), ("》", 8)])
def test_a_comparison_taken_for_a_letter_or_with_a_bar_aslant(read: str, slant: int) -> None:
    grey = page()
    cv2.polylines(grey, [np.array([[302, 36], [320, 44], [302, 52]])], isClosed=False, color=0, thickness=2)
    cv2.line(grey, (302, 58), (320, 58 - slant), 0, 2)
    assert told(grey, read) == ["≥"]


@pytest.mark.parametrize("read", ["1", "l", "丨"])
def test_a_stroke_aslant_is_no_one(read: str) -> None:
    grey = page()
    cv2.line(grey, (318, 36), (304, 64), 0, 2)
    assert told(grey, read) == ["/"]
    grey[50:60, 322:326] = 0  # what a seal has left
    assert told(grey, read) == [read]
    upright, italic = page((306, 36, 309, 64), (303, 38, 306, 40)), page((303, 39, 310, 41))
    cv2.line(italic, (312, 36), (306, 64), 0, 2)
    assert [told(upright, read), told(italic, read)] == [[read], [read]]


@pytest.mark.parametrize("letter", ["N", "V", "M", "Z", "X", "S"])
def test_a_letter_that_stands_alone_stays_one(letter: str) -> None:
    grey = page()
    cv2.putText(grey, letter, (300, 62), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    assert told(grey, letter) == [letter]


def test_two_bars_with_sides_are_a_day() -> None:
    grey = page((302, 44, 318, 46), (302, 58, 318, 60), (302, 44, 304, 60), (316, 44, 318, 60), (302, 51, 318, 53))
    assert told(cv2.GaussianBlur(grey, (0, 0), 0.8), "日") == ["日"]
    bars = page((302, 47, 318, 50), (302, 54, 318, 57))
    assert told(cv2.GaussianBlur(bars, (0, 0), 1.2), "日")[0] == "="


@pytest.mark.parametrize("read", ["+", "：", "÷"])
def test_a_bar_between_two_dots_divides(read: str) -> None:
    grey = page((302, 49, 320, 51), (310, 42, 313, 45), (310, 55, 313, 58))
    line = OcrLine((OcrChar("数", 270, 294, 0.9), OcrChar(read, 297, 325, 0.6), OcrChar("数", 328, 352, 0.9)), 30, 70)
    assert told_by_shape(grey, (NAME, line), pieces_of(grey), RULES, [])[1].text == "数÷数"


def test_where_no_ink_is_nothing_divides() -> None:
    line = OcrLine((OcrChar("数", 270, 294, 0.9), OcrChar("+", 297, 325, 0.6), OcrChar("数", 328, 352, 0.9)), 30, 70)
    assert told_by_shape(page(), (NAME, line), pieces_of(page((5, 5, 9, 9))), RULES, [])[1].text == "数+数"


@pytest.mark.parametrize("sign", ["—", "=", "≥"])
def test_a_blurred_sign_that_was_overlooked_in_a_cell(sign: str) -> None:
    bars = {"—": ((300, 50, 322, 52),), "=": ((300, 47, 314, 49), (300, 53, 314, 55))}.get(sign, ())
    grey = page(*bars)
    if not bars:
        cv2.polylines(grey, [np.array([[302, 40], [318, 47], [302, 54]])], isClosed=False, color=0, thickness=2)
        cv2.line(grey, (302, 60), (318, 60), 0, 2)
    grey = cv2.GaussianBlur(grey, (0, 0), 1.5)
    assert told(grey) == [sign]
    assert told(grey, rules=[]) == []


def test_a_stroke_beside_words_in_a_cell_is_dirt() -> None:
    grey = page((300, 50, 322, 52))
    sides = [Stroke(10.0, 20.0, 80.0), Stroke(500.0, 20.0, 80.0)]
    between = [*sides, Stroke(200.0, 20.0, 80.0)]
    assert told_by_shape(grey, (NAME,), pieces_of(grey), RULES, sides)[1:] == ()
    assert [line.text for line in told_by_shape(grey, (NAME,), pieces_of(grey), RULES, between)[1:]] == ["—"]


@pytest.mark.parametrize("letter", ["1", "2", "4", "7", "5", "6"])
def test_a_blurred_digit_is_no_sign(letter: str) -> None:
    grey = page()
    cv2.putText(grey, letter, (300, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.75, 0, 2)
    assert told(cv2.GaussianBlur(grey, (0, 0), 1.2)) == []


def test_a_cross_adds_and_two_dots_announce() -> None:
    for read, grey in (
        ("+", page((302, 49, 320, 51), (310, 42, 312, 58))),
        ("：", page((310, 42, 313, 45), (310, 55, 313, 58))),
    ):
        line = OcrLine(
            (OcrChar("数", 270, 294, 0.9), OcrChar(read, 297, 325, 0.6), OcrChar("数", 328, 352, 0.9)), 30, 70
        )
        assert told_by_shape(grey, (NAME, line), pieces_of(grey), RULES, [])[1].text == f"数{read}数"


def test_a_line_ends_where_its_ink_ends() -> None:
    grey = page((100, 40, 120, 60), (130, 40, 150, 60))
    assert ink_ends(pieces_of(grey), 90, 30, 165, 70) == (pytest.approx(100, abs=2), pytest.approx(150, abs=2))
    assert ink_ends(pieces_of(grey), 200, 30, 265, 70) == (200, 265)
