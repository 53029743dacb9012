"""Gutters (栏间空白): where the white spaces between texts that stand below one another part a table's columns."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import ceil, floor
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.read.layout.pieces import Piece

HEADS = 3  # rows at the top in which a text may stand over several columns
CENTRED = 0.6  # type sizes: a text this near the middle is centred
MOST = 0.7  # of a column's texts are centred if it is
LINE = 1.05  # type sizes: the least distance of two lines
GUTTER = 4.0  # points: the least width of the space between two columns
MOST_CROSSINGS = 2  # lines that may run across a gutter (heads over several columns)


def gutters_of(rows: list[list[Piece]], left: float, right: float) -> list[float]:
    """The middles of the spaces that run down between the columns.

    A head over two columns crosses a gutter: the more crossings are taken for none, the more columns are seen, but a
    column that holds few texts is lost. A gutter must part two texts of one row: long texts over two lines
    leave a false one beside their ends.
    """
    covered = Counter(
        x for row in rows for x in {at for p in row for at in range(ceil(p.left - 1), floor(p.right + 1) + 1)}
    )
    crossed = [covered[x] for x in range(int(left), int(right) + 1)]
    most = min(len(rows) // 6, MOST_CROSSINGS)
    bands = [[p for row in band for p in row] for band in bands_of(rows)]
    found = _parting(_clear(crossed, int(left), 0), bands, left, right)
    for allowed in range(1, most + 1):
        more = [x for x in _clear(crossed, int(left), allowed) if not _share(crossed, int(left), allowed, x, found)]
        found = max(found, _parting(sorted([*found, *more]), bands, left, right), key=len)
    return found


def _share(crossed: list[int], left: int, allowed: int, x: float, found: list[float]) -> bool:
    """Whether the space between two columns at x is one that was found with fewer crossings."""
    spans = [sorted((int(x) - left, int(known) - left)) for known in found]
    return any(max(crossed[a : b + 1]) <= allowed for a, b in spans)


def between_centred(gutters: list[float], rows: list[list[Piece]], left: float, right: float) -> list[float]:
    """The gutters moved to where columns of centred texts end: as far behind their middle as they begin before it.

    A head over several columns stands in their middle, not between the middles of white spaces.
    """
    edges = [left, *gutters, right]
    pieces = [p for row in rows for p in row]
    for k in range(len(gutters)):
        own = [p for p in pieces if edges[k] <= p.left and p.right <= edges[k + 1]]
        following = [p.left for p in pieces if edges[k + 1] <= p.left and p.right <= edges[k + 2]]
        middles = [(p.left + p.right) / 2 for p in own]
        middle = median(middles) if middles else 0.0
        centred = sum(abs(m - middle) < 0.5 * CENTRED * p.size for m, p in zip(middles, own, strict=True))
        if centred <= HEADS or centred < MOST * len(own) or not following:
            break
        end = 2 * middle - edges[k]
        if not max(p.right for p in own) <= end <= min(following):
            break
        edges[k + 1] = end
    return edges[1:-1]


def _parting(gutters: list[float], rows: list[list[Piece]], left: float, right: float) -> list[float]:
    """The gutters with texts of one row in both columns beside them."""
    kept: list[float] = []
    for x, following in pairwise([*gutters, right]):
        before = kept[-1] if kept else left
        if any(
            abs(p.middle - q.middle) < LINE * p.size
            for row in rows
            for p in row
            if before <= p.left and p.right <= x
            for q in row
            if x <= q.left and q.right <= following
        ):
            kept.append(x)
    return kept


def _clear(crossed: list[int], left: int, allowed: int) -> list[float]:
    gutters: list[float] = []
    start: int | None = None
    for x, count in enumerate(crossed, left):
        if count <= allowed:
            start = x if start is None else start
        elif start is not None:
            if start > left and x - start >= GUTTER:
                within = crossed[start - left : x - left]
                least = [at for at, n in enumerate(within, start) if n == min(within)]
                gutters.append((least[0] + least[-1] + 1) / 2)
            start = None
    return gutters


def bands_of(rows: list[list[Piece]]) -> list[list[list[Piece]]]:
    """Lines so near that they overlap belong to one row: a name in the middle of a number over two lines."""
    bands: list[list[list[Piece]]] = []
    for row in rows:
        if bands and row[0].middle - bands[-1][-1][0].middle < LINE * row[0].size:
            bands[-1].append(row)
        else:
            bands.append([row])
    return bands
