"""Scored indicators from prose; every text here is our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractors.report import extract
from pipeline.segment import segment
from schemas.catalogue import load_catalogue
from tests.drawing import document

if TYPE_CHECKING:
    from schemas.report import Score

CATALOGUE = load_catalogue()


def scores(text: str) -> tuple[Score, ...]:
    return extract(segment(document(text)), CATALOGUE, "drawn").scores


def brief(text: str) -> list[tuple[str, str | None, str | None]]:
    return [
        (s.name, None if s.full_marks is None else str(s.full_marks), None if s.awarded is None else str(s.awarded))
        for s in scores(text)
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("1.绩效目标合理性（满分5分）。目标符合规划，自评得5分。", [("绩效目标合理性", "5", "5")]),
        ("1.预算配置。该项指标分值5分，自评得4分，扣1分，扣分原因：人员偏多。", [("预算配置", "5", "4")]),
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
    ],
)
def test_one_item(item: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert brief(f"一、指标分析\n\n{item}") == expected


def test_totals_and_subtotals_are_no_indicators() -> None:
    text = """一、结论

经评价，自评总分为93分。其中：过程得分43分，效益得分50分。

二、分析

（一）过程（45分），自评得分43分。

1.支付进度，分值25分，自评得分23分。

2.制度建设，分值20分，自评得分20分。

（二）效益（55分），自评得分50分。"""
    assert [name for name, _, _ in brief(text)] == ["支付进度", "制度建设", "效益"]


def test_reason_bonus_and_parent() -> None:
    first, second = scores(
        "一、过程\n\n1.支付进度，分值5分，自评得4分，扣分原因：项目开工晚。\n\n2.加分指标：受到表彰，累计加分3分。"
    )
    assert (first.reason, first.level1, first.section_path) == ("项目开工晚", "过程", "一/1")
    assert second.is_bonus
