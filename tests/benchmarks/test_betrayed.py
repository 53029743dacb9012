"""The oracle of what printed numbers betray: known cases on both sides."""

from __future__ import annotations

from decimal import Decimal

import pytest

from benchmarks.betrayed import betrayed
from benchmarks.planting import NATURES, altered, clean, planted

# No number of these reports holds what is left over of the establishment.
UNTOLD = ("超编",)


@pytest.mark.parametrize("seed", range(3))
def test_a_clean_report_betrays_nothing(seed: int) -> None:
    assert not betrayed(clean(seed))


@pytest.mark.parametrize("nature", [n for n in NATURES if n.name not in UNTOLD], ids=lambda n: n.name)
def test_a_large_error_is_betrayed(nature: object) -> None:
    assert betrayed(planted(5, nature)[0])  # type: ignore[arg-type]


def test_what_rounding_hides_is_not_betrayed() -> None:
    """A part of a sum of 24 is off by a unit of the last place, of three units and by a hundred."""
    made = clean(2)
    cell = next(f for f in made.figures if f.label == "子项7/执行数")

    def off(units: int) -> bool:
        return betrayed(altered(made, cell.figure_id, (cell.value or Decimal(0)) + Decimal(units).scaleb(-2)))

    assert not off(1)
    assert not off(3)
    assert off(100)
