"""Reports composed of prose and tables; every text here is our own."""

from __future__ import annotations

from dataclasses import replace

from extractors.report import extract
from pipeline.segment import segment
from schemas.catalogue import load_catalogue
from schemas.document import Outline, Paragraph
from tests.drawing import document

CATALOGUE = load_catalogue()

TEXT = """云岭县水务局2022年度部门整体支出绩效自评报告

一、支出情况

（一）预算安排800.50万元

全年支出790.25万元，完成率98.72%。

二、效益

(1) 生态效益，自评满分5分。

(2) 社会效益

（一）护林

1、巡山96次

（二）防火

自评满分8分。

(3) 满意度，自评满分2分。"""


def test_figures_are_numbered_in_the_order_of_the_pages() -> None:
    report = extract(segment(document(TEXT)), CATALOGUE, "drawn")
    assert [f.figure_id for f in report.figures] == [f"f{i}" for i in range(1, len(report.figures) + 1)]
    assert [f.printed for f in report.figures if f.kind.value != "count"] == [
        "800.50万元",
        "790.25万元",
        "98.72%",
        "5分",
        "8分",
        "2分",
    ]


def test_a_closing_score_is_its_section_s() -> None:
    report = extract(segment(document(TEXT)), CATALOGUE, "drawn")
    found = [(s.name, s.section_path, str(s.awarded)) for s in report.scores]
    assert found == [("生态效益", "二/(1)", "5"), ("社会效益", "二/(2)", "8"), ("满意度", "二/(3)", "2")]


def test_a_marker_is_no_part_of_a_label() -> None:
    report = extract(segment(document(TEXT)), CATALOGUE, "drawn")
    assert report.figures[0].label == "预算安排"
    assert {figure.section_path for figure in report.figures[:1]} == {"一/（一）"}


def test_a_heading_s_figures_precede_those_of_the_text_on_its_line_on_a_crooked_page() -> None:
    outline = segment(document("一、效果\n\n1.人居环境（10分）。改厕312座，得8分。"))
    *before, section = outline.sections
    (body,) = [block for block in section.body if isinstance(block, Paragraph)]
    higher = replace(body, lines=tuple(replace(line, top=line.top - 1.2) for line in body.lines))
    crooked = Outline((*before, replace(section, body=(higher,))))
    assert [f.printed for f in extract(crooked, CATALOGUE, "drawn").figures] == ["10分", "312座", "8分"]
