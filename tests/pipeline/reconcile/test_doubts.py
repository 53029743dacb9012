# ruff: noqa: E501 - samples are easier to read on one line
"""What was read weakly on a scan is not said to be wrong in the report; what was read surely is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from benchmarks.building import figure, report
from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.document import Origin
from schemas.figure import Flag
from schemas.finding import Cause, Reread, Severity
from schemas.report import Scheme, Score
from schemas.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.reconcile.second_look import Rereader
    from schemas.figure import Figure
    from schemas.finding import Discrepancy
    from schemas.report import Report

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)
TOTAL = "全年支出[[支出合计|6120.48万元|expenditure.total]]，其中：基本支出[[基本支出|3311.26万元|expenditure.basic]]，项目支出[[项目支出|2709.22万元|expenditure.project]]。"
APART = "全年支出[[支出合计|6120.48万元|expenditure.total]]。", "基本支出[[基本支出|3311.26万元|expenditure.basic]]。", "项目支出[[项目支出|2709.22万元|expenditure.project]]。"  # fmt: skip
ROWS = [["科目", "预算数", "决算数"], ["教育支出", "812.35", "790.14"], ["农林水支出", "655.27", "601.98"], ["其他支出", "94.06", "88.53"]]  # fmt: skip


def same(figure: Figure) -> tuple[Reread, ...]:
    """A second look that reads everything as before."""
    return tuple(Reread(figure.figure_id, engine, figure.printed, "") for engine in ("one", "other"))


def only(made: Report, look: Rereader | None = same) -> Discrepancy:
    (found,) = reconcile(made, CATALOGUE, RULES, look).discrepancies
    return found


def spoilt(made: Report, change: Callable[[Figure], Figure]) -> Report:
    return replace(made, figures=tuple(map(change, made.figures)))


def test_what_two_looks_confirm_is_the_reports_error() -> None:
    found = only(report(TOTAL, origin=Origin.OCR))
    assert (found.severity, found.cause) == (Severity.ERROR, Cause.DOCUMENT)


@pytest.mark.parametrize("reading", ["", "6##0.48万元"])
def test_what_no_second_look_confirms_is_a_warning(reading: str) -> None:
    found = only(report(TOTAL, origin=Origin.OCR), lambda f: (Reread(f.figure_id, "one", reading, ""),))
    assert (found.severity, found.cause) == (Severity.WARNING, Cause.UNKNOWN)
    assert found.message.startswith("可能是识别有误")


def test_doubt_about_a_neighbour_counts_until_it_is_looked_at_again() -> None:
    def doubt(figure: Figure) -> Figure:
        return replace(figure, flags=(Flag.LOW_CONFIDENCE,)) if figure.label == "基本支出" else figure

    def blind(figure: Figure) -> tuple[Reread, ...]:
        return () if figure.label == "基本支出" else same(figure)

    made = spoilt(report(TOTAL, origin=Origin.OCR), doubt)
    assert only(made, blind).severity is Severity.WARNING
    seen = only(made)
    assert seen.severity is Severity.ERROR
    assert {look.figure for look in seen.rereads} >= {f.figure_id for f in made.figures if f.flags}


def test_a_page_full_of_doubts_proves_nothing() -> None:
    filler = [(1, f"第{n}笔[[零星费用{n}|{n}7.1{n}万元]]。") for n in range(1, 7)]

    def doubt(figure: Figure) -> Figure:
        return replace(figure, flags=(Flag.READERS_DISAGREE,)) if "零星" in figure.label else figure

    made = spoilt(report(TOTAL, *filler, origin=Origin.OCR), doubt)
    assert only(made, None).severity is Severity.WARNING
    assert only(report(TOTAL, *filler, origin=Origin.OCR), None).severity is Severity.ERROR


def test_a_name_that_swallowed_a_number_may_be_anothers() -> None:
    def run_together(figure: Figure) -> Figure:
        return replace(figure, label=f"年末余82.82.2{figure.label}") if figure.label == "基本支出" else figure

    assert only(spoilt(report(TOTAL, origin=Origin.OCR), run_together)).severity is Severity.WARNING
    assert only(spoilt(report(TOTAL), run_together)).severity is Severity.ERROR


def test_an_item_of_a_list_may_be_lost_on_a_scan() -> None:
    """Parts and whole in several sentences, and a gap that no slip makes."""
    lost = [text.replace("6120.48", "6137.91") for text in APART]
    scan, born = only(report(*lost, origin=Origin.OCR)), only(report(*lost))
    assert (scan.severity, born.severity) == (Severity.WARNING, Severity.ERROR)
    assert "漏读" in scan.message
    assert "漏读" not in born.message
    assert only(report(*APART, origin=Origin.OCR)).severity is Severity.ERROR  # 6120.48 for 6020.48: one digit


@pytest.mark.parametrize(("other", "severity"), [("1480.65", Severity.ERROR), ("", Severity.WARNING)])
def test_a_column_that_adds_up_proves_the_rows_of_the_next(other: str, severity: Severity) -> None:
    made = report(tables=(("支出决算表", [*ROWS, ["合计", "1597.31", other]]),))
    scan = spoilt(made, lambda f: replace(f, evidence=replace(f.evidence, origin=Origin.OCR)))
    assert only(scan).severity is severity


def scheme(*, lost: bool, wrong: bool) -> Report:
    """Three groups' points in the prose, and a table of their items: one row not read, or one item's points wrong."""
    items = [("决策", 10, "9"), ("决策", 15, "15"), ("过程", 12, "12"), ("过程", 18, "16" if wrong else "17"), ("效益", 20, "20"), ("效益", 25, "24")]  # fmt: skip
    told = report(*(f"{name}得[[{name}|{points}分]]。" for name, points in (("决策", 24), ("过程", 29), ("效益", 44))))
    figures, made = list(told.figures), []
    for n, (group, marks, points) in enumerate(items[: 3 if lost else None] + items[4 if lost else 6 :], 1):
        pair = [figure(len(figures) + k, f"指标{n}", f"{value}分", table_id="t1", row=n, col=k) for k, value in ((1, marks), (2, points))]  # fmt: skip
        figures += pair
        ids = tuple(f.figure_id for f in pair)
        made.append(Score(f"指标{n}", "三", 1, ids, Decimal(marks), Decimal(points), level1=group))
    groups = tuple(Score(f.label, "二", 1, (f.figure_id,), awarded=f.value, is_group=True) for f in told.figures)
    return replace(told, figures=tuple(figures), schemes=(Scheme(None, (), groups), Scheme("t1", tuple(made))))


def test_a_group_of_points_is_held_against_a_table_that_lost_no_row() -> None:
    assert reconcile(scheme(lost=False, wrong=False), CATALOGUE, RULES).discrepancies == ()
    assert "29" in only(scheme(lost=False, wrong=True)).message
    assert reconcile(scheme(lost=True, wrong=False), CATALOGUE, RULES).discrepancies == ()
