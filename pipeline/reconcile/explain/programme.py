"""The linear programme of numbers that are tied together (线性规划): whether what they print can all be true.

The solver reckons in floating point, and its word alone counts for nothing: the conflict that its duals point at is
proved again in exact fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import highspy
import numpy as np

from pipeline.reconcile.forms import Equation, Quotient, dot
from pipeline.reconcile.intervals import Interval, possible, value_of
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reconcile.explain.component import Component, Cut
    from pipeline.reconcile.forms import Row

_EPSILON = 1e-6
_DENOMINATOR = 10**7
_CANCELS = Fraction(1, 10**5)  # of the terms of a column, what is left by rounded duals
_NOTHING: Cut = frozenset()


class _Line(NamedTuple):
    """A row of a form with its terms by fact, as the solver takes it: `values` in `unit`. `rate`: whose fact it is."""

    row: Row
    terms: dict[int, Fraction]
    values: list[float]
    unit: float
    rate: int | None


class Programme:
    """The linear programme of a component: what the printed numbers assert, and the rows of the relations that hold.

    A relation with several forms binds only where one of them held; one that failed with several is left to the proof
    of the explanation.
    """

    def __init__(self, component: Component) -> None:
        self.facts = component.facts
        self.directed = component.directed
        self.ids = [frozenset(m.figure_id for m in fact.mentions) for fact in self.facts]
        self.index = {key: n for n, ids in enumerate(self.ids) for key in ids}
        self.asserted = {m.figure_id: possible(m) for fact in self.facts for m in fact.mentions}
        self.forms = [
            c.form
            for c in component.relations
            if c.form is not None
            and c.result is not None
            and not (c.result.truncated and isinstance(c.form, Equation))
            and (c.verdict is not Verdict.INCONSISTENT or len(c.relation.forms) == 1)
        ]
        self.scale = [1e-4 if fact.mentions[0].kind is Kind.AMOUNT else 1.0 for fact in self.facts]
        # From one programme to the next only what hangs on the mentions set free is made anew.
        self.bounds: dict[tuple[int, Cut], Interval] = {}
        self.rows: dict[tuple[int, Cut], list[_Line]] = {}
        self.solver = _quiet_solver()
        self.solved = 0
        self.unproved = 0

    def conflict(self, free: Cut) -> Cut | None:
        """Mentions, none of them free, that cannot all be right; None when there is no such conflict."""
        freed = [ids & free for ids in self.ids]
        bounds = [self._bound(n, some) for n, some in enumerate(freed)]
        for ids, bound in zip(self.ids, bounds, strict=True):
            if bound.is_empty:
                return ids - free
        lines = [line for n in range(len(self.forms)) for line in self._lines(n, freed, bounds)]
        self.solved += 1
        duals = self._solve(lines, bounds)
        if duals is None:
            return None
        return self._proved(lines, duals, bounds, free)

    def _bound(self, n: int, free: Cut) -> Interval:
        """What the mentions that are not free assert together; a quantity that is counted is at least nothing."""
        if (n, free) not in self.bounds:
            mentions = self.facts[n].mentions
            bound = Interval(None, None)
            for key in self.ids[n] - free:
                bound = bound.both(self.asserted[key])
            negative = mentions[0].kind is Kind.RATE or any(
                value_of(m) < 0 or m.figure_id in self.directed for m in mentions
            )
            if bound.low is None and bound.high is None and not negative:
                bound = Interval(Fraction(0), None)
            self.bounds[n, free] = bound
        return self.bounds[n, free]

    def _lines(self, n: int, freed: Sequence[Cut], bounds: Sequence[Interval]) -> list[_Line]:
        """The rows of a form. Those of a quotient hang on what its rate may be."""
        form = self.forms[n]
        at = self.index[form.rate.figure_id] if isinstance(form, Quotient) else None
        key = n, freed[at] if at is not None else _NOTHING
        if key not in self.rows:
            rates = {}
            if isinstance(form, Quotient) and at is not None and freed[at] != self.ids[at]:
                rates[form.rate.figure_id] = bounds[at]
            self.rows[key] = [self._line(row, at) for row in form.rows(rates)]
        return self.rows[key]

    def _line(self, row: Row, rate: int | None) -> _Line:
        terms: dict[int, Fraction] = {}
        for key, coefficient in row.terms.items():
            terms[self.index[key]] = terms.get(self.index[key], Fraction(0)) + coefficient
        unit = min((self.scale[j] for j in terms), default=1.0)
        return _Line(row, terms, [float(c) / self.scale[j] * unit for j, c in terms.items()], unit, rate)

    def _solve(self, lines: Sequence[_Line], bounds: Sequence[Interval]) -> list[float] | None:
        """The duals of the least total violation of the rows, None when nothing need be violated."""
        infinity = highspy.kHighsInf

        def end(value: Fraction | None, scale: float, otherwise: float) -> float:
            return otherwise if value is None else float(value) * scale

        spare = 2 * len(lines)
        low = [end(bound.low, scale, -infinity) for bound, scale in zip(bounds, self.scale, strict=True)]
        high = [end(bound.high, scale, infinity) for bound, scale in zip(bounds, self.scale, strict=True)]
        none, nowhere = np.array([], dtype=np.int32), np.array([], dtype=np.double)
        solver = self.solver
        solver.clearModel()
        solver.addCols(
            len(bounds) + spare,
            np.array([0.0] * len(bounds) + [1.0] * spare),
            np.array(low + [0.0] * spare),
            np.array(high + [infinity] * spare),
            *(0, none, none, nowhere),
        )
        starts: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for n, line in enumerate(lines):
            starts.append(len(columns))
            # What a row misses on either side is paid for in two columns of its own.
            columns += [*line.terms, len(bounds) + 2 * n, len(bounds) + 2 * n + 1]
            values += [*line.values, 1.0, -1.0]
        solver.addRows(
            len(lines),
            np.array([end(line.row.low, line.unit, -infinity) for line in lines]),
            np.array([end(line.row.high, line.unit, infinity) for line in lines]),
            len(columns),
            np.array(starts, dtype=np.int32),
            np.array(columns, dtype=np.int32),
            np.array(values),
        )
        solver.run()
        if solver.getInfo().objective_function_value <= _EPSILON:
            return None
        duals = list(solver.getSolution().row_dual)
        if len(duals) < len(lines):
            # Numbers beyond what the solver can hold: nothing is proved, and the result says that it is not complete.
            self.unproved += 1
            return None
        return [dual * line.unit for dual, line in zip(duals, lines, strict=True)]

    def _proved(
        self, lines: Sequence[_Line], duals: Sequence[float], bounds: Sequence[Interval], free: Cut
    ) -> Cut | None:
        """The conflict that the duals point at, if the rows so combined contradict the bounds in exact arithmetic."""
        largest = max(abs(dual) for dual in duals)
        weights = [Fraction(dual / largest).limit_denominator(_DENOMINATOR) if dual else Fraction(0) for dual in duals]
        open_ = [j for j, b in enumerate(bounds) if b.low is None or b.high is None]
        weights = _balanced(weights, [line.terms for line in lines], open_)
        combined: dict[int, Fraction] = {}
        low = high = Fraction(0)
        sides: list[bool] = [True, True]
        members: set[str] = set()
        for weight, (row, terms, _, _, rate) in zip(weights, lines, strict=True):
            if not weight:
                continue
            for j, coefficient in terms.items():
                combined[j] = combined.get(j, Fraction(0)) + weight * coefficient
            ends = (row.low, row.high) if weight > 0 else (row.high, row.low)
            low, sides[0] = (low + weight * ends[0], sides[0]) if ends[0] is not None else (low, False)
            high, sides[1] = (high + weight * ends[1], sides[1]) if ends[1] is not None else (high, False)
            if rate is not None:
                members |= self.ids[rate]
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
            interval = self.asserted[mention.figure_id]
            if mention.figure_id not in free and (interval.low if lower else interval.high) == end:
                return {mention.figure_id}
        return set()


def _quiet_solver() -> highspy._core._Highs:
    """A solver that prints nothing: the public class prints a banner when it is made, before it can be silenced."""
    solver = highspy._core._Highs()  # noqa: SLF001
    solver.setOptionValue("output_flag", False)  # noqa: FBT003
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")
    return solver


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
    ends = [(c, bounds[j] if c > 0 else bounds[j][::-1]) for j, c in form.items() if c]
    lows = [(c, low) for c, (low, _) in ends if low is not None]
    highs = [(c, high) for c, (_, high) in ends if high is not None]
    return dot(lows) if len(lows) == len(ends) else None, dot(highs) if len(highs) == len(ends) else None
