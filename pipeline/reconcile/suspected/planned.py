"""Next year's plan beside what came about (来年计划): `2024 年计划培训 160 人，比上年实际增加 25 人`.

What it is more than stands in another chapter. Where no number of the report is what the plan is said to exceed, and
those that are called like it are one other number, the three do not agree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.near import is_near_miss
from pipeline.reconcile.prose.changes.comparisons import DOWN, UP
from pipeline.reconcile.relations import Relation, spoken_of
from pipeline.reconcile.sentences import is_ahead, is_change, like
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, PLANNED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_THAN = re.compile(
    rf"^[，,（(]?(?:预计|计划|拟)?[比较](?:上年|今年|本年|当年|去年|(?P<year>20\d\d)年)度?(?P<what>[^，,；;。：:\d]{{0,8}}?)"
    rf"(?P<verb>{UP}|{DOWN})了?$"
)
_REALLY, _AIMED = re.compile(r"实际|完成|实施|决算|支出"), re.compile(r"计划|目标|任务|应|预算|拟")
_IDLE = re.compile(r"20\d\d年度?|上年|计划|目标|任务|实际|完成|全年|预算|安排|提高|数$|量$")
_SHARED = 2  # letters that names share


def planned(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The plans that are told beside what came about in the report's year."""
    rule, year = rules["prose_change"], report.head.fiscal_year
    known = spoken_of(confronted)
    for sentence in spoken:
        for n in range(1, len(sentence)):
            plan, more = sentence.figure(n - 1), sentence.figure(n)
            told = _THAN.match(sentence.before(n))
            if not told or more.figure_id in known or not _is_plan(plan, more, year or 0):
                continue
            if told["year"] and year and int(told["year"]) != year:
                continue
            up = not re.fullmatch(DOWN, told["verb"])
            bases = [f for f in report.figures if _may_be_base(f, plan, told["what"])]
            wanted = value_of(plan) - value_of(more) * (1 if up else -1)
            held = [f for f in bases if value_of(f) == wanted]
            name = _IDLE.sub("", normalise(plan.label + told["what"]))
            alike = [f for f in bases if longest(name, _IDLE.sub("", normalise(f.label))) >= _SHARED]
            alike = [f for f in alike if _REALLY.search(f.label)] or alike
            alike = alike or (bases if len({f.base_value for f in bases}) == 1 else [])
            forms = {f: _compared(f, plan, more, up=up) for f in held or alike}
            if len({f.base_value for f in forms}) > 1:  # of several that are called alike the one that a slip parts
                forms = {f: form for f, form in forms.items() if held or is_near_miss(form)}
            if len({f.base_value for f in forms}) == 1:
                yield Relation(rule, (next(iter(forms.values())),), plan.label, mild=True)


def _compared(base: Figure, plan: Figure, more: Figure, *, up: bool) -> Equation:
    """A plan as so much more, or less, than what came about."""
    less, greater = (base, plan) if up else (plan, base)
    return Equation(side(less, more), side(greater))


def _is_plan(plan: Figure, more: Figure, year: int) -> bool:
    """Whether a number is a plan of the next year, and another one by how much it exceeds."""
    fit = usable(plan) and usable(more) and like(plan, more) and plan.kind in (Kind.AMOUNT, Kind.COUNT)
    return fit and (is_ahead(plan) or plan.period == str(year + 1))


def _may_be_base(figure: Figure, plan: Figure, what: str) -> bool:
    """Whether a number of the report's year may be what a plan is compared with, and called `what`: 实际, 计划."""
    if not usable(figure) or figure is plan or not like(figure, plan) or figure.period == LAST_YEAR:
        return False
    if figure.evidence.quote == plan.evidence.quote and not figure.table_id:
        return False
    aimed = figure.basis in PLANNED or (bool(_AIMED.search(figure.label)) and not _REALLY.search(figure.label))
    told = not aimed if _REALLY.search(what) else aimed or not _AIMED.search(what)
    return not is_change(figure.label) and told
