"""Failed checks by what made them fail (归因): which numbers cannot all be right, and what explains that best."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reconcile import telling
from pipeline.reconcile.explain.component import components
from pipeline.reconcile.explain.corrections import explained, mended
from pipeline.reconcile.explain.localise import localise
from pipeline.reconcile.explain.together import JOINT, joint, joint_in_part
from pipeline.reconcile.facts import Fact
from pipeline.reconcile.once import Conflict
from pipeline.reconcile.second_look import looked_at_again
from schemas.document import Origin
from schemas.finding import Cause, Explanation, Severity, Verdict
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.reconcile.checks import Checked
    from pipeline.reconcile.explain.component import Component, Cut
    from pipeline.reconcile.explain.localise import Localised
    from pipeline.reconcile.explain.witnesses import Witnesses
    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.second_look import Rereader
    from schemas.figure import Figure
    from schemas.finding import Reread

_SEVERITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@record
class Scales:
    """What explanations are weighed with: the report's figures, second looks at them, and what else it prints."""

    figures: dict[str, Figure]
    witnesses: Witnesses
    reread: Rereader | None

    def weighed(
        self, behind: Sequence[Checked], explanations: Sequence[Explanation], *, truncated: bool, alone: bool
    ) -> Conflict:
        """The conflict of these failed checks, its explanations ranked, the likeliest first."""
        main = _main(behind)
        ranked = sorted(explanations, key=_by_cost(main)) if not telling.note_of(main) else []
        rereads: tuple[Reread, ...] = ()
        if self.reread is not None:
            ranked, rereads = looked_at_again(ranked, self.figures, self.reread)
        ranked = _each_suspect_first(ranked)
        first = ranked[0] if ranked else None
        # What one slip befell is part of the conflict, though no check of it may fail.
        befell = [c.figure for c in first.changes] if first else []
        ids = tuple(dict.fromkeys((*(i for c in behind for i in c.check.figures), *befell)))
        doubt = self.witnesses.doubts.of(main, [self.figures[i] for i in ids], first, rereads, self.reread)
        cause = _cause(first, self.figures, ids, doubt.looks)
        severity = main.check.severity
        if doubt or cause is Cause.MISREAD:
            # What may have been read wrongly is not said to be wrong in the report.
            severity = Severity.WARNING if severity is Severity.ERROR else severity
            cause = cause if cause is Cause.MISREAD else Cause.UNKNOWN
        return Conflict(tuple(behind), main, tuple(ranked), ids, severity, cause, doubt, truncated, alone)


def traced(
    facts: Facts, confronted: Sequence[Confronted], failed: Sequence[Checked], scales: Scales
) -> Iterator[Conflict]:
    """The conflicts among numbers that cannot all be right: one for each group of checks that share a mention."""
    places, printed = scales.witnesses.places, scales.witnesses.printed
    failed = [c for c in failed if not c.is_policy]
    todo = list(components(facts, confronted, places))
    told: set[str] = set()
    while todo:
        component = todo.pop(0)
        # Where one slip explains all, several slips do not compete with it.
        together = joint(component, places, printed)
        some = None if together else joint_in_part(component, places, printed)
        if some is not None:
            befell = frozenset(c.figure for c in some.changes)
            behind = [c for c in failed if befell & set(c.check.figures)]
            told |= {c.check.check_id for c in behind}
            yield scales.weighed(behind, scales.witnesses.weighed([some], component), truncated=False, alone=False)
            todo.insert(0, mended(component, some))
            continue
        mine = component.figures.keys()
        checks = [c for c in failed if set(c.check.figures) <= mine and c.check.check_id not in told]
        yield from _of_component(component, checks, together, scales)


def _of_component(
    component: Component, checks: Sequence[Checked], together: Sequence[Explanation], scales: Scales
) -> Iterator[Conflict]:
    """The conflicts among numbers that hang together; `together` are the single slips that explain all of them."""
    located = localise(component, 1) if together else localise(component)
    proved = _proved(component, located, scales.witnesses, together)
    befell = _befell(proved)
    for group in _groups([*located.cuts, befell] if befell else located.cuts):
        causes = _causes([c for c in checks if _belongs(c, group)], befell)
        for behind, elsewhere in causes:
            explanations = proved or _apart(component, behind, scales.witnesses)
            parts = _parts(explanations, group - elsewhere)
            yield scales.weighed(behind, parts, truncated=located.truncated, alone=len(causes) == 1)


def _befell(explanations: Sequence[Explanation]) -> Cut:
    """The numbers that one slip befell, if that is the likeliest explanation: all that failed then is one conflict."""
    first = min(explanations, key=lambda e: e.cost, default=None)
    if first is None or len(first.changes) < 2 or not {c.slip for c in first.changes} <= JOINT:
        return frozenset()
    return frozenset(c.figure for c in first.changes)


def _proved(
    component: Component, located: Localised, witnesses: Witnesses, together: Sequence[Explanation]
) -> list[Explanation]:
    found = [e for suspects in located.sets for e in explained(component, suspects, witnesses.printed)]
    return witnesses.weighed([*found, *together], component)


def _apart(component: Component, behind: Sequence[Checked], witnesses: Witnesses) -> list[Explanation]:
    """Explanations of one failed relation, the others that failed left aside: nothing explains them all."""
    main = _main(behind).source
    relations = tuple(c for c in component.relations if c is main or c.verdict is not Verdict.INCONSISTENT)
    if len(relations) == len(component.relations) or main not in relations:
        return []
    alone = replace(component, relations=relations, facts=tuple(f for f in component.facts if f.agrees))
    if any(not c.relation.ids <= alone.figures.keys() for c in relations):
        return []
    return _proved(alone, localise(alone), witnesses, joint(alone, witnesses.places, witnesses.printed))


def _by_cost(main: Checked) -> Callable[[Explanation], tuple[bool, float]]:
    """The order of explanations: a number known to have been reckoned from others than it should is the wrong one."""
    wrong = main.figures[-1].figure_id if telling.hint_of(main) else None
    return lambda e: ([c.figure for c in e.changes] != [wrong] if wrong else False, e.cost)


def _main(behind: Sequence[Checked]) -> Checked:
    return min(behind, key=lambda c: (_SEVERITY[c.check.severity], len(c.check.figures)))


def _belongs(checked: Checked, group: Cut) -> bool:
    """Whether a failed check is one of the group's conflicts."""
    if isinstance(checked.source, Fact):
        return len(set(checked.check.figures) & group) > 1
    return set(checked.check.figures) <= group


def _causes(behind: Sequence[Checked], befell: Cut) -> list[tuple[list[Checked], Cut]]:
    """Failed checks by what made them fail, each with the numbers of the other causes.

    No one number can be wrong in two checks that share none: they are two causes, even where a third check, such as a
    total, fails for both. That one is told with the first. What one slip `befell` is one number here.
    """
    causes: list[tuple[list[Checked], Cut]] = []
    joint: list[Checked] = []
    for checked in sorted(behind, key=lambda c: len(c.check.figures)):
        mine = frozenset(checked.check.figures)
        mine |= befell if mine & befell else frozenset()
        touched = [n for n, (_, numbers) in enumerate(causes) if numbers & mine]
        if not touched:
            causes.append(([checked], mine))
        elif len(touched) == 1:
            checks, numbers = causes[touched[0]]
            causes[touched[0]] = ([*checks, checked], numbers | mine)
        else:
            joint.append(checked)
    order = {id(c): n for n, c in enumerate(behind)}
    causes.sort(key=lambda cause: min(order[id(c)] for c in cause[0]))
    return [
        (
            sorted([*checks, *(joint if not n else ())], key=lambda c: order[id(c)]),
            frozenset().union(*(numbers for m, (_, numbers) in enumerate(causes) if m != n)),
        )
        for n, (checks, _) in enumerate(causes)
    ]


def _parts(explanations: Sequence[Explanation], group: Cut) -> list[Explanation]:
    """Of explanations of a whole component what concerns one group, each once, its cost shared out by changes."""
    found = {}
    for explanation in explanations:
        changes = tuple(c for c in explanation.changes if c.figure in group)
        share = len(changes) / len(explanation.changes)
        if changes:
            key = tuple((c.figure, c.suggested) for c in changes)
            found[key] = Explanation(changes, round(explanation.cost * share, 3))
    return list(found.values())


def _groups(cuts: Sequence[Cut]) -> list[Cut]:
    """The unions of conflicts that share a mention."""
    groups: list[Cut] = []
    for cut in cuts:
        joined = cut.union(*(group for group in groups if group & cut))
        groups = [*(group for group in groups if not group & cut), joined]
    return groups


def _each_suspect_first(ranked: Sequence[Explanation]) -> list[Explanation]:
    """The likeliest explanation of each set of suspects, then what else the same numbers may have been meant to be."""
    first: dict[frozenset[str], Explanation] = {}
    for explanation in ranked:
        first.setdefault(frozenset(c.figure for c in explanation.changes), explanation)
    return [*first.values(), *(e for e in ranked if e not in first.values())]


def _cause(
    first: Explanation | None, figures: dict[str, Figure], ids: Iterable[str], rereads: Sequence[Reread]
) -> Cause:
    """Misread only when a re-reading supports it; the document's own fault when no reader can be blamed."""
    changed = [c.figure for c in first.changes] if first else []
    looks = [r for r in rereads if r.figure in changed]
    if any(r.supports == "suggested" for r in looks):
        return Cause.MISREAD
    if first and all(c.slip == "unit" for c in first.changes):
        return Cause.UNIT_SLIP
    suspects = changed or list(ids)
    if all(figures[i].evidence.origin is Origin.TEXT for i in suspects):
        return Cause.DOCUMENT
    if any(r.supports == "printed" for r in looks):
        return Cause.DOCUMENT
    return Cause.UNKNOWN
