"""Which date of a broken order most probably is wrong (日期笔误): one whose year is another, or none to tell."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.reconcile.slips import NAMES
from schemas.finding import Change, Explanation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pipeline.reconcile.relations import Told
    from schemas.figure import Figure

_YEARS = (1, 2, 3)  # that a year may have been mistaken by
_NEAR = 120  # days that an order may be missed by although the year is right
_YEAR, _UNKNOWN = 1.0, 3.0
_STRANGE = 1.0  # how much likelier a date is wrong that lies far from the year that the report is about
_OFTEN = 1.5  # how much likelier for every further order that it breaks


def misdated(failed: Sequence[Told], orders: Iterable[Told], year: int | None) -> list[Explanation]:
    """The dates of orders that failed for one cause, the likeliest to be wrong first.

    `orders` are all that the report tells, those that hold too; `year` is what it is about.
    """
    figures = {f.figure_id: f for told in failed for f, _ in told.between}
    known = [told for told in orders if any(f.figure_id in figures for f, _ in told.between)]
    found = []
    for figure in figures.values():
        if figure.day is None or not all(any(f is figure for f, _ in told.between) for told in failed):
            continue
        mine = [(told, span) for told in known for f, span in told.between if f.figure_id == figure.figure_id]
        breaks = sum(not told.holds for told, _ in mine)
        low = max((span[0] for _, span in mine if span[0]), default=None)
        high = min((span[1] for _, span in mine if span[1]), default=None)
        cost = -_OFTEN * (breaks - 1) - (_STRANGE if year and abs(figure.day.year - year - 0.5) > 1 else 0.0)
        change, slip = _change(figure, figure.day, low, high)
        found.append(Explanation((change,), round(cost + slip, 3)))
    return sorted(found, key=lambda e: e.cost)


def _change(figure: Figure, day: date, low: date | None, high: date | None) -> tuple[Change, float]:
    bound = f"不早于{_said(low)}" if low and day < low else f"不晚于{_said(high)}" if high else ""
    near = timedelta(_NEAR)
    for years in _YEARS if (low and day < low - near) or (high and day > high + near) else ():
        for other in (day.year - years, day.year + years):
            meant = _in_year(day, other)
            if (not low or meant >= low) and (not high or meant <= high):
                text = figure.printed.replace(str(day.year), str(other))
                text = text if text != figure.printed else meant.isoformat()
                return Change(figure.figure_id, figure.printed, text, "year", NAMES["year"], bound), _YEAR * years
    return Change(figure.figure_id, figure.printed, "", "date", NAMES["date"], bound), _UNKNOWN


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, 28)) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _said(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
