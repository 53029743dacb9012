"""Characters with their places (字符), and their gathering into printed lines.

Every reader (text layer, OCR, OFD) hands over `Glyphs`; from here on a page's origin no longer matters.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    order = np.argsort(middle, kind="stable")
    rows: list[list[int]] = []
    centre = reach = -1.0
    for i in order.tolist():
        if not rows or middle[i] - centre > max(reach, 0.45 * float(glyphs.sizes[i])):
            rows.append([])
            centre, reach = float(middle[i]), 0.45 * float(glyphs.sizes[i])
        else:
            # The line's own height grows with its tallest character, so a small dash does not split it.
            reach = max(reach, 0.45 * float(glyphs.sizes[i]))
        rows[-1].append(i)
    left = boxes[:, 0]
    return [line for row in rows if (line := _line(glyphs, sorted(row, key=left.__getitem__), page)) is not None]


def _line(glyphs: Glyphs, row: list[int], page: int) -> Line | None:
    kept: list[int] = []
    boxes = glyphs.boxes
    for i in row:
        # Fake bold draws a character twice, a hair apart.
        twin = next((k for k in kept[-2:] if glyphs.text[k] == glyphs.text[i]), None)
        if twin is not None and abs(boxes[i, 0] - boxes[twin, 0]) < 0.2 * (boxes[twin, 2] - boxes[twin, 0]):
            continue
        kept.append(i)
    chars: list[str] = []
    lefts: list[float] = []
    rights: list[float] = []
    source: list[int] = []
    for at, i in enumerate(kept):
        if at and _word_gap(glyphs, kept[at - 1], i):
            chars.append(" ")
            lefts.append(rights[-1])
            rights.append(float(boxes[i, 0]))
            source.append(-1)
        chars.append(glyphs.text[i])
        lefts.append(float(boxes[i, 0]))
        rights.append(float(boxes[i, 2]))
        source.append(i)
    if not chars:
        return None
    part = boxes[kept]
    return Line(
        text="".join(chars),
        page=page,
        x0=float(part[:, 0].min()),
        top=float(part[:, 1].min()),
        x1=float(part[:, 2].max()),
        bottom=float(part[:, 3].max()),
        lefts=tuple(lefts),
        rights=tuple(rights),
        origin=glyphs.origin,
        scores=tuple(1.0 if i < 0 else glyphs.scores[i] for i in source) if glyphs.scores else (),
        doubts=_doubts(glyphs.doubts, source),
        size=float(np.median(glyphs.sizes[kept])),
        bold=bool(np.mean(glyphs.bold[kept]) > 0.8),
    )


def _word_gap(glyphs: Glyphs, a: int, b: int) -> bool:
    """Whether a space stands between two characters of a line: Chinese needs none, Latin words and numbers do."""
    if not (_latin(glyphs.text[a]) and _latin(glyphs.text[b])):
        return False
    gap = float(glyphs.boxes[b, 0] - glyphs.boxes[a, 2])
    return gap > 0.12 * float(glyphs.sizes[b]) and (bool(glyphs.spaced[b]) or gap > 0.6 * float(glyphs.sizes[b]))


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
