"""Tables over page breaks (续表): columns by their edges, repeated heads dropped, cut rows and cells mended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.document import Cell, Paragraph, Table
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.document import Block

NEAR = 5.0  # points: edges this near are one edge
STRETCH = 0.02  # scans of one table may differ in width by this share
TITLE_ROWS = 3  # rows above a head that the next page may leave out
FULL = 1.6  # type sizes: a line that leaves less of its cell free went on
ENDING = 2  # characters that the names of a column end with alike (指标)
ENOUGH = 2  # names that do
CONTINUED = re.compile(
    r"[\s（(【\[]*(?:续上?表|接上[表页]|表?\s*\d*\s*[（(]?续[）)]?)[\s）)】\]]*(?:单位[:：]\s*\S{1,4})?"
)
NUMBER = re.compile(r"[-−—]?[\d０-９][\d０-９,，.．]*\s*[%％‰]?|[-—–/／无]")
STARTS = re.compile(r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[）)、.．](?!\d)|[①-⑳]|其中[:：]?")


def add_table(blocks: list[Block], table: Table, *, first: bool) -> None:
    """Put a table behind the blocks; `first` says that nothing but it stands above on its page.

    Where it goes on with the table that ends the page before, perhaps under a line such as 续表, the two become one.
    """
    at = len(blocks) - 1
    if at > 0 and not first and _announces(blocks[at], table.page):
        at, first = at - 1, True
    last = blocks[at] if blocks else None
    if first and isinstance(last, Table) and _last_page(last) == table.page - 1:
        joined = _joined(last, table)
        if joined is not None:
            blocks[at] = joined
            return
    blocks.append(table)


def _announces(block: Block, page: int) -> bool:
    """Whether a block is the lone line above a table that goes on."""
    return isinstance(block, Paragraph) and block.page == page and bool(CONTINUED.fullmatch(block.text.strip()))


def _last_page(table: Table) -> int:
    return max(cell.box.page for cell in table.cells)


def _joined(a: Table, b: Table) -> Table | None:
    """A table and its continuation as one, None when they cannot be one."""
    if missing := _missing(a, b):
        b = _with_blank_columns(b, missing, a.n_cols)
    edges, more = _edges(a, a.n_cols), _edges(b, b.n_cols)
    places = _placed(more, edges)
    if places is None and (back := _placed(edges, more)) is not None:
        a, places = _spread(a, back, b.n_cols), list(range(b.n_cols + 1))
    if places is None:
        if a.n_cols != b.n_cols:
            return None
        places = list(range(a.n_cols + 1))
    b = _spread(b, places, a.n_cols)
    head = _repeated(a, b)
    below = [altered(cell, row=cell.row - head) for cell in b.cells if cell.row >= head]
    cut = _is_cut(a, below)
    cells = _merged(a, below, cut=cut)
    return Table(a.n_rows + b.n_rows - head - cut, a.n_cols, a.box, tuple(cells), a.ruled and b.ruled)


def _edges(table: Table, count: int) -> list[float]:
    """The columns' edges from the left, counted from the left side of the table; those of no cell lie between."""
    edges: list[float | None] = [None] * (count + 1)
    for cell in table.cells:
        edges[cell.col], edges[cell.col + cell.col_span] = cell.box.x0, cell.box.x1
    known = [edge for edge in edges if edge is not None]
    last = known[0]
    made = []
    for edge in edges:
        last = last if edge is None else edge
        made.append(last - known[0])
    return made


def _missing(a: Table, b: Table) -> int:
    """How many columns at the left a continuation lacks: merged cells there leave no rule and no text on its page."""
    known, mine = ([_left(t) + edge for edge in _edges(t, t.n_cols)] for t in (a, b))
    first = len(known) - len(mine)
    alike = all(abs(x - y) <= NEAR for x, y in zip(known[max(first, 0) :], mine, strict=False))
    return first if 0 < first < len(known) - 2 and alike else 0


def _left(table: Table) -> float:
    return min(cell.box.x0 for cell in table.cells)


def _with_blank_columns(table: Table, missing: int, count: int) -> Table:
    """The table with columns more at its left, each an empty cell over all rows."""
    left = table.box._replace(x1=table.box.x0)
    blank = [Cell(0, col, table.n_rows, 1, left, ()) for col in range(missing)]
    cells = [altered(cell, col=cell.col + missing) for cell in table.cells]
    return altered(table, n_cols=count, cells=(*blank, *cells))


def _placed(edges: Sequence[float], among: Sequence[float]) -> list[int] | None:
    """For each edge the one of another table that it continues; None unless all do, the outer ones included."""
    if abs(edges[-1] - among[-1]) > max(NEAR, STRETCH * among[-1]):
        return None
    scale = among[-1] / edges[-1] if edges[-1] else 1.0
    found = [min(range(len(among)), key=lambda k: abs(among[k] - edge * scale)) for edge in edges]
    near = all(abs(among[k] - edge * scale) <= NEAR for k, edge in zip(found, edges, strict=True))
    return found if near and len(set(found)) == len(found) else None


def _spread(table: Table, places: Sequence[int], count: int) -> Table:
    """The table with its columns at the given places of a finer grid."""
    cells = tuple(
        altered(cell, col=places[cell.col], col_span=places[cell.col + cell.col_span] - places[cell.col])
        for cell in table.cells
    )
    return altered(table, n_cols=count, cells=cells)


def _repeated(a: Table, b: Table) -> int:
    """How many rows at the top of `b` say again what the top of `a` says."""
    tops = [_row(a, row) for row in range(min(a.n_rows, TITLE_ROWS + b.n_rows))]
    counts = []
    for start in range(min(TITLE_ROWS, len(tops))):
        count = 0
        while (
            start + count < len(tops)
            and count < b.n_rows
            and tops[start + count]
            and tops[start + count] == _row(b, count)
        ):
            count += 1
        counts.append(count)
    return max(counts, default=0)


def _row(table: Table, row: int) -> tuple[str, ...]:
    texts = tuple(re.sub(r"\s+", "", cell.text) for cell in table.cells if cell.row == row)
    return texts if any(texts) else ()


def _pairs(a: Table, below: Sequence[Cell]) -> list[tuple[Cell, Cell | None]]:
    """The cells of the first row below the break, each with the cell above it that has its columns."""
    above = {(cell.col, cell.col_span): cell for cell in a.cells if cell.row + cell.row_span == a.n_rows}
    return [(cell, above.get((cell.col, cell.col_span))) for cell in below if cell.row == 0]


def _is_cut(a: Table, below: Sequence[Cell]) -> bool:
    """Whether the page's end cuts the last row: texts that filled their cells go on, and no number stands twice.

    Or the row's name found no room above the break, and stands below it.
    """
    goes_on = False
    for cell, above in _pairs(a, below):
        if not cell.text.strip():
            continue
        if above is None or (NUMBER.fullmatch(cell.text.strip()) and above.text.strip()):
            return False
        if NUMBER.fullmatch(cell.text.strip()) or not above.text.strip():
            continue
        if not _is_full(above) or STARTS.match(cell.text.strip()):
            return False
        goes_on = True
    return goes_on or (any(_names(a, *pair) for pair in _pairs(a, below)) and _has_its_text_above(a, below))


def _names(a: Table, cell: Cell, above: Cell | None) -> bool:
    """Whether a cell below the break fills one above it, the only empty one of a column of names."""
    if above is None or above.text.strip() or not cell.text.strip() or NUMBER.fullmatch(cell.text.strip()):
        return False
    others = [c for c in a.cells if (c.col, c.col_span) == (above.col, above.col_span) and c is not above]
    return len(others) > ENOUGH and all(c.text.strip() for c in others)


def _has_its_text_above(a: Table, below: Sequence[Cell]) -> bool:
    """Whether of what a row's names are about all stands above the break, and nothing below it."""
    others = [(cell, above) for cell, above in _pairs(a, below) if not _names(a, cell, above)]
    return not any(cell.text.strip() for cell, _ in others) and any(above and above.text.strip() for _, above in others)


def _is_full(cell: Cell) -> bool:
    """Whether a cell's last line reaches its right side, so that its text may go on."""
    line = cell.lines[-1]
    return line.x1 > cell.box.x1 - FULL * line.size and line.text[-1] not in "。；;" and not NUMBER.fullmatch(cell.text)


def _goes_on(a: Table, cell: Cell, rest: Cell) -> bool:
    """Whether the merged cell above a break goes on below it, in a row of its own."""
    if not rest.text.strip():
        return rest.row_span > 1 and bool(cell.text.strip())
    if _depth(cell.text) > 0 and _depth(rest.text) < 0:
        return True
    # 满意度 + 指标: only together do they end as the column's other names do.
    end = rest.text.strip()[-ENDING:]
    others = [other.text.strip() for other in a.cells if other.col == cell.col and other is not cell]
    alike = (
        len(end) == ENDING
        and min(end) > "\u3400"
        and not {end, rest.text.strip()} & {*others}
        and sum(name.endswith(end) for name in others) >= ENOUGH
    )
    whole = cell.text.strip().endswith(end) or NUMBER.fullmatch(rest.text.strip()) or not cell.text.strip()
    return alike and not whole and (rest.text.strip() == end or _is_full(cell))


def _depth(text: str) -> int:
    """How many brackets a text leaves open, or less than none when it closes more than it opens."""
    return sum((char in "（(") - (char in "）)") for char in text)


def _merged(a: Table, below: Sequence[Cell], *, cut: bool) -> list[Cell]:
    """The cells of both, with those as one that the page's end has cut."""
    first = {id(above): cell for cell, above in _pairs(a, below) if above is not None}
    cells, taken = [], set()
    for cell in a.cells:
        rest = first.get(id(cell))
        if rest is not None and (cut or _goes_on(a, cell, rest)):
            span = cell.row_span + rest.row_span - cut
            taken.add(id(rest))
            lines = cell.lines + rest.lines
            cells.append(altered(cell, row_span=span, lines=lines, unread=cell.unread and not lines))
        else:
            cells.append(cell)
    return cells + [altered(cell, row=cell.row + a.n_rows - cut) for cell in below if id(cell) not in taken]
