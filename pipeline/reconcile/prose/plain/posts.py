"""Posts and people (编制与在职): `编制 A 名，实有 B 名，空编 C 名，满编率 P`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_rate, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_POSTS = re.compile(r"(?<![空超缺满])编制[数总额]*[为共有]*$")
_THERE = re.compile(
    r"^[，,；;](?:[年期]末|目前|现|截至[^，,；;。\d]{1,6})?(?:实有|实际|在[职编岗]|现有)[^，,；;。退离\d]{0,8}$"
)
_EMPTY = re.compile(r"^[，,；;、](?:尚|还|现)?(?:有)?(?:空编|缺编|空缺|空余|缺员|空额)[^，,；;。\d]{0,4}$")
_RATE = re.compile(
    r"^[，,；;（(](?:编制|人员|在职人员|在编人员)?(?:满编|在编|到岗|在岗|使用|控制|配备|到位)率[为达到]*$"
)


def staffed_plainly(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """The rate of posts that are filled, what is left of them told or not."""
    if "编制" not in sentence.text:
        return
    for n in range(1, len(sentence)):
        posts, there = sentence.figure(n - 1), sentence.figure(n)
        told = _POSTS.search(sentence.before(n - 1)) and _THERE.match(sentence.before(n))
        if not told or not _are_counts(posts, there) or sentence.depth(n) != sentence.depth(n - 1):
            continue
        at = n + 1
        if at < len(sentence) and _EMPTY.match(sentence.before(at)) and _are_counts(posts, sentence.figure(at)):
            at += 1
        if at < len(sentence) and is_rate(sentence.figure(at)) and _RATE.match(sentence.before(at)):
            form_ = Quotient(side(there), side(posts), sentence.figure(at))
            yield Relation(rules.by_pattern["prose_rate"], (form_,), sentence.figure(at).label)


def _are_counts(*figures: Figure) -> bool:
    """Whether all are numbers of people or posts, as they are."""
    return all(
        f.kind is Kind.COUNT and usable(f) and not f.qualifier and like(f, figures[0]) and value_of(f) > 0
        for f in figures
    )
