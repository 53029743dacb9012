"""A table's grid (表格网格): every place with the cell that covers it, the rows, and their blocks under heads."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from extractors.tables.blocks import Block
from extractors.tables.cell_numbers import whole_lines
from extractors.tables.header_rows import caption_rows, header_rows
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from schemas.document import Cell, Table

_LONGEST_QUOTE = 240


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
        rows: list[list[Cell]] = [[] for _ in range(self.table.n_rows)]
        for cell in sorted(self.table.cells, key=attrgetter("col")):
            for row in range(cell.row, cell.row + cell.row_span):
                rows[row].append(cell)
        return tuple(map(tuple, rows))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Each row's text, to be quoted."""
        return tuple(
            " ".join(text for cell in row if (text := cell.text.strip()))[:_LONGEST_QUOTE] for row in self.rows
        )

    @cached_property
    def caption_rows(self) -> int:
        """How many rows at the top are its title or its unit."""
        return caption_rows(self.rows, self.table.n_cols)

    @cached_property
    def header_rows(self) -> frozenset[int]:
        """The rows of heads."""
        return header_rows(self.rows, self.caption_rows)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """For each row the block that it is in: the rows between header rows. A header row stands by itself."""
        blocks: list[Block] = []
        heads = range(0)
        first = self.caption_rows
        for is_body, group in groupby(range(len(self.rows)), lambda row: row >= first and row not in self.header_rows):
            rows = list(group)
            if is_body:
                blocks += [self._block(range(rows[0], rows[-1] + 1), heads)] * len(rows)
                continue
            for row in rows:
                blocks.append(self._block(range(row, row + 1), heads))
                heads = range(max(rows[0], first), row + 1)
        return tuple(blocks)

    def _block(self, span: range, heads: range) -> Block:
        return Block(self.at, self.rows, self.table.n_cols, span, heads)

    def is_whole(self, cell: Cell) -> bool:
        """Whether a row or column prints whole numbers only, where half of the table's numbers have decimals."""
        rows, cols = self._whole
        return cell.row in rows or cell.col in cols

    @cached_property
    def _whole(self) -> tuple[frozenset[int], frozenset[int]]:
        return whole_lines([cell for cell in self.table.cells if cell.row not in self.header_rows])
