"""The points of the scheme's classes (决策、过程、产出、效益), told in a table and again in prose (各类得分).

They are the same if their full marks are, and if the other classes agree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.scores.printed import term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.reconcile.forms import Side
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_CLASS = re.compile(
    r"(?:[A-Z一二三四五六1-6][、.．]?)?(?:项目)?(?P<of>决策|投入|过程|产出|效益|效果|满意度)(?:类|部分|指标|类指标|情况)*"
)
_PROOF = 2  # classes that agree, for another to be the same although it does not


def retold(report: Report, rules: RuleSet) -> Iterator[Relation]:
    """The one class whose points prose tells otherwise than the table."""
    rule = rules.by_pattern.get("score_restated")
    figures = {f.figure_id: f for f in report.figures if usable(f)}
    table, prose = (_classes(report, figures, tabled=tabled) for tabled in (True, False))
    pairs = [(of, table[of], prose[of]) for of in table if of in prose and _value(table[of][0]) == _value(prose[of][0])]
    odd = [(of, a[1], b[1]) for of, a, b in pairs if _value(a[1]) != _value(b[1])]
    if rule is not None and len(odd) == 1 and len(pairs) > _PROOF:
        of, a, b = odd[0]
        yield Relation(rule, (Equation(a, b),), of)


def _value(points: Side) -> object:
    return points[0][1].base_value


def _classes(report: Report, figures: Mapping[str, Figure], *, tabled: bool) -> dict[str, tuple[Side, Side]]:
    """The full marks and the points of each class that is told once."""
    found: dict[str, list[tuple[Side, Side]]] = {}
    for scheme in report.schemes:
        for item in (*scheme.items, *scheme.totals) if (scheme.table_id is not None) is tabled else ():
            named = _CLASS.fullmatch(item.name or item.level1)
            if named is None:
                continue
            full, got = term(item, figures, full=True), term(item, figures)
            if full is not None and got is not None and full[0][1] is not got[0][1]:
                found.setdefault(named["of"], []).append((full, got))
    return {of: pairs[0] for of, pairs in found.items() if len(pairs) == 1}
