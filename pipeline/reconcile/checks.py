"""From confronted relations to checks (核对记录): every rule at every place, passed ones too."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile import wording
from pipeline.reconcile.dates import ordered
from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.indicators import compare, proper, rate_formulas, rolled
from pipeline.reconcile.intervals import ulp, usable, value_of
from pipeline.reconcile.lasting import lasting
from pipeline.reconcile.prose.accounts.accounting import accounted
from pipeline.reconcile.prose.across import across
from pipeline.reconcile.prose.beside import beside, restated, retold
from pipeline.reconcile.prose.changes.changes import changed
from pipeline.reconcile.prose.changes.compared import compared
from pipeline.reconcile.prose.changes.movements import moved
from pipeline.reconcile.prose.elsewhere.aimed import aimed
from pipeline.reconcile.prose.elsewhere.available import available, carried
from pipeline.reconcile.prose.elsewhere.named import named
from pipeline.reconcile.prose.elsewhere.stale import stale
from pipeline.reconcile.prose.lists.groups import grouped
from pipeline.reconcile.prose.lists.numbered import numbered
from pipeline.reconcile.prose.lists.partitions import disjoint
from pipeline.reconcile.prose.lists.staged import by_quarters, staged_alike
from pipeline.reconcile.prose.lists.sums import summed
from pipeline.reconcile.prose.people.staffing import staffed
from pipeline.reconcile.prose.rates.formulas import formulated
from pipeline.reconcile.prose.rates.graded import counted
from pipeline.reconcile.prose.rates.rates import said
from pipeline.reconcile.ranking import ranked
from pipeline.reconcile.relations import Confronted, derived
from pipeline.reconcile.scores.awards import awarded
from pipeline.reconcile.scores.grades import graded, reached
from pipeline.reconcile.scores.items import scored
from pipeline.reconcile.scores.lost import lost
from pipeline.reconcile.scores.tallies import tallied
from pipeline.reconcile.scores.told import balanced, classes_retold, of_hundred, summed_up, told
from pipeline.reconcile.severity import is_mild
from pipeline.reconcile.tables.grid import grids
from pipeline.reconcile.tables.totals import structured
from schemas.figure import Kind
from schemas.finding import Check, CheckKind, Severity, Verdict
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.facts import Fact, Facts
    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted, Relation, Told
    from pipeline.reconcile.sentences import Sentence
    from pipeline.reconcile.tables.grid import Grid
    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet


_BEFORE = 12  # sentences that 上述 may mean


class Checked(NamedTuple):
    """A check, with what it was made from: a confronted relation, a fact, or a pair of dates."""

    check: Check
    figures: tuple[Figure, ...]
    source: Confronted | Fact | Told
    is_policy: bool = False


class Layout(NamedTuple):
    """A report's sentences, and its tables with their bands, once for all who look for relations."""

    sentences: tuple[Sentence, ...]
    grids: tuple[Grid, ...]

    @classmethod
    def of(cls, report: Report, spoken: tuple[Sentence, ...]) -> Layout:
        """The layout of a report; `spoken` are its sentences."""
        by_table: dict[str | None, dict[str, Figure]] = defaultdict(dict)
        for figure in report.figures:
            by_table[figure.table_id][figure.figure_id] = figure
        tables = [(table, by_table[table.table_id]) for table in report.tables if table.table_id in by_table]
        return cls(spoken, tuple(grid for table, figures in tables for grid in grids(table, figures)))


def relations(report: Report, layout: Layout, facts: Facts, catalogue: Catalogue, rules: RuleSet) -> Iterator[Relation]:
    """All relations, each told once: what several rules say of the same numbers is said by the surest of them."""
    found: dict[object, Relation] = {}
    for n, relation in enumerate(_all(report, layout, facts, catalogue, rules)):
        key: object = relation.forms[0].told if len(relation.forms) == 1 else n
        first = found.setdefault(key, relation)
        if relation.sure and not first.sure:
            found[key] = relation
    # What makes up a total of points or marks the scheme of scores knows better than the table's rows.
    schemed = {_whole(r) for r in found.values() if r.rule.pattern in ("score_points", "score_marks") and r.sure}
    yield from (r for r in found.values() if r.rule.pattern != "table_total" or _whole(r) not in schemed - {None})


def _whole(relation: Relation) -> str | None:
    """The number that a relation says is reckoned from others."""
    whole = derived(relation, relation.forms[0]) if relation.forms else None
    return whole.figure_id if whole else None


def _all(report: Report, layout: Layout, facts: Facts, catalogue: Catalogue, rules: RuleSet) -> Iterator[Relation]:
    """The relations that rules, formulas, prose, tables and scores give, in that order."""
    yield from compare(report, facts, rules)
    yield from rate_formulas(report, facts, catalogue, rules)
    yield from proper(report, rules)
    spoken = layout.sentences
    yield from rolled(spoken, facts, rules)
    yield from accounted(report, spoken, rules)
    yield from across(spoken, facts, rules)
    yield from numbered(report, spoken, rules)
    yield from carried(spoken, facts, rules)
    yield from available(spoken, rules)
    yield from counted(spoken, rules)
    yield from formulated(spoken, rules)
    yield from beside(spoken, layout.grids, {figure.figure_id: n for n, figure in enumerate(report.figures)}, rules)
    yield from retold(spoken, layout.grids, rules)
    yield from named(spoken, layout.grids, facts, rules)
    yield from stale(report, spoken, layout.grids, facts, rules)
    yield from staffed(report, spoken, layout.grids, facts, rules)
    yield from restated(report, layout.grids, facts, catalogue, rules)
    by_section: dict[int, list[Figure]] = {}
    for figure in report.figures:
        if not figure.table_id and usable(figure):
            by_section.setdefault(figure.section, []).append(figure)
    for n, sentence in enumerate(spoken):
        yield from moved(sentence, rules)
        yield from changed(sentence, spoken[n - 1] if n else None, facts, rules)
        yield from compared(sentence, rules)
        yield from grouped(sentence, spoken[max(n - _BEFORE, 0) : n], rules)
        yield from staged_alike(sentence, spoken[max(n - _BEFORE, 0) : n], rules)
        yield from said(sentence, by_section.get(sentence.section, ()), facts, catalogue, rules)
        yield from summed(sentence, rules)
        yield from by_quarters(sentence, rules)
        yield from balanced(sentence, rules)
    yield from aimed(report, spoken, rules)
    for figures in by_section.values():
        yield from disjoint(figures, rules)
    yield from tallied(report, rules)
    yield from awarded(report, rules)
    for grid in layout.grids:
        yield from structured(grid, rules)
    groups = list(of_hundred(report, rules))
    yield from scored(report, rules, grouped=bool(groups))
    yield from told(spoken, rules)
    yield from summed_up(spoken, rules)
    yield from groups
    yield from classes_retold(report, rules)
    yield from lost(report, spoken, facts, rules)


def checked(
    report: Report, layout: Layout, facts: Facts, confronted: list[Confronted], rules: RuleSet
) -> list[Checked]:
    """All checks, numbered, in reading order of their first figures."""
    order = {figure.figure_id: n for n, figure in enumerate(report.figures)}
    found = [_relation(c) for c in confronted]
    found += [_restated(fact, rules) for fact in facts.facts if _is_restated(fact)]
    found += [_told(told) for told in ordered(report, layout.sentences, rules)]
    found += [_told(told) for told in lasting(report, layout.sentences, rules)]
    found += [_told(told) for told in ranked(report, rules)]
    found += [_told(told) for told in graded(report, layout.sentences, rules)]
    found += {c.check.figures: c for grid in layout.grids for c in map(_told, reached(grid, rules))}.values()
    found.sort(key=lambda c: (min((order[f.figure_id] for f in c.figures), default=0), c.check.rule_id))
    return [_numbered(c, n) for n, c in enumerate(found, 1)]


def _numbered(checked_: Checked, n: int) -> Checked:
    return Checked(altered(checked_.check, check_id=f"c{n}"), *checked_[1:])


def _relation(confronted: Confronted) -> Checked:
    relation, verdict, form, result, reason = confronted
    rule = relation.rule
    figures = tuple({f.figure_id: f for f in form.figures}.values()) if form else ()
    said_ = wording.statement(form, result) if form and result else ""
    if verdict is Verdict.INCONSISTENT and form and result:
        text = wording.message(rule, said_, wording.gap(form, result), relation.subject, figures)
    else:
        text = wording.passed(rule, said_, verdict, reason)
    known = result if verdict is not Verdict.NOT_CHECKABLE else None
    check = Check(
        check_id="",
        rule_id=rule.id,
        kind=rule.kind,
        verdict=verdict,
        severity=_severity(relation, form, verdict),
        statement=said_,
        message=text,
        figures=tuple(f.figure_id for f in figures),
        left=wording.decimal(known.left) if known else None,
        right=wording.decimal(known.right) if known else None,
        gap=wording.decimal(known.gap) if known else None,
        residual_ulps=wording.decimal(known.residual, 2) if known else None,
        reason=reason or ("截位而非四舍五入" if known and known.truncated else ""),
        basis=str(rule.basis),
    )
    return Checked(check, figures, confronted, is_policy=rule.is_policy)


def _severity(relation: Relation, form: Form | None, verdict: Verdict) -> Severity:
    """The rule's; of a breach that may be none, a warning at most."""
    severity = relation.rule.severity
    if form is None or severity is not Severity.ERROR or verdict is not Verdict.INCONSISTENT:
        return severity
    return Severity.WARNING if is_mild(relation, form) else severity


def _is_restated(fact: Fact) -> bool:
    return len({(m.section, m.evidence.quote, m.table_id, m.row) for m in fact.mentions}) > 1


def _restated(fact: Fact, rules: RuleSet) -> Checked:
    """All mentions of a fact as one check."""
    rule = rules["restatement"]
    values = {m.base_value: m for m in reversed(fact.mentions)}
    low, high = min(fact.mentions, key=value_of), max(fact.mentions, key=value_of)
    distance = value_of(high) - value_of(low)
    verdict = Verdict.INCONSISTENT if not fact.agrees else Verdict.EXACT if len(values) == 1 else Verdict.ROUNDING
    sign = {Verdict.EXACT: " = ", Verdict.ROUNDING: " ≈ ", Verdict.INCONSISTENT: " ≠ "}[verdict]
    mentions = [m for m in fact.mentions if values[m.base_value] is m] if len(values) > 1 else list(fact.mentions)
    text = sign.join(f"{wording.number(m, unit=True)}（{wording.pages([m])}）" for m in mentions)
    form = Equation(side(high), side(low))
    if verdict is Verdict.INCONSISTENT:
        note = wording.message(rule, text, wording.gap(form, form.result), fact.name, fact.mentions)
    else:
        note = wording.passed(rule, text, verdict, "")
    check = Check(
        check_id="",
        rule_id=rule.id,
        kind=CheckKind.RESTATEMENT,
        verdict=verdict,
        severity=rule.severity,
        statement=text,
        message=note,
        figures=tuple(m.figure_id for m in fact.mentions),
        left=wording.decimal(value_of(high)),
        right=wording.decimal(value_of(low)),
        gap=wording.decimal(distance),
        residual_ulps=wording.decimal(distance / max(ulp(low), ulp(high)), 2),
        basis=str(rule.basis),
    )
    return Checked(check, fact.mentions, fact)


def _told(pair: Told) -> Checked:
    verdict = Verdict.EXACT if pair.holds else Verdict.INCONSISTENT
    text = (
        wording.passed(pair.rule, pair.statement, verdict, "")
        if pair.holds
        else wording.message(pair.rule, pair.statement, "", pair.subject, pair.figures)
    )
    check = Check(
        check_id="",
        rule_id=pair.rule.id,
        kind=pair.rule.kind,
        verdict=verdict,
        severity=pair.rule.severity,
        statement=pair.statement,
        message=text,
        figures=tuple(f.figure_id for f in pair.figures),
        basis=str(pair.rule.basis),
    )
    return Checked(check, pair.figures, pair, is_policy=True)


def coverage(report: Report, found: list[Checked]) -> float:
    """The share of amounts, rates and scores that at least one check with a verdict touches."""
    counted = {f.figure_id for f in report.figures if f.kind in (Kind.AMOUNT, Kind.RATE, Kind.SCORE)}
    touched = {i for c in found if c.check.verdict is not Verdict.NOT_CHECKABLE for i in c.check.figures}
    return round(len(counted & touched) / len(counted), 4) if counted else 0.0
