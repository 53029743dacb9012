"""Characters with their places (字符), and their gathering into printed lines.

Every reader (text layer, OCR, OFD) hands over `Glyphs`; from here on a page's origin no longer matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from schemas.document import Doubt, Line, Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Glyphs:
    """`n` characters of one page.

    `boxes` is (n, 4): left, top, right, bottom in points from the page's top left. `sizes` (n,) are the heights of
    the type. `scores` (n,) and `doubts` (n,) belong to OCR and are empty for a text layer; characters that share a
    `Doubt` object were doubted together. `spaced` (n,) says that the page has a space before the character.
    """

    text: str
    boxes: NDArray[np.float64]
    sizes: NDArray[np.float64]
    spaced: NDArray[np.bool_]
    bold: NDArray[np.bool_]
    scores: Sequence[float] = ()
    doubts: Sequence[Doubt | None] = ()
    origin: Origin = Origin.TEXT

    def take(self, index: NDArray[np.intp]) -> Glyphs:
        """The characters at `index`, in that order."""
        return Glyphs(
            "".join([self.text[i] for i in index]),
            self.boxes[index],
            self.sizes[index],
            self.spaced[index],
            self.bold[index],
            [self.scores[i] for i in index] if self.scores else (),
            [self.doubts[i] for i in index] if self.doubts else (),
            self.origin,
        )


def lines_of(glyphs: Glyphs, page: int) -> list[Line]:
    """Gather characters into lines by geometry alone: top to bottom, left to right within a line."""
    if not glyphs.text:
        return []
    boxes = glyphs.boxes
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    order = np.argsort(middle, kind="stable").tolist()
    # Plain lists from here on: a page has thousands of characters, and numpy is slow one by one.
    middles, reaches = middle.tolist(), (0.45 * glyphs.sizes).tolist()
    rows: list[list[int]] = []
    centre = reach = -1.0
    for i in order:
        if not rows or middles[i] - centre > max(reach, reaches[i]):
            rows.append([])
            centre, reach = middles[i], reaches[i]
        else:
            # The line's own height grows with its tallest character, so a small dash does not split it.
            reach = max(reach, reaches[i])
        rows[-1].append(i)
    sides = boxes.tolist()
    return [_line(glyphs, sides, sorted(row, key=lambda i: sides[i][0]), page) for row in rows]


def _line(glyphs: Glyphs, boxes: list[list[float]], row: list[int], page: int) -> Line:
    """The characters of one row, in order from the left, as a line."""
    text = glyphs.text
    kept: list[int] = []
    for i in row:
        left, _, right, _ = boxes[i]
        # Fake bold draws a character twice, a hair apart.
        if any(text[k] == text[i] and left - boxes[k][0] < 0.2 * (right - left) for k in kept[-2:]):
            continue
        kept.append(i)
    source = _spaced(glyphs, boxes, kept)
    # A space reaches from the character before it to the one after.
    lefts = tuple([boxes[i][0] if i >= 0 else boxes[source[k - 1]][2] for k, i in enumerate(source)])
    rights = tuple([boxes[i][2] if i >= 0 else boxes[source[k + 1]][0] for k, i in enumerate(source)])
    # Digits and Latin letters tell their size but roughly; Chinese characters stand in for them where there are any.
    sizes = sorted(glyphs.sizes[[i for i in kept if "\u4e00" <= text[i] <= "\u9fff"] or kept].tolist())
    return Line(
        text="".join([text[i] if i >= 0 else " " for i in source]),
        page=page,
        x0=boxes[kept[0]][0],
        top=min([boxes[i][1] for i in kept]),
        x1=max([boxes[i][2] for i in kept]),
        bottom=max([boxes[i][3] for i in kept]),
        lefts=lefts,
        rights=rights,
        origin=glyphs.origin,
        scores=tuple(1.0 if i < 0 else glyphs.scores[i] for i in source) if glyphs.scores else (),
        doubts=_doubts(glyphs.doubts, source) if glyphs.doubts else (),
        size=sizes[len(sizes) // 2],
        bold=int(np.count_nonzero(glyphs.bold[kept])) > 0.8 * len(kept),
    )


def _spaced(glyphs: Glyphs, boxes: list[list[float]], kept: list[int]) -> list[int]:
    """`kept` with -1 where a space stands between two characters: Chinese needs none, Latin words and numbers do."""
    text, source = glyphs.text, kept[:1]
    for a, b in pairwise(kept):
        if text[a] < "\x7f" and text[b] < "\x7f" and _latin(text[a]) and _latin(text[b]):
            gap = boxes[b][0] - boxes[a][2]
            size = float(glyphs.sizes[b])
            if gap > 0.12 * size and (bool(glyphs.spaced[b]) or gap > 0.6 * size):
                source.append(-1)
        source.append(b)
    return source


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ".,%()-+/:")


def _doubts(doubts: Sequence[Doubt | None], source: list[int]) -> tuple[Doubt, ...]:
    found: dict[int, Doubt] = {}
    for at, i in enumerate(source):
        doubt = doubts[i] if doubts and i >= 0 else None
        if doubt is not None:
            before = found.get(id(doubt))
            found[id(doubt)] = doubt._replace(start=before.start if before else at, end=at + 1)
    return tuple(found.values())
