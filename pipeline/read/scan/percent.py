"""Percent signs that stand alone (百分号): in the column of units a reader of all Chinese takes a small one for 名."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.scan.numerals import Numerals, framed, number_in
from pipeline.read.scan.ocr import OcrChar

if TYPE_CHECKING:
    from pipeline.read.scan.boxes import Pieces
    from pipeline.read.scan.image import Image
    from pipeline.read.scan.ocr import OcrLine

CERTAIN = 0.98  # the first reader is not asked twice where it is surer
BELIEVED = 0.95  # and the second only where it is that sure
LONGEST = 2  # characters that a percent sign may be taken for
LIKE_PERCENT = "名各岩客忠男防为％"  # as what the first reader reads it, or as letters; the second takes 场 for one
PAPER = 3  # pixels around the ink


def percents(grey: Image, lines: tuple[OcrLine, ...], pieces: Pieces, numerals: Numerals) -> tuple[OcrLine, ...]:
    """The lines with lone percent signs as such."""
    asked = [k for k, line in enumerate(lines) if len(line.chars) <= LONGEST and _is_unsure(line)]
    if not asked:
        return lines
    boxes = [_ink_of(lines[k], pieces) for k in asked]
    pictures = [framed(grey, left - PAPER, right + PAPER, top, bottom) for left, top, right, bottom in boxes]
    made = list(lines)
    for k, box, steps in zip(asked, boxes, numerals.probabilities(pictures), strict=True):
        reading = number_in(steps, 0, len(steps), "%")
        if reading.text == "%" and reading.sureness > BELIEVED:
            made[k] = lines[k]._replace(chars=(OcrChar("%", box[0], box[2], reading.sureness),), sure=True)
    return tuple(made)


def _is_unsure(line: OcrLine) -> bool:
    likely = all(c.char.isascii() or c.char in LIKE_PERCENT for c in line.chars)
    return likely and min(c.score for c in line.chars) < CERTAIN and line.text != "%"


def _ink_of(line: OcrLine, pieces: Pieces) -> tuple[float, float, float, float]:
    """The sides of a line's ink; of its box where there is none."""
    first, last = line.chars[0].left, line.chars[-1].right
    x, y = (pieces.left + pieces.right) / 2, (pieces.top + pieces.bottom) / 2
    inside = pieces.take((x > first) & (x < last) & (y > line.top) & (y < line.bottom))
    if not len(inside.left):
        return first, line.top, last, line.bottom
    return (
        float(inside.left.min()), float(inside.top.min()), float(inside.right.max()), float(inside.bottom.max())
    )  # fmt: skip
