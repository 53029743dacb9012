"""What averages are made of (总额与数量): what may be either, and the total that an average follows or names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import adds_up
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.prose.averages.each import PEOPLE, bare, counted_by, is_counted_part, is_planned, named
from pipeline.reconcile.prose.lists.heads import head_of
from pipeline.reconcile.sentences import like
from schemas.catalogue import normalise
from schemas.figure import Kind
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.prose.averages.each import Mean
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

NAME = 2  # letters that what is counted, and what the average is of, have in common
_MYRIAD = 10**4
_SEVERAL = 2
_BESIDE = 3  # sentences before one that go with it
_COMES_TO = re.compile(r"^[，,](?:共计?|合计|总计|计|折合|共需|计需)(?:[支发投]\w)?$")
_SPENT = re.compile(r"支[出付]|[拨兑]付|发放|执行|决算|实际|金额|完成|使用|投入")
_LEFT = re.compile(r"(?:结余|剩余|节余|尚余)[^，,；;。]{0,4}$")
_STOP = re.compile(r"[；;。\n]")
_PASSED = re.compile(r"合格|达标|优良|优秀")  # 抚育 A 亩，合格 B 亩: what was done is paid for
_NO_SUM = re.compile(r"预算|计划|目标|上年|年初|率|占比|分值|得分")


class Term(NamedTuple):
    """A total or a count, where it stands in prose, and whether the average's own sentence tells it."""

    figure: Figure
    place: tuple[Sentence, int] | None = None
    told: bool = False

    @property
    def is_outer(self) -> bool:
        """Whether it is no part of another number."""
        return self.place is not None and is_outer(*self.place)


@record
class Count:
    """The n-th number of a sentence, which counts what an average is counted by, or how often only."""

    figure: Figure
    sentence: Sentence
    n: int
    often: bool

    @cached_property
    def name(self) -> str:
        """What its words say that it is the number of."""
        return named(self.sentence, self.n)

    @cached_property
    def is_planned(self) -> bool:
        """Whether it was planned for, and did not come about."""
        return is_planned(self.sentence, self.n)

    @property
    def place(self) -> tuple[Sentence, int]:
        """Where it stands."""
        return self.sentence, self.n


@record
class Around:
    """An average in its report, of which it is the `at`-th sentence's; what it may be made of is looked up once."""

    mean: Mean
    figures: Sequence[Figure]
    spoken: Sequence[Sentence]
    at: int

    @cached_property
    def beside(self) -> list[Sentence]:
        """The sentences of its section just before that of the average."""
        return [s for s in self.spoken[: self.at] if s.section == self.mean.sentence.section][-_BESIDE:]

    @cached_property
    def places(self) -> dict[str, tuple[Sentence, int]]:
        """Where the figures stand in prose."""
        return {place.figure.figure_id: (s, n) for s in self.spoken for n, place in enumerate(s.places)}

    @cached_property
    def named_totals(self) -> list[Term]:
        """The numbers that the average may be a part of by what it is called, in prose and in tables."""
        return [*_told_totals(self.mean, self.spoken), *_listed_totals(self.mean, self.figures)]

    @cached_property
    def counts(self) -> list[Count]:
        """All that counts what the average is counted by, in its own year."""
        mean, period = self.mean, self.mean.figure.period
        ways = (False, True) if mean.of in PEOPLE else (False,)
        return [
            Count(figure, s, n, often)
            for s in self.spoken
            for n, (figure, _, _) in enumerate(s.places)
            if figure.kind is Kind.COUNT and figure.period == period
            for often in ways
            if counted_by(mean, s, n, often=often) and is_counted_part(s, n)
            if not _PASSED.search(s.clause(n)) or _PASSED.search(mean.words)
        ]

    @cached_property
    def outer_counts(self) -> list[Count]:
        """Those of other sentences that are no parts of others."""
        return [one for one in self.counts if one.sentence is not self.mean.sentence and is_outer(*one.place)]


def is_outer(sentence: Sentence, n: int) -> bool:
    """Whether no 其中 and no bracket makes the n-th number a part of another, nor its words something else."""
    return not sentence.depth(n) and not _is_inner(sentence, n) and is_counted_part(sentence, n)


def _is_inner(sentence: Sentence, n: int) -> bool:
    if "其中" not in sentence.text:
        return False
    if n + 1 < len(sentence) and "其中" in sentence.before(n + 1):  # 甲 A，其中…，乙 B，其中…
        return False
    for i in range(n, -1, -1):
        words = sentence.before(i)
        if "其中" in words:
            return not _is_full(sentence, i, n)
        if any(stop in words for stop in "；;。"):
            return False
    return False


def _is_full(sentence: Sentence, head: int, n: int) -> bool:
    """Whether what 其中 lists is all of it, before the n-th number, of another kind: 车 A 辆，其中 B、C，费用 T."""
    items = [i for i in range(head, n) if like(sentence.figure(i), sentence.figure(head))]
    if not head or len(items) < _SEVERAL or like(sentence.figure(n), sentence.figure(head)):
        return False
    whole = sentence.figure(head_of(sentence, head))
    return (
        usable(whole)
        and all(map(usable, map(sentence.figure, items)))
        and adds_up([sentence.figure(i) for i in items], whole)
    )


def total_of(around: Around) -> Term | None:
    """What an average is a part of: the amount that it follows in its clause, else the one that it names."""
    mean, sentence = around.mean, around.mean.sentence
    behind, owner = mean.n + 1, sentence.owner(mean.n)
    if behind < len(sentence) and _COMES_TO.match(sentence.before(behind)) and _may_be_total(mean, sentence, behind):
        return Term(sentence.figure(behind), (sentence, behind), told=True)  # N 场，场均 P，计 T
    if owner is not None and _may_be_total(mean, sentence, owner):
        return Term(sentence.figure(owner), (sentence, owner), told=True)  # 接待费 T（N 人，人均 P）
    told = [i for i in range(mean.start, mean.n) if _may_be_total(mean, sentence, i)]
    if based := _by_basis(around):
        return based
    if told:
        # 人员 A、公用 B，人均公用支出 P: of what it names
        rest = bare(mean.rest)
        called = [i for i in told if longest(bare(sentence.figure(i).label), rest) >= NAME]
        outer = [i for i in told if is_outer(sentence, i)]
        last = told[-1]
        listed = last not in outer and len([i for i in told if i > max(outer, default=-1)]) > 1
        one = called[0] if len(called) == 1 else max(outer) if listed and outer else last
        if not _is_of_part(mean, sentence.figure(one), around.spoken):
            return Term(sentence.figure(one), (sentence, one), told=True)
    best = _best_named(mean, [term for term in around.named_totals if term.is_outer])
    return best or _best_named(mean, around.named_totals)


def _by_basis(around: Around) -> Term | None:
    """The one number that words say an average is of: 人均结案 P（按审执结数计算）."""
    mean = around.mean
    basis, found = normalise(mean.basis), dict[object, tuple[int, Term]]()
    for sentence in around.spoken if len(basis) > NAME else ():
        for n in range(len(sentence) if sentence is not mean.sentence else mean.n):
            if _may_be_total(mean, sentence, n) and longest(words_at(sentence, n), basis) > NAME:
                passage = _STOP.split(sentence.text[: sentence.places[n].start])[-1]
                told = longest(bare(passage), mean.about)
                if told >= found.get(value_of(sentence.figure(n)), (0,))[0]:
                    found[value_of(sentence.figure(n))] = told, Term(sentence.figure(n), (sentence, n))
    most = max((told for told, _ in found.values()), default=0)
    best = [term for told, term in found.values() if told == most]
    return best[0] if len(best) == 1 else None


def words_at(sentence: Sentence, n: int) -> str:
    """What the n-th number is called, and the words before it in its clause."""
    return normalise(f"{sentence.clause(n)}|{sentence.figure(n).label}")


def _is_of_part(mean: Mean, total: Figure, spoken: Sequence[Sentence]) -> bool:
    """Whether an average is of what is told to be a part of those that it would be over: 其中甲 A 人，甲人均 P."""
    own = bare(mean.lead)
    if len(own) < NAME or own in bare(total.label):
        return False
    counted = (
        (s, i) for s in spoken for i in range(len(s)) if counted_by(mean, s, i) and bare(s.figure(i).label) == own
    )
    return any(not is_outer(s, i) for s, i in counted)


def _told_totals(mean: Mean, spoken: Sequence[Sentence]) -> Iterator[Term]:
    """The numbers in prose that an average may be a part of by what it is called."""
    kind, period, least = mean.figure.kind, mean.figure.period, mean.figure.millionths // _enough(mean)
    for sentence in spoken:
        for n, (figure, _, _) in enumerate(sentence.places) if sentence is not mean.sentence else ():
            if figure.kind is not kind or figure.period != period or figure.millionths < least:
                continue
            if _shared(mean, figure.label) and _may_be_total(mean, sentence, n) and not is_planned(sentence, n):
                yield Term(figure, (sentence, n))


def _listed_totals(mean: Mean, figures: Sequence[Figure]) -> Iterator[Term]:
    """The numbers of tables that an average may be a part of by their rows' names."""
    kind, period = mean.figure.kind, mean.figure.period
    for figure in figures:
        if not figure.table_id or figure.kind is not kind or figure.period != period:
            continue
        row, _, column = figure.label.rpartition("/")
        spent = _SPENT.search(column) and not _NO_SUM.search(column) and usable(figure)
        if spent and is_whole(mean, figure) and _shared(mean, row.rpartition("/")[2]):
            yield Term(figure)


def _best_named(mean: Mean, terms: Sequence[Term]) -> Term | None:
    """The one term that goes by most of what an average is called."""
    found: dict[object, tuple[int, Term]] = {}
    for term in terms:
        label = term.figure.label if term.place else term.figure.label.rpartition("/")[0].rpartition("/")[2]
        shared = _shared(mean, label)
        if shared > found.get(value_of(term.figure), (0, None))[0]:
            found[value_of(term.figure)] = shared, term
    most = max((shared for shared, _ in found.values()), default=0)
    best = [term for shared, term in found.values() if shared == most]
    # 每公里日常养护支出: of what is called 日常养护支出, not of what is called 日常养护.
    full = [term for term in best if normalise(term.figure.label) in normalise(mean.words)]
    most = max((len(normalise(term.figure.label)) for term in full), default=0)
    best = [term for term in full if len(normalise(term.figure.label)) == most] or best
    return best[0] if len(best) == 1 else None


def _shared(mean: Mean, label: str) -> int:
    """How many letters of a name an average is called by; 0 for too few."""
    name, own = bare(label), bare(mean.rest)
    if name and name in mean.about:
        return len(name) if len(name) >= NAME else 0
    # 数字化扫描 A 页，每页成本 P: what it is of its clause says.
    shared = longest(name, own or mean.about)
    return shared if shared >= NAME + (not own) else 0


def is_whole(mean: Mean, figure: Figure) -> bool:
    """Whether a number is of the kind that an average is a part of: 万元 of 万元/公里."""
    if "/" in mean.figure.unit:
        return figure.kind is mean.figure.kind and "/" not in figure.unit
    return like(figure, mean.figure)


def _may_be_total(mean: Mean, sentence: Sentence, n: int) -> bool:
    figure, own = sentence.figure(n), mean.figure
    alike = is_whole(mean, figure) and _enough(mean) * value_of(figure) > value_of(own)
    same = own.kind is Kind.AMOUNT or sentence is not mean.sentence or not counted_by(mean, sentence, n)
    # 支出 A，剩余 B。人均 P: nothing is paid of what is left.
    left = _LEFT.search(sentence.before(n)) and not _LEFT.search(mean.words)
    return alike and same and not left and is_counted_part(sentence, n) and figure.period == own.period


def _enough(mean: Mean) -> int:
    """How many times its total an average may be at most: 万元 may stand for 元."""
    return _MYRIAD if mean.figure.unit == "万元" else 1
