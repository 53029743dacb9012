"""Relations in a table's structure (表内勾稽): totals, 其中 rows, shares of a total, rates of two columns.

What a table's columns have to do with each other is learnt from the table itself: a formula that fits most rows, or
the one that the headings leave no choice but, is the table's formula, and the rows that it does not fit are wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation, confront
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from schemas.figure import Figure
    from schemas.report import LabelledTable
    from schemas.rules import Rule, RuleSet

_TOTAL = re.compile(r"^(?:.*[^小])?(?:合计|总计|共计)(?:数|金额)?$|^总分$|^合计得分$|^(?:年度|本年|全年)?资金总额$")
_SUBTOTAL = re.compile(r"小计$")
_SHARE = re.compile(r"占.*(?:比例|比重|百分比|比)$|(?:占比|比例|比重)$")
_FEW = 13  # numbers of a sum that can be surveyed
_NOTHING = re.compile(r"[\s/—－\-–―]*")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"^\d+[、.．]"),
    re.compile(r"^[（(]\d+[）)]"),
)


@dataclass(frozen=True)
class Grid:
    """A table as rows and columns of figures. Rows that hold no figure are left out."""

    table: LabelledTable
    figures: Mapping[str, Figure]

    @cached_property
    def at(self) -> Mapping[tuple[int, int], Figure]:
        """The usable figure in each place."""
        found = {}
        for cell in self.table.cells:
            figure = self.figures.get(cell.figure or "")
            if figure is not None and usable(figure):
                found[cell.cell.row, cell.cell.col] = figure
        return found

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The rows that hold figures."""
        return tuple(sorted({row for row, _ in self.at}))

    @cached_property
    def cols(self) -> tuple[int, ...]:
        """The columns that hold figures."""
        return tuple(sorted({col for _, col in self.at}))

    @cached_property
    def label(self) -> Mapping[int, str]:
        """What each row is called: its nearest label, spaces left out."""
        found: dict[int, str] = {}
        for cell in self.table.cells:
            if cell.row_label and not found.get(cell.cell.row):
                found[cell.cell.row] = re.sub(r"\s", "", cell.row_label.rsplit("/", 1)[-1])
        return found

    @cached_property
    def heading(self) -> Mapping[int, str]:
        """What each column is called, with the headings above it."""
        found: dict[int, str] = {}
        for cell in self.table.cells:
            if cell.column_label and not cell.is_header:
                found.setdefault(cell.cell.col, re.sub(r"\s", "", cell.column_label))
        return found

    @cached_property
    def unread(self) -> frozenset[tuple[int, int]]:
        """Places that print something which is no usable number and no dash."""
        return frozenset(
            (c.cell.row, c.cell.col)
            for c in self.table.cells
            if not c.is_header and not _NOTHING.fullmatch(c.cell.text) and (c.cell.row, c.cell.col) not in self.at
        )

    def column(self, col: int) -> list[Figure]:
        """The figures of a column from top to bottom."""
        return [self.at[row, col] for row in self.rows if (row, col) in self.at]

    def kind(self, col: int) -> Kind | None:
        """What a column holds; None when it is of several kinds."""
        kinds = {figure.kind for figure in self.column(col)}
        return kinds.pop() if len(kinds) == 1 else None

    @property
    def name(self) -> str:
        """What to call the table in a message."""
        return self.table.title or "无题名"


def structured(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """Every relation that a table's structure states."""
    yield from _totals(grid, rules)
    yield from _row_totals(grid, rules)
    yield from _among(grid, rules)
    yield from _shares(grid, rules)
    yield from _rates(grid, rules)


def _is_total(label: str) -> bool:
    return bool(_TOTAL.search(label))


def _level(label: str) -> int | None:
    """How deep a row's marker says that it stands; None without a marker."""
    return next((n for n, marker in enumerate(_LEVELS) if marker.match(label)), None)


def _totals(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """Each total row against the rows above it, or below it where the total comes first."""
    rule = rules.by_pattern.get("table_total")
    totals = [row for row in grid.rows if _is_total(grid.label.get(row, ""))]
    if rule is None:
        return
    for n, row in enumerate(totals):
        start = totals[n - 1] if n else -1
        above = [r for r in grid.rows if start < r < row]
        end = totals[n + 1] if n + 1 < len(totals) else 1 << 30
        block = above or [r for r in grid.rows if row < r < end]
        yield from _total_row(grid, row, block, rule)


def _total_row(grid: Grid, row: int, block: Sequence[int], rule: Rule) -> Iterator[Relation]:
    """The total of each column, by the choice of rows that fits most columns."""
    columns = [col for col in grid.cols if (row, col) in grid.at and grid.at[row, col].kind is not Kind.RATE]
    tried = []
    for rows in (*_addends(grid, block), None):
        # None: rows that stand for the sum of those below them are found in each column by their values.
        found = {
            c: _column_total(grid, row, _outer(grid, block, c) if rows is None else rows, c, rule) for c in columns
        }
        relations = {col: relation for col, relation in found.items() if relation is not None}
        tried.append((relations, [col for col, relation in relations.items() if _holds(relation)]))
    # The first choice among equals is the most natural one.
    relations, fits = max(tried, key=lambda choice: len(choice[1]))
    others = {c: r for found, held in tried for c, r in found.items() if c in held}
    for col, relation in relations.items():
        form = relation.forms[0]
        flat = len(_outer(grid, block, col)) == len([r for r in block if (r, col) in grid.at])
        alone = len(relations) == 1 and len(form.figures) <= _FEW and _plain(grid, block) and _near(form)
        # Another column that the same rows make up proves the choice of rows.
        proven = flat and (2 * len(fits) >= len(relations) if len(relations) > 1 else alone)
        chosen = others.get(col) or replace(relation, sure=proven)
        # A score that misses an item misses a round number, which looks like a slip and is none.
        if chosen.sure or form.figures[0].kind is not Kind.SCORE or _holds(chosen):
            yield chosen


def _plain(grid: Grid, block: Sequence[int]) -> bool:
    """Whether a block's rows carry no sign of standing in more than one rank."""
    labels = [grid.label.get(row, "") for row in block]
    ranks = {_level(label) for label in labels}
    return len(ranks) == 1 and not any("其中" in label or _SUBTOTAL.search(label) for label in labels)


def _near(form: Form) -> bool:
    """Whether a sum comes near its total: half of it or its double is a wrong choice of rows, not a wrong number."""
    result = form.result()
    return 3 * abs(result.gap) <= abs(result.right)


def _outer(grid: Grid, block: Sequence[int], col: int) -> list[int]:
    """The rows of a column that are in no other row's sum, found by their values from the bottom up."""
    rows = [r for r in block if (r, col) in grid.at]
    outer: list[int] = []
    for row in reversed(rows):
        value, inside = value_of(grid.at[row, col]), Fraction(0)
        for n, below in enumerate(outer, 1):
            inside += value_of(grid.at[below, col])
            if inside == value and value:
                outer = outer[n:]
                break
        outer.insert(0, row)
    return outer


def _addends(grid: Grid, block: Sequence[int]) -> Iterator[list[int]]:
    """The choices of rows that may make up a total."""
    labels = {row: grid.label.get(row, "") for row in block}
    plain = [r for r in block if "其中" not in labels[r] and not _SUBTOTAL.search(labels[r])]
    levels = {r: _level(labels[r]) for r in plain}
    known = [level for level in levels.values() if level is not None]
    if known:
        yield [r for r in plain if levels[r] == min(known)]
    yield plain
    subtotals = [r for r in block if _SUBTOTAL.search(labels[r])]
    if subtotals:
        yield subtotals
    if len(plain) < len(block):
        yield [r for r in block if not _SUBTOTAL.search(labels[r])]


def _column_total(grid: Grid, row: int, rows: Sequence[int], col: int, rule: Rule) -> Relation | None:
    """The sum of a column's addends against its total; None where fewer than two numbers are to be added."""
    whole = grid.at[row, col]
    parts = [grid.at[r, col] for r in rows if (r, col) in grid.at]
    if len(parts) < 2 or not all(like(part, whole) for part in parts):
        return None
    if any((r, col) in grid.unread for r in rows):
        return None
    return Relation(
        rule, (Equation(side(*parts), side(whole)),), f"{grid.name}·{grid.heading.get(col, '')}".rstrip("·")
    )


def _row_totals(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column called 合计 or 小计 against the columns beside it, where that fits most rows."""
    rule = rules.by_pattern.get("table_row_total")
    for col in grid.cols:
        last = grid.heading.get(col, "").rsplit("/", 1)[-1]
        if rule is None or not (_is_total(last) or _SUBTOTAL.search(last)):
            continue
        parent = grid.heading[col].removesuffix(last)
        inside = [c for c in grid.cols if c != col and parent and grid.heading.get(c, "").startswith(parent)]
        for cols in (inside, [c for c in grid.cols if c > col], [c for c in grid.cols if c < col]):
            parts = [c for c in cols if grid.kind(c) is grid.kind(col)]
            relations = [
                Relation(rule, (Equation(side(*found), side(grid.at[row, col])),), grid.name)
                for row in grid.rows
                if (row, col) in grid.at
                and len(found := [grid.at[row, c] for c in parts if (row, c) in grid.at]) > 1
                and all(like(part, grid.at[row, col]) for part in found)
                and not any((row, c) in grid.unread for c in parts)
            ]
            if _mostly(relations):
                yield from relations
                break


def _among(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A 其中 row does not exceed the row that it belongs to."""
    rule = rules.by_pattern.get("table_part")
    above: int | None = None
    for row in grid.rows:
        label = grid.label.get(row, "")
        if "其中" not in label:
            above = row
            continue
        for col in grid.cols:
            if rule is None or above is None or (row, col) not in grid.at or (above, col) not in grid.at:
                continue
            part, whole = grid.at[row, col], grid.at[above, col]
            if part.kind in (Kind.AMOUNT, Kind.COUNT) and like(part, whole):
                yield Relation(rule, (Equation(side(part), side(whole), "<="),), f"{grid.name}·{label}")


def _shares(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column of shares against the column of amounts that it was reckoned from, each row over the total."""
    rule = rules.by_pattern.get("table_share")
    totals = [row for row in grid.rows if _is_total(grid.label.get(row, ""))]
    if rule is None or len(totals) != 1:
        return
    for col in grid.cols:
        heading = normalise(grid.heading.get(col, "").rsplit("/", 1)[-1])
        if grid.kind(col) is not Kind.RATE or not _SHARE.search(heading):
            continue
        choices = [
            [
                Relation(
                    rule, (Quotient(side(grid.at[row, c]), side(grid.at[totals[0], c]), grid.at[row, col]),), grid.name
                )
                for row in grid.rows
                if (row, col) in grid.at and (row, c) in grid.at
            ]
            for c in sorted(grid.cols, key=lambda c: (c > col, abs(c - col)))
            if grid.kind(c) in (Kind.AMOUNT, Kind.COUNT) and (totals[0], c) in grid.at
        ]
        yield from next((relations for relations in choices if _mostly(relations)), ())


def _rates(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column of rates against the two columns that it is the quotient of."""
    rule = rules.by_pattern.get("table_rate")
    amounts = [c for c in grid.cols if grid.kind(c) in (Kind.AMOUNT, Kind.COUNT)]
    for col in grid.cols:
        heading = re.sub(r"[A-Z/÷×%％*]", "", _last(grid.heading.get(col, "")))
        words = next((w for w in rules.rates if heading.endswith(w.suffixes)), None)
        rated = [row for row in grid.rows if (row, col) in grid.at and grid.at[row, col].kind is Kind.RATE]
        if rule is None or words is None or not rated:
            continue
        choices = []
        for above in amounts:
            for below in amounts:
                named = _has(grid, above, words.numerators) and _has(grid, below, words.denominators)
                if above != below and named and not _has(grid, above, words.denominators):
                    relations = [
                        Relation(
                            rule,
                            (Quotient(side(a), side(b), grid.at[row, col]),),
                            f"{grid.name}·{grid.label.get(row, '')}",
                        )
                        for row in rated
                        if (a := grid.at.get((row, above))) and (b := grid.at.get((row, below))) and like(a, b)
                    ]
                    choices.append(relations)
        fitting = max(filter(_mostly, choices), key=lambda found: sum(map(_holds, found)), default=None)
        if fitting is not None:
            yield from fitting
        elif len(choices) == 1:
            yield from (Relation(r.rule, r.forms, r.subject, sure=False) for r in choices[0])


def _last(heading: str) -> str:
    """The lowest of a column's headings, brackets left out: 执行率（B/A） is 执行率."""
    return re.sub(r"[（(][^（）()]*[）)]?", "", heading).rsplit("/", 1)[-1]


def _has(grid: Grid, col: int, words: Iterable[str]) -> bool:
    return any(word in grid.heading.get(col, "") for word in words)


def _holds(relation: Relation) -> bool:
    return confront(relation).verdict in (Verdict.EXACT, Verdict.ROUNDING)


def _mostly(relations: Sequence[Relation]) -> bool:
    """Whether the relation holds in most of its rows, and in more than one unless there is only one."""
    telling = [r for r in relations if any(value_of(f) != Fraction(0) for form in r.forms for f in form.figures)]
    held = sum(map(_holds, telling))
    return held > len(telling) / 2 and (held > 1 or len(telling) == 1)
