"""Reports to findings (核对): which numbers cannot all be right, and which one most probably is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pipeline.reconcile.alibi.excused import excused, told_apart
from pipeline.reconcile.alibi.known import Known
from pipeline.reconcile.belief import presumed, settled
from pipeline.reconcile.checks import Layout, checked, coverage, relations
from pipeline.reconcile.conflicts import conflicts
from pipeline.reconcile.facts import collect
from pipeline.reconcile.leftover import left_over
from pipeline.reconcile.lonely.alone import alone
from pipeline.reconcile.prose.averages.apiece import apiece, paid
from pipeline.reconcile.prose.averages.means import averaged
from pipeline.reconcile.prose.averages.periodic import periodic
from pipeline.reconcile.prose.averages.rowed import rowed
from pipeline.reconcile.prose.elsewhere.apportioned import apportioned
from pipeline.reconcile.prose.elsewhere.executed import executed
from pipeline.reconcile.prose.elsewhere.kinds import of_kinds
from pipeline.reconcile.prose.elsewhere.siblings import siblings
from pipeline.reconcile.prose.elsewhere.wholes import of_named
from pipeline.reconcile.prose.lists.short import softened
from pipeline.reconcile.prose.shares.hundred import hundreds
from pipeline.reconcile.prose.shares.larger import of_larger
from pipeline.reconcile.relations import confront
from pipeline.reconcile.spoken import staged
from pipeline.reconcile.suspected.again import again
from pipeline.reconcile.suspected.elsewhere import elsewhere, retold_cells, retold_rates
from pipeline.reconcile.suspected.last_digits import to_the_last_digit
from pipeline.reconcile.suspected.likely import likely
from pipeline.reconcile.suspected.planned import planned
from pipeline.reconcile.suspected.rated import rated
from pipeline.reconcile.suspected.reckoned import reckoned
from pipeline.reconcile.suspected.undone import undone
from schemas.finding import Findings, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.relations import Confronted, Relation
    from pipeline.reconcile.second_look import Rereader
    from pipeline.reconcile.sentences import Sentence
    from schemas.catalogue import Catalogue
    from schemas.report import Report
    from schemas.rules import RuleSet

    _Pass: TypeAlias = Callable[[list[Confronted]], Iterable[Relation]]


def reconcile(report: Report, catalogue: Catalogue, rules: RuleSet, reread: Rereader | None = None) -> Findings:
    """Confront a report with all rules, and localise what does not add up.

    `reread` looks again at the place of a suspect that came from OCR. The same report always gives the same findings.
    """
    report, spoken = staged(report)
    layout = Layout.of(report, spoken)
    facts = collect(report, spoken, rules)
    confronted = [confront(relation) for relation in relations(report, layout, facts, catalogue, rules)]
    confronted = softened(settled(confronted), rules)
    known = Known(report, spoken, confronted)
    confronted = excused(known)
    left = softened([confront(relation) for relation in left_over(spoken, confronted, rules)], rules)
    confronted += _but_for_likely(report, spoken, confronted, left)
    for told in _by_name(report, layout, rules):
        confronted = [*confronted, *map(confront, told(confronted))]
    confronted = to_the_last_digit(spoken, presumed(known, confronted), rules)
    for told in _by_likeness(report, spoken, facts, known, rules):
        confronted = [*confronted, *map(confront, told(confronted))]
    facts = told_apart(Known(report, spoken, confronted), facts)
    found = checked(report, layout, facts, confronted, rules)
    return Findings(
        checks=tuple(c.check for c in found),
        discrepancies=conflicts(report, facts, confronted, found, reread),
        coverage=coverage(report, found),
    )


def _but_for_likely(
    report: Report, spoken: tuple[Sentence, ...], before: list[Confronted], left: list[Confronted]
) -> list[Confronted]:
    """What is left to find, those that are no more than likely unless something else accounts for them."""
    if not any(c.relation.mild and c.verdict is Verdict.INCONSISTENT for c in left):
        return left
    likely = iter(excused(Known(report, spoken, [*before, *left]), [c for c in left if c.relation.mild]))
    return [next(likely) if c.relation.mild else c for c in left]


def _by_name(report: Report, layout: Layout, rules: RuleSet) -> tuple[_Pass, ...]:
    """What the words name in another place, each asked of numbers that nothing confronted before it accounts for."""
    spoken = layout.sentences
    return (
        lambda known: averaged(report, spoken, known, rules),
        lambda known: periodic(spoken, known, rules),
        lambda _: (relation for sentence in spoken for relation in rowed(sentence, rules)),
        lambda known: apiece(report, spoken, known, rules),
        lambda known: paid(spoken, known, rules),
        lambda known: of_named(spoken, known, rules),
        lambda known: of_larger(spoken, known, rules),
        lambda known: apportioned(report, spoken, known, rules),
        lambda known: siblings(report, spoken, known, rules),
        lambda known: hundreds(spoken, known, rules),
        lambda known: of_kinds(spoken, layout.grids, known, rules),
        lambda known: executed(report, spoken, known, rules),
        lambda known: undone(spoken, known, rules),
        lambda known: planned(report, spoken, known, rules),
    )


def _by_likeness(
    report: Report, spoken: tuple[Sentence, ...], facts: Facts, of: Known, rules: RuleSet
) -> tuple[_Pass, ...]:
    """What no words name, and numbers that are left betray by what they are a slip away from."""
    return (
        lambda known: likely(report, facts, known, rules),
        lambda known: reckoned(spoken, known, rules),
        lambda known: rated(of.sections, spoken, known, rules),
        lambda known: elsewhere(report, known, rules),
        lambda known: again(report, spoken, known, rules),
        lambda known: retold_rates(report, spoken, known, rules),
        lambda known: retold_cells(report, spoken, known, rules),
        lambda known: alone(report, spoken, known, rules),
    )
