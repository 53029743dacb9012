"""Word's automatic numbering (自动编号): the markers that a list prints and that stand in no run of text.

Source of the number formats: ISO/IEC 29500-1, 17.18.59 ST_NumberFormat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

DIGITS = "〇一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
BULLETS = {"\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0b7": "•", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0b2": "◇"}


def chinese(number: int, digits: str = DIGITS, units: str = "十百千", zero: str = "零") -> str:
    """A number in words, 一百零一; ten to nineteen are 十, 十一 …, without the 一."""
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        link = zero if 0 < rest < 1_000 else ""
        tail = chinese(rest, digits, units, zero) if rest else ""
        return chinese(head, digits, units, zero) + "万" + link + tail
    if number == 0:
        return zero
    words, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if not digit:
            gap = bool(words)
            continue
        words += (zero if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return words[1:] if words.startswith("一十") else words


def _roman(number: int) -> str:
    pairs = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
    text = ""
    for value, letters in pairs:
        text += letters * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _ring(first: int, last: int, *more: tuple[int, int, int]) -> Callable[[int], str]:
    """Numbers that have a character of their own: 1 to `last` from code point `first`; (from, to, code) for more."""
    ranges = ((1, last, first), *more)

    def write(number: int) -> str:
        for low, high, code in ranges:
            if low <= number <= high:
                return chr(code + number - low)
        return str(number)

    return write


def _digit_by_digit(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(digit)] for digit in str(number))


def _among(names: str) -> Callable[[int], str]:
    return lambda number: names[number - 1] if 1 <= number <= len(names) else str(number)


def _legal(number: int) -> str:
    return chinese(number, LEGAL_DIGITS, "拾佰仟")


def _counting(number: int) -> str:
    """chineseCounting: words up to 99, then digit by digit (一〇一), as Word prints it."""
    return chinese(number) if number < 100 else _digit_by_digit("○一二三四五六七八九")(number)


_CIRCLED = _ring(0x2460, 20, (21, 35, 0x3251), (36, 50, 0x32B1))
FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedFullstop": _ring(0x2488, 20),
    "decimalEnclosedParen": _ring(0x2474, 20),
    "ideographEnclosedCircle": _ring(0x3280, 10),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "koreanCounting": chinese,
    "ideographDigital": _digit_by_digit(DIGITS),
    "japaneseDigitalTenThousand": _digit_by_digit(DIGITS),
    "taiwaneseDigital": _digit_by_digit("○一二三四五六七八九"),
    "chineseLegalSimplified": _legal,
    "japaneseLegal": _legal,
    "ideographLegalTraditional": _legal,
    "ideographTraditional": _among("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _among("子丑寅卯辰巳午未申酉戌亥"),
    "ordinal": lambda number: f"{number}{_suffix(number)}",
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda _: "",
}


def _suffix(number: int) -> str:
    return "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


@record
class Level:
    """One level of a list as defined: `text` is the template (`（%1）`), `restart` the level count that restarts it."""

    start: int
    format: str
    text: str
    restart: int | None
    legal: bool
    suffix: str
    style: str


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    counters: dict[int, int] = field(default_factory=dict)


def _value(element: etree._Element | None, name: str, default: str = "") -> str:
    child = None if element is None else element.find(name)
    return default if child is None else child.get("val", default)


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else default


def _flag(element: etree._Element, name: str) -> bool:
    child = element.find(name)
    return child is not None and child.get("val", "1") not in {"0", "false", "off"}


def _level(element: etree._Element) -> Level:
    format_ = element.find(".//numFmt")  # may stand in an mc:AlternateContent
    name = "decimal" if format_ is None else format_.get("val", "decimal")
    if format_ is not None and name == "custom" and re.match(r"0+1\b", format_.get("format", "")):
        name = "decimalZero"
    restart = _value(element, "lvlRestart")
    return Level(
        start=_number(_value(element, "start"), 0),
        format=name,
        text=_value(element, "lvlText"),
        restart=_number(restart, 0) if restart else None,
        legal=_flag(element, "isLgl"),
        suffix=_value(element, "suff", "tab"),
        style=_value(element, "pStyle"),
    )


def _levels(element: etree._Element) -> dict[int, Level]:
    return {_number(lvl.get("ilvl", ""), 0): _level(lvl) for lvl in element.findall("lvl")}


class Numbering:
    """The lists of a document, counting as their paragraphs go by in reading order.

    Lists that share an abstract definition count on together, as in Word; a `startOverride` takes effect the first
    time its list is met.
    """

    def __init__(self, root: etree._Element | None) -> None:
        """Take the definitions from numbering.xml's root; None when the document has none."""
        self._lists: dict[str, _List] = {}
        self._nums: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._met: set[str] = set()
        if root is None:
            return
        abstracts = {item.get("abstractNumId", ""): item for item in root.findall("abstractNum")}
        by_style = {_value(item, "styleLink"): key for key, item in abstracts.items() if _value(item, "styleLink")}
        self._lists = {key: _List(_levels(item)) for key, item in abstracts.items()}
        for num in root.findall("num"):
            key = _value(num, "abstractNumId")
            if key in abstracts and _value(abstracts[key], "numStyleLink"):
                key = by_style.get(_value(abstracts[key], "numStyleLink"), key)
            levels, starts = {}, {}
            for override in num.findall("lvlOverride"):
                depth = _number(override.get("ilvl", ""), 0)
                if (own := override.find("lvl")) is not None:
                    levels[depth] = _level(own)
                if _value(override, "startOverride"):
                    starts[depth] = _number(_value(override, "startOverride"), 1)
            self._nums[num.get("numId", "")] = (key, levels, starts)

    def depth_of_style(self, num_id: str, style: str) -> int:
        """The level that a paragraph style is tied to in a list; 0 when it is tied to none."""
        levels = self._definition(num_id)
        return next((depth for depth, level in levels.items() if style and level.style == style), 0)

    def _definition(self, num_id: str) -> dict[int, Level]:
        key, own, _ = self._nums.get(num_id, ("", {}, {}))
        return {**self._lists[key].levels, **own} if key in self._lists else own

    def next(self, num_id: str, depth: int) -> str:
        """Count one paragraph of a list and give its marker as printed ("" for unknown lists).

        A marker that ends in a digit, a letter or a full stop keeps one space after it when a tab or a space is set
        there, lest `1.` and `25万元` read as one number.
        """
        levels = self._definition(num_id)
        if depth not in levels:
            return ""
        key, _, starts = self._nums[num_id]
        counters = self._lists[key].counters if key in self._lists else {}
        if num_id not in self._met:
            self._met.add(num_id)
            for at, start in starts.items():
                counters[at] = start - 1
        level = levels[depth]
        for above in range(depth):
            if above in levels:
                counters.setdefault(above, levels[above].start)
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for below in [at for at in counters if at > depth]:
            restart = levels[below].restart if below in levels else None
            if restart is None or depth < restart:
                del counters[below]
        return self._print(level, levels, counters)

    @staticmethod
    def _print(level: Level, levels: dict[int, Level], counters: dict[int, int]) -> str:
        if level.format == "bullet":
            return BULLETS.get(level.text, "●" if "\ue000" <= level.text <= "\uf8ff" else level.text)

        def fill(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in levels:
                return ""
            count = counters.get(at, levels[at].start)
            name = "decimal" if level.legal else levels[at].format
            return FORMATS.get(name, str)(count) if count > 0 or name.startswith("decimal") else str(count)

        marker = re.sub(r"%([1-9])", fill, level.text)
        spaced = level.suffix != "nothing" and re.search(r"[0-9A-Za-z０-９.．]$", marker)
        return f"{marker} " if spaced else marker
