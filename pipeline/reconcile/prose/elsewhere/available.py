"""What there was to spend, in one chapter (可用资金): `全年可用资金 T。…全年支出 S。…年末结转 L`, S and L making T.

Only where each is told once, and no word says that some of it went elsewhere: back to the treasury, to other uses.
What was left from last year and what came in make it too (`上年结转 A，当年下达 B，…可用资金 T`): the income that does,
or that does but for a slip, which in other sentences is a likely one. And what a balance changed by, what there was at
first being elsewhere (`年末结转 A，比年初增加 D，增长 P`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_near_miss
from pipeline.reconcile.prose.changes.comparisons import comparisons, lead_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, like
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, PLANNED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.prose.changes.comparisons import Comparison
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_THERE = re.compile(r"(?:可用|可支配|可使用)(?:的)?(?:资金|财力|收入)?(?:总[额量计]|合计|共计?|共有)?[为是]?$")
_SPENT = re.compile(
    r"(?:^|[，,。；;])(?:[全本当]年|年度|部门|单位|实际|累计|共)*(?:总?支出|支出合计|决算支出)(?:合计)?[为是]?$"
)
_LEFT = re.compile(r"(?:年[末终]|期末)(?:累计|资金)?结[转余](?:和?结余|资金)?[为是]?$")
_OF = r"(?:资金|合计|决算|总额|数)*[共为是]?$"
_OPENING = re.compile(
    rf"(?:上年末?|年初|期初|(?:19|20)\d\d年末|加上?年)(?:财政拨款)?(?:累计|滚存)*结[转余](?:和?结余)?{_OF}"
)
_INCOME = re.compile(
    rf"(?:^|[，,。；;]|[全本当]年度?|(?:19|20)\d\d年度?|实际)总?(?:收入|下达|到位)(?!率){_OF}|调整后?的?(?:全年)?预算{_OF}"
)
_CAME = (_OPENING, _INCOME)
_ELSEWHERE = re.compile(r"收回|[上交缴]缴|缴回|交回|退回|注销|核减|结余分配|调剂|转入|弥补|专用")
_THAN = re.compile(
    r"^[，,（(]?(?:同?[比较与]|相比)(?:于)?(?:上年|去年|上一年|年初|期初)(?:度|[末底])?(?:的?(?:结转|结余|和|与)+(?:资金|数|额)*)?"
    r"(?:相比)?[，,]?(?:实际|净)?[^，,；;。\d]{2,4}$"
)
_BEGINNING, _CLOSING = "carryover.opening", "carryover.closing"


def available(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The chapters that tell what there was to spend, what was spent and what was left."""
    if not any(
        "可" in sentence.text and _THERE.search(sentence.clause(n)) for sentence in spoken for n in range(len(sentence))
    ):
        return
    chapters: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in spoken:
        if len(sentence):
            chapters[sentence.figure(0).chapter].append(sentence)
    for told in chapters.values():
        parts = [_told(told, words) for words in (_THERE, _SPENT, _LEFT)]
        if any(len(found) != 1 for found in parts) or any(_ELSEWHERE.search(sentence.text) for sentence in told):
            continue
        there, spent, left = (found[0] for found in parts)
        if like(there, spent) and like(there, left) and max(value_of(spent), value_of(left)) <= value_of(there):
            yield Relation(rules["account_left"], (Equation(side(spent, left), side(there)),), left.label)
    for sentence in spoken:
        for n in range(len(sentence)) if "可" in sentence.text else ():
            if _THERE.search(sentence.clause(n)) and usable(sentence.figure(n)):
                near = [s for s in spoken if s.section == sentence.section]
                yield from _come_in(sentence, sentence.figure(n), near, rules)


def _come_in(sentence: Sentence, whole: Figure, near: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """What there was as what was left from last year and an income: one that makes it, or the one a slip away."""
    own = {place.figure.figure_id for place in sentence.places}
    pairs = product(_told(near, _OPENING), _told(near, _INCOME))
    forms = [Equation(side(a, b), side(whole)) for a, b in pairs if a is not b and like(a, whole) and like(b, whole)]
    held = [form for form in forms if is_held(form)]
    # T，其中 A、B、C: it says itself what it is made of.
    at = [place.figure.figure_id for place in sentence.places].index(whole.figure_id)
    listed = at + 1 < len(sentence) and "其中" in sentence.before(at + 1)
    slipped = [form for form in forms if is_near_miss(form)] if not listed else []
    if held or len(slipped) == 1:
        form = (held or slipped)[0]
        yield Relation(rules["prose_sum"], (form,), whole.label, mild=not form.ids <= own)


def _told(sentences: Sequence[Sentence], words: re.Pattern[str]) -> list[Figure]:
    """The amounts of this year that some words lead to, each value once."""
    found: dict[object, Figure] = {}
    for sentence in sentences:
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            plain = figure.kind is Kind.AMOUNT and usable(figure) and not figure.qualifier and not sentence.depth(n)
            # 年初结转 is of the year's beginning, what a budget was adjusted to is there to be spent.
            now = words in _CAME or (figure.period != LAST_YEAR and figure.basis not in PLANNED)
            if plain and now and not is_change(sentence.before(n)) and words.search(normalise(sentence.before(n))):
                found.setdefault(value_of(figure), figure)
    return list(found.values())


def carried(spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """How much more or less is left at the year's end than was at its beginning, where both are told once."""
    closing = (s for s in spoken if any(place.figure.indicator == _CLOSING for place in s.places))
    for sentence in closing if _BEGINNING in facts.by_code else ():
        for comparison in comparisons(sentence):
            n = comparison.first - 1
            now = sentence.figure(n) if n >= 0 else None
            told = now and now.indicator == _CLOSING and _THAN.match(lead_of(sentence, comparison.first))
            opening = _opening(now, facts) if now is not None and told and comparison.base is None else None
            if now is not None and opening is not None:
                yield from _changed(comparison, now, opening, rules)


def _opening(now: Figure, facts: Facts) -> Figure | None:
    """What was carried over from the year before, if the report says one thing of it."""
    found = [f.mentions[0] for f in facts.by_code.get(_BEGINNING, ()) if f.mentions[0].scope is now.scope]
    found = [f for f in found if like(f, now) and usable(f) and f.subject == now.subject]
    return found[0] if len({value_of(f) for f in found}) == 1 and usable(now) else None


def _changed(comparison: Comparison, now: Figure, opening: Figure, rules: RuleSet) -> Iterator[Relation]:
    change, rate = comparison.change, comparison.rate
    if change is not None and comparison.sign and like(change, now):
        less, more = (opening, now) if comparison.sign > 0 else (now, opening)
        yield Relation(rules["prose_change"], (Equation(side(less, change), side(more)),), now.label)
    if rate is not None and comparison.way and value_of(opening) > 0:
        way = Fraction(comparison.way)
        form = Quotient(((way, now), (-way, opening)), side(opening), rate)
        yield Relation(rules["prose_growth"], (form,), now.label)
