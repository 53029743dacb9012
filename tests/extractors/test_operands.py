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
    report = read(paragraph("支出830.07万元，年初806.15万元，完成率=830.07÷（806.15+52.40）×100%=96.68%。", 0))
    operands = [f for f in report.figures if Flag.UNIT_INHERITED in f.flags]
    assert [f.printed for f in operands] == ["830.07", "806.15"]
    assert len({f.figure_id for f in report.figures}) == len(report.figures)
    assert "52.40" not in [f.printed for f in report.figures]  # nothing says what it is


def test_few_digits_and_one_operand_alone_prove_nothing() -> None:
    # The 95.5 is a rate, and 1265.40 may be an area.
    assert len(amounts("设备款95.5万元，耗材款12.4万元。", "得分=95.5÷12.4×10=9分。")) == 2
    assert len(amounts("支出1265.40万元。", "覆盖率=1265.40÷1300×100%=97.34%。")) == 1


def test_what_is_printed_in_two_units_and_what_stands_in_no_formula_stays_out() -> None:
    found = amounts(
        "收入120.50万元，支出120.50元，预算240.60万元，结转18.20万元。", "完成率=120.50÷（240.60+18.20）×100%=46.56%。"
    )
    assert [printed for printed, _, _ in found[3:]] == ["240.60", "18.20"]
    assert len(amounts("支出120.50万元。", "样品编号120.50，重量120.50。")) == 1
