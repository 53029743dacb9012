"""The grammar of printed numbers (数字文法): every number of a text with its unit, or what it is instead of a figure.

A lexer, then a look at the neighbours. Nothing is guessed in silence: what had to be repaired, supplied or chosen
carries a flag. Linear in the length of the text; numbers are Decimal throughout.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from extractors.numbers import chinese
from extractors.numbers.characters import fold
from extractors.numbers.dates import Printed, date_at
from extractors.numbers.grammar import Number, arabic_at, chinese_at, lookalike_at, mixed_at
from extractors.numbers.neighbours import COUNTED, OF_MONEY, complete_days, count_bare, share_units, supply_missing
from extractors.numbers.noise import MARKER, Other, noise_at
from extractors.numbers.pairs import score_pairs
from extractors.numbers.quantities import Quantity
from extractors.numbers.units import S, Unit, enclosed_unit, unit_at
from schemas.figure import Flag, Kind

__all__ = ["Other", "Quantity", "scan"]


_BEFORE = re.compile(
    r"(?:不得低于|不得少于|不得高于|不得超过|未超过|不下于|不下|不止|至多|最高|最低|约为|≈|不低于|不少于|不小于|不高于"
    r"|不超过|不大于|不多于|不足|不到|大于等于|小于等于|大于或等于|小于或等于|大于|小于|高于|低于"
    r"|超过|将近|接近|大约|(?<!节)约|近|超|逾|至少|最多|≥|≤|≧|≦|>=|<=|>|<)(?:人民币)? ?$"
)
_BETWEEN = re.compile(
    r" ?[余多几来](?= ?(?:[万亿千百]? ?元|[万亿千百]?[人名个家件次场份户项辆台座亩吨种条处宗起万亿批册棵米]"
    r"|公里|平方|%|倍|分|天|年|小时))"
)
_AFTER = re.compile(
    r" ?\(?(?:及以上|及以下|左右|上下|以上|以下|以内|之内|余(?![额下])|多(?=[,，。;、)]|$)|\(含\)(?:以[上下内])?)\)?"
)
_MINUS = re.compile(r"(?:(?<![0-9A-Za-z%)\]—-])-|(?<![担肩身自抱欺])负) ?$")
_DASH = re.compile(r"(?<![0-9A-Za-z%)\]元分个人—])— ?$")
_BRACKETED = re.compile(rf"\({S}([0-9][0-9,]{{0,15}}(?:\.[0-9]{{1,6}})?){S}\)(?={S}[万亿千百]{{0,2}}元)")
_TENTHS = re.compile(
    r"([一二两三四五六七八九1-9])成([半一二三四五六七八九])?(?![员立本效果为功都长绩品人交就套型熟形因份年新分])"
)
_TENTH_DIGITS = dict(zip("123456789一二三四五六七八九半两", [*range(1, 10), *range(1, 10), 5, 2], strict=True))
# What stands before a number that has lost its beginning: l,234.5, 1 23456.7, 12. 34 . 5.
_CUT = re.compile(r"(?:[A-Za-z] ?[.,]|[0-9][ ,]*[.·'][ .,·']*|[0-9] |\.) ?$")
_LOOSE_MARKER = re.compile(r"[0-9]{1,2} ?\. +[0-9]")
_PER_HUNDRED = re.compile(rf"([百千])分之{S}(负?)")
_START = re.compile(rf"[0-9(\[第《]|[OoIl|ZSB](?=[0-9.OoIl|ZSB])|[A-Za-z]|[{chinese.NUMERALS}十百千]|(?<=[×xX*✕])100")
_HAN_RANGE = re.compile(rf"[至到~—-][{chinese.NUMERALS}]{{1,6}}(?:元|%|个?百分点)")
_NUMERALS = re.compile(rf"[{chinese.NUMERALS}]{{2,}}+")
_TITLE = re.compile(r"《(?:[^《》]{0,120}》)?")
_DIGITS = re.compile(r"[0-9][0-9.,]*+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.@:/+&?=#-]*+")
_SUFFIX_OF_DAY = re.compile(r" ?(?:之?前|以前|止|底前)")
_CHINESE_UNITS_OF_WEIGHT = set("人名家辆户")


_FOR_EACH = re.compile(r"每(?:[增减]加?少?|上升|下降|提高|降低|[高低多少超]于?过?出?|满|差)?$")
_CLOSED = re.compile(r"[，,。；;、）)]|$")


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
            quantity = replace(quantity, flags=tuple(dict.fromkeys((*quantity.flags, Flag.AMBIGUOUS))))
        if quantity.number_end > quantity.number_start:
            found.append(quantity)
        at = max(quantity.end, begin.end())
    found = share_units(folded, count_bare(folded, complete_days(folded, found)))
    return tuple(score_pairs(folded, supply_missing(folded, found)))


@lru_cache(maxsize=4096)
def _token(text: str, at: int, floor: int) -> Quantity | None:
    """What begins at this place, by the first rule that fits; None when nothing does."""
    for rule in _RULES:
        quantity = rule(text, at, floor)
        if quantity is not None:
            return quantity
    return None


def _title(text: str, at: int, _: int) -> Quantity | None:
    """《…》: the numbers of a title are names."""
    found = _TITLE.match(text, at)
    return _other(Other.TITLE, at, found.end()) if found else None


def _misread(text: str, at: int, floor: int) -> Quantity | None:
    """O.5万元."""
    number = lookalike_at(text, at)
    return _united(text, at, number, floor) if number else None


def _noise(text: str, at: int, _: int) -> Quantity | None:
    noise = noise_at(text, at)
    return _other(noise[0], at, noise[1]) if noise else None


def _day(text: str, at: int, _: int) -> Quantity | None:
    printed = date_at(text, at) if _begins(text, at) else None
    return _date(text, at, printed) if printed else None


def _arabic(text: str, at: int, floor: int) -> Quantity | None:
    """A number in Arabic figures; digits that make none are a code."""
    if not text[at].isdigit():
        return None
    if (number := mixed_at(text, at) or arabic_at(text, at)) is not None:
        if not text[:at].strip() and _LOOSE_MARKER.match(text, at):  # 1. 5万元: a list's first item, or 1.5
            number = replace(number, flags=(*number.flags, Flag.AMBIGUOUS))
        return _united(text, at, number, floor)
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
        return replace(quantity, value=Decimal(month * 100 + day))
    return quantity


def _bracketed(text: str, at: int, _: int) -> Quantity | None:
    """（5.20）万元: the accountants' minus. A small whole number in brackets may be a marker, and says so."""
    found = _BRACKETED.match(text, at)
    if not found:
        return None
    number = arabic_at(text, found.start(1))
    if number is None:
        return None
    gap = found.end()
    while text[gap] == " ":
        gap += 1
    unit = unit_at(text, gap)
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
    number = Number(begin + 1, Decimal(100), 0) if text.startswith("百", begin) else _number_at(text, begin)
    if number is None:
        return None
    value = -number.value if share[2] else number.value
    unit, scale = ("%", Decimal(1)) if share[1] == "百" else ("‰", Decimal("0.1"))
    quantity = Quantity(
        at, number.end, at, number.end, Kind.RATE, value, unit, scale, number.decimals, flags=number.flags
    )
    return _qualified(text, quantity, floor)


def _tenths(text: str, at: int, floor: int) -> Quantity | None:
    """七成, 八成五. With 近 or 超过 it is a way to say much or little as often as a share: it says so."""
    found = _TENTHS.match(text, at)
    if not found or (at and text[at - 1] in f"第{chinese.NUMERALS}0123456789."):
        return None
    digits = [_TENTH_DIGITS[c] if c else 0 for c in found.groups()]
    value = Decimal(digits[0]) + Decimal(digits[1]) / 10
    quantity = Quantity(at, found.end(), at, found.end(), Kind.RATE, value, "成", Decimal(10),
                        decimals=1 if found[2] else 0)  # fmt: skip
    qualified = _qualified(text, quantity, floor)
    if not qualified.qualifier:
        return qualified
    return replace(qualified, flags=tuple(dict.fromkeys((*qualified.flags, Flag.AMBIGUOUS))))


def _chinese(text: str, at: int, floor: int) -> Quantity | None:
    """A number in Chinese numerals; only with a unit that makes it a figure, for 一个 and 三公 count nothing."""
    number = chinese_at(text, at)
    if number is None:
        run = _NUMERALS.match(text, at)
        return _other(Other.CODE, at, run.end()) if run else None  # 七八十人, 三四个: estimates
    between = _BETWEEN.match(text, number.end)
    gap = between.end() if between else number.end
    while gap < len(text) and text[gap] == " ":
        gap += 1
    unit = unit_at(text, gap)
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
    return _united(text, at, number, floor)


def _bare_myriads(text: str, at: int, number: Number, unit: Unit, floor: int) -> Quantity:
    """九十三万 without 元: an amount beside words of money, else a count of something, which is in doubt."""
    said, printed = text[max(at - 14, 0) : at], text[at : number.end]
    if not any(character in chinese.DIGITS for character in printed):
        return _other(Other.CODE, at, unit.end)  # 百万市民
    if OF_MONEY.search(said) or COUNTED.search(said):
        return _united(text, at, number, floor)
    if not _CLOSED.match(text, unit.end):
        return _other(Other.CODE, at, unit.end)
    counted = _united(text, at, number, floor)
    flags = tuple(dict.fromkeys((*counted.flags, Flag.AMBIGUOUS)))
    return replace(counted, kind=Kind.COUNT, unit=counted.unit.removesuffix("元"), flags=flags)


def _counts_something(unit: Unit, value: Decimal, printed: str) -> bool:
    """Whether Chinese numerals with a classifier state a count, not a turn of speech such as 一个, 四大, 三项."""
    return value >= 10 or (printed not in {"一", "两"} and unit.name[-1] in _CHINESE_UNITS_OF_WEIGHT)


def _united(text: str, at: int, number: Number, floor: int) -> Quantity:
    """A number with the unit, the qualifiers and the sign about it."""
    end, qualifier, value, decimals, flags = number.end, "", number.value, number.decimals, number.flags
    if between := _BETWEEN.match(text, end):
        qualifier, end = between[0].strip(), between.end()
    gap = end
    while gap < len(text) and text[gap] == " ":
        gap += 1
    unit = unit_at(text, gap) or enclosed_unit(text, number.end)
    if unit is None and text[at - 1 : at] in {"¥", "￥"}:
        unit = Unit("元", Kind.AMOUNT, Decimal(1), number.end)
    compound = _compound(text, number, unit)
    if compound is not None:
        value, decimals, unit = compound
    kind: Kind | Other | None = None
    name, scale, number_end = "", Decimal(1), number.end
    if unit is not None:
        end, name, scale = unit.end, unit.name, unit.scale
        kind = unit.kind if unit.kind is not None else Other.PERIOD
        qualifier += unit.vague
        if unit.supplied:
            # 1万5 is 15 000 to some and 10 005 to others.
            open_end = (Flag.AMBIGUOUS,) if text[end : end + 1].isdigit() else ()
            flags = (*flags, Flag.UNIT_INHERITED, *open_end)
    quantity = Quantity(at, end, at, number_end, kind, value, name, scale, decimals, qualifier, flags)
    if isinstance(kind, Other):
        return replace(quantity, value=None)
    if kind in {None, Kind.COUNT} and at > floor and text[at - 1] == "前":
        return _other(Other.ORDINAL, at, end)
    return _qualified(text, quantity, floor)


def _compound(text: str, number: Number, unit: Unit | None) -> tuple[Decimal, int, Unit] | None:
    """2亿3千万元, 12万3456元, 5元6角: the parts added up, in the last part's unit."""
    total, parts, last, decimals = number.value, 0, unit, number.decimals
    while last is not None and parts < 4 and last.kind is Kind.AMOUNT and (last.supplied or parts or last.name == "元"):
        following = _number_at(text, last.end + text.startswith("零", last.end))
        if following is None:
            break
        after = unit_at(text, following.end)
        if last.name in {"元", "角"} and not last.supplied:
            after = _small_coin(text, following.end)
        if after is None or after.kind is not Kind.AMOUNT or after.scale >= last.scale:
            break
        if following.value * after.scale >= last.scale:
            break
        total = total * last.scale / after.scale + following.value
        decimals, last, parts = following.decimals, after, parts + 1
    if not parts or last is None:
        return None
    if last.name in {"角", "分"}:
        places = 1 if last.name == "角" else 2
        return total * last.scale, places, Unit("元", Kind.AMOUNT, Decimal(1), last.end)
    if last.supplied:
        return None
    return total, decimals, last


def _stands_apart(text: str, floor: int, at: int) -> bool:
    """Whether something stands between the number before, which ends at `floor`, and a dash: else it is a range."""
    return floor == 0 or (at > floor and text[floor:at].strip() != "")


def _number_at(text: str, at: int) -> Number | None:
    """The number, in Arabic or Chinese figures, that begins at this place."""
    return arabic_at(text, at) if text[at : at + 1].isdigit() else chinese_at(text, at)


def _small_coin(text: str, at: int) -> Unit | None:
    """角 or 分 after 元."""
    scale = {"角": Decimal("0.1"), "分": Decimal("0.01")}.get(text[at : at + 1])
    return Unit(text[at], Kind.AMOUNT, scale, at + 1) if scale is not None else None


def _qualified(text: str, quantity: Quantity, floor: int) -> Quantity:
    """The sign and the qualifiers before and after a number."""
    start, end, value, flags = quantity.start, quantity.end, quantity.value, quantity.flags
    head = text[max(0, start - 4) : start]
    if (sign := _MINUS.search(head)) and _stands_apart(text, floor, start - len(sign[0])):
        value, start = -value if value is not None else None, start - len(sign[0])
    elif (dash := _DASH.search(head)) and _stands_apart(text, floor, start - len(dash[0])):
        start, flags = start - len(dash[0]), (*flags, Flag.AMBIGUOUS)
    elif value is not None and _CUT.search(head):
        flags = (*flags, Flag.AMBIGUOUS)
    qualifiers = [quantity.qualifier] if quantity.qualifier else []
    if before := _BEFORE.search(text[max(floor, start - 12) : start]):
        qualifiers.insert(0, before[0].strip().removesuffix("人民币"))
        start -= len(before[0])
    if after := _AFTER.match(text, end):
        qualifiers.append(after[0].replace("(", "").replace(")", "").strip())
        end = after.end()
    if (start, end) == (quantity.start, quantity.end) and flags is quantity.flags:
        return quantity
    return replace(quantity, start=start, end=end, value=value, flags=tuple(dict.fromkeys(flags)),
                   qualifier="".join(qualifiers))  # fmt: skip


_RULES = (_title, _misread, _noise, _day, _bracketed, _tenths, _per_hundred, _arabic, _latin, _chinese)
