"""Relations (勾稽关系): a rule at a place where it applies, and its verdict on the printed numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pipeline.reconcile.forms import Equation, Form, Quotient, Result, dot, is_held, side, total
from pipeline.reconcile.intervals import (
    Interval,
    asserted,
    digits_of,
    is_printed_in_full,
    is_rounded,
    possible,
    rounded,
    ulp,
    value_of,
)
from pipeline.reconcile.slips import LIKELY, slips
from schemas.figure import Kind
from schemas.finding import Verdict
from schemas.record import altered, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from schemas.figure import Figure
    from schemas.rules import Rule

Between: TypeAlias = "tuple[tuple[Figure, tuple[date | None, date | None]], ...]"

# How probable it may be that a slip explains a gap by mere chance, for the gap to count as evidence.
CHANCE = Fraction(1, 30)
_GUESSED = ("prose_", "account_", "restatement")  # of what words alone relate
_FAR_NEARER = 5  # how many times nearer another form must come to be what was meant
_FINE = 100  # units of its last place that a number must have to be known by a slip
UNTOLD = "口径或构成不明，无法判定"  # why a breach is none where no word proves what belongs together
_SIZES = ("unit", "scale", "point")
_CHANGE = 3  # numbers of a change: before, by how much, after
_MYRIADS, _TELLING = {"元": Fraction(10_000), "万元": Fraction(1, 10_000)}, 3
_RANK = {Verdict.EXACT: 0, Verdict.ROUNDING: 1, Verdict.INCONSISTENT: 2, Verdict.NOT_CHECKABLE: 3}


@record
class Relation:
    """A rule at a place. `forms` are alternatives, the most natural first; with none, `reason` says why.

    `sure` is False where the sentence or the table does not prove that the numbers belong together so; a breach then
    counts only if one likely slip in one number explains it, or if the report bears it out (see `belief.py`): relations
    with one `kin` are about one group of numbers, relations with one `shape` are worded alike. `note` says what makes
    several relations fail where no one number does; then no number is suspected. `mild`: the wording makes it likely
    that the numbers belong together, no more: without one slip that explains it, by chance or not, a breach of what
    words alone relate is none, and one in tables and scores is a warning (see `severity.py`). `hint`: what a wrong
    number was likely reckoned from, for auditors. `likely`: a sum that is not sure, but a breach of which one digit
    would mend is a warning.
    """

    rule: Rule
    forms: tuple[Form, ...]
    subject: str = ""
    sure: bool = True
    reason: str = ""
    kin: str = ""
    shape: str = ""
    note: str = ""
    mild: bool = False
    hint: str = ""
    likely: bool = False

    @property
    def ids(self) -> frozenset[str]:
        """The numbers that it is about, by any of its forms."""
        return frozenset().union(*[form.ids for form in self.forms])


@record
class Told:
    """A rule that is no equation, at a place: whether it holds, and in words what the report says.

    `between`: of dates in order the first and the last day that each may be, the others as printed.
    """

    rule: Rule
    figures: tuple[Figure, ...]
    holds: bool
    statement: str
    subject: str
    between: Between = ()


# Of two numbers on one side the second is what the others leave: a change, a balance.
_DIFFERENCES = ("prose_change", "prose_points", "account_left", "staff_vacant")
_CHANGES = ("prose_change", "prose_points", "prose_growth", "table_difference", "table_change")


class Confronted(NamedTuple):
    """A relation with its verdict, by its best form; `form` and `result` are None when there was none to try."""

    relation: Relation
    verdict: Verdict
    form: Form | None = None
    result: Result | None = None
    reason: str = ""


def confront(relation: Relation) -> Confronted:
    """The verdict: one form that holds is enough."""
    tried = [(form, form.result) for form in relation.forms]
    if not tried:
        return Confronted(relation, Verdict.NOT_CHECKABLE, reason=relation.reason or "缺少所需数据")
    form, result = min(tried, key=lambda pair: _RANK[pair[1].verdict])
    if result.verdict is Verdict.NOT_CHECKABLE:
        return Confronted(relation, result.verdict, form, result, "分母为零，无法计算")
    if result.verdict is Verdict.INCONSISTENT:
        exact = [pair for pair in tried if not any(f.qualifier for f in pair[0].figures) or _is_reckoned_about(pair[0])]
        if not exact:
            return Confronted(relation, Verdict.NOT_CHECKABLE, form, result, "含有约数，无法精确核对")
        if exact[0] is not tried[0] or any(f.qualifier for f in form.figures):
            relation, tried, (form, result) = altered(relation, mild=True), exact, exact[0]
        if not relation.sure:
            changes = relation.rule.pattern in _CHANGES
            failed = [form for form, r in tried if r.verdict is Verdict.INCONSISTENT]
            told = next((f for f in failed if slip_explains(f, len(tried), changes=changes)), None)
            if told is None:
                return Confronted(relation, Verdict.NOT_CHECKABLE, form, result, UNTOLD)
            return Confronted(relation, Verdict.INCONSISTENT, told, told.result)
        form, result = _nearest(tried)
        if relation.mild and relation.rule.pattern.startswith(_GUESSED) and not slip_explains(_met(form), forms=0):
            return Confronted(relation, Verdict.NOT_CHECKABLE, form, result, UNTOLD)
    return Confronted(relation, result.verdict, form, result)


def _is_reckoned_about(form: Form) -> bool:
    """Whether a rate or an average is told about as large as it was reckoned, or what is about has all its digits."""
    hedged = [f for f in form.figures if f.qualifier]
    made = form.rate if isinstance(form, Quotient) else None
    return bool(hedged) and all(is_rounded(f) and (f is made or is_printed_in_full(f)) for f in hedged)


def _met(form: Form) -> Form:
    """What parts that exceed their whole were meant to do: to make it up."""
    if isinstance(form, Equation) and form.sign == "<=" and len(form.left) > 1:
        return replace(form, sign="=")
    return form


def _nearest(tried: Sequence[tuple[Form, Result]]) -> tuple[Form, Result]:
    """Of forms all of which fail the first, unless another comes far nearer: then the first that a slip leads to."""

    def miss(pair: tuple[Form, Result]) -> Fraction:
        _, result = pair
        return abs(result.gap) / max(abs(result.left), abs(result.right), Fraction(1))

    failed = [pair for pair in tried if pair[1].verdict is Verdict.INCONSISTENT]
    best = min(failed, key=miss)
    far = _FAR_NEARER * miss(best) < miss(failed[0])
    return next((pair for pair in failed if slip_explains(pair[0], forms=0)), best) if far else failed[0]


def slip_explains(form: Form, forms: int = 1, *, changes: bool = False) -> bool:
    """Whether one likely slip in one number explains the breach, and more than chance would have it.

    `forms` is how many forms were tried: the more there are, the likelier one of them is met by chance; 0 where chance
    is not asked. A number of few digits, or one that need not be met exactly, is easily met. Of `changes` the words say
    the direction.
    """
    known = {figure.figure_id: asserted(figure) for figure in form.figures}
    coarse = grain(form)
    for figure in form.figures:
        wanted = required(form, figure, known)
        if wanted.is_empty or wanted.low is None or wanted.high is None:
            continue
        # A sign that was lost accounts for a change; a part of a longer sum is not below nothing.
        summed = isinstance(form, Equation) and len(form.figures) > _CHANGE and figure.kind is not Kind.RATE
        likely = [slip for slip in slips(figure) if slip.cost <= LIKELY and not (summed and slip.name == "sign")]
        if Fraction(0) in wanted:  # whatever is small enough would do
            likely = [slip for slip in likely if slip.name not in _SIZES]
        fitting = wanted.holding([slip.value for slip in likely], figure.scale)
        if not fitting:
            continue
        step = ulp(figure)
        if coarse > step and figure.kind is not Kind.RATE:
            step = coarse
            likely = [slip for slip in likely if not Fraction(slip.value * figure.scale) % coarse]
        met = max((wanted.high - wanted.low) / step, Fraction(1))
        room = max(abs(value_of(figure)), abs(wanted.low)) / step
        directed_ = (isinstance(form, Quotient) and figure is form.rate) or (changes and len(form.figures) == _CHANGE)
        if directed_ and -value_of(figure) in wanted:
            likely = [slip for slip in likely if slip.name == "sign"]  # as large, the other way
            if isinstance(form, Equation) and abs(form.result.gap) == 2 * abs(value_of(figure)):
                met = Fraction(1)  # to the last digit
        if len(likely) * met * forms > CHANCE * room:
            continue
        if any(slip.value in fitting for slip in likely):
            return True
    return False


def is_slip_of(form: Quotient) -> bool:
    """Whether one likely slip leads from what was reckoned, as printed, to what it should be.

    元 for 万元, or 万元 for 元, is known by the digits alone.
    """
    if form.rate.unit in _MYRIADS and len(digits_of(form.rate)) >= _TELLING:
        times = _MYRIADS[form.rate.unit]
        if abs(form.result.left - times * value_of(form.rate)) <= times * form.rate.ulp:
            return True
    if form.result.left < _FINE * form.rate.ulp:
        return False
    wanted = required(form, form.rate)
    likely = (slip.value for slip in slips(form.rate) if slip.cost <= LIKELY and slip.value > 0)
    return any(value * form.rate.scale in wanted for value in likely)


def grain(form: Form) -> Fraction:
    """How round the numbers of an equation all are: 1,200.00, 2,600.00 and 4,300.00 say no more than 12, 26 and 43."""
    if isinstance(form, Quotient):
        return Fraction(0)
    unit = min((ulp(figure) for figure in form.figures), default=Fraction(0))
    while unit and all(not value_of(figure) % (10 * unit) for figure in form.figures):
        if not any(map(value_of, form.figures)):
            return unit
        unit *= 10
    return unit


def _claims(form: Form) -> dict[str, Interval]:
    """What the figures of a form assert in it: a rate is rounded where it is added up, and where it was reckoned."""
    if isinstance(form, Quotient):
        return {f.figure_id: possible(f) if f is form.rate else asserted(f) for f in form.figures}
    slacks = ((f, rounded(f)) for f in form.figures)
    return {f.figure_id: Interval(value_of(f) - below, value_of(f) + above) for f, (below, above) in slacks}


def required(form: Form, figure: Figure, known: Mapping[str, Interval] | None = None) -> Interval:
    """What the figure's printed value would have to be for the form to hold, the others as printed.

    `known` is what the form's figures assert, for who asks more than once. The figure's own rounding is allowed for; an
    empty interval when nothing would do.
    """
    if isinstance(form, Quotient) and figure is form.rate:
        denominator = total(form.denominator)
        if denominator <= 0:
            return Interval(Fraction(1), Fraction(0))
        made = form.factor * total(form.numerator) / denominator
        off = ulp(figure)
        if figure.kind is Kind.RATE and (most := possible(figure).high) is not None:
            off = most - value_of(figure)  # the middle is what it should read
        return Interval(made - off, made + off)
    known = known or _claims(form)
    rates = {form.rate.figure_id: known[form.rate.figure_id]} if isinstance(form, Quotient) else {}
    found = Interval(None, None)
    for row in form.rows(rates):
        factor = row.terms.get(figure.figure_id, Fraction(0))
        if not factor:
            return Interval(Fraction(1), Fraction(0))
        ends = [
            (c, known[key] if c.numerator > 0 else known[key][::-1])
            for key, c in row.terms.items()
            if key != figure.figure_id
        ]
        low = dot([(c, near) for c, (near, _) in ends if near is not None])
        high = dot([(c, far) for c, (_, far) in ends if far is not None])
        bounds = [
            None if row.low is None else (row.low - high) / factor,
            None if row.high is None else (row.high - low) / factor,
        ]
        if factor < 0:
            bounds.reverse()
        found = found.both(Interval(bounds[0], bounds[1]))
    own = (known[figure.figure_id].high or value_of(figure)) - value_of(figure)
    return Interval(None if found.low is None else found.low - own, None if found.high is None else found.high + own)


def equation(
    rule: Rule, parts: Sequence[Figure], whole: Figure, *, subject: str, sure: bool, sign: str = "="
) -> Relation:
    """`parts` add up to `whole`, or with `<=` not to more."""
    return Relation(rule, (Equation(side(*parts), side(whole), sign),), subject, sure)


def holds(relation: Relation) -> bool:
    """Whether a relation holds by one of its forms."""
    return any(map(is_held, relation.forms))


def mostly(relations: Sequence[Relation]) -> bool:
    """Whether a relation holds in most of its rows, and in more than one unless there is only one."""
    telling = [r for r in relations if any(value_of(f) for form in r.forms for f in form.figures)]
    held = sum(map(holds, telling))
    return held > len(telling) / 2 and (held > 1 or len(telling) == 1)


def derived(relation: Relation, form: Form) -> Figure | None:
    """The number that was reckoned from the others: a rate, a total, a change, a balance; None where none was."""
    if isinstance(form, Quotient):
        return form.rate
    if form.sign != "=" or len(form.figures) < 3:
        return None
    if relation.rule.pattern in _DIFFERENCES:
        return next((part[1][1] for part in (form.left, form.right) if len(part) == 2), None)
    return next((part[0][1] for part in (form.right, form.left) if len(part) == 1), None)


def directed(relation: Relation, form: Form) -> tuple[Figure, ...]:
    """The change and the growth whose direction the words say: below nothing when they say the wrong one."""
    if relation.rule.pattern not in _CHANGES:
        return ()
    found = derived(relation, form)
    changes = [f for _, f in form.numerator] if isinstance(form, Quotient) and len(form.numerator) == 1 else []
    return (*changes, found) if found is not None else tuple(changes)


def borne_out(confronted: Sequence[Confronted]) -> Counter[str]:
    """How many relations that hold each number is in; that it does not exceed another says little."""
    return Counter(chain.from_iterable(_bearing(confronted)))


def _bearing(confronted: Sequence[Confronted]) -> Iterator[frozenset[str]]:
    held = (c.form for c in confronted if c.form is not None and c.verdict.holds)
    exact = (form.ids for form in held if isinstance(form, Quotient) or form.sign == "=")
    return (ids for ids in exact if len(ids) > 1)


def accused(confronted: Sequence[Confronted]) -> set[str]:
    """The numbers that a relation accuses."""
    failed = (c.form for c in confronted if c.verdict is Verdict.INCONSISTENT and c.form)
    return set().union(*[form.ids for form in failed])


def spoken_of(confronted: Sequence[Confronted]) -> set[str]:
    """The numbers that a relation bears out, or that one accuses."""
    return accused(confronted).union(*_bearing(confronted))
