"""Dates in order (日期先后): a report says nothing of what was to come, and a span begins before it ends."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.relations import Told
from schemas.document import Origin
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.relations import Between
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

# What is told as done: the report itself was made public. 报送 before a day may have been earlier than the writing.
_PUBLISHED = re.compile(
    r"^(?:之前|以前|前|当天|当日)?[，,]?[^。；;，,]{0,16}?(?:已|完成)[^。；;]{0,24}?(?:公开|公示|发布|公布)"
)
_ITSELF = re.compile(r"自评|绩效报告|评价报告|本报告")
_PLANNED = re.compile(r"将|拟|计划|应当|应于|须|要求|预计|目标|时限|期限")
_SPAN = re.compile(r"^\s*(?:至|到|—+|－|-|~|～)\s*$")


_BEGUN = re.compile(r"^日?起?[^，,；;。]{0,8}?(?:启动|开始|开工|动工|实施|部署|施行|开展)")
_DONE = re.compile(
    r"^日?[^，,；;。\d]{0,8}?(?:完成|完工|竣工|结束|验收|定稿|建成|交付|形成|批复|下达|启动|开工|支付完毕)"
)
# What is called so is done by then: 招标 before 开工, 完工 before 验收.
_AFTER = (
    (
        re.compile(r"^日?[^，,；;。\d]{0,6}?(?:招标|中标|开标|签订)"),
        re.compile(r"^日?(?:正式|全面|项目|工程)*(?:开工|动工|进场)"),
    ),
    (
        re.compile(r"^日?[^，,；;。\d验]{0,6}?(?:完工|竣工|建成)(?!验收)"),
        re.compile(r"^日?[^，,；;。\d]{0,8}?(?:验收|投入使用|移交|投用|通车)"),
    ),
)
_GOES_ON = re.compile(r"^[^，,]{0,4}[，,、]?(?:并|随后|同年|当年|已|项目|工程)?于?$")
_DAY_DONE = re.compile(r"(?:完成|完工|竣工|结束|终止|验收|交付)(?:日期|时间|日)(?:为|[:：])?$")
_DAY_BEGUN = re.compile(r"(?:开工|开始|起始|启动|动工|进场)(?:日期|时间|日)(?:为|[:：])?$")
# D, on which something has already been done.
_PAST = re.compile(
    r"^日?[，,]?[^。；;，,\d]{0,10}?(?:已|业已)[^。；;，,\d]{0,24}?(?:公开|公布|发布|公示|印发|上线|完成|竣工|验收|支付|拨付|报送|上报)"
)
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_AND = re.compile(r"日?(?:、|和|及|与|以及)于?")
_TURNS = re.compile(r"日?[^，,；;。]{0,4}?(?:分[两二三四五六\d]*[批次期]|[两二三四五六][批次期]|先后|依次|陆续)")
_FIRSTS = re.compile(r"第([一二三四五六])([批次期笔]|阶段)")
_MONTHS, _EVERY_MONTH = 12, 28
_SELF = re.compile(r"自评|自我评价|绩效评价")


def ordered(report: Report, sentences: tuple[Sentence, ...], rules: RuleSet) -> Iterator[Told]:
    """All pairs of dates that have an order."""
    yield from _named(sentences, rules)
    for sentence in sentences:
        if all(place.figure.day is None for place in sentence.places):
            continue
        yield from _spans(sentence, rules)
        yield from _batches(sentence, rules)
        yield from _courses(sentence, rules)
        yield from _publications(report, sentence, rules)
        yield from _done(report, sentence, rules)
        yield from _evaluations(report, sentence, rules)
    yield from _impossible(report, rules)


def _impossible(report: Report, rules: RuleSet) -> Iterator[Told]:
    """2月30日: days that not every month has."""
    for figure in report.figures:
        told = _DAY.search(figure.printed) if figure.kind is Kind.DATE else None
        if told and figure.evidence.origin is Origin.TEXT:
            year, month, day = map(int, told.groups())
            if day > _EVERY_MONTH or month > _MONTHS:
                holds = 1 <= month <= _MONTHS and day <= monthrange(year, month)[1]
                yield Told(rules["impossible"], (figure,), holds, f"“{figure.printed}”", figure.label)


def _publications(report: Report, sentence: Sentence, rules: RuleSet) -> Iterator[Told]:
    """The report says that it has been published on, or by, a day after it was filed."""
    rule, filed = rules["published"], report.head.filed_on
    if report.head.filed_to_month:
        return
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        if filed is None or figure.kind is not Kind.DATE or figure.day is None:
            continue
        text = sentence.text[sentence.places[n].end :]
        told = _PUBLISHED.match(text)
        if told and _ITSELF.search(text) and not _PLANNED.search(told[0]):
            holds = figure.day <= filed
            before = "前" if "前" in told[0][:2] else ""
            statement = (
                f"报告填报于{filed.isoformat()}，却称已于{figure.day.isoformat()}{before}公开（原文“{figure.printed}”）"
                if not holds
                else f"填报日期{filed.isoformat()}不早于公开日期{figure.day.isoformat()}"
            )
            yield Told(rule, (*_heads(report), figure), holds, statement, "公开日期", _filed(report, figure, filed))


def _heads(report: Report) -> tuple[Figure, ...]:
    """Where the head prints the day of filing."""
    return tuple(f for f in report.figures if f.figure_id in report.head.figures and f.day == report.head.filed_on)


def _filed(report: Report, figure: Figure, filed: date) -> Between:
    """What the day of filing, and a day before it, may be."""
    return (*((head, (figure.day, None)) for head in _heads(report)), (figure, (None, filed)))


def _in_order(a: Figure, b: Figure) -> Between:
    return ((a, (None, b.day)), (b, (a.day, None)))


def _courses(sentence: Sentence, rules: RuleSet) -> Iterator[Told]:
    """`D 启动……，E 完成`: nothing is done before it was begun."""
    dates = [n for n in range(len(sentence)) if sentence.figure(n).day is not None]
    for n, m in pairwise(dates):
        a, b = sentence.figure(n), sentence.figure(m)
        pairs = ((_BEGUN, _DONE), *_AFTER)
        told = ((first.match(_from(sentence, n)), last.match(_from(sentence, m))) for first, last in pairs)
        begun, done = next((pair for pair in told if all(pair)), (None, None))
        if a.day is None or b.day is None or not begun or not done or _planned(sentence, m):
            continue
        between = sentence.text[sentence.places[n].end : sentence.places[m].start]
        if re.search(r"[；;。]", between) or (begun.re is not _BEGUN and not _GOES_ON.match(between[begun.end() :])):
            continue  # another thing's course
        statement = f"{a.printed}{begun[0]}，{b.printed}{done[0]}"
        yield Told(rules["course"], (a, b), a.day <= b.day, statement, "启动与完成日期", _in_order(a, b))


def _named(sentences: tuple[Sentence, ...], rules: RuleSet) -> Iterator[Told]:
    """`开工日期：D`, then `竣工日期：E` in the same section."""
    dates = [(s, n) for s in sentences for n in range(len(s)) if s.figure(n).day is not None]
    for (first, n), (second, m) in pairwise(dates):
        a, b = first.figure(n), second.figure(m)
        begun, done = _DAY_BEGUN.search(first.before(n)), _DAY_DONE.search(second.before(m))
        if a.day is None or b.day is None or not begun or not done or first.section != second.section:
            continue
        statement = f"{begun[0]}{a.printed}，{done[0]}{b.printed}"
        yield Told(rules["course"], (a, b), a.day <= b.day, statement, "启动与完成日期", _in_order(a, b))


def _done(report: Report, sentence: Sentence, rules: RuleSet) -> Iterator[Told]:
    """What is told as done was done before the report was filed."""
    rule, filed = rules["done"], report.head.filed_on
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        done = _DONE.match(_from(sentence, n)) or _PAST.match(_from(sentence, n))
        named = _DAY_DONE.search(sentence.before(n))
        if filed is None or figure.day is None or not (done or named) or _planned(sentence, n):
            continue
        # 2021年10月 and 2021年 name no day: they are over or not by their ends, which nothing tells.
        if "日" in figure.printed:
            month = report.head.filed_to_month and (figure.day.year, figure.day.month) == (filed.year, filed.month)
            holds = figure.day <= filed or month
            said = f"{named[0] if named else ''}{figure.printed}{done[0] if done else ''}"
            statement = f"报告填报于{filed.isoformat()}，所述“{said}”在{'其前' if holds else '其后'}"
            yield Told(rule, (*_heads(report), figure), holds, statement, "完成日期", _filed(report, figure, filed))


def _evaluations(report: Report, sentence: Sentence, rules: RuleSet) -> Iterator[Told]:
    """A year is not evaluated before its last quarter."""
    rule, year = rules["evaluation"], report.head.fiscal_year
    for n in range(len(sentence)):
        figure, begun = sentence.figure(n), _BEGUN.match(_from(sentence, n))
        if year is None or figure.day is None or not begun or _planned(sentence, n):
            continue
        if _SELF.search(sentence.before(n) + begun[0]) and "日" in figure.printed:
            statement = f"评价的是{year}年度，自评工作却于{figure.printed}启动"
            if figure.day.year < year - 1:
                continue  # another year's evaluation
            first = date(year, 10, 1)
            holds = figure.day >= first
            if holds:
                statement = f"{year}年度的自评工作于{figure.printed}启动"
            yield Told(rule, (figure,), holds, statement, "自评启动日期", ((figure, (first, None)),))


def _from(sentence: Sentence, n: int) -> str:
    return sentence.text[sentence.places[n].end :]


def _planned(sentence: Sentence, n: int) -> bool:
    """Whether a date is one that was meant: 计划于, 应在…前."""
    clause = re.split(r"[，,；;。]", sentence.before(n))[-1] + re.split(r"[，,；;。]", _from(sentence, n))[0]
    before = sentence.figure(n).printed.endswith("前") or re.match(r"日?(?:之前|以前|前)", _from(sentence, n))
    return bool(before or _PLANNED.search(clause))


def _batches(sentence: Sentence, rules: RuleSet) -> Iterator[Told]:
    """`D 和 E 分两批拨付`, `第一批于 D 到位，第二批于 E 到位`: what came first is told first."""
    dates = [n for n in range(len(sentence)) if sentence.figure(n).day is not None]
    for n, m in pairwise(dates):
        a, b = sentence.figure(n), sentence.figure(m)
        if a.day is None or b.day is None or _planned(sentence, m):
            continue
        listed = m == n + 1 and _AND.fullmatch(sentence.before(m)) and _in_turn(sentence, n, m)
        x, y = _ordinal(sentence, n), _ordinal(sentence, m)
        if listed or (x and y and x[1] == y[1] and y[0] == x[0] + 1):
            statement = f"先列{a.printed}，后列{b.printed}"
            yield Told(rules["batches"], (a, b), a.day <= b.day, statement, "分批日期", _in_order(a, b))


def _in_turn(sentence: Sentence, n: int, m: int) -> bool:
    """Whether the dates of a list, of which two are the n-th and the m-th, are of one thing that was done in turn."""
    while m + 1 < len(sentence) and sentence.figure(m + 1).day is not None and _AND.fullmatch(sentence.before(m + 1)):
        m += 1
    return bool(_TURNS.search(re.split(r"[，,；;。]", sentence.before(n))[-1]) or _TURNS.match(_from(sentence, m)))


def _ordinal(sentence: Sentence, n: int) -> tuple[int, str] | None:
    """Which of several, and of what, the clause of a date is about: 第二批."""
    end = len(sentence.text[: sentence.places[n].start]) + len(sentence.figure(n).printed)
    clause = re.split(r"[，,；;。]", sentence.before(n))[-1] + re.split(r"[，,；;。]", sentence.text[end:])[0]
    told = _FIRSTS.findall(clause.replace("首", "第一"))
    return ("一二三四五六".index(told[0][0]), told[0][1]) if len(told) == 1 else None


def _spans(sentence: Sentence, rules: RuleSet) -> Iterator[Told]:
    """`2020年1月1日至2020年12月31日`."""
    for n in range(1, len(sentence)):
        a, b = sentence.figure(n - 1), sentence.figure(n)
        if a.day is None or b.day is None or not _SPAN.match(sentence.before(n)):
            continue
        statement = f"{a.printed}（{a.day.isoformat()}）至{b.printed}（{b.day.isoformat()}）"
        yield Told(rules["date_range"], (a, b), a.day <= b.day, statement, "起止日期", _in_order(a, b))
