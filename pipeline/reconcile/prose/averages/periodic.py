"""Prices by the month or the day (按期单价): `工友 A，每月 P，按 9 个月计算，全年 T`, `每村每月放映 P 场，共 T 场`.

How many months or days there are no figure says, but words do. Whatever count and whatever months the report prints
account for a total; where its sentence tells them, nothing else does.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.averages.counts import count_of
from pipeline.reconcile.prose.averages.each import UNITS, Mean, counted_by, is_counted_part
from pipeline.reconcile.prose.averages.terms import Around, Term
from pipeline.reconcile.relations import Relation, is_slip_of, slip_explains, spoken_of
from pipeline.reconcile.sentences import CLAUSE_END, like, rises_from
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.rules import RuleSet

_WORDED = re.compile("[每均]")  # what no price is told without
_PER = r"(?P<per>个?月|天|日|年|学年|学期|季度)"
_PRICES = tuple(
    re.compile(words)
    for words in (
        rf"每一?(?P<of>{UNITS}|[村校生岗店站镇乡点馆])每?{_PER}(?P<rest>[^，,；;。：:每\d]{{0,10}})$",
        rf"每{_PER}每一?(?P<of>{UNITS}|[村校生岗店站镇乡点馆])(?P<rest>[^，,；;。：:每\d]{{0,10}})$",
        r"(?P<per>月)(?P<of>人|户|生)均(?P<rest>[^，,；;。：:\d]{0,10})$",
        r"(?P<of>人|户|生)均(?P<per>月)(?P<rest>[^，,；;。：:\d]{0,10})$",
        rf"每{_PER}(?P<of>)(?P<rest>[^，,；;。：:每\d]{{0,10}})$",
    )
)
_NO_PRICE = re.compile(r"提高|增加|降|从|由|目标|上限|不[超低高]|最[高低]|原")
_TIMES = {
    "月": re.compile(r"(?<!\d)(\d{1,2})个月"),
    "天": re.compile(r"(?<![\d.])(\d{1,3})天"),
    "学期": re.compile(r"([12两])个?学期"),
    "季度": re.compile(r"([1-4])个季度"),
}
_YEAR = re.compile(r"全年|一年|年度|年需|年支出|年增")
_ONCE = ("年", "学年")
_ALL_YEAR = {"月": 12, "学期": 2, "季度": 4, "年": 1, "学年": 1}
# Who came or went in the year was paid for less.
_UNEVEN = re.compile(r"离[岗职任]|陆续|中途|年中|部分|新增|退出|动态|不等|先后|在岗月数|实际月")
_MORE = re.compile(r"含|另|加[密班]|除")  # more, or less, than so much a day
_MEAN = re.compile("均")
_STOP = re.compile(r"[。\n]")
_NEAR = 5  # how many times what a total is off must fit into it


def periodic(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """The totals that a price by the month or the day, a count, and so many months or days make."""
    told = [(at, *prices[0]) for at, s in enumerate(spoken) if len(prices := list(_prices(s))) == 1]
    known = spoken_of(confronted) if told else frozenset()
    for at, price, per in told:
        total = _total(price)
        if total is None or {price.figure.figure_id, total.figure.figure_id} <= known:
            continue
        alone = list(_uncounted(price, per, total, rules)) if not price.of else []
        count = count_of(Around(price, (), spoken, at), total) if not alone else None
        yield from alone
        if count is not None:
            yield from _priced(price, per, total, count, spoken, rules)


def _prices(sentence: Sentence) -> Iterator[tuple[Mean, str]]:
    """The prices of a sentence, each with the time that it is for."""
    if not _WORDED.search(sentence.text):
        return
    for n in range(len(sentence)):
        figure, lead = sentence.figure(n), sentence.before(n)
        if figure.kind not in (Kind.AMOUNT, Kind.COUNT) or not _WORDED.search(lead):
            continue
        found = next((found for pattern in _PRICES if (found := pattern.search(lead))), None)
        if found is None or not usable(figure) or figure.qualifier:
            continue
        if _NO_PRICE.search(sentence.clause(n)) or rises_from(sentence, n) or value_of(figure) <= 0:
            continue
        start = max((i for i in range(n + 1) if _STOP.search(sentence.before(i))), default=0)
        words = _STOP.split(sentence.text[: sentence.places[n].start])[-1].removesuffix(found[0]) + found["rest"]
        yield Mean(sentence, n, found["of"], found["rest"], start, words), found["per"].removeprefix("个")


def _total(price: Mean) -> Term | None:
    """The one number of the price's sentence that may be what it comes to."""
    sentence, own = price.sentence, price.figure
    owner = sentence.owner(price.n)
    if owner is not None and like(sentence.figure(owner), own):
        return Term(sentence.figure(owner), (sentence, owner), told=True)  # 劳务费 T（N 人，每人每月 P）
    last = next((i for i in range(price.n + 1, len(sentence)) if _STOP.search(sentence.before(i))), len(sentence))
    found = [
        i
        for i in range(price.start, last)
        if like(sentence.figure(i), own) and value_of(sentence.figure(i)) > value_of(own)
        if i != price.n and is_counted_part(sentence, i) and not sentence.depth(i)
        if not sentence.before(i).startswith(("、", "和", "及"))
    ]
    end = next((i for i in range(price.n + 1, last) if "；" in sentence.before(i)), last)
    after = [i for i in found if price.n < i < end]  # 甲 T，按每月 P 计；乙 A
    one = after[:1] or [i for i in found if i < price.n][-1:]
    return Term(sentence.figure(one[0]), (sentence, one[0]), told=True) if one else None


def _uncounted(price: Mean, per: str, total: Term, rules: RuleSet) -> Iterator[Relation]:
    """`监测每天 P，按 N 天计 T`: nothing but the days is counted, if that comes near the total."""
    for times in _times(per, price.sentence.text):
        form = Equation(((Fraction(times), price.figure),), side(total.figure))
        near = _NEAR * abs(form.result.gap) <= value_of(total.figure)
        if is_held(form) or ((near or slip_explains(form, forms=0)) and not _MORE.search(_stretch(price))):
            yield Relation(rules["prose_price"], (form,), total.figure.label, mild=not near)
            return


def _priced(
    price: Mean, per: str, total: Term, count: Term, spoken: Sequence[Sentence], rules: RuleSet
) -> Iterator[Relation]:
    """What so many times the price, for all that are counted, comes to, if nothing else makes the total."""
    here = price.sentence.text
    told = _times(per, here)
    times = _natural(per, told, here)
    form = _form(price, total, count, times) if times else None
    if (
        times is None
        or form is None
        or (not is_held(form) and any(map(is_held, _others(price, per, total, count, spoken))))
        or (not is_held(form) and _is_part(form, price.sentence))
    ):
        return
    # As it is printed, so that the price is accounted for, or suspected, too; a price of few digits says less.
    made = Quotient(side(total.figure), side(count.figure), price.figure, Fraction(1, times))
    slipped = slip_explains(form, forms=0) if isinstance(form, Equation) else is_slip_of(form)
    slipped = slipped or bool(price.of and slip_explains(made, forms=0))
    near = _NEAR * abs(form.result.gap) <= form.result.right or slipped
    if is_held(form) or (near and not _UNEVEN.search(_stretch(price))) or (count.told and told):
        mild = not (told or is_held(form)) and per not in _ONCE
        form = made if is_held(form) or not is_held(made) else form
        yield Relation(rules["prose_price"], (form,), total.figure.label, mild=mild)


def _is_part(form: Form, sentence: Sentence) -> bool:
    """Whether it is another amount of the sentence that a price makes, and what was taken is a part of that."""
    amounts = (f for p in sentence.places if (f := p.figure).kind is Kind.AMOUNT and usable(f))
    return isinstance(form, Equation) and any(is_held(replace(form, right=side(f))) for f in amounts)


def _stretch(price: Mean) -> str:
    """What no full stop or semicolon parts from a price."""
    text, at = price.sentence.text, price.sentence.places[price.n].start
    return CLAUSE_END.split(text[:at])[-1] + CLAUSE_END.split(text[at:])[0]


def _natural(per: str, told: Sequence[int], here: str) -> int | None:
    """For how many months or days something is paid, as its sentence says; None where it does not."""
    if per in _ONCE:
        return 1
    if told:
        return told[0] if len(told) == 1 else None
    return _ALL_YEAR.get(per) if _YEAR.search(here) else None


def _others(price: Mean, per: str, total: Term, count: Term, spoken: Sequence[Sentence]) -> Iterator[Form]:
    """What else may make a total: other counts, if its sentence tells none, for other times, if it tells none."""
    counts = [count]
    if not count.told:
        places = ((s, i) for s in spoken for i in range(len(s)))
        counts += [
            Term(s.figure(i), (s, i)) for s, i in places if counted_by(price, s, i) and value_of(s.figure(i)) > 0
        ]
    natural = range(1, 13) if per == "月" else (_ALL_YEAR.get(per, 1),)
    times = _times(per, price.sentence.text) or [*_times(per, " ".join(s.text for s in spoken)), *natural]
    yield from (_form(price, total, one, n) for one, n in product(counts, times))


def _form(price: Mean, total: Term, count: Term, times: int) -> Form:
    """A mean is rounded; what one is paid by is not."""
    if _MEAN.search(price.sentence.clause(price.n)):
        return Quotient(side(total.figure), side(count.figure), price.figure, Fraction(1, times))
    return Equation(((value_of(price.figure) * times, count.figure),), side(total.figure))


def _times(per: str, text: str) -> list[int]:
    """How many months or days some words tell of, each number once."""
    pattern = _TIMES.get("天" if per == "日" else per)
    found = pattern.findall(text) if pattern else []
    return list(dict.fromkeys(2 if n == "两" else int(n) for n in found if n == "两" or int(n) > 0))
