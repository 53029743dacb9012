"""The headline figures (主要指标数): for each indicator the one number by which the report is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from schemas.figure import LAST_YEAR, Basis, Flag, Scope

if TYPE_CHECKING:
    from collections.abc import Container
    from decimal import Decimal

    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.report import Report


class Fact(NamedTuple):
    """An indicator's number in base units; `doubtful` when read unsurely, suspected, or also said otherwise."""

    column: str
    value: Decimal
    doubtful: bool


class _Candidate(NamedTuple):
    value: Decimal
    figure: Figure


def headline(report: Report, catalogue: Catalogue, suspects: Container[str] = ()) -> tuple[Fact, ...]:
    """The report's own figures of its own fiscal year, final or without basis, one for each indicator that it states.

    A figure that is in no doubt comes before one that is, 全部资金 before 财政拨款, the finer print before the coarser,
    then the earlier one. `suspects` are ids of figures that the reconciler suspects.
    """
    year = str(report.head.fiscal_year or "")
    candidates: dict[str, list[_Candidate]] = {}
    for figure in report.figures:
        code, value = figure.indicator, figure.base_value
        if code and value is not None and _is_own(figure, year):
            candidates.setdefault(code, []).append(_Candidate(value, figure))
    return tuple(
        _fact(indicator.column, candidates[indicator.code], suspects)
        for indicator in catalogue
        if indicator.code in candidates
    )


def head_in_doubt(report: Report) -> list[str]:
    """The columns of the head whose every print was read unsurely."""
    head = report.head
    prints = {
        "filed_on": [figure for figure in report.figures if figure.day and figure.day == head.filed_on],
        "self_score": [figure for figure in report.figures if figure.figure_id in head.figures],
    }
    return [column for column, figures in prints.items() if figures and all(map(_in_doubt, figures))]


def _is_own(figure: Figure, year: str) -> bool:
    return (
        not figure.subject
        and figure.basis in (None, Basis.FINAL)
        and (not figure.period or figure.period == year or (not year and figure.period != LAST_YEAR))
    )


def _fact(column: str, candidates: list[_Candidate], suspects: Container[str]) -> Fact:
    best = min(candidates, key=lambda c: (*_rank(c.figure), c.figure.half_ulp))
    rivals = [c for c in candidates if _rank(c.figure) == _rank(best.figure)]
    doubtful = best.figure.figure_id in suspects or _in_doubt(best.figure)
    return Fact(column, best.value, doubtful or any(_conflict(best, rival) for rival in rivals))


def _rank(figure: Figure) -> tuple[bool, ...]:
    """Lower is better."""
    return (
        _in_doubt(figure),
        bool(figure.qualifier),
        not figure.period,
        figure.basis is None,
        figure.scope is Scope.FISCAL,
    )


def _in_doubt(figure: Figure) -> bool:
    return any(flag is not Flag.UNIT_INHERITED for flag in figure.flags)


def _conflict(a: _Candidate, b: _Candidate) -> bool:
    """Whether the two prints cannot mean one number."""
    return abs(a.value - b.value) > a.figure.half_ulp + b.figure.half_ulp
