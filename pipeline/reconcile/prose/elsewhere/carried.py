"""Balances that changed (结转增减): `年末结转 A，比年初增加 D，增长 P`, what was there at first being elsewhere."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.changes.comparisons import comparisons, lead_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.prose.changes.comparisons import Comparison
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_THAN = re.compile(
    r"^[，,（(]?(?:同?[比较与]|相比)(?:于)?(?:上年|去年|上一年|年初|期初)(?:度|[末底])?(?:的?(?:结转|结余|和|与)+(?:资金|数|额)*)?"
    r"(?:相比)?[，,]?(?:实际|净)?[^，,；;。\d]{2,4}$"
)

_OPENING, _CLOSING = "carryover.opening", "carryover.closing"


def carried(spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """How much more or less is left at the year's end than was at its beginning, where both are told once."""
    closing = (s for s in spoken if any(place.figure.indicator == _CLOSING for place in s.places))
    for sentence in closing if _OPENING in facts.by_code else ():
        for comparison in comparisons(sentence):
            n = comparison.first - 1
            now = sentence.figure(n) if n >= 0 else None
            told = now and now.indicator == _CLOSING and _THAN.match(lead_of(sentence, comparison.first))
            opening = _opening(now, facts) if now is not None and told and comparison.base is None else None
            if now is not None and opening is not None:
                yield from _changed(comparison, now, opening, rules)


def _opening(now: Figure, facts: Facts) -> Figure | None:
    """What was carried over from the year before, if the report says one thing of it."""
    found = [f.mentions[0] for f in facts.by_code.get(_OPENING, ()) if f.mentions[0].scope is now.scope]
    found = [f for f in found if like(f, now) and usable(f) and f.subject == now.subject]
    return found[0] if len({value_of(f) for f in found}) == 1 and usable(now) else None


def _changed(comparison: Comparison, now: Figure, opening: Figure, rules: RuleSet) -> Iterator[Relation]:
    change, rate = comparison.change, comparison.rate
    if change is not None and comparison.sign and like(change, now):
        less, more = (opening, now) if comparison.sign > 0 else (now, opening)
        yield Relation(rules.by_pattern["prose_change"], (Equation(side(less, change), side(more)),), now.label)
    if rate is not None and comparison.way and value_of(opening) > 0:
        way = Fraction(comparison.way)
        form = Quotient(((way, now), (-way, opening)), side(opening), rate)
        yield Relation(rules.by_pattern["prose_growth"], (form,), now.label)
