"""What a sentence has named so far (上文): what numbers without a name of their own lean on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.labels.words import compared, is_generic, is_relative
from extractors.scores.leads import lead
from extractors.scores.wording import SEVERAL, is_bare_score, is_class, is_level, may_be_class, scored_title
from schemas.figure import Kind

if TYPE_CHECKING:
    from decimal import Decimal

    from extractors.numbers.numerals import Quantity

_SET = re.compile(r"(?:目标|水平|标准|考核线|警戒线|红线|预[期定]|要求)值?$")  # what a rate is held against
_REACHED = re.compile(
    r"(?<=..)(?:(?:目标|实际|完成|指标)值|目标[与和、及]实际)$|(?<=[率度性数量次])(?:年度|全年)?实际(?:完成)?$"
)
_SUM = re.compile(r"(?:总额|总量|资金总[额量]|(?:资金)?总?规模)")
_PARTS = re.compile(r"其中|包括|分项|构成|组成|分为|^中[，,]|^[，,]分别[为是](?=.{3})")
# 办结, 按期办结: what was done with the things counted before.
_DEED = re.compile(r"(?:已|未|超额|提前|按期|按时|及时|全部|均|实际|完成)*[\u4e00-\u9fff]{2}")
_AVERAGE = re.compile(r"平均(?:得分|分)$")
_REMEMBERED = 5  # amounts that a comparison may go back to


@dataclass(slots=True)
class Said:
    """What the sentence has named so far, for numbers that lean on it. `last` is by depth of brackets."""

    title: str
    year: int | None = None  # the report's
    theme: str = ""  # the funds that the report is about
    topic: str = ""
    told: str = ""  # the paragraph up to the number
    before: str = ""
    last: dict[int, str] = field(default_factory=dict)
    amounts: dict[int, str] = field(default_factory=dict)
    scores: dict[int, str] = field(default_factory=dict)
    compared: str = ""
    awaited: str = ""
    rate: str = ""
    whole: str = ""
    value: Decimal | None = None  # of the last amount outside brackets
    rest: Decimal | None = None  # what the parts listed so far leave of the whole
    parts: int = -_REMEMBERED  # how many amounts were listed of the whole, and not compared; below 0 when none are
    counted: str = ""
    things: str = ""  # counted last, deeds left out
    weighed: str = ""  # whose weight the number before is: 效益指标权重 30%，得 28.5 分
    share: str = ""  # the share that the number before is, which points are added to
    against: str = ""
    versus: str = ""  # what the sentence compares with: 较上年
    pair: tuple[str, ...] = ()  # the two rates named last
    spent: tuple[str, ...] = ()  # the last amounts named outside brackets
    scored: bool = False  # whether the item or the heading has its own points already

    def next_sentence(self) -> Said:
        """What is left of a sentence for the next one: the last quantity named, by it or before it."""
        before = self.whole or self.amounts.get(0) or self.last.get(0) or self.before
        return Said(
            self.title,
            self.year,
            self.theme,
            before=before,
            whole=self.whole,
            scored=self.scored,
            spent=(*self.spent, self.whole) if self.whole else self.spent,
        )

    def full(self, name: str, quantity: Quantity) -> str:
        """A name with the report's funds when it names only a stage or a sum of them."""
        bare = self.theme and quantity.kind is not Kind.SCORE and (is_generic(name) or _SUM.fullmatch(name))
        return self.theme + name if bare else name

    def listing(self, words: str) -> None:
        """The words before the next number: 其中 and the like make the last amount the whole of what follows."""
        if _PARTS.search(words) and (whole := self.amounts.get(0) or (self.whole or self.before) * (not self.last)):
            self.whole, self.parts = whole, 0
            self.rest = self.value if whole == self.amounts.get(0) else None

    def budgeted(self, words: str) -> str:
        """The whole whose parts were just listed, when words compare with a budget; "" for other words."""
        if self.parts == 1:
            self.parts, self.rest = -_REMEMBERED, None  # each part is compared by itself
        if words.startswith("占"):
            self.rest = None
        return self.whole if self.parts > 1 and "预算" in words else ""

    def beside(self, words: str) -> str:
        """Words that go on from what is compared with: 较 95% 的目标 | 低."""
        way = words.removeprefix(self.against) if self.against else ""
        return way if way and is_relative(way) else words

    def led(self) -> str:
        """The indicator that the words about a score begin with, where the heading names none."""
        return lead(self.told) if may_be_class(self.title) or SEVERAL.search(self.title) else ""

    def owner(self, depth: int) -> str:
        """What a score without a name belongs to: what the sentence scores, its item, its rate, or the heading."""
        score = self.scores.get(depth) or (self.scores.get(depth + 1) if depth == 0 else "")
        score = "" if _AVERAGE.search(score or "") and self.title else score  # 平均得分 86.7 分，…，自评得 9 分
        if of := self.weighed or score or self.topic or self.led():
            return of
        several = self.rate and (SEVERAL.search(self.title) or is_class(self.title) or is_level(self.title))
        return (_REACHED.sub("", self.rate) if several else "") or scored_title(self.title)

    def base_of(self, quantity: Quantity, depth: int) -> str:
        """The quantity that a comparison (较上年增长, 占) is about."""
        points = quantity.unit.endswith("百分点")
        if points and self.share:  # 占总支出的 72.5%，较上年提高 2.3 个百分点
            return self.share
        if self.compared:
            return self.compared
        # 经费 9 万元，其中公车 7 万元、接待 2 万元，较上年减少: nothing is left to list, so it is of the whole again.
        if self.rest == 0 and self.whole and not depth:
            return self.whole
        if points:
            return self.last.get(depth) or self.before
        if quantity.kind is Kind.AMOUNT and self.spent and not depth:  # 接待 2 批次。较上年增加 5 万元
            return self.spent[-1]
        return self.amounts.get(depth) or self.last.get(depth) or self.last.get(depth - 1) or self.topic

    def alike(self, noun: str) -> str:
        """The last amount of this year named with a noun (支出); "" when none was."""
        ours = (
            name for name in reversed(self.spent) if name.endswith(noun) and not name.startswith(("上年", "去年", "未"))
        )
        return next(ours, "")

    def note(self, quantity: Quantity, depth: int, label: str) -> None:
        """A number with a name of its own."""
        if label == (label := compared(label)):
            self.versus = ""
        self.compared = self.weighed = ""
        self.last[depth] = label
        # 来信 126 件，答复 121 件: the deed alone names nothing that is counted.
        amount, count = quantity.kind is Kind.AMOUNT, quantity.kind is Kind.COUNT
        if not count or len(label) > 2 or not self.counted:
            self.counted = label if count else ""
            self.things = self.things if not self.counted or _DEED.fullmatch(label) else label
        if quantity.kind is Kind.SCORE and not label.startswith("每"):
            self.scores[depth] = label
            self.scored = self.scored or label in {self.topic, self.title}
            if depth and self.scores.get(depth - 1) != label:  # A（20分）得19分，B（30分）: B is the next one
                self.scores.pop(depth - 1, None)
        elif quantity.kind is Kind.RATE and not is_bare_score(label) and not _SET.search(label):
            self.weighed = label.removesuffix("权重") if label.endswith("权重") else ""
            label = self.weighed or label
            self.pair = (self.rate, label) if self.rate else ()
            self.rate = label
            for inside in (depth, depth + 1):
                self.scores.pop(inside, None)
        if amount or (count and not _SET.search(label)):
            if amount:
                self.pair = (self.amounts[depth], label) if self.amounts.get(depth) else ()
            self.amounts[depth] = label
        if amount and not depth:
            self.parts += 1
            self.value = None if quantity.value is None else quantity.value * quantity.scale
            self.rest = None if self.rest is None or self.value is None else self.rest - self.value
            self.spent = (*self.spent[-_REMEMBERED:], label)
