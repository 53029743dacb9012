"""Spreadsheet number formats (数字格式): a stored value as the user sees it in its cell.

Source: ISO/IEC 29500-1, 18.8.31 numFmts. What cannot be shown as Excel shows it (fractions, odd calendars) is shown
in full, never rounded.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow

from pipeline.read.office.numbering import LEGAL_DIGITS, chinese
from schemas.record import record

BUILTIN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0;-",
    42: "¥#,##0;¥-#,##0;¥-",
    43: "#,##0.00;-#,##0.00;-",
    44: "¥#,##0.00;¥-#,##0.00;¥-",
    45: "mm:ss",
    46: "[h]:mm:ss",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<general>General|G/通用格式)|(?P<exp>E[+-])|(?P<date>y+|e+|m+|d+|h+|s+|aaaa?)"
    r"|(?P<digit>[0#?])|(?P<mark>[.,%@/])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
WIDE = Context(prec=60)


@record
class _Token:
    kind: str
    text: str


def _tokens(section: str) -> list[_Token]:
    return [_Token(m.lastgroup or "", m.group(m.lastgroup or 0)) for m in TOKEN.finditer(section)]


def _sections(code: str) -> list[list[_Token]]:
    sections: list[list[_Token]] = [[]]
    for token in _tokens(code):
        if token == _Token("other", ";"):
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def stored(text: str) -> Decimal | None:
    """A cell's stored number with the 15 digits that a spreadsheet knows (0.28999999999999998 is 0.29)."""
    try:
        value = Context(prec=15, rounding=ROUND_HALF_UP).create_decimal(text)
    except (InvalidOperation, Overflow):
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 40 else None


def shown(value: Decimal, code: str, *, since_1904: bool = False) -> str:
    """The number as the format prints it. A format that cannot be followed gives the number in full."""
    if code in {"", "General", "@"}:
        return general(value)
    sections = _sections(code)
    section, magnitude = _choose(value, sections)
    if not section and len(sections) > 1:
        return ""  # `;;` hides what it shows
    kinds = {token.kind for token in section}
    if "date" in kinds and "digit" not in kinds:
        return _date(value, section, since_1904=since_1904)
    if "digit" not in kinds and not any(t.kind == "general" or t.text == "@" for t in section):
        return "".join(_literal(token) for token in section)
    if "exp" in kinds or any(token == _Token("mark", "/") for token in section):
        return general(value)
    return _number(magnitude, section)


def general(value: Decimal) -> str:
    """A number in full, without needless zeros: what `General` shows in a cell that is wide enough."""
    text = f"{value.normalize(WIDE):f}"
    return "0" if text in {"-0", ""} else text


def _choose(value: Decimal, sections: list[list[_Token]]) -> tuple[list[_Token], Decimal]:
    """The section for a value, and what to print with it: a section of its own for negatives prints no minus."""
    for section in sections:
        for token in section:
            found = CONDITION.fullmatch(token.text) if token.kind == "bracket" else None
            if found and _holds(value, found[1], Decimal(found[2])):
                return section, value
    if any(token.kind == "bracket" and CONDITION.fullmatch(token.text) for token in sections[0]):
        return sections[1 if len(sections) > 1 else 0], value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _holds(value: Decimal, sign: str, bound: Decimal) -> bool:
    order = (value > bound) - (value < bound)
    return order in {"<": {-1}, "<=": {-1, 0}, "=": {0}, ">=": {0, 1}, ">": {1}, "<>": {-1, 1}}[sign]


def _literal(token: _Token) -> str:
    if token.kind in {"quoted", "escaped", "other"}:
        return token.text
    if token.kind == "bracket" and token.text.startswith("$"):
        return token.text[1:].split("-")[0]  # [$¥-804]: the currency sign
    if token.kind == "mark" and token.text in "%/":
        return token.text
    return ""


def _number(value: Decimal, section: list[_Token]) -> str:
    digits = [at for at, token in enumerate(section) if token.kind == "digit"]
    if not digits:
        body = general(value)
        return "".join(body if t.kind == "general" or t.text == "@" else _literal(t) for t in section)
    marks = {at: token.text for at, token in enumerate(section) if token.kind == "mark"}
    point = next((at for at, mark in marks.items() if mark == "."), len(section))
    last = max((at for at in digits if at < point), default=-1)
    grouped = any(mark == "," and digits[0] < at < last for at, mark in marks.items())
    # Commas after the last digit divide by a thousand each.
    tail = digits[-1]
    scale = sum(mark == "," and (at > tail or last < at < point) for at, mark in marks.items() if at > digits[0])
    percent = sum(mark == "%" for mark in marks.values())
    value = WIDE.scaleb(value, 2 * percent - 3 * scale)
    before = [at for at in digits if at < point]
    after = [section[at].text for at in digits if at > point]
    rounded = value.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP, WIDE)
    whole, _, rest = f"{abs(rounded):f}".partition(".")
    while after and after[-1] in "#?" and rest.endswith("0"):
        after, rest = after[:-1], rest[:-1]
    least = sum(section[at].text == "0" for at in before)
    whole = whole.lstrip("0").rjust(least, "0") if least else whole.lstrip("0")
    whole = f"{int(whole):0{len(whole)},}" if grouped and len(whole) > 3 else whole
    # Digits set apart by text, as in 000-0000, keep their places only when nothing stands between them.
    inner = "." if "." in marks.values() else ""
    body = whole + (inner + rest if inner else "")
    spelt = next((t.text for t in section if t.kind == "bracket" and t.text.upper().startswith("DBNUM")), "")
    body = _spelt(body, spelt)
    first, last_at = min(digits[0], point), max(digits[-1], point if point < len(section) else 0)
    left = "".join(_literal(token) for token in section[:first])
    middle = "".join(_literal(t) for t in section[first : last_at + 1] if t.kind in {"quoted", "escaped", "other"})
    right = "".join(_literal(token) for token in section[last_at + 1 :])
    sign = "-" if rounded < 0 else ""
    if middle.strip():
        return general(value)
    return sign + left + body + right


def _spelt(body: str, how: str) -> str:
    if not how or not re.fullmatch(r"\d+", body):
        return body
    if how[-1] == "1":
        return chinese(int(body), "〇一二三四五六七八九")
    return chinese(int(body), LEGAL_DIGITS, "拾佰仟") if how[-1] == "2" else body


def moment(value: Decimal, *, since_1904: bool) -> datetime | None:
    """The date and time that a serial number stands for, to the second; None outside the calendar."""
    if not 0 <= value < 2_958_466:
        return None
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 sheets know no zones
    if not since_1904 and value < 60:
        start += timedelta(days=1)  # the spreadsheet's 1900 has a 29 February
    return start + timedelta(seconds=round(float(value) * 86_400))


def _date(value: Decimal, section: list[_Token], *, since_1904: bool) -> str:
    when = moment(value, since_1904=since_1904)
    if when is None or any(re.fullmatch(r"[hms]+", t.text, re.IGNORECASE) for t in section if t.kind == "bracket"):
        return general(value)
    noon = any(token.kind == "noon" for token in section)
    dates = [at for at, token in enumerate(section) if token.kind == "date"]
    words = []
    for at, token in enumerate(section):
        if token.kind == "date":
            place = dates.index(at)
            before = section[dates[place - 1]].text[0].lower() if place else ""
            after = section[dates[place + 1]].text[0].lower() if place + 1 < len(dates) else ""
            minutes = token.text[0] in "mM" and (before == "h" or after == "s")
            words.append(_date_part(when, token.text.lower(), minutes=minutes, noon=noon))
        elif token.kind == "noon":
            am, pm = token.text.split("/")
            words.append(am if when.hour < 12 else pm)
        elif token.kind == "mark":
            words.append(token.text if token.text in "./,%" else "")
        else:
            words.append(_literal(token))
    return "".join(words).strip()


def _date_part(when: datetime, code: str, *, minutes: bool, noon: bool) -> str:
    kind, size = code[0], len(code)
    if kind == "a":
        return ("星期" if size > 3 else "") + "一二三四五六日"[when.weekday()]
    if kind in "ye":
        return f"{when.year:04d}" if size > 2 or kind == "e" else f"{when.year % 100:02d}"
    if (kind == "m" and not minutes and size > 2) or (kind == "d" and size > 2):
        full = when.strftime("%B" if kind == "m" else "%A")
        return full if size == 4 else full[:3]
    hour = (when.hour % 12 or 12) if noon else when.hour
    number = {"m": when.minute if minutes else when.month, "d": when.day, "h": hour, "s": when.second}[kind]
    return f"{number:0{min(size, 2)}d}"
