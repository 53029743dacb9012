"""Shares of one whole that no word names (同一整体): `甲 A，占 P，其中…。乙 B，占 Q，其中…`, P and Q a hundred.

They are shares of one number. Where the report prints one that makes all but one of them to the last digit, the one is
wrong, or what it is a share of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient, adds_up, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation, spoken_of
from pipeline.reconcile.sentences import is_change, is_rate, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_BARE = re.compile(r"^[，,（(]?(?:约|仅)?(?:所?占(?:比|比[重例])?|比[重例])[为达]?$")
_TOTAL = re.compile(r"合计|总|共|支出|收入|资金|预算|^(?:全|本|当)年")
_FAR = re.compile(r"上年|去年|预算|年初|结[余转]|追加")
_DECIMALS = 2  # of a share that chance does not meet
_TWO, _MOST = 2, 110  # shares; what a run may come to that has a wrong one


def siblings(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The shares of runs that make a hundred, one of which nothing else accounts for, of the whole that they tell."""
    known = None
    for run in _runs(spoken):
        known = known if known is not None else spoken_of(confronted)
        rates = [rate for _, rate in run]
        full = abs(total(side(*rates)) - HUNDRED) <= len(run) * rates[0].ulp
        if all(rate.figure_id in known for rate in rates):
            continue
        wholes = [f for f in report.figures if _may_be_whole(f, run)]
        wholes = [f for f in wholes if full or (len(run) > _TWO and adds_up([part for part, _ in run], f))]
        found = [[Quotient(side(part), side(whole), rate) for part, rate in run] for whole in wholes]
        held = [(sum(map(is_held, forms)), forms) for forms in found]
        best = [forms for many, forms in held if many >= max(len(run) - 1, 1)]
        values = {value_of(forms[0].denominator[0][1]) for forms in best}
        if len(values) == 1:
            for form in best[0]:
                yield Relation(rules.by_pattern["prose_share"], (form,), form.numerator[0][1].label)


def _runs(spoken: Sequence[Sentence]) -> Iterator[list[tuple[Figure, Figure]]]:
    """Two shares or more of a section that are told one after the other, each just behind its part."""
    run: list[tuple[Figure, Figure]] = []
    section = -1
    for sentence in spoken:
        if sentence.section != section:
            if len(run) > 1:
                yield run
            run, section = [], sentence.section
        for n in range(1, len(sentence)):
            part, rate = sentence.figure(n - 1), sentence.figure(n)
            if not is_rate(rate) or rate.decimals < _DECIMALS or not _BARE.match(sentence.before(n)):
                continue
            plain = part.kind in (Kind.AMOUNT, Kind.COUNT) and usable(part) and not part.qualifier
            if not plain or is_change(sentence.before(n - 1)) or sentence.depth(n - 1):
                continue
            if run and (not like(run[0][0], part) or total(side(*(r for _, r in run), rate)) > _MOST):
                if len(run) > 1:
                    yield run
                run = []
            run.append((part, rate))
    if len(run) > 1:
        yield run


def _may_be_whole(figure: Figure, run: Sequence[tuple[Figure, Figure]]) -> bool:
    """Whether a number may be what shares are of: a total by its name, larger than all that they are shares of."""
    parts = [part for part, _ in run]
    alike = usable(figure) and like(figure, parts[0]) and not figure.qualifier and figure not in parts
    name = normalise(figure.label.rpartition("/")[0] or figure.label)
    return (
        alike and value_of(figure) > max(map(value_of, parts)) and bool(_TOTAL.search(name)) and not _FAR.search(name)
    )
