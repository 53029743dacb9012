"""How tables are put together (制表): what their columns and the cells of forms hold, head rows, cells that are one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samples.model import Cell, Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from samples.pen import Pen

NOTES = ("单位：{}", "单位：{}", "单位:{}", "金额单位：{}", "（单位：{}）", "(单位：{}")
_LITERAL = re.compile(r"\{=([^|}]*)[^}]*\}")  # a number that a head prints


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a form.

    `role` is full or awarded for the points of a scored indicator, whose name begins the label or is `indicator`.
    """

    spec: str
    label: str = ""
    unit: str = ""
    across: int = 1
    down: int = 1
    head: bool = False
    role: str = ""
    indicator: str = ""
    align: str = "center"


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table's columns hold: their heads as `shown`, the units of bare numbers, which of them label a row.

    `own_unit` holds each row's unit. `sides` are the columns of labels where a row says two things side by side.
    """

    shown: Sequence[str]
    units: dict[int, str]
    label: int = 0
    own_unit: int = -1
    sides: tuple[int, ...] = ()

    def cells(self, row: Sequence[str], pen: Pen) -> list[Cell | None]:
        """A row's cells, each number named by its row and its column."""
        beside = (self.own_unit - 1, self.own_unit + 1) if self.own_unit >= 0 else ()
        cells: list[Cell | None] = []
        for col, (spec, label) in enumerate(zip(row, self.labels(row), strict=True)):
            column = _LITERAL.sub(r"\1", self.shown[col])
            unit = self.units.get(col, "") or (row[self.own_unit] if col in beside else "")
            runs = pen.cell(spec, f"{label}/{column}" if label else column, unit)
            cells.append(Cell(runs, align="left" if col == self.label and len(spec) > 8 else "center"))
        return cells

    def labels(self, row: Sequence[str]) -> list[str]:
        """What names each of a row's cells: the row's label, or that of the side on which the cell stands."""
        label = row[self.label] or next(cell for cell in row if cell and "{" not in cell)
        labels = []
        for col in range(len(row)):
            label = next((row[at] for at in reversed(self.sides) if at <= col), label)
            labels.append(label)
        return labels


def merge(made: list[list[Cell | None]], rows: Sequence[Sequence[str]], col: int) -> None:
    """Make one cell of each in a column and the blank ones below it."""
    start = 0
    for at in range(1, len(rows) + 1):
        if at < len(rows) and not rows[at][col]:
            continue
        first = made[start][col]
        if first is not None and at - start > 1:
            made[start][col] = Cell(first.runs, row_span=at - start, align=first.align)
            for below in range(start + 1, at):
                made[below][col] = None
        start = at


def header(columns: Sequence[str], write: Callable[[str], Runs]) -> tuple[tuple[Cell, ...], ...]:
    """The head rows: as many as the deepest column has groups above it, `group/subgroup/column`, written as prose is."""
    paths = [column.split("/") for column in columns]
    depth = max(len(path) for path in paths)
    rows: list[tuple[Cell, ...]] = []
    for level in range(depth):
        cells: list[Cell] = []
        col = 0
        while col < len(paths):
            path = paths[col]
            if len(path) <= level:
                col += 1
                continue
            last = len(path) == level + 1
            width = 1
            while not last and col + width < len(paths) and paths[col + width][: level + 1] == path[: level + 1]:
                width += 1
            cells.append(Cell(write(path[level]), depth - level if last else 1, width, head=True))
            col += width
        rows.append(tuple(cells))
    return tuple(rows)
