"""What the wrong numbers should read (更正建议): for each set of suspects the numbers that make everything hold.

An explanation is proved by putting its numbers in and confronting every relation of the component again, exactly.
Explanations are ranked by how likely their slips are; equal ones stay in reading order.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from math import ceil, floor
from typing import TYPE_CHECKING

from pipeline.reconcile.facts import agree
from pipeline.reconcile.forms import Equation, Form, Quotient
from pipeline.reconcile.intervals import Interval, ulp, value_of
from pipeline.reconcile.relations import confront, required
from pipeline.reconcile.slips import NAMES, UNEXPLAINED, Slip, slips
from schemas.finding import Change, Explanation, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.localise import Component, Cut
    from pipeline.reconcile.relations import Confronted, Relation
    from schemas.figure import Figure

_MOST_CANDIDATES = 16  # for one suspect; fewer for each of several
_MOST_GRID = 400  # printed numbers looked at in one interval


def explained(component: Component, suspects: Cut) -> Explanation | None:
    """The likeliest numbers for the suspects that make the whole component hold; None when there are none."""
    figures = {m.figure_id: m for fact in component.facts for m in fact.mentions}
    order = [key for key in figures if key in suspects]
    best: Explanation | None = None
    for changes in _assignments(_touched(component, suspects), figures, order, {}):
        cost = round(sum(slip.cost for slip in changes.values()), 3)
        if best is None or cost < best.cost:
            best = Explanation(tuple(_change(figures[key], changes[key]) for key in order), cost)
    return best


def _touched(component: Component, suspects: Cut) -> Component:
    """The part of a component that a change of the suspects can make hold or fail; the rest stays as it is."""
    return replace(
        component,
        facts=tuple(f for f in component.facts if any(m.figure_id in suspects for m in f.mentions)),
        relations=tuple(
            c
            for c in component.relations
            if any(f.figure_id in suspects for form in c.relation.forms for f in form.figures)
        ),
    )


def _change(figure: Figure, slip: Slip) -> Change:
    suggested = f"{slip.value:.{figure.decimals}f}{figure.unit}"
    return Change(figure.figure_id, figure.printed, suggested, slip.name, NAMES[slip.name])


def _assignments(
    component: Component, figures: Mapping[str, Figure], left: Sequence[str], chosen: dict[str, Slip]
) -> Iterator[dict[str, Slip]]:
    """Every proved choice of numbers for the suspects, each suspect that its neighbours determine first."""
    if not left:
        yield dict(chosen)
        return
    ranges = {key: _wanted(component, figures, key, set(left) - {key}) for key in left}
    key = next((k for k in left if ranges[k] is not None), left[0])
    rest = [k for k in left if k != key]
    # What the number decides, once the suspects still open are left aside, must hold at once.
    decided = _without(_touched(component, frozenset((key,))), set(rest))
    most = _MOST_CANDIDATES // (len(left) + len(chosen))
    for slip in islice(_candidates(component, figures, key, ranges[key]), most):
        changed = {**figures, key: replace(figures[key], value=slip.value, qualifier="")}
        if holds(decided, changed):
            yield from _assignments(component, changed, rest, {**chosen, key: slip})
            if not rest:
                return  # candidates come the likeliest first


def _without(component: Component, unknown: set[str]) -> Component:
    """The relations and facts that do not hang on unknown numbers; a fact's known mentions stay."""
    return replace(
        component,
        facts=tuple(
            replace(f, mentions=tuple(m for m in f.mentions if m.figure_id not in unknown)) for f in component.facts
        ),
        relations=tuple(
            c
            for c in component.relations
            if not any(f.figure_id in unknown for form in c.relation.forms for f in form.figures)
        ),
    )


def _wanted(component: Component, figures: Mapping[str, Figure], key: str, unknown: set[str]) -> Interval | None:
    """Where a number must lie for the relations whose other numbers are known; None when none determines it."""
    found: Interval | None = None
    for confronted in component.relations:
        if confronted.form is None:
            continue
        # Of several forms the one that held, or that comes first: what it asks for is proved against all of them later.
        form = _filled(confronted.form, figures)
        ids = {f.figure_id for f in form.figures}
        if key in ids and not ids & unknown:
            interval = required(form, figures[key])
            found = interval if found is None else found.both(interval)
    for fact in component.facts:
        ids = {m.figure_id for m in fact.mentions}
        if key in ids:
            for other in ids - unknown - {key}:
                value = value_of(figures[other])
                slack = abs(ulp(figures[other]) - ulp(figures[key])) / 2
                interval = Interval(value - slack, value + slack)
                found = interval if found is None else found.both(interval)
    return found


def _candidates(
    component: Component, figures: Mapping[str, Figure], key: str, wanted: Interval | None
) -> Iterator[Slip]:
    """Numbers that one slip leads to, the likeliest first; then the middle of what is wanted."""
    figure = figures[key]
    scale = Fraction(figure.scale)
    near = _neighbours(component, figures, figure)
    made = 0
    for slip in slips(figure):
        value = Fraction(slip.value) * scale
        if (wanted is None or value in wanted) and Fraction(round(slip.value, figure.decimals)) == Fraction(slip.value):
            made += 1
            yield slip
    if wanted is None or wanted.low is None or wanted.high is None or wanted.is_empty:
        return
    step = ulp(figure)
    first, last = ceil(wanted.low / step), floor(wanted.high / step)
    if first > last:
        return
    middle = round((wanted.low + wanted.high) / 2 / step)
    copied = value_of(figure) in near
    for n in sorted(range(first, min(last, first + _MOST_GRID) + 1), key=lambda n: (abs(n - middle), n)):
        meant = Decimal(n).scaleb(-figure.decimals)
        if meant != figure.value:
            if copied:
                yield Slip(meant, "copied", 2.4)
            else:
                yield Slip(meant, "other", UNEXPLAINED)


def _neighbours(component: Component, figures: Mapping[str, Figure], figure: Figure) -> set[Fraction]:
    """The values that stand in the figure's relations under other names: one of them may have been copied here."""
    mine = next(
        {m.figure_id for m in fact.mentions}
        for fact in component.facts
        if figure.figure_id in {m.figure_id for m in fact.mentions}
    )
    others = {f.figure_id for c in component.relations for form in c.relation.forms for f in form.figures} - mine
    return {value_of(figures[key]) for key in others if figures[key].kind is figure.kind}


def holds(component: Component, figures: Mapping[str, Figure]) -> bool:
    """Whether every relation and every restatement of a component holds with these figures."""
    for fact in component.facts:
        mentions = [figures[m.figure_id] for m in fact.mentions]
        if not all(agree(a, b) for n, a in enumerate(mentions) for b in mentions[:n]):
            return False
    return all(_still(confronted, figures) for confronted in component.relations)


def _still(confronted: Confronted, figures: Mapping[str, Figure]) -> bool:
    relation = confronted.relation
    forms = tuple(_filled(form, figures) for form in relation.forms)
    filled: Relation = replace(relation, forms=forms, sure=True)
    return confront(filled).verdict is not Verdict.INCONSISTENT


def _filled(form: Form, figures: Mapping[str, Figure]) -> Form:
    """The form with its figures replaced by those of the same id."""

    def side(part: tuple[tuple[Fraction, Figure], ...]) -> tuple[tuple[Fraction, Figure], ...]:
        return tuple((factor, figures[figure.figure_id]) for factor, figure in part)

    if isinstance(form, Quotient):
        rate = figures[form.rate.figure_id]
        return Quotient(side(form.numerator), side(form.denominator), rate, form.factor)
    return Equation(side(form.left), side(form.right), form.sign, form.constant)
