"""Counts and amounts told in rows, at one price (同价分列): `甲 A 亩、乙 B 亩，均按每亩 P 元，依次为 C、D 万元`.

The words say which amount is which count's; the price is that of all. That most of them hold says that they are read
right.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.averages.each import UNITS
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import like, rises_from
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_PRICE = re.compile(
    rf"(?:每一?(?P<of>{UNITS}|[村校生])|(?P<mean>[人户亩生床案村校])均)(?P<rest>[^，,；;。：:、每均\d]{{0,10}})$"
)
_ALIKE = {"人": ("人", "名", "位"), "名": ("人", "名", "位"), "生": ("人", "名", "位"), "户": ("户", "家")}
_AND = re.compile(r"[、，,]?[和及与]?[^，,；;。\d]{0,14}")
_IN_ORDER = re.compile(r"(?:依次|分别|各)[^，,；;。\d]{0,8}$")
_UNEVEN = re.compile(r"另[补加支付]|上浮|倾斜|超出|扣[减除]|考核|不等|不超过|最高|上限|部分|约")
_FEWEST = 3  # pairs, most of which hold


def rowed(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """The amounts that a sentence tells in the order of its counts, or each behind its count, at the one price told."""
    if "每" not in sentence.text and "均" not in sentence.text:
        return
    stops = [i for i in range(len(sentence)) if not i or "。" in sentence.before(i)]
    for first, end in pairwise((*stops, len(sentence))):
        stretch = range(first, end)
        told = [(n, found) for n in stretch if (found := _price(sentence, n))]
        words = sentence.text[sentence.places[first].start : sentence.places[end - 1].end]
        if len(told) == 1 and not _UNEVEN.search(sentence.before(first) + words):
            ((n, found),) = told
            yield from _rowed(sentence, [i for i in stretch if i != n], n, found["of"] or found["mean"], rules)


def _rowed(sentence: Sentence, stretch: Sequence[int], n: int, of: str, rules: RuleSet) -> Iterator[Relation]:
    """The pairs of a stretch, where the n-th number is their price and holds in most of them."""
    for pairs in (_in_order(sentence, stretch, of), _each_behind(sentence, stretch, of)):
        forms = [Quotient(side(amount), side(count), sentence.figure(n), Fraction(1)) for count, amount in pairs]
        if len(forms) >= _FEWEST and 2 * sum(map(is_held, forms)) >= len(forms):
            for form in forms:
                yield Relation(rules["prose_price"], (form,), form.numerator[0][1].label)
            return


def _price(sentence: Sentence, n: int) -> re.Match[str] | None:
    figure = sentence.figure(n)
    if figure.kind is not Kind.AMOUNT or not usable(figure) or figure.qualifier or rises_from(sentence, n):
        return None
    return _PRICE.search(sentence.before(n))


def _runs(sentence: Sentence, stretch: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of one kind that stand side by side."""
    run: list[int] = []
    for i in stretch:
        figure = sentence.figure(i)
        goes_on = (
            run and run[-1] == i - 1 and like(figure, sentence.figure(i - 1)) and _AND.fullmatch(sentence.before(i))
        )
        if not goes_on:
            yield run
            run = []
        run.append(i)
    yield run


def _in_order(sentence: Sentence, stretch: Sequence[int], of: str) -> list[tuple[Figure, Figure]]:
    """甲 A 亩、乙 B 亩、丙 C 亩，…依次为 D、E、F."""
    counts: list[Figure] = []
    for run in _runs(sentence, stretch):
        figures = [sentence.figure(i) for i in run]
        if len(run) < _FEWEST or not all(map(_is_plain, figures)):
            continue
        if _counts(figures[0], of):
            counts = figures
        elif figures[0].kind is Kind.AMOUNT and counts and _IN_ORDER.search(sentence.before(run[0])):
            return list(zip(counts, figures, strict=False)) if len(figures) >= len(counts) else []
    return []


def _each_behind(sentence: Sentence, stretch: Sequence[int], of: str) -> list[tuple[Figure, Figure]]:
    """甲 A 亩、补助 B 万元，乙 C 亩、补助 D 万元, all worded alike."""
    found: dict[str, list[tuple[Figure, Figure]]] = {}
    for a, b in pairwise(stretch):
        count, amount = sentence.figure(a), sentence.figure(b)
        if b == a + 1 and amount.kind is Kind.AMOUNT and _is_plain(amount) and _is_plain(count) and _counts(count, of):
            found.setdefault(sentence.before(b), []).append((count, amount))
    return max(found.values(), key=len, default=[])


def _counts(figure: Figure, of: str) -> bool:
    return figure.kind is Kind.COUNT and figure.unit.lstrip("万千百亿") in _ALIKE.get(of, (of,))


def _is_plain(figure: Figure) -> bool:
    return usable(figure) and not figure.qualifier and value_of(figure) > 0
