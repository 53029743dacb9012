"""Rates of counts whose whole was told before (人数比率): `患者 W 人。…患者规范管理 A 人，规范管理率 P`.

That W is meant only likeness of the names says; so a breach counts only where another rate of the sentence, told alike,
holds by its own whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.sentences import is_change, is_rate, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_NAMED = re.compile(r"^[，,、（(][^，,；;。：:、（(]{1,12}率(?:为|达到?|是)?$")
_SHARED = 3  # letters that two names begin with alike


def counted(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The rates of each sentence beside counts whose wholes were told in the chapter before."""
    before: dict[str, list[Figure]] = {}
    for sentence in spoken:
        found: list[Relation] = []
        for n in range(len(sentence) - 1):
            part, rate = sentence.figure(n), sentence.figure(n + 1)
            if part.kind is not Kind.COUNT or not usable(part) or part.qualifier or not is_rate(rate):
                continue
            named = _NAMED.match(sentence.before(n + 1)) and not is_change(sentence.before(n))
            if named and _is_alone(sentence, n):
                wholes = {value_of(f): f for f in before.get(part.chapter, ()) if _may_be(f, part)}
                if len(wholes) == 1:
                    form = Quotient(side(part), side(*wholes.values()), rate)
                    found.append(Relation(rules["prose_rate"], (form,), rate.label, sure=False))
        for place in sentence.places:
            before.setdefault(place.figure.chapter, []).append(place.figure)
        if any(map(holds, found)):
            yield from found


def _is_alone(sentence: Sentence, n: int) -> bool:
    """Whether no other count of the n-th one's unit stands in its own stretch: that would be its whole."""
    before = sentence.figure(n - 1) if n else None
    return before is None or not like(before, sentence.figure(n)) or "；" in sentence.before(n)


def _may_be(figure: Figure, part: Figure) -> bool:
    """Whether a count may be the whole of another: of the same unit, larger, its name begun alike."""
    a, b = normalise(figure.label), normalise(part.label)
    alike = a[:_SHARED] == b[:_SHARED] and len(a) >= _SHARED
    return alike and like(figure, part) and usable(figure) and value_of(figure) >= value_of(part)
