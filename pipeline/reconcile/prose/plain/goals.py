"""Goals and what was done (目标与完成): `目标 A 场，完成 B 场，完成率 P`, in whatever order, one by one or in turn."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, side
from pipeline.reconcile.intervals import is_number, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import AND, is_part, is_rate, like
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_GOAL = r"(?:目标|计划|任务|指标)[数值量]?"
_AIM = re.compile(rf"(?:^|[，,；;。：:（(、]|[\u4e00-\u9fff]){_GOAL}(?!完成率)")
_NAMED = re.compile(
    rf"[，,；;]?(?:\d*年?度?|全年|本年)?(?:{_GOAL})?(?:的?完成|达成|实现)(?:率|比例|比)(?:分别)?[为达到是]*$"
)
_OF_GOAL = re.compile(rf"^[，,]?(?:占|为|是|达|达到|完成|完成了)(?:全年|年度|年初|本年)?{_GOAL}的$")
_BEHIND = re.compile(rf"^[（(](?:全年|年度|年初|本年|原)?{_GOAL}[为是：:]?$")
_BEYOND = re.compile(rf"^[，,]?超(?:额完成|过|出|额)?(?:全年|年度|年初|本年)?{_GOAL}$")
_NO_GOAL = re.compile(
    r"^[，,]?[较比]|未|达[到成]|实现|超|少|多|高|低|差|欠|完成(?:全年|年度|年初|本年)?(?:目标|计划|任务|指标)"
)
_STOP = re.compile(r"[；;。]")
_BOUND = frozenset({"不少于", "不低于", "≥", "以上", "至少", "大于等于"})
_WORDS = re.compile(r"完成|达成|实现|超|计划|目标|任务|指标")
_PAIR, _FEW = 2, 2


def aimed_plainly(sentence: Sentence, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """What the sentence says was aimed at and done, and the rate of the one to the other."""
    if not _WORDS.search(sentence.text):
        return
    for n in range(1, len(sentence)):
        if is_rate(sentence.figure(n)):
            yield from _rated(sentence, n, rules)
            yield from _of_before(sentence, n, before, rules)
        elif _BEYOND.match(sentence.before(n)):
            yield from _exceeded(sentence, n, rules)


def _rated(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    words, rule = sentence.before(n), rules["prose_rate"]
    named = bool(_NAMED.fullmatch(words.lstrip("）)")))
    if named and "分别" in words:
        yield from _in_turn(sentence, n, rules)
        return
    pair: tuple[int, int] | None = None
    if n + 1 < len(sentence) and sentence.owner(n + 1) == n and _BEHIND.match(sentence.before(n + 1)):
        pair = (n - 1, n + 1) if named or _OF_GOAL.match(words) else None
    elif named and n >= _PAIR and _begins(sentence, n - 2):
        pair = next(((a, b) for a, b in ((n - 1, n - 2), (n - 2, n - 1)) if _is_pair(sentence, a, b)), None)
    if pair is not None and (form := _form(sentence, *pair, n)) is not None:
        yield Relation(rule, (form,), sentence.figure(n).label)


def _of_before(sentence: Sentence, n: int, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """`目标 A 家。实际完成 B 家，完成率 P`."""
    if n != 1 or before is None or before.section != sentence.section or not _NAMED.fullmatch(sentence.before(1)):
        return
    goal, done, rate = before.figure(len(before) - 1), sentence.figure(0), sentence.figure(1)
    told = _is_goal(before, len(before) - 1) and len([p for p in before.places if like(p.figure, goal)]) == 1
    if told and not _is_goal(sentence, 0) and (form := _quotient(done, goal, rate)) is not None:
        yield Relation(rules["prose_rate"], (form,), rate.label)


def _is_pair(sentence: Sentence, done: int, goal: int) -> bool:
    """Whether of two numbers the one is called a goal, and the other is not."""
    return _is_goal(sentence, goal) and not _is_goal(sentence, done)


def _is_goal(sentence: Sentence, n: int) -> bool:
    words = _STOP.split(sentence.before(n))[-1]
    return bool(_AIM.search(words)) and not _NO_GOAL.search(words)


def _begins(sentence: Sentence, n: int) -> bool:
    """Whether no number like the n-th is told before it in its breath."""
    told = takewhile(lambda i: not _STOP.search(sentence.before(i + 1)), range(n - 1, -1, -1))
    before = next(told, None)
    return before is None or not like(sentence.figure(before), sentence.figure(n))


def _in_turn(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`目标甲 A 场、乙 B 件，实际分别完成 C 场、D 件，完成率分别为 P、Q`, and the goals behind."""
    rates = [
        n,
        *takewhile(lambda i: sentence.before(i) in AND and is_rate(sentence.figure(i)), range(n + 1, len(sentence))),
    ]
    many = len(rates)
    first, second = range(n - 2 * many, n - many), range(n - many, n)
    if many < _FEW or first[0] < 0 or "分别" not in sentence.before(second[0]):
        return
    lead = _is_goal(sentence, first[0]), _is_goal(sentence, second[0])
    if lead[0] == lead[1]:
        return
    goals, dones = (first, second) if lead[0] else (second, first)
    for goal, done, rate in zip(goals, dones, rates, strict=True):
        if (form := _form(sentence, done, goal, rate)) is not None:
            yield Relation(rules["prose_rate"], (form,), sentence.figure(rate).label)


def _form(sentence: Sentence, done: int, goal: int, rate: int) -> Quotient | None:
    """A rate of what was done to what was to be; None where a rate that stops at a hundred is no quotient."""
    if not is_part(sentence, done, sentence.figure(done)) or sentence.depth(done) > sentence.depth(rate):
        return None  # 同比增长 P（上年 A），目标 B，完成率 Q
    return _quotient(sentence.figure(done), sentence.figure(goal), sentence.figure(rate))


def _quotient(a: Figure, goal: Figure, p: Figure) -> Quotient | None:
    b = _exactly(goal)
    if not (is_number(a) and is_number(b) and like(a, b) and value_of(b) > 0):
        return None
    return None if value_of(p) == HUNDRED and value_of(a) >= value_of(b) else Quotient(side(a), side(b), p)


def _exactly(figure: Figure) -> Figure:
    """A goal as the number that it is reckoned by: 不少于 A 场."""
    return altered(figure, qualifier="") if figure.qualifier in _BOUND else figure


def _exceeded(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`完成 A 场，超计划 B 场（计划 C 场）`."""
    if n + 1 >= len(sentence) or sentence.owner(n + 1) != n or not _BEHIND.match(sentence.before(n + 1)):
        return
    done, by, goal = (sentence.figure(i) for i in (n - 1, n, n + 1))
    if all(map(is_number, (done, by, goal))) and like(done, by) and like(done, goal):
        form = Equation((*side(goal, by),), ((Fraction(1), done),))
        yield Relation(rules["prose_change"], (form,), done.label)
