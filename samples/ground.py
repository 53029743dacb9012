"""Where errors are planted (待改之数): a clean report's mentions with their relations, and other digits for one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.betrayed import spans
from samples.pen import SCALES

if TYPE_CHECKING:
    import random

    from samples.ledger import Relation
    from samples.model import Mention, Report


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


def plainly(m: Mention) -> bool:
    """Whether a number is printed in plain digits, which an error can be typed into."""
    digits = m.digits.replace(",", "").replace("，", "").replace(".", "")
    return m.kind == "date" or (digits.isascii() and digits.isdecimal())


class Ground:
    """One clean report, the numbers of it that an error can be typed into, and what they must make."""

    def __init__(self, report: Report, rng: random.Random) -> None:
        self.report, self.rng = report, rng
        self.found = spans(report)
        self.relations: dict[str, list[Relation]] = defaultdict(list)
        for relation in report.ledger.relations:
            for key in dict.fromkeys(relation.keys):
                self.relations[key].append(relation)
        self.first = {r.keys[0]: r.kind for r in reversed(report.ledger.relations)}
        self.mentions = [m for m in report.mentions() if m.fact and (m.value or m.kind == "date") and plainly(m)]

    def other(self, key: str, m: Mention) -> Mention | None:
        """The mention with another fact's amount in its place."""
        if key not in self.report.ledger.facts:
            return None
        return valued(m, abs(self.report.ledger.facts[key]) / SCALES.get(m.unit, 1))

    def factor(self, m: Mention, *factors: str) -> Mention | None:
        """The mention times one of the factors."""
        return valued(m, m.value * Decimal(self.rng.choice(factors)))
