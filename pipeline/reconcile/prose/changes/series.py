"""Changes between the years of a series (历年增减): `2021年 A、2022年 B、2023年 C，2023年比2022年增加 D，增长 P`."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.changes.comparisons import YEAR, lead_of
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from pipeline.reconcile.prose.changes.comparisons import Comparison
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

_OWN = re.compile(r"((?:19|20)\d\d)年")
_THAN = re.compile(r"[比较与同](?:上年|去年|((?:19|20)\d\d)年)|同比")
_OTHERWISE = re.compile(r"累计|年均|平均|季度|半年|\d月|预算|计划|目标")
# 生产总值 A，增长 P: at last year's prices.
_REAL = re.compile(r"总值|增加值|产值|零售|投资|GDP|利润|面积")


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
