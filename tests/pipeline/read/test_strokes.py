"""Rules on page images: what is one, and what only looks like one."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.read.scan.strokes import image_strokes

DENSITY = 2.0


def ink(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    made = np.zeros((1700, 1200), np.uint8)
    for left, top, right, bottom in boxes:
        made[top:bottom, left:right] = 255
    return made


def test_a_cell_of_several_rows_is_open_at_the_pages_end() -> None:
    page = ink((100, 240, 1000, 243), (100, 200, 220, 203), (100, 120, 103, 243), (217, 120, 220, 243))
    assert [round(s.at) for s in image_strokes(page, DENSITY)[1]] == [102, 218]
    small = ink((100, 240, 1000, 243), (100, 210, 220, 213), (100, 200, 103, 243))  # no taller than a character
    assert not image_strokes(small, DENSITY)[1]


def test_an_open_row_has_the_columns_that_end_where_the_tables_sides_end() -> None:
    sides = [(100, 150, 103, 243), (1000, 150, 1003, 243)]
    page = ink((100, 200, 1003, 203), (100, 240, 1003, 243), *sides, (500, 150, 503, 203), (700, 170, 703, 203))
    assert [round(s.at) for s in image_strokes(page, DENSITY)[1]] == [102, 1002, 502]  # 702 is part of a character


def test_the_edge_of_a_photographed_sheet_is_no_rule() -> None:
    assert [round(s.at) for s in image_strokes(ink((0, 10, 1200, 13), (100, 400, 900, 403)), DENSITY)[0]] == [402]


def test_a_seals_ring_is_no_rule_and_one_a_little_aslant_is() -> None:
    page = ink()
    cv2.circle(page, (600, 600), 120, 255, 6)
    cv2.line(page, (400, 900), (500, 901), 255, 3)
    assert [round(s.at) for s in image_strokes(page, DENSITY)[0]] == [901]


def test_a_rule_that_a_seal_has_broken_is_whole_and_one_that_a_merged_cell_parts_is_not() -> None:
    rows = [(100, y, 1000, y + 3) for y in (200, 260)]
    columns = [(x, 200, x + 3, 323) for x in (100, 400, 440, 1000)]
    broken = [(100, 320, 570, 323), (610, 320, 1003, 323)]
    assert [(s.start, s.end) for s in image_strokes(ink(*rows, *columns, *broken), DENSITY)[0]][2:] == [(102, 1005)]
    merged = [(100, 320, 403, 323), (440, 320, 1003, 323), (100, 380, 1003, 383)]
    longer = [(x, 200, x + 3, 383) for x in (100, 400, 440, 1000)]
    found = [(s.start, s.end) for s in image_strokes(ink(*rows, *longer, *merged), DENSITY)[0]]
    assert (102, 405) in found
    assert (442, 1005) in found
    ends = [(100, 320, 480, 323), (500, 320, 1003, 323)]  # under two heads of a table without columns' rules
    assert len(image_strokes(ink(*rows, *ends), DENSITY)[0]) == 4
