"""What averages are over (数量): what counts in their sentence, beside it, in their chapter or anywhere by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.prose.averages.each import bare
from pipeline.reconcile.prose.averages.terms import NAME, Term, is_outer, words_at
from schemas.catalogue import normalise

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from pipeline.reconcile.prose.averages.each import Mean
    from pipeline.reconcile.prose.averages.terms import Around, Count

_DIGIT = re.compile(r"\d")
_IN_ALL = re.compile(r"共|合计|总")


def count_of(around: Around, total: Term) -> Term | None:
    """What an average is counted over: in its sentence, beside it, in its chapter by name, or anywhere by name."""
    mean, sentence = around.mean, around.mean.sentence
    if not around.counts:
        return None
    words = bare(f"{sentence.before(mean.n)}。{total.figure.label if total.told else mean.words}")
    basis = bare(mean.basis)
    based = {value_of(one.figure): one for one in around.counts if basis and longest(one.name, basis) >= NAME}
    if len(based) == 1 and len(basis) <= longest(next(iter(based.values())).name, basis) + 1:
        one = next(iter(based.values()))
        return Term(one.figure, one.place, told=one.sentence is sentence)
    if total.place is None or _DIGIT.search(basis) or longest(words_at(*total.place), normalise(mean.basis)) <= NAME:
        words = basis or words  # else the basis is the total's
    own = (
        [i for i in range(mean.n) if sentence.nesting[i] == sentence.nesting[mean.n]] if sentence.depth(mean.n) else []
    )
    ranges: list[Container[int]] = [own, range(mean.start, mean.n), range(mean.n)]
    if "均" not in sentence.clause(mean.n):  # 每册 P，共印 A 册
        ranges.append(range(mean.n + 1, _end(mean)))
    for span in ranges:
        if here := _counts(total, [one for one in around.counts if one.sentence is sentence and one.n in span]):
            outer = [one for one in here if is_outer(*one.place)] if total.is_outer else []
            best = _best(outer or here, words, any_=True)
            return Term(best.figure, best.place, told=True) if best else None
    near = [one for one in around.outer_counts if any(one.sentence is s for s in around.beside)]
    chapter = [one for one in around.outer_counts if one.sentence.places[0].figure.chapter == mean.figure.chapter]
    for scope in (near, chapter, around.outer_counts):
        best = _best(_counts(total, scope), words, any_=scope is near)
        if best is not None:
            return Term(best.figure, best.place)
    return None


def likely_counts(around: Around, total: Term) -> Iterator[Term]:
    """All that an average may be counted over: beside it, and what has a name in common with it."""
    mean = around.mean
    words = bare(f"{mean.words}。{total.figure.label}")
    near = [one for one in around.counts if any(one.sentence is s for s in (*around.beside, mean.sentence))]
    far = [one for one in _counts(total, around.counts) if longest(one.name, words) >= NAME]
    found = {one.figure.figure_id: one for one in (*_counts(total, near), *far)}
    yield from (Term(one.figure, one.place) for one in found.values() if one.figure is not mean.figure)


def _end(mean: Mean) -> int:
    """The first number behind the stop after an average."""
    sentence = mean.sentence
    stops = (i for i in range(mean.n + 1, len(sentence)) if any(stop in sentence.before(i) for stop in "；。"))
    return next(stops, len(sentence))


def _counts(total: Term, counts: Sequence[Count]) -> list[Count]:
    """Those of some counts that an average may be counted over; what came about, if anything did."""
    for wanted in (False, True):
        found = [one for one in counts if one.often is wanted and one.figure is not total.figure]
        if found:
            return [one for one in found if not one.is_planned] or found
    return []


def _best(counts: Sequence[Count], words: str, *, any_: bool) -> Count | None:
    """The one number that is best named by some words; with `any_` the only one, or what all come to."""
    by_value: dict[object, tuple[int, Count]] = {}
    for one in counts:
        shared = longest(one.name, words)
        if shared > by_value.get(value_of(one.figure), (-1, None))[0]:
            by_value[value_of(one.figure)] = shared, one
    if len(by_value) == 1 and any_:
        return next(iter(by_value.values()))[1]
    sums = [one for _, one in by_value.values() if _IN_ALL.search(one.sentence.clause(one.n))]
    if any_ and len(sums) == 1:
        return sums[0]
    most = max((shared for shared, _ in by_value.values()), default=0)
    best = [one for shared, one in by_value.values() if shared == most]
    return best[0] if most >= NAME and len(best) == 1 else None
