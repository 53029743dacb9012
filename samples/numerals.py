"""Numbers in Chinese numerals (数字): everyday ones, and the capital ones of cheques."""

from __future__ import annotations

EVERYDAY = ("零一二三四五六七八九", ("", "十", "百", "千"))
CAPITAL = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))


def chinese(number: int) -> str:
    """二十三, 十二, 三百零五, 两千 in everyday numerals."""
    text = _told(number, *EVERYDAY)
    if text.startswith("一十"):
        text = text[1:]
    return "两" + text[1:] if text[:2] in {"二千", "二万", "二亿"} else text


def capital(number: int) -> str:
    """贰仟叁佰零伍万 in capital numerals, as on a cheque."""
    return _told(number, *CAPITAL)


def _told(number: int, digits: str, places: tuple[str, ...]) -> str:
    if not number:
        return digits[0]
    made, gap = "", False
    for power, scale in ((8, "亿"), (4, "万"), (0, "")):
        group = number // 10**power % 10**4
        if not group:
            gap = gap or bool(made)
            continue
        part = _group(group, digits, places)
        made += (digits[0] if made and (gap or group < 1000) else "") + part + scale
        gap = False
    return made


def _group(number: int, digits: str, places: tuple[str, ...]) -> str:
    made, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if not digit:
            gap = gap or bool(made)
            continue
        made += (digits[0] if gap else "") + digits[digit] + places[power]
        gap = False
    return made
