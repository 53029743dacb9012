"""Numbers without their units (数): the ways in which Arabic figures are printed, misprinted and misread."""

from __future__ import annotations

import re
from decimal import Decimal

from extractors.numbers import chinese
from extractors.numbers.units import unit_at
from schemas.figure import Flag, Kind
from schemas.record import record

LONGEST = 24
"""Characters of the longest number; Decimal's context carries 28 digits."""

_REPAIRED, _AMBIGUOUS = Flag.REPAIRED, Flag.AMBIGUOUS


@record
class Number:
    """A number as read: where it ends, its value and printed decimals, and what had to be done to read it."""

    end: int
    value: Decimal
    decimals: int
    flags: tuple[Flag, ...] = ()


# What must not follow a form: more of the number.
_G = r"(?![0-9]|[.,][0-9])"
# The ways a number is printed; the first that fits is taken.
_FORMS: tuple[tuple[re.Pattern[str], tuple[Flag, ...]], ...] = (
    (re.compile(rf"[0-9]++(?:\.[0-9]++)?{_G}(?! {{0,2}}[.·] ?[0-9]| ?[,，] ?[0-9]{{3}}(?![0-9])| [0-9])"), ()),
    (
        re.compile(
            rf"[0-9]{{1,3}}(?:,[0-9]{{3}})++(?:\.[0-9]++)?{_G}(?! {{0,2}}\. ?[0-9]| [0-9]|，[0-9]{{3}}(?![0-9]))"
        ),
        (),
    ),
    (re.compile(r"[0-9]{1,3}(?:,[0-9]{3})++\.[0-9]++(?=,[0-9])"), ()),
    # An engine reads one comma as wide and the next as narrow; two numbers of a list look the same.
    (re.compile(rf"[0-9]{{1,3}}(?:,[0-9]{{3}})++(?:，[0-9]{{3}})++(?:\.[0-9]++)?{_G}"), (_REPAIRED, _AMBIGUOUS)),
    (re.compile(rf"[0-9]{{1,3}}(?: ?[,，] ?[0-9]{{3}})++(?: ?\. ?[0-9]++)?{_G}(?! [0-9])"), (_REPAIRED,)),
    (re.compile(rf"[0-9]++ {{0,2}}\. ?[0-9]++{_G}(?! [0-9])"), ()),
    (re.compile(rf"[0-9]++ ?· ?[0-9]++{_G}"), (_REPAIRED,)),
    (re.compile(rf"[0-9]{{1,3}}(?:[.,][0-9]{{3}})++\.[0-9]{{1,2}}{_G}"), (_REPAIRED, _AMBIGUOUS)),
)
# Ways that are believed only when a unit follows.
_UNITED: tuple[tuple[re.Pattern[str], tuple[Flag, ...]], ...] = (
    (re.compile(rf"[0-9](?: [0-9]){{0,9}}+ \. [0-9](?: [0-9]){{0,5}}+{_G}"), (_REPAIRED, _AMBIGUOUS)),  # letter-spaced
    (re.compile(rf"[0-9]{{1,6}}(?: [0-9]{{1,4}}){{1,6}}+(?: ?\. ?[0-9]++)?{_G}"), (_REPAIRED, _AMBIGUOUS)),
    (re.compile(rf"[0-9]++ ?\. ?[0-9]{{1,4}} [0-9]{{1,4}}{_G}"), (_REPAIRED, _AMBIGUOUS)),
    (re.compile(rf"[0-9]++,[0-9]{{2}}{_G}"), (_REPAIRED, _AMBIGUOUS)),
    (re.compile(rf"[0-9]++(?:\.[0-9]++){{2,4}}{_G}"), (_REPAIRED, _AMBIGUOUS)),
)
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{2}")
_FULL_STOP = re.compile(rf"[0-9]{{1,6}}。[0-9]{{1,2}}{_G}")
# 违规 0。10 分，得 9.5 分: a sentence ends with a number, and the next begins with full marks.
_OF_POINTS = re.compile(r"(?:[得评扣加减计占]分?|分值|满分|自评|权重)[为是:： ]*$|[(（]$")
_PLAIN = re.compile(r"[0-9]++(?:\.[0-9]++)?")
_CENTS = re.compile(r",[0-9]{1,2}(?![0-9.])")
_MORE = re.compile(r"[.,][0-9]")
_LIKE = "[0-9OoIl|ZSB]"
_LOOKALIKE = re.compile(
    rf"(?=[0-9.,]*+[A-Za-z|])(?:{_LIKE}{{1,3}}(?:,{_LIKE}{{3}}){{1,4}}|{_LIKE}{{1,12}})(?:\.{_LIKE}{{1,6}})?(?![A-Za-z0-9]|[,.]{_LIKE})"
)
# 2千5百, 3亿2千5百: figures for digits and characters for places; a last 万 or 亿 is left to the unit.
_MIXED = re.compile(r"(?:[0-9]{1,4}亿)?(?:[0-9]千[0-9]百(?:[0-9]十)?|[0-9]百[0-9]十)[0-9]?(?=万|元)")
_LOOKALIKES = str.maketrans("OoIl|ZSB", "00111258")
_CHINESE = re.compile(rf"[{chinese.NUMERALS}]{{1,{chinese.LONGEST}}}(?:点[{chinese.DIGITS}]{{1,10}})?")
_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
_PRINTED = str.maketrans("·。", "..", ",， ")


def arabic_at(text: str, at: int) -> Number | None:
    """The number in Arabic figures that begins at this place of a folded text, None when it cannot be one."""
    stop = _FULL_STOP.match(text, at)
    if stop and _has_strong_unit(text, stop.end()) and not _ends_sentence(text, stop):
        return _number(stop, (_REPAIRED, _AMBIGUOUS))
    for pattern, flags in _FORMS:
        if found := pattern.match(text, at):
            cut = text[at - 1 : at] == "。" and text[at - 2].isdigit() and _has_strong_unit(text, found.end())
            return _number(found, (*flags, _AMBIGUOUS) if cut else flags)
    for pattern, flags in _UNITED:
        if (found := pattern.match(text, at)) and _has_strong_unit(text, found.end()):
            return _number(found, flags)
    found = _PLAIN.match(text, at)
    if not found:
        return None
    # A comma or a point that no form explains (1,2345) leaves open where the number ends.
    open_end = _MORE if "." not in found[0] else _CENTS
    return _number(found, (_AMBIGUOUS,) if open_end.match(text, found.end()) else ())


def lookalike_at(text: str, at: int) -> Number | None:
    """A number in which an OCR engine read letters for digits (O.5万元, l2.30万元); a unit must follow."""
    found = _LOOKALIKE.match(text, at)
    if not found or not any(c.isdigit() for c in found[0]):
        return None
    plain = found[0].replace(",", "")
    if plain.replace(".", "").isdigit() or not _has_strong_unit(text, found.end()):
        return None
    plain = plain.translate(_LOOKALIKES)
    return Number(found.end(), Decimal(plain), len(plain.partition(".")[2]), (_REPAIRED,))


def mixed_at(text: str, at: int) -> Number | None:
    """A number in figures with characters for its places: 2千5百(万元), 5千8百(元), 3亿2千5百(万元)."""
    found = _MIXED.match(text, at)
    if not found:
        return None
    head, mark, tail = found[0].rpartition("亿")
    low = chinese.parse(tail.translate(_NUMERALS))
    if low is None:
        return None
    whole = "万" if text.startswith("万", found.end()) else ""
    high = int(head or 0) * (10**4 if whole else 10**8) if mark else 0
    return Number(found.end(), high + low.value, 0)


def chinese_at(text: str, at: int) -> Number | None:
    """The number in Chinese numerals that begins here; a last 万 or 亿 is left to the unit."""
    found = _CHINESE.match(text, at)
    if not found:
        return None
    printed = found[0]
    end = found.end()
    trimmed = printed.rstrip("万亿")
    if trimmed and trimmed != printed and not set(trimmed) & set("万亿"):
        printed, end = trimmed, at + len(trimmed)
    numeral = chinese.parse(printed)
    if numeral is None:
        return None
    return Number(end, numeral.value, numeral.decimals, () if numeral.certain else (_AMBIGUOUS,))


def past_blanks(text: str, at: int) -> int:
    """The next place from here on where something stands."""
    while text.startswith(" ", at):
        at += 1
    return at


def _has_strong_unit(text: str, at: int) -> bool:
    """Whether an amount's, a rate's or a score's unit follows, perhaps after a space."""
    unit = unit_at(text, past_blanks(text, at))
    return unit is not None and unit.kind in {Kind.AMOUNT, Kind.RATE, Kind.SCORE}


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    """Whether a full stop between two numbers ends a sentence: points stand behind it, and no word of points before."""
    unit = unit_at(text, past_blanks(text, stop.end()))
    return (
        unit is not None
        and unit.kind is Kind.SCORE
        and not _OF_POINTS.search(text, max(stop.start() - 8, 0), stop.start())
    )


def _number(found: re.Match[str], flags: tuple[Flag, ...]) -> Number | None:
    """The number of a match, its separators taken out; None when it is longer than any figure."""
    printed = found[0]
    if len(printed) > LONGEST:
        return None
    if flags == (_REPAIRED, _AMBIGUOUS) and _DECIMAL_COMMA.fullmatch(printed):
        printed = printed.replace(",", ".")
    plain = printed.translate(_PRINTED)
    whole, point, fraction = plain.rpartition(".")
    if flags == (_REPAIRED, _AMBIGUOUS):
        plain = whole.replace(".", "") + point + fraction
    return Number(found.end(), Decimal(plain), len(fraction) if point else 0, flags)
