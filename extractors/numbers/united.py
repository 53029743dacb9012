"""A number with what belongs to it (数与其单位): unit, further parts, sign and qualifiers about it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors.numbers.grammar import arabic_at, chinese_at, past_blanks
from extractors.numbers.noise import Other
from extractors.numbers.quantities import Quantity
from extractors.numbers.units import ONE, Unit, enclosed_unit, unit_at
from schemas.figure import Flag, Kind
from schemas.record import altered

if TYPE_CHECKING:
    from extractors.numbers.grammar import Number

_BEFORE = re.compile(
    r"(?:不得低于|不得少于|不得高于|不得超过|未超过|不下于|不下|不止|至多|最高|最低|约为|≈|不低于|不少于|不小于|不高于"
    r"|不超过|不大于|不多于|不足|不到|大于等于|小于等于|大于或等于|小于或等于|大于|小于|高于|低于"
    r"|超过|将近|接近|大约|约(?<![节签契合预特履违公条]约)|近|超|逾|至少|最多|≥|≤|≧|≦|>=|<=|>|<)(?:人民币)? ?$"
)
BETWEEN = re.compile(
    r" ?[余多几来](?= ?(?:[万亿千百]? ?元|[万亿千百]?[人名个家件次场份户项辆台座亩吨种条处宗起万亿批册棵米]"
    r"|公里|平方|%|倍|分|天|年|小时))"
)
_AFTER = re.compile(
    r" ?\(?(?:及以上|及以下|左右|上下|以上|以下|以内|之内|余(?![额下])|多(?=[,，。;、)]|$)|\(含\)(?:以[上下内])?)\)?"
)
# A sign, or what stands before a number that has lost its beginning: l,234.5, 1 23456.7, 12. 34 . 5.
_SIGN = re.compile(
    # 担负, 减负, 自负: words that end so; 增减负 1.2 has a sign.
    r"(?:-(?<![0-9A-Za-z%)\]—-]-)|负(?<![担肩身自抱欺辜背欠正]负)(?<!(?<!增)减负)|—(?<![0-9A-Za-z%)\]元分个人—]—)"
    r"|[A-Za-z] ?[.,]|[0-9][ ,]*[.·'][ .,·']*|[0-9] |\.) ?$"
)

_OF_TIME = frozenset("目当此以之日年")  # 目前 73 人; 前 10 名 are the foremost


def united(text: str, at: int, number: Number, floor: int) -> Quantity:
    """A number with the unit, the qualifiers and the sign about it."""
    end, qualifier, value, decimals, flags = number.end, "", number.value, number.decimals, number.flags
    if between := BETWEEN.match(text, end):
        qualifier, end = between[0].strip(), between.end()
    unit = unit_at(text, past_blanks(text, end)) or enclosed_unit(text, number.end)
    if unit is None and text[at - 1 : at] in {"¥", "￥"}:
        unit = Unit("元", Kind.AMOUNT, ONE, number.end)
    compound = _compound(text, number, unit)
    if compound is not None:
        value, decimals, unit = compound
    kind: Kind | Other | None = None
    name, scale = "", ONE
    if unit is not None:
        end, name, scale = unit.end, unit.name, unit.scale
        kind = unit.kind if unit.kind is not None else Other.PERIOD
        qualifier += unit.vague
        if unit.supplied:
            # 1万5 is 15 000 to some and 10 005 to others.
            open_end = (Flag.AMBIGUOUS,) if text[end : end + 1].isdigit() else ()
            flags = (*flags, Flag.UNIT_INHERITED, *open_end)
    quantity = Quantity(at, end, at, number.end, kind, value, name, scale, decimals, qualifier, flags)
    if isinstance(kind, Other):
        return altered(quantity, value=None)
    if kind in {None, Kind.COUNT} and at > floor and text[at - 1] == "前" and text[at - 2 : at - 1] not in _OF_TIME:
        return Quantity(at, end, at, end, Other.ORDINAL)
    return qualified(text, quantity, floor)


def _compound(text: str, number: Number, unit: Unit | None) -> tuple[Decimal, int, Unit] | None:
    """2亿3千万元, 12万3456元, 5元6角: the parts added up, in the last part's unit."""
    total, parts, last, decimals = number.value, 0, unit, number.decimals
    while last is not None and parts < 4 and last.kind is Kind.AMOUNT and (last.supplied or parts or last.name == "元"):
        following = number_at(text, last.end + text.startswith("零", last.end))
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
        return total * last.scale, places, Unit("元", Kind.AMOUNT, ONE, last.end)
    if last.supplied:
        return None
    return total, decimals, last


def _stands_apart(text: str, floor: int, at: int) -> bool:
    """Whether something stands between the number before, which ends at `floor`, and a dash: else it is a range."""
    return floor == 0 or (at > floor and text[floor:at].strip() != "")


def number_at(text: str, at: int) -> Number | None:
    """The number, in Arabic or Chinese figures, that begins at this place."""
    return arabic_at(text, at) if text[at : at + 1].isdigit() else chinese_at(text, at)


def _small_coin(text: str, at: int) -> Unit | None:
    """角 or 分 after 元."""
    scale = {"角": Decimal("0.1"), "分": Decimal("0.01")}.get(text[at : at + 1])
    return Unit(text[at], Kind.AMOUNT, scale, at + 1) if scale is not None else None


def qualified(text: str, quantity: Quantity, floor: int) -> Quantity:
    """The sign and the qualifiers before and after a number."""
    start, end, value, flags = quantity.start, quantity.end, quantity.value, quantity.flags
    if sign := _SIGN.search(text[max(0, start - 4) : start]):
        at, mark = start - len(sign[0]), sign[0][0]
        if mark not in "-负—":
            flags = (*flags, Flag.AMBIGUOUS) if value is not None else flags
        elif _stands_apart(text, floor, at) and mark == "—":
            start, flags = at, (*flags, Flag.AMBIGUOUS)
        elif _stands_apart(text, floor, at):
            start, value = at, -value if value is not None else None
    qualifiers = [quantity.qualifier] if quantity.qualifier else []
    if before := _BEFORE.search(text[max(floor, start - 12) : start]):
        qualifiers.insert(0, before[0].strip().removesuffix("人民币"))
        start -= len(before[0])
    if after := _AFTER.match(text, end):
        qualifiers.append(after[0].replace("(", "").replace(")", "").strip())
        end = after.end()
    if (start, end) == (quantity.start, quantity.end) and flags is quantity.flags:
        return quantity
    return altered(quantity, start=start, end=end, value=value, flags=tuple(dict.fromkeys(flags)),
                   qualifier="".join(qualifiers))  # fmt: skip
