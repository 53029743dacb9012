"""Rates and differences that were reckoned from other numbers than was thought (另算): beside them, or farther off."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations, pairwise, permutations, product
from typing import TYPE_CHECKING

from pipeline.reconcile.alibi.known import others_of
from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_a_digit_off, is_by_slip, is_met
from pipeline.reconcile.prose.averages.each import is_planned
from pipeline.reconcile.relations import slip_explains
from pipeline.reconcile.sentences import like
from pipeline.reconcile.slips import is_slip
from schemas.figure import PLANNED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.alibi.known import Known
    from pipeline.reconcile.forms import Form, Side
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

_THREE = 3  # numbers of a comparison
_CLEAR = 20  # the same of a change, beside numbers of the sentence before
_TELLING = 100  # how many units of its last digit a number must have, not to be met by chance
_WAYS = (Fraction(1), Fraction(-1))
_MORE = 4  # changes of a budget told besides, all of them counted


def fits_beside(known: Known, form: Form, made: Figure, pattern: str) -> str:
    """What the sentence itself says for a number: its two numbers make another rate there, or others make it.

    `甲满意度 P（访 A，满意 B），乙满意度 Q（满意 C）`. One slip away, it may be what this should read.
    """
    home = known.home[made.figure_id]
    if pattern == "prose_growth" and _is_growth_beside(home, form, made):
        return "与同句另两数相符"
    rates = (p.figure for p in home.places if p.figure.kind is Kind.RATE and usable(p.figure))
    if isinstance(form, Quotient):
        others = (r for r in rates if r is not made and r.decimals > 1)
        others = (r for r in others if pattern == "prose_rate" or not is_slip(r, made))
        if any(abs(replace(form, rate=rate).result.gap) <= rate.ulp for rate in others):
            return "两数另有其比率"
    if pattern == "prose_share" and isinstance(form, Quotient) and _is_of_the_same(home, form):
        return "与同句其他占比出自同一整体"
    # 计划 A 场，完成 B 场，每场 P，计 T: a price is of what came about, if but a slip is between them.
    came = pattern == "prose_price" and slip_explains(form, forms=0)
    planned = [place.figure for n, place in enumerate(home.places) if came and is_planned(home, n)]
    near = _near(home, form, made, planned, growth=pattern == "prose_growth")
    return "与同句另两数相符" if any(_speaks(known, other, form, made) for other in near) else ""


def _is_growth_beside(home: Sentence, form: Form, rate: Figure) -> bool:
    """Whether two numbers of what a growth names make it: A 起，少 B 起，C 人，少 D 人，起数下降 P."""
    told = [p.figure for p in home.places if usable(p.figure) and p.figure.unit and p.figure.unit in rate.label]
    pairs = ((a, b) for a, b in pairwise(told) if like(a, b) and value_of(b) > 0 and b.figure_id not in form.ids)
    made = (Quotient(side(b), ((_WAYS[0], a), (way, b)), rate) for a, b in pairs for way in _WAYS)
    return any(is_held(one) for one in made if total(one.denominator) > 0)


def _is_of_the_same(home: Sentence, form: Quotient) -> bool:
    """Whether a share and another are of one whole, which no number need print: 甲 A，占 P，其中乙 B，占 Q."""
    part, rate = form.numerator[0][1], form.rate
    for n in range(1, len(home)):
        share, of = home.figure(n), home.figure(n - 1)
        told = share is not rate and share.kind is Kind.RATE and usable(share) and usable(of) and like(of, part)
        if told and value_of(share) > 0 and value_of(of) > 0 and "占" in home.before(n):
            made = Quotient(((value_of(share) / HUNDRED, part),), side(of), rate)
            if share.decimals and abs(made.result.gap) <= _ends(share, rate) and value_of(of) != value_of(part):
                return True
    return False


def _ends(share: Figure, rate: Figure) -> Fraction:
    """How far two shares may be off for their own last digits: as one rate's, in percent."""
    return rate.ulp / 2 + value_of(rate) * Fraction(share.ulp) / (2 * value_of(share))


def is_second_witness(form: Form, other: Form) -> bool:
    """Whether another form holds, and a digit of what it does without would make this one hold besides: no alibi.

    支出 A，执行率 P，结余 B: that P is of A and 预算 T says that B is T less A.
    """
    told = form
    if isinstance(form, Quotient) and isinstance(other, Quotient):
        less, more = sorted((form.denominator, other.denominator), key=len)
        told = Equation(more, less) if len(more) > len(less) else form
    lacking = [f for f in form.figures if f.figure_id not in other.ids]
    return isinstance(told, Equation) and is_a_digit_off(told, lacking)


def fits_before(known: Known, form: Form, made: Figure) -> str:
    """What the sentences before say for a change of which one number is another: 共 A。预算 B。上年 C，减少 D."""
    if abs(value_of(made)) < _CLEAR * made.ulp:
        return ""
    before = [p.figure for sentence in known.before.get(made.figure_id, ()) for p in sentence.places]
    others = [f for f in before if usable(f) and not f.qualifier]
    pairs = (
        (f, other)
        for f in form.figures
        if f is not made
        for other in others
        if like(f, other) and other.ulp <= made.ulp
    )
    own = {f.figure_id for f in form.figures}
    fits = (_with(form, f, other) for f, other in pairs if other.figure_id not in own)
    return "与前句另一数相符" if any(is_met(f) and not known.is_copied(f, made) for f in fits) else ""


def fits_far(known: Known, form: Form, made: Figure, *, guessed: bool) -> str:
    """What the section, or the report's totals, say for a number of which one other number was taken wrongly."""
    far = _far(known, form, made, guessed=guessed)
    return "按另一口径相符" if any(_speaks(known, other, form, made) for other in far) else ""


def goes_on(sentence: Sentence, form: Form, made: Figure) -> bool:
    """Whether the sentence tells of other changes that make up what is missing: 追加 A，调减甲 B、乙 C."""
    amounts = [f for p in sentence.places if usable(f := p.figure) and like(f, made) and not f.qualifier]
    own = {f.figure_id for f in form.figures}
    more = [f for f in amounts if f.figure_id not in own and value_of(f)][: _MORE + 1]
    if not isinstance(form, Equation) or not 0 < len(more) <= _MORE or abs(value_of(made)) < _TELLING * made.ulp:
        return False
    ways = product(_WAYS, repeat=len(more))
    told = [*(zip(signs, more, strict=True) for signs in ways), *([(way, f)] for f in more for way in _WAYS)]
    return any(is_held(Equation((*form.left, *changes), form.right)) for changes in told)


def _speaks(known: Known, other: Form, form: Form, made: Figure) -> bool:
    """Whether another way to reckon a number holds, and proves that it is meant."""
    ids, own = others_of(other, made), others_of(form, made)
    near = ids != own and (bool(ids & own) or made.decimals > 1) and not any(known.broken[i] for i in ids - own)
    free = near and not known.taken.get((type(other), ids), set()) - {made.figure_id}
    held = is_met(other) and not other.result.truncated and not known.is_copied(other, made)
    return (
        free
        and held
        and not is_second_witness(form, other)
        and not is_by_slip(other, form)
        and not known.is_of_twin(other, made)
        and not _is_comparison({*form.figures, *other.figures} - {made})
    )


def _near(home: Sentence, form: Form, made: Figure, planned: Sequence[Figure], *, growth: bool) -> Iterator[Form]:
    """What else a number may be reckoned from, in its sentence."""
    figures = [place.figure for place in home.places if place.figure is not made and place.figure not in planned]
    figures = [f for f in figures if usable(f) and not f.qualifier and f.kind in (Kind.AMOUNT, Kind.COUNT)]
    if not isinstance(form, Quotient):
        yield from _differences([f for f in figures if like(f, made) and value_of(f)], made)
        return
    parts, wholes = ([f for f in figures if like(f, terms[0][1])] for terms in (form.numerator, form.denominator))
    others = [f for f in figures if f not in parts] if form.factor == HUNDRED else []
    pairs = (pair for pair in product(others, others) if like(*pair))  # a rate of people, not of money
    for part, whole in chain(product(parts, wholes), pairs):
        if not value_of(part) or not value_of(whole) or value_of(part) == value_of(whole):
            continue
        yield Quotient(side(part), side(whole), form.rate, form.factor)
        if growth and len(form.numerator) > 1:
            way = form.numerator[0][0]  # up or down, as the words say
            yield Quotient(((way, part), (-way, whole)), side(whole), form.rate)


def _differences(found: Sequence[Figure], made: Figure) -> Iterator[Equation]:
    """What a number may be the difference or the sum of."""
    for a, b in permutations(found, 2):
        yield Equation((*side(a), (Fraction(-1), b)), side(made))
    for a, b in combinations(found, 2):
        yield Equation(side(a, b), side(made))


def _far(known: Known, form: Form, made: Figure, *, guessed: bool) -> Iterator[Form]:
    """A form with one guessed number, which is right for all we know, replaced by another.

    Where all is `guessed`, or no slip whatever would do, any number may be the wrong one to have taken.
    """
    if abs(value_of(made)) < _TELLING * made.ulp or (isinstance(form, Quotient) and not made.decimals):
        return
    own = {f.figure_id for f in form.figures}
    wide = known.totals if made.decimals > 1 else []
    for figure in form.figures:
        if figure is made:
            continue
        right = guessed or known.is_right(figure)
        for other in (*known.sections.get(made.section, ()), *wide):
            exact = other.ulp <= figure.ulp and not other.qualifier and value_of(other)
            free = right or (figure.basis in PLANNED and other.basis not in PLANNED)  # a budget is no outcome
            alone = not isinstance(form, Quotient) or len(form.denominator) == 1  # one of many is met by chance
            if alone and free and other.figure_id not in own and exact and like(other, figure):
                yield _with(form, figure, other)


def _is_comparison(figures: set[Figure]) -> bool:
    """Whether one of three numbers is the sum of the others: what was, what came of it, and by how much they differ."""
    values = sorted(map(value_of, figures))
    return len(values) == _THREE and values[0] + values[1] == values[2]


def _with(form: Form, figure: Figure, other: Figure) -> Form:
    """A form with one of its numbers replaced."""

    def put(terms: Side) -> Side:
        return tuple((factor, other if f is figure else f) for factor, f in terms)

    if isinstance(form, Quotient):
        return replace(form, numerator=put(form.numerator), denominator=put(form.denominator))
    return replace(form, left=put(form.left), right=put(form.right))
