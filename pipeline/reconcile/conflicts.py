"""From failed checks to conflicts (差异): one cause, one row, with its ranked explanations."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.reconcile import telling
from pipeline.reconcile.causes import Scales, traced
from pipeline.reconcile.explain.misdated import misdated
from pipeline.reconcile.explain.witnesses import Witnesses
from pipeline.reconcile.once import Conflict, once
from pipeline.reconcile.relations import Told
from pipeline.reconcile.second_look import number_in
from schemas.catalogue import normalise
from schemas.figure import Kind
from schemas.finding import Cause, Discrepancy, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.reconcile.checks import Checked
    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.second_look import Rereader
    from schemas.figure import Figure
    from schemas.report import Report

_SHOWN = 10  # explanations kept for one conflict


def conflicts(
    report: Report, facts: Facts, confronted: Sequence[Confronted], found: Sequence[Checked], reread: Rereader | None
) -> tuple[Discrepancy, ...]:
    """All conflicts in reading order of their first figures."""
    order = {figure.figure_id: n for n, figure in enumerate(report.figures)}
    figures = {figure.figure_id: figure for figure in report.figures}
    failed = [c for c in found if c.check.verdict is Verdict.INCONSISTENT]
    scales = Scales(figures, Witnesses(report, facts, confronted), reread) if failed else None
    wrong = once(traced(facts, confronted, failed, scales)) if scales else []
    rows = [*(_told(conflict, figures) for conflict in wrong), *_policies(facts, found, figures)]
    rows.sort(key=lambda d: (min((order[f] for f in d.figures), default=0), d.rule_id))
    return tuple({row.discrepancy_id: row for row in rows}.values())


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
