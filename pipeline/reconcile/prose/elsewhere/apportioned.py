"""Shares that are told by name alone (以名占比): `全部支出中，甲类占 P，乙类占 Q，丙类占 R`, the amounts elsewhere.

What the names are shares of is one column of a table, or one section's numbers, that has one for each of them; it is
known by the shares that hold. Where most do, those that do not are wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from pipeline.reconcile.forms import Quotient, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.names import in_common
from pipeline.reconcile.relations import Relation, is_slip_of, spoken_of
from pipeline.reconcile.sentences import is_change, is_rate
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

Group: TypeAlias = "Sequence[tuple[str, Figure]]"

_SHARE = re.compile(
    r"(?:^|[，,；;、。：:中])(?:其中[，,：:]?)?(?P<name>[^，,；;。：:、占\d]{2,14})占(?:比|总[额数量]的?)?(?:例|重)?(?:为|达)?$"
)
_TAIL = re.compile(r"(?<=..)(?:类|项目|方面|部分|支出|资金|工程|经费|的)+$")
_TOTAL = re.compile(r"合计|总计|共计|总额|总数")
_NEAR = 5  # how many times what a share is off must fit into it


def apportioned(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The shares of runs of names, one of which nothing else accounts for."""
    known, groups = spoken_of(confronted), None
    for sentence in spoken:
        for run in _runs(sentence):
            rates = [rate for _, rate in run]
            if all(rate.figure_id in known for rate in rates):
                continue
            groups = groups if groups is not None else list(_groups(report).values())
            found = [forms for group in groups for forms in _shares(run, group)]
            best = max(found, key=lambda forms: sum(map(is_held, forms)), default=[])
            held = sum(map(is_held, best))
            for form in best if 2 * held >= len(best) else ():
                off = _NEAR * abs(form.result.gap) <= value_of(form.rate) or is_slip_of(form)
                if form.rate.figure_id not in known and (is_held(form) or off):
                    yield Relation(rules["prose_share"], (form,), form.rate.label)


def _runs(sentence: Sentence) -> Iterator[list[tuple[str, Figure]]]:
    """Two shares or more that stand side by side, each with the name that it is told of."""
    run: list[tuple[str, Figure]] = []
    for n in range(len(sentence)):
        told = _SHARE.search(sentence.before(n)) if is_rate(sentence.figure(n)) else None
        if told and (not run or sentence.before(n)[:1] in "，,；;、"):
            run.append((_TAIL.sub("", normalise(told["name"])), sentence.figure(n)))
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def _groups(report: Report) -> Mapping[object, list[tuple[str, Figure]]]:
    """The numbers of each table's column, and of each sentence, with their names."""
    groups: dict[object, list[tuple[str, Figure]]] = {}
    for figure in report.figures:
        if figure.kind not in (Kind.AMOUNT, Kind.COUNT) or not usable(figure) or figure.period == LAST_YEAR:
            continue
        if not figure.table_id and is_change(figure.label):
            continue
        name = figure.label.rpartition("/")[0] if figure.table_id else figure.label
        home = (figure.table_id, figure.col) if figure.table_id else (figure.section, figure.kind, figure.unit)
        groups.setdefault(home, []).append((normalise(name), figure))
    return {home: group for home, group in groups.items() if len(group) > 1}


def _shares(run: Sequence[tuple[str, Figure]], group: Group) -> Iterator[list[Quotient]]:
    """The shares of a run as those of a group's numbers, of each of its totals and of what they come to."""
    parts: list[Figure] = []
    for name, _ in run:
        called = {f.base_value: f for own, f in group if in_common(name, own) == name and f not in parts}
        spent = {v: f for v, f in called.items() if "支出" in f.label}
        chosen = list((spent or called).values())
        if len(chosen) != 1:
            return
        parts.append(chosen[0])
    wholes: list[Side] = [side(*parts)]
    wholes += [side(f) for name, f in group if _TOTAL.search(name) or value_of(f) >= total(wholes[0])]
    for whole in wholes:
        if total(whole) > 0:
            yield [Quotient(side(part), whole, rate) for part, (_, rate) in zip(parts, run, strict=True)]
