"""Lists and what they make up (清单合计), told together or some sentences apart.

`支出 T。…支出构成：甲 A，乙 B，丙 C`; `分三批下达：第一批 A，第二批 B，第三批 C`; `甲 A 人、乙 B 人，两项共 T 人次`. Of
lists that words call a division of something nearly all are full, so that one slip that makes a list full is hardly
chance.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.lonely.trial import trial
from pipeline.reconcile.names import longest
from pipeline.reconcile.prose.lists.short import leaves_out, may_be_all
from pipeline.reconcile.sentences import is_change, is_part, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.lonely.trial import Source, Trial
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

_SEVERAL, _TIMES, _UNLED, _FAR = 3, 2, 5, 3
_TWO, _NINE, _TEN = 2, 9, 10
_BACK = 4  # sentences before one that its list may divide a number of
_LED = re.compile(
    r"其中|包括|分为|中[，,：:]|^[^，,；;。：:\d]{0,8}(?:为|是)[^，,；;。：:]{1,10}$|分别|依次|构成|组成|明细|具体|来源|用于|涉及|[按从][^，,；;。\d]{1,12}(?:分|看|划)|"
    r"分[^，,；;。\d]{0,4}[两二三四五六七八九十\d]+[次批期年]|[：:]$|[：:][^，,；;。]{0,8}$|由[^，,；;。]*$|第[一1]批|[一1]季度|春季"
)
_AMONG = re.compile(r"(?P<of>[^，,；;。：:（()\d]{2,12}?)(?:中(?![心小学型部央级药医共标])|构成|组成|明细|按)")
_REST = re.compile(r"^[，,、；;]?(?:其[余他它]|不|未|无|没|一般|基本)")  # what completes a list
_OTHERS = re.compile(r"^[，,、；;]?其[余他它]")
_EACH = re.compile(r"各|每|均")
_TOTAL = re.compile(
    r"[，,；;]\s*(?:以上)?(?:[两二三四五六七八九](?:项|者|类|部分|批|次|级|年|种|个\w)?|各项)?(?:之和|合计|累计|共计|总计|共|总共)"
    r"[^，,；;。\d]{0,3}$"
)
_BATCHES = re.compile(r"第[一1][批次期]|[一1]季度|[两二三四五六七八九\d]+[批次期](?!人)")
_NAME = 2  # letters that a list's lead and its whole share


def listed(source: Source) -> Iterator[Trial]:
    """The lists of a report against what they may make up."""
    for at, sentence in source.telling(Kind.AMOUNT, Kind.COUNT):
        if len(sentence) < _TWO:
            continue
        yield from _mixed(source, sentence)
        for run in _runs(sentence):
            if all(sentence.figure(n).figure_id in source.known for n in run):
                continue
            yield from _totalled(source, sentence, run)
            yield from _within(source, sentence, run)
            if not _goes_on_behind(sentence, run):
                yield from _of_before(source, at, sentence, run)


def _runs(sentence: Sentence) -> Iterator[list[int]]:
    """Numbers alike that follow one another, rates and what stands in brackets between them left out."""
    run: list[int] = []
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        if run and (figure.kind is Kind.RATE or sentence.depth(n) > sentence.depth(run[0])):
            continue
        plain = figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not figure.qualifier
        plain = plain and not _EACH.search(sentence.clause(n))
        if run and plain and "。" not in sentence.before(n) and _goes_on(sentence, n, run):
            run.append(n)
            continue
        if len(run) > 1:
            yield run
        run = [n] if plain else []
    if len(run) > 1:
        yield run


def _goes_on(sentence: Sentence, n: int, run: Sequence[int]) -> bool:
    figure, first = sentence.figure(n), sentence.figure(run[0])
    same = sentence.nesting[n] == sentence.nesting[run[0]]
    return same and like(figure, first) and is_part(sentence, n, figure) and not is_change(sentence.before(n))


def _goes_on_behind(sentence: Sentence, run: Sequence[int]) -> bool:
    """Whether behind other numbers there are more like those of a list: `甲 A 元，乙 B 元，涉及 C 户，丙 D 元`."""
    first = sentence.figure(run[0])
    for n in range(run[-1] + 1, len(sentence)):
        if "。" in sentence.before(n):
            return False
        if sentence.depth(n) == sentence.depth(run[0]) and like(sentence.figure(n), first):
            return True
    return False


def _totalled(source: Source, sentence: Sentence, run: Sequence[int]) -> Iterator[Trial]:
    """`甲 A、乙 B，两项共 T`."""
    for k in range(2, len(run)):
        if _TOTAL.search(sentence.before(run[k])):
            whole = sentence.figure(run[k])
            for start in range(k - 1):
                parts = [sentence.figure(n) for n in run[start:k]]
                if _may_be_slip(parts, whole):
                    yield _trial(source, sentence, run[start:k], whole, said=not start)


def _mixed(source: Source, sentence: Sentence) -> Iterator[Trial]:
    """`进学校 A 所、社区 B 个、企业 C 家，合计 T 处`: what has units of its own is added up all the same."""
    for n in range(2, len(sentence)):
        whole, first = sentence.figure(n), n - 1
        if whole.kind is not Kind.COUNT or not _TOTAL.search(sentence.before(n)) or not usable(whole):
            continue
        while first > 0 and sentence.before(first).startswith("、") and sentence.figure(first).kind is Kind.COUNT:
            first -= 1
        parts = [sentence.figure(i) for i in range(first, n)]
        if len(parts) > 1 and all(f.kind is Kind.COUNT and usable(f) and not f.qualifier for f in parts):
            yield _trial(source, sentence, range(first, n), whole)


def _within(source: Source, sentence: Sentence, run: Sequence[int]) -> Iterator[Trial]:
    """A number of a run and those behind it."""
    figures = [sentence.figure(n) for n in run]
    for k in range(len(run) - 2):
        led = bool(_LED.search(sentence.before(run[k + 1])))
        for end in range(len(run), k + 2, -1):
            parts = figures[k + 1 : end]
            if figures[k].millionths <= max(map(_size, parts)) or not _may_be_slip(parts, figures[k]):
                continue
            rest = bool(_REST.match(sentence.before(run[end - 1])))
            full = end == len(run)
            said = (led and (full or rest)) or (rest and len(parts) >= _SEVERAL)
            said = said and _is_full(sentence, run[k + 1 : end], figures[k])
            yield _trial(source, sentence, run[k + 1 : end], figures[k], said=said)


def _of_before(source: Source, at: int, sentence: Sentence, run: Sequence[int]) -> Iterator[Trial]:
    """A run and the numbers told before it, or named where it begins, or anywhere."""
    lead = sentence.before(run[0])
    told = _AMONG.search(lead)
    name = normalise(told["of"]) if told else ""
    led = bool(_LED.search(lead) or told)
    if not led and len(run) < _SEVERAL:
        return
    parts = [sentence.figure(n) for n in run]
    made = sum(map(_size, parts))
    everywhere = _within_bounds(source.like(parts[0]), (max(*map(_size, parts), made // _TIMES), _TIMES * made))
    if not any(_may_be_slip(parts, whole) for whole in everywhere):
        return
    weight = 1 if led else _UNLED
    farther = 1 if _BATCHES.search(sentence.text) else _FAR
    before = [s for s in source.spoken[max(at - _BACK, 0) : at] if s.section == sentence.section]
    near = {p.figure.figure_id for s in (*before, sentence) for p in s.places}
    scopes = (
        ([f for f in everywhere if longest(name, normalise(f.label)) >= _NAME] if name else [], 0),
        ([f for f in everywhere if f.figure_id in near], 1),
        ([] if name else everywhere, farther),
    )
    for scope, far in scopes:
        wholes = {f.millionths: f for f in reversed(scope)}
        only = led and not far and len(wholes) == 1
        guessed = 0 if only else max(far, 1) * weight * len(wholes)
        for whole in wholes.values():
            if _may_be_slip(parts, whole):
                said = _is_full(sentence, run, whole)
                yield _trial(source, sentence, run, whole, said=said, guessed=guessed)


def _within_bounds(figures: Sequence[Figure], bounds: tuple[int, int]) -> Sequence[Figure]:
    """Those of some numbers, by their values, that lie between two."""
    start, end = bisect_right(figures, bounds[0], key=_size), bisect_left(figures, bounds[1], key=_size)
    return [f for f in figures[start:end] if not f.qualifier]


def _size(figure: Figure) -> int:
    return figure.millionths


def _may_be_slip(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether parts make up a whole but for rounding, or one digit changed or exchanged with its neighbour."""
    unit = max(whole.ulp_millionths, *(f.ulp_millionths for f in parts))
    many = abs(sum(map(_size, parts)) - whole.millionths) // unit
    if many <= len(parts):
        return True
    while many % _TEN == 0:
        many //= _TEN
    return many < _TEN or (many % _NINE == 0 and many < _TEN * _NINE)


def _trial(
    source: Source, sentence: Sentence, run: Sequence[int], whole: Figure, *, said: bool = True, guessed: int = 0
) -> Trial:
    """A list against its whole."""
    parts = [sentence.figure(n) for n in run]
    return trial(source, Equation(side(*parts), side(whole)), whole.label, said=said, guessed=guessed)


def _is_full(sentence: Sentence, run: Sequence[int], whole: Figure) -> bool:
    """Whether no words say that there is more than a list names, or that parts of it may be counted twice."""
    between, behind = "".join(map(sentence.before, run)), sentence.after(run[-1])
    if _OTHERS.match(sentence.before(run[-1])):
        return True  # 主要用于甲 A 元、乙 B 元，其余 C 元
    parts = [sentence.figure(n) for n in run]
    return not leaves_out(between, behind, len(parts)) and may_be_all(parts, whole)
