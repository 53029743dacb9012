"""Slips that befall several numbers at once (连带笔误): two exchanged, a row copied, a direction said of several."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.reconcile.explain.corrections import misfit, placed, settle, suggested, touched
from pipeline.reconcile.forms import Quotient
from pipeline.reconcile.intervals import is_telling
from pipeline.reconcile.relations import directed
from pipeline.reconcile.slips import DIRECTION, NAMES
from schemas.finding import Change, Explanation, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from pipeline.reconcile.explain.candidates import Printed
    from pipeline.reconcile.explain.component import Component, Cut, Places
    from schemas.figure import Figure

_MOST_PAIRS = 60  # tried for an exchange
_EXCHANGED = 2.6
_ROW, _ROW_BY_CHANCE = 1.0, 3.0  # rows of round numbers and points are alike by chance
_UNKNOWN = 0.5  # for each number of a copied row that nothing determines
_SEVERAL = 2  # things that one slip mends although more fail
JOINT = frozenset({"exchanged", "row", "sign"})


def joint(component: Component, places: Places, printed: Printed) -> list[Explanation]:
    """What one slip that befell several numbers explains, all of the component at once."""
    broken = _broken(component)
    return [
        *_exchanged(component, places.pairs, broken, len(broken)),
        *_copied_row(component, places.rows, printed, broken, len(broken)),
        *_turned(component),
    ]


def joint_in_part(component: Component, places: Places, printed: Printed) -> Explanation | None:
    """The likeliest such slip that mends several of the things that fail, and spoils none; others have other causes."""
    broken = _broken(component)
    if len(broken) <= _SEVERAL:
        return None
    found = [
        *_exchanged(component, places.pairs, broken, _SEVERAL),
        *_copied_row(component, places.rows, printed, broken, _SEVERAL),
    ]
    return min(found, key=lambda e: e.cost, default=None)


def _exchanged(
    component: Component, neighbours: Iterable[tuple[Figure, Figure]], broken: Sequence[Cut], fewest: int
) -> Iterator[Explanation]:
    """Two numbers in each other's place, where putting them back mends so many of what is broken and spoils none."""
    figures = component.figures
    failed = [c for c in component.relations if c.verdict is Verdict.INCONSISTENT]
    at_fault = frozenset().union(*broken)
    if not any(c.form and (isinstance(c.form, Quotient) or c.form.sign == "=") for c in failed):
        return  # a limit is kept by any two numbers in the other order
    pairs = [
        *((a, b) for c in failed for form in c.relation.forms for a, b in combinations(form.figures, 2)),
        *((a, b) for a, b in neighbours if a.figure_id in at_fault or b.figure_id in at_fault),
    ]
    seen: set[Cut] = set()
    for a, b in pairs:
        pair = frozenset((a.figure_id, b.figure_id))
        if pair in seen or (a.kind, a.unit, a.decimals) != (b.kind, b.unit, b.decimals) or a.value == b.value:
            continue
        if not a.value or not b.value:  # nothing is missing rather than in another place
            continue
        if len(seen) >= _MOST_PAIRS:
            return
        if not pair <= figures.keys():
            continue
        seen.add(pair)
        if sum(bool(pair & cut) for cut in broken) < fewest:
            continue
        swapped = {**figures, a.figure_id: placed(a, b.value), b.figure_id: placed(b, a.value)}
        fit = misfit(touched(component, pair), swapped)
        if fit is not None:
            changes = tuple(_change(f, value, "exchanged") for f, value in ((a, b.value), (b, a.value)))
            yield Explanation(changes, round(_EXCHANGED + fit, 3))


def _copied_row(
    component: Component, rows: Iterable[tuple[Figure, ...]], printed: Printed, broken: Sequence[Cut], fewest: int
) -> Iterator[Explanation]:
    """A row with the numbers of the row above, where other numbers in it mend so many of what is broken."""
    figures = component.figures
    for row in rows:
        ids = frozenset(f.figure_id for f in row) & figures.keys()
        if sum(bool(ids & cut) for cut in broken) < fewest:
            continue
        part = touched(component, ids)
        tied = [f for f in row if f.figure_id in ids and len(part.beside(f.figure_id) | part.told(f.figure_id)) > 1]
        solved = settle(part, figures, [f.figure_id for f in tied], printed)
        if solved is None:
            continue
        values, fit = solved
        changes = tuple(
            _change(f, v, "row") if (v := values.get(f.figure_id)) is not None else _unknown(f)
            for f in tied
            if values.get(f.figure_id) != f.value
        )
        if len(changes) > 1:
            telling = sum(map(is_telling, row)) > 1
            unknown = _UNKNOWN * sum(not c.suggested for c in changes)
            yield Explanation(changes, round((_ROW if telling else _ROW_BY_CHANCE) + unknown + fit, 3))


def _turned(component: Component) -> Iterator[Explanation]:
    """减少 and 下降 for 增加 and 增长: the directions that relations fail for, where turning them makes all hold."""
    figures = component.figures
    told = [
        (c, way)
        for c in component.relations
        for form in c.relation.forms
        for way in directed(c.relation, form)
        if way.value
    ]
    wrong = {way.figure_id: way for c, way in told if c.verdict is Verdict.INCONSISTENT}
    # A growth that was reckoned from a change goes the same way.
    wrong |= {way.figure_id: way for c, way in told if not c.relation.ids.isdisjoint(wrong)}
    if len(wrong) > 1:
        turned_ = {key: placed(f, -f.value) for key, f in wrong.items() if f.value is not None}
        fit = misfit(touched(component, frozenset(wrong)), {**figures, **turned_})
        if fit is not None:
            changes = tuple(_change(f, -f.value, "sign") for f in wrong.values() if f.value is not None)
            yield Explanation(changes, round(DIRECTION + fit, 3))


def _broken(component: Component) -> list[Cut]:
    """The numbers of every relation that fails and of every quantity whose mentions disagree."""
    return [
        *(c.relation.ids for c in component.relations if c.verdict is Verdict.INCONSISTENT),
        *(frozenset(m.figure_id for m in fact.mentions) for fact in component.facts if not fact.agrees),
    ]


def _unknown(figure: Figure) -> Change:
    return Change(figure.figure_id, figure.printed, "", "row", f"{NAMES['row']}，应为何数本报告不足以推算")


def _change(figure: Figure, value: Decimal, slip: str) -> Change:
    return Change(figure.figure_id, figure.printed, suggested(figure, value), slip, NAMES[slip])
