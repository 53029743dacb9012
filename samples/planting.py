"""Errors that departments make (差错), planted with their place and the true number.

Most change one printing of one fact; a copied row and an exchange change several. Whether the page betrays an error is
computed from the relations and the intervals of the printed numbers, so a detector is only measured on what can be told.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.betrayed import broken, span_of
from samples.draw import draw
from samples.ground import Ground, retyped
from samples.natures import ROWS, SINGLE
from samples.slips import SLIPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from samples.model import Mention, Report


@dataclass(frozen=True, slots=True)
class Plan:
    """A planted error before it is drawn: its nature, and what is printed in place of which mentions, by number."""

    nature: str
    printed: dict[int, Mention]


class Sower(Ground):
    """Plants errors in one clean report."""

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
