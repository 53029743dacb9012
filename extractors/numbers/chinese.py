"""Chinese numerals (汉字数字), common and capital, to Decimal."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

_ROWS = ("零〇", "一壹弌", "二贰两弍貳", "三叁叄", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_DIGITS = {character: digit for digit, row in enumerate(_ROWS) for character in row}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = (("亿", 10**8), ("万", 10**4))
DIGITS = "".join(_DIGITS)
NUMERALS = DIGITS + "".join(_UNITS) + "亿万"
LONGEST = 40


class Numeral(NamedTuple):
    """A numeral's value, how many decimals it has, and whether it can be read in one way only."""

    value: Decimal
    decimals: int
    certain: bool


def parse(text: str) -> Numeral | None:
    """The value of a Chinese numeral such as 二十三, 壹仟零伍, 九十八点五, 二〇二〇; None when it is none.

    A numeral such as 三百五 (350 in speech, 305 on many a form) is not certain.
    """
    if not text or len(text) > LONGEST:
        return None
    whole, point, fraction = text.partition("点")
    if point and not (fraction and all(c in _DIGITS for c in fraction)):
        return None
    read = _positional(whole) if all(c in _DIGITS for c in whole) else _named(whole)
    if read is None:
        return None
    number, certain = read
    digits = "".join(str(_DIGITS[c]) for c in fraction)
    return Numeral(Decimal(f"{number}.{digits}") if digits else Decimal(number), len(digits), certain)


def _positional(text: str) -> tuple[int, bool] | None:
    """Digits one after the other: 二〇二〇. Two or three such digits (三四, 七八) mean a guess and are no number."""
    if not text or (len(text) in {2, 3} and "〇" not in text):
        return None
    return int("".join(str(_DIGITS[c]) for c in text)), len(text) in {1, 4} or "〇" in text


def _named(text: str) -> tuple[int, bool] | None:
    """Digits with their units, myriads first: 一亿二千万零五百."""
    for name, size in _MYRIADS:
        head, mark, tail = text.rpartition(name)
        if not mark:
            continue
        high, low = _named(head), _named(tail) if tail else (0, True)
        if high is None or low is None or low[0] >= size or not high[0]:
            return None
        bare = len(tail) == 1
        return high[0] * size + low[0], high[1] and low[1] and not bare
    return _section(text)


def _section(text: str) -> tuple[int, bool] | None:
    """A numeral below 10 000, its units falling: 三千零五, 十六, 二百五 (not certain)."""
    total, digit, ceiling, zero = 0, None, 10**4, False
    for c in text:
        if c in _UNITS:
            unit = _UNITS[c]
            if unit >= ceiling or (digit is None and (unit > 10 or total)):
                return None
            total += (1 if digit is None else digit) * unit
            digit, ceiling, zero = None, unit, False
        elif _DIGITS.get(c) == 0:
            zero = True
        elif digit is None and c in _DIGITS:
            digit = _DIGITS[c]
        else:
            return None
    certain = digit is None or ceiling in {10, 10**4} or zero
    return (total + (digit or 0), certain) if text else None
