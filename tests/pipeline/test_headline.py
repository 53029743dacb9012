"""The numbers by which a report is known, and what of its head was read unsurely."""

from __future__ import annotations

from dataclasses import replace

from extractors.report import extract
from pipeline.dataset.headline import head_in_doubt, headline
from pipeline.segment import segment
from schemas.catalogue import load_catalogue
from schemas.figure import Flag
from tests.drawing import document

TEXT = """山湾县林场2023年度整体支出绩效自评报告

一、自评结论

我场自评得分93.5分，等级为优。

山湾县林场

2024年3月27日"""


def test_a_day_of_filing_that_was_read_unsurely_is_doubtful() -> None:
    report = extract(segment(document(TEXT)), load_catalogue(), "drawn")
    assert str(report.head.filed_on) == "2024-03-27"
    assert head_in_doubt(report) == []
    unsure = replace(report, figures=tuple(replace(f, flags=(Flag.READERS_DISAGREE,)) for f in report.figures))
    assert head_in_doubt(unsure) == ["filed_on", "self_score"]


def test_last_year_s_number_is_no_headline_where_the_report_names_no_year() -> None:
    catalogue = load_catalogue()
    told = "山湾县林场整体支出绩效自评报告\n\n一、支出情况\n\n{}支出合计1,204.50万元。"
    found = [headline(extract(segment(document(told.format(w))), catalogue, "drawn"), catalogue) for w in ("上年", "")]
    assert [[fact.column for fact in facts] for facts in found] == [[], ["expenditure_total"]]
