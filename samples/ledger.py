"""What a drawn report is about (账): exact facts, and the relations that hold among them by construction.

Amounts are in 元, rates in percent, exact; only printing rounds. A relation knows the interval that printed numbers
assert, so it can say whether a planted error can be told from the page at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import NamedTuple


class Span(NamedTuple):
    """The closed interval that a printed number asserts, in the base unit."""

    low: Decimal
    high: Decimal

    def meets(self, other: Span) -> bool:
        """Whether the two have a number in common."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Relation:
    """How facts hang together.

    `kind` is sum (first = all others), ratio (first = second / third × 100), growth (first = change from third to
    second in percent), rise (first = growth in percent to second by third), product (first = second × third %), times (first = second × third), mean (first = the others' mean), part (first ≥ second),
    limit (first ≤ second), order (first day not after the second).
    """

    kind: str
    keys: tuple[str, ...]

    def holds(self, spans: dict[str, Span]) -> bool:
        """Whether numbers within the spans exist for which the relation holds. Needs a span for every key."""
        head, *rest = (spans[key] for key in self.keys)
        if self.kind == "sum":
            return head.meets(Span(sum((s.low for s in rest), Decimal(0)), sum((s.high for s in rest), Decimal(0))))
        if self.kind == "mean":
            return head.meets(Span(*(sum(ends, Decimal(0)) / len(rest) for ends in zip(*rest, strict=True))))
        if self.kind == "order":
            return head.low <= rest[0].high
        if self.kind == "part":
            return head.high >= rest[0].low
        if self.kind == "limit":
            return head.low <= rest[0].high
        first, second = rest
        if self.kind == "rise":
            if any(a <= b for a in first for b in second):
                return True
            ends = [b / (a - b) * 100 for a in first for b in second]
        elif self.kind in {"product", "times"}:
            ends = [a * b / (100 if self.kind == "product" else 1) for a in first for b in second]
        else:
            if second.low <= 0 <= second.high:
                return True
            less = 0 if self.kind == "ratio" else 1
            ends = [(a / b - less) * 100 for a in first for b in second]
        return head.meets(Span(min(ends), max(ends)))


@dataclass(slots=True)
class Ledger:
    """Facts by key, and the relations among them."""

    facts: dict[str, Decimal] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def put(self, key: str, kind: str, value: Decimal | int | str) -> Decimal:
        """A fact that no other fact yields."""
        self.facts[key] = Decimal(value)
        self.kinds[key] = kind
        return self.facts[key]

    def amount(self, key: str, value: Decimal | int | str) -> Decimal:
        """An amount in 元."""
        return self.put(key, "amount", value)

    def count(self, key: str, value: Decimal | int | str) -> Decimal:
        """A number of things."""
        return self.put(key, "count", value)

    def score(self, key: str, value: Decimal | int | str) -> Decimal:
        """Points."""
        return self.put(key, "score", value)

    def total(self, key: str, parts: list[str]) -> Decimal:
        """The sum of facts that are already there."""
        self.relations.append(Relation("sum", (key, *parts)))
        return self.put(key, self.kinds[parts[0]], sum((self.facts[p] for p in parts), Decimal(0)))

    def mean(self, key: str, parts: list[str]) -> Decimal:
        """The arithmetic mean of scores."""
        self.relations.append(Relation("mean", (key, *parts)))
        with localcontext() as context:
            context.prec = 40
            return self.score(key, sum((self.facts[p] for p in parts), Decimal(0)) / len(parts))

    def ratio(self, key: str, part: str, whole: str) -> Decimal:
        """A rate: part / whole in percent."""
        self.relations.append(Relation("ratio", (key, part, whole)))
        with localcontext() as context:
            context.prec = 40
            return self.put(key, "rate", self.facts[part] / self.facts[whole] * 100)

    def growth(self, key: str, new: str, old: str) -> Decimal:
        """The change from old to new in percent; negative when it fell. And `key.by`, the change itself."""
        self.relations.append(Relation("growth", (key, new, old)))
        self.relations.append(Relation("sum", (new, old, key + ".by")))
        self.relations.append(Relation("rise", (key, new, key + ".by")))
        self.put(key + ".by", self.kinds[new], self.facts[new] - self.facts[old])
        with localcontext() as context:
            context.prec = 40
            return self.put(key, "rate", (self.facts[new] / self.facts[old] - 1) * 100)

    def product(self, key: str, full: str, rate: str) -> Decimal:
        """Points awarded in proportion to a rate, at most the full marks."""
        self.relations.append(Relation("product", (key, full, rate)))
        return self.put(key, "score", self.facts[full] * self.facts[rate] / 100)

    def relate(self, kind: str, *keys: str) -> None:
        """State a relation that already holds."""
        self.relations.append(Relation(kind, keys))
