"""What a stretch of a paragraph is about (条目): items such as ①项目实施程序：…, and the bounds of grades."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.words import is_generic, trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.numbers.numerals import Quantity

# An item that the next numbers are about: ①项目实施程序：…; 固定资产利用率方面，…; 法律援助专项经费，….
TOPIC = re.compile(
    r"(?:^|[。；;：:\n])\s*(?P<mark>[①-⑳]|[A-D]\d{1,3}(?=[^\d.\s])|[（(]?\d{1,2}[）)]|\d{1,2}[.．、]|[一二三四五六七八九十]是|[（(][一二三四五六七八九十][）)]|(?P<spoken>(?:先|再|接着|然后|最后|首先|其次)(?:说|看|是|讲)(?:到|一下)?))?\s*"
    r"(?P<name>[\u4e00-\u9fff“”、（）()A-Za-z]{2,24}?)"
    r"(?:(?:[（(][^（）()]{0,12}[）)])?(?P<colon>[：:])|(?P<side>方面|指标|(?<=[率性度])中)[，,：:]|(?<=项目|经费|资金|工程|专项)[，,]|(?<=率|性|度|费|款|贴)。|(?(spoken)(?<=率|性|度|况|果)[，,]|(?!)))"
)
_NO_ITEM = re.compile(r"情况|其中|如下|划分|来源|原因|包括|用于|具体|部分|主要|^一|得分|问题|目标$|指标$")
_DEED = re.compile(
    r"没有|^无|未|已|按|规定|下达|安排|使用|管理|对|将|通过|加强|落实|保障|确保|根据|严格|申请|争取|及时|[，,]"
)
_GRADE_WORDS = (
    r"(?:等级|等次|级别)?评?定?(?:为|是)?[“\"「]?(?P<grade>优秀|优|良好|良|中|合格|一般|较差|差|不合格)[”\"」]?"
    r"(?=[，,、；;。（(）)的等档]|$)"
)
_RANGE = frozenset("至到-—~～–<≤＜")
_FROM = re.compile(r"以上|^(?:[≥>＞]|不低于|高于|达到)")
_UNDER = re.compile(r"[<≤＜]|低于|不足|不到")
_GRADE = re.compile(
    rf"\s*分?\s*(?:[（(]不?含[^（）()]{{0,4}}[）)])?\s*(?P<way>及?以上|及?以下|[-—~～–至到]+|[<≤＜].{{0,6}}?[<≤＜])?[^，。；、\d]{{0,4}}?"
    rf"(?P<to>\d{{2,3}}\s*分?(?:[（(]不?含[^（）()]{{0,4}}[）)])?(?:之间|以下)?|[、，,]\s*\d{{2,3}}\s*分?以下)?[的]?{_GRADE_WORDS}"
)


# What any bound has in it or next to it: a word or a sign that compares, or the dash of a range.
_BOUNDING = frozenset("以至到达-—~～–<≤＜≥>＞低高足")
_REACH = 16  # characters behind a number that may say that it is a bound


def topic_at(topics: Sequence[re.Match[str]], text: str, at: int, sentence: int) -> str:
    """The item (①…：, …方面，) that the words at a place are about; "" when none has begun."""
    for found in reversed(topics):
        if found.end() > at:
            continue
        if not found["mark"] and "。" in text[found.end() : at]:
            return ""
        if found["colon"] and not found["mark"] and found.start() < sentence and found.start() > 0:
            return ""
        name = re.sub("^在(?![职校岗建编册读])", "", trim(found["name"]))
        loose = not (found["mark"] or found["colon"] or found["side"])
        if (
            len(name) < 2
            or found["name"].startswith(("因", "受到", "受疫", "由于"))
            or is_generic(name)
            or _NO_ITEM.search(name)
            or (loose and _DEED.search(name))
        ):
            return ""
        return name
    return ""


def bound_of_score(text: str, quantity: Quantity, last: str) -> str:
    """The bound that a score is, of a grade or of a class of scores; "" for other scores. `last` is the name before."""
    if _BOUNDING.isdisjoint(text[max(quantity.start - 1, 0) : quantity.end + _REACH]):
        return ""
    return grade_bound(text, quantity) or score_bound(text, quantity, last)


def grade_bound(text: str, quantity: Quantity) -> str:
    """The bound of a grade that a score is (90 分及以上为优): 优等分数下限; "" for other scores."""
    printed = text[quantity.start : quantity.end]
    if led := _led_bound(text, quantity):
        return led
    found = _GRADE.match(text, quantity.end)
    way = (found and found["way"]) or ("以下" if printed.endswith("以下") else "以上" if _FROM.search(printed) else "")
    if found is None or not (way or _ranged(text, quantity) or _UNDER.match(printed)):
        return ""
    upper = not way or way in {"以下", "及以下"}
    return f"{found['grade'].removesuffix('等')}等分数{'上' if upper else '下'}限"


# The grade before its bounds: 优：90≤得分≤100, “优”（省定标准：90 分及以上）.
_LED = re.compile(
    r"(?P<grade>优秀|优|良好|良|中等?|基本合格|合格|一般|较差|差)[”\"」]?(?:等级|等次|档)?\s*[（(：:为]\s*"
    r"(?:[\u4e00-\u9fff]{2,4}[：:])?[\d.\s分≤<＜≥>＞～~\-—–至到得数含、（()）]*$"
)


def _led_bound(text: str, quantity: Quantity) -> str:
    """The bound of a grade that stands before it; "" for other scores."""
    found = _LED.search(text, max(quantity.start - 40, 0), quantity.start)
    if found is None or _GRADE.match(text, quantity.end):
        return ""
    printed, after = text[quantity.start : quantity.end], text[quantity.end : quantity.end + 6].strip()
    lower = after[:1] in _RANGE or re.match(r"(?:[（(]含[）)])?及?以上", after) or _FROM.search(printed)
    upper = _ranged(text, quantity) or re.match(r"(?:[（(]不?含[）)])?及?以下", after) or _UNDER.match(printed)
    if not lower and not upper:
        return ""
    return f"{found['grade'].removesuffix('等')}等分数{'下' if lower and not _ranged(text, quantity) else '上'}限"


_SCALE = re.compile(r"(?:得分|评分|总分|分数)(?:在|达到?|为)?\s*$")
# 90 分（含）以上 6 个, 75～90 分 4 个: how many got so much.
_COUNTED_CLASS = re.compile(
    r"\s*(?:[（(]不?含[^（）()]{0,4}[）)])?(?:\s*(?:及?以[上下]|[-—~～–至到]+\s*\d{2,3}\s*分(?:以下|之间)?))?的?[共有为]*\s*\d+\s*[个家项所名]"
)
_BOUNDS = frozenset({"得分下限", "得分上限"})


def score_bound(text: str, quantity: Quantity, last: str) -> str:
    """The bound of a class of scores that bears no grade (得分在 95—100 分的给予奖励); "" for other scores.

    `last` is the name of the number before: the classes follow one another.
    """
    printed, after = text[quantity.start : quantity.end], text[quantity.end : quantity.end + 2].strip()
    counted = _COUNTED_CLASS.match(text, quantity.end)
    counted = counted if counted and re.search(r"以[上下]|[-—~～–至到]", printed + counted[0]) else None
    if last not in _BOUNDS and not counted and not _SCALE.search(text, 0, quantity.start):
        return ""
    if (after and after[0] in _RANGE) or _FROM.search(printed):
        return "得分下限"
    return "得分上限" if _ranged(text, quantity) or _UNDER.match(printed) or "以下" in printed else ""


def _ranged(text: str, quantity: Quantity) -> bool:
    """Whether a number ends a range; 达到 begins none."""
    at = quantity.start
    return text[at - 1 : at] in _RANGE and text[max(at - 2, 0) : at] != "达到"
