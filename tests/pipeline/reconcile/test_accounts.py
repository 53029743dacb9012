# ruff: noqa: E501 - samples are easier to read on one line
"""Accounts and comparisons in prose: what is told of one thing, and what only looks so."""

from __future__ import annotations

import pytest

from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.finding import Verdict
from schemas.rules import load_rules
from tests.pipeline.reconcile.building import report

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)


def wrong(*sentences: tuple[int, str] | str) -> list[str]:
    findings = reconcile(report(*sentences), CATALOGUE, RULES)
    return [c.rule_id for c in findings.checks if c.verdict is Verdict.INCONSISTENT]


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("上年结转[[上年结转|40.00万元]]，本年收入[[本年收入|960.00万元]]，实际支出[[实际支出|950.00万元]]，支出完成率[[支出完成率|97.00%]]。", "account.rate"),
        ("应到位[[应到位资金|90.00万元]]，实际到位[[实际到位资金|60.00万元]]，到位率仅为[[到位率|6.67%]]。", "account.rate"),
        ("接待支出[[接待支出|38.40万元]]，较上年的[[上年支出|40.00万元]]减少[[减少|1.60万元]]，下降[[下降|9.60%]]。", "prose.growth"),
        ("基本支出[[基本支出|90.30万元]]（人员经费[[人员经费|70.20万元]]，公用经费[[公用经费|21.00万元]]）。", "prose.sum"),
    ],
)  # fmt: skip
def test_a_contradiction_is_found(sentence: str, rule: str) -> None:
    assert rule in wrong(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "公用经费预算[[公用经费预算|50.00万元]]，支出[[公用经费支出|48.00万元]]。6月底支出进度仅为[[支出进度|38.2%]]。",
        "9月收回结余指标[[收回结余指标|20.00万元]]，调整后预算[[调整后预算|480.00万元]]，实际支出[[实际支出|475.00万元]]。",
        "总投资[[总投资|480.00万元]]，亩均投资[[亩均投资|1500元]]，其中中央资金[[中央资金|320.00万元]]。",
        "下达资金[[下达资金|300.00万元]]，其中甲任务[[甲任务|220.00万元]]，乙、丙任务各[[乙丙任务|40.00万元]]。",
        "高血压、糖尿病管理率分别为[[高血压管理率|72.3%]]、[[糖尿病管理率|70.8%]]，建档率[[建档率|92.4%]]。",
    ],
)  # fmt: skip
def test_what_belongs_to_something_else_is_no_contradiction(sentence: str) -> None:
    assert wrong(sentence) == []


def test_numbers_that_hold_one_relation_belong_together_in_another() -> None:
    """Over headings nothing is sure; that budget, expenditure and balance agree shows which rate is wrong."""
    told = (
        (1, "预算[[预算|122.82万元]]。"),
        (2, "实际支出[[实际支出|118.93万元]]，执行率[[执行率|91.21%]]，结余[[结余|3.89万元]]。"),
    )
    assert wrong(*told) == ["account.rate"]
    assert wrong(told[0], (2, "实际支出[[实际支出|118.93万元]]，执行率[[执行率|91.21%]]。")) == []
