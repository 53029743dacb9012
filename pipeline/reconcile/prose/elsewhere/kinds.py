"""What a table's rows of one kind make (分类合计): `小学学位 A 个`, beside a table of schools, some of them 小学.

The kind is a word of the number's name that some rows have in theirs. That so many digits are what these rows make is
no chance; that they are what all but one of them make, or a slip away from it, is none either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconcile import wording
from pipeline.reconcile.forms import Equation, adds_up, side, total
from pipeline.reconcile.intervals import digits_of, usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.relations import Relation, slip_explains, spoken_of
from pipeline.reconcile.sentences import is_change
from pipeline.reconcile.tables.grid import are_alike
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, PLANNED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from pipeline.reconcile.tables.grid import Grid
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_LETTERS = (2, 3, 4)  # of a word that tells a kind
_FEWEST, _TELLING = 3, 3  # rows of a kind; digits that they do not make by chance
_NOUN = 2  # letters that what is told and a column's heading have in common


def of_kinds(
    spoken: Sequence[Sentence], grids: Sequence[Grid], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The numbers of prose that are called like some rows of a table, one row left out or a slip away."""
    known = None
    tables = [grid for grid in grids if len(grid.rows) > _FEWEST]
    for sentence in spoken if tables else ():
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            if not _may_be_sum(sentence, n):
                continue
            known = known if known is not None else spoken_of(confronted)
            if figure.figure_id not in known or _is_only_bounded(figure, confronted):
                yield from _of_kind(figure, tables, rules)


def _is_only_bounded(figure: Figure, confronted: Sequence[Confronted]) -> bool:
    """Whether all that is known of a number is that it does not exceed another."""
    own = [c.form for c in confronted if c.form is not None and c.verdict.holds and figure.figure_id in c.form.ids]
    return all(isinstance(form, Equation) and form.sign != "=" for form in own)


def _may_be_sum(sentence: Sentence, n: int) -> bool:
    figure = sentence.figure(n)
    plain = figure.kind in (Kind.COUNT, Kind.AMOUNT) and usable(figure) and not figure.qualifier
    now = figure.period != LAST_YEAR and figure.basis not in PLANNED
    return plain and now and len(digits_of(figure)) >= _TELLING and not is_change(sentence.before(n))


def _of_kind(figure: Figure, grids: Sequence[Grid], rules: RuleSet) -> Iterator[Relation]:
    name = normalise(figure.label)
    for grid in grids:
        rows = _rows(grid, name)
        for col in grid.cols if rows else ():
            parts = [grid.at[r, col] for r in rows if (r, col) in grid.at]
            heading = normalise(grid.heading.get(col, ""))
            if len(parts) < len(rows) or not all(are_alike(part, figure) for part in parts):
                continue
            if longest(heading, name) < _NOUN or any(value_of(part) <= 0 for part in parts):
                continue
            form = Equation(side(*parts), side(figure))
            left = next((p for p in parts if value_of(p) == total(form.left) - value_of(figure)), None)
            if adds_up(parts, figure) or left is not None or slip_explains(form):
                hint = f"漏计{wording.named(left)}时恰为所列数。" if left is not None else ""
                yield Relation(rules["prose_sum"], (form,), figure.label, hint=hint)
                return


def _rows(grid: Grid, name: str) -> list[int]:
    """The rows that have the longest word of a name in theirs that some, and not all, have."""
    rows = [r for r in grid.rows if r not in grid.totals]
    for letters in reversed(_LETTERS):
        for start in range(len(name) - letters + 1):
            word = name[start : start + letters]
            found = [r for r in rows if word in grid.label.get(r, "")]
            if _FEWEST <= len(found) < len(rows):
                return found
    return []
