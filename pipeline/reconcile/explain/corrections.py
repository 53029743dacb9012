"""What the wrong numbers should read (更正建议): for each set of suspects the numbers that make everything hold.

An explanation is proved by putting its numbers in and confronting every relation of the component again, exactly.
Explanations are ranked by how likely their slips are and by how well the relations then fit; equal ones stay in
reading order.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, exp, floor, log
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.explain.candidates import candidates, decimals_of
from pipeline.reconcile.facts import agree
from pipeline.reconcile.forms import HUNDRED, Equation, Form, Quotient
from pipeline.reconcile.intervals import Interval, rounding, ulp, value_of
from pipeline.reconcile.relations import confront, directed, required
from pipeline.reconcile.slips import NAMES
from schemas.figure import Kind
from schemas.finding import Change, Explanation, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.explain.candidates import Printed
    from pipeline.reconcile.explain.component import Component, Cut
    from pipeline.reconcile.relations import Confronted, Relation
    from pipeline.reconcile.slips import Slip
    from schemas.figure import Figure

_MOST_CANDIDATES = 16  # for one suspect; fewer for each of several
_MOST_VALUES = 3  # for one suspect alone
_NARROW = Decimal("0.002")  # numbers that near are told apart by nothing
_NO_SLIP = ("other", "computed", "copied", "missing")
_SEEN = ("stale", "printed")  # numbers that stand elsewhere, too
SEVERAL = log(2)  # how much likelier a number is wrong when several slips of it would do, at most
# How much less likely an explanation is that leaves a residual: a unit of the last place in a sum, a rate that is not
# the nearest one or over 100 %, points further from full marks.
# Points are added, not rounded.
_UNEVEN = 1.5
_RESIDUAL, _NOT_NEAREST, _FULL_MARKS, _OVER = 0.3, 1.5, 0.6, 1.5
# What was set before, full marks, is seldom wrong; that all of them are 100 hardly ever.
_LIMIT, _WHOLE = 2.0, 5.0
# 100 % without decimals says that all was done, not nearly all.
_NOT_ALL = 2.0


class _Choice(NamedTuple):
    """A number chosen for a suspect, and between which others it was."""

    slip: Slip
    wanted: Interval | None


def explained(component: Component, suspects: Cut, printed: Printed) -> list[Explanation]:
    """The likeliest numbers for the suspects that make the whole component hold; none when there are none.

    One suspect alone may have been meant to be one of several numbers. `printed` is what the report prints.
    """
    figures = component.figures
    order = [key for key in figures if key in suspects]
    part = touched(component, suspects)
    found: dict[tuple[Decimal, ...], Explanation] = {}
    for choices in _assignments(part, figures, order, {}, printed):
        filled = {**figures, **{key: placed(figures[key], c.slip.value) for key, c in choices.items()}}
        fit = misfit(part, filled)
        if fit is None:
            continue
        values = tuple(choices[key].slip.value for key in order)
        changes = tuple(_change(figures[key], choices[key]) for key in order)
        given = _LIMIT * len(suspects & component.limits) + _WHOLE * sum(_is_whole(figures[key]) for key in order)
        made = Explanation(changes, round(sum(c.slip.cost for c in choices.values()) + fit + given, 3))
        if values not in found or made.cost < found[values].cost:
            found[values] = made
    ranked = sorted(found.values(), key=lambda e: e.cost)
    if len(suspects) > 1:
        return ranked[:1]
    best = [e for e in ranked if e.changes[0].slip not in _NO_SLIP]
    values_ = [value for (value,) in found]
    narrow = bool(found) and max(values_) - min(values_) <= _NARROW * abs(max(values_, key=abs))
    unslipped = [] if best and narrow else [e for e in ranked if e.changes[0].slip in _NO_SLIP]
    if best:
        # The more slips of a number would do, the likelier one of them has happened; the first stands for them all.
        bonus = min(best[0].cost + log(sum(exp(-e.cost) for e in best)), SEVERAL)
        best[0] = replace(best[0], cost=round(best[0].cost - bonus, 3))
    seen = [e for e in best[_MOST_VALUES:] if e.changes[0].slip in _SEEN]
    return sorted((*best[:_MOST_VALUES], *seen[:1], *unslipped[:1]), key=lambda e: e.cost)


def _is_whole(figure: Figure) -> bool:
    return figure.kind is Kind.SCORE and value_of(figure) == HUNDRED


def touched(component: Component, suspects: Cut) -> Component:
    """The part of a component that a change of the suspects can make hold or fail; the rest stays as it is."""
    return replace(
        component,
        facts=tuple(f for f in component.facts if any(m.figure_id in suspects for m in f.mentions)),
        relations=tuple(c for c in component.relations if not c.relation.ids.isdisjoint(suspects)),
    )


def placed(figure: Figure, value: Decimal) -> Figure:
    """The figure with the number that was meant in its place, which may have had more decimals."""
    return replace(figure, value=value, decimals=max(figure.decimals, decimals_of(value)), qualifier="")


def suggested(figure: Figure, value: Decimal) -> str:
    """A number as the figure would print it."""
    return f"{value:.{placed(figure, value).decimals}f}{figure.unit}"


def meant(change: Change, figure: Figure) -> Decimal:
    """The number that a change of this figure suggests."""
    return Decimal(change.suggested.removesuffix(figure.unit))


def _change(figure: Figure, choice: _Choice) -> Change:
    slip, wanted = choice
    text = suggested(figure, slip.value)
    why = NAMES[slip.name]
    if slip.name == "unit" and figure.unit in ("元", "万元"):
        why += f"，应为{figure.value}{'万元' if figure.unit == '元' else '元'}"
    if slip.name in _NO_SLIP and wanted and wanted.low is not None and wanted.high is not None:
        first, last = ceil(wanted.low / ulp(figure)), floor(wanted.high / ulp(figure))
        if last > first:
            ends = [f"{Decimal(n).scaleb(-figure.decimals):.{figure.decimals}f}" for n in (first, last)]
            why += f"，{ends[0]}至{ends[1]}{figure.unit}均可使之相符"
    return Change(figure.figure_id, figure.printed, text, slip.name, why, _bound(figure, wanted))


def _bound(figure: Figure, wanted: Interval | None) -> str:
    """What is known of a number that only a limit holds, its own rounding left aside."""
    if wanted is None or (wanted.low is None) == (wanted.high is None):
        return ""
    own = rounding(figure, Fraction(0)).above
    if wanted.high is not None:
        word, last = "不超过", floor((wanted.high - own) / ulp(figure))
    else:
        word, last = "不少于", ceil(((wanted.low or Fraction(0)) + own) / ulp(figure))
    return f"{word}{Decimal(last).scaleb(-figure.decimals):.{figure.decimals}f}{figure.unit}"


def _assignments(
    component: Component,
    figures: Mapping[str, Figure],
    left: Sequence[str],
    chosen: dict[str, _Choice],
    printed: Printed,
) -> Iterator[dict[str, _Choice]]:
    """Every proved choice of numbers for the suspects, each suspect that its neighbours determine first."""
    if not left:
        yield dict(chosen)
        return
    ranges = {key: _wanted(component, figures, key, set(left) - {key}) for key in left}
    key = next((k for k in left if ranges[k] is not None), left[0])
    rest = [k for k in left if k != key]
    # What the number decides, once the suspects still open are left aside, must hold at once.
    decided = without(touched(component, frozenset((key,))), set(rest))
    most = _MOST_CANDIDATES // (len(left) + len(chosen))
    for slip in candidates(component, figures, key, ranges[key], printed, most):
        changed = {**figures, key: placed(figures[key], slip.value)}
        if misfit(decided, changed) is not None:
            yield from _assignments(component, changed, rest, {**chosen, key: _Choice(slip, ranges[key])}, printed)
            if not rest and chosen:
                return  # candidates come the likeliest first


def settle(
    component: Component, figures: Mapping[str, Figure], unknown: Sequence[str], printed: Printed
) -> tuple[dict[str, Decimal], float] | None:
    """What the rest leaves for numbers all of which are unknown, the one told most narrowly first, and how it fits.

    What nothing determines stays out of the answer. None where no numbers would do.
    """
    filled, left, found = dict(figures), list(unknown), dict[str, Decimal]()
    while True:
        told = [
            (key, r) for key in left if (r := _wanted(component, filled, key, set(left) - {key})) and _is_bounded(r)
        ]
        if not told:
            break
        key, wanted = min(told, key=lambda one: _width(one[1]))
        value = figures[key].value
        if value is None or value_of(figures[key]) not in wanted:
            likely = candidates(component, filled, key, wanted, printed, _MOST_CANDIDATES)
            value = next((slip.value for slip in likely if slip.name in (*_NO_SLIP, *_SEEN)), None)
        if value is None:
            return None
        found[key], filled[key] = value, placed(figures[key], value)
        left.remove(key)
    fit = misfit(without(component, set(left)), filled)
    return None if fit is None else (found, fit)


def _is_bounded(interval: Interval) -> bool:
    return interval.low is not None and interval.high is not None


def _width(interval: Interval) -> Fraction:
    """How wide a bounded interval is for the numbers in it."""
    low, high = interval.low or Fraction(0), interval.high or Fraction(0)
    return (high - low) / max(abs(high), Fraction(1))


def without(component: Component, unknown: set[str]) -> Component:
    """The relations and facts that do not hang on unknown numbers; a fact's known mentions stay."""
    return replace(
        component,
        facts=tuple(
            replace(f, mentions=tuple(m for m in f.mentions if m.figure_id not in unknown)) for f in component.facts
        ),
        relations=tuple(c for c in component.relations if c.relation.ids.isdisjoint(unknown)),
    )


def _wanted(component: Component, figures: Mapping[str, Figure], key: str, unknown: set[str]) -> Interval | None:
    """Where a number must lie for the relations whose other numbers are known; None when none determines it."""
    found: Interval | None = None
    for confronted in component.relations:
        if confronted.form is None:
            continue
        # Of several forms the one that held, or that comes first: what it asks for is proved against all of them later.
        form = _filled(confronted.form, figures)
        if key in form.ids and not form.ids & unknown:
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


def misfit(component: Component, figures: Mapping[str, Figure]) -> float | None:
    """How badly the relations and restatements of a component fit these figures; None when one of them fails."""
    for fact in component.facts:
        mentions = [figures[m.figure_id] for m in fact.mentions]
        if not all(agree(a, b) for n, a in enumerate(mentions) for b in mentions[:n]):
            return None
    found = 0.0
    for confronted in component.relations:
        again = refilled(confronted, figures)
        if not again.verdict.holds:
            return None
        found += _residual(again)
    return found


def _residual(confronted: Confronted) -> float:
    """How badly a relation that holds fits: by its rounding, a rate over 100 %, points far from full marks."""
    form, result = confronted.form, confronted.result
    if form is None or result is None:
        return 0.0
    if isinstance(form, Quotient):
        changes = directed(confronted.relation, form)
        over = form.rate.kind is Kind.RATE and form.rate not in changes and value_of(form.rate) > HUNDRED
        all_done = form.rate.decimals == 0 and result.right == HUNDRED and result.left != HUNDRED
        nearest = confronted.verdict is not Verdict.ROUNDING
        return _OVER * over + _NOT_ALL * all_done + (0.0 if nearest else _NOT_NEAREST)
    if form.sign == "=":
        if all(figure.kind is Kind.SCORE for figure in form.figures):
            return _UNEVEN if result.gap else 0.0
        return _RESIDUAL * min(float(abs(result.residual)), 3.0)
    if (form.figures[0].kind is Kind.SCORE or len(form.left) > 1) and result.right > 0:
        return _FULL_MARKS * float(1 - result.left / result.right)
    return 0.0


def mended(component: Component, explanation: Explanation) -> Component:
    """The component as it would be if an explanation were true; what it cannot tell is left out."""
    figures = component.figures
    told = [c for c in explanation.changes if c.suggested]
    known = without(component, {c.figure for c in explanation.changes} - {c.figure for c in told})
    filled = dict(figures) | {c.figure: placed(figures[c.figure], meant(c, figures[c.figure])) for c in told}
    return replace(
        known,
        facts=tuple(
            replace(f, mentions=tuple(filled[m.figure_id] for m in f.mentions)) for f in known.facts if f.mentions
        ),
        relations=tuple(refilled(c, filled) for c in known.relations),
    )


def refilled(confronted: Confronted, figures: Mapping[str, Figure]) -> Confronted:
    """The relation confronted again with other figures, as one that is sure."""
    relation = confronted.relation
    forms = tuple(_filled(form, figures) for form in relation.forms)
    filled: Relation = replace(relation, forms=forms, sure=True, mild=False)
    return confront(filled)


def _filled(form: Form, figures: Mapping[str, Figure]) -> Form:
    """The form with its figures replaced by those of the same id."""

    def side(part: tuple[tuple[Fraction, Figure], ...]) -> tuple[tuple[Fraction, Figure], ...]:
        return tuple((factor, figures.get(figure.figure_id, figure)) for factor, figure in part)

    if isinstance(form, Quotient):
        rate = figures.get(form.rate.figure_id, form.rate)
        return Quotient(side(form.numerator), side(form.denominator), rate, form.factor)
    return Equation(side(form.left), side(form.right), form.sign, form.constant)
