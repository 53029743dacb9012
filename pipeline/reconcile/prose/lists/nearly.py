"""Lists that all but make up their whole (近似合计): `职工 A 人，其中医生 B 人，护士 C 人`.

No word says that this is all of it. But where a passage tells nothing else of the kind, and the parts come so near
their whole, they were meant to be; farther off, where one wrong digit accounts for it, it is a warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, Quotient, adds_up, is_held, side
from pipeline.reconcile.intervals import is_exact, usable, value_of
from pipeline.reconcile.near import is_slipped
from pipeline.reconcile.prose.accounts.rolling import way_of
from pipeline.reconcile.prose.lists.heads import is_aside
from pipeline.reconcile.prose.lists.items import OPENING, is_in_post, is_undone
from pipeline.reconcile.prose.lists.partitions import exclude
from pipeline.reconcile.prose.lists.short import may_be_all
from pipeline.reconcile.prose.lists.sums import SAID
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_part
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Passage, Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_AND = ("、", "和", "及", "与")
_OPEN = re.compile(
    r"主要|等(?!级|次)|重点|其[他它余]|兼|双肩挑|交叉|重复|同时|含"
)  # not all is told, or some of it twice
# 其中人员类申报 A，批复 B: two stages of one thing.
_STAGE = re.compile(
    r"[，,、；;]?(?:申报|批复|预算|决算|执行|支出|使用|到位|下达|审定|核定|实际|完成|任务|目标|计划)+[数额]?为?"
)
_LED = re.compile(rf"{SAID.pattern}|依次|分别|来源")
_ALL = re.compile(r"依次|分别|来源|分为|组成|构成|[按从][^，,；;。]{1,12}(?:分类|划分|分|看)")
_GOES_ON = re.compile(r"(?:^|[。；;])\s*其中")
_SUM = re.compile(r"[合小共]计|一共|[空缺超]编")
_MOST = 8  # parts
_LITTLE = 30  # how many times what is missing, or too much, must fit into the whole


def nearly(passages: Sequence[Passage], rules: RuleSet) -> Iterator[Relation]:
    """The parts that a passage lists of one of its numbers against it, where they all but make it up."""
    for one in _lists(passages):
        parts = one.parts
        form = Equation(side(*parts), side(one.whole))
        little = _LITTLE * abs(form.result.gap) <= value_of(one.whole)
        if any(adds_up(parts[:n], one.whole) for n in range(2, len(parts))):
            continue  # 支出 A，其中基本 B，项目 C，年末结转 D: full without the last
        if not little and not one.all and not _is_slipped(one, form):
            continue
        shared = any(is_held(Quotient(side(*parts), side(one.whole), rate)) for rate in one.rates)
        told = one.said or (not one.rates and (one.joined or exclude(parts, rules)))
        if told and not shared:
            yield Relation(rules["prose_nearly"], (form,), one.whole.label, mild=not little)


def _is_slipped(one: _List, form: Equation) -> bool:
    """Whether one wrong digit keeps a list from being full that does not count apart what has nothing in common."""
    counted = (
        one.whole.kind is Kind.COUNT and is_exact(one.whole) and not one.said
    )  # 内设科室 A 个，下设大队 B 个、站所 C 个
    return not counted and not one.each and may_be_all(one.parts, one.whole) and is_slipped(form)


class _List(NamedTuple):
    """A whole and what is told behind it: all numbers alike, and rates; whether words say that these are its parts.

    `joined`: commas part them, and no more; `each`: a number is that of several things (甲、乙各 C 个).
    """

    whole: Figure
    parts: list[Figure]
    rates: list[Figure]
    said: bool
    all: bool
    joined: bool
    each: bool


def _lists(passages: Sequence[Passage]) -> Iterator[_List]:
    """The list that a passage is, or the one that goes on with what the passage before told: A。其中，B、C."""
    sentence, run = passages[-1]
    flat = [n for n in run if sentence.figure(n).kind is not Kind.RATE]
    before = passages[-2] if len(passages) > 1 else None
    first = sentence.before(run[0])
    if before and len(before.run) == 1 and _GOES_ON.search(first):
        whole, items, start = before.sentence.figure(before.run[0]), flat, 0
    else:
        at = next((k for k, n in enumerate(flat) if k and SAID.search(sentence.before(n))), 1)
        if len(flat) <= at:
            return
        items = flat[at:]
        head = next((n for n in reversed(flat[:at]) if not is_aside(sentence, n, items[0])), flat[at - 1])
        whole, start = sentence.figure(head), sentence.places[flat[at - 1]].end
        if sentence.depth(head) > sentence.depth(items[0]):
            return  # 总分 A（满分 B），其中…: no list is of what is told in passing
    parts = [sentence.figure(n) for n in items]
    if not 1 < len(parts) <= _MOST or not usable(whole) or any(f.qualifier for f in (whole, *parts)):
        return
    if any(_SUM.search(sentence.before(n)) for n in items[1:]):
        return  # T，包括甲 A、乙 B，合计 C，另有 D
    if _are_parts(sentence, items, whole) and not _OPEN.search(sentence.text[start:]):
        rates = [sentence.figure(n) for n in run if sentence.figure(n).kind is Kind.RATE]
        leads = [sentence.before(n) for n in items]
        joined = not leads[0].startswith(_AND) and all(words.startswith(_AND) for words in leads[1:])
        each = any(words.endswith("各") for words in leads)
        lead = leads[0]
        yield _List(whole, parts, rates, bool(_LED.search(lead)), bool(_ALL.search(lead)), joined, each)


def _are_parts(sentence: Sentence, items: Sequence[int], whole: Figure) -> bool:
    """Whether numbers are parts of a whole, told in one breath, each of another thing."""
    plain = whole.kind is not Kind.DATE and all(is_part(sentence, n, whole) for n in items)
    plain = plain and not any(is_undone(w := sentence.before(n), whole) or is_in_post(w, whole) for n in items)
    words = [sentence.clause(n) for n in items]
    # 年末 T 家，其中退出 B 家，年初 C 家: what there was and what went.
    plain = plain and not (any(map(OPENING.search, words)) and any(way_of(told) < 0 for told in words))
    stages = any(_STAGE.fullmatch(sentence.before(n)) for n in items)
    return plain and not stages and len({sentence.nesting[n] for n in items}) == 1
