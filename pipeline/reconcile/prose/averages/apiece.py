"""Prices that one place tells with their count, and what all cost in another (分处单价).

`送戏 N 场，每场补助 P`, 送戏下乡 T in a table. What is paid for the sentence or its heading names; any amount that the
report prints accounts for the price and the count if they make it. What each is paid is not rounded, as averages are:
a total told with it (`A 人，每人补助 1 万元，共 T`) that is one slip away from what so many come to is a warning.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.prose.averages.each import UNITS, Mean, counted_by, is_counted_part, is_planned
from pipeline.reconcile.prose.changes.comparisons import CHANGE
from pipeline.reconcile.prose.elsewhere.executed import Money, moneys
from pipeline.reconcile.prose.elsewhere.goals import titles
from pipeline.reconcile.prose.prices import with_others
from pipeline.reconcile.relations import Relation, accused, is_slip_of, slip_explains, spoken_of
from pipeline.reconcile.sentences import CLAUSE_END, rises_from
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_PRICES = (
    re.compile(
        rf"每一?(?P<of>{UNITS}|[村校生岗店站镇乡点馆床案])(?:每年|一年|年)?(?P<rest>[^，,；;。：:、每/／\d]{{0,8}})$"
    ),
    re.compile(r"(?P<of>[人户生床案村校])均(?:每年|年)?(?P<rest>[^，,；;。：:、均\d]{0,8})$"),
)
_NO_PRICE = re.compile(
    r"[月日天周季次旬时]|提高|增加|降|从|由|目标|上限|不[超低高]|最[高低多少]|原|计划|预算|上年|去年|左右|以[上下内]|自[筹付负]|约"
)
_STOP = re.compile(r"[。；;\n]")
_NAME, _SOME = 3, 2  # letters of what is paid for; of what an amount that it may cost is called
_MYRIAD = 10_000
_GRANTED = re.compile(r"(?<=...)(?:补[助贴]|奖[补励]|救助)$")
_UNEVEN = re.compile(r"离[岗职任]|陆续|年中|部分|新增|退出|动态|不等|先后|分档|分类|差额|封顶|按.{0,6}比例")
_PAID = re.compile(r"每|单价")
_RECKONED = re.compile(r"均|折合|成本|造价|投入|投资|花费|约|近|左右|服务|承担|负责")


def apiece(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The prices that nothing else accounts for, each with its count and with what is paid in all, told elsewhere."""
    known, money = None, list[Money]()
    for sentence in spoken:
        for price in _prices(sentence):
            known = known if known is not None else spoken_of(confronted)
            count = _count(price) if price.figure.figure_id not in known else None
            if count is None:
                continue
            money = money or [m for m in moneys(report) if m.role in ("spent", "") and len(m.thing) >= _NAME]
            head = normalise(next(iter(titles(report.sections, sentence.section)), ""))
            text = f"{normalise(price.words)}。{head}"
            total = _total(price, text, head, money)
            if total is not None:
                own = [f for f in report.figures if _may_cost(price, f, text)]
                yield from _priced(price, total, count, own, rules)


def _prices(sentence: Sentence) -> Iterator[Mean]:
    """The one price of a stretch that no full stop or semicolon parts, and that tells no other amount."""
    if "每" not in sentence.text and "均" not in sentence.text:
        return
    start = 0
    for n in range(len(sentence)):
        figure, lead = sentence.figure(n), sentence.before(n)
        start = n if _STOP.search(lead) else start
        found = next((found for words in _PRICES if (found := words.search(lead))), None)
        if (
            found is None
            or figure.kind is not Kind.AMOUNT
            or not usable(figure)
            or figure.qualifier
            or "/" in figure.unit
        ):
            continue
        end = next((i for i in range(n + 1, len(sentence)) if _STOP.search(sentence.before(i))), len(sentence))
        alone = not any(sentence.figure(i).kind is Kind.AMOUNT for i in range(start, end) if i != n)
        changed = CHANGE.search(lead) or rises_from(sentence, n) or _NO_PRICE.search(sentence.clause(n))
        words = _STOP.split(sentence.text[: sentence.places[n].start])[-1]
        if alone and not changed and not _UNEVEN.search(words) and value_of(figure) > 0:
            yield Mean(sentence, n, found["of"], found["rest"], start, words)


def _count(price: Mean) -> Figure | None:
    """What a price is for, told before it in its stretch: one number, as it came about."""
    sentence = price.sentence
    told = [i for i in range(price.start, price.n) if counted_by(price, sentence, i) and is_counted_part(sentence, i)]
    told = [i for i in told if not is_planned(sentence, i)] or told
    return sentence.figure(told[0]) if len({value_of(sentence.figure(i)) for i in told}) == 1 else None


def _total(price: Mean, text: str, head: str, money: Sequence[Money]) -> Figure | None:
    """What is spent in all for the thing that a price's words, or the heading above it, name most fully."""
    least = value_of(price.figure) / (_MYRIAD if price.figure.unit == "万元" else 1)
    money = [m for m in money if value_of(m.figure) > least]
    things = {m.thing for m in money if _thing(m) in text}
    things = things or {m.thing for m in money if len(head) >= _NAME and head in m.thing}
    thing = max(things, key=len, default="")
    own = [m for m in money if m.thing == thing]
    spent = any(m.role == "spent" for m in own)
    found = {value_of(m.figure): m.figure for m in own if not spent or m.role == "spent"}
    return next(iter(found.values())) if thing and len(found) == 1 else None


def _thing(money: Money) -> str:
    """What money is for, less what is done with it: 防疫员补助."""
    return _GRANTED.sub("", money.thing)


def _may_cost(price: Mean, figure: Figure, text: str) -> bool:
    """Whether an amount may be what a price and its count make: told near, or named by what the price is told of."""
    if figure.kind is not Kind.AMOUNT or not usable(figure) or figure is price.figure:
        return False
    return figure.section == price.figure.section or longest(normalise(figure.label.split("/")[0]), text) >= _SOME


def _priced(price: Mean, total: Figure, count: Figure, own: Sequence[Figure], rules: RuleSet) -> Iterator[Relation]:
    """What so many cost, if no other amount is what they do."""
    form = Quotient(side(total), side(count), price.figure, Fraction(1))
    if not is_held(form):
        if any(is_held(Quotient(side(f), side(count), price.figure, Fraction(1))) for f in own):
            return
        if with_others(form, [place.figure for place in price.sentence.places]):
            return  # 新建 A 座，每座 P；改建 B 座，C 元
        if not is_slip_of(form) and not slip_explains(form, forms=0):
            return
    yield Relation(rules["prose_price"], (form,), total.label, mild=True)


def paid(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """The prices of a sentence that their total makes but for its last digits."""
    told = [c.form for c in confronted if c.relation.rule.pattern == "prose_price" and c.verdict.holds]
    forms = {form.rate.figure_id: form for form in told if isinstance(form, Quotient) and len(form.figures) == 3}
    wrong = accused(confronted) if forms else set()
    for sentence in spoken if forms else ():
        here = {place.figure.figure_id for place in sentence.places}
        for n, place in enumerate(sentence.places):
            form = forms.get(place.figure.figure_id)
            if form is None or not form.ids <= here or form.ids & wrong or place.figure.qualifier:
                continue
            words = CLAUSE_END.split(sentence.text[: place.start])[-1]
            if not _PAID.search(sentence.before(n)) or _RECKONED.search(words) or _RECKONED.search(sentence.after(n)):
                continue
            (_, total), (_, count) = form.numerator[0], form.denominator[0]
            made = Equation(((value_of(form.rate) / form.factor, count),), side(total))
            if not is_held(made) and slip_explains(made, forms=0):
                yield Relation(rules["prose_price"], (made,), total.label, mild=True)
