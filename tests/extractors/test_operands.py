"""Bare numbers of printed formulas, which the report prints with their unit elsewhere."""

from __future__ import annotations

from schemas.figure import Flag
from tests.drawing import paragraph
from tests.extractors.test_tables import read


def amounts(*lines: str) -> list[tuple[str, str, str]]:
    report = read(*(paragraph(line, at) for at, line in enumerate(lines)))
    return [(f.printed, f.unit, f.label) for f in report.figures if f.unit == "万元"]


def test_operands_take_unit_and_name_from_the_amount_of_the_same_digits() -> None:
    found = amounts(
        "上年结转52.40万元，年初预算806.15万元，全年支出830.07万元。",
        "预算完成率=830.07÷（52.40+806.15）×100%=96.68%。",
    )
    assert found[3:] == [
        ("830.07", "万元", "全年支出"),
        ("52.40", "万元", "上年结转"),
        ("806.15", "万元", "年初预算"),
    ]


def test_operands_before_the_amounts_and_after_words() -> None:
    found = amounts(
        "完成率=（结转52.40＋年初806.15－结余28.48）/（结转＋年初）=830.07/858.55=96.68%。",
        "年末结余28.48万元。上年结转52.40万元，年初预算806.15万元，全年支出830.07万元。",
    )
    assert [printed for printed, _, _ in found[:4]] == ["52.40", "806.15", "28.48", "830.07"]


def test_operands_say_that_the_unit_is_not_theirs_and_have_ids_of_their_own() -> None:
    report = read(paragraph("全年支出830.07万元，完成率=830.07÷858.55×100%=96.68%。", 0))
    operand = report.figures[1]
    assert (operand.printed, operand.flags) == ("830.07", (Flag.UNIT_INHERITED,))
    assert len({f.figure_id for f in report.figures}) == len(report.figures)
    assert "858.55" not in [f.printed for f in report.figures]  # nothing says what it is


def test_what_is_printed_in_two_units_and_what_stands_in_no_formula_stays_out() -> None:
    assert len(amounts("收入120.50万元，支出120.50元。", "完成率=120.50÷240.00×100%=50.21%。")) == 1
    assert len(amounts("支出120.50万元。", "样品编号120.50，重量120.50。")) == 1
