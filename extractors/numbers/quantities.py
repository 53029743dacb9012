"""A printed number as the grammar finds it (数量): its value and unit, or what it is that is no figure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from schemas.figure import Flag, Kind
from schemas.record import altered, record

if TYPE_CHECKING:
    from datetime import date

    from extractors.numbers.noise import Other
    from extractors.numbers.units import Unit


@record
class Quantity:
    """A printed number. Offsets are into the text given; `start` to `end` holds qualifier, sign and unit as well.

    `kind` is None for a bare number, an `Other` for what is no figure. `value` and `decimals` are in `unit`
    (None for dates and for what is no figure), `scale` takes the value to the base unit, as in `Figure`. `year` is
    set for dates and periods that name one.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    kind: Kind | Other | None
    value: Decimal | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    decimals: int = 0
    qualifier: str = ""
    flags: tuple[Flag, ...] = ()
    day: date | None = None
    year: int | None = None

    @property
    def is_figure(self) -> bool:
        """Whether it is an amount, a rate, a score, a count or a date."""
        return isinstance(self.kind, Kind)


def with_unit(quantity: Quantity, unit: Unit) -> Quantity:
    """A bare number in a unit that is not printed beside it."""
    return altered(
        quantity, kind=unit.kind, unit=unit.name, scale=unit.scale, flags=(*quantity.flags, Flag.UNIT_INHERITED)
    )
