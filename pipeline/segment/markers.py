"""Places where a numbered heading may start (标题序号): reads the marker, judges the look, decides nothing.

Whether a candidate is a heading is for the sequence to say (`pipeline.segment.sequence`).
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING

from schemas.document import Origin
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.document import Paragraph


class Family(IntEnum):
    """The families of markers from the highest level to the lowest."""

    PART = 0
    ANNEX = 1
    SECTION = 2
    HAN = 3
    HAN_BRACKET = 4
    ARABIC = 5
    DOTTED = 6
    ARABIC_BRACKET = 7
    CIRCLED = 8


class Place(IntEnum):
    """Where a candidate stands: at the start of a paragraph, of a later line, or within a line after a stop."""

    START = 0
    LINE = 1
    INLINE = 2


@record
class Marker:
    """A marker as read at one place. `start` and `end` are offsets in the paragraph's text, separators included.

    `printed` is the marker as it appears in a path; `ordinals` are the numbers it may stand for, the likeliest
    first; `variant` tells apart ways of printing one family (1. and 1、, （1） and (1), 1.1 and 1.1.1). `weak` markers
    lack their punctuation. `above` is the number that a marker such as 2.1 gives its parent (2), None for others.
    """

    family: Family
    ordinals: tuple[int, ...]
    printed: str
    start: int
    end: int
    place: Place
    variant: str = ""
    weak: bool = False
    odd: bool = False
    above: int | None = None


# The measure of a heading: characters that one alone and a run-in one's first sentence may have, and what ends it.
WHOLE = 44  # characters that a heading standing alone may have
TITLE = 30  # characters that a run-in heading's first sentence may have
STOPS = re.compile(r"[。；;]|[，：,:](?!(?<=\d.)\d)")

_HAN = "〇零一二三四五六七八九十"
_HAN_LOOK = _HAN + r"－—–―\-ー=＝ニㄧ"
_DIGIT = "0-9０-９"
_DIGIT_LOOK = _DIGIT + "lIOo丨|"
_OPEN, _CLOSE = "（(〈《【\\[［{〔﹙", "）)〉》】\\]］}〕﹚"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LOOKS = str.maketrans("－—–―-ー=＝ニㄧlI丨|OoＯ", "一一一一一一二二二一1111000")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_S = r"[\s\u3000\u00a0]*"

_PATTERNS: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (
        Family.PART,
        re.compile(rf"(?P<m>第{_S}(?P<n>[{_HAN}]{{1,3}}|[{_DIGIT}]{{1,2}}){_S}[部篇章]{_S}分?)(?!门|队|署|委)"),
    ),
    (
        Family.ANNEX,
        re.compile(
            rf"(?P<m>附{_S}[件表录]{_S}(?P<n>[{_DIGIT}]{{1,2}}?(?=20\d\d|[^{_DIGIT}]|$)|[{_HAN}]{{1,2}}))(?=$|20\d\d{_S}年|{_S}[:：.．、]|\s|[^\d个份张的）)，。])"
        ),
    ),
    (
        Family.SECTION,
        re.compile(
            rf"(?P<m>第{_S}(?P<n>[{_HAN}]{{1,3}}|[{_DIGIT}]{{1,2}}){_S}节)(?=\s|[:：、]|[\u4e00-\u9fff]{{2}})(?!课|日)"
        ),
    ),
    (Family.HAN, re.compile(rf"(?P<m>(?P<n>[{_HAN_LOOK}]{{1,3}})){_S}(?P<p>[、.．,，､﹑]{{1,2}})")),
    (
        Family.HAN_BRACKET,
        re.compile(rf"(?P<m>[{_OPEN}]{_S}(?P<n>[{_HAN_LOOK}]{{1,3}}){_S}[{_CLOSE}])(?P<p>{_S}[、.．,，]?)"),
    ),
    (
        Family.ARABIC_BRACKET,
        re.compile(rf"(?P<m>[{_OPEN}]{_S}(?P<n>[{_DIGIT_LOOK}]{{1,2}}){_S}[{_CLOSE}])(?P<p>{_S}[、.．]?)"),
    ),
    (Family.ARABIC_BRACKET, re.compile(rf"(?P<m>(?P<n>[{_DIGIT}]{{1,2}}){_S}[）)])(?P<p>)")),
    (
        Family.DOTTED,
        re.compile(
            rf"(?P<m>(?P<above>(?:[{_DIGIT}]{{1,2}}{_S}[.．]{_S}){{1,3}})(?P<n>[{_DIGIT}]{{1,2}}))(?P<p>[、.．]?)"
            rf"(?=\s|[\u4e00-\u9fff《“])(?!{_S}[万亿元%％‰倍]|{_S}个?百分点|[千百个名家次户月日米吨亩]|人(?![员才均])|[件项](?!目)|年(?!度)|公(?![用务共众]))"
        ),
    ),
    (
        Family.ARABIC,
        re.compile(rf"(?P<m>(?P<n>[{_DIGIT_LOOK}]{{1,2}})){_S}(?P<p>[“”\"'‘’]?{_S}[、.．,﹑､·][、.．,]?)"),
    ),
    (Family.CIRCLED, re.compile(rf"(?P<m>(?P<n>[{_CIRCLED}]))(?P<p>[、.．]?)")),
)
_WEAK: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (
        Family.HAN,
        re.compile(
            rf"(?P<m>(?P<n>[{_HAN_LOOK}]{{1,2}}))(?P<p>[\s:：;；,_。'‘’·]*)(?=[\u4e00-\u9fff])(?![是般公级类次致些方个部项种体定直旦])"
        ),
    ),
    (Family.HAN_BRACKET, re.compile(rf"(?P<m>[{_OPEN}]?{_S}(?P<n>[{_HAN}]{{1,2}}){_S}[{_CLOSE}])(?P<p>)")),
    (
        Family.HAN_BRACKET,
        re.compile(rf"(?P<m>[{_OPEN}]{_S}(?P<n>[{_HAN}]{{1,2}}))(?P<p>[1lI|!]?)(?=[\u4e00-\u9fff]{{2}})"),
    ),
    (
        Family.ARABIC,
        re.compile(
            r"(?P<m>(?P<n>\d{1,2}))(?P<p>\s*)(?=(?<=\s)[\u4e00-\u9fff]{2}|[\u4e00-\u9fff“]{3})"
            r"(?![年月日个元万次名家户批场台辆所亿岁周天时号届]|人(?!员)|项(?!目)|条(?!件)|件|分(?!析))"
        ),
    ),
)
_AFTER_NUMBER = re.compile(r"\s*[\d０-９]")
_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*(?:年|[-—~～至]\s*20\d\d\s*年)")
# 一、二级指标, 二、三产业, 三、四季度: two numbers of one noun.
_PAIR = re.compile(rf"(?P<n>[{_HAN}]{{1,2}})(?:、[{_HAN}]{{1,2}})*(?:[级类季期档线层]|产业)")
_BAD_AFTER = re.compile(r"\s*(?:[、，。；：:;,!！?？）)％%]|$)")
_INLINE = re.compile(
    rf"(?<=[。；：:;，,！？])\s*(?=[（(][\d０-９一二三四五六七八九十]|[{_CIRCLED}]|[\d０-９]{{1,2}}[、.．])"
)
_BRACKETED = (Family.HAN_BRACKET, Family.ARABIC_BRACKET)
_BRACKETS = re.compile(r"[（(]?[一二三四五六七八九十0-9０-９]+[）)]")
_LEADERS = re.compile(r"[.．·…•]{4,}|(?:\.\s){4,}|…{2,}|PAGEREF|_Toc\d+")
_ANNEX = re.compile(
    r"\s*(?P<m>附\s*[件表录])\s*(?:$|(?:[:：]|\s)\s*(?=(?:\d{4}年?)?[^\d\s《:：][^。；;]{1,40}$)"  # a list has 1. here
    r"|(?=[^\d\s《:：，。；;]{6,40}(?:表|报告)$))"
)


def number(text: str) -> int | None:
    """The number that Arabic or Chinese digits up to 99 stand for; None for anything else."""
    text = re.sub(r"\s", "", text).translate(_WIDE)
    if text.isdecimal():
        return int(text) or None
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _HAN.index(text) - 1 if len(text) == 1 and text in _HAN[2:11] else None
    if len(tens) > 1 or len(ones) > 1 or any(c not in _HAN[2:11] for c in tens + ones):
        return None
    return (_HAN.index(tens) - 1 if tens else 1) * 10 + (_HAN.index(ones) - 1 if ones else 0)


def annex(text: str) -> Marker | None:
    """附件 without a number, alone or with a title, as a marker; None for a list of enclosures or a mention."""
    found = _ANNEX.match(text)
    if not found:
        return None
    return Marker(Family.ANNEX, (1,), re.sub(r"\s", "", found["m"]), found.start("m"), found.end(), Place.START)


def is_contents(text: str) -> bool:
    """Whether a line belongs to a table of contents by its look: dot leaders or a word processor's field codes."""
    return bool(_LEADERS.search(text))


def read_marker(text: str, at: int, place: Place, *, ocr: bool) -> Marker | None:
    """The marker that stands at `at`, or None."""
    for family, pattern in _PATTERNS:
        found = pattern.match(text, at)
        if found and (marker := _marker(family, found, place, weak=False, ocr=ocr)):
            return marker
    if place is Place.START:
        for family, pattern in _WEAK:
            found = pattern.match(text, at)
            if found and (marker := _marker(family, found, place, weak=True, ocr=ocr)):
                return marker
    return None


def _marker(family: Family, found: re.Match[str], place: Place, *, weak: bool, ocr: bool) -> Marker | None:
    """A checked marker of a match: what follows it must not make it part of a number or of a sentence."""
    raw, text, end = found["n"], found.string, found.end()
    plain = re.sub(r"\s", "", raw)
    read = (_CIRCLED.index(found["m"]) + 1) if family is Family.CIRCLED else 0
    value = read or number(plain) or number(plain.translate(_LOOKS))
    if not value:
        return None
    odd = weak or (family is not Family.CIRCLED and number(plain) is None)
    stop = found.groupdict().get("p") or ""
    if family is Family.ARABIC and _AFTER_NUMBER.match(text, end) and not _YEAR.match(text, end):
        return None
    if family in (Family.HAN, Family.ARABIC) and odd and not weak and not ocr:
        return None
    if family in (Family.HAN, Family.ARABIC) and not weak and _BAD_AFTER.match(text, end) and end < len(text):
        return None
    pair = _PAIR.match(text, end) if family is Family.HAN and not weak else None
    if pair and number(pair["n"]) == value + 1:
        return None
    if family in (Family.PART, Family.ANNEX, Family.SECTION):
        end += len(re.match(r"[\s:：、.．]*", text[end:])[0])  # type: ignore[index]
    odd = odd or (family in _BRACKETED and not _BRACKETS.fullmatch(re.sub(r"\s", "", found["m"])))
    odd = odd or len(stop.strip()) > 1 or (family is Family.HAN and stop.strip() in {",", "，"})
    return Marker(
        family,
        (value, *(_confusable(family, value) if ocr else ())),
        _printed(family, found["m"], value, odd=odd),
        found.start(),
        end,
        place,
        variant=_variant(family, found["m"], stop),
        weak=weak,
        odd=odd,
        above=number(re.split(r"[.．]", found["above"])[-2]) if family is Family.DOTTED else None,
    )


def _confusable(family: Family, value: int) -> tuple[int, ...]:
    """The numbers that an engine may have read as `value`, for a marker of one character."""
    if family in (Family.HAN, Family.HAN_BRACKET):
        pairs = {1: (2, 3), 2: (1, 3), 3: (2, 1), 6: (8,), 8: (6,), 10: (7,), 7: (10,)}
    else:
        pairs = {1: (7, 4), 3: (8, 5), 5: (6, 3), 6: (8, 5), 7: (1,), 8: (3, 6), 4: (1,), 2: (7,), 11: (10,)}
    return pairs.get(value, ())


def _printed(family: Family, text: str, value: int, *, odd: bool) -> str:
    """The marker as it stands in a path: brackets as printed, numbers mended where they were misread."""
    text = re.sub(r"\s", "", text)
    if not odd or family not in (Family.HAN, Family.HAN_BRACKET, Family.ARABIC, Family.ARABIC_BRACKET):
        return text
    return spell(family, value, wide=not text.startswith("("))


def spell(family: Family, value: int, *, wide: bool = True) -> str:
    """How a marker of the family prints `value`, in full-width brackets or half-width ones."""
    if family is Family.CIRCLED:
        return _CIRCLED[value - 1] if value <= len(_CIRCLED) else str(value)
    ones, tens = value % 10, value // 10
    han = (_HAN[tens + 1] if tens > 1 else "") + ("十" if tens else "") + (_HAN[ones + 1] if ones else "")
    if family in (Family.PART, Family.SECTION):
        return f"第{han}部分" if family is Family.PART else f"第{han}节"
    body = han if family in (Family.HAN, Family.HAN_BRACKET) else str(value)
    if family in (Family.HAN_BRACKET, Family.ARABIC_BRACKET):
        return f"（{body}）" if wide else f"({body})"
    return body


def _variant(family: Family, text: str, stop: str) -> str:
    """What tells this way of printing from others of the family."""
    if family is Family.ARABIC:
        return "、" if "、" in stop else "."
    if family is Family.DOTTED:
        return str(len(re.findall(r"[.．]", text)))
    if family is Family.ARABIC_BRACKET and text[0] not in _OPEN:
        return ")"
    if family in _BRACKETED:
        # A misread bracket has no width of its own: its fellow's counts.
        return "(" if re.search(r"[()]", text) and not re.search("[（）]", text) else "（"
    return ""


def markers_of(paragraph: Paragraph) -> Iterator[Marker]:
    """The markers of a paragraph in order: at its start, at the starts of its lines, and after stops within lines."""
    text = paragraph.text
    ocr = paragraph.lines[0].origin is Origin.OCR
    first = len(text) - len(text.lstrip())
    places = {m.end(): Place.INLINE for m in _INLINE.finditer(text)}
    places |= dict.fromkeys(paragraph.starts[1:], Place.LINE) | {first: Place.START}
    for at, place in sorted(places.items()):
        found = read_marker(text, at, place, ocr=ocr)
        if found:
            yield found
