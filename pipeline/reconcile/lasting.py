"""Days between dates (天数): `计划 10 月 31 日完工，实际 11 月 20 日完工，推迟 20 天`, `历时 21 天`."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.relations import Told
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_DAYS = r"了?(?P<days>\d{1,3})个?(?:日历)?(?:天|日)(?![内前以])"
_APART = re.compile(rf"(?:(?P<late>推迟|延期|延迟|延后|滞后|逾期|超期|拖延|晚)|提前|提早|早){_DAYS}")
_LASTED = re.compile(rf"(?:历时|为期|持续|用时|耗时|[，,（(]?共计?){_DAYS}")
_DATE = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"(?:(?:至|到|—+|－|-|~|～)(?P<last>\d{1,2})日)?"
)
_STOP = re.compile(r"[。；;]")
_COMMA = re.compile(r"[，,、（）()]")
_MEANT = re.compile(r"计划|原定|原[计要]|应[于在当]|目标|要求|规定|约定|时限|期限")
_REALLY, _THAN = re.compile(r"实际"), re.compile(r"[比较][^，,]{0,8}$")
_EVENT = re.compile(
    r"完工|完成|竣工|验收|开工|启动|动工|建成|交付|投用|使用|上线|发放|拨付|下达|到位|公开|报送|办结|结束"
)
_BEGUN = re.compile(r"开工|启动|开始|动工|进场|起")
_SPAN = re.compile(r"^[^，,；;。\d]{0,2}(?:至|到|—+|－|-|~|～)[^，,；;。\d]{0,4}$")
_ANY = 2023  # a year like most, where none is told
_HALF = 180  # days by which a date without a year comes before the one that it follows, if it is of the next year


class _Date(NamedTuple):
    """A date with the words of its clause before it and behind it."""

    day: date
    start: int
    end: int
    before: str
    after: str

    @property
    def is_meant(self) -> bool:
        return bool(_MEANT.search(self.before))

    @property
    def event(self) -> str:
        found = _EVENT.search(self.after)
        return found[0] if found else ""


def lasting(report: Report, sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Told]:
    """What sentences say of how many days lie between two dates."""
    year = report.head.fiscal_year or _ANY
    for sentence in sentences:
        if all(p.figure.kind is not Kind.DATE for p in sentence.places):
            continue
        for pattern, between in ((_APART, _apart), (_LASTED, _lasted)):
            for told in pattern.finditer(sentence.text):
                start = max((m.end() for m in _STOP.finditer(sentence.text, 0, told.start())), default=0)
                dates = _dates(sentence.text, start, told.start(), year)
                pair = between(dates, sentence.text, told)
                if pair is not None:
                    figures = _figures(sentence, pair)
                    days = (pair[1].day - pair[0].day).days
                    statement = f"{_said(pair[0])}与{_said(pair[1])}相隔{abs(days)}天，所述为{told[0]}"
                    yield Told(rules["lasting"], figures, _holds(days, told, pattern is _APART), statement, "相隔天数")


def _holds(days: int, told: re.Match[str], apart: bool) -> bool:  # noqa: FBT001
    """Whether so many days are what is told; the first may be counted in, and late is after what was meant."""
    if apart and days and (days > 0) is not bool(told["late"]):
        return False
    return int(told["days"]) in (abs(days), abs(days) + 1)


def _said(one: _Date) -> str:
    return f"{one.day.month}月{one.day.day}日"


def _figures(sentence: Sentence, pair: Sequence[_Date]) -> tuple[Figure, ...]:
    """The dates as the report prints them."""
    places = [p for p in sentence.places if p.figure.kind is Kind.DATE]
    return tuple(
        {p.figure.figure_id: p.figure for one in pair for p in places if p.start <= one.start < p.end}.values()
    )


def _dates(text: str, start: int, end: int, year: int) -> list[_Date]:
    """The dates of a passage, each of the year told before it, or of the next where it would come far too early."""
    found: list[_Date] = []
    for told in _DATE.finditer(text, start, end):
        before = _COMMA.split(text[start : told.start()])[-1]
        after = _COMMA.split(text[told.end() : end])[0]
        for day in filter(None, (told["day"], told["last"])):
            made = _day(int(told["year"] or (found[-1].day.year if found else year)), int(told["month"]), int(day))
            if made is not None and found and not told["year"] and (found[-1].day - made).days > _HALF:
                made = _day(made.year + 1, made.month, made.day)
            if made is not None:
                found.append(_Date(made, told.start(), told.end(), before, after))
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _apart(dates: Sequence[_Date], _text: str, told: re.Match[str]) -> tuple[_Date, _Date] | None:
    """What was meant and what came about; those two of the dates that are as far apart as told, if any are."""
    pairs = [(a, b) if a.is_meant else (b, a) for a, b in combinations(dates, 2) if a.is_meant is not b.is_meant]
    fitting = [pair for pair in pairs if _are_of_one(*pair)]
    # 3 月 10 日开工，5 月 20 日完工，比计划的 5 月 31 日提前: what was done
    fitting = [pair for pair in fitting if not _BEGUN.search(pair[1].after)] if len(fitting) > 1 else fitting
    held = [pair for pair in pairs if _holds((pair[1].day - pair[0].day).days, told, apart=True)]
    return held[0] if held else fitting[0] if len(fitting) == 1 else None


def _are_of_one(meant: _Date, done: _Date) -> bool:
    """Whether two dates are of the same thing, as meant and as it came about."""
    compared = _REALLY.search(done.before) or _THAN.search(meant.before)
    return bool(compared if not (meant.event and done.event) else meant.event == done.event)


def _lasted(dates: Sequence[_Date], text: str, _told: re.Match[str]) -> tuple[_Date, _Date] | None:
    """The two dates told last, if the words say that something went on from the one to the other."""
    if len(dates) < 2:
        return None
    a, b = dates[-2:]
    joined = a.start == b.start or _SPAN.match(text[a.end : b.start])
    return (a, b) if (joined or (_BEGUN.search(a.after) and b.event)) and a.day <= b.day else None
