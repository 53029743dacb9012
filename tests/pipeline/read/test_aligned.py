"""Tables without vertical rules, and prose that must not become one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

from pipeline.read import Readers, read
from pipeline.read.layout.aligned import is_prose
from pipeline.read.layout.pieces import Piece, pieces_of
from pipeline.settings import Settings
from schemas.document import Line, Paragraph, Table
from tests.pipeline.read.drawn import HEIGHT, WIDTH, pdf

if TYPE_CHECKING:
    from pathlib import Path

QUIET = Settings(ocr="off", cache=None)
HEAD = ["一级指标", "二级指标", "分值", "得分", "扣分原因"]
ROWS = [
    ["产出", "数量", "20", "20", ""],
    ["", "质量", "20", "18.5", "返工两处"],
    ["效益", "社会效益", "30", "29", ""],
    ["合计", "", "70", "67.5", ""],
]


def draw(path: Path, rows: list[list[str]], *, rules: bool) -> Path:
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("STSong-Light", 11)
    for r, row in enumerate(rows):
        y = HEIGHT - 140 - 22 * r
        for c, text in enumerate(row):
            canvas.drawString(80 + 85 * c, y, text)
        if rules:
            canvas.line(72, y - 6, 520, y - 6)
    if rules:
        canvas.line(72, HEIGHT - 124, 520, HEIGHT - 124)
    canvas.showPage()
    canvas.save()
    return path


def tables_of(path: Path) -> list[list[list[str]]]:
    blocks = read(path, QUIET, Readers(QUIET)).blocks
    return [
        [
            [next((c.text for c in t.cells if (c.row, c.col) == (r, k)), "") for k in range(t.n_cols)]
            for r in range(t.n_rows)
        ]
        for t in blocks
        if isinstance(t, Table)
    ]


def test_rules_between_rows_only(tmp_path: Path) -> None:
    assert tables_of(draw(tmp_path / "half.pdf", [HEAD, *ROWS], rules=True)) == [[HEAD, *ROWS]]


def test_no_rules_at_all(tmp_path: Path) -> None:
    full = [HEAD, *([row[0] or "产出", row[1] or "小计", *row[2:4], row[4] or "无"] for row in ROWS)]
    assert tables_of(draw(tmp_path / "none.pdf", full, rules=False)) == [full]


def test_justified_prose_with_gaps_stays_prose(tmp_path: Path) -> None:
    lines = [
        "全年支出  1953.75  万元，其中办公费",
        "用  12.60  万元、差旅费  8.15  万元，比上",
        "年减少  3.20  万元，下降  9.1%  左右，主要",
    ]
    path = pdf(tmp_path / "p.pdf", [[(90, 100 + 24 * k, text) for k, text in enumerate(lines)]])
    blocks = read(path, QUIET, Readers(QUIET)).blocks
    assert {type(block) for block in blocks} == {Paragraph}


def texts_at(path: Path, placed: list[tuple[float, float, str]], rules: list[float]) -> Path:
    """A page of texts, each centred at its x, y from the top, and rules from side to side."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("STSong-Light", 9)
    for x, y, text in placed:
        canvas.drawCentredString(x, HEIGHT - y, text)
    for y in rules:
        canvas.line(72, HEIGHT - y, 520, HEIGHT - y)
    canvas.showPage()
    canvas.save()
    return path


def test_a_total_without_a_code_ends_a_table_without_rules(tmp_path: Path) -> None:
    rows = [
        ["科目编码", "科目名称", "决算数"],
        ["301", "工资福利支出", "86.87"],
        ["302", "商品服务支出", "90.08"],
        ["", "总计", "176.95"],
    ]
    assert tables_of(draw(tmp_path / "t.pdf", rows, rules=False)) == [rows]


def test_names_and_amounts_without_rules(tmp_path: Path) -> None:
    rows = [["采购类别", "采购金额"], ["货物类", "23.08"], ["工程类", "41.11"], ["合计", "64.19"]]
    assert tables_of(draw(tmp_path / "l.pdf", rows, rules=False)) == [rows]
    contents = [["一、部门概况", "3"], ["二、收支情况", "5"], ["三、绩效情况", "9"], ["四、存在问题", "12"]]
    assert tables_of(draw(tmp_path / "c.pdf", contents, rules=False)) == []


def test_texts_of_two_lines_make_no_column_and_no_row(tmp_path: Path) -> None:
    body = [(120, 147, "一、一般公共预算财政"), (93, 157, "拨款收入"), (230, 152, "1"), (330, 152, "350.20")]
    more = [(120, 173, "二、政府性基金预算财"), (97, 183, "政拨款收入"), (230, 178, "2"), (330, 178, "13.50")]
    rest = [
        (120, 200, "三、其他收入"),
        (230, 200, "3"),
        (330, 200, "4.10"),
        (120, 218, "合计"),
        (230, 218, "4"),
        (330, 218, "367.80"),
    ]
    head = [(120, 132, "项目"), (230, 132, "行次"), (330, 132, "决算数"), (450, 132, "备注")]
    path = texts_at(tmp_path / "w.pdf", head + body + more + rest, [120, 138, 163, 189, 206, 224])
    assert tables_of(path) == [
        [
            ["项目", "行次", "决算数", "备注"],
            ["一、一般公共预算财政拨款收入", "1", "350.20", ""],
            ["二、政府性基金预算财政拨款收入", "2", "13.50", ""],
            ["三、其他收入", "3", "4.10", ""],
            ["合计", "4", "367.80", ""],
        ]
    ]


def test_a_head_in_the_middle_of_two_columns_stands_over_both(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "h.pdf"), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("STSong-Light", 9)
    edges = [72, 122, 242, 322, 402, 520]
    for x, text in ((157, "项目"), (381, "支出")):
        canvas.drawCentredString(x, HEIGHT - 133, text)
    for k, row in enumerate((["编码", "名称", "合计", "基本", "项目"], ["205", "教育支出", "30.20", "20.10", "10.10"])):
        for x, text in zip(((a + b) / 2 for a, b in pairwise(edges)), row, strict=True):
            canvas.drawCentredString(x, HEIGHT - 151 - 18 * k, text)
    for y in (120, 138, 156, 174):
        for a, b in pairwise(edges):
            canvas.line(a, HEIGHT - y, b, HEIGHT - y)
    canvas.showPage()
    canvas.save()
    table = next(b for b in read(tmp_path / "h.pdf", QUIET, Readers(QUIET)).blocks if isinstance(b, Table))
    spans = [(c.text, c.col, c.col_span) for c in table.cells if c.row == 0]
    assert spans == [("项目", 0, 2), ("支出", 2, 3)]


def test_numbers_over_two_lines_stay_whole(tmp_path: Path) -> None:
    edges = (120, 140, 166, 192, 218)
    placed = [(100, 133, "序号"), (220, 133, "指标名称"), (340, 133, "分子"), (460, 133, "完成值")]
    for k, (name, whole, rest, rate) in enumerate(
        [
            ("预算执行率", "1,557,412.", "99", "93.3%"),
            ("预算调整率", "5,147,636.", "13", "10.0%"),
            ("控制率", "86,193.", "67", "6.2%"),
        ]
    ):
        y = edges[k + 1] + 16
        placed += [(100, y, str(k + 1)), (220, y, name), (340, y - 6, whole), (340, y + 6, rest), (460, y, rate)]
    table = tables_of(texts_at(tmp_path / "n.pdf", placed, list(edges)))
    assert [row[2] for row in table[0][1:]] == ["1,557,412.99", "5,147,636.13", "86,193.67"]


def test_two_tables_with_rules_between_their_rows_stay_two(tmp_path: Path) -> None:
    upper = [
        ["资金来源情况", "全年预算数", "得分"],
        ["年度资金总额", "240.38", "9.02"],
        ["其中财政拨款", "144.31", "8"],
    ]
    lower = [
        ["指标", "名称", "性质", "目标", "单位", "得分"],
        ["产出", "次数", "≥", "85", "次", "5"],
        ["效益", "人数", "≥", "90", "人", "4"],
    ]
    placed = [(125 + 140 * k, 132 + 18 * r, text) for r, row in enumerate(upper) for k, text in enumerate(row)]
    placed += [(90 + 70 * k, 212 + 18 * r, text) for r, row in enumerate(lower) for k, text in enumerate(row)]
    path = texts_at(tmp_path / "2.pdf", placed, [120, 138, 156, 174, 200, 218, 236, 254])
    assert tables_of(path) == [upper, lower]


def test_lines_with_gaps_but_no_columns_are_no_table(tmp_path: Path) -> None:
    starts = ((80, 200, 420), (120, 290, 400), (100, 220, 330), (160, 250, 340))
    page = [(x, 120 + 20 * k, "资金到位及时") for k, row in enumerate(starts) for x in row]
    assert not tables_of(pdf(tmp_path / "a.pdf", [page]))


def test_a_list_of_names_and_amounts_keeps_its_head_and_its_whole_amounts(tmp_path: Path) -> None:
    rows = [
        ["采购种类", "采购额"],
        ["办公设备", "64"],
        ["维修工程", "120.35"],
        ["物业服务", "87.4"],
        ["合计", "271.75"],
    ]
    page = [(90 + 200 * k, 140 + 22 * r, text) for r, row in enumerate(rows) for k, text in enumerate(row)]
    assert tables_of(pdf(tmp_path / "list.pdf", [page])) == [rows]
    contents = [("部门概况", "3"), ("收支情况", "5"), ("绩效情况", "8"), ("附件", "12")]
    page = [(90 + 200 * k, 140 + 22 * r, text) for r, row in enumerate(contents) for k, text in enumerate(row)]
    assert not tables_of(pdf(tmp_path / "contents.pdf", [page]))


def _line(text: str, gaps: dict[int, float]) -> Line:
    """A line of full-width characters of ten points, with gaps before some of them."""
    lefts, x = [], 50.0
    for k in range(len(text)):
        x += gaps.get(k, 0.0)
        lefts.append(x)
        x += 10
    return Line(text, 1, 50, 100, x, 110, lefts, [left + 10 for left in lefts], size=10)


def test_the_empty_half_of_a_bracket_belongs_to_the_gap() -> None:
    heads = "决算数（万元）预算数（万元）"
    assert [p.text for p in pieces_of(_line(heads, {7: 4.0}))] == ["决算数（万元）", "预算数（万元）"]
    assert len(pieces_of(_line(heads, {}))) == 1
    assert len(pieces_of(_line("决算数，预算数", {4: 1.5}))) == 1
    assert len(pieces_of(_line("决算数预算数", {3: 4.0}))) == 1


def test_two_columns_of_loosely_set_text_are_no_table() -> None:
    left = ["合计2476.37万元，实际支出2376.84万", "元，支出完成率为九成五，年末结转结余", "结转结余率为百分之四，进度"]
    right = ["%，自评得分为六分", "情况总体较好，扣分", "原因是部分指标偏低"]
    text = [
        [
            Piece(70, 240, 100 + 20 * k, 10, a),
            Piece(300, 330, 100 + 20 * k, 10, "77.85"),
            Piece(340, 440, 100 + 20 * k, 10, b),
        ]
        for k, (a, b) in enumerate(zip(left, right, strict=True))
    ]
    assert is_prose(text)
    amounts = [[row[0]._replace(text="办公费"), row[1], row[2]._replace(text="1，048，600.00")] for row in text]
    assert not is_prose(amounts)


def test_two_numbers_set_near_one_another_are_two_and_a_letter_spaced_one_is_one() -> None:
    near = [*(k * 5.0 for k in range(6)), *(34.5 + k * 5.0 for k in range(6))]
    spaced = [k * 9.0 for k in range(12)]
    for lefts, count in ((near, 2), (spaced, 1)):
        line = Line("132495124825", 1, 0, 0, 100, 10, lefts, [x + 5.0 for x in lefts], size=10.0)
        assert len(pieces_of(line)) == count


def test_a_percent_sign_set_apart_stays_with_its_number() -> None:
    lefts = [0.0, 5.0, 10.0, 12.0, 24.0]
    line = Line("98.9%", 1, 0, 0, 32, 10, lefts, [5.0, 10.0, 12.0, 17.0, 32.0], size=10.0)
    assert [piece.text for piece in pieces_of(line)] == ["98.9%"]


def test_a_list_of_whole_amounts_is_a_table_and_one_of_pages_is_not(tmp_path: Path) -> None:
    names = ["货物", "工程", "服务", "合计"]

    def listed(path: Path, head: str, numbers: list[str]) -> Path:
        rows = [("类别", head), *zip(names, numbers, strict=True)]
        return pdf(
            path,
            [[(x, 200 + 20 * k, text) for k, row in enumerate(rows) for x, text in zip((90, 400), row, strict=True)]],
        )

    amounts = ["1203400", "880000", "45,600", "2129000"]
    (table,) = tables_of(listed(tmp_path / "a.pdf", "金额", amounts))
    assert [row[1] for row in table] == ["金额", *amounts]
    assert tables_of(listed(tmp_path / "p.pdf", "页码", ["3", "8", "15", "112"])) == []


def test_a_head_that_crosses_one_gutter_and_a_column_of_one_text(tmp_path: Path) -> None:
    rows = [
        [(80, "科目编码"), (170, "科目名称"), (300, "本年合计"), (420, "其他支出")],
        *[[(80, "2080"), (141, f"项目{name}"), (300, "12.50")] for name in "甲乙丙丁戊己庚"],
    ]
    path = pdf(tmp_path / "t.pdf", [[(x, 200 + 20 * k, text) for k, row in enumerate(rows) for x, text in row]])
    (table,) = tables_of(path)
    assert table[0] == ["科目编码", "科目名称", "本年合计", "其他支出"]
    assert table[3] == ["2080", "项目丙", "12.50", ""]


def test_heads_flush_left_stand_over_the_columns_up_to_the_next(tmp_path: Path) -> None:
    rows = [
        ["街镇", "修缮（户）", "", "投入（万元）", ""],
        ["", "应修", "已修", "下达", "支付"],
        ["青岗镇", "31", "29", "62.00", "58.40"],
        ["柳林镇", "18", "18", "36.00", "36.00"],
        ["石桥镇", "24", "20", "48.00", "40.00"],
    ]
    path = draw(tmp_path / "flush.pdf", rows, rules=True)
    (found,) = [block for block in read(path, QUIET, Readers(QUIET)).blocks if isinstance(block, Table)]
    assert {c.text: (c.col, c.col_span) for c in found.cells if c.row == 0 and c.text and c.col} == {
        "修缮（户）": (1, 2),
        "投入（万元）": (3, 2),
    }


def test_a_head_in_the_middle_may_begin_farthest_left_of_its_column(tmp_path: Path) -> None:
    """Three layers of heads: 其中 stands in the middle of three columns, left of all else in the one it falls into."""
    path = tmp_path / "layers.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("STSong-Light", 9)
    columns = [103, 184, 268, 359, 438, 501]  # middles
    heads = [
        (430, [(143, "项目"), (382, "支出")]),
        (448, [(103, "功能分类"), (422, "其中")]),
        (455, [(184, "科目名称"), (268, "本年合计")]),
        (463, [(103, "科目编码"), (359, "基本支出"), (438, "项目支出"), (501, "经营支出")]),
    ]
    body = [["213", "农林水支出", "161.66", "76.10", "85.56", ""], ["221", "住房保障", "17.31", "12.97", "4.34", ""]]
    rows = [(482 + 17 * r, [*zip(columns, row, strict=True)]) for r, row in enumerate(body)]
    for y, texts in [*heads, *rows]:
        for x, text in texts:
            canvas.drawCentredString(x, HEIGHT - y - 3, text)
    for y, left in ((421, 70), (439, 70), (455, 308), (472, 70), (490, 70), (508, 70)):
        canvas.line(left, HEIGHT - y, 525, HEIGHT - y)
    canvas.save()
    (found,) = [block for block in read(path, QUIET, Readers(QUIET)).blocks if isinstance(block, Table)]
    spans = {c.text: (c.col, c.col_span) for c in found.cells if c.text in {"支出", "其中", "基本支出", "科目名称"}}
    assert spans == {"支出": (2, 4), "其中": (3, 3), "基本支出": (3, 1), "科目名称": (1, 1)}
