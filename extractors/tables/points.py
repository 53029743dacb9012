"""Which columns hold points though their heads don't say so (无名得分列): by their sums, by the full marks beside."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.tables.cell_numbers import parse_cell

if TYPE_CHECKING:
    from extractors.tables.grid import Grid
    from schemas.document import Cell

_SCORE = re.compile(r"分值|得分|总分|权重|满分|扣分|评分|分数|加分|减分|自评值|[计打赋配实]分|(?<![部百])分$")
_NOT_SCORE = re.compile(r"得分(?:率|系数)|原因|标准(?!分)|说明|措施")
_FULL_MARKS = re.compile(r"分值|满分|标准分|权重|应得|配分|赋分")
_FEWEST_IN_SUM = 3  # two parts and their sum
_FEWEST_WITHIN = 3


@lru_cache(maxsize=4096)
def is_score_head(head: str) -> bool:
    """Whether a column's heads say that it holds scores."""
    return bool(_SCORE.search(head)) and not _NOT_SCORE.search(head)


def adds_up_to_points(grid: Grid, cell: Cell) -> bool:
    """Whether the bare numbers of a cell's columns add up to the score at their right, in most of the table's rows."""
    total = next(
        (c for c in range(cell.col + 1, grid.table.n_cols) if is_score_head(grid.column_label(cell.row, c))), None
    )
    if total is None:
        return False
    sums = [held for row in range(grid.table.n_rows) if (held := _sum_holds(grid, row, cell.col, total)) is not None]
    return len(sums) > 1 and 2 * sum(sums) > len(sums)


def _sum_holds(grid: Grid, row: int, col: int, total: int) -> bool | None:
    """Whether a row's bare numbers up to a column are its sum; None for a row without them, or with one part alone."""
    cells = [cell for c in range(total + 1) if (cell := grid.at.get((row, c))) and cell.row == row]
    numbers = {
        cell.col: number for cell in cells if (number := parse_cell(cell.text, None)) and number.value is not None
    }
    if not {col, total} <= numbers.keys() or len(numbers) < _FEWEST_IN_SUM:
        return None
    parts = sum((n.value for c, n in numbers.items() if c != total and n.value is not None), Decimal(0))
    return parts == numbers[total].value


def is_within_marks(grid: Grid, cell: Cell) -> bool:
    """Whether a column behind one of full marks holds nothing but numbers within them: 分值 | 自评."""
    heads = [grid.column_label(cell.row, col).rpartition("/")[2] for col in range(cell.col)]
    marks = next((col for col in reversed(range(cell.col)) if _FULL_MARKS.search(heads[col])), None)
    if marks is None:
        return False
    pairs = [_bare(grid, row, marks, cell.col) for row in grid.block(cell.row)]
    within = [got <= full for full, got in pairs if full is not None and got is not None]
    return len(within) >= _FEWEST_WITHIN and all(within) and all(full is not None for full, got in pairs if got)


def _bare(grid: Grid, row: int, *cols: int) -> list[Decimal | None]:
    """The bare numbers that begin in a row's columns, None for each that has none there."""
    cells = [grid.at.get((row, col)) for col in cols]
    numbers = [parse_cell(cell.text, None) if cell and cell.row == row else None for cell in cells]
    return [number.value if number and number.kind is None else None for number in numbers]
