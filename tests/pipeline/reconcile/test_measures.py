"""What a number measures, and of what: in prose by its label, in tables by its row and its column."""

from __future__ import annotations

import pytest

from pipeline.reconcile.suspected.apart import is_of_spending, measure_of
from schemas.catalogue import load_catalogue
from schemas.figure import Kind
from schemas.rules import load_rules
from tests.pipeline.outcomes import figure

RULES = load_rules(load_catalogue())


@pytest.mark.parametrize(
    ("label", "kind", "table", "measure", "topic"),
    [
        ("适老化改造支出", Kind.AMOUNT, None, "spent", "适老化改造"),
        ("渠系修复/全年执行数", Kind.AMOUNT, "t1", "spent", "渠系修复"),
        ("渠系修复执行率", Kind.RATE, None, "执行率", "渠系修复"),
        ("渠系修复/支付率", Kind.RATE, "t1", "支付率", "渠系修复"),
        # A column that only tells what came of its row leaves the name to the row.
        ("社会效益指标/惠及农户/实际完成值", Kind.COUNT, "t1", "", "惠及农户"),
        # A row that says nothing leaves it to the column; one that says something does not share the column's words.
        ("合计/惠及农户", Kind.COUNT, "t1", "", "惠及农户"),
        ("技能培训补贴/享受人数", Kind.COUNT, "t1", "", "技能培训补贴"),
    ],
)
def test_what_is_measured_and_of_what(label: str, kind: Kind, table: str | None, measure: str, topic: str) -> None:
    found = figure(1, "12.5", label=label, kind=kind, table_id=table)
    assert measure_of(found, RULES) == (measure, topic)


def test_rates_of_spending_go_by_several_names() -> None:
    assert all(map(is_of_spending, ("执行率", "支付率", "拨付进度", "完成率")))
    assert not any(map(is_of_spending, ("到位率", "合格率", "", "spent")))
