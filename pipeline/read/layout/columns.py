"""Pages on their way to blocks, and their columns (分栏): what stands side by side is not read as one line."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import groupby
from operator import sub
from typing import TYPE_CHECKING

from schemas.document import Table
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from schemas.document import Box, Line


@record
class Sheet:
    """One page, or a part of it that is read on its own: the page's size, lines outside tables, tables.

    `column` is 0 for what is set in the page's whole width, 1 for its left column, 2 for its right one. All places are
    those of the page laid straight; `lie` takes them to where they are on the page as scanned.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    column: int = 0
    lie: NDArray[np.float64] | None = None

    def items(self) -> list[Line | Table]:
        """Lines and tables from the top."""
        return sorted(
            (*self.lines, *self.tables), key=lambda item: item.box.top if isinstance(item, Table) else item.top
        )


def in_order(sheet: Sheet) -> Iterator[Sheet]:
    """The page's parts in reading order: itself, or by turns what runs across it and the two columns in between."""
    gutter = _gutter(sheet)
    if gutter is None:
        yield sheet
        return
    for across, group in groupby(sheet.items(), key=lambda item: _column(item, gutter) == 0):
        items = list(group)
        for column in (0,) if across else (1, 2):
            part = [item for item in items if _column(item, gutter) == column]
            if part:
                yield _part(sheet, part, column)


def _place(item: Line | Table) -> Line | Box:
    return item.box if isinstance(item, Table) else item


def _column(item: Line | Table, gutter: float) -> int:
    place = _place(item)
    return 1 if place.x1 <= gutter + 2 else 2 if place.x0 >= gutter - 2 else 0


def _part(sheet: Sheet, items: list[Line | Table], column: int) -> Sheet:
    lines = tuple(item for item in items if not isinstance(item, Table))
    return replace(sheet, lines=lines, tables=tuple(item for item in items if isinstance(item, Table)), column=column)


def split_columns(lines: list[Line], width: float) -> list[Line]:
    """Cut lines at a gutter that runs down the page, so that two columns do not read as one line."""
    if len(lines) < 8 or not any(_has_gap(line) for line in lines):
        return lines
    tried = [[_gap_at(line, x) for line in lines] for x in _places(width)]
    gaps = max(tried, key=_cuts)
    crossed = sum(gap is None for gap in gaps)
    rooms = sorted(_gap(line, gap) / line.size for line, gap in zip(lines, gaps, strict=True) if gap and gap > 0)
    # Where one column is shorter than the other, most lines must end at the gutter, as lines of prose do.
    full = sum(room < rooms[0] + 2.5 for room in rooms)
    if crossed < 0.2 * len(lines) and (
        len(rooms) >= 0.6 * len(lines) or full >= max(5, 0.25 * len(lines), 0.5 * len(rooms))
    ):
        return [part for line, gap in zip(lines, gaps, strict=True) for part in _cut(line, gap)]
    return lines


def _places(width: float) -> list[float]:
    """Where a gutter may run."""
    return [width * k / 100 for k in range(40, 61, 2)]


def _cuts(gaps: list[int | None]) -> int:
    """How many lines a gutter would cut, less those that cross it."""
    return sum(-1 if gap is None else int(gap > 0) for gap in gaps)


def _has_gap(line: Line) -> bool:
    least = 1.2 * line.size
    spaces = (right - left for c, left, right in zip(line.text, line.lefts, line.rights, strict=True) if c == " ")
    return max(map(sub, line.lefts[1:], line.rights), default=0.0) > least or (" " in line.text and max(spaces) > least)


def _gap_at(line: Line, x: float) -> int | None:
    """The character before which the line has a gutter at `x`; -1 when it lies on one side; None when it crosses."""
    if line.x1 < x or line.x0 > x:
        return -1
    for k in range(max(bisect_left(line.lefts, x), 1), len(line.text)):
        gap = _gap(line, k)
        if line.text[k] != " " and line.lefts[k] - gap <= x <= line.lefts[k]:
            return k if gap > 1.2 * line.size else None
    return None


def _gap(line: Line, at: int) -> float:
    """The room before a character; a space is part of it."""
    return line.lefts[at] - (line.lefts[at - 1] if line.text[at - 1] == " " else line.rights[at - 1])


def _cut(line: Line, at: int | None) -> list[Line]:
    if at is None or at < 1:
        return [line]
    return [line.slice(0, at - 1 if line.text[at - 1] == " " else at), line.slice(at, len(line.text))]


def _gutter(sheet: Sheet) -> float | None:
    starts, ends = sorted(line.x0 for line in sheet.lines), sorted(line.x1 for line in sheet.lines)
    middle = [x for x in _places(sheet.width) if _parts(starts, ends, x)]
    return middle[len(middle) // 2] if middle else None


def _parts(starts: list[float], ends: list[float], x: float) -> bool:
    """Whether lines that start and end there, both in ascending order, stand to both sides of `x`."""
    left, right = bisect_right(ends, x + 2), len(starts) - bisect_left(starts, x - 2)
    return min(left, right) >= 6 and left + right >= 0.8 * len(starts)
