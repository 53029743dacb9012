"""What a list is of (列举所属): the number before it, but for goals, growths, shares, last year's numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.sentences import is_change, like, says_aim
from schemas.figure import Kind

if TYPE_CHECKING:
    from pipeline.reconcile.sentences import Sentence

LISTS = re.compile(r"其中|包括|分为")
_LAST_YEARS = re.compile(r"[，,（(](?:上年|去年)(?:同期|末)?[为是]?$")
_AIMED = re.compile(r"目标|计划|任务")


def is_goal(sentence: Sentence, n: int, item: int) -> bool:
    """Whether the n-th number is what was aimed at, and the first item of the list behind it, by its words, is not."""
    return says_aim(sentence.before(n)) and not _AIMED.search(sentence.before(item))


def head_of(sentence: Sentence, item: int) -> int:
    """The number before a list's first item, but for what is told in passing: 完成 A，目标 B，增长 P，其中…."""
    n = item - 1
    while n > 0 and LISTS.search(sentence.before(item)) and is_aside(sentence, n, item):
        n -= 1
    return n if n >= 0 and like(sentence.figure(n), sentence.figure(item)) else item - 1


def is_aside(sentence: Sentence, n: int, item: int) -> bool:
    """Whether the n-th number is a growth, a share, a goal or last year's number, and the list's items are not."""
    figure, words = sentence.figure(n), sentence.before(n)
    if figure.kind is Kind.RATE:
        return is_change(words) or "占" in words
    last = _LAST_YEARS.search(words) and not _LAST_YEARS.search(sentence.before(item))
    return bool(last) or is_goal(sentence, n, item)
