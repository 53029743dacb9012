"""Relations among scores (得分勾稽): no item above its full marks, the items' sum against the claimed total."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import is_positive, usable, value_of
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.points import says_marks
from pipeline.reconcile.prose.lists.partitions import number_of
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.scores.printed import printed, term
from pipeline.reconcile.sentences import are_together
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Side
    from schemas.figure import Figure
    from schemas.report import Report, Score
    from schemas.rules import RuleSet

_FULL = Decimal(100)
_WHOLE = 4  # how many times what marks miss a hundred by must fit into it, for them to be all
_EXECUTION = Decimal(10)
_EXTRA = re.compile(r"(?:(?:加减分|加分|附加|减分)项?[^，,；;。\d]{0,6}|加上[^，,；;。\d]{2,12})$")
_EXTRA_COLUMN = re.compile(r"/[^/]*(?:加分|附加|奖励)[^/]*$")  # points that come on top of a row's full marks
_OF_SOME = re.compile(r"(?P<many>[一二两三四五六七八九])[项个类](?:指标)?[^，,；;。\d]*$")
_OPERAND = re.compile(r"\s*分?\s*[+＋×xX*]")  # 19.5+36+27+8.62=91.12 分
_CONVENTION = re.compile(r"(?:分值|\d分?)\s*[×xX*]\s*[^，。；]{0,6}执行率|执行率\s*[×xX*]\s*[^，。；]{0,6}(?:分值|\d)")


def scored(report: Report, rules: RuleSet, *, grouped: bool) -> Iterator[Relation]:
    """All relations among the report's scores; `grouped`: its total is held against groups."""
    figures = {figure.figure_id: figure for figure in report.figures}
    yield from _limits(report, figures, rules)
    yield from _conventions(report, figures, rules)
    claimed = _claimed(report, figures)
    rule = rules["score_total"]
    if not claimed:
        return
    for items in _choices(report):
        parts = [term(item, figures) for item in items]
        good = next((r for c in claimed if (r := _sum(parts, c, rules)) and holds(r)), None)
        if good is not None:
            yield good
            if not grouped:
                yield from _full_marks(report, items, figures, rules)
            return
    for items in _choices(report):
        # Only where all the items are known is a wrong sum wrong: their full marks make exactly 100, or every section
        # of the scheme has its own.
        plain = [item for item in items if not item.is_bonus]
        own = _own(plain, claimed, figures)
        if own is None:
            continue
        full = [item.full_marks if item.full_marks is not None else item.awarded for item in plain]
        if sum((mark for mark in full if mark is not None), Decimal(0)) == _FULL:
            relation = _sum([term(item, figures) for item in plain], own, rules)
            if relation is not None:
                bonus = _sum([term(item, figures) for item in items], own, rules) if len(items) > len(plain) else None
                extra = [
                    _with(form, f) for form in relation.forms if isinstance(form, Equation) for f in _extra(report)
                ]
                forms = (*relation.forms, *(bonus.forms if bonus else ()), *extra)
                yield Relation(rule, forms, relation.subject)
                return
    if not grouped:
        yield Relation(rule, (), claimed[0].label, reason="各项得分不全，无法与总分核对")


def _claimed(report: Report, figures: Mapping[str, Figure]) -> list[Figure]:
    """The totals that the report claims: first those in prose; full marks are none."""
    found = [f for f in report.figures if f.indicator == "score.total" and f.kind is Kind.SCORE and usable(f)]
    ids = {f.figure_id for f in found}
    scores = (s for s in chain(report.scores, *((*s.items, *s.totals) for s in report.schemes)) if ids & {*s.figures})
    full = {f.figure_id for s in scores if (f := printed(s, figures, full=True)) and f is not printed(s, figures)}
    found = [f for f in found if f.figure_id not in full and not says_marks(f) and not _OPERAND.match(f.words[1])]
    return sorted(found, key=lambda f: bool(f.table_id))


def _own(items: Sequence[Score], claimed: Sequence[Figure], figures: Mapping[str, Figure]) -> Figure | None:
    """The total that is claimed of these items: in their own table or else in prose, never another table's."""
    tables = {figures[i].table_id for item in items for i in item.figures if i in figures}
    own = [f for f in claimed if (not f.table_id or f.table_id in tables) and not _is_of_some(f, items)]
    return next((f for f in own if f.table_id), own[0] if own else None)


def _is_of_some(claim: Figure, items: Sequence[Score]) -> bool:
    """Whether a claim is a mean, or of fewer items than there are and far from what all got: 三项合计 38.4 分."""
    told, got = _OF_SOME.search(claim.words[0]), sum((item.awarded or Decimal(0) for item in items), Decimal(0))
    some = told is not None and number_of(told["many"]) < len(items) and 2 * value_of(claim) < Fraction(got)
    return "平均" in claim.label or some


def _limits(report: Report, figures: Mapping[str, Figure], rules: RuleSet) -> Iterator[Relation]:
    """Awarded at most the full marks, for every item that prints both as two numbers."""
    extra = {(f.table_id, f.row) for f in figures.values() if _EXTRA_COLUMN.search(f.label) and is_positive(f)}
    for score in dict.fromkeys((*report.scores, *(item for s in report.schemes for item in s.items))):
        awarded, full = printed(score, figures), printed(score, figures, full=True)
        if awarded is not None and awarded.table_id and (awarded.table_id, awarded.row) in extra:
            continue
        if awarded is None or full is None or awarded is full or value_of(full) < 0:
            continue  # below nothing stands how many points may be taken off
        yield Relation(rules["score_limit"], (Equation(side(awarded), side(full), "<="),), score.name)


def _full_marks(
    report: Report, items: Sequence[Score], figures: Mapping[str, Figure], rules: RuleSet
) -> Iterator[Relation]:
    """The full marks of items that are known to be all, since what they were awarded adds up to the total.

    A total that says of how many points it is needs not be of a hundred.
    """
    marks = [printed(item, figures, full=True) for item in items if not item.is_bonus]
    known = [mark for mark in marks if mark is not None]
    own = {total.full_marks for scheme in report.schemes for total in scheme.totals}
    summed = sum((mark.base_value or 0 for mark in known), Decimal(0))
    if known and len(known) == len(marks) and summed not in own - {_FULL, _FULL - _EXECUTION}:
        # Where the execution of the budget is scored apart, it takes 10 of the 100 (财预〔2020〕10号).
        forms = tuple(Equation(side(*known), (), "=", Fraction(full)) for full in (_FULL, _FULL - _EXECUTION))
        if _WHOLE * abs(forms[0].result.gap) <= _FULL or is_a_digit_off(
            forms[0]
        ):  # 40 points are those of a part of the scheme
            yield Relation(rules["full_marks"], forms, "分值合计")


def _conventions(report: Report, figures: Mapping[str, Figure], rules: RuleSet) -> Iterator[Relation]:
    """`得分 = 分值 × 执行率`, only where the report itself says that this is how the score is reckoned."""
    for score in report.scores:
        awarded, full = printed(score, figures), printed(score, figures, full=True)
        if awarded is None or full is None or awarded is full or not value_of(full):
            continue
        if not awarded.decimals or not _CONVENTION.search(awarded.evidence.quote + score.reason):
            continue
        here = [f for f in report.figures if are_together(f, awarded) and f.kind is Kind.RATE and usable(f)]
        if len(here) == 1:
            yield Relation(rules["score_convention"], (Quotient(side(awarded), side(full), here[0]),), score.name)


def _choices(report: Report) -> Iterator[list[Score]]:
    """The sets of items that may make up the total: those in prose, those of each table, all together."""
    scores = [score for score in report.scores if score.awarded is not None]
    groups = [[s for s in scheme.items if s.awarded is not None] for scheme in report.schemes]
    for group in (*groups, scores if len(groups) != 1 else []):
        plain = [score for score in group if not score.is_bonus]
        if len(plain) > 1:
            yield plain
            if len(plain) < len(group):
                yield group


def _sum(parts: Sequence[Side | None], claimed: Figure, rules: RuleSet) -> Relation | None:
    """The items' awarded scores against the claimed total; None when one of them is not printed on its own."""
    known = [part for one in parts if one is not None for part in one if part[1] is not claimed]
    if len(known) < len(parts) or len({figure.figure_id for _, figure in known}) < len(known):
        return None
    return Relation(rules["score_total"], (Equation(tuple(known), side(claimed)),), claimed.label)


def _extra(report: Report) -> Iterator[Figure]:
    """Points that prose tells of beside the items': 加减分项净加 1 分."""
    for f in report.figures:
        if f.kind is Kind.SCORE and not f.table_id and usable(f) and _EXTRA.search(f.words[0]):
            yield f


def _with(form: Equation, extra: Figure) -> Equation:
    """The same sum with extra points, or less those that were taken off."""
    sign = Fraction(-1 if extra.words[0].endswith(("减", "减分", "扣")) else 1)
    return Equation((*form.left, (sign, extra)), form.right)
