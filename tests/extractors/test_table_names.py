"""What rows and columns are called in tables of ways that clerks draw them: pairs, bands, months, heads in layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.drawing import paragraph, table
from tests.extractors.test_tables import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.document import Paragraph


def labels(
    rows: list[list[str | None]], *before: Paragraph, spans: Mapping[tuple[int, int], tuple[int, int]] | None = None
) -> list[tuple[str, str, str]]:
    """Name, number and unit of each figure of a table."""
    return [(f.label, f.printed, f.unit) for f in read(*before, table(rows, spans)).figures]


def test_a_row_of_pairs_below_heads_names_each_number_itself() -> None:
    rows: list[list[str | None]] = [
        ["一级指标", "二级指标", "三级指标", "年度目标值", "全年完成值", "权重", "得分"],
        ["资金执行", "预算数（A）", "512.00万元", "执行数（B）", "499.20万元", "97.5%", "9.75"],
        ["产出", "数量", "检修闸门", "18座", "18座", "30", "30"],
    ]
    assert labels(rows)[:2] == [
        ("资金执行/预算数", "512.00万元", "万元"),
        ("资金执行/执行数", "499.20万元", "万元"),
    ]
    assert ("资金执行/得分", "9.75", "分") in labels(rows)


def test_a_form_s_second_pair_is_not_part_of_the_first() -> None:
    rows: list[list[str | None]] = [
        ["项目名称", "闸门检修", "主管部门", "北屏县水务局"],
        ["预算数（万元）", "512.00", "执行数（万元）", "499.20"],
        ["其中：县级资金", "112.00", "其中：县级资金", "104.30"],
    ]
    assert labels(rows) == [
        ("预算数", "512.00", "万元"),
        ("执行数", "499.20", "万元"),
        ("预算数/其中：县级资金", "112.00", "万元"),
        ("执行数/其中：县级资金", "104.30", "万元"),
    ]


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([["时点", "计划进度", "实际进度"], ["4月末", "30%", "28.6%"], ["8月末", "60%", "61.2%"]], "4月末/计划进度"),
        ([["档次", "户数", "贴息"], ["10万元以下", "42户", "840"], ["10万元以上", "7户", "910"]], "10万元以下/户数"),
        ([["用途", "支出", "余额"], ["出差", "0", "0"], ["办会", "-", "2"], ["培训", "—", "3"]], "出差/余额"),
        ([["项目", "批复文号", "批复日期", "批复额"], ["堤防", "北水〔2023〕8号", "2023.4.6", "5,600"]], "堤防/批复额"),
        (
            [
                ["来源", "级次", "项目", "金额"],
                ["财政", "省级", "管网", "5"],
                ["", "县级", "泵站", "6"],
                ["自筹", "", "泵站", "7"],
            ],
            "自筹/泵站/金额",
        ),
        ([["类别", "项目", "金额（元）"], ["一", "人员", "5,600"], ["", "合计", "5,600"]], "人员/金额"),
        ([["类别", "项目", "金额（元）"], ["教育", "人员", "5,600"], ["", "合计", "5,600"]], "合计/金额"),
    ],
)  # fmt: skip
def test_what_is_no_name_is_left_out_of_a_row_s_and_what_is_one_is_not(rows: list[list[str | None]], name: str) -> None:
    assert name in [label for label, _, _ in labels(rows, paragraph("单位：元"))]


def test_heads_in_three_layers_below_a_project_s_name() -> None:
    rows: list[list[str | None]] = [
        ["项目名称", "资金来源", None, None, "结余"],
        [None, "拨款", None, "自筹", None],
        [None, "省级", "县级", None, None],
        ["桥梁加固", "310.00", "82.00", "25.00", "6.40"],
    ]
    spans = {(0, 0): (3, 1), (0, 1): (1, 3), (0, 4): (3, 1), (1, 1): (1, 2), (1, 3): (2, 1)}
    assert labels(rows, paragraph("单位：万元"), spans=spans) == [
        ("桥梁加固/资金来源/拨款/省级", "310.00", "万元"),
        ("桥梁加固/资金来源/拨款/县级", "82.00", "万元"),
        ("桥梁加固/资金来源/自筹", "25.00", "万元"),
        ("桥梁加固/结余", "6.40", "万元"),
    ]


def test_a_head_of_points_with_its_marks_has_those_of_what_its_row_begins_with() -> None:
    rows: list[list[str | None]] = [
        ["预算执行情况（10分）", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分（10分×执行率）"],
        ["年度资金总额（万元）", "640.00", "608.00", "95.00%", "9.50"],
        ["其中：市级资金", "600.00", "570.00", "95.00%", "—"],
    ]
    assert labels(rows)[1:] == [
        ("预算执行情况/分值", "10分", "分"),
        ("年度资金总额/预算数", "640.00", "万元"),
        ("年度资金总额/执行数", "608.00", "万元"),
        ("年度资金总额/执行率", "95.00%", "%"),
        ("年度资金总额/得分", "9.50", "分"),
        ("其中：市级资金/预算数", "600.00", "万元"),
        ("其中：市级资金/执行数", "570.00", "万元"),
        ("其中：市级资金/执行率", "95.00%", "%"),
    ]


def test_a_code_that_shares_its_head_with_the_name_is_no_figure() -> None:
    rows: list[list[str | None]] = [["项目", None, "支出"], ["213", "农林水支出", "880.40"]]
    assert labels(rows, paragraph("单位：万元"), spans={(0, 0): (1, 2)}) == [("农林水支出/支出", "880.40", "万元")]
