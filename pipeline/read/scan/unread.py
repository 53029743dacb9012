"""Ink that nobody has read (未读墨迹): where a seal may hide a digit, and what is in no line and no rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.read.scan.image import ink_of, straightened, turned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.layout.grid import Stroke
    from pipeline.read.scan.image import Image, Lean
    from pipeline.read.scan.ocr import OcrLine

Point = tuple[float, float]

BLOCK = 8.0  # points: about a digit
COVERED = 0.4  # of a block is a seal's ink: it may hide a digit
INKED = 0.1  # of a block is ink: it may be a digit
DARK = 0.4  # of the page's contrast: paler is a watermark
NEAR = 0.3  # of a line's height: what is so near to a line is its own
STROKES, BESIDE = "-—–－/|丨一", 0.5  # of a line's height: as far from what is known of a seal its strokes may be
RULE = 2.0  # points: half of what a rule takes


def seals_laid_straight(seals: Image, turn: int, lean: Lean) -> Image:
    """Where seals (1) lie on the page laid straight (255)."""
    return 255 - straightened(255 - 255 * turned(seals, turn), lean)  # what comes in from beside the page is no seal


def under_seals(seals: Image, density: float) -> list[Point]:
    """Where seals (255) cover so much of a page that a digit may be hidden."""
    return _blocks(seals, COVERED, density) if seals.any() else []


def left_by_seal(line: OcrLine, seals: Image) -> bool:
    """Whether a line is no more than a stroke where a seal (255) was: what is left of it."""
    if len(line.chars) > 1 or line.text not in STROKES:
        return False
    (char,) = line.chars
    near = BESIDE * (line.bottom - line.top)
    rows = slice(max(round(line.top), 0), round(line.bottom))
    return bool(seals[rows, max(round(char.left - near), 0) : round(char.right + near)].any())


def overlooked_ink(
    grey: Image, lines: Sequence[OcrLine], across: Sequence[Stroke], down: Sequence[Stroke], density: float
) -> list[Point]:
    """Where there is as much ink as a digit has that is in none of the lines and no rule."""
    ink = ink_of(grey, DARK)
    reach = RULE * density
    rules = [(s.start, s.at - reach, s.end, s.at + reach) for s in across]
    rules += [(s.at - reach, s.start, s.at + reach, s.end) for s in down]
    words = [
        (line.chars[0].left - near, line.top - near, line.chars[-1].right + near, line.bottom + near)
        for line in lines
        if (near := NEAR * (line.bottom - line.top))
    ]
    for x0, y0, x1, y1 in (*rules, *words):
        ink[max(round(y0), 0) : max(round(y1), 0), max(round(x0), 0) : max(round(x1), 0)] = 0
    return _blocks(ink, INKED, density)


def _blocks(mask: Image, least: float, density: float) -> list[Point]:
    """The middles of a page's blocks, each half over the next, of which so much is in a mask (255)."""
    half = max(round(BLOCK / 2 * density), 1)
    high, wide = (max(side // half, 1) for side in mask.shape)
    quarters = cv2.resize(mask[: high * half, : wide * half], (wide, high), interpolation=cv2.INTER_AREA)
    share = cv2.blur(quarters, (2, 2), anchor=(0, 0))  # of a quarter and those right of it and below
    rows, cols = np.nonzero(share > 255 * least)
    return [(float((x + 1) * half), float((y + 1) * half)) for x, y in zip(cols.tolist(), rows.tolist(), strict=True)]
