"""How points were reckoned (得分计算): `得分 = 分值 × 执行率`, `得分 = 分值 − 扣分`."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, side
from pipeline.reconcile.forms import total as side_total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.marks import times
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.scores.printed import term
from pipeline.reconcile.scores.tallies import FUNDS, is_funds
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from schemas.figure import Figure
    from schemas.report import LabelledTable, Report, Score
    from schemas.rules import RuleSet

_COUNTED = 3  # full marks, points and what was taken off
_CUT = re.compile(r"扣(?:减|除|分)?[^\d，。；得每]{0,3}(?P<n>\d+(?:\.\d+)?)\s*分")
_PER = re.compile(r"每|扣完为止|否则|酌情|其中|一是|[①⑴]")  # 一是甲，扣 1 分；二是乙: there are others


def awarded(report: Report, rules: RuleSet) -> Iterator[Relation]:
    """What items were given, where their row or their sentence says how that was reckoned."""
    figures = {f.figure_id: f for f in report.figures if usable(f)}
    yield from _executed(report, figures, rules)
    yield from _deducted(report, figures, rules)


def _executed(report: Report, figures: Mapping[str, Figure], rules: RuleSet) -> Iterator[Relation]:
    """`得分 = 分值 × 执行率` in forms that score how the budget was executed, where the points look reckoned so.

    A bureau may give points by steps instead; then they are round, and nothing is said.
    """
    found: list[Quotient] = []
    for item in chain(*(s.items for s in report.schemes if s.table_id is not None)):
        if not is_funds(item):
            continue
        full, got = term(item, figures, full=True), term(item, figures)
        if full is None or got is None or full[0][1] is got[0][1]:
            continue
        points = got[0][1]
        row = [f for f in figures.values() if (f.table_id, f.row) == (points.table_id, points.row)]
        rates = [f for f in row if f.kind is Kind.RATE]
        if len(rates) == 1 and value_of(full[0][1]) > value_of(points):
            found.append(Quotient(got, full, rates[0]))
    held = sum(map(is_held, found))
    for form in found:
        if not is_held(form) and _rounded(form):
            continue
        if is_held(form) or form.numerator[0][1].decimals > 1 or held > 1:
            yield Relation(rules["score_convention"], (form,), FUNDS)


def _rounded(form: Quotient) -> bool:
    """Whether points are what the rate makes of the full marks, noughts left out: 9 for 9.004."""
    points, due = side_total(form.numerator), side_total(form.denominator) * value_of(form.rate) / HUNDRED
    return points in {round(due, 1), round(due, 2)}


def _deducted(report: Report, figures: Mapping[str, Figure], rules: RuleSet) -> Iterator[Relation]:
    """`得分 = 分值 − 扣分`, where the sentence or the reason in the row names one deduction."""
    cells = {table.table_id: table for table in report.tables}
    for scheme in report.schemes:
        for item in scheme.items:
            full, got = term(item, figures, full=True), term(item, figures)
            if full is None or got is None or full[0][1] is got[0][1]:
                continue
            cut = _cut(item, got[0][1], cells.get(scheme.table_id or ""), figures)
            if cut is not None:
                many, off = cut
                # In a sentence with more points others may count too: 基础分 95.9 分，加 2 分，扣 1.5 分.
                alone = (
                    scheme.table_id is not None
                    or sum(f.kind is Kind.SCORE and f.evidence.quote == off.evidence.quote for f in figures.values())
                    <= _COUNTED
                )
                yield Relation(
                    rules["score_cut"], (Equation((*side(got[0][1]), (many, off)), full),), item.name, sure=alone
                )


def _cut(
    item: Score, got: Figure, table: LabelledTable | None, figures: Mapping[str, Figure]
) -> tuple[Fraction, Figure] | None:
    """The one deduction that an item's sentence or the reason in its row names, and of how many things it is told."""
    text = got.evidence.quote if table is None else item.reason
    told = list(_CUT.finditer(text))
    if len(told) != 1 or _PER.search(text):
        return None
    if table is None:
        near = [figures[i] for i in item.figures if i in figures]
    else:
        row = {c.cell.row for c in table.cells if c.figure == got.figure_id}
        reasons = {c.figure for c in table.cells if c.cell.row in row and c.cell.text.strip() == item.reason}
        near = [f for f in figures.values() if f.figure_id in reasons and f.kind is Kind.SCORE]
    cuts = [f for f in near if f"{f.value}" == told[0]["n"] and f is not got]
    many = times(text[: told[0].start()])
    if many == 1 and "各" in text:
        return None  # 甲、乙各扣 1 分
    return (many, cuts[0]) if len(cuts) == 1 else None
