"""The judge is judged: what counts as right, as silent, as found, as better."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from benchmarks.accuracy import Tally, count_numbers, readings
from benchmarks.compare import changes
from benchmarks.measures import falls, places, ratios
from benchmarks.scoring import Judge, grid, size_of
from benchmarks.tables import by_rules, unmarked
from schemas.document import Doubt
from tests.drawing import line

TABLES = ("figures", "sections", "scores", "cells", "checks", "discrepancies")


def figure(key: str, value: str, **more: Any) -> dict[str, Any]:
    made = {"figure_id": key, "kind": "amount", "base_value": Decimal(value), "printed": value, "label": "支出"}
    return made | {"section_path": "", "table_id": None, "flags": [], "origin": "text", "day": None} | more


def judged(figures: list[dict[str, Any]], *, gold: dict[str, Any], **tables: list[dict[str, Any]]) -> Judge:
    nothing = {"figures": [], "headings": [], "tables": [], "scores": [], "scores_optional": [], "planted": []}
    report = {"source": "a.pdf", "status": "done", "pages": 1}
    rows = {name: [] for name in TABLES} | {"figures": figures} | tables
    return Judge(nothing | {"report": {}, "item": {"nature": "digit"}} | gold, report, rows)


def printed(value: str, **more: Any) -> dict[str, Any]:
    return {"kind": "amount", "value": value, "unit": "元", "raw": f"{value}元", "label": "支出"} | more


def test_a_wrong_figure_is_silent_unless_it_says_that_it_is_in_doubt() -> None:
    gold = {"figures": [printed("12.5"), printed("7")]}
    assert judged([figure("f1", "12.6"), figure("f2", "7")], gold=gold).n["silent"] == 1
    doubted = judged([figure("f1", "12.6", flags=["low_confidence"]), figure("f2", "7")], gold=gold)
    assert (doubted.n["silent"], doubted.n["figure_hit"]) == (0, 1)


def test_an_inherited_unit_excuses_nothing() -> None:
    cell = figure("f1", "12.6", flags=["unit_inherited"], table_id="t1")
    assert judged([cell], gold={"figures": [printed("12.5", in_table=True)]}).n["cell_silent"] == 1


def test_a_right_figure_in_doubt_is_needless() -> None:
    cell = figure("f1", "12.5", flags=["readers_disagree"], origin="ocr")
    n = judged([cell], gold={"figures": [printed("12.5")]}).n
    assert (n["needless"], n["needless_ocr"], n["matched_ocr"]) == (1, 1, 1)


def cell(row: int, col: int, text: str) -> dict[str, Any]:
    return {"table_id": "t1", "row": row, "col": col, "text": text}


@pytest.mark.parametrize(("text", "whole"), [("1.5", 1), ("15", 0), ("", 0)])
def test_a_table_is_whole_when_every_cell_is(text: str, whole: int) -> None:
    rows = [[{"text": t, "row_span": 1, "col_span": 1} for t in ("甲", "1.5")]]
    gold = {"tables": [{"title": "", "rules": "half", "rows": rows}]}
    judge = judged([], gold=gold, cells=[cell(0, 0, "甲"), cell(0, 1, text)])
    assert judge.n["table_whole"] == judge.rules["half"]["table_whole"] == whole
    assert judge.rules["half"]["table_gold"] == 1


def test_tables_are_shown_by_their_rules() -> None:
    counts = {"rules half office": (9, 10), "rules none office": (1, 2), "rules all tiff (fax)": (0, 5)}
    groups = {name: {"counts": {"table_whole": a, "table_gold": b}} for name, (a, b) in counts.items()}
    shown = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in by_rules(groups).splitlines()[2:]]
    office = ["–", "0.900 (9/10)", "0.900 (9/10)", "0.500 (1/2)"]
    assert shown == [
        ["office", *office],
        ["tiff (fax)", "0.000 (0/5)", "–", "0.000 (0/5)", "–"],
        ["scans of 144 dpi and more", *office],
        ["all scans", "0.000 (0/5)", "0.900 (9/10)", "0.600 (9/15)", "0.500 (1/2)"],
    ]


def test_spans_push_cells_aside() -> None:
    wide = {"text": "收入", "row_span": 2, "col_span": 1}
    plain = {"row_span": 1, "col_span": 1}
    rows = [[wide, {"text": "a", **plain}], [{"text": "b", **plain}]]
    assert grid(rows) == {(0, 0): "收入", (0, 1): "a", (1, 1): "b"}


def conflict(
    suggested: str, *, figures: tuple[str, ...] = ("f1",), message: str = "", why: str = "", bound: str = ""
) -> dict[str, Any]:
    change = {"figure": "f1", "suggested": suggested, "why": why, "bound": bound}
    return {
        "discrepancy_id": suggested, "severity": "error", "rule_id": "r", "message": message, "figures": figures,
        "explanations": [{"cost": 1.0, "changes": [change]}],
    }  # fmt: skip


PLANTED = {
    "figures": [printed("12.5")],
    "planted": [printed("12.5", true="15.2", printed="12.5元", nature="digit")],
    "betrayed": ["sum"],
}


def test_a_planted_error_is_found_and_explained() -> None:
    n = judged([figure("f1", "12.5")], gold=PLANTED, discrepancies=[conflict("15.2元")]).n
    assert [n[name] for name in ("planted", "found", "alone", "top1", "told")] == [1, 1, 1, 1, 1]


def test_a_wrong_correction_is_no_explanation() -> None:
    n = judged([figure("f1", "12.5")], gold=PLANTED, discrepancies=[conflict("21.5元")]).n
    assert [n[name] for name in ("found", "top1", "top3")] == [1, 0, 0]


def test_what_is_said_to_be_a_guess_is_not_told() -> None:
    guess = conflict("15.2元", message="单凭数据无法判断，可能之一：…")
    n = judged([figure("f1", "12.5")], gold=PLANTED, discrepancies=[guess]).n
    assert [n[name] for name in ("found", "top1", "told", "told_top1")] == [1, 1, 0, 0]


def test_a_conflict_without_an_explanation_tells_nothing() -> None:
    n = judged([figure("f1", "12.5")], gold=PLANTED, discrepancies=[conflict("") | {"explanations": []}]).n
    assert [n[name] for name in ("found", "top3", "told")] == [1, 0, 0]


@pytest.mark.parametrize(
    ("told", "right"),
    [
        (conflict("15元", why="计算有误，14.9至15.3元均可使之相符"), 1),
        (conflict("14.9元", why="计算有误，14.8至15.0元均可使之相符"), 0),
        (conflict("9元", bound="不超过16.0元"), 1),
        (conflict("9元", bound="不少于16.0元"), 0),
    ],
)
def test_all_that_the_page_tells_is_an_explanation(told: dict[str, Any], right: int) -> None:
    n = judged([figure("f1", "12.5")], gold=PLANTED, discrepancies=[told]).n
    assert n["top1"] == right


def test_one_error_told_in_two_rows_is_not_told_alone() -> None:
    twice = [conflict("15.2元"), conflict("15.2元") | {"discrepancy_id": "again"}]
    n = judged([figure("f1", "12.5")], gold=PLANTED, discrepancies=twice).n
    assert [n[name] for name in ("found", "alone")] == [1, 0]


def test_a_discrepancy_about_something_else_is_not_the_planted_one() -> None:
    others = [figure("f1", "12.5"), figure("f2", "99")]
    n = judged(others, gold=PLANTED, discrepancies=[conflict("15.2元", figures=("f2",))]).n
    assert [n[name] for name in ("planted", "found")] == [1, 0]


def test_a_wrong_date_is_found_where_it_stands() -> None:
    day = date(2021, 3, 1)
    wrong = {
        "kind": "date",
        "value": str(day.toordinal()),
        "true": "1",
        "unit": "",
        "label": "",
        "printed": "2021年3月1日",
    }
    gold = {"planted": [wrong | {"nature": "date_order"}], "betrayed": ["order"]}
    for read in ({"day": day, "printed": "3月1日"}, {"day": None, "printed": "2021年3月1日"}):
        dated = figure("f1", "0", kind="date", base_value=None, **read)
        found = judged([dated], gold=gold, discrepancies=[conflict("")])
        assert (found.n["found"], found.n["top1"]) == (1, 1)
    elsewhere = figure("f1", "0", kind="date", base_value=None, printed="4月1日")
    assert judged([elsewhere], gold=gold, discrepancies=[conflict("")]).n["found"] == 0


def test_every_error_counts_for_its_nature_those_planted_together_in_one_view_more() -> None:
    wrong = PLANTED["planted"][0]
    together = PLANTED | {"planted": [wrong, wrong | {"nature": "sum", "value": "9"}]}
    errors = judged([figure("f1", "12.5")], gold=together, discrepancies=[conflict("15.2元")]).errors
    counted = {name: (n["planted"], n["found"]) for name, n in errors.items() if name.startswith("error ")}
    assert counted == {"error digit": (1, 1), "error sum": (1, 0), "error several at once": (2, 1)}
    alone = judged([figure("f1", "12.5")], gold=PLANTED, discrepancies=[conflict("15.2元")]).errors
    assert "error several at once" not in alone


def test_a_report_that_failed_is_judged_too() -> None:
    report = {"source": "a.pdf", "status": "failed", "pages": 1, "coverage": float("nan")}
    gold = {"figures": [printed("7")], "headings": [], "tables": [], "scores": [], "scores_optional": [], "planted": []}
    n = Judge(gold | {"report": {}}, report, {name: [] for name in TABLES}).n
    assert (n["failed"], n["figure_gold"], n["figure_hit"], n["coverage"]) == (1, 1, 0, 0)


def test_an_alarm_in_a_clean_report_is_false() -> None:
    judge = judged([figure("f1", "12.5")], gold={"figures": [printed("12.5")]}, discrepancies=[conflict("1元")])
    assert (judge.n["clean"], judge.n["alarmed"]) == (1, 1)


@pytest.mark.parametrize(
    ("value", "true", "band"),
    [("10.01", "10.00", "1"), ("10.05", "10.00", "2–5"), ("10.59", "10.00", "6–59"), ("11", "10.00", "≥ 60")],
)
def test_errors_are_sized_in_last_places(value: str, true: str, band: str) -> None:
    assert size_of({"value": value, "true": true}) == band


def test_numbers_are_right_flagged_silent_or_lost() -> None:
    tally = Tally()
    found = [("1.5", False), ("2.5", True), ("9", False), ("8", True)]
    words = count_numbers(["1.5", "2.5", "3", "4", "5"], found, tally)
    assert (tally.flagged, tally.silent, tally.lost, tally.needless) == (1, 1, 1, 1)
    assert [word for word in words if word.startswith("SILENT")] == ["SILENT 9 for 3"]


def test_sign_and_unit_belong_to_the_number() -> None:
    drawn = replace(line("减少－1，234.50万元，占５％"), doubts=(Doubt(3, 4, "7", "again", "readers_disagree"),))
    assert list(readings(drawn)) == [("-1,234.50万元", True), ("5%", False)]


def result(**values: float) -> dict[str, Any]:
    return {"all": {"counts": {}, **values}}


def test_more_alarms_are_worse_and_more_found_is_better() -> None:
    found = changes(result(alarmed_clean=0.1, planted_found=0.5), result(alarmed_clean=0.2, planted_found=0.6))
    assert {change.name: change.gain > 0 for change in found} == {"alarmed_clean": False, "planted_found": True}


def test_the_gate_knows_which_way_is_down() -> None:
    assert falls({"silent": 1, "figure_recall": 0.9}, {"silent": 0, "figure_recall": 0.8}) == ["silent: 1 against 0"]
    assert falls({"figure_recall": 0.9}, {"figure_recall": 0.91}, {"figure_recall": 0.02}) == []
    assert falls({}, {"figure_recall": 0.5}) == ["figure_recall: 0.0 against 0.5"]


def test_three_places_of_a_scan_are_no_fall_and_four_are() -> None:
    def counts(hits: int, silent: int = 0) -> Counter[str]:
        return Counter(figure_hit=hits, figure_gold=40, silent=silent, matched=hits)

    bar = ratios(counts(40))
    assert falls(ratios(counts(37, silent=1)), bar, places(counts(37), 3)) == []
    assert falls(ratios(counts(36, silent=2)), bar, places(counts(36), 3)) == [
        "figure_recall: 0.9 against 1.0",
        "silent: 2 against 0",
    ]
    assert falls(ratios(counts(39)), bar, places(counts(39), 0)) == ["figure_recall: 0.975 against 1.0"]


def test_wrong_figures_that_are_alike_are_listed_once() -> None:
    misses = [
        "a.pdf: silent: 9937% (执行率)",
        "b.pdf: silent: 9937% (执行率)",
        "b.pdf: label: x",
        "c.pdf: cell silent: rate 8",
    ]
    listed = unmarked(misses).splitlines()
    assert listed[:2] == ["- `silent: 9937% (执行率)` in a.pdf, 2 times in all", "- `cell silent: rate 8` in c.pdf"]
    assert unmarked(["b.pdf: label: x"]) == "None."
