"""Points and full marks without 分, known by what they stand in (无单位的分数): 决策 19/20, 96.5%×20=19.30."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors.numbers.characters import fold
from extractors.numbers.quantities import Quantity
from schemas.figure import Flag, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAIR = re.compile(
    r"(?<=[\u4e00-\u9fff”])[ :]{0,2}(?P<got>[0-9]{1,2}(?:\.[0-9]{1,2})?) ?/ ?(?P<full>[0-9]{1,3}(?:\.[0-9])?)"
    r"(?=[,，、;；。)]|$)"
)
_CELL_PAIR = re.compile(
    r"\s*(?P<got>[0-9]{1,3}(?:\.[0-9]{1,2})?) ?分? ?/ ?(?P<full>[0-9]{1,3}(?:\.[0-9]{1,2})?) ?分?\s*"
)
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
# 96.51%×20=19.30, 5×96.02%=4.80: full marks by a rate, which make points.
_RATE = r"[0-9]{1,3}(?:\.[0-9]+)?"
_PRODUCT = re.compile(
    rf"(?<![0-9.])(?:(?P<marks>{_NUMBER}) ?分? ?[×*xX] ?(?P<rate>{_RATE}) ?%"
    rf"|(?P<by>{_RATE}) ?% ?[×*xX] ?(?P<of>{_NUMBER})) ?分? ?= ?(?P<points>{_NUMBER})(?![0-9.%‰]| ?[万亿元])"
)
_SUM = re.compile(rf"(?<![0-9.]){_NUMBER}(?: ?分? ?\+ ?{_NUMBER})+ ?分? ?= ?{_NUMBER}(?![0-9.%‰]| ?[万亿元])")
_PART = re.compile(_NUMBER)
_HUNDRED = 100
_SCORED = re.compile(r"得[0-9.]+分|得分|评分|自评|分项|分值")
_NEAR = 60


def score_pairs(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities, with those as scores that are points or full marks by the pair or the formula they stand in."""
    return _with_products(text, _with_pairs(text, found))


def _with_pairs(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Points over full marks: 决策 19/20."""
    pairs = list(_PAIR.finditer(text)) if "/" in text else []
    begin = pairs[0].start() if pairs else 0
    told = len(pairs) > 1 and _SCORED.search(text[max(begin - _NEAR, 0) : begin])
    if not told or any(not 0 <= Decimal(pair["got"]) <= Decimal(pair["full"]) <= 100 for pair in pairs):
        return list(found)
    spans = [pair.span() for pair in pairs]
    kept = [q for q in found if not any(start <= q.number_start < end for start, end in spans)]
    made = [_score(pair, name) for pair in pairs for name in ("got", "full")]
    return sorted([*kept, *made], key=lambda quantity: quantity.start)


def _with_products(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The terms of a formula of points that holds: a rate by full marks, or a sum that is printed as a score too."""
    if "=" not in text:
        return list(found)
    spans = []
    for one in _PRODUCT.finditer(text):
        marks, rate, points = (Decimal(n) for n in (one["marks"] or one["of"], one["rate"] or one["by"], one["points"]))
        last = Decimal(1).scaleb(-len(one["points"].partition(".")[2]))
        told = text.startswith("分", one.end()) or _SCORED.search(text[max(one.start() - _NEAR, 0) : one.start()])
        if told and marks <= _HUNDRED and abs(marks * rate / _HUNDRED - points) < last:
            spans += [one.span("marks" if one["marks"] else "of"), one.span("points")]
    for one in _SUM.finditer(text):
        parts = list(_PART.finditer(one[0]))
        *terms, total = (Decimal(part[0]) for part in parts)
        if sum(terms) == total and any(q.kind is Kind.SCORE and q.value == total for q in found):
            spans += [(one.start() + part.start(), one.start() + part.end()) for part in parts]
    return _as_scores(text, found, spans) if spans else list(found)


def _as_scores(text: str, found: Sequence[Quantity], spans: Sequence[tuple[int, int]]) -> list[Quantity]:
    """The quantities with the numbers at some places as scores, but where a unit says what they are."""
    open_ = [
        span for span in spans if all(q.kind is None for q in found if q.number_start < span[1] and span[0] < q.end)
    ]
    kept = [q for q in found if not any(q.number_start < end and start < q.end for start, end in open_)]
    made = [_quantity(text[start:end], start) for start, end in open_]
    return sorted([*kept, *made], key=lambda quantity: quantity.start)


def cell_pair(text: str) -> list[Quantity]:
    """The two scores of a table's cell under 得分/满分; [] for any other cell."""
    pair = _CELL_PAIR.fullmatch(fold(text))
    return [_score(pair, name) for name in ("got", "full")] if pair else []


def _score(pair: re.Match[str], name: str) -> Quantity:
    return _quantity(pair[name], pair.start(name))


def _quantity(number: str, start: int) -> Quantity:
    end = start + len(number)
    places = len(number.partition(".")[2])
    return Quantity(
        start, end, start, end, Kind.SCORE, Decimal(number), "分", decimals=places, flags=(Flag.UNIT_INHERITED,)
    )
