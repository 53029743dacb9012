# ruff: noqa: E501 - samples are easier to read on one line
"""One slip that befalls several numbers is one conflict with one explanation; dates out of order; what stands elsewhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from benchmarks.building import report
from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.finding import Severity
from schemas.rules import load_rules
from tests.drawing import paragraph, table
from tests.extractors.test_tables import read

if TYPE_CHECKING:
    from schemas.finding import Discrepancy
    from schemas.report import Report

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)
ROWS = [
    ["项目", "预算数", "执行数", "执行率"],
    ["水库加固", "412.35", "398.20", "96.57%"],
    ["渠道清淤", "187.62", "153.07", "81.59%"],
    ["泵站改造", "265.48", "251.19", "94.62%"],
    ["合计", "865.45", "802.46", "92.72%"],
]


def rows(made: Report) -> tuple[Discrepancy, ...]:
    return reconcile(made, CATALOGUE, RULES).discrepancies


def changes(row: Discrepancy, rank: int = 0) -> list[tuple[str, str]]:
    return [(c.printed, c.suggested) for c in row.explanations[rank].changes]


def with_row(n: int, row: list[str]) -> Report:
    grid = [*ROWS[:n], row, *ROWS[n + 1 :]]
    return read(paragraph("项目支出情况表（单位：万元）"), table(grid))


def test_nothing_is_said_of_the_true_table() -> None:
    assert rows(with_row(1, ROWS[1])) == ()


@pytest.mark.parametrize("n", [2, 3])
def test_a_row_with_the_numbers_of_the_row_above_is_one_conflict(n: int) -> None:
    (row,) = rows(with_row(n, [ROWS[n][0], *ROWS[n - 1][1:]]))
    assert changes(row) == [
        (wrong, f"{true}{unit}")
        for wrong, true, unit in zip(
            ROWS[n - 1][1:], (*ROWS[n][1:3], ROWS[n][3][:-1]), ("万元", "万元", "%"), strict=True
        )
    ]
    assert {c.slip for c in row.explanations[0].changes} == {"row"}
    assert "整行与上一行相同" in row.message


def test_of_a_copied_row_that_nothing_determines_it_is_said_that_it_is_wrong() -> None:
    grid = [
        ["项目", "上年决算数", "本年决算数", "增减率"],
        ["办公费", "120.50", "133.20", "10.54%"],
        ["差旅费", "88.16", "61.04", "-30.76%"],
        ["物业管理费", "318.42", "294.77", "-7.43%"],
        ["维修维护费", "318.42", "294.77", "12.60%"],
    ]
    (row,) = rows(read(paragraph("支出变动表（单位：万元）"), table(grid)))
    assert changes(row)[:2] == [("318.42", ""), ("294.77", "")]
    assert "应为何数本报告不足以推算" in row.message


def test_rows_that_are_rightly_alike_are_no_slip() -> None:
    grid = [ROWS[0], ["教育支出", "412.35", "398.20", "96.57%"], ["普通教育", "412.35", "398.20", "96.57%"]]
    assert rows(read(paragraph("支出表（单位：万元）"), table(grid))) == ()


def test_neighbours_of_two_relations_in_each_others_place() -> None:
    words = "项目预算[[项目预算|487.75万元]]，其中上级补助[[上级补助|270.93万元]]、本级配套[[本级配套|{}]]；项目实际支出[[实际支出|{}]]，结余[[结余|34.59万元]]，执行率[[执行率|92.91%]]。"
    assert rows(report(words.format("216.82万元", "453.16万元"))) == ()
    (row,) = rows(report(words.format("453.16万元", "216.82万元")))
    assert changes(row) == [("453.16万元", "216.82万元"), ("216.82万元", "453.16万元")]
    assert {c.slip for c in row.explanations[0].changes} == {"exchanged"}


def test_two_numbers_that_only_break_a_limit_were_not_exchanged() -> None:
    (row,) = rows(report("资产原值[[资产原值|338.71万元]]，其中：闲置[[闲置|413.25万元]]。"))
    assert "exchanged" not in {c.slip for e in row.explanations for c in e.changes}


def test_all_that_was_done_was_done_by_the_same_number() -> None:
    """Of a rate of 100 % without decimals the two amounts are one."""
    (row,) = rows(report("项目下达资金[[下达资金|85.58万元]]，实际使用[[实际使用|87.03万元]]，执行率[[执行率|100%]]。"))
    assert [("87.03万元", "85.58万元")] in [changes(row, n) for n in range(3)]


def test_a_value_that_the_report_prints_elsewhere_is_the_likeliest_of_an_interval() -> None:
    words = "年末结转[[年末结转|378.48万元]]，占可用资金[[可用资金|6110.96万元]]的[[占比|6.0%]]。"
    elsewhere = "全年可用财力[[全年财力|6344.53万元]]。上年财力[[上年财力|6110.96万元]]。"
    (row,) = rows(report((1, words), (5, elsewhere)))
    assert ("6110.96万元", "6344.53万元") in [c for n in range(3) for c in changes(row, n)]


def test_a_total_of_many_points_is_likelier_wrong_than_any_of_them() -> None:
    items = tuple((f"指标{n}", "10", "9") for n in range(10))
    (row,) = rows(report("自评得分[[自评得分|87分|score.total]]。", scores=items))
    assert changes(row) == [("87分", "90分")]


FILED = date(2021, 3, 5)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("项目于[[开工|2021年3月4日]]开工建设，[[完成|2020年9月8日]]竣工。", ("2021年3月4日", "2020年3月4日")),
        ("自评工作于[[自评|2020年1月8日]]启动。", ("2020年1月8日", "2021年1月8日")),
        ("设备于[[验收|2022年11月8日]]通过验收。", ("2022年11月8日", "2020年11月8日")),
    ],
)
def test_the_year_of_a_date_out_of_order(words: str, wrong: tuple[str, str]) -> None:
    (row,) = rows(report(words, filed=FILED))
    assert changes(row) == [wrong]
    assert row.severity is Severity.WARNING
    assert f"如{wrong[1]}：年份有误" in row.message


def test_a_day_shortly_after_filing_has_no_other_year() -> None:
    (row,) = rows(report("我单位于[[公开日期|2021年3月31日]]前已在网站公开自评报告。", filed=FILED))
    assert "年份有误" not in row.message
    assert row.suspect is None


@pytest.mark.parametrize(("done", "found"), [("2020年11月8日", 0), ("2019年11月8日", 1)])
def test_named_dates_of_one_section_have_an_order(done: str, found: int) -> None:
    made = report("开工日期：[[开工日期|2020年3月4日]]；", f"竣工日期：[[竣工日期|{done}]]。")
    assert len(rows(made)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("[[公开|2021年6月9日]]，本局已在网站发布预算信息。", 1),
        ("[[公开|2021年2月9日]]，本局已在网站发布预算信息。", 0),
        ("[[公开|2021年6月9日]]前，本局将在网站发布预算信息。", 0),
    ],
)
def test_what_has_been_done_was_done_before_filing(words: str, found: int) -> None:
    assert len(rows(report(words, filed=FILED))) == found


def test_a_total_above_its_parts_is_held_against_those_below() -> None:
    grid = [
        ["项目", "上年决算数", "本年决算数"],
        ["收入合计", "512.40", "498.16"],
        ["其中：财政拨款", "500.00", "480.00"],
        ["支出合计", "488.13", "501.27"],
        ["其中：基本支出", "301.55", "318.09"],
        ["项目支出", "186.58", "183.18"],
    ]
    made = [read(paragraph("收支表（单位：万元）"), table(grid))]
    grid[5] = ["项目支出", "186.58", "138.18"]
    made.append(read(paragraph("收支表（单位：万元）"), table(grid)))
    assert rows(made[0]) == ()
    (row,) = rows(made[1])
    assert changes(row) == [("138.18", "183.18万元")]


def test_full_marks_count_the_execution_of_the_budget_as_the_points_do() -> None:
    grid = [
        ["一级指标", "三级指标", "分值", "得分"],
        ["预算执行", "预算执行率", "10", "9.43"],
        ["产出指标", "建设数量", "50", "47"],
        ["效益指标", "带动就业", "40", "38"],
        ["总分", "", "100", "94.43"],
    ]
    assert rows(read(paragraph("自评表"), table(grid))) == ()
    grid[4] = ["总分", "", "90", "94.43"]
    (row,) = rows(read(paragraph("自评表"), table(grid)))
    assert changes(row) == [("90", "100分")]
