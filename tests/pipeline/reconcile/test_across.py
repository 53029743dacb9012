"""What is told in one place and reckoned in another: each holds, fails, and lacks something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.building import report
from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.finding import Severity, Verdict
from schemas.rules import load_rules
from tests.drawing import paragraph, table
from tests.extractors.test_tables import read
from tests.pipeline.reconcile.test_rules_apply import SCORING

if TYPE_CHECKING:
    from schemas.report import Report

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)


def verdicts(made: Report, rule: str) -> set[Verdict]:
    return {check.verdict for check in reconcile(made, CATALOGUE, RULES).checks if check.rule_id == rule}


def shared_out(last: str, *, many: str = "三个方面") -> Report:
    return report(
        (1, "今年下达[[水利奖补资金|0.96亿元]]。"),
        (1, f"用于灌区、泵站、堤防{many}，分别为[[灌区|4100万元]]、[[泵站|3200万元]]和[[堤防|{last}]]。"),
        (1, "截至年底[[水利奖补资金|9600万元]]已拨付到县。"),
    )


def test_a_list_of_all_parts_makes_up_the_whole_told_before_in_another_unit() -> None:
    assert verdicts(shared_out("2300万元"), "prose.sum") == {Verdict.EXACT}
    assert verdicts(shared_out("2600万元"), "prose.sum") == {Verdict.INCONSISTENT}


@pytest.mark.parametrize("made", [shared_out("1300万元"), shared_out("2600万元", many="等方面")])
def test_a_list_that_may_be_of_something_else_is_not_held_against_it(made: Report) -> None:
    assert verdicts(made, "prose.sum") <= {Verdict.NOT_CHECKABLE}


def priced(paid: str, price: str = "每户[[危房改造每户|8500元]]") -> Report:
    return report(
        f"补助标准：危房改造{price}。",
        f"完成[[危房改造完成|36户]]，支出[[危房改造支出|{paid}]]。",
    )


def test_a_price_told_before_its_count() -> None:
    assert verdicts(priced("306000元"), "prose.price") == {Verdict.EXACT}
    assert verdicts(priced("316000元"), "prose.price") == {Verdict.INCONSISTENT}
    assert verdicts(priced("287450元"), "prose.price") == set()  # not all at the standard
    assert verdicts(priced("316000元", "每户不超过[[危房改造上限|8500元]]"), "prose.price") == set()


def fewer(change: str, words: str = "比上年减少") -> Report:
    rows = [
        ["项目", "2019年决算（万元）", "2020年决算（万元）"],
        ["差旅费", "31.00", "25.40"],
        ["合计", "43.20", "34.85"],
    ]
    return read(paragraph(f"2020年差旅印刷支出34.85万元，{words}{change}万元。"), table(rows))


def test_a_change_is_held_against_last_years_column_of_the_same_row() -> None:
    assert verdicts(fewer("8.35"), "prose.change") == {Verdict.EXACT}
    assert verdicts(fewer("8.53"), "prose.change") == {Verdict.INCONSISTENT}
    assert verdicts(fewer("8.53", "比预算节约"), "prose.change") <= {Verdict.NOT_CHECKABLE}


def scored(words: str) -> Report:
    return read(paragraph(words), table(SCORING))


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("产出、效益两部分分别得分58分和40分，合计98分。", {Verdict.EXACT}),
        ("产出、效益两部分分别得分58分和41分，合计99分。", {Verdict.INCONSISTENT}),
        ("产出部分得58分。扣分合计2分。", set()),
    ],
)
def test_the_tables_total_is_held_against_what_its_groups_make_in_the_prose(words: str, verdict: set[Verdict]) -> None:
    assert verdicts(scored(words), "score.restated") == verdict


def counted(done: str) -> Report:
    return read(
        table(
            [
                ["乡镇", "泵站数量", None, "资金（万元）"],
                [None, "计划", "建成", "支出"],
                ["东河", "7", "7", "70.50"],
                ["西塘", "9", "8", "81.20"],
                ["南圩", "6", "6", "60.30"],
                ["合计", "22", done, "212.00"],
            ],
            {(0, 0): (2, 1), (0, 1): (1, 2)},
        )
    )


def test_what_a_column_counts_makes_up_its_total() -> None:
    assert verdicts(counted("21"), "table.total") == {Verdict.EXACT}
    assert Verdict.INCONSISTENT in verdicts(counted("20"), "table.total")


def test_the_total_of_prices_is_no_sum() -> None:
    for head in ("每公里成本", "人均支出", "补助标准"):
        rows: list[list[str | None]] = [
            ["分局", "养护费", head],
            ["甲", "40.00", "2.50"],
            ["乙", "48.00", "2.40"],
            ["合计", "88.00", "2.44"],
        ]
        found = verdicts(read(paragraph("金额单位：万元"), table(rows)), "table.total")
        assert found == {Verdict.EXACT}


def test_a_total_that_stands_first_is_of_its_own_band() -> None:
    form: list[list[str | None]] = [
        ["项目资金（万元）", "预算数", "执行数", "得分"],
        ["年度资金总额", "50.00", "48.00", "9.6"],
        ["财政拨款", "45.00", "44.00", ""],
        ["其他资金", "5.00", "4.00", ""],
        ["三级指标", "年度指标值", "实际完成值", "得分"],
        ["植树面积", "60亩", "60亩", "20"],
        ["成活率", "90%", "92%", "20"],
    ]
    assert Verdict.INCONSISTENT not in verdicts(read(table(form)), "table.total")


def shares(last: str, *, third: str = "公务接待费") -> Report:
    return report(
        "三公经费中，因公出国费[[因公出国费|12.50万元]]，占三公经费的[[出国占比|25.00%]]；"
        "公务用车费[[公务用车费|30.00万元]]，占三公经费的[[用车占比|60.00%]]；"
        f"{third}[[{third}|7.50万元]]，占三公经费的[[接待占比|{last}]]。"
    )


def test_shares_of_parts_that_leave_nothing_out_are_shares_of_their_sum() -> None:
    assert Verdict.INCONSISTENT not in verdicts(shares("15.00%"), "prose.share") >= {Verdict.EXACT}
    assert Verdict.INCONSISTENT in verdicts(shares("51.00%"), "prose.share")
    assert verdicts(shares("51.00%", third="会议费"), "prose.share") <= {Verdict.NOT_CHECKABLE}


def cuts(last: str) -> Report:
    rows = [
        ["指标", "分值", "得分", "扣分"],
        ["甲项", "10", "8", "2"],
        ["乙项", "20", "19", "1"],
        ["丙项", "15", "12", last],
    ]
    return read(table(rows))


def test_points_lost_are_full_marks_less_points() -> None:
    assert verdicts(cuts("3"), "table.difference") == {Verdict.EXACT}
    assert Verdict.INCONSISTENT in verdicts(cuts("5"), "table.difference")
    full = [["指标", "分值", "得分", "扣分"], *([name, "10", "10", "0"] for name in "甲乙丙丁"), ["戊", "10", "9", "1"]]
    assert verdicts(read(table(full)), "table.difference") == {Verdict.EXACT}


def test_shares_of_another_whole_name_it_and_suspect_no_number() -> None:
    made = report(
        "三公经费中，因公出国费[[因公出国费|12.50万元]]，占三公经费的[[出国占比|6.25%]]；"
        "公务用车费[[公务用车费|30.00万元]]，占三公经费的[[用车占比|15.00%]]；"
        "公务接待费[[公务接待费|7.50万元]]，占三公经费的[[接待占比|3.75%]]。"
    )
    (found,) = reconcile(made, CATALOGUE, RULES).discrepancies
    assert "约200万元为整体" in found.message
    assert found.severity is Severity.ERROR  # three that say alike are no misreading, however far off
    assert "之和为50万元" in found.message
    assert (found.suspect, found.explanations) == (None, ())
