"""Sentences with their numbers in place (句): what stands before, between and after the numbers of one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.intervals import usable
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.figure import Figure
    from schemas.report import Report


class Place(NamedTuple):
    """A figure and the characters that it takes of the sentence."""

    figure: Figure
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence (句) outside tables, its numbers in reading order."""

    text: str
    section: int
    places: tuple[Place, ...]

    def before(self, n: int) -> str:
        """The text between the number before the n-th (or the sentence's beginning) and the n-th."""
        start = self.places[n - 1].end if n else 0
        return self.text[start : self.places[n].start]

    def after(self, n: int) -> str:
        """The text from the n-th number to the next, or to the sentence's end."""
        end = self.places[n + 1].start if n + 1 < len(self.places) else len(self.text)
        return self.text[self.places[n].end : end]

    def figure(self, n: int) -> Figure:
        """The n-th number."""
        return self.places[n].figure

    def __len__(self) -> int:
        return len(self.places)


def sentences(report: Report) -> tuple[Sentence, ...]:
    """All sentences that print a number, in reading order."""
    joined: list[Sentence] = []
    for sentence in _grouped([figure for figure in report.figures if not figure.table_id]):
        if joined and joined[-1].section == sentence.section and joined[-1].text.endswith(("；", ";")):
            # 其中：甲…；乙…。 goes on over the semicolon.
            joined[-1] = _joined(joined[-1], sentence)
        else:
            joined.append(sentence)
    return tuple(joined)


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
            yield Sentence(at[1], at[0], tuple(places))
            places = []
            start = figure.evidence.quote.find(figure.printed)
        at = here
        if start >= 0 and (usable(figure) or figure.kind is Kind.DATE):
            places.append(Place(figure, start, start + len(figure.printed)))
    if places:
        yield Sentence(at[1], at[0], tuple(places))


def like(a: Figure, b: Figure) -> bool:
    """Whether two figures may be added: amounts with amounts, counts of one unit, rates with rates."""
    return a.kind is b.kind and (a.kind is not Kind.COUNT or a.unit.lstrip("万千百亿") == b.unit.lstrip("万千百亿"))
