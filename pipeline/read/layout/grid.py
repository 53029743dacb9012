"""Ruled tables (有线表格): from strokes to cells. The strokes come from a page's paths or from its image."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise, repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Stroke(NamedTuple):
    """A straight horizontal or vertical rule: `at` is its y (or x), from `start` to `end` along the other axis."""

    at: float
    start: float
    end: float


class Place(NamedTuple):
    """A cell of a grid: its top left place, spans and box (left, top, right, bottom)."""

    row: int
    col: int
    row_span: int
    col_span: int
    left: float
    top: float
    right: float
    bottom: float


class Grid(NamedTuple):
    """A table's edges (`xs`, `ys`, ascending) and its cells.

    `ruled` says whether it has vertical rules, `open` which columns have no rule at the bottom: the page's end cut
    them off.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    places: tuple[Place, ...]
    ruled: bool = True
    open: tuple[int, ...] = ()

    def owners(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:
        """For each point inside the grid the index of its place, -1 where no place covers it."""
        owner = np.full((len(self.ys) - 1, len(self.xs) - 1), -1)
        for k, place in enumerate(self.places):
            owner[place.row : place.row + place.row_span, place.col : place.col + place.col_span] = k
        # What hangs below the last edge belongs to the last row.
        row = np.searchsorted(self.ys[1:-1], y, side="right")
        col = np.searchsorted(self.xs[1:-1], x, side="right")
        found: NDArray[np.intp] = owner[row, col]
        return found


SNAP = 2.5  # points: rules this near are one rule drawn twice
REACH = 4.0  # points: ends this near touch
NARROWEST = 60.0  # points: what is narrower is a character, a stamp or a check box
OPEN = 7.0  # points: verticals that reach this far beyond the outermost rule hold a row that a page break has cut
COVER = 0.6  # share of a cell's side that a rule must cover to close it


def merge_strokes(strokes: list[Stroke]) -> list[Stroke]:
    """Join collinear strokes that overlap or touch."""
    merged: list[Stroke] = []
    rows: list[list[Stroke]] = []
    for stroke in sorted(strokes):
        if rows and stroke.at - rows[-1][0].at <= SNAP:
            rows[-1].append(stroke)
        else:
            rows.append([stroke])
    for row in rows:
        at = sum(s.at for s in row) / len(row)
        start, end = None, 0.0
        for stroke in sorted(row, key=lambda s: s.start):
            if start is not None and stroke.start - end <= REACH:
                end = max(end, stroke.end)
                continue
            if start is not None:
                merged.append(Stroke(at, start, end))
            start, end = stroke.start, stroke.end
        if start is not None:
            merged.append(Stroke(at, start, end))
    return merged


def find_grids(horizontal: list[Stroke], vertical: list[Stroke]) -> list[Grid]:
    """The ruled tables that the strokes of one page make, top to bottom."""
    across, down = merge_strokes(horizontal), merge_strokes(vertical)
    grids = []
    for group_h, group_v in _components(across, down):
        wide = max(h.end for h in group_h) - min(h.start for h in group_h) if group_h else 0.0
        if (len(group_h) >= 2 or len(group_v) >= 3) and group_v and wide >= NARROWEST:
            grid = build_grid(group_h, group_v)
            if grid is not None:
                grids.append(grid)
    return sorted(grids, key=lambda g: (g.ys[0], g.xs[0]))


def _components(across: list[Stroke], down: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Strokes that touch each other, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down):
            if h.start - REACH <= v.at <= h.end + REACH and v.start - REACH <= h.at <= v.end + REACH:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for i, h in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(v)
    return list(groups.values())


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SNAP:
            edges.append(value)
    return edges


def build_grid(across: list[Stroke], down: list[Stroke]) -> Grid | None:
    """The grid that horizontal and vertical rules make together; None when they make no table."""
    # A table without outer verticals still has its rules' ends for edges.
    ends = [min(h.start for h in across), max(h.end for h in across)]
    xs = _edges([v.at for v in down] + [e for e in ends if all(abs(e - v.at) > REACH for v in down)])
    ys = _edges([h.at for h in across])
    ys = [*_cut([v.start for v in down], -ys[0], -1), *ys, *_cut([v.end for v in down], ys[-1], 1)]
    if len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) == 2):
        return None
    rows, cols = len(ys) - 1, len(xs) - 1
    right = _closed(down, xs, ys)
    below = _closed(across, ys, xs)
    owner = {(r, c): (r, c) for r in range(rows) for c in range(cols)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while owner[place] != place:
            place = owner[place]
        return place

    for r in range(rows):
        for c in range(cols):
            if c + 1 < cols and (c + 1, r) not in right:
                owner[root((r, c + 1))] = root((r, c))
            if r + 1 < rows and (r + 1, c) not in below:
                owner[root((r + 1, c))] = root((r, c))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in owner:
        members.setdefault(root(place), []).append(place)
    places = [p for group in members.values() for p in _rectangles(group, xs, ys)]
    return Grid(
        tuple(xs), tuple(ys), tuple(sorted(places)), open=tuple(c for c in range(cols) if (rows, c) not in below)
    )


def _cut(ends: list[float], last: float, way: int) -> list[float]:
    """Where a row ends that has no rule there: three verticals or more end alike beyond the last rule."""
    beyond = [end for end in ends if way * end > last + OPEN]
    alike = len(beyond) >= max(3, len(ends) // 2) and max(beyond) - min(beyond) < SNAP
    return [sum(beyond) / len(beyond)] if alike else []


def _closed(strokes: list[Stroke], edges: list[float], along: list[float]) -> set[tuple[int, int]]:
    """The sides that a stroke closes, as (index of the edge, index of the interval along it)."""
    closed: set[tuple[int, int]] = set()
    for stroke in strokes:
        edge = bisect_left(edges, stroke.at, 1, len(edges) - 1)
        edge -= stroke.at - edges[edge - 1] <= edges[edge] - stroke.at
        first, last = bisect_left(along, stroke.start), bisect_right(along, stroke.end) - 1
        closed.update(zip(repeat(edge), range(first, last)))
        for k in {first - 1, last}:
            if 0 <= k < len(along) - 1:
                shared = min(stroke.end, along[k + 1]) - max(stroke.start, along[k])
                if shared >= COVER * (along[k + 1] - along[k]):
                    closed.add((edge, k))
    return closed


def _rectangles(group: list[tuple[int, int]], xs: list[float], ys: list[float]) -> list[Place]:
    """One cell for a group of places that fills a rectangle, else one for each unbroken run of a row."""
    if len(group) == 1:
        ((r, c),) = group
        return [Place(r, c, 1, 1, xs[c], ys[r], xs[c + 1], ys[r + 1])]
    across, down = {c for _, c in group}, {r for r, _ in group}
    r0, r1, c0, c1 = min(down), max(down), min(across), max(across)
    if len(group) == (r1 - r0 + 1) * (c1 - c0 + 1):
        spans = [(r0, c0, r1, c1)]
    else:
        spans = []
        for r in range(r0, r1 + 1):
            cols = sorted(c for row, c in group if row == r)
            cuts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(cols)) if b != a + 1), len(cols)]
            spans += [(r, cols[a], r, cols[b - 1]) for a, b in pairwise(cuts) if a < b]
    return [Place(a, b, c - a + 1, d - b + 1, xs[b], ys[a], xs[d + 1], ys[c + 1]) for a, b, c, d in spans]
