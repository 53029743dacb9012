"""Places on a page as it was scanned (原位): layout looks at the page laid straight, evidence at the page itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from schemas.document import Paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from schemas.document import Block, Box, Line

    Lies = Mapping[int, NDArray[np.float64]]  # for each crooked page what takes a straight place to where it lies


def in_points(matrix: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """A perspective of pixels as one of points; `scale` is points per pixel."""
    size = np.diag([scale, scale, 1.0])
    made: NDArray[np.float64] = size @ matrix @ np.linalg.inv(size)
    return made


def as_it_lies(block: Block, lies: Lies) -> Block:
    """A block with its places as on the pages that were scanned crookedly."""
    if isinstance(block, Paragraph):
        return replace(block, lines=lines_as_they_lie(block.lines, lies))
    cells = (
        replace(cell, box=_box(cell.box, lies), lines=lines_as_they_lie(cell.lines, lies))
        if cell.box.page in lies or any(line.page in lies for line in cell.lines)
        else cell
        for cell in block.cells
    )
    return replace(block, box=_box(block.box, lies), cells=tuple(cells))


def lines_as_they_lie(lines: tuple[Line, ...], lies: Lies) -> tuple[Line, ...]:
    """Lines likewise, each with its slope."""
    return tuple(_line(line, lies[line.page]) if line.page in lies else line for line in lines)


def _lying(points: list[tuple[float, float]], lie: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where points of the straight page lie."""
    made: NDArray[np.float64] = np.column_stack((points, np.ones(len(points)))) @ lie.T
    return made[:, :2] / made[:, 2:]


def _line(line: Line, lie: NDArray[np.float64]) -> Line:
    middle = (line.top + line.bottom) / 2
    (ax, ay), (bx, by) = _lying([(line.x0, middle), (line.x1, middle)], lie).tolist()
    dy, stretch = ay - middle, (bx - ax) / max(line.x1 - line.x0, 1.0)
    return replace(
        line,
        x0=ax,
        x1=bx,
        top=line.top + dy,
        bottom=line.bottom + dy,
        lefts=tuple(ax + (x - line.x0) * stretch for x in line.lefts),
        rights=tuple(ax + (x - line.x0) * stretch for x in line.rights),
        slope=(by - ay) / max(bx - ax, 1.0),
    )


def _box(box: Box, lies: Lies) -> Box:
    """The upright box around the box as it lies."""
    if box.page not in lies:
        return box
    corners = [(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
    lying = _lying(corners, lies[box.page])
    (left, top), (right, bottom) = lying.min(axis=0).tolist(), lying.max(axis=0).tolist()
    return box._replace(x0=left, top=top, x1=right, bottom=bottom)
