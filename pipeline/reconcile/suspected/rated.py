"""Rates behind the two numbers that they seem to be of (前列两数之率): `毕业 A 人，升学 B 人，升学率 P`.

No word of ours says that P is B ÷ A, nor need one. Two numbers of one unit that stand last before a rate with a name of
its own seldom make one near it unless it is theirs; where one likely slip is all that parts them, that is worth a
warning. What else makes the rate accounts for it, and 100 % is said of much.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient, is_held, minus, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_by_slip, is_made_beside, is_near_miss
from pipeline.reconcile.relations import Relation, accused, slip_explains
from pipeline.reconcile.sentences import CLAUSE, is_change, is_rate, is_spelt_out, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_NAMED = re.compile(r"(?P<name>[^，,；;。：:（(]+)[率度](?:仅|只有|为|达到?|是)*$")
# Rates of growth, of several things, of another year, of a part.
_OTHER = re.compile(
    r"[增减降涨节]|升(?![学入级])|差异|偏[离差]|变动|综合|平均|总体|整体|合计|其中|上年|去年|\d年|年初|目标"
)
_SHORT = 3  # letters of a rate's name that say what it is a rate of
_STOP = re.compile(r"[。；;]")


def rated(
    sections: Mapping[int, Sequence[Figure]],
    spoken: Sequence[Sentence],
    confronted: Sequence[Confronted],
    rules: RuleSet,
) -> Iterator[Relation]:
    """The rates that nothing accounts for, and that one slip parts from what the two numbers before them make.

    `sections`: the numbers of each section, tables too.
    """
    rule, wrong = rules["reckoned_rate"], accused(confronted)
    made: dict[str, list[Form]] = {}
    for c in confronted:
        if c.verdict.holds and isinstance(c.form, Quotient):
            made.setdefault(c.form.rate.figure_id, []).append(c.form)
    for sentence in spoken:
        for n in range(2, len(sentence)):
            form = _form(sentence, n) if _is_open(sentence, n) else None
            if form is None or form.ids & wrong or not is_near_miss(form):
                continue
            if not _is_called_alike(sentence, n, form) and not slip_explains(form):
                continue  # 县级河道 A 条、乡级河道 B 条，覆盖率 P: small numbers meet by chance
            others = chain(made.get(form.rate.figure_id, ()), filter(is_held, _others(sections, form)))
            if not is_made_beside(sentence, n) and all(is_by_slip(other, form) for other in others):
                yield Relation(rule, (form,), form.rate.label)


def _is_open(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is a rate with a name of its own."""
    rate, words = sentence.figure(n), sentence.before(n)
    if not is_rate(rate) or rate.qualifier or value_of(rate) == HUNDRED:
        return False
    return bool(_NAMED.search(words)) and not _OTHER.search(words) and not is_spelt_out(sentence, n)


def _form(sentence: Sentence, n: int) -> Quotient | None:
    """The n-th number, a rate, as that of the last two of one unit before it, no rate and no full stop between."""
    found: list[Figure] = []
    for i in range(n - 1, -1, -1):
        figure = sentence.figure(i)
        if _STOP.search(sentence.before(i + 1)) or figure.kind is Kind.RATE:
            break
        counts = figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not is_change(sentence.before(i))
        if counts and sentence.depth(i) <= sentence.depth(n) and (not found or like(figure, found[0])):
            found.append(figure)
    if len(found) < 2 or any(f.qualifier or not value_of(f) for f in found[:2]):
        return None
    return Quotient(side(found[0]), side(found[1]), sentence.figure(n))


def _is_called_alike(sentence: Sentence, n: int, form: Quotient) -> bool:
    """Whether the n-th number's name has a letter of what is said of the part: 升入高校 A 人，升学率 P."""
    name, part = _NAMED.search(sentence.before(n)), form.numerator[0][1]
    at = next(i for i in range(n) if sentence.figure(i) is part)
    return name is not None and bool(
        {*name["name"][-_SHORT:]} & {*sentence.clause(at), *CLAUSE.split(sentence.after(at))[0]}
    )


def _others(sections: Mapping[int, Sequence[Figure]], form: Quotient) -> Iterator[Quotient]:
    """What else a rate may be a rate of: the rest of the whole, both together, others of its section."""
    part, whole = form.numerator[0][1], form.denominator[0][1]
    yield Quotient(minus(whole, part), side(whole), form.rate)  # 共 A 台，停用 B 台，完好率 P
    yield from (Quotient(side(one), side(part, whole), form.rate) for one in (part, whole))
    for figure in sections.get(form.rate.section, ()):
        if like(figure, part) and figure is not part and figure is not whole and value_of(figure) > 0:
            yield Quotient(side(part), side(figure), form.rate)
            yield Quotient(side(figure), side(whole), form.rate)
