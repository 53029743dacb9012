"""What tells two numbers apart: what each measures, and of what (所计何事), or the report itself (自述之差).

执行率 of 适老化改造, what was spent of nothing in particular; 安排 A; 支出 B，C 未拨, where C is A - B.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.roles import part_of, topic_of
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.figure import Figure
    from schemas.rules import RuleSet

_RATE = re.compile(r"[^/]{0,2}(?:率|度|占比|比[例重]|进度)$")
COLUMN = re.compile(
    r"(?:完成|指标|目标|实际|计划)(?:值|情况|数)$|^(?:19|20)\d\d年?度?$"
)  # what came of a row's own name
# What a name says besides, and nothing of what is measured.
IDLE = re.compile(
    r"加快|加强|推进|尽快|仍有?|该项|总体|[全我本][省市州县区旗镇乡]|一般公共预算|预算(?=(?:执行|完成|调整)率)|年初(?=预算)|1?\d月[底末份]?|"
    r"(?:追加|调整|调[增减]|压减|核减)[^/，,]{0,2}后"
)
_OF_SPENDING = re.compile(r"(?:执行|支出|支付|完成|拨付|兑付)(?:率|进度)$")


class Beside:
    """The numbers of a report by the sentences that they stand in."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._by_quote: dict[str, list[Figure]] = defaultdict(list)
        for figure in figures:
            if usable(figure) and not figure.table_id:
                self._by_quote[figure.evidence.quote].append(figure)

    def tells_apart(self, a: Figure, b: Figure) -> bool:
        """Whether the sentence of one of two numbers tells by how much they differ."""
        gap = abs(value_of(a) - value_of(b))
        beside = (f for one in (a, b) if not one.table_id for f in self._by_quote[one.evidence.quote])
        return any(like(f, a) and value_of(f) == gap for f in beside)


def measure_of(figure: Figure, rules: RuleSet) -> tuple[str, str]:
    """What is measured, "" where no name says it, and of what: an amount's part in an account, a rate's own name.

    In a table the row says of what, and the column what is measured; but where the row says nothing (合计) the column
    says both, and where the column says no more than that it tells what came of the row (实际完成值) the row does.
    """
    *rows, column = figure.label.split("/") if figure.table_id else ("", figure.label)
    if rows and rows[-1] and COLUMN.search(column):
        rows, column = [""], rows[-1]
    row, column = normalise("".join(rows)), IDLE.sub("", normalise(column))
    if figure.kind is Kind.AMOUNT:
        part = part_of("", column, rules)
        return part.role, topic_of(row) or part.topic
    if figure.kind is Kind.RATE:
        told = _RATE.search(column)
        name = told[0][-3:] if told else ""
        return name, topic_of(row) or topic_of(column.removesuffix(name))
    return "", topic_of(row) or topic_of(column)


def is_of_spending(measure: str) -> bool:
    """Whether a rate tells how much of the money was spent, by whatever name: 执行率, 支付率, 完成率.

    Where digits prove that two rates are one, any of these names will do; where names must prove it, only the same one.
    """
    return _OF_SPENDING.search(measure) is not None
