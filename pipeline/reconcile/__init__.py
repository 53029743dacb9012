"""Reports to findings (核对): which numbers cannot all be right, and which one most probably is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconcile.alibi.excused import excused
from pipeline.reconcile.alibi.known import Known
from pipeline.reconcile.belief import presumed, settled
from pipeline.reconcile.checks import Layout, checked, coverage, relations
from pipeline.reconcile.conflicts import conflicts
from pipeline.reconcile.facts import collect
from pipeline.reconcile.leftover import left_over
from pipeline.reconcile.prose.averages.apiece import apiece
from pipeline.reconcile.prose.averages.means import averaged
from pipeline.reconcile.prose.averages.paid import paid
from pipeline.reconcile.prose.averages.periodic import periodic
from pipeline.reconcile.prose.averages.rowed import rowed
from pipeline.reconcile.prose.elsewhere.apportioned import apportioned
from pipeline.reconcile.prose.elsewhere.executed import executed
from pipeline.reconcile.prose.elsewhere.kinds import of_kinds
from pipeline.reconcile.prose.elsewhere.siblings import siblings
from pipeline.reconcile.prose.elsewhere.wholes import of_named
from pipeline.reconcile.prose.larger import of_larger
from pipeline.reconcile.prose.short import softened
from pipeline.reconcile.relations import confront
from pipeline.reconcile.spoken import staged
from pipeline.reconcile.suspected.again import again
from pipeline.reconcile.suspected.elsewhere import elsewhere
from pipeline.reconcile.suspected.likely import likely
from pipeline.reconcile.suspected.planned import planned
from pipeline.reconcile.suspected.rated import rated
from pipeline.reconcile.suspected.reckoned import reckoned
from pipeline.reconcile.suspected.retold import retold_rates
from pipeline.reconcile.suspected.undone import undone
from schemas.finding import Findings

if TYPE_CHECKING:
    from pipeline.reconcile.second_look import Rereader
    from schemas.catalogue import Catalogue
    from schemas.report import Report
    from schemas.rules import RuleSet


def reconcile(report: Report, catalogue: Catalogue, rules: RuleSet, reread: Rereader | None = None) -> Findings:
    """Confront a report with all rules, and localise what does not add up.

    `reread` looks again at the place of a suspect that came from OCR. The same report always gives the same findings.
    """
    report, spoken = staged(report)
    layout = Layout.of(report, spoken)
    facts = collect(report, layout.sentences, rules)
    confronted = [confront(relation) for relation in relations(report, layout, facts, catalogue, rules)]
    confronted = softened(settled(confronted), rules)
    known = Known(report, layout.sentences, confronted)
    confronted = excused(known)
    confronted += softened([confront(relation) for relation in left_over(layout.sentences, confronted, rules)], rules)
    confronted += [confront(relation) for relation in averaged(report, layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in periodic(layout.sentences, confronted, rules)]
    confronted += [confront(relation) for sentence in layout.sentences for relation in rowed(sentence, rules)]
    confronted += [confront(relation) for relation in apiece(report, layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in paid(layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in of_named(layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in of_larger(layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in apportioned(report, layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in siblings(report, layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in of_kinds(layout.sentences, layout.grids, confronted, rules)]
    confronted += [confront(relation) for relation in executed(report, layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in undone(layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in planned(report, layout.sentences, confronted, rules)]
    confronted = presumed(known, confronted)
    confronted += [confront(relation) for relation in likely(report, facts, confronted, rules)]
    confronted += [confront(relation) for relation in reckoned(layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in rated(known.sections, layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in elsewhere(report, confronted, rules)]
    confronted += [confront(relation) for relation in again(report, layout.sentences, confronted, rules)]
    confronted += [confront(relation) for relation in retold_rates(report, layout.sentences, confronted, rules)]
    found = checked(report, layout, facts, confronted, Known(report, layout.sentences, confronted), rules)
    return Findings(
        checks=tuple(c.check for c in found),
        discrepancies=conflicts(report, facts, confronted, found, reread),
        coverage=coverage(report, found),
    )
