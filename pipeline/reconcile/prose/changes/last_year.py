"""Last year's number of what a sentence tells of this year (上年数), wherever the report prints it.

And changes between the years of a series: `2021年 A、2022年 B、2023年 C，2023年比2022年增加 D，增长 P`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import digits_of, usable, value_of
from pipeline.reconcile.prose.changes.comparisons import YEAR, lead_of
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.prose.changes.comparisons import Comparison
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

IDLE = re.compile(r"总[额计数]?|合计|全年|本年|当年|年度|部门|单位|实际|累计|决算|完成|共|数$|额$")
_KNOWN = 5  # digits by which a number is known again
_OWN = re.compile(r"((?:19|20)\d\d)年")
_THAN = re.compile(r"[比较与同](?:上年|去年|((?:19|20)\d\d)年)|同比")
_OTHERWISE = re.compile(r"累计|年均|平均|季度|半年|\d月|预算|计划|目标")
# 生产总值 A，增长 P: at last year's prices.
_REAL = re.compile(r"总值|增加值|产值|零售|投资|GDP|利润|面积")


def last_year_beside(now: Figure, facts: Facts, than: str = "", *, anywhere: bool = False) -> Iterator[Figure]:
    """Last year's number, or that of `than`, in the row of a table that prints the same number, if one row does.

    In the same section; `anywhere`: or in another one, where the number has digits enough to be known by them.
    """
    anywhere = anywhere and len(digits_of(now)) >= _KNOWN
    rows = [
        row
        for row in facts.rows
        if (anywhere or row[0].section == now.section)
        and any(value_of(f) == value_of(now) and _is_of(f, now, 0, facts) for f in row)
    ]
    if len(rows) == 1 and value_of(now):
        year = now.period or facts.year
        before = int(year) - int(than) if than and year.isdigit() else 1
        old = [f for f in rows[0] if _is_of(f, now, before, facts)]
        yield from old if len(old) == 1 else ()


def _is_of(figure: Figure, now: Figure, before: int, facts: Facts) -> bool:
    """Whether a cell is the outcome of so many years before a number's own."""
    years = (now.period or facts.year, figure.period)
    same = like(figure, now) and (figure.basis == now.basis or now.basis is None)
    return same and all(map(str.isdigit, years)) and int(years[0]) - int(years[1]) == before


def this_year(base: Figure, change: Figure, sign: int, compared: Figure, facts: Facts) -> Iterator[Figure]:
    """What a change makes of last year's number, told elsewhere by that name: 甲支出 A。与上年支出 B 相比，增加 D."""
    own = re.split(r"[，,；;。：:与同较比]", base.words[0])[-1]
    name, other = (IDLE.sub("", re.sub(YEAR, "", normalise(words))) for words in (own, compared.label))
    now = value_of(base) + sign * value_of(change)
    for fact in facts.facts if other != name else ():
        figure = fact.mentions[0]
        told = value_of(figure) == now and like(figure, base) and figure not in (base, compared)
        if told and IDLE.sub("", normalise(figure.label)).removeprefix("项目") in (name, ""):
            yield figure


def of_years(comparison: Comparison, sentence: Sentence, before: Sentence | None) -> tuple[Figure, Figure] | None:
    """What is compared and with what, where the words tell both years, and the numbers of both are told once."""
    lead = lead_of(sentence, comparison.first)
    if _is_now(comparison, sentence):
        lead += lead_of(sentence, comparison.first + 1)
    if "年" not in lead and "同比" not in lead:
        return None
    told = _series(comparison, sentence, before)
    than = _THAN.search(lead)
    own = _OWN.findall(lead[: than.start()] if than else lead)
    year = own[-1] if own else _last(comparison, sentence, told)
    if not year or _OTHERWISE.search(lead):
        return None
    now, old = told.get(year), told.get((than and than[1]) or str(int(year) - 1))
    if old is comparison.base and any("其中" in sentence.before(n) for n in range(comparison.first)):
        return None  # A，其中甲 B、乙 C，比上年的 D 减少: D borrows its name
    if comparison.base is now and not _is_now(comparison, sentence):
        return None
    if now is None or old is None or now is old or comparison.base not in (None, old, now) or value_of(old) <= 0:
        return None
    return None if comparison.change is None and _REAL.search(now.label) else (now, old)


def _is_now(comparison: Comparison, sentence: Sentence) -> bool:
    """Whether a comparison begins with what is compared: 2024年为 A，同比增长 P."""
    n = comparison.first
    if comparison.base is not sentence.figure(n) or n + 1 >= len(sentence) or _THAN.search(lead_of(sentence, n)):
        return False
    return bool(_THAN.search(lead_of(sentence, n + 1)))


def _last(comparison: Comparison, sentence: Sentence, told: dict[str, Figure]) -> str:
    """The year of the number just before a comparison, if it is one of the series."""
    n = comparison.first - 1
    return next((year for year, figure in told.items() if n >= 0 and figure is sentence.figure(n)), "")


def _series(comparison: Comparison, sentence: Sentence, before: Sentence | None) -> dict[str, Figure]:
    """The numbers of one thing by their years, told before a comparison; {} if there are several such things."""
    found: defaultdict[str, defaultdict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    here = [sentence.figure(n) for n in range(comparison.first)]
    near = [p.figure for p in before.places] if before is not None and before.section == sentence.section else []
    base = [comparison.base] if comparison.base is not None else []
    for figure in (*near, *here, *base):
        plain = figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not figure.qualifier
        if plain and figure.period.isdigit() and (comparison.change is None or like(figure, comparison.change)):
            found[re.sub(YEAR, "", normalise(figure.label))][figure.period].append(figure)
    series = [years for years in found.values() if len(years) > 1]
    if len(series) != 1 or any(len({value_of(f) for f in figures}) > 1 for figures in series[0].values()):
        return {}
    return {year: figures[-1] for year, figures in series[0].items()}
