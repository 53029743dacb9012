"""Rules drawn on a scanned page (扫描件线条), from its image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.read.layout.grid import Stroke
from pipeline.read.text.paths import THIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.read.scan.ocr import OcrLine

LONG = 150.0  # points: longer than the words that fill a cell
LARGE = 17.0  # points: the height of a line whose characters have strokes as long as a short rule
TALL = 30.0  # points: taller than characters, and than a row of them
MARGIN = 0.03  # of a page's side: a sheet's own edge lies there, no rule
COLLINEAR, FAULT = 1.0, 30.0  # points: parts of one rule lie so near to one line, and are no farther apart
BOW = 0.4  # points: a rule is straighter
CLOSE = 2.5  # points: a rule's end this near to another rule joins it


def image_strokes(
    ink: NDArray[np.uint8], density: float, lines: Sequence[OcrLine] = ()
) -> tuple[list[Stroke], list[Stroke]]:
    """The rules in a straightened page image, in pixels.

    `ink` is binary (255 where dark), `density` its pixels per point. A vertical counts only where it runs from one
    horizontal to another, or across several, a short horizontal in a table from one vertical to another: the strokes
    of characters, and blurred words, do not. Nor does what runs through the middle of one of the `lines` of text.
    Where the page's end leaves a row open, its verticals end as those do that bound the table.
    """
    across = [h for h in _runs(ink, density, horizontal=True) if not any(_strikes(h, line, density) for line in lines)]
    upright = _runs(ink, density, horizontal=False)
    across, upright = _mended(across, upright, density), _mended(upright, across, density)

    def met(v: Stroke) -> tuple[list[float], list[bool]]:
        """Which horizontals a vertical meets, and whether it does at its top and at its bottom."""
        near = min(4 * density, 0.1 * (v.end - v.start))
        meets = [h.at for h in across if h.start - near <= v.at <= h.end + near]
        meets = [at for at in meets if v.start - near < at < v.end + near]
        return meets, [any(abs(end - at) < near for at in meets) for end in (v.start, v.end)]

    def held(v: Stroke) -> bool:
        meets, ends = met(v)
        # A page's end may leave a cell of several rows open; no character is so tall.
        open_cell = len(meets) > (1 if v.end - v.start > TALL * density else 2)
        return all(ends) or (any(ends) and open_cell)

    down = [v for v in upright if held(v)]
    open_ends = [
        (v.at, end) for v in down for end, closed in zip((v.start, v.end), met(v)[1], strict=True) if not closed
    ]

    def in_open_row(v: Stroke) -> bool:
        ends = met(v)[1]
        end = v.start if ends[1] else v.end
        level = [at for at, other in open_ends if abs(other - end) < CLOSE * density]
        return any(ends) and bool(level) and min(level) < v.at < max(level)

    down += [v for v in upright if v not in down and in_open_row(v)]

    def joins(h: Stroke) -> bool:
        near = 4 * density
        beside = [v.at for v in down if v.start - near < h.at < v.end + near]
        ends = [any(abs(end - at) < CLOSE * density for at in beside) for end in (h.start, h.end)]
        return not beside or all(ends) or h.end - h.start > LONG * density

    return [h for h in across if joins(h)], down


def _mended(strokes: list[Stroke], crossing: list[Stroke], density: float) -> list[Stroke]:
    """Rules of a ruled table made whole where a seal lay over them.

    A merged cell's sides stand at both ends of the gap that it leaves in a rule; another gap is a fault.
    """
    near = CLOSE * density

    def crossed(stroke: Stroke, start: float, end: float) -> bool:
        return any(start - near < c.at < end + near and c.start - near < stroke.at < c.end + near for c in crossing)

    made: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda s: s.start):
        for k, before in enumerate(made):
            gap = stroke.start - before.end
            if abs(before.at - stroke.at) > COLLINEAR * density or not 0 < gap < FAULT * density:
                continue
            table = crossed(before, before.start, before.end) and crossed(stroke, stroke.start, stroke.end)
            cell = crossed(before, before.end, before.end) and crossed(stroke, stroke.start, stroke.start)
            if table and not cell:
                made[k] = before._replace(end=stroke.end)
                break
        else:
            made.append(stroke)
    return made


def _strikes(h: Stroke, line: OcrLine, density: float) -> bool:
    """Whether a horizontal is part of a line's characters: inside it, in large type, or through its middle."""
    high = line.bottom - line.top
    edge = 0.0 if high > LARGE * density else 0.15 * high
    inside = line.top + edge < h.at < line.bottom - edge
    return inside and line.chars[0].left - 0.3 * high < h.start and h.end < line.chars[-1].right + 0.3 * high


def _runs(ink: NDArray[np.uint8], density: float, *, horizontal: bool) -> list[Stroke]:
    def line(points: float) -> NDArray[np.uint8]:
        size = max(round(points * density), 3)
        return np.ones((1, size) if horizontal else (size, 1), dtype=np.uint8)

    # A rule that runs a little off the straight steps from one row of pixels to the next: it is made thicker first.
    # A rule is longer than a character is wide; what is left of one that the scan broke is joined again.
    runs = cv2.dilate(ink, np.ones((3, 1) if horizontal else (1, 3), dtype=np.uint8))
    runs = cv2.morphologyEx(runs, cv2.MORPH_OPEN, line(15 if horizontal else 11))
    runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, line(6))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    edge, far = MARGIN * ink.shape[not horizontal], (1 - MARGIN) * ink.shape[not horizontal]
    strokes = []
    for k, (x, y, w, h, area) in enumerate(stats[1:count].tolist(), 1):
        thick, long = (h, w) if horizontal else (w, h)
        thin = thick <= 2 * THIN * density and area <= THIN * density * long
        at, start = (y + h / 2, x) if horizontal else (x + w / 2, y)
        if thin and edge < at < far and long >= (26 if horizontal else 12) * density and long >= 4 * thick:
            part = labels[y : y + h, x : x + w] == k
            if long > LONG * density or _bow(part if horizontal else part.T) < BOW * density:
                strokes.append(Stroke(at, float(start), float(start + long)))
    return strokes


def _bow(part: NDArray[np.bool_]) -> float:
    """How far the middle of a stroke lies from between its ends: that of a seal's ring does."""
    thirds = np.array_split(part, 3, axis=1)
    left, middle, right = (float(np.nonzero(third)[0].mean()) if third.any() else 0.0 for third in thirds)
    return abs(middle - (left + right) / 2)
