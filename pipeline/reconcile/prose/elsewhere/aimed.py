"""What came about against goals set elsewhere (目标完成): `培训 A 人次，完成年度目标的 P`, the goal in another chapter.

What a number is of its words say: its own, those since the rate before, and its heading's. A goal is its own where they
share enough, and no other goal of its unit shares as much.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.elsewhere.goals import goals, titles, words_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, is_rate, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.prose.elsewhere.goals import Goal
    from pipeline.reconcile.sentences import Sentence
    from schemas.document import Section
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_AIM = (
    r"(?:年度|全年|年初|当年|本年|预期|预定|绩效|既定|设定|计划|考核|控制|下达|[省市县州区](?:里|级|定)?|上级|确定|调整后)*的?"
    r"(?:目标|计划|任务|指标)(?:任务|总?[值数量])?"
)
_NAMES = ("目标", "计划", "任务", "指标", "完成")  # one of these leads to what is compared with a goal
_OF_AIM = re.compile(
    rf"(?:(?:完成|达到?|实现|占|为|是|相当于|达成)了?{_AIM}的|{_AIM}的?(?:完成|达成|实现)(?:率|比例)?(?:为|达到?|是)?"
    r"|完成(?:率|比例|比率|程度|度)(?:为|达到?|是)?|^[，,]?(?:年度|全年)?完成了?)$"
)
_OVER = re.compile(
    rf"(?:[比较]{_AIM}(?:要求)?(?:相比)?[，,]?(?:净|共|还)?(?P<way>高出?|多出?|超出?|超额|提高|增加|低|少|欠|减少|短少)了?"
    rf"|(?P<than>超过?|超出|超额完成|高于|高出|低于){_AIM}(?:要求)?)(?:约)?$"
)
_LESS = ("低", "少", "欠", "减", "短")
_STOP = re.compile(r"[。；;\n]")
_BY = re.compile(
    r"(?:[超多少差欠低高]出?于?了?[^，,；;。]{0,4}(?:计划|目标|任务)[^，,；;。]{0,2}|超额[^，,；;。]{0,4}|(?<![温价时误逆顺])差|[欠缺])$"
)
_AMONG = re.compile(r"其中|包括|分别")
_OTHERS = re.compile(r"总(?:目标|任务|计划)|累计|规划|五年|预算")  # of several years; of money
_CHANGED = re.compile(r"调[整增减]|变更|核[减增]|压减")
_WORKS = frozenset(
    {"新建", "建设", "改建", "改造", "维护", "养护", "维修", "管护", "拆除", "验收", "检测", "监测", "检查", "修复"}
)
_EACH = re.compile(r"[均每]|单价")
_FEW = 2  # numbers that one rate is said of
_ALIKE, _SOME = Fraction(4, 3), Fraction(1, 2)  # of both, of either


class _Told(NamedTuple):
    """A number that came about, and what its own words, and all that lead to it, say it is of."""

    figure: Figure
    own: frozenset[str]
    wide: frozenset[str]


class _Found(NamedTuple):
    """A goal, whether the words leave no doubt that it is the one, and whether it stands in the same clause."""

    goal: Figure
    sure: bool
    beside: bool = False


def aimed(report: Report, spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """Completion rates, and how far goals were missed or passed, where the goal stands in no sentence beside."""
    told = [one for sentence in spoken for one in _comparing(sentence)]
    found = list(goals(report, spoken)) if told else []
    aims = {goal.figure.figure_id for goal in found}
    for sentence, n, over in told if found else ():
        figure, places = sentence.figure(n), _since_rate(sentence, n, aims)
        came = [i for i in places if sentence.figure(i).figure_id not in aims]
        if came:
            pairs = _pairs(report.sections, sentence, came, found, [i for i in places if i not in came])
            of_all = len(pairs) == len(came)
            yield from _beyond(figure, pairs, over, rules) if over else _completed(figure, pairs, rules, of_all=of_all)


def _comparing(sentence: Sentence) -> Iterator[tuple[Sentence, int, re.Match[str] | None]]:
    """The numbers of a sentence that are compared with a goal, and by how much they are told to be over or under."""
    for n in range(1, len(sentence)) if any(word in sentence.text for word in _NAMES) else ():
        figure, words = sentence.figure(n), sentence.before(n)
        if usable(figure) and figure.kind is not Kind.SCORE and not _OTHERS.search(words):
            over = _OVER.search(words)
            if over or (is_rate(figure) and _OF_AIM.search(words)):
                yield sentence, n, over


def _pairs(
    sections: Sequence[Section], sentence: Sentence, places: Sequence[int], found: Sequence[Goal], beside: Sequence[int]
) -> list[tuple[Figure, _Found]]:
    """The numbers at some places, the last first, each with its goal: told `beside` it, or elsewhere."""
    pairs: list[tuple[Figure, _Found]] = []
    for i in reversed(places):
        figure = sentence.figure(i)
        near = [k for k in beside if like(sentence.figure(k), figure)]
        near = [k for k in near if sentence.owner(k) == i] or [k for k in near if not sentence.depth(k)]
        own = [sentence.figure(k) for k in near]
        alone = len(own) == 1 == sum(like(sentence.figure(k), figure) for k in places)
        known = _Found(own[-1], alone, beside=True) if own else _goal_of(_told(sections, sentence, i, places[0]), found)
        if known is not None and value_of(known.goal) > 0:
            pairs.append((figure, known))
    return pairs


def _completed(
    rate: Figure, pairs: Sequence[tuple[Figure, _Found]], rules: RuleSet, *, of_all: bool
) -> Iterator[Relation]:
    """`甲 A，完成年度目标的 P`, `甲 A，完成率 P`. `of_all`: whether each number that it may be said of has its goal."""
    forms = tuple(Quotient(side(part), side(found.goal), rate) for part, found in pairs)
    made = [form.result.left for form in forms]
    # What was done is done: 100 % is said of more, too; and what is said of several may be the mean.
    capped = value_of(rate) == HUNDRED and any(one > HUNDRED for one in made)
    if forms and not capped and not _is_mean(rate, made):
        near = all(2 * one <= 3 * value_of(rate) and 2 * value_of(rate) <= 3 * one for one in made)
        near = near or all(found.beside for _, found in pairs)
        sure = of_all and near and len(forms) <= _FEW and all(found.sure for _, found in pairs)
        yield Relation(
            rules["prose_rate" if any(found.beside for _, found in pairs) else "prose_aim"],
            forms,
            pairs[0][0].label,
            sure=sure,
        )


def _is_mean(rate: Figure, made: Sequence[Fraction]) -> bool:
    return len(made) > 1 and abs(sum(made, Fraction(0)) - len(made) * value_of(rate)) <= len(made) * rate.ulp


def _beyond(
    by: Figure, pairs: Sequence[tuple[Figure, _Found]], over: re.Match[str], rules: RuleSet
) -> Iterator[Relation]:
    """`甲 A，超过目标值 D 个百分点`, `甲 A 户，比计划少 D 户`."""
    way = over["way"] or over["than"]
    points = by.unit == "个百分点"
    if not (points or over["way"]):
        return  # 高于目标 A: A may be the goal
    for part, found in pairs[:1]:
        if (part.kind is Kind.RATE) == points and (points or like(part, by)):
            less, more = (part, found.goal) if way.startswith(_LESS) else (found.goal, part)
            form = Equation(side(more), side(less, by))
            yield Relation(rules["prose_points" if points else "prose_change"], (form,), part.label, sure=found.sure)


def _since_rate(sentence: Sentence, n: int, aims: set[str]) -> list[int]:
    """The numbers since the rate before, or the clause's beginning, that the n-th may be said of.

    Points are said of the rate before; and so many more or less of what the rate between is of too.
    """
    found: list[int] = []
    rate, owner = sentence.figure(n), sentence.owner(n)
    points = rate.unit == "个百分点"
    for i in range(n - 1, -1, -1):
        figure = sentence.figure(i)
        another = figure.kind is Kind.RATE is rate.kind and not points
        # 成功 A 件，成功率 P，完成目标的 Q: both of A.
        if _STOP.search(sentence.before(i + 1)) or (another and (found or i < n - 1)):
            break
        outside = sentence.depth(i) <= sentence.depth(n) or i == owner or figure.figure_id in aims
        by = is_change(sentence.before(i)) or _BY.search(sentence.before(i))  # 超计划 A 台: by how much
        if outside and usable(figure) and (figure.kind is Kind.RATE) == points and not by:
            found.append(i)
        if found and (points or rate.kind is not Kind.RATE):
            break
    # 改造 A 户，其中甲 B、乙 C，完成率 P: of A.
    among = next((k for k, i in enumerate(reversed(found)) if k and _AMONG.search(sentence.before(i))), None)
    return found[::-1][:among]


def _told(sections: Sequence[Section], sentence: Sentence, n: int, first: int) -> _Told:
    figure = sentence.figure(n)
    own = words_of(f"{sentence.clause(n)} {figure.label}")
    led = " ".join(sentence.before(i) for i in range(first, n + 1))
    heads = titles(sections, sentence.section)
    wide = own | words_of(" ".join([_STOP.split(led)[-1], *heads]))
    return _Told(figure, own or wide, wide)


def _goal_of(told: _Told, found: Sequence[Goal]) -> _Found | None:
    """The goal that a number was to reach."""
    near = [(goal, *_shares(told, goal)) for goal in found if _may_be_of(goal.figure, told.figure)]
    near = [one for one in near if max(one[1:]) >= _SOME]
    if not near:
        return None
    near.sort(key=lambda one: -sum(one[1:]))
    goal, ours, theirs = near[0]
    rivals = [one for one in near[1:] if value_of(one[0].figure) != value_of(goal.figure)]
    clear = all(4 * sum(one[1:]) <= 3 * (ours + theirs) for one in rivals)
    changed = _are_other_works(told.own, goal.own) or bool(_CHANGED.search(told.figure.evidence.quote))
    return _Found(goal.figure, sure=min(ours, theirs) >= _SOME and ours + theirs >= _ALIKE and clear and not changed)


def _are_other_works(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two names say that other things were done: 公路养护, 公路建设."""
    return bool(a & _WORKS) and bool(b & _WORKS) and not a & b & _WORKS


def _may_be_of(goal: Figure, figure: Figure) -> bool:
    """Whether a goal is of a number's unit and year, and of one thing each where the number is."""
    years = {goal.period, figure.period} - {""}
    return like(goal, figure) and len(years) < 2 and bool(_EACH.search(goal.label)) == bool(_EACH.search(figure.label))


def _shares(told: _Told, goal: Goal) -> tuple[Fraction, Fraction]:
    """How much of a goal's own words lead to a number, and how much of the number's own lead to the goal."""
    own = goal.own or goal.wide
    if not own or not told.own:
        return Fraction(0), Fraction(0)
    ours = max(Fraction(len(mine & told.wide), len(mine)) for mine in (own, goal.wide))
    return ours, Fraction(len(told.own & goal.wide), len(told.own))
