"""Errors that departments make (差错), planted with their place and the true number.

Most change one printing of one fact; a copied row and an exchange change several. Whether the page betrays an error is
computed from the relations and the intervals of the printed numbers, so a detector is only measured on what can be told.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.draw import draw
from samples.ledger import Span
from samples.model import Mention
from samples.natures import ROWS, SINGLE, plainly, retyped, valued
from samples.pen import RATES, SCALES
from samples.slips import SLIPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
