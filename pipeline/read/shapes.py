"""Signs told by their shape (形状): what readers of text overlook or confuse, —, =, ≥ and ≤ in the cells of tables.

They are a stroke or two, a detector of words passes over them, and a recogniser that sees one alone guesses: 一, 二, >.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline.read.ocr import OcrChar, OcrLine

if TYPE_CHECKING:
    from pipeline.read.boxes import Pieces
    from pipeline.read.grid import Stroke

Box = tuple[int, int, int, int]  # left, top, right, bottom

# All in type sizes.
THICK = 0.23  # a dash is thinner
SERIF = 0.17  # and 一 is thicker than this at its end
SHORT, LONG = 0.3, 1.4  # a dash is that long
APART = 0.45  # paper around a sign that stands alone
CELL = 8.0  # a cell's rules are no farther
ALIKE = 0.85  # the bars of = are as long as one another, those of 二 are not
LIKE_DASH, LIKE_EQUALS = "一-–－─", "二＝="  # as what the readers of text read them
BARRED = {">": "≥", "＞": "≥", "<": "≤", "＜": "≤"}


def told_by_shape(lines: tuple[OcrLine, ...], pieces: Pieces, across: list[Stroke]) -> tuple[OcrLine, ...]:
    """The lines with such signs as they are printed, and those that were overlooked in cells."""
    size = _type_size(lines)
    if not size:
        return lines
    boxes = np.array(pieces).T
    return tuple(_told(line, boxes, size) for line in lines) + tuple(_overlooked(lines, boxes, across, size))


def _type_size(lines: tuple[OcrLine, ...]) -> float:
    pitch = [b.left - a.left for line in lines for a, b in pairwise(line.chars) if min(a.char, b.char) >= "\u4e00"]
    return float(np.median(pitch)) if pitch else 0.0


def _told(line: OcrLine, boxes: np.ndarray, size: float) -> OcrLine:
    """A line with a lone sign, or comparisons among its characters, put right."""
    chars = line.chars
    lone = chars[0].char if len(chars) == 1 else ""
    if not lone or lone not in LIKE_DASH + LIKE_EQUALS:
        if not any(c.char in BARRED for c in chars):
            return line
        return line._replace(chars=tuple(_compared(c, line, boxes, size) for c in chars))
    sign = _sign(_within(boxes, chars[0], line), size, SERIF if lone == "一" else THICK)
    return line._replace(chars=(chars[0]._replace(char=sign),)) if sign else line


def _compared(char: OcrChar, line: OcrLine, boxes: np.ndarray, size: float) -> OcrChar:
    """≥ for > where a bar stands below it."""
    if char.char not in BARRED:
        return char
    inside = [b for b in _within(boxes, char, line) if b[2] - b[0] > SHORT * size]
    if len(inside) != 2:
        return char
    (a, _, b, _), (c, _, d, _) = inside
    barred = min(b, d) - max(a, c) > ALIKE * max(b - a, d - c)
    return char._replace(char=BARRED[char.char]) if barred else char


def _within(boxes: np.ndarray, char: OcrChar, line: OcrLine) -> list[Box]:
    """The pieces of ink of a character."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside = (x > char.left) & (x < char.right) & (y > line.top) & (y < line.bottom)
    return [tuple(box) for box in boxes[inside].tolist()]


def _sign(parts: list[Box], size: float, thick: float = THICK) -> str:
    """A dash, an equals sign, or nothing of the kind."""
    if not all(b - t < thick * size and SHORT * size < r - x < LONG * size for x, t, r, b in parts):
        return ""
    if len(parts) == 1:
        return "—"
    if len(parts) != 2:
        return ""
    (a, above, b, _), (c, below, d, _) = parts
    paired = min(b, d) - max(a, c) > ALIKE * max(b - a, d - c) and abs(above - below) < APART * size
    return "=" if paired else ""


def _overlooked(lines: tuple[OcrLine, ...], boxes: np.ndarray, across: list[Stroke], size: float) -> list[OcrLine]:
    """Dashes and equals signs that stand alone between the rules of a row."""
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    flat = (high < THICK * size) & (wide > SHORT * size) & (wide < LONG * size)
    found: list[OcrLine] = []
    for left, top, right, bottom in boxes[flat].tolist():
        x, y = (left + right) / 2, (top + bottom) / 2
        if any(
            line.top - APART * size < y < line.bottom + APART * size
            and line.chars[0].left - APART * size < right
            and left < line.chars[-1].right + APART * size
            for line in (*lines, *found)
        ):
            continue
        rules = [s.at - y for s in across if s.start < x < s.end and abs(s.at - y) < CELL * size]
        if not rules or min(map(abs, rules)) < APART * size or not min(rules) < 0 < max(rules):
            continue
        near = APART * size
        around = (boxes[:, 0] < right + near) & (boxes[:, 2] > left - near)
        around &= (boxes[:, 1] < bottom + near) & (boxes[:, 3] > top - near)
        if sign := _sign([tuple(box) for box in boxes[around].tolist()], size):
            char = OcrChar(sign, float(left), float(right), 1.0)
            found.append(OcrLine((char,), y - size / 2, y + size / 2))
    return found
