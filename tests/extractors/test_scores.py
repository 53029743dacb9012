"""Scored indicators from prose; every text here is our own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractors.report import extract
from pipeline.segment import segment
from schemas.catalogue import load_catalogue
from tests.drawing import document

if TYPE_CHECKING:
    from schemas.report import Score

CATALOGUE = load_catalogue()
PROSE = dict(
    part.split("\n", 1)
    for name in ("score_prose.txt", "score_prose_styles.txt", "score_prose_clerks.txt", "score_prose_provinces.txt")
    for part in Path(__file__).with_name(name).read_text("utf-8").split("\n== ")[1:]
)


def scores(text: str) -> tuple[Score, ...]:
    return extract(segment(document(text)), CATALOGUE, "drawn").scores


def brief(text: str) -> list[tuple[str, str | None, str | None]]:
    return [
        (s.name, None if s.full_marks is None else str(s.full_marks), None if s.awarded is None else str(s.awarded))
        for s in scores(text)
        if not s.is_group
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("1.绩效目标合理性（满分5分）。目标符合规划，自评得5分。", [("绩效目标合理性", "5", "5")]),
        ("1.预算配置。该项指标分值5分，自评得4分，扣1分，扣分原因：人员偏多。", [("预算配置", "5", "4")]),
        (
            "1.资产管理。资产管理满分8分，自评得7分：资产台账2分，资产盘点2分（满分3分，漏盘一处），资产处置3分。",
            [("资产台账", None, "2"), ("资产盘点", "3", "2"), ("资产处置", None, "3")],
        ),
        ("1.预算完成率：该指标满分10分，预算完成率98.5%，得9.5分。", [("预算完成率", "10", "9.5")]),
        (
            "1.管理制度健全性得分5分，资金使用合规性得分6分。",
            [("管理制度健全性", None, "5"), ("资金使用合规性", None, "6")],
        ),
        ("1.数量指标完成情况，分值20分，自评得分20分。", [("数量指标完成情况", "20", "20")]),
        ("(1) 档案完整性，我局资料齐全，自评满分 4 分。", [("档案完整性", "4", "4")]),
        ("(一)决策(20分)：得19分。", [("决策", "20", "19")]),
        ("1、预算编制完整性（4分），编制完整，自评4分。", [("预算编制完整性", "4", "4")]),
        ("1、结转结余变动率（5分），扣2分，得3分。", [("结转结余变动率", "5", "3")]),
        ("1、加分项：获省级表彰，加2分。", [("加分项", None, "2")]),
        ("1.减分项。年内因数据迟报被通报一次，减1分。", [("减分项", None, "-1")]),
        ("1.绩效监控：得分：4分（满分5分）。", [("绩效监控", "5", "4")]),
        ("1.预算调整率。分值：5分；自评得分：3.5分；扣分原因：年中追加较多。", [("预算调整率", "5", "3.5")]),
        ("1.质量指标（15分，自评得分14分）：无返工。", [("质量指标", "15", "14")]),
        ("1.质量达标率，应得6分，实得5.4分。", [("质量达标率", "6", "5.4")]),
        ("1.成本指标共10分，得9分，失分原因是人工单价上涨。", [("成本指标", "10", "9")]),
        ("1.群众满意度（10分）。满意率91.3%，达到目标值，该项得满分。", [("群众满意度", "10", "10")]),
        ("1.支出进度：6月底52%，9月底80%，各得2分，共得4分。", [("支出进度", None, "4")]),
        ("1.覆盖面\n\n应评12个，实评12个，记5分。", [("覆盖面", None, "5")]),
        ("1.评价结论\n\n按得分分档：85分及以上是优，70分至85分是良，其余为中。", []),
        (
            "1.数量指标。培训村医完成104%，得8分；义诊场次完成96%，得7.5分。",
            [("培训村医完成", None, "8"), ("义诊场次完成", None, "7.5")],
        ),
        ("1.支付及时率情况。及时支付率98%，该项满分6分，自评得5.8分。", [("支付及时率", "6", "5.8")]),
        (
            "（1）组织管理：分值10分，自评8分。机构设置健全，得5分；档案资料不够齐全，扣2分。",
            [("组织管理", "10", "8"), ("机构设置", None, "5")],
        ),
        ("1.控制率\n\n控制率不超过100%得5分，每超1个百分点扣0.5分，扣完为止。", []),
        ("1.时效\n\n按期完成的得3分，逾期的不得分。", []),
        (
            "1.总体情况\n\n两个部分的得分为：管理效率38.5分，履职效能55分。",
            [("管理效率", None, "38.5"), ("履职效能", None, "55")],
        ),
        (
            "1.投入情况。该部分共计15分，我局自评14分。\n\n其中：目标合理性得5分，目标明确性得4分，人员控制率得5分。",
            [("目标合理性", None, "5"), ("目标明确性", None, "4"), ("人员控制率", None, "5")],
        ),
    ],
)
def test_one_item(item: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert brief(f"一、指标分析\n\n{item}") == expected


def test_the_total_is_no_indicator_and_groups_are_marked() -> None:
    text = """一、结论

经评价，自评总分为93分。其中：过程得分43分，效益得分50分。

二、分析

（一）过程（45分），自评得分43分。

1.支付进度，分值25分，自评得分23分。

2.制度建设，分值20分，自评得分20分。

（二）效益（55分），自评得分50分。"""
    assert [name for name, _, _ in brief(text)] == ["支付进度", "制度建设", "效益"]
    groups = [(s.name, s.section_path, str(s.awarded)) for s in scores(text) if s.is_group]
    assert groups == [("过程", "一", "43"), ("效益", "一", "50"), ("过程", "二/（一）", "43")]


@pytest.mark.parametrize(
    "total", ["2023年我镇部门整体支出自评得92分，等级为优。", "本项目自评得分92分。", "经评议，该项目得分92分。"]
)
def test_what_stands_beside_the_total_is_what_each_class_got(total: str) -> None:
    text = f"一、结论\n\n{total}其中，投入类18分、过程类20分、产出类54分。"
    extracted = extract(segment(document(text)), CATALOGUE, "drawn")
    assert [(s.name, str(s.awarded), s.is_group) for s in extracted.scores] == [
        ("投入类", "18", True),
        ("过程类", "20", True),
        ("产出类", "54", True),
    ]
    assert str(extracted.head.self_score) == "92"


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("总分100分。执行10分，得9.6分。产出50分，得48分。效益40分，得38分。四项相加为95.6分。", "95.6"),
        ("总分100分。执行10分，得9.6分。产出50分，得48分。效益40分，得38分。等次为优。", "None"),
        ("总分100分。执行10分，得10分。产出50分，得50分。效益40分，得40分。等次为优。", "100"),
    ],
)
def test_a_hundred_that_is_dealt_out_is_not_what_was_got(text: str, total: str) -> None:
    extracted = extract(segment(document(f"四、自评结果\n\n{text}")), CATALOGUE, "drawn")
    assert str(extracted.head.self_score) == total


def test_reason_bonus_and_parent() -> None:
    first, second = scores(
        "一、过程\n\n1.支付进度，分值5分，自评得4分，扣分原因：项目开工晚。\n\n2.加分指标：受到表彰，累计加分3分。"
    )
    assert (first.reason, first.level1, first.section_path) == ("项目开工晚", "过程", "一/1")
    assert second.is_bonus


@pytest.mark.parametrize("name", PROSE)
def test_prose(name: str) -> None:
    expected, _, text = PROSE[name].partition("--\n")
    report = extract(segment(document(text.strip().replace("\n", "\n\n"))), CATALOGUE, "drawn")
    found = [
        f"{'> ' * s.is_group}{s.name}; {'-' if s.full_marks is None else s.full_marks}; {s.awarded}"
        for s in report.scores
        if s.awarded is not None
    ]
    lines = expected.split("\n")[:-1]
    assert found == [line for line in lines if not line.startswith("total=")]
    assert [line for line in lines if line.startswith("total=")] in ([], [f"total={report.head.self_score}"])
