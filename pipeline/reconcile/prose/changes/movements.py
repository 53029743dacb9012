"""Numbers that moved (变动勾稽): `由 Y 增加到 X，增长 P`, `由 Y 降至 X，下降 D`, `上年 Y，本年 X，增长 P`."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.changes.comparisons import AT, CHANGE, DOWN, OTHER_TERMS, RATE, UP, sign_of
from pipeline.reconcile.prose.lists.items import CLOSING, OPENING
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_rate, like, unbracketed
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_MOVED = re.compile(rf"^[^，,；;。]{{0,4}}(?:[至到]|[增减降升加少高低]为){AT}$")
_LACK, _MADE_GOOD = re.compile(r"缺口|差额|超支|赤字"), re.compile(r"弥补|补足|填补|动用")
_LESS = re.compile(
    rf"^[，,](?:共|累计|实际|净)*(?P<per>[亩户人村校床]均)?(?:(?P<down>{DOWN}|缩短)|(?P<new>新增)|{UP})(?:产量?|收入?)?了?$"
)
# Of what is new some may have taken the place of what is gone.
_GONE = re.compile(r"退出|撤[销并]|关停|注销|核减|合并|到期|淘汰|报废|取消|摘牌|移出")
# 增加 C，由 A 增至 B; 下降 P，由 A 降至 B
_FIRST = re.compile(rf"(?<![最至不])(?:(?P<down>{DOWN})|(?P<new>新增)|{UP})了?$")
_THEN = re.compile(r"^[，,](?:即|相应)?[由从](?:上年|去年|同期|[年期][初末底]|原[来先有]?|的)*$")
_OTHERWISE = re.compile(rf"[均每]|复合|{OTHER_TERMS.pattern}")  # of each, or of each year, or on other terms
_LAST, _NOW = (re.compile(r"(?:上年|去年)[^，,；;。]{0,12}$"), re.compile(r"^[，,](?:本年|今年|当年)[^，,；;。]{0,8}$"))
_TO = re.compile(rf"^(?:相?比)?[，,]?(?P<verb>{UP}|{DOWN})(?:到|至|为){AT}$")
# 在 A 的基础上增加 B，增长 P，达到 C
_ON_BASE = re.compile(r"^的?基础上")
_ADDED = re.compile(rf"^的?基础上(?:再|又|净|共|实际|继续|适当|分别)*(?P<verb>{UP}|上浮|{DOWN})了?$")
_RESULT = re.compile(
    r"^[，,]?(?:增加|提高|上调|下调|减少|降低|调整|扩大|[增升提降减]|达)?[到至]$|^[，,](?:即|合计|总额|总量|规模)?(?:为|达)$"
)
_NEXT = 8  # letters that lead from a change to its rate: ，增长率为
_FROM = re.compile(r"[由从][^由从]{0,14}$")
_RANK = re.compile(r"排名|名次|位次|第\d|位列|级别|等级")  # 由 12 位上升到 8 位


def moved(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """All such movements of a sentence."""
    if "基础上" in sentence.text:
        yield from _on_base(sentence, rules)
    yield from _from_to(sentence, rules)
    if _MADE_GOOD.search(sentence.text):
        yield from _drawn_on(sentence, rules)
    if "由" in sentence.text or "从" in sentence.text:
        yield from _moved(sentence, rules)
        yield from _told_first(sentence, rules)
        yield from _which_way(sentence, rules)


def _drawn_on(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`收支缺口 D，由结余弥补：年初结余 Y，年末结余 X`: so much less was left."""
    for n in range(2, len(sentence)):
        lack, old, now = (sentence.figure(n - i) for i in (2, 1, 0))
        told = _LACK.search(sentence.clause(n - 2)) and _MADE_GOOD.search(sentence.before(n - 1))
        stocks = OPENING.search(sentence.clause(n - 1)) and CLOSING.search(sentence.clause(n))
        if told and stocks and all(usable(f) and like(f, lack) for f in (lack, old, now)):
            yield Relation(rules["prose_change"], (Equation(side(now, lack), side(old)),), lack.label, mild=True)


def _from_to(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`由 Y 增加到 X，增长 P` and `上年 Y，本年 X，增长 P`."""
    for n in range(2, len(sentence)):
        rate, now, old = sentence.figure(n), sentence.figure(n - 1), sentence.figure(n - 2)
        if rate.kind is not Kind.RATE:
            continue
        verb, last = _TO.match(sentence.before(n - 1)), RATE.search(sentence.before(n))
        words = sentence.before(n - 1)
        # 上年 A，本年少支出 B，下降 P: B is by how much
        years = _NOW.match(words) and not CHANGE.search(words) and _LAST.search(sentence.before(n - 2))
        if rate.unit == "个百分点" or not last or not like(now, old) or _OTHERWISE.search(sentence.clause(n)):
            continue
        if not (usable(now) and usable(old)) or not (years or (verb and re.search(r"由|从", sentence.before(n - 2)))):
            continue
        way = sign_of(last)
        sign = Fraction(-1 if re.fullmatch(DOWN, verb["verb"]) else 1) if verb else Fraction(way)
        if way == sign and value_of(rate) >= 0:
            yield Relation(rules["prose_growth"], (Quotient(((sign, now), (-sign, old)), side(old), rate),), now.label)


def _moved(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`由 Y 降至 X，下降 D`, also of rates, D in points; whatever brackets tell of Y and X."""
    for n in range(2, len(sentence)):
        by, i = sentence.figure(n), _flat(sentence, n)
        verb = _LESS.match(_between(sentence, i, n)) if i else None
        if not verb or not _MOVED.match(_between(sentence, j := _flat(sentence, i), i)):
            continue
        now, old, lead = sentence.figure(i), sentence.figure(j), sentence.before(j)
        if not re.search(r"[由从]", lead) or (verb["per"] and not re.search(rf"{verb['per'][0]}[均产]|单产", lead)):
            continue  # 总量由 A 增至 B，户均增加 C
        if not all(usable(f) and like(f, by) for f in (now, old)) or "百分点" in now.unit + old.unit:
            continue
        if (by.kind is Kind.RATE and by.unit != "个百分点") or (verb["new"] and _GONE.search(sentence.text)):
            continue
        yield _by(by, old, now, rules, down=bool(verb["down"]), mild=bool(verb["new"]))
        told = (
            RATE.search(sentence.before(n + 1)) if n + 1 < len(sentence) and is_rate(sentence.figure(n + 1)) else None
        )
        same = told and (sign_of(told) < 0) is bool(verb["down"]) and len(sentence.before(n + 1)) <= _NEXT
        if same and by.kind is not Kind.RATE and value_of(old) > 0:  # 由 A 增加到 B，增加 C，增长 P
            form = Quotient(side(by), side(old), sentence.figure(n + 1))
            yield Relation(rules["prose_growth"], (form,), now.label)


def _flat(sentence: Sentence, n: int) -> int:
    """The number before the n-th that is in no more brackets."""
    return next((i for i in range(n - 1, -1, -1) if sentence.depth(i) <= sentence.depth(n)), 0)


def _between(sentence: Sentence, i: int, n: int) -> str:
    """The words between two numbers, brackets aside."""
    return unbracketed(sentence.text[sentence.places[i].end : sentence.places[n].start].strip())


def _by(by: Figure, old: Figure, now: Figure, rules: RuleSet, *, down: bool, mild: bool) -> Relation:
    """What was, and by how much it rose or fell, make what is; what is new may be told without what is gone."""
    less, more = (now, old) if down else (old, now)
    rule = rules["prose_points" if by.kind is Kind.RATE else "prose_change"]
    return Relation(rule, (Equation(side(less, by), side(more)),), now.label, mild=mild)


def _told_first(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`增加 C，由 A 增至 B` and `下降 P，由 A 降至 B`."""
    for n in range(2, len(sentence)):
        by, old, now = (sentence.figure(n - i) for i in (2, 1, 0))
        to = _TO.match(sentence.before(n)) if _THEN.match(sentence.before(n - 1)) else None
        first = _FIRST.search(sentence.before(n - 2)) if to else None
        if not to or not first or _OTHERWISE.search(sentence.clause(n - 2)) or "百分点" in old.unit + now.unit:
            continue
        plain = like(old, now) and all(usable(f) and not f.qualifier for f in (by, old, now)) and value_of(old) > 0
        down, mild = bool(first["down"]), bool(first["new"])
        if not plain or down is not bool(re.fullmatch(DOWN, to["verb"])) or (mild and _GONE.search(sentence.text)):
            continue
        if is_rate(by) and not is_rate(old):
            way = Fraction(-1 if down else 1)
            form = Quotient(((way, now), (-way, old)), side(old), by)
            yield Relation(rules["prose_growth"], (form,), now.label)
        elif like(by, old) and (by.unit == "个百分点") is is_rate(old):
            yield _by(by, old, now, rules, down=down, mild=mild)


def _on_base(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`在 A 的基础上增加 B，增长 P，达到 C`, by B or by P, with P or C or both."""
    for n in range(len(sentence) - 1):
        base, by = sentence.figure(n), sentence.figure(n + 1)
        told = _ADDED.match(sentence.before(n + 1)) if _ON_BASE.match(sentence.after(n)) else None
        if told is None or not (usable(base) and usable(by)) or value_of(base) <= 0 or base.kind is Kind.RATE:
            continue
        way = Fraction(-1 if re.fullmatch(DOWN, told["verb"]) else 1)
        rest = [(sentence.before(i), sentence.figure(i)) for i in range(n + 2, min(n + 4, len(sentence)))]
        rates = [f for words, f in rest if is_rate(f) and RATE.search(words)]
        nows = [f for words, f in rest if like(f, base) and usable(f) and _RESULT.match(words)]
        if like(base, by):
            for rate in rates[:1]:
                yield Relation(
                    rules["prose_growth"], (Quotient(side(by), side(base), rate),), base.label.removesuffix("在")
                )
            for now in nows[:1]:
                form = Equation(side(base, by), side(now)) if way > 0 else Equation(side(now, by), side(base))
                yield Relation(rules["prose_change"], (form,), now.label)
        elif is_rate(by):
            for now in nows[:1]:
                form_ = Quotient(((way, now), (-way, base)), side(base), by)
                yield Relation(rules["prose_growth"], (form_,), now.label)


def _which_way(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`由 Y 增加到 X`: X is more than Y."""
    for n in range(1, len(sentence)):
        now, old, verb = sentence.figure(n), sentence.figure(n - 1), _TO.match(sentence.before(n))
        told = verb and _FROM.search(sentence.clause(n - 1)) and not _RANK.search(sentence.text)
        plain = now.unit == old.unit and usable(now) and usable(old) and not (now.qualifier or old.qualifier)
        if verb and told and plain and now.kind is old.kind and now.unit != "个百分点":
            less, more = (now, old) if re.fullmatch(DOWN, verb["verb"]) else (old, now)
            yield Relation(rules["prose_way"], (Equation(side(less), side(more), "<="),), now.label)
