"""The grammar of printed numbers (数字文法): every number of a text with its unit, or what it is instead of a figure.

A lexer, then a look at the neighbours. Nothing is guessed in silence: what had to be repaired, supplied or chosen
carries a flag. Linear in the length of the text; numbers are Decimal throughout.
"""

from __future__ import annotations

import re
import string
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from extractors.numbers import chinese
from extractors.numbers.characters import fold
from extractors.numbers.dates import Printed, date_at
from extractors.numbers.grammar import Number, arabic_at, chinese_at, lookalike_at, mixed_at, past_blanks
from extractors.numbers.neighbours import (
    COUNTED,
    OF_MONEY,
    complete_days,
    count_bare,
    share_scores,
    share_units,
    sum_scores,
    supply_missing,
)
from extractors.numbers.noise import MARKER, Other, noise_at
from extractors.numbers.pairs import score_pairs
from extractors.numbers.quantities import Quantity
from extractors.numbers.united import BETWEEN, number_at, qualified, united
from extractors.numbers.units import S, Unit, unit_at
from schemas.figure import Flag, Kind
from schemas.record import altered

__all__ = ["Other", "Quantity", "scan"]


_BRACKETED = re.compile(rf"\({S}([0-9][0-9,]{{0,15}}(?:\.[0-9]{{1,6}})?){S}\)(?={S}[万亿千百]{{0,2}}元)")
_TENTHS = re.compile(
    r"([一二两三四五六七八九1-9])成([半一二三四五六七八九])?(?![员立本效果为功都长绩品人交就套型熟形因份年新分])"
)
_TENTH_DIGITS = dict(zip("123456789一二三四五六七八九半两", [*range(1, 10), *range(1, 10), 5, 2], strict=True))
_LOOSE_MARKER = re.compile(r"[0-9]{1,2} ?\. +[0-9]")
_PER_HUNDRED = re.compile(rf"([百千])分之{S}(负?)")
_SHORT_OF_ALL = re.compile(r"(?:未|没有?|不)能?(?:达到?|做到|实现|到|够)?$")
_START = re.compile(rf"[0-9(\[第《]|[OoIl|ZSB](?=[0-9.OoIl|ZSB])|[A-Za-z]|[{chinese.NUMERALS}十百千]|(?<=[×xX*✕])100")
_HAN_RANGE = re.compile(rf"[至到~—-][{chinese.NUMERALS}]{{1,6}}(?:元|%|个?百分点)")
_NUMERALS = re.compile(rf"[{chinese.NUMERALS}]{{2,}}+")
_TITLE = re.compile(r"《(?:[^《》]{0,120}》)?")
_DIGITS = re.compile(r"[0-9][0-9.,]*+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.@:/+&?=#-]*+")
# A number that its unit follows at once, and that nothing before it makes a formula's, a picture's or foreign money's,
# is none of what the rules look for before they take it for one: 12.5万元, 96.5%, 9分.
_PLAIN = re.compile(
    r"(?<![×xX*✕表图])(?<![×xX*✕表图] )(?<!港币|港元|美元|美金|欧元|日元|英镑)"
    r"(?:[0-9][0-9,]{0,8}(?:\.[0-9]{1,4})?(?= ?(?:[万亿]?元|%))|[0-9]{1,2}(?:\.[0-9]{1,2})?(?= ?分(?!之)))"
)
_SUFFIX_OF_DAY = re.compile(r" ?(?:之?前|以前|止|底前)")
_CHINESE_UNITS_OF_WEIGHT = set("人名家辆户")


_FOR_EACH = re.compile(r"每(?:[增减]加?少?|上升|下降|提高|降低|[高低多少超]于?过?出?|满|差)?$")
_CLOSED = re.compile(r"[，,。；;、）)]|$")


@lru_cache(maxsize=1024)
def scan(text: str) -> tuple[Quantity, ...]:
    """Every number of the text, in order, none overlapping the next."""
    folded = fold(text)
    found: list[Quantity] = []
    at = 0
    marker = MARKER.match(folded)
    if marker:
        found.append(_other(Other.ORDINAL, marker.start(), marker.end()))
        at = marker.end()
    while begin := _START.search(folded, at):
        quantity = _token(folded, begin.start(), found[-1].end if found else 0)
        if quantity is None:
            at = begin.end()
            continue
        if found and Flag.AMBIGUOUS in found[-1].flags and folded[found[-1].end : quantity.start].strip() == ",":
            # The rest of 12,34.56, of which nobody can say where it was to be cut.
            quantity = altered(quantity, flags=tuple(dict.fromkeys((*quantity.flags, Flag.AMBIGUOUS))))
        if quantity.number_end > quantity.number_start:
            found.append(quantity)
        at = max(quantity.end, begin.end())
    if not found:
        return ()
    found = share_units(folded, count_bare(folded, complete_days(folded, found)))
    if any(quantity.kind is None for quantity in found):
        found = supply_missing(folded, sum_scores(folded, share_scores(folded, found)))
    return tuple(score_pairs(folded, found))


def _token(text: str, at: int, floor: int) -> Quantity | None:
    """What begins at this place, by the first rule that fits; None when nothing does."""
    for rule in _RULES[text[at]]:
        quantity = rule(text, at, floor)
        if quantity is not None:
            return quantity
    return None


def _title(text: str, at: int, _: int) -> Quantity | None:
    """《…》: the numbers of a title are names."""
    found = _TITLE.match(text, at)
    return _other(Other.TITLE, at, found.end()) if found else None


def _plain(text: str, at: int, floor: int) -> Quantity | None:
    """12.5万元, 96.5%, 9分: the usual number, which needs no look at what else it could be."""
    return _arabic(text, at, floor) if _PLAIN.match(text, at) else None


def _misread(text: str, at: int, floor: int) -> Quantity | None:
    """O.5万元."""
    number = lookalike_at(text, at)
    return united(text, at, number, floor) if number else None


def _noise(text: str, at: int, _: int) -> Quantity | None:
    noise = noise_at(text, at)
    return _other(noise[0], at, noise[1]) if noise else None


def _day(text: str, at: int, _: int) -> Quantity | None:
    printed = date_at(text, at) if _begins(text, at) else None
    return _date(text, at, printed) if printed else None


def _arabic(text: str, at: int, floor: int) -> Quantity | None:
    """A number in Arabic figures; digits that make none are a code."""
    if (number := mixed_at(text, at) or arabic_at(text, at)) is not None:
        if _LOOSE_MARKER.match(text, at) and not text[:at].strip():  # 1. 5万元: a list's first item, or 1.5
            number = altered(number, flags=(*number.flags, Flag.AMBIGUOUS))
        return united(text, at, number, floor)
    run = _DIGITS.match(text, at)
    return _other(Other.CODE, at, run.end() if run else at + 1)


def _latin(text: str, at: int, _: int) -> Quantity | None:
    found = _LATIN.match(text, at)
    return _other(Other.CODE, at, found.end()) if found else None


def _begins(text: str, at: int) -> bool:
    """Whether a date may begin here: not inside a number or a word of Latin letters."""
    return at == 0 or not (
        text[at - 1].isdigit() or text[at - 1] == "." or (text[at - 1].isascii() and text[at - 1].isalpha())
    )


def _other(other: Other, start: int, end: int, year: int | None = None) -> Quantity:
    return Quantity(start, end, start, end, other, year=year)


def _date(text: str, at: int, printed: Printed) -> Quantity:
    """A day or a period; of a day that is not fully printed the year is looked for later."""
    if not printed.is_day:
        return _other(Other.PERIOD, at, printed.end, printed.year)
    suffix = _SUFFIX_OF_DAY.match(text, printed.end)
    flags = (Flag.REPAIRED,) if printed.repaired else ()
    if printed.day is None:
        flags = (*flags, Flag.AMBIGUOUS)
    qualifier = "前" if suffix and "前" in suffix[0] else ""
    quantity = Quantity(at, suffix.end() if qualifier and suffix else printed.end, at, printed.end, Kind.DATE,
                        qualifier=qualifier, flags=flags, day=printed.day, year=printed.year)  # fmt: skip
    if printed.month_day:
        month, day = printed.month_day
        return altered(quantity, value=Decimal(month * 100 + day))
    return quantity


def _bracketed(text: str, at: int, _: int) -> Quantity | None:
    """（5.20）万元: the accountants' minus. A small whole number in brackets may be a marker, and says so."""
    found = _BRACKETED.match(text, at)
    if not found:
        return None
    number = arabic_at(text, found.start(1))
    if number is None:
        return None
    unit = unit_at(text, past_blanks(text, found.end()))
    if unit is None or unit.kind is None:
        return None
    flags = number.flags if number.decimals else (*number.flags, Flag.AMBIGUOUS)
    return Quantity(at, unit.end, found.start(1), found.end(1), unit.kind, -number.value, unit.name, unit.scale,
                    number.decimals, flags=flags)  # fmt: skip


def _per_hundred(text: str, at: int, floor: int) -> Quantity | None:
    """百分之九十八点五, 百分之98.5, 千分之三."""
    share = _PER_HUNDRED.match(text, at)
    if not share:
        return None
    begin = share.end()
    if text.startswith("百", begin) and _SHORT_OF_ALL.search(text, max(at - 6, 0), at):
        return _other(Other.CODE, at, begin + 1)  # 未达到百分之百，酌情扣分
    number = Number(begin + 1, Decimal(100), 0) if text.startswith("百", begin) else number_at(text, begin)
    if number is None:
        return None
    value = -number.value if share[2] else number.value
    unit, scale = ("%", Decimal(1)) if share[1] == "百" else ("‰", Decimal("0.1"))
    quantity = Quantity(
        at, number.end, at, number.end, Kind.RATE, value, unit, scale, number.decimals, flags=number.flags
    )
    return qualified(text, quantity, floor)


def _tenths(text: str, at: int, floor: int) -> Quantity | None:
    """七成, 八成五. With 近 or 超过 it is a way to say much or little as often as a share: it says so."""
    found = _TENTHS.match(text, at)
    if not found or (at and text[at - 1] in f"第{chinese.NUMERALS}0123456789."):
        return None
    digits = [_TENTH_DIGITS[c] if c else 0 for c in found.groups()]
    value = Decimal(digits[0]) + Decimal(digits[1]) / 10
    quantity = Quantity(at, found.end(), at, found.end(), Kind.RATE, value, "成", Decimal(10),
                        decimals=1 if found[2] else 0)  # fmt: skip
    share = qualified(text, quantity, floor)
    if not share.qualifier:
        return share
    return altered(share, flags=tuple(dict.fromkeys((*share.flags, Flag.AMBIGUOUS))))


def _chinese(text: str, at: int, floor: int) -> Quantity | None:
    """A number in Chinese numerals; only with a unit that makes it a figure, for 一个 and 三公 count nothing."""
    number = chinese_at(text, at)
    if number is None:
        run = _NUMERALS.match(text, at)
        return _other(Other.CODE, at, run.end()) if run else None  # 七八十人, 三四个: estimates
    between = BETWEEN.match(text, number.end)
    unit = unit_at(text, past_blanks(text, between.end() if between else number.end))
    printed = text[at : number.end]
    if printed == "零" and unit is None and text[at - 1 : at] == "为":
        return Quantity(at, number.end, at, number.end, None, number.value)  # 支出为零
    if unit is None and _HAN_RANGE.match(text, number.end):
        return Quantity(at, number.end, at, number.end, None, number.value)  # 三至五万元
    if unit is None or unit.kind is None:
        return _other(Other.ORDINAL, at, number.end) if unit is None else _other(Other.PERIOD, at, unit.end)
    if unit.supplied:
        return _bare_myriads(text, at, number, unit, floor)
    if unit.kind is Kind.SCORE and not re.search(
        r"(?:得|扣|加|满分|评|计|为|共)[为: ]{0,2}$", text[max(at - 6, 0) : at]
    ):
        return _other(Other.CODE, at, unit.end)
    if unit.name.endswith("百分点") and printed == "一" and _FOR_EACH.search(text, max(at - 6, 0), at):
        return _other(Other.CODE, at, unit.end)  # 每低一个百分点扣 0.5 分
    if unit.kind is Kind.COUNT and not _counts_something(unit, number.value, printed):
        return _other(Other.CODE, at, unit.end)
    return united(text, at, number, floor)


def _bare_myriads(text: str, at: int, number: Number, unit: Unit, floor: int) -> Quantity:
    """九十三万 without 元: an amount beside words of money, else a count of something, which is in doubt."""
    said, printed = text[max(at - 14, 0) : at], text[at : number.end]
    if not any(character in chinese.DIGITS for character in printed):
        return _other(Other.CODE, at, unit.end)  # 百万市民
    if OF_MONEY.search(said) or COUNTED.search(said):
        return united(text, at, number, floor)
    if not _CLOSED.match(text, unit.end):
        return _other(Other.CODE, at, unit.end)
    counted = united(text, at, number, floor)
    flags = tuple(dict.fromkeys((*counted.flags, Flag.AMBIGUOUS)))
    return altered(counted, kind=Kind.COUNT, unit=counted.unit.removesuffix("元"), flags=flags)


def _counts_something(unit: Unit, value: Decimal, printed: str) -> bool:
    """Whether Chinese numerals with a classifier state a count, not a turn of speech such as 一个, 四大, 三项."""
    return value >= 10 or (printed not in {"一", "两"} and unit.name[-1] in _CHINESE_UNITS_OF_WEIGHT)


_FIGURES, _LETTERS = "0123456789", string.ascii_letters
# What each rule's tokens may begin with, in the order in which the rules are tried.
_BEGINNINGS = (
    (_title, "《"),
    (_plain, _FIGURES),
    (_misread, f"{_FIGURES}{_LETTERS}|"),
    (_noise, f"[(第{_FIGURES}{chinese.NUMERALS}"),
    (_day, f"{_FIGURES}{_LETTERS}{chinese.NUMERALS}"),
    (_bracketed, "("),
    (_tenths, "".join(_TENTH_DIGITS)),
    (_per_hundred, "百千"),
    (_arabic, _FIGURES),
    (_latin, _LETTERS),
    (_chinese, chinese.NUMERALS),
)
_RULES = {
    character: [rule for rule, beginning in _BEGINNINGS if character in beginning]
    for character in {*chain.from_iterable(beginning for _, beginning in _BEGINNINGS)}
}
