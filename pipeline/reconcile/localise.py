"""Which numbers may be wrong (误差定位): smallest sets of mentions without which everything else can be true.

Fellegi and Holt's principle, solved by implicit hitting sets: known conflicts are hit by as few mentions as possible,
a linear programme tells whether the rest then is consistent, and if not its dual is the next conflict. There is no
big-M: with it a solver was measured to call broken data optimal. A conflict counts only when it is proved again in
exact fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import highspy
import numpy as np

from pipeline.reconcile.facts import agree
from pipeline.reconcile.forms import Equation
from pipeline.reconcile.intervals import Interval, asserted, value_of
from pipeline.reconcile.relations import derived, directed
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.facts import Fact, Facts
    from pipeline.reconcile.forms import Row
    from pipeline.reconcile.relations import Confronted

LARGEST = 4  # changes in one explanation
MOST_SETS = 40
MOST_PROGRAMMES = 150
_EPSILON = 1e-6
_DENOMINATOR = 10**7
_CANCELS = Fraction(1, 10**5)  # of the terms of a column, what is left by rounded duals

Cut = frozenset[str]


@dataclass(frozen=True)
class Component:
    """Facts that relations tie together, at least one of them in conflict."""

    facts: tuple[Fact, ...]
    relations: tuple[Confronted, ...]

    @cached_property
    def derived(self) -> Cut:
        """The numbers that were reckoned from others."""
        found = (derived(c.relation, form) for c in self.relations for form in c.relation.forms)
        return frozenset(figure.figure_id for figure in found if figure is not None)

    @cached_property
    def directed(self) -> Cut:
        """The changes whose direction words tell: they may be below nothing."""
        found = (directed(c.relation, form) for c in self.relations for form in c.relation.forms)
        return frozenset(figure.figure_id for figure in found if figure is not None)

    @cached_property
    def limits(self) -> Cut:
        """The full marks that points are measured by."""
        forms = (form for c in self.relations for form in c.relation.forms if isinstance(form, Equation))
        return frozenset(
            figure.figure_id
            for form in forms
            for _, figure in form.right
            if form.sign != "=" and figure.kind is Kind.SCORE
        )

    @property
    def cuts(self) -> list[Cut]:
        """The conflicts that show on the face: mentions that disagree, relations that fail on the printed numbers."""
        found = [
            frozenset((a.figure_id, b.figure_id))
            for fact in self.facts
            for a, b in combinations(fact.mentions, 2)
            if not agree(a, b)
        ]
        found += [
            frozenset(f.figure_id for form in c.relation.forms for f in form.figures)
            for c in self.relations
            if c.verdict is Verdict.INCONSISTENT
        ]
        return list(dict.fromkeys(found))


class Localised(NamedTuple):
    """The smallest sets of mentions that explain a component, and all conflicts found. `truncated`: a cap was hit."""

    sets: tuple[Cut, ...]
    cuts: tuple[Cut, ...]
    truncated: bool


def components(facts: Facts, confronted: Sequence[Confronted]) -> tuple[Component, ...]:
    """The parts of the report that are tied together and hold a conflict, in reading order."""
    parent = list(range(len(facts.facts)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    tied = [c for c in confronted if c.verdict is not Verdict.NOT_CHECKABLE and not c.relation.rule.is_policy]
    touched = [sorted({facts.of[f.figure_id].number for form in c.relation.forms for f in form.figures}) for c in tied]
    for numbers in touched:
        for number in numbers[1:]:
            parent[root(number)] = root(numbers[0])
    broken = {root(fact.number) for fact in facts.facts if not fact.agrees}
    broken |= {root(numbers[0]) for c, numbers in zip(tied, touched, strict=True) if c.verdict is Verdict.INCONSISTENT}
    return tuple(
        Component(
            tuple(fact for fact in facts.facts if root(fact.number) == at),
            tuple(c for c, numbers in zip(tied, touched, strict=True) if root(numbers[0]) == at),
        )
        for at in sorted(broken)
    )


def localise(component: Component) -> Localised:
    """All smallest sets of mentions that, set free, leave the rest consistent."""
    cuts = component.cuts
    order = {m.figure_id: n for n, m in enumerate(m for fact in component.facts for m in fact.mentions)}
    programme = _Programme(component)
    good: dict[Cut, None] = {}
    for size in range(1, LARGEST + 1):
        while True:
            new: Cut | None = None
            for chosen in _hitting(cuts, size, order):
                if chosen in good:
                    continue
                new = programme.conflict(chosen)
                if programme.solved >= MOST_PROGRAMMES:
                    return Localised(tuple(good), tuple(cuts), truncated=True)
                if new is not None:
                    cuts.append(new)
                    break
                good[chosen] = None
                if len(good) >= MOST_SETS:
                    return Localised(tuple(good), tuple(cuts), truncated=True)
            if new is None:
                break
        good = {chosen: None for chosen in good if all(chosen & cut for cut in cuts)}
        if good:
            return Localised(tuple(good), tuple(cuts), truncated=programme.unproved > 0)
    return Localised((), tuple(cuts), truncated=True)


def _hitting(cuts: Sequence[Cut], size: int, order: Mapping[str, int]) -> Iterator[Cut]:
    """Every set of at most `size` mentions that meets every cut and has none to spare, each once, in reading order."""
    seen: set[Cut] = set()

    def grow(chosen: Cut) -> Iterator[Cut]:
        missed = [cut for cut in cuts if not cut & chosen]
        if not missed:
            spare = any(all((chosen - {one}) & cut for cut in cuts) for one in chosen)
            if not spare and chosen not in seen:
                seen.add(chosen)
                yield chosen
        elif len(chosen) < size:
            shortest = min(missed, key=_size)
            for one in sorted(shortest, key=order.__getitem__):
                yield from grow(chosen | {one})

    return grow(frozenset())


def _quiet_solver() -> highspy._core._Highs:
    """A solver that prints nothing: the public class prints a banner when it is made, before it can be silenced."""
    solver = highspy._core._Highs()  # noqa: SLF001
    solver.setOptionValue("output_flag", False)  # noqa: FBT003
    solver.setOptionValue("threads", 1)
    return solver


def _size(cut: Cut) -> int:
    return len(cut)


class _Programme:
    """The linear programme of a component: what the printed numbers assert, and the rows of the relations that hold.

    A relation with several forms binds only where one of them held; one that failed with several is left to the proof
    of the explanation.
    """

    def __init__(self, component: Component) -> None:
        self.facts = component.facts
        self.directed = component.directed
        self.index = {m.figure_id: n for n, fact in enumerate(self.facts) for m in fact.mentions}
        self.forms = [
            c.form
            for c in component.relations
            if c.form is not None
            and c.result is not None
            and not (c.result.truncated and isinstance(c.form, Equation))
            and (c.verdict is not Verdict.INCONSISTENT or len(c.relation.forms) == 1)
        ]
        self.scale = [1e-4 if fact.mentions[0].kind is Kind.AMOUNT else 1.0 for fact in self.facts]
        self.solved = 0
        self.unproved = 0

    def conflict(self, free: Cut) -> Cut | None:
        """Mentions, none of them free, that cannot all be right; None when there is no such conflict."""
        bounds = [_bound(fact, free, self.directed) for fact in self.facts]
        for fact, bound in zip(self.facts, bounds, strict=True):
            if bound.is_empty:
                return frozenset(m.figure_id for m in fact.mentions if m.figure_id not in free)
        rates = {
            key: bounds[n] if not self._is_free(n, free) else Interval(None, None) for key, n in self.index.items()
        }
        rows: list[tuple[Row, str]] = []
        for form in self.forms:
            rate = form.rate.figure_id if hasattr(form, "rate") else ""
            rows += [(row, rate) for row in form.rows(rates)]
        self.solved += 1
        duals = self._solve([row for row, _ in rows], bounds)
        if duals is None:
            return None
        return self._proved(rows, duals, bounds, free)

    def _is_free(self, n: int, free: Cut) -> bool:
        return all(m.figure_id in free for m in self.facts[n].mentions)

    def _solve(self, rows: Sequence[Row], bounds: Sequence[Interval]) -> list[float] | None:
        """The duals of the least total violation of the rows, None when nothing need be violated."""
        solver = _quiet_solver()
        infinity = highspy.kHighsInf
        for bound, scale in zip(bounds, self.scale, strict=True):
            low = -infinity if bound.low is None else float(bound.low) * scale
            solver.addVar(low, infinity if bound.high is None else float(bound.high) * scale)
        for n, row in enumerate(rows):
            merged = self._merged(row)
            columns = [*merged, len(bounds) + 2 * n, len(bounds) + 2 * n + 1]
            unit = max((self.scale[j] for j in merged), default=1.0)
            unit = min((self.scale[j] for j in merged), default=unit)
            values = [float(merged[j]) / self.scale[j] * unit for j in merged] + [1.0, -1.0]
            for _ in range(2):
                solver.addVar(0.0, infinity)
            solver.changeColCost(len(bounds) + 2 * n, 1.0)
            solver.changeColCost(len(bounds) + 2 * n + 1, 1.0)
            low = -infinity if row.low is None else float(row.low) * unit
            high = infinity if row.high is None else float(row.high) * unit
            solver.addRow(low, high, len(columns), np.array(columns, dtype=np.int32), np.array(values))
        solver.run()
        if solver.getInfo().objective_function_value <= _EPSILON:
            return None
        duals = list(solver.getSolution().row_dual)
        if len(duals) < len(rows):
            # Numbers beyond what the solver can hold: nothing is proved, and the result says that it is not complete.
            self.unproved += 1
            return None
        return [
            dual * min((self.scale[j] for j in self._merged(row)), default=1.0)
            for dual, row in zip(duals, rows, strict=True)
        ]

    def _merged(self, row: Row) -> dict[int, Fraction]:
        merged: dict[int, Fraction] = {}
        for key, coefficient in row.terms.items():
            merged[self.index[key]] = merged.get(self.index[key], Fraction(0)) + coefficient
        return merged

    def _proved(
        self, rows: Sequence[tuple[Row, str]], duals: Sequence[float], bounds: Sequence[Interval], free: Cut
    ) -> Cut | None:
        """The conflict that the duals point at, if the rows so combined contradict the bounds in exact arithmetic."""
        largest = max(abs(dual) for dual in duals)
        merged = [self._merged(row) for row, _ in rows]
        weights = [Fraction(dual / largest).limit_denominator(_DENOMINATOR) for dual in duals]
        weights = _balanced(weights, merged, [j for j, b in enumerate(bounds) if b.low is None or b.high is None])
        combined: dict[int, Fraction] = {}
        low = high = Fraction(0)
        sides: list[bool] = [True, True]
        members: set[str] = set()
        for weight, (row, rate), terms in zip(weights, rows, merged, strict=True):
            if not weight:
                continue
            for j, coefficient in terms.items():
                combined[j] = combined.get(j, Fraction(0)) + weight * coefficient
            ends = (row.low, row.high) if weight > 0 else (row.high, row.low)
            low, sides[0] = (low + weight * ends[0], sides[0]) if ends[0] is not None else (low, False)
            high, sides[1] = (high + weight * ends[1], sides[1]) if ends[1] is not None else (high, False)
            if rate:
                members |= {m.figure_id for m in self.facts[self.index[rate]].mentions}
        least, most = _range(combined, bounds)
        over = sides[1] and least is not None and least > high
        under = sides[0] and most is not None and most < low
        if not over and not under:
            self.unproved += 1
            return None
        for j, coefficient in combined.items():
            if coefficient:
                end = bounds[j].low if (coefficient > 0) == over else bounds[j].high
                members |= self._asserting(j, end, lower=(coefficient > 0) == over, free=free)
        return frozenset(members - free)

    def _asserting(self, j: int, end: Fraction | None, *, lower: bool, free: Cut) -> set[str]:
        """A mention that asserts the bound; none for the bound that nothing is negative."""
        for mention in self.facts[j].mentions:
            interval = asserted(mention)
            if mention.figure_id not in free and (interval.low if lower else interval.high) == end:
                return {mention.figure_id}
        return set()


def _bound(fact: Fact, free: Cut, directed: Cut) -> Interval:
    """What the mentions that are not free assert together; a quantity that is counted is at least nothing."""
    negative = fact.mentions[0].kind is Kind.RATE or any(
        value_of(m) < 0 or m.figure_id in directed for m in fact.mentions
    )
    bound = Interval(None, None)
    for mention in fact.mentions:
        if mention.figure_id not in free:
            bound = bound.both(asserted(mention))
    if bound.low is None and bound.high is None and not negative:
        return Interval(Fraction(0), None)
    return bound


def _balanced(weights: list[Fraction], rows: Sequence[Mapping[int, Fraction]], open_: Sequence[int]) -> list[Fraction]:
    """The weights, so corrected that the open columns whose terms all but cancel out do cancel out.

    Rates in a chain multiply up to denominators that no floating number tells apart; what is unbounded must be gone
    exactly for a proof.
    """
    solved: dict[int, dict[int, Fraction]] = {}  # a row's weight as a sum of others'
    for j in open_:
        terms = {n: row[j] for n, row in enumerate(rows) if weights[n] and row.get(j)}
        sizes = [coefficient * weights[n] for n, coefficient in terms.items()]
        if not sizes or abs(sum(sizes, Fraction(0))) > _CANCELS * sum(map(abs, sizes), Fraction(0)):
            continue
        for n in [n for n in terms if n in solved]:
            _replace(terms, n, solved[n])
        if terms:
            pivot = max(terms, key=lambda n: abs(terms[n] * weights[n]))
            own = {n: -coefficient / terms[pivot] for n, coefficient in terms.items() if n != pivot}
            for other in solved.values():
                if pivot in other:
                    _replace(other, pivot, own)
            solved[pivot] = own
    return [
        sum((c * weights[i] for i, c in solved[n].items()), Fraction(0)) if n in solved else w
        for n, w in enumerate(weights)
    ]


def _replace(terms: dict[int, Fraction], n: int, by: Mapping[int, Fraction]) -> None:
    """Put a sum in the place of one of the terms."""
    factor = terms.pop(n)
    for i, coefficient in by.items():
        terms[i] = terms.get(i, Fraction(0)) + factor * coefficient
        if not terms[i]:
            del terms[i]


def _range(form: Mapping[int, Fraction], bounds: Sequence[Interval]) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest value of a linear form over the bounds; None where it is unbounded."""
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    for j, coefficient in form.items():
        if coefficient:
            a, b = bounds[j] if coefficient > 0 else bounds[j][::-1]
            low = None if low is None or a is None else low + coefficient * a
            high = None if high is None or b is None else high + coefficient * b
    return low, high
