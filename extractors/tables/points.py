"""Which columns hold points though their heads don't say so (无名得分列): by their sums, by the full marks beside."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.tables.cell_numbers import parse_cell

if TYPE_CHECKING:
    from extractors.tables.blocks import Block
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


def adds_up_to_points(block: Block, cell: Cell) -> bool:
    """Whether the bare numbers of a cell's columns add up to the score at their right, in most of the table's rows."""
    right = range(cell.col + 1, block.n_cols)
    total = next((col for col in right if is_score_head(block.column(cell.row, col).label)), None)
    if total is None:
        return False
    sums = [held for row in range(len(block.rows)) if (held := _sum_holds(block, row, cell.col, total)) is not None]
    return len(sums) > 1 and 2 * sum(sums) > len(sums)


def _sum_holds(block: Block, row: int, col: int, total: int) -> bool | None:
    """Whether a row's bare numbers up to a column are its sum; None for a row without them, or with one part alone."""
    cells = [cell for c in range(total + 1) if (cell := block.at.get((row, c))) and cell.row == row]
    numbers = {cell.col: number for cell in cells if (number := parse_cell(cell.text)) and number.value is not None}
    if not {col, total} <= numbers.keys() or len(numbers) < _FEWEST_IN_SUM:
        return None
    parts = sum((n.value for c, n in numbers.items() if c != total and n.value is not None), Decimal(0))
    return parts == numbers[total].value


def is_within_marks(block: Block, cell: Cell) -> bool:
    """Whether a column behind one of full marks holds nothing but numbers within them: 分值 | 自评."""
    left = reversed(range(cell.col))
    marks = next((col for col in left if _FULL_MARKS.search(block.column(cell.row, col).last)), None)
    if marks is None:
        return False
    pairs = [_bare(block, row, marks, cell.col) for row in block.span]
    within = [got <= full for full, got in pairs if full is not None and got is not None]
    return len(within) >= _FEWEST_WITHIN and all(within) and all(full is not None for full, got in pairs if got)


def _bare(block: Block, row: int, *cols: int) -> list[Decimal | None]:
    """The bare numbers that begin in a row's columns, None for each that has none there."""
    cells = [block.at.get((row, col)) for col in cols]
    numbers = [parse_cell(cell.text) if cell and cell.row == row else None for cell in cells]
    return [number.value if number and number.kind is None else None for number in numbers]
