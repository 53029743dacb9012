"""What the printed numbers of a report betray (数据矛盾): the relations that no values within their intervals keep."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.ledger import Span
from samples.pen import RATES, SCALES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samples.ledger import Relation
    from samples.model import Mention, Report

Found = dict[str, list[tuple["Mention", Span]]]


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
