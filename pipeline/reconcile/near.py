"""Near misses (差之毫厘): forms that fail by little, and that one likely slip would mend, by chance or not."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import slip_explains
from pipeline.reconcile.sentences import like
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.sentences import Sentence

_EACH = re.compile(r"[均每][^，,；;。]{0,6}$")
_FINE = 100  # units of its last place that a rate must have: 82 % is made of many numbers but for a slip


def is_near_miss(form: Form) -> bool:
    """Whether a form fails by less than either of its sides, and for one slip: what other numbers make is farther off.

    How much there is of what grew says more than by how much it did.
    """
    result = form.result
    if result.verdict is not Verdict.INCONSISTENT or _says_little(form):
        return False
    grown = isinstance(form, Quotient) and len(form.numerator) > 1
    left, right = (end + HUNDRED if grown else abs(end) for end in (result.left, result.right))
    return abs(result.gap) < min(left, right) and slip_explains(form, forms=0)


def _says_little(form: Form) -> bool:
    """Whether a form that fails may well be of other numbers: 预算 A，支出 A says that what was left is of others."""
    if isinstance(form, Quotient):
        return abs(value_of(form.rate)) < _FINE * form.rate.ulp
    return isinstance(form, Equation) and len({value_of(f) for f in form.figures}) < len(form.figures)


def is_made_beside(sentence: Sentence, n: int) -> bool:
    """Whether numbers beside the n-th, a rate, make it: those since the rate before, and to the next.

    `支出 A，执行率 P，结余 B` of the two together; `非常满意 A、满意 B，满意度 P` of both.
    """
    rate = sentence.figure(n)
    told = [sentence.figure(i) for i in _around(sentence, n)]
    for a, b in permutations(told, 2):
        if not like(a, b) or not value_of(b):
            continue
        both = (Quotient(side(a, c), side(b), rate) for c in told if c is not b and c is not a and like(a, c))
        if any(map(is_held, (Quotient(side(a), side(b), rate), Quotient(side(a), side(a, b), rate), *both))):
            return True
    return False


def _around(sentence: Sentence, n: int) -> Iterator[int]:
    """The amounts and counts since the rate before the n-th number, and to the next."""
    for run in (range(n - 1, -1, -1), range(n + 1, len(sentence))):
        for i in run:
            figure = sentence.figure(i)
            if figure.kind is Kind.RATE:
                break
            if figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not _EACH.search(sentence.before(i)):
                yield i
