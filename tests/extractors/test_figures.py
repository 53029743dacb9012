"""Figures of running text in the wordings of several provinces: value, unit and the name a reader would write."""

from __future__ import annotations

import pytest

from extractors.figures import Context
from schemas.catalogue import load_catalogue
from schemas.document import Box, Doubt, Line, Origin, Paragraph, Section
from schemas.figure import Figure, Flag, Kind
from tests.drawing import paragraph, prose_figures

CATALOGUE = load_catalogue()


def figures_of(text: str, title: str = "", body: Paragraph | None = None) -> list[Figure]:
    section = Section(1, 0, 1, "（一）", 1, title, "（一）", 1, None, (body or paragraph(text),))
    return prose_figures(section, CATALOGUE, Context(fiscal_year=2023))


def brief(text: str, title: str = "") -> list[tuple[str, str]]:
    return [
        (f"{f.value}{f.unit}", f.label)
        for f in figures_of(text, title)
        if f.kind in {Kind.AMOUNT, Kind.RATE, Kind.SCORE}
    ]


# Amounts and rates as departments write them.
PROSE = [
    (
        "2023年部门决算总收入1820.50万元，其中：财政拨款收入1800.00万元，其他收入20.50万元。",
        [("1820.50万元", "部门决算总收入"), ("1800.00万元", "财政拨款收入"), ("20.50万元", "其他收入")],
    ),
    (
        "年初预算批复数为560万元，调整预算数为612.35万元，全年执行数为600.10万元，预算执行率为98.00%。",
        [
            ("560万元", "年初预算批复数"),
            ("612.35万元", "调整预算数"),
            ("600.10万元", "全年执行数"),
            ("98.00%", "预算执行率"),
        ],
    ),
    (
        "收入、支出和年末结余分别为3.20亿元、3.05亿元和0.15亿元。",
        [("3.20亿元", "收入"), ("3.05亿元", "支出"), ("0.15亿元", "年末结余")],
    ),
    (
        "基本支出880.40万元，占总支出的62.10%，较上年增长3.5%。",
        [("880.40万元", "基本支出"), ("62.10%", "基本支出占总支出比例"), ("3.5%", "基本支出较上年增长率")],
    ),
    (
        "“三公”经费预算安排12.00万元，实际支出9.60万元，控制率为80%。",
        [("12.00万元", "“三公”经费预算安排"), ("9.60万元", "“三公”经费实际支出"), ("80%", "“三公”经费控制率")],
    ),
    ("群众满意度达到96.5%，远高于全县90%的目标水平。", [("96.5%", "群众满意度"), ("90%", "群众满意度全县目标水平")]),
    (
        "资产总额为2,345.67万元（其中固定资产1,200.00万元）。",
        [("2345.67万元", "资产总额"), ("1200.00万元", "固定资产")],
    ),
    ("人员经费和公用经费各增加5.25万元、3.10万元。", [("5.25万元", "人员经费增加"), ("3.10万元", "公用经费增加")]),
    ("投诉办结率100％，同比提高2.3个百分点。", [("100%", "投诉办结率"), ("2.3个百分点", "投诉办结率同比提高")]),
    ("财政拨款收入预决算差异率为0，预算编制较准确。", [("0%", "财政拨款收入预决算差异率")]),
]

# Scores, which often belong to the heading.
SCORES = [
    ("该项指标满分5分，自评得4分。", "预算编制质量", [("5分", "预算编制质量"), ("4分", "预算编制质量")]),
    ("资金使用合规，自评满分3分。", "资金使用合规性", [("3分", "资金使用合规性")]),
    ("支出进度率得分4分，结余控制率得分3.5分。", "执行情况", [("4分", "支出进度率"), ("3.5分", "结余控制率")]),
    ("综上，本部门整体支出绩效自评总得分为96.80分，等级为优。", "自评结论", [("96.80分", "整体支出绩效自评总得分")]),
    ("获省级表彰，加分2分。", "加减分", [("2分", "加减分")]),
    ("自评得分95，评价等级优。", "自评结果", [("95分", "自评得分")]),
]

# Numbers that are no amounts, rates or scores.
NOISE = [
    "根据财预〔2023〕15号和第28号令要求，咨询电话0871-6543210，热线12345。",
    "落实“十四五”规划第三章第12条，完成3个方面8项工作，24小时值守。",
    "2023年1月1日至12月31日，全县第2名，项目编码530000230000000012345。",
    "建成“1+6+N”体系，覆盖36个乡镇，培训1200人次。",
]


@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_prose(text: str, expected: list[tuple[str, str]]) -> None:
    assert brief(text) == expected


@pytest.mark.parametrize(("text", "title", "expected"), SCORES)
def test_scores(text: str, title: str, expected: list[tuple[str, str]]) -> None:
    assert brief(text, title) == expected


@pytest.mark.parametrize("text", NOISE)
def test_noise_gives_no_figure(text: str) -> None:
    assert brief(text) == []


@pytest.mark.parametrize("verb", ["扣", "扣减", "失", "丢", "没得"])
def test_points_that_were_lost_are_no_award(verb: str) -> None:
    lost, *_ = figures_of(f"{verb}2.5分：结转偏多{verb}1.1分，回访偏少{verb}1.4分。", "自评得分")
    assert lost.indicator is None


def test_the_same_name_with_another_word_is_another_quantity() -> None:
    known, other = figures_of("项目支出30.00万元。教育项目支出12.00万元。")
    assert known.indicator == "expenditure.project"
    assert other.indicator is None


def test_a_reader_in_doubt_flags_the_figure_and_keeps_both_readings() -> None:
    text = "支出87.17万元。"
    line = Line(
        text,
        1,
        0,
        0,
        96,
        12,
        [i * 12.0 for i in range(8)],
        [i * 12.0 + 12 for i in range(8)],
        Origin.OCR,
        [0.99] * len(text),
        (Doubt(2, 7, "87.12", "other", "readers_disagree"),),
    )
    (figure,) = figures_of(text, body=Paragraph((line,)))
    assert Flag.READERS_DISAGREE in figure.flags
    assert figure.evidence.readings == ("87.12",)
    assert str(figure.value) == "87.17"


def test_a_number_over_a_line_break_has_a_box_on_each_line() -> None:
    def line(text: str, top: float) -> Line:
        edges = [i * 10.0 for i in range(len(text) + 1)]
        return Line(text, 1, 0, top, edges[-1], top + 10, edges[:-1], edges[1:])

    (figure,) = figures_of("", body=Paragraph((line("项目支出12", 0), line("34.50万元。", 14))))
    assert str(figure.value) == "1234.50"
    assert figure.evidence.boxes == (Box(1, 40, 0, 60, 10), Box(1, 0, 14, 70, 24))
