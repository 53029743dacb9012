"""Sums said in prose (其中、分为、合计): which numbers of a sentence are the parts of which whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, adds_up, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.groups import of_its_year, of_role
from pipeline.reconcile.prose.items import (
    SORTED,
    SUM_UP,
    TOTAL,
    before_fate,
    before_stop,
    goes_on_list,
    is_no_list,
    items_from,
    one_list,
)
from pipeline.reconcile.prose.parts import Listed, related
from pipeline.reconcile.prose.rows import columns, rows_of
from pipeline.reconcile.prose.short import is_a_digit_off, likely
from pipeline.reconcile.relations import Relation, slip_explains
from pipeline.reconcile.sentences import (
    AND,
    is_aim,
    is_change,
    is_measure,
    is_part,
    like,
    unbracketed,
    whole_before,
    wholes_before,
)
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

# Words that say outright whose parts follow; others only list.
SAID = re.compile(
    r"其中|包[括含](?!在)|[内中]?含|分为|组成|构成|[两二三四五六七八九]部分|^[（(]由|[，,：:]由|分别(?:安排|下达|投入|拨付|承担|负担|配套|筹集)|[按从][^，,；;。]{1,12}(?:分类|划分|分|看)"
)
_OF_ANOTHER, _GROWN = re.compile(r"[占比较][^，,；;。]*$"), re.compile(r"增|降|涨|升|幅")  # 合计占全部 T 的 P
_LIST = re.compile(
    r"其中|包括|包含(?!在)|(?<![总得评])分为|[，,：:]由|分别为?$|分别(?:[是用]|安排|下达|投入|拨付|承担|负担|配套|筹集)|[，,]共?(?:用于|安排|分配)|主要(?:为|是|用于)[:：]?|"
    r"(?<![\u4e00-\u9fff]{3})分[两二三四五六](?:年|期|批次?|次|笔|阶段)[^，,；;。]{0,4}[，,：:]"
)
_SHARE_OF = re.compile(r"占([^，,；;。：:占\d]{3,}?)的?(?:比[例重])?\d")
_REASONED = re.compile(r"主要(?:是|为)[^；;。\d]*[；;](?!.*(?:其中|包括|按))")  # 主要是标准提高；另一项 B: no list
_OPEN = re.compile(r"待|尚未|暂未")  # not all of it is told
_CUMULATED = re.compile(r"^[，,]累计(?:完成|投入|支出|安排|下达)[^，,；;。]{0,6}$")
_INCLUDES = re.compile(r"^[，,]包括(?!但不限于)[^，,；;。]{0,12}$")
_PLUS = re.compile(r"^[^，,；;。]{0,2}加上?")
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
_SUBTOTAL = re.compile(r"小计[为是达]?$")
_RESPECTIVELY = re.compile(r"分别|依次|逐项")
_COLON = re.compile(r"[：:][^，,；;。：:]*$")
_AIMED = re.compile(
    r"[，,；;（(](?:全年|年度|本年|当年|年初|原)*(?:目标|计划|任务)[数值量]?(?:合计|共计?|总计|总数)[为是]?$"
)
_AIM = re.compile(r"目标|计划|任务|应|拟")
_POSTS = re.compile(r"编制[数为是]*$")
_LEFT = re.compile(r"结余|剩余|节余|尚[有余未]|未")


def summed(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """The sums that a sentence states."""
    began = False
    for n in range(1, len(sentence)):
        words = unbracketed(sentence.before(n)).lstrip("）)")
        if sentence.depth(n) and sentence.owner(n) == n - 1 and sentence.depth(n) > sentence.depth(n - 1):
            yield from _bracketed(sentence, n, rules)
        elif TOTAL.search(words) or (not words and n > 1 and TOTAL.search(unbracketed(sentence.before(n - 1)))):
            yield from _totalled(sentence, n, rules)  # 甲 a 户 b 人，乙 c 户 d 人，共计 e 户 f 人
        elif (
            "其中" in words
            or _INCLUDES.search(words)
            or (not began and (_LIST.search(words) or SORTED.search(words) or _is_spelt_out(sentence, n)))
        ) and not _REASONED.search(words):
            began = True
            yield from _among(sentence, n, rules)
        elif _CUMULATED.search(words) and sentence.before(n - 1).startswith("、"):
            yield from _totalled(sentence, n, rules, only=False)
        elif SUM_UP.search(words) and _PLUS.search(sentence.before(n - 1)):
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
        said = bool(SAID.search(sentence.before(n)))
        parts_ = [sentence.figure(i) for i in parts]
        if len(parts_) == 2 and value_of(parts_[0]) > value_of(whole) and _LEFT.search(sentence.before(parts[1])):
            # 支出结转资金 A（上年结转 B，结余 C）: of B, C is left
            left = [whole, parts_[1]]
            rule = rules.by_pattern["prose_sum"]
            yield Relation(rule, (Equation(side(*left), side(parts_[0])),), whole.label, mild=True)
            return
        listed = Listed(whole, parts_, text, open=open_, mild=not said, tight=one_list(sentence, parts), between=text)
        yield from related(listed._replace(after=sentence.after(parts[-1])), rules)


def _among(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`A…，其中：B…，C…`."""
    whole = whole_before(sentence, n)
    if whole is None and sentence.figure(n).qualifier and n + 1 < len(sentence):
        n += 1  # 其中：100 万元以上 A 个: the first number only bounds what is counted
        whole = whole_before(sentence, n)
    if whole is None or is_no_list(sentence, n, whole):
        return
    # 执行 A，为预算 B 的 P，其中…: what makes up one of the numbers before is a list of that one.
    others = [f for f in wholes_before(sentence, n) if f is not whole][:_WHOLES]
    groups, inner = items_from(sentence, n, whole)
    for items in groups:
        end = sentence.places[items[-1]].end if len(groups) > 1 else len(sentence.text)
        text = sentence.text[sentence.places[items[0] - 1].end : end]
        first = before_stop(sentence, items)
        # After a stronger stop a 其中 is that of something named after the list.
        listed = items[:first] if first < len(items) and items[first] < inner <= items[-1] else items
        parts = [sentence.figure(i) for i in listed]
        mine = next((f for f in (whole, *others) if _make_up(parts, f)), None)
        if mine is None and (rows := rows_of(sentence, items)):
            yield from columns(sentence, rows, rules)
            continue
        meant = None if mine else _but_for_a_digit(sentence, listed, (whole, *others))
        most = value_of(whole) < max(map(value_of, parts))
        if mine is None and meant is None and goes_on_list(sentence, whole, most=most):
            continue  # 总投资 A、B、C: the last of a list is no whole
        if mine is None:
            mine = meant or whole
            listed = before_fate(sentence, listed, normalise(mine.label))
            parts = [sentence.figure(i) for i in listed]
            if not parts:
                continue
        # 甲 A，乙 B，占甲的 P: B is a part of A.
        within = any(normalise(f.label).endswith(name) for f in parts for name in _SHARE_OF.findall(text))
        said = sentence.figure(items[0] - 1) is mine and bool(SAID.search(sentence.before(items[0])))
        nested = within or inner <= listed[-1]
        if first == 1 and not slip_explains(Equation(side(*parts), side(mine)), forms=0):
            parts = parts[:first]
        between = sentence.text[sentence.places[items[0] - 1].end : sentence.places[listed[-1]].end]
        told = Listed(mine, parts, text, nested, first, mild=not said, between=between)
        told = told._replace(tight=one_list(sentence, listed), after=sentence.after(listed[-1]))
        yield from related(told, rules)


def _but_for_a_digit(sentence: Sentence, listed: Sequence[int], wholes: Sequence[Figure]) -> Figure | None:
    """The number before a list that it makes up but for one digit: the nearest, though less than its first part."""
    first = listed[: one_list(sentence, listed)]
    for some in (first, before_fate(sentence, list(listed), normalise(wholes[0].label))):
        parts = [sentence.figure(i) for i in some]
        if len(parts) < 2 or any(adds_up(parts[:k], f) for f in wholes for k in range(2, len(parts) + 1)):
            continue
        aims = [sentence.figure(i) for i in range(listed[0]) if is_aim(sentence, i, parts[0])]
        near = sorted(wholes, key=lambda f: (f in aims, f is not sentence.figure(listed[0] - 1)))
        meant = next((f for f in near if is_a_digit_off(Equation(side(*parts), side(f)))), None)
        if meant:
            return meant
    return None


def _totalled(sentence: Sentence, n: int, rules: RuleSet, *, only: bool = True) -> Iterator[Relation]:
    """`A…，B…，C…，合计 T`."""
    rule = rules.by_pattern.get("prose_sum")
    whole = sentence.figure(n)
    if rule is None or not usable(whole) or _OF_ANOTHER.search(sentence.before(n)):
        return
    if _AIMED.search(sentence.before(n)) and not any(_AIM.search(sentence.before(i)) for i in range(n)):
        return  # 新开甲 A 条、乙 B 条，目标合计 T 条: what was aimed at is no sum of what came about
    # What was told of before a semicolon is seldom added up, unless it makes up the total.
    last = max((i for i in range(1, n) if re.search(r"[；;。]", sentence.before(i))), default=0)
    flat = _respective(sentence, n) or _narrowed(sentence, n, last, rules)
    # 预算 A，支出 B、C，合计 T: what makes it up is a list, whatever was told before.
    tails = (flat[k:] for k in range(1, len(flat) - 1) if sentence.before(flat[k])[:1] not in AND)
    flat = next((tail for tail in tails if _make_up([sentence.figure(i) for i in tail], whole)), flat)
    parts = [sentence.figure(i) for i in flat]
    if whole.kind is Kind.RATE and any(_GROWN.search(f.label) for f in (whole, *parts)):
        return  # the growth of two years is not the sum of theirs
    if len(parts) > 1:
        listed = all("其中" not in sentence.before(i) for i in range(max(last, flat[0] + 1), n))
        everything = Equation(side(*parts), side(whole))
        # 甲、乙分别为 A、B，合计 T leaves no doubt, however far off the total is.
        told = bool(_RESPECTIVELY.search(sentence.before(flat[0]))) and len(flat) == n - flat[0]
        near = 3 * abs(everything.result.gap) <= abs(value_of(whole))
        if told or near or slip_explains(everything) or is_a_digit_off(everything):
            # The scores of some groups need not be those of all.
            listed = listed and not _OPEN.search(sentence.before(n))
            # What stands before the list is of another kind: 16 个乡镇站，专职 A 人、兼职 B 人，合计 T.
            alike = [i for i in range(last, n) if like(sentence.figure(i), whole)]
            clear = listed and alike == flat and whole.kind is not Kind.SCORE
            sure = told or (clear and only and (near or slip_explains(everything)))
            yield Relation(rule, (everything,), whole.label) if sure else likely(everything, rules)


def _is_spelt_out(sentence: Sentence, n: int) -> bool:
    """Whether several numbers are told behind a colon after one like them: 单位 A 个：行政 B 个，事业 C 个."""
    whole, rest = sentence.figure(n - 1), [sentence.figure(i) for i in range(n, min(n + 2, len(sentence)))]
    return bool(_COLON.match(sentence.before(n))) and len(rest) > 1 and all(like(f, whole) for f in rest)


def _respective(sentence: Sentence, n: int) -> list[int]:
    """The numbers just before a total, told of things in their order: 决策 A 分、过程 B 分，分别得 C 分、D 分."""
    first = n - 1
    while first > 0 and sentence.before(first) in AND:
        first -= 1
    run = list(range(first, n))
    told = len(run) > 1 and _RESPECTIVELY.search(sentence.before(first))
    return run if told and all(is_part(sentence, i, sentence.figure(n)) for i in run) else []


def _is_posts(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is of posts."""
    figure = sentence.figure(n)
    return figure.kind is Kind.COUNT and bool(_POSTS.search(sentence.before(n)) or figure.label.endswith("编制"))


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
        unnamed,
        # 编制 A 名，在编 B 人，编外 C 人，合计 T 人: posts are no people, a plan is nothing done.
        lambda flat: [i for i in flat if not _is_posts(sentence, i)] or flat if not _is_posts(sentence, n) else flat,
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
        return named
    for narrow in narrower:
        if _make_up([sentence.figure(i) for i in flat], whole):
            break
        flat = narrow(flat)
    return flat


def _called_so(sentence: Sentence, n: int, flat: Sequence[int]) -> list[int]:
    """The numbers that are called by what is added up: 甲编制 A，实有 B；乙编制 C，实有 D，合计编制 T."""
    noun = re.sub(r"[、，,；;。：:]|[合总共]计|总?共", "", unbracketed(sentence.before(n)))
    return [i for i in flat if sentence.before(i).endswith(noun)] if len(noun) > 1 else []


def _make_up(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether two or more parts make up a whole."""
    return len(parts) > 1 and usable(whole) and adds_up(parts, whole)


def _added(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`A…（其中…）。加上 B，共 C`."""
    rule = rules.by_pattern.get("prose_sum")
    plus, whole = sentence.figure(n - 1), sentence.figure(n)
    earlier = [i for i in range(n - 1) if sentence.depth(i) == 0 and is_part(sentence, i, whole)]
    if rule is None or not earlier or not usable(whole) or not like(plus, whole):
        return
    forms = tuple(Equation(side(sentence.figure(i), plus), side(whole)) for i in earlier[:3])
    yield Relation(rule, forms, whole.label, sure=all("其中" not in sentence.before(i) or i for i in earlier))
