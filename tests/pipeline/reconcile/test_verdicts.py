# ruff: noqa: E501 - samples are easier to read on one line, and drawn with a seed
"""Intervals, restatements and sentences, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.building import figure, report
from pipeline.reconcile import reconcile
from pipeline.reconcile.facts import agree
from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.slips import is_slip, slips
from schemas.catalogue import load_catalogue
from schemas.finding import CheckKind, Verdict
from schemas.rules import load_rules

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("87.17万元", "87.12万元", False),
        ("87.17万元", "87.18万元", False),  # the intervals touch, but the same decimals must be identical
        ("87.17万元", "87.2万元", True),
        ("87.15万元", "87.1万元", True),  # 87.15 is a boundary of 87.1: cut off, it would be
        ("87.17万元", "87.1万元", False),
        ("871700元", "87.17万元", True),
        ("1.2亿元", "12345.67万元", True),
        ("1.3亿元", "12345.67万元", False),
    ],
)
def test_restated(a: str, b: str, same: bool) -> None:  # noqa: FBT001
    assert agree(figure(1, "", a), figure(2, "", b)) is same


@pytest.mark.parametrize(
    ("parts", "whole", "verdict"),
    [
        (["1.11万元", "2.22万元"], "3.33万元", Verdict.EXACT),
        (["1.11万元", "2.22万元"], "3.34万元", Verdict.ROUNDING),
        (["1.11万元", "2.22万元"], "3.35万元", Verdict.ROUNDING),  # 1.119 + 2.229 = 3.348 ≈ 3.35: both cut off
        (["1.11万元", "2.22万元"], "3.32万元", Verdict.ROUNDING),
        (["1.11万元", "2.22万元"], "3.31万元", Verdict.INCONSISTENT),
        (["1.11万元", "2.22万元"], "3.36万元", Verdict.INCONSISTENT),
        (["7人", "8人"], "16人", Verdict.INCONSISTENT),
    ],
)
def test_sums(parts: list[str], whole: str, verdict: Verdict) -> None:
    left = [figure(n, "", text) for n, text in enumerate(parts)]
    assert Equation(side(*left), side(figure(9, "", whole))).result.verdict is verdict


@pytest.mark.parametrize(
    ("above", "below", "rate", "verdict", "truncated"),
    [
        ("15.00万元", "16.00万元", "93.75%", Verdict.EXACT, False),
        ("2.00万元", "3.00万元", "66.67%", Verdict.EXACT, False),
        ("2.00万元", "3.00万元", "66.66%", Verdict.ROUNDING, True),
        ("2.00万元", "3.00万元", "67.66%", Verdict.INCONSISTENT, False),
        ("2.00万元", "0.00万元", "67.66%", Verdict.NOT_CHECKABLE, False),
    ],
)
def test_quotients(above: str, below: str, rate: str, verdict: Verdict, truncated: bool) -> None:  # noqa: FBT001
    form = Quotient(side(figure(1, "", above)), side(figure(2, "", below)), figure(3, "", rate))
    if verdict is Verdict.ROUNDING:
        assert form.result.truncated is truncated
    assert form.result.verdict is verdict


def told(*sentences: str) -> list[tuple[CheckKind, Verdict]]:
    checks = reconcile(report(*sentences), CATALOGUE, RULES).checks
    return [(c.kind, c.verdict) for c in checks if c.kind is not CheckKind.RESTATEMENT]


# What is not certain is not called wrong.
@pytest.mark.parametrize(
    "sentence",
    [
        "开展检查[[开展检查|48次]]，主要为日常检查[[日常检查|20次]]，专项检查[[专项检查|25次]]。",
        "投入资金[[投入资金|27.00万元]]建成平台，投入资金[[投入资金|36.00万元]]改造机房。",
        "办理案件[[办理案件|900件]]，同比增长[[同比增长|81%]]，其中甲类[[甲类案件|700件]]，同比增长[[同比增长|115%]]。",
        "约[[近期参加人员|约500人]]参加，其中青年[[青年人员|600人]]。",
        "收入[[收入|100.00万元]]，其中拨款[[拨款|80.00万元]]，比上年增加[[增加|20.00万元]]，增长[[增长|25.00%]]。",
        "预算[[甲预算|80.00万元]]，追加[[乙追加预算|20.00万元]]，支出[[丙支出|70.00万元]]，执行率[[资金执行率|70.00%]]。",
        "检查[[检查|500次]]，发现问题[[发现问题|480次]]，合格率[[合格率|98%]]。",
    ],
)
def test_no_false_alarm(sentence: str) -> None:
    assert Verdict.INCONSISTENT not in {verdict for _, verdict in told(sentence)}
    assert reconcile(report(sentence), CATALOGUE, RULES).discrepancies == ()


@pytest.mark.parametrize(
    ("sentence", "kind", "verdict"),
    [
        ("由上年的[[上年数|80.00万元]]减少到[[本年数|60.00万元]]，下降[[下降|25.00%]]。", CheckKind.RATIO, Verdict.EXACT),
        ("收入[[收入|60.00万元]]，比上年减少[[减少|20.00万元]]，下降[[下降|25.00%]]。", CheckKind.RATIO, Verdict.EXACT),
        ("收入[[收入|60.00万元]]，比上年减少[[减少|20.00万元]]，下降[[下降|33.33%]]。", CheckKind.RATIO, Verdict.INCONSISTENT),
        ("收入[[收入|60.00万元]]，较上年[[上年收入|80.00万元]]下降[[下降|25.00%]]。", CheckKind.RATIO, Verdict.EXACT),
        ("年初预算为[[年初预算|80.00万元]]，支出决算为[[支出决算|60.00万元]]，完成年初预算的[[完成比例|75.00%]]。", CheckKind.RATIO, Verdict.EXACT),
        ("年初预算为[[年初预算|80.00万元]]，支出决算为[[支出决算|60.00万元]]，完成年初预算的[[完成比例|57.00%]]。", CheckKind.RATIO, Verdict.INCONSISTENT),
        ("年初预算为[[年初预算|0万元]]，支出决算为[[支出决算|60.00万元]]，完成年初预算的[[完成比例|57.00%]]。", CheckKind.RATIO, Verdict.NOT_CHECKABLE),
        ("登记[[登记|350户]]，办结[[登记办结|343户]]，办结率[[登记办结率|98.0%]]。", CheckKind.RATIO, Verdict.EXACT),
        ("登记[[登记|350户]]，办结[[登记办结|343户]]，办结率[[登记办结率|89.0%]]。", CheckKind.RATIO, Verdict.INCONSISTENT),
        ("甲项[[甲项|12.34万元]]，乙项[[乙项|23.45万元]]，合计[[合计|35.79万元]]。", CheckKind.SUM, Verdict.EXACT),
    ],
)  # fmt: skip
def test_said_in_prose(sentence: str, kind: CheckKind, verdict: Verdict) -> None:
    assert (kind, verdict) in told(sentence)


# One name, several quantities: budgets of projects, budget and outcome, scores of other things.
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[[项目预算安排|1204.50万元|budget.total]]", "[[项目预算安排|1260.00万元|budget.total]]"),
        ("[[支出合计|1204.50万元|expenditure.total]]", "[[支出合计|1281.37万元|expenditure.total]]"),
        ("[[整体自评得分|95分|score.total]]", "[[平台项目自评得分|98分|score.total]]"),
        (
            "[[基本支出|804.50万元|expenditure.basic|period=2020]]",
            "[[基本支出|800.50万元|expenditure.basic|period=2019]]",
        ),
        (
            "[[支出合计|804.50万元|expenditure.total|basis=initial]]",
            "[[支出合计|800.50万元|expenditure.total|basis=final]]",
        ),
        ("[[年内投入资金|27.7万元]]", "[[年内投入资金|36万元]]"),
    ],
)
def test_different_quantities_are_not_one_fact(first: str, second: str) -> None:
    made = report((1, f"前文为{first}。"), (2, f"后文为{second}。"))
    assert reconcile(made, CATALOGUE, RULES).discrepancies == ()


@pytest.mark.parametrize("printed", ["38.12万元", "3,000.00元", "1005人", "0.50万元", "20%"])
def test_every_slip_is_known_again(printed: str) -> None:
    one = figure(1, "", printed)
    others = [replace(one, value=slip.value) for slip in slips(one)]
    assert others
    assert all(is_slip(one, other) and is_slip(other, one) for other in others)


def test_slips_rank_confused_digits_of_scans_first() -> None:
    scanned = {s.value: s for s in slips(figure(1, "", "38.12万元", origin="ocr"))}
    printed = {s.value: s for s in slips(figure(1, "", "38.12万元"))}
    values = {str(v) for v in scanned}
    assert {"88.12", "83.12", "38.21", "3812", "381.2", "8.12"} <= values
    alike, unlike = next(v for v in scanned if str(v) == "88.12"), next(v for v in scanned if str(v) == "48.12")
    assert scanned[alike].cost < scanned[unlike].cost
    assert scanned[alike].cost < printed[alike].cost
