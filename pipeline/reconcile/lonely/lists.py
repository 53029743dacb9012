"""Lists and what they make up (清单合计), told together or some sentences apart.

`支出 T。…支出构成：甲 A，乙 B，丙 C`; `分三批下达：第一批 A，第二批 B，第三批 C`; `甲 A 人、乙 B 人，两项共 T 人次`. Of
lists that words call a division of something nearly all are full, so that one slip that makes a list full is hardly
chance. A count of offices is that of the names that stand between 、. What 和 follows is one if it ends as the next
does (财务科和业务科), none if it ends as no name does (产业与法规科), and else may be either (业务科和办公室).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import is_exact, usable, value_of
from pipeline.reconcile.lonely.trial import size, trial
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
_EACH = re.compile(r"各|每|均|标准|单[个价]")
_TOTAL = re.compile(
    r"[，,；;]\s*(?:以上)?(?:[两二三四五六七八九](?:项|者|类|部分|批|次|级|年|种|个\w)?|各项)?(?:之和|合计|累计|共计|总计|共|总共)"
    r"[^，,；;。\d]{0,3}$"
)
_BATCHES = re.compile(r"第[一1][批次期]|[一1]季度|[两二三四五六七八九\d]+[批次期](?!人)")
_NAME = 2  # letters that a list's lead and its whole share
_UNITS = ("个", "家", "所", "项")
_HEADS = "科股处室部站所队局馆院办园校"
_NOUN = re.compile(
    rf"^(?:内设|直属|二级|下属|副?[科处]级|事业|职能|预算)*(?:[{_HEADS}]|中心|单位|机构|办公室){{1,2}}(?![{_HEADS}长员])"
)
_NAMES = r"(?P<names>[^，,；;。：:\d（）()]+(?:、[^，,；;。：:\d（）()]+)+)"
_BEFORE = re.compile(
    rf"(?:^|[，,；;。：:为])(?:[^，,；;。：:、\d]{{0,12}}?(?:设立?|下辖|下设|下属|所属|管理|包括|有|为))?{_NAMES}$"
)
_BEHIND = re.compile(rf"^[^，,；;。：:、\d（(]{{0,6}}[：:（(](?:分别(?:为|是))?{_NAMES}[。；;）)]")
_OPEN = re.compile(
    r"第[一二三四五六七八九十]+[至到]第?|等|及其|其[他余]|含|以及|各|(?:本级|本部|机关)[和及与]|所属|下属"
)  # more than are named, or others
_AND = re.compile(r"[和及与]")
_OFFICE = re.compile(rf".(?:[{_HEADS}学会厂场社司组]|中心)$")  # of 经济、社会事务办 the first is half of one
_MOST = 12


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
            if figures[k].millionths <= max(map(size, parts)) or not _may_be_slip(parts, figures[k]):
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
    made = sum(map(size, parts))
    everywhere = _within_bounds(source.like(parts[0]), (max(*map(size, parts), made // _TIMES), _TIMES * made))
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
    start, end = bisect_right(figures, bounds[0], key=size), bisect_left(figures, bounds[1], key=size)
    return [f for f in figures[start:end] if not f.qualifier]


def _may_be_slip(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether parts make up a whole but for rounding, or one digit changed or exchanged with its neighbour."""
    unit = max(whole.ulp_millionths, *(f.ulp_millionths for f in parts))
    many = abs(sum(map(size, parts)) - whole.millionths) // unit
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


def counted(source: Source) -> Iterator[Trial]:
    """The counts of offices whose names stand beside them."""
    for sentence in (sentence for _, sentence in source.telling(Kind.COUNT) if "、" in sentence.text):
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            if (
                figure.unit in _UNITS
                and "、" in sentence.text
                and figure.figure_id not in source.known
                and _is_count(figure)
            ):
                least, most = _names(sentence, n)
                if least > 1 and most <= _MOST:
                    many = min(max(value_of(figure), Fraction(least)), Fraction(most))
                    yield trial(source, Equation(side(figure), (), constant=many), figure.label, sure=True)


def _is_count(figure: Figure) -> bool:
    return figure.kind is Kind.COUNT and usable(figure) and is_exact(figure)


def _names(sentence: Sentence, n: int) -> tuple[int, int]:
    """How many names stand beside the n-th number, at least and at most; none where not all do."""
    words = sentence.before(n)
    before = _BEFORE.search(words) if "、" in words and _NOUN.match(sentence.after(n)) else None
    told = before or _BEHIND.match(sentence.after(n))
    names = told["names"].split("、") if told and not _OPEN.search(told["names"]) else []
    if not all(map(_OFFICE.search, names)):
        return 0, 0
    joints = [
        name[joint.start() - 1] == name[-1] for name in names for joint in _AND.finditer(name) if _ends(name, joint)
    ]
    return len(names) + sum(joints), len(names) + len(joints)


def _ends(name: str, joint: re.Match[str]) -> bool:
    """Whether what stands before 和 is a name in full."""
    return bool(_OFFICE.search(name[: joint.start()]))
