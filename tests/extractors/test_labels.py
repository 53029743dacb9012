"""What each amount, rate and score of handmade sentences is called (`labels.tsv`); stage, year and funds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.scoring import alike
from extractors.figures import Context
from extractors.identity import identify
from schemas.catalogue import load_catalogue
from schemas.document import Section
from schemas.figure import Basis, Figure, Kind, Scope
from tests.drawing import paragraph, prose_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

CATALOGUE = load_catalogue()
CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("labels.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def figures_of(text: str, title: str = "") -> list[Figure]:
    section = Section(1, 0, 1, "（一）", 1, title.removeprefix("（一）"), "（一）", 1, None, (paragraph(text),))
    return prose_figures(section, CATALOGUE, Context(fiscal_year=2023))


@pytest.mark.parametrize(("title", "text", "expected"), CASES, ids=[case[1][:16] for case in CASES])
def test_label(title: str, text: str, expected: str) -> None:
    found = [f for f in figures_of(text, title) if f.kind in {Kind.AMOUNT, Kind.RATE, Kind.SCORE}]
    assert " | ".join(f"{f.printed} {f.label}" for f in found) == expected


def judged(part: int) -> Iterator[bool]:
    """Whether each label of a half of `labels_alike.tsv` is what a careful reader wrote, in other words or fewer."""
    lines = Path(__file__).with_name("labels_alike.tsv").read_text("utf-8").split("# ----\n")[part].splitlines()
    for title, text, expected in (line.split("\t") for line in lines if not line.startswith("#")):
        found = {f.printed: f for f in reversed(figures_of(text, title))}
        rest = figures_of(text, title)
        for printed, label in (item.split(" ", 1) for item in expected.split(" | ")):
            at = next((i for i, f in enumerate(rest) if printed in f.printed), None)
            figure = found.get(printed) if at is None else rest[at]
            rest = rest if at is None else rest[at + 1 :]
            if figure is None or figure.kind in {Kind.AMOUNT, Kind.RATE, Kind.SCORE}:
                yield figure is not None and alike(label, figure.label)


@pytest.mark.parametrize("part", [0, 1], ids=["mended by", "judged by"])
def test_labels_of_another_reader(part: int) -> None:
    right = list(judged(part))
    assert sum(right) >= 0.95 * len(right)


# What keeps two mentions apart besides the name: stage, funds, year, project or part of the year.
ASPECTS = [
    ("年初预算数120万元。", Basis.INITIAL, None, "2023", ""),
    ("调整后预算数135万元。", Basis.ADJUSTED, None, "2023", ""),
    ("全年预算数135万元。", Basis.ADJUSTED, None, "2023", ""),
    ("公务接待费决算数1.2万元。", Basis.FINAL, None, "2023", ""),
    ("2022年公务接待费决算数1.5万元。", Basis.FINAL, None, "2022", ""),
    ("案件执行经费20万元。", None, None, "2023", ""),
    ("案件执行经费实际支出20万元。", Basis.FINAL, None, "2023", ""),
    ("上年公务接待费支出1.5万元。", None, None, "2022", ""),
    ("上年结转结余36万元。", None, None, "2023", ""),
    ("年初结转和结余36万元。", None, None, "2023", ""),
    ("一般公共预算财政拨款支出980万元。", None, Scope.FISCAL, "2023", ""),
    ("财政拨款收入980万元。", None, Scope.FISCAL, "2023", ""),
    ("部门决算总收入1,020万元。", Basis.FINAL, Scope.ALL, "2023", ""),
    ("截至9月底预算执行率71.5%。", None, None, "2023", "截至9月底"),
    ("上半年支出进度48%。", None, None, "2023", "上半年"),
    ("平安小区监控项目：预算执行率98%。", None, None, "2023", "平安小区监控项目"),
]


@pytest.mark.parametrize(("text", "basis", "scope", "period", "subject"), ASPECTS, ids=[case[0] for case in ASPECTS])
def test_aspects(text: str, basis: Basis | None, scope: Scope | None, period: str, subject: str) -> None:
    (figure,) = [f for f in figures_of(text) if f.kind in {Kind.AMOUNT, Kind.RATE}]
    assert (figure.basis, figure.scope, figure.period, figure.subject) == (basis, scope, period, subject)


NAMED = [
    ("上年财政拨款结转结余", Kind.AMOUNT, "carryover.opening"),
    ("支出总计", Kind.AMOUNT, "expenditure.balanced"),
    ("去年总支出", Kind.AMOUNT, "expenditure.total"),
    ("教育项目支出", Kind.AMOUNT, None),
    ("序时进度", Kind.RATE, None),
    ("群众满意度", Kind.RATE, "rate.satisfaction_public"),
    ("服务对象满意度", Kind.RATE, "rate.satisfaction"),
    ("总分/得分", Kind.SCORE, "score.total"),
    ("总分/分值", Kind.SCORE, None),
    ("村道养护/自评得分", Kind.SCORE, None),
    ("社团活动项目自评得分", Kind.SCORE, None),
    ("整体支出绩效自评得分", Kind.SCORE, "score.total"),
]


@pytest.mark.parametrize(("label", "kind", "code"), NAMED, ids=[case[0] for case in NAMED])
def test_a_wrong_indicator_is_worse_than_none(label: str, kind: Kind, code: str | None) -> None:
    assert identify(label, kind, CATALOGUE) == code


def test_the_year_before_that_a_comparison_cites() -> None:
    now, before, less = figures_of("“三公”经费支出36.18万元，较上年的39.60万元减少3.42万元。")
    assert [f.period for f in (now, before, less)] == ["2023", "2022", "2023"]
    assert before.label == "上年“三公”经费支出"
    assert before.indicator == now.indicator == "three_public.actual"
    assert less.indicator is None
