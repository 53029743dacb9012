"""A printed number and where it stands (数字与证据).

A printed number asserts an interval, its value give or take half a unit of its last printed digit, so no
tolerance is ever chosen. The idea is that of XBRL Calculations 1.1 (Recommendation of 2023-02-22).
"""

from __future__ import annotations

import math
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from schemas.record import cached_property, record

if TYPE_CHECKING:
    from datetime import date

    from schemas.document import Box, Origin

_IN_NUMBER = "0123456789.,"


class Kind(StrEnum):
    """What a figure counts: 金额, 比率, 得分, 数量, 日期."""

    AMOUNT = "amount"
    RATE = "rate"
    SCORE = "score"
    COUNT = "count"
    DATE = "date"


class Basis(StrEnum):
    """The stage of the budget a figure belongs to: 年初预算, 调整预算, 决算."""

    INITIAL = "initial"
    ADJUSTED = "adjusted"
    FINAL = "final"


PLANNED = (Basis.INITIAL, Basis.ADJUSTED)
"""The stages of what was budgeted, before anything came of it."""


class Scope(StrEnum):
    """The funds a figure covers: 全部资金 or 财政拨款."""

    ALL = "all"
    FISCAL = "fiscal"


class Flag(StrEnum):
    """Why a figure is in doubt, or what was supplied that is not printed beside it."""

    REPAIRED = "repaired"
    READERS_DISAGREE = "readers_disagree"
    LOW_CONFIDENCE = "low_confidence"
    UNIT_INHERITED = "unit_inherited"
    AMBIGUOUS = "ambiguous"


@record
class Evidence:
    """Where a figure stands. `boxes` has one box for each line that the figure touches, the first one first.

    `quote` is the sentence (or the table row) as printed. `confidence` is the least of its characters', 0 to 1.
    `readings` are what other readers made of the same place, where they disagree.
    """

    boxes: tuple[Box, ...]
    quote: str
    origin: Origin
    confidence: float = 1.0
    readings: tuple[str, ...] = ()


LAST_YEAR = "上年"
"""The period of last year's numbers in a report whose own year is unknown."""


MILLION = 10**6


@lru_cache(maxsize=256)
def _ulp(decimals: int, scale: Decimal) -> Fraction:
    return Fraction(Decimal(1).scaleb(-decimals) * scale)


@lru_cache(maxsize=256)
def _millionths(decimals: int, scale: Decimal) -> int:
    return max(int(_ulp(decimals, scale) * MILLION), 1)


@lru_cache(maxsize=256)
def _half_ulp(decimals: int, scale: Decimal) -> Fraction:
    return _ulp(decimals, scale) / 2


@record
class Figure:
    """One printed number, born once in `extractors/` and never changed.

    `figure_id` is unique within its report (`f1`, `f2`, … in reading order). `printed` is as printed, unit and
    qualifier included. `value` and `decimals` are in the printed `unit`; `scale` takes the value to the base unit:
    元 for amounts, percent for rates (‰ 0.1, 倍 100), points for scores, single items for counts. A date has
    `day` and no value. `label` is the quantity's name as the report words it; `indicator` a catalogue code.
    `subject` is what the quantity is about beside the report's own department (a project, a row), "" when none.
    `period` is a year (`2020`), a prior year as printed resolves to its year; "" when unknown, `LAST_YEAR` when all
    that is known is that it is the one before the report's.
    """

    figure_id: str
    kind: Kind
    printed: str
    value: Decimal | None
    unit: str
    scale: Decimal
    decimals: int
    label: str
    evidence: Evidence
    section: int
    section_path: str
    qualifier: str = ""
    indicator: str | None = None
    basis: Basis | None = None
    scope: Scope | None = None
    period: str = ""
    subject: str = ""
    table_id: str | None = None
    row: int | None = None
    col: int | None = None
    day: date | None = None
    flags: tuple[Flag, ...] = ()

    def numbered(self, figure_id: str) -> Figure:
        """The same figure under another id; `dataclasses.replace` takes many times as long."""
        return Figure(figure_id, *_BUT_ITS_ID(self))

    @property
    def chapter(self) -> str:
        """The path of the section of the first level that it stands in."""
        return self.section_path.partition("/")[0]

    @property
    def above(self) -> str:
        """The path of the section above its own; "" for one of the first level."""
        return self.section_path.rpartition("/")[0]

    @property
    def words(self) -> tuple[str, str]:
        """The words of its sentence before it and behind it; of its row where it stands in a table."""
        quote = self.evidence.quote
        at = quote.find(self.printed)
        while at > 0 and quote[at - 1] in _IN_NUMBER:  # 7个 is not in 17个
            at = quote.find(self.printed, at + 1)
        return (quote[:at], quote[at + len(self.printed) :]) if at >= 0 else (quote, "")

    @cached_property
    def base_value(self) -> Decimal | None:
        """The value in the base unit of its kind."""
        return None if self.value is None else self.value * self.scale

    @cached_property
    def is_usable(self) -> bool:
        """Whether it states a number that can be reckoned with."""
        return self.value is not None and self.kind is not Kind.DATE and Flag.AMBIGUOUS not in self.flags

    @cached_property
    def half_ulp(self) -> Fraction:
        """Half a unit of the last printed digit, in the base unit."""
        return _half_ulp(self.decimals, self.scale)

    @cached_property
    def exact(self) -> Fraction | None:
        """The value in the base unit, as a fraction to reckon with."""
        return None if self.base_value is None else Fraction(*self.base_value.as_integer_ratio())

    @cached_property
    def ulp(self) -> Fraction:
        """A unit of the last printed digit, in the base unit."""
        return _ulp(self.decimals, self.scale)

    @cached_property
    def millionths(self) -> int:
        """The value in whole millionths of the base unit, finer digits cut off; fractions are slow to try many.

        What is found with it is confronted in exact numbers.
        """
        above, below = (self.base_value or Decimal(0)).as_integer_ratio()
        return MILLION * above // below

    @cached_property
    def rough(self) -> tuple[float, float]:
        """The value (no number where it has none) and a unit of its last digit: what rules out most."""
        return math.nan if self.base_value is None else float(self.base_value), float(self.ulp)

    @cached_property
    def ulp_millionths(self) -> int:
        """A unit of the last printed digit in millionths of the base unit, at least one."""
        return _millionths(self.decimals, self.scale)


_BUT_ITS_ID = attrgetter(*Figure.__match_args__[1:])
