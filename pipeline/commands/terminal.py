"""What the terminal's output shares (终端): tables without rules, and Chinese text that breaks its lines anywhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

# What stays together: a number or a Latin word, the opening marks before it, which end no line, and the closing ones.
_PIECES = re.compile(r"[（“《]*(?:[\w.,%+-]+|[０-９．，]+|.)[，。；：、）”》]*", re.ASCII)


class Prose:
    """Chinese text that breaks its lines anywhere but inside a number or a Latin word."""

    def __init__(self, text: str, style: str = "") -> None:
        self.pieces = _PIECES.findall(text)
        self.style = style

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        line, width = "", 0
        for piece in self.pieces:
            wide = cell_len(piece)
            if line and width + wide > options.max_width:
                yield Text(line.rstrip(), self.style)
                line, width = "", 0
            line, width = line + (piece if line else piece.lstrip()), width + wide
        yield Text(line, self.style, overflow="fold")

    def __rich_measure__(self, _: Console, options: ConsoleOptions) -> Measurement:
        widths = [cell_len(piece) for piece in self.pieces]
        return Measurement(max(widths, default=0), sum(widths)).with_maximum(options.max_width)


def borderless_table(*headings: str) -> Table:
    """A table without rules; a heading that begins with > is set to the right."""
    made = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim", row_styles=("",))
    for heading in headings:
        right = heading.startswith(">")
        made.add_column(heading.removeprefix(">"), justify="right" if right else "left", overflow="fold")
    return made


def borderless_grid(columns: int) -> Table:
    """A grid without rules; the last column takes what room there is and breaks its lines."""
    made = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(columns - 1):
        made.add_column(no_wrap=True)
    made.add_column(overflow="fold", ratio=1)
    return made
