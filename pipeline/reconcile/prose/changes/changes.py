"""Changes said in prose (增减勾稽): `X，比上年 Y 增加 Δ，增长 P`, with whatever of Y, Δ and P is printed.

The numbers of a comparison follow one another; what is compared is the number before them. Where several numbers may
be it, all are tried, and a breach then counts only if the report bears it out.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Form, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.changes.comparisons import CHANGE, RATE, YEAR, Comparison, comparisons, lead_of, sign_of
from pipeline.reconcile.prose.changes.last_year import last_year_beside, of_years, this_year
from pipeline.reconcile.prose.changes.of_which import MOST, divided, of_which
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, is_part, like
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, PLANNED, Basis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_PAST = re.compile(rf"同比|{YEAR}")
_CONTRARY = "所称增减与升降方向相反，当有一处写反，请核对原文。"
_THAN = re.compile(r"^[，,]?(?:较|比)(?P<what>[\u4e00-\u9fff]{2,10}?)(?:净|共|实际)?[增减多少上下提降]")
_LAST_OF_ALL = re.compile(r"(?:^|[，,；;。])[^，,；;。\d]{0,8}(?:上年|去年|上一年)[^，,；;。]{0,14}$")
_SINCE = re.compile(
    r"[，,]?(?:(?:本年|今年|当年)?(?:度|实际)?(?:同?比|[较比]上年(?:度|同期)?|[较比]去年(?:同期)?)(?:实际|略)?)"
)
_NOW = re.compile(r"[，,](?:本年|今年|当年)度?(?:实际|共)?")
# 2021年支出 A，2022年比上年增加: the year that is compared with an earlier one's number just before.
_YEAR_NOW = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年|本年|今年|当年)度?(?:[^，,；;。\d]{0,8}?(?:同?比|[较与])|(?:实际|净)?(?:增|减|上升|下降|提高|降低))"
)
_THAN_LAST = re.compile(r"[，,（(]?(?:同比|[比较]上年|[比较]去年|(?:增加|减少)额)")
# 生产总值 A，比上年增加 D，增长 P: at last year's prices, which D is not told in.
_SPARED = re.compile(r"节[约资支]率")
_AT_OLD_PRICES = re.compile(r"生产总值|增加值|总产值|GDP")
_OF_YEAR = re.compile(r"^(?:上年|去年|上一年|本年|今年|当年)度?")
_WITH_YEAR = re.compile(r"[比较与同由从]")
_THAN_YEAR = re.compile(r"[比较与同](?P<year>(?:19|20)\d\d)年(?!.*[比较与同](?:19|20)\d\d年)")


def changed(sentence: Sentence, before: Sentence | None, facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """All relations of the comparisons in a sentence; `before` is the sentence before it in the section."""
    yield from _since(sentence, before, rules)
    for comparison in comparisons(sentence):
        if pair := of_years(comparison, sentence, before):
            now, comparison.base = pair
            yield from _relations(comparison, [now], [], facts, rules, "", sure=True)
            continue
        comparison.base = comparison.base or _base_before(comparison, sentence) or _base_named(comparison, sentence)
        last = _last_told(comparison, sentence)
        if last is not None:
            yield from _behind(comparison, last, sentence, before, rules)
            continue
        compared, sure = of_which(comparison, sentence, before)
        if comparison.base is sentence.figure(comparison.first) and "其中" in lead_of(sentence, comparison.first):
            compared, sure = [], False  # 全年支出 A，其中甲上年为 B，增加 C: A is none of 甲
        if _is_of_this_year(comparison, sentence, facts):
            comparison.base, compared, sure = None, [sentence.figure(comparison.first)], True
        if comparison.base and compared and _is_later(comparison.base, compared[0]):
            # 2021年 A，2022年 B，增长 P
            comparison.base, compared = compared[0], [comparison.base]
        elif comparison.base is None and compared and _is_before(compared[0], comparison, sentence, facts):
            comparison.base, compared = compared[0], _of_now(compared[0], facts)
            sure = len(compared) == 1
        parts = divided(comparison, compared, sentence, before)
        lead = lead_of(sentence, comparison.first)
        named = _THAN_YEAR.search(lead)
        than = named["year"] if named else ""
        yield from _relations(comparison, compared, parts, facts, rules, than, sure=sure)
        if _PAST.search(lead):
            yield from _changed_beside(comparison, compared[:1] if sure else compared, facts, rules, than)


def _of_now(old: Figure, facts: Facts) -> list[Figure]:
    """What the section tells of this year by the name that it has last year's number by: 2021年甲 A，2022年增长 P."""
    told = (f for fact in facts.facts for f in fact.mentions if f.section == old.section and not f.table_id)
    name = _OF_YEAR.sub("", normalise(old.label))
    years = (facts.year, "") if old.period == LAST_YEAR else (facts.year,)
    now = (f for f in told if f.period in years and like(f, old))
    found = (f for f in now if _OF_YEAR.sub("", normalise(f.label)) == name)
    found = (f for f in found if not is_change(f.words[0]))  # 期均 A 人
    return list({value_of(f): f for f in found}.values())


def _base_before(comparison: Comparison, sentence: Sentence) -> Figure | None:
    """The number just before that a change calls by its name: 支出 A，年初预算 B，较年初预算增加 C."""
    lead = lead_of(sentence, comparison.first)
    if comparison.change and comparison.first and lead.startswith(("相比", "相较")):
        old = sentence.figure(comparison.first - 1)  # 与第六次普查的 B 相比，增加 D
        return old if usable(old) and like(old, comparison.change) else None
    named = _THAN.search(lead)
    last = sentence.figure(comparison.first - 1) if comparison.first > 1 else None
    if (
        named is None
        or last is None
        or comparison.change is None
        or not (usable(last) and like(last, comparison.change))
    ):
        return None
    name = normalise(last.label)
    return last if name.endswith(named["what"]) or (named["what"] == "上年" and name.startswith("上年")) else None


def _base_named(comparison: Comparison, sentence: Sentence) -> Figure | None:
    """The one number told earlier whose name begins as a change says: 年初预算 A，调整后预算 B，比年初增加 C."""
    change, than = comparison.change, _THAN.search(lead_of(sentence, comparison.first))
    if change is None or than is None or _PAST.match(than["what"]) or comparison.first < 2:
        return None  # 上年 is no name: each thing has its own
    told = [f for f in map(sentence.figure, range(comparison.first)) if usable(f) and like(f, change)]
    found = [f for f in told if normalise(f.label).startswith(than["what"])]
    # 年初结转 A，本年支出 B: a name that B borrowed is no name of its own.
    own = {p.figure.figure_id for i, p in enumerate(sentence.places) if sentence.clause(i).startswith(than["what"])}
    found = [f for f in found if f.figure_id in own] if len(found) > 1 else found
    return found[0] if len(found) == 1 and found[0] is not told[-1] else None


def _last_told(comparison: Comparison, sentence: Sentence) -> Figure | None:
    """Last year's number, where it stands just before a rate of growth: `上年 B，同比增长 P`."""
    n = comparison.first - 1
    alone = comparison.base is None and comparison.change is None and comparison.sign and n >= 0
    told = alone and _SINCE.fullmatch(re.sub(RATE, "", lead_of(sentence, comparison.first)))
    return (
        sentence.figure(n) if told and _LAST_OF_ALL.search(sentence.before(n)) and usable(sentence.figure(n)) else None
    )


def _behind(
    comparison: Comparison, base: Figure, sentence: Sentence, before: Sentence | None, rules: RuleSet
) -> Iterator[Relation]:
    """`X…。上年 B，同比增长 P`: what is compared was told before."""
    here = [
        f
        for i in range(comparison.first - 1)
        if is_part(sentence, i, base) and (f := sentence.figure(i)).basis is not Basis.INITIAL
    ]
    told = (
        [
            f
            for i in range(len(before))
            if is_part(before, i, base) and (f := before.figure(i)).basis is not Basis.INITIAL
        ]
        if before
        else []
    )
    way, rate = Fraction(comparison.way or 1), comparison.rate
    forms = tuple(Quotient(((way, now), (-way, base)), side(base), rate) for now in (here or told)[:MOST] if rate)
    if forms:
        yield Relation(rules["prose_growth"], forms, base.label, sure=False)


def _since(sentence: Sentence, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """`X A…。上年 B，今年减少 D`: what is compared was told before."""
    for n in range(1, len(sentence)):
        base, change, found = sentence.figure(n - 1), sentence.figure(n), CHANGE.search(lead_of(sentence, n))
        if not found or not _NOW.fullmatch(lead_of(sentence, n)[: found.start()]) or not like(base, change):
            continue
        if not _LAST_OF_ALL.search(sentence.before(n - 1)) or not usable(base) or not usable(change):
            continue
        told = (*((sentence, i) for i in range(n - 1)), *((before, i) for i in range(len(before or ())) if before))
        nows = [s.figure(i) for s, i in told if is_part(s, i, base) and s.figure(i).basis is not Basis.INITIAL]
        name = re.sub(YEAR, "", normalise(base.label))
        same = [f for f in nows if normalise(f.label) == name]
        nows, sure = (same, True) if len(same) == 1 else (nows, False)
        less, more = (((base, change), ()), ((base,), (change,)))[sign_of(found) < 0]
        forms = tuple(Equation(side(now, *more), side(*less)) for now in nows[:MOST])
        if forms:
            yield Relation(rules["prose_change"], forms, base.label, sure=sure)


def _is_of_this_year(comparison: Comparison, sentence: Sentence, facts: Facts) -> bool:
    """Whether the year that names a base is the report's own, and nothing is compared with it: 2022年 A，同比减少 D."""
    first, lead = sentence.figure(comparison.first), lead_of(sentence, comparison.first)
    after = lead_of(sentence, comparison.first + 1) if comparison.first + 1 < len(sentence) else ""
    if any(is_part(sentence, i, first) for i in range(comparison.first)):
        return False
    own = bool(facts.year) and f"{facts.year}年" in lead and not _WITH_YEAR.search(lead)
    return own and comparison.base is first and bool(_THAN_LAST.match(after))


def _is_later(a: Figure, b: Figure) -> bool:
    """Whether one number is of a later year than another."""
    return a.period.isdigit() and b.period.isdigit() and int(a.period) > int(b.period)


def _is_before(told: Figure, comparison: Comparison, sentence: Sentence, facts: Facts) -> bool:
    """Whether the number told in the sentence is of a year before the one that is said to have changed."""
    if all(sentence.figure(i) is not told for i in range(comparison.first)):
        return False
    lead = lead_of(sentence, comparison.first)
    if told.period == LAST_YEAR and _THAN_LAST.match(lead) and told.words[0].startswith("上年"):
        return True  # 支出 A。上年支出 B，比上年增加
    now = _YEAR_NOW.search(lead)
    year = (now["year"] or facts.year) if now else ""
    return bool(now) and (told.period == LAST_YEAR or (told.period.isdigit() and told.period < year))


def _relations(
    comparison: Comparison,
    compared: list[Figure],
    divided: list[Figure],
    facts: Facts,
    rules: RuleSet,
    than: str,
    *,
    sure: bool,
) -> Iterator[Relation]:
    """What a comparison says: by how much, and how fast, what is `compared` differs from its base.

    `divided`: the parts of what is compared, where it is told in parts; `than`: the year that it is compared with, if
    told; `sure`: there is no doubt what is compared.
    """
    base, change, sign = comparison.base, comparison.change, comparison.sign
    # 减少 with 增长 cannot be: the change then counts against the rate.
    against = Fraction(-1 if sign and comparison.way and sign != comparison.way else 1)
    compared = [f for f in compared if f is not base and f is not change]
    subject = compared[0].label if compared else (comparison.any or comparison.rate).label  # type: ignore[union-attr]
    subject += "（所称增减方向相反）" if against < 0 else ""
    if base and change and compared and sign:
        forms: list[Form] = [_by_change([now], base, change, sign) for now in compared]
        if len(compared) > 1:  # A、B、C。较上年 D 增加: what they make up is not always printed
            forms.append(_by_change(compared, base, change, sign))
        forms += filter(is_held, [_by_change(divided, base, change, sign)] if divided else ())
        forms += (_by_change([now], base, change, sign) for now in this_year(base, change, sign, compared[0], facts))
        yield Relation(rules["prose_change"], tuple(forms), subject, sure=sure)
    if comparison.rate and (value_of(comparison.rate) >= 0 or not sign):
        found = _growths(comparison, comparison.rate, compared, against, facts, than)
        # A base and a change make their rate, whatever is compared; last year's number found elsewhere is a guess.
        sure = bool(base and change) or (sure and bool(base or change)) or against < 0
        if _AT_OLD_PRICES.search(subject):
            found = list(filter(is_held, found))
        if _SPARED.search(comparison.rate.label):  # 预算 A，支出 B，节约 C，节约率 P: of what was planned
            planned = any(f.basis in PLANNED and f is not change for form in found for f in form.figures)
            found = [] if planned else found
        if found:
            note = _CONTRARY if against < 0 and not base else ""
            yield Relation(rules["prose_growth"], tuple(found), subject, sure=sure, note=note)


def _growths(
    comparison: Comparison, rate: Figure, compared: list[Figure], against: Fraction, facts: Facts, than: str
) -> list[Quotient]:
    """What the rate of a change may be reckoned from: its base and the change, or what is compared and one of them."""
    base, change, sign = comparison.base, comparison.change, comparison.sign
    one, way = Fraction(1), Fraction(comparison.way or 1)
    if base and change:
        return [Quotient(((against, change),), side(base), rate)]
    if change and sign:
        # 2018年是 B，同比减少 D，下降 P: of B, which is told last
        # 年初 B，增加 D，增长 P，调整后 A
        past = (f for f in compared if comparison.bare or (f.period.isdigit() and f.period < facts.year))
        earlier = (f for f in past if value_of(f) > 0)
        told = (Quotient(((against, change),), side(old), rate) for old in earlier)
        made = [Quotient(((against, change),), ((one, now), (Fraction(-sign), change)), rate) for now in compared]
        return [*made, *filter(is_held, told)]
    if base:
        return [Quotient(((way, now), (-way, base)), side(base), rate) for now in compared]
    now = compared[0] if compared and sign else None
    olds = last_year_beside(now, facts, than, anywhere=True) if now else ()
    return [Quotient(((way, now), (-way, old)), side(old), rate) for old in olds if now and value_of(old) > 0]


def _by_change(nows: list[Figure], base: Figure, change: Figure, sign: int) -> Form:
    """What was, and by how much it changed, against what is now, which may be told in parts."""
    return Equation(side(*nows), side(base, change)) if sign > 0 else Equation(side(*nows, change), side(base))


def _changed_beside(
    comparison: Comparison, compared: list[Figure], facts: Facts, rules: RuleSet, than: str
) -> Iterator[Relation]:
    """`X，比上年减少 Δ` where only a table prints last year's number."""
    change = comparison.change
    if change is None or comparison.base is not None or not comparison.sign:
        return
    told = [(now, old) for now in compared for old in last_year_beside(now, facts, than)]
    if len(told) == 1:
        now, old = told[0]
        more, less = (now, old) if comparison.sign > 0 else (old, now)
        form = Equation(side(less, change), side(more))
        yield Relation(rules["prose_change"], (form,), now.label)
