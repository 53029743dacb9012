"""What goes wrong in reports (差错种类): each nature makes of a printed number, or of several, what is printed instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from samples.ground import plainly, retyped, valued
from samples.model import Grid, Mention
from samples.pen import SCALES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from samples.ground import Ground
    from samples.model import Report


def stale(w: Ground, m: Mention) -> Mention | None:
    """An earlier draft's amount, a few percent off."""
    return valued(m, m.value * Decimal(str(round(w.rng.uniform(0.96, 1.04), 4)))) if m.kind == "amount" else None


def copied(w: Ground, m: Mention) -> Mention | None:
    """A neighbour's number."""
    near = [o for o in w.mentions if (o.kind, o.unit) == (m.kind, m.unit) and 0 < abs(o.number - m.number) <= 3]
    others = [o for o in near if o.fact != m.fact and o.value != m.value]
    return valued(m, w.rng.choice(others).value) if others and m.kind in {"amount", "rate"} else None


def total(w: Ground, m: Mention) -> Mention | None:
    """A total that its parts do not make."""
    return w.factor(m, "0.9", "0.95", "1.04", "1.1") if w.first.get(m.fact) == "sum" and m.kind == "amount" else None


def zero_total(w: Ground, m: Mention) -> Mention | None:
    """A total of nothing over parts that are something."""
    return valued(m, Decimal(0)) if w.first.get(m.fact) == "sum" and m.kind == "amount" else None


def rate(w: Ground, m: Mention) -> Mention | None:
    """A rate of execution or control that its amounts do not yield."""
    return (
        w.factor(m, "0.9", "0.95", "1.04", "1.1") if w.first.get(m.fact) == "ratio" and "share" not in m.fact else None
    )


def share(w: Ground, m: Mention) -> Mention | None:
    """A share that part and whole do not yield."""
    return w.factor(m, "0.9", "0.95", "1.04", "1.1") if w.first.get(m.fact) == "ratio" and "share" in m.fact else None


def growth(w: Ground, m: Mention) -> Mention | None:
    """A growth that the two years do not yield."""
    return w.factor(m, "0.8", "0.9", "1.1", "1.3") if m.fact.endswith(".growth") else None


def score_sum(w: Ground, m: Mention) -> Mention | None:
    """A total of points that the indicators do not make."""
    return (
        valued(m, m.value - w.rng.choice((1, 2, 3)))
        if m.kind == "score" and m.fact.endswith(".got") and w.first.get(m.fact) == "sum"
        else None
    )


def score_over(w: Ground, m: Mention) -> Mention | None:
    """More points than full marks."""
    return valued(m, m.value + 20) if w.first.get(m.fact) == "limit" and m.kind == "score" else None


def score_rate(w: Ground, m: Mention) -> Mention | None:
    """Points that are not the full marks times the rate."""
    return (
        valued(m, m.value - Decimal(w.rng.choice(("0.4", "0.7", "1.2"))))
        if w.first.get(m.fact) == "product" and m.decimals
        else None
    )


def weight_sum(w: Ground, m: Mention) -> Mention | None:
    """Full marks of a group that its indicators do not make."""
    return (
        valued(m, m.value + w.rng.choice((-10, -5, 5, 10)))
        if m.kind == "score" and m.fact.endswith(".full") and w.first.get(m.fact) == "sum"
        else None
    )


def over_limit(w: Ground, m: Mention) -> Mention | None:
    """Staff over the establishment, 三公 over the budget."""
    return w.factor(m, "1.5", "2") if m.fact in {"staff.post", "tp.total"} else None


def part_over(w: Ground, m: Mention) -> Mention | None:
    """A part larger than its whole."""
    wholes = [
        r.keys[0] for r in w.relations[m.fact] if r.kind == "part" and r.keys[1] == m.fact and r.keys[0] in w.found
    ]
    return valued(m, w.report.ledger.facts[wholes[0]] / SCALES[m.unit] * Decimal("1.25")) if wholes else None


def headcount(w: Ground, m: Mention) -> Mention | None:
    """A number of people or things that its parts do not make."""
    return valued(m, m.value + w.rng.randint(1, 9)) if m.kind == "count" and w.first.get(m.fact) == "sum" else None


def basis(w: Ground, m: Mention) -> Mention | None:
    """The budget of the year's beginning where the adjusted one is meant, or the other way round."""
    pairs = {"bud.adj": "bud.init", "bud.init": "bud.adj", "exp.total": "bud.adj"}
    return w.other(pairs[m.fact], m) if m.fact in pairs else None


def period(w: Ground, m: Mention) -> Mention | None:
    """Last year's amount where this year's is meant."""
    old = "tp.prior" if m.fact == "tp.total" else f"{m.fact}.prior"
    return w.other(old, m) if m.kind == "amount" else None


def unit_slip(_: Ground, m: Mention) -> Mention | None:
    """元 for 万元, or 万元 for 元."""
    other = {"万元": "元", "元": "万元", "万": "元"}.get(m.unit, "")
    return retyped(m, m.digits, other) if other and m.unit in m.text else None


def direction(w: Ground, m: Mention) -> Mention | None:
    """增长 for 下降, or the other way round; `true` has the sign that the words lost."""
    signed = m.fact.endswith((".growth", ".points", ".by")) or w.first.get(m.fact) == "growth"
    return (
        replace(m, sign=-m.sign, true=-m.value)
        if signed and m.fact.endswith((".growth", ".growth.by", ".points"))
        else None
    )


def date_order(w: Ground, m: Mention) -> Mention | None:
    """A date with another year: begun after it was done, self-evaluation before the year was over."""
    if m.kind != "date" or m.fact == "day.filed":
        return None
    day = date.fromordinal(int(m.value))
    year = day.year + (-1 if m.fact == "day.started" else w.rng.choice((1, 2)))
    text = m.text.replace(str(day.year), str(year))
    return replace(
        m, text=text, digits=text, value=Decimal(day.replace(year=year, day=min(day.day, 28)).toordinal()), true=m.value
    )


def published(w: Ground, m: Mention) -> Mention | None:
    """A day on which something has happened, by a report that was filed before it."""
    if m.fact != "day.disclosed" or w.report.filed_on is None:
        return None
    day = w.report.filed_on + timedelta(days=w.rng.randint(9, 80))
    text = f"{day.year}年{day.month}月{day.day}日"
    return replace(m, text=text, digits=text, value=Decimal(day.toordinal()), true=m.value)


def rows_of(report: Report) -> Iterator[list[list[Mention]]]:
    """Every table's rows, the numbers that stand for facts only."""
    for block in report.blocks:
        if isinstance(block, Grid):
            yield [
                [r for cell in row for r in cell.runs if isinstance(r, Mention) and r.fact and plainly(r)]
                for row in block.rows
            ]


def row_copied(w: Ground) -> Iterator[dict[int, Mention]]:
    """A table's row with the numbers of the row above."""
    tables = list(rows_of(w.report))
    w.rng.shuffle(tables)
    for table in tables:
        for above, below in pairwise(table):
            if len(above) == len(below) > 1 and all(
                (a.kind, a.unit) == (b.kind, b.unit) for a, b in zip(above, below, strict=True)
            ):
                made = {b.number: retyped(b, a.digits) for a, b in zip(above, below, strict=True) if a.value != b.value}
                yield made if len(made) > 1 else {}


def exchanged(w: Ground) -> Iterator[dict[int, Mention]]:
    """Two amounts of a table's row, or two neighbours in a sentence, in each other's place."""
    pairs = [
        (a, b)
        for a, b in pairwise(w.mentions)
        if b.number == a.number + 1 and (a.kind, a.unit, a.decimals) == (b.kind, b.unit, b.decimals)
    ]
    w.rng.shuffle(pairs)
    for a, b in pairs:
        if a.fact != b.fact and a.value != b.value and a.kind == "amount":
            yield {a.number: retyped(a, b.digits), b.number: retyped(b, a.digits)}


SINGLE: dict[str, Callable[[Ground, Mention], Mention | None]] = {
    "stale": stale, "copied": copied, "sum": total, "rate": rate, "growth": growth, "share": share, "score_sum": score_sum,
    "score_over": score_over, "over_limit": over_limit, "unit_slip": unit_slip, "direction": direction, "score_rate": score_rate,
    "weight_sum": weight_sum, "part_over": part_over, "headcount": headcount, "basis": basis, "period": period, "date_order": date_order,
    "published": published, "zero_total": zero_total,
}  # fmt: skip
ROWS: dict[str, Callable[[Ground], Iterator[dict[int, Mention]]]] = {"row_copied": row_copied, "exchanged": exchanged}
