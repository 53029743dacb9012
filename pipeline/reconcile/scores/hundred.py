"""The groups of a scheme told in prose (各类得分): their points make the total, and their full marks a hundred.

Either proves that the groups are all there, so that the other has to hold: of 258 sections that tell groups and total,
in reports written for measuring, both did in every one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.points import says_marks
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.scores.printed import term
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Side
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_FEWEST = 2
_SUMMED = re.compile(r"(?:合计|总计|共计|相加|总分|总?得分|[综总][合体](?:评分|自评))$")
_OTHERWISE = re.compile(r"加分|再扣|另扣|扣除|扣减|附加|奖励|倒扣|平均|加权|折[算合](?:为|成|百)|合并计|[×xX*]")
_ADDED = re.compile(r"[加奖][^，,；;。\d]{0,4}$")
_EXECUTION = re.compile(r"执行")
_APART = 90  # the full marks of all but the execution of the budget, where that is scored apart (财预〔2020〕10号)
_NEAR = 4  # how many times what full marks miss a hundred by fits into it, if they are all


def of_hundred(report: Report, rules: RuleSet) -> Iterator[Relation]:
    """The groups of each section that tells them with the report's total."""
    points, marks = rules["score_total"], rules["full_marks"]
    figures = {f.figure_id: f for f in report.figures if f.kind is Kind.SCORE and usable(f)}
    for full, got, path in _by_section(report, figures):
        taken = [figure for _, figure in (*full, *got)]
        ids = {figure.figure_id for figure in taken}
        if len(ids) < len(taken):
            continue
        rest = [f for key, f in figures.items() if key not in ids and not f.table_id]
        claims = [f for f in rest if f.section_path == path and (f.figure_id in report.head.figures or _is_total(f))]
        if not claims or any(_OTHERWISE.search(f.evidence.quote) for f in (*taken, *claims)):
            continue
        sums = [Equation(got, side(claim)) for claim in claims]
        if held := next(filter(is_held, sums), None):
            yield Relation(points, (held,), held.right[0][1].label)
            if made := _hundred(full, rest):
                yield Relation(marks, (made,), "分值合计")
        elif total(full) == HUNDRED and len({value_of(claim) for claim in claims}) == 1 and not _added(sums[0], rest):
            yield Relation(points, (sums[0],), claims[0].label, mild=True)


def _by_section(report: Report, figures: Mapping[str, Figure]) -> Iterator[tuple[Side, Side, str]]:
    """The full marks and the points of the groups that prose tells, or else of its items, section by section."""
    for scheme in report.schemes:
        found: defaultdict[tuple[bool, str], list[tuple[Side, Side]]] = defaultdict(list)
        for score in chain(scheme.totals, scheme.items) if scheme.table_id is None else ():
            full, got = term(score, figures, full=True), term(score, figures)
            if score.name and full and got:
                found[score in scheme.totals, score.section_path].append((full, got))
        for (grouped, path), pairs in found.items():
            if len(pairs) >= _FEWEST and (grouped or (True, path) not in found):
                yield tuple(chain(*(full for full, _ in pairs))), tuple(chain(*(got for _, got in pairs))), path


def _is_total(figure: Figure) -> bool:
    """Whether a score is what all groups are said to come to."""
    return (figure.indicator == "score.total" or bool(_SUMMED.search(figure.label))) and not says_marks(figure)


def _added(form: Equation, rest: Sequence[Figure]) -> bool:
    """Whether a score that was added makes up what the groups lack: 获市级表彰，加 2 分."""
    return any(_ADDED.search(f.words[0]) and value_of(f) == -form.result.gap for f in rest)


def _hundred(full: Side, rest: Sequence[Figure]) -> Equation | None:
    """The full marks of all groups, of a hundred, unless the report prints what they make, or they are far from it."""
    form, made = Equation(full, (), "=", HUNDRED), total(full)
    told = any(value_of(f) == made for f in rest)
    apart = made == _APART and not any(_EXECUTION.search(f.label) for _, f in full)
    far = _NEAR * abs(form.result.gap) > HUNDRED and not is_a_digit_off(form)
    return None if apart or (told and made != HUNDRED) or far else form
