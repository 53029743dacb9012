"""Names of numbers whose words lean on what was said before (承前): a stage, a bare rate, 人均, nothing at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.clauses import earlier, head_of
from extractors.labels import is_generic, names_one_thing, shorten, staged, stem, trim
from extractors.score_names import SEVERAL
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.numerals import Quantity
    from extractors.said import Said

# A heading that names what its first, nameless number is of: （一）教育支出。决算数 100 万元.
_TITLED = re.compile(r"(?:支出|收入|经费|费|资金|项目|使用|计划|到位)(?:情况)?$")
# 人均 1.87 万元, 二季度末 51%: words that need the noun of the number before.
_INSTANCE = re.compile(r"(?:^|[，,；;：:])(?:例?如|比如)[：:，,]?([^，,；;。\d]{3,16})[，,][^，,；;]{0,8}$")
_SUM = re.compile(r"[\s,，]*(?:合|共|总)?计(?:为|人民币)?\s*")
_BEST = re.compile(r"(?P<what>.*)最[快慢高低多少大小好差]的[为是](?P<which>.{2,})")
_NOW = re.compile(r"[本今当]年度?")
_DUE = re.compile(r"(?:尚|还|均)?[已实应未](?P<deed>[收付发补缴拨])")  # 应收学费 460 万元，已收 452.6 万元
_DEED_RATE = re.compile(r"([\u4e00-\u9fff]{2})(?:完成)?率")  # 整改隐患 38 处，整改率 100%
_IN_BRACKET = re.compile(r"[元万亿]\s*[（(]\s*")
_EACH_HEAD = re.compile(r"^(?:平均)?(?:每[^\W\d]{1,2})+")
_SEASON = re.compile(r"(?:第?[一二三四]季度|[上下]半年|\d{1,2}月|全年|当年|年)[初中末底]?")
EACH = re.compile(r"(?:平均)?(?:每[^\W\d]{1,4}|单[笔户个人项]|(?:[人户亩床生村]均)|平均)(?:平均)?(?:支出)?")
VALUE = re.compile(
    r"(?:年度|全年|预期|年初|绩效)?(?:(?:目标|指标|计划|完成|实际|实现|标准)值|实际(?:完成值?|达到)?|年度目标|目标|完成情况)"
)
_PART_OF = re.compile(r"(?:属于?|归属)(?P<part>[^，,]{2,}?)的?")


def ranked(words: str, before: str) -> str:
    """The name in a superlative: 支付进度最快的是河口镇 is 河口镇支付进度; other words as they are."""
    best = _BEST.fullmatch(words)
    if not best:
        return words
    what = best["what"] or next(iter(re.findall(r"([^，,（）()]{2,10})最[快慢高低]的", before)), "")
    return best["which"] + trim(what)


def completed(words: str, last: str, before: str, said: Said) -> str:
    """Words that need the noun of a number or clause before: 属于基本支出的, 人均, 二季度末; "" for all others."""
    if part := _PART_OF.fullmatch(words):
        return part["part"] + head_of(before)
    if _NOW.fullmatch(words) and re.match(r"[上去]年", last):  # 上年总收入 9 万元，本年为 8 万元
        return words + re.sub(r"^[上去]年度?", "", last)
    if (due := _DUE.fullmatch(words)) and (of := re.search(rf"[应已实]{due['deed']}(.{{2,}})$", last)):
        return words + of[1]
    deed = _DEED_RATE.fullmatch(words)
    if deed and said.counted.startswith(deed[1]) and len(said.counted) > len(deed[1]) + 1:
        return said.counted.removeprefix(deed[1]) + words
    if last and EACH.fullmatch(words):
        about = stem(last)
        return words + (last if len(about) < 4 and last.endswith("支出") else about)
    return words + _SEASON.sub("", _EACH_HEAD.sub("", last), count=1) if last and _SEASON.fullmatch(words) else ""


def nameless(clause: str, before: str, quantity: Quantity, last: str, said: Said) -> str:
    """The name of a number that stands alone: it sums up (计 129 万元), or goes on from the clause before."""
    if quantity.kind is Kind.RATE and (rate := next((t for t in (said.topic, said.title) if t.endswith("率")), "")):
        return rate
    if (
        quantity.kind is Kind.RATE
        and last
        and not is_generic(last)
        and "占比" not in last
        and _IN_BRACKET.search(before[-4:])
    ):
        return f"{last}占比"
    summed = _SUM.fullmatch(clause) and (said.topic or last)
    return summed or ranked(shorten(earlier(before, clause)), before) or last or said.topic or said.title


def summed_stage(words: str, said: Said) -> str:
    """A stage of all that was listed: A、B、C，共支出 9 万元 is of none of the parts."""
    whole = said.whole or said.topic
    return staged(whole, words) if whole else f"共{words}"


def stage_name(words: str, last: str, said: Said, before: str) -> str:
    """A stage (实际支出) with the name of what it is a stage of: the last quantity, the item, or the heading."""
    title, words = said.title, re.sub(r"^[仅只]|了$", "", words)
    titled = _TITLED.search(title) and not any(c.isdigit() for c in title) and not SEVERAL.search(title)
    if said.counted and titled:  # 公务接待费。接待 2 批次、28 人次，支出 1400 元
        return staged(title.removesuffix("情况"), words)
    if last or said.whole:
        return staged(last or said.whole, words)
    if instance := _INSTANCE.search(before):
        return instance[1] + words
    about = title.removesuffix("情况") if titled or names_one_thing(title) else ""
    return (said.topic or ("" if about in words else about)) + words


def rate_name(words: str, said: Said, depth: int) -> str:
    """A bare rate (控制率) with the quantity that the sentence gave at several stages, or its item."""
    amount = said.amounts.get(depth) or ""
    about = stem(amount)
    if amount and about != amount:
        return staged(amount, words)
    before = re.fullmatch(r"(.{2,}?)率", said.rate) if said.rate else None
    if words == "变动率" and before:
        return before[1] + words
    if said.counted:
        return said.counted + words
    if not amount and said.topic:
        return said.topic.removesuffix(words) + words
    if not amount and words == "控制率" and said.title.endswith(("经费", "费")):
        return said.title + words
    return words


def about(sentence: str, clause: str, said: Said) -> str:
    """What a target or result value (目标值, 完成值) is of: the item, or the name before it."""
    rest = sentence[: len(sentence) - len(clause)].rstrip("：:，, ")
    near = trim(re.split(r"[，,：:。（(]", rest)[-1])
    near = re.split(r"[是为](?=“)", near)[-1]
    if len(near) >= 2 and not any(c.isdigit() for c in near):
        return near.strip("“”")
    return (said.last.get(0, "") and re.sub(rf"{VALUE.pattern}$", "", said.last[0])) or said.topic
