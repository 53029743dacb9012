"""Tables without vertical rules: columns from where rules meet, or from the space between texts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

from pipeline.read import Readers, read
from pipeline.settings import Settings
from schemas.document import Paragraph, Table
from tests.pipeline.read.drawn import HEIGHT, WIDTH

if TYPE_CHECKING:
    from pathlib import Path

QUIET = Settings(ocr="off", cache=None)
EDGES = (80, 200, 280, 330, 380)
ROWS = [["指标", "年初数", "分值", "得分"], ["养护里程", "12.50", "10", "9.5"], ["合计", "8,120.00", "100", "95.5"]]


def half_ruled(path: Path, tops: list[list[int]], *, by_cell: bool) -> Path:
    """Pages of tables with rules between rows only; each page holds rows of ROWS, ruled cell by cell or in one go."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for page in tops:
        canvas.setFont("STSong-Light", 10)
        for k in range(len(page) + 1):
            y = HEIGHT - 100 - 20 * k
            for a, b in pairwise(EDGES) if by_cell else [(EDGES[0], EDGES[-1])]:
                canvas.line(a, y, b, y)
        for k, row in enumerate(page):
            for x, text in zip(EDGES, ROWS[row], strict=False):
                canvas.drawString(x + 6, HEIGHT - 114 - 20 * k, text)
        canvas.showPage()
    canvas.save()
    return path


def rows_of(table: Table) -> list[list[str]]:
    rows = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row][cell.col] = cell.text
    return rows


def test_columns_of_a_half_ruled_table_drawn_cell_by_cell(tmp_path: Path) -> None:
    (table,) = read(half_ruled(tmp_path / "t.pdf", [[0, 1, 2]], by_cell=True), QUIET, Readers(QUIET)).blocks
    assert isinstance(table, Table)
    assert rows_of(table) == ROWS
    assert not table.ruled


def test_columns_of_a_half_ruled_table_drawn_in_whole_rules(tmp_path: Path) -> None:
    (table,) = read(half_ruled(tmp_path / "t.pdf", [[0, 1, 2]], by_cell=False), QUIET, Readers(QUIET)).blocks
    assert isinstance(table, Table)
    assert rows_of(table) == ROWS


def test_a_row_alone_on_the_next_page_belongs_to_the_table(tmp_path: Path) -> None:
    (table,) = read(half_ruled(tmp_path / "t.pdf", [[0, 1], [2]], by_cell=True), QUIET, Readers(QUIET)).blocks
    assert isinstance(table, Table)
    assert rows_of(table) == ROWS
    assert {cell.box.page for cell in table.cells} == {1, 2}


def test_prose_over_a_rule_is_no_table(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "p.pdf"), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("STSong-Light", 14)
    canvas.drawString(80, HEIGHT - 100, "某县水务局文件")
    canvas.line(80, HEIGHT - 110, 500, HEIGHT - 110)
    canvas.drawString(108, HEIGHT - 140, "现将自评情况报告如下。")
    canvas.showPage()
    canvas.save()
    blocks = read(tmp_path / "p.pdf", QUIET, Readers(QUIET)).blocks
    assert {type(block) for block in blocks} == {Paragraph}


def test_rules_that_merged_cells_shorten_belong_to_one_table(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "m.pdf"), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("STSong-Light", 10)
    starts = (2, 2, 1, 2, 2, 0)  # the first column of each rule: cells merged over rows have none beside them
    canvas.line(EDGES[0], HEIGHT - 180, EDGES[1], HEIGHT - 180)
    for k, start in enumerate(starts):
        for a, b in pairwise(EDGES[start:]):
            canvas.line(a, HEIGHT - 100 - 20 * k, b, HEIGHT - 100 - 20 * k)
    rows = [
        ["", "", "4", "3"],
        ["", "", "3", "2"],
        ["", "效果", "8", "7"],
        ["", "", "8", "8"],
        ["总计", "", "23", "20"],
    ]
    for k, row in enumerate(rows):
        for x, text in zip(EDGES, row, strict=False):
            canvas.drawString(x + 6, HEIGHT - 114 - 20 * k, text)
    canvas.showPage()
    canvas.save()
    (table,) = read(tmp_path / "m.pdf", QUIET, Readers(QUIET)).blocks
    assert isinstance(table, Table)
    assert rows_of(table) == rows
