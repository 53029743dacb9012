"""Slips that befall several numbers at once (连带笔误): two exchanged, a direction that is said of more than one."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.reconcile.explain import misfit, placed, suggested, touched
from pipeline.reconcile.relations import directed
from pipeline.reconcile.slips import DIRECTION, NAMES
from schemas.finding import Change, Explanation, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from pipeline.reconcile.localise import Component, Cut
    from schemas.figure import Figure

_MOST_PAIRS = 60  # tried for an exchange
_EXCHANGED = 2.6


def exchanged(component: Component) -> Iterator[Explanation]:
    """Two numbers of one relation in each other's place, where putting them back makes the whole component hold."""
    figures = {m.figure_id: m for fact in component.facts for m in fact.mentions}
    failed = [c for c in component.relations if c.verdict is Verdict.INCONSISTENT]
    seen: set[Cut] = set()
    for a, b in ((a, b) for c in failed for form in c.relation.forms for a, b in combinations(form.figures, 2)):
        pair = frozenset((a.figure_id, b.figure_id))
        if pair in seen or (a.kind, a.unit, a.decimals) != (b.kind, b.unit, b.decimals) or a.value == b.value:
            continue
        if len(seen) >= _MOST_PAIRS or a.value is None or b.value is None:
            return
        seen.add(pair)
        if not all(pair & {f.figure_id for form in c.relation.forms for f in form.figures} for c in failed):
            continue
        if not all(fact.agrees or pair & {m.figure_id for m in fact.mentions} for fact in component.facts):
            continue
        swapped = {**figures, a.figure_id: placed(a, b.value), b.figure_id: placed(b, a.value)}
        fit = misfit(touched(component, pair), swapped)
        if fit is not None:
            changes = tuple(_change(f, value, "exchanged") for f, value in ((a, b.value), (b, a.value)))
            yield Explanation(changes, round(_EXCHANGED + fit, 3))


def turned(component: Component) -> Iterator[Explanation]:
    """减少 and 下降 for 增加 and 增长: the directions that relations fail for, where turning them makes all hold."""
    figures = {m.figure_id: m for fact in component.facts for m in fact.mentions}
    told = [
        (c, way)
        for c in component.relations
        for form in c.relation.forms
        if (way := directed(c.relation, form)) is not None and way.value
    ]
    wrong = {way.figure_id: way for c, way in told if c.verdict is Verdict.INCONSISTENT}
    # A growth that was reckoned from a change goes the same way.
    wrong |= {
        way.figure_id: way
        for c, way in told
        if any(f.figure_id in wrong for form in c.relation.forms for f in form.figures)
    }
    if len(wrong) > 1:
        turned_ = {key: placed(f, -f.value) for key, f in wrong.items() if f.value is not None}
        fit = misfit(touched(component, frozenset(wrong)), {**figures, **turned_})
        if fit is not None:
            changes = tuple(_change(f, -f.value, "sign") for f in wrong.values() if f.value is not None)
            yield Explanation(changes, round(DIRECTION + fit, 3))


def _change(figure: Figure, value: Decimal, slip: str) -> Change:
    return Change(figure.figure_id, figure.printed, suggested(figure, value), slip, NAMES[slip])
