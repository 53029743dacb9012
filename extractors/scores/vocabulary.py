"""What a report's own scoring tables call its indicators (指标词汇): the prose tells the same points by half a name.

出院患者满意比例 91%，得 9 分 may be anyone's points; where the report's table gives its 出院患者满意度 9, they are that
one's. A name is only taken where the words that lead to the score hold it, in one piece or in two, and where the points
or the marks agree.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from extractors.scores.wording import is_class, is_level, uncoded
from schemas.catalogue import group_name, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.report import Scheme

_ENDS = re.compile(r"[。\n]")
_ABOUT = re.compile(r"(?:(?:完成|得分|实现)?(?:情况|分析))+$")  # 满意度指标完成情况
_SUFFIX = re.compile(r"(?<=....)[率性度]$")
_PART = 2  # the fewest characters that a part of a name says something by
_APART = 30  # characters between the parts of a name


class _Entry(NamedTuple):
    name: str
    key: str
    full: Decimal | None
    got: Decimal | None

    def agrees(self, value: Decimal | None, role: str) -> bool:
        """Whether a score may be this indicator's in its role; of none it may be its marks or its points."""
        if role == "both":
            return value == self.got and self.full in {None, value}
        return value in ({self.full} if role == "full" else {self.got} if role == "got" else {self.full, self.got})


class Vocabulary:
    """The indicators of a report's scoring tables."""

    def __init__(self, schemes: Sequence[Scheme] = ()) -> None:
        found = {
            (key, s.full_marks, s.awarded): _Entry(s.name, key, s.full_marks, s.awarded)
            for scheme in schemes
            for s in scheme.items
            if len(key := _key(s.name)) > _PART and not is_class(s.name) and not is_level(s.name)
        }
        self._entries = tuple(found.values())
        self._keys = {entry.key for entry in self._entries}
        self._values = {value for entry in self._entries for value in (entry.full, entry.got)}
        self._groups: dict[str, Decimal] = {}
        for scheme in schemes:
            for score in scheme.items:
                for level in {group_name(score.level1), group_name(score.level2)} - {""}:
                    self._groups[level] = self._groups.get(level, Decimal(0)) + (score.awarded or 0)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._keys

    def knows(self, value: Decimal | None) -> bool:
        """Whether so much is any indicator's marks or points."""
        return value in self._values

    def gives(self, name: str, got: Decimal | None) -> bool:
        """Whether an indicator of a name got so much."""
        key = _key(name)
        return any(entry.got == got for entry in self._entries if entry.key == key)

    def is_group(self, name: str, got: Decimal | None) -> bool:
        """Whether a name is that of a group of indicators which got so much together."""
        return got is not None and self._groups.get(group_name(_ABOUT.sub("", name))) == got

    def named(self, words: str, value: Decimal | None, role: str, count: int = 1) -> Sequence[str]:
        """The indicators that the sentence before a score speaks of and that have such a score, in its order.

        Those of which it has only parts of the name are among them where it names fewer than `count`.
        """
        if not self._entries:
            return ()
        text = normalise(_ENDS.split(words)[-1])
        able = [entry for entry in self._entries if entry.agrees(value, role)]
        at = {entry.name: place for entry in able if (place := text.rfind(entry.key)) >= 0}
        if len(at) < count:
            at |= {e.name: place for e in able if e.name not in at and (place := _parts(e.key, text)) >= 0}
        names = sorted(at, key=at.__getitem__)
        return [name if normalise(name) in text else uncoded(name) for name in names]


def _key(name: str) -> str:
    """A name as prose tells it, which seldom bears the table's code: B21 制度执行有效性."""
    return normalise(uncoded(name))


def _parts(key: str, text: str) -> int:
    """Where the second part of a name stands that a text tells in two parts, or less its middle; -1 if nowhere."""
    key = _SUFFIX.sub("", key)
    for first in range(len(key) - _PART, _PART - 1, -1):
        head = text.find(key[:first])
        if head < 0:
            continue
        for last in range(first, min(first + _PART, len(key) - _PART) + 1):
            tail = text.find(key[last:], head + first)
            if 0 <= tail <= head + first + _APART:
                return tail
    return -1
