"""The items of a list in a sentence (列举项): where it begins and ends, and what its stops part off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, adds_up, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import slip_explains
from pipeline.reconcile.sentences import AND, is_aim, is_part, like, rises_from
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

_FAR = 100  # how many times as large as its whole no slip in one digit makes a part
SEVERAL = 3  # parts that leave little doubt that they exclude one another
SORTED = re.compile(r"[按从][^，,；;。]{1,12}(?:分类|划分|分|构成)|按(?:类[别型]|性质|级别|区域)[为看]")
TOTAL = re.compile(
    r"(?:[两二三四五六七八]年(?:累计|合计|共)(?:投入|安排|支出|下达)?|合计|共计|相加|总计|合共|总共|总分|总得分|综合得分)"
    r"(?:[^，,；;。]{0,8}?)(?:为|达)?$|^[，,；;]?(?:总额|总数|总量)(?:为|达)?$|^[，,；;。]共[有计得]?$"
)
SUM_UP = re.compile(r"(?:共|合计|总计|共计|小计|总)(?:为|达|计)?$")
_STOP = re.compile(
    r"^[；;]总(?:支出|收入|成本|费用)|[空缺超]编|[职业法政各]空$|另外|此外|同时|另有|年[末底]|结转下年|截[至止]|本年支出|支出决算"
)
_NEW_LIST = re.compile(r"按.{0,14}(?:分类|划分|分|来看|看)|从.{0,10}看|^[；;](?:主要)?包括")
# 其中甲 A（…），含 B; 其中产业发展 A，产业资金中有 B.
_HOLDS = re.compile(r"^[，,](?:其中)?(?:包?含|内含|内有|含有|涉及)|^[，,][^，,；;。]{2,14}(?<!其)中有")
_INNER = re.compile(r"其中|[，,]包括|因为|由于")
_REASON = re.compile(r"主要(?:是|为)[^，,；;。]*[，,][^，,；;。]*$")
# What became of the whole: no part of it.
_FATE = re.compile(
    r"(?:^|[，,；;。、])(?:截至[^，,。]{1,12}[，,])?(?:项目|资金|经费|全年|年内|本年|当年|年终|年末|最终|其中)*"
    r"(?:(?:实际|累计|已|共)+(?:支出|使用|支付|执行|列支|开支|拨付|支用|到位)|尚?(?:结余|剩余|节余|结存)|尚?未(?:支出|使用|支付|执行|拨付))"
    r"(?:资金|数|金额|额|总额)?(?:为|是|了|达|约|共)*$"
)
# 查处 A 起，其中刑事 B 起，行政 C 起，结案 D 起: how many of the whole were dealt with.
_DONE = re.compile(
    r"^[，,](?:现?已|均已?|共|全部|年底前?|目前|累计|按期|依法)*(?:办?结案?|审结|整改|化解|处置|办理完毕|验收|销号)$|"
    r"^[，,](?:年中|年内|当年)?(?:追加|收支结余)$"
)
OPENING, CLOSING = re.compile(r"年初|期初|上年末"), re.compile(r"年[末底终]|期末")
_UNDONE = re.compile(r"(?:未|没有)能?(?P<of>[\u4e00-\u9fff]{2})的?$")
_FINISHED = re.compile(r"(?:[竣完]工|建成|完成|办结|结案|审结|交付|销号)$")
_PENDING = re.compile(
    r"(?:^|[，,；;、])(?:其余|剩余|另有)?(?:在[建办]|[正尚仍]在|[尚仍]?未|仍有|待)[^，,；;。\d]{0,6}$"
)
IN_POST = re.compile(r"[实现]有|在[职岗编]")
_IN_POST = re.compile(r"[，,；;](?:[到至]?[年期月][末底]|目前|现|截至[^，,；;。]*[，,])*(?:实有|在[职岗编])")
_RETIRED = re.compile(r"^；(?:其中)?(?:另有)?(?:离休|离?退休)")
_JUDGED = re.compile(r"^(?:自评|评价|考评|评审)")  # how points were given, no name
_STOPS = "、，,；;。"  # weaker ones first: a list whose items a comma parts ends at a semicolon


def is_no_list(sentence: Sentence, n: int, whole: Figure) -> bool:
    """Whether the n-th number begins no list of a whole, for all its words."""
    if rises_from(sentence, n):
        return True  # 增设 4 个，由 8 个增至 12 个
    if OPENING.search(sentence.clause(n)) and n + 1 < len(sentence) and CLOSING.search(sentence.clause(n + 1)):
        return True  # 缺口 A，由结余弥补：年初结余 B，年末结余 C: one thing at two times
    words, more = sentence.before(n), value_of(sentence.figure(n)) > value_of(whole)
    # 年末结余 A。按经济分类，…: what a sentence of its own sorts is not the last number before.
    # 按性质划分，甲 A，乙 B；按科目划分，丙 C: nor what the first sorting ended with.
    far = "。" in words and value_of(sentence.figure(n)) > 2 * value_of(whole)
    again = "；" in words and SORTED.search(sentence.text[: sentence.places[n].start].rpartition("；")[0])
    apart = far or (SORTED.search(words) and ("。" in words or again))
    # 追加 A，主要是…增加，全年预算 B: a reason, no list.
    return more and bool(apart or _REASON.search(words))


def goes_on_list(sentence: Sentence, figure: Figure, *, most: bool) -> bool:
    """Whether a number goes on a list of bare numbers, or one of the list's parts is `most` of all and more than it."""
    leads = (sentence.before(n) for n in range(1, len(sentence)) if sentence.figure(n) is figure)
    return any(words in ("、", "和") or (most and words.startswith("、")) for words in leads)


def items_from(sentence: Sentence, n: int, whole: Figure) -> tuple[list[list[int]], int]:
    """The items of the list that the n-th number begins (按…分 begins another list of the same whole).

    With them the first number that a 其中 of the items' own stands before. A subtotal stands for the items that it sums
    up if more follow: 收入总计 T，其中甲 A，乙 B，本年收入合计 C；年初结转 D.
    """
    groups: list[list[int]] = [[]]
    inner, summed, within = len(sentence), list[int](), False
    for i in range(n, len(sentence)):
        words = sentence.before(i)
        if i > n and (TOTAL.search(words) or SUM_UP.search(words)) and "。" not in words:
            if summed or len(groups) > 1 or not _is_subtotal(sentence, i, groups[0], whole):
                break
            summed, groups = groups[0], [[]]
        elif i > n and (_ends(sentence, i, n, whole) or _is_all(sentence.figure(i), whole, groups[-1])):
            break
        if (i > n and _INNER.search(words)) or re.search(r"各(?:为|是|有)?$", words):
            inner = min(inner, i)  # 甲和乙各 5 万元: how many times it counts is not said either
        if i > n and _NEW_LIST.search(words) and groups[-1]:
            groups.append([])
        # A part of the part before, and those told with it.
        within = i > n and (bool(_HOLDS.search(words)) or (within and words.startswith(("、", "和"))))
        part = sentence.depth(i) == sentence.depth(n) and is_part(sentence, i, whole) and not within
        part = part and not is_undone(words, whole)
        if part and not _is_of_another_scale(sentence.figure(i), whole):
            groups[-1].append(i)
    if summed and len(groups[0]) < SEVERAL - 1:
        groups[0] = summed
    # 其中甲目标 A，实际 B；乙目标 C，实际 D: what was aimed at is no part of what was reached.
    reached = [[i for i in group if not is_aim(sentence, i, whole)] for group in groups]
    return [group for group in (reached if any(reached) else groups) if group], inner


def _ends(sentence: Sentence, i: int, n: int, whole: Figure) -> bool:
    """Whether words end the list that the n-th number begins before the i-th."""
    words = sentence.before(i)
    if "。" in words or _STOP.search(words) or is_in_post(words, whole):
        return True
    # 行政 A 人、事业 B 人，其中司法所 C 人；退休 D 人: beside those in post
    retired = _RETIRED.match(words) and not any(IN_POST.search(sentence.before(k)) for k in range(n, i))
    return bool(retired) or _is_beside(sentence, i, n, whole)


def is_in_post(words: str, whole: Figure) -> bool:
    """Whether words go on from posts to the people who hold them, who are no part of them: 编制 A 名，…，实有 B 人."""
    return "编制" in whole.label and bool(_IN_POST.match(words))


def _is_all(figure: Figure, whole: Figure, items: Sequence[int]) -> bool:
    """Whether behind several parts a number is all of the whole, as far as it came: 预算 A，其中甲 B、乙 C，到位 A."""
    alike = len(items) > 1 and usable(figure) and like(figure, whole)
    return alike and value_of(figure) == value_of(whole)


def _is_of_another_scale(figure: Figure, whole: Figure) -> bool:
    """Whether a count is told in another unit and far larger: 在岗 57 人，其中…；流行村人口 21.48 万人."""
    counted = whole.kind is Kind.COUNT and figure.unit != whole.unit
    return counted and value_of(figure) > _FAR * value_of(whole)


def is_undone(words: str, whole: Figure) -> bool:
    """Whether words deny of a number what is said of the whole: 完成 A 公里，其中甲 B 公里，未完成的 C 公里."""
    denied = _UNDONE.search(words)
    if denied is not None and whole.label.endswith(denied["of"]):
        return True
    return bool(_FINISHED.search(whole.label) and _PENDING.search(words))


def _is_beside(sentence: Sentence, i: int, n: int, whole: Figure) -> bool:
    """Whether behind a semicolon something is told that is called as the whole is: 审结甲 A，其中…；审结乙 B."""
    heads = [_JUDGED.sub("", normalise(f.label))[:2] for f in (whole, sentence.figure(i), sentence.figure(n))]
    return "；" in sentence.before(i) and len(heads[0]) > 1 and heads[0] == heads[1] != heads[2]


def _is_subtotal(sentence: Sentence, n: int, items: Sequence[int], whole: Figure) -> bool:
    """Whether the n-th number is what a list's items so far come to, and less than their whole."""
    figure = sentence.figure(n)
    alike = usable(figure) and like(figure, whole) and value_of(figure) < value_of(whole) and len(items) > 1
    return alike and not sentence.depth(n)


def before_fate(sentence: Sentence, items: list[int], name: str) -> list[int]:
    """The items before the first that says what became of the whole, or that names the whole once more."""
    for n, i in enumerate(items):
        again = n and sentence.before(i) not in AND and normalise(sentence.figure(i).label) == name
        done = n >= SEVERAL - 1 and _DONE.search(sentence.before(i))
        if _FATE.search(sentence.before(i)) or again or done:
            return items[:n]
    return items


def is_nested(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether some numbers of a list make up the one before them: 一是甲 A，中央 B、省级 C；二是….

    By chance others may do so too: where a slip alone keeps a list from being full, it is one.
    """
    many = len(parts)
    made = any(adds_up(parts[i + 1 : k], parts[i]) for i in range(many) for k in range(i + SEVERAL, many + 1))
    return made and not slip_explains(Equation(side(*parts), side(whole)), forms=0)


def _stop(sentence: Sentence, group: Sequence[int], n: int) -> int:
    """How strong the stop is before the n-th item of a list; -1 for none."""
    between = sentence.text[sentence.places[group[n - 1]].end : sentence.places[group[n]].start]
    return max((_STOPS.find(char) for char in re.sub(r"[（(].*?[)）]", "", between)), default=-1)


def one_list(sentence: Sentence, group: Sequence[int]) -> int:
    """How many items stand before a stop that is stronger than the one between the first two: 甲 A、乙 B，丙 C."""
    stops = [_stop(sentence, group, n) for n in range(1, len(group))]
    return next((n + 1 for n, stop in enumerate(stops) if stop > stops[0]), len(group))


def before_stop(sentence: Sentence, group: Sequence[int]) -> int:
    """How many items stand before a semicolon or a full stop, where none parts the first two."""
    strong = _STOPS.index("；")
    stops = [_stop(sentence, group, n) for n in range(1, len(group))]
    if len(group) > 1 and stops[0] < strong:
        return next((n + 1 for n, stop in enumerate(stops) if stop >= strong), len(group))
    # 其中 A；B，C: a semicolon that parts no items ends the list.
    return 1 if any(0 <= stop < strong for stop in stops[1:]) else len(group)
