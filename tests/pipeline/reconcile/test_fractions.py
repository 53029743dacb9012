"""Reckoning with fractions in whole numbers gives what fractions give."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pipeline.reconcile.forms import dot
from pipeline.reconcile.wording import decimal

HALVES = st.integers(-(10**6), 10**6).map(lambda n: Fraction(n, 2000))  # many lie just between two decimals
SOME = st.fractions(max_denominator=10**6) | HALVES


@given(st.lists(st.tuples(SOME, SOME), max_size=8))
def test_a_sum_of_products(pairs: list[tuple[Fraction, Fraction]]) -> None:
    assert dot(pairs) == sum((a * b for a, b in pairs), Fraction(0))


@given(SOME, st.integers(0, 10))
def test_a_fraction_is_rounded_half_to_even(value: Fraction, places: int) -> None:
    assert Fraction(decimal(value, places)) * 10**places == round(value * 10**places)


def test_a_decimal_bears_no_idle_zeros() -> None:
    assert [str(decimal(Fraction(n, 8), 2)) for n in (0, 1, 3, 8, -12)] == ["0", "0.12", "0.38", "1", "-1.5"]
    assert decimal(Fraction(12_300_000)) == Decimal(12_300_000)
