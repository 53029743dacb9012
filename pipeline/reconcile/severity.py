"""How grave a breach is (差异轻重): an error, or a warning where the words may mean something else than was thought."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.relations import slip_explains

if TYPE_CHECKING:
    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Relation

# A breach so wide, which no slip accounts for, is likelier to be of the reading than of the report. Small rates of
# growth differ widely and yet by little.
_WIDE, _WIDE_RATE, _POINTS = Fraction(1, 4), Fraction(1, 2), 10
_WIDE_SUM = Fraction(1, 25)  # numbers that belong together, and that nothing accounts for, miss their sum by little
_SAID = ("prose_", "account_", "score_")
_LISTED = ("prose_", "account_")  # the scheme of scores says what its total is of


def is_mild(relation: Relation, form: Form) -> bool:
    """Whether a breach is no more than a warning: of a likely relation, or so wide that the words may mean another one.

    A likely slip in one of the numbers makes it an error again.
    """
    if not (relation.mild or _is_wide(relation, form)):
        return False
    return getattr(form, "sign", "=") != "=" or not slip_explains(form, 1 if relation.sure else len(relation.forms))


def _is_wide(relation: Relation, form: Form) -> bool:
    if relation.note or not relation.rule.pattern.startswith(_SAID):
        return False  # what several say alike is no misreading of one
    if all(figure.table_id for figure in form.figures):
        return False  # a table says by its rows and columns what belongs together
    result = form.result
    if isinstance(form, Quotient) and form.factor == HUNDRED and abs(result.gap) <= _POINTS:
        return False
    most = max(abs(result.left), abs(result.right))
    if isinstance(form, Quotient):
        return abs(result.gap) > _WIDE_RATE * most
    sums = form.sign == "=" and relation.rule.pattern.startswith(_LISTED)
    return abs(result.gap) > (_WIDE_SUM if sums and not _is_accounted(form) else _WIDE) * most


def _is_accounted(form: Form) -> bool:
    """Whether some slip in one number, or one left out or counted twice, accounts for what a sum lacks."""
    gap = abs(form.result.gap)
    return slip_explains(form, forms=0) or any(gap == abs(value_of(figure)) for figure in form.figures)
