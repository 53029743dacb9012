"""What a table's columns have to do with each other (栏间勾稽): shares, rates, balances, limits.

It is learnt from the table itself: a formula that fits most rows, or the one that the headings leave no choice but, is
the table's formula, and the rows that it does not fit are wrong.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.relations import Relation, holds, mostly
from pipeline.reconcile.tables.grid import are_alike
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.reconcile.tables.grid import Grid
    from schemas.figure import Figure
    from schemas.rules import Rule, RuleSet

_SHARE = re.compile(r"占.*(?:比例|比重|百分比|比)$|(?:占比|比例|比重)$")
_BUDGET, _SPENT = re.compile(r"预算|安排|下达"), re.compile(r"执行|支出|决算|支付")
_LETTER = re.compile(r"[（(]\s*[A-Z]\b|[A-Z]\s*[/÷]")
_GROWTH = re.compile(r"增减|增长|变动|[增降升]幅|升降|同比|下降|降低|压减|减少")
_FALLS = re.compile(r"^(?!.*[增升]).*(?:降|减少|压减)")
_OVER = re.compile(r"^(?:结余|结转|剩余)")
_THREE = re.compile(r"三公|公务接待|因公出国|公务用车")
_DIFFERENCE = re.compile(
    rf"{_GROWTH.pattern}|^(?:扣分|失分|扣减)|差[额异]|变化|未(?:完成|支付|使用)|缺口|^[空缺超]编|^空缺"
)
_PRICE = re.compile(r"单价|标准|单位成本|均(?:成本|投入|补助|支出|费用)?$|^每")
_EXTRA = re.compile(r"加分|附加|奖励")  # points that come on top of the full marks
_NUMBER = re.compile(r"\d+(?:\.\d+)?\s*(?:分|万元|元|%|个|件|户|人)")
_SIGNS = re.compile(r"[A-Z/÷×%％*]")  # of a rate's formula
_WAYS = (Fraction(1), Fraction(-1))
_MONTHS = 12
_SPARED = re.compile(r"率|比|年初|上年")


def related(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """Every relation among a table's columns."""
    yield from _shares(grid, rules)
    yield from _rates(grid, rules)
    yield from _changes(grid, rules)
    yield from _differences(grid, rules)
    yield from _left(grid, rules)
    yield from _limits(grid, rules)
    yield from _prices(grid, rules)


def _shares(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column of shares against the column of amounts that it was reckoned from, each row over the total."""
    if len(grid.totals) != 1:
        return
    (total,) = grid.totals
    for col in grid.cols:
        heading = normalise(grid.heading.get(col, "").rsplit("/", 1)[-1])
        if grid.kind(col) is not Kind.RATE or not _SHARE.search(heading):
            continue
        shares = [grid.at[row, col] for row in grid.rows if row != total and (row, col) in grid.at]
        # 99.99% is what the shares come to as they are printed.
        summed = (total, col) in grid.at and sum(map(value_of, shares)) == value_of(grid.at[total, col])
        choices = [
            [
                Relation(
                    rules["table_share"],
                    (Quotient(side(grid.at[row, c]), side(grid.at[total, c]), grid.at[row, col]),),
                    grid.name,
                )
                for row in grid.rows
                if (row, col) in grid.at and (row, c) in grid.at and not (row == total and summed)
            ]
            for c in sorted(grid.cols, key=lambda c: (c > col, abs(c - col)))
            if grid.kind(c) in (Kind.AMOUNT, Kind.COUNT) and (total, c) in grid.at
        ]
        yield from next((relations for relations in choices if mostly(relations)), ())


def _rates(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column of rates against the two columns that it is the quotient of."""
    rule = rules["table_rate"]
    for col in grid.cols:
        rated = [row for row in grid.rows if (row, col) in grid.at and grid.at[row, col].kind is Kind.RATE]
        if not rated:
            continue
        heading = _SIGNS.sub("", grid.lowest[col])
        words = next((w for w in rules.rates if heading.endswith(w.suffixes)), None)
        if words is None:
            continue
        # Below the rows with rates another heading may begin, and other things be told in these columns.
        amounts = [
            c for c in grid.cols if any(grid.at[row, c].kind is not Kind.RATE for row in rated if (row, c) in grid.at)
        ]
        choices = [
            _rate(grid, rule, rated, col, (above, below))
            for above in amounts
            for below in amounts
            if above != below
            and _has(grid, above, words.numerators)
            and _has(grid, below, words.denominators)
            and not _has(grid, above, words.denominators)
        ]
        fitting = max(filter(mostly, choices), key=lambda found: sum(map(holds, found)), default=None)
        if not fitting and choices:  # 省级 A，县级 B，合计 C，支出 D，执行率 D/C: of a column under another name
            fitting = _fitting(_rate(grid, rule, rated, col, pair) for pair in permutations(amounts, 2))
        if fitting:
            yield from fitting
        elif choices and len({len(found) for found in choices}) == 1:
            # 年初预算 and 全年预算: the rate may be measured by either. A heading (B/A) says that it is a quotient.
            sure = len(rated) == 1 and bool(_LETTER.search(grid.heading[col])) and len(choices) == 1
            # The one row's rate is the same quotient the other way round: then it is of these two.
            sure = sure or (len(rated) == 1 and any(_is_inverted(form) for r in choices[0] for form in r.forms))
            # 编制数, 在职人数, 控制率 and nothing else: of what else should it be the rate?
            alone = len(rated) == 1 and len(choices) == 1 and len(amounts) == 2
            for same in zip(*choices, strict=True):
                forms = tuple(form for relation in same for form in relation.forms)
                yield Relation(rule, forms, same[0].subject, sure=sure or alone, mild=alone and not sure)


def _rate(grid: Grid, rule: Rule, rows: Iterable[int], col: int, pair: tuple[int, int]) -> list[Relation]:
    """A column of rates against the one column over the other."""
    above, below = pair
    return [
        Relation(rule, (Quotient(side(a), side(b), grid.at[row, col]),), f"{grid.name}·{grid.label.get(row, '')}")
        for row in rows
        if (a := grid.at.get((row, above)))
        and (b := grid.at.get((row, below)))
        and are_alike(a, b)
        and a.kind is not Kind.RATE
    ]


def _is_inverted(form: object) -> bool:
    """Whether a rate is its whole over its part."""
    if not isinstance(form, Quotient) or not form.rate.decimals:
        return False
    turned = Quotient(form.denominator, form.numerator, form.rate)
    return turned.result.verdict.holds


def _changes(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column of changes in per cent against this year's and last year's, where that fits most rows."""
    amounts = [c for c in grid.cols if grid.is_counted(c)]
    for col in grid.cols:
        if grid.kind(col) is not Kind.RATE or not _GROWTH.search(grid.lowest[col]):
            continue
        choices = [
            [
                Relation(
                    rules["table_change"],
                    (Quotient(((way, a), (-way, b)), side(b), grid.at[row, col]),),
                    f"{grid.name}·{grid.label.get(row, '')}",
                )
                for row in grid.rows
                if (row, col) in grid.at
                and (a := grid.at.get((row, now)))
                and (b := grid.at.get((row, old)))
                and are_alike(a, b)
                and a.kind is not Kind.RATE
                and value_of(b) > 0
                for way in (_way(grid, row, col),)
            ]
            for old in amounts
            for now in amounts
            if now != old
        ]
        yield from next((found for found in choices if len(found) > 1 and mostly(found)), ())


def _differences(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column of changes or of points lost against the two that it is the difference of, where that fits most rows."""
    for col in grid.cols:
        kind, heading = grid.kind(col), grid.lowest[col]
        mixed = kind is None and grid.is_counted(col)  # 死亡人数 and 财产损失 below one another
        if kind is Kind.RATE or not (kind or mixed) or not _DIFFERENCE.search(heading):
            continue
        others = [c for c in grid.cols if c != col and (grid.is_counted(c) if mixed else grid.kind(c) is kind)]
        # 甲扣 1 分；乙扣 2 分, 甲、乙各扣 1 分: no one number of such a cell is the difference.
        own = [c.cell for c in grid.cells if c.cell.col == col]
        several = {(c.row, c.col) for c in own if len(_NUMBER.findall(c.text)) > 1 or "各" in c.text}
        extra = [c for c in others if _EXTRA.search(grid.lowest[c])]
        found = _fitting(
            [
                Relation(
                    rules["table_difference"],
                    tuple(
                        Equation(((way, a), *side(*added), (-way, b)), side(grid.at[row, col]))
                        for added in dict.fromkeys(((), _cells(grid, row, set(extra) - {less, more})))
                    ),
                    f"{grid.name}·{grid.label.get(row, '')}",
                )
                for row in grid.rows
                if (row, col) in grid.at
                and (row, col) not in several
                and (a := grid.at.get((row, more)))
                and (b := grid.at.get((row, less)))
                and are_alike(a, b)
                and are_alike(a, grid.at[row, col])
                and a.kind is not Kind.RATE
                for way in (_way(grid, row, col),)
            ]
            for less, more in permutations(others, 2)
        )
        yield from _with_rare(grid, others, found)


def _with_rare(grid: Grid, others: Sequence[int], found: Sequence[Relation]) -> Iterator[Relation]:
    """Differences, with what only the rows that fail tell besides: 期初 - 期末 = 减少, where nothing came in."""
    held = {form.figures[0].row for relation in found if holds(relation) for form in relation.forms}
    empty = [c for c in others if not any((f := grid.at.get((r, c))) and value_of(f) for r in held if r is not None)]
    for relation in found:
        rare = () if holds(relation) else _cells(grid, relation.forms[0].figures[0].row or 0, empty)
        differences = (form for form in relation.forms if isinstance(form, Equation))
        more = (replace(form, left=(*form.left, (way, f))) for form in differences for f in rare for way in _WAYS)
        yield replace(relation, forms=(*relation.forms, *more))


def _way(grid: Grid, row: int, col: int) -> Fraction:
    """Whether a change goes up or down, as its cell or its column says."""
    falls = (row, col) in grid.falls or _FALLS.search(grid.lowest[col])
    return Fraction(-1 if falls else 1)


def _cells(grid: Grid, row: int, cols: Iterable[int]) -> tuple[Figure, ...]:
    """The figures of a row in some columns."""
    return tuple(grid.at[row, c] for c in sorted(cols) if (row, c) in grid.at)


def _left(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column of balances against the budget less what was spent, where that fits most rows."""
    budget, spent, left = _accounts(grid)
    if len(left) != 1 or len(spent) != 1:
        return
    for col in budget:
        rows = [r for r in grid.rows if all((r, c) in grid.at for c in (col, spent[0], left[0]))]
        relations = [
            Relation(
                rules["table_left"],
                (Equation(side(grid.at[r, spent[0]], grid.at[r, left[0]]), side(grid.at[r, col])),),
                f"{grid.name}·{grid.label.get(r, '')}",
            )
            for r in rows
        ]
        if mostly(relations):
            yield from relations
            return


def _accounts(grid: Grid) -> tuple[list[int], list[int], list[int]]:
    """The columns of budgets, of what was spent and of what was left, those of other years aside."""
    named = {c: grid.lowest[c] for c in grid.cols if grid.kind(c) is Kind.AMOUNT}
    named = {c: words for c, words in named.items() if not _SPARED.search(words)}
    left = [c for c, words in named.items() if _OVER.search(words)]
    spent = [c for c, words in named.items() if _SPENT.search(words) and not _BUDGET.search(words) and c not in left]
    budget = [c for c, words in named.items() if _BUDGET.search(words) and not _SPENT.search(words) and c not in left]
    return budget, spent, left


def _prices(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """A column of prices against the amounts and the counts that it is the quotient of, by most rows."""
    counts = [c for c in grid.cols if grid.kind(c) is Kind.COUNT]
    amounts = [c for c in grid.cols if grid.kind(c) is Kind.AMOUNT]
    for col in amounts:
        if not _PRICE.search(grid.lowest[col]):
            continue
        yield from _fitting(
            [
                Relation(
                    rules["table_price"],
                    tuple(_priced(grid.at[row, amount], grid.at[row, count], grid.at[row, col], grid.lowest[col])),
                    f"{grid.name}·{grid.label.get(row, '')}",
                )
                for row in grid.rows
                if all((row, c) in grid.at for c in (amount, count, col)) and value_of(grid.at[row, count]) > 0
            ]
            for amount in amounts
            for count in counts
            if amount != col
        )


def _priced(amount: Figure, count: Figure, price: Figure, heading: str) -> Iterator[Quotient]:
    """An amount over a count as a price, which may be one of a month, and be paid for some months."""
    yield Quotient(side(amount), side(count), price, Fraction(1))
    if "月" in heading + price.unit + price.label:
        for_months = [Quotient(side(amount), side(count), price, Fraction(1, many)) for many in range(_MONTHS, 1, -1)]
        yield next(filter(is_held, for_months), for_months[0])


def _fitting(choices: Iterable[list[Relation]]) -> list[Relation]:
    """The choice that holds in most rows, and in more than one; rows of nothing tell nothing of which it is."""

    def held(found: list[Relation]) -> int:
        return sum(holds(r) and all(value_of(f) for form in r.forms for f in form.figures) for r in found)

    return max((found for found in choices if len(found) > 1 and mostly(found) and held(found)), key=held, default=[])


def _limits(grid: Grid, rules: RuleSet) -> Iterator[Relation]:
    """In a row of “三公” expenses, what was spent against the budget."""
    rows = [row for row in grid.rows if _THREE.search(grid.label.get(row, ""))]
    budget, spent, _ = _accounts(grid) if rows else ([], [], [])
    for row in rows:
        if len(budget) != 1 or len(spent) != 1:
            continue
        a, b = grid.at.get((row, spent[0])), grid.at.get((row, budget[0]))
        if a and b:
            yield Relation(rules["table_limit"], (Equation(side(a), side(b), "<="),), f"{grid.name}·{grid.label[row]}")


def _has(grid: Grid, col: int, words: Iterable[str]) -> bool:
    return any(word in grid.heading.get(col, "") for word in words)
