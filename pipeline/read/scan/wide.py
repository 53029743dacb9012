"""Numbers whose digits stand wide apart (全角、字距加宽): drawn together, so that readers see them as any other.

A reader that learned from closer type takes the paper between full-width digits for spaces, and loses points there,
most of all those that stand in the middle of their width and height.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from pipeline.read.scan.image import Image
    from pipeline.read.scan.ocr import OcrChar

# All in heights of a digit.
PITCH = 0.88  # from the middle of a full-width digit to that of the next, or of a point; others stand closer
USUAL = 0.66  # the pitch of others
LEAST, MOST = 0.25, 1.6  # paper between them: so much is left, and between a table's columns is more
POINT = 0.4  # a point is neither wider nor higher
INK = 0.3  # of a picture's contrast: what is darker is not paper


class Span(NamedTuple):
    """A number in a line: the middles of its first and its last character, and how many it has."""

    first: float
    last: float
    length: int


class Closed(NamedTuple):
    """A picture whose wide numbers are drawn together, and which of its columns are left."""

    picture: Image
    columns: NDArray[np.intp]


def numbers_in(chars: Sequence[OcrChar]) -> Iterator[Span]:
    """The numbers of a line that have several characters, whatever spaces are read in them; each ends in a digit."""
    for number, group in groupby(chars, key=lambda c: c.char.isdecimal() or c.char in ".,．，· "):
        bare = list(group)
        while bare and not bare[-1].char.isdecimal():
            bare.pop()  # 2．机构: the mark of a heading, or what ends a clause
        if number and (span := span_of(bare)).length > 1:
            yield span


def span_of(number: Sequence[OcrChar]) -> Span:
    """Where the characters of a number stand; a space that was read is none of them."""
    middles = [(c.left + c.right) / 2 for c in number if c.char != " "] or [0.0]
    return Span(middles[0], middles[-1], len(middles))


def closed_up(grey: Image, spans: Sequence[Span]) -> Closed | None:
    """A picture (dark on light) with its numbers that are set wide drawn together; None when there is none."""
    dark, light = np.percentile(grey, (2, 90))
    inked = cv2.blur(grey, (1, 3)) < light - INK * (light - dark)
    made, kept = grey.copy(), np.ones(grey.shape[1], bool)
    for first, last, length in spans:
        band = _band(inked[:, max(round(first), 0) : max(round(last), 0)].any(axis=1))
        digit = band.stop - band.start
        gaps = np.flatnonzero(np.diff(np.pad(~inked[band].any(axis=0), 1).astype(np.int8))).reshape(-1, 2)
        gaps = gaps[np.diff(gaps)[:, 0] > LEAST * digit]  # narrower ones are in a digit that lies in pieces
        middles = gaps.mean(axis=1)
        inside = np.flatnonzero((middles > first) & (middles < last))
        if len(inside) < max(length - 1, 1):
            continue
        ink = np.concatenate([[0], gaps.ravel(), [grey.shape[1]]]).reshape(-1, 2)  # pieces, each from where to where
        apart = np.diff(ink.mean(axis=1))
        if apart[inside].min() > PITCH * digit and np.diff(gaps[inside]).max() < MOST * digit:
            for k in inside.tolist():
                left, right = gaps[k].tolist()
                kept[left + max(round(right - left - apart[k] + USUAL * digit), round(LEAST * digit)) : right] = False
            for left, right in ink[inside[1:]].tolist():
                _put_on_the_line(made, inked, slice(round(left), round(right)), band)
    columns = np.flatnonzero(kept)
    return None if kept.all() else Closed(made[:, columns], columns)


def _put_on_the_line(made: Image, inked: NDArray[np.bool_], across: slice, band: slice) -> None:
    """Move what stands in these columns down to the digits' feet if it is a point."""
    rows = band.start + np.flatnonzero(inked[band, across].any(axis=1))
    size = POINT * (band.stop - band.start)
    if across.stop - across.start < size and np.ptp(rows) < size:
        made[band, across] = np.roll(made[band, across], band.stop - 1 - rows[-1], axis=0)


def _band(inked: NDArray[np.bool_]) -> slice:
    """The rows of the text in the middle of a picture: rules above and below it are apart from it."""
    middle = len(inked) // 2
    if not inked[middle]:
        return slice(middle, middle)
    free = np.flatnonzero(~inked)
    return slice(int(free[free < middle].max(initial=-1)) + 1, int(free[free > middle].min(initial=len(inked))))


def side_by_side(chars: list[OcrChar]) -> tuple[OcrChar, ...]:
    """The characters of a line, its digits with no gap between: those that are set wide are as wide as they stand."""
    for k, (a, b) in enumerate(pairwise(chars)):
        if all(c.char.isdecimal() or c.char in ".,．，·" for c in (a, b)):
            middle = (a.right + b.left) / 2
            chars[k : k + 2] = chars[k]._replace(right=middle), b._replace(left=middle)
    return tuple(chars)
