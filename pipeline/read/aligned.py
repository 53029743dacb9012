"""Tables without vertical rules (半框表、无框表): columns from the gutters between texts, rows from rules and lines.

The columns that are found become strokes, so that one grid builder (`grid.py`) makes the cells of every table.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.read.grid import Grid, Stroke, build_grid, merge_strokes

if TYPE_CHECKING:
    from schemas.document import Line

GAP = 0.6  # type sizes: a wider gap parts two texts of a line
GUTTER = 4.0  # points: the least width of the space between two columns
MOST_CROSSINGS = 2  # lines that may run across a gutter (heads over several columns)
FULL = 0.9  # a rule this long, as a share of the longest, bounds a whole row
NARROW = 120.0  # points: shorter rules underline words


class Piece(NamedTuple):
    """A stretch of a line without a gap: its sides, its middle height and the size of its type."""

    left: float
    right: float
    middle: float
    size: float


def pieces_of(line: Line) -> list[Piece]:
    """A line cut at its wide gaps; a space that the line's text shows is a gap, not a character."""
    middle = (line.top + line.bottom) / 2
    pieces: list[Piece] = []
    for char, left, right in zip(line.text, line.lefts, line.rights, strict=True):
        if char == " ":
            continue
        last = pieces[-1] if pieces else None
        if last and left - last.right <= GAP * line.size:
            pieces[-1] = last._replace(right=right)
        else:
            pieces.append(Piece(left, right, middle, line.size))
    return pieces


def aligned_grids(lines: list[Line], across: list[Stroke], ruled: list[Grid]) -> list[Grid]:
    """The tables among a page's lines that have rules between rows only, or none; `ruled` are known already."""
    free = [s for s in merge_strokes(across) if not any(_inside(s, grid) for grid in ruled)]
    rows = [pieces for line in sorted(lines, key=lambda line: line.top) if (pieces := pieces_of(line))]
    grids = []
    for stack in _stacks(free):
        group = stack
        inside = [row for row in rows if group[0].at < row[0].middle < group[-1].at]
        more = _cut_off(inside, [row for row in rows if row[0].middle > group[-1].at], group[-1])
        if more:
            bottom = more[-1][0]
            group = [*group, Stroke(bottom.middle + bottom.size, group[-1].start, group[-1].end)]
        grid = _grid(inside + more, group, group[0].start, group[-1].end)
        if grid is not None:
            grids.append(grid)
    taken = [(g.ys[0], g.ys[-1]) for g in [*ruled, *grids]]
    rest = [row for row in rows if not any(top <= row[0].middle <= bottom for top, bottom in taken)]
    for run in _runs(rest):
        left, right = min(p.left for row in run for p in row), max(p.right for row in run for p in row)
        half = run[0][0].size
        ends = [
            Stroke(run[0][0].middle - half, left - 2, right + 2),
            Stroke(run[-1][0].middle + half, left - 2, right + 2),
        ]
        grid = _grid(run, ends, left - 2, right + 2)
        if grid is not None:
            grids.append(grid)
    return grids


def _cut_off(inside: list[list[Piece]], below: list[list[Piece]], last: Stroke) -> list[list[Piece]]:
    """The lines below the last rule that still belong to the table: a page's end leaves its last row open."""
    gutters = _gutters(inside, last.start, last.end)
    more: list[list[Piece]] = []
    for row in below:
        near = row[0].middle - (more[-1][0].middle if more else last.at) < 2.2 * row[0].size
        columns = {sum(p.left > x for x in gutters) for p in row}
        crossing = any(p.left + 2 < x < p.right - 2 for p in row for x in gutters)
        if not near or crossing or len(columns) < max(3, (len(gutters) + 1) // 2):
            break
        more.append(row)
    return more


def _inside(stroke: Stroke, grid: Grid) -> bool:
    return grid.ys[0] - 3 <= stroke.at <= grid.ys[-1] + 3 and stroke.end > grid.xs[0] and stroke.start < grid.xs[-1]


def _stacks(strokes: list[Stroke]) -> list[list[Stroke]]:
    """Groups of three or more long rules one below the other, with the shorter ones between them."""
    stacks: list[list[Stroke]] = []
    for stroke in sorted(strokes):
        last = stacks[-1] if stacks else None
        if last and stroke.at - last[-1].at < 160 and stroke.start < last[0].end and stroke.end > last[0].start:
            last.append(stroke)
        else:
            stacks.append([stroke])
    found = []
    for stack in stacks:
        longest = max(s.end - s.start for s in stack)
        full = [s for s in stack if s.end - s.start >= FULL * longest]
        if longest >= NARROW and len(full) >= 3:
            found.append([s for s in stack if full[0].at <= s.at <= full[-1].at])
    return found


def _runs(rows: list[list[Piece]]) -> list[list[list[Piece]]]:
    """Runs of three or more neighbouring lines of three or more pieces: what a table without rules looks like."""
    runs: list[list[list[Piece]]] = []
    for row in rows:
        last = runs[-1][-1] if runs and runs[-1] else None
        if len(row) < 3:
            runs.append([])
        elif last and row[0].middle - last[0].middle < 3.2 * row[0].size:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [run for run in runs if len(run) >= 3]


def _grid(rows: list[list[Piece]], rules: list[Stroke], left: float, right: float) -> Grid | None:
    gutters = _gutters(rows, left, right)
    if not gutters or len(rows) < 2:
        return None
    across = rules + _row_edges(rows, rules, gutters, left, right)
    edges = sorted({round(s.at, 1) for s in across})
    down = [Stroke(left, edges[0], edges[-1]), Stroke(right, edges[0], edges[-1])]
    for top, bottom in pairwise(edges):
        texts = [p for row in rows for p in row if top < p.middle < bottom]
        down += [Stroke(x, top, bottom) for x in gutters if not any(p.left + 2 < x < p.right - 2 for p in texts)]
    grid = build_grid(across, down)
    return None if grid is None else grid._replace(ruled=False)


def _gutters(rows: list[list[Piece]], left: float, right: float) -> list[float]:
    """The middles of the spaces that run down between the columns.

    A head over two columns crosses a gutter, and a column may hold few texts: of the ways to count crossings as
    none, the one that sees most columns is taken.
    """
    crossed = [
        sum(any(p.left - 1 <= x <= p.right + 1 for p in row) for row in rows) for x in range(int(left), int(right) + 1)
    ]
    most = min(len(rows) // 6, MOST_CROSSINGS)
    return max((_clear(crossed, int(left), allowed) for allowed in range(most + 1)), key=len)


def _clear(crossed: list[int], left: int, allowed: int) -> list[float]:
    gutters: list[float] = []
    start: int | None = None
    for x, count in enumerate(crossed, left):
        if count <= allowed:
            start = x if start is None else start
        elif start is not None:
            if start > left and x - start >= GUTTER:
                gutters.append((start + x) / 2)
            start = None
    return gutters


def _row_edges(
    rows: list[list[Piece]], rules: list[Stroke], gutters: list[float], left: float, right: float
) -> list[Stroke]:
    """Edges between the rows that share the space between two rules."""
    columns = len(gutters) + 1
    whole = sorted(s.at for s in rules if s.end - s.start >= FULL * (right - left))
    found = []
    for top, bottom in pairwise(whole):
        filled = [r for r in rows if top < r[0].middle < bottom and len(r) >= max(2, (columns + 1) // 2)]
        partial = [s.at for s in rules if top < s.at < bottom]
        for a, b in pairwise(filled):
            if not any(a[0].middle < at < b[0].middle for at in partial):
                found.append(Stroke((a[0].middle + b[0].middle) / 2, left, right))
    return found
