"""Lists of items each with two scores, one of them in brackets (括号计分): `甲 40 分（38 分）`, `甲（40 分）38 分`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.scores.totals import are_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.scores.lists import Told

_OPEN, _SHUT = ("（", "("), ("）", ")")
_SEVERAL = 3  # pairs that make a list


def paired(told: Sequence[Told]) -> list[Told]:
    """The scores of a paragraph, the two of each item as full marks and points, where the first ones make a hundred.

    Without such full marks what stands first was got: 甲 38 分（40 分）; unless all of them stand in brackets right
    behind the names: 甲（40 分）38 分.
    """
    made = list(told)
    pairs = [n for n, (one, after) in enumerate(pairwise(told)) if _are_of_one(one, after)]
    marks = [told[n].figure.value for n in pairs]
    above = sum((told[n + 1].figure.value or 0) > (told[n].figure.value or 0) for n in pairs)
    named = len(pairs) >= _SEVERAL and all(told[n].words.endswith(_OPEN) for n in pairs)
    if above <= 1 if named else above == 0 and are_marks(marks):
        for n in pairs:
            made[n] = told[n]._replace(role="full")
            made[n + 1] = told[n + 1]._replace(name=told[n].name, role="got")
    return made


def _are_of_one(one: Told, after: Told) -> bool:
    """Whether nothing but a bracket parts a score from that of a name before it."""
    if not one.name or one.role or after.name or after.role or after.total:
        return False
    return after.words in _OPEN or (one.words.endswith(_OPEN) and after.words in _SHUT)
