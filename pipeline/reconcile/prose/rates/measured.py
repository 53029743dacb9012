"""Rates and points beside what they are of (率与所指): what lacks, what was added, the goal, the last of two counts.

`A，为应到数的 P，缺 B`; `年初预算 A，追加 B，追加比例 P`; `目标 P，实际 Q，差 D 个百分点`; `入户 A 户，满意 B 户，P`.
Asked only where something is accounted for by nothing else (`leftover.py`), and only likely: it takes a slip.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, adds_up, minus, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.lists.heads import LISTS, head_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, is_rate, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

# 占可用资金的 P，为应配套数的 P，完成率 P: of what there was to be had, or to be done.
_OF_DUE = re.compile(
    r"^[，,](?:[占为](?:应|可用|可使用|计划|任务|目标|预算|全部|总)[^，,；;。\d]{0,8}的"
    r"|完成(?:计划|任务|目标)?的?|(?:任务|计划|总)?(?:完成|支付|拨付|到位|使用|发放|兑付|办结|完工|建成|执行)率[为达是]?到?)$"
)
_LACKS = re.compile(
    r"^[，,](?:尚|还|仍|年[末底])?有?(?:缺口?|差额?|欠|短缺|余下?|剩余?|结[余转]|未(?:完成|到位|支付|拨付|使用|发放|兑付|办结))"
    r"[^，,；;。\d]{0,6}$"
)
_DUE = re.compile(r"计划|预算|目标|任务|应|安排|下达")
_DONE_SO = re.compile(
    r"(?:支出|使用|支付|拨付|执行|用于|完成|建成|发放|办结)(?!计划|预算|目标|任务)[^，,；;。\d]{0,3}$"
)
_INITIAL, _ADDED = re.compile(r"年初[^，,；;。\d]{0,8}$"), re.compile(r"追加[^，,；;。\d]{0,12}$")
_SHARE_ADDED = re.compile(
    r"^[，,；;](?:年中|全年)?追加(?:的?(?:部分|资金|金额|预算|指标))?(?:(?:的?(?:比例|幅度|率))[为达是]?|[为占是]年初[^，,；;。\d]{0,10}的)$"
)
_AIM = re.compile(r"(?:目标|计划|要求)值?[^，,；;。\d]{0,4}$")
_GOT = re.compile(r"^[，,](?:实际|实绩)(?:值|完成|达到)?[为是]?$")
_UNDER = re.compile(r"^[，,](?:相?差|低|少|欠|短|落后)[了于]?$")
_OVER = re.compile(r"^[，,](?:超出?|高出?|多)了?$")
_HELD_TO = re.compile(r"^[，,](?:目标|要求|计划)(?:值|是)?(?:控制)?在$")
_THAN = re.compile(r"^[，,][比较距与离]$")
_SHORT_OF = re.compile(r"^的(?:[^，,；;。\d]{0,4}(?:要求|目标|标准|进度|任务))(?P<way>相?差|低|少|欠|高|超)[了出]?$")
_OF_TASK = re.compile(r"^的?(?:任务|计划|目标)[数量]?的$")
_DONE = re.compile(r"^[，,]完成[^，,；;。\d]{0,8}$")
_AMONG = re.compile(r"满意|合格|达标|通过|完成|成活|治愈|好转|优良|整改|知晓|回收|到课|参加|到位|办结|采纳")


def measured(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """All such rates and points of a sentence."""
    for n in range(1, len(sentence)):
        figure = sentence.figure(n)
        if figure.kind is Kind.RATE and usable(figure) and not figure.qualifier:
            readers = _POINTS if figure.unit == "个百分点" else _RATES
            yield from (relation for read in readers if (relation := read(sentence, n, rules)) is not None)


def _lacking(sentence: Sentence, n: int, rules: RuleSet) -> Relation | None:
    """`A，占应有数的 P，缺 B`: of A and B together, or of what was due: `计划 A，完成率 P，欠 B`."""
    if n + 1 >= len(sentence) or not _OF_DUE.match(sentence.before(n)) or not _LACKS.match(sentence.before(n + 1)):
        return None
    at = _last_of(sentence, n)
    told, rate, rest = (sentence.figure(i) for i in (at, n, n + 1))
    if not _are_counted(told, rest) or value_of(rate) >= HUNDRED:
        return None
    done = Quotient(side(told), side(told, rest), rate)
    due = Quotient(minus(told, rest), side(told), rate)
    words, is_part = sentence.clause(at), re.match("[，,][占为]", sentence.before(n))
    forms = (done,) if is_part or _DONE_SO.search(words) else (due,) if _DUE.search(words) else (done, due)
    return Relation(rules["prose_rate"], forms, rate.label, mild=True)


def _last_of(sentence: Sentence, n: int) -> int:
    """The number before the n-th, or what it is the last part of: 支出 T，其中甲 A、乙 B，执行率 P."""
    lists = [i for i in range(1, n) if LISTS.search(sentence.before(i))]
    head = head_of(sentence, lists[-1]) if lists else n - 1
    parts = [sentence.figure(i) for i in range(lists[-1], n)] if lists else []
    whole = sentence.figure(head)
    full = len(parts) > 1 and all(map(usable, (whole, *parts))) and adds_up(parts, whole)
    return head if full else n - 1


def _added(sentence: Sentence, n: int, rules: RuleSet) -> Relation | None:
    """`年初预算 A，追加 B，追加比例 P`."""
    rate = sentence.figure(n)
    if not _SHARE_ADDED.match(_since_bracket(sentence, n)):
        return None
    added = next((i for i in range(n - 1, -1, -1) if sentence.depth(i) <= sentence.depth(n)), None)
    first = next((i for i in range(added or 0) if _INITIAL.search(sentence.clause(i))), None)
    if added is None or first is None or not _ADDED.search(sentence.clause(added)):
        return None
    a, b = sentence.figure(first), sentence.figure(added)
    return _rate(Quotient(side(b), side(a), rate), rules) if _are_counted(a, b) else None


def _since_bracket(sentence: Sentence, n: int) -> str:
    """The last clause before a number, the comma before it too."""
    return re.split(r"(?=[，,；;])", sentence.before(n))[-1]


def _of_task(sentence: Sentence, n: int, rules: RuleSet) -> Relation | None:
    """`合计 A 座，完成 B 座任务的 P`."""
    if n < 2 or not _OF_TASK.match(sentence.before(n)) or not _DONE.match(sentence.before(n - 1)):
        return None
    done, due, rate = (sentence.figure(i) for i in (n - 2, n - 1, n))
    return _rate(Quotient(side(done), side(due), rate), rules) if _are_counted(done, due) else None


def _bare(sentence: Sentence, n: int, rules: RuleSet) -> Relation | None:
    """`入户 A 户，满意 B 户，P`: nothing is named that it might be of, but the last two."""
    if n < 2 or sentence.before(n) not in ("，", ",") or not _AMONG.search(sentence.before(n - 1)):
        return None
    whole, part, rate = (sentence.figure(i) for i in (n - 2, n - 1, n))
    fits = _are_counted(whole, part) and value_of(part) <= value_of(whole) and not is_change(sentence.before(n - 1))
    return _rate(Quotient(side(part), side(whole), rate), rules) if fits else None


def _beside_goal(sentence: Sentence, n: int, rules: RuleSet) -> Relation | None:
    """`目标 P，实际 Q，差 D`; `Q，目标控制在 P 以内，超出 D`; `Q，比 P 的要求差 D`."""
    a, b = (sentence.figure(i) for i in (n - 2, n - 1)) if n > 1 else (None, None)
    if a is None or b is None or not (is_rate(a) and is_rate(b)):
        return None
    words, between = re.sub(r"^以[内上下]", "", sentence.before(n)), sentence.before(n - 1)
    than = _SHORT_OF.match(words) if _THAN.match(between) else None
    if _AIM.search(sentence.clause(n - 2)) and _GOT.match(between):
        goal, got, over = a, b, bool(_OVER.match(words))
    elif _HELD_TO.match(between):
        goal, got, over = replace(b, qualifier=""), a, bool(_OVER.match(words))
    elif than:
        return _points(sentence.figure(n), b, a, rules, over=than["way"] in "高超")
    else:
        return None
    told = over or _UNDER.match(words)
    return _points(sentence.figure(n), goal, got, rules, over=over) if told else None


def _points(by: Figure, goal: Figure, got: Figure, rules: RuleSet, *, over: bool) -> Relation:
    less, more = (goal, got) if over else (got, goal)
    return Relation(rules["prose_points"], (Equation(side(less, by), side(more)),), got.label, mild=True)


def _rate(form: Quotient, rules: RuleSet) -> Relation:
    return Relation(rules["prose_rate"], (form,), form.rate.label, mild=True)


def _are_counted(a: Figure, b: Figure) -> bool:
    """Whether both are amounts, or counts of one thing, that can be reckoned with, and neither is nothing."""
    known = all(f.kind in (Kind.AMOUNT, Kind.COUNT) and usable(f) and not f.qualifier for f in (a, b))
    return known and like(a, b) and value_of(a) > 0 and value_of(b) > 0


_RATES = (_lacking, _added, _of_task, _bare)
_POINTS = (_beside_goal,)
