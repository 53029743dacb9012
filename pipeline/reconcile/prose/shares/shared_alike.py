"""Shares told alike (占比同述): in rows behind their parts, or one by one of a whole that only one of them names.

`甲 A、乙 B，占总额 T 的比重分别为 P、Q`; `甲 A，占 P；乙 B，占 Q，共 T`. Asked, as `stated.py` is, only where
something is accounted for by nothing else.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient, adds_up, is_held, side, total
from pipeline.reconcile.intervals import is_number, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_part, is_rate, like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_AND = re.compile(r"[、，,和及与]|以及")
_EACH = re.compile(r"(?:比[重例]|占比)(?:分别|依次)?[为是]?$|(?:分别|依次)?占(?:分别|依次)?[为是]?$")
_OF = re.compile(r"占[^，,；;。\d]{0,16}$")
_BARE = re.compile(r"^[，,、（(]?(?:占比?|比[重例]|所?占比[重例])[为达约是]?$")
_BEHIND = re.compile(r"(?:共|合计|共计|总计|总共)[为是]?$")
_FEWEST = 3  # shares of which all but one prove what they are of
_NEAR = 10  # how many times what shares of everything miss a hundred by must fit into it


def shared_alike(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """The shares of a sentence that are told so."""
    yield from _in_rows(sentence, rules)
    yield from _one_by_one(sentence, rules)
    yield from _of_their_sum(sentence, rules)


def _in_rows(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """As many rates in a row as parts before them, of the number that stands between, or of what all make."""
    for n in range(2, len(sentence)):
        if not is_rate(sentence.figure(n)) or not _EACH.search(sentence.before(n)) or is_rate(sentence.figure(n - 1)):
            continue
        more = takewhile(lambda i: _AND.fullmatch(sentence.before(i)), range(n + 1, len(sentence)))
        rates = [sentence.figure(i) for i in (n, *more)]
        measure = n - 1 if _OF.search(sentence.before(n - 1)) else None
        flat = [i for i in range(n) if i != measure and _is_number(sentence, i)]
        items, before = flat[-len(rates) :], flat[: -len(rates)]
        parts = [sentence.figure(i) for i in items]
        if len(rates) < 2 or len(parts) != len(rates) or not all(map(is_rate, rates)):
            continue
        if not all(is_part(sentence, i, parts[0]) for i in items):
            continue
        whole = _whole(sentence, measure, before, parts, rates)
        for part, rate in zip(parts, rates, strict=True) if whole else ():
            yield Relation(rules["prose_share"], (Quotient(side(part), side(*whole), rate),), part.label)


def _whole(
    sentence: Sentence, measure: int | None, before: Sequence[int], parts: Sequence[Figure], rates: Sequence[Figure]
) -> Sequence[Figure]:
    """What shares in a row are of; nothing where it is not told."""
    if measure is not None:
        return [sentence.figure(measure)] if like(sentence.figure(measure), parts[0]) else []
    told = [f for i in before if like(f := sentence.figure(i), parts[0]) and adds_up(parts, f)]
    full = _NEAR * abs(total(side(*rates)) - HUNDRED) <= HUNDRED
    made = sum(is_held(Quotient(side(part), side(*parts), rate)) for part, rate in zip(parts, rates, strict=True))
    return told[-1:] or (parts if full or made >= max(len(parts) - 1, 1) else [])


def _one_by_one(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """Shares of which none names a whole, where one number of the sentence is the whole of one of them."""
    told = [n for n in range(1, len(sentence)) if is_rate(sentence.figure(n)) and _BARE.match(sentence.before(n))]
    pairs = [(sentence.figure(n - 1), sentence.figure(n)) for n in told if _is_number(sentence, n - 1)]
    if not pairs or any("其中" in sentence.before(n - 1) for n in told[1:]):
        return
    ids = {part.figure_id for part, _ in pairs}
    wholes = [i for i in range(len(sentence)) if _is_number(sentence, i) and like(sentence.figure(i), pairs[0][0])]
    for i in wholes:
        whole = sentence.figure(i)
        alike = [
            (f, sentence.figure(n))
            for n in told
            if like(f := sentence.figure(n - 1), whole) and not _apart(sentence, i, n)
        ]
        if (
            not alike
            or whole.figure_id in ids
            or any(value_of(part) > value_of(whole) for part, _ in alike)
            or not value_of(whole)
        ):
            continue
        forms = [Quotient(side(part), side(whole), rate) for part, rate in alike]
        parts = [part for part, _ in alike]
        full = abs(total(side(*(rate for _, rate in alike))) - HUNDRED) <= len(alike)
        if full and not adds_up(parts, whole):
            continue  # they are shares of their own sum
        behind = i > told[-1] and _BEHIND.search(sentence.before(i)) and adds_up(parts, whole)
        if behind or (i < told[0] and any(map(is_held, forms))):
            for (part, _), form in zip(alike, forms, strict=True):
                yield Relation(rules["prose_share"], (form,), part.label)
            return


def _of_their_sum(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """Shares of what all parts make, told nowhere, as all but one prove: 甲 A，占 P；乙 B，占 Q；丙 C，占 R."""
    told = [n for n in range(1, len(sentence)) if is_rate(sentence.figure(n)) and _BARE.match(sentence.before(n))]
    pairs = [(sentence.figure(n - 1), sentence.figure(n)) for n in told if _is_number(sentence, n - 1)]
    parts = [part for part, _ in pairs]
    if len(pairs) < _FEWEST or len(pairs) < len(told) or not all(like(part, parts[0]) for part in parts):
        return
    forms = [Quotient(side(part), side(*parts), rate) for part, rate in pairs]
    fine = all(rate.decimals for _, rate in pairs) or len(pairs) > _FEWEST
    if fine and sum(map(is_held, forms)) == len(forms) - 1:
        for (part, _), form in zip(pairs, forms, strict=True):
            yield Relation(rules["prose_share"], (form,), part.label)


def _apart(sentence: Sentence, whole: int, share: int) -> bool:
    """Whether a full stop parts a number from a share behind it."""
    return whole < share and any("。" in sentence.before(i) for i in range(whole + 1, share + 1))


def _is_number(sentence: Sentence, n: int) -> bool:
    return is_number(sentence.figure(n)) and not sentence.depth(n)
