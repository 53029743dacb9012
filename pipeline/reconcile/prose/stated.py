"""What a sentence states by its very form (句式): sums, rates and changes whose words leave no choice of numbers.

`甲 A，占 B 的 P，其余为 C、D`; `执行率 P（A/B）`. Each pattern names the numbers by their
places; it is asked only where something is accounted for by nothing else (`leftover.py`).
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, adds_up, side
from pipeline.reconcile.intervals import is_number, usable, value_of
from pipeline.reconcile.prose.changes.comparisons import CHANGE, DOWN, RATE, UP, YEAR, sign_of
from pipeline.reconcile.prose.lists.heads import head_of
from pipeline.reconcile.prose.lists.items import TOTAL
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_measure, is_of_bracket, is_part, is_rate, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_REST = re.compile(r"^[，,；;](?:其余|余下)(?:的|部分|资金)*[为是]?[^，,；;。\d]{0,12}$")
_SHARE = re.compile(r"占(?:比|比重)?[为是]?$")
_IS_SHARE = re.compile(r"^[，,（(](?:约|仅)?占(?:比|比重)?[为是]?$")
_EXCEPT, _OUT = re.compile(r"除[^，,；;。\d]{2,14}$"), re.compile(r"^(?:之|以)?外[，,]")
_ALL_TOLD = re.compile(r"(?:共|合计|总计|总共)[^，,；;。\d]{0,2}$")
_MORE, _LESS = re.compile(r"^[，,]超(?:收|额|额完成|计划|目标|任务)?$"), re.compile(r"^[，,](?:短收|欠收|少收)$")
_GOAL_RATE = re.compile(r"(?:目标|任务|计划|预算)[数额]?[为是]?$")
_LAST = re.compile(rf"^[，,](?:{YEAR})(?:[数额]|决算|支出|收入)*[为是]$")
_AMOUNT_OF_CHANGE = re.compile(r"(?P<of>[^，,（(]*)(?P<way>增加|减少)额[为是]?$")
_SAME_TERMS = re.compile(r"(?:同口径|可比口径)[^，,；;。（(]{0,6}[（(][^）)]*本年[^，,；;。]{0,8}$")
_ALIKE = re.compile(rf"^[，,](?:同口径|可比口径)(?:同比)?(?:{RATE.pattern})")
_SEX = (re.compile(r"男(?:性|职工|教师|民警)?$"), re.compile(r"^[、，,和]女(?:性|职工|教师|民警)?$"))
_GROUPS = re.compile(r"满意|一般|不清楚|无所谓")
_PLEASED, _NO = re.compile(r"满意(?:率|度)[为是达到]*$"), re.compile(r"不满意|不太满意|一般|不清楚|无所谓")
_WEIGHED = re.compile(r"综合|加权|平均")
_SURVEYED = re.compile(r"有效|回收|收回|样本|调查|访问|走访|参评")
_EACH_CHANGED = re.compile(rf"(?:^|相比[，,]?分别|分别)(?:同比|[较比]上年)?(?P<verb>{UP}|{DOWN})(?:了|约)?$")
_LAST_BEHIND = re.compile(rf"^[（(](?:{YEAR})[^，,；;。\d]{{0,6}}$")
_THAN_LAST = re.compile(rf"(?:分别[比较]|[，,]与)(?:{YEAR})的?[^，,；;。\d]{{0,4}}$")
_AND_CHANGED = re.compile(rf"(?:[、，,和及与]|以及)(?:(?:{UP}|{DOWN})了?)?")
_UNIT_PRICE = re.compile(r"^[，,（(]?(?:平均|中标|采购|合同)?单价[为是约]*$")
_APIECE = re.compile(r"^[、和]|[每各均][^，,；;。]*$")
_COMES_TO = re.compile(r"^[，,）)]*(?:(?:[共合总小]?计|总价|金额)(?:金额|价款)?|共)[为是]?$")
_FEW = 3  # groups of an opinion


def stated(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """All that a sentence states so."""
    text = sentence.text
    for read, words in _READERS:
        if any(word in text for word in words):
            yield from read(sentence, rules)


def _rest(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`T…，甲占 P，为 A；…；其余 C`, `甲 A，占 T 的 P，其余为 B、C`: what a list leaves makes it full."""
    for n in range(2, len(sentence)):
        part = sentence.figure(n)
        if not _REST.match(sentence.before(n)) or not is_number(part) or sentence.depth(n):
            continue
        measure = next((i for i in range(n) if is_measure(sentence, i) and like(sentence.figure(i), part)), None)
        more = [i for i in range(n + 1, len(sentence)) if sentence.before(i).startswith(("、", "和"))]
        flat = [i for i in (*range(n), n, *more) if _is_item(sentence, i, part) and i != measure]
        # 来信 A 件、上访 B 批，合计 T 件，办结 C 件，占 P，其余 D 件: of all that was added up.
        summed = max((k for k, i in enumerate(flat) if TOTAL.search(sentence.before(i))), default=0)
        flat = flat[summed:]
        whole = measure if measure is not None else next(iter(flat), None)
        all_ = value_of(sentence.figure(whole)) if whole is not None else None
        parts = [f for i in flat if (f := sentence.figure(i)) and value_of(f) != all_]  # T told again
        told = measure is not None or any(_SHARE.search(sentence.before(i)) for i in range(n))
        shared = whole is not None and whole < n and _IS_SHARE.match(sentence.before(whole + 1))
        if whole != measure and shared:
            continue  # 甲 A，占 P；…；其余 D: A is an item too
        if told and whole is not None and len(parts) > 1 and not any("其中" in sentence.before(i) for i in flat[2:]):
            total = sentence.figure(whole)
            yield Relation(rules["prose_sum"], (Equation(side(*parts), side(total)),), total.label)


def _besides(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`除甲 A 外，另有乙 B、丙 C，共 T`."""
    last = len(sentence) - 1
    if last < 2 or not _EXCEPT.search(sentence.before(0)) or not _OUT.match(sentence.after(0)):
        return
    run = [sentence.figure(i) for i in range(last + 1)]
    if _ALL_TOLD.search(sentence.before(last)) and all(is_number(f) and like(f, run[0]) for f in run):
        yield Relation(rules["prose_sum"], (Equation(side(*run[:-1]), side(run[-1])),), run[-1].label)


def _over(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`完成 A，为目标 B 的 P，超收 C`."""
    for n in range(3, len(sentence)):
        done, goal, rate, by = (sentence.figure(i) for i in (n - 3, n - 2, n - 1, n))
        more = bool(_MORE.match(sentence.before(n)))
        told = (more or _LESS.match(sentence.before(n))) and sentence.before(n - 1) == "的" and is_rate(rate)
        if told and _GOAL_RATE.search(sentence.before(n - 2)) and _are_alike(done, goal, by):
            form = Equation(side(goal, by), side(done)) if more else Equation(side(done, by), side(goal))
            yield Relation(rules["prose_change"], (form,), by.label)


def _bracketed(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`执行率 P（A/B）`."""
    for n in range(len(sentence) - 2):
        rate, above, below = (sentence.figure(n + i) for i in range(3))
        if is_rate(rate) and is_of_bracket(sentence, n) and _are_alike(above, below) and value_of(below):
            form = Quotient(side(above), side(below), rate)
            yield Relation(rules["prose_rate"], (form,), rate.label)


def _by_last(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`A（增加额 C，增长率 P，上年数 B）`."""
    for n in range(2, len(sentence)):
        change, rate, old = (sentence.figure(i) for i in (n - 2, n - 1, n))
        told = _AMOUNT_OF_CHANGE.search(sentence.before(n - 2))
        if not told or not is_rate(rate) or not _LAST.match(sentence.before(n)) or not _are_alike(change, old):
            continue
        if value_of(old):
            yield Relation(rules["prose_growth"], (Quotient(side(change), side(old), rate),), rate.label)
        now = sentence.figure(n - 3) if n > 2 and not told["of"] else None  # 合计 A，其中甲增加额 C: of 甲
        if now is not None and _are_alike(now, old):
            less, more = (old, now) if told["way"] == "增加" else (now, old)
            yield Relation(rules["prose_change"], (Equation(side(less, change), side(more)),), now.label)


def _same_terms(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`同口径比较（本年 A、上年 B），减少 C，降幅 P`; `经常性支出 A，上年经常性支出 B，同口径下降 P`."""
    for n in range(2, len(sentence)):
        first, second, third = (sentence.figure(i) for i in (n - 2, n - 1, n))
        led = _SAME_TERMS.search(sentence.text[: sentence.places[n - 2].start])
        if led and re.match(r"[）)][，,]", sentence.after(n - 1)) and (change := CHANGE.search(sentence.before(n))):
            if _are_alike(first, second, third):
                less, more = (second, first) if sign_of(change) > 0 else (first, second)
                form = Equation(side(less, third), side(more))
                yield Relation(rules["prose_change"], (form,), first.label)
                yield from _rate_of(sentence, n + 1, first, second, rules)
        elif _ALIKE.match(sentence.before(n)) and first.period > second.period and _are_alike(first, second):
            yield from _rate_of(sentence, n, first, second, rules)


def _rate_of(sentence: Sentence, n: int, now: Figure, old: Figure, rules: RuleSet) -> Iterator[Relation]:
    """The n-th number as the rate of growth from an old number to a new one, if it is called so."""
    told = RATE.search(sentence.before(n)) if n < len(sentence) and is_rate(sentence.figure(n)) else None
    if told and value_of(old) > 0 and (way := Fraction(sign_of(told))):
        form = Quotient(((way, now), (-way, old)), side(old), sentence.figure(n))
        yield Relation(rules["prose_growth"], (form,), now.label)


def _by_sex(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`在职 T 人中，男 A 人、女 B 人`."""
    for n in range(2, len(sentence)):
        men, women, whole = sentence.figure(n - 1), sentence.figure(n), sentence.figure(head_of(sentence, n - 1))
        told = _SEX[0].search(sentence.before(n - 1)) and _SEX[1].match(sentence.before(n))
        near = not re.search(r"[。；;]", sentence.before(n - 1))
        if told and near and _are_alike(men, women, whole) and whole.kind is Kind.COUNT:
            # 在职 T 人，其中甲 A 人、乙 B 人，男 C 人、女 D 人: of T, where that fits
            told_before = (f for f in map(sentence.figure, range(n - 1)) if like(f, whole) and adds_up([men, women], f))
            whole = next(told_before, whole)
            form = Equation(side(men, women), side(whole))
            yield Relation(rules["prose_sum"], (form,), whole.label)


def _opinions(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`有效 N 份，非常满意 A、满意 B、不满意 C，满意度 P`: they make up N, and P is that of A and B."""
    run: list[int] = []
    for n in range(1, len(sentence)):
        words, first = sentence.before(n), n - 1 if run else head_of(sentence, n)
        if run and is_rate(sentence.figure(n)) and _PLEASED.search(words) and len(run) >= _FEW:
            yield from _pleased(sentence, run, n, rules)
        counted = (
            sentence.figure(n).kind is Kind.COUNT
            and _GROUPS.search(words)
            and like(sentence.figure(n), sentence.figure(first))
        )
        run = [*(run or [first]), n] if counted else []


def _pleased(sentence: Sentence, run: Sequence[int], n: int, rules: RuleSet) -> Iterator[Relation]:
    whole, *parts = (sentence.figure(i) for i in run)
    rate = sentence.figure(n)
    glad = [sentence.figure(i) for i in run[1:] if not _NO.search(sentence.before(i))]
    if _SURVEYED.search(whole.label) and 0 < len(glad) < len(parts) and usable(whole) and all(map(usable, parts)):
        yield Relation(rules["prose_sum"], (Equation(side(*parts), side(whole)),), whole.label)
        form = Quotient(side(*glad), side(whole), rate)
        # 综合满意度 below that of all who are content may count some of them at a discount.
        weighed = _WEIGHED.search(sentence.before(n)) and len(glad) > 1 and form.result.gap > 0
        yield Relation(rules["prose_rate"], (form,), rate.label, sure=not weighed)


def _in_turn(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`甲 A、乙 B，分别下降 P 和 Q（上年 C、D）`, `甲 A、乙 B，分别比上年的 C、D 下降 P、Q`."""
    for n in range(2, len(sentence)):
        told = _EACH_CHANGED.search(sentence.before(n)) if is_rate(sentence.figure(n)) else None
        rates = [n, *takewhile(lambda i: _AND_CHANGED.fullmatch(sentence.before(i)), range(n + 1, len(sentence)))]
        many = len(rates)
        if not told or many < 2 or not all(is_rate(sentence.figure(i)) for i in rates):
            continue
        behind, at = range(n + many, n + 2 * many), n - many
        each = "分别" in sentence.before(n)
        if each and behind[-1] < len(sentence) and _LAST_BEHIND.match(sentence.before(behind[0])):
            olds, nows = behind, range(n - many, n)
        elif at >= many and _THAN_LAST.search(sentence.before(at)):
            olds, nows = range(at, n), range(at - many, at)
        else:
            continue
        for now, old, rate in zip(nows, olds, rates, strict=True) if nows[0] >= 0 else ():
            if _are_alike(sentence.figure(now), sentence.figure(old)) and value_of(sentence.figure(old)):
                own = RATE.search(sentence.before(rate))  # 增长 P 和下降 Q
                way = Fraction(sign_of(own or told))
                change = ((way, sentence.figure(now)), (-way, sentence.figure(old)))
                form = Quotient(change, side(sentence.figure(old)), sentence.figure(rate))
                yield Relation(rules["prose_growth"], (form,), sentence.figure(now).label)


def _priced(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`甲 N 套，单价 P，计 A`."""
    for n in range(2, len(sentence)):
        count, price, paid = (sentence.figure(n + i) for i in (-2, -1, 0))
        told = _UNIT_PRICE.match(sentence.before(n - 1)) and _COMES_TO.match(sentence.before(n))
        one = told and count.kind is Kind.COUNT and not _APIECE.search(sentence.before(n - 2))
        if one and all(map(is_number, (count, price, paid))) and like(price, paid) and value_of(count):
            form = Quotient(side(paid), side(count), price, Fraction(1))
            yield Relation(rules["prose_price"], (form,), count.label)


def _is_item(sentence: Sentence, n: int, model: Figure) -> bool:
    return not sentence.depth(n) and is_part(sentence, n, model)


def _are_alike(*figures: Figure) -> bool:
    """Whether all are amounts, or counts of one thing, that can be reckoned with."""
    return all(is_number(f) and like(f, figures[0]) for f in figures)


# Each with words of which one must be there.
_READERS: tuple[tuple[Callable[[Sentence, RuleSet], Iterator[Relation]], tuple[str, ...]], ...] = (
    (_rest, ("其余", "余下")),
    (_besides, ("除",)),
    (_over, ("超", "短收", "欠收", "少收")),
    (_bracketed, ("/", "÷", "／")),
    (_by_last, ("增加额", "减少额")),
    (_same_terms, ("同口径", "可比口径")),
    (_by_sex, ("男",)),
    (_opinions, ("满意",)),
    (_in_turn, ("分别",)),
    (_priced, ("单价",)),
)
