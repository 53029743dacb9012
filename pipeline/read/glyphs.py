"""Characters with their places (字符), and their gathering into printed lines.

Every reader (text layer, OCR, OFD) hands over `Glyphs`; from here on a page's origin no longer matters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from schemas.document import Doubt, Line, Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

WIDE = 3.0  # type sizes
LATIN = re.compile(r"[0-9A-Za-z.,%()\-+/:](?=[0-9A-Za-z.,%()\-+/:])")


class Plain(NamedTuple):
    """A page's characters as plain lists: there are thousands, and numpy is slow one by one.

    `middles` are the heights of their middles, `reaches` how far from it another of the same line may lie.
    """

    lefts: list[float]
    tops: list[float]
    rights: list[float]
    bottoms: list[float]
    middles: list[float]
    reaches: list[float]
    sizes: list[float]
    spaced: list[bool]
    bold: list[bool]


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

    @cached_property
    def plain(self) -> Plain:
        """The characters as lists."""
        lefts, tops, rights, bottoms = self.boxes.T
        return Plain(
            lefts.tolist(),
            tops.tolist(),
            rights.tolist(),
            bottoms.tolist(),
            ((tops + bottoms) / 2).tolist(),
            (0.45 * self.sizes).tolist(),
            self.sizes.tolist(),
            self.spaced.tolist(),
            self.bold.tolist(),
        )

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


def lines_of(glyphs: Glyphs, page: int, among: Sequence[int] | None = None) -> list[Line]:
    """Gather characters into lines by geometry alone: top to bottom, left to right within a line.

    `among` are the indices of the characters to gather, in the order in which their reader gave them; all by default.
    """
    plain = glyphs.plain
    middles, reaches, lefts = plain.middles, plain.reaches, plain.lefts
    rows: list[list[int]] = []
    row: list[int] = []
    centre = reach = -1.0
    for i in sorted(range(len(middles)) if among is None else among, key=middles.__getitem__):
        own = reaches[i]
        if row and middles[i] - centre <= max(reach, own):
            # The line's own height grows with its tallest character, so a small dash does not split it.
            reach = max(reach, own)
            row.append(i)
        else:
            row = [i]
            rows.append(row)
            centre, reach = middles[i], own
    return [_line(glyphs, plain, _once(glyphs.text, plain, sorted(row, key=lefts.__getitem__)), page) for row in rows]


def _once(text: str, plain: Plain, row: list[int]) -> list[int]:
    """The row without what fake bold (描边加粗) drew a second time, a hair apart."""
    lefts, rights = plain.lefts, plain.rights
    kept: list[int] = []
    last = before = -1
    for i in row:
        left = lefts[i]
        near = left - 0.2 * (rights[i] - left)
        if (last >= 0 and lefts[last] > near and text[last] == text[i]) or (
            before >= 0 and lefts[before] > near and text[before] == text[i]
        ):
            continue
        kept.append(i)
        before, last = last, i
    return kept


def _line(glyphs: Glyphs, plain: Plain, kept: list[int], page: int) -> Line:
    """The characters of one row, in order from the left, as a line."""
    letters = [glyphs.text[i] for i in kept]
    lefts, rights = [plain.lefts[i] for i in kept], [plain.rights[i] for i in kept]
    # Digits and Latin letters tell their size but roughly; Chinese characters stand in for them where there are any.
    chinese = [i for i, c in zip(kept, letters, strict=True) if "\u4e00" <= c <= "\u9fff"]
    sizes = sorted([plain.sizes[i] for i in chinese or kept])
    x0, x1, text, source = lefts[0], max(rights), "".join(letters), kept
    gaps = _spaces(plain, kept, text)
    if gaps:
        source = list(kept)
        for k in reversed(gaps):
            source.insert(k, -1)
            letters.insert(k, " ")
            # A space reaches from the character before it to the one after.
            left, right = rights[k - 1], lefts[k]
            lefts.insert(k, left)
            rights.insert(k, right)
        text = "".join(letters)
    return Line(
        text=text,
        page=page,
        x0=x0,
        top=min([plain.tops[i] for i in kept]),
        x1=x1,
        bottom=max([plain.bottoms[i] for i in kept]),
        lefts=tuple(lefts),
        rights=tuple(rights),
        origin=glyphs.origin,
        scores=tuple([1.0 if i < 0 else glyphs.scores[i] for i in source]) if glyphs.scores else (),
        doubts=_doubts(glyphs.doubts, source) if glyphs.doubts else (),
        size=sizes[len(sizes) // 2],
        bold=sum([plain.bold[i] for i in kept]) > 0.8 * len(kept),
    )


def _spaces(plain: Plain, kept: list[int], text: str) -> list[int]:
    """Before which characters of a line a space stands.

    Chinese needs none, Latin words and numbers do; a gap as wide as three characters parts two fields of a form.
    """
    lefts, rights, sizes = plain.lefts, plain.rights, plain.sizes
    found = []
    for pair in LATIN.finditer(text):
        b = pair.start() + 1
        i = kept[b]
        gap = lefts[i] - rights[kept[b - 1]]
        if gap > 0.12 * sizes[i] and (plain.spaced[i] or gap > 0.6 * sizes[i]):
            found.append(b)
    wide = WIDE * sizes[kept[0]]
    if rights[kept[-1]] - lefts[kept[0]] > wide * (1 + len(kept) / WIDE):
        fields = [b for b in range(1, len(kept)) if lefts[kept[b]] - rights[kept[b - 1]] > wide]
        found = sorted({*found, *fields})
    return found


def _doubts(doubts: Sequence[Doubt | None], source: list[int]) -> tuple[Doubt, ...]:
    found: dict[int, Doubt] = {}
    for at, i in enumerate(source):
        doubt = doubts[i] if doubts and i >= 0 else None
        if doubt is not None:
            before = found.get(id(doubt))
            found[id(doubt)] = doubt._replace(start=before.start if before else at, end=at + 1)
    return tuple(found.values())
