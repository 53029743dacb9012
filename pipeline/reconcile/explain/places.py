"""Where one slip may befall several numbers (连带之处): rows like the row above, neighbours of one kind."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import is_bare, is_telling, usable
from schemas.figure import Kind
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from schemas.figure import Figure
    from schemas.report import Report


@record
class Places:
    """What stands where one slip may befall several numbers: rows like the row above, neighbours of one kind."""

    rows: tuple[tuple[Figure, ...], ...]
    pairs: tuple[tuple[Figure, Figure], ...]

    @classmethod
    def of(cls, report: Report) -> Places:
        """The places of a report."""
        figures = [f for f in report.figures if usable(f) or is_bare(f)]
        return cls(tuple(_copied_rows(figures)), tuple(_neighbours(figures)))

    def ties(self, failed: frozenset[str]) -> Iterator[frozenset[str]]:
        """Numbers that one slip may have befallen, among them some of failed relations."""
        for row in self.rows:
            ids = frozenset(f.figure_id for f in row)
            if ids & failed:
                yield ids
        for a, b in self.pairs:
            if a.figure_id in failed and b.figure_id in failed:
                yield frozenset((a.figure_id, b.figure_id))


def _copied_rows(figures: Iterable[Figure]) -> Iterator[tuple[Figure, ...]]:
    """Rows of tables all numbers of which, or several telling ones, stand in the row above as well."""
    rows: dict[tuple[str, int], dict[int, Figure]] = {}
    for f in figures:
        if f.table_id and f.row is not None and f.col is not None:
            rows.setdefault((f.table_id, f.row), {})[f.col] = f
    for (key, above), (after, below) in pairwise(rows.items()):
        if key[0] != after[0] or len(below) < 2 or above.keys() != below.keys():
            continue
        same = tuple(f for c, f in below.items() if (above[c].kind, above[c].value) == (f.kind, f.value))
        if len(same) == len(below) or sum(map(is_telling, same)) > 1:
            yield same


def _neighbours(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Amounts that follow one another in a sentence or a row, printed alike."""
    for a, b in pairwise(figures):
        if (a.kind, a.unit, a.decimals) != (b.kind, b.unit, b.decimals) or a.kind is not Kind.AMOUNT:
            continue
        here = (a.table_id, a.row) == (b.table_id, b.row) if a.table_id else a.section == b.section
        if here and a.value != b.value:
            yield a, b
