"""Prices by the month (按月单价): `A 人，标准 P 元/人·月，发放 10 个月，共 T 万元`: nothing else is told."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.rules import RuleSet

_MONTHLY = re.compile(r"/(?P<of>[人户名生])?[·•・./]?(?:每?个?月)$|/月[·•・./](?P<by>[人户名生])$")
_MONTHS = re.compile(r"(?<![\d.])(\d{1,2})个月")
_PEOPLE = ("人", "名", "位", "人次")
_ALL = 3  # numbers


def by_the_month(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """One price by the month, one count, the months in words and the total that they make."""
    months = _MONTHS.findall(sentence.text)
    figures = [place.figure for place in sentence.places if place.figure.kind is not Kind.DATE]
    priced = [f for f in figures if _MONTHLY.search(f.unit)] if len(months) == 1 else []
    counts = [f for f in figures if f.kind is Kind.COUNT and f.unit != "个月"]
    totals = [f for f in figures if f.kind is Kind.AMOUNT and "/" not in f.unit]
    if not len(priced) == len(counts) == len(totals) == 1 or any(f.qualifier or not usable(f) for f in figures):
        return
    of = found["of"] or found["by"] or "" if (found := _MONTHLY.search(priced[0].unit)) else ""
    same = counts[0].unit in _PEOPLE if of in "人名生" else counts[0].unit == of
    if same and len(figures) <= _ALL + 1 and value_of(counts[0]) > 0 and int(months[0]) > 0:
        form = Quotient(side(*totals), side(*counts), priced[0], Fraction(1, int(months[0])))
        yield Relation(rules.by_pattern["prose_price"], (form,), totals[0].label)
