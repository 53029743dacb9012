"""This year's number and last year's (本年与上年), told in any order, over one sentence or two, with what parts them.

`上年支出 A。本年支出 B，增长 P`; `与上年 A 相比，本年 B，减少 D`. As in `portions.py` only numbers that stand by
themselves are read.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.changes.comparisons import CHANGE, OTHER_TERMS, RATE, YEAR, sign_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.sentences import Passage, Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_LAST = re.compile(r"上年|去年|上一年")
_YEAR = re.compile(r"[本今当]年|20\d\d年")
_NOT_ONE = re.compile(r"其中|累计|预算|计划|目标|季度|半年|\d月|标准|占")
_MEAN = re.compile(r"均|每")
_NO_YEAR = re.compile(r"[较比与](?:年初|全年|调整后?)*(?:预算|计划|目标|任务)")
_IDLE = re.compile(rf"{YEAR}|[本今当全]年度?|相?比|[较与]|实现|达到?|为|支出|收入|实际|共|计|[的是]")
_CHANGED = re.compile(r"[增升涨减降少多高低]")
_MOST = 4  # this year's, last year's, what parts them, and the rate


class _Told(NamedTuple):
    """A number, its part: `year`, `change`, `rate` or none, and which way a change goes."""

    role: str
    figure: Figure
    words: str = ""
    way: int = 0


def yearly(passages: Sequence[Passage], rules: RuleSet) -> Iterator[Relation]:
    """The relations among such numbers of a passage, with those told just before it."""
    if not _CHANGED.search(passages[-1].text) or OTHER_TERMS.search(passages[-1].text):
        return
    known: list[_Told] = []
    for sentence, run in passages:
        told = [_told(sentence, n) for n in run] if len(run) <= _MOST else []
        if told and len(told) + len(known) <= _MOST and all(t.role == "year" for t in known):
            told = [*known, *told]
        known = told if all(t.role for t in told) else []
    yield from _related(known, rules)


def _told(sentence: Sentence, n: int) -> _Told:
    """What a number is by its own clause: a year's number, a change or its rate, or nothing to be read here."""
    figure, words = sentence.figure(n), sentence.clause(n)
    if not usable(figure) or figure.qualifier or figure.unit == "个百分点" or value_of(figure) <= 0:
        return _Told("", figure)
    if figure.kind is Kind.RATE:
        found = RATE.search(words)
        return _Told("rate", figure, words, sign_of(found)) if found else _Told("", figure)
    if found := CHANGE.search(words):
        if _NO_YEAR.search(words):
            return _Told("", figure)  # 决算比预算减少 C，比上年 B 下降 P: C is no change of B
        return _Told("change", figure, words, sign_of(found))
    if figure.kind not in (Kind.AMOUNT, Kind.COUNT) or _NOT_ONE.search(words):
        return _Told("", figure)
    return _Told("year", figure, words)


def _related(told: Sequence[_Told], rules: RuleSet) -> Iterator[Relation]:
    """The relations among two years' numbers, their change and its rate, where each is told once and nothing else."""
    years = [t for t in told if t.role == "year"]
    rest: Mapping[str, _Told] = {t.role: t for t in told if t.role != "year"}
    if not rest or len(years) + len(rest) != len(told) or len(years) > 2 or len(told) < 3:
        return
    old = _last(years)
    now = next((t for t in years if t is not old), None)
    change, rate = rest.get("change"), rest.get("rate")
    if old is None or (now and not _is_same(old, now)) or (change and not like(change.figure, old.figure)):
        return
    if change and now:
        less, more = (old, now) if change.way > 0 else (now, old)
        form: Form = Equation(side(less.figure, change.figure), side(more.figure))
        yield Relation(rules["prose_change"], (form,), now.figure.label)
    if rate and rate.way and now:
        way = Fraction(rate.way)
        form = Quotient(((way, now.figure), (-way, old.figure)), side(old.figure), rate.figure)
        yield Relation(rules["prose_growth"], (form,), now.figure.label)
    elif rate and change and rate.way == change.way and "年初" not in change.words:
        form = Quotient(side(change.figure), side(old.figure), rate.figure)
        yield Relation(rules["prose_growth"], (form,), old.figure.label)


def _last(years: Sequence[_Told]) -> _Told | None:
    """Which of the years' numbers is last year's."""
    said = [t for t in years if _LAST.search(t.words) or t.figure.period == LAST_YEAR]
    if said or len(years) < 2:
        return said[0] if len(said) == 1 else None
    a, b = sorted(years, key=lambda t: t.figure.period)
    one_apart = a.figure.period.isdigit() and b.figure.period.isdigit()
    return a if one_apart and int(b.figure.period) - int(a.figure.period) == 1 else None


def _is_same(old: _Told, now: _Told) -> bool:
    """Whether two years' numbers are of one thing: nothing in their names tells them apart, and both tell the year."""
    a, b = (_IDLE.sub("", normalise(t.words)) for t in (old, now))
    alike = (
        a in b or b in a
        if a and b
        else bool(_YEAR.search(now.words) or now.figure.evidence.quote == old.figure.evidence.quote)
    )
    means = {bool(_MEAN.search(t.words)) for t in (old, now)}  # 日均 A，全年比上年的 B 增加 D; 人均 A
    named = "全年" in old.words or (a and b)
    return like(old.figure, now.figure) and alike and not (named and len(means) > 1)
