"""Totals said in prose (合计): which of the numbers before one it adds up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, adds_up, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_a_slip_off
from pipeline.reconcile.prose.lists.groups import folded, of_its_year, of_role
from pipeline.reconcile.prose.lists.items import IN_POST, SEVERAL, before_fate
from pipeline.reconcile.prose.lists.short import likely
from pipeline.reconcile.relations import Relation, slip_explains
from pipeline.reconcile.sentences import AND, is_aim, is_measure, is_part, like, unbracketed
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_OF_ANOTHER, _GROWN = re.compile(r"[占比较][^，,；;。]*$"), re.compile(r"增|降|涨|升|幅")  # 合计占全部 T 的 P
_OPEN = re.compile(r"待|尚未|暂未")  # not all of it is told
_SUBTOTAL = re.compile(r"小计[为是达]?$")
_RESPECTIVELY = re.compile(r"分别|依次|逐项")
_LED = re.compile(r"其中|包括|含|[：:（(]")
_AIMED = re.compile(
    r"[，,；;（(](?:全年|年度|本年|当年|年初|原)*(?:目标|计划|任务)[数值量]?(?:合计|共计?|总计|总数)[为是]?$"
)
_AIM = re.compile(r"目标|计划|任务|应|拟")
# 甲 A，乙 B；丙费、丁费及戊费共计 T: of what it names itself
_OWN_NAMES = re.compile(r"[；;。][^，,；;。]*[费金款][、及和与][^，,；;。]*(?:共计|合计|总计)[^，,；;。]{0,4}$")
_POSTS = re.compile(r"编制[数为是]*$")


def totalled(sentence: Sentence, n: int, rules: RuleSet, *, only: bool = True) -> Iterator[Relation]:
    """`A…，B…，C…，合计 T`."""
    whole = sentence.figure(n)
    if not usable(whole) or _OF_ANOTHER.search(sentence.before(n)):
        return
    if _AIMED.search(sentence.before(n)) and not any(_AIM.search(sentence.before(i)) for i in range(n)):
        return  # 新开甲 A 条、乙 B 条，目标合计 T 条: what was aimed at is no sum of what came about
    # What was told of before a semicolon is seldom added up, unless it makes up the total.
    last = max((i for i in range(1, n) if re.search(r"[；;。]", sentence.before(i))), default=0)
    flat = _respective(sentence, n) or _by_rows(sentence, n, rules) or _narrowed(sentence, n, last, rules)
    # 预算 A，支出 B、C，合计 T: what makes it up is a list, whatever was told before.
    tails = (flat[k:] for k in range(1, len(flat) - 1) if sentence.before(flat[k])[:1] not in AND)
    flat = next((tail for tail in tails if make_up([sentence.figure(i) for i in tail], whole)), flat)
    parts = [sentence.figure(i) for i in flat]
    if not make_up(parts, whole):
        flat = next((some for some in _tails(sentence, n, flat) if _is_slipped(sentence, some, whole)), flat)
        parts = [sentence.figure(i) for i in flat]
    if not make_up(parts, whole) and _OWN_NAMES.search(sentence.before(n)):
        return
    if whole.kind is Kind.RATE and any(_GROWN.search(f.label) for f in (whole, *parts)):
        return  # the growth of two years is not the sum of theirs
    if len(parts) > 1:
        listed = all("其中" not in sentence.before(i) for i in range(max(last, flat[0] + 1), n))
        everything = Equation(side(*parts), side(whole))
        # 甲、乙分别为 A、B，合计 T leaves no doubt, however far off the total is.
        told = bool(_RESPECTIVELY.search(sentence.before(flat[0]))) and len(flat) == n - flat[0]
        near = 3 * abs(everything.result.gap) <= abs(value_of(whole))
        if told or near or slip_explains(everything) or is_a_slip_off(everything):
            # The scores of some groups need not be those of all.
            listed = listed and not _OPEN.search(sentence.before(n))
            # What stands before the list is of another kind: 16 个乡镇站，专职 A 人、兼职 B 人，合计 T.
            alike = [i for i in range(last, n) if like(sentence.figure(i), whole)]
            clear = listed and alike == flat and whole.kind is not Kind.SCORE
            sure = told or (clear and only and (near or slip_explains(everything)))
            yield (Relation(rules["prose_sum"], (everything,), whole.label) if sure else likely(everything, rules))


def _tails(sentence: Sentence, n: int, flat: list[int]) -> Iterator[list[int]]:
    """Of numbers before a total those that ands join just before it, and those that words lead to.

    All of them come first, unless the number before that list is more than it makes: 收回 A，满意 B、不满意 C，合计 T.
    """
    first = len(flat) - 1
    while first > 0 and sentence.before(flat[first]).startswith(AND):
        first -= 1
    run = flat[first:] if 0 < first < len(flat) - 1 and flat[-1] == n - 1 else []
    more = run and value_of(sentence.figure(flat[first - 1])) > sum(value_of(sentence.figure(i)) for i in run)
    yield from (run, flat) if more else (flat, run)
    led = (k for k in range(1, len(flat) - 1) if _LED.search(sentence.before(flat[k])))
    yield from (flat[k:] for k in led)


def _is_slipped(sentence: Sentence, items: Sequence[int], whole: Figure) -> bool:
    """Whether one digit keeps several numbers from a total."""
    return len(items) > 1 and is_a_slip_off(Equation(side(*(sentence.figure(i) for i in items)), side(whole)))


def _respective(sentence: Sentence, n: int) -> list[int]:
    """The numbers just before a total, told of things in their order: 决策 A 分、过程 B 分，分别得 C 分、D 分."""
    first = n - 1
    while first > 0 and sentence.before(first) in AND:
        first -= 1
    run = list(range(first, n))
    told = len(run) > 1 and _RESPECTIVELY.search(sentence.before(first))
    return run if told and all(is_part(sentence, i, sentence.figure(n)) for i in run) else []


def _by_rows(sentence: Sentence, n: int, rules: RuleSet) -> list[int]:
    """The numbers like a total, if each stands in a stretch of its own: 甲 a 户，A 元；乙 b 户，B 元；共计 T 元."""
    rows: list[list[int]] = [[]]
    for i in range(n):
        if i and "；" in sentence.before(i):
            rows.append([])
        if is_part(sentence, i, sentence.figure(n)) and sentence.depth(i) == sentence.depth(n):
            rows[-1].append(i)
    flat = [i for row in rows for i in row]
    parted = "；" in sentence.before(n) or len(rows) >= SEVERAL  # 甲 a 户，计 A 元；…；丙 c 户，计 C 元，共 T 户
    alone = parted and len(rows) > 1 and all(len(row) == 1 for row in rows)
    alone = alone and of_role(sentence, n, flat, rules) == flat
    form = Equation(side(*(sentence.figure(i) for i in flat)), side(sentence.figure(n)))
    return flat if alone and (is_held(form) or is_a_slip_off(form)) else []


def _is_posts(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is of posts."""
    figure = sentence.figure(n)
    return figure.kind is Kind.COUNT and bool(_POSTS.search(sentence.before(n)) or figure.label.endswith("编制"))


def _people(sentence: Sentence, n: int, flat: list[int]) -> list[int]:
    """The numbers before a total but for those of posts, unless it is of posts itself."""
    people = [i for i in flat if _is_posts(sentence, n) or not _is_posts(sentence, i)]
    return people if IN_POST.search(sentence.before(n)) else people or flat


def _narrowed(sentence: Sentence, n: int, last: int, rules: RuleSet) -> list[int]:
    """The numbers before a total that may be its parts: fewer and fewer of them, until they make it up."""
    whole = sentence.figure(n)

    def unnamed(flat: list[int]) -> list[int]:
        """Without those before the list: the whole, said before its parts; and after it what became of it."""
        name = normalise(whole.label)
        if flat and normalise(sentence.figure(flat[-1]).label) == name:
            name = ""  # 共 T borrows the name of the last part
        own = [k for k, i in enumerate(flat) if name and normalise(sentence.figure(i).label) == name]
        return before_fate(sentence, flat[own[-1] + 1 if own else 0 :], name)

    narrower: tuple[Callable[[list[int]], list[int]], ...] = (
        # 甲 A、乙 B，小计 C；丙 D、丁 E，小计 F；总计 T
        lambda flat: [i for i in flat if _SUBTOTAL.search(sentence.before(i))] or flat,
        lambda flat: [i for i in flat if i >= last],
        lambda flat: folded(sentence, flat),
        unnamed,
        # 编制 A 名，在编 B 人，编外 C 人，合计 T 人: posts are no people, a plan is nothing done.
        lambda flat: _people(sentence, n, flat),
        lambda flat: [i for i in flat if not is_aim(sentence, i, whole)] or flat,
        # 标准 A 元，应拨 B 万元: what is told in 元 is a price.
        lambda flat: [i for i in flat if whole.unit == "元" or sentence.figure(i).unit != "元"],
        lambda flat: of_role(sentence, n, flat, rules) if whole.kind is Kind.AMOUNT else flat,
        lambda flat: of_its_year(sentence, n, flat),
    )
    level = (i for i in range(n) if sentence.depth(i) == sentence.depth(n) and not is_measure(sentence, i))
    flat = [i for i in level if is_part(sentence, i, whole)]
    named = _called_so(sentence, n, flat)
    if 1 < len(named) < len(flat):
        # 预算收入 A，补助收入 B，调入资金 C，收入总计 T: what is called otherwise may come in, too.
        all_, some = ([sentence.figure(i) for i in items] for items in (flat, named))
        full = make_up(all_, whole) or (not make_up(some, whole) and _is_slipped(sentence, flat, whole))
        return flat if full else named
    for narrow in narrower:
        if make_up([sentence.figure(i) for i in flat], whole):
            break
        flat = narrow(flat)
    return flat


def _called_so(sentence: Sentence, n: int, flat: Sequence[int]) -> list[int]:
    """The numbers that are called by what is added up: 甲编制 A，实有 B；乙编制 C，实有 D，合计编制 T."""
    noun = re.sub(r"[、，,；;。：:]|[合总共]计|总?共|总数?", "", unbracketed(sentence.before(n)))
    return [i for i in flat if sentence.before(i).endswith(noun)] if len(noun) > 1 else []


def make_up(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether two or more parts make up a whole."""
    return len(parts) > 1 and usable(whole) and adds_up(parts, whole)
