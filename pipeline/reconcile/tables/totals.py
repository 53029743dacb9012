"""Sums in a table's structure (表内勾稽): totals of rows and of columns, 其中 rows.

Which rows make up a total is learnt from the table itself: it is the choice that fits most of its columns.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import DIGITS, digits_of, value_of
from pipeline.reconcile.relations import Relation, holds, mostly
from pipeline.reconcile.sentences import like
from pipeline.reconcile.tables.columns import related
from pipeline.reconcile.tables.grid import SUBTOTAL, is_each, is_total, level
from pipeline.reconcile.tables.learnt import learnt
from pipeline.reconcile.tables.parts import among
from pipeline.reconcile.tables.periods import successive
from pipeline.reconcile.tables.proportions import proportional
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.tables.grid import Grid
    from schemas.rules import Rule, RuleSet

_SUMMED = re.compile(
    r"^(?!.*累计).*(?:预算|决算|支出|执行|支付|拨付|到位|下达|安排|资金|金额|经费|拨款|收入|原值|净值|编制|实有|在[编职岗]|数量|[户件]数)"
)  # no means of what is below
_TELLING = 100  # how many units of its last digit a number must have, not to be met by chance
_FEW = 13  # numbers of a sum that can be surveyed


def structured(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """Every relation that a table's structure states."""
    named = [*_totals(grid, rules), *_row_totals(grid, rules), *among(grid, rules), *related(grid, rules)]
    named += successive(grid, rules)
    yield from named
    failed = [(form, r.sure) for r in named if not holds(r) for form in r.forms]
    told = {figure.figure_id for form, sure in failed if sure for figure in form.figures}
    yield from learnt(grid, told, [form for form, sure in failed if not sure], rules)
    yield from proportional(grid, told if grid.each else set(), rules)


def _totals(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """Each total row against the rows above it, or below it where the total comes first."""
    rule = rules["table_total"]
    totals = grid.totals
    for n, row in enumerate(totals):
        start = totals[n - 1] if n else -1
        above = [r for r in grid.rows if start < r < row]
        # A total may stand below all bands; one that comes first is of its own band.
        end = min((r for r in (*totals[n + 1 : n + 2], *grid.begins) if r > row), default=1 << 30)
        below = [r for r in grid.rows if row < r < end]
        # 收入合计，年初结转，总计: a total may go on from the one above it.
        further = [totals[n - 1], *above] if n and above else []
        found = [list(_total_row(grid, row, block, rule)) for block in (above, below, further) if block]
        # Where the rows on both sides may be meant, it is those that fit; those above as a rule.
        yield from max(found, key=lambda relations: sum(map(holds, relations)), default=())


class _Summed(NamedTuple):
    """The columns of a total's row by one choice of rows: each column's sum, and which of them hold.

    `others`: sums that hold by another choice; `lifted`: columns whose rows those of the others decide; `telling`: how
    many columns tell of the rows, which those do not whose totals may be means.
    """

    relations: dict[int, Relation]
    fits: list[int]
    others: dict[int, Relation]
    lifted: frozenset[int]
    telling: int


def _total_row(grid: Grid, row: int, block: Sequence[int], rule: Rule) -> Iterator[Relation]:
    """The total of each column, by the choice of rows that fits most columns."""
    columns = [col for col in grid.cols if (row, col) in grid.at and _adds_up(grid, row, col)]
    hidden = [col for col in columns if any((r, col) in grid.hidden for r in block)]
    for col in hidden:
        yield Relation(rule, (), _subject(grid, col), reason="列中有格被印章等遮住，未能读出")
    outer = {col: _outer(grid, block, col) for col in columns if col not in hidden}
    made = _summed(grid, row, block, outer, rule)
    for col, relation in made.relations.items():
        form = relation.forms[0]
        proven = _is_proven(grid, row, col, block, outer[col], made)
        if _is_among(form) and not holds(relation):
            if _is_quotient(grid, row, col):
                continue
            summed = made.fits and _SUMMED.search(grid.lowest[col])
            proven = proven and bool(summed or _forgot(form) or _is_a_copy(form))
        # The same person may be counted in several rows, and once in the total.
        alike = any(_counted_once(grid, c) >= _counted_once(grid, col) for c in made.fits if grid.kind(c) is Kind.COUNT)
        once = form.figures[0].kind is Kind.COUNT and form.result.gap > 0 and not (_forgot(form) or alike)
        chosen = made.others.get(col) or replace(relation, sure=proven, mild=once)
        # A score that misses an item misses a round number, which looks like a slip and is none.
        if chosen.sure or form.figures[0].kind is not Kind.SCORE or holds(chosen):
            yield chosen


def _summed(grid: Grid, row: int, block: Sequence[int], outer: Mapping[int, Sequence[int]], rule: Rule) -> _Summed:
    """The sums of a total's row. `outer`: for each column the rows that by their values are in no other row's sum."""
    tried = []
    made = cache(lambda col, rows: _column_total(grid, row, rows, col, rule))  # choices often are the same
    choices = [dict.fromkeys(outer, rows) for rows in _addends(grid, block)]
    # At last, rows that stand for the sum of those below them are found in each column by their values.
    for rows in (*choices, outer):
        found = {col: made(col, tuple(rows[col])) for col in outer}
        relations = {col: relation for col, relation in found.items() if relation is not None}
        tried.append((relations, [col for col, relation in relations.items() if holds(relation)]))
    # The first choice among equals is the most natural one.
    relations, fits = max(tried, key=lambda choice: (len(choice[1]), bool(choice[0])))
    others = {c: r for found, held in tried for c, r in found.items() if c in held}
    # The rows that other columns' values prove to be the uppermost are so in each column.
    ranks = {tuple(outer[col]) for col in fits} if relations is tried[-1][0] else set()
    lifted = {
        c: relation
        for rows in (ranks if len(ranks) == 1 else ())
        for c in relations
        if c not in fits and (relation := made(c, rows)) is not None
    }
    telling = sum(c in fits or not _is_among(relation.forms[0]) for c, relation in relations.items())
    return _Summed(relations | lifted, fits, others, frozenset(lifted), telling)


def _is_proven(grid: Grid, row: int, col: int, block: Sequence[int], outer: Sequence[int], made: _Summed) -> bool:
    """Whether a column's sum surely is that of these rows: other columns prove it, or their names and values do."""
    relations, fits = made.relations, made.fits
    form = relations[col].forms[0]
    flat = col in made.lifted or len(outer) == len([r for r in block if (r, col) in grid.at])
    alone = len(relations) == 1 and len(form.figures) <= _FEW and _plain(grid, block)
    alone = alone and (_near(form) or not value_of(grid.at[row, col]) or _is_a_copy(form))  # or a total left at nothing
    # Another column that the same rows make up proves the choice of rows.
    if flat and (2 * len(fits) >= made.telling if len(relations) > 1 else alone):
        return True
    if fits or form.figures[0].kind is Kind.SCORE:  # the points of execution may stand in another block
        return False
    whole = _near(form) and flat and _exhaustive(grid, block)
    return whole or (2 * len(form.figures) > len(block) and _copied(grid, block))


def _adds_up(grid: Grid, row: int, col: int) -> bool:
    """Whether a column's total is the sum of its numbers, as that of rates and of what each costs is not."""
    total = grid.at[row, col]
    return total.kind is not Kind.RATE and not is_each(grid, total, col)


def _exhaustive(grid: Grid, block: Sequence[int]) -> bool:
    """Whether the rows name what is left over (其他资金), and so all."""
    return any(re.match(r"(?:\d[.、]|[（(]\d[)）])?(?:其他|其它|其余)", grid.label.get(row, "")) for row in block)


def _copied(grid: Grid, block: Sequence[int]) -> bool:
    """Whether a row prints the amounts of the row above once more: then their sums are wrong in every column."""
    for above, below in pairwise(block):
        a, b = (
            [value_of(f) for c in grid.cols if (f := grid.at.get((r, c))) and f.kind in (Kind.AMOUNT, Kind.COUNT)]
            for r in (above, below)
        )
        if a == b and sum(value != 0 for value in a) > 1:
            return True
    return False


def _plain(grid: Grid, block: Sequence[int]) -> bool:
    """Whether a block's rows carry no sign of standing in more than one rank."""
    labels = [grid.label.get(row, "") for row in block]
    ranks = {level(label) for label in labels}
    return len(ranks) == 1 and not any("其中" in label or SUBTOTAL.search(label) for label in labels)


def _near(form: Form) -> bool:
    """Whether a sum comes near its total: half of it or its double is a wrong choice of rows, not a wrong number."""
    result = form.result
    return 3 * abs(result.gap) <= abs(result.right)


def _is_among(form: Form) -> bool:
    """Whether a total lies among its parts: it may be their mean (a price, a cost a head), the last or the largest."""
    if not isinstance(form, Equation):
        return False
    whole, parts = form.right[0][1].millionths, [part.millionths for _, part in form.left]
    return whole != 0 and min(parts) <= whole <= max(parts) and min(parts) * max(parts) >= 0


def _is_a_copy(form: Form) -> bool:
    """Whether a total prints one of its parts once more: but the last, with which ends what is told to date.

    Of what is measured, a total may print the highest (最高水位).
    """
    if not isinstance(form, Equation):
        return False
    whole, parts = form.right[0][1], [part for _, part in form.left[:-1]]
    if whole.kind is not Kind.AMOUNT and value_of(whole) == max(value_of(part) for _, part in form.left):
        return False
    return len(digits_of(whole)) >= DIGITS and any(value_of(part) == value_of(whole) for part in parts)


def _is_quotient(grid: Grid, row: int, col: int) -> bool:
    """Whether a total is that of two other columns' totals, to the last digit."""
    whole = grid.at[row, col]
    others = [f for c in grid.cols if c != col and (f := grid.at.get((row, c))) and f.kind is not Kind.RATE]
    return value_of(whole) >= _TELLING * whole.ulp and any(
        Quotient(side(a), side(b), whole, Fraction(1)).result.verdict.holds
        for a, b in permutations(others, 2)
        if value_of(b) > 0
    )


def _forgot(form: Form) -> bool:
    """Whether one row was left out of a sum, or was counted twice."""
    return isinstance(form, Equation) and abs(form.result.gap) in {abs(value_of(part)) for _, part in form.left}


def _outer(grid: Grid, block: Sequence[int], col: int) -> list[int]:
    """The rows of a column that are in no other row's sum, found by their values from the bottom up."""
    rows = [r for r in block if (r, col) in grid.at]
    values = {r: grid.at[r, col].base_value or Decimal(0) for r in rows}
    outer: list[int] = []
    for row in reversed(rows):
        value, inside = values[row], Decimal(0)
        for n, below in enumerate(outer, 1):
            inside += values[below]
            # A row that prints the one below once more has no part of its own, unless their names say so.
            if inside == value and value and (n > 1 or _is_under(grid, row, below)):
                outer = outer[n:]
                break
        outer.insert(0, row)
    return outer


def _value(grid: Grid, row: int, col: int) -> Decimal | None:
    figure = grid.at.get((row, col))
    return figure.base_value if figure is not None else None


def _counted_once(grid: Grid, col: int) -> int:
    """How surely a column counts what may be in several rows: people may, how often they came not, nor things."""
    units = {grid.lowest[col], *(figure.unit for figure in grid.column(col))}
    if any("人次" in unit for unit in units):
        return 1
    return 2 if any("人" in unit or unit == "名" for unit in units) else 0


def _is_under(grid: Grid, row: int, below: int) -> bool:
    """Whether the names of two rows say that the lower one is part of the upper."""
    above, label = grid.label.get(row, ""), grid.label.get(below, "")
    if all(_value(grid, row, col) == _value(grid, below, col) for col in grid.cols):
        return True  # 项目资金 A, 中央补助 A: of one source
    return "其中" in label or level(above) != level(label) or bool(SUBTOTAL.search(above) or is_total(above))


def _addends(grid: Grid, block: Sequence[int]) -> Iterator[list[int]]:
    """The choices of rows that may make up a total."""
    labels = {row: grid.label.get(row, "") for row in block}
    plain = [r for r in block if "其中" not in labels[r] and not SUBTOTAL.search(labels[r])]
    levels = {r: level(labels[r]) for r in plain}
    known = [level for level in levels.values() if level is not None]
    top = [r for r in plain if levels[r] == min(known)] if known else plain
    if top != plain:
        yield top
    yield plain
    subtotals = [r for r in block if SUBTOTAL.search(labels[r])]
    if subtotals:
        yield subtotals
    if len(plain) < len(block):
        yield [r for r in block if not SUBTOTAL.search(labels[r])]


def _column_total(grid: Grid, row: int, rows: Sequence[int], col: int, rule: Rule) -> Relation | None:
    """The sum of a column's addends against its total; None where fewer than two numbers are to be added."""
    whole = grid.at[row, col]
    parts = [grid.at[r, col] for r in rows if (r, col) in grid.at]
    if len(parts) < 2 or not all(like(part, whole) for part in parts):
        return None
    if not grid.unread.isdisjoint([(r, col) for r in rows]):
        return None
    return Relation(rule, (Equation(side(*parts), side(whole)),), _subject(grid, col))


def _subject(grid: Grid, col: int) -> str:
    return f"{grid.name}·{grid.heading.get(col, '')}".rstrip("·")


def _row_totals(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column called 合计 or 小计 against the columns beside it, where that fits most rows."""
    for col in grid.cols:
        last = grid.heading.get(col, "").rsplit("/", 1)[-1]
        if not (is_total(last) or SUBTOTAL.search(last)):
            continue
        parent = grid.heading[col].removesuffix(last)
        inside = [c for c in grid.cols if c != col and parent and grid.heading.get(c, "").startswith(parent)]
        for cols in (inside, [c for c in grid.cols if c > col], [c for c in grid.cols if c < col]):
            parts = [c for c in cols if grid.kind(c) is grid.kind(col)]
            relations = [
                Relation(rules["table_row_total"], (Equation(side(*found), side(grid.at[row, col])),), grid.name)
                for row in grid.rows
                if (row, col) in grid.at
                and grid.at[row, col].kind is not Kind.RATE  # that of all is no sum of those of each
                and len(found := [grid.at[row, c] for c in parts if (row, c) in grid.at]) > 1
                and all(like(part, grid.at[row, col]) for part in found)
                and not any((row, c) in grid.unread for c in parts)
            ]
            if mostly(relations):
                yield from relations
                break
