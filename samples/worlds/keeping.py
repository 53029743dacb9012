"""How a world's books are kept (记账): shares, rests, years and payments as facts of a ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from samples.accounts import Accounts

if TYPE_CHECKING:
    import random

    from samples.worlds.fields import Field


class Books(Accounts):
    """Fills a ledger for a department of a field."""

    def __init__(self, rng: random.Random, ulp: Decimal, size: float, field: Field) -> None:
        super().__init__(rng, ulp, size)
        self.field = field
        self.works = rng.sample(field.works, k=rng.randint(2, 4))

    def part(self, key: str, whole: str, low: float, high: float) -> None:
        """A share of a fact, between low and high of it, as a new fact."""
        facts = self.ledger.facts
        share = Decimal(str(self.rng.uniform(low, high)))
        step = self.ulp if self.ledger.kinds[whole] == "amount" else Decimal(1)
        value = max((facts[whole] * share / step).quantize(Decimal(1)) * step, step)
        self.ledger.put(key, self.ledger.kinds[whole], value)

    def rest(self, key: str, whole: str, *parts: str) -> None:
        """What the parts leave of the whole."""
        facts = self.ledger.facts
        self.ledger.put(key, self.ledger.kinds[whole], facts[whole] - sum((facts[p] for p in parts), Decimal(0)))
        self.ledger.relate("sum", whole, *parts, key)

    def year(self, *keys: str) -> None:
        """What facts were the year before, and their change."""
        for key in keys:
            step = self.ulp if self.ledger.kinds[key] == "amount" else Decimal(1)
            value = self.ledger.facts[key]
            factor = Decimal(str(1 + self.rng.choice((-1, 1)) * self.rng.uniform(0.03, 0.24)))
            prior = max((value / factor / step).quantize(Decimal(1)) * step, step)
            if prior == value:
                prior += step
            self.ledger.put(f"{key}.prior", self.ledger.kinds[key], prior)
            self.ledger.growth(f"{key}.growth", key, f"{key}.prior")

    def split_count(self, key: str, names: list[str]) -> None:
        """Parts of a number of things, as new facts."""
        for name, share in zip(names[:-1], (0.45, 0.3), strict=True):
            self.part(name, key, share * 0.8, share * 1.2)
        self.rest(names[-1], key, *names[:-1])

    def put_points(self, rate: str, goal: str, value: Decimal) -> None:
        """A target of a rate, and by how many points it was passed."""
        self.ledger.put(goal, "rate", value)
        self.ledger.put(f"{rate}.over", "rate", self.ledger.facts[rate] - value)
        self.ledger.relate("sum", rate, goal, f"{rate}.over")

    def share(self, whole: str, *parts: str) -> None:
        """The parts' shares of the whole."""
        for part in parts:
            self.ledger.ratio(f"{part}.share", part, whole)

    def paid(self, key: str, low: float = 0.84, high: float = 0.998) -> None:
        """Of a plan `key.plan`: what was paid, what was left, the rate."""
        self.part(f"{key}.paid", f"{key}.plan", low, high)
        self.rest(f"{key}.left", f"{key}.plan", f"{key}.paid")
        self.ledger.ratio(f"{key}.rate", f"{key}.paid", f"{key}.plan")
        self.ledger.ratio(f"{key}.leftrate", f"{key}.left", f"{key}.plan")
