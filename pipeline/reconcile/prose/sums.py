"""Sums said in prose (其中、分为、合计): parts that add up to a whole, or at least do not exceed it.

A list of parts may be complete or not. Parts that add up are taken for all; parts that fall short are all only if the
list says so (由…组成, 按…分, 其他, words that leave nothing out), or if something else in the report bears it out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.groups import of_role
from pipeline.reconcile.prose.lists import (
    PEOPLE,
    SEVERAL,
    are_nearly_all,
    are_posts,
    columns,
    covers,
    is_rest,
    is_share,
    overlap,
    rows_of,
)
from pipeline.reconcile.relations import Relation, confront, equation, slip_explains
from pipeline.reconcile.sentences import is_change, is_part, like, rises_from, unbracketed, whole_before, wholes_before
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

# Words that say outright whose parts follow; others only list.
_SAID = re.compile(
    r"其中|包[括含]|[内中]?含|分为|组成|构成|[两二三四五六七八九]部分|^[（(]由|[，,：:]由|分别(?:安排|下达|投入|拨付|承担|负担|配套|筹集)|[按从][^，,；;。]{1,12}(?:分类|划分|分|看)"
)
_OF_ANOTHER, _GROWN = re.compile(r"[占比较][^，,；;。]*$"), re.compile(r"增|降|涨|升|幅")  # 合计占全部 T 的 P
_STOP = re.compile(r"另外|此外|同时|另有|年[末底]|结转下年|截[至止]|本年支出|支出决算")
_NEW_LIST = re.compile(r"按.{0,14}(?:分类|划分|分|来看|看)|从.{0,10}看")
_SORTED = re.compile(r"[按从][^，,；;。]{1,12}(?:分类|划分|分|构成)")
_LIST = re.compile(
    r"其中|包括|包含|(?<![总得评])分为|[，,：:]由|分别为?$|分别(?:[是用]|安排|下达|投入|拨付|承担|负担|配套|筹集)|[，,]共?(?:用于|安排|分配)|主要(?:为|是|用于)[:：]?|"
    r"分[两二三四五六](?:年|期|批次?|次|笔|阶段)[^，,；;。]{0,4}[，,：:]"
)
_ALL = re.compile(
    r"[两二三四五六七]部分|组成|构成|(?<![总得评])分为|包括：|分别(?:[是为]|安排|下达|投入|拨付|承担|负担|配套|筹集)|"
    r"以上[^。]*以下|分[两二三四五六](?:年|期|批次?|次|笔|阶段)"
)
_HOLDS = re.compile(r"^[，,](?:其中)?(?:包?含|内含|内有|含有)")
_SHARE_OF = re.compile(r"占([^，,；;。：:占\d]{3,}?)的?(?:比[例重])?\d")
_REASON = re.compile(r"主要(?:是|为)[^，,；;。]*[，,][^，,；;。]*$")
_REASONED = re.compile(r"主要(?:是|为)[^；;。\d]*[；;](?!.*(?:其中|包括|按))")  # 主要是标准提高；另一项 B: no list
_TOTAL = re.compile(
    r"(?:[两二三四五六七八]年(?:累计|合计|共)(?:投入|安排|支出|下达)?|合计|共计|总计|合共|总共|总分|总得分)"
    r"(?:[^，,；;。]{0,8}?)(?:为|达)?$|^[，,；;]?(?:总额|总数|总量)(?:为|达)?$|^[，,；;。]共[有计]?$"
)
_OPEN = re.compile(r"待|尚未|暂未")  # not all of it is told
_CUMULATED = re.compile(r"^[，,]累计(?:完成|投入|支出|安排|下达)[^，,；;。]{0,6}$")
# What became of the whole: no part of it.
_FATE = re.compile(
    r"(?:^|[，,；;。、])(?:截至[^，,。]{1,12}[，,])?(?:项目|资金|经费|全年|年内|本年|当年|年终|年末|最终|其中)*"
    r"(?:(?:实际|累计|已|共)+(?:支出|使用|支付|执行|列支|开支|拨付|支用|到位)|尚?(?:结余|剩余|节余|结存))"
    r"(?:资金|数|金额|额|总额)?(?:为|是|了|达|约|共)*$"
)
_INCLUDES = re.compile(r"^[，,]包括(?!但不限于)[^，,；;。]{0,12}$")
_PLUS = re.compile(r"^[^，,；;。]{0,2}加上?")
_SUM_UP = re.compile(r"(?:共|合计|总计|共计|总)(?:为|达|计)?$")
_NEAR = 4  # how many times what is too much must fit into the whole
_TWICE = re.compile(r"兼|双肩挑|交叉|重复")  # some hold two posts
_FEW = 10  # how many times what is too much must fit into the staff
_WHOLES = 3  # numbers before a list, beside the nearest, that it may be a list of
_NOT_ITS = re.compile(r"(?:[，,；;。][^（(]*|[÷/／×*＋+－-]\s*)[（(]")
# 支出 A（预算 B）, 留存 A（已含在 B 内）: another stage of the same, or what it is in.
_NO_PART = re.compile(
    r"^[（(](?:年初|全年|本年|当年|调整后?|批复)*(?:预算|计划|目标|任务|定额|标准|上限|控制)[^，,；;。：:]{0,6}$|"
    r"(?:含|包括|计|列|并|纳)[入在于]+[^，,；;。：:]*$"
)
_CONTAINS = re.compile(r"[（(](?:其中)?[，,：:]?(?:内|包)?含")  # names what is worth naming, not all
_OPERATOR = re.compile(r"\s*[×xX*÷/／]")  # 得 A 分（B 分×执行率）
_OUT_OF = re.compile(r"[（(][^，,；;。：:]{0,6}(?:共有?|共计|总数|总计|总量|应)[为是]?$")
_FULL = 20  # how many times what a list before a semicolon has too much must fit into the whole
_MUCH = 8  # how many times what a list lacks must fit into the whole, for it to be meant for all
_LEFT = re.compile(r"结余|剩余|节余|尚[有余未]|未")
_TAKEN = re.compile(r"盘亏|亏损|报废|减少|核减|调减|扣[减除]|冲[减销]|退[库回]")
_OPEN_LIST = re.compile(r"主要|等|重点|其他|其它|其余")
_STOPS = "、，,；;。"  # weaker ones first: a list whose items a comma parts ends at a semicolon


def summed(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """The sums that a sentence states."""
    began = False
    for n in range(1, len(sentence)):
        words = unbracketed(sentence.before(n))
        if sentence.depth(n) and sentence.owner(n) == n - 1 and sentence.depth(n) > sentence.depth(n - 1):
            yield from _bracketed(sentence, n, rules)
        elif _TOTAL.search(words) or (not words and n > 1 and _TOTAL.search(unbracketed(sentence.before(n - 1)))):
            yield from _totalled(sentence, n, rules)  # 甲 a 户 b 人，乙 c 户 d 人，共计 e 户 f 人
        elif (
            "其中" in words or _INCLUDES.search(words) or (not began and (_LIST.search(words) or _SORTED.search(words)))
        ) and not _REASONED.search(words):
            began = True
            yield from _among(sentence, n, rules)
        elif _CUMULATED.search(words) and sentence.before(n - 1).startswith("、"):
            yield from _totalled(sentence, n, rules, likely=False)
        elif _SUM_UP.search(words) and _PLUS.search(sentence.before(n - 1)):
            yield from _added(sentence, n, rules)


def _bracketed(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`A（B…、C…）`."""
    owner, depth = sentence.owner(n), sentence.depth(n)
    if owner is None:
        return
    whole = sentence.figure(owner)
    if _NOT_ITS.search(sentence.text[sentence.places[owner].end : sentence.places[n].start]):
        return  # A，控制率（支出/预算 B）, A÷（B＋C）: the bracket is not the number's
    if _OPERATOR.match(sentence.after(n)) or _OUT_OF.search(sentence.before(n)) or _NO_PART.search(sentence.before(n)):
        return  # 34 个（共 40 个）
    inside = [i for i in range(n, len(sentence)) if sentence.owner(i) == owner and sentence.depth(i) == depth]
    parts = [i for i in inside if is_part(sentence, i, whole)]
    if usable(whole) and parts and not is_change(sentence.before(owner)):
        text = sentence.text[sentence.places[owner].end : sentence.places[inside[-1]].end]
        open_ = bool(_CONTAINS.match(sentence.before(n)))
        said = bool(_SAID.search(sentence.before(n)))
        parts_ = [sentence.figure(i) for i in parts]
        if len(parts_) == 2 and value_of(parts_[0]) > value_of(whole) and _LEFT.search(sentence.before(parts[1])):
            # 支出结转资金 A（上年结转 B，结余 C）: of B, C is left
            left = [whole, parts_[1]]
            rule = rules.by_pattern["prose_sum"]
            yield Relation(rule, (Equation(side(*left), side(parts_[0])),), whole.label, mild=True)
            return
        yield from _parts(whole, parts_, text, rules, nested=False, open_=open_, mild=not said)


def _among(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`A…，其中：B…，C…`."""
    whole = whole_before(sentence, n)
    if whole is None and sentence.figure(n).qualifier and n + 1 < len(sentence):
        n += 1  # 其中：100 万元以上 A 个: the first number only bounds what is counted
        whole = whole_before(sentence, n)
    if whole is None:
        return
    if _is_no_list(sentence, n, whole):
        return
    # 执行 A，为预算 B 的 P，其中…: what makes up one of the numbers before is a list of that one.
    others = [f for f in wholes_before(sentence, n) if f is not whole][:_WHOLES]
    groups, inner = _lists(sentence, n, whole)
    for items in groups:
        end = sentence.places[items[-1]].end if len(groups) > 1 else len(sentence.text)
        text = sentence.text[sentence.places[items[0] - 1].end : end]
        first = _first(sentence, items)
        # After a stronger stop a 其中 is that of something named after the list.
        listed = items[:first] if first < len(items) and items[first] < inner <= items[-1] else items
        parts = [sentence.figure(i) for i in listed]
        mine = next((f for f in (whole, *others) if _adds_up(parts, f)), None)
        if mine is None and (rows := rows_of(sentence, items)):
            yield from columns(sentence, rows, rules)
            continue
        if mine is None and _is_listed(sentence, whole, most=value_of(whole) < max(map(value_of, parts))):
            continue  # 总投资 A、B、C: the last of a list is no whole
        if mine is None:
            mine, listed = whole, _before_fate(sentence, listed, normalise(whole.label))
            parts = [sentence.figure(i) for i in listed]
            if not parts:
                continue
        # 甲 A，乙 B，占甲的 P: B is a part of A.
        within = any(normalise(f.label).endswith(name) for f in parts for name in _SHARE_OF.findall(text))
        said = sentence.figure(items[0] - 1) is mine and bool(_SAID.search(sentence.before(items[0])))
        nested = within or inner <= listed[-1]
        if first == 1 and not slip_explains(Equation(side(*parts), side(mine)), forms=0):
            parts = parts[:first]
        yield from _parts(mine, parts, text, rules, nested=nested, first=first, mild=not said)


def _is_no_list(sentence: Sentence, n: int, whole: Figure) -> bool:
    """Whether the n-th number begins no list of a whole, for all its words."""
    if rises_from(sentence, n):
        return True  # 增设 4 个，由 8 个增至 12 个
    words, more = sentence.before(n), value_of(sentence.figure(n)) > value_of(whole)
    # 年末结余 A。按经济分类，…: what a sentence of its own sorts is not the last number before.
    apart = "。" in words and (_SORTED.search(words) or value_of(sentence.figure(n)) > 2 * value_of(whole))
    # 追加 A，主要是…增加，全年预算 B: a reason, no list.
    return more and bool(apart or _REASON.search(words))


def _is_listed(sentence: Sentence, figure: Figure, *, most: bool) -> bool:
    """Whether a number goes on a list of bare numbers, or one of the list's parts is `most` of all and more than it."""
    leads = (sentence.before(n) for n in range(1, len(sentence)) if sentence.figure(n) is figure)
    return any(words in ("、", "和") or (most and words.startswith("、")) for words in leads)


def _lists(sentence: Sentence, n: int, whole: Figure) -> tuple[list[list[int]], int]:
    """The items of the list that the n-th number begins (按…分 begins another list of the same whole).

    With them the first number that a 其中 of the items' own stands before. A subtotal stands for the items that it sums
    up if more follow: 收入总计 T，其中甲 A，乙 B，本年收入合计 C；年初结转 D.
    """
    groups: list[list[int]] = [[]]
    inner, summed = len(sentence), list[int]()
    for i in range(n, len(sentence)):
        words = sentence.before(i)
        if i > n and (_TOTAL.search(words) or _SUM_UP.search(words)) and "。" not in words:
            if summed or len(groups) > 1 or not _is_subtotal(sentence, i, groups[0], whole):
                break
            summed, groups = groups[0], [[]]
        elif i > n and (_STOP.search(words) or "。" in words):
            break
        if (i > n and "其中" in words) or re.search(r"各(?:为|是|有)?$", words):
            inner = min(inner, i)  # 甲和乙各 5 万元: how many times it counts is not said either
        if i > n and _NEW_LIST.search(words) and groups[-1]:
            groups.append([])
        within = i > n and _HOLDS.search(words)  # a part of the part before
        if sentence.depth(i) == sentence.depth(n) and is_part(sentence, i, whole) and not within:
            groups[-1].append(i)
    if summed and len(groups[0]) < SEVERAL - 1:
        groups[0] = summed
    return [group for group in groups if group], inner


def _is_subtotal(sentence: Sentence, n: int, items: Sequence[int], whole: Figure) -> bool:
    """Whether the n-th number is what a list's items so far come to, and less than their whole."""
    figure = sentence.figure(n)
    alike = usable(figure) and like(figure, whole) and value_of(figure) < value_of(whole) and len(items) > 1
    return alike and not sentence.depth(n)


def _before_fate(sentence: Sentence, items: list[int], name: str) -> list[int]:
    """The items before the first that says what became of the whole, or that names the whole once more."""
    for n, i in enumerate(items):
        again = n and normalise(sentence.figure(i).label) == name
        if _FATE.search(sentence.before(i)) or again:
            return items[:n]
    return items


def _adds_up(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether two or more parts make up a whole."""
    held = Equation(side(*parts), side(whole)).result.verdict
    return len(parts) > 1 and usable(whole) and held.holds


def _first(sentence: Sentence, group: Sequence[int]) -> int:
    """How many items stand before a stop that is stronger than those between them."""

    def stop(n: int) -> int:
        between = sentence.text[sentence.places[group[n - 1]].end : sentence.places[group[n]].start]
        return max((_STOPS.find(char) for char in re.sub(r"[（(].*?[)）]", "", between)), default=-1)

    strong = _STOPS.index("；")
    if len(group) > 1 and stop(1) < strong:
        return next((n for n in range(2, len(group)) if stop(n) >= strong), len(group))
    # 其中 A；B，C: a semicolon that parts no items ends the list.
    return 1 if any(0 <= stop(n) < strong for n in range(2, len(group))) else len(group)


def _parts(
    whole: Figure,
    parts: list[Figure],
    text: str,
    rules: RuleSet,
    *,
    nested: bool,
    open_: bool = False,
    first: int | None = None,
    mild: bool = False,
) -> Iterator[Relation]:
    """The relation that the parts have to the whole, as far as it is certain.

    `first` of them are one list by stops; an `open_` one need not be full, whatever its words; `mild`: that it is a
    list of this whole no word says.
    """
    add_up, at_most = rules.by_pattern.get("prose_sum"), rules.by_pattern.get("prose_part")
    if add_up is None or at_most is None or (whole.kind is Kind.RATE and not all(map(is_share, (whole, *parts)))):
        return  # the satisfaction of some is no part of that of all
    for count in range(len(parts), 1, -1):
        relation = equation(add_up, parts[:count], whole, subject=whole.label, sure=True)
        if confront(relation).verdict.holds:
            yield relation
            return
    over = total(side(*parts)) - value_of(whole)
    if overlap(parts, text) or (value_of(whole) in map(value_of, parts) and _NEAR * over > value_of(whole)):
        return  # 全长 A，其中路基 A、路面 B、管线 C: all of it is in one part, and much of it in others too
    signed = tuple((Fraction(-1 if _TAKEN.search(f.label) else 1), f) for f in parts)
    if signed != side(*parts):
        # 其中账面 A，盘盈 B，盘亏 C: what is lost is taken off.
        yield Relation(
            add_up, (Equation(signed, side(whole)), Equation(side(*parts), side(whole))), whole.label, sure=False
        )
        return
    everything = Equation(side(*parts), side(whole))
    if len(parts) > 1 and not nested:
        said = bool(_ALL.search(text) or _SORTED.search(text)) or is_rest(parts[-1])
        said = said or (len(parts) > 2 and any(map(is_rest, parts)))
        listed = parts[:first]
        complete = not open_ and (said or covers(whole, listed, rules))
        over = total(side(*listed)) - value_of(whole)
        if not complete and SEVERAL <= len(listed) < len(parts) and 0 < _FULL * over <= value_of(whole):
            # A，其中甲、乙、丙；丁: what a semicolon parts off is of something else where the list is full without it.
            parts, everything = listed, Equation(side(*listed), side(whole))
        # Where much is missing, the list need not be full, and a slip that makes it full is met by chance.
        if complete or (_MUCH * everything.result.gap > -value_of(whole) and slip_explains(everything)):
            forms = (
                (everything,)
                if said or len(listed) == len(parts)
                else (Equation(side(*listed), side(whole)), everything)
            )
            yield Relation(add_up, forms, whole.label, sure=complete, mild=mild and complete)
            return
    yield from _bounded(whole, parts, text, rules, nested=nested, mild=mild)


def _bounded(
    whole: Figure, parts: Sequence[Figure], text: str, rules: RuleSet, *, nested: bool, mild: bool
) -> Iterator[Relation]:
    """What parts that need not be all, and do not make up the whole, say of it: they do not exceed it."""
    add_up, at_most = rules.by_pattern["prose_sum"], rules.by_pattern["prose_part"]
    everything, over = Equation(side(*parts), side(whole)), total(side(*parts)) - value_of(whole)
    if len(parts) > 1 and not nested and whole.unit not in PEOPLE and 0 < _NEAR * over <= value_of(whole):
        # Parts that exceed their whole by a little were meant to make it up; people may be counted twice.
        most = Equation(side(*parts), side(whole), "<=")
        yield Relation(at_most, (most,), whole.label, mild=mild or len(parts) < SEVERAL)
        return
    if not nested and are_posts(whole, parts) and not _TWICE.search(text) and 0 < _FEW * over <= value_of(whole):
        yield Relation(at_most, (Equation(side(*parts), side(whole), "<="),), whole.label, mild=True)
        return
    if not nested and are_nearly_all(whole, parts, -over) and not _OPEN_LIST.search(text):
        yield Relation(add_up, (everything,), whole.label, mild=True)
        return
    if len(parts) > 1 and over <= 0:
        yield equation(at_most, parts, whole, subject=whole.label, sure=True, sign="<=")
        if not nested and _MUCH * -over < value_of(whole):
            yield Relation(add_up, (everything,), whole.label, sure=False)
        return
    for part in parts:
        bound = equation(at_most, [part], whole, subject=whole.label, sure=part is parts[0], sign="<=")
        yield replace(bound, mild=mild)


def _totalled(sentence: Sentence, n: int, rules: RuleSet, *, likely: bool = True) -> Iterator[Relation]:
    """`A…，B…，C…，合计 T`."""
    rule = rules.by_pattern.get("prose_sum")
    whole = sentence.figure(n)
    if rule is None or not usable(whole) or _OF_ANOTHER.search(sentence.before(n)):
        return
    flat = [i for i in range(n) if sentence.depth(i) == sentence.depth(n) and is_part(sentence, i, whole)]
    # What was told of before a semicolon is seldom added up, unless it makes up the total.
    last = max((i for i in range(1, n) if re.search(r"[；;。]", sentence.before(i))), default=0)
    if not _adds_up([sentence.figure(i) for i in flat], whole):
        flat = [i for i in flat if i >= last]
    if not _adds_up([sentence.figure(i) for i in flat], whole):
        # Numbers before the list: the whole, said before its parts; and after it what became of it.
        name = normalise(whole.label)
        if flat and normalise(sentence.figure(flat[-1]).label) == name:
            name = ""  # 共 T borrows the name of the last part
        own = [k for k, i in enumerate(flat) if name and normalise(sentence.figure(i).label) == name]
        flat = _before_fate(sentence, flat[own[-1] + 1 if own else 0 :], name)
    if not _adds_up([sentence.figure(i) for i in flat], whole) and whole.unit != "元":
        # 标准 A 元，应拨 B 万元: what is told in 元 is a price.
        flat = [i for i in flat if sentence.figure(i).unit != "元"]
    if not _adds_up([sentence.figure(i) for i in flat], whole):
        flat = of_role(sentence, n, flat, rules)
    # 预算 A，支出 B、C，合计 T: what makes it up is a list, whatever was told before.
    flat = next((flat[k:] for k in range(1, len(flat) - 1) if _sums_up(sentence, flat[k:], whole)), flat)
    parts = [sentence.figure(i) for i in flat]
    if whole.kind is Kind.RATE and any(_GROWN.search(f.label) for f in (whole, *parts)):
        return  # the growth of two years is not the sum of theirs
    if len(parts) > 1:
        listed = all("其中" not in sentence.before(i) for i in range(max(last, flat[0] + 1), n))
        everything = Equation(side(*parts), side(whole))
        # 甲、乙分别为 A、B，合计 T leaves no doubt, however far off the total is.
        told = bool(re.search(r"分别|依次", sentence.before(flat[0]))) and len(flat) == n - flat[0]
        if told or 3 * abs(everything.result.gap) <= abs(value_of(whole)) or slip_explains(everything):
            # The scores of some groups need not be those of all.
            listed = listed and not _OPEN.search(sentence.before(n))
            clear = listed and len(flat) == n - last and whole.kind is not Kind.SCORE
            yield Relation(rule, (everything,), whole.label, sure=told or (clear and likely))


def _sums_up(sentence: Sentence, places: Sequence[int], whole: Figure) -> bool:
    return _adds_up([sentence.figure(i) for i in places], whole)


def _added(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`A…（其中…）。加上 B，共 C`."""
    rule = rules.by_pattern.get("prose_sum")
    plus, whole = sentence.figure(n - 1), sentence.figure(n)
    earlier = [i for i in range(n - 1) if sentence.depth(i) == 0 and is_part(sentence, i, whole)]
    if rule is None or not earlier or not usable(whole) or not like(plus, whole):
        return
    forms = tuple(Equation(side(sentence.figure(i), plus), side(whole)) for i in earlier[:3])
    yield Relation(rule, forms, whole.label, sure=all("其中" not in sentence.before(i) or i for i in earlier))
