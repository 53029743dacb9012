"""Last year's numbers told as this year's (误用上年数): `全年支出 A`, where a table has A for the year before.

That a number of so many digits is last year's, to the last of them, is no chance where its name is the row's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import digits_of, usable, value_of
from pipeline.reconcile.prose.comparisons import YEAR
from pipeline.reconcile.prose.elsewhere.named import SAME, pairs_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, like
from schemas.catalogue import normalise
from schemas.figure import PLANNED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.prose.elsewhere.named import Pair
    from pipeline.reconcile.sentences import Sentence
    from pipeline.reconcile.tables.grid import Grid
    from schemas.report import Report
    from schemas.rules import RuleSet

_TELLING = 4  # digits that do not meet by chance
_NOT_NOW = re.compile(r"上年|去年|上一年|同期|年初|期初|结[转余]|原|基数|[由从较比与]|预算|计划|目标|标准|累计")
_HINT = "此数与所列上年数相同，当为误用上年数据，请核对原文。"


def stale(
    report: Report, spoken: Sequence[Sentence], grids: Sequence[Grid], facts: Facts, rules: RuleSet
) -> Iterator[Relation]:
    """The numbers told as this year's that are a table's of the year before."""
    rule = rules.by_pattern.get("restatement")
    pairs = [pair for grid in grids for pair in pairs_of(grid, facts.year)]
    pairs = [p for p in pairs if value_of(p.now) != value_of(p.old) and len(digits_of(p.old)) >= _TELLING]
    theme = normalise(report.head.theme + (report.head.title or ""))
    for sentence in spoken if rule and pairs else ():
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            if _is_of_now(sentence, n, facts.year):
                found = [p for p in pairs if value_of(p.old) == value_of(figure) and like(p.old, figure)]
                found = [p for p in found if _is_row(sentence.clause(n), p, theme)]
                if len({value_of(p.now) for p in found}) == 1 and rule:
                    form = Equation(side(found[0].now), side(figure))
                    yield Relation(rule, (form,), figure.label, hint=_HINT)


def _is_of_now(sentence: Sentence, n: int, year: str) -> bool:
    """Whether a number is told as one of this year's outcome."""
    figure, words = sentence.figure(n), sentence.since(n)
    told = usable(figure) and figure.kind in (Kind.AMOUNT, Kind.COUNT) and not figure.qualifier
    now = figure.period in ("", year) and figure.basis not in PLANNED
    return told and now and not is_change(sentence.before(n)) and not _NOT_NOW.search(words)


def _is_row(clause: str, pair: Pair, theme: str) -> bool:
    """Whether a clause names what a row is of: the row itself, or of a total all that the report is about."""
    name = SAME.sub("", re.sub(YEAR, "", normalise(clause)))
    if not pair.is_total:
        return bool(name) and name == pair.name
    letters = iter(theme)
    return all(letter in letters for letter in name) and bool(re.search(r"支出|决算|收入|投入|完成|使用|执行", clause))
