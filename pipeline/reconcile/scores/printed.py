"""Where a score is printed (得分出处): the figure that states an item's points, or its full marks."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.points import is_deducted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from pipeline.reconcile.forms import Side
    from schemas.figure import Figure
    from schemas.report import Score


def printed(score: Score, figures: Mapping[str, Figure], *, full: bool = False) -> Figure | None:
    """The figure that states the points of an item, or its full marks: the first one where both are equal."""
    return _stating(score.full_marks if full else score.awarded, score, figures, full=full)


def term(score: Score, figures: Mapping[str, Figure], *, full: bool = False) -> Side | None:
    """An item's points, or its full marks, with their sign: 减 0.5 分 counts against the total. None if not printed."""
    value = score.full_marks if full else score.awarded
    if (figure := _stating(value, score, figures, full=full)) is not None:
        return side(figure)
    taken = _stating(-value, score, figures, full=full) if value is not None and value < 0 else None
    return ((Fraction(-1), taken),) if taken else None


def _stating(value: Decimal | None, score: Score, figures: Mapping[str, Figure], *, full: bool) -> Figure | None:
    for key in score.figures if full else reversed(score.figures):
        figure = figures.get(key)
        if figure is None or figure.base_value != value or not usable(figure):
            continue
        # 满分 5 分，扣 5 分: no full marks; a cell of a table is what its column says, whatever the reason in its row.
        if not full or figure.table_id or not is_deducted(figure):
            return figure
    return None
