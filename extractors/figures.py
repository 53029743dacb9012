"""Figures of running text (正文数字): each printed number with its name, its place and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from extractors.identity import identify
from extractors.labels.aspects import basis_of, part_of_year, period_of, scope_of, several_of, subject_of
from extractors.labels.clauses import sentence_around
from extractors.labels.naming import names_of
from extractors.labels.words import stem
from extractors.numbers.numerals import Quantity, scan
from schemas.document import Origin, Paragraph
from schemas.figure import Evidence, Figure, Flag, Kind, Scope
from schemas.record import record

if TYPE_CHECKING:
    from extractors.labels.comparing import Named
    from schemas.catalogue import Catalogue
    from schemas.document import Section, Span

_LONGEST_QUOTE = 240


@record
class Context:
    """What the report's head says and its figures lean on."""

    fiscal_year: int | None = None
    theme: str = ""  # the funds that the report is about: 专项资金
    achieved: frozenset[int] = frozenset()  # the sections below a heading that says they tell what came about


class Place(NamedTuple):
    """Where a figure stands: its section, and its cell when it stands in a table."""

    section: int
    section_path: str
    table_id: str | None = None
    row: int | None = None
    col: int | None = None


class Found(NamedTuple):
    """A number as it stands on its page: what is printed, the evidence, and the flags that its readers' doubts give."""

    printed: str
    evidence: Evidence
    flags: tuple[Flag, ...]


def make_figure(
    quantity: Quantity,
    named: Named,
    found: Found,
    place: Place,
    catalogue: Catalogue,
    context: Context,
    *,
    subject: str = "",
    scope: Scope | None = None,
) -> Figure:
    """A figure from a scanned number; its id is left empty, since the report numbers its figures in reading order."""
    assert isinstance(quantity.kind, Kind), quantity  # noqa: S101 - what is no figure never comes here
    label = named.label
    indicator = identify(named.name or label, quantity.kind, catalogue)
    if subject and indicator == "score.total":
        indicator = None  # the score of one project is not the report's
    known = catalogue[indicator] if indicator else None
    return Figure(
        figure_id="",
        kind=quantity.kind,
        printed=found.printed,
        value=quantity.value,
        unit=quantity.unit,
        scale=quantity.scale,
        decimals=quantity.decimals,
        label=label,
        evidence=found.evidence,
        section=place.section,
        section_path=place.section_path,
        qualifier=quantity.qualifier,
        indicator=indicator,
        basis=None if quantity.kind is Kind.SCORE else basis_of(label) or (known.basis if known else None),
        scope=scope_of(label) or scope or (known.scope if known else None),
        period=period_of(named.words or label, context.fiscal_year),
        subject=subject,
        table_id=place.table_id,
        row=place.row,
        col=place.col,
        day=quantity.day,
        flags=tuple(dict.fromkeys(flags)) if (flags := quantity.flags + found.flags) else (),
    )


def found_at(quantity: Quantity, text: str, spans: tuple[Span, ...], quote: str) -> Found:
    """A number of a text as it stands on these stretches of lines."""
    printed = text[quantity.start : quantity.end].strip()
    boxes = tuple([span.line.box(span.start, span.end) for span in spans])
    unsure = [span for span in spans if span.line.origin is Origin.OCR or span.line.doubts]
    if not unsure:
        return Found(printed, Evidence(boxes, quote, Origin.TEXT), ())
    doubts = [
        doubt for span in unsure for doubt in span.line.doubts if doubt.start < span.end and doubt.end > span.start
    ]
    evidence = Evidence(
        boxes=boxes,
        quote=quote,
        origin=Origin.OCR if any(span.line.origin is Origin.OCR for span in unsure) else Origin.TEXT,
        confidence=min((span.line.confidence(span.start, span.end) for span in spans), default=1.0),
        readings=tuple(dict.fromkeys(doubt.reading for doubt in doubts if doubt.reading)),
    )
    return Found(printed, evidence, tuple(dict.fromkeys(Flag(doubt.reason) for doubt in doubts)))


def paragraph_figures(paragraph: Paragraph, section: Section, catalogue: Catalogue, context: Context) -> list[Figure]:
    """The figures of one paragraph."""
    text = paragraph.text
    found = [quantity for quantity in scan(text) if quantity.is_figure]
    if not found:
        return []
    place = Place(section.number, section.path)
    achieved = section.number in context.achieved
    names = names_of(text, found, section.title, context.fiscal_year, context.theme, achieved=achieved)
    figures: list[Figure] = []
    subject = subject_of(text, section.title)
    start = end = 0
    scope, about = None, ""
    for quantity, named in zip(found, names, strict=True):
        if quantity.start >= end:
            start, end = sentence_around(text, quantity.start)
            scope, about = None, ""
        of = subject or part_of_year(named.words) or several_of(text[start : quantity.start])
        # A zero-width span cannot be: every quantity has at least one digit.
        spans = paragraph.spans(quantity.start, quantity.end)
        figure = make_figure(
            quantity,
            named,
            found_at(quantity, text, spans, quoted(text, quantity.start, start, end)),
            place,
            catalogue,
            context,
            subject=of or (about if quantity.kind is Kind.RATE else ""),
            scope=scope,
        )
        if figure.kind is Kind.AMOUNT:
            # 仅支出 96.4 万元，执行率 48.2%: the rate is that of the thing just named, not the department's.
            about = "" if figure.indicator else stem(named.label)
        if figure.scope is Scope.ALL:
            scope = Scope.ALL
        figures.append(figure)
    return figures


def quoted(text: str, at: int, start: int, end: int) -> str:
    """The sentence from `start` to `end`, or of a long one the stretch around a place."""
    quote = text[start:end].strip()
    if len(quote) <= _LONGEST_QUOTE:
        return quote
    near = max(at - start - _LONGEST_QUOTE // 2, 0)
    return quote[near : near + _LONGEST_QUOTE]
