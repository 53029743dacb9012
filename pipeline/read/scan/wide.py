"""Numbers whose digits stand wide apart (全角、字距加宽): drawn together, so that readers see them as any other.

A reader that learned from closer type takes the paper between full-width digits for spaces, and loses points there.
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
INK = 0.3  # of a picture's contrast: what is darker is not paper


class Span(NamedTuple):
    """A number in a line: the middles of its first and its last character, and how many it has."""

    first: float
    last: float
    length: int


def numbers_in(chars: Sequence[OcrChar]) -> Iterator[Span]:
    """The numbers of a line that have several characters, whatever spaces are read in them; each ends in a digit."""
    for number, group in groupby(chars, key=lambda c: c.char.isdecimal() or c.char in ".,．，· "):
        bare = [c for c in group if c.char != " "]
        while bare and not bare[-1].char.isdecimal():
            bare.pop()  # 2．机构: the mark of a heading, or what ends a clause
        if number and len(bare) > 1:
            yield Span((bare[0].left + bare[0].right) / 2, (bare[-1].left + bare[-1].right) / 2, len(bare))


def closed_up(grey: Image, spans: Sequence[Span]) -> NDArray[np.intp] | None:
    """The columns of a picture (dark on light) that are left when its numbers that are set wide are drawn together.

    None when there is none.
    """
    dark, light = np.percentile(grey, (2, 90))
    inked = cv2.blur(grey, (1, 3)) < light - INK * (light - dark)
    kept = np.ones(grey.shape[1], bool)
    for first, last, length in spans:
        band = _band(inked[:, max(round(first), 0) : max(round(last), 0)].any(axis=1))
        gaps = np.flatnonzero(np.diff(np.pad(~inked[band].any(axis=0), 1).astype(np.int8))).reshape(-1, 2)
        middles = gaps.mean(axis=1)
        inside = np.flatnonzero((middles > first) & (middles < last))
        if len(inside) < max(length - 1, 1):
            continue
        ink = np.concatenate([[0], gaps.ravel(), [grey.shape[1]]]).reshape(-1, 2).mean(axis=1)  # pieces' middles
        apart = np.diff(ink)
        digit = band.stop - band.start
        if apart[inside].min() > PITCH * digit and np.diff(gaps[inside]).max() < MOST * digit:
            for k in inside.tolist():
                left, right = gaps[k].tolist()
                kept[left + max(round(right - left - apart[k] + USUAL * digit), round(LEAST * digit)) : right] = False
    return None if kept.all() else np.flatnonzero(kept)


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
