"""Last digits (尾差): rates and points that differ by a unit of the last digit more or less than is said.

Who tells by how much two printed rates differ reckons with what is printed: of 77 such differences in consistent
reports, and of 52 of points, none was a unit off. Amounts are reckoned from 元 more often than not and may be. It is
worth a warning, unless the report shows that it reckons from more digits than it prints: by numbers of its own that
make one of them more finely, by digits that it cuts off elsewhere, or by several such differences.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient
from pipeline.reconcile.intervals import is_exact, value_of
from pipeline.reconcile.relations import accused
from pipeline.reconcile.sentences import is_rate, spelt_out
from schemas.figure import Kind
from schemas.finding import Verdict
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_DIFFERENCES = ("prose_points", "prose_change", "score_lost", "score_cut", "prose_sum")
_THREE = 3  # numbers of a difference, a hundred among them


def to_the_last_digit(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> list[Confronted]:
    """The relations, with differences that only rounding makes hold, by one number at most, turned to warnings."""
    off = [form for c in confronted if (form := _off(c)) is not None]
    if not off or not frozenset.intersection(*[form.ids for form in off]) or _cuts_off(confronted):
        return list(confronted)
    rule, wrong, finer = rules["last_digit"], accused(confronted), _finer(spoken, confronted, off)
    found: list[Confronted] = []
    for c in confronted:
        form = _off(c)
        if form is None or c.result is None or form.ids & wrong or _is_finer(form, finer):
            found.append(c)
            continue
        relation = altered(c.relation, rule=rule, forms=(form,), sure=True)
        result = c.result._replace(verdict=Verdict.INCONSISTENT)
        found.append(c._replace(relation=relation, verdict=result.verdict, result=result, reason=""))
    return found


def _off(confronted: Confronted) -> Equation | None:
    """A difference that numbers printed to one decimal, goals and full marks aside, do not make as they are printed."""
    form, told = confronted.form, confronted.relation.rule.pattern in _DIFFERENCES
    if not told or confronted.verdict is not Verdict.ROUNDING or not isinstance(form, Equation):
        return None
    if len(form.figures) + bool(form.constant) != _THREE or not form.result.gap:
        return None
    kinds = {figure.kind for figure in form.figures}
    summed = confronted.relation.rule.pattern == "prose_sum" and kinds != {Kind.SCORE}  # shares are rounded each
    if summed or not kinds <= {Kind.RATE, Kind.SCORE} or any(f.qualifier for f in form.figures):
        return None
    finest = max(f.decimals for f in form.figures)
    return form if all(f.decimals == finest or is_exact(f) for f in form.figures) else None


def _cuts_off(confronted: Sequence[Confronted]) -> bool:
    """Whether the report cuts digits off where it reckons a rate."""
    return any(isinstance(c.form, Quotient) and c.verdict.holds and c.result and c.result.truncated for c in confronted)


def _finer(
    spoken: Sequence[Sentence], confronted: Sequence[Confronted], off: Sequence[Equation]
) -> Mapping[str, set[Fraction]]:
    """What numbers of the report make of rates and points that it prints to fewer digits."""
    made: defaultdict[str, set[Fraction]] = defaultdict(set)
    for c in confronted:
        if isinstance(c.form, Quotient) and c.verdict.holds and c.result and c.result.gap:
            made[c.form.rate.figure_id].add(c.result.left)
    for sentence in spoken:
        rates = [n for n in range(len(sentence)) if is_rate(sentence.figure(n))]
        for n in rates:
            if (value := spelt_out(sentence, n)) is not None:
                made[sentence.figure(n).figure_id].add(value)
        for points, value in _by_rates(sentence, [sentence.figure(n) for n in rates], off):
            made[points.figure_id].add(value)
    return made


def _by_rates(
    sentence: Sentence, rates: Sequence[Figure], off: Sequence[Equation]
) -> Iterator[tuple[Figure, Fraction]]:
    """The points of a sentence that a rate in it makes of their full marks: 分值 10 分，执行率 93.5%，得 9.4 分."""
    here = {place.figure.figure_id for place in sentence.places}
    marks = [
        (points, full)
        for form in off
        for full in form.figures
        for points in form.figures
        if {points.figure_id, full.figure_id} <= here
        and points.kind is Kind.SCORE
        and not is_exact(points)
        and is_exact(full)
    ]
    for (points, full), rate in product(marks, rates):
        value = value_of(full) * value_of(rate) / HUNDRED
        if -points.half_ulp <= value - value_of(points) < points.ulp:  # rounded or cut off
            yield points, value


def _is_finer(form: Equation, finer: Mapping[str, set[Fraction]]) -> bool:
    """Whether a difference holds, rounded, of numbers as they were reckoned."""
    if not form.ids & finer.keys():
        return False
    sides = (*form.left, *((-c, f) for c, f in form.right))
    room = sum(f.half_ulp for f in form.figures if f.figure_id not in finer and not is_exact(f))
    told = [[(c, v) for v in finer.get(f.figure_id, {value_of(f)})] for c, f in sides]
    return any(abs(sum(c * v for c, v in chosen) - form.constant) <= room for chosen in product(*told))
