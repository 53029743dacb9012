"""Rows of a form that name each of their numbers (名值成对): 预算数 | 680 | 执行数 | 652."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.tables.heads import bare, is_name, is_number, label_text

if TYPE_CHECKING:
    from extractors.tables.blocks import Block
    from schemas.document import Cell

_STAGE = re.compile(
    r"(?:年初|全年|年度|调整后?|实际)?(?:预算|执行|支出|到位|决算)(?:数|额|总额|金额)(?:[（(][A-Z/÷]+[)）])?|[\u4e00-\u9fff]{2,8}总额"
)


def find_pairs(block: Block, row: int) -> dict[int, str]:
    """The names of a row's numbers, by their columns, where each has its own before it; {} for other rows.

    Below heads only names of stages make such a row, where one of them stands in a column of values.
    """
    found = [(a, b) for a, b in pairwise(block.rows[row]) if is_number(b.text) and is_name(a.text)]
    if len(found) > 1 and any(block.columns[b.col].heads for _, b in found):
        found = [(a, b) for a, b in found if _STAGE.fullmatch(bare(a.text))]
        found = found if any(a.col not in block.label_columns for a, _ in found) else []
    return {b.col: _part_of(block, a) for a, b in found} if len(found) > 1 else {}


def _part_of(block: Block, name: Cell) -> str:
    """A name in a form, below what it is part of: 执行数 | 652, 其中：财政拨款 | 580."""
    above = block.at.get((name.row - 1, name.col))
    part = above is not None and bare(name.text).startswith("其中") and is_name(above.text)
    return f"{label_text(above.text)}/{label_text(name.text)}" if above and part else label_text(name.text)
