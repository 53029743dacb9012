"""Numbers that nothing accounts for (孤数), tried on what their words make likely that they are made of.

Each reader of this room tells relations that the words make likely, and no more. All that hold account for their
numbers before the first is suspected; a breach counts where one slip in a number that nothing accounts for mends it, or
where a rate stands by the very numbers that its words name.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import chain, combinations
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held
from pipeline.reconcile.intervals import digits_of, usable, value_of
from pipeline.reconcile.lonely.differences import parted
from pipeline.reconcile.lonely.lists import counted, listed
from pipeline.reconcile.lonely.rates import rated
from pipeline.reconcile.lonely.trial import Source, Trial
from pipeline.reconcile.near import chance_of_sum, digits_changed, stand_together
from pipeline.reconcile.relations import accused, required, spoken_of
from pipeline.reconcile.slips import LIKELY, slips
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted, Relation
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_READERS = (parted, listed, rated, counted)
_TWO, _THREE, _MANY, _FINE, _NAME = 2, 3, 8, 100, 3
_CHANCE, _LIKELY = Fraction(1, 5), Fraction(1, 2)
_GUESSED = ("reading", "confused", "digit", "transposed")
_SLIPS = ("reading", "confused", "digit", "transposed", "doubled", "dropped")


def alone(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """What the numbers that nothing accounts for are likely made of, where one slip keeps it from holding."""
    wrong, known = accused(confronted), spoken_of(confronted)
    of = _rates(c.form for c in confronted if c.verdict is not Verdict.NOT_CHECKABLE)
    # That a rate is so much more than its goal says nothing of what it is a rate of.
    compared = _compared(confronted) - {*of}
    # What is told again is accounted for where it was told first.
    rates = [f for f in report.figures if f.kind is Kind.RATE and f.decimals]
    again = {(f.base_value, f.label[-_NAME:]): of.get(f.figure_id, []) for f in rates if f.figure_id in known}
    for rate in rates:
        if (first := again.get((rate.base_value, rate.label[-_NAME:]))) is not None:
            known.add(rate.figure_id)
            of.setdefault(rate.figure_id, first)
    source = Source(report, spoken, frozenset(known), frozenset(compared), rules)
    held, failed = _tried(source)
    for trial in held:
        known |= _accounted(trial)
    for key, forms in _rates(trial.form for trial in held).items():
        of[key] = [*of.get(key, ()), *forms]
    homes = {place.figure.figure_id: sentence for sentence in spoken for place in sentence.places}
    likely = [
        trial
        for trial in failed
        if not trial.form.ids & wrong and (_is_slip(trial, known, of) or _is_told(trial, known, homes))
    ]
    if not likely:
        return
    made = _Made(chain((c.form for c in confronted if c.verdict.holds and c.form), (trial.form for trial in held)))
    for trial in likely:
        form = trial.form
        if not form.ids & wrong and not made.otherwise(form) and not _is_told_besides(form, homes):
            wrong |= form.ids
            yield trial.relation


def _tried(source: Source) -> tuple[list[Trial], list[Trial]]:
    """Of what the readers tell, each the way that its words say most of it, what holds, and what may but for a slip."""
    found: dict[object, Trial] = {}
    for one in chain.from_iterable(read(source) for read in _READERS):
        first = found.setdefault(key := one.form.told, one)
        if one.strength > first.strength:
            found[key] = one
    held: list[Trial] = []
    failed: list[Trial] = []
    for trial in found.values():
        if is_held(trial.form):
            held.append(trial)
        elif trial.said:
            failed.append(trial)
    return held, failed


def _is_told(told: Trial, known: set[str], homes: Mapping[str, Sentence]) -> bool:
    """Whether a rate that nothing accounts for stands by the very numbers that its words make it a rate of.

    How content people are may be reckoned from many answers, and what money is spent of may be told elsewhere.
    """
    form = told.form
    if told.guessed or not isinstance(form, Quotient) or form.rate.figure_id in known:
        return False
    counted = form.numerator[0][1].kind is Kind.COUNT and "满意" not in form.rate.label
    return counted and stand_together(homes[form.rate.figure_id], form)


def _accounted(trial: Trial) -> set[str]:
    """The numbers that a relation that holds accounts for; 4% is a rate of many, and proves none of them."""
    form = trial.form
    if not isinstance(form, Quotient) or value_of(form.rate) >= _FINE * form.rate.ulp:
        return set(form.ids)
    return {form.rate.figure_id} if trial.said and not trial.guessed else set()


def _is_told_besides(form: Form, homes: Mapping[str, Sentence]) -> bool:
    """Whether by as much as a form fails its sentence tells a number: 年末 A 张，另有 20 张尚未启用."""
    own = form.figures[-1]
    told = homes.get(own.figure_id)
    if told is None or not isinstance(form, Equation):
        return False
    gap = abs(form.result.gap)
    others = (place.figure for place in told.places if place.figure.figure_id not in form.ids)
    return any(usable(f) and f.kind is own.kind and value_of(f) == gap for f in others)


class _Made:
    """What some of the parts of a sum make up already."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.sums: defaultdict[object, list[frozenset[object]]] = defaultdict(list)
        self.whole: list[Equation] = []
        for form in forms:
            if isinstance(form, Equation) and form.sign == "=" and len(form.figures) > _TWO:
                self.whole.append(form)
                for one in form.figures:
                    self.sums[one.base_value].append(frozenset(f.base_value for f in form.figures if f is not one))

    def otherwise(self, form: Form) -> bool:
        """Whether the whole of a sum is made of some of its parts, and the rest is none of them."""
        if not isinstance(form, Equation) or len(form.right) != 1:
            return False
        whole, parts = form.right[0][1].base_value, {f.base_value for _, f in form.left}
        if any(factor < 0 for factor, _ in form.left) or form.right[0][1].kind is Kind.SCORE:
            return False
        if any(parts & made for made in self.sums[whole]):
            return True
        return any(parts <= {f.base_value for _, f in made.left} for made in self.whole) or _is_of_some(form)


def _compared(confronted: Iterable[Confronted]) -> set[str]:
    """The rates that differences of three numbers bear out, and that are told no second time."""
    held = [c.form for c in confronted if isinstance(c.form, Equation) and c.verdict.holds]
    again = set[str]().union(*(form.ids for form in held if len(form.figures) == _TWO))
    points = (f for form in held if len(form.figures) == _THREE for f in form.figures)
    return {f.figure_id for f in points if f.kind is Kind.RATE} - again


def _rates(forms: Iterable[Form | None]) -> dict[str, list[Quotient]]:
    """Of what each rate is, by some forms."""
    found: dict[str, list[Quotient]] = {}
    for form in forms:
        if isinstance(form, Quotient):
            found.setdefault(form.rate.figure_id, []).append(form)
    return found


def _is_of_others(form: Quotient, of: Mapping[str, Sequence[Quotient]]) -> bool:
    """Whether a rate is of other numbers, and not of what a number leaves of its own whole.

    受理 B 件，办结 A 件，办结率 P，其余 C 件: that P is of B less C says what A should be.
    """
    others = of.get(form.rate.figure_id, ())
    return not all(len(other.numerator) > 1 and other.denominator == form.denominator for other in others)


def _is_slip(told: Trial, known: set[str], of: Mapping[str, Sequence[Quotient]]) -> bool:
    """Whether one digit of a number that nothing accounts for, put right, makes a form hold, and hardly by chance."""
    form = told.form
    if isinstance(form, Quotient) and _is_of_others(form, of):
        return False
    lonely = [figure for figure in form.figures if figure.figure_id not in known]
    chance = max(told.guessed, 1) * _chance(form, lonely, meant=not told.guessed)
    if not told.sure and chance > (_CHANCE if told.guessed else _LIKELY):
        return False
    names = _SLIPS if told.sure and not told.guessed else _GUESSED
    for figure in lonely:
        likely = [s.value for s in slips(figure) if s.cost <= LIKELY and s.name in names and s.value > 0]
        if required(form, figure).holding(likely, figure.scale):
            return True
    return False


def _chance(form: Form, lonely: Sequence[Figure], *, meant: bool) -> Fraction:
    """How likely one digit of one of some numbers, changed, makes a form hold by chance."""
    if isinstance(form, Quotient):
        size = value_of(form.rate) / form.rate.ulp
        if not meant:  # a rate of other small numbers takes few values, however finely it is printed
            a, b = sorted(int(digits_of(f) or 0) for f in form.figures if f is not form.rate)[-2:]
            size = min(size, Fraction(a * b, 4))
        size = max(size, Fraction(1))
        return sum(digits_changed(f, f.ulp) for f in lonely) / size
    return chance_of_sum(form, lonely)


def _is_of_some(form: Equation) -> bool:
    """Whether some of the parts of a sum make up its whole, or another part: what stands in it is no one list."""
    parts, whole = [value_of(f) for _, f in form.left], value_of(form.right[0][1])
    if len(parts) > _MANY:
        return False
    runs = (run for many in range(_TWO, len(parts)) for run in combinations(parts, many))
    return any(sum(run) == whole or 2 * max(run) == sum(run) or sum(run) in parts for run in runs)
