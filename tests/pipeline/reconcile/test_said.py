# ruff: noqa: E501 - a report's sentences are easier to read on one line
"""Sentences as auditors find them, read by the program itself: what is planted is found, and nothing without it.

`{a|b}`: with a the report holds, with b it does not. Each line is a paragraph.
"""

from __future__ import annotations

import re

import pytest

from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.finding import Severity
from schemas.rules import load_rules
from tests.drawing import paragraph
from tests.extractors.test_tables import read

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)
_EITHER = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


def loud(text: str, way: int) -> list[tuple[str, str]]:
    """The rules that fail in one of a text's two readings, and what is said."""
    blocks = []
    at = 0
    for words in _EITHER.sub(lambda m: m[way], text).splitlines():
        blocks.append(paragraph(words, at))
        at += len(blocks[-1].lines)
    found = reconcile(read(*blocks), CATALOGUE, RULES).discrepancies
    return [(d.rule_id, d.message) for d in found if d.severity is not Severity.INFO]


GROUPS = [
    ("prose.sum", "一、存在问题\n两所学校将食堂收支混入项目，多列支出18.30万元；另有一所虚报人数，多领补助5.75万元。\n此外，县教育局滞留资金40.20万元。上述三项问题金额合计{64.25|64.52}万元。"),
    ("prose.sum", "一、资金筹措\n中央补助900.00万元。省级补助260.00万元。市级安排145.50万元。三级财政共安排{1,305.50|1,350.50}万元。"),
    ("prose.sum", "年末在册人员131人，其中在职人员92人、离休人员1人、退休人员{38|83}人。"),
    ("prose.sum", "全年承办建议提案46件，其中已完成41件，未完成{5|7}件。"),
    ("prose.sum", "一季度支出180.00万元，二季度支出240.50万元，三季度支出172.70万元，四季度支出306.80万元，全年支出{900.00|990.00}万元。"),
    ("prose.sum", "决策得13分、过程得17.5分、产出得34分、效益得25.4分，综合得分{89.90|98.90}分。"),
    ("prose.sum", "项目总投资3,200.00万元，中央、省、市、县分别承担1,600.00万元、800.00万元、500.00万元和{300.00|600.00}万元。"),
    ("prose.hundred", "受访群众中，非常满意的占58.4%，满意的占31.1%，基本满意的占{8.0|3.0}%，不满意的占2.5%。"),
    ("prose.hundred", "抽检合格率98.20%，不合格率{1.80|8.10}%。"),
]  # fmt: skip

# What looks like a sum, a part or a comparison, and is none.
NONE = [
    "甲级病案率97.8%；门诊、住院患者满意度分别为92.3%和95.6%。",
    "总体满意度91.6%，其中对口袋公园满意率95.8%、对停车秩序满意率79.4%。",
    "2023年收入合计31,705,638.88元，同比增加1,486,694.81元（2022年为30,218,944.07元），增幅4.92%。",
    "全年支付7,144.85万元，占总投入的96.81%，占到位资金的98.69%，较上年支付率91.35%提升5.46个百分点。",
    "财政拨款收入由2021年的2,105.60万元增加到2022年的2,316.16万元，增加210.56万元，增长10%。",
    "市财政局以市财预〔2023〕17号文批复我局年初部门预算4,862.00万元，执行中追加621.54万元，全年调整预算数5,483.54万元。追加部分主要为上级下达的防汛资金401.20万元。",
    "年初预算1,180万元，较2023年1,050万元增加130万元，增长12.38%；执行中追加80万元，全年预算1,260万元。",
    "年末人员共300人，其中在职人员210人，离退休人员90人，其中离休2人、退休88人。",
    "自评得分93.6分。满分100分的构成为：投入20分、产出40分、效益30分、满意度10分。",
    "支出100.00万元，其中人员经费50.00万元、公用经费20.00万元；项目支出30.00万元。",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), GROUPS)
def test_planted_and_nothing_else(rule: str, text: str) -> None:
    assert loud(text, 1) == []
    assert {told for told, _ in loud(text, 2)} == {rule}


@pytest.mark.parametrize("text", NONE)
def test_nothing_is_made_of_it(text: str) -> None:
    assert loud(text, 1) == []
