"""Tables over page breaks: heads repeated or not, merged last rows, rows and merged cells that the break cuts."""

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

    from schemas.document import Block, Cell

QUIET = Settings(ocr="off", cache=None)
EDGES = (70, 150, 250, 400, 460, 520)
HEAD = ["一级指标", "二级指标", "评价标准", "分值", "得分"]
SIZE = 10


def draw(path: Path, pages: list[list[tuple[list[int], list[str]]]], *, above: str = "") -> Path:
    """Pages of ruled rows; a row is the edges of its cells (indices of EDGES) and their texts, one line each."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for number, rows in enumerate(pages):
        canvas.setFont("STSong-Light", SIZE)
        y = HEIGHT - (700 if number == 0 else 80)
        if number and above:
            canvas.drawString(EDGES[0], y + 6, above)
        for edges, texts in rows:
            for (a, b), text in zip(pairwise(edges), texts, strict=True):
                canvas.rect(EDGES[a], y - 20, EDGES[b] - EDGES[a], 20)
                canvas.drawString(EDGES[a] + 3, y - 14, text)
            y -= 20
        canvas.showPage()
    canvas.save()
    return path


def row(*texts: str) -> tuple[list[int], list[str]]:
    return list(range(len(EDGES))), list(texts)


def blocks(path: Path) -> tuple[Block, ...]:
    return read(path, QUIET, Readers(QUIET)).blocks


def texts(table: Table) -> list[list[str]]:
    made = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        made[cell.row][cell.col] = cell.text
    return made


FIRST = row("产出", "质量", "合格率达到九成", "20", "19")


def test_a_last_row_of_merged_cells_belongs_to_the_columns_above(tmp_path: Path) -> None:
    path = draw(tmp_path / "t.pdf", [[row(*HEAD), FIRST], [([0, 3, 4, 5], ["合计", "100", "95.4"])]])
    (table,) = blocks(path)
    assert isinstance(table, Table)
    assert texts(table) == [HEAD, FIRST[1], ["合计", "", "", "100", "95.4"]]
    assert {(c.col, c.col_span) for c in table.cells if c.row == 2} == {(0, 3), (3, 1), (4, 1)}


def test_columns_that_only_the_next_page_shows(tmp_path: Path) -> None:
    path = draw(tmp_path / "t.pdf", [[([0, 3, 5], ["项目", "分数"])], [row(*HEAD), FIRST]])
    (table,) = blocks(path)
    assert isinstance(table, Table)
    assert table.n_cols == 5
    assert texts(table)[0] == ["项目", "", "", "分数", ""]


def test_a_head_repeated_under_the_word_continued_is_dropped(tmp_path: Path) -> None:
    second = row("效益", "满意度", "问卷调查", "10", "9.5")
    path = draw(tmp_path / "t.pdf", [[row(*HEAD), FIRST], [row(*HEAD), second]], above="续表")
    table, line = blocks(path)
    assert isinstance(table, Table)
    assert isinstance(line, Paragraph)
    assert texts(table) == [HEAD, FIRST[1], second[1]]


def test_a_row_that_the_break_cuts_is_one_row(tmp_path: Path) -> None:
    above = row("效益", "", "改进作风文风与会风并且压减会议", "6", "6")
    below = row("", "", "文件", "", "")
    path = draw(tmp_path / "t.pdf", [[row(*HEAD), FIRST, above], [below, row("合计", "", "", "100", "96")]])
    (table,) = blocks(path)
    assert isinstance(table, Table)
    assert texts(table)[2:] == [
        ["效益", "", "改进作风文风与会风并且压减会议文件", "6", "6"],
        ["合计", "", "", "100", "96"],
    ]
    assert {line.page for cell in table.cells if cell.row == 2 for line in cell.lines} == {1, 2}


def test_a_row_whose_name_found_no_room_above_the_break_is_one_row(tmp_path: Path) -> None:
    named = [row("产出", "数量", "培训场次不少于十场", "10", "10"), row("产出", "质量", "考核合格率", "10", "9")]
    above = [row(*HEAD), *named, FIRST, row("效益", "", "走访群众评价良好", "10", "8")]
    total = row("合计", "", "", "50", "46")
    (table,) = blocks(draw(tmp_path / "r.pdf", [above, [row("", "群众满意", "", "", ""), total]]))
    assert isinstance(table, Table)
    assert texts(table)[4:] == [["效益", "群众满意", "走访群众评价良好", "10", "8"], total[1]]


def test_a_name_of_rows_to_come_is_not_that_of_the_last_row(tmp_path: Path) -> None:
    above = [
        row(*HEAD),
        FIRST,
        row("产出", "", "考核合格率", "10", "9"),
        row("效益", "", "走访群众评价良好", "10", "8"),
    ]
    (table,) = blocks(
        draw(tmp_path / "r.pdf", [above, [row("", "群众满意", "", "", ""), row("", "", "随访", "5", "5")]])
    )
    assert isinstance(table, Table)
    assert texts(table)[3][1] == ""


def test_a_whole_row_after_a_full_one_stays_a_row(tmp_path: Path) -> None:
    above = row("效益", "", "改进作风文风与会风并且压减会议", "6", "6")
    below = row("效益", "", "压减文件", "7", "")
    path = draw(tmp_path / "t.pdf", [[row(*HEAD), FIRST, above], [below, row("合计", "", "", "100", "96")]])
    (table,) = blocks(path)
    assert isinstance(table, Table)
    assert len(texts(table)) == 5


def test_another_table_on_the_next_page_stays_another(tmp_path: Path) -> None:
    path = draw(tmp_path / "t.pdf", [[row(*HEAD), FIRST], [([0, 2, 5], ["单位", "金额"]), ([0, 2, 5], ["甲", "8.00"])]])
    assert len(blocks(path)) == 1  # the same edges: one form goes on
    shifted = tmp_path / "s.pdf"
    canvas = Canvas(str(shifted), pagesize=(WIDTH, HEIGHT))
    for left in (70, 130):
        canvas.setFont("STSong-Light", SIZE)
        for k in range(2):
            for c in range(2 if left == 70 else 3):
                canvas.rect(left + 90 * c, 700 - 20 * k, 90, 20)
                canvas.drawString(left + 90 * c + 3, 706 - 20 * k, f"{k}{c}")
        canvas.showPage()
    canvas.save()
    assert len(blocks(shifted)) == 2


def test_a_cell_whose_bracket_closes_on_the_next_page_goes_on(tmp_path: Path) -> None:
    first, second = row("项目决策（20", "过程", "程序合规", "8", "8"), row("分）", "资金分配", "办法与结果", "12", "11")
    (table,) = blocks(draw(tmp_path / "t.pdf", [[row(*HEAD), first], [second]]))
    assert isinstance(table, Table)
    assert [(c.text, c.row_span) for c in table.cells if c.col == 0] == [("一级指标", 1), ("项目决策（20分）", 2)]
    assert [c.text for c in table.cells if c.col == 3] == ["分值", "8", "12"]


def test_a_page_without_the_first_columns_goes_on_with_the_table(tmp_path: Path) -> None:
    second = [([2, 3, 4, 5], ["抽查合格率", "8", "7.5"]), ([2, 3, 4, 5], ["返修率", "6", "6"])]
    (table,) = blocks(draw(tmp_path / "t.pdf", [[row(*HEAD), FIRST], second]))
    assert isinstance(table, Table)
    assert texts(table)[2:] == [["", "", "抽查合格率", "8", "7.5"], ["", "", "返修率", "6", "6"]]
    assert [(c.text, c.row_span) for c in table.cells if c.row == 1 and c.col < 2] == [("产出", 3), ("质量", 3)]


def test_a_name_whose_end_is_on_the_next_page_is_one_name(tmp_path: Path) -> None:
    names = ["投入类", "产出类", "效果类"]
    first = [row(name, "数量", "按年度计划", "20", "19") for name in names]
    last, rest = row("社会反响", "评价", "问卷", "10", "9"), row("类", "走访", "记录", "8", "8")
    assert [c.text for c in _first_column(tmp_path, [row(*HEAD), *first, last], [rest])][
        -1
    ] == "类"  # too short to tell
    first = [row(name + "指标", "数量", "按年度计划", "20", "19") for name in names]
    last, rest = row("社会反响", "评价", "问卷", "10", "9"), row("指标", "走访", "记录", "8", "8")
    column = _first_column(tmp_path, [row(*HEAD), *first, last], [rest])
    assert (column[-1].text, column[-1].row_span) == ("社会反响指标", 2)
    other = row("生态类指标", "走访", "记录", "8", "8")
    assert [c.text for c in _first_column(tmp_path, [row(*HEAD), *first, last], [other])][-2:] == [
        "社会反响",
        "生态类指标",
    ]
    first = [row(text, "数量", "按年度计划", "20", "19") for text in ("≥80%", "≥70%", "达到优良及以上")]
    goals = _first_column(tmp_path, [row(*HEAD), *first], [row("≥90%", "走访", "记录", "8", "8")])
    assert [c.text for c in goals][-2:] == ["达到优良及以上", "≥90%"]
    first = [row(text, "数量", "按年度计划", "20", "19") for text in ("≥", "定性", "定性")]
    signs = _first_column(
        tmp_path, [row(*HEAD), *first, row("≥", "评价", "问卷", "10", "9")], [row("定性", "", "", "8", "8")]
    )
    assert [c.text for c in signs][-2:] == ["≥", "定性"]


def _first_column(folder: Path, *pages: list[tuple[list[int], list[str]]]) -> list[Cell]:
    (table,) = blocks(draw(folder / "t.pdf", list(pages)))
    assert isinstance(table, Table)
    return [cell for cell in table.cells if cell.col == 0]
