"""Last year's numbers told as this year's (误用上年数): `全年支出 A`, where a table has A for the year before.

That a number of so many digits is last year's, to the last of them, is no chance where its name is the row's. Nor is it
where another chapter has A under that name for last year, and another number for this one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import digits_of, usable, value_of
from pipeline.reconcile.prose.changes.comparisons import YEAR
from pipeline.reconcile.prose.elsewhere.goals import titles
from pipeline.reconcile.prose.elsewhere.named import SAME, pairs_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, like
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, PLANNED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.prose.elsewhere.named import Pair
    from pipeline.reconcile.sentences import Sentence
    from pipeline.reconcile.tables.grid import Grid
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

Told: TypeAlias = "dict[str, list[Figure]]"

_TELLING = 4  # digits that do not meet by chance
_NOT_NOW = re.compile(r"上年|去年|上一年|同期|年初|期初|结[转余]|原|基数|[由从较比与]|预算|计划|目标|标准|累计")
# What is left at a year's end is what the next begins with.
_LEFT = re.compile(
    r"(?P<old>上年末?|年初|期初)?(?P<now>年末|期末)?(?:财政拨款|资金|累计)?结[转余]+(?:和结余|资金|下年)*$"
)
_NOW = re.compile(r"[全本今当]年")
_PAST = re.compile(r"上年|去年|上一年")
_LEAD = re.compile(r"^(?:[将把对按]|全部|其中|我\w|[全本今当]年度?|全[省市区县州盟旗镇乡街]|年度)+")
_COMPARED = re.compile(r"^[比较][^，,；;。]{2,6}的$")
_NAME = 2  # letters
_HINT = "此数与所列上年数相同，当为误用上年数据，请核对原文。"


def stale(
    report: Report, spoken: Sequence[Sentence], grids: Sequence[Grid], facts: Facts, rules: RuleSet
) -> Iterator[Relation]:
    """The numbers told as this year's that are a table's of the year before."""
    rule = rules["restatement"]
    told = [s for s in spoken if not any(map(_PAST.search, titles(report.sections, s.section)))]
    for now, figure in _in_prose(told, facts.year):
        yield Relation(rule, (Equation(side(now), side(figure)),), figure.label, hint=_HINT)
    pairs = [pair for grid in grids for pair in pairs_of(grid, facts.year)]
    pairs = [p for p in pairs if value_of(p.now) != value_of(p.old) and len(digits_of(p.old)) >= _TELLING]
    theme = normalise(report.head.theme + (report.head.title or ""))
    for sentence in spoken if pairs else ():
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            if _is_of_now(sentence, n, facts.year):
                found = [p for p in pairs if value_of(p.old) == value_of(figure) and like(p.old, figure)]
                found = [p for p in found if _is_row(sentence.clause(n), p, theme)]
                if len({value_of(p.now) for p in found}) == 1:
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


def _in_prose(spoken: Sequence[Sentence], year: str) -> Iterator[tuple[Figure, Figure]]:
    """This year's numbers that other chapters have under their names for last year, with what they should read."""
    nows, olds = _by_year(spoken, year)
    for name, figures in nows.items():
        for figure in figures if name in olds else ():
            same = [f for f in olds[name] if value_of(f) == value_of(figure) and like(f, figure)]
            rest = {value_of(f): f for f in figures if value_of(f) != value_of(figure) and like(f, figure)}
            if same and len(rest) == 1 and all(f.chapter != figure.chapter for f in same):
                yield next(iter(rest.values())), figure


def _by_year(spoken: Sequence[Sentence], year: str) -> tuple[Told, Told]:
    """The telling numbers of this year and of last year by their names."""
    nows, olds = defaultdict[str, "list[Figure]"](list), defaultdict[str, "list[Figure]"](list)
    before = {LAST_YEAR, *([str(int(year) - 1)] if year.isdigit() else ())}
    for sentence in spoken:
        for n in range(len(sentence)):
            figure, clause = sentence.figure(n), sentence.clause(n)
            if not usable(figure) or figure.kind not in (Kind.AMOUNT, Kind.COUNT) or figure.qualifier:
                continue
            # 就业 A 人，比 2023 年的 B 人增加 D 人: B goes by the name of what is compared with it.
            compared = figure.period in before and bool(_COMPARED.search(clause))
            changed = not compared and is_change(sentence.before(n))
            if figure.basis in PLANNED or changed or len(digits_of(figure)) < _TELLING:
                continue
            words = figure.label if compared else clause
            name = _LEAD.sub("", re.sub(YEAR, "", normalise(words)))
            if left := _LEFT.search(normalise(clause)):
                told = olds if left["old"] else nows if left["now"] else None
                if told is not None and left.start() == len(_lead(normalise(clause))):
                    told["结转"].append(figure)
            elif len(name) < _NAME or re.search(r"预算|计划|目标|标准|累计|结[转余]", name):
                continue
            elif figure.period in before:
                olds[name].append(figure)
            elif figure.period in ("", year) and ((year and year in sentence.text) or _NOW.search(sentence.text)):
                nows[name].append(figure)
    return nows, olds


def _lead(words: str) -> str:
    """The words that lead to a name, and belong to none."""
    led = _LEAD.match(words)
    return led[0] if led else ""
