"""Characters with their places (字符), and their gathering into printed lines.

Every reader (text layer, OCR, OFD) hands over `Glyphs`; from here on a page's origin no longer matters.
"""

from __future__ import annotations

import re
from itertools import compress, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.read.text.char_boxes import code_points
from schemas.document import Doubt, Line, Origin
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WIDE, SPACE = 3.0, 0.12  # type sizes
REACH = 0.45  # type sizes: so far from its line's middle a character's may lie
BOLD = 0.8  # of a bold line's characters are
TWICE = 0.2  # of its width: a character this near before another of its kind is drawn a second time
POINT = re.compile(r"\d[.,]|[.,]\d")
LATIN = re.compile(r"[0-9A-Za-z.,%()\-+/:](?=[0-9A-Za-z.,%()\-+/:])")


class Plain(NamedTuple):
    """What is asked of a page's characters one by one, as plain lists: numpy is slow at that."""

    lefts: list[float]
    rights: list[float]
    sizes: list[float]
    chinese: list[bool]


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
        codes = code_points(self.text)
        chinese = (codes >= 0x4E00) & (codes <= 0x9FFF)
        return Plain(self.boxes[:, 0].tolist(), self.boxes[:, 2].tolist(), self.sizes.tolist(), chinese.tolist())


def lines_of(glyphs: Glyphs, page: int, among: NDArray[np.intp] | None = None) -> list[Line]:
    """Gather characters into lines by geometry alone: top to bottom, left to right within a line.

    `among` are the indices of the characters to gather, in the order in which their reader gave them; all by default.
    """
    among = np.arange(len(glyphs.text)) if among is None else among
    return lines_by(np.zeros(len(among), np.intp), glyphs, page, among).get(0, [])


def lines_by(owners: NDArray[np.intp], glyphs: Glyphs, page: int, among: NDArray[np.intp]) -> dict[int, list[Line]]:
    """The lines of each owner, a cell, of some of the characters: those of a whole table at once."""
    lines: dict[int, list[Line]] = {}
    if not len(among):
        return lines
    lefts, tops, rights, bottoms = glyphs.boxes.T
    middles = (tops + bottoms) / 2
    sorted_ = np.lexsort((middles[among], owners))
    order, owners = among[sorted_], owners[sorted_]
    starts = _starts(owners, middles[order], REACH * glyphs.sizes[order])
    ends = np.append(starts[1:], len(order))
    first, last = np.minimum.reduceat(order, starts), np.maximum.reduceat(order, starts)
    # Most lines are given from the left on, each character clear of the left edge of the one before it.
    back = np.concatenate(([0], np.cumsum(lefts[:-1] > lefts[1:] - TWICE * (rights[1:] - lefts[1:]))))
    given = (last - first + 1 == ends - starts) & (back[first] == back[last])
    white = np.append(lefts[1:] - rights[:-1], 0.0)
    white[last[given]] = 0.0
    told = (
        np.minimum.reduceat(tops[order], starts),
        np.maximum.reduceat(rights[order], starts),
        np.maximum.reduceat(bottoms[order], starts),
        np.add.reduceat(glyphs.bold[order], starts, dtype=np.intp) > BOLD * (ends - starts),
        np.maximum.reduceat(white[order], starts) > SPACE * np.minimum.reduceat(glyphs.sizes[order], starts),
    )
    numbers = (column.tolist() for column in (owners[starts], given, first, last + 1, starts, ends, *told))
    for owner, as_given, a, b, start, end, *sides, bold, gappy in zip(*numbers, strict=True):
        if as_given:
            line = _line(glyphs, page, range(a, b), sides, bold=bold, gappy=gappy)
        else:
            line = _picked(glyphs, page, order[start:end].tolist())
        lines.setdefault(owner, []).append(line)
    return lines


def _starts(owners: NDArray[np.intp], middles: NDArray[np.float64], reaches: NDArray[np.float64]) -> NDArray[np.intp]:
    """Where lines begin among characters that are sorted by owner and by the height of their middles."""
    parted = (owners[1:] != owners[:-1]) | (middles[1:] - middles[:-1] > reaches.max())
    starts = np.flatnonzero(np.append([True], parted))
    ends = np.append(starts[1:], len(owners))
    more = []
    # Where the first of a run reaches as far as the last, it is one line.
    for k in np.flatnonzero(middles[ends - 1] - middles[starts] > reaches[starts]).tolist():
        run = slice(starts[k], ends[k])
        centre = reach = -1.0
        for at, (middle, own) in enumerate(zip(middles[run].tolist(), reaches[run].tolist(), strict=True), starts[k]):
            # The line's own height grows with its tallest character, so a small dash does not split it.
            reach = max(reach, own)
            if at == starts[k] or middle - centre > reach:
                more.append(at)
                centre, reach = middle, own
    return np.union1d(starts, more).astype(np.intp) if more else starts


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


def _picked(glyphs: Glyphs, page: int, row: list[int]) -> Line:
    """The line of characters that their reader gave in another order than from the left, or some of them twice."""
    row = sorted(row, key=glyphs.plain.lefts.__getitem__)
    if glyphs.origin is not Origin.OCR:  # whose places are rough, and whose page has no character twice
        row = _once(glyphs.text, glyphs.plain, row)
    lefts, tops, rights, bottoms = glyphs.boxes[row].T
    gappy = np.max(lefts[1:] - rights[:-1], initial=0.0) > SPACE * np.min(glyphs.sizes[row])
    bold = np.count_nonzero(glyphs.bold[row]) > BOLD * len(row)
    sides = np.min(tops), np.max(rights), np.max(bottoms)
    return _line(glyphs, page, row, list(map(float, sides)), bold=bool(bold), gappy=bool(gappy))


def _line(glyphs: Glyphs, page: int, row: Sequence[int], sides: list[float], *, bold: bool, gappy: bool) -> Line:
    """The characters of one row, from the left, as a line of these `sides`; one with gaps may have spaces."""
    (top, x1, bottom), plain = sides, glyphs.plain
    if isinstance(row, range):  # slices are much faster than picking
        run = slice(row.start, row.stop)
        text = glyphs.text[run]
        lefts, rights, sizes, chinese = plain.lefts[run], plain.rights[run], plain.sizes[run], plain.chinese[run]
    else:
        text = "".join([glyphs.text[i] for i in row])
        lefts, rights, sizes = ([values[i] for i in row] for values in (plain.lefts, plain.rights, plain.sizes))
        chinese = [plain.chinese[i] for i in row]
    # Digits and Latin letters tell their size but roughly; Chinese characters stand in for them where there are any.
    told = sorted(compress(sizes, chinese)) or sorted(sizes)
    x0, size = lefts[0], told[len(told) // 2]
    gaps = _spaces(text, lefts, rights, sizes, _apart(text, row, glyphs.spaced)) if gappy else ()
    if gaps:
        row, letters = list(row), list(text)
        for k in reversed(gaps):
            row.insert(k, -1)
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
        top=top,
        x1=x1,
        bottom=bottom,
        lefts=lefts,
        rights=rights,
        origin=glyphs.origin,
        scores=tuple([1.0 if i < 0 else glyphs.scores[i] for i in row]) if glyphs.scores else (),
        doubts=_doubts(glyphs.doubts, row) if glyphs.doubts else (),
        size=size,
        bold=bold,
    )


def _apart(text: str, row: Sequence[int], spaced: NDArray[np.bool_]) -> list[bool]:
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
        if gap > SPACE * sizes[k] and (spaced[k] or gap > 0.6 * sizes[k]):
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
