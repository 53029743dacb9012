"""What is tied together (关联部分): facts and relations, at least one of them in conflict, to be explained as one.

And where one slip may befall several numbers (连带之处): rows like the row above, neighbours of one kind.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.facts import agree
from pipeline.reconcile.forms import Equation
from pipeline.reconcile.intervals import is_bare, is_telling, usable
from pipeline.reconcile.relations import derived, directed
from schemas.figure import Kind
from schemas.finding import Verdict
from schemas.record import altered, cached_property, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.reconcile.facts import Fact, Facts
    from pipeline.reconcile.relations import Confronted
    from schemas.figure import Figure
    from schemas.report import Report

Cut = frozenset[str]


@record
class Component:
    """Facts that relations tie together, at least one of them in conflict."""

    facts: tuple[Fact, ...]
    relations: tuple[Confronted, ...]

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """The mentions of all facts, by figure id."""
        return {mention.figure_id: mention for fact in self.facts for mention in fact.mentions}

    @cached_property
    def derived(self) -> Mapping[str, int]:
        """The numbers that were reckoned from others, and from how many."""
        found: dict[str, int] = {}
        for relation in (c.relation for c in self.relations):
            for form in relation.forms:
                figure = derived(relation, form)
                if figure is not None:
                    found[figure.figure_id] = max(found.get(figure.figure_id, 0), len(form.figures) - 1)
        return found

    @cached_property
    def _around(self) -> tuple[Mapping[str, Cut], Mapping[str, list[Cut]]]:
        """Each figure's fact, and its relations, as figure ids."""
        facts = [frozenset(m.figure_id for m in fact.mentions) for fact in self.facts]
        told = {key: ids for ids in facts for key in ids}
        tied: dict[str, list[Cut]] = {key: [] for key in told}
        for c in self.relations:
            ids = c.relation.ids
            for key in ids:
                tied.setdefault(key, []).append(ids)
        return told, tied

    def told(self, key: str) -> Cut:
        """The mentions of a figure's fact, itself among them."""
        return self._around[0].get(key, frozenset((key,)))

    def beside(self, key: str) -> Cut:
        """The figures that share a relation with a figure, itself among them."""
        return frozenset((key,)).union(*self._around[1].get(key, ()))

    @cached_property
    def directed(self) -> Cut:
        """The changes whose direction words tell: they may be below nothing."""
        return frozenset(
            figure.figure_id
            for c in self.relations
            for form in c.relation.forms
            for figure in directed(c.relation, form)
        )

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
        found += [c.relation.ids for c in self.relations if c.verdict is Verdict.INCONSISTENT]
        return list(dict.fromkeys(found))


def components(facts: Facts, confronted: Sequence[Confronted], places: Places) -> tuple[Component, ...]:
    """The parts of the report that are tied together and hold a conflict, in reading order.

    Numbers that one slip may have befallen are tied, too.
    """
    parent = list(range(len(facts.facts)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    tied = [c for c in confronted if c.verdict is not Verdict.NOT_CHECKABLE and not c.relation.rule.is_policy]
    # Parts of a whole that fails make up another one by chance, or by an exchange of the two.
    claimed = {_parts(c) for c in tied if c.verdict is Verdict.INCONSISTENT} - {None}
    tied = [c for c in tied if c.verdict is Verdict.INCONSISTENT or _parts(c) not in claimed]
    touched = [sorted({facts.of[key].number for key in c.relation.ids}) for c in tied]
    for numbers in touched:
        for number in numbers[1:]:
            parent[root(number)] = root(numbers[0])
    disagreeing = [fact for fact in facts.facts if not fact.agrees]
    failed = [(c, numbers) for c, numbers in zip(tied, touched, strict=True) if c.verdict is Verdict.INCONSISTENT]
    at_fault = frozenset(m.figure_id for fact in disagreeing for m in fact.mentions)
    at_fault = at_fault.union(*(c.relation.ids for c, _ in failed))
    for ids in places.ties(at_fault):
        first, *others = sorted({facts.of[key].number for key in ids})
        for number in others:
            parent[root(number)] = root(first)
    broken = {root(fact.number) for fact in disagreeing} | {root(numbers[0]) for _, numbers in failed}
    taken = {f.figure_id: f for c, _ in failed if c.form for f in c.form.figures}
    return tuple(
        Component(
            tuple(_as_taken(fact, taken) for fact in facts.facts if root(fact.number) == at),
            tuple(c for c, numbers in zip(tied, touched, strict=True) if root(numbers[0]) == at),
        )
        for at in sorted(broken)
    )


def _as_taken(fact: Fact, taken: Mapping[str, Figure]) -> Fact:
    """A fact with its numbers as a relation that fails takes them: a goal of 75 % 以上 as 75 % to all its digits."""
    mentions = tuple(taken.get(m.figure_id, m) for m in fact.mentions)
    return fact if mentions == fact.mentions else altered(fact, mentions=mentions)


def _parts(confronted: Confronted) -> Cut | None:
    """The numbers that a sum in prose adds up."""
    form = confronted.form
    if confronted.relation.rule.pattern != "prose_sum" or not isinstance(form, Equation) or form.sign != "=":
        return None
    return frozenset(figure.figure_id for _, figure in form.left)


@record
class Places:
    """What stands where one slip may befall several numbers: rows like the row above, neighbours of one kind."""

    rows: tuple[tuple[Figure, ...], ...]
    pairs: tuple[tuple[Figure, Figure], ...]

    @classmethod
    def of(cls, report: Report) -> Places:
        """The places of a report."""
        figures = [f for f in report.figures if usable(f) or is_bare(f)]
        return cls(tuple(_copied_rows(figures)), tuple(_neighbours(figures)))

    def ties(self, failed: frozenset[str]) -> Iterator[frozenset[str]]:
        """Numbers that one slip may have befallen, among them some of failed relations."""
        for row in self.rows:
            ids = frozenset(f.figure_id for f in row)
            if ids & failed:
                yield ids
        for a, b in self.pairs:
            if a.figure_id in failed and b.figure_id in failed:
                yield frozenset((a.figure_id, b.figure_id))


def _copied_rows(figures: Iterable[Figure]) -> Iterator[tuple[Figure, ...]]:
    """Rows of tables all numbers of which, or several telling ones, stand in the row above as well."""
    rows: dict[tuple[str, int], dict[int, Figure]] = {}
    for f in figures:
        if f.table_id and f.row is not None and f.col is not None:
            rows.setdefault((f.table_id, f.row), {})[f.col] = f
    for (key, above), (after, below) in pairwise(rows.items()):
        if key[0] != after[0] or len(below) < 2 or above.keys() != below.keys():
            continue
        same = tuple(f for c, f in below.items() if (above[c].kind, above[c].value) == (f.kind, f.value))
        if len(same) == len(below) or sum(map(is_telling, same)) > 1:
            yield same


def _neighbours(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Amounts that follow one another in a sentence or a row, printed alike."""
    for a, b in pairwise(figures):
        if (a.kind, a.unit, a.decimals) != (b.kind, b.unit, b.decimals) or a.kind is not Kind.AMOUNT:
            continue
        here = (a.table_id, a.row) == (b.table_id, b.row) if a.table_id else a.section == b.section
        if here and a.value != b.value:
            yield a, b
