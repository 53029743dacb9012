"""Signs told by their shape (形状): what readers of text overlook or confuse, —, =, ≥ and ≤ in the cells of tables.

They are a stroke or two, a detector of words passes over them, and a recogniser that sees one alone guesses: 一, 二, >.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline.read.scan.image import WATERMARK
from pipeline.read.scan.ocr import OcrChar, OcrLine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.read.layout.grid import Stroke
    from pipeline.read.scan.boxes import Pieces
    from pipeline.read.scan.image import Image

Box = tuple[int, int, int, int]  # left, top, right, bottom

# All in type sizes.
THICK = 0.23  # a dash is thinner
SERIF = 0.17  # and 一 is thicker than this at its end
SHORT, LONG = 0.3, 1.4  # a dash is that long
TALL = 1.2  # and no sign is taller
SQUARE = 0.6  # the lesser side of ≥ to the greater, at least
APART = 0.45  # paper around a sign that stands alone
CELL = 8.0  # a cell's rules are no farther
LEVEL = 0.35  # a dash that a blur has thickened is no taller
FULL = 0.75  # of a dash's length is ink
ALIKE = 0.85  # the bars of = are as long as one another, those of 二 are not
LIKE_DASH, LIKE_EQUALS = "一-–－─", "二三日目＝="  # as what the readers of text read them
BARRED = {">": "≥", "＞": "≥", "》": "≥", "≥": "≥", "<": "≤", "＜": "≤", "《": "≤", "≤": "≤"}
LIKE_SLASH = "1Il|丨"
LIKE_DIVIDED = "+＋:："
WORD = "\u3400"  # ideographs come after it
DOUBTFUL = 0.8  # a reader that is surer of a digit has seen one
PALE = 0.7  # of the bars' darkness: the paper between two that a blur has joined
ASLANT = 0.17  # of its height: / leans that far between its upper and its lower third, an italic 1 less
BAR = 0.35  # of the dots' darkness: the bar of ÷
LEAST_DIP, DIPS = 0.1, 0.3  # how much paler it is between its bar and either dot, and both together: + is not at all
HEAVIER = 1.5  # times: the lower half of ≥ is twice as heavy as the upper at its open side, that of > as heavy
FAINT = 20.0  # grey levels: as little darker than the paper is no ink


def told_by_shape(
    grey: Image, lines: tuple[OcrLine, ...], pieces: Pieces, across: list[Stroke], down: list[Stroke]
) -> tuple[OcrLine, ...]:
    """The lines with such signs as they are printed, and those that were overlooked in cells."""
    size = _type_size(lines)
    if not size:
        return lines
    boxes = np.array(pieces).T
    told = tuple(_told(grey, line, boxes, size) for line in lines)
    sure = tuple(line for line in told if line.sure)
    return (*told, *_overlooked(grey, sure, boxes, (across, down), size))


def _type_size(lines: tuple[OcrLine, ...]) -> float:
    pitch = [b.left - a.left for line in lines for a, b in pairwise(line.chars) if min(a.char, b.char) >= "\u4e00"]
    return float(np.median(pitch)) if pitch else 0.0


def _told(grey: Image, line: OcrLine, boxes: np.ndarray, size: float) -> OcrLine:
    """A line with a lone sign, comparisons or division signs among its characters put right."""
    chars = line.chars
    lone = chars[0].char if len(chars) == 1 else ""
    if lone and lone in LIKE_DASH + LIKE_EQUALS:
        parts = _within(boxes, chars[0], line)
        sign = _sign(parts, size, SERIF if lone == "一" else THICK)
        sign = sign or "=" * (lone in LIKE_EQUALS and _is_equals(_ink(grey, parts)))
        return line._replace(chars=(chars[0]._replace(char=sign),), sure=True) if sign else line
    if lone and lone in LIKE_SLASH:
        parts = _within(boxes, chars[0], line)
        if _stands_alone(boxes, parts, size) and _is_slash(_ink(grey, parts)):
            return line._replace(chars=(chars[0]._replace(char="/"),), sure=True)
    letter = lone.isalnum() and lone < WORD and (lone.isalpha() or chars[0].score < DOUBTFUL)
    signs = {}
    for k, char in enumerate(chars):
        if letter or char.char in BARRED:
            sign = _comparison(_ink(grey, _within(boxes, char, line)))
            # 4, 5 and 6 are heavy at the lower right, too.
            if sign == "≥" or not lone.isdigit():
                signs[k] = sign if letter or sign == BARRED[char.char] else ""
        elif char.char in LIKE_DIVIDED and 0 < k < len(chars) - 1 and min(chars[k - 1].char, chars[k + 1].char) > WORD:
            signs[k] = "÷" * _is_divided(_ink(grey, _within(boxes, char, line)))
    if not any(signs.values()):
        return line
    return line._replace(chars=tuple(c._replace(char=signs.get(k) or c.char) for k, c in enumerate(chars)), sure=True)


def _ink(grey: Image, parts: list[Box]) -> NDArray[np.float64]:
    """How dark the pixels are that a character's pieces take, none where there are none."""
    if not parts:
        return np.zeros((1, 1))
    left, top, right, bottom = (f(side) for f, side in zip((min, min, max, max), zip(*parts, strict=True), strict=True))
    paper = np.percentile(grey[max(top - 3, 0) : bottom + 3, max(left - 3, 0) : right + 3], 90)
    dark: NDArray[np.float64] = (paper - FAINT - grey[top:bottom, left:right].astype(np.float64)).clip(0)
    return dark


def _comparison(ink: NDArray[np.float64]) -> str:
    """≥ or ≤ if it is one: an angle, empty at the tip's upper corner, and a bar under it, level or aslant."""
    high, wide = ink.shape
    for sign, seen in (("≥", ink), ("≤", ink[:, ::-1])):
        rows = seen[:, : max(round(0.4 * wide), 1)].sum(axis=1)
        middle = max(round(0.45 * high), 1)
        corners = seen[: max(round(0.2 * high), 1)]
        edge = max(round(0.25 * wide), 1)
        open_side = corners[:, -edge:].sum() < 0.3 * corners[:, :edge].sum()
        if open_side and rows[middle:].sum() > HEAVIER * rows[:middle].sum():
            return sign
    return ""


def _is_equals(ink: NDArray[np.float64]) -> bool:
    """Whether it is two bars of one length that a blur has joined."""
    rows, half = ink.sum(axis=1), len(ink) // 2
    if not half:
        return False
    upper, lower = int(rows[:half].argmax()), half + int(rows[half:].argmax())
    long = [(ink[row] > 0.4 * ink[row].max()).mean() for row in (upper, lower)]
    alike = min(long) > ALIKE * max(long)
    between = ink[upper + int(rows[upper : lower + 1].argmin())]
    return bool(
        alike
        and between.max() < PALE * ink.max()
        and rows[upper : lower + 1].min() < PALE * min(rows[upper], rows[lower])
    )


def _is_divided(ink: NDArray[np.float64]) -> bool:
    """Whether it is a bar between two dots: down its middle there is paper twice, or at least less ink than beside."""
    third = ink.shape[1] // 3
    if not third:
        return False
    middle, side = ink[:, third:-third].mean(axis=1), ink[:, :third].mean(axis=1)
    if side.max(initial=0.0) <= BAR * middle.max(initial=0.0):
        return False
    bar, dips = np.flatnonzero(side > 0.8 * side.max()), []
    for half in (middle[: bar[0]], middle[: bar[-1] : -1]):
        dot = int(half.argmax()) if len(half) else 0
        if len(half) < 3 or not half[dot] or half[dot] < 0.25 * middle.max():
            return False
        dips.append(1 - half[dot:].min() / half[dot])
    return bool(min(dips) > LEAST_DIP and sum(dips) > DIPS)


def _is_slash(ink: NDArray[np.float64]) -> bool:
    """Whether it is a stroke aslant: its upper end lies far to the right of its lower one, farther than that of 1."""
    high, wide = ink.shape
    ends = ink[: high // 3].sum(axis=0), ink[-(high // 3) :].sum(axis=0)
    if high < 6 or not all(end.any() for end in ends):
        return False
    upper, lower = (float((end * np.arange(wide)).sum() / end.sum()) for end in ends)
    return bool(upper - lower > ASLANT * high)


def _stands_alone(boxes: np.ndarray, parts: list[Box], size: float) -> bool:
    """Whether there is no other ink near these pieces, such as a seal leaves."""
    if not parts:
        return False
    near, sides = APART * size, np.array(parts)
    (left, top), (right, bottom) = sides[:, :2].min(axis=0) - near, sides[:, 2:].max(axis=0) + near
    around = (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < bottom) & (boxes[:, 3] > top)
    return int(around.sum()) == len(parts)


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


def _overlooked(
    grey: Image, lines: tuple[OcrLine, ...], boxes: np.ndarray, rules: tuple[list[Stroke], list[Stroke]], size: float
) -> list[OcrLine]:
    """Signs that stand alone in a cell, or at least between the rules of a row."""
    across, down = rules
    words = [(line.chars[0].left, line.chars[-1].right, (line.top + line.bottom) / 2) for line in lines]
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    likely = (high < TALL * size) & (wide > SHORT * size) & (wide < LONG * size)
    dark = WATERMARK * float(np.ptp(np.percentile(grey[::4, ::4], (1, 50))))
    near = APART * size
    found: list[OcrLine] = []
    for left, top, right, bottom in boxes[likely].tolist():
        x, y = (left + right) / 2, (top + bottom) / 2
        if any(
            line.top - near < y < line.bottom + near
            and line.chars[0].left - near < right
            and left < line.chars[-1].right + near
            for line in (*lines, *found)
        ):
            continue
        ends = [s.at for s in across if s.start < x < s.end and abs(s.at - y) < CELL * size]
        if not ends or min(abs(end - y) for end in ends) < near or not min(ends) < y < max(ends):
            continue
        walls = [s.at for s in down if s.start < y < s.end]
        if walls and min(walls) < x < max(walls):
            a, b = max(w for w in walls if w < x), min(w for w in walls if w > x)
            top_rule, low_rule = max(e for e in ends if e < y), min(e for e in ends if e > y)
            if any(a < (start + stop) / 2 < b and top_rule < middle < low_rule for start, stop, middle in words):
                continue
        around = (boxes[:, 0] < right + near) & (boxes[:, 2] > left - near)
        around &= (boxes[:, 1] < bottom + near) & (boxes[:, 3] > top - near)
        parts: list[Box] = [tuple(box) for box in boxes[around].tolist()]
        ink = _ink(grey, parts)
        if ink.max() > dark and (sign := _sign(parts, size) or _blurred(ink, size)):
            char = OcrChar(sign, float(left), float(right), 1.0)
            found.append(OcrLine((char,), y - size / 2, y + size / 2))
    return found


def _blurred(ink: NDArray[np.float64], size: float) -> str:
    """A sign that stands alone and whose strokes a blur has thickened or joined."""
    high, wide = ink.shape
    if max(high, wide) > LONG * size or wide < SHORT * size:
        return ""
    if high < min(LEVEL * size, wide):
        return "—" * _is_bar(ink, size)
    if high < wide and _is_equals(ink):
        return "="
    if min(high, wide) < SQUARE * max(high, wide, size / LONG):
        return ""
    return _comparison(ink).replace("≤", "")  # 6 is heavy at the lower right, too


def _is_bar(ink: NDArray[np.float64], size: float) -> bool:
    """Whether it is a level stroke from side to side: half as dark as at its darkest it is thin."""
    rows = ink.sum(axis=1)
    row = ink[int(rows.argmax())]
    return bool((rows > 0.5 * rows.max()).sum() < THICK * size and (row > 0.4 * row.max()).mean() > FULL)
