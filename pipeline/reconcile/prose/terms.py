"""What averages are made of (总额与数量): the total that an average follows or names, the count that it is over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.prose.each import bare, counted_by, is_counted_part, is_planned, named
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.prose.each import Mean
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report

NAME = 2  # letters that what is counted, and what the average is of, have in common
_MYRIAD = 10**4
_BESIDE = 3  # sentences before one that go with it
_IN_ALL = re.compile(r"共|合计|总")
_SPENT = re.compile(r"支出|执行|决算|实际|金额|完成|使用|投入")
_NO_SUM = re.compile(r"预算|计划|目标|上年|年初|率|占比|分值|得分")


class Term(NamedTuple):
    """A total or a count, where it stands in prose, and whether the average's own sentence tells it."""

    figure: Figure
    place: tuple[Sentence, int] | None = None
    told: bool = False

    @property
    def is_outer(self) -> bool:
        """Whether it is no part of another number."""
        return self.place is not None and self.place[1] in outer_of(self.place[0])


def outer_of(sentence: Sentence) -> list[int]:
    """The numbers that no 其中 and no bracket makes parts of others."""
    found: list[int] = []
    inner = False
    for n in range(len(sentence)):
        words = sentence.before(n)
        inner = "其中" in words or (inner and not any(stop in words for stop in "；;。"))
        whole = n + 1 < len(sentence) and "其中" in sentence.before(n + 1)  # 甲 A，其中…，乙 B，其中…
        if (whole or not inner) and not sentence.depth(n) and is_counted_part(sentence, n):
            found.append(n)
    return found


def total_of(mean: Mean, report: Report, spoken: Sequence[Sentence]) -> Term | None:
    """What an average is a part of: the amount that it follows in its clause, else the one that it names."""
    sentence = mean.sentence
    told = [i for i in range(mean.start, mean.n) if _may_be_total(mean, sentence, i)]
    if told:
        # 人员 A、公用 B，人均公用支出 P: of what it names
        rest = bare(mean.rest)
        called = [i for i in told if longest(bare(sentence.figure(i).label), rest) >= NAME]
        outer = [i for i in told if i in outer_of(sentence)]
        last = told[-1]
        listed = last not in outer and len([i for i in told if i > max(outer, default=-1)]) > 1
        one = called[0] if len(called) == 1 else max(outer) if listed and outer else last
        if not _is_of_part(mean, sentence.figure(one), spoken):
            return Term(sentence.figure(one), (sentence, one), told=True)
    best = _best_named(mean, [term for term in named_totals(mean, report, spoken) if term.is_outer])
    return best or _best_named(mean, list(named_totals(mean, report, spoken)))


def _is_of_part(mean: Mean, total: Figure, spoken: Sequence[Sentence]) -> bool:
    """Whether an average is of what is told to be a part of those that it would be over: 其中甲 A 人，甲人均 P."""
    own = bare(mean.lead)
    if len(own) < NAME or own in bare(total.label):
        return False
    counted = (
        (s, i) for s in spoken for i in range(len(s)) if counted_by(mean, s, i) and bare(s.figure(i).label) == own
    )
    return any(i not in outer_of(s) for s, i in counted)


def named_totals(mean: Mean, report: Report, spoken: Sequence[Sentence]) -> Iterator[Term]:
    """The numbers that an average may be a part of by what it is called, in prose and in tables."""
    for sentence in spoken:
        for n in range(len(sentence)) if sentence is not mean.sentence else ():
            named_so = _shared(mean, sentence.figure(n).label) and _may_be_total(mean, sentence, n)
            if named_so and not is_planned(sentence, n):
                yield Term(sentence.figure(n), (sentence, n))
    for figure in report.figures:
        row, _, column = figure.label.rpartition("/")
        spent = figure.table_id and _SPENT.search(column) and not _NO_SUM.search(column) and usable(figure)
        alike = spent and is_whole(mean, figure) and figure.period == mean.figure.period
        if alike and _shared(mean, row.rpartition("/")[2]):
            yield Term(figure)


def _best_named(mean: Mean, terms: Sequence[Term]) -> Term | None:
    """The one term that goes by most of what an average is called."""
    found: dict[object, tuple[int, Term]] = {}
    for term in terms:
        label = term.figure.label if term.place else term.figure.label.rpartition("/")[0].rpartition("/")[2]
        shared = _shared(mean, label)
        if shared > found.get(value_of(term.figure), (0, None))[0]:
            found[value_of(term.figure)] = shared, term
    most = max((shared for shared, _ in found.values()), default=0)
    best = [term for shared, term in found.values() if shared == most]
    # 每公里日常养护支出: of what is called 日常养护支出, not of what is called 日常养护.
    full = [term for term in best if normalise(term.figure.label) in normalise(mean.words)]
    most = max((len(normalise(term.figure.label)) for term in full), default=0)
    best = [term for term in full if len(normalise(term.figure.label)) == most] or best
    return best[0] if len(best) == 1 else None


def _shared(mean: Mean, label: str) -> int:
    """How many letters of a name an average is called by; 0 for too few."""
    name = bare(label)
    shared = len(name) if name and name in bare(mean.words) else longest(name, bare(mean.rest))
    return shared if shared >= NAME else 0


def is_whole(mean: Mean, figure: Figure) -> bool:
    """Whether a number is of the kind that an average is a part of: 万元 of 万元/公里."""
    if "/" in mean.figure.unit:
        return figure.kind is mean.figure.kind and "/" not in figure.unit
    return like(figure, mean.figure)


def _may_be_total(mean: Mean, sentence: Sentence, n: int) -> bool:
    figure, own = sentence.figure(n), mean.figure
    enough = _MYRIAD if own.unit == "万元" else 1  # 万元 may stand for 元
    alike = is_whole(mean, figure) and enough * value_of(figure) > value_of(own)
    same = own.kind is Kind.AMOUNT or sentence is not mean.sentence or not counted_by(mean, sentence, n)
    return alike and same and is_counted_part(sentence, n) and figure.period == own.period


def beside(mean: Mean, spoken: Sequence[Sentence], at: int) -> list[Sentence]:
    """The sentences of its section just before that of an average."""
    return [s for s in spoken[:at] if s.section == mean.sentence.section][-_BESIDE:]


def count_of(mean: Mean, total: Term, spoken: Sequence[Sentence], at: int) -> Term | None:
    """What an average is counted over: in its sentence, beside it, in its chapter by name, or anywhere by name."""
    sentence, own = mean.sentence, mean.figure
    words = bare(f"{sentence.before(mean.n)}。{total.figure.label if total.told else mean.words}")
    words = bare(mean.basis) or words
    chapter = [s for s in spoken if s.places[0].figure.chapter == own.chapter and s is not sentence]
    ranges = [range(mean.start, mean.n), range(mean.n)]
    if "均" not in sentence.clause(mean.n):  # 每册 P，共印 A 册
        ranges.append(range(mean.n + 1, _end(mean)))
    for span in ranges:
        if here := _counts(mean, total, [(sentence, i) for i in span]):
            outer = [(s, i) for s, i in here if i in outer_of(s)] if total.is_outer else []
            best = _best(outer or here, words, any_=True)
            return Term(best[0].figure(best[1]), best, told=True) if best else None
    for scope in (beside(mean, spoken, at), chapter, spoken):
        places = [(s, i) for s in scope if s is not sentence for i in outer_of(s)]
        best = _best(_counts(mean, total, places), words, any_=scope is not chapter and scope is not spoken)
        if best is not None:
            return Term(best[0].figure(best[1]), best)
    return None


def likely_counts(mean: Mean, total: Term, spoken: Sequence[Sentence], at: int) -> Iterator[Term]:
    """All that an average may be counted over: beside it, and what has a name in common with it."""
    words = bare(f"{mean.words}。{total.figure.label}")
    near = [(s, i) for s in (*beside(mean, spoken, at), mean.sentence) for i in range(len(s))]
    far = [(s, i) for s in spoken for i in range(len(s)) if s.figure(i).kind is Kind.COUNT]
    far = [(s, i) for s, i in _counts(mean, total, far) if longest(named(s, i), words) >= NAME]
    found = {s.figure(i).figure_id: (s, i) for s, i in (*_counts(mean, total, near), *far)}
    yield from (Term(s.figure(i), (s, i)) for s, i in found.values() if s.figure(i) is not mean.figure)


def _end(mean: Mean) -> int:
    """The first number behind the stop after an average."""
    sentence = mean.sentence
    stops = (i for i in range(mean.n + 1, len(sentence)) if any(stop in sentence.before(i) for stop in "；。"))
    return next(stops, len(sentence))


def _counts(mean: Mean, total: Term, places: Sequence[tuple[Sentence, int]]) -> list[tuple[Sentence, int]]:
    """Those of some numbers that count what an average is counted by; what came about, if anything did."""
    for often in (False, True):
        found = [(s, i) for s, i in places if counted_by(mean, s, i, often=often) and is_counted_part(s, i)]
        found = [
            (s, i) for s, i in found if s.figure(i) is not total.figure and s.figure(i).period == mean.figure.period
        ]
        if found:
            return [(s, i) for s, i in found if not is_planned(s, i)] or found
    return []


def _best(places: Sequence[tuple[Sentence, int]], words: str, *, any_: bool) -> tuple[Sentence, int] | None:
    """The one number that is best named by some words; with `any_` the only one, or what all come to."""
    by_value: dict[object, tuple[int, tuple[Sentence, int]]] = {}
    for s, i in places:
        shared = longest(named(s, i), words)
        if shared > by_value.get(value_of(s.figure(i)), (-1, None))[0]:
            by_value[value_of(s.figure(i))] = shared, (s, i)
    if len(by_value) == 1 and any_:
        return next(iter(by_value.values()))[1]
    sums = [place for _, place in by_value.values() if _IN_ALL.search(place[0].clause(place[1]))]
    if any_ and len(sums) == 1:
        return sums[0]
    most = max((shared for shared, _ in by_value.values()), default=0)
    best = [place for shared, place in by_value.values() if shared == most]
    return best[0] if most >= NAME and len(best) == 1 else None
