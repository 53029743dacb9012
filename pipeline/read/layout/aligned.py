"""Tables without vertical rules (半框表、无框表): columns from the gutters between texts, rows from rules and lines.

The columns that are found become strokes, so that one grid builder (`grid.py`) makes the cells of every table.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.read.layout.grid import Grid, Stroke, build_grid, merge_strokes
from pipeline.read.layout.gutters import CENTRED, HEADS, bands_of, between_centred, gutters_of
from pipeline.read.layout.pieces import Piece, pieces_of

if TYPE_CHECKING:
    from schemas.document import Line

NUMBER = re.compile(r"[-−—(（]?[\d０-９][\d０-９,，.．]*[)）]?[%％‰]?")
FIGURE = re.compile(
    r"[-−—(（]?(?:[\d０-９][\d０-９,，]*[.．][\d０-９]+|[1-9][\d,，]{3,12})[)）]?[%％‰]?"
)  # no page number
STOP = re.compile(r"[\u4e00-\u9fff%％][，。；]")
FULL = 0.9  # a rule this long, as a share of the longest, bounds a whole row
JOINT = 4.0  # points: rules whose ends are this near meet
LONG = 9  # characters: a text longer than most cells of a table without rules
NARROW = 120.0  # points: shorter rules underline words


def aligned_grids(lines: list[Line], across: list[Stroke], ruled: list[Grid]) -> list[Grid]:
    """The tables among a page's lines that have rules between rows only, or none; `ruled` are known already."""
    free = across
    for known in ruled:
        free = [s for s in free if not _inside(s, known)]
    rows = [pieces for line in sorted(lines, key=lambda line: line.top) if (pieces := pieces_of(line))]
    grids = []
    for group in _stacks(merge_strokes(free), rows):
        left, right = min(s.start for s in group), max(s.end for s in group)
        gutters = _joints(free, group)
        if len({round(s.at / 3) for s in group}) < (2 if len(gutters) > 1 else 3):
            continue  # rules under words; but a page break may leave a table a single row
        inside = [row for row in rows if group[0].at < row[0].middle < group[-1].at]
        gutters = gutters or between_centred(gutters_of(inside, left, right), inside, left, right)
        more = _cut_off(gutters, [row for row in rows if row[0].middle > group[-1].at], group[-1])
        bottom = [Stroke(more[-1][0].middle + more[-1][0].size, left, right)] if more else []
        grid = _grid(inside + more, group + bottom, gutters, left, right)
        if grid is not None:
            grids.append(grid)
    taken = [(g.ys[0], g.ys[-1]) for g in [*ruled, *grids]]
    rest = [row for row in rows if not any(top <= row[0].middle <= bottom for top, bottom in taken)]
    for run in _runs(rest):
        grid = None if is_prose(run) else _grid_of(run)
        if grid is not None:
            grids.append(grid)
    return grids


def is_prose(run: list[list[Piece]]) -> bool:
    """Whether the lines are those of two columns of text, loosely set: most have two long texts, or stops in them."""
    loose = [sum(len(p.text) >= LONG for p in row) > 1 or any(STOP.search(p.text) for p in row) for row in run]
    return 2 * sum(loose) > len(run)


def _grid_of(run: list[list[Piece]]) -> Grid | None:
    """A table without rules."""
    left, right = min(p.left for row in run for p in row) - 2, max(p.right for row in run for p in row) + 2
    half = run[0][0].size
    ends = [Stroke(run[0][0].middle - half, left, right), Stroke(run[-1][0].middle + half, left, right)]
    return _grid(run, ends, gutters_of(run, left, right), left, right)


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
        if last and _beneath(last, stroke) and _below(last[-1], stroke, rows):
            last.append(stroke)
        else:
            stacks.append([stroke])
    whole = [part for stack in stacks for part in _parts(stack, rows)]
    return [stack for stack in whole if max(s.end - s.start for s in stack) >= NARROW]


def _beneath(stack: list[Stroke], stroke: Stroke) -> bool:
    """Whether a rule overlaps or meets what a stack covers: beside merged cells its rules are short."""
    left, right = min(s.start for s in stack), max(s.end for s in stack)
    return stroke.start < right + JOINT and stroke.end > left - JOINT


def _parts(stack: list[Stroke], rows: list[list[Piece]]) -> list[list[Stroke]]:
    """The rules of each table in a stack: beside a bare strip two tables meet if one lacks the other's columns."""
    left, right = min(s.start for s in stack), max(s.end for s in stack)
    for k in range(1, len(stack) - 2):
        if stack[k + 1].at - stack[k].at <= 3 or any(stack[k].at < row[0].middle < stack[k + 1].at for row in rows):
            continue
        above = [row for row in rows if stack[0].at < row[0].middle < stack[k].at]
        below = [row for row in rows if stack[k + 1].at < row[0].middle < stack[-1].at]
        columns = [len(gutters_of(part, left, right)) for part in (above, below, above + below)]
        if min(len(above), len(below)) > 1 and columns[2] < max(columns):
            return [stack[: k + 1], *_parts(stack[k + 1 :], rows)]
    return [stack]


def _below(above: Stroke, stroke: Stroke, rows: list[list[Piece]]) -> bool:
    """Whether a rule goes on with the table above: two rules with a bare strip between them part two tables."""
    gap = stroke.at - above.at
    sizes = [row[0].size for row in rows if above.at - 20 < row[0].middle < stroke.at + 20]
    bare = not any(above.at < row[0].middle < stroke.at for row in rows)
    strip = bare and 3 < gap < 1.5 * max(sizes, default=0.0)
    # A heading in larger type begins something else; digits and lone characters tell their size but roughly.
    worded = [row for row in rows if any(p.text > "\u4e00" and len(p.text) > 1 for p in row)]
    size = max((row[0].size for row in worded if above.at - 60 < row[0].middle < above.at), default=99.0)
    titled = any(row[0].size > 1.3 * size for row in worded if above.at < row[0].middle < stroke.at)
    alike = abs(above.start - stroke.start) < 3 and abs(above.end - stroke.end) < 3
    return gap < 160 and not titled and not (strip and alike)


def _runs(rows: list[list[Piece]]) -> list[list[list[Piece]]]:
    """Runs of three or more neighbouring lines of three or more pieces: what a table without rules looks like.

    Once there is one, a line of two pieces that keep to its columns goes on with it: a total has no code.
    """
    runs: list[list[list[Piece]]] = []
    for row in rows:
        run = runs[-1] if runs else []
        near = bool(run) and row[0].middle - run[-1][0].middle < 3.2 * row[0].size
        if len(row) < 3 and not (len(row) == 2 and near and _keeps(row, run)):
            runs.append([])
        elif near:
            run.append(row)
        else:
            runs.append([row])
    return [run for run in (*runs, *_lists(rows)) if len(run) >= 3]


def _lists(rows: list[list[Piece]]) -> list[list[list[Piece]]]:
    """Runs of three or more lines of a name and an amount each, perhaps under a head. Page numbers are no amounts."""
    runs: list[list[list[Piece]]] = [[]]
    for row in rows:
        run = runs[-1]
        near = bool(run) and row[0].middle - run[-1][0].middle < 3.2 * row[0].size
        figure = len(row) == 2 and NUMBER.fullmatch(row[1].text) and not NUMBER.fullmatch(row[0].text)
        if figure and near and row[1].left > max(above[0].right for above in run):
            run.append(row)
        else:
            runs.append([row] if len(row) == 2 else [])
    return [
        run
        for run in runs
        if len(run) > 3 or (len(run) == 3 and FIGURE.fullmatch(run[0][1].text))
        if 2 * sum(bool(FIGURE.fullmatch(row[1].text)) for row in run) > len(run)
    ]


def _keeps(row: list[Piece], run: list[list[Piece]]) -> bool:
    """Whether the pieces of a line stand in columns of their own under a run."""
    if len(run) < 3:
        return False
    gutters = gutters_of(run, min(p.left for above in run for p in above), max(p.right for above in run for p in above))
    columns = {sum(p.left > x for x in gutters) for p in row}
    return len(columns) == len(row) and not any(p.left < x < p.right for p in row for x in gutters)


def _grid(rows: list[list[Piece]], rules: list[Stroke], gutters: list[float], left: float, right: float) -> Grid | None:
    if not gutters or not rows:
        return None
    across = rules + _row_edges(rows, rules, gutters, left, right)
    edges = sorted({round(s.at, 1) for s in across})
    down = [Stroke(left, edges[0], edges[-1]), Stroke(right, edges[0], edges[-1])]
    columns = [left, *gutters, right]
    strips = [[p for row in rows for p in row if top < p.middle < bottom] for top, bottom in pairwise(edges)]
    for texts, below, (top, bottom) in zip(strips, [*strips[1:], []], pairwise(edges), strict=True):
        crossed = {x for x in gutters if any(p.left + 2 < x < p.right - 2 for p in texts)}
        if top in edges[:HEADS]:
            flush = _flush(texts, below, columns)
            crossed |= _covered(texts, below, columns) if flush is None else flush
        down += [Stroke(x, top, bottom) for x in gutters if x not in crossed]
    grid = build_grid(across, down)
    return None if grid is None else grid._replace(ruled=False)


def _flush(texts: list[Piece], below: list[Piece], edges: list[float]) -> set[float] | None:
    """The gutters under heads that all begin where the heads below them do, each over those up to the next.

    None where they stand otherwise: in the middle of what they are over.
    """
    columns, heads = _by_column(texts, edges), _by_column(below, edges)
    filled = [k for k, own in enumerate(columns) if own]
    over = [k for k in filled if heads[k]]
    if not over or len(filled) < 2 or any(abs(_begin(columns[k]) - _begin(heads[k])) > 1 for k in over):
        return None
    headed = [bool(own) and not any(NUMBER.fullmatch(p.text) for p in own) for own in heads]
    spans = [(a, b) for a, b in pairwise([*filled, len(columns)]) if b - a > 1 and all(headed[a:b])]
    return {x for a, b in spans for x in edges[a + 1 : b]}


def _begin(pieces: list[Piece]) -> float:
    return min(p.left for p in pieces)


def _covered(texts: list[Piece], below: list[Piece], edges: list[float]) -> set[float]:
    """The gutters under heads that stand in the middle of several columns, the only text there (支出 over 其中).

    One in the middle of a column stands over its neighbours too when these have heads of their own below.
    """
    columns = _by_column(texts, edges)
    headed = [bool(own) and not any(NUMBER.fullmatch(p.text) for p in own) for own in _by_column(below, edges)]
    found: set[float] = set()
    for k, own in enumerate(columns):
        if len({round(p.middle) for p in own}) != 1 or any(NUMBER.fullmatch(p.text) for p in own):
            continue
        middle = (min(p.left for p in own) + max(p.right for p in own)) / 2
        near = CENTRED * own[0].size
        alone = abs(middle - (edges[k] + edges[k + 1]) / 2) < near
        first = next((i for i in range(k, 0, -1) if columns[i - 1]), 0)
        last = next((i for i in range(k + 1, len(columns)) if columns[i]), len(columns))
        spans = [
            (b - a, a, b)
            for a in range(first, k + 1)
            for b in range(k + 1, last + 1)
            if b - a > 1 and abs(middle - (edges[a] + edges[b]) / 2) < near and (not alone or all(headed[a:b]))
        ]
        if spans:
            _, a, b = max(spans)
            found.update(edges[a + 1 : b])
    return found


def _by_column(texts: list[Piece], edges: list[float]) -> list[list[Piece]]:
    return [[p for p in texts if a <= (p.left + p.right) / 2 < b] for a, b in pairwise(edges)]


def _row_edges(
    rows: list[list[Piece]], rules: list[Stroke], gutters: list[float], left: float, right: float
) -> list[Stroke]:
    """Edges between the rows that share the space between two rules."""
    columns = len(gutters) + 1
    whole = sorted(s.at for s in rules if s.end - s.start >= FULL * (right - left))
    strips = [bands_of([row for row in rows if top < row[0].middle < bottom]) for top, bottom in pairwise(whole)]
    full = [[band for band in strip if sum(map(len, band)) >= max(2, (columns + 1) // 2)] for strip in strips]
    if len(full) > 2 and max(map(len, full)) <= HEADS and sum(len(strip) < 2 for strip in full) > 0.6 * len(full):
        return []  # a rule under every row: what shares a strip are the lines of one
    found = []
    for bands, rich, (top, bottom) in zip(strips, full, pairwise(whole), strict=True):
        filled = rich
        partial = [s.at for s in rules if top < s.at < bottom]
        if len(bands) > HEADS and not partial:
            # Among many rows, what follows at their distance is one.
            steps = [b[0][0].middle - a[-1][0].middle for a, b in pairwise(bands)]
            apart = [
                b for b, step in zip(bands[1:], steps, strict=True) if len(b[0]) > 1 and step > 0.9 * median(steps)
            ]
            filled = [band for band in bands if band in rich or band in apart]
        for a, b in pairwise(filled):
            if not any(a[0][0].middle < at < b[-1][0].middle for at in partial):
                found.append(Stroke((a[-1][0].middle + b[0][0].middle) / 2, left, right))
    return found
