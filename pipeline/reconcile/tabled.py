"""Totals of tables (表中合计): what a rate of all is of, though nothing beside it says so.

`整体执行率 P` below a table is of its 支出合计 to its 收入合计, whatever row is called next.
"""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.figure import Figure
    from schemas.report import Report

_TOTAL = re.compile(r"[合总]计")


def is_total(row: str) -> bool:
    """Whether a row, or a number of a table, is called a total."""
    return bool(_TOTAL.search(row))


def totals_of(report: Report) -> list[list[Figure]]:
    """The amounts of each table's totals, by rows or by columns."""
    found: dict[str, list[Figure]] = {}
    for figure in report.figures:
        if figure.table_id and figure.kind is Kind.AMOUNT and usable(figure) and is_total(figure.label):
            found.setdefault(figure.table_id, []).append(figure)
    return list(found.values())


def rates_of(rate: Figure, tables: Sequence[Sequence[Figure]]) -> Iterator[Quotient]:
    """Of which of one table's totals a rate of more than one decimal is, to its last digit."""
    pairs = (pair for totals in tables if rate.decimals > 1 for pair in permutations(totals, 2))
    told = (Quotient(side(a), side(b), rate) for a, b in pairs if value_of(b) > 0)
    yield from filter(is_held, told)
