"""Surveys (满意度调查): `收回有效问卷 A 份，有效率 P，其中满意 B 份，满意度 Q`: Q is of what came back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_rate, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_PLEASED = re.compile(r"满意[率度][为达到是]*$")
_WEIGHED = re.compile(r"加权|平均|目标|计划|指标|不低于|上年|去年|[比较]")
_IS_SHARE = re.compile(r"^[，,（(]占(?:比|比重|比例)?[为达]?$")
_DISCOUNTED = re.compile(r"综合|总体")
_GLAD, _NOT_GLAD = re.compile(r"满意"), re.compile(r"不满意|不太满意|满意[率度]")
_SAY_SO = re.compile(r"^(?:均|都)?(?:表示|认为|评价为?)?满意(?![率度])")
_ASKED = re.compile(
    r"有效|[收回]回|回收|发[放出]|抽[样查取]|调查|[访走回]访|访问|样本|问卷|参与|测评|评价|对象|[随机]机|回访"
)
_BEHIND = re.compile(r"^[（(](?:其中)?(?:表示)?满意[^，,；;。不\d]{0,4}$")
_SENT = re.compile(r"(?:发[放出]|印发)[^，,；;。]{0,8}$|问卷发[放出]$")
_BACK = re.compile(r"^[，,、](?:实际|共|其中)?(?:收回|回收|有效问卷)[^，,；;。率]{0,6}$")
_BACK_RATE = re.compile(r"^[，,（(](?:问卷)?(?:有效)?(?:回收|收回|有效)率[为达到]*$")


def surveyed(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """What a sentence tells of a survey: how many answers came back, and how many were content."""
    if _ASKED.search(sentence.text):
        yield from _came_back(sentence, rules)
    if "满意" in sentence.text:
        yield from _pleased(sentence, rules)


def _came_back(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`发放问卷 A 份，收回 B 份，回收率 P`."""
    for n in range(1, len(sentence)):
        sent, back = sentence.figure(n - 1), sentence.figure(n)
        told = _SENT.search(sentence.before(n - 1)) and _BACK.match(sentence.before(n))
        if not told or not like(sent, back) or not all(map(_is_count, (sent, back))):
            continue
        yield Relation(rules["prose_part"], (Equation(side(back), side(sent), "<="),), sent.label)
        if n + 1 < len(sentence) and is_rate(sentence.figure(n + 1)) and _BACK_RATE.match(sentence.before(n + 1)):
            form = Quotient(side(back), side(sent), sentence.figure(n + 1))
            yield Relation(rules["prose_rate"], (form,), sentence.figure(n + 1).label)


def _is_count(figure: Figure) -> bool:
    return figure.kind is Kind.COUNT and usable(figure) and not figure.qualifier and value_of(figure) > 0


def _pleased(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """The satisfaction that a sentence tells, by how many were asked and how many were content."""
    for n in range(1, len(sentence)):
        words = sentence.before(n)
        share = _IS_SHARE.match(words) and _is_content(sentence, n - 1)
        if not is_rate(sentence.figure(n)) or not (share or _PLEASED.search(words)) or _WEIGHED.search(words):
            continue
        if n + 1 < len(sentence) and sentence.owner(n + 1) == n and _BEHIND.match(sentence.before(n + 1)):
            inside = range(n + 1, len(sentence))
            glad, first = [i for i in inside if sentence.owner(i) == n and _is_content(sentence, i)], n
        else:
            glad = _content(sentence, n)
            first = glad[0] if glad else 0
        bases = _asked(sentence, first, glad)
        if glad and bases and value_of(sentence.figure(glad[0])) > max(map(value_of, bases)):
            form = Equation(side(sentence.figure(glad[0])), side(bases[0]), "<=")
            yield Relation(rules["prose_part"], (form,), bases[0].label)
        if glad and bases and (told := _of(sentence, n, glad, bases, rules)):
            yield told


def _of(sentence: Sentence, n: int, glad: list[int], bases: list[Figure], rules: RuleSet) -> Relation | None:
    """A rate of all who are content, or of some of them, to those who answered, or were asked."""
    rate, parts = sentence.figure(n), [sentence.figure(i) for i in glad]
    lists = [parts, *(parts[:k] for k in range(1, len(parts)))]
    forms = [Quotient(side(*some), side(base), rate) for some in lists for base in bases]
    if len(parts) > 1 and _DISCOUNTED.search(sentence.before(n)) and forms[0].result.gap > 0:
        return None  # 综合满意度 below that of all who are content may count some of them at a discount
    return Relation(rules["prose_rate"], (forms[0], *filter(is_held, forms[1:])), rate.label)


def _content(sentence: Sentence, n: int) -> list[int]:
    """The numbers just before the n-th, a rate, that say how many were content."""
    found: list[int] = []
    for i in range(n - 1, -1, -1):
        if sentence.depth(i) > sentence.depth(n):
            break  # 学生满意度 P（问卷 A 份，满意 B 份）；家长满意度 Q
        if not _is_content(sentence, i):
            if found or "不满意" not in sentence.before(i):
                break
            continue
        found.insert(0, i)
    return found


def _is_content(sentence: Sentence, n: int) -> bool:
    figure, words = sentence.figure(n), sentence.clause(n)
    told = (_GLAD.search(words) and not _NOT_GLAD.search(words)) or _SAY_SO.match(sentence.after(n))
    return bool(told) and figure.kind is Kind.COUNT and usable(figure) and not figure.qualifier


def _asked(sentence: Sentence, first: int, glad: list[int]) -> list[Figure]:
    """The counts before the `first`-th number that say how many answered or were asked, the nearest first."""
    found: list[Figure] = []
    for i in range(first - 1, -1, -1):
        figure = sentence.figure(i)
        if figure.kind is Kind.RATE and not _PLEASED.search(sentence.before(i)):
            continue
        told = _ASKED.search(sentence.before(i)) or _ASKED.search(sentence.after(i))
        alike = glad and like(figure, sentence.figure(glad[0])) and usable(figure) and value_of(figure) > 0
        if not told or not alike or figure.qualifier or sentence.depth(i) > sentence.depth(first):
            break
        found.append(figure)
    return found
