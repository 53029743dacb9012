"""Dates and periods as printed (日期与期间): days, months, years and their ranges."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from extractors.numbers import chinese
from extractors.numbers.characters import fold
from extractors.numbers.units import S

# [ ] and not a bare space: the patterns below are verbose.
_Y = "(?:1[ ]?9|2[ ]?0)[ ]?[0-9][ ]?[0-9]"
_M = "(?:1[ ]?[0-2]|0?[1-9])"
_TO = "[-至到~—/]{1,2}"
_CN = "[〇零O0一二三四五六七八九]"
_TAIL = "(?:度|初|末|底|中|内|份)?"
# What looks like a digit to an OCR engine, in a year: 20I5, 2O20, Z020.
_LIKE = "[2Z][0Oo〇][0-9OoIl|Z][0-9OoIl|Z]"

_DAY = re.compile(
    rf"""
    (?P<y>{_Y}){S}年{S}(?P<m>[0-9][ ]?[0-9]?){S}月{S}(?P<d>[0-9][ ]?[0-9]?){S}[日号]
    |(?P<ny>(?:19|20)[0-9]{{2}}){S}(?P<sep>[-./]){S}(?P<nm>[0-9]{{1,2}}){S}(?P=sep){S}(?P<nd>[0-9]{{1,2}})(?![0-9]|\.[0-9]|{S}[万亿元%])
    |(?P<cy>[一二]{_CN}{{3}}){S}年{S}(?P<cm>[一二三四五六七八九十〇]{{1,2}}){S}月{S}(?P<cd>[一二三四五六七八九十廿卅〇]{{1,3}}){S}[日号]
    |(?P<ly>{_LIKE}){S}年{S}(?P<lm>[0-9OoIl|]{{1,2}}){S}月{S}(?P<ld>[0-9OoIl|Z]{{1,2}}){S}[日号]
    """,
    re.VERBOSE,
)
_PERIOD = re.compile(
    rf"""
    (?P<y>{_Y}){S}(?:年{_TAIL})?{S}{_TO}{S}{_Y}{S}年{_TAIL}
    |(?P<y1>{_Y}){S}年{_TAIL}(?:{S}{_M}{S}月?{S}{_TO}{S}(?:{_Y}{S}年{S})?{_M}{S}月|{S}{_M}{S}月)?{_TAIL}
    |(?P<y2>(?:19|20)[0-9]{{2}})[-/](?:0[1-9]|1[0-2])(?![0-9]|[.,-]{S}[0-9])
    |(?P<y3>(?:19|20)[0-9]{{2}}){S}/{S}(?:19|20)[0-9]{{2}}{S}年
    |(?P<cy>[一二]{_CN}{{3}}){S}年{_TAIL}(?:{S}[一二十]{{1,2}}{S}月{_TAIL})?
    |(?P<ly>{_LIKE}){S}年{_TAIL}
    |{_M}{S}月?{S}{_TO}{S}{_M}{S}月{_TAIL}
    |{_M}{S}月{_TAIL}(?!{S}[0-9])
    """,
    re.VERBOSE,
)
_MONTH_DAY = re.compile(rf"(?P<m>{_M}){S}月{S}(?P<d>[12][ ]?[0-9]|3[ ]?[01]|0?[1-9]){S}[日号]")
# What the digits that begin a date or a period are followed by; most numbers are ruled out by it.
_BEGINNING = re.compile(r"[0-9OoIl|Z〇零一二三四五六七八九十 ]++[年月/至到~—-]|(?:19|20)[0-9]{2} *\.")
_LOOKALIKES = str.maketrans("OolI|Z〇", "0011120")


class Printed(NamedTuple):
    """A date or a period: where it ends, the day if it names one, the year if it names one.

    `is_day` is False for periods; a day that does not exist (2月30日) or whose year is not printed has `day` None.
    `month_day` is set when only the year is missing. `repaired` says that look-alikes were read as digits.
    """

    end: int
    is_day: bool
    day: date | None = None
    year: int | None = None
    month_day: tuple[int, int] | None = None
    repaired: bool = False


def date_at(text: str, at: int) -> Printed | None:
    """The date or period that begins at this place of a folded text, or None."""
    if not _BEGINNING.match(text, at):
        return None
    if found := _DAY.match(text, at):
        return _day(found)
    if found := _MONTH_DAY.match(text, at):
        month, day = _number(found["m"]), _number(found["d"])
        return Printed(found.end(), is_day=True, month_day=(month, day))
    if found := _PERIOD.match(text, at):
        year: int | None
        printed = next((found[name] for name in ("y", "y1", "y2", "y3") if found[name]), None)
        if found["cy"]:
            year = _chinese(found["cy"])
        elif found["ly"]:
            year = _number(found["ly"])
        else:
            year = _number(printed) if printed else None
        return Printed(found.end(), is_day=False, year=year, repaired=bool(found["ly"]))
    return None


def complete(month_day: tuple[int, int], year: int) -> date | None:
    """The day of a month and a day in the year given; None when there is no such day."""
    try:
        return date(year, *month_day)
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """The day that a whole text names, in figures or Chinese numerals; None when it names none."""
    folded = fold(text).strip()
    found = date_at(folded, 0)
    return found.day if found and found.end == len(folded) else None


def _day(found: re.Match[str]) -> Printed:
    """The day of a match of `_DAY`, None when the calendar has no such day."""
    if found["cy"]:
        year, month, day = _chinese(found["cy"]), _chinese(found["cm"]), _chinese(found["cd"])
    elif found["y"]:
        year, month, day = (_number(found[name]) for name in ("y", "m", "d"))
    elif found["ny"]:
        year, month, day = (_number(found[name]) for name in ("ny", "nm", "nd"))
    else:
        year, month, day = (_number(found[name]) for name in ("ly", "lm", "ld"))
    return Printed(
        found.end(),
        is_day=True,
        day=complete((month, day), year),
        year=year,
        repaired=bool(found["ly"]),
    )


def _number(text: str) -> int:
    return int(text.replace(" ", "").translate(_LOOKALIKES))


def _chinese(text: str) -> int:
    """A year, month or day in Chinese numerals; 0 when it is none."""
    plain = text.replace("O", "〇").replace("0", "〇").replace("廿", "二十").replace("卅", "三十")
    numeral = chinese.parse(plain)
    return int(numeral.value) if numeral else 0
