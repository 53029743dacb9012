"""Shares of one whole that no word names (同一整体): `甲 A，占 P，其中…。乙 B，占 Q，其中…`, P and Q a hundred.

They are shares of one number. Where the report prints one that makes all but one of them to the last digit, the one is
wrong, or what it is a share of.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.lists.partitions import covers
from pipeline.reconcile.prose.rates.worded import is_of_area
from pipeline.reconcile.relations import Relation, spoken_of
from pipeline.reconcile.sentences import is_change, is_rate, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_BARE = re.compile(r"^[）)]?[，,、（(]?(?:约|仅)?(?:所?占(?:比|比[重例])?|比[重例])[为达]?$")
_FIRST = re.compile(r"^[，,、]占[^，,；;。\d]{2,12}的$")  # 甲 A，占全年支出的 P；乙 B，占 Q
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
        if not _is_telling(run, rules):
            continue
        # That they make a hundred says of none of them what it is a share of.
        told = (c for c in confronted if not c.verdict.holds or c.relation.rule.pattern != "prose_hundred")
        known = known if known is not None else spoken_of([*told])
        rates = [rate for _, rate in run]
        if all(rate.figure_id in known for rate in rates):
            continue
        full = abs(total(side(*rates)) - HUNDRED) <= len(run) * rates[0].ulp
        for form in _best(run, [side(f) for f in report.figures if _may_be_whole(f, run)], full=full):
            yield Relation(rules["prose_share"], (form,), form.numerator[0][1].label)


def _best(run: Sequence[tuple[Figure, Figure]], wholes: Sequence[Side], *, full: bool) -> list[Quotient]:
    """The shares as those of the one whole that makes all of them but one, what they come to among them."""
    parts = [part for part, _ in run]
    wholes = [f for f in wholes if full or is_held(Equation(side(*parts), f))]
    wholes += [side(*parts)]
    found = [[Quotient(side(part), whole, rate) for part, rate in run] for whole in wholes]
    best = {total(forms[0].denominator): forms for forms in found if _may_be_meant(forms)}
    return next(iter(best.values())) if len(best) == 1 else []


def _may_be_meant(forms: Sequence[Quotient]) -> bool:
    """Whether all shares hold but one, or but two that are in each other's place."""
    failed = [form for form in forms if not is_held(form)]
    if len(failed) == _TWO < len(forms):
        a, b = failed
        return is_held(replace(a, rate=b.rate)) and is_held(replace(b, rate=a.rate))
    return len(forms) - len(failed) >= max(len(forms) - 1, 1)


def _runs(spoken: Sequence[Sentence]) -> Iterator[list[tuple[Figure, Figure]]]:
    """Two shares or more of a section that are told one after the other, each just behind its part."""
    run: list[tuple[Figure, Figure]] = []
    section = -1
    for sentence in spoken:
        if sentence.section != section:
            yield run
            run, section = [], sentence.section
        for n in range(1, len(sentence)):
            at = n - 1
            while at and sentence.depth(at) > sentence.depth(n):  # A（甲 B、乙 C），占 P
                at -= 1
            part, rate, lead = sentence.figure(at), sentence.figure(n), sentence.before(n)
            bare = _BARE.match(lead)
            if not is_rate(rate) or not rate.decimals or not (bare or _FIRST.match(lead)) or is_of_area(lead):
                continue
            plain = part.kind in (Kind.AMOUNT, Kind.COUNT) and usable(part) and not part.qualifier
            if not plain or is_change(sentence.before(at)) or sentence.depth(at):
                continue
            other = not bare or rate.decimals != run[0][1].decimals if run else False
            if run and (other or not like(run[0][0], part) or total(side(*(r for _, r in run), rate)) > _MOST):
                yield run
                if not other and like(run[0][0], part):  # one of them is far too much
                    yield [*run, (part, rate)]
                run = []
            run.append((part, rate))
    yield run


def _is_telling(run: Sequence[tuple[Figure, Figure]], rules: RuleSet) -> bool:
    """Whether shares are two or more, and so many, told so finely, or so called, that chance does not meet them."""
    fine = len(run) > 1 and (run[0][1].decimals >= _DECIMALS or len(run) > _DECIMALS + 1)
    return fine or (len(run) > 1 and covers(None, [part for part, _ in run], rules))


def _may_be_whole(figure: Figure, run: Sequence[tuple[Figure, Figure]]) -> bool:
    """Whether a number may be what shares are of: a total by its name, larger than all that they are shares of."""
    parts = [part for part, _ in run]
    alike = usable(figure) and like(figure, parts[0]) and not figure.qualifier and figure not in parts
    if not alike or value_of(figure) <= sorted(map(value_of, parts))[-_TWO]:  # one of them may be wrong
        return False
    if len(run) > _TWO:
        return True  # what makes two of them or more is known by its digits
    name = normalise(figure.label.rpartition("/")[0] or figure.label)
    return bool(_TOTAL.search(name)) and not _FAR.search(name)
