"""Sums said in prose (其中、分为、合计): which numbers of a sentence are the parts of which whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, adds_up, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_a_digit_off, is_a_slip_off
from pipeline.reconcile.prose.lists.groups import folded
from pipeline.reconcile.prose.lists.heads import is_goal
from pipeline.reconcile.prose.lists.items import (
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
from pipeline.reconcile.prose.lists.parts import Listed, related
from pipeline.reconcile.prose.lists.short import likely, says_more
from pipeline.reconcile.prose.lists.totals import make_up, totalled
from pipeline.reconcile.prose.marks import times
from pipeline.reconcile.relations import Relation, holds, slip_explains
from pipeline.reconcile.sentences import is_change, is_part, like, unbracketed, whole_before, wholes_before
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

# Words that say outright whose parts follow; others only list.
SAID = re.compile(
    r"其中|包[括含](?!在)|[内中]?含|分为|组成|构成|[两二三四五六七八九]部分|^[（(]由|[，,：:]由|分别(?:安排|下达|投入|拨付|承担|负担|配套|筹集)|[按从][^，,；;。]{1,12}(?:分类|划分|分|看)"
)
_LIST = re.compile(
    r"其中|包括|包含(?!在)|具体[为是]?[：:]|(?<![总得评])分为|(?:^|[。；;，,])分[^，,；;。]{1,6}看|[，,：:]由|分别为?$|分别(?:[是用]|安排|下达|投入|拨付|承担|负担|配套|筹集)|[，,]共?(?:用于|安排|分配)|主要(?:为|是|用于)[:：]?|"
    r"(?<![\u4e00-\u9fff]{3})分[两二三四五六](?:年|期|批次?|次|笔|阶段)[^，,；;。]{0,4}[，,：:]"
)
_SHARE_OF = re.compile(r"占([^，,；;。：:占\d]{3,}?)的?(?:比[例重])?\d")
_REASONED = re.compile(r"主要(?:是|为)[^；;。\d]*[；;](?!.*(?:其中|包括|按))")  # 主要是标准提高；另一项 B: no list
_CUMULATED = re.compile(r"^[，,]累计(?:完成|投入|支出|安排|下达)[^，,；;。]{0,6}$")
_INCLUDES = re.compile(r"^[，,]包括(?!但不限于)[^，,；;。]{0,12}$")
# 甲 A 人次 B 万元, 甲 A 人次，资助金额 B 万元
_BESIDE = re.compile(r"^(?:[，,]?(?!其中)[^，,；;。：:（(\d均每占比较标其]{0,8})?$")
_OF_IT = re.compile(r"^中[，,：:]")
_PLUS = re.compile(r"^[，,；;。]?(?:[再另并还]|另外)?加上?(?![快强大])")
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
_COLON = re.compile(r"[：:][^，,；;。：:]*$")
_BESIDES = re.compile(r"[，,；;](?:另[有外]|此外|还有)")
_LEFT = re.compile(r"结余|剩余|节余|尚[有余未]|未")
_FEWEST = 2  # items of a list


def summed(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """The sums that a sentence states."""
    began = False
    for n in range(1, len(sentence)):
        words = unbracketed(sentence.before(n)).lstrip("）)")
        if sentence.depth(n) and sentence.owner(n) == n - 1 and sentence.depth(n) > sentence.depth(n - 1):
            yield from _bracketed(sentence, n, rules)
        elif TOTAL.search(words) or (not words and n > 1 and TOTAL.search(unbracketed(sentence.before(n - 1)))):
            yield from totalled(sentence, n, rules)  # 甲 a 户 b 人，乙 c 户 d 人，共计 e 户 f 人
        elif (
            "其中" in words
            or _INCLUDES.search(words)
            or (not began and (_LIST.search(words) or _is_spelt_out(sentence, n)))
            or (SORTED.search(words) and (not began or "。" in words))
        ) and not _REASONED.search(words):
            began = True
            yield from _among(sentence, n, rules)
        elif _CUMULATED.search(words) and sentence.before(n - 1).startswith("、"):
            yield from totalled(sentence, n, rules, only=False)
        elif _OF_IT.match(words) and (form := _dealt_out(sentence, n)):
            yield likely(form, rules)
        elif (plus := _plus(sentence, n)) and (SUM_UP.search(words) or "加上" in sentence.before(plus)):
            yield from _added(sentence, plus, n, rules, said=bool(SUM_UP.search(words)))


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
            yield Relation(rules["prose_sum"], (Equation(side(*left), side(parts_[0])),), whole.label, mild=True)
            return
        listed = Listed(whole, parts_, text, open=open_, mild=not said, tight=one_list(sentence, parts), between=text)
        yield from related(listed._replace(after=sentence.after(parts[-1])), rules)


def _among(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`A…，其中：B…，C…`."""
    n, whole = _begun(sentence, n)
    if whole is not None and is_no_list(sentence, n, whole):
        whole = _begun_anew(sentence, n, whole)
    if whole is None or _is_past_stop(sentence, n, whole):
        return
    # 执行 A，为预算 B 的 P，其中…: what makes up one of the numbers before is a list of that one.
    others = [f for f in wholes_before(sentence, n) if f is not whole][:_WHOLES]
    groups, inner = items_from(sentence, n, whole)
    for items in groups:
        end = sentence.places[items[-1]].end if len(groups) > 1 else len(sentence.text)
        text = sentence.text[sentence.places[items[0] - 1].end : end]
        first = before_stop(sentence, items)
        # After a stronger stop a 其中 is that of something named after the list.
        listed = items[:first] if first < len(items) and items[first] <= inner <= items[-1] else items
        mine, listed = _whose(sentence, (listed, items[:first]), (whole, *others))
        if mine is None and (told_ := _told_otherwise(sentence, listed, items, whole, rules)) is not None:
            yield from told_
            continue
        if mine is None:
            if (fewer := folded(sentence, listed)) != listed:
                listed, inner = fewer, len(sentence)  # 其中基本 A（人员 B、公用 C）、项目 D
            mine, listed = _guessed(sentence, listed, (whole, *others), items[0])
        if not listed:
            continue
        parts = [sentence.figure(i) for i in listed]
        # 甲 A，乙 B，占甲的 P: B is a part of A.
        within = any(normalise(f.label).endswith(name) for f in parts for name in _SHARE_OF.findall(text))
        said = sentence.figure(items[0] - 1) is mine and bool(SAID.search(sentence.before(items[0])))
        nested = within or inner <= listed[-1]
        if first == 1 and not slip_explains(Equation(side(*parts), side(mine)), forms=0):
            parts = parts[:first]
        between = sentence.text[sentence.places[items[0] - 1].end : sentence.places[listed[-1]].end]
        told = Listed(mine, parts, text, nested, first, mild=not said, between=between)
        own = sum(i < inner for i in listed) * (not within)  # 分为甲 A、乙 B，其中…
        told = told._replace(tight=one_list(sentence, listed), own=own, after=sentence.after(listed[-1]))
        yield from related(told, rules)
        yield from _of_each(sentence, listed, told, rules)


def _told_otherwise(
    sentence: Sentence, listed: Sequence[int], items: Sequence[int], whole: Figure, rules: RuleSet
) -> list[Relation] | None:
    """What a list that makes no number up says with what is told besides, or row by row; None where it does not."""
    if more := _with_more(sentence, listed, whole):
        return [Relation(rules["prose_sum"], (Equation(side(*more), side(whole)),), whole.label)]
    rows = rows_of(sentence, items)
    return list(columns(sentence, rows, rules)) if rows else None


def _guessed(sentence: Sentence, listed: list[int], wholes: Sequence[Figure], item: int) -> tuple[Figure, list[int]]:
    """The number that a list makes up but for a digit, or else the first of some, and its items; none if it is none."""
    meant = _but_for_a_digit(sentence, listed, wholes)
    most = value_of(wholes[0]) < max(value_of(sentence.figure(i)) for i in listed)
    if meant is None and (goes_on_list(sentence, wholes[0], most=most) or _is_goal_of(sentence, wholes[0], item)):
        return wholes[0], []  # 总投资 A、B、C: the last of a list is no whole
    mine = meant or wholes[0]
    return mine, before_fate(sentence, listed, normalise(mine.label))


def _begun_anew(sentence: Sentence, n: int, whole: Figure) -> Figure | None:
    """The number that a list in a sentence of its own makes up but for a digit, though one of its parts is more.

    The nearest of those told before, or the first: 全年立案 T 件，比上年增加 D 件。按类别分，甲 A 件、乙 B 件.
    """
    wholes = wholes_before(sentence, n) if "。" in sentence.before(n) else []
    groups, _ = items_from(sentence, n, whole)
    told = dict.fromkeys((*wholes[:1], *wholes[-1:])) if groups and len(groups[0]) > 1 else ()
    return _but_for_a_digit(sentence, groups[0], tuple(told)) if told else None


def _begun(sentence: Sentence, n: int) -> tuple[int, Figure | None]:
    """Where a list begins that the n-th number does, and the number before it that is its whole."""
    whole = whole_before(sentence, n)
    if n + 1 == len(sentence):
        return n, whole
    bound = whole is None and sentence.figure(n).qualifier  # 其中：100 万元以上 A 个: only bounds what is counted
    # 发放奖补 T 元，其中甲 A 件 B 元，乙 C 件 D 元: a list of amounts
    paid = not sentence.before(n + 1) and (whole is None or _is_past_stop(sentence, n, whole))
    return (n + 1, whole_before(sentence, n + 1)) if bound or paid else (n, whole)


def _is_past_stop(sentence: Sentence, n: int, whole: Figure) -> bool:
    """Whether a semicolon parts a whole from 其中, before which another number stands: 新增 A 件；奖补 B 元，其中…."""
    at = next(i for i in range(n) if sentence.figure(i) is whole)
    return whole.kind is Kind.COUNT and any("；" in sentence.before(i) for i in range(at + 1, n))


def _with_more(sentence: Sentence, listed: Sequence[int], whole: Figure) -> list[Figure]:
    """The items of a list and what is told besides, if together they are all: T 名，其中甲 A、乙 B，另有丙 C."""
    more = listed[-1] + 1
    if more == len(sentence) or not _BESIDES.match(sentence.before(more)) or not is_part(sentence, more, whole):
        return []
    parts = [sentence.figure(i) for i in (*listed, more)]
    return parts if make_up(parts, whole) else []


def _of_each(sentence: Sentence, items: Sequence[int], listed: Listed, rules: RuleSet) -> Iterator[Relation]:
    """A list that tells a number once for several (甲、乙各 A 家), and numbers told beside those of a list."""
    weighed = tuple((times(sentence.before(i)), sentence.figure(i)) for i in items)
    one = Equation(weighed, side(listed.whole))
    each, other = any(factor > 1 for factor, _ in weighed), beside(sentence, items, listed.whole)
    if each and (is_held(one) or (not says_more(listed) and is_a_digit_off(one))):
        yield likely(one, rules)
    if other and is_held(one) and (is_held(other) or is_a_digit_off(other)):
        yield likely(other, rules)
    elif other and is_held(other) and is_a_digit_off(one):
        yield likely(one, rules)


def _whose(sentence: Sentence, lists: Sequence[list[int]], wholes: Sequence[Figure]) -> tuple[Figure | None, list[int]]:
    """The number before a list that it makes up, all of it or what a semicolon ends; with that list, else the first."""
    told = ((f, some) for some in lists for f in wholes if make_up([sentence.figure(i) for i in some], f))
    mine, listed = next(told, (None, lists[0]))
    if mine is not None and mine is not wholes[0] and any(f is mine for f in _goals(sentence, listed[0])):
        mine = _but_for_a_digit(sentence, listed, wholes[:1]) or mine  # 计划 A，完成 B，其中…: of what came of it
    return mine, listed


def _goals(sentence: Sentence, item: int) -> Iterator[Figure]:
    """The numbers before a list that are only aimed at."""
    return (sentence.figure(i) for i in range(item) if is_goal(sentence, i, item))


def _is_goal_of(sentence: Sentence, whole: Figure, item: int) -> bool:
    """Whether a number is the goal of one told before it, of which the list is then: 净增 A 家，目标 B 家，其中…."""
    at = next(i for i in range(len(sentence)) if sentence.figure(i) is whole)
    return is_goal(sentence, at, item) and any(like(sentence.figure(i), whole) for i in range(at))


def _but_for_a_digit(sentence: Sentence, listed: Sequence[int], wholes: Sequence[Figure]) -> Figure | None:
    """The number before a list that it makes up but for one digit: the nearest, though less than its first part."""
    first = listed[: one_list(sentence, listed)]
    for some in (first, before_fate(sentence, list(listed), normalise(wholes[0].label))):
        parts = [sentence.figure(i) for i in some]
        if len(parts) < 2 or any(adds_up(parts[:k], f) for f in wholes for k in range(2, len(parts) + 1)):
            continue
        plain = [f for f in wholes if not _is_goal_of(sentence, f, listed[0])]
        near = sorted(plain, key=lambda f: f is not sentence.figure(listed[0] - 1))
        meant = next((f for f in near if is_a_slip_off(Equation(side(*parts), side(f)))), None)
        if meant:
            return meant
    return None


def _is_spelt_out(sentence: Sentence, n: int) -> bool:
    """Whether several numbers are told behind a colon after one like them: 单位 A 个：行政 B 个，事业 C 个."""
    whole, rest = sentence.figure(n - 1), [sentence.figure(i) for i in range(n, min(n + 2, len(sentence)))]
    return bool(_COLON.match(sentence.before(n))) and len(rest) > 1 and all(like(f, whole) for f in rest)


def _dealt_out(sentence: Sentence, n: int) -> Equation | None:
    """`支出的 T 万元中，甲 A；乙 B`: what the sentence tells behind, if it makes the number before but for a digit."""
    whole = sentence.figure(n - 1)
    parts = [sentence.figure(i) for i in range(n, len(sentence)) if is_part(sentence, i, whole)]
    if len(parts) < 2 or whole.kind is not Kind.AMOUNT or not usable(whole):
        return None
    form = Equation(side(*parts), side(whole))
    return form if is_held(form) or is_a_digit_off(form) else None


def _plus(sentence: Sentence, n: int) -> int:
    """The number before the n-th that is said to come on top, dates left out; 0 where none is."""
    last = next((i for i in range(n - 1, 0, -1) if sentence.figure(i).kind is not Kind.DATE), 0)
    return last if last and _PLUS.search(sentence.before(last)) else 0


def _added(sentence: Sentence, top: int, n: int, rules: RuleSet, *, said: bool) -> Iterator[Relation]:
    """`A…（其中…）。加上 B，共 C`; without 共 C is what they come to if it is so but for a digit."""
    plus, whole = sentence.figure(top), sentence.figure(n)
    earlier = [i for i in range(top) if sentence.depth(i) == 0 and is_part(sentence, i, whole)]
    if not earlier or not usable(whole) or not like(plus, whole):
        return
    forms = tuple(Equation(side(sentence.figure(i), plus), side(whole)) for i in earlier[:3])
    if not said:
        meant = next((form for fits in (is_held, is_a_digit_off) for form in forms if fits(form)), None)
        yield from (likely(meant, rules),) if meant else ()
        return
    yield Relation(
        rules["prose_sum"], forms, whole.label, sure=all("其中" not in sentence.before(i) or i for i in earlier)
    )


def rows_of(sentence: Sentence, items: Sequence[int]) -> list[list[int]]:
    """A list each of whose items, parted by semicolons, tells several numbers: 甲预算 A，支出 B；乙预算 C，支出 D."""
    rows: list[list[int]] = [[]]
    for i in items:
        if rows[-1] and any("；" in sentence.before(k) for k in range(rows[-1][-1] + 1, i + 1)):
            rows.append([])
        rows[-1].append(i)
    # Worded alike but for the name that each item begins with.
    worded = {tuple(sentence.before(i) for i in row[1:]) for row in rows}
    return rows if len(rows) > 1 and len(rows[0]) > 1 and len(worded) == 1 else []


def beside(sentence: Sentence, items: Sequence[int], whole: Figure) -> Equation | None:
    """What stands behind the items of a list and behind its whole: T 户 U 人，其中甲 A 户，计 B 人，乙 C 户 D 人."""
    at = next((i for i in range(len(sentence)) if sentence.figure(i) is whole), None)
    behind = [i + 1 for i in items if i + 1 < len(sentence) and _BESIDE.match(sentence.before(i + 1))]
    if at is None or len(behind) < len(items) or len(items) < _FEWEST:
        return None
    parts = [sentence.figure(i) for i in behind]
    near = [sentence.figure(i) for i in (at + 1, at - 1) if 0 <= i < items[0]]
    other = next((f for f in near if like(f, parts[0]) and usable(f)), None)
    plain = all(like(f, parts[0]) and usable(f) and not f.qualifier for f in parts)
    plain = plain and not like(parts[0], whole) and parts[0].kind is not Kind.RATE  # 甲 A，增长 P，乙 B，下降 Q
    return Equation(side(*parts), side(other)) if other is not None and plain else None


def columns(sentence: Sentence, rows: Sequence[Sequence[int]], rules: RuleSet) -> Iterator[Relation]:
    """What the items' numbers make up, each the number before the list that it stands in the place of."""
    many = len(rows[0])
    rule, first = rules["prose_sum"], sentence.figure(rows[0][0])
    flat = [i for i in range(rows[0][0]) if sentence.depth(i) == sentence.depth(rows[0][0])]
    told = [i for i in flat if not is_change(sentence.before(i))]
    before = [i for i in told if like(f := sentence.figure(i), first) and usable(f)]
    wholes = before[-many:] if len(before) >= many else []
    made = [
        Relation(
            rule,
            (Equation(side(*(sentence.figure(row[k]) for row in rows)), side(sentence.figure(i))),),
            sentence.figure(i).label,
        )
        for k, i in enumerate(wholes)
    ]
    yield from made if any(map(holds, made)) else ()
