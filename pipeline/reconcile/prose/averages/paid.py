"""Prices that are paid, not reckoned (实付单价): `A 人，每人补助 1 万元，共 T`, to the last digit of T.

An average is rounded, and then many totals make it. What each gets, or costs, is not: unless words say that it is an
average, or about so much, the total is what so many come to, and one slip away from it it is a warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.relations import Relation, accused, slip_explains
from pipeline.reconcile.sentences import CLAUSE_END

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.rules import RuleSet

_PAID = re.compile(r"每|单价")
_RECKONED = re.compile(r"均|折合|成本|造价|投入|投资|花费|约|近|左右|服务|承担|负责")


def paid(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """The prices of a sentence that their total makes but for its last digits."""
    told = [c.form for c in confronted if c.relation.rule.pattern == "prose_price" and c.verdict.holds]
    forms = {form.rate.figure_id: form for form in told if isinstance(form, Quotient) and len(form.figures) == 3}
    wrong = accused(confronted) if forms else set()
    for sentence in spoken if forms else ():
        here = {place.figure.figure_id for place in sentence.places}
        for n, place in enumerate(sentence.places):
            form = forms.get(place.figure.figure_id)
            if form is None or not form.ids <= here or form.ids & wrong or place.figure.qualifier:
                continue
            words = CLAUSE_END.split(sentence.text[: place.start])[-1]
            if not _PAID.search(sentence.before(n)) or _RECKONED.search(words) or _RECKONED.search(sentence.after(n)):
                continue
            (_, total), (_, count) = form.numerator[0], form.denominator[0]
            made = Equation(((value_of(form.rate) / form.factor, count),), side(total))
            if not is_held(made) and slip_explains(made, forms=0):
                yield Relation(rules.by_pattern["prose_price"], (made,), total.label, mild=True)
