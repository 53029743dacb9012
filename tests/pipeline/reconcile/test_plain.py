"""Plain sentences in all the usual words (常用句式): none is accused, and what one of them betrays is told.

`plain.txt` holds sets of words that mean the same (`NAME a|b|c`) and wordings (`books text`): `{NAME}` is one of a set,
`<A>` a number of the books that `_BOOKS` draws, which are exact as printed.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.pipeline.reconcile.test_said import loud

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_SETS, _LINES = (Path(__file__).parent / "plain.txt").read_text("utf-8").strip().split("\n\n")
SETS = {name: words.split("|") for name, words in (line.split(" ", 1) for line in _SETS.splitlines())}
WORDINGS = [line.split(" ", 1) for line in _LINES.splitlines()]
_SET, _NUMBER = re.compile(r"\{([A-Z_]+)\}"), re.compile(r"<([A-Z])>")
_TIMES = 8  # each wording
_TOLD = Decimal("0.99")  # of the wrong digits


def _money(rng: Random, least: int, most: int) -> Decimal:
    return Decimal(rng.randint(least * 100, most * 100)) / 100


def _rate(part: Decimal, whole: Decimal) -> Decimal:
    return (100 * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _of(rng: Random, whole: Decimal, least: int, most: int) -> Decimal:
    """A part of a whole, of so many percent."""
    return (whole * rng.randint(least, most) / 100).quantize(Decimal("0.01")) - Decimal("0.07")


def _spending(rng: Random) -> dict[str, Decimal]:
    granted = _money(rng, 200, 9000)
    spent = _of(rng, granted, 82, 98)
    return {"A": granted, "B": spent, "C": granted - spent, "P": _rate(spent, granted)}


def _rolled(rng: Random) -> dict[str, Decimal]:
    opening, income = _money(rng, 10, 400), _money(rng, 500, 9000)
    return {"O": opening, "I": income} | _left(rng, opening + income)


def _left(rng: Random, there: Decimal) -> dict[str, Decimal]:
    spent = _of(rng, there, 85, 98)
    return {"A": there, "B": spent, "C": there - spent, "P": _rate(spent, there)}


def _adjusted(rng: Random) -> dict[str, Decimal]:
    first, added = _money(rng, 300, 6000), _money(rng, 20, 900)
    spent = _of(rng, first + added, 90, 98)
    return {"A": first, "D": added, "E": first + added, "B": spent, "P": _rate(spent, first + added)}


def _grown(rng: Random) -> dict[str, Decimal]:
    old = _money(rng, 100, 5000)
    more = _of(rng, old, 3, 20)
    return {"A": old, "D": more, "B": old + more, "P": _rate(more, old)}


def _parted(rng: Random) -> dict[str, Decimal]:
    parts = {key: _money(rng, 2, 90) for key in "ABC"}
    return parts | {"T": sum(parts.values(), Decimal(0))}


def _aimed(rng: Random) -> dict[str, Decimal]:
    goal, done = Decimal(rng.randint(160, 900)), Decimal(rng.randint(120, 950))
    return {"G": goal, "F": done, "P": _rate(done, goal)}


def _asked(rng: Random) -> dict[str, Decimal]:
    content = rng.randint(200, 400)
    back, sent = content + rng.randint(5, 40), content + rng.randint(45, 70)
    told = {"N": Decimal(sent), "M": Decimal(back), "S": Decimal(content)}
    return told | {"Q": _rate(told["M"], told["N"]), "P": _rate(told["S"], told["M"])}


def _posts(rng: Random) -> dict[str, Decimal]:
    posts, free = Decimal(rng.randint(40, 200)), Decimal(rng.randint(2, 9))
    return {"U": posts, "V": posts - free, "W": free, "P": _rate(posts - free, posts)}


def _held(rng: Random) -> dict[str, Decimal]:
    first, came, went = (Decimal(rng.randint(*ends)) for ends in ((300, 5000), (110, 290), (20, 99)))
    return {"X": first, "Y": came, "Z": went, "K": first + came - went}


def _points(rng: Random) -> dict[str, Decimal]:
    before, more = Decimal(rng.randint(800, 930)) / 10, Decimal(rng.randint(11, 59)) / 10
    return {"L": before, "H": more, "R": before + more}


def _cuts(rng: Random) -> dict[str, Decimal]:
    parts = {key: Decimal(rng.randint(11, 29)) / 10 for key in "ABC"}
    lost = sum(parts.values(), Decimal(0))
    return parts | {"T": lost, "R": 100 - lost}


def _marks(rng: Random) -> dict[str, Decimal]:
    marks = {key: Decimal(rng.randint(4, 12)) for key in "ABC"}
    points = {key: marks[of] - Decimal(rng.randint(2, 9)) / 10 for key, of in zip("DEH", "ABC", strict=True)}
    return marks | points | {"F": sum(marks.values(), Decimal(0)), "G": sum(points.values(), Decimal(0))}


def _executed(rng: Random) -> dict[str, Decimal]:
    told = _spending(rng)
    return told | {"S": (told["P"] / 10).quantize(Decimal("0.01"), ROUND_HALF_UP)}


def _years(rng: Random) -> dict[str, Decimal]:
    first = _money(rng, 100, 5000)
    more = _of(rng, first, 3, 20)
    further = _of(rng, first + more, 3, 20)
    told = {"A": first, "B": first + more, "C": first + more + further, "D": more, "E": further}
    return told | {"P": _rate(more, first), "Q": _rate(further, first + more)}


def _several(rng: Random) -> dict[str, Decimal]:
    each = {key: _money(rng, 100, 3000) for key in "ABC"}
    total = sum(each.values(), Decimal(0))
    return each | {"T": total, "M": (total / 3).quantize(Decimal("0.01"), ROUND_HALF_UP)}


_BOOKS: dict[str, Callable[[Random], dict[str, Decimal]]] = {
    "spending": _spending,
    "rolled": _rolled,
    "adjusted": _adjusted,
    "grown": _grown,
    "parted": _parted,
    "aimed": _aimed,
    "asked": _asked,
    "posts": _posts,
    "held": _held,
    "points": _points,
    "cuts": _cuts,
    "marks": _marks,
    "executed": _executed,
    "years": _years,
    "several": _several,
}


def _filled(words: str, numbers: Mapping[str, str]) -> str:
    return _NUMBER.sub(lambda m: numbers[m[1]], words)


def _passages() -> Iterator[tuple[str, str]]:
    """Every wording some times over: a consistent text, and the same with one digit of one number wrong."""
    rng = Random(20)  # noqa: S311 - no secret
    for _ in range(_TIMES):
        for books, wording in WORDINGS:
            words = _SET.sub(lambda m: rng.choice(SETS[m[1]]), wording)
            told = {key: f"{value}" for key, value in _BOOKS[books](rng).items()}
            wrong = rng.choice(_NUMBER.findall(words))
            digits = [n for n, char in enumerate(told[wrong]) if char.isdigit()]
            at = digits[1] if len(digits) > 2 else digits[-1]
            digit = (int(told[wrong][at]) + rng.choice((2, 3, 5))) % 10
            spoiled = told | {wrong: f"{told[wrong][:at]}{digit}{told[wrong][at + 1 :]}"}
            yield _filled(words, told), _filled(words, spoiled)


def test_plain_sentences_accuse_nobody_and_a_wrong_digit_is_told() -> None:
    passages = list(_passages())
    assert [text for text, _ in passages if loud(text, 1)] == []
    silent = [text for _, text in passages if not loud(text, 1)]
    assert len(silent) <= (1 - _TOLD) * len(passages), silent
