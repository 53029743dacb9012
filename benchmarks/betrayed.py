"""Whether printed numbers betray an error (可判性): an oracle for what no reconciler could find.

What must hold in a report of `planting.py` is known from its drawing and written down here once more, so nothing is
asked of the reconciler. A printed amount stands for itself give or take half its last place, a rate a whole one (forms
cut digits off as often as they round), counts and points are exact. GLOP seeks quantities that make everything hold;
that there are none counts only when its duals prove it in exact fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ortools.linear_solver import pywraplp

from benchmarks.planting import ITEMS, PROJECTS
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from schemas.figure import Figure
    from schemas.report import Report

ONE = {"财政拨款收入决算数": "财政拨款收入"}  # one quantity under two names
ROWS = [f"子项{n + 1}" for n in range(PROJECTS)]
SUMS = [
    ("收入合计", "本年收入", "上年结转"),
    ("收入合计", "支出合计", "年末结转结余"),
    ("本年收入", "财政拨款收入", "事业收入", "其他收入"),
    ("支出合计", "基本支出", "项目支出"),
    ("支出合计", "工资福利支出", "商品和服务支出", "对个人和家庭的补助", "资本性支出"),
    ("离退休人数", "退休人员", "离休人员"),
    ("自评得分", *(f"指标{n + 1}/得分" for n in range(ITEMS))),
    *((f"合计/{column}", *(f"{row}/{column}" for row in ROWS)) for column in ("预算数", "执行数")),
]
ON_HAND = ("上年财政结转结余数", "财政拨款收入")
RATES: list[tuple[str, str, tuple[str, ...]]] = [
    ("项目支出占比", "项目支出", ("支出合计",)),
    ("支出完成率", "财政拨款支出决算数", ON_HAND),
    ("结转结余率", "年末财政结转结余", ON_HAND),
    ("三公经费控制率", "三公经费支出", ("三公经费预算",)),
    ("公用经费控制率", "公用经费支出", ("公用经费预算",)),
    ("增长率", "增加额", ("非税收缴额", "-增加额")),
    ("办结率", "投诉办结", ("受理投诉",)),
    *((f"{row}/执行率", f"{row}/执行数", (f"{row}/预算数",)) for row in (*ROWS, "合计")),
]
AT_MOST = [
    ("支出合计", "财政拨款支出决算数"),
    ("上年结转", "上年财政结转结余数"),
    ("咨询服务事项", "线上咨询服务事项", "线下咨询服务事项"),
    *((f"指标{n + 1}/分值", f"指标{n + 1}/得分") for n in range(ITEMS)),
]
_TOUCH = 1e-9  # a ten millionth of an amount's last place


class _Row(NamedTuple):
    """`low <= Σ coefficient · quantity <= high`."""

    terms: dict[str, Fraction]
    low: Fraction | None
    high: Fraction | None


class _Span(NamedTuple):
    low: Fraction
    high: Fraction


def betrayed(report: Report) -> bool:
    """Whether the printed numbers of a drawn report cannot all be right. Raises ArithmeticError when in doubt."""
    spans: dict[str, _Span] = {}
    printed: dict[tuple[str, int], Fraction] = {}
    for name, figure in _named(report):
        value = Fraction(figure.value or 0)
        if printed.setdefault((name, figure.decimals), value) != value:
            return True  # printed twice with the same decimals, and not the same
        span, known = _asserted(figure), spans.get(name)
        spans[name] = _Span(max(span.low, known.low), min(span.high, known.high)) if known else span
        if spans[name].low > spans[name].high:
            return True
    return not _feasible(spans, [row for row in _rows(spans) if row.terms.keys() <= spans.keys()])


def _named(report: Report) -> Iterator[tuple[str, Figure]]:
    """The figures by what they state; an item's full marks are printed as 共…分."""
    for figure in report.figures:
        if figure.value is None:
            continue
        name = figure.label
        if name.startswith("指标"):
            name += "/分值" if "共" in figure.evidence.quote else "/得分"
        yield ONE.get(name, name), figure


def _asserted(figure: Figure) -> _Span:
    value, step = Fraction(figure.value or 0), Fraction(1, 10**figure.decimals)
    slack = step if figure.kind is Kind.RATE else step / 2 if figure.kind is Kind.AMOUNT else Fraction(0)
    return _Span(value - slack, value + slack)


def _rows(spans: Mapping[str, _Span]) -> Iterator[_Row]:
    zero, one = Fraction(0), Fraction(1)
    for whole, *parts in SUMS:
        yield _Row({whole: -one, **dict.fromkeys(parts, one)}, zero, zero)
    yield _Row(
        {**dict.fromkeys(ON_HAND, one), **dict.fromkeys(("财政拨款支出决算数", "年末财政结转结余"), -one)}, zero, zero
    )
    for whole, *parts in AT_MOST:
        yield _Row({whole: -one, **dict.fromkeys(parts, one)}, None, zero)
    for rate, above, below in RATES:
        if rate in spans:
            yield _of_rate(spans[rate].low / 100, above, below, _Row({}, zero, None))
            yield _of_rate(spans[rate].high / 100, above, below, _Row({}, None, zero))


def _of_rate(rate: Fraction, above: str, below: Sequence[str], ends: _Row) -> _Row:
    """`above` less rate times `below`, within the ends; what is below is above nothing."""
    terms = {above: Fraction(1)}
    for name in below:
        key = name.removeprefix("-")
        terms[key] = terms.get(key, Fraction(0)) + (rate if name != key else -rate)
    return ends._replace(terms=terms)


def _feasible(spans: Mapping[str, _Span], rows: Sequence[_Row]) -> bool:
    """Whether some quantities within the spans keep all rows: by how little the worst is broken at best."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    worst = solver.NumVar(-solver.infinity(), solver.infinity(), "")
    xs = {name: solver.NumVar(float(span.low), float(span.high), "") for name, span in spans.items()}
    made = []
    for n, row in enumerate(rows):
        # low - worst <= Σ <= high + worst, as one or two constraints of one side each
        for sign, end in ((1, row.low), (-1, row.high)):
            if end is not None:
                made.append((n, sign, solver.Constraint(float(sign * end), solver.infinity())))
                for name, factor in row.terms.items():
                    made[-1][2].SetCoefficient(xs[name], float(sign * factor))
                made[-1][2].SetCoefficient(worst, 1.0)
    solver.Minimize(worst)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise ArithmeticError("GLOP found no optimum")
    duals = [(n, sign, Fraction(max(c.dual_value(), 0.0)).limit_denominator(10**9)) for n, sign, c in made]
    if _proves(duals, rows, spans):
        return False
    if worst.solution_value() <= _TOUCH:
        return True
    raise ArithmeticError("that nothing fits is not proved")


def _proves(duals: Sequence[tuple[int, int, Fraction]], rows: Sequence[_Row], spans: Mapping[str, _Span]) -> bool:
    """Whether the rows, added up by their duals, ask for more than any quantities within the spans give."""
    terms: dict[str, Fraction] = {}
    asked = Fraction(0)
    for n, sign, dual in duals:
        end = rows[n].low if sign > 0 else rows[n].high
        if dual and end is not None:
            asked += dual * sign * end
            for name, factor in rows[n].terms.items():
                terms[name] = terms.get(name, Fraction(0)) + dual * sign * factor
    given = sum((f * (spans[name].high if f > 0 else spans[name].low) for name, f in terms.items()), Fraction(0))
    return given < asked
