"""Dates in order (日期先后): a report says nothing of what was to come, and a span begins before it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import Rule, RuleSet

# What is told as done: the report itself was made public. 报送 before a day may have been earlier than the writing.
_PUBLISHED = re.compile(
    r"^(?:之前|以前|前|当天|当日)?[，,]?[^。；;，,]{0,16}?(?:已|完成)[^。；;]{0,24}?(?:公开|公示|发布|公布)"
)
_ITSELF = re.compile(r"自评|绩效报告|评价报告|本报告")
_PLANNED = re.compile(r"将|拟|计划|应当|须|要求")
_SPAN = re.compile(r"^\s*(?:至|到|—+|－|-|~|～)\s*$")


@dataclass(frozen=True, slots=True)
class Ordered:
    """A rule about two dates: `earlier` should not come after `later`. `filed` is set where `earlier` is the filing."""

    rule: Rule
    figures: tuple[Figure, ...]
    first: date
    second: date
    holds: bool
    statement: str
    subject: str


def ordered(report: Report, sentences: tuple[Sentence, ...], rules: RuleSet) -> Iterator[Ordered]:
    """All pairs of dates that have an order."""
    for sentence in sentences:
        yield from _spans(sentence, rules)
        yield from _publications(report, sentence, rules)


def _publications(report: Report, sentence: Sentence, rules: RuleSet) -> Iterator[Ordered]:
    """The report says that it has been published on, or by, a day after it was filed."""
    rule, filed = rules.by_pattern.get("published"), report.head.filed_on
    if report.head.filed_to_month:
        return
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        if rule is None or filed is None or figure.kind is not Kind.DATE or figure.day is None:
            continue
        text = sentence.text[sentence.places[n].end :]
        told = _PUBLISHED.match(text)
        if told and _ITSELF.search(text) and not _PLANNED.search(told[0]):
            holds = figure.day <= filed
            statement = (
                f"报告填报于{filed.isoformat()}，却称已于{figure.day.isoformat()}（原文“{figure.printed}”）前公开"
                if not holds
                else f"填报日期{filed.isoformat()}不早于公开日期{figure.day.isoformat()}"
            )
            heads = tuple(f for f in report.figures if f.figure_id in report.head.figures and f.day == filed)
            yield Ordered(rule, (*heads, figure), filed, figure.day, holds, statement, "公开日期")


def _spans(sentence: Sentence, rules: RuleSet) -> Iterator[Ordered]:
    """`2020年1月1日至2020年12月31日`."""
    rule = rules.by_pattern.get("date_range")
    for n in range(1, len(sentence)):
        a, b = sentence.figure(n - 1), sentence.figure(n)
        if rule is None or a.day is None or b.day is None or not _SPAN.match(sentence.before(n)):
            continue
        statement = f"{a.printed}（{a.day.isoformat()}）至{b.printed}（{b.day.isoformat()}）"
        yield Ordered(rule, (a, b), a.day, b.day, a.day <= b.day, statement, "起止日期")
