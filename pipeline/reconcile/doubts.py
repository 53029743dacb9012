"""What of a conflict may be of our own making (存疑): read on a scan, sure of neither its digits nor its place.

On a scan a digit may be misread, two lines may run together, and a row or an item of a list may be lost. A conflict
that hangs on any of that is no proof against the report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation
from pipeline.reconcile.intervals import doubted, usable, value_of
from pipeline.reconcile.relations import Confronted
from pipeline.reconcile.second_look import confirmed, is_scanned, looked_at
from schemas.finding import CheckKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.checks import Checked
    from pipeline.reconcile.second_look import Rereader
    from schemas.figure import Figure
    from schemas.finding import Explanation, Reread
    from schemas.report import Report

_RUN_TOGETHER = re.compile(r"\d[.,，．·]\s?\d")  # a number within a name: what stood between them was not read
_HARD, _FEWEST = 3, 6  # one in so many numbers of a page doubted, of so many at least: none of them is sure
_MOST = 6  # numbers looked at again beside the suspects
_LISTS = (CheckKind.SUM, CheckKind.TABLE_TOTAL, CheckKind.SCORE_TOTAL)
_PROVEN = ("score_points", "score_marks", "score_total")  # held against a total only where the rows are all there
# What is left of a total when an item of it is lost has the form of no slip.
_TRACELESS = ("other", "computed", "missing", "printed")


class Doubt(NamedTuple):
    """What of a conflict may be a misreading: numbers, or that an item of a list is lost; and all second looks."""

    numbers: tuple[Figure, ...]
    incomplete: bool
    looks: tuple[Reread, ...]

    def __bool__(self) -> bool:
        return bool(self.numbers) or self.incomplete


class Doubts:
    """The pages of a report that are hard to read, and the rows and columns of its tables that are proven whole."""

    def __init__(self, report: Report, confronted: Sequence[Confronted]) -> None:
        pages: dict[int, list[bool]] = defaultdict(list)
        for figure in report.figures:
            if is_scanned(figure) and usable(figure) and figure.evidence.boxes:
                pages[figure.evidence.boxes[0].page].append(doubted(figure))
        self._hard = {n for n, page in pages.items() if len(page) >= _FEWEST and _HARD * sum(page) >= len(page)}
        self._whole = {
            lane
            for c in confronted
            if c.verdict.holds and isinstance(c.form, Equation)
            if any(value_of(f) for f in c.form.figures)
            for lane in _lanes(c.form)
        }

    def of(
        self,
        main: Checked,
        figures: Sequence[Figure],
        first: Explanation | None,
        looks: tuple[Reread, ...],
        reread: Rereader | None,
    ) -> Doubt:
        """The doubts about a conflict of these figures, those that a second look does away with left out.

        `first` is the likeliest explanation, `looks` the second looks at what it and others suspect.
        """
        changed = {c.figure for c in first.changes} if first else set()
        seen = {look.figure for look in looks}
        weak = [f for f in figures if doubted(f) or self._is_on_hard_page(f)]
        if reread is not None:
            unseen = [f for f in weak if is_scanned(f) and f.figure_id not in seen]
            looks += tuple(look for f in unseen if len(unseen) <= _MOST for look in looked_at(f, "", reread))
            seen |= {f.figure_id for f in unseen}
        weak += [f for f in figures if f.figure_id in changed & seen and is_scanned(f) and not _is_upheld(f, looks)]
        numbers = [f for f in weak if not confirmed(f.figure_id, looks)]
        numbers += [f for f in figures if is_scanned(f) and _RUN_TOGETHER.search(f.label)]
        return Doubt(tuple(dict.fromkeys(numbers)), self._is_incomplete(main, first), looks)

    def _is_on_hard_page(self, figure: Figure) -> bool:
        boxes = figure.evidence.boxes
        return is_scanned(figure) and bool(boxes) and boxes[0].page in self._hard

    def _is_incomplete(self, main: Checked, first: Explanation | None) -> bool:
        """Whether an item may be lost: of a sum on a scan that nothing proves whole, and that no slip explains."""
        source = main.source
        if not isinstance(source, Confronted) or not isinstance(source.form, Equation) or source.form.sign != "=":
            return False
        if main.check.kind not in _LISTS or source.relation.rule.pattern in _PROVEN:
            return False
        if not any(map(is_scanned, source.form.figures)):
            return False
        if first is not None and not any(c.slip in _TRACELESS for c in first.changes):
            return False
        quotes = {f.evidence.quote for f in source.form.figures if not f.table_id}
        return len(quotes) != 1 and not self._whole & set(_lanes(source.form))


def _is_upheld(figure: Figure, looks: Sequence[Reread]) -> bool:
    """Whether some second look reads a number as before."""
    return any(look.supports == "printed" for look in looks if look.figure == figure.figure_id)


def _lanes(form: Equation) -> Iterator[tuple[str, str, frozenset[int]]]:
    """The rows that a sum down a table's column runs through, or the columns of a sum along a row."""
    places = [(f.table_id, f.row, f.col) for f in form.figures]
    tables, rows, cols = (set(part) for part in zip(*places, strict=True))
    if len(tables) == 1 and (table := next(iter(tables))) is not None:
        if len(cols) == 1:
            yield (table, "down", frozenset(r for r in rows if r is not None))
        if len(rows) == 1:
            yield (table, "along", frozenset(c for c in cols if c is not None))
