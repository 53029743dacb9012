"""Sentences with their numbers in place (句): what stands before, between and after the numbers of one sentence."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.points import says_marks
from schemas.figure import Kind
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.figure import Figure

# What follows is no part of anything: a change, last year's number, a share, an average.
_CHANGE = re.compile(
    r"(?:相差|增加(?!值)|(?:(?<![\u4e00-\u9fff])|(?<=[期年比]))[增减][收支]|增长|减少|下降|上升|降低|提高|增幅|降幅|[比较]上年|[比较]去年|与上年|[比较与](?:19|20)\d\d年|上年同期|上年同口径|去年|同比|环比|[人户亩生车场次日月年床件台套批期班盏座里米]均|(?<![两二三四五六七八九十全各])[项篇轮村校院单案]均|平均|每|单价|(?<!一户)(?:多|少)(?![列领报付计收支提发占重种元媒功数年儿层样先]))了?[^，,；;：:]{0,6}$"
)

_OTHER_THING = re.compile(
    r"(?:上年(?!.{0,2}结)|占(?![道用])|预算为)[^，,；;：:]{0,6}$|^[，,][比较](?:年初|全年|调整后?)?预算[^，,；;：:]{0,4}$|[（(，,]原[^，,；;：:]{0,6}$|(?:调[增减整]|追加|压减|核减)后[^，,；;：:]{0,4}$|[控压]制在[^，,；;：:\d]{0,8}$|(?:节约|节省)了?[^，,；;：:]{0,4}$|[（(](?:19|20)\d\d年度?(?:同期)?[为是]?$|[，,](?:19|20)\d\d年度?同期[^，,；;：:]{0,4}$"
)
# 市级 A 万元到位 B 万元: what came of A is told with it. 投资 A，按 5% 计算即 B: what follows from A.
_OF_LAST = re.compile(r"^(?:实际|已|全额)?(?:到位|支出|执行|支付|拨付|使用|完成)$|[^，,；;。]即$|^[，,]?折合")
_ADJUSTED = re.compile(r"^[，,；;](?:年中)?(?:调[增减整]|追加|压减|核减)后[^，,；;：:]{0,4}$")
_ADJUSTING = re.compile(r"[调追结增减][^，,；;。]{0,4}$")
# 本年 A，上年为 B，增长 P: what the year's number is compared with.
_OTHER_YEAR = re.compile(r"[，,（(](?:(?:19|20)\d\d年|上年|去年)[^，,；;。]{0,6}[为是]$")
_AIM = re.compile(r"(?:目标|计划|任务)[数值量]?[为是]?$")
_NAMED_PLAN = re.compile(r"[、和及]\s*[^，,；;。\d]{2,}计划$")  # 产业 58 个、雨露计划 14 个
_CHANGED = re.compile(r"[，,）)]*(?:同比|相应)?(?:增|减|下降|上升|降低|提高)")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
# 执行率达到 100% 的 14 个项目: what these have in common.
_CLASS = re.compile(r"(?:（含）)?(?:及?以[上下内]|之间)?的(?:有|共)?(?:\d|项目|[单部][位门])")
_AHEAD = re.compile(
    r"明年|来年|次年|(?<!结转)(?<!结转至)(?<!结转到)下一?年|拟(?![定议])|20\d\d年(?:度|工作)?(?:计划|预计)"
)
_NEEDED = re.compile(r"需要?$|预计")
CLAUSE = re.compile(r"[，,；;。：:（()）]")
CLAUSE_END = re.compile(r"[；;。]")
_REACHED = re.compile(r"(?:增[加长]?|减少?|上升|提高|扩大|下降|降低?|压减)了?[到至]$")
_SPELT = re.compile(r"[（(](?P<above>\d[\d,]*(?:\.\d+)?)[^\d/÷／（）()]{0,4}[/÷／]\s*(?P<below>\d[\d,]*(?:\.\d+)?)")
_OVER = ("/", "÷", "／")
_STOP = re.compile(r"[。；;\n]")
_FULL_MARKS = re.compile(r"满分|分值|权重|标准分|扣")
# 投入类 10 分得 9.5 分: what is followed by what was got of it is full marks.
_GOT = re.compile(
    r"[，,、]?(?:满分|权重|分值)?[)）]?[，,、]?(?:按[^，,；;。\d]{2,10}计)?(?:自评|实际|实|评价|本项)?(?:得(?:分|了)?|自评)[为:：]?\s*$"
)
_BARE = re.compile(r"(?<![得计评])(?<![得评]分)(?<![得评]分为)$")
_AWARDED = re.compile(r"[，,）)][^，,；;。、]*(?:得|(?<![合共总])计)分?为?$")
AND = ("、", "和", "及", "与")
_ON = re.compile(r"(?:提[高升]|上升|增[长加]|下降|降低|减少|回落|[升增降减])了?[到至为]")
_MEASURE = re.compile(r"占[^，,；;。\d]*$")


@lru_cache(maxsize=4096)
def is_change(before: str) -> bool:
    """Whether the words before a number make it a change or another year's number."""
    return bool(_CHANGE.search(before))


def is_ahead(figure: Figure) -> bool:
    """Whether a number is one that is planned for, of what is to come."""
    return bool(_AHEAD.search(figure.evidence.quote) or _NEEDED.search(figure.label))


def is_of_class(figure: Figure) -> bool:
    """Whether a rate is what the things have in common that are told of next."""
    return figure.kind is Kind.RATE and bool(_CLASS.match(figure.words[1]))


def unbracketed(words: str) -> str:
    """Words between two numbers without what stands in brackets among them."""
    return _BRACKETED.sub("", words) if "（" in words or "(" in words else words


class Place(NamedTuple):
    """A figure and the characters that it takes of the sentence."""

    figure: Figure
    start: int
    end: int


@record
class Sentence:
    """A sentence (句) outside tables, its numbers in reading order."""

    text: str
    section: int
    places: tuple[Place, ...]

    def before(self, n: int) -> str:
        """The text from the number before the n-th (or the sentence's beginning) to the n-th, spaces off its ends."""
        return self._before[n]

    @cached_property
    def _before(self) -> tuple[str, ...]:
        starts = (0, *(place.end for place in self.places))
        return tuple(self.text[start : place.start].strip() for start, place in zip(starts, self.places, strict=False))

    def clause(self, n: int) -> str:
        """What stands before the n-th number in its own clause."""
        return self._clauses[n]

    @cached_property
    def _clauses(self) -> tuple[str, ...]:
        return tuple([CLAUSE.split(words)[-1] for words in self._before])

    def since(self, n: int, depth: int | None = None) -> str:
        """The text to the n-th number from the last before it that is no date, nor in more brackets than `depth`."""
        i = n - 1
        while i >= 0 and (self.figure(i).kind is Kind.DATE or (depth is not None and self.depth(i) > depth)):
            i -= 1
        return self.text[self.places[i].end if i >= 0 else 0 : self.places[n].start]

    def after(self, n: int) -> str:
        """The text from the n-th number to the next, or to the sentence's end."""
        end = self.places[n + 1].start if n + 1 < len(self.places) else len(self.text)
        return self.text[self.places[n].end : end]

    @cached_property
    def nesting(self) -> tuple[tuple[int, int | None], ...]:
        """For each number how many brackets it stands in, and which number the innermost of them was opened after."""
        if "（" not in self.text and "(" not in self.text:
            return ((0, None),) * len(self.places)
        owners: list[int | None] = []
        found: list[tuple[int, int | None]] = []
        at = 0
        for n, place in enumerate(self.places):
            for char in self.text[at : place.start]:
                if char in "（(":
                    owners.append(n - 1 if n else None)
                elif char in "）)" and owners:
                    owners.pop()
            found.append((len(owners), owners[-1] if owners else None))
            at = place.end
        return tuple(found)

    def depth(self, n: int) -> int:
        """How many brackets the n-th number stands in."""
        return self.nesting[n][0]

    def owner(self, n: int) -> int | None:
        """The number that the bracket around the n-th was opened after; None outside brackets."""
        return self.nesting[n][1]

    def figure(self, n: int) -> Figure:
        """The n-th number."""
        return self.places[n].figure

    def __len__(self) -> int:
        return len(self.places)


class Passage(NamedTuple):
    """Numbers of a sentence that no full stop or semicolon parts, dates left out."""

    sentence: Sentence
    run: tuple[int, ...]

    @property
    def text(self) -> str:
        """The words before, between and after the numbers."""
        sentence, first, last = self.sentence, self.run[0], self.run[-1]
        return (
            sentence.before(first)
            + sentence.text[sentence.places[first].end : sentence.places[last].end]
            + sentence.after(last)
        )


def passages(sentence: Sentence) -> Iterator[Passage]:
    """The passages of a sentence."""
    run: list[int] = []
    for n in range(len(sentence)):
        if run and _STOP.search(sentence.before(n)):
            yield Passage(sentence, tuple(run))
            run = []
        if sentence.figure(n).kind is not Kind.DATE:
            run.append(n)
    if run:
        yield Passage(sentence, tuple(run))


def is_spelt_out(sentence: Sentence, n: int) -> bool:
    """Whether the bracket behind a rate says what it was reckoned from: 回收率 93.50%（763/816）."""
    return spelt_out(sentence, n) is not None


def spelt_out(sentence: Sentence, n: int) -> Fraction | None:
    """What the two numbers make that the bracket behind a rate gives for it, if they make it."""
    rate = sentence.figure(n)
    told = _SPELT.match(sentence.after(n)) if rate.kind is Kind.RATE and usable(rate) else None
    if told is None:
        return None
    above, below = (Fraction(told[key].replace(",", "")) for key in ("above", "below"))
    made = 100 * above / below if below > 0 else None
    return made if made is not None and abs(made - value_of(rate)) <= rate.ulp else None


def is_of_bracket(sentence: Sentence, n: int) -> bool:
    """Whether the bracket behind a rate names the two numbers that it is made of: 执行率 93.5%（A 万元/B 万元）."""
    inside = n + 2 < len(sentence) and sentence.owner(n + 1) == sentence.owner(n + 2) == n
    return bool(inside) and sentence.before(n + 2) in _OVER


def _counted(figure: Figure) -> str:
    """What a count counts: 名 and 位 are 人, 户次 are 户; how often people come, 人次, is another thing."""
    unit = figure.unit.lstrip("万千百亿")
    if unit in ("名", "位"):
        return "人"
    return unit if unit in ("次", "人次") else unit.removesuffix("次")


def like(a: Figure, b: Figure) -> bool:
    """Whether two figures may be added: amounts, prices of one thing, counts of one unit, rates."""
    if a.unit == b.unit or a.kind is not b.kind:
        return a.kind is b.kind
    return alike(a) == alike(b)


def alike(figure: Figure) -> tuple[Kind, str, str]:
    """What those have in common that may be added to a figure."""
    return figure.kind, figure.unit.partition("/")[2], _counted(figure) if figure.kind is Kind.COUNT else ""


def are_together(a: Figure, b: Figure) -> bool:
    """Whether two figures stand in one sentence, or in one row of one table."""
    if a.table_id or b.table_id:
        return (a.table_id, a.row) == (b.table_id, b.row)
    return (a.section, a.evidence.quote) == (b.section, b.evidence.quote)


def is_rate(figure: Figure) -> bool:
    """Whether a figure is a rate that can be reckoned with; points are a difference of rates."""
    return figure.kind is Kind.RATE and figure.unit != "个百分点" and usable(figure)


def rises_from(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is where something rose or fell from: 由 93% 提高到 98%."""
    return bool(_ON.match(sentence.after(n)))


def is_got_of(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is what was got of the full marks before it."""
    return bool(_GOT.match(sentence.before(n)))


def words_of(sentence: Sentence, n: int) -> str:
    """The words before the n-th number, or before the first of those that it is told with: 各扣 0.5 分、1 分."""
    while n and sentence.before(n) in AND:
        n -= 1
    return sentence.before(n)


def _is_of_marks(sentence: Sentence, n: int) -> bool:
    """Whether what was got of the n-th number is told after it: 执行率 10 分，按执行率 98% 计算得 9.8 分."""
    if _GOT.match(sentence.after(n)):
        return True
    if not _BARE.search(words_of(sentence, n)):
        return False
    for i in range(n + 1, len(sentence)):
        words = sentence.before(i)
        if CLAUSE_END.search(words) or sentence.depth(i) < sentence.depth(n):
            return False
        if sentence.figure(i).kind is Kind.SCORE and not _FULL_MARKS.search(words_of(sentence, i)):
            return bool(_AWARDED.search(sentence.text[sentence.places[n].end : sentence.places[i].start]))
    return False


def is_part(sentence: Sentence, n: int, whole: Figure) -> bool:
    """Whether the n-th number may be a part of a whole: of its kind, and no change or other year's number."""
    figure, words = sentence.figure(n), sentence.before(n)
    if figure.kind is Kind.SCORE and (_FULL_MARKS.search(words_of(sentence, n)) or _is_of_marks(sentence, n)):
        return False
    if figure.kind is Kind.SCORE and is_got_of(sentence, n) and says_marks(whole) and "自评总分" not in whole.label:
        return False  # 总分 100 分：甲 10 分，得 9.5 分；…: what was got is no part of what may be got
    if n and _OF_LAST.search(words):
        return False
    return like(figure, whole) and usable(figure) and not _is_of_another(words) and not is_change(words)


@lru_cache(maxsize=4096)
def _is_of_another(before: str) -> bool:
    """Whether the words before a number make it one of another year, another budget, another thing."""
    return bool(_OTHER_THING.search(before))


def is_measure(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is what another is a share of, and no item of a list: B in `A，占总支出 B 的 P`."""
    told = n + 1 < len(sentence) and sentence.before(n + 1) == "的" and is_rate(sentence.figure(n + 1))
    return told and bool(_MEASURE.search(sentence.before(n)))


def is_aim(sentence: Sentence, n: int, whole: Figure) -> bool:
    """Whether the n-th number is what was aimed at: no part of what was reached, nor what others are parts of."""
    return says_aim(sentence.before(n)) and not _AIM.search(whole.label)


def says_aim(words: str) -> bool:
    """Whether the words before a number say that it was aimed at."""
    return bool(_AIM.search(words)) and not _NAMED_PLAN.match(words)


def wholes_before(sentence: Sentence, n: int) -> list[Figure]:
    """The numbers before the n-th that may be its whole, the nearest first: like it, of the same depth, no change.

    Those that were only aimed at come last.
    """
    flat = (i for i in range(n - 1, -1, -1) if sentence.depth(i) == sentence.depth(n))
    flat = (i for i in flat if not (_OTHER_YEAR.search(sentence.before(i)) and _CHANGED.match(sentence.after(i))))
    found = [i for i in flat if is_part(sentence, i, sentence.figure(n)) or is_reached(sentence, i, sentence.figure(n))]
    return [sentence.figure(i) for i in sorted(found, key=lambda i: is_aim(sentence, i, sentence.figure(n)))]


def is_reached(sentence: Sentence, n: int, part: Figure) -> bool:
    """Whether the n-th number is what something came to: 由 A 增加到 B，其中…; 年初预算 A，调整后 B，其中…."""
    told = n > 0 and _REACHED.search(sentence.before(n)) and rises_from(sentence, n - 1)
    adjusted = n > 0 and _ADJUSTED.search(sentence.before(n)) and like(sentence.figure(n - 1), part)
    told = told or (adjusted and not _ADJUSTING.search(part.words[0]))
    return bool(told) and usable(sentence.figure(n)) and like(sentence.figure(n), part)


def whole_before(sentence: Sentence, n: int) -> Figure | None:
    """The last number before the n-th that may be its whole.

    A count between an amount and its parts does not part them; a number that is smaller is no whole, unless it is the
    only one; nor is B in `A，为 B 的 P`, if A is large enough.
    """
    part, found = sentence.figure(n), wholes_before(sentence, n)
    measures = [
        sentence.figure(i)
        for i in range(1, n - 1)
        if sentence.before(i + 1) == "的" and is_rate(sentence.figure(i + 1))
    ]
    found = sorted(found, key=lambda f: any(f is measure for measure in measures))
    return next((f for f in found if usable(part) and value_of(f) >= value_of(part)), found[0] if found else None)
