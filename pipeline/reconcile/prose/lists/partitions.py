"""Words that part a whole (分组用词): which a number goes by, whether they leave nothing out, how many.

Parts that exclude each other (`刑事案件 A 件`, `民事案件 B 件`) are no more than all `案件`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import usable
from pipeline.reconcile.relations import Relation, equation
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.figure import Figure
    from schemas.rules import Partition, RuleSet

_NUMERALS = "零一二三四五六七八九"
_NTH = re.compile(r"第?(?P<n>[一二三四五六七八九])(?P<kind>[类档批期]|标段)")
_FEW = 2  # parts
_DOING = re.compile(
    r"^(?:全[市省县区年国局]|全系统|我[市县区局]|本年|今年|其中|累计|共|组织|开展|办理|受理|完成|审结|处理|处置)+"
)
_LEAST = 3  # letters of a noun that tells what is counted


def word_of(figure: Figure, partition: Partition) -> str:
    """The word of a partition that a figure goes by: the longest, 未完成 rather than 完成."""
    name = normalise(figure.label)
    return max((word for word in partition.words if word in name), key=len, default="")


def covers(whole: Figure | None, parts: Sequence[Figure], rules: RuleSet) -> bool:
    """Whether the parts are called by words that leave nothing of the whole out; it goes by none of them itself."""
    name = whole.label if whole else ""
    return (
        _counted_off(parts)
        or _are_complements(parts)
        or any(
            len(parts) == len(p.words) and {word_of(part, p) for part in parts} == set(p.words)
            for p in rules.partitions
            if p.complete and not (name and sum(set(word) <= set(name) for word in p.words) == 1)
        )
    )


def _are_complements(parts: Sequence[Figure]) -> bool:
    """Whether of two parts one is what the other is not: 寄宿生、非寄宿生."""
    names = sorted((normalise(part.label) for part in parts), key=len)
    return len(names) == 2 and len(names[0]) > 1 and names[1].endswith(f"非{names[0]}")


def _counted_off(parts: Sequence[Figure]) -> bool:
    """Whether the parts are the first, second, third of their kind (一类、二类、三类), none left out."""
    found = [_NTH.search(normalise(part.label)) for part in parts]
    nths = [nth for nth in found if nth is not None]
    alike = len({(nth["kind"], nth.string[nth.end() :]) for nth in nths}) == 1
    return len(nths) == len(parts) > 1 and alike and [number_of(n["n"]) for n in nths] == list(range(1, len(parts) + 1))


def exclude(parts: Sequence[Figure], rules: RuleSet) -> bool:
    """Whether parts are called by all the words of a set that exclude one another: 在职 B 人，退休 C 人."""
    sets = (p for p in rules.partitions if len(p.words) == len(parts))
    return any({word_of(part, p) for part in parts} == set(p.words) for p in sets)


def number_of(word: str) -> int:
    """How many a numeral says, 两 as 二; 0 for no word."""
    return _NUMERALS.index(word.replace("两", "二")) if word else 0


def disjoint(figures: Sequence[Figure], rules: RuleSet) -> Iterator[Relation]:
    """Parts whose names exclude each other (刑事案件, 民事案件) against the whole that bears their common name.

    `figures` are those of one section, tables aside, in reading order.
    """
    if len(figures) < _FEW:
        return
    labels = [normalise(figure.label) for figure in figures]
    for partition in rules.partitions_in("\n".join(labels), _FEW):
        bases = _by_word(figures, labels, partition.words)
        if len(bases) < _FEW or any(len(found) > 1 for found in bases.values()):
            continue
        parts = [found[0] for found in bases.values()]
        nouns = {_noun(part, partition.words) for part in parts}
        if len(nouns) > 1 or len(min(nouns)) < _LEAST:
            continue
        if not all(like(part, parts[0]) and part.period == parts[0].period for part in parts):
            continue
        for whole in figures:
            if _is_whole(whole, parts, min(nouns), partition.words):
                yield equation(rules["prose_disjoint"], parts, whole, subject=whole.label, sure=True, sign="<=")
                break


def _by_word(figures: Sequence[Figure], labels: Sequence[str], words: Sequence[str]) -> dict[str, list[Figure]]:
    """The amounts and counts that bear one of some words, by it; `labels` are what the figures are called."""
    found: dict[str, list[Figure]] = {}
    for figure, label in zip(figures, labels, strict=True):
        word = next((w for w in words if w in label), None)
        if word and usable(figure) and figure.kind in (Kind.AMOUNT, Kind.COUNT):
            found.setdefault(word, []).append(figure)
    return found


def _noun(figure: Figure, words: Sequence[str]) -> str:
    """The label's noun: without the words that set parts apart, and without what is done to it, where and by whom."""
    label = normalise(figure.label)
    for word in words:
        label = label.replace(word, "")
    return _DOING.sub("", label)


def _is_whole(figure: Figure, parts: Sequence[Figure], noun: str, words: Sequence[str]) -> bool:
    """Whether a figure is called by the parts' common noun, without any of the words that set them apart."""
    return (
        usable(figure)
        and figure not in parts
        and like(figure, parts[0])
        and figure.period == parts[0].period
        and figure.basis == parts[0].basis
        and not any(word in normalise(figure.label) for word in words)
        and _noun(figure, ()) == noun
    )
