"""What the readers of this room are given, and what they give (试算)."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Quotient
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import alike
from schemas.figure import LAST_YEAR, Kind
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet


@record
class Source:
    """A report with its sentences, and the numbers that are accounted for already.

    Of those `compared` are rates of which nothing tells what they are rates of.
    """

    report: Report
    spoken: Sequence[Sentence]
    known: frozenset[str]
    compared: frozenset[str]
    rules: RuleSet

    def telling(self, *kinds: Kind) -> Iterator[tuple[int, Sentence]]:
        """The sentences with a number of some kinds that nothing accounts for, and where they stand."""
        for at, (sentence, lonely) in enumerate(zip(self.spoken, self._lonely, strict=True)):
            if not lonely.isdisjoint(kinds):
                yield at, sentence

    def is_open(self, figure: Figure) -> bool:
        """Whether nothing accounts for a number, or says what a rate is a rate of."""
        return figure.figure_id not in self.known or figure.figure_id in self.compared

    @cached_property
    def _lonely(self) -> list[set[Kind]]:
        """Of what kinds the numbers of each sentence are that nothing accounts for."""
        figures = ([place.figure for place in sentence.places] for sentence in self.spoken)
        return [{f.kind for f in some if self.is_open(f)} for some in figures]

    def like(self, figure: Figure) -> Sequence[Figure]:
        """The numbers of the report, of this year, that may be added to one: by their values, each value once."""
        return self._alike[alike(figure)]

    @cached_property
    def _alike(self) -> Mapping[object, Sequence[Figure]]:
        found: defaultdict[object, dict[object, Figure]] = defaultdict(dict)
        for figure in self.report.figures:
            if figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and figure.period != LAST_YEAR:
                found[alike(figure)].setdefault((figure.millionths, figure.qualifier, figure.label), figure)
        return defaultdict(tuple, {key: sorted(f.values(), key=size) for key, f in found.items()})


def size(figure: Figure) -> int:
    """How large a number is, in millionths of its base unit."""
    return figure.millionths


class Trial(NamedTuple):
    """A relation that words make likely.

    `said` is False where words do not even do that: then it may account for its numbers, and no more. `guessed`: of
    how many that may be meant it is one, 0 where words leave one. `sure`: they leave no doubt of it.
    """

    relation: Relation
    said: bool = True
    guessed: int = 0
    sure: bool = False

    @property
    def form(self) -> Form:
        """What it says."""
        return self.relation.forms[0]

    @property
    def strength(self) -> tuple[bool, bool, int]:
        """How much its words say."""
        return self.said, self.sure, -self.guessed


def trial(
    source: Source, form: Form, subject: str, *, said: object = True, guessed: int = 0, sure: bool = False
) -> Trial:
    """A trial of one form, a breach of which is a warning."""
    rule = source.rules["reckoned_rate" if isinstance(form, Quotient) else "reckoned_sum"]
    return Trial(Relation(rule, (form,), subject), bool(said), guessed, sure)
