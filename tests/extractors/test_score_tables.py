"""Scoring tables of many shapes; every cell here is our own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.drawing import paragraph, table
from tests.extractors.test_tables import read

if TYPE_CHECKING:
    from decimal import Decimal

    from schemas.report import Report

Rows = list[list[str | None]]
Spans = dict[tuple[int, int], tuple[int, int]]
Brief = list[tuple[str, str | None, str | None]]


def brief(report: Report) -> Brief:
    return [
        (s.name, None if s.full_marks is None else f"{s.full_marks:f}", None if s.awarded is None else f"{s.awarded:f}")
        for s in report.scores
        if not s.is_group
    ]


def items(rows: Rows, spans: Spans | None = None) -> Brief:
    return brief(read(paragraph("部门整体支出绩效自评评分表"), table(rows, spans)))


SHAPES: dict[str, tuple[Rows, Spans, Brief]] = {
    "marks at every level, merged": (
        [
            ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "评分标准", "自评得分"],
            ["投入", "16", "预算编制", "9", "编制完整", "5", "资料齐全得5分，缺一项扣1分", "5"],
            [None, None, None, None, "编制及时", "4", "按时报送得4分，迟报不得分", "3.5"],
            [None, None, "人员配置", "7", "在职人员控制", "7", "控制率≤100%得7分", "7"],
            ["合计", "16", "", "16", "", "16", "", "15.5"],
        ],
        {(1, 0): (3, 1), (1, 1): (3, 1), (1, 2): (2, 1), (1, 3): (2, 1)},
        [("编制完整", "5", "5"), ("编制及时", "4", "3.5"), ("在职人员控制", "7", "7")],
    ),
    "group columns blank, subtotals between": (
        [
            ["指标类别", "指标名称", "权重", "得分", "失分说明"],
            ["过程管理", "采购合规", "12", "12", ""],
            ["", "合同履约", "8", "7.2", "两份合同验收超期"],
            ["小计", "", "20", "19.2", ""],
            ["履职效果", "办件提速", "25", "25", "无"],
            ["", "企业评价", "15", "14", "回收问卷偏少"],
            ["小计", "", "40", "39", ""],
            ["总计", "", "60", "58.2", ""],
        ],
        {},
        [("采购合规", "12", "12"), ("合同履约", "8", "7.2"), ("办件提速", "25", "25"), ("企业评价", "15", "14")],
    ),
    "ranks by markers in one column": (
        [
            ["评价指标", "标准分", "自评分", "扣分原因"],
            ["一、决策", "15", "14", ""],
            ["（一）立项依据", "9", "9", ""],
            ["（二）目标明确", "6", "5", "两项目标未量化"],
            ["二、产出", "85", "83", ""],
            ["（一）管网改造长度", "45", "45", ""],
            ["（二）竣工及时", "40", "38", "汛期停工"],
            ["总得分", "100", "97", ""],
        ],
        {},
        [("立项依据", "9", "9"), ("目标明确", "6", "5"), ("管网改造长度", "45", "45"), ("竣工及时", "40", "38")],
    ),
    "two halves side by side": (
        [
            ["指标", "分值", "得分", "指标", "分值", "得分"],
            ["制度建设", "10", "9", "检验批次", "20", "20"],
            ["资金监管", "10", "10", "抽检合格", "20", "19"],
            ["资产盘点", "10", "8", "群众投诉回复", "30", "30"],
            ["小计", "30", "27", "小计", "70", "69"],
        ],
        {},
        [
            ("制度建设", "10", "9"), ("检验批次", "20", "20"), ("资金监管", "10", "10"), ("抽检合格", "20", "19"),
            ("资产盘点", "10", "8"), ("群众投诉回复", "30", "30"),
        ],
    ),
    "full marks in the names": (
        [
            ["一级指标", "二级指标", "三级指标", "评价要点", "得分"],
            ["管理指标（30分）", "财务管理（18分）", "会计核算（10分）", "账实相符", "9.5"],
            [None, None, "票据管理（8分）", "按序登记", "8"],
            [None, "业务管理（12分）", "督导检查（12分）", "每季一次", "11"],
            ["合计", "", "", "", "28.5"],
        ],
        {(1, 0): (3, 1), (1, 1): (2, 1)},
        [("会计核算", "10", "9.5"), ("票据管理", "8", "8"), ("督导检查", "12", "11")],
    ),
    "reckoned by the department and by the finance bureau": (
        [
            ["序号", "考核项目", "分值", "单位自评分", "财政复核分", "复核意见"],
            ["1", "年初目标申报", "20", "20", "18", "目标偏低"],
            ["2", "运行监控", "30", "29", "29", ""],
            ["3", "结果应用", "50", "48", "45", "整改未闭环"],
            ["", "合计", "100", "97", "92", ""],
        ],
        {},
        [("年初目标申报", "20", "20"), ("运行监控", "30", "29"), ("结果应用", "50", "48")],
    ),
    "deductions in a column": (
        [
            ["考评内容", "满分", "扣分", "实得分", "扣分理由"],
            ["预决算公开", "6", "0", "6", ""],
            ["三公经费压减", "4", "1.5", "2.5", "公务接待超支"],
            ["加分项：省级试点", "3", "", "3", ""],
            ["合计", "13", "1.5", "11.5", ""],
        ],
        {},
        [("预决算公开", "6", "6"), ("三公经费压减", "4", "2.5"), ("加分项：省级试点", "3", "3")],
    ),
    "indicators across": (
        [
            ["项目", "决策", "过程", "产出", "效益", "合计"],
            ["分值", "20", "20", "30", "30", "100"],
            ["得分", "18", "20", "29", "28.5", "95.5"],
        ],
        {},
        [("决策", "20", "18"), ("过程", "20", "20"), ("产出", "30", "29"), ("效益", "30", "28.5")],
    ),
    "funds and indicators in one form": (
        [
            ["项目名称", "灌区渠系标准化维护", None, None, None, None, None],
            ["资金（万元）", "年初数", "预算数", "执行数", "分值", "执行率", "得分"],
            ["资金总额", "300", "320", "288", "10", "90%", "9"],
            ["其中：县级资金", "300", "320", "288", "—", "90%", "—"],
            ["一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "得分"],
            ["产出指标", "数量", "清淤渠道", "≥60公里", "61公里", "25", "25"],
            ["", "质量", "渠道完好率", "≥90%", "88%", "25", "24.4"],
            ["效益指标", "社会效益", "灌溉保证率", "≥85%", "86%", "30", "30"],
            ["满意度指标", "满意度", "用水户满意度", "≥90%", "90%", "10", "10"],
            ["总分", "", "", "", "", "100", "98.4"],
        ],
        {(0, 1): (1, 6)},
        [
            ("资金总额", "10", "9"), ("清淤渠道", "25", "25"), ("渠道完好率", "25", "24.4"),
            ("灌溉保证率", "30", "30"), ("用水户满意度", "10", "10"),
        ],
    ),
    "points with their unit, full marks in brackets of the head": (
        [
            ["指标", "考核要点", "自评得分（满分100分）"],
            ["制度完善", "有章可循", "24分"],
            ["支出进度", "按季达标", "23.5分"],
            ["服务质量", "零差错", "25分"],
            ["自评总分", "", "72.5分"],
        ],
        {},
        [("制度完善", None, "24"), ("支出进度", None, "23.5"), ("服务质量", None, "25")],
    ),
    "several score heads": (
        [
            ["三级指标", "计分", None, "偏差说明"],
            [None, "满分值", "自评值", None],
            ["林木抚育面积", "30", "30", ""],
            ["病虫害防治率", "20", "18.6", "一处漏防"],
            ["合计", "50", "48.6", ""],
        ],
        {(0, 0): (2, 1), (0, 1): (1, 2), (0, 3): (2, 1)},
        [("林木抚育面积", "30", "30"), ("病虫害防治率", "20", "18.6")],
    ),
    "bonus and malus": (
        [
            ["类别", "指标", "分值", "得分"],
            ["基本指标", "责任落实", "60", "58"],
            ["", "任务完成", "40", "40"],
            ["加减分项", "典型经验获推广", "2", "2"],
            ["", "被约谈通报", "-3", "-1"],
            ["最终得分", "", "100", "99"],
        ],
        {},
        [("责任落实", "60", "58"), ("任务完成", "40", "40"), ("典型经验获推广", "2", "2"), ("被约谈通报", "-3", "-1")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_shape(shape: str) -> None:
    rows, spans, expected = SHAPES[shape]
    assert items(rows, spans) == expected


def test_groups_that_print_their_own_points_have_rows_grand_totals_none() -> None:
    rows, spans, _ = SHAPES["ranks by markers in one column"]
    groups = [(s.name, str(s.awarded)) for s in read(table(rows, spans)).scores if s.is_group]
    assert groups == [("决策", "14"), ("产出", "83")]
    children = {(s.name, s.level1) for s in read(table(rows, spans)).scores if not s.is_group}
    assert ("竣工及时", "产出") in children


RULED = dict(
    part.split("\n", 1)
    for name in ("score_tables.txt", "score_tables_styles.txt", "score_tables_clerks.txt")
    for part in Path(__file__).with_name(name).read_text("utf-8").split("\n== ")[1:]
)


def ruled(text: str) -> tuple[Rows, Spans]:
    """The rows and the merged cells of a table between bars."""
    printed = [line.split("|") for line in text.strip("\n").split("\n")]
    width = max(map(len, printed))
    rows: Rows = [[*line, *[""] * (width - len(line))] for line in printed]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    spans: Spans = {}
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            own = owner[i, j] = {"<": owner.get((i, j - 1)), "^": owner.get((i - 1, j))}.get(cell or "") or (i, j)
            if own != (i, j):
                row[j] = None
                down, across = spans.get(own, (1, 1))
                spans[own] = max(down, i - own[0] + 1), max(across, j - own[1] + 1)
    return rows, spans


@pytest.mark.parametrize("name", RULED)
def test_ruled(name: str) -> None:
    expected, _, text = RULED[name].partition("--\n")
    report = read(paragraph("部门整体支出绩效自评评分表"), table(*ruled(text)))
    found = [
        f"{'> ' * s.is_group}{s.name}; {_points(s.full_marks)}; {_points(s.awarded)}"
        for s in report.scores
        if "> " in expected or not s.is_group
    ]
    assert found == [line for line in expected.split("\n") if line]


def _points(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:f}"


BESIDE = dict(
    part.split("\n", 1)
    for part in Path(__file__).with_name("score_beside_tables.txt").read_text("utf-8").split("\n== ")[1:]
)


@pytest.mark.parametrize("name", BESIDE)
def test_prose_is_scored_by_the_names_of_the_reports_own_table(name: str) -> None:
    expected, _, text = BESIDE[name].partition("--\n")
    lines = text.strip().split("\n")
    prose = [line for line in lines if not line.startswith("|")]
    rows = ruled("\n".join(line[1:] for line in lines if line.startswith("|")))
    blocks = [paragraph(line, first) for first, line in enumerate(prose)]
    found = [
        f"{s.name}; {_points(s.full_marks)}; {_points(s.awarded)}" for s in read(*blocks, table(*rows, top=40)).scores
    ]
    assert found == [line for line in expected.split("\n") if line]


@pytest.mark.parametrize(
    "told",
    [
        "区水务局每月对养护单位打分，全年平均91.5分。",
        "参评单位共12家，年度平均得分90分以上的5家、90分以下的7家。",
    ],
)
def test_what_others_got_in_the_year_is_not_the_total(told: str) -> None:
    rows = ruled("指标|分值|得分|\n巡查次数|60|58|\n群众评价|40|37.5|\n合计|100|95.5|")
    found = read(paragraph(told), table(*rows, top=40)).head
    assert str(found.self_score) == "95.5"
