"""What a report says in sentences (语句): joined where one goes on, and what they carry over to numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import usable
from pipeline.reconcile.sentences import CLAUSE_END, Place, Sentence, like
from schemas.figure import LAST_YEAR, PLANNED, Basis, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.figure import Figure
    from schemas.report import Report

# 上年末 A 人，经费 B: of last year all, until another year is named, or a change.
_LAST_YEARS = re.compile(r"[^\w]*(?:上年|去年|上一年)(?!.{0,3}结[转余])")
_ANOTHER_YEAR = re.compile(r"[本今当上去]年|同期|20\d\d|[增减]|[比较]|提高|降|上升|结[转余]")
_MISTAKEN = re.compile(r"[”\"’]?[^，,；;。“\"\d]{0,3}?(?:系|为|属|是)?(?:笔误|误[写填报列]|有误|错误)")
_MISTAKE = re.compile(r"误[^，,；;。\d]{0,4}为[“\"]?$")
_COMMAS = ("，", ",", "、")
_SUMMED_UP = re.compile(r"\s*(?:[两二三四五六七八九]|各|以上各?)(?:项|类|部分|者)[^，,；;。\d]{0,4}[合总共]计")
_LIST_GOES_ON = re.compile(r"\s*(?:其中|加上|按[^，,。]{1,12}分|分[^，,。]{1,6}看)")


def sentences(report: Report) -> tuple[Sentence, ...]:
    """All sentences that print a number, in reading order."""
    joined: list[Sentence] = []
    for sentence in _grouped([figure for figure in report.figures if not figure.table_id]):
        if joined and joined[-1].section == sentence.section and _goes_on(joined[-1].text, sentence.text):
            joined[-1] = _joined(joined[-1], sentence)
        else:
            joined.append(sentence)
    return tuple(joined)


def _goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on: over a semicolon or a colon (其中：甲…；乙…), or where the next begins with 其中.

    A comma ends no sentence and begins none: what stands before it was cut off as a heading.
    """
    return (
        before.endswith(("；", ";", "：", ":", *_COMMAS))
        or after.startswith(_COMMAS)
        or (bool(_LIST_GOES_ON.match(after)) and not _turns_to_spending(before, after))
    )


def _turns_to_spending(before: str, after: str) -> bool:
    """Whether what is sorted is what was spent, after a sentence about what came in, or that sums up."""
    income = "收入" in before and "支出" not in before and "支出" in after
    return income or bool(_SUMMED_UP.match(before))  # 三项合计 T。按…分: T is of what was told before


def _joined(a: Sentence, b: Sentence) -> Sentence:
    """Two stretches of one sentence as one."""
    shift = len(a.text)
    moved = tuple(Place(place.figure, place.start + shift, place.end + shift) for place in b.places)
    return Sentence(a.text + b.text, a.section, a.places + moved)


def _grouped(figures: Sequence[Figure]) -> Iterator[Sentence]:
    """Runs of figures of one section and one quote; a quote that comes again is a sentence of its own."""
    places: list[Place] = []
    at: tuple[int, str] = (-1, "")
    for figure in figures:
        here = (figure.section, figure.evidence.quote)
        end = places[-1].end if places and here == at else 0
        start = figure.evidence.quote.find(figure.printed, end)
        if places and (here != at or start < 0):
            yield Sentence(at[1].replace(";", "；"), at[0], tuple(places))
            places = []
            start = figure.evidence.quote.find(figure.printed)
        at = here
        if start >= 0 and (usable(figure) or figure.kind is Kind.DATE):
            places.append(Place(figure, start, start + len(figure.printed)))
    if places:
        yield Sentence(at[1].replace(";", "；"), at[0], tuple(places))


def staged(report: Report) -> tuple[Report, tuple[Sentence, ...]]:
    """The report with what a number's own words leave out carried over to it in its sentence; less what it takes back.

    The budget stage of a whole (年初预算) to its parts in brackets and after 其中; last year to all of `上年末 A，B`.
    With the report come its sentences, which are made again only where a number was changed.
    """
    told: dict[str, Basis] = {}
    before: set[str] = set()
    spoken = sentences(report)
    for sentence in spoken:
        if _LAST_YEARS.match(sentence.text):
            before |= {p.figure.figure_id for p in takewhile(partial(_is_last_years, sentence), sentence.places)}
        if any(place.figure.basis in PLANNED for place in sentence.places):
            _carry_stages(sentence, told)
    stated = (f for f in report.figures if "误" not in f.evidence.quote or not _is_taken_back(f))
    based = (replace(f, basis=told[f.figure_id]) if f.figure_id in told else f for f in stated)
    year = str(report.head.fiscal_year - 1) if report.head.fiscal_year else LAST_YEAR
    own = ("", str(report.head.fiscal_year))
    figures = tuple(replace(f, period=year) if f.figure_id in before and f.period in own else f for f in based)
    if figures == report.figures:
        return report, spoken
    report = replace(report, figures=figures)
    return report, sentences(report)


def _carry_stages(sentence: Sentence, told: dict[str, Basis]) -> None:
    """Puts the budget stage of each whole into `told` for those of its parts that name none."""
    listed: Figure | None = None
    for n in range(len(sentence)):
        figure, words, owner = sentence.figure(n), sentence.before(n), sentence.owner(n)
        if n and "其中" in words and not sentence.depth(n):
            listed = sentence.figure(n - 1)
        elif CLAUSE_END.search(words):
            listed = None
        whole = listed if owner is None else sentence.figure(owner)
        if whole is None or figure.basis is not None or not like(whole, figure):
            continue
        basis = told.get(whole.figure_id, whole.basis)
        if basis in PLANNED:
            told[figure.figure_id] = basis


def _is_last_years(sentence: Sentence, place: Place) -> bool:
    """Whether a sentence that begins with last year comes to no other year, and to no comparison, before a number."""
    words = sentence.text[len(_LAST_YEARS.match(sentence.text)[0]) : place.start]  # type: ignore[index]
    return not _ANOTHER_YEAR.search(words)


def _is_taken_back(figure: Figure) -> bool:
    """Whether the report says of a number that it was a mistake, and so states nothing: “A 万元”系笔误, 误写为 A."""
    before, after = figure.words
    return not figure.table_id and bool(_MISTAKEN.match(after) or _MISTAKE.search(before))
