"""Characters' boxes set right (字符框): what fonts leave out of them or put wrongly into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIGURE = "0123456789.,%-−–—·．，％－０１２３４５６７８９"  # what a printed number is made of
THINNEST = 0.1  # points: what is printed has a width
LOW = 0.6  # times a character's height: a lower one is a point or a dash
WINDOW = 4  # characters to either side whose gaps are compared
LOOSEST = 1.0  # type sizes: letters that stand farther apart are no word


def from_origin(boxes: NDArray[np.float64], x: NDArray[np.float64], figure: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The boxes with digits, points and signs from their origins on: ink that hangs over would move a point."""
    made = boxes.copy()
    made[figure, 0] = x
    made[:, 2] = np.maximum(made[:, 2], made[:, 0] + THINNEST)
    return made


def low_boxes(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which characters are lower than a line: some fonts do not say how high they reach, their boxes are the ink's."""
    heights = boxes[:, 3] - boxes[:, 1]
    if not len(heights):
        return np.zeros(0, bool)
    low: NDArray[np.bool_] = heights < LOW * np.maximum(middle(heights), _neighbours(heights))
    return low


def of_line_height(
    boxes: NDArray[np.float64], low: NDArray[np.bool_], baselines: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The boxes with points and dashes, `low` ones, as high as the nearest character on their baseline.

    A point's own box lies below the line's middle. The point may be drawn long after its number.
    """
    heights = boxes[:, 3] - boxes[:, 1]
    made = boxes.copy()
    for k in np.flatnonzero(low).tolist():
        gaps = np.maximum(boxes[:, 0] - boxes[k, 2], boxes[k, 0] - boxes[:, 2])
        level = np.abs(baselines - baselines[k]) < 0.1 * heights
        beside = np.flatnonzero(level & (gaps < 0.8 * heights) & (heights[k] < LOW * heights))
        if len(beside):
            nearest = beside[np.argmin(gaps[beside])]
            made[k, 1], made[k, 3] = boxes[nearest, 1], boxes[nearest, 3]
    return made


def middle(values: NDArray[np.float64]) -> float:
    """The median of some values; numpy's own takes many times as long."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _neighbours(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each character the height of the higher one given beside it."""
    ends = np.concatenate(([0.0], heights, [0.0]))
    return np.maximum(ends[:-2], ends[2:])


def letter_spaced(
    boxes: NDArray[np.float64], sizes: NDArray[np.float64], apart: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Before which characters the gap is the letter spacing (字间距) of their line, not a space.

    pdfium takes wide spacing for spaces; the gaps of spaced letters are alike, those between words are not. `apart`
    says before which characters a space is printed.
    """
    found = np.zeros(len(boxes), bool)
    if len(boxes) < 2:
        return found
    gaps = boxes[1:, 0] - boxes[:-1, 2]
    level = np.abs(boxes[1:, 1] + boxes[1:, 3] - boxes[:-1, 1] - boxes[:-1, 3]) < 0.6 * sizes[1:]
    near = level & (gaps > -0.5 * sizes[1:]) & (gaps < LOOSEST * sizes[1:]) & ~apart[1:]
    wide = np.flatnonzero(near & (gaps > 0.12 * sizes[1:]))
    if not len(wide):
        return found
    known = np.where(near, gaps, np.nan)
    ends = np.full(WINDOW, np.nan)
    around = np.lib.stride_tricks.sliding_window_view(np.concatenate((ends, known, ends)), 2 * WINDOW + 1)
    others = np.sort(around[wide])  # what is not known comes last
    count = np.count_nonzero(~np.isnan(others), axis=1)
    usual, size = others[np.arange(len(wide)), count // 4], sizes[wide + 1]
    found[wide + 1] = (count > 2) & (usual > 0.05 * size) & (gaps[wide] - usual < 0.12 * size)
    return found


def code_points(text: str) -> NDArray[np.uint32]:
    """The characters' codes."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def type_sizes(text: str, boxes: np.ndarray) -> np.ndarray:
    """The size of the type: a Chinese character is as wide as its type; of others the height tells, loosely."""
    wide = code_points(text) >= 0x2E80
    across, down = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    sizes: np.ndarray = np.where(wide, np.minimum(across, down), 0.69 * down)
    return sizes
