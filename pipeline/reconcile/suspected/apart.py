"""Two numbers of one name that the report itself tells apart (自述之差): 安排 A; 支出 B，C 未拨, where C is A - B."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.sentences import like

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.figure import Figure


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
