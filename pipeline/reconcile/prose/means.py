"""Averages (均值勾稽): `造林 A 亩。…支出 T，每亩平均 P`, the total and the count told wherever they are.

A mean is a total over a count, and its words say of what: of the amount that it follows, or that it names; over what it
counts by (每亩, 案均, 按 A 人平均), in its sentence, its section, or under the same name anywhere. Whatever else makes
it to its last place accounts for it, unless its own sentence says which numbers it is made of.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile import wording
from pipeline.reconcile.forms import Quotient, is_held, side
from pipeline.reconcile.intervals import digits_of, usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.prose.each import bare, counted_by, is_counted_part, is_planned, means, named
from pipeline.reconcile.relations import Relation, is_slip_of, spoken_of
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.prose.each import Mean
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_NAME = 2  # letters that what is counted, and what the average is of, have in common
_NEAR = 5  # how many times what an average is off must fit into it, where names alone put it together
_BOTH = 2
_TELLING = 3  # digits by which another pair's average is known
_MYRIAD = 10**4
_BESIDE = 3  # sentences before one that go with it


class Term(NamedTuple):
    """A total or a count, at its place, and whether the average's own sentence tells it."""

    sentence: Sentence
    n: int
    told: bool = False

    @property
    def figure(self) -> Figure:
        """The number itself."""
        return self.sentence.figure(self.n)


def averaged(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The averages that nothing else accounts for, each with the total and the count that its words name."""
    known = spoken_of(confronted)
    for at, sentence in enumerate(spoken):
        for mean in means(sentence):
            if mean.figure.figure_id in known:
                continue
            total = _total(mean, spoken)
            count = count_of(mean, total, spoken, at) if total else None
            if total is not None and count is not None:
                yield from _averaged(mean, total, count, list(_others(mean, total, count, report, spoken)), rules)


def _averaged(
    mean: Mean, total: Term, count: Term, others: Sequence[tuple[Quotient, bool]], rules: RuleSet
) -> Iterator[Relation]:
    """What an average must be by the total and the count that it names, if nothing else makes it."""
    form, told = _mean(mean, total.figure, count.figure), total.told + count.told
    if not is_held(form) and any(is_held(other) for other, excluded in others if not excluded):
        return
    hint = _hint(form, [other for other, _ in others]) if _is_telling(mean) and not is_held(form) else ""
    near = _NEAR * abs(form.result.gap) <= value_of(mean.figure)
    if is_held(form) or told == _BOTH or (told and near) or hint or is_slip_of(form):
        yield Relation(rules.by_pattern["prose_mean"], (form,), mean.figure.label, hint=hint)


def _mean(mean: Mean, total: Figure, count: Figure) -> Quotient:
    return Quotient(side(total), side(count), mean.figure, Fraction(1))


def _outer(sentence: Sentence) -> list[int]:
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


def _total(mean: Mean, spoken: Sequence[Sentence]) -> Term | None:
    """What an average is a part of: the amount that it follows in its clause, else the one that it names."""
    sentence = mean.sentence
    told = [i for i in range(mean.start, mean.n) if _may_be_total(mean, sentence, i)]
    outer = [i for i in told if i in _outer(sentence)]
    if told:
        last = told[-1]
        listed = last not in outer and len([i for i in told if i > max(outer, default=-1)]) > 1
        return Term(sentence, max(outer) if listed and outer else last, told=True)
    topic, found = bare(mean.words), dict[object, tuple[int, Term]]()
    for other in spoken:
        for i in _outer(other):
            name = bare(other.figure(i).label)
            shared = len(name) if len(name) >= _NAME and name in topic else longest(name, bare(mean.rest))
            if shared >= _NAME and other is not sentence and _may_be_total(mean, other, i) and not is_planned(other, i):
                best = found.get(value_of(other.figure(i)), (0, None))[0]
                if shared > best:
                    found[value_of(other.figure(i))] = shared, Term(other, i)
    most = max((shared for shared, _ in found.values()), default=0)
    best_ = [term for shared, term in found.values() if shared == most]
    # 每公里日常养护支出: of what is called 日常养护支出, not of what is called 日常养护.
    full = [term for term in best_ if normalise(term.figure.label) in normalise(mean.words)]
    longest_ = max((len(normalise(term.figure.label)) for term in full), default=0)
    best_ = [term for term in full if len(normalise(term.figure.label)) == longest_] or best_
    return best_[0] if len(best_) == 1 else None


def _is_whole(mean: Mean, figure: Figure) -> bool:
    """Whether a number is of the kind that an average is a part of: 万元 of 万元/公里."""
    if "/" in mean.figure.unit:
        return figure.kind is mean.figure.kind and "/" not in figure.unit
    return like(figure, mean.figure)


def _may_be_total(mean: Mean, sentence: Sentence, n: int) -> bool:
    figure, own = sentence.figure(n), mean.figure
    enough = _MYRIAD if own.unit == "万元" else 1  # 万元 may stand for 元
    alike = _is_whole(mean, figure) and enough * value_of(figure) > value_of(own)
    same = own.kind is Kind.AMOUNT or sentence is not mean.sentence or not counted_by(mean, sentence, n)
    return alike and same and is_counted_part(sentence, n) and figure.period == own.period


def count_of(mean: Mean, total: Term, spoken: Sequence[Sentence], at: int) -> Term | None:
    """What an average is counted over: in its sentence, beside it, in its chapter by name, or anywhere by name."""
    sentence, own = mean.sentence, mean.figure
    words = bare(f"{sentence.before(mean.n)}。{total.figure.label if total.told else mean.words}")
    words = bare(mean.basis) or words
    beside = [s for s in spoken[:at] if s.section == sentence.section][-_BESIDE:]
    chapter = [s for s in spoken if s.places[0].figure.chapter == own.chapter and s is not sentence]
    ranges = [range(mean.start, mean.n), range(mean.n)]
    if "均" not in sentence.clause(mean.n):  # 每册 P，共印 A 册
        ranges.append(range(mean.n + 1, _end(mean)))
    for span in ranges:
        if here := _counts(mean, total, [(sentence, i) for i in span]):
            outer = [(s, i) for s, i in here if i in _outer(s)] if total.n in _outer(total.sentence) else []
            best = _best(outer or here, words, any_=True)
            return Term(*best, told=True) if best else None
    for scope in (beside, chapter, spoken):
        places = [(s, i) for s in scope if s is not sentence for i in _outer(s)]
        best = _best(_counts(mean, total, places), words, any_=scope is beside)
        if best is not None:
            return Term(*best)
    return None


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
    """The one number that is best named by some words; with `any_` the only one, whatever it is called."""
    by_value: dict[object, tuple[int, tuple[Sentence, int]]] = {}
    for s, i in places:
        shared = longest(named(s, i), words)
        if shared > by_value.get(value_of(s.figure(i)), (-1, None))[0]:
            by_value[value_of(s.figure(i))] = shared, (s, i)
    if len(by_value) == 1 and any_:
        return next(iter(by_value.values()))[1]
    most = max((shared for shared, _ in by_value.values()), default=0)
    best = [place for shared, place in by_value.values() if shared == most]
    return best[0] if most >= _NAME and len(best) == 1 else None


def _others(
    mean: Mean, total: Term, count: Term, report: Report, spoken: Sequence[Sentence]
) -> Iterator[tuple[Quotient, bool]]:
    """What else may make an average, and whether its own words say that it is not made of that."""
    yield from _beside(mean, total, count)
    here = {place.figure.figure_id for place in mean.sentence.places}
    placed = {s.figure(i).figure_id: (s, i) for s in spoken for i in range(len(s))}
    actual = "实际" in mean.words
    for figure in report.figures:
        place = placed.get(figure.figure_id)
        if figure in (total.figure, mean.figure, count.figure) or not usable(figure) or value_of(figure) <= 0:
            continue
        elsewhere = figure.figure_id not in here
        other = figure.period != mean.figure.period or (actual and place is not None and is_planned(*place))
        if _may_count(mean, figure, place):
            excluded = other or _is_based(mean, count) or (count.told and elsewhere)
            yield _mean(mean, total.figure, figure), excluded
        if _is_whole(mean, figure):
            yield _mean(mean, figure, count.figure), other or (total.told and elsewhere)


def _beside(mean: Mean, total: Term, count: Term) -> Iterator[tuple[Quotient, bool]]:
    """What the numbers of its sentence make: any two, and two or more of a kind together: 甲 A 辆，不含 B 辆."""
    sentence, based = mean.sentence, _is_based(mean, count)
    places = [i for i in range(len(sentence)) if i != mean.n and usable(sentence.figure(i))]
    for a, b in permutations(places, 2):
        whole, part = sentence.figure(a), sentence.figure(b)
        if _is_whole(mean, whole) and _may_count(mean, part, (sentence, b)) and value_of(part) > 0:
            yield _mean(mean, whole, part), based and part is not count.figure
    if not based:
        for divisor in _together([sentence.figure(i) for i in places], count.figure):
            yield Quotient(side(total.figure), divisor, mean.figure, Fraction(1)), False
    for dividend in _together([sentence.figure(i) for i in places], total.figure):
        yield Quotient(dividend, side(count.figure), mean.figure, Fraction(1)), False


def _together(figures: Sequence[Figure], one: Figure) -> Iterator[Side]:
    """What two numbers like another one are together, or less one another, and what a run of more comes to."""
    alike = [f for f in figures if like(f, one)]
    for a, b in permutations(alike, 2):
        yield side(a, b)
        yield (*side(a), (Fraction(-1), b))
    for start, end in combinations(range(len(alike) + 1), 2):
        if end - start > _BOTH:
            yield side(*alike[start:end])


def _is_based(mean: Mean, count: Term) -> bool:
    """Whether the words say what it was counted by, and that is the count: 按办结案件计算."""
    return longest(named(count.sentence, count.n), bare(mean.basis)) >= _NAME


def _may_count(mean: Mean, figure: Figure, place: tuple[Sentence, int] | None) -> bool:
    if place is None:
        return figure.kind is Kind.COUNT
    return any(counted_by(mean, *place, often=often) for often in (False, True))


def _is_telling(mean: Mean) -> bool:
    return len(digits_of(mean.figure)) >= _TELLING


def _hint(form: Quotient, others: Sequence[Quotient]) -> str:
    """What the printed average was likely reckoned from instead."""
    for other in filter(is_held, others):
        wrong = [f for f in other.figures if f.figure_id not in form.ids]
        if len(wrong) == 1:
            return f"按{wording.named(wrong[0])}计算恰为所列数，疑误用该数。"
    return ""
