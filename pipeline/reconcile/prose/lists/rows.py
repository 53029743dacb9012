"""Lists each of whose items tells several numbers (多栏列举): each column of them makes a whole of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.sentences import is_change, like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet


_FEWEST = 2  # items of a list


def rows_of(sentence: Sentence, items: Sequence[int]) -> list[list[int]]:
    """A list each of whose items, parted by semicolons, tells several numbers: 甲预算 A，支出 B；乙预算 C，支出 D."""
    rows: list[list[int]] = [[]]
    for i in items:
        if rows[-1] and any("；" in sentence.before(k) for k in range(rows[-1][-1] + 1, i + 1)):
            rows.append([])
        rows[-1].append(i)
    # Worded alike but for the name that each item begins with.
    worded = {tuple(sentence.before(i) for i in row[1:]) for row in rows}
    return rows if len(rows) > 1 and len(rows[0]) > 1 and len(worded) == 1 else []


def beside(sentence: Sentence, items: Sequence[int], whole: Figure) -> Equation | None:
    """What stands behind the items of a list and behind its whole: T 户 U 人，其中甲 A 户 B 人，乙 C 户 D 人."""
    at = next((i for i in range(len(sentence)) if sentence.figure(i) is whole), None)
    behind = [i + 1 for i in items if i + 1 < len(sentence) and not sentence.before(i + 1)]
    if at is None or len(behind) < len(items) or len(items) < _FEWEST:
        return None
    parts = [sentence.figure(i) for i in behind]
    near = [sentence.figure(i) for i in (at + 1, at - 1) if 0 <= i < items[0]]
    other = next((f for f in near if like(f, parts[0]) and usable(f)), None)
    plain = all(like(f, parts[0]) and usable(f) and not f.qualifier for f in parts) and not like(parts[0], whole)
    return Equation(side(*parts), side(other)) if other is not None and plain else None


def columns(sentence: Sentence, rows: Sequence[Sequence[int]], rules: RuleSet) -> Iterator[Relation]:
    """What the items' numbers make up, each the number before the list that it stands in the place of."""
    many = len(rows[0])
    rule, first = rules.by_pattern["prose_sum"], sentence.figure(rows[0][0])
    flat = [i for i in range(rows[0][0]) if sentence.depth(i) == sentence.depth(rows[0][0])]
    told = [i for i in flat if not is_change(sentence.before(i))]
    before = [i for i in told if like(f := sentence.figure(i), first) and usable(f)]
    wholes = before[-many:] if len(before) >= many else []
    made = [
        Relation(
            rule,
            (Equation(side(*(sentence.figure(row[k]) for row in rows)), side(sentence.figure(i))),),
            sentence.figure(i).label,
        )
        for k, i in enumerate(wholes)
    ]
    yield from made if any(map(holds, made)) else ()
