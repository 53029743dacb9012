"""Where the words of a page image stand (行框): what a detector found, fitted to the ink, and what it overlooked.

A detector looks at a small image. Its boxes cut off what is pale or thin at a word's ends, a percent sign, a minus,
and it overlooks a lone digit in a cell. The ink at full size knows better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from pipeline.read.scan.image import ink_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.read.scan.image import Image

NEAR = 0.45  # of a line's height: ink this near belongs to the same word
MOST_OVERLOOKED = 80  # more are dirt or a picture
SAME_LINE = 0.6  # of a line's height: boxes that share this much of it are of one line
MARGIN = 0.15  # of a line's height: paper around a word


class Pieces(NamedTuple):
    """Connected pieces of ink: their sides, in pixels."""

    left: NDArray[np.intp]
    top: NDArray[np.intp]
    right: NDArray[np.intp]
    bottom: NDArray[np.intp]

    def take(self, which: NDArray[np.bool_]) -> Pieces:
        """Some of them."""
        return Pieces(*(side[which] for side in self))


def pieces_of(grey: Image) -> Pieces:
    """The pieces of ink that may be parts of characters: neither dirt nor rules."""
    ink = ink_of(cv2.GaussianBlur(grey, (3, 3), 0))
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, wide, high, area = stats[1:].T.astype(np.intp)
    pieces = Pieces(left, top, left + wide, top + high)
    largest = max(grey.shape) / 20
    return pieces.take((area >= 4) & (wide < largest) & (high < largest))


def fitted(boxes: NDArray[np.intp], pieces: Pieces) -> NDArray[np.intp]:
    """The boxes (n, 4: left, top, right, bottom), each grown to the ends of the ink that it cuts or nearly touches."""
    boxes = parted(boxes, pieces)
    made = boxes.copy()
    middle = (pieces.top + pieces.bottom) / 2
    for k, (x0, y0, x1, y1) in enumerate(boxes.tolist()):
        high = y1 - y0
        row = (middle > y0 + 0.1 * high) & (middle < y1 - 0.1 * high) & (pieces.bottom - pieces.top < 1.1 * high)
        others = (boxes[:, 1] < y1 - 0.3 * high) & (boxes[:, 3] > y0 + 0.3 * high)
        least = boxes[others & (boxes[:, 2] <= x0 + high / 2), 2].max(initial=0)
        most = boxes[others & (boxes[:, 0] >= x1 - high / 2), 0].min(initial=2**31)
        lefts, rights = pieces.left[row], pieces.right[row]
        inner = (rights > x0) & (lefts < x1)
        if not inner.any():
            continue
        a, b = int(lefts[inner].min()), int(rights[inner].max())
        reach = NEAR * high
        grown = True
        while grown:
            more = (rights >= a - reach) & (lefts <= b + reach) & (lefts >= least) & (rights <= most)
            c, d = min(a, int(lefts[more].min(initial=a))), max(b, int(rights[more].max(initial=b)))
            grown, a, b = (c, d) != (a, b), c, d
        pad = max(round(MARGIN * high), 1)
        made[k] = (max(min(x0, a - pad), 0), y0, max(x1, b + pad), y1)
    return made


def parted(boxes: NDArray[np.intp], pieces: Pieces) -> NDArray[np.intp]:
    """The boxes, those of one line that overlap cut where the least ink is: what both hold would be read twice."""
    made = boxes.copy()
    for a, (x0, y0, x1, y1) in enumerate(boxes.tolist()):
        shared = np.minimum(boxes[:, 3], y1) - np.maximum(boxes[:, 1], y0)
        level = shared > SAME_LINE * np.minimum(boxes[:, 3] - boxes[:, 1], y1 - y0)
        after = level & (boxes[:, 0] > x0) & (boxes[:, 0] < x1) & (boxes[:, 2] > x1)
        for b in np.flatnonzero(after).tolist():
            y = (pieces.top + pieces.bottom) / 2
            row = (y > max(y0, boxes[b, 1])) & (y < min(y1, boxes[b, 3]))
            places = np.arange(boxes[b, 0], x1 + 1)
            crossed = ((pieces.left[row, None] < places) & (pieces.right[row, None] > places)).sum(axis=0)
            cut = int(np.median(places[crossed == crossed.min()]))
            made[a, 2], made[b, 0] = min(made[a, 2], cut), max(made[b, 0], cut)
    return made


def ink_ends(pieces: Pieces, x0: int, y0: int, x1: int, y1: int) -> tuple[float, float]:
    """From where to where the ink of the line in a box reaches: what a reader knows of its ends is rough."""
    middle = (pieces.top + pieces.bottom) / 2
    inside = (middle > y0) & (middle < y1) & (pieces.right > x0) & (pieces.left < x1)
    if not inside.any():
        return float(x0), float(x1)
    return float(pieces.left[inside].min()), float(pieces.right[inside].max())


def overlooked(boxes: NDArray[np.intp], pieces: Pieces) -> NDArray[np.intp]:
    """Boxes of what looks like words and lies in none of `boxes`: lone digits in cells, most of all."""
    if not len(boxes):
        return boxes
    usual = float(np.median(boxes[:, 3] - boxes[:, 1]))
    x, y = (pieces.left + pieces.right) / 2, (pieces.top + pieces.bottom) / 2
    free = np.ones(len(x), bool)
    for x0, y0, x1, y1 in boxes.tolist():
        free &= ~((x > x0 - 0.2 * usual) & (x < x1 + 0.2 * usual) & (y > y0 - 0.2 * usual) & (y < y1 + 0.2 * usual))
    high = pieces.bottom - pieces.top
    tall = free & (high > 0.3 * usual) & (high < 1.2 * usual) & (pieces.right - pieces.left < 1.5 * usual)
    words: list[list[int]] = []
    for left, top, right, bottom in sorted(zip(*(side.tolist() for side in pieces.take(tall)), strict=True)):
        for word in reversed(words):
            shared = min(bottom, word[3]) - max(top, word[1])
            if left - word[2] < 0.6 * usual and shared > 0.5 * min(bottom - top, word[3] - word[1]):
                word[1:] = min(top, word[1]), max(right, word[2]), max(bottom, word[3])
                break
        else:
            words.append([left, top, right, bottom])
    pad = round(0.2 * usual)
    made = [(max(a - pad, 0), max(b - pad, 0), c + pad, d + pad) for a, b, c, d in words]
    return np.array(made[:MOST_OVERLOOKED], np.intp).reshape(-1, 4)
