"""What parts two numbers, or what they come to (差额): by the words of one of them, in any order.

`预算 A，支出 B，节约 C`; `新增 A 户 a 人，退出 B 户 b 人，净增 C 户 c 人`; `甲率 P；上年 Q；甲率提高 D 个百分点`.
Of three numbers of one kind that follow one another, one of which is called a difference, nearly all are one another's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import is_positive, usable
from pipeline.reconcile.lonely.trial import size, trial
from pipeline.reconcile.prose.changes.comparisons import OTHER_TERMS
from pipeline.reconcile.sentences import Passage, like, passages
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.lonely.trial import Source, Trial
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

_APART = re.compile(
    r"其余|剩|结[转余]|尚?[余欠]|节[约省余]|净(?:增|减|值)|差(?!旅|错|异|额[事拨])|缺(?!陷)|超(?!声|市)|少(?!年|儿|数)|多(?!种|个|元|年)|"
    r"未(?!来|成年|重新)|不(?!动|少|足|低|高|超|予)|逾期|延期|超期|闲置|财政收回|增[加产收支]|增值(?!税)|减[少产收支]|提[高升]|降低|下降|缩短|新增|[人户亩均]增"
)
_THAN = re.compile(r"上年|去年|年初|预算|目标|计划|任务|标准|合同|\d{4}年|市场")
_APART_FROM = re.compile(r"拟|另有")
_NEW = re.compile(r"新增[^，,；;。]{0,6}$")
_FROM = re.compile(r"[由从]")
_TO = re.compile(r"[到至为]$")
_EACH = re.compile(r"[人户亩件次场]均|每|平均|单价")
_BEGIN = re.compile(r"年初预算|[年期月]初|上年[末底]|原有|以前年度")
_PLUS = re.compile(r"^再?加上?|收大于支|收支(?:相抵|差)")
_TOLD = re.compile(f"{_APART.pattern}|{_PLUS.pattern}")
_NOT = re.compile(r"[未不](?P<of>[\u4e00-\u9fff]{2})")
_KINDS = (Kind.AMOUNT, Kind.COUNT, Kind.RATE)
_POINTS, _NAME = "个百分点", 2  # letters that rates of one thing end with
_THREE, _APART_BY = 3, 1000


class _Told(NamedTuple):
    """A number and the words that say what it is: its own, or of a number told with it those of the one before."""

    figure: Figure
    words: str


def parted(source: Source) -> Iterator[Trial]:
    """The differences of a report."""
    telling = source.telling(Kind.AMOUNT, Kind.COUNT, Kind.RATE)
    lonely = ((at, sentence) for at, sentence in telling if len(sentence) >= _THREE)
    told = ((at, sentence) for at, sentence in lonely if _TOLD.search(sentence.text))
    plain = ((at, sentence) for at, sentence in told if not OTHER_TERMS.search(sentence.text))
    for at, passage in ((at, passage) for at, sentence in plain for passage in (*passages(sentence), _rates(sentence))):
        near = [*(source.spoken[at - 1].places if at else ()), *passage.sentence.places]
        for group in _groups(passage) if len(passage.run) >= _THREE else ():
            if len(group) < _THREE or all(one.figure.figure_id in source.known for one in group):
                continue
            for start in range(len(group) - 2):
                yield from _of_three(source, group[start : start + _THREE], group, [p.figure for p in near])


def _rates(sentence: Sentence) -> Passage:
    """The rates of a sentence, whatever stands between them."""
    return Passage(sentence, tuple(n for n in range(len(sentence)) if sentence.figure(n).kind is Kind.RATE))


def _groups(passage: Passage) -> Iterator[list[_Told]]:
    """The numbers of a passage that are of one kind and unit."""
    groups: defaultdict[object, list[_Told]] = defaultdict(list)
    sentence, words = passage.sentence, ""
    for n in passage.run:
        figure = sentence.figure(n)
        words = sentence.clause(n) if sentence.before(n) else words
        plain = figure.kind in _KINDS and is_positive(figure) and not figure.qualifier
        each = figure.kind is Kind.AMOUNT and bool(_EACH.search(words))
        if plain and usable(figure):
            unit = figure.unit.lstrip("万千百亿") if figure.kind is Kind.COUNT else ""
            groups[figure.kind, "人" if unit == "名" else unit, each].append(_Told(figure, words))
    yield from groups.values()


def _of_three(
    source: Source, told: Sequence[_Told], around: Sequence[_Told], near: Sequence[Figure]
) -> Iterator[Trial]:
    """Two numbers and what parts them, or what they come to: the two smaller ones make up the largest."""
    apart = [one for one in told if _APART.search(one.words) and not _TO.search(one.words)]
    apart = apart or [one for one in told if _PLUS.search(one.words)]
    if not apart or (len(apart) > 1 and apart[-1] is not told[-1]):
        return
    by, others = apart[-1], [one for one in told if one is not apart[-1]]
    if by.figure.kind is Kind.RATE and not _are_points(by, others):
        return
    words = "".join(one.words for one in others)
    if _is_of_something_else(by, words, told) or _is_of_others(by, others, near):
        return
    rises = any(_TO.search(one.words) for one in others) and any(_FROM.search(one.words) for one in others)
    sure = rises or bool(_THAN.search(by.words)) or bool(_NOT.search(by.words))
    *_, whole = sorted((one.figure for one in told), key=size)
    alone = len(around) == _THREE
    # By a slip the largest need not be what the two others come to.
    for largest in (whole, *(one.figure for one in others if one.figure is not whole)):
        parts = [one.figure for one in told if one.figure is not largest]
        form = Equation(side(*parts), side(largest))
        yield trial(source, form, by.figure.label, guessed=0 if alone else 2, sure=alone and sure)


def _are_points(by: _Told, others: Sequence[_Told]) -> bool:
    """Whether points part two rates of one name."""
    names = {normalise(one.figure.label)[-_NAME:] for one in others}
    return by.figure.unit == _POINTS and len(names) == 1 and all(one.figure.unit == "%" for one in others)


def _is_of_something_else(by: _Told, words: str, told: Sequence[_Told]) -> bool:
    """Whether the words of a difference say that it is of something that the two other numbers are not."""
    than, stem = _THAN.search(by.words), _NOT.search(by.words)
    if (than and than[0] not in words) or (stem and stem["of"] not in words) or _APART_FROM.search(words + by.words):
        return True  # 抽检 A 批，计划 B 批，不合格 C 批
    if _NEW.search(by.words) and not (_FROM.search(words) and _TO.search(words)) and not _BEGIN.search(words):
        return True  # 停办 A 个，新增 B 个，共 C 个
    values = [size(one.figure) for one in told]
    return _APART_BY * min(values) < max(values)


def _is_of_others(by: _Told, others: Sequence[_Told], near: Sequence[Figure]) -> bool:
    """Whether two other numbers of its sentence, or the one before, are parted by a difference."""
    own = {one.figure.figure_id for one in others}
    pairs = combinations((f for f in near if f is not by.figure and like(f, by.figure) and usable(f)), 2)
    apart = (pair for pair in pairs if {f.figure_id for f in pair} != own)
    return any(abs(size(a) - size(b)) == size(by.figure) for a, b in apart)
