"""What a table's rows and columns are called (表头与行名): header rows, label columns, captions, units."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from extractors.tables.cell_numbers import named_numbers, whole_lines
from extractors.tables.heads import (
    bare,
    holds_values,
    is_band,
    is_caption,
    is_dash,
    is_head,
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
    from schemas.document import Cell, Table

_SAYS = re.compile(r"[\u4e00-\u9fff（(]{2,10}[:：]|[(（]?(?:19|20)\d\d年")  # 填报单位：, 金额单位：, 2023年度
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]$")
_SUM = re.compile(r"(?:合计|总计|总分|小计)$")
_LONGEST_QUOTE = 240
_SHORT = 14  # characters of a head under another


@record
class Grid:
    """A table with every place of its grid filled by the cell that covers it."""

    table: Table

    @cached_property
    def at(self) -> dict[tuple[int, int], Cell]:
        """The cell that covers each place."""
        return {
            (row, col): cell
            for cell in self.table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for col in range(cell.col, cell.col + cell.col_span)
        }

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The distinct cells of each row from left to right, those that reach into it from above included."""
        made = []
        for row in range(self.table.n_rows):
            cells = [self.at[row, col] for col in range(self.table.n_cols) if (row, col) in self.at]
            made.append(tuple(cell for i, cell in enumerate(cells) if i == 0 or cells[i - 1] is not cell))
        return tuple(made)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Each row's text, to be quoted."""
        return tuple(
            " ".join(text for cell in row if (text := cell.text.strip()))[:_LONGEST_QUOTE] for row in self.rows
        )

    def own(self, row: int) -> tuple[Cell, ...]:
        """The cells that begin in a row."""
        return tuple(cell for cell in self.rows[row] if cell.row == row)

    @cached_property
    def caption_rows(self) -> int:
        """How many rows at the top are its title or its unit: they span the table, or say only who and in what."""
        count = 0
        for row in range(self.table.n_rows - 1):
            cells = [cell for cell in self.rows[row] if cell.text.strip()]
            wide = len(cells) == 1 and (cells[0].col_span == self.table.n_cols or len(self.rows[row]) == 1)
            wide = wide or (
                len(cells) > 0
                and any(map(is_caption, texts := [bare(c.text) for c in cells]))
                and all(map(_SAYS.match, texts))
            )
            if not wide or (count == 0 and is_number(cells[0].text)):
                break
            count += 1
        return count

    @cached_property
    def header_rows(self) -> frozenset[int]:
        """Rows of heads: at the top, and wherever a form begins anew with several heads in one row."""
        rows: set[int] = set()
        for row in range(self.caption_rows, self.table.n_rows):
            texts = [bare(cell.text) for cell in self.own(row) if cell.text.strip()]
            if row - 1 in rows and (self._numbers_columns(row) or all(is_unit(text) for text in texts)):
                rows.add(row)
                continue
            if not texts or any(map(self._tells if row > self.caption_rows else self._is_no_head, texts)):
                continue
            heads = sum(is_head(text) and len(text) <= 24 for text in texts)
            top = row == self.caption_rows and all(len(text) <= 24 for text in texts) and len(texts) > 1
            below = row - 1 in rows and any(
                cell.col_span > 1 and cell.row + cell.row_span == row for cell in self.rows[row - 1]
            )
            divided = row - 1 in rows and self._divides(row)
            enough = heads >= max(2, (2 * len(texts) + 2) // 3) and len(self.rows[row]) > 2
            if (below and heads * 2 >= len(texts)) or enough or divided or (top and not self._pairs(row)):
                rows.add(row)
        return frozenset(rows)

    @staticmethod
    def _tells(text: str) -> bool:
        """Whether a text is a number or tells something, as no head does."""
        return is_number(text) or is_prose(text) or bool(named_numbers(text))

    def _is_no_head(self, text: str) -> bool:
        """The same for the first row, whose heads may explain themselves in brackets: 优（90%以上）."""
        return self._tells(text) and self._tells(_BRACKETED.sub("", text) or text)

    def _divides(self, row: int) -> bool:
        """Whether every head above that spans columns and ends there has a short text over each of its columns here."""
        spans = [c for c in self.rows[row - 1] if c.col_span > 1 and c.row + c.row_span == row and c.text.strip()]
        parts = [[c for c in self.own(row) if head.col <= c.col < head.col + head.col_span] for head in spans]
        short = all(0 < len(bare(cell.text)) <= _SHORT for part in parts for cell in part)
        return bool(spans) and short and all(len(part) > 1 for part in parts)

    def _numbers_columns(self, row: int) -> bool:
        """Whether a row only numbers the columns (栏次 1 2 3 …)."""
        texts = [bare(cell.text) for cell in self.own(row) if cell.text.strip()]
        digits = [text for text in texts if text.isdecimal()]
        named = bool(texts) and is_ordinal(texts[0]) and len(digits) == len(texts) - 1 > 0
        in_order = bool(digits) and digits == [str(int(digits[0]) + i) for i in range(len(digits))]
        return in_order and (named or (len(digits) > 2 and len(digits) >= len(texts) - 1))

    def _pairs(self, row: int) -> bool:
        """Whether a row names a thing and says it (项目名称 | 某项目), with no column of values below."""
        own = self.own(row)
        texts = [bare(cell.text) for cell in own]
        layered = any(c.row_span > 1 for c in own) and any(c.row_span == 1 < c.col_span for c in own)
        return (
            bool(texts)
            and not layered
            and bool(re.search(r"^(?:项目|部门|单位|评价|填报|主管|实施)\S{0,6}(?:名称|部门|单位|人)$", texts[0]))
            # A head says at its end what stands below it; what a thing is called may hold such words (高标准农田建设).
            and (len(texts) <= 4 and not holds_values(label_text(texts[1])[-4:] if len(texts) > 1 else ""))
        )

    def is_whole(self, cell: Cell) -> bool:
        """Whether a row or column prints whole numbers only, where half of the table's numbers have decimals."""
        rows, cols = self._whole
        return cell.row in rows or cell.col in cols

    @cached_property
    def _whole(self) -> tuple[frozenset[int], frozenset[int]]:
        return whole_lines([cell for cell in self.table.cells if cell.row not in self.header_rows])

    def heads_above(self, row: int, col: int) -> tuple[Cell, ...]:
        """The cells of the nearest block of header rows above a place that stand over its column, from the top."""
        key = self._blocks[row].start, col
        if key not in self._heads:
            self._heads[key] = self._find_heads(*key)
        return self._heads[key]

    def _find_heads(self, row: int, col: int) -> tuple[Cell, ...]:
        """The headings above a cell, from the top: the nearest run of heading rows above it, each cell once."""
        found: list[Cell] = []
        last = max((r for r in self.header_rows if r < row), default=None)
        while last is not None and last in self.header_rows:
            cell = self.at.get((last, col))
            if cell and cell.text.strip() and cell not in found and cell.row in self.header_rows:
                found.append(cell)
            last -= 1
        return tuple(reversed(found))

    def column_label(self, row: int, col: int) -> str:
        """The heads above a place, joined with a slash."""
        return "" if col in self.pairs(row) else self._heads_of(row, col)

    def _heads_of(self, row: int, col: int) -> str:
        key = self._blocks[row].start, col
        if key not in self._columns:
            heads = [cell.text for cell in self.heads_above(row, col)]
            words = [label_text(text) for text in heads if not bare(text).isdecimal() and not is_unit(text)]
            self._columns[key] = "/".join(dict.fromkeys(word for word in words if word))
        return self._columns[key]

    @cached_property
    def _paired(self) -> dict[int, dict[int, str]]:
        return {}

    @cached_property
    def _heads(self) -> dict[tuple[int, int], tuple[Cell, ...]]:
        return {}

    @cached_property
    def _columns(self) -> dict[tuple[int, int], str]:
        return {}

    @cached_property
    def _sides(self) -> dict[int, tuple[int, ...]]:
        return {}

    @cached_property
    def _namers(self) -> dict[tuple[int, int], tuple[int, ...]]:
        return {}

    @cached_property
    def _names(self) -> dict[tuple[int, tuple[int, ...]], tuple[tuple[Cell, ...], tuple[str, ...]]]:
        return {}

    @cached_property
    def _label_columns(self) -> dict[int, tuple[int, ...]]:
        return {}

    @cached_property
    def _blocks(self) -> tuple[range, ...]:
        """For each row the rows between the header rows around it; a header row stands by itself."""
        blocks: list[range] = []
        start = self.caption_rows
        for row in range(self.table.n_rows + 1):
            if row == self.table.n_rows or row < self.caption_rows or row in self.header_rows:
                blocks += [range(start, row)] * (row - len(blocks))
                if row < self.table.n_rows:
                    blocks.append(range(row, row + 1))
                start = row + 1
        return tuple(blocks)

    def block(self, row: int) -> range:
        """The rows between the header rows around a row."""
        return self._blocks[row]

    def label_columns(self, row: int) -> tuple[int, ...]:
        """The columns at the left that name the rows around a row."""
        block = self._blocks[row]
        if block.start not in self._label_columns:
            self._label_columns[block.start] = tuple(self._find_label_columns(block))
        return self._label_columns[block.start]

    def _find_label_columns(self, block: range) -> list[int]:
        """The columns of a block that name its rows: those that hold words, up to the first that holds values."""
        found: list[int] = []
        values = False
        for col in range(self.table.n_cols):
            head = self._heads_of(block.start, col).rpartition("/")[2]
            cells = [cell for row in block if (cell := self.at.get((row, col))) and cell.text.strip()]
            bands = sum(is_band(cell.text) for cell in cells) if not found else 0
            numbers = sum(is_number(cell.text) or is_dash(cell.text) for cell in cells) - bands
            prose = sum(is_prose(cell.text) for cell in cells) - bands
            coded = any(map(is_ordinal, self._heads_of(block.start, col).split("/")))
            if coded or (cells and all(is_year(cell.text) for cell in cells)):
                continue
            if head == "" and cells and all(bare(c.text).isdecimal() for c in cells) and not found:
                continue
            named = names_rows(head)
            few = numbers * 2 <= len(cells)
            free = few and not named and not values and (not found or not holds_values(head))
            if (few and named) or (free and (numbers + prose) * 2 <= len(cells)):
                found.append(col)
            elif found:
                values = True
        return found

    def row_names(self, row: int, col: int) -> tuple[Cell, ...]:
        """The cells that name a place in its row, group columns first, on the side of the table that it is on."""
        return self._row_named(row, col)[0]

    def _row_named(self, row: int, col: int) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
        """The cells that name a place in its row, and their words."""
        block = self._blocks[row].start, col
        if block not in self._namers:
            side = self._side(row, col)
            self._namers[block] = tuple(c for c in self.label_columns(row) if side <= c < col)
        key = row, self._namers[block]
        if key not in self._names:
            cells = self._find_names(*key)
            self._names[key] = cells, tuple(word for word, _ in groupby(label_text(cell.text) for cell in cells))
        return self._names[key]

    def _find_names(self, row: int, columns: tuple[int, ...]) -> tuple[Cell, ...]:
        """The names of a row in its label columns, those that a cell above reaches down to among them."""
        last = self.at.get((row, columns[-1])) if columns else None
        named = last is not None and bool(last.text.strip()) and not self._is_total(last)
        found: list[Cell] = []
        for c in columns:
            cell = self.at.get((row, c))
            blank = cell is None or not cell.text.strip()
            begun = any(name.row == row for name in found)  # a new group does not go on with the last one's parts
            if blank and c != columns[-1] and named and not begun:
                cell = self._carried(row, c)
            if cell is not None and cell.text.strip() and cell not in found and not named_numbers(cell.text):
                found.append(cell)
        telling = [cell for cell in found if not names_nothing(cell.text)]
        if pairs := self.pairs(row):
            first, headed = min(pairs), bool(self.heads_above(row, min(pairs)))
            return tuple(c for c in telling if c.col + c.col_span < first and (headed or c.row_span > 1))
        return tuple(telling or found)

    def row_label(self, row: int, col: int) -> str:
        """The names of a row up to a place, group columns first, joined with a slash."""
        _, words = self._row_named(row, col)
        if col in self.pairs(row):
            words = (*words, self.pairs(row)[col])
        elif not words or not self.heads_above(row, col):
            left = self._left_text(row, col)
            if left and left not in words:
                words = (*words, left)
        return "/".join(words)

    def pairs(self, row: int) -> dict[int, str]:
        """The names of a row's numbers, by their columns, where each has its own before it."""
        if row not in self._paired:
            self._paired[row] = find_pairs(self, row)
        return self._paired[row]

    def _side(self, row: int, col: int) -> int:
        """The first column of the side a place is on: 收入 | 决算数 | 支出 | 决算数 names each row twice.

        Group columns (一级指标 | 分值 | 二级指标) are merged over rows or say that they are levels.
        """
        block = self._blocks[row]
        if block.start not in self._sides:
            labels = self.label_columns(row)
            starts = [0]
            for left, right in pairwise(labels):
                cells = [self.at.get((r, left)) for r in block]
                grouped = any(cell and cell.row_span > 1 for cell in cells) or "级" in self.column_label(row, left)
                filled = sum(bool(cell and cell.text.strip()) for cell in cells) * 2 > len(block)
                valued = any(
                    is_number(c.text) for r in block for n in range(left + 1, right) if (c := self.at.get((r, n)))
                )
                if valued and not grouped and (filled or self._parted(row, left, right)):
                    starts.append(right)
            self._sides[block.start] = tuple(starts)
        return max(start for start in self._sides[block.start] if start <= col)

    def _parted(self, row: int, left: int, right: int) -> bool:
        """Whether two columns stand under top heads of their own that each span columns (收入 | 支出)."""
        tops = [heads[0] for col in (left, right) if (heads := self.heads_above(row, col))]
        return len(tops) == 2 and tops[0] is not tops[1] and all(top.col_span > 1 for top in tops)

    def _is_total(self, name: Cell) -> bool:
        """Whether a row's name is of the sum of all groups: the last row's, or 总计."""
        text = bare(name.text)
        return bool(_SUM.fullmatch(text)) and (text == "总计" or name.row == self._blocks[name.row].stop - 1)

    def _carried(self, row: int, col: int) -> Cell | None:
        """The nearest text above in a group column whose cells were left blank instead of merged."""
        for above in range(row - 1, self._blocks[row].start - 1, -1):
            cell = self.at.get((above, col))
            if cell and cell.text.strip() and not _SUM.search(bare(cell.text)):
                return cell
        return None

    def _left_text(self, row: int, col: int) -> str:
        for c in range(col - 1, -1, -1):
            cell = self.at.get((row, c))
            if cell and cell.text.strip() and not is_number(cell.text):
                return label_text(cell.text).rstrip(":：")
        return ""
