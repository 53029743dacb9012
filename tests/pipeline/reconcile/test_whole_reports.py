# ruff: noqa: E501, S311 - samples are easier to read on one line, and drawn with a seed
"""Whole drawn reports: nothing is said of clean ones, planted errors are found, and nothing else."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from benchmarks.building import report
from benchmarks.planting import MONEY, NATURES, Nature, altered, clean, planted
from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.document import Origin
from schemas.finding import Cause, Findings, Reread, Verdict
from schemas.rules import load_rules

if TYPE_CHECKING:
    from schemas.figure import Figure
    from schemas.report import Report

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)
CLEAN = 36
# Where arithmetic cannot tell which of two numbers is wrong, or where no number need be wrong.
UNTOLD = ("比率有误", "得分有误", "总分有误", "办结率有误", "离退休人数", "超编", "增长率有误")


def found(made: Report) -> Findings:
    return reconcile(made, CATALOGUE, RULES)


@lru_cache
def all_clean() -> tuple[Findings, ...]:
    return tuple(found(clean(seed)) for seed in range(CLEAN))


def test_nothing_is_said_of_clean_reports() -> None:
    checked = [c for findings in all_clean() for c in findings.checks if c.verdict is not Verdict.NOT_CHECKABLE]
    assert len(checked) >= 2500
    assert [c.statement for c in checked if c.verdict is Verdict.INCONSISTENT] == []
    assert [d.message for findings in all_clean() for d in findings.discrepancies] == []


def test_rounding_is_told_from_exactness() -> None:
    verdicts = {c.verdict for findings in all_clean() for c in findings.checks}
    assert {Verdict.EXACT, Verdict.ROUNDING} <= verdicts


def test_most_figures_are_covered() -> None:
    assert all(findings.coverage >= 0.6 for findings in all_clean())


@pytest.mark.parametrize("nature", NATURES, ids=lambda n: n.name)
@pytest.mark.parametrize("seed", range(4))
def test_a_planted_error_is_found_and_nothing_else(nature: Nature, seed: int) -> None:
    made, figure = planted(seed, nature)
    conflicts = found(made).discrepancies
    assert len(conflicts) == 1
    assert figure.figure_id in conflicts[0].figures


@pytest.mark.parametrize("nature", [n for n in NATURES if "倍" in n.name], ids=lambda n: n.name)
@pytest.mark.parametrize("seed", range(4, 10))
def test_another_whole_does_not_part_what_one_slip_broke(nature: Nature, seed: int) -> None:
    # The rate is nearer to what it would be of the income alone than to what it is with ten times the balance in it.
    made, figure = planted(seed, nature)
    (conflict,) = found(made).discrepancies
    assert figure.figure_id in conflict.figures


@pytest.mark.parametrize("nature", [n for n in NATURES if n.name not in UNTOLD], ids=lambda n: n.name)
def test_the_first_explanation_names_the_planted_error(nature: Nature) -> None:
    right = 0
    for seed in range(4):
        made, figure = planted(seed, nature)
        first = found(made).discrepancies[0].explanations[0]
        right += [change.figure for change in first.changes] == [figure.figure_id]
    assert right >= 3


def test_the_suggestion_is_the_true_number() -> None:
    made, figure = planted(0, NATURES[0])
    conflict = found(made).discrepancies[0]
    assert conflict.suspect == figure.figure_id
    assert conflict.suggested_value == figure.value
    assert conflict.cause is Cause.DOCUMENT


def test_the_same_report_gives_the_same_findings() -> None:
    made, _ = planted(3, NATURES[1])
    assert found(made) == found(made)


def test_the_identity_of_a_conflict_does_not_hang_on_numbering() -> None:
    made, _ = planted(3, NATURES[1])
    names = {f.figure_id: f"f{n + 100}" for n, f in enumerate(made.figures)}
    renamed = replace(
        made,
        figures=tuple(replace(f, figure_id=names[f.figure_id]) for f in made.figures),
        scores=tuple(replace(s, figures=tuple(names[i] for i in s.figures)) for s in made.scores),
        tables=tuple(
            replace(t, cells=tuple(replace(c, figure=names[c.figure] if c.figure else None) for c in t.cells))
            for t in made.tables
        ),
    )
    first, second = found(made).discrepancies, found(renamed).discrepancies
    assert [d.discrepancy_id for d in first] == [d.discrepancy_id for d in second]
    assert first[0].suspect != second[0].suspect


@pytest.mark.parametrize("seed", range(6))
def test_two_errors_far_apart_are_two_conflicts(seed: int) -> None:
    rng = random.Random(seed)
    made = clean(seed)
    wrong: list[Figure] = []
    for label, section in (("公用经费支出", 4), ("投诉办结", 6)):
        figure = next(f for f in made.figures if f.label == label and f.section == section)
        value = (figure.value or 0) - rng.randint(20, 40)
        made = altered(made, figure.figure_id, value)  # type: ignore[arg-type]
        wrong.append(figure)
    conflicts = found(made).discrepancies
    assert len(conflicts) == 2
    assert all(any(f.figure_id in c.figures for c in conflicts) for f in wrong)


def scanned(seed: int) -> tuple[Report, Figure]:
    made, figure = planted(seed, Nature("", MONEY, NATURES[0].spoils))
    ocr = tuple(replace(f, evidence=replace(f.evidence, origin=Origin.OCR)) for f in made.figures)
    return replace(made, figures=ocr), figure


def test_misread_only_when_a_second_look_supports_it() -> None:
    made, figure = scanned(1)

    def sees(text: str | None) -> Cause:
        def look(suspect: Figure) -> tuple[Reread, ...]:
            return (Reread(suspect.figure_id, "tesseract", text or suspect.printed, ""),)

        return reconcile(made, CATALOGUE, RULES, look).discrepancies[0].cause

    assert sees(f"{figure.value}万元") is Cause.MISREAD
    assert sees(None) is Cause.DOCUMENT
    assert sees("#") is Cause.UNKNOWN


def test_all_funds_and_fiscal_funds_are_two_facts_and_one_mention_is_wrong() -> None:
    made = report(
        (1, "总收入[[总收入|742.36万元|revenue.total|scope=all]]，其中：拨款[[财政拨款收入|690.15万元|revenue.fiscal|scope=fiscal]]，其他收入[[其他收入|2.05万元|revenue.other]]，上年结转[[上年结转|50.16万元|carryover.opening|scope=all]]。"),
        (2, "财政拨款支出[[财政拨款支出|712.20万元|expenditure.fiscal|scope=fiscal]]，上年财政结转[[上年财政结转|50.16万元|carryover.opening|scope=fiscal]]，拨款[[财政拨款收入|690.15万元|revenue.fiscal|scope=fiscal]]。"),
        (3, "上年财政结转[[上年财政结转|50.11万元|carryover.opening|scope=fiscal]]，年末财政结转[[年末财政结转|28.06万元|carryover.closing|scope=fiscal]]。"),
        (4, "上年财政结转[[上年财政结转|50.11万元|carryover.opening|scope=fiscal]]。"),
    )  # fmt: skip
    (conflict,) = found(made).discrepancies
    (only,) = conflict.explanations
    assert [(c.figure, c.suggested) for c in only.changes] == [("f6", "50.11万元")]
    assert conflict.page == 2
    assert "仅此一处改动" in conflict.message


@pytest.mark.parametrize("seed", range(12))
def test_no_number_however_odd_breaks_the_reconciler(seed: int) -> None:
    rng = random.Random(seed)
    made = clean(seed)
    odd = [Decimal(0), Decimal("-3.5"), Decimal(10) ** 19, Decimal("0.000001"), Decimal(-1), Decimal("99999999.99")]

    def spoilt(figure: Figure) -> Figure:
        value = rng.choice(odd)
        evidence = replace(figure.evidence, readings=rng.choice([(), ("1-2.",), ("8.1.7",), (".",), ("12,3.5万",)]))
        return replace(figure, value=value, decimals=rng.choice([0, 2, 6]), evidence=evidence)

    figures = tuple(spoilt(f) if f.value is not None and rng.random() < 0.05 else f for f in made.figures)
    assert found(replace(made, figures=figures)).checks
