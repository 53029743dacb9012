"""The grammar of printed numbers (数字文法): every number of a text with its unit, or what it is instead of a figure.

A lexer, then two looks at neighbours. Nothing is guessed in silence: what had to be repaired, supplied or chosen
carries a flag. Linear in the length of the text; numbers are Decimal throughout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from extractors import chinese
from extractors.characters import fold
from extractors.dates import Printed, complete, date_at
from extractors.units import S, Unit, named_unit, unit_at
from schemas.figure import Flag, Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


class Other(StrEnum):
    """What a number is that is no figure."""

    ARTICLE = "article"
    CODE = "code"
    DOCNO = "docno"
    FORMULA = "formula"
    FRACTION = "fraction"
    MONEY = "foreign_money"
    ORDINAL = "ordinal"
    PERIOD = "period"
    PHONE = "phone"
    PLAN = "plan"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A printed number. Offsets are into the text given; `start`–`end` holds qualifier, sign and unit as well.

    `kind` is None for a bare number, an `Other` for what is no figure. `value` and `decimals` are in the unit
    (None for dates and non-figures), `scale` takes the value to the base unit, as in `Figure`. `year` is set for
    dates and periods that name one.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    kind: Kind | Other | None
    value: Decimal | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    decimals: int = 0
    qualifier: str = ""
    flags: tuple[Flag, ...] = ()
    day: date | None = None
    year: int | None = None

    @property
    def is_figure(self) -> bool:
        """Whether it is an amount, a rate, a score, a count or a date."""
        return isinstance(self.kind, Kind)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number without its unit: where it ends, and how it had to be read."""

    end: int
    value: Decimal
    decimals: int
    flags: tuple[Flag, ...] = ()


_REPAIRED, _AMBIGUOUS, _INHERITED = Flag.REPAIRED, Flag.AMBIGUOUS, Flag.UNIT_INHERITED
_LONGEST = 24
"""Digits of the longest number; Decimal's context carries 28."""

# How Arabic numbers are printed, the first form that fits is taken. The guards keep 1,2345 from being 1.
_GUARD = r"(?![0-9]|[.,][0-9])"
_FORMS: tuple[tuple[re.Pattern[str], tuple[Flag, ...]], ...] = (
    (re.compile(rf"[0-9]++(?:\.[0-9]++)?{_GUARD}(?! {{0,2}}[.,，·] {{0,2}}[0-9]| [0-9])"), ()),
    (re.compile(rf"[0-9]{{1,3}}(?:,[0-9]{{3}})++(?:\.[0-9]++)?{_GUARD}"), ()),
    (re.compile(rf"[0-9]{{1,3}}(?: ?[,，] ?[0-9]{{3}})++(?: ?\. ?[0-9]++)?{_GUARD}(?! [0-9])"), (_REPAIRED,)),
    (re.compile(rf"[0-9]{{1,3}}(?: ?[,，] ?[0-9]{{3}})++ ?\. ?[0-9]++(?: [0-9]++)?{_GUARD}"), (_REPAIRED,)),
    (re.compile(rf"[0-9]++ {{0,2}}\. ?[0-9]++{_GUARD}(?! [0-9])"), ()),
    (re.compile(rf"[0-9]++ ?· ?[0-9]++{_GUARD}"), (_REPAIRED,)),
    (re.compile(rf"[0-9]{{1,3}}(?:\.[0-9]{{3}})++\.[0-9]{{1,2}}{_GUARD}"), (_REPAIRED, _AMBIGUOUS)),
)
# Forms that are believed only when a unit follows.
_UNITED_FORMS: tuple[tuple[re.Pattern[str], tuple[Flag, ...]], ...] = (
    (re.compile(rf"[0-9]{{1,4}}(?: [0-9]{{1,4}})+?(?: ?\. ?[0-9]++)?{_GUARD}(?! [0-9])"), (_REPAIRED, _AMBIGUOUS)),
    (re.compile(rf"[0-9]++\. ?[0-9]{{1,2}} [0-9]{{1,2}}{_GUARD}"), (_REPAIRED, _AMBIGUOUS)),
    (re.compile(rf"[0-9]++,[0-9]{{2}}{_GUARD}"), (_REPAIRED, _AMBIGUOUS)),
    (re.compile(rf"[0-9]{{1,6}}。[0-9]{{1,2}}{_GUARD}"), (_REPAIRED, _AMBIGUOUS)),
)
_PLAIN = re.compile(r"[0-9]++(?:\.[0-9]++)?")
_DOTTED = re.compile(r"[0-9]++(?:\.[0-9]++){2,}+")
_LOOKALIKE = re.compile(r"[0-9OoIl|ZSB]{1,12}(?:[.][0-9OoIl|ZSB]{1,6})?(?![A-Za-z0-9])")
_LOOKALIKES = str.maketrans("OoIl|ZSB", "00111258")

_QUALIFIER_BEFORE = re.compile(
    r"(?:不低于|不少于|不小于|不高于|不超过|不超|不大于|不多于|不足|不到|大于等于|小于等于|大于或等于|小于或等于|大于|小于"
    r"|高于|低于|超过|突破|将近|接近|大约|约为|约|近|超|逾|至少|最多|达到|多达|≥|≤|>=|<=|>|<|≧|≦)[ 人民币]{0,4}$"
)
_DROPPED_QUALIFIERS = {"达到", "突破"}
_QUALIFIER_BETWEEN = re.compile(
    r" {0,3}(?:余|多(?!少|于|次|家|个|名|方|项)|几|来)(?=[万亿千百元个名人家件次场份户名项辆台座公亩吨种条处所％% 年天])"
)
_QUALIFIER_AFTER = re.compile(
    r" {0,3}[(]?(?:及以上|及以下|左右|上下|以上|以下|以内|之内|余(?![额下])|多(?![元方样数少种次于年渠])|\(含\)|封顶|起(?=[,，。;]))[)]?"
)

_START = re.compile(rf"[0-9OoIl|]|[{chinese.NUMERALS}百]|第|《|\[|\(|[A-Za-z]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.@:/\-+&?=#%]*+")

_TITLE = re.compile(r"《[^《》]{0,120}》")
_DOCNO = re.compile(
    r"[\[(] ?(?:19|20)[0-9]{2} ?年?[\])] ?(?:第 ?)?[0-9]{1,6}(?: ?-[0-9]+)? ?[号期]?|(?<=[字发函文办财])(?:第 ?)?[0-9]{1,6} ?号"
)
_ORDINAL = re.compile(
    rf"第 ?(?:[0-9]{{1,6}}|[{chinese.NUMERALS}]{{1,6}}) ?(?:[条款项期号名位届次批章节类年轮]|部分|季度)?"
)
_NO_FIGURE = (
    (re.compile(r"0[0-9]{2,3} ?[-—] ?[0-9]{7,8}(?![0-9])"), Other.PHONE),
    (re.compile(r"1[3-9][0-9]{9}(?![0-9.])"), Other.PHONE),
    (re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])"), Other.TIME),
    (re.compile(r"[0-9]+(?: ?[+×*xX] ?[0-9]+)+(?![0-9.])"), Other.FORMULA),
    (re.compile(r"[0-9]{1,3}/[0-9]{1,3}(?![0-9./年])"), Other.FRACTION),
    (re.compile(r"[0-9]+(?:\.[0-9]+)?[A-Za-z](?![²2³])[A-Za-z0-9]*"), Other.CODE),
    (re.compile(r"[0-9]{5,}-[0-9A-Za-z-]*"), Other.CODE),
    (re.compile(r"[0-9]{12,}(?![0-9.,，])"), Other.CODE),
    (re.compile(r"0[0-9]+(?![0-9.])"), Other.CODE),
)
_PERCENT_WORDS = re.compile(rf"(?P<sign>千|百)分之 ?(?P<cn>[{chinese.DIGITS}十百点两]{{1,12}}|[0-9]+(?:\.[0-9]+)?)")
_CHINESE = re.compile(rf"[{chinese.NUMERALS}两][{chinese.NUMERALS}两点 ]{{0,30}}")
_JOIN = re.compile(r" ?(?:[、,，]|和|与|及|以及) ?")
_RANGE = re.compile(r" ?(?:-{1,2}|~|—{1,2}|至|到) ?")
_SEPARATED = re.compile(r"[0-9]++\.[0-9]++(?=[,，][0-9])")
# A dash after one of these joins (2020-2021, A-5), else it is a minus.
_BEFORE_DASH = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz年月日号度%分元)")
_CURRENCY = re.compile(r"(?:美|欧|日|港)元")


def scan(text: str) -> tuple[Quantity, ...]:
    """Every number of a text, figures and others, from left to right; what stands inside 《》 is left out."""
    folded = fold(text)
    found: list[Quantity] = []
    at = 0
    while match := _START.search(folded, at):
        quantity, at = _at(folded, match.start(), found[-1].end if found else 0)
        if quantity is not None:
            found.append(quantity)
    return tuple(_shared(folded, found))


def _at(text: str, at: int, floor: int) -> tuple[Quantity | None, int]:
    """What begins at a place where a number may begin, and where to look on."""
    char = text[at]
    if char == "《":
        title = _TITLE.match(text, at)
        return None, title.end() if title else at + 1
    if char in "[(":
        return _bracket(text, at, floor)
    if char == "第":
        ordinal = _ORDINAL.match(text, at)
        return (_other(ordinal, Other.ORDINAL), ordinal.end()) if ordinal else (None, at + 1)
    if char.isdigit() and char.isascii():
        return _arabic(text, at, floor)
    if char.isascii():
        return _letters(text, at, floor)
    return _hanzi(text, at, floor)


def _other(found: re.Match[str], kind: Other) -> Quantity:
    return Quantity(found.start(), found.end(), found.start(), found.end(), kind)


def _bracket(text: str, at: int, floor: int) -> tuple[Quantity | None, int]:
    """A document number, or an amount in brackets, which accountants write for a negative one."""
    if docno := _DOCNO.match(text, at):
        return _other(docno, Other.DOCNO), docno.end()
    if text[at] == "(" and (number := _number_at(text, at + 1)) and text[number.end : number.end + 1] == ")":
        unit = unit_at(text, number.end + 1)
        if unit and unit.kind is Kind.AMOUNT:
            negative = replace(number, value=-number.value, end=number.end + 1)
            return _quantity(text, at, at, negative, floor)
    return None, at + 1


def _letters(text: str, at: int, floor: int) -> tuple[Quantity | None, int]:
    """A Latin word or code; digits among it that a reader took for letters (O.5万元) count where a unit follows."""
    like = _LOOKALIKE.match(text, at)
    if like and any(c.isdigit() for c in like[0]) and unit_at(text, like.end()):
        plain = like[0].translate(_LOOKALIKES)
        number = _Number(like.end(), Decimal(plain), len(plain.partition(".")[2]), (_REPAIRED, _AMBIGUOUS))
        return _quantity(text, at, at, number, floor)
    word = _LATIN.match(text, at)
    return None, max(word.end() if word else at + 1, at + 1)


def _arabic(text: str, at: int, floor: int) -> tuple[Quantity | None, int]:
    if docno := _DOCNO.match(text, at):
        return _other(docno, Other.DOCNO), docno.end()
    if printed := date_at(text, at):
        return _date(at, printed), printed.end
    for pattern, kind in _NO_FIGURE:
        found = pattern.match(text, at)
        if found and not (unit_at(text, found.end()) and kind in {Other.CODE, Other.FORMULA}):
            return _other(found, kind), found.end()
    number = _number_at(text, at)
    if number is None:
        plain = _DOTTED.match(text, at) or _PLAIN.match(text, at)
        end = plain.end() if plain else at + 1
        return Quantity(at, end, at, end, Other.CODE), end
    if _repaired_digits(text, number.end):
        like = _LOOKALIKE.match(text, at)
        if like and like.end() > number.end and unit_at(text, like.end()):
            return _letters(text, at, floor)
    return _quantity(text, at, at, number, floor)


def _repaired_digits(text: str, at: int) -> bool:
    return text[at : at + 1] in {"O", "o", "l", "I", "|"}


def _number_at(text: str, at: int) -> _Number | None:
    """An Arabic number in one of the forms in which numbers are printed."""
    for pattern, flags in _FORMS:
        if found := pattern.match(text, at):
            return _parsed(found[0], found.end(), flags)
    if found := _SEPARATED.match(text, at):
        return _parsed(found[0], found.end(), ())
    for pattern, flags in _UNITED_FORMS:
        found = pattern.match(text, at)
        if found and unit_at(text, found.end()):
            return _parsed(found[0], found.end(), flags)
    if found := re.compile(r"[0-9]++(?:\.[0-9]++)?(?![0-9]|\.[0-9])").match(text, at):
        return _parsed(found[0], found.end(), ())
    return None


def _parsed(printed: str, end: int, flags: tuple[Flag, ...]) -> _Number | None:
    plain = printed.replace(" ", "").replace(",", "").replace("，", "").replace("·", ".").replace("。", ".")
    if plain.count(".") > 1:
        whole, _, fraction = plain.rpartition(".")
        plain = whole.replace(".", "") + "." + fraction
    if len(plain) > _LONGEST:
        return None
    return _Number(end, Decimal(plain), len(plain.partition(".")[2]), flags)


def _date(at: int, printed: Printed) -> Quantity:
    kind: Kind | Other = Kind.DATE if printed.is_day and printed.day else Other.PERIOD
    flags = (_REPAIRED,) if printed.repaired else ()
    return Quantity(at, printed.end, at, printed.end, kind, day=printed.day, year=printed.year, flags=flags)


def _quantity(text: str, at: int, number_start: int, number: _Number, floor: int) -> tuple[Quantity | None, int]:
    """A number with its sign, qualifier and unit."""
    start, value = at, number.value
    if start > floor and text[start - 1] == "负":
        start, value = start - 1, -value
    elif start > floor and text[start - 1] in "-－" and (start < 2 or text[start - 2] not in _BEFORE_DASH):
        start, value = start - 1, -value
    before = _QUALIFIER_BEFORE.search(text, max(floor, start - 8), start)
    qualifier = before[0].strip(" 人民币") if before else ""
    if before:
        start = before.start()
    if qualifier in _DROPPED_QUALIFIERS:
        qualifier, start = "", at
    if at > floor and text[at - 1] == "前" and not before:
        return Quantity(at, number.end, at, number.end, Other.ORDINAL), number.end
    between = _QUALIFIER_BETWEEN.match(text, number.end)
    unit_start = between.end() if between else number.end
    while text[unit_start : unit_start + 1] == " ":
        unit_start += 1
    unit = unit_at(text, unit_start)
    if between:
        qualifier = qualifier or between[0].strip()
    if unit is None or _CURRENCY.match(text, max(unit.end - 2, 0)):
        return Quantity(
            start,
            number.end,
            number_start,
            number.end,
            None,
            value,
            "",
            Decimal(1),
            number.decimals,
            qualifier,
            number.flags,
        ), number.end
    if unit.kind is None:
        return Quantity(start, unit.end, number_start, number.end, Other.TIME, value), unit.end
    return _with_unit(text, start, number_start, replace(number, value=value), qualifier, unit)


def _with_unit(
    text: str, start: int, number_start: int, number: _Number, qualifier: str, unit: Unit
) -> tuple[Quantity | None, int]:
    value, decimals, flags, end = number.value, number.decimals, number.flags, unit.end
    if unit.supplied and text[end : end + 1].isdigit() and (low := _number_at(text, end)):
        # 2亿3000万元: the lower part's unit is the printed one.
        lower = unit_at(text, low.end)
        if lower and lower.kind is Kind.AMOUNT and low.value * lower.scale < unit.scale:
            value = value * unit.scale / lower.scale + (low.value if value >= 0 else -low.value)
            decimals, unit, end = low.decimals, lower, lower.end
    if unit.supplied and (vague := re.compile("(余|多|几)元").match(text, end)):
        qualifier, end = qualifier or vague[1], vague.end()
    elif unit.supplied:
        flags = (*flags, _INHERITED)
    after = _QUALIFIER_AFTER.match(text, end)
    if after:
        qualifier = qualifier or after[0].strip(" ()")
        end = after.end()
    quantity = Quantity(
        start,
        end,
        number_start,
        number.end,
        unit.kind,
        value,
        unit.name,
        unit.scale,
        decimals,
        qualifier,
        tuple(dict.fromkeys(flags)),
    )
    return quantity, end


def _hanzi(text: str, at: int, floor: int) -> tuple[Quantity | None, int]:
    """Chinese numerals: 百分之五, 贰亿元, 一个百分点. Other counts in words are prose, not figures."""
    if words := _PERCENT_WORDS.match(text, at):
        printed = words["cn"].replace("两", "二")
        numeral = chinese.parse(printed) if not printed[0].isascii() else None
        value = numeral.value if numeral else (Decimal(printed) if printed[0].isascii() else None)
        if value is not None:
            decimals = numeral.decimals if numeral else len(printed.partition(".")[2])
            flags = () if numeral is None or numeral.certain else (_AMBIGUOUS,)
            unit = "%" if words["sign"] == "百" else "‰"
            scale = Decimal(1) if unit == "%" else Decimal("0.1")
            before = _QUALIFIER_BEFORE.search(text, max(floor, at - 8), at)
            start, qualifier = (before.start(), before[0].strip()) if before else (at, "")
            return Quantity(
                start, words.end(), at, words.end(), Kind.RATE, value, unit, scale, decimals, qualifier, flags
            ), words.end()
    if printed_date := date_at(text, at):
        return _date(at, printed_date), printed_date.end
    found = _CHINESE.match(text, at)
    if not found:
        return None, at + 1
    # The numeral's last characters may be the unit's (万元): give them back until both can be read.
    for end in range(found.end(), at, -1):
        unit = unit_at(text, end)
        if unit is None or unit.kind not in {Kind.AMOUNT, Kind.RATE}:
            continue
        numeral = chinese.parse(text[at:end].replace(" ", "").replace("两", "二"))
        if numeral is not None and not unit.supplied:
            flags = () if numeral.certain else (_AMBIGUOUS,)
            return _quantity(text, at, at, _Number(end, numeral.value, numeral.decimals, flags), floor)
    return None, found.end()


def _shared(text: str, found: list[Quantity]) -> list[Quantity]:
    """Numbers of a list or a range take the unit that only the last of them prints."""
    for at in range(len(found) - 2, -1, -1):
        one, next_one = found[at], found[at + 1]
        if one.kind is not None or next_one.kind not in {Kind.AMOUNT, Kind.RATE, Kind.SCORE}:
            continue
        between = text[one.end : next_one.start]
        listed = _JOIN.fullmatch(between) and (one.decimals or _named_list(text, one.start))
        if listed or (_RANGE.fullmatch(between) and not next_one.qualifier):
            found[at] = replace(
                one, kind=next_one.kind, unit=next_one.unit, scale=next_one.scale, flags=(*one.flags, _INHERITED)
            )
    return found


def _named_list(text: str, at: int) -> bool:
    return "分别" in text[max(at - 30, 0) : at] or "依次" in text[max(at - 30, 0) : at]


_EMPTY = re.compile(r"[-—/\\*无\s]*")


def parse_cell(text: str, unit: str | None) -> Quantity | None:
    """A whole table cell as one number, None when it is not one. `unit` is that of caption, head or column.

    A number without a unit takes it, flagged `unit_inherited`; without any unit its kind is None.
    """
    folded = fold(text)
    if _EMPTY.fullmatch(folded) or not any(c.isdigit() for c in folded):
        return None
    stripped = folded.strip()
    lead = len(folded) - len(folded.lstrip())
    if stripped.startswith("(") and stripped.endswith(")") and (inner := parse_cell(stripped[1:-1], unit)):
        return replace(inner, start=lead, end=lead + len(stripped), value=None if inner.value is None else -inner.value)
    found = scan(stripped.lstrip("¥￥"))
    if len(found) != 1:
        return None
    quantity = found[0]
    rest = (stripped[: quantity.start] + stripped[quantity.end :]).strip(" ¥￥。")
    if rest or isinstance(quantity.kind, Other):
        return None
    if quantity.kind is None and unit and (known := named_unit(unit)) and known.kind is not None:
        return replace(
            quantity, kind=known.kind, unit=known.name, scale=known.scale, flags=(*quantity.flags, _INHERITED)
        )
    return quantity
