"""How a conflict is worded: numbers as they stand on the page, and no more and no less than what was found."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from benchmarks.building import report
from pipeline.reconcile import reconcile, wording
from pipeline.reconcile.doubts import Doubt
from pipeline.reconcile.telling import _unsure
from schemas.catalogue import load_catalogue
from schemas.rules import load_rules
from tests.pipeline.outcomes import figure

if TYPE_CHECKING:
    from schemas.rules import Rule

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)


def only_message(words: str) -> str:
    (row,) = reconcile(report(words), CATALOGUE, RULES).discrepancies
    return row.message


def test_numbers_bear_commas_where_they_are_printed_so() -> None:
    said = only_message(
        "全年收入[[全年收入|12,345,670.00元]]，其中：拨款[[拨款|11,000,000.00元]]，其他收入[[其他收入|1,345,760.00元]]。"
    )
    assert "11,000,000.00 + 1,345,760.00 = 12,345,760.00 ≠ 12,345,670.00" in said
    assert "应为12,345,760.00元" in said or "应为1,345,670.00元" in said


def test_numbers_without_commas_get_none() -> None:
    said = only_message(
        "全年收入[[全年收入|2345670.00元]]，其中：拨款[[拨款|1000000.00元]]，其他收入[[其他收入|1345760.00元]]。"
    )
    assert "1000000.00 + 1345760.00 = 2345760.00 ≠ 2345670.00" in said
    assert "," not in said


@pytest.mark.parametrize(
    ("value", "printed", "least", "shown"),
    [
        ("275000", "8.25万元", 2, "27.50"),
        ("274567", "8.25万元", 2, "27.46"),
        ("270000", "8万元", 0, "27"),
        ("-12345678900", "1,000.0万元", 1, "-1,234,567.89"),
        ("12340000", "１，０００万元", 0, "1,234"),
    ],
)
def test_what_comes_out_has_the_decimals_of_what_went_in(value: str, printed: str, least: int, shown: str) -> None:
    assert wording.in_unit(Fraction(value), figure(1, "8.25", printed=printed), least) == shown


def test_changes_that_are_needed_together_are_numbered() -> None:
    said = only_message(
        "项目预算[[项目预算|487.75万元]]，其中上级补助[[上级补助|270.93万元]]、本级配套[[本级配套|453.16万元]]；项目实际支出[[实际支出|216.82万元]]，结余[[结余|34.59万元]]，执行率[[执行率|92.91%]]。"
    )
    assert "以下2处同时有误：（1）" in said
    assert "；（2）" in said


def test_a_place_in_doubt_is_named_once() -> None:
    one, same, other = figure(1, "87.12"), figure(2, "87.12"), figure(3, "9.50")
    said = _unsure(Doubt((one, same, other), incomplete=False, looks=()))
    assert said.count("87.12") == 1
    assert "9.50" in said
    assert "等" not in said


@pytest.mark.parametrize("rule", list(RULES))
def test_every_message_tells_the_page(rule: Rule) -> None:
    said = wording.message(rule, "1.00 ≠ 2.00", "1元", "某项", [figure(1, "1.00", page=7), figure(2, "2.00", page=9)])
    assert "第7页" in said
    assert "第9页" in said


def test_what_is_spent_of_nothing_is_told_with_names() -> None:
    said = only_message("项目预算[[预算|0.00万元]]，实际支出[[实际支出|86.20万元]]，执行率[[执行率|100%]]。")
    assert "实际支出86.20万元 ＞ 预算0.00万元" in said


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("支出明细表·办公费", "“支出明细表·办公费”"),
        ("全年支出3.5万元。各县情况如下表·甲县", "“各县情况如下表·甲县”"),
        ("甲" * 50 + "·乙县", f"“…{'甲' * 37}·乙县”"),
    ],
)
def test_a_subject_is_read_at_once(subject: str, shown: str) -> None:
    rule = next(rule for rule in RULES if "表“{subject}”" in rule.message)
    assert f"表{shown}" in wording.message(rule, "1 ≠ 2", "1元", subject, [figure(1, "1.00")])
