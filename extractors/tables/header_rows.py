"""Which of a table's rows are its title, its unit or heads (表头行), and not its body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.tables.cell_numbers import named_numbers
from extractors.tables.heads import (
    bare,
    holds_values,
    is_caption,
    is_head,
    is_number,
    is_ordinal,
    is_prose,
    is_unit,
    label_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.document import Cell

_SAYS = re.compile(r"[\u4e00-\u9fff（(]{2,10}[:：]|[(（]?(?:19|20)\d\d年")  # 填报单位：, 金额单位：, 2023年度
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]$")
_FORM = re.compile(r"(?:项目|部门|单位|评价|填报|主管|实施)\S{0,6}(?:名称|部门|单位|人)")
_LONG = 24  # characters of a head
_SHORT = 14  # of a head under another


def caption_rows(rows: Sequence[Sequence[Cell]], n_cols: int) -> int:
    """How many rows at the top are its title or its unit: they span the table, or say only who and in what."""
    for n, row in enumerate(rows[:-1]):
        cells = [cell for cell in row if cell.text.strip()]
        wide = len(cells) == 1 and (cells[0].col_span == n_cols or len(row) == 1)
        if not (wide or _says_unit(cells)) or (n == 0 and is_number(cells[0].text)):
            return n
    return max(len(rows) - 1, 0)


def _says_unit(cells: Sequence[Cell]) -> bool:
    texts = [bare(cell.text) for cell in cells]
    return any(map(is_caption, texts)) and all(map(_SAYS.match, texts))


def header_rows(rows: Sequence[Sequence[Cell]], first: int) -> frozenset[int]:
    """Rows of heads: at the top, which is `first`, and wherever a form begins anew with several heads in one row."""
    found: set[int] = set()
    for n in range(first, len(rows)):
        own = [cell for cell in rows[n] if cell.row == n]
        texts = [bare(cell.text) for cell in own if cell.text.strip()]
        below = n - 1 in found
        if below and (_numbers_columns(texts) or all(map(is_unit, texts))):
            found.add(n)
            continue
        if not texts or any(map(_tells if n > first else _is_no_head, texts)):
            continue
        above = rows[n - 1] if below else ()
        heads = sum(is_head(text) and len(text) <= _LONG for text in texts)
        top = n == first and len(texts) > 1 and all(len(text) <= _LONG for text in texts)
        parted = any(cell.col_span > 1 and cell.row + cell.row_span == n for cell in above)
        enough = heads >= max(2, (2 * len(texts) + 2) // 3) and len(rows[n]) > 2
        if (
            (parted and heads * 2 >= len(texts))
            or enough
            or _divides(above, own)
            or (top and not _is_form(own, rows[n + 1 : n + 2]))
        ):
            found.add(n)
    return frozenset(found)


def _tells(text: str) -> bool:
    """Whether a text is a number or tells something, as no head does."""
    return is_number(text) or is_prose(text) or bool(named_numbers(text))


def _is_no_head(text: str) -> bool:
    """The same for the first row, whose heads may explain themselves in brackets: 优（90%以上）."""
    return _tells(text) and _tells(_BRACKETED.sub("", text) or text)


def _divides(above: Sequence[Cell], own: Sequence[Cell]) -> bool:
    """Whether every head above that spans columns and ends there has a short text over each of its columns here."""
    spans = [c for c in above if c.col_span > 1 and c.row + c.row_span == own[0].row and c.text.strip()]
    parts = [[c for c in own if head.col <= c.col < head.col + head.col_span] for head in spans]
    short = all(0 < len(bare(cell.text)) <= _SHORT for part in parts for cell in part)
    return bool(spans) and short and all(len(part) > 1 for part in parts)


def _numbers_columns(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns (栏次 1 2 3 …)."""
    digits = [text for text in texts if text.isdecimal()]
    named = bool(texts) and is_ordinal(texts[0]) and len(digits) == len(texts) - 1 > 0
    in_order = bool(digits) and digits == [str(int(digits[0]) + i) for i in range(len(digits))]
    return in_order and (named or (len(digits) > 2 and len(digits) >= len(texts) - 1))


def _is_form(own: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    """Whether a row names a thing and says it (项目名称 | 某项目), with no columns of numbers `below`."""
    if any(len(row) > 2 and all(is_number(cell.text) for cell in row[1:]) for row in below):
        return False
    texts = [bare(cell.text) for cell in own]
    layered = any(c.row_span > 1 for c in own) and any(c.row_span == 1 < c.col_span for c in own)
    return (
        not layered
        and bool(_FORM.fullmatch(texts[0]))
        # A head says at its end what stands below it; what a thing is called may hold such words (高标准农田建设).
        and (len(texts) <= 4 and not holds_values(label_text(texts[1])[-4:] if len(texts) > 1 else ""))
    )
