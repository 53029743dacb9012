"""Lists of items each with two scores, one of them in brackets (括号计分): `甲 40 分（38 分）`, `甲（40 分）38 分`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.scores.totals import are_marks, is_of_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.scores.lists import Told

_OPEN, _SHUT = ("（", "("), ("）", ")")
_AND = ("、", "，", "和", "+", "＋")
_SEVERAL = 3  # pairs that make a list


def paired(told: Sequence[Told]) -> list[Told]:
    """The scores of a paragraph, the two of each item as full marks and points, where the first ones make a hundred.

    Without such full marks what stands first was got: 甲 38 分（40 分）; unless all of them stand in brackets right
    behind the names: 甲（40 分）38 分.
    """
    told = _unsummed(told)
    made = list(told)
    pairs = [n for n, (one, after) in enumerate(pairwise(told)) if _are_of_one(one, after)]
    marks = [told[n].figure.value for n in pairs]
    above = sum((told[n + 1].figure.value or 0) > (told[n].figure.value or 0) for n in pairs)
    named = len(pairs) >= _SEVERAL and all(told[n].words.endswith(_OPEN) for n in pairs)
    if above <= 1 if named else above == 0 and are_marks(marks):
        for n in pairs:
            made[n] = told[n]._replace(role="full")
            made[n + 1] = told[n + 1]._replace(name=told[n].name, role="got")
    elif len(pairs) >= _SEVERAL and not any(told[n].words.endswith(_OPEN) for n in pairs):
        fulls = [told[n + 1].figure.value for n in pairs]
        within = all((told[n].figure.value or 0) <= (full or 0) for n, full in zip(pairs, fulls, strict=True))
        if within and are_marks(fulls):
            for n in pairs:
                made[n] = told[n]._replace(role="got")
                made[n + 1] = told[n + 1]._replace(name=told[n].name, role="full")
            for n in range(pairs[-1] + 2, len(told)):  # 甲 9 分（10 分），自评得分 94 分: of all
                of_all = is_of_all(told[n].figure.value, fulls)
                made[n] = told[n]._replace(total=True) if of_all and not told[n].name else told[n]
    return made


def _unsummed(told: Sequence[Told]) -> list[Told]:
    """The scores without those that a bracket adds up to the one before it: 数量 29 分（10 分、9 分、10 分）."""
    made: list[Told] = []
    at = 0
    while at < len(told):
        end = at + 1
        if end < len(told) and told[end].words in _OPEN:
            end = next((n for n in range(end + 1, len(told)) if told[n].words not in _AND), len(told))
        parts = [one.figure.value or 0 for one in told[at + 1 : end]]
        made += told[at : at + 1] if len(parts) > 1 and sum(parts) == told[at].figure.value else told[at:end]
        at = end
    return made


def _are_of_one(one: Told, after: Told) -> bool:
    """Whether nothing but a bracket parts a score from that of a name before it."""
    if not one.name or one.role or after.name or after.role or after.total:
        return False
    return after.words in _OPEN or (one.words.endswith(_OPEN) and after.words in _SHUT)
