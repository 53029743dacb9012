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
JOINT = 4.0  # points: rules whose ends are this near meet
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
    widest = GAP * line.size
    start = end = None
    for char, left, right in zip(line.text, line.lefts, line.rights, strict=True):
        if char == " ":
            continue
        if end is None or left - end > widest:
            if start is not None and end is not None:
                pieces.append(Piece(start, end, middle, line.size))
            start = left
        end = right
    if start is not None and end is not None:
        pieces.append(Piece(start, end, middle, line.size))
    return pieces


def aligned_grids(lines: list[Line], across: list[Stroke], ruled: list[Grid]) -> list[Grid]:
    """The tables among a page's lines that have rules between rows only, or none; `ruled` are known already."""
    free = [s for s in across if not any(_inside(s, grid) for grid in ruled)]
    rows = [pieces for line in sorted(lines, key=lambda line: line.top) if (pieces := pieces_of(line))]
    grids = []
    for group in _stacks(merge_strokes(free), rows):
        left, right = min(s.start for s in group), max(s.end for s in group)
        gutters = _joints(free, group)
        if len({round(s.at / 3) for s in group}) < (2 if len(gutters) > 1 else 3):
            continue  # rules under words; but a page break may leave a table a single row
        inside = [row for row in rows if group[0].at < row[0].middle < group[-1].at]
        gutters = gutters or _gutters(inside, left, right)
        more = _cut_off(gutters, [row for row in rows if row[0].middle > group[-1].at], group[-1])
        bottom = [Stroke(more[-1][0].middle + more[-1][0].size, left, right)] if more else []
        grid = _grid(inside + more, group + bottom, gutters, left, right)
        if grid is not None:
            grids.append(grid)
    taken = [(g.ys[0], g.ys[-1]) for g in [*ruled, *grids]]
    rest = [row for row in rows if not any(top <= row[0].middle <= bottom for top, bottom in taken)]
    for run in _runs(rest):
        left, right = min(p.left for row in run for p in row) - 2, max(p.right for row in run for p in row) + 2
        half = run[0][0].size
        ends = [Stroke(run[0][0].middle - half, left, right), Stroke(run[-1][0].middle + half, left, right)]
        grid = _grid(run, ends, _gutters(run, left, right), left, right)
        if grid is not None:
            grids.append(grid)
    return grids


def _joints(strokes: list[Stroke], group: list[Stroke]) -> list[float]:
    """Where rules drawn cell by cell meet end to end: the columns' edges."""
    mine = sorted(s for s in strokes if group[0].at - 2 < s.at < group[-1].at + 2)
    meets = sorted(
        (a.end + b.start) / 2 for a, b in pairwise(mine) if abs(a.at - b.at) < 0.6 and abs(b.start - a.end) < JOINT
    )
    clusters: list[list[float]] = []
    for x in meets:
        if clusters and x - clusters[-1][0] < JOINT:
            clusters[-1].append(x)
        else:
            clusters.append([x])
    return [sum(cluster) / len(cluster) for cluster in clusters]


def _cut_off(gutters: list[float], below: list[list[Piece]], last: Stroke) -> list[list[Piece]]:
    """The lines below the last rule that still belong to the table: a page's end leaves its last row open."""
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


def _stacks(strokes: list[Stroke], rows: list[list[Piece]]) -> list[list[Stroke]]:
    """Groups of rules one below the other, long ones among them, that bound one table."""
    stacks: list[list[Stroke]] = []
    for stroke in sorted(strokes):
        last = stacks[-1] if stacks else None
        if last and _below(last[-1], stroke, rows) and stroke.start < last[0].end and stroke.end > last[0].start:
            last.append(stroke)
        else:
            stacks.append([stroke])
    return [stack for stack in stacks if max(s.end - s.start for s in stack) >= NARROW]


def _below(above: Stroke, stroke: Stroke, rows: list[list[Piece]]) -> bool:
    """Whether a rule goes on with the table above: two rules with a bare strip between them part two tables."""
    gap = stroke.at - above.at
    sizes = [row[0].size for row in rows if above.at - 20 < row[0].middle < stroke.at + 20]
    bare = not any(above.at < row[0].middle < stroke.at for row in rows)
    strip = bare and 3 < gap < 1.5 * max(sizes, default=0.0)
    return gap < 160 and not (strip and abs(above.start - stroke.start) < 3 and abs(above.end - stroke.end) < 3)


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


def _grid(rows: list[list[Piece]], rules: list[Stroke], gutters: list[float], left: float, right: float) -> Grid | None:
    if not gutters or not rows:
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
