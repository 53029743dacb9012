"""Rows of one period after another (逐期): columns told to date (累计栏), and what each year changed (比上年增减)."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.tables.grid import are_alike
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.tables.grid import Grid
    from schemas.rules import Rule, RuleSet

_TO_DATE = re.compile(r"累计")
_PERIOD = re.compile(r"季度?|半年|月|年|[上中下]旬|周|批|期|阶段|日$")
_YEAR = re.compile(r"(20\d\d)年?度?")
_CHANGE = re.compile(r"增减|[增降升减]幅|同比|环比|[比较]上年|增长|增加|减少|下降|变动")
_FALLS = re.compile(r"^(?!.*[增升]).*(?:降|减少)")
_FEWEST, _HELD = 3, 2  # periods, and those that hold


def successive(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """What rows of successive periods say of one another."""
    yield from _running(grid, rules)
    yield from _yearly(grid, rules)


def _yearly(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """`2023 年 | A | 比上年增加 B | 增长率 P`, the years below one another, where that fits most of them."""
    years = {r: int(found[1]) for r in grid.rows if (found := _YEAR.fullmatch(grid.label.get(r, "")))}
    pairs = [(a, b) for a in years for b in years if years[b] == years[a] + 1]
    changes = [c for c in grid.cols if _CHANGE.search(grid.lowest[c])]
    if len(set(years.values())) < len(years) or len(pairs) < _HELD or not changes:
        return
    counted = [c for c in grid.cols if c not in changes and grid.is_counted(c)]
    choices = ([r for change in changes for r in _changed(grid, pairs, col, change, rules)] for col in counted)
    yield from next((found for found in choices if len(found) >= _HELD and _is_one_wrong(found)), ())


def _changed(grid: Grid, pairs: Sequence[tuple[int, int]], col: int, change: int, rules: RuleSet) -> Iterator[Relation]:
    """What a column of changes, in numbers or in per cent, says of a column of numbers, from each year to the next."""
    for before, now in pairs:
        a, b, told = (grid.at.get(place) for place in ((before, col), (now, col), (now, change)))
        if a is None or b is None or told is None or not are_alike(a, b):
            continue
        way = Fraction(-1 if (now, change) in grid.falls or _FALLS.search(grid.lowest[change]) else 1)
        gone = ((way, b), (-way, a))
        subject = f"{grid.name}·{grid.label.get(now, '')}"
        if told.kind is Kind.RATE and told.unit != "个百分点":
            yield Relation(rules["table_change"], (Quotient(gone, side(a), told),), subject)
        elif are_alike(b, told):
            yield Relation(rules["table_difference"], (Equation(gone, side(told)),), subject)


def _running(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """The columns that are told to date, each against the column of what came in, where that fits most rows."""
    for col in grid.cols:
        if not _TO_DATE.search(grid.lowest[col]) or grid.kind(col) in (None, Kind.RATE):
            continue
        others = (c for c in grid.cols if c != col and grid.kind(c) is grid.kind(col))
        choices = (
            _chained(grid, rules["table_running"], c, col) for c in others if not _TO_DATE.search(grid.lowest[c])
        )
        yield from next((found for found in choices if len(found) >= _FEWEST and _is_one_wrong(found)), ())


def _is_one_wrong(found: Sequence[Relation]) -> bool:
    """Whether all hold, or all but those of one number, which may be two."""
    failed = [relation.ids for relation in found if not holds(relation)]
    return len(found) - len(failed) >= _HELD and (not failed or bool(frozenset.intersection(*failed)))


def _chained(grid: Grid, rule: Rule, since: int, to_date: int) -> list[Relation]:
    """Each period's number to date against the one before it and its own, and the total against the last."""
    periods = [r for r in grid.rows if r not in grid.totals and _PERIOD.search(grid.label.get(r, ""))]
    rows = [r for r in periods if (r, since) in grid.at and (r, to_date) in grid.at]
    if len(rows) < len(periods) or not rows:
        return []
    told = [(grid.at[r, since], grid.at[r, to_date], r) for r in rows]
    if not all(are_alike(own, made) for own, made, _ in told):
        return []
    first = Equation(side(told[0][0]), side(told[0][1]))
    forms = [(first, rows[0])] if is_held(first) or is_a_digit_off(first) else []  # there may be earlier years
    forms += [(Equation(side(before[1], now[0]), side(now[1])), now[2]) for before, now in pairwise(told)]
    ends = [r for r in grid.totals if r > rows[-1] and (r, to_date) in grid.at]
    forms += [(Equation(side(told[-1][1]), side(grid.at[r, to_date])), r) for r in ends[:1]]
    return [Relation(rule, (form,), f"{grid.name}·{grid.label.get(r, '')}") for form, r in forms]
