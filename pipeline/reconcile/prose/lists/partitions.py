"""Words that part a whole (分组用词): which a number goes by, whether they leave nothing out, how many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.catalogue import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.figure import Figure
    from schemas.rules import Partition, RuleSet

_NUMERALS = "零一二三四五六七八九"
_NTH = re.compile(r"第?(?P<n>[一二三四五六七八九])(?P<kind>[类档批期]|标段)")


def word_of(figure: Figure, partition: Partition) -> str:
    """The word of a partition that a figure goes by: the longest, 未完成 rather than 完成."""
    name = normalise(figure.label)
    return max((word for word in partition.words if word in name), key=len, default="")


def covers(whole: Figure | None, parts: Sequence[Figure], rules: RuleSet) -> bool:
    """Whether the parts are called by words that leave nothing of the whole out; it goes by none of them itself."""
    name = whole.label if whole else ""
    return _counted_off(parts) or any(
        len(parts) == len(p.words) and {word_of(part, p) for part in parts} == set(p.words)
        for p in rules.partitions
        if p.complete and not (name and sum(set(word) <= set(name) for word in p.words) == 1)
    )


def _counted_off(parts: Sequence[Figure]) -> bool:
    """Whether the parts are the first, second, third of their kind (一类、二类、三类), none left out."""
    found = [_NTH.search(normalise(part.label)) for part in parts]
    nths = [nth for nth in found if nth is not None]
    alike = len({(nth["kind"], nth.string[nth.end() :]) for nth in nths}) == 1
    return len(nths) == len(parts) > 1 and alike and [number_of(n["n"]) for n in nths] == list(range(1, len(parts) + 1))


def number_of(word: str) -> int:
    """How many a numeral says, 两 as 二; 0 for no word."""
    return _NUMERALS.index(word.replace("两", "二")) if word else 0
