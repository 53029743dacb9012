"""Shares of what their own sentence tells (同句整体): `走访 A 户，满意 B 户，占 P`, `现有 A 人，…B 人，占现有人员的 P`.

Of several numbers that may be the whole the one is meant that the share is reckoned from. Where none is, one slip away
from the only one that it may have been, and nothing else in the report accounts for it, it is a warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.averages.each import is_counted_part, is_planned
from pipeline.reconcile.prose.elsewhere.wholes import Portion
from pipeline.reconcile.relations import Relation, slip_explains, spoken_of
from pipeline.reconcile.sentences import is_rate, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_SHARE = re.compile(r"^[，,（(]?(?:仅|只|约)?占(?P<whole>[^，,；;。：:占]{0,24}?)的?(?:比[例重]?)?(?:为|达到?|约)?$")
_OTHER = re.compile(
    r"计划|目标|任务|预算|上年|去年|年初|期初|增|减|降|节约|结余|执行|支出|到位|投资|概算|收入|资金|全部|全[年市县区]"
)
_ALL = re.compile(r"^(?:所有|总|年末|当年|本年)+|(?:总[数量额人]|人[数员]|[户件数]数|数量?|量)$")
_TOLD = re.compile("占")
_SHORT = 2  # letters of a name
_MOST = 4  # numbers that may be the whole


def of_larger(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """The shares that nothing else accounts for, of larger numbers of their own sentence."""
    known = spoken_of(confronted)
    for portion in (portion for sentence in spoken for portion in _portions(sentence)):
        if portion.rate.figure_id in known:
            continue
        wholes = _wholes(portion)
        forms = [Quotient(side(portion.part), side(whole), portion.rate) for whole in wholes.values()]
        held = list(filter(is_held, forms))
        slipped = [] if held or len(forms) > _MOST else [form for form in forms if slip_explains(form, forms=0)]
        if held or (len(slipped) == 1 and not any(map(is_held, _others(portion, [*wholes.values()], spoken)))):
            yield Relation(rules["prose_share"], tuple(held[:1] or slipped), portion.part.label, mild=not held)


def _portions(sentence: Sentence) -> Iterator[Portion]:
    for n in range(2, len(sentence)):
        rate, part, told = sentence.figure(n), sentence.figure(n - 1), _SHARE.match(sentence.before(n))
        if told is None or not is_rate(rate) or rate.unit != "%" or rate.qualifier or value_of(rate) > HUNDRED:
            continue
        if part.kind not in (Kind.COUNT, Kind.AMOUNT) or not is_counted_part(sentence, n - 1):
            continue
        if not _OTHER.search(told["whole"]):
            yield Portion(sentence, n, told["whole"])


def _wholes(portion: Portion) -> dict[object, Figure]:
    """The numbers before that a share may be of, by their values: by name, else all before the first share."""
    sentence, part = portion.sentence, portion.part
    places = [
        i
        for i in range(portion.n - 1)
        if like(sentence.figure(i), part) and is_counted_part(sentence, i) and not is_planned(sentence, i)
    ]
    places = [i for i in places if value_of(sentence.figure(i)) > value_of(part)] or places
    if portion.name:
        name = _ALL.sub("", portion.name)
        places = [i for i in places if len(name) >= _SHORT and name in sentence.clause(i)]
    else:
        start = _start(sentence, portion.n, places)
        if any(_TOLD.search(sentence.before(i)) and is_rate(sentence.figure(i)) for i in range(start, portion.n)):
            return {}  # of what the share before it is
        places = [i for i in places if i >= start]
    return {value_of(sentence.figure(i)): sentence.figure(i) for i in places}


def _start(sentence: Sentence, n: int, places: Sequence[int]) -> int:
    """Where what a share goes with begins: behind the last semicolon, if something stands there that it may be of."""
    start = max((i for i in range(n + 1) if re.search("[；;。]", sentence.before(i))), default=0)
    return start if any(i >= start for i in places) else 0


def _others(portion: Portion, wholes: Sequence[Figure], spoken: Sequence[Sentence]) -> Iterator[Quotient]:
    """What else in the report may make a share that says not what it is of, and what of its sentence one that does."""
    for sentence in [portion.sentence] if portion.name else spoken:
        for figure in (place.figure for place in sentence.places):
            if usable(figure) and like(figure, portion.part) and value_of(figure) > 0:
                yield Quotient(side(portion.part), side(figure), portion.rate)
                if sentence is portion.sentence:
                    yield from (Quotient(side(figure), side(whole), portion.rate) for whole in wholes)
