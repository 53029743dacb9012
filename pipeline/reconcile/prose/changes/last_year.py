"""Last year's number of what a sentence tells of this year (上年数), wherever the report prints it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import digits_of, value_of
from pipeline.reconcile.prose.changes.comparisons import YEAR
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.facts import Facts
    from schemas.figure import Figure

IDLE = re.compile(r"总[额计数]?|合计|全年|本年|当年|年度|部门|单位|实际|累计|决算|完成|共|数$|额$")
_KNOWN = 5  # digits by which a number is known again


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


def this_year(base: Figure, change: Figure, sign: int, compared: Figure, facts: Facts) -> Iterator[Figure]:
    """What a change makes of last year's number, told elsewhere by that name: 甲支出 A。与上年支出 B 相比，增加 D."""
    own = re.split(r"[，,；;。：:与同较比]", base.words[0])[-1]
    name, other = (IDLE.sub("", re.sub(YEAR, "", normalise(words))) for words in (own, compared.label))
    now = value_of(base) + sign * value_of(change)
    for fact in facts.facts if other != name else ():
        figure = fact.mentions[0]
        told = value_of(figure) == now and like(figure, base) and figure not in (base, compared)
        if told and IDLE.sub("", normalise(figure.label)).removeprefix("项目") in (name, ""):
            yield figure
