"""Points and full marks without 分 (得分/满分): 分项看，决策 19/20，过程 18.4/20."""

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
_SCORED = re.compile(r"得[0-9.]+分|得分|评分|自评|分项|分值")
_NEAR = 60


def score_pairs(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities, with those of a list of points over full marks as scores."""
    pairs = list(_PAIR.finditer(text)) if "/" in text else []
    begin = pairs[0].start() if pairs else 0
    told = len(pairs) > 1 and _SCORED.search(text[max(begin - _NEAR, 0) : begin])
    if not told or any(not 0 <= Decimal(pair["got"]) <= Decimal(pair["full"]) <= 100 for pair in pairs):
        return list(found)
    spans = [pair.span() for pair in pairs]
    kept = [q for q in found if not any(start <= q.number_start < end for start, end in spans)]
    made = [_score(pair, name) for pair in pairs for name in ("got", "full")]
    return sorted([*kept, *made], key=lambda quantity: quantity.start)


def cell_pair(text: str) -> list[Quantity]:
    """The two scores of a table's cell under 得分/满分; [] for any other cell."""
    pair = _CELL_PAIR.fullmatch(fold(text))
    return [_score(pair, name) for name in ("got", "full")] if pair else []


def _score(pair: re.Match[str], name: str) -> Quantity:
    start, end = pair.span(name)
    value = Decimal(pair[name])
    places = len(pair[name].partition(".")[2])
    return Quantity(start, end, start, end, Kind.SCORE, value, "分", decimals=places, flags=(Flag.UNIT_INHERITED,))
