"""Rates of a whole that is named, and told elsewhere (异处整体): `合格 A 个，占完工小区的 P`, `覆盖 A 人，覆盖率 P`.

The whole goes by a name that the share's words have in them, and no other number of its unit goes by as long a one.
What else makes the rate to its last place accounts for it, unless the words name the whole themselves.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile import wording
from pipeline.reconcile.forms import HUNDRED, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.prose.averages.each import bare, behind, is_counted_part, is_planned
from pipeline.reconcile.prose.rates.worded import is_of_area
from pipeline.reconcile.relations import Relation, is_slip_of, slip_explains, spoken_of
from pipeline.reconcile.sentences import is_rate, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_SHARE = re.compile(
    r"^[，,]?(?P<part>[^，,；;。：:占]{0,10}?)(?:约|仅|只)?占(?P<whole>[^，,；;。：:占]{2,24}?)的?(?:比例|比重)?(?:为|达到?|约)?$"
)
_RATE = re.compile(r"^[，,（(](?P<name>[^，,；;。：:（(]{2,8}?)率(?:为|达到?|约)?$")
_OTHER = re.compile(
    r"计划|目标|任务|预算|上年|去年|年初|期初|增|减|降|节|结余|执行|支出|到位|控制|偏离|差异|资金|收入|总投资|概算"
)
_SHORT, _LONG = 2, 3  # letters of a name that a share names itself, and of one that a rate's subject has in it
_MOST = Fraction(2, 3)
_NEAR = 5  # how many times what a rate is off must fit into it


class Portion(NamedTuple):
    """The n-th number of a sentence, a rate, that the one before is of something; its name, or what has it in it."""

    sentence: Sentence
    n: int
    name: str
    said: bool = False

    @property
    def rate(self) -> Figure:
        """The rate."""
        return self.sentence.figure(self.n)

    @property
    def part(self) -> Figure:
        """What it is a rate of: the number before it."""
        return self.sentence.figure(self.n - 1)


def of_named(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """The rates that nothing else accounts for, each of the whole that its words name."""
    known = spoken_of(confronted)
    for portion in (portion for sentence in spoken for portion in _portions(sentence)):
        if portion.rate.figure_id in known:
            continue
        whole = _whole(portion, spoken)
        if whole is None or value_of(whole) == value_of(portion.part):
            continue  # the same number, told again
        form = Quotient(side(portion.part), side(whole), portion.rate)
        held = is_held(form)
        others = [] if held else [other for other in _others(portion, whole, spoken) if is_held(other[0])]
        if not all(excluded for _, excluded in others):
            continue
        near = held or _NEAR * abs(form.result.gap) <= value_of(portion.rate) or is_slip_of(form)
        if near or slip_explains(form, forms=0):
            rule = rules["prose_share" if portion.said else "prose_rate"]
            yield Relation(rule, (form,), portion.rate.label, mild=not near, hint=_hint(form, others))


def _portions(sentence: Sentence) -> Iterator[Portion]:
    for n in range(1, len(sentence)):
        rate, part, lead = sentence.figure(n), sentence.figure(n - 1), sentence.before(n)
        if not is_rate(rate) or rate.unit != "%" or rate.qualifier or part.kind not in (Kind.COUNT, Kind.AMOUNT):
            continue
        if value_of(rate) > HUNDRED or not is_counted_part(sentence, n - 1):
            continue
        share, named = _SHARE.match(lead), _RATE.match(lead)
        words = sentence.clause(n - 1)
        own = not share or not bare(share["part"]) or longest(bare(share["part"]), bare(words)) >= _SHORT
        if share and own and not _OTHER.search(share["whole"]) and not is_of_area(share["whole"]):
            yield Portion(sentence, n, bare(share["whole"]), said=True)
        elif named and named["name"][-2:] in words and not _OTHER.search(lead) and not is_planned(sentence, n - 1):
            yield Portion(sentence, n, bare(words), said=False)


def _whole(portion: Portion, spoken: Sequence[Sentence]) -> Figure | None:
    """The one number that goes by the name, or by more of it than any other."""
    found: dict[object, tuple[Fraction, Figure]] = {}
    for sentence, n in ((s, i) for s in spoken for i in range(len(s)) if s is not portion.sentence):
        figure = sentence.figure(n)
        if _may_be_whole(portion, sentence, n):
            share = max(_alike(portion, name) for name in (figure.label, figure.label + behind(sentence, n)))
            if share > found.get(value_of(figure), (Fraction(0), None))[0]:
                found[value_of(figure)] = share, figure
    ranked = sorted(found.values(), key=lambda one: -one[0])
    clear = len(ranked) == 1 or (len(ranked) > 1 and ranked[1][0] * 4 <= ranked[0][0] * 3)
    return ranked[0][1] if clear else None


def _alike(portion: Portion, name: str) -> Fraction:
    """How much of a name the words have in them, and of the words' name the name; 0 where they need not be one.

    What tells a thing from its like stands first: 完工小区 may be told as 完工, not as 小区.
    """
    name = bare(name)
    words, own = _pairs(portion.name), _pairs(name)
    if not portion.said:
        return Fraction(len(name)) if len(name) >= _LONG and name in portion.name else Fraction(0)
    if not words or not own:
        return Fraction(0)
    ours, theirs = Fraction(len(own & words), len(own)), Fraction(len(own & words), len(words))
    enough = max(ours, theirs) >= _MOST and portion.name[:2] in own
    return ours + theirs if enough else Fraction(0)


def _pairs(name: str) -> set[str]:
    """The pairs of letters of a name."""
    return {run[i : i + 2] for run in name.split() for i in range(len(run) - 1)}


def _may_be_whole(portion: Portion, sentence: Sentence, n: int) -> bool:
    figure, part = sentence.figure(n), portion.part
    if figure.kind is not part.kind or figure.period != part.period or not (usable(figure) and like(figure, part)):
        return False
    larger = value_of(figure) >= value_of(part) > 0
    return larger and is_counted_part(sentence, n) and not is_planned(sentence, n)


def _others(portion: Portion, whole: Figure, spoken: Sequence[Sentence]) -> Iterator[tuple[Quotient, bool]]:
    """What else may make a rate, and whether its words say that it is not made of that."""
    for sentence in spoken:
        near = sentence is portion.sentence
        for figure in (place.figure for place in sentence.places):
            if figure is whole or figure is portion.part or not usable(figure) or not like(figure, portion.part):
                continue
            if value_of(figure) > 0:
                yield Quotient(side(portion.part), side(figure), portion.rate), portion.said and not near
            if near:
                yield Quotient(side(figure), side(whole), portion.rate), False


def _hint(form: Quotient, others: Sequence[tuple[Quotient, bool]]) -> str:
    """What the printed rate was likely reckoned from instead; `others` make it."""
    wrong = others[0][0].denominator[0][1] if others else None
    return f"按{wording.named(wrong)}计算恰为所列数，疑误用该数。" if wrong and wrong.figure_id not in form.ids else ""
