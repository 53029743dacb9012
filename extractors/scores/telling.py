"""The printed scores of a paragraph with the words about each (得分语境), and which of them are totals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.scores.lists import CAUSE, Told
from extractors.scores.totals import WHOLE, is_total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.figure import Figure

_AFTER_RATE = re.compile(r"^[，,]?\s*得分率(?:为)?[\d.]+\s*[%％]")
# Beside a total that is told already, what bears such a name is one of its parts.
_PART_OF_TOTAL = re.compile(r"(?:整体)?(?:支出)?绩效(?:得分)?$")
_PROJECT_TOTAL = re.compile(r"(?:项目|资金|支出)(?:绩效)?自评(?:总得?分|得分)$")
_OF_POINTS = re.compile(r"^\s*[（(]总分[为是]?$")
_INTEGER = re.compile(r"(?<![\d.])(?<!\d,)\d+(?![\d.]*\d)")
_STOP = re.compile("[。；]")
_IN_TURN = re.compile("分别|依次")
CONTINUED = re.compile(r"[、和及与]\s*$")


def _place(text: str, printed: str, at: int) -> int:
    """Where a number stands in a text from a place on, -1 if nowhere; 6 does not stand in 6.80."""
    alone = _INTEGER.finditer(text, at) if printed.isdecimal() else ()
    return next((found.start() for found in alone if found[0] == printed), text.find(printed, at))


def told_in(text: str, figures: Sequence[Figure]) -> list[Told]:
    """The scores of a paragraph as they are told."""
    told: list[Told] = []
    owns: list[int] = []  # totals of a project
    at, listed = 0, False
    for figure in figures:
        start = _place(text, figure.printed, at)
        words = _AFTER_RATE.sub("", text[max(at, start - 60) : start])
        at = max(start, at) + len(figure.printed)
        listed = _IN_TURN.search(words) is not None or (listed and bool(CONTINUED.fullmatch(words.strip())))
        # 决策 18 分（总分 20 分）; 甲、乙项目自评得分分别为98分和97分: neither is the report's.
        total = is_total(figure) and not listed and not _OF_POINTS.search(words)
        own = not listed and (figure.value or 0) > WHOLE and _PROJECT_TOTAL.search(figure.label)
        if start >= 0:
            if own:
                owns.append(len(told))
            *before, clause = _STOP.split(words)
            total = total and not (_PART_OF_TOTAL.fullmatch(figure.label) and any(t.total for t in told))
            told.append(
                Told(
                    figure,
                    CAUSE.sub("", clause),
                    text[at : at + 12],
                    text[:start],
                    total,
                    goes_on=bool(told) and not before,
                )
            )
    if len(owns) == 1:
        told[owns[0]] = told[owns[0]]._replace(total=True)
    return told
