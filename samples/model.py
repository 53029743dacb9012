"""A drawn report (样本报告): headings, paragraphs and tables, in which every printed number is a `Mention`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from samples.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Mention:
    """A printed number. `text` is all of it as printed, qualifier and unit included; `digits` the number alone.

    `value` is in `unit`, `decimals` how many were printed. `fact` is the ledger's key ("" for a number that
    nothing else in the report depends on), `sign` -1 where a word such as 减少 stands for the minus. `number`
    counts the mentions of a report in the order in which they were written. `true` is what should have been
    printed where an error was planted, else None; `nature` is that error's.
    """

    number: int
    kind: str
    text: str
    digits: str
    value: Decimal
    unit: str
    decimals: int
    label: str
    fact: str = ""
    sign: int = 1
    qualifier: str = ""
    true: Decimal | None = None
    nature: str = ""


Runs: TypeAlias = tuple[str | Mention, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading (标题). `part` is the marker as it stands in a section path; `level` counts from 1.

    `run_in` is what follows on the same line after `joint` (a colon, a full stop). `split` puts the title on a line
    of its own below the marker. An `optional` heading is a sentence that merely bears a marker. `family` and `ordinal`
    are what the marker is made of, for programs that number by themselves.
    """

    level: int
    marker: str
    part: str
    title: str
    joint: str = ""
    run_in: Runs = ()
    split: bool = False
    optional: bool = False
    family: str = ""
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph (段). `style` is one of body, title, cover, centre, right, note, toc, plain; a page ends at `cut`."""

    runs: Runs
    style: str = "body"
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell (单元格)."""

    runs: Runs
    row_span: int = 1
    col_span: int = 1
    head: bool = False
    align: str = "center"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table (表). `rows` hold cells in the HTML way: a place covered by a span has no cell of its own.

    `note` is what stands above the right edge (单位：万元), `after` what stands below the table. `rules` is `all`,
    `half` (no vertical lines at the sides and between columns) or `none`. `heads` rows are repeated on each page
    when `repeat` is set. `widths` are relative.
    """

    rows: tuple[tuple[Cell, ...], ...]
    heads: int
    title: str = ""
    note: str = ""
    after: str = ""
    rules: str = "all"
    repeat: bool = True
    widths: tuple[float, ...] = ()
    unit: str = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """A page break; `paper` is what the pages from here on are: "" (A4), `wide` (on its side), `fold` (A3 folded)."""

    paper: str = ""


Block: TypeAlias = Heading | Para | Grid | Break


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored indicator (评分指标) and the mention of its score. `optional` ones may be left out by a reader."""

    name: str
    awarded: Mention
    full_marks: Decimal | None
    bonus: bool = False
    optional: bool = False


@dataclass(slots=True)
class Report:
    """A report before it becomes a file: what it says, and what a perfect reader would make of its head."""

    framework: str
    seed: int
    title: str
    department: str
    region: str
    fiscal_year: int
    filed_on: date | None
    self_score: Decimal | None
    grade: str | None
    ledger: Ledger
    layout: dict[str, str]
    blocks: list[Block] = field(default_factory=list)
    scores: list[Scored] = field(default_factory=list)

    def mentions(self) -> list[Mention]:
        """Every printed number, in reading order."""
        return [run for block in self.blocks for run in runs_of(block) if isinstance(run, Mention)]


def runs_of(block: Block) -> Runs:
    """All runs of a block in reading order, a table's row by row."""
    if isinstance(block, Heading):
        return block.run_in
    if isinstance(block, Para):
        return block.runs
    if isinstance(block, Grid):
        return tuple(run for row in block.rows for cell in row for run in cell.runs)
    return ()


def plain(runs: Runs) -> str:
    """The runs' text as printed."""
    return "".join(run if isinstance(run, str) else run.text for run in runs)
