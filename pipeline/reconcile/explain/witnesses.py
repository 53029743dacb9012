"""What else in a report speaks for an explanation (旁证).

The number that it suggests is printed elsewhere, the number that it calls wrong is not; relations that were doubtful
and failed would hold too; the reading of the suspect is in doubt, or its decimals are not those of its kind; points are
not full for no reason given, or unlike those of the rows around.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reconcile.doubts import Doubts
from pipeline.reconcile.explain.candidates import Printed, decimals_of
from pipeline.reconcile.explain.component import Places
from pipeline.reconcile.explain.corrections import meant, placed, refilled
from pipeline.reconcile.intervals import is_bare, is_telling, usable, value_of
from schemas.figure import Flag, Kind
from schemas.finding import Verdict
from schemas.record import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from pipeline.reconcile.explain.component import Component
    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.relations import Confronted
    from schemas.figure import Figure
    from schemas.finding import Change, Explanation
    from schemas.report import Report

_ELSEWHERE, _CONFIRMED, _MENDED, _DOUBTED = 2.0, 1.0, 1.5, 2.0
_EVEN, _UNREASONED = 0.8, 2.0
_TAKEN = ("exchanged", "row")  # slips that put a number of another place here
_MOST_MENDED = 2
_LOOKED_AT = 16  # explanations of one conflict
_BESIDE = 3  # numbers before and after
_ODD, _FEW, _MANY = (
    1.0,
    2,
    10,
)  # numbers of so many or fewer that are printed with as many decimals are odd among so many
_DOUBTS = {Flag.READERS_DISAGREE, Flag.LOW_CONFIDENCE, Flag.REPAIRED}


class Witnesses:
    """A report's numbers by value and place, and the relations that were doubtful and failed."""

    def __init__(self, report: Report, facts: Facts, confronted: Sequence[Confronted]) -> None:
        self.report, self.facts, self.confronted = report, facts, confronted
        self.figures = [f for f in report.figures if usable(f) or is_bare(f)]
        self.by_id = {f.figure_id: f for f in self.figures}
        self.order = {f.figure_id: n for n, f in enumerate(self.figures)}
        self.cells = {(f.table_id, f.row, f.col): f for f in self.figures if f.table_id}
        self.shapes: dict[tuple[Kind, str], Counter[int]] = defaultdict(Counter)
        for figure in self.figures:
            self.shapes[figure.kind, figure.unit][figure.decimals] += 1
        self.doubtful: dict[str, list[Confronted]] = defaultdict(list)
        for c in confronted:
            if c.verdict is Verdict.NOT_CHECKABLE and c.result and c.result.verdict is Verdict.INCONSISTENT:
                for key in c.relation.ids:
                    self.doubtful[key].append(c)

    @cached_property
    def doubts(self) -> Doubts:
        """What may be a misreading of ours."""
        return Doubts(self.report, self.confronted)

    @cached_property
    def places(self) -> Places:
        """Where one slip may have befallen several numbers."""
        return Places.of(self.report)

    @cached_property
    def printed(self) -> Printed:
        """What the report prints, and which numbers stand in the row above or just beside them under another name."""
        copied = frozenset(f.figure_id for f in self.figures if is_telling(f) and any(self._same_beside(f)))
        return Printed(self.figures, copied)

    def _same_beside(self, figure: Figure) -> Iterator[bool]:
        at = self.order[figure.figure_id]
        others = self.figures[max(at - _BESIDE, 0) : at + _BESIDE + 1]
        if figure.table_id and figure.row is not None:
            others = [f for f in others if (f.table_id, f.row) == (figure.table_id, figure.row)]
            above = self.cells.get((figure.table_id, figure.row - 1, figure.col))
            others += [above] if above else []
        for other in others:
            same = other.kind is figure.kind and other.base_value == figure.base_value
            named_otherwise = same and self.facts.of[other.figure_id] is not self.facts.of[figure.figure_id]
            yield named_otherwise and other.section == figure.section

    def weighed(self, explanations: Sequence[Explanation], component: Component) -> list[Explanation]:
        """The explanations, likelier by what speaks for them."""
        ranked = sorted(explanations, key=lambda e: e.cost)
        return [
            replace(
                e, cost=round(e.cost - sum(self._for(c, component.figures[c.figure], component) for c in e.changes), 3)
            )
            if n < _LOOKED_AT
            else e
            for n, e in enumerate(ranked)
        ]

    def _for(self, change: Change, figure: Figure, component: Component) -> float:
        """How much speaks for a change: its number stands elsewhere, the printed one does not, others would hold."""
        found = _DOUBTED if _DOUBTS & set(figure.flags) else 0.0
        if not change.suggested:
            return found
        key, value = figure.figure_id, meant(change, figure)
        suggested = placed(figure, value)
        if decimals_of(value) != figure.decimals and self._is_odd(figure):
            found += _ODD
        near = component.told(key) | component.beside(key)
        found += self._of_points(figure, value)
        beside = any(value_of(self.by_id[k]) == value_of(suggested) for k in component.beside(key) - {key})
        if not beside and is_telling(suggested) and self.printed.stands(figure.kind, value_of(suggested), near):
            found += _ELSEWHERE
        if (
            change.slip not in _TAKEN
            and is_telling(figure)
            and self.printed.stands(figure.kind, value_of(figure), near)
        ):
            found -= _CONFIRMED
        mended = sum(refilled(c, {key: suggested}).verdict.holds for c in self.doubtful[key])
        return found + _MENDED * min(mended, _MOST_MENDED)

    def _of_points(self, figure: Figure, value: Decimal) -> float:
        """What speaks for other points: rows around that have as many, full marks where no reason is given for less."""
        if figure.kind is not Kind.SCORE or not figure.table_id or figure.row is None:
            return 0.0
        around = [self.cells.get((figure.table_id, figure.row + step, figure.col)) for step in (-1, 1)]
        even = sum((f.value == value) - (f.value == figure.value) for f in around if f is not None)
        full = self._unreasoned.get(figure.figure_id)
        return _EVEN * even + (_UNREASONED if full is not None and full == value else 0.0)

    @cached_property
    def _unreasoned(self) -> dict[str, Decimal]:
        """The full marks of points that are less for no reason, in schemes that otherwise give reasons."""
        found = {}
        for scheme in self.report.schemes:
            less = [(s, s.full_marks) for s in scheme.items if s.full_marks and s.awarded is not None]
            less = [(s, full) for s, full in less if s.awarded != full]
            bare = [(s, full) for s, full in less if not s.reason.strip()]
            if len(bare) <= len(less) - len(bare):
                found.update({s.figures[-1]: full for s, full in bare if s.figures})
        return found

    def _is_odd(self, figure: Figure) -> bool:
        """Whether a number has decimals as hardly any other of its kind and unit: its point may have gone astray."""
        shapes = self.shapes[figure.kind, figure.unit]
        return shapes[figure.decimals] <= _FEW and shapes.total() >= _MANY
