"""What a report says (报告): its head, its sections, its figures, scores and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.record import record

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from schemas.document import Cell, Section, Table
    from schemas.figure import Figure


@record
class Head:
    """The head of the report (报告头). A field that the report does not state is None.

    `filed_to_month` says that no day of filing is printed but its month, of which `filed_on` is the first day; `theme`
    is what the title calls the funds that the report is about (专项资金), which labels bear where the text does not.
    """

    title: str | None = None
    theme: str = ""
    department: str | None = None
    region: str | None = None
    fiscal_year: int | None = None
    filed_on: date | None = None
    filed_to_month: bool = False
    self_score: Decimal | None = None
    grade: str | None = None
    figures: tuple[str, ...] = ()


@record
class Score:
    """A scored indicator (评分指标), or with `is_group` a group of them. `figures` are the ids of its figures."""

    name: str
    section_path: str
    page: int
    figures: tuple[str, ...]
    full_marks: Decimal | None = None
    awarded: Decimal | None = None
    indicator: str | None = None
    level1: str = ""
    level2: str = ""
    is_bonus: bool = False
    reason: str = ""
    is_group: bool = False


@record
class Scheme:
    """A scoring scheme (评分体系): the items that one table, or the prose, scores, and the totals stated over them.

    A total bears its group's name (`level1` and `level2` are the groups above), or none when it is the scheme's own.
    `table_id` is None in prose.
    """

    table_id: str | None
    items: tuple[Score, ...]
    totals: tuple[Score, ...] = ()


@record
class LabelledCell:
    """A cell with the labels of its row and column, and the figure in it if there is one."""

    cell: Cell
    is_header: bool
    row_label: str
    column_label: str
    figure: str | None = None

    def holding(self, figure: str) -> LabelledCell:
        """The same cell with its figure."""
        return LabelledCell(self.cell, self.is_header, self.row_label, self.column_label, figure)


@record
class LabelledTable:
    """A table (表) with its title, its unit and labelled cells. `table_id` is unique in the report (`t1`, …)."""

    table_id: str
    title: str
    unit: str
    section: int
    table: Table
    cells: tuple[LabelledCell, ...]


@record
class Report:
    """Everything that was extracted from one report. Figures, scores and tables stand in reading order."""

    head: Head
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    scores: tuple[Score, ...]
    tables: tuple[LabelledTable, ...]
    notes: tuple[str, ...] = ()
    schemes: tuple[Scheme, ...] = ()
