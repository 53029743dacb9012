"""Relations among scores (得分勾稽): no item above its full marks, the items' sum against the claimed total."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation, confront
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from schemas.figure import Figure
    from schemas.report import Report, Score
    from schemas.rules import RuleSet

_FULL = Decimal(100)
_EXECUTION = Decimal(10)
_FEWEST = 4  # items that make a list of sections a scoring scheme
_CONVENTION = re.compile(r"(?:分值|\d分?)\s*[×xX*]\s*[^，。；]{0,6}执行率|执行率\s*[×xX*]\s*[^，。；]{0,6}(?:分值|\d)")


def scored(report: Report, rules: RuleSet) -> Iterator[Relation]:
    """All relations among the report's scores."""
    figures = {figure.figure_id: figure for figure in report.figures}
    yield from _limits(report, figures, rules)
    yield from _conventions(report, figures, rules)
    claimed = [f for f in report.figures if f.indicator == "score.total" and f.kind is Kind.SCORE and usable(f)]
    rule = rules.by_pattern.get("score_total")
    if rule is None or not claimed:
        return
    for items in _choices(report):
        found = [_sum(items, claimed[0], figures, rules)] + [_sum(items, c, figures, rules) for c in claimed[1:]]
        good = next((r for r in found if r and confront(r).verdict in (Verdict.EXACT, Verdict.ROUNDING)), None)
        if good is not None:
            yield good
            yield from _full_marks(items, figures, rules)
            return
    for items in _choices(report):
        # Only where all the items are known is a wrong sum wrong: their full marks make exactly 100, or every section
        # of the scheme has its own.
        plain = [item for item in items if not item.is_bonus]
        full = [item.full_marks if item.full_marks is not None else item.awarded for item in plain]
        if sum((mark for mark in full if mark is not None), Decimal(0)) == _FULL or _everywhere(
            report, plain, claimed[0]
        ):
            relation = _sum(plain, claimed[0], figures, rules)
            if relation is not None:
                bonus = _sum(items, claimed[0], figures, rules) if len(items) > len(plain) else None
                yield Relation(rule, (*relation.forms, *(bonus.forms if bonus else ())), relation.subject)
                return
    yield Relation(rule, (), claimed[0].label, reason="各项得分不全，无法与总分核对")


def _everywhere(report: Report, items: Sequence[Score], claimed: Figure) -> bool:
    """Whether every section beside the items' own has its item too, and their sum comes near what is claimed."""
    paths = [tuple(item.section_path.split("/")) for item in items]
    depth = min(map(len, paths))
    common = next((n for n in range(depth) if len({path[: n + 1] for path in paths}) > 1), depth)
    if len(items) < _FEWEST or len(set(paths)) < len(paths) or common >= depth:
        return False
    beside = {tuple(s.path.split("/")) for s in report.sections if s.path.count("/") + 1 == depth}
    beside = {path for path in beside if path[:common] == paths[0][:common]}
    total = sum((item.awarded or Decimal(0) for item in items), Decimal(0))
    return beside <= {path[:depth] for path in paths} and 10 * abs(Fraction(total) - value_of(claimed)) <= value_of(
        claimed
    )


def _limits(report: Report, figures: Mapping[str, Figure], rules: RuleSet) -> Iterator[Relation]:
    """Awarded at most the full marks, for every item that prints both as two numbers."""
    rule = rules.by_pattern.get("score_limit")
    for score in dict.fromkeys((*report.scores, *(item for s in report.schemes for item in s.items))):
        awarded, full = _figure(score, score.awarded, figures), _figure(score, score.full_marks, figures)
        if rule is not None and awarded is not None and full is not None and awarded is not full:
            yield Relation(rule, (Equation(side(awarded), side(full), "<="),), score.name)


def _full_marks(items: Sequence[Score], figures: Mapping[str, Figure], rules: RuleSet) -> Iterator[Relation]:
    """The full marks of items that are known to be all, since what they were awarded adds up to the total."""
    rule = rules.by_pattern.get("full_marks")
    marks = [_figure(item, item.full_marks, figures) for item in items if not item.is_bonus]
    known = [mark for mark in marks if mark is not None]
    if rule is not None and known and len(known) == len(marks):
        # Where the execution of the budget is scored apart, it takes 10 of the 100 (财预〔2020〕10号).
        forms = tuple(Equation(side(*known), (), "=", Fraction(full)) for full in (_FULL, _FULL - _EXECUTION))
        yield Relation(rule, forms, "分值合计")


def _conventions(report: Report, figures: Mapping[str, Figure], rules: RuleSet) -> Iterator[Relation]:
    """`得分 = 分值 × 执行率`, only where the report itself says that this is how the score is reckoned."""
    rule = rules.by_pattern.get("score_convention")
    for score in report.scores:
        awarded, full = _figure(score, score.awarded, figures), _figure(score, score.full_marks, figures)
        if rule is None or awarded is None or full is None or awarded is full or not value_of(full):
            continue
        if not awarded.decimals or not _CONVENTION.search(awarded.evidence.quote + score.reason):
            continue
        here = [f for f in report.figures if _beside(f, awarded) and f.kind is Kind.RATE and usable(f)]
        if len(here) == 1:
            yield Relation(rule, (Quotient(side(awarded), side(full), here[0]),), score.name)


def _beside(figure: Figure, other: Figure) -> bool:
    """Whether two figures stand in one row of a table, or in one sentence."""
    if other.table_id:
        return (figure.table_id, figure.row) == (other.table_id, other.row)
    return not figure.table_id and (figure.section, figure.evidence.quote) == (other.section, other.evidence.quote)


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


def _sum(items: Sequence[Score], claimed: Figure, figures: Mapping[str, Figure], rules: RuleSet) -> Relation | None:
    """The items' awarded scores against the claimed total; None when one of them is not printed on its own."""
    parts = [_figure(item, item.awarded, figures) for item in items]
    known = [part for part in parts if part is not None and part is not claimed]
    if len(known) < len(parts) or len({part.figure_id for part in known}) < len(known):
        return None
    return Relation(rules.by_pattern["score_total"], (Equation(side(*known), side(claimed)),), claimed.label)


def _figure(score: Score, value: Decimal | None, figures: Mapping[str, Figure]) -> Figure | None:
    """The score figure that states a value of an item; the last one where full marks and awarded are equal."""
    if value is None:
        return None
    found = [figures[i] for i in score.figures if i in figures and usable(figures[i])]
    right = [f for f in found if f.base_value == value]
    if not right:
        return None
    return right[-1] if value == score.awarded else right[0]
