"""Rates told again (再提比率): `低保支出已占 P`, for whose row a table has another share.

What the rate is of its words name, and what kind of rate it is. Where nothing accounts for it, and the one rate of that
kind that the report has for that name is borne out and a slip away, one of the two is likely wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import digits_of
from pipeline.reconcile.relations import Relation, borne_out, spoken_of
from pipeline.reconcile.sentences import is_change, is_rate
from pipeline.reconcile.slips import is_slip
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_KIND = re.compile(r"占比?|比[重例]|[^，,；;。：:、\d]{2}(?:率|度)(?!假)")
_SHARE = ("占", "占比", "比重", "比例")
_IDLE = re.compile(r"其中|支出|资金|经费|项目|年度|全年|[已仍仅只达到为至的]|综合|总体|预算|实际")
_NOT_NOW = re.compile(
    r"上年|去年|目标|计划|低于|高于|不足|超过|以[上下内]|力争|提高|下降|[由从较]|[同环]比|比(?![重例率]|$)|上半年|季度|\d月"
)
_NAME, _MORE, _TELLING = 3, 2, 3  # letters of a name, and of what may stand before it; digits of a rate


class _Rated(NamedTuple):
    """A rate, what it is of, and which kind it is."""

    figure: Figure
    name: str
    kind: str


def retold_rates(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The rates of prose that nothing accounts for, beside the one of their kind and name that something does."""
    known = spoken_of(confronted)
    lonely = [one for sentence in spoken for one in _in_prose(sentence) if one.figure.figure_id not in known]
    if not lonely:
        return
    held = borne_out(confronted)
    told = [*_in_tables(report), *(one for sentence in spoken for one in _in_prose(sentence))]
    for one in lonely:
        same = [k for k in told if k.kind == one.kind and _are_named_alike(k, one) and k.figure is not one.figure]
        same = [k for k in same if k.figure.table_id or k.figure.chapter != one.figure.chapter]
        values = {k.figure.base_value: k.figure for k in same}
        if len(values) == 1 and one.figure.base_value not in values:
            other = next(iter(values.values()))
            firm = any(held[k.figure.figure_id] for k in same) and other.decimals == one.figure.decimals
            if firm and is_slip(one.figure, other):
                yield Relation(
                    rules["restatement_likely"], (Equation(side(one.figure), side(other)),), one.figure.label
                )


def _in_prose(sentence: Sentence) -> Iterator[_Rated]:
    for n in range(len(sentence)):
        figure, clause = sentence.figure(n), normalise(sentence.clause(n))
        if not is_rate(figure) or figure.qualifier or figure.period == LAST_YEAR or len(digits_of(figure)) < _TELLING:
            continue
        kinds = list(_KIND.finditer(clause))
        if kinds and not is_change(sentence.before(n)) and not _NOT_NOW.search(clause):
            name = _IDLE.sub("", clause[: kinds[-1].start()])
            if len(name) >= _NAME:
                yield _Rated(figure, name, _kind(kinds[-1][0]))


def _in_tables(report: Report) -> Iterator[_Rated]:
    for figure in report.figures:
        row, _, column = figure.label.rpartition("/")
        kinds = list(_KIND.finditer(normalise(column))) if figure.table_id and figure.kind is Kind.RATE else []
        name = _IDLE.sub("", normalise(row.rpartition("/")[2]))
        if kinds and len(name) >= _NAME and figure.period != LAST_YEAR and not _NOT_NOW.search(column):
            yield _Rated(figure, name, _kind(kinds[-1][0]))


def _kind(words: str) -> str:
    return "占" if words in _SHARE else words


def _are_named_alike(a: _Rated, b: _Rated) -> bool:
    """Whether one name is the other, with little more before it: 全县低保, 低保."""
    less, more = sorted((a.name, b.name), key=len)
    return more.endswith(less) and len(more) - len(less) <= _MORE
