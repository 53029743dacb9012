"""Last year's number of what a sentence tells of this year (上年数), wherever the report prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import digits_of, value_of
from pipeline.reconcile.sentences import like

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.facts import Facts
    from schemas.figure import Figure

_KNOWN = 5  # digits by which a number is known again


def last_year(now: Figure, facts: Facts, than: str = "") -> Iterator[Figure]:
    """The same quantity a year before, or in the year `than`, wherever it is printed."""
    for fact in facts.by_code.get(now.indicator or "", ()):
        old = fact.mentions[0]
        if (
            old.period.isdigit()
            and (now.period or facts.year).isdigit()
            and int(old.period) == int(than or int(now.period or facts.year) - 1)
        ):
            yield old


def last_year_beside(now: Figure, facts: Facts, than: str = "", *, anywhere: bool = False) -> Iterator[Figure]:
    """Last year's number, or that of `than`, in the row of a table that prints the same number, if one row does.

    In the same section; `anywhere`: or in another one, where the number has digits enough to be known by them.
    """
    anywhere = anywhere and len(digits_of(now)) >= _KNOWN
    rows = [
        row
        for row in facts.rows
        if (anywhere or row[0].section == now.section)
        and any(value_of(f) == value_of(now) and _is_of(f, now, 0, facts) for f in row)
    ]
    if len(rows) == 1 and value_of(now):
        year = now.period or facts.year
        before = int(year) - int(than) if than and year.isdigit() else 1
        old = [f for f in rows[0] if _is_of(f, now, before, facts)]
        yield from old if len(old) == 1 else ()


def _is_of(figure: Figure, now: Figure, before: int, facts: Facts) -> bool:
    """Whether a cell is the outcome of so many years before a number's own."""
    years = (now.period or facts.year, figure.period)
    same = like(figure, now) and (figure.basis == now.basis or now.basis is None)
    return same and all(map(str.isdigit, years)) and int(years[0]) - int(years[1]) == before
