"""Numbers that others of their own sentence account for (另有所指): then what they were reckoned from was misread.

`扣除上年结算后当年资金 A，支出 B，执行率 P`: by whatever words the whole is told, that B ÷ A is P to the last digit is
no chance; nor is it that A − B is D in `预算 A，中标价 B，节约 D，…实际完成 C`. A pair that another number is reckoned
from, or that is in another breach, proves nothing: a number may be copied, or two may have changed places.
Nor is a number the whole of those beside which it is a part of something larger: `实有 T，其中行政 A、参公 B、事业 C`.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.sentences import like
from pipeline.reconcile.relations import derived
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.prose.sentences import Sentence
    from pipeline.reconcile.relations import Confronted
    from schemas.figure import Figure

_HELD = (Verdict.EXACT, Verdict.ROUNDING)
_RATES = ("prose_price", "prose_share", "prose_rate", "account_rate", "prose_growth", "rate_formula")
_DIFFERENCES = ("prose_change", "account_left", "account_adjusted")
_SUMS = ("prose_sum", "prose_part", "prose_disjoint")
_THREE = 3  # numbers of a difference


def excused(confronted: Sequence[Confronted], spoken: Sequence[Sentence]) -> list[Confronted]:
    """The relations, with breaches whose derived number fits another pair of its sentence turned to not checkable."""
    home = {place.figure.figure_id: sentence for sentence in spoken for place in sentence.places}
    taken: dict[frozenset[str], set[str]] = {}
    for c in confronted:
        if c.form and (made := derived(c.relation, c.form)):
            taken.setdefault(_others(c.form, made), set()).add(made.figure_id)
    broken = Counter(
        f.figure_id for c in confronted if c.verdict is Verdict.INCONSISTENT and c.form for f in c.form.figures
    )
    sums = [
        {f.figure_id for _, f in c.form.left}
        for c in confronted
        if c.verdict in _HELD and isinstance(c.form, Equation) and c.form.sign == "=" and len(c.form.left) > 1
    ]
    return [
        c._replace(verdict=Verdict.NOT_CHECKABLE, reason="与同句另两数相符")
        if _is_excused(c, home, taken, broken)
        else c._replace(verdict=Verdict.NOT_CHECKABLE, reason="各数同为另一合计的组成部分")
        if _is_beside(c, sums)
        else c
        for c in confronted
    ]


def _is_beside(confronted: Confronted, sums: Sequence[set[str]]) -> bool:
    """Whether the whole of a sum that fails is, with one of its parts, a part of another sum, which holds."""
    form = confronted.form
    if confronted.verdict is not Verdict.INCONSISTENT or confronted.relation.rule.pattern not in _SUMS:
        return False
    if not isinstance(form, Equation) or len(form.right) != 1:
        return False
    parts, whole = {f.figure_id for _, f in form.left}, form.right[0][1].figure_id
    return any(whole in held and parts & held for held in sums)


def _is_excused(
    confronted: Confronted,
    home: Mapping[str, Sentence],
    taken: Mapping[frozenset[str], set[str]],
    broken: Mapping[str, int],
) -> bool:
    form, pattern = confronted.form, confronted.relation.rule.pattern
    made = derived(confronted.relation, form) if form and confronted.verdict is Verdict.INCONSISTENT else None
    sentence = home.get(made.figure_id) if made else None
    if form is None or made is None or sentence is None or confronted.relation.note:
        return False
    if isinstance(form, Quotient):
        pairs: Iterator[Form] = _rated(sentence, form, growth=pattern == "prose_growth")
        likely = pattern in _RATES and form.factor == (1 if pattern == "prose_price" else HUNDRED)
    else:
        pairs = _parted(sentence, made)
        likely = pattern in _DIFFERENCES and len(form.figures) == _THREE
    own = _others(form, made)
    for other in pairs if likely else ():
        ids = _others(other, made)
        near = ids != own and (bool(ids & own) or made.decimals > 1) and not any(broken[i] for i in ids - own)
        if near and not taken.get(ids, set()) - {made.figure_id} and other.result.verdict in _HELD:
            return True
    return False


def _others(form: Form, made: Figure) -> frozenset[str]:
    return frozenset(figure.figure_id for figure in form.figures if figure is not made)


def _rated(sentence: Sentence, form: Quotient, *, growth: bool) -> Iterator[Quotient]:
    """What else a rate may be a rate of, in its sentence."""
    parts, wholes = (_like(sentence, (*terms, *form.numerator)[0][1]) for terms in (form.numerator, form.denominator))
    for part, whole in product(parts, wholes):
        if not value_of(part) or not value_of(whole) or value_of(part) == value_of(whole) or form.rate in (part, whole):
            continue
        yield Quotient(side(part), side(whole), form.rate, form.factor)
        if growth:
            more, less = sorted((part, whole), key=value_of, reverse=True)
            yield Quotient((*side(more), (Fraction(-1), less)), side(whole), form.rate)


def _parted(sentence: Sentence, made: Figure) -> Iterator[Equation]:
    """What else a number may be the difference or the sum of, in its sentence."""
    found = [figure for figure in _like(sentence, made) if figure is not made and value_of(figure)]
    for a, b in permutations(found, 2):
        yield Equation((*side(a), (Fraction(-1), b)), side(made))
    for a, b in combinations(found, 2):
        yield Equation(side(a, b), side(made))


def _like(sentence: Sentence, model: Figure) -> list[Figure]:
    figures = [place.figure for place in sentence.places]
    return [f for f in figures if f.kind in (Kind.AMOUNT, Kind.COUNT) and usable(f) and like(f, model)]
