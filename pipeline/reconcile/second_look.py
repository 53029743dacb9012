"""Suspects from scans looked at again (复读): what a second reading says for or against an explanation."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from schemas.document import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from schemas.figure import Figure
    from schemas.finding import Explanation, Reread

    Rereader = Callable[[Figure], tuple[Reread, ...]]

_LOOKED_AT = 3  # suspects read again for one conflict
_CONFIRMED, _REFUTED = -3.0, 1.5


def is_scanned(figure: Figure) -> bool:
    """Whether a number was read by OCR."""
    return figure.evidence.origin is Origin.OCR


def looked_at(figure: Figure, suggested: str, reread: Rereader) -> tuple[Reread, ...]:
    """Second looks at a number, and whether they speak for what was read or for what is suggested."""
    return tuple(replace(look, supports=_supports(look.reading, suggested, figure)) for look in reread(figure))


def confirmed(key: str, rereads: Sequence[Reread]) -> bool:
    """Whether a second look at a number reads what was read before, and none reads otherwise."""
    looks = [look.supports for look in rereads if look.figure == key]
    return bool(looks) and all(support == "printed" for support in looks)


def looked_at_again(
    ranked: Sequence[Explanation], figures: dict[str, Figure], reread: Rereader
) -> tuple[list[Explanation], tuple[Reread, ...]]:
    """Suspects that came from OCR, read again: what a second look supports moves up, what it refutes moves down."""
    suspects: dict[str, str] = {}
    for explanation in ranked:
        for change in explanation.changes:
            if is_scanned(figures[change.figure]) and len(suspects) < _LOOKED_AT:
                suspects.setdefault(change.figure, change.suggested)
    seen = [look for key, suggested in suspects.items() for look in looked_at(figures[key], suggested, reread)]
    weight = {"suggested": _CONFIRMED, "printed": _REFUTED}
    moved = [
        replace(
            e,
            cost=round(
                e.cost + sum(weight.get(s.supports, 0.0) for c in e.changes for s in seen if s.figure == c.figure), 3
            ),
        )
        for e in ranked
    ]
    return sorted(moved, key=lambda e: e.cost), tuple(seen)


def _supports(reading: str, suggested: str, figure: Figure) -> str:
    """Whether a reading says what was suggested (`suggested`), what was read before (`printed`), or neither ("")."""
    value = number_in(reading)
    if value is None:
        return ""
    return "suggested" if value == number_in(suggested) else "printed" if value == figure.value else ""


def number_in(text: str) -> Decimal | None:
    """The number in a text that holds one number and a unit."""
    digits = "".join(c for c in text if c in "0123456789.-")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
