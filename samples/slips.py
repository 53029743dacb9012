"""How digits go wrong under a typist's fingers or a reader's eyes (笔误): each turns a number's digits into others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


def digit(digits: str, rng: random.Random) -> str:
    """One digit read or typed as another."""
    at = rng.choice([i for i, ch in enumerate(digits) if ch.isdigit() and (i or len(digits) == 1)] or [0])
    other = rng.choice([d for d in "0123456789" if d != digits[at] and not (at == 0 and d == "0")])
    return digits[:at] + other + digits[at + 1 :]


def transposed(digits: str, rng: random.Random) -> str:
    """Two neighbouring digits exchanged."""
    pairs = [i for i in range(len(digits) - 1) if (digits[i] + digits[i + 1]).isdigit() and digits[i] != digits[i + 1]]
    pairs = [i for i in pairs if i or digits[1] != "0"]
    if not pairs:
        return digits
    i = rng.choice(pairs)
    return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def doubled(digits: str, rng: random.Random) -> str:
    """A digit typed twice."""
    i = rng.choice([i for i, ch in enumerate(digits) if ch.isdigit()])
    return digits[: i + 1] + digits[i:]


def dropped(digits: str, rng: random.Random) -> str:
    """A digit left out."""
    places = [i for i, ch in enumerate(digits.partition(".")[0]) if i]
    if not places:
        return digits
    i = rng.choice(places)
    return digits[:i] + digits[i + 1 :]


def point_lost(digits: str, _: random.Random) -> str:
    """The decimal point left out."""
    return digits.replace(".", "").lstrip("0") or "0"


def shifted(digits: str, power: int) -> str:
    """The decimal point moved."""
    value = Decimal(digits).scaleb(power)
    return f"{value:f}"


def first_two(digits: str, rng: random.Random) -> str:
    """The integer part's last digit is another: a large error."""
    at = len(digits.partition(".")[0]) - 1
    other = rng.choice([d for d in "123456789" if d != digits[at]])
    return digits[:at] + other + digits[at + 1 :]


SLIPS: dict[str, Callable[[str, random.Random], str]] = {
    "digit": digit,
    "integer_digit": first_two,
    "transposed": transposed,
    "doubled": doubled,
    "dropped": dropped,
    "point_lost": point_lost,
    "point_left": lambda d, _: shifted(d, -1),
    "times_ten": lambda d, _: shifted(d, 1),
    "last_digit": lambda d, rng: d[:-1] + rng.choice([x for x in "0123456789" if x != d[-1]]),
    "factor_10000": lambda d, _: shifted(d, 4),
}
