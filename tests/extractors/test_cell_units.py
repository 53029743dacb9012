"""Bare numbers in tables take the unit that their column, row, block or caption names, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.document import Origin
from schemas.figure import Flag
from tests.extractors.test_tables import brief, paragraph, read, table


@pytest.mark.parametrize(
    ("head", "number", "kind", "unit"),
    [
        ("受助户数（户）", "58", "count", "户"),
        ("数量（辆／台）", "7", "count", "辆"),
        ("支付进度（‰）", "986.0", "rate", "‰"),
        ("拨付额（千元）", "410.5", "amount", "千元"),
        ("计划数", "35.20", "amount", "万元"),
        ("兑付率", "97.73", "rate", "%"),
        ("2023年支出", "35.20", "amount", "万元"),
    ],
)
def test_a_column_is_stronger_than_the_caption(head: str, number: str, kind: str, unit: str) -> None:
    rows: list[list[str | None]] = [
        ["事项", head, "全年决算金额"],
        ["危房修缮", number, "88.10"],
        ["水窖新建", number, "61.40"],
    ]
    found = [(f.kind.value, f.unit) for f in read(paragraph("单位：万元"), table(rows)).figures if f.col == 1]
    assert found == [(kind, unit)] * 2


@pytest.mark.parametrize(
    ("head", "said", "kind"),
    [
        ("计量单位", "批饮", "count"),
        ("度量单位", "平方水", "count"),
        ("计量单位", "万元", "amount"),
    ],
)
def test_a_unit_that_is_not_known_is_no_money(head: str, said: str, kind: str) -> None:
    rows: list[list[str | None]] = [["事项", head, "完成值"], ["抽检", said, "4641"], ["复检", said, "3120"]]
    found = [f.kind.value for f in read(paragraph("单位：万元"), table(rows)).figures if f.col == 2]
    assert found == [kind] * 2


def test_a_rate_beside_a_column_of_units_is_a_rate() -> None:
    rows: list[list[str | None]] = [
        ["支出内容", "计划数", "支付数", "计量单位", "使用率"],
        ["水泵更新", "420.00", "397.60", "千元", "94.67"],
    ]
    assert [(k, v, u) for _, k, v, u in brief(read(table(rows)))] == [
        ("amount", "420.00", "千元"),
        ("amount", "397.60", "千元"),
        ("rate", "94.67", "%"),
    ]


RATED: list[list[str | None]] = [
    ["乡镇", "资金兑付", "项目成果", "群众评价", "总分"],
    ["东岭镇", "9.8", "58", "18", "85.8"],
    ["石浦镇", "9.2", "54", "27", "90.2"],
    ["青溪乡", "9.5", "55", "20.5", "85"],
]


def test_numbers_that_add_up_to_a_score_are_scores_even_where_one_sum_is_wrong() -> None:
    figures = read(table(RATED)).figures
    assert {f.kind.value for f in figures} == {"score"}
    wrong = [row[:] for row in RATED]
    wrong[1][4] = "88.5"
    assert len(read(table(wrong)).figures) == len(figures) == 12


def test_numbers_that_do_not_add_up_stay_without_a_unit() -> None:
    loose = [RATED[0], *([row[0], "3", "4", "5", row[4]] for row in RATED[1:])]
    assert [f.col for f in read(table(loose)).figures] == [4, 4, 4]


def test_a_subject_s_level_is_no_unit() -> None:
    rows: list[list[str | None]] = [["科目", "金额"], ["提租补贴（项）", "18.20"], ["住房公积金（项）", "20.40"]]
    assert {f.unit for f in read(paragraph("单位：万元"), table(rows)).figures} == {"万元"}


def test_a_target_with_an_equals_sign() -> None:
    rows: list[list[str | None]] = [
        ["三级指标", "指标值", "完成值", "分值", "得分"],
        ["抽检合格率", "=100%", "99.2%", "5", "4.9"],
    ]
    assert ("抽检合格率/指标值", "rate", "100", "%") in brief(read(table(rows)))


def test_a_row_of_units_under_the_heads() -> None:
    rows: list[list[str | None]] = [
        ["资金来源", "到位数", "支付数", "户数"],
        ["", "（万元）", "（千元）", "（户）"],
        ["省级", "420.50", "397.60", "31"],
    ]
    found = brief(read(table(rows)))
    assert [(label, unit) for label, _, _, unit in found] == [
        ("省级/到位数", "万元"),
        ("省级/支付数", "千元"),
        ("省级/户数", "户"),
    ]


def test_marks_in_brackets_behind_an_indicator_are_scores_and_other_numbers_there_are_not() -> None:
    def first_column(head: str) -> list[tuple[str, str]]:
        rows: list[list[str | None]] = [
            [head, "二级指标", "权重", "得分"],
            ["管理（12）", "制度健全性", "7", "6.5"],
            ["", "台账完整性", "5", "5"],
        ]
        return [(str(f.value), f.unit) for f in read(table(rows)).figures if f.col == 0]

    assert first_column("一级指标") == [("12", "分")]
    assert first_column("项目") == []


@pytest.mark.parametrize(("head", "sure"), [("支付数", True), ("", False), ("2", False), ("偏差原因及措施", False)])
def test_under_a_head_that_a_scan_lost_no_unit_is_sure(head: str, *, sure: bool) -> None:
    rows: list[list[str | None]] = [
        ["乡镇", "计划数", head],
        ["东岭镇", "310.20", "288.75"],
        ["石浦镇", "96.40", "91.05"],
    ]
    made = table(rows)
    cells = (replace(c, lines=tuple(replace(line, origin=Origin.OCR) for line in c.lines)) for c in made.cells)
    for shown, certain in ((made, True), (replace(made, cells=tuple(cells)), sure)):
        figures = [f for f in read(paragraph("单位：万元"), shown).figures if f.col == 2]
        assert {Flag.AMBIGUOUS in f.flags for f in figures} == {not certain}


def test_what_a_rate_is_made_of_is_no_score() -> None:
    rows: list[list[str | None]] = [
        ["名目", "算法", "分子", "分母", "结果"],
        ["兑付进度", "已兑付÷应兑付", "288.75", "310.20", "93.09%"],
        ["完工进度", "已完工÷已开工", "96.40", "120.50", "80%"],
    ]
    found = {f.col: f.kind.value for f in read(paragraph("单位：万元"), table(rows)).figures}
    assert found == {2: "amount", 3: "amount", 4: "rate"}
