"""Words that need the noun of what was said before (承前补全): 人均, 两市结余, 二季度末, 发放奖补, 已收."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.clauses import head_of
from extractors.labels.words import (
    is_generic,
    stem,
    trim,
)
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.labels.said import Said
    from extractors.numbers.numerals import Quantity

_NOW = re.compile(r"[本今当]年度?")
_DUE = re.compile(r"(?:尚|还|均)?[已实应未](?P<deed>[收付发补缴拨])")  # 应收学费 460 万元，已收 452.6 万元
_PAID_IN_ALL = re.compile(r"共(补助|补贴|奖补|奖励)")
_DEED_RATE = re.compile(r"([\u4e00-\u9fff]{2})(?:完成)?率")  # 整改隐患 38 处，整改率 100%
_THINGS = re.compile(r"(?![和与及、的]).{2}")
_PAID = re.compile(r"\d\s*[万亿]?元")
_MONEY = re.compile(r"(?:[费款金额酬贴]|收入|补助|贷款|工资|投入|投资|产值)$")
_DEED = re.compile(
    r"^(?:已|共|累计|全年|实际)*(?:[为向给][^，,]{2,8}?)?(?:发放|支出|拨付|支付|兑现|建成|完成|新建|开展)(?=.{2})(?!金额)"
)
_OWN_NOUN = re.compile(r"(?:支出|补助|补贴|成本|造价|工资|费用?|价格?|收入|余额|标准)$")
_EACH_PAID = re.compile(r"(?:平均)?每[^\W\d]{1,6}(?:补贴|补助|奖励|奖补|发放|标准|支付|工资|报酬)(?:标准)?")
_SEVERAL_OF = re.compile(r"[两二三四五](?:个)?(?P<kind>[市县区镇乡村街局校院站所])")
_ENTITY = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[市县区镇乡村州旗]|街道)")
_ENTITY_AHEAD = re.compile(r"^[\u4e00-\u9fff]{1,6}?(?:[市县区镇乡村州旗]|街道)(?=.{3})")
_DUE_LAST = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,8}?)(?P<due>[应实][收付缴])")
_PART_SHARE = re.compile(r"(?P<part>[\u4e00-\u9fff]{1,3})占")
_BARE_HEAD = re.compile(
    r"(?P<deed>(?:累计|共|实际|已)?(?:发放|兑现|拨付|支付|计发|落实|使用|追回|下达|安排|投入|支出)?)(?P<head>奖补|补贴|补助|奖励|奖金|贷款|救助金|救助|配套)(?:资金|款)?"
)
_SEASON = re.compile(
    r"(?:到|至)?(?:第?[一二三四]季度|[上下]半年|\d{1,2}月|全年|当年|年)[初中末底]?(?:冲到|升到|提到|收官|冲[上至])?了?"
)
EACH = re.compile(
    r"(?:平均|折合|[合折])?(?:每[^\W\d]{1,4}|单[笔户个人项]|(?:[人户亩床生村车辆台所家次例]均)|平均)(?:平均|折合|[合折])?(?:支出)?"
)
_PART_OF = re.compile(r"(?:属于?|归属)(?P<part>[^，,]{2,}?)的?")
EACH_TIME = re.compile(r"^平均|(?:每(?:平方米|公里|[^\W\d每]))+")


def due(words: str, last: str) -> str:
    """What was done of what was due: 应收学费 460 万元，已收 452.6 万元 is 已收学费; "" for other words."""
    deed = _DUE.fullmatch(words)
    of = re.search(rf"[应已实]{deed['deed']}(.{{2,}})$|(.{{2,}})[应已实]{deed['deed']}$", last) if deed else None
    return (words + of[1] if of[1] else of[2] + words) if of else ""


def completed(words: str, last: str, before: str, quantity: Quantity, said: Said) -> str:
    """Words that need the noun of a number or clause before: 属于基本支出的, 人均, 二季度末; "" for all others."""
    if part := _PART_OF.fullmatch(words):
        return part["part"] + head_of(before)
    if _NOW.fullmatch(words) and re.match(r"[上去]年", last):  # 上年总收入 9 万元，本年为 8 万元
        return words + re.sub(r"^[上去]年度?", "", last)
    if (paid := _PAID_IN_ALL.fullmatch(words)) and last.endswith(paid[1] + "标准"):
        return last.removesuffix("标准")  # 补助标准 1500 元/亩，3200 亩共补助 480 万元
    deed = _DEED_RATE.fullmatch(words)
    things = said.counted.removeprefix(deed[1]) if deed else said.counted
    if things != said.counted and _THINGS.match(things):  # 满意和基本满意 213 份，满意率 86%
        return things + words
    if last and EACH.fullmatch(words):
        words = re.sub(r"^折?合|折?合$", "", words)
        # 支出 12 万元，车辆 6 辆，车均…
        spent = quantity.kind is Kind.AMOUNT and last == said.counted and said.spent and _PAID.search(before)
        return _each(words, said.spent[-1] if spent else last)
    if last and _SEASON.fullmatch(words):
        return words + _SEASON.sub("", EACH_TIME.sub("", last), count=1)
    return _of_another(words, before, quantity, said)


def _of_another(words: str, before: str, quantity: Quantity, said: Said) -> str:
    """Words that go with what was said of something else: 丙区为 72%, 每人每月补助, 两市结余."""
    if said.counted and _EACH_PAID.fullmatch(words):  # 护草员 64 名，每人每月补助 500 元
        return said.counted + words
    if said.rate and _ENTITY.fullmatch(words) and quantity.kind is Kind.RATE and not said.rate.startswith(words):
        return words + _ENTITY_AHEAD.sub("", said.rate)  # 乙县到位率为 61.5%，丙区为 72%
    if due := _DUE_LAST.fullmatch(words):  # 水费应收
        return due["due"] + due["what"]
    if (both := _SEVERAL_OF.match(words)) and (names := _listed(both["kind"], before)):
        return names + words[both.end() :]
    if (part := _PART_SHARE.fullmatch(words)) and said.amounts.get(0) and re.search(r"其中\s*[^，,]*$", before):
        return f"{part['part']}{said.amounts[0]}占比"  # 零售额 286 亿元，其中县域占 61%
    return _found_before(words, before, said)


def _each(words: str, last: str) -> str:
    """A quantity for each: 救助支出 30 万元，人均… is 救助人均支出."""
    last = re.sub(r"(?:19|20)\d\d年度?|(?:合计|总计|共计|总额)$", "", _DEED.sub("", last))
    if last.endswith(words[-2:]) and _MONEY.search(last):  # 发放补助 48 万元，每案补助 150 元
        return words[:-2] + last
    about = stem(last)
    if (about == last or last.endswith(("收入", "支出"))) and _MONEY.search(about):
        return words + about
    tail = "" if _OWN_NOUN.search(words) else last[len(about) :]
    return about + words + (tail if _OWN_NOUN.search(tail) else "")


def _listed(kind: str, before: str) -> str:
    """The things of a kind that a sentence has listed, for 两市, 三县: 青阜市、章原市."""
    lists = re.findall(rf"((?:[\u4e00-\u9fff]{{1,8}}?{kind}[、和与及])+[\u4e00-\u9fff]{{1,8}}?{kind})", before)
    return trim(lists[-1]) if lists else ""


def _found_before(words: str, before: str, said: Said) -> str:
    """A deed and the bare head of a name (发放奖补) with the whole name that was said before (普惠性民办园奖补)."""
    short = _BARE_HEAD.fullmatch(words)
    if not short:
        return ""
    noun = rf"([\u4e00-\u9fff“”]{{2,12}}{short['head']})"
    whole = re.compile(rf"(?:^|[，,、：:；。（）()\d个项家所户名]){noun}(?=\d|[，,、：:])")
    for text in (before[: len(before) - len(words)], said.topic + "，", said.title + "，"):
        if (found := whole.search(text)) and (name := trim(found[1])) != words and not is_generic(name):
            return short["deed"] + name.removeprefix(short["deed"])
    return ""
