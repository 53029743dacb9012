"""Goals that a report sets (目标): by their chapter, by what leads to them, by their own words, or in tables.

`年度绩效目标为：甲 A 户；乙 B 人次`, `计划举办 A 期，培训 B 人次`, a column 目标值. What a goal is of its own words
say, and those of its item.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.intervals import usable
from pipeline.reconcile.prose.lists.heads import head_of
from pipeline.reconcile.sentences import is_change
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.document import Section
    from schemas.figure import Figure
    from schemas.report import Report

# A chapter of goals; one that says what came of them, or what is to be done next, sets none.
_CHAPTER = re.compile(r"目标|任务|计划$")
_NO_CHAPTER = re.compile(r"完成|实现|达成|执行|自评|评价|分析|偏[离差]|成效|问题|建议|下[一步]|打算|改进|措施|明年")
_GROUP = re.compile(r"产出|效[益果]|成本|质量|数量|时效|满意度")  # 产出目标: of what was set, or of what came about
# What leads to goals: 年初设定的绩效目标：, 2023年重点任务为, 设定目标为.
_LEAD = re.compile(
    r"(?:绩效|年度?|年初|预期|总体|工作|主要|重点|设定的?|下达的?|确定的?)(?:绩效|年度|工作|的)*(?:目标|任务|指标)(?:任务|值)?"
    r"(?:[^，,；;。：:\d]{0,6}?[为是]|[^，,；;。\d]{0,8}?[：:]|包括)"
)
_OWN = re.compile(r"计划|目标|任务|预期|应(?:完成|达|办|建)|拟")
_AIMED = ("计划", "目标", "任务", "预期", "指标", "应", "拟")  # one of these sets goals
_CAME = re.compile(r"实际|实[查检到收发缴播]|已|占|上年|去年|较|截至|结果")
_RATED = re.compile(
    r"^[，,（(](?:任务|计划|目标)?完成率?(?:为|达到?)?$"
)  # 任务 A 人，管理 B 人，完成 P: of what came about
_DONE = re.compile(r"完成|实施|实现|达成|全年|(?:共|累计)[^，,；;]*$")  # what was planned is told no further
# 完成计划的, 比目标少, 目标完成率: of what came about.
_NO_OWN = re.compile(
    r"(?:实际|已|完成|未|没|达[到成]|实现|[较比超差低高多少]于?)[^，,；;。]*$|(?:目标|计划|任务)[^，,；;。]{0,4}[的率]$"
)
_OVER = re.compile(r"[，,]?(?:超[收额支过出]?|短收|[高低多少]于?)")  # 为目标 A 的 P，超收 B
# What is to be done next year, or in several years.
_FAR = re.compile(
    r"明年|来年|次年|(?<!结转)(?<!结转至)(?<!结转到)下一?年|[两三四五]年|规划|十[三四五]五|[到至]20\d\d年|中长期|实施期|远期"
)
_ITEM = re.compile(r"[。；;\n：:]|[一二三四五六七八九十]是|\d[.．、）)]")
_STOP = re.compile(r"[。\n]")
_BOUND = re.compile(r"不[低少高多大小]于|不超过|以[上下内]|[≥≤>＞<＜]|至少|控制在")
_COLUMN = re.compile(r"(?:目标|指标|计划|预期)(?:值|数|任务)?$|^年度(?:目标|指标|任务)(?:值)?$")
_IDLE = re.compile(
    r"\d+|全年度?|[本当]年度?|年[度初末底内]|完成|实施|开展|组织|举办|实际|累计|共计?|计划|目标|任务|指标|达到?|为|约|[不低少高多]+于|不超过|"
    r"以[上内下]|控制在|情况|绩效|产出|数量|质量|时效|成本|效[益果]|项目|工作|一是|二是|三是|[四五六七八九十]是|其中|预期|设定|应|已|"
    r"的|了|和|及|与|等|个|总"
)
_PARTS = re.compile(r"[，,；;。：:（）()、\s]")


class Goal(NamedTuple):
    """A goal, and the words that it is named by: its own, and all of its item."""

    figure: Figure
    own: frozenset[str]
    wide: frozenset[str]


def words_of(text: str) -> frozenset[str]:
    """The letters, and pairs of them, in what a name says, idle words aside: what names are compared by."""
    runs = _IDLE.sub(" ", " ".join(map(normalise, _PARTS.split(text)))).split()
    return frozenset(run[i : i + n] for run in runs for n in (1, 2) if len(run) > 1 for i in range(len(run) - n + 1))


def titles(sections: Sequence[Section], number: int) -> list[str]:
    """The headings that a section stands below, its own first."""
    found: list[str] = []
    at: int | None = number
    while at and at < len(sections):
        found.append(sections[at].title)
        at = sections[at].parent
    return found


def goals(report: Report, spoken: Sequence[Sentence]) -> Iterator[Goal]:
    """All goals of this year that a report sets."""
    year = str(report.head.fiscal_year or "")
    for sentence in spoken:
        heads = titles(report.sections, sentence.section)
        for n in _set_in(sentence, heads):
            figure = sentence.figure(n)
            ahead = _FAR.search(_STOP.split(sentence.text[: sentence.places[n].start])[-1])
            if _is_goal(figure, year) and not ahead and not is_change(sentence.before(n)):
                item = _ITEM.split(sentence.text[: sentence.places[n].start])[-1]
                yield _goal(figure, sentence.clause(n), f"{heads[0] if heads else ''} {item}")
    for figure in report.figures:
        row, _, column = figure.label.rpartition("/")
        if figure.table_id and row and _COLUMN.search(column) and _is_goal(figure, year):
            yield _goal(figure, row.rpartition("/")[2], row)


def planned_in(sentence: Sentence) -> frozenset[int]:
    """The numbers of a sentence that its own words say were aimed at: 计划举办 A 期，培训 B 人次."""
    return frozenset(_set_in(sentence, ())) if _OWN.search(sentence.text) else frozenset()


def _goal(figure: Figure, own: str, wide: str) -> Goal:
    # 24 万吨以上: what was aimed at is the number itself, to all its digits.
    plain = altered(figure, qualifier="") if _BOUND.search(figure.qualifier) else figure
    if not figure.label.endswith(("目标", "目标值")):
        plain = altered(plain, label=f"{figure.label}目标")
    label = "" if figure.table_id else figure.label
    return Goal(plain, words_of(f"{own} {label}"), words_of(f"{own} {label} {wide}"))


def _is_goal(figure: Figure, year: str) -> bool:
    kinds = (Kind.COUNT, Kind.AMOUNT, Kind.RATE)
    now = figure.period != LAST_YEAR and (not year or figure.period in ("", year))
    return usable(figure) and figure.kind in kinds and figure.unit != "个百分点" and now


def _set_in(sentence: Sentence, heads: Sequence[str]) -> Iterator[int]:
    """The numbers of a sentence that are goals."""
    named = any(_CHAPTER.search(head) and not _GROUP.search(head) for head in heads)
    chapter = named and not any(map(_NO_CHAPTER.search, heads))
    if not chapter and not any(word in sentence.text for word in _AIMED):
        return
    listed = planned = False
    depth = 0
    for n in range(len(sentence)):
        words = sentence.before(n)
        if _STOP.search(words):
            listed = planned = False
        if lead := [*_LEAD.finditer(words)]:
            listed, words = True, words[lead[-1].end() :]
        came = bool(_CAME.search(words))
        listed = listed and not came
        own = bool(_OWN.search(_PARTS.split(words)[-1])) and not _NO_OWN.search(words)
        # 甲 A 个（目标 B 个），乙 C 个: C is no goal.
        rated = n + 1 < len(sentence) and sentence.figure(n + 1).unit == "%" and _RATED.match(sentence.before(n + 1))
        passed = head_of(sentence, n) < n - 1  # 完成 A，目标 B，其中甲 C: of A
        told = came or passed or bool(_DONE.search(words) or _OVER.match(words) or rated)
        planned = own or (planned and not told and sentence.depth(n) >= depth)
        depth = sentence.depth(n) if own else depth
        if listed or planned or (chapter and not came):
            yield n
