"""Words that part a whole (分组用词): which a number goes by, whether they leave nothing out, how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.catalogue import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.figure import Figure
    from schemas.rules import Partition, RuleSet

_NUMERALS = "零一二三四五六七八九"


def word_of(figure: Figure, partition: Partition) -> str:
    """The word of a partition that a figure goes by: the longest, 未完成 rather than 完成."""
    name = normalise(figure.label)
    return max((word for word in partition.words if word in name), key=len, default="")


def covers(whole: Figure | None, parts: Sequence[Figure], rules: RuleSet) -> bool:
    """Whether the parts are called by words that leave nothing of the whole out; it goes by none of them itself."""
    return any(
        len(parts) == len(p.words) and {word_of(part, p) for part in parts} == set(p.words)
        for p in rules.partitions
        if p.complete and not (whole and sum(set(word) <= set(whole.label) for word in p.words) == 1)
    )


def number_of(word: str) -> int:
    """How many a numeral says, 两 as 二; 0 for no word."""
    return _NUMERALS.index(word.replace("两", "二")) if word else 0
