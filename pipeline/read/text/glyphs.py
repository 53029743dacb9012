"""Characters with their places (字符), and their gathering into printed lines.

Every reader (text layer, OCR, OFD) hands over `Glyphs`; from here on a page's origin no longer matters.
"""

from __future__ import annotations

import re
from itertools import compress, pairwise
from operator import sub
from typing import TYPE_CHECKING, NamedTuple

from pipeline.read.text.char_boxes import code_points
from schemas.document import Doubt, Line, Origin
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

WIDE = 3.0  # type sizes
TWICE = 0.2  # of its width: a character this near before another of its kind is drawn a second time
POINT = re.compile(r"\d[.,]|[.,]\d")
LATIN = re.compile(r"[0-9A-Za-z.,%()\-+/:](?=[0-9A-Za-z.,%()\-+/:])")


class Plain(NamedTuple):
    """A page's characters as plain lists: there are thousands, and numpy is slow one by one.

    `middles` are the heights of their middles, `reaches` how far from it another of the same line may lie; `onward`
    says that a character stands clear of the left edge of the one given before it, `gaps` how wide the white is behind
    each but the last.
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
    chinese: list[bool]
    onward: list[bool]
    gaps: list[float]


@record
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
        codes = code_points(self.text)
        onward = [False, *(lefts[:-1] <= lefts[1:] - TWICE * (rights[1:] - lefts[1:])).tolist()]
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
            ((codes >= 0x4E00) & (codes <= 0x9FFF)).tolist(),
            onward,
            (lefts[1:] - rights[:-1]).tolist(),
        )


def lines_of(glyphs: Glyphs, page: int, among: Sequence[int] | None = None) -> list[Line]:
    """Gather characters into lines by geometry alone: top to bottom, left to right within a line.

    `among` are the indices of the characters to gather, in the order in which their reader gave them; all by default.
    """
    plain = glyphs.plain
    middles, reaches = plain.middles, plain.reaches
    rows: list[list[int]] = []
    row: list[int] = []
    centre = reach = -1.0
    for i in sorted(range(len(middles)) if among is None else among, key=middles.__getitem__):
        own = reaches[i]
        # The line's own height grows with its tallest character, so a small dash does not split it.
        if own > reach:  # noqa: PLR1730 - much the faster, once for every character
            reach = own
        if row and middles[i] - centre <= reach:
            row.append(i)
        else:
            row = [i]
            rows.append(row)
            centre, reach = middles[i], own
    return [_line(glyphs, plain, row, page) for row in rows]


def _once(text: str, plain: Plain, row: list[int]) -> list[int]:
    """The row without what fake bold (描边加粗) drew a second time, a hair apart."""
    lefts, rights = plain.lefts, plain.rights
    kept: list[int] = []
    last = before = -1
    for i in row:
        left = lefts[i]
        near = left - TWICE * (rights[i] - left)
        if (last >= 0 and lefts[last] > near and text[last] == text[i]) or (
            before >= 0 and lefts[before] > near and text[before] == text[i]
        ):
            continue
        kept.append(i)
        before, last = last, i
    return kept


def _line(glyphs: Glyphs, plain: Plain, row: list[int], page: int) -> Line:
    """The characters of one row as a line."""
    first, end = min(row), max(row) + 1
    source: Sequence[int]
    if end - first == len(row) and False not in plain.onward[first + 1 : end]:
        # From the left as their reader gave them: slices are much faster than sorting and picking.
        source = range(first, end)
        text = glyphs.text[first:end]
        lefts, rights, sizes = plain.lefts[first:end], plain.rights[first:end], plain.sizes[first:end]
        tops, bottoms = plain.tops[first:end], plain.bottoms[first:end]
        spaced, bold, ideographs = plain.spaced[first:end], plain.bold[first:end], plain.chinese[first:end]
        widest = max(plain.gaps[first : end - 1], default=0.0)
    else:
        source = row = sorted(row, key=plain.lefts.__getitem__)
        if glyphs.origin is not Origin.OCR:  # whose places are rough, and whose page has no character twice
            source = row = _once(glyphs.text, plain, row)
        text = "".join([glyphs.text[i] for i in row])
        lefts, rights, sizes = ([values[i] for i in row] for values in (plain.lefts, plain.rights, plain.sizes))
        tops, bottoms = [plain.tops[i] for i in row], [plain.bottoms[i] for i in row]
        spaced, bold = _apart(text, row, plain.spaced), [plain.bold[i] for i in row]
        ideographs = [plain.chinese[i] for i in row]
        widest = max(map(sub, lefts[1:], rights), default=0.0)
    x0, x1 = lefts[0], max(rights)
    # Digits and Latin letters tell their size but roughly; Chinese characters stand in for them where there are any.
    told = sorted(compress(sizes, ideographs)) or sorted(sizes)
    size = told[len(told) // 2]
    gaps = _spaces(text, lefts, rights, sizes, spaced) if widest > 0.12 * min(sizes) else ()
    if gaps:
        source, letters = list(source), list(text)
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
        top=min(tops),
        x1=x1,
        bottom=max(bottoms),
        lefts=lefts,
        rights=rights,
        origin=glyphs.origin,
        scores=tuple([1.0 if i < 0 else glyphs.scores[i] for i in source]) if glyphs.scores else (),
        doubts=_doubts(glyphs.doubts, source) if glyphs.doubts else (),
        size=size,
        bold=bold.count(True) > 0.8 * len(bold),
    )


def _apart(text: str, row: list[int], spaced: list[bool]) -> list[bool]:
    """Before which characters the page has a space: one before a point drawn after its number tells of no gap."""
    return [
        spaced[i] and (before == i - 1 or not POINT.search(pair))
        for i, before, pair in zip(row, [row[0] - 1, *row], ["", *map("".join, pairwise(text))], strict=False)
    ]


def _spaces(text: str, lefts: list[float], rights: list[float], sizes: list[float], spaced: list[bool]) -> list[int]:
    """Before which characters of a line with gaps a space stands.

    Chinese needs none, Latin words and numbers do; a gap as wide as three characters parts two fields of a form.
    """
    found: list[int] = []
    for pair in LATIN.finditer(text):
        k = pair.start() + 1
        gap = lefts[k] - rights[k - 1]
        if gap > 0.12 * sizes[k] and (spaced[k] or gap > 0.6 * sizes[k]):
            found.append(k)
    wide = WIDE * sizes[0]
    fields = [k for k in range(1, len(lefts)) if lefts[k] - rights[k - 1] > wide]
    return sorted({*found, *fields}) if fields else found


def _doubts(doubts: Sequence[Doubt | None], source: Sequence[int]) -> tuple[Doubt, ...]:
    found: dict[int, Doubt] = {}
    for at, i in enumerate(source):
        doubt = doubts[i] if doubts and i >= 0 else None
        if doubt is not None:
            before = found.get(id(doubt))
            found[id(doubt)] = doubt._replace(start=before.start if before else at, end=at + 1)
    return tuple(found.values())
