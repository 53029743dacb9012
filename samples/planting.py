"""Errors that departments make (差错), planted with their place and the true number.

Most change one printing of one fact; a copied row and an exchange change several. Whether the page betrays an error is
computed from the relations and the intervals of the printed numbers, so a detector is only measured on what can be told.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from samples.draw import draw
from samples.ledger import Span
from samples.model import Grid, Mention
from samples.pen import RATES, SCALES
from samples.slips import SLIPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from samples.ledger import Relation
    from samples.model import Report

Found = dict[str, list[tuple[Mention, Span]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A planted error before it is drawn: its nature, and what is printed in place of which mentions, by number."""

    nature: str
    printed: dict[int, Mention]


def spans(report: Report) -> Found:
    """The intervals that a report's printed numbers assert, by fact."""
    found: Found = defaultdict(list)
    for m in report.mentions():
        if m.fact:
            found[m.fact].append((m, span_of(m)))
    return found


def span_of(m: Mention) -> Span:
    """The interval that a printed number asserts, in the base unit."""
    scale = Decimal(SCALES.get(m.unit, 1)) * RATES.get(m.unit, Decimal(1))
    decimals = m.decimals or 2 if m.kind == "score" else m.decimals  # points are given to the hundredth: 9 may be 8.999
    half = Decimal(0) if m.kind in {"count", "date"} else Decimal(5).scaleb(-decimals - 1)
    return Span(*sorted(m.sign * scale * (m.value + side) for side in (-half, half)))


def betrayed(report: Report) -> list[str]:
    """The relations that the printed numbers break, as text; none in a clean report."""
    return broken(spans(report), report.ledger.relations)


def broken(found: Found, relations: Sequence[Relation]) -> list[str]:
    """The relations and restatements that intervals break, as text."""
    made = []
    for fact, items in found.items():
        one, *others = items
        for other in others:
            same = one[0].decimals == other[0].decimals and one[0].unit == other[0].unit
            if one[0].value * one[0].sign != other[0].value * other[0].sign if same else not one[1].meets(other[1]):
                made.append(f"restatement {fact}")
    for relation in relations:
        if all(key in found for key in relation.keys):
            # Every printing counts: the relation must hold whichever of them a reader takes.
            first = {key: found[key][0][1] for key in relation.keys}
            if any(not relation.holds(first | {key: span}) for key in relation.keys for _, span in found[key]):
                made.append(f"{relation.kind} {relation.keys[0]}")
    return sorted(set(made))


def retyped(m: Mention, digits: str, unit: str = "") -> Mention:
    """The mention with other digits, or in another unit."""
    text = m.text.replace(m.digits, digits)
    unit = unit or m.unit
    if unit != m.unit:
        text = text.replace(m.unit, unit)
    true = m.value * Decimal(SCALES.get(m.unit, 1)) / Decimal(SCALES.get(unit, 1))
    value = Decimal(digits.replace(",", "").replace("，", ""))
    return replace(
        m, text=text, digits=digits, value=value, unit=unit, decimals=len(digits.partition(".")[2]), true=true
    )


def valued(m: Mention, value: Decimal) -> Mention | None:
    """The mention with another value in as many decimals; None where it would look the same."""
    digits = f"{value.quantize(Decimal(1).scaleb(-m.decimals)):f}"
    return retyped(m, digits) if Decimal(digits) != m.value else None


class Sower:
    """Plants errors in one clean report."""

    def __init__(self, report: Report, rng: random.Random) -> None:
        self.report, self.rng = report, rng
        self.found = spans(report)
        self.relations: dict[str, list[Relation]] = defaultdict(list)
        for relation in report.ledger.relations:
            for key in dict.fromkeys(relation.keys):
                self.relations[key].append(relation)
        self.first = {r.keys[0]: r.kind for r in reversed(report.ledger.relations)}
        self.mentions = [m for m in report.mentions() if m.fact and (m.value or m.kind == "date") and plainly(m)]

    def plan(self, nature: str) -> Plan | None:
        """An error of that nature that the page betrays; None where the report has no place for one."""
        for printed in self._offers(nature):
            if printed and self._tells(printed):
                return Plan(nature, printed)
        return None

    def _tells(self, printed: dict[int, Mention]) -> bool:
        facts = {m.fact for m in printed.values()}
        near = [r for fact in facts for r in self.relations[fact]]
        spoiled = self.found | {
            fact: [(printed.get(m.number, m), span_of(printed.get(m.number, m))) for m, _ in self.found[fact]]
            for fact in facts
        }
        restated = {fact: spoiled[fact] for fact in facts}
        return bool(
            broken(restated, []) or [r for r in near if broken({k: spoiled[k] for k in r.keys if k in spoiled}, [r])]
        )

    def _offers(self, nature: str) -> Iterator[dict[int, Mention]]:
        if nature in ROWS:
            yield from ROWS[nature](self)
            return
        candidates = list(self.mentions)
        self.rng.shuffle(candidates)
        for m in candidates:
            made = self._slip(nature, m) if nature in SLIPS else SINGLE[nature](self, m)
            if made is not None:
                yield {m.number: made}

    def _slip(self, nature: str, m: Mention) -> Mention | None:
        digits = m.digits.replace(",", "").replace("，", "")
        if m.kind == "date":
            return None
        made = SLIPS[nature](digits, self.rng)
        return retyped(m, made) if made and Decimal(made) != m.value else None

    def other(self, key: str, m: Mention) -> Mention | None:
        """The mention with another fact's amount in its place."""
        if key not in self.report.ledger.facts:
            return None
        return valued(m, abs(self.report.ledger.facts[key]) / SCALES.get(m.unit, 1))

    def factor(self, m: Mention, *factors: str) -> Mention | None:
        """The mention times one of the factors."""
        return valued(m, m.value * Decimal(self.rng.choice(factors)))


def plainly(m: Mention) -> bool:
    """Whether a number is printed in plain digits, which an error can be typed into."""
    digits = m.digits.replace(",", "").replace("，", "").replace(".", "")
    return m.kind == "date" or (digits.isascii() and digits.isdecimal())


def stale(w: Sower, m: Mention) -> Mention | None:
    """An earlier draft's amount, a few percent off."""
    return valued(m, m.value * Decimal(str(round(w.rng.uniform(0.96, 1.04), 4)))) if m.kind == "amount" else None


def copied(w: Sower, m: Mention) -> Mention | None:
    """A neighbour's number."""
    near = [o for o in w.mentions if (o.kind, o.unit) == (m.kind, m.unit) and 0 < abs(o.number - m.number) <= 3]
    others = [o for o in near if o.fact != m.fact and o.value != m.value]
    return valued(m, w.rng.choice(others).value) if others and m.kind in {"amount", "rate"} else None


def total(w: Sower, m: Mention) -> Mention | None:
    """A total that its parts do not make."""
    return w.factor(m, "0.9", "0.95", "1.04", "1.1") if w.first.get(m.fact) == "sum" and m.kind == "amount" else None


def zero_total(w: Sower, m: Mention) -> Mention | None:
    """A total of nothing over parts that are something."""
    return valued(m, Decimal(0)) if w.first.get(m.fact) == "sum" and m.kind == "amount" else None


def rate(w: Sower, m: Mention) -> Mention | None:
    """A rate of execution or control that its amounts do not yield."""
    return (
        w.factor(m, "0.9", "0.95", "1.04", "1.1") if w.first.get(m.fact) == "ratio" and "share" not in m.fact else None
    )


def share(w: Sower, m: Mention) -> Mention | None:
    """A share that part and whole do not yield."""
    return w.factor(m, "0.9", "0.95", "1.04", "1.1") if w.first.get(m.fact) == "ratio" and "share" in m.fact else None


def growth(w: Sower, m: Mention) -> Mention | None:
    """A growth that the two years do not yield."""
    return w.factor(m, "0.8", "0.9", "1.1", "1.3") if m.fact.endswith(".growth") else None


def score_sum(w: Sower, m: Mention) -> Mention | None:
    """A total of points that the indicators do not make."""
    return (
        valued(m, m.value - w.rng.choice((1, 2, 3)))
        if m.kind == "score" and m.fact.endswith(".got") and w.first.get(m.fact) == "sum"
        else None
    )


def score_over(w: Sower, m: Mention) -> Mention | None:
    """More points than full marks."""
    return valued(m, m.value + 20) if w.first.get(m.fact) == "limit" and m.kind == "score" else None


def score_rate(w: Sower, m: Mention) -> Mention | None:
    """Points that are not the full marks times the rate."""
    return (
        valued(m, m.value - Decimal(w.rng.choice(("0.4", "0.7", "1.2"))))
        if w.first.get(m.fact) == "product" and m.decimals
        else None
    )


def weight_sum(w: Sower, m: Mention) -> Mention | None:
    """Full marks of a group that its indicators do not make."""
    return (
        valued(m, m.value + w.rng.choice((-10, -5, 5, 10)))
        if m.kind == "score" and m.fact.endswith(".full") and w.first.get(m.fact) == "sum"
        else None
    )


def over_limit(w: Sower, m: Mention) -> Mention | None:
    """Staff over the establishment, 三公 over the budget."""
    return w.factor(m, "1.5", "2") if m.fact in {"staff.post", "tp.total"} else None


def part_over(w: Sower, m: Mention) -> Mention | None:
    """A part larger than its whole."""
    wholes = [
        r.keys[0] for r in w.relations[m.fact] if r.kind == "part" and r.keys[1] == m.fact and r.keys[0] in w.found
    ]
    return valued(m, w.report.ledger.facts[wholes[0]] / SCALES[m.unit] * Decimal("1.25")) if wholes else None


def headcount(w: Sower, m: Mention) -> Mention | None:
    """A number of people or things that its parts do not make."""
    return valued(m, m.value + w.rng.randint(1, 9)) if m.kind == "count" and w.first.get(m.fact) == "sum" else None


def basis(w: Sower, m: Mention) -> Mention | None:
    """The budget of the year's beginning where the adjusted one is meant, or the other way round."""
    pairs = {"bud.adj": "bud.init", "bud.init": "bud.adj", "exp.total": "bud.adj"}
    return w.other(pairs[m.fact], m) if m.fact in pairs else None


def period(w: Sower, m: Mention) -> Mention | None:
    """Last year's amount where this year's is meant."""
    old = "tp.prior" if m.fact == "tp.total" else f"{m.fact}.prior"
    return w.other(old, m) if m.kind == "amount" else None


def unit_slip(_: Sower, m: Mention) -> Mention | None:
    """元 for 万元, or 万元 for 元."""
    other = {"万元": "元", "元": "万元", "万": "元"}.get(m.unit, "")
    return retyped(m, m.digits, other) if other and m.unit in m.text else None


def direction(w: Sower, m: Mention) -> Mention | None:
    """增长 for 下降, or the other way round; `true` has the sign that the words lost."""
    signed = m.fact.endswith((".growth", ".points", ".by")) or w.first.get(m.fact) == "growth"
    return (
        replace(m, sign=-m.sign, true=-m.value)
        if signed and m.fact.endswith((".growth", ".growth.by", ".points"))
        else None
    )


def date_order(w: Sower, m: Mention) -> Mention | None:
    """A date with another year: begun after it was done, self-evaluation before the year was over."""
    if m.kind != "date" or m.fact == "day.filed":
        return None
    day = date.fromordinal(int(m.value))
    year = day.year + (-1 if m.fact == "day.started" else w.rng.choice((1, 2)))
    text = m.text.replace(str(day.year), str(year))
    return replace(
        m, text=text, digits=text, value=Decimal(day.replace(year=year, day=min(day.day, 28)).toordinal()), true=m.value
    )


def published(w: Sower, m: Mention) -> Mention | None:
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


def row_copied(w: Sower) -> Iterator[dict[int, Mention]]:
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


def exchanged(w: Sower) -> Iterator[dict[int, Mention]]:
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


SINGLE: dict[str, Callable[[Sower, Mention], Mention | None]] = {
    "stale": stale, "copied": copied, "sum": total, "rate": rate, "growth": growth, "share": share, "score_sum": score_sum,
    "score_over": score_over, "over_limit": over_limit, "unit_slip": unit_slip, "direction": direction, "score_rate": score_rate,
    "weight_sum": weight_sum, "part_over": part_over, "headcount": headcount, "basis": basis, "period": period, "date_order": date_order,
    "published": published, "zero_total": zero_total,
}  # fmt: skip
ROWS: dict[str, Callable[[Sower], Iterator[dict[int, Mention]]]] = {"row_copied": row_copied, "exchanged": exchanged}
ALL = (*SLIPS, *SINGLE, *ROWS)


def sown(framework: str, seed: int, natures: Sequence[str], errors: int) -> list[str]:
    """The first so many of the natures for which the clean report has places of their own."""
    clean = draw(framework, seed)
    found: dict[str, Plan] = {}
    for nature in natures:
        planned = planned_for(clean, nature, found.values())
        if planned is not None:
            found[nature] = planned
        if len(found) == errors:
            break
    return list(found)


def planned_for(clean: Report, nature: str, taken: Iterable[Plan]) -> Plan | None:
    """An error of that nature in facts that no other error has touched."""
    numbers = {m.fact for plan in taken for m in plan.printed.values()}
    for attempt in range(6):
        rng = random.Random(f"plant/{clean.framework}/{clean.seed}/{nature}/{attempt}")
        planned = Sower(clean, rng).plan(nature)
        if planned is None:
            return None
        if not numbers & {m.fact for m in planned.printed.values()}:
            return planned
    return None


def draw_planted(
    framework: str, seed: int, natures: tuple[str, ...], *, longest: int = 40
) -> tuple[Report, list[Plan]]:
    """The report of that seed with an error of each nature that fits, and what was planted."""
    clean = draw(framework, seed, longest=longest)
    plans: list[Plan] = []
    for nature in natures:
        if (planned := planned_for(clean, nature, plans)) is not None:
            plans.append(planned)
    printed = {number: replace(m, nature=plan.nature) for plan in plans for number, m in plan.printed.items()}
    return draw(framework, seed, lambda mention: printed.get(mention.number, mention), longest=longest), plans
