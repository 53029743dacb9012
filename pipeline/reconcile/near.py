"""Near misses (差之毫厘): forms that one slip or one digit would mend, how likely by chance, and what else is near."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, minus, side
from pipeline.reconcile.intervals import digits_of, usable, value_of
from pipeline.reconcile.relations import grain, required, slip_explains
from pipeline.reconcile.sentences import AND, like
from pipeline.reconcile.slips import DIGIT, LIKELY, is_slip, slips
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

_EACH = re.compile(r"[均每][^，,；;。]{0,6}$")
# By how many units of its last place a digit changed, or exchanged with its neighbour, makes a number wrong.
_STEPS = sorted({many * step * 10**place for many in range(1, 10) for step in (1, 9) for place in range(30)})
_APART = re.compile(r"其中|缺[^，,；;。]{0,4}$")
_STEM = re.compile(r"(?P<more>[\u4e00-\u9fff]{0,2})(?P<of>[\u4e00-\u9fff]{2})[率度]$")
_EXTENT = ("里", "米", "亩", "顷")
_DONE = ("完成", "接受", "开展", "实施", "落实", "已")
_STOP = re.compile(r"[。；;]")
_TELLING = 3  # digits of a number whose point has a place
_HAIR = 1.0001  # what floats may lose
_FINE = 100  # units of its last place that a rate must have: 82 % is made of many numbers but for a slip


def is_near_miss(form: Form) -> bool:
    """Whether a form fails by less than either of its sides, and for one slip: what other numbers make is farther off.

    How much there is of what grew says more than by how much it did.
    """
    result = form.result
    if result.verdict is not Verdict.INCONSISTENT or _says_little(form):
        return False
    grown = isinstance(form, Quotient) and len(form.numerator) > 1
    left, right = (end + HUNDRED if grown else abs(end) for end in (result.left, result.right))
    return abs(result.gap) < min(left, right) and slip_explains(form, forms=0)


def is_digit_miss(form: Form) -> bool:
    """Whether a rate fails, however far, that one digit would mend, and is not what the rest of it makes."""
    if not isinstance(form, Quotient) or form.result.verdict is not Verdict.INCONSISTENT or _says_little(form):
        return False
    rest = Quotient((*form.denominator, *((-factor, f) for factor, f in form.numerator)), form.denominator, form.rate)
    return not is_held(rest) and is_a_digit_off(form)


def is_met(form: Form) -> bool:
    """Whether a form holds to a unit of its last place: numbers so coarse that many would do prove nothing."""
    return is_held(form) and abs(form.result.residual) <= 1


def is_a_digit_off(form: Form, own: Sequence[Figure] | None = None) -> bool:
    """Whether one digit of one number (of `own`), changed or exchanged with its neighbour, would make a form hold."""
    if any(figure.qualifier for figure in form.figures):
        return False
    for figure in _a_digit_of(form) if isinstance(form, Equation) else form.figures:
        if own is not None and figure not in own:
            continue
        meant = (s.value for s in slips(figure) if s.value and s.name in DIGIT and s.cost <= LIKELY)
        if required(form, figure).holding(meant, figure.scale):
            return True
    return False


def is_by_slip(other: Form, form: Form, *, apart: bool = True) -> bool:
    """Whether a form that holds differs from one that fails in one number alone, of which that one's is a digit off.

    Then it tells what should stand there, and accounts for nothing: 发放 235 人，每人 P, and elsewhere 265 人. Two
    numbers of one sentence are two things, if the words do not say which is meant (`apart`).
    """
    told, meant = (Counter((f.kind, f.base_value) for f in one.figures) for one in (form, other))
    mine, theirs = (
        [f for f in one.figures if not rest[f.kind, f.base_value]] for one, rest in ((form, meant), (other, told))
    )
    if len(mine) != 1 or len(theirs) != 1 or len(other.figures) != len(form.figures):
        return False
    if apart and mine[0].evidence.quote == theirs[0].evidence.quote:
        return False
    return len(digits_of(mine[0])) >= _TELLING and is_slip(mine[0], theirs[0])


def is_a_slip_off(form: Form) -> bool:
    """Whether one digit, or the decimal point of a number of several digits, keeps a form from holding."""
    return is_a_digit_off(form) or any(_is_point_moved(form, figure) for figure in form.figures)


def is_slipped(form: Equation) -> bool:
    """Whether a digit, a moved point or a number copied from another one accounts for what an equation lacks."""
    return not any(figure.qualifier for figure in form.figures) and (is_a_slip_off(form) or _is_copied(form))


def _is_copied(form: Equation) -> bool:
    """Whether two numbers of a sum are the same, to so many digits that one was likely copied from the other."""
    fewest = _TELLING if len(form.figures) <= _TELLING else _TELLING - 1  # of two parts, little is known
    fine = [f for f in form.figures if len(digits_of(f)) >= fewest]
    wholes = [f for _, f in form.right if f.unit.endswith(_EXTENT)]  # 全长 A，其中路基 A、路面 B
    twins = [(a, b) for a, b in combinations(fine, 2) if value_of(a) == value_of(b) != 0 and b not in wholes]
    needed = (required(form, f).low for pair in twins for f in pair)
    return any(low is not None and low > 0 for low in needed)


def _is_point_moved(form: Form, figure: Figure) -> bool:
    if figure.value is None or figure.qualifier or not figure.decimals or len(digits_of(figure)) < _TELLING:
        return False
    return bool(required(form, figure).holding([figure.value.scaleb(n) for n in (-2, -1, 1, 2)], figure.scale))


def chance_of_sum(form: Equation, figures: Sequence[Figure] | None = None) -> Fraction:
    """How likely one digit of one number of a sum, or of some of them, makes it hold by chance."""
    unit = grain(form) or Fraction(1)
    size = max(max(value_of(f) for f in form.figures) / unit, Fraction(1))
    return sum(digits_changed(f, unit) for f in (form.figures if figures is None else figures)) / size


def digits_changed(figure: Figure, unit: Fraction) -> Fraction:
    """How many numbers one changed digit makes of a number, in units of some size."""
    return Fraction(9 * len(str(int(abs(value_of(figure)) / unit))))


def _a_digit_of(form: Equation) -> Iterator[Figure]:
    """The numbers a digit of which makes as much as an equation misses by, last digits aside: spares trying each."""
    terms, units = form.rows({})[0].terms, {f.figure_id: float(f.ulp) for f in form.figures}
    units = {key: abs(float(terms[key])) * unit for key, unit in units.items()}
    off, room = abs(float(form.result.gap)), sum(units.values()) * _HAIR
    for figure in form.figures:
        unit = units[figure.figure_id]
        least = bisect_left(_STEPS, (off - room) / unit) if unit else 0
        if form.sign != "=" or figure.evidence.readings or (unit and _STEPS[least] <= (off + room) / unit):
            yield figure


def _says_little(form: Form) -> bool:
    """Whether a form that fails may well be of other numbers: 预算 A，支出 A says that what was left is of others."""
    if isinstance(form, Quotient):
        return abs(value_of(form.rate)) < _FINE * form.rate.ulp
    return isinstance(form, Equation) and len({value_of(f) for f in form.figures}) < len(form.figures)


def stand_together(sentence: Sentence, form: Form) -> bool:
    """Whether the numbers of a rate or a price stand side by side, as its name says, and no list goes before.

    Then no others may be meant, however far it is from what they make.
    """
    at = [n for n in range(len(sentence)) if sentence.figure(n).figure_id in form.ids]
    if not isinstance(form, Quotient) or form.factor < 1 or len(at) != len(form.ids) or _is_common(form.rate):
        return False
    words = sentence.before(at[0])  # 缺岗 A 名，60 岁以上 B 名，占 P: of those who are there
    between = (sentence.figure(n).kind for n in range(at[0], at[-1]) if n not in at)
    parted = any(_STOP.search(sentence.before(n)) for n in at[1:])
    beside = not parted and set(between) <= {Kind.DATE} and not words.startswith(AND) and not _APART.search(words)
    return beside and _is_named(sentence, form)


def _is_common(rate: Figure) -> bool:
    """Whether a rate is 100%, as many are, or of what no number beside it counts."""
    return rate.unit == "‰" or value_of(rate) == HUNDRED or rate.label.endswith("失业率")


def _is_named(sentence: Sentence, form: Quotient) -> bool:
    """Whether a rate is named after what is counted: 办结 A 件，办结率 P, and no 残疾儿童 A 人，入学率 P.

    Money has many words: 支出 A，执行率 P，结余 B.
    """
    part, told = form.numerator[0][1], _STEM.search(form.rate.label)
    if part.kind is not Kind.COUNT or told is None:
        return True
    n = next(n for n in range(len(sentence)) if sentence.figure(n) is part)
    apart = {*told["of"]}.isdisjoint(sentence.clause(n) + part.label)
    return len(form.denominator) == 1 and (not apart or is_named_longer(sentence, form))


def is_named_longer(sentence: Sentence, form: Quotient) -> bool:
    """Whether a rate has in its name what was done to the part: 筛出 A 人，完成随访 B 人，随访管理率 P.

    教师 B 份，教师满意度 P has in it whose it is.
    """
    told, (part, whole) = _STEM.search(form.rate.label), (form.numerator[0][1], form.denominator[0][1])
    if told is None or not told["more"] or part.kind is not Kind.COUNT:
        return False
    leads = {
        f.figure_id: sentence.clause(n) for n in range(len(sentence)) if (f := sentence.figure(n)) in (part, whole)
    }
    done = any(word + told["more"] in leads.get(part.figure_id, "") for word in _DONE)
    return done and told["more"] not in leads.get(whole.figure_id, "") + whole.label


def is_made_beside(sentence: Sentence, n: int, kinds: Sequence[Kind] = (Kind.AMOUNT, Kind.COUNT)) -> bool:
    """Whether numbers beside the n-th, a rate, make it: those of some kinds since the rate before, and to the next."""
    return any(True for _ in made_beside(sentence, n, kinds))


def made_beside(sentence: Sentence, n: int, kinds: Sequence[Kind] = (Kind.AMOUNT, Kind.COUNT)) -> Iterator[Quotient]:
    """What numbers beside the n-th, a rate, make it of.

    `支出 A，执行率 P，结余 B` of the two together; `非常满意 A、满意 B，满意度 P` of both.
    """
    rate = sentence.figure(n)
    told = [f for i in _around(sentence, n) if (f := sentence.figure(i)).kind in kinds]
    for a, b in permutations(told, 2):
        if not like(a, b) or not value_of(b):
            continue
        both = (Quotient(side(a, c), side(b), rate) for c in told if c is not b and c is not a and like(a, c))
        yield from filter(is_held, (Quotient(side(a), side(b), rate), Quotient(side(a), side(a, b), rate), *both))


def is_made_around(sentence: Sentence, n: int) -> bool:
    """Whether any two numbers of a kind in its sentence make the n-th, a rate, or leave it, whatever their units."""
    rate = sentence.figure(n)
    told = [f for p in sentence.places if (f := p.figure).kind in (Kind.AMOUNT, Kind.COUNT) and usable(f)]
    pairs = [(a, b) for a, b in permutations(told, 2) if a.kind is b.kind and value_of(b)]
    return any(is_held(Quotient(above, side(b), rate)) for a, b in pairs for above in (side(a), minus(b, a))) or any(
        is_held(Quotient(side(a), side(a, b), rate)) for a, b in pairs
    )


def _around(sentence: Sentence, n: int) -> Iterator[int]:
    """The amounts and counts since the rate before the n-th number, and to the next."""
    for run in (range(n - 1, -1, -1), range(n + 1, len(sentence))):
        for i in run:
            figure = sentence.figure(i)
            if figure.kind is Kind.RATE:
                break
            if figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not _EACH.search(sentence.before(i)):
                yield i
