"""Which numbers may be wrong (误差定位): smallest sets of mentions without which everything else can be true.

Fellegi and Holt's principle, solved by implicit hitting sets: known conflicts are hit by as few mentions as possible,
a linear programme tells whether the rest then is consistent, and if not its dual is the next conflict. There is no
big-M: with it a solver was measured to call broken data optimal. A conflict counts only when it is proved again in
exact fractions.
"""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.facts import agree
from pipeline.reconcile.forms import Equation
from pipeline.reconcile.programme import Programme
from pipeline.reconcile.relations import derived, directed
from schemas.figure import Kind
from schemas.finding import Verdict
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.facts import Fact, Facts
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.together import Places

LARGEST = 4  # changes in one explanation
MOST_SETS = 40
MOST_PROGRAMMES = 150

Cut = frozenset[str]


@record
class Component:
    """Facts that relations tie together, at least one of them in conflict."""

    facts: tuple[Fact, ...]
    relations: tuple[Confronted, ...]

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
            ids = frozenset(f.figure_id for form in c.relation.forms for f in form.figures)
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
    touched = [sorted({facts.of[f.figure_id].number for form in c.relation.forms for f in form.figures}) for c in tied]
    for numbers in touched:
        for number in numbers[1:]:
            parent[root(number)] = root(numbers[0])
    disagreeing = [fact for fact in facts.facts if not fact.agrees]
    failed = [(c, numbers) for c, numbers in zip(tied, touched, strict=True) if c.verdict is Verdict.INCONSISTENT]
    at_fault = frozenset(m.figure_id for fact in disagreeing for m in fact.mentions)
    at_fault |= {f.figure_id for c, _ in failed for form in c.relation.forms for f in form.figures}
    for ids in places.ties(at_fault):
        first, *others = sorted({facts.of[key].number for key in ids})
        for number in others:
            parent[root(number)] = root(first)
    broken = {root(fact.number) for fact in disagreeing} | {root(numbers[0]) for _, numbers in failed}
    return tuple(
        Component(
            tuple(fact for fact in facts.facts if root(fact.number) == at),
            tuple(c for c, numbers in zip(tied, touched, strict=True) if root(numbers[0]) == at),
        )
        for at in sorted(broken)
    )


def _parts(confronted: Confronted) -> Cut | None:
    """The numbers that a sum in prose adds up."""
    form = confronted.form
    if confronted.relation.rule.pattern != "prose_sum" or not isinstance(form, Equation) or form.sign != "=":
        return None
    return frozenset(figure.figure_id for _, figure in form.left)


def localise(component: Component, largest: int = LARGEST) -> Localised:
    """All smallest sets of mentions, of at most `largest`, that, set free, leave the rest consistent."""
    cuts = component.cuts
    order = {m.figure_id: n for n, m in enumerate(m for fact in component.facts for m in fact.mentions)}
    programme = Programme(component)
    good: dict[Cut, None] = {}
    for size in range(1, largest + 1):
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
    return Localised((), tuple(cuts), truncated=largest == LARGEST)


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


def _size(cut: Cut) -> int:
    return len(cut)
