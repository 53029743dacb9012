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
        ("总收入[[总收入|900.00万元]]。其中，上级补助[[上级补助|672.50万元]]，较上年增加[[增加|59.71万元]]，增长[[增长|8.69%]]；", "prose.growth"),
        ("上级补助[[上级补助|672.50万元]]，较上年减少[[减少|59.71万元]]，增长[[增长|9.74%]]。", "prose.growth"),
        ("上年收入为[[上年收入|400.00万元]]，本年为[[本年|430.00万元]]，增长[[增长|5.7%]]。", "prose.growth"),
        ("在岗[[在岗|63名]]，其中公务员[[公务员|34名]]、事业人员[[事业人员|21名]]；退休[[退休|47名]]，其中党员[[党员|30名]]。", "prose.sum"),
        ("总收入[[总收入|456.43万元]]，其中：补助[[补助收入|372.82万元]]，其他收入[[其他收入|29.41万元]]，上年结转[[上年结转|54.47万元]]。", "prose.sum"),
        ("三类采购依次为[[货物|55.42万元]]、[[工程|130.77万元]]、[[服务|162.94万元]]，总额[[总额|349.31万元]]。", "prose.sum"),
        ("两项支出分别为[[甲支出|155.40万元]]、[[乙支出|130.70万元]]，合计[[合计|130.70万元]]。", "prose.sum"),
        ("共有编制[[编制|47个]]，实有[[实有|41人]]，控制率[[控制率|97.2%]]。", "prose.rate"),
        ("取得收入[[收入|85.30万元]]，包括补助[[补助|52.90万元]]，占[[占|99.4%]]。", "prose.share"),
        ("下达专项资金[[专项资金|1.25亿元]]，分别安排道路[[道路|5200万元]]、桥梁[[桥梁|4100万元]]、排水[[排水|2100万元]]。", "prose.sum"),
        ("空置率由[[上年|18.5%]]降至[[本年|15.0%]]，下降[[下降|4.5个百分点]]。", "prose.points"),
        ("平均用时由[[上年|46分钟]]缩短到[[本年|31分钟]]，缩短[[缩短|25分钟]]。", "prose.change"),
        ("预算[[预算|34.80万元]]，支出[[支出|26.43万元]]，节约[[节约|9.37万元]]。", "account.left"),
        ("接待支出[[支出|26.43万元]]，比预算[[预算|34.80万元]]少支[[少支|9.37万元]]。", "prose.change"),
        ("改造小区[[小区|12个]]，其中东区[[东区|5个]]、西区[[西区|4个]]、南区[[南区|4个]]。", "prose.part"),
        ("采购支出[[采购支出|349.13万元]]，为采购预算[[采购预算|395.80万元]]的[[比例|82.81%]]。", "prose.share"),
        ("年初预算[[年初预算|300.00万元]]。因新任务较多，全年追加[[追加|80.00万元]]，追加后预算[[追加后预算|308.00万元]]。", "account.adjusted"),
        ("下达道路维修资金[[道路维修资金|300.00万元]]，已拨付[[已拨付|270.00万元]]，尚未支付[[尚未支付|33.00万元]]。", "account.left"),
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
        "上级补助[[上级补助|672.50万元]]，较上年减少[[减少|59.71万元]]，降低成本[[降低|9.74%]]。",
        "上级补助[[上级补助|672.50万元]]，较上年增加[[增加|59.71万元]]，同口径增长[[增长|8.20%]]。",
        "在岗[[在岗|55名]]，其中公务员[[公务员|34名]]、事业人员[[事业人员|21名]]；退休[[退休|47名]]，其中党员[[党员|30名]]。",
        "支出[[支出|100.00万元]]，其中人员经费[[人员经费|50.00万元]]、公用经费[[公用经费|20.00万元]]；项目支出[[项目支出|30.00万元]]。",
        "下达道路维修资金[[道路维修资金|300.00万元]]，已拨付[[已拨付|270.00万元]]，尚未支付[[尚未支付|30.00万元]]。",
        "空置率由[[上年|18.5%]]降至[[本年|15.0%]]，下降[[下降|3.5个百分点]]。",
        "会议费支出[[会议费|305.25万元]]，本年数小于上年预算数[[上年预算数|43.75万元]]，下降[[下降|12.5%]]。",
        "在职[[在职|30人]]，其中女职工[[女|12人]]、党员[[党员|14人]]、本科学历[[本科|9人]]。",
        "执行率得[[执行率得分|9.63分]]，绩效指标得[[绩效指标得分|85.03分]]，总分为[[总分|94.66分]]。",
        "计划投入[[计划投入|680.00万元]]，到位[[到位|664.00万元]]。其中：中央预算内投资[[中央投资|300.00万元]]。支出[[支出|612.00万元]]，结余[[结余|52.00万元]]。",
        "总投资[[总投资|480.00万元]]，亩均投资[[亩均投资|1500元]]，其中中央资金[[中央资金|320.00万元]]。",
        "下达资金[[下达资金|300.00万元]]，其中甲任务[[甲任务|220.00万元]]，乙、丙任务各[[乙丙任务|40.00万元]]。",
        "高血压、糖尿病管理率分别为[[高血压管理率|72.3%]]、[[糖尿病管理率|70.8%]]，建档率[[建档率|92.4%]]。",
    ],
)  # fmt: skip
def test_what_belongs_to_something_else_is_no_contradiction(sentence: str) -> None:
    assert wrong(sentence) == []


def test_a_total_score_told_twice() -> None:
    told = ((1, "自评总分[[自评总分|95.6分|score.total]]。"), (2, "自评得分[[自评得分|94.6分|score.total]]。"))
    assert wrong(*told) == ["fact.restatement"]


def test_rows_called_alike_are_several_things() -> None:
    grid = [["项目", "采购金额"], ["办公设备购置", "1310.00"], ["办公设备购置", "1301.00"], ["家具购置", "52.00"]]
    findings = reconcile(report(tables=(("采购表", grid),)), CATALOGUE, RULES)
    assert not findings.discrepancies


def test_numbers_that_hold_one_relation_belong_together_in_another() -> None:
    """Over headings nothing is sure; that budget, expenditure and balance agree shows which rate is wrong."""
    told = (
        (1, "预算[[预算|122.82万元]]。"),
        (2, "实际支出[[实际支出|118.93万元]]，执行率[[执行率|91.21%]]，结余[[结余|3.89万元]]。"),
    )
    assert wrong(*told) == ["account.rate"]
    assert wrong(told[0], (2, "实际支出[[实际支出|118.93万元]]，执行率[[执行率|91.21%]]。")) == []
