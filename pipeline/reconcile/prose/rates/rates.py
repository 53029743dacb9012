"""Relations said in prose (文字勾稽): 占, 个百分点, and rates beside the counts they are reckoned from.

A relation is read only where the words between the numbers leave no doubt; where several numbers may be meant, all are
tried, and a breach then counts only if a slip explains it. Sums (其中, 合计) are in `sums.py`,
changes in `changes.py`, rates by their names in `named_rates.py`, budgets and what became of them in `accounting.py`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, minus, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.changes.comparisons import DOWN, UP, sign_of
from pipeline.reconcile.prose.people.posts import posted
from pipeline.reconcile.prose.prices import priced
from pipeline.reconcile.prose.rates.graded import graded, is_above
from pipeline.reconcile.prose.rates.named_rates import AIMED, named_rate
from pipeline.reconcile.prose.rates.worded import is_of_all, is_of_unread
from pipeline.reconcile.prose.shares.shares import shared, shared_out
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import AND, is_change, is_rate, like
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.sentences import Sentence
    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_PRIOR = re.compile(
    r"^[，,（(]?(?:比|较|与)(?:(?:19|20)\d\d年)?[^，,；;。\d]{1,14}$|^[，,（(](?:上年|去年|上一年)(?:同期)?[^，,；;。\d]{0,8}$"
)
_PLAIN_CHANGE = re.compile(rf"^(?:相比)?[，,]?(?:共|同比)?(?P<verb>高出|{UP}|升|{DOWN})(?:了)?$")
_CHANGED_BY = re.compile(rf"^[，,]?(?:(?:比|较)(?:上年|去年)[^，,；;。\d]{{0,6}}?|同比)(?P<verb>{UP}|升|{DOWN})了?$")
# 比 Q 的目标值高出 D
_THAN = re.compile(r"^[，,（(]?[比较]$")
_OF_GOAL = re.compile(
    rf"^的?(?:[^，,；;。\d]{{0,6}}(?:目标|指标|计划|标准|要求|平均)[^，,；;。\d]{{0,4}}?)(?P<verb>高出|{UP}|{DOWN})了?$"
)
_LAST_YEAR = re.compile(r"^[，,](?:上年|去年)(?:同期)?[^，,；;。]{0,6}?[为是]$")
_NOT_OVER = re.compile(r"^[，,]?(?:均|并)?(?:未|没有|不)(?:超过?|突破|高于)[^，,；;。]{0,10}$")
_OF_PLAN = re.compile(r"^[，,]完成(?:了)?(?:年初|年度|全年|当年)?(?:预算|计划|目标|任务)[数值额]?的$")
_RATE_OF = re.compile(r"[，,](?:资金)?(?P<of>到位|支付|支出|拨付|完成|办结|整改|兑付|发放|使用|执行)率(?:为|达到?)?$")
_BEYOND, _DONE_RATE = (
    re.compile(r"^[，,]超(?:额|计划|任务)?(?:完成)?$"),
    re.compile(r"^[，,](?:任务)?完成率(?:为|达到?)?$"),
)
_DIFFERENCE = re.compile(r"^[，,][^，,；;。]{0,6}(?:差异|偏差|偏离)率(?:为|达|约)?$")
_BY = re.compile(r"相比|[多少超][支出]|节[约余]")
_PLANNED = re.compile(r"(?:预算|目标|计划|标准|指标值)[^，,；;。]{0,6}$")
_OFF = re.compile(r"^[，,](?:比?(?:目标|计划|标准))?(?:超过?|[多少高低晚早差]于?|延迟|提前)了?$")
_GOAL = re.compile(r"目标|指标值|要求")
_PARTIAL = re.compile(r"季度|半年|月")


def said(
    sentence: Sentence, around: Sequence[Figure], facts: Facts, catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """Every relation that a sentence states. `around` are the figures of its section, tables aside."""
    yield from posted(sentence, rules)
    yield from _within(sentence, rules)
    yield from priced(sentence, rules)
    yield from shared_out(sentence, rules)
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        if not usable(figure) or figure.kind is not Kind.RATE:
            continue
        if figure.unit == "个百分点":
            yield from _points(sentence, n, rules)
        else:
            found = tuple(graded(sentence, n, rules)) or tuple(_entire(sentence, n, rules))
            found = found or tuple(shared(sentence, n, around, facts, catalogue, rules))
            found = found or tuple(_completed(sentence, n, rules)) or tuple(_differing(sentence, n, rules))
            found = found or tuple(_exceeded(sentence, n, rules)) or tuple(_lacking(sentence, n, rules))
            yield from found
            own = figure.indicator not in rules.formulas or _PARTIAL.search(figure.subject) or "节约" in figure.label
            if not found and own and not is_above(sentence.before(n)) and not is_of_unread(sentence, n):
                yield from named_rate(sentence, n, around, rules)


def _within(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`支出 A，未超过预算 B`."""
    for n in range(1, len(sentence)):
        a, b = sentence.figure(n - 1), sentence.figure(n)
        told = _NOT_OVER.match(sentence.before(n))
        if told and "均" in told[0] and n > 1 and n + 1 < len(sentence) and sentence.before(n + 1) in AND:
            b = sentence.figure(n + 1)  # A，B，均未超过 C 和 D: each in its order
        if told and like(a, b) and usable(a) and usable(b):
            yield Relation(rules["prose_within"], (Equation(side(a), side(b), "<="),), a.label)


def _points(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`P，比上年 Q 提高 D 个百分点`."""
    rule = rules["prose_points"]
    last = n + 1 < len(sentence) and _LAST_YEAR.match(sentence.before(n + 1))
    told = _CHANGED_BY.match(sentence.before(n))
    if n and last and told:
        # P，较上年提高 D 个百分点，上年为 Q
        now, change, before = (sentence.figure(n + i) for i in (-1, 0, 1))
        if now.kind is before.kind is Kind.RATE and usable(before) and "百分点" not in now.unit + before.unit:
            a, b = (now, before) if sign_of(told) > 0 else (before, now)
            yield Relation(rule, (Equation(side(a), side(b, change)),), now.label)
        return
    verb = _PLAIN_CHANGE.match(sentence.before(n))
    of_goal = _OF_GOAL.match(sentence.before(n)) if n > 1 and _THAN.match(sentence.before(n - 1)) else None
    prior = n > 1 and _PRIOR.match(sentence.before(n - 1))
    if n > 1 and told and not (verb and prior):
        # P，上年 303 天，比例 Q，比上年上升 D 个百分点
        this, last_, points = _last_rates(sentence, n), sentence.figure(n - 1), sentence.figure(n)
        if this is not None and is_rate(last_):
            a, b = (this, last_) if sign_of(told) > 0 else (last_, this)
            yield Relation(rule, (Equation(side(a), side(b, points)),), this.label, mild=True)
        return
    verb = of_goal or (verb if prior else None)
    if verb is None:
        return
    before, change, up = sentence.figure(n - 1), sentence.figure(n), sign_of(verb) > 0
    # 占投入的 P，占到位的 Q，比上年 R 提高 D: which of them is compared the words do not say.
    near = takewhile(lambda i: i == n - 2 or "；" not in sentence.before(i + 1), range(n - 2, max(n - 5, -1), -1))
    # P，控制目标 Q 以内，比上年 R 低 D: a goal is not what is compared with last year.
    rates = [i for i in near if is_rate(sentence.figure(i))]
    nows = [sentence.figure(i) for i in rates if not _GOAL.search(sentence.clause(i))]
    if is_rate(before) and nows and rates[0] == n - 2:
        pairs = [(now, before) if up else (before, now) for now in nows]
        forms = tuple(Equation(side(a), side(b, change)) for a, b in pairs)
        yield Relation(rule, forms, nows[0].label, sure=len(forms) == 1)


def _last_rates(sentence: Sentence, n: int) -> Figure | None:
    """The rate that stands before last year's, which stands just before the n-th number, if it is called alike."""
    last = sentence.figure(n - 1)
    now = next((f for i in range(n - 2, -1, -1) if is_rate(f := sentence.figure(i))), None)
    years = (last.period, now.period) if now is not None else ("", "")
    older = years[0] == LAST_YEAR != years[1] or (all(map(str.isdigit, years)) and int(years[0]) < int(years[1]))
    alike = now is not None and older and normalise(now.label)[-2:] == normalise(last.label)[-2:]
    return now if alike else None


def _completed(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`收入预算 A，收入决算 B，完成预算的 P`."""
    if n < 2 or not _OF_PLAN.search(sentence.before(n)):
        return
    if not sentence.before(n - 1):
        return  # 超计划 A 亿元 B 亿元: B is by how much
    whole, part, rate = (sentence.figure(i) for i in (n - 2, n - 1, n))
    stem = re.sub(r"(?:年初|调整|全年)?(?:预算|计划|目标|任务)[数值额]?$", "", normalise(whole.label))
    alike = like(whole, part) and whole.period == part.period and usable(whole) and usable(part)
    if stem != normalise(whole.label) and alike and not is_change(sentence.before(n - 1)):
        same = bool(stem) and normalise(part.label).startswith(stem)
        yield Relation(rules["prose_rate"], (Quotient(side(part), side(whole), rate),), rate.label, mild=not same)


def _exceeded(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`完成 A 户，超额完成 B 户，完成率 P`: of what was to be done, A − B."""
    if n < 2 or not _BEYOND.search(sentence.before(n - 1)) or not _DONE_RATE.match(sentence.before(n)):
        return
    done, over, rate = (sentence.figure(i) for i in (n - 2, n - 1, n))
    if like(done, over) and done.kind is not Kind.RATE and usable(done) and usable(over) and done.value != over.value:
        aimed = bool(AIMED.search(sentence.before(n - 2)))  # 完成 A，目标 B，超额 C，完成率 P: of B
        due = minus(done, over)
        form = Quotient(side(done, over), side(done), rate) if aimed else Quotient(side(done), due, rate)
        yield Relation(rules["prose_rate"], (form,), done.label)


def _entire(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`专项 A 万元全部支出，执行率 P`: of A, all of it."""
    if not is_of_all(sentence, n):
        return
    whole = sentence.figure(n - 1)
    if whole.kind in (Kind.AMOUNT, Kind.COUNT) and usable(whole) and value_of(whole):
        yield Relation(
            rules["prose_rate"], (Quotient(side(whole), side(whole), sentence.figure(n)),), sentence.figure(n).label
        )


def _lacking(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`到位 A，到位率 P，未到位部分 B`: of A and B together."""
    rule, name = rules["prose_rate"], _RATE_OF.match(sentence.before(n))
    if n < 1 or name is None or n + 1 >= len(sentence):
        return
    done, rate, rest = (sentence.figure(i) for i in (n - 1, n, n + 1))
    told = re.match(rf"[，,；;](?:(?:尚|还)?(?:有|剩余?)?未|[少短欠]){name['of']}", sentence.before(n + 1))
    alike = like(done, rest) and done.kind is not Kind.RATE and usable(done) and usable(rest) and value_of(done) > 0
    if told and alike and name["of"] in sentence.before(n - 1):
        yield Relation(rule, (Quotient(side(done), side(done, rest), rate),), rate.label, mild=True)


def _differing(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`预算 A，决算 B，预决算差异率 P`, `目标 A，实际 B，偏差率 P`: how far the outcome is off, either way."""
    rule = rules["prose_growth"]
    if n < 2 or not _DIFFERENCE.search(sentence.before(n)):
        return
    # 目标 A 天，实际 B 天，超 C 天，偏差率 P: C is by how much.
    last = n - 2 if n > 2 and _OFF.match(sentence.before(n - 1)) else n - 1
    old, now, rate = (sentence.figure(i) for i in (last - 1, last, n))
    told = _PLANNED.search(sentence.before(last - 1)) and not is_change(sentence.before(last))
    if told and like(old, now) and old.kind is not Kind.RATE and usable(old) and usable(now) and value_of(old) > 0:
        one = Fraction(1 if value_of(now) >= value_of(old) else -1)
        if _BY.search(sentence.before(n - 1)):  # 比预算 A 少支 B，差异率 P
            yield Relation(rule, (Quotient(side(now), side(old), rate),), rate.label, mild=True)
            return
        forms = tuple(Quotient(((sign, now), (-sign, old)), side(old), rate) for sign in (one, -one))
        yield Relation(rule, forms, rate.label, mild=True)
