"""Several years told plainly (多年合计): `近三年 T，其中2021年 A、2022年 B、2023年 C，年均 M`, in whatever order."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.prose.lists.partitions import number_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import AND, is_change, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_SEVERAL = re.compile(r"(?:近|前|过去|以上|上述|^|[，,；;。])(?P<many>[两二三四五])年(?:来|间|共|累计|合计|总)?")
_SPAN = re.compile(r"(?P<first>20\d\d)年?(?:至|到|[-—–－~～])+(?P<last>20\d\d)年")
_MEAN = re.compile(r"^[，,；;、（(]?(?:年均|年平均|平均每年|每年平均)(?:为|达|约)?$")
_OWN = re.compile(r"(?<![—–－~～至到-])20\d\d年(?!至|到(?!位)|[—–－~～-])")
_NO = re.compile(r"预计|计划|目标|增长|增加|减少|下降|其余|各|每")
_FEWEST = 2


class _Told(NamedTuple):
    """What a breath tells of several years: all of them together, each, what a year has on average; and how many."""

    whole: Figure | None
    years: Sequence[Figure]
    mean: Figure | None
    many: int


def over_years(sentence: Sentence, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """The years' numbers against what they come to, and that against what a year has on average."""
    if "年" not in sentence.text:
        return
    near = [before] if before is not None and before.section == sentence.section else []
    told = _read([*near, sentence]) or _read([sentence])
    if told is None:
        return
    if told.whole is not None and told.years:
        form = Equation(side(*told.years), side(told.whole))
        yield Relation(rules["prose_sum"], (form,), told.whole.label)
    if told.mean is not None:
        all_ = side(told.whole) if told.whole is not None else side(*told.years)
        form = Equation(((Fraction(told.many), told.mean),), all_)
        if told.mean.kind is Kind.COUNT and 0 < abs(form.result.gap) < told.many:
            return  # a mean of people is rounded
        yield Relation(rules["prose_mean"], (form,), told.mean.label)


def _read(sentences: Sequence[Sentence]) -> _Told | None:
    """What sentences tell of several years, if they tell it of one thing and of every year."""
    wholes: list[tuple[Figure, int]] = []
    means: list[Figure] = []
    years: dict[str, Figure] = {}
    for sentence in sentences:
        for n in range(len(sentence)):
            figure, words = sentence.figure(n), sentence.before(n)
            if figure.kind not in (Kind.AMOUNT, Kind.COUNT):
                continue
            if not usable(figure) or figure.qualifier:
                return None
            if _MEAN.match(words):
                means.append(figure)
            elif many := _many(words):
                wholes.append((figure, many))
            elif _is_of_one_year(sentence, n):
                if figure.period in years:
                    return None
                years[figure.period] = figure
            else:
                return None
    return _of_one_thing(wholes, list(years.values()), means)


def _is_of_one_year(sentence: Sentence, n: int) -> bool:
    words, clause = sentence.before(n), sentence.clause(n).replace("分别", "")
    return bool(_OWN.search(words) or words in AND) and not is_change(words) and not _NO.search(clause)


def _of_one_thing(
    wholes: Sequence[tuple[Figure, int]], years: Sequence[Figure], means: Sequence[Figure]
) -> _Told | None:
    figures = [*(figure for figure, _ in wholes), *years, *means]
    if len(wholes) > 1 or len(means) > 1 or not figures or not all(like(f, figures[0]) for f in figures):
        return None
    many = wholes[0][1] if wholes else len(years)
    told = sorted(int(f.period) for f in years if f.period.isdigit())
    row = len(told) == len(years) and (not told or told == list(range(told[0], told[0] + many)))
    whole, mean = wholes[0][0] if wholes else None, means[0] if means else None
    if not row or many < _FEWEST or not (years or whole) or not (whole or mean):
        return None
    return _Told(whole, years, mean, many)


def _many(words: str) -> int:
    """How many years words say that a number is of; 0 where they do not."""
    if span := _SPAN.search(words):
        return int(span["last"]) - int(span["first"]) + 1 if "分别" not in words else 0
    several = _SEVERAL.search(words)
    return number_of(several["many"]) if several and "均" not in words and "分别" not in words else 0
