"""Tables of the shapes that reports hold; every cell here is our own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from extractors.report import extract
from extractors.tables.captions import caption_of
from extractors.tables.grid import Grid
from pipeline.segment import segment
from schemas.catalogue import load_catalogue
from schemas.document import Document, Origin, Page, Paragraph, Table
from schemas.figure import Flag, Kind
from tests.drawing import paragraph, table

if TYPE_CHECKING:
    from schemas.report import Report

CATALOGUE = load_catalogue()


def read(*blocks: Paragraph | Table) -> Report:
    page = Page(1, 595, 842, Origin.TEXT, "drawn")
    return extract(segment(Document((page,), blocks)), CATALOGUE, "drawn")


def brief(report: Report) -> list[tuple[str, str, str, str]]:
    return [(f.label, f.kind.value, str(f.value), f.unit) for f in report.figures]


ASSETS = table(
    [
        ["项目", "数量", "金额", "在用资产", None],
        [None, None, None, "金额", "占比"],
        ["一、房屋", "3", "210.50", "200.50", "95.25%"],
        ["其中：办公用房", "1", "80.00", "80.00", ""],
        ["合计", "3", "210.50", "200.50", "95.25%"],
    ],
    {(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (2, 1), (0, 3): (1, 2)},
)

FORM = table(
    [
        ["项目支出绩效自评表", None, None, None, None, None, None, None],
        ["项目名称", "乡村公路养护", None, None, "联系电话", "0771-2233445", None, None],
        ["项目资金（万元）", "", "年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"],
        [None, "年度资金总额", "500", "480", "432", "10", "90%", "9"],
        [None, "上年结转资金", "0", "0", "0", "-", "", "-"],
        ["年度总体目标", "预期目标", None, None, "实际完成情况", None, None, None],
        [None, "养护公路120公里，投入480万元", None, None, "养护公路118公里，完成率98.33%", None, None, None],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
        ["产出指标", "数量指标", "养护里程", "≥120公里", "118公里", "20", "19.5", "雨季停工"],
        [None, "质量指标", "验收合格率", "≥95%", "96", "30", "30", ""],
        ["总分", None, None, None, None, "60", "58.5", ""],
    ],
    {
        (0, 0): (1, 8), (1, 1): (1, 3), (1, 5): (1, 3), (2, 0): (3, 1), (5, 0): (2, 1), (5, 1): (1, 3),
        (5, 4): (1, 4), (6, 1): (1, 3), (6, 4): (1, 4), (8, 0): (2, 1), (10, 0): (1, 5),
    },
)  # fmt: skip

MARKS = table(
    [
        ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "评价标准", "得分"],
        ["投入", "10", "目标设定", "5", "目标合理性", "5", "符合计2分；否则每项扣1分", "4"],
        [None, None, "预算配置", "5", "人员控制率", "5", "小于等于100%计5分", "5"],
        ["过程", "30", "预算执行", "20", "预算完成率", "10", "每低于1%扣0.5分", "9.5"],
        ["", "", "", "", "预算控制率", "10", "0计满分", "8"],
        ["合计", "40", "", "", "", "", "", "26.5"],
    ],
    {(1, 0): (2, 1), (1, 1): (2, 1)},
)


def test_heads_over_two_rows_and_the_caption_s_unit() -> None:
    report = read(paragraph("固定资产情况表 单位：万元"), ASSETS)
    assert (report.tables[0].title, report.tables[0].unit) == ("固定资产情况表", "万元")
    assert brief(report)[:6] == [
        ("一、房屋/数量", "count", "3", ""),
        ("一、房屋/金额", "amount", "210.50", "万元"),
        ("一、房屋/在用资产/金额", "amount", "200.50", "万元"),
        ("一、房屋/在用资产/占比", "rate", "95.25", "%"),
        ("其中：办公用房/数量", "count", "1", ""),
        ("其中：办公用房/金额", "amount", "80.00", "万元"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "unit"),
    [
        ("单位：元", "", "元"),
        ("（金额单位：亿元）", "", "亿元"),
        ("房屋情况", "注：金额单位均为万元。", "万元"),
        ("房屋情况表（万元）", "", "万元"),
        ("房屋情况表（金额：元）", "", "元"),
        ("单位：人民币（万元）", "", "万元"),
        ("房屋情况", "注：本表以千元为单位。", "千元"),
        ("单位：间、万元", "", "万元"),
        ("办公用房（计量单位：处；千元）", "", "千元"),
        ("单位：万元、%", "", "万元"),
        ("单位：元、万元", "", ""),
        ("房屋情况", "", ""),
    ],
)
def test_where_a_unit_may_stand(before: str, after: str, unit: str) -> None:
    blocks: tuple[Paragraph | Table, ...] = (paragraph(before), ASSETS, *([paragraph(after, 30)] if after else []))
    report = read(*blocks)
    assert report.tables[0].unit == unit
    assert {f.unit for f in report.figures if f.kind.value == "amount"} == ({unit} if unit else set())


def test_a_form_with_several_blocks() -> None:
    report = read(FORM)
    assert brief(report) == [
        ("项目资金/年度资金总额/年初预算数", "amount", "500", "万元"),
        ("项目资金/年度资金总额/全年预算数", "amount", "480", "万元"),
        ("项目资金/年度资金总额/全年执行数", "amount", "432", "万元"),
        ("项目资金/年度资金总额/分值", "score", "10", "分"),
        ("项目资金/年度资金总额/执行率", "rate", "90", "%"),
        ("项目资金/年度资金总额/得分", "score", "9", "分"),
        ("项目资金/上年结转资金/年初预算数", "amount", "0", "万元"),
        ("项目资金/上年结转资金/全年预算数", "amount", "0", "万元"),
        ("项目资金/上年结转资金/全年执行数", "amount", "0", "万元"),
        ("年度总体目标/养护公路/预期目标", "count", "120", "公里"),
        ("年度总体目标/养护公路投入/预期目标", "amount", "480", "万元"),
        ("年度总体目标/养护公路/实际完成情况", "count", "118", "公里"),
        ("年度总体目标/养护公路完成率/实际完成情况", "rate", "98.33", "%"),
        ("产出指标/数量指标/养护里程/年度指标值", "count", "120", "公里"),
        ("产出指标/数量指标/养护里程/实际完成值", "count", "118", "公里"),
        ("产出指标/数量指标/养护里程/分值", "score", "20", "分"),
        ("产出指标/数量指标/养护里程/得分", "score", "19.5", "分"),
        ("产出指标/质量指标/验收合格率/年度指标值", "rate", "95", "%"),
        ("产出指标/质量指标/验收合格率/实际完成值", "rate", "96", "%"),
        ("产出指标/质量指标/验收合格率/分值", "score", "30", "分"),
        ("产出指标/质量指标/验收合格率/得分", "score", "30", "分"),
        ("总分/分值", "score", "60", "分"),
        ("总分/得分", "score", "58.5", "分"),
    ]


def test_a_project_whose_name_holds_the_word_of_a_head() -> None:
    rows: list[list[str | None]] = [
        ["项目名称", "标准化厂房建设", None, None],
        ["主管部门", "某市工业局", "实施单位", "某市投资公司"],
        ["项目资金（万元）", "全年执行数", "分值", "得分"],
        ["资金总额", "432.5", "10", "9.5"],
    ]
    found = brief(read(table(rows, {(0, 1): (1, 3)})))
    assert [entry[1:] for entry in found] == [
        ("amount", "432.5", "万元"),
        ("score", "10", "分"),
        ("score", "9.5", "分"),
    ]


def test_heads_below_heads_and_codes_in_three_columns() -> None:
    rows: list[list[str | None]] = [
        ["项目", None, None, None, "收入预算", None, None],
        ["功能分类科目编码", None, None, "功能分类科目名称", "合计", "财政拨款收入", "事业单位经营收入"],
        ["类", "款", "项", None, None, None, None],
        ["205", "", "", "教育支出", "8,200.50", "8,000.50", "200"],
        ["205", "02", "01", "学前教育", "1,200", "1,200", ""],
    ]
    spans = {(0, 0): (1, 4), (0, 4): (1, 3), (1, 0): (1, 3), **{(1, c): (2, 1) for c in (3, 4, 5, 6)}}
    found = brief(read(paragraph("单位：元"), table(rows, spans)))
    assert [entry[2] for entry in found] == ["8200.50", "8000.50", "200", "1200", "1200"]
    assert [entry[0] for entry in found][:2] == [
        "教育支出/收入预算/合计",
        "教育支出/收入预算/财政拨款收入",
    ]


def test_scores_of_a_form() -> None:
    found = [(s.name, str(s.full_marks), str(s.awarded), s.level1, s.reason) for s in read(FORM).scores]
    assert found == [
        ("年度资金总额", "10", "9", "项目资金", ""),
        ("养护里程", "20", "19.5", "产出指标", "雨季停工"),
        ("验收合格率", "30", "30", "产出指标", ""),
    ]


def test_marks_beside_each_level_and_groups_left_blank() -> None:
    report = read(paragraph("附件2：部门整体支出评分表"), MARKS)
    assert report.tables[0].title == "部门整体支出评分表"
    found = [(s.name, str(s.full_marks), str(s.awarded), s.level1, s.level2) for s in report.scores]
    assert found == [
        ("目标合理性", "5", "4", "投入", "目标设定"),
        ("人员控制率", "5", "5", "投入", "预算配置"),
        ("预算完成率", "10", "9.5", "过程", "预算执行"),
        ("预算控制率", "10", "8", "过程", "预算执行"),
    ]
    assert report.head.self_score is not None
    assert str(report.head.self_score) == "26.5"
    # What a criterion demands is printed too, and kept apart by its column's name.
    assert all(f.kind.value == "score" or "标准" in f.label for f in report.figures)


def test_a_column_that_numbers_the_rows_is_no_figure() -> None:
    report = read(table([["项目", "行号", "本期（元）"], ["总收入", "1", "61,625.20"], ["总支出", "2", "65,142.50"]]))
    assert [(label, value) for label, _, value, _ in brief(report)] == [
        ("总收入/本期", "61625.20"),
        ("总支出/本期", "65142.50"),
    ]


def test_units_of_a_column_of_their_own() -> None:
    report = read(
        table(
            [
                ["指标名称", "计量单位", "目标值", "完成值", "得分"],
                ["培训人次", "人次", "500", "520", "10"],
                ["补助资金", "万元", "60", "58.5", "9.75"],
                ["合格率", "%", "95", "96", "10"],
                ["外汇收入", "万美元", "310", "305", "9"],
            ]
        )
    )
    assert [(k, v, u) for _, k, v, u in brief(report)] == [
        ("count", "500", "人次"), ("count", "520", "人次"), ("score", "10", "分"),
        ("amount", "60", "万元"), ("amount", "58.5", "万元"), ("score", "9.75", "分"),
        ("rate", "95", "%"), ("rate", "96", "%"), ("score", "10", "分"),
        # no money that could be added to that of other rows
        ("count", "310", ""), ("count", "305", ""), ("score", "9", "分"),
    ]  # fmt: skip


def test_codes_ordinals_years_and_column_numbers_are_no_figures() -> None:
    report = read(
        paragraph("单位：万元"),
        table(
            [
                ["序号", "科目编码", "科目名称", "年度", "合计", "基本支出"],
                ["栏次", "", "", "", "1", "2"],
                ["1", "2080501", "行政单位离退休", "2022", "120.50", "120.50"],
                ["2", "21301", "农业农村", "2022", "1,200.35", "800.35"],
            ]
        ),
    )
    assert [(label, value) for label, _, value, _ in brief(report)] == [
        ("行政单位离退休/合计", "120.50"),
        ("行政单位离退休/基本支出", "120.50"),
        ("农业农村/合计", "1200.35"),
        ("农业农村/基本支出", "800.35"),
    ]


def test_inherited_units_are_flagged_and_cells_cite_their_figures() -> None:
    report = read(paragraph("单位：万元"), ASSETS)
    by_id = {f.figure_id: f for f in report.figures}
    cited = [cell for cell in report.tables[0].cells if cell.figure]
    assert [cell.figure for cell in cited] == list(by_id)
    for cell in cited:
        figure = by_id[cell.figure or ""]
        assert (figure.row, figure.col, figure.table_id) == (cell.cell.row, cell.cell.col, "t1")
        assert figure.printed == cell.cell.text
        assert ("unit_inherited" in figure.flags) == (figure.unit != "%")


@pytest.mark.parametrize(
    ("head", "kind"), [("学校数", "count"), ("改造栋数", "count"), ("年初预算数", "amount"), ("拨款数", "amount")]
)
def test_a_column_of_counts_beside_amounts_takes_no_unit_of_money(head: str, kind: str) -> None:
    report = read(
        paragraph("单位：万元"),
        table([["乡镇", head, "决算金额"], ["东山镇", "12", "36.50"], ["西河镇", "9", "28.10"]]),
    )
    kinds = [f.kind.value for f in report.figures if f.label.endswith(head)]
    assert kinds == [kind, kind]


def test_forms_of_several_projects_score_the_same_indicator_each_for_itself() -> None:
    heads: list[str | None] = ["一级指标", "二级指标", "三级指标", "分值", "得分"]

    def form(*rows: list[str | None]) -> Table:
        return table([heads, *rows])

    first = form(["产出", "数量", "植树面积", "30", "30"], ["满意度", "满意度", "林农满意度", "10", "10"])
    second = form(
        ["产出", "质量", "苗木成活率", "30", "28"],
        ["", "时效", "按时栽种", "20", "18"],
        ["满意度", "满意度", "林农满意度", "10", "10"],
    )
    names = [s.name for s in read(first, paragraph("另一项目"), second).scores]
    assert names == ["植树面积", "林农满意度", "苗木成活率", "按时栽种", "林农满意度"]


TWO_SIDES = table(
    [
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
        ["一、财政拨款收入", "910.20", "一、基本支出", "640.00"],
        ["二、其他收入", "12.50", "二、项目支出", "270.10"],
        ["本年收入合计", "922.70", "本年支出合计", "910.10"],
        ["年初结转和结余", "30.00", "年末结转和结余", "42.60"],
        ["收入总计", "952.70", "支出总计", "952.70"],
    ],
    {(0, 0): (1, 2), (0, 2): (1, 2)},
)


def test_a_table_of_two_sides_names_each_by_its_own_rows() -> None:
    report = read(paragraph("收入支出决算总表（单位：万元）"), TWO_SIDES)
    assert [(str(f.value), f.indicator) for f in report.figures] == [
        ("910.20", "revenue.fiscal"), ("640.00", "expenditure.basic"), ("12.50", "revenue.other"),
        ("270.10", "expenditure.project"), ("922.70", "revenue.current"), ("910.10", "expenditure.total"),
        ("30.00", "carryover.opening"), ("42.60", "carryover.closing"), ("952.70", "revenue.total"),
        ("952.70", "expenditure.balanced"),
    ]  # fmt: skip
    assert "收入" not in report.figures[1].label


def test_a_side_with_fewer_rows_does_not_name_the_other() -> None:
    rows = [
        ["收入", "", "支出", ""],
        ["项目名称", "金额", "科目名称", "金额"],
        ["财政补助", "612.30", "文化体育", "598.10"],
        ["捐赠", "8.00", "科学普及", ""],
        ["", "", "卫生健康", "9.50"],
        ["", "", "住房保障", "12.70"],
        ["", "", "其他", ""],
    ]
    spans = {(0, 0): (1, 2), (0, 2): (1, 2)}
    labels = [f.label for f in read(paragraph("收支总表（单位：万元）"), table(rows, spans)).figures]
    assert labels[-2:] == ["卫生健康/金额", "住房保障/金额"]


def test_criteria_and_explanations_that_are_one_figure_or_a_range() -> None:
    rows = [
        ["三级指标", "指标值", "评分标准", "分值", "得分", "评分说明"],
        ["床位使用率", "80%—90%", "≥85%", "6", "5.2", "83.4%"],
        ["门诊人次", "≥3万人次", "每少一成扣1分", "4", "4", "10"],
        ["次均费用", "≤320元", "5分", "4", "4", "—"],
    ]
    printed = {(f.label.rpartition("/")[2], f.printed) for f in read(table(rows)).figures}
    assert {
        ("指标值", "80%"),
        ("指标值", "90%"),
        ("评分标准", "≥85%"),
        ("评分说明", "83.4%"),
        ("指标值", "≤320元"),
    } <= printed
    # A bare number of an explanation has no unit, and the points of a criterion are not the report's.
    assert not printed & {("评分说明", "10"), ("评分标准", "5分")}


def test_a_unit_behind_the_row_s_own_name() -> None:
    rows = [
        ["指标名称", "2021年度", "2022年度", "增减额", "增减率"],
        ["户均取水支出（元）", "1,260.00", "1,197.00", "-63.00", "-5.00"],
        ["设备折旧（万元）", "612.40", "894.10", "281.70", "46.00"],
        ["水质投诉率（‰）", "6.8", "4.9", "-1.9", "-27.94"],
    ]
    units = {(f.label.partition("/")[0], f.label.rpartition("/")[2]): f.unit for f in read(table(rows)).figures}
    years = ("2021年度", "2022年度", "增减额")
    assert {units["户均取水支出", year] for year in years} == {"元"}
    assert {units["设备折旧", year] for year in years} == {"万元"}
    assert {units["水质投诉率", year] for year in years} == {"‰"}
    assert {unit for (_, column), unit in units.items() if column == "增减率"} == {"%"}


def test_a_standard_may_be_a_price() -> None:
    rows = [
        ["补助对象", "人数", "补助标准（元）", "金额（元）"],
        ["护林员", "120", "800", "96000"],
        ["河长", "45", "600", "27000"],
    ]
    amounts = {(f.label, f.value) for f in read(table(rows)).figures if f.kind.value == "amount"}
    assert {("护林员/补助标准", 800), ("河长/补助标准", 600), ("护林员/金额", 96000)} <= amounts


def test_cells_that_name_their_own_numbers() -> None:
    rows: list[list[str | None]] = [
        ["年度预算（万元）", "", "年初预算数", "全年执行数", "执行率"],
        [None, "资金总额", "1500", "1750.5", "116.70%"],
        [None, "按收入来源分：1750.5", None, "按支出用途分：1750.5", None],
        [None, "其中：财政拨款：1700.5", None, "其中：人员支出：900.5", None],
        [None, "往来单位：45 联系电话：66001", None, "公用支出：250；项目支出：600", None],
    ]
    spans = {(0, 0): (5, 1)} | {(row, col): (1, 2) for row in (2, 3, 4) for col in (1, 3)}
    found = [(f.label.rpartition("/")[2], f.printed, f.unit) for f in read(table(rows, spans)).figures][3:]
    assert found == [
        ("按收入来源分", "1750.5", "万元"),
        ("按支出用途分", "1750.5", "万元"),
        ("财政拨款", "1700.5", "万元"),
        ("人员支出", "900.5", "万元"),
        ("公用支出", "250", "万元"),
        ("项目支出", "600", "万元"),
    ]


def test_a_bare_ten_thousand_under_a_name_that_counts() -> None:
    rows = [
        ["三级指标", "年度指标值", "完成值"],
        ["网站访问人数", "30万", "36.5万"],
        ["项目投入金额", "30万", "28.2万"],
    ]
    kinds = {(f.label.partition("/")[0], f.kind.value) for f in read(table(rows)).figures}
    assert kinds == {("网站访问人数", "count"), ("项目投入金额", "amount")}


@pytest.mark.parametrize(
    ("head", "doubt"),
    [
        ("分贫", True),
        ("分恒", True),
        ("权", True),
        ("权里", True),
        ("盆", True),
        ("值", True),
        ("分值", False),
        ("权重", False),
    ],
)
def test_a_head_of_points_that_a_scan_spoiled_leaves_a_doubt(head: str, doubt: bool) -> None:  # noqa: FBT001
    drawn = table([["三级指标", "指标值", head], ["宣传活动场次", "≥12场", "8"], ["培训合格率", "≥95%", "6"]])
    scanned = [replace(c, lines=tuple(replace(ln, origin=Origin.OCR) for ln in c.lines)) for c in drawn.cells]
    figures = read(replace(drawn, cells=tuple(scanned))).figures
    points = [f for f in figures if f.label.endswith("权重" if head[0] == "权" else "分值")]
    assert [(f.kind.value, Flag.AMBIGUOUS in f.flags) for f in points] == [("score", doubt)] * 2


def test_full_marks_below_a_spoiled_head_are_the_indicator_s() -> None:
    drawn = table([["三级指标", "分贫", "得分"], ["宣传活动场次", "8", "7.5"], ["培训合格率", "6", "6"]])
    scanned = [replace(c, lines=tuple(replace(ln, origin=Origin.OCR) for ln in c.lines)) for c in drawn.cells]
    scores = read(replace(drawn, cells=tuple(scanned))).scores
    assert [(s.name, str(s.full_marks), str(s.awarded)) for s in scores] == [
        ("宣传活动场次", "8", "7.5"), ("培训合格率", "6", "6"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "score", "doubt"), [("得弃", 0.62, True), ("得弃", 0.99, False), ("金额", 0.62, False)]
)
def test_a_head_that_was_read_unsurely_and_says_no_kind_leaves_a_doubt(head: str, score: float, doubt: bool) -> None:  # noqa: FBT001
    drawn = table([["项目资金（万元）", "预算数", head], ["年度资金总额", "120.5", "8.79"]])
    scanned = [
        replace(
            c,
            lines=tuple(
                replace(ln, origin=Origin.OCR, scores=(score if c.text == head else 0.99,) * len(ln.text))
                for ln in c.lines
            ),
        )
        for c in drawn.cells
    ]
    figures = read(replace(drawn, cells=tuple(scanned))).figures
    assert [Flag.AMBIGUOUS in f.flags for f in figures if f.printed == "8.79"] == [doubt]


@pytest.mark.parametrize("head", ["分红", "分成"])
def test_a_digital_head_that_begins_like_points_is_none(head: str) -> None:
    grid = table([["合作社", head], ["大石合作社", "12.5"], ["小河合作社", "8.4"]])
    assert [(f.kind.value, f.unit) for f in read(paragraph("单位：万元"), grid).figures] == [("amount", "万元")] * 2


def test_the_unit_of_the_table_below_is_not_that_of_the_one_above() -> None:
    grid, title = Grid(table([["资金来源", "预算数"], ["省级资金", "2212647.04"]])), [paragraph("某项目资金情况")]
    note, below = paragraph("注：金额单位为元。"), paragraph("金额单位：万元")
    assert caption_of(grid, title, [below, ASSETS]).unit == ""
    assert caption_of(grid, title, [below]).unit == "万元"
    assert caption_of(grid, title, [below, paragraph("附表二"), ASSETS]).unit == "万元"
    assert caption_of(grid, title, [paragraph("附表二（单位：万元）"), paragraph("填报日期"), ASSETS]).unit == ""
    assert caption_of(grid, title, [note, below, ASSETS]).unit == "元"


def test_marks_in_heads_are_figures_and_columns_keep_their_names() -> None:
    rows = [
        ["预算执行情况（20分）", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20分×执行率）"],
        ["部门整体支出", "640.00", "608.00", "95.00%", "19"],
    ]
    found = brief(read(paragraph("单位：万元"), table(rows, top=1)))
    assert [row[1:] for row in found[:2]] == [("score", "20", "分")] * 2
    assert found[0][0] == "预算执行情况"
    assert [row[1:] for row in found[2:]] == [
        ("amount", "640.00", "万元"),
        ("amount", "608.00", "万元"),
        ("rate", "95.00", "%"),
        ("score", "19", "分"),
    ]


def test_a_cell_may_name_its_number_without_a_colon() -> None:
    rows = [
        ["项目", "2021年决算数", "2022年预算数", "2022年决算数"],
        ["公用经费", "86.54", "84.00", "82.36"],
        ["预算调整", "—", "年初预算 1,293.47", "年中追加 312.66"],
        ["备注", "—", "共 3 项", "标准 A 2"],
    ]
    found = brief(read(paragraph("单位：万元"), table(rows, top=1)))
    assert ("预算调整/年初预算", "amount", "1293.47", "万元") in found
    assert ("预算调整/年中追加", "amount", "312.66", "万元") in found
    assert len([row for row in found if row[1] == "amount"]) == 5


def test_a_forms_unit_reaches_the_rows_below_its_names() -> None:
    rows = [
        ["项目名称", "乡村水厂改造", None, None, None],
        ["预算执行情况（10分）", "预算数（万元）", "236.00", "执行数（万元）", "221.40"],
        [None, "其中：财政拨款", "200.00", "其中：财政拨款", "190.40"],
        [None, "其他资金", "36.00", "其他资金", "31.00"],
    ]
    form = table(rows, {(0, 1): (1, 4), (1, 0): (3, 1)})
    found = [f for f in read(form).figures if f.kind is Kind.AMOUNT]
    assert [(str(f.value), f.unit) for f in found] == [
        (value, "万元") for value in ("236.00", "221.40", "200.00", "190.40", "36.00", "31.00")
    ]


def test_a_unit_below_a_table_is_not_that_of_the_next_annex() -> None:
    blocks = [
        paragraph("附件1 决算表"),
        table([["项目", "决算数"], ["基本支出", "120.50"]], top=1),
        paragraph("（单位：万元）", 3),
        paragraph("附件2 项目资金表", 4),
        table([["项目", "预算数"], ["堤防加固", "8206200.00"]], top=5),
    ]
    assert [(f.unit, str(f.value)) for f in read(*blocks).figures if f.kind is Kind.AMOUNT] == [("万元", "120.50")]
