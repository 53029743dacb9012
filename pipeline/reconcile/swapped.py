"""Likely restatements (疑似同一数据): two neighbouring digits exchanged between numbers whose names are nearly one.

No word proves that 食堂运行保障 in a table and 运行保障支出 in prose are the same; but where one of them is borne out
by nothing else, the very digits of the other, two of them exchanged, are worth a warning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.prose.sentences import is_ahead, is_change
from pipeline.reconcile.relations import Confronted, Relation
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_TELLING = 4  # digits that are not met by chance
_SHORTEST, _ALIKE = 4, 0.75  # letters that two names must share, and how much of the shorter one
# Words that any name may have, and how many letters beside them make a name.
_COMMON, _NAME = re.compile(r"项目|支出|资金|经费|补助|收入|决算|执行|全年|本年|年度|年末|实际|金额|合计|[总数额]"), 3
# What tells two numbers of one thing apart.
_STAGES = ("预算", "计划|目标|任务", "年初|上年|期初", "调整|追加", "结转|结余|剩余", "收入|到位")
_WHOSE = ("上级|中央", "省", "市", "县|区", "每|均")


def swapped(report: Report, facts: Facts, confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """Pairs of numbers that are likely one number and a slip of it."""
    rule = rules.by_pattern.get("restatement_exchanged")
    if rule is None:
        return
    held = {
        figure.figure_id
        for c in confronted
        if c.form is not None and c.verdict in (Verdict.EXACT, Verdict.ROUNDING)
        for figure in c.form.figures
    }
    groups: dict[object, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        digits = _digits(figure)
        if figure.kind in (Kind.AMOUNT, Kind.COUNT) and len(digits) >= _TELLING and _plain(figure):
            groups[figure.kind, figure.unit, figure.decimals, "".join(sorted(digits))].append(figure)
    for group in groups.values():
        told: set[tuple[str, str]] = set()
        for a, b in combinations(group, 2):
            key = (str(a.value), str(b.value))
            if key in told or not _exchanged(_digits(a), _digits(b)) or not _may_be_one(a, b, facts):
                continue
            if {a.figure_id, b.figure_id} <= held or (_agreed(a, facts) and _agreed(b, facts)):
                continue
            told.add(key)
            yield Relation(rule, (Equation(side(a), side(b)),), a.label)


def _plain(figure: Figure) -> bool:
    """Whether a number is one that came about: no bound, no change, no other year's."""
    return usable(figure) and not figure.qualifier and figure.period != LAST_YEAR and not is_change(figure.label)


def _digits(figure: Figure) -> str:
    return re.sub(r"\D", "", f"{figure.value:.{figure.decimals}f}") if figure.value is not None else ""


def _exchanged(a: str, b: str) -> bool:
    """Whether two neighbouring digits, exchanged, make one number the other."""
    apart = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return len(apart) == 2 and apart[1] == apart[0] + 1 and a[apart[0]] == b[apart[1]]


def _may_be_one(a: Figure, b: Figure, facts: Facts) -> bool:
    """Whether nothing tells two numbers apart, and their names are nearly one."""
    if (a.section, a.evidence.quote) == (b.section, b.evidence.quote) or (a.table_id and a.table_id == b.table_id):
        return False
    if (a.period or facts.year) != (b.period or facts.year) or (a.basis and b.basis and a.basis is not b.basis):
        return False
    if (a.scope and b.scope and a.scope is not b.scope) or is_ahead(a) != is_ahead(b):
        return False
    of_a, of_b = facts.of.get(a.figure_id), facts.of.get(b.figure_id)
    if of_a is not None and of_a is of_b:
        return False  # told already
    x, y = (normalise(f.label.replace("/", "")) for f in (a, b))
    if any(bool(re.search(stage, x)) != bool(re.search(stage, y)) for stage in _STAGES + _WHOSE):
        return False
    if a.indicator and a.indicator == b.indicator and a.period and a.period == b.period:
        return True
    shared = in_common(x, y)
    telling = len(_COMMON.sub("", shared)) >= _NAME or len(shared) >= _ALIKE * max(len(x), len(y))
    return telling and len(shared) >= max(_SHORTEST, _ALIKE * min(len(x), len(y)))


def in_common(a: str, b: str) -> str:
    """The longest run of letters, in order, that two names have in common."""
    row = [""] * (len(b) + 1)
    for x in a:
        above, row = row, [""]
        for n, y in enumerate(b):
            row.append(above[n] + x if x == y else max(above[n + 1], row[n], key=len))
    return row[-1]


def _agreed(figure: Figure, facts: Facts) -> bool:
    """Whether a number is told more than once, the same each time."""
    fact = facts.of.get(figure.figure_id)
    return fact is not None and len(fact.mentions) > 1 and fact.agrees
