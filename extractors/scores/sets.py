"""Items that are named first and scored later (先列后评): 从投入、产出两方面评价。… 两部分得分依次为 9 分、18 分."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.scores.vocabulary import Vocabulary

_HAN = r"[\u4e00-\u9fff“”]"
_NUMBERS = dict(zip("二两三四五六七八九", (2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
COUNT = (
    r"[一二两三四五六七八九\d](?:个|项|大|方)?(?:[一二三]级)?(?:大?类)?(?:评价|分项|考核|核心|重点)?"
    r"(?:指标|方面|部分|内容|维度|环节|板块|模块|层面|项目|项|块|类|面)"
)
_SERIES = re.compile(
    rf"(?<![\d万亿余多]){_HAN}{{2,}}(?:(?:、|以及){_HAN}{{2,}})+|{_HAN}{{2,}}[和及与]{_HAN}{{2,}}{COUNT}"
)
_HEAD = re.compile(
    r"^.*(?:[从由将把即就是]|按(?![时期质])|对(?![外口象接])|在(?![职岗编建用])|为(?!民)|[下类共]设(?=.{2})|设有|包括|包含|涉及|围绕|涵盖|开展|按照|对照|其中)了?(?=.{2})"
)
_TAIL = re.compile(
    rf"(?:等|共|这)*{COUNT}.*$|(?<=.)(?:指标)?(?:分别(?![是为])|依次|各自?|均|都|得分|分值|满分|权重|构成|组成|进行|展开).*$"
)
# 居民知晓率 81%
MEASURED = re.compile(
    r"\s*(?:其中[：:]?|(?:扣分|失分)?原因[为是：:])?(?P<name>[A-Z]?\d{0,3}[\u4e00-\u9fff“”]{2,14}?)(?<!于)(?:为|达到?|是|完成|[不未]超过?|[不未]突破|[不未][低高少多]于)?(?:[\d.]|负|零)"
)
_TIME = re.compile(r"^\d|月|季度|年[初中底末]|半年")
_KEPT = 600  # characters of prose that a set of names is looked for in
_LONGEST = 14


def count_of(words: str) -> int:
    """How many items words begin to speak of: 四部分 are 4; 0 where they don't."""
    return _NUMBERS.get(words[:1], 0) or (int(words[0]) if words[:1].isdecimal() else 0)


def measured(sentence: str) -> Sequence[str]:
    """The quantities that a sentence's clauses measure, each its own: 及时率 100%，响应时间 20 分钟，两项均达标，各."""
    found = [MEASURED.match(clause) for clause in re.split("[，,；;]", re.split("[。\n]", sentence)[-1])]
    return [told["name"] for told in found if told and not _TIME.search(told["name"])]


class Sets:
    """The sets of names that a report's prose has told so far, and what its tables call its indicators."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._text = ""
        self._scored: list[Sequence[str]] = []

    def hear(self, text: str) -> None:
        """Remembers a paragraph's words."""
        self._text = (self._text + text + "\n")[-_KEPT:]

    def keep(self, names: Sequence[str]) -> None:
        """Remembers the names of a list that was scored."""
        self._scored.append(names)

    def find(self, count: int, before: str) -> Sequence[str]:
        """The set of so many names that was told last, first in the words just before; () if there is none."""
        for text in (before, self._text):
            for series in reversed(_SERIES.findall(text)):
                for names in _names(series):
                    if len(names) == count and all(1 < len(name) <= _LONGEST for name in names):
                        return names
        return next((names for names in reversed(self._scored) if len(names) == count), ())


def _names(series: str) -> Iterator[Sequence[str]]:
    """The names of a series less what introduces and what follows them, whether or not 和 parts the last two."""
    first, *more = re.split("、|以及", _TAIL.sub("", series))
    whole = [_HEAD.sub("", first), *more]
    yield whole
    yield [*whole[:-1], *re.split("(?<=..)[和及与](?=..)", whole[-1])]
