"""Sums within scoring schemes (评分合计): items make their group, groups and items make the total, in points and marks.

A row that the reader missed makes every sum wrong by a round number. So a sum of points is only held against a total
where the same rows' full marks do add up, and the other way round; each proves that the rows are all there.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, is_held, side
from pipeline.reconcile.forms import total as side_total
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.points import says_marks
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.scores.printed import term
from pipeline.reconcile.slips import is_slip
from schemas.catalogue import group_name
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Side
    from schemas.figure import Figure
    from schemas.report import LabelledTable, Report, Scheme, Score
    from schemas.rules import Rule, RuleSet

FUNDS, _FUNDS_CODE = "预算执行率", "score.execution"
_FULL = 100
_SUMMED = ("合计", "总计", "共计", "合计得分", "得分合计")
_HEADED = re.compile(r"[（(](?P<n>\d+(?:\.\d+)?)\s*分[^（）()]*[）)]$")
_OF_SOME = re.compile(r"[均都]得满分[^。；;\d]{0,8}$")


class _Sum(NamedTuple):
    """A total and the items that it may be the sum of, in the order of their likelihood.

    `told`: the choices that headings prove, by the full marks of an item that has no cell for them.
    """

    total: Score
    choices: tuple[tuple[Score, ...], ...]
    told: tuple[int, ...] = ()


class _Column(NamedTuple):
    """A total's equations for points or for marks, one for each choice of items; None where a number is missing."""

    rule: Rule
    forms: tuple[Equation | None, ...]


def tallied(report: Report, rules: RuleSet) -> Iterator[Relation]:
    """Every sum that the report's scoring schemes state."""
    figures = {f.figure_id: f for f in report.figures if usable(f)}
    before: Scheme | None = None
    tables = {table.table_id: table for table in report.tables}
    for scheme in report.schemes:
        sums = list(_sums(scheme, before, tables.get(scheme.table_id or "")))
        pairs = [(s, _column(s, figures, rules, points=True), _column(s, figures, rules, points=False)) for s in sums]
        yield from _confirmed(pairs)
        before = scheme
    yield from _broken_down(report, figures, rules)
    yield from _restated(report, figures, rules)


def _sums(scheme: Scheme, before: Scheme | None, table: LabelledTable | None) -> Iterator[_Sum]:
    """The totals of a scheme with what they may add up."""
    for n, total in enumerate(scheme.totals):
        if not total.name:
            choices = tuple(_overall(scheme, before))
            told = (i for i, items in enumerate(choices) if table is not None and _headed(total, items, table))
            yield _Sum(total, choices, tuple(told))
            continue
        inside = tuple(item for item in scheme.items if _is_in(item, total))
        if not inside and scheme.table_id is not None:
            inside = _between(scheme, n)
        if inside:
            yield _Sum(total, (inside,))


def _overall(scheme: Scheme, before: Scheme | None) -> Iterator[tuple[Score, ...]]:
    """What a scheme's own total may add up: all items, without extra points, with or without the budget's execution."""
    plain = tuple(item for item in scheme.items if not item.is_bonus)
    yield scheme.items
    if before is not None and before.table_id is not None and len(before.items) == 1 and is_funds(before.items[0]):
        yield (*before.items, *scheme.items)
    if len(plain) < len(scheme.items):
        yield plain
    rest = tuple(item for item in plain if not is_funds(item))
    if len(rest) < len(plain):
        yield rest


def _headed(total: Score, items: Sequence[Score], table: LabelledTable) -> bool:
    """Whether the full marks of the one item without a cell for them stand in its heading: 预算执行情况（20分）."""
    bare = [item for item in items if item.full_marks is None]
    known = [item.full_marks for item in items if item.full_marks is not None]
    if total.full_marks is None or len(bare) != 1 or not known:
        return False
    names = tuple(name for name in (bare[0].name, bare[0].level1) if name)
    told = [
        found for cell in table.cells if cell.cell.text.startswith(names) and (found := _HEADED.search(cell.cell.text))
    ]
    return any(sum(known) + Decimal(found["n"]) == total.full_marks for found in told)


def is_funds(item: Score) -> bool:
    """Whether an item scores how the budget was executed."""
    return item.name == FUNDS or item.indicator == _FUNDS_CODE


def _is_in(item: Score, group: Score) -> bool:
    """Whether an item belongs to a group: by the names of its levels, or in prose by its section."""
    if item.section_path != group.section_path:
        return item.section_path.startswith(f"{group.section_path}/")
    above = [name for name in (group.level1, group.level2) if name]
    levels = [name for name in (item.level1, item.level2) if name]
    own = levels[len(above) : len(above) + 1]
    return above == levels[: len(above)] and [group_name(group.name)] == [group_name(name) for name in own]


def _between(scheme: Scheme, n: int) -> tuple[Score, ...]:
    """The items between a subtotal's row and the total before it."""
    start = _place(scheme.totals[n - 1]) if n else 0
    return tuple(item for item in scheme.items if start < _place(item) < _place(scheme.totals[n]))


def _place(score: Score) -> int:
    """Where a score stands in reading order."""
    return min((int(key[1:]) for key in score.figures), default=0)


def _column(sum_: _Sum, figures: Mapping[str, Figure], rules: RuleSet, *, points: bool) -> _Column:
    add_up = _points if points else _marks
    return _Column(
        rules["score_points" if points else "score_marks"],
        tuple(add_up(sum_.total, items, figures) for items in sum_.choices),
    )


def _points(total: Score, items: Sequence[Score], figures: Mapping[str, Figure]) -> Equation | None:
    """The items' points make the total's; None where a number is not printed on its own."""
    return _equation([term(i, figures) for i in items], term(total, figures))


def _marks(total: Score, items: Sequence[Score], figures: Mapping[str, Figure]) -> Equation | None:
    """The items' full marks make the total's; None where a number is not printed on its own."""
    return _equation([term(i, figures, full=True) for i in items], term(total, figures, full=True))


def _equation(parts: Sequence[Side | None], whole: Side | None) -> Equation | None:
    known = [part for part in parts if part is not None]
    found = {figure.figure_id for _, figure in chain(*known)}
    if whole is None or whole[0][1].figure_id in found or not len(found) == len(parts) > 1:
        return None
    return Equation(tuple(chain(*known)), whole)


def _confirmed(pairs: Sequence[tuple[_Sum, _Column, _Column]]) -> Iterator[Relation]:
    """The sums that hold, and those breaches whose rows are proven by the other column, or by all other sums."""
    all_there = _are_all_there(pairs)
    for sum_, points, marks in pairs:
        held = [n for column in (points, marks) for n, form in enumerate(column.forms) if form and is_held(form)]
        held += sum_.told
        if not held and not sum_.total.name:
            held += [n for n, form in enumerate(marks.forms) if form and side_total(form.left) == _FULL]
        both = any(points.forms) and any(marks.forms)
        for column, other in ((points, marks), (marks, points)):
            forms = [f for f in column.forms if f is not None]
            if not forms:
                continue
            good = next((f for n, f in enumerate(column.forms) if f and is_held(f) and _alike(sum_, n, other)), None)
            proven = next((column.forms[n] for n in held if column.forms[n] is not None), None)
            subject = sum_.total.name or "合计"
            if good is None and proven is None and both:
                yield Relation(column.rule, (), subject, reason="分值与得分均与合计不符，所含指标可能不全")
            else:
                sure = bool(good or proven or all_there)
                yield Relation(column.rule, (good or proven or forms[0],), subject, sure=sure)


def _are_all_there(pairs: Sequence[tuple[_Sum, _Column, _Column]]) -> bool:
    """Whether no row was missed, nor put into another group: the scheme's own total holds, and most groups' sums do."""
    told = {True: [0, 0], False: [0, 0]}
    for sum_, *columns in pairs:
        forms = [form for column in columns for form in column.forms if form is not None]
        told[bool(sum_.total.name)][0] += any(map(is_held, forms))
        told[bool(sum_.total.name)][1] += bool(forms)
    (groups, of), (own, _) = told[True], told[False]
    return own > 0 and groups > 1 and 2 * groups > of


def _alike(sum_: _Sum, n: int, other: _Column) -> bool:
    """Whether the other column adds up too by these items, or by others for its own reasons.

    A total counts the execution of the budget in points and in marks, or in neither.
    """
    held = [m for m, form in enumerate(other.forms) if form is not None and is_held(form)]
    has_funds = [any(is_funds(item) for item in choice) for choice in sum_.choices]
    return n in held or has_funds[n] or not any(has_funds[m] for m in held)


def _broken_down(report: Report, figures: Mapping[str, Figure], rules: RuleSet) -> Iterator[Relation]:
    """The groups' points that stand beside the report's total, against the items of a table that bear their names."""
    prose = [t for s in report.schemes if s.table_id is None for t in (*s.totals, *s.items) if t.awarded is not None]
    for scheme in report.schemes:
        if scheme.table_id is None:
            continue
        groups: dict[str, list[Score]] = {}
        for item in scheme.items:
            groups.setdefault(group_name(item.level1), []).append(item)
        told = [(t, groups[group_name(t.name)]) for t in prose if group_name(t.name) in groups]
        # Less than one of the items is no total of them.
        told = [(t, items) for t, items in told if (t.awarded or 0) >= max(item.awarded or 0 for item in items)]
        forms = [(t, items, form) for t, items in told if (form := _points(t, items, figures)) is not None]
        # One group that fits may be chance; where most fit, the table is what the prose speaks of.
        held = sum(is_held(form) for *_, form in forms)
        fitting = {group_name(t.name) for t, _, form in forms if is_held(form)}
        for total, items, form in forms:
            if group_name(total.name) in fitting and not is_held(form):
                continue  # 项目管理 25 分…项目管理得 22.5 分: the other is the full marks
            marks = _marks(total, items, figures)
            proven = marks is not None and is_held(marks)  # the rows are all there
            if proven or 2 * held > len(forms):
                yield Relation(
                    rules["score_points"], (form,), total.name, sure=proven or (held > 1 and not _has_lost_rows(scheme))
                )


def _has_lost_rows(scheme: Scheme) -> bool:
    """Whether the full marks of a table's items tell that some of them were not read: they do not make the total's."""
    marks = [item.full_marks for item in scheme.items if not item.is_bonus]
    known = [mark for mark in marks if mark is not None]
    own = {total.full_marks for total in scheme.totals if not total.name}
    return len(known) == len(marks) > 0 and sum(known) not in own | {_FULL}


def _restated(report: Report, figures: Mapping[str, Figure], rules: RuleSet) -> Iterator[Relation]:
    """The total of a report's only scoring table against the total that the prose claims.

    A report's score may be another than that of the one form annexed to it, so a breach counts only in one section.
    A 合计 is such a claim beside the points of the table's own groups. A table of 90 points is not all of a hundred.
    """
    tables = [scheme for scheme in report.schemes if scheme.table_id is not None and scheme.items]
    owns = [total for scheme in tables for total in scheme.totals if not total.name]
    whole = term(owns[0], figures) if len(owns) == len(tables) == 1 else None
    groups = {group_name(item.level1) for scheme in tables for item in scheme.items}
    prose = [t for s in report.schemes if s.table_id is None for t in s.totals if group_name(t.name) in groups]
    told = Counter(figures[key].evidence.quote for t in prose for key in t.figures if key in figures)
    only = sum(f.indicator == "score.total" and not f.table_id for f in figures.values()) == 1
    for claim in figures.values():
        if whole is None or claim.kind is not Kind.SCORE:
            continue
        summed = claim.label in _SUMMED and told[claim.evidence.quote] >= len(groups) > 1
        if (claim.indicator != "score.total" and not summed) or says_marks(claim):
            continue
        if claim.period not in {"", whole[0][1].period, str(report.head.fiscal_year)}:
            continue  # 2022 年自评 94.15 分
        if re.search(rf"{re.escape(claim.printed)}\s*[×xX*÷]", claim.evidence.quote):
            continue  # an operand
        if _OF_SOME.search(claim.evidence.quote.partition(claim.printed)[0]):
            continue  # 其余 5 项均得满分，合计 75 分
        form = Equation(whole, side(claim))
        if not is_held(form) and _is_told(claim, whole, figures):
            continue
        here = claim.section_path == owns[0].section_path and owns[0].full_marks in {None, _FULL}
        near = not here and only and is_slip(whole[0][1], claim)
        if not claim.table_id and (here or near or is_held(form)):
            yield Relation(rules["score_restated"], (form,), claim.label, mild=near)


def _is_told(claim: Figure, whole: Side, figures: Mapping[str, Figure]) -> bool:
    """Whether a claim's sentence prints the table's total too, or the total's row the claim: then it is another number.

    Of the row it may be the full marks (总分100分，其中…), or the total of another year that has a column.
    """
    total = whole[0][1]
    row = (total.table_id, total.row)
    return any(
        f is not claim
        and f.kind is Kind.SCORE
        and (
            (f.evidence.quote == claim.evidence.quote and f.base_value == total.base_value)
            or ((f.table_id, f.row) == row and f.base_value == claim.base_value)
        )
        for f in figures.values()
    )
