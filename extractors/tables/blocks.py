"""What the columns and the rows of a block of a table are called (列名与行名): the heads above, the names beside."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from extractors.numbers.units import bracketed_unit, is_timed
from extractors.tables.cell_numbers import named_numbers
from extractors.tables.heads import (
    bare,
    holds_values,
    is_band,
    is_dash,
    is_number,
    is_ordinal,
    is_prose,
    is_unit,
    is_year,
    label_text,
    names_nothing,
    names_rows,
)
from extractors.tables.pairs import find_pairs
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemas.document import Cell

_SUM = re.compile(r"(?:合计|总计|总分|小计)$")


@record
class Column:
    """A column of a block: the heads above it from the top, each once, and their words joined with a slash."""

    heads: tuple[Cell, ...]
    label: str

    @cached_property
    def last(self) -> str:
        """The words of the nearest head."""
        return self.label.rpartition("/")[2]

    @cached_property
    def unit(self) -> str:
        """The unit in brackets in the nearest head that names one; "" when none does."""
        return next(filter(None, [bracketed_unit(head.text) for head in reversed(self.heads)]), "")

    @cached_property
    def is_timed(self) -> bool:
        """Whether a head's brackets name a unit of time: 工期（天）."""
        return any(is_timed(bare(head.text)) for head in self.heads)

    @cached_property
    def is_ordinal(self) -> bool:
        """Whether it orders or codes the rows."""
        return any(map(is_ordinal, self.label.split("/")))


NO_COLUMN = Column((), "")  # over heads themselves


@record
class Block:
    """The rows of a table between the header rows around them (`span`), with those above (`heads`)."""

    at: Mapping[tuple[int, int], Cell]
    rows: Sequence[tuple[Cell, ...]]
    n_cols: int
    span: range
    heads: range

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What each column is called."""
        return tuple(map(self._column, range(self.n_cols)))

    def _column(self, col: int) -> Column:
        over = [cell for row in self.heads if (cell := self.at.get((row, col))) and cell.row == row]
        heads = tuple(cell for cell in over if cell.text.strip())
        words = [label_text(head.text) for head in heads if not bare(head.text).isdecimal() and not is_unit(head.text)]
        return Column(heads, "/".join(dict.fromkeys(filter(None, words))))

    def column(self, row: int, col: int) -> Column:
        """What a place's column is called, which is nothing where its own row names the number there."""
        column = self.columns[col]
        return Column(column.heads, "") if col in self.pairs.get(row, ()) else column

    @cached_property
    def label_columns(self) -> tuple[int, ...]:
        """The columns at the left that name the rows: those that hold words, up to the first that holds values."""
        found: list[int] = []
        values = False
        for col, column in enumerate(self.columns):
            texts = [cell.text for row in self.span if (cell := self.at.get((row, col))) and cell.text.strip()]
            if column.is_ordinal or (texts and all(map(is_year, texts))):
                continue
            if column.last == "" and texts and not found and all(bare(text).isdecimal() for text in texts):
                continue
            bands = sum(map(is_band, texts)) if not found else 0
            numbers = sum(is_number(text) or is_dash(text) for text in texts) - bands
            named = names_rows(column.last)
            few = numbers * 2 <= len(texts)
            free = few and not named and not values and (not found or not holds_values(column.last))
            if (few and named) or (free and (numbers + sum(map(is_prose, texts)) - bands) * 2 <= len(texts)):
                found.append(col)
            elif found:
                values = True
        return tuple(found)

    @cached_property
    def _sides(self) -> tuple[int, ...]:
        """The first columns of the table's sides: 收入 | 决算数 | 支出 | 决算数 names each row twice.

        Group columns (一级指标 | 分值 | 二级指标) are merged over rows or say that they are levels.
        """
        return (0, *(right for left, right in pairwise(self.label_columns) if self._ends_side(left, right)))

    def _ends_side(self, left: int, right: int) -> bool:
        """Whether a column of names is the last of its side, before the next such column."""
        cells = [cell for row in self.span if (cell := self.at.get((row, left)))]
        if "级" in self.columns[left].label or any(cell.row_span > 1 for cell in cells):
            return False
        filled = sum(bool(cell.text.strip()) for cell in cells) * 2 > len(self.span)
        between = (self.at.get((row, col)) for row in self.span for col in range(left + 1, right))
        return (filled or self._parted(left, right)) and any(cell and is_number(cell.text) for cell in between)

    def _parted(self, left: int, right: int) -> bool:
        """Whether two columns stand under top heads of their own that each span columns (收入 | 支出)."""
        tops = [heads[0] for col in (left, right) if (heads := self.columns[col].heads)]
        return len(tops) == 2 and tops[0] is not tops[1] and all(top.col_span > 1 for top in tops)

    @cached_property
    def _namers(self) -> tuple[tuple[int, ...], ...]:
        """For each column the label columns at its left, on the side of the table that it is on."""
        namers: list[tuple[int, ...]] = []
        here: tuple[int, ...] = ()
        for col in range(self.n_cols):
            here = () if col in self._sides else here
            namers.append(here)
            here = (*here, col) if col in self.label_columns else here
        return tuple(namers)

    def row_names(self, row: int, col: int) -> tuple[Cell, ...]:
        """The cells that name a place in its row, group columns first, on the side of the table that it is on."""
        return self._named(row, col)[0]

    def _named(self, row: int, col: int) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
        """The cells that name a place in its row, and their words."""
        key = row, self._namers[col]
        if key not in self._names:
            cells = self._find_names(*key)
            self._names[key] = cells, tuple(word for word, _ in groupby(label_text(cell.text) for cell in cells))
        return self._names[key]

    @cached_property
    def _names(self) -> dict[tuple[int, tuple[int, ...]], tuple[tuple[Cell, ...], tuple[str, ...]]]:
        return {}

    def _find_names(self, row: int, columns: tuple[int, ...]) -> tuple[Cell, ...]:
        """The names of a row in its label columns, those that a cell above reaches down to among them."""
        found: list[Cell] = []
        for c in columns:
            cell = self.at.get((row, c))
            if (cell is None or not cell.text.strip()) and c != columns[-1]:
                begun = any(name.row == row for name in found)  # a new group does not go on with the last one's parts
                cell = None if begun or not self._is_part(row, columns[-1]) else self._carried(row, c)
            if cell is not None and cell.text.strip() and cell not in found and not named_numbers(cell.text):
                found.append(cell)
        telling = [cell for cell in found if not names_nothing(cell.text)]
        if row in self.pairs:
            first = min(self.pairs[row])
            headed = bool(self.columns[first].heads)
            return tuple(c for c in telling if c.col + c.col_span < first and (headed or c.row_span > 1))
        return tuple(telling or found)

    def _is_part(self, row: int, col: int) -> bool:
        """Whether a row's name is one, and not of the sum of all groups: the last row's, or 总计."""
        name = self.at.get((row, col))
        if name is None or not (text := bare(name.text)):
            return False
        return not _SUM.fullmatch(text) or (text != "总计" and name.row != self.span.stop - 1)

    def _carried(self, row: int, col: int) -> Cell | None:
        """The nearest text above in a group column whose cells were left blank instead of merged."""
        for above in range(row - 1, self.span.start - 1, -1):
            cell = self.at.get((above, col))
            if cell and cell.text.strip() and not _SUM.search(bare(cell.text)):
                return cell
        return None

    def row_label(self, row: int, col: int) -> str:
        """The names of a row up to a place, group columns first, joined with a slash."""
        _, words = self._named(row, col)
        if col in self.pairs.get(row, ()):
            words = (*words, self.pairs[row][col])
        elif not words or not self.columns[col].heads:
            left = self._left_text(row, col)
            if left and left not in words:
                words = (*words, left)
        return "/".join(words)

    def _left_text(self, row: int, col: int) -> str:
        for c in range(col - 1, -1, -1):
            cell = self.at.get((row, c))
            if cell and cell.text.strip() and not is_number(cell.text):
                return label_text(cell.text).rstrip(":：")
        return ""

    @cached_property
    def pairs(self) -> dict[int, dict[int, str]]:
        """For the rows where each number has its own name before it those names, by the numbers' columns."""
        return {row: names for row in self.span if (names := find_pairs(self, row))}
