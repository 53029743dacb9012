"""From failed checks to conflicts (差异): one cause, one row, with its ranked explanations."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reconcile import telling
from pipeline.reconcile.explain.component import components
from pipeline.reconcile.explain.corrections import explained, mended
from pipeline.reconcile.explain.localise import localise
from pipeline.reconcile.explain.misdated import misdated
from pipeline.reconcile.explain.together import JOINT, joint, joint_in_part
from pipeline.reconcile.explain.witnesses import Witnesses
from pipeline.reconcile.facts import Fact
from pipeline.reconcile.once import Conflict, once
from pipeline.reconcile.relations import Told
from pipeline.reconcile.second_look import looked_at_again, number_in
from schemas.catalogue import normalise
from schemas.document import Origin
from schemas.figure import Kind
from schemas.finding import Cause, Discrepancy, Explanation, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.reconcile.checks import Checked
    from pipeline.reconcile.explain.component import Component, Cut
    from pipeline.reconcile.explain.localise import Localised
    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.second_look import Rereader
    from schemas.figure import Figure
    from schemas.finding import Reread
    from schemas.report import Report

_SHOWN = 10  # explanations kept for one conflict
_SEVERITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def conflicts(
    report: Report, facts: Facts, confronted: Sequence[Confronted], found: Sequence[Checked], reread: Rereader | None
) -> tuple[Discrepancy, ...]:
    """All conflicts in reading order of their first figures."""
    order = {figure.figure_id: n for n, figure in enumerate(report.figures)}
    figures = {figure.figure_id: figure for figure in report.figures}
    failed = [c for c in found if c.check.verdict is Verdict.INCONSISTENT]
    witnesses = Witnesses(report, facts, confronted) if failed else None
    wrong = once(_arithmetic(facts, confronted, failed, figures, reread, witnesses)) if witnesses else []
    rows = [*(_told(conflict, figures) for conflict in wrong), *_policies(facts, found, figures)]
    rows.sort(key=lambda d: (min((order[f] for f in d.figures), default=0), d.rule_id))
    return tuple({row.discrepancy_id: row for row in rows}.values())


def _arithmetic(
    facts: Facts,
    confronted: Sequence[Confronted],
    failed: Sequence[Checked],
    figures: dict[str, Figure],
    reread: Rereader | None,
    witnesses: Witnesses,
) -> Iterable[Conflict]:
    """Numbers that cannot all be right, localised, one conflict for each group of checks that share a mention."""
    places = witnesses.places
    todo = list(components(facts, confronted, places))
    told: set[str] = set()
    while todo:
        component = todo.pop(0)
        # Where one slip explains all, several slips do not compete with it.
        together = joint(component, places, witnesses.printed)
        some = None if together else joint_in_part(component, places, witnesses.printed)
        if some is not None:
            befell = frozenset(c.figure for c in some.changes)
            behind = [c for c in failed if not c.is_policy and befell & set(c.check.figures)]
            told |= {c.check.check_id for c in behind}
            yield _weighed(
                behind, witnesses.weighed([some], component), figures, reread, witnesses, truncated=False, alone=False
            )
            todo.insert(0, mended(component, some))
            continue
        located = localise(component, 1) if together else localise(component)
        proved = _proved(component, located, witnesses, together)
        mine = {m.figure_id for fact in component.facts for m in fact.mentions}
        checks = [
            c for c in failed if not c.is_policy and set(c.check.figures) <= mine and c.check.check_id not in told
        ]
        befell = _befell(proved)
        for group in _groups([*located.cuts, befell] if befell else located.cuts):
            behind = [c for c in checks if _belongs(c, group)]
            causes = _causes(behind, befell)
            for of, elsewhere in causes:
                likely = proved or _apart(component, of, witnesses)
                parts = {
                    tuple((c.figure, c.suggested) for c in p.changes): p
                    for e in likely
                    if (p := _part(e, group - elsewhere)).changes
                }
                yield _weighed(
                    of,
                    list(parts.values()),
                    figures,
                    reread,
                    witnesses,
                    truncated=located.truncated,
                    alone=len(causes) == 1,
                )


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
    known = {m.figure_id for fact in alone.facts for m in fact.mentions}
    if any(f.figure_id not in known for c in relations for form in c.relation.forms for f in form.figures):
        return []
    return _proved(alone, localise(alone), witnesses, joint(alone, witnesses.places, witnesses.printed))


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


def _part(explanation: Explanation, group: Cut) -> Explanation:
    """Of an explanation of a whole component what concerns one group, its cost shared out by changes."""
    changes = tuple(c for c in explanation.changes if c.figure in group)
    share = len(changes) / len(explanation.changes)
    return Explanation(changes, round(explanation.cost * share, 3))


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


def _weighed(
    behind: Sequence[Checked],
    explanations: Sequence[Explanation],
    figures: dict[str, Figure],
    reread: Rereader | None,
    witnesses: Witnesses,
    *,
    truncated: bool,
    alone: bool,
) -> Conflict:
    main = _main(behind)
    ranked = sorted(explanations, key=lambda e: e.cost) if not telling.note_of(main) else []
    rereads: tuple[Reread, ...] = ()
    if reread is not None:
        ranked, rereads = looked_at_again(ranked, figures, reread)
    ranked = _each_suspect_first(ranked)
    first = ranked[0] if ranked else None
    # What one slip befell is part of the conflict, though no check of it may fail.
    befell = [c.figure for c in first.changes] if first else []
    ids = tuple(dict.fromkeys((*(i for c in behind for i in c.check.figures), *befell)))
    doubt = witnesses.doubts.of(main, [figures[i] for i in ids], first, rereads, reread)
    cause = _cause(first, figures, ids, doubt.looks)
    severity = main.check.severity
    if doubt or cause is Cause.MISREAD:
        # What may have been read wrongly is not said to be wrong in the report.
        severity = Severity.WARNING if severity is Severity.ERROR else severity
        cause = cause if cause is Cause.MISREAD else Cause.UNKNOWN
    return Conflict(tuple(behind), main, tuple(ranked), ids, severity, cause, doubt, truncated, alone)


def _told(conflict: Conflict, figures: dict[str, Figure]) -> Discrepancy:
    """The row of a conflict, and of those that it stands for."""
    all_of_them = (conflict, *conflict.same)
    suspect = conflict.ranked[0].changes[0] if conflict.ranked else None
    return Discrepancy(
        discrepancy_id=_identity(conflict.behind),
        check_ids=tuple(dict.fromkeys(c.check.check_id for one in all_of_them for c in one.behind)),
        rule_id=conflict.main.check.rule_id,
        severity=conflict.severity,
        message=telling.message(conflict, figures),
        figures=tuple(dict.fromkeys(i for one in all_of_them for i in one.figures)),
        explanations=conflict.ranked[:_SHOWN],
        cause=conflict.cause,
        page=_page(figures[suspect.figure] if suspect else conflict.main.figures[0]),
        suspect=suspect.figure if suspect else None,
        suggested_value=number_in(suspect.suggested) if suspect else None,
        rereads=conflict.doubt.looks,
        truncated=conflict.truncated or len(conflict.ranked) > _SHOWN,
    )


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


def _policies(facts: Facts, found: Sequence[Checked], figures: dict[str, Figure]) -> Iterable[Discrepancy]:
    """Breaches of limits and policies: one row for each rule and fact, however often it is told."""
    groups: dict[tuple[object, ...], list[Checked]] = defaultdict(list)
    for checked in found:
        if checked.is_policy and checked.check.verdict is Verdict.INCONSISTENT:
            told = tuple(sorted(str(_number(f, facts)) for f in checked.figures))
            groups[checked.check.rule_id.removesuffix("_said"), told].append(checked)
    orders = [c.source for c in found if isinstance(c.source, Told)]
    year = int(facts.year) if facts.year.isdigit() else None
    for behind in groups.values():
        main = behind[0]
        ids = tuple(dict.fromkeys(i for c in behind for i in c.check.figures))
        dated = misdated([c.source for c in behind if isinstance(c.source, Told)], orders, year)
        first = dated[0].changes[0] if dated and dated[0].changes[0].suggested and telling.told_apart(dated) else None
        yield Discrepancy(
            discrepancy_id=_identity(behind),
            check_ids=tuple(c.check.check_id for c in behind),
            rule_id=main.check.rule_id,
            severity=main.check.severity,
            message=main.check.message + (f"最可能：{telling.said(first, figures)}。" if first else telling.both(main)),
            figures=ids,
            explanations=tuple(dated),
            cause=Cause.POLICY,
            page=_page(figures[first.figure] if first else main.figures[-1]),
            suspect=first.figure if first else None,
        )


def _number(figure: Figure, facts: Facts) -> object:
    """What a limit is said of: so many people, wherever they are told of, or a fact."""
    if figure.kind is Kind.COUNT:
        return figure.base_value
    return facts.of[figure.figure_id].number if figure.figure_id in facts.of else figure.printed


def _page(figure: Figure) -> int | None:
    return figure.evidence.boxes[0].page if figure.evidence.boxes else None


def _identity(behind: Sequence[Checked]) -> str:
    """The same for the same conflict in a later run: from rules, quantities and evidence, never from numbering."""
    rules = sorted({c.check.rule_id for c in behind})
    told = sorted(
        {
            (normalise(f.label), f.kind.value, f.period, f.printed, normalise(f.evidence.quote))
            for c in behind
            for f in c.figures
        }
    )
    return hashlib.sha256(repr((rules, told)).encode()).hexdigest()[:16]
