"""Names of numbers whose words lean on what was said before (承前): a stage, a bare rate, 人均, nothing at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.clauses import before_bracket, earlier
from extractors.labels.comparing import limits
from extractors.labels.completing import EACH_TIME, completed, due
from extractors.labels.references import YEAR_ALONE
from extractors.labels.stages import STANDARD, TITLED, VALUE, about, rate_name, stage_name, summed_stage
from extractors.labels.turns import ranked
from extractors.labels.words import (
    compared,
    is_bare_rate,
    is_generic,
    shared,
    shorten,
    staged,
    trim,
)
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.labels.said import Said
    from extractors.numbers.numerals import Quantity

_SUM = re.compile(
    r"[\s,，]*(?:以上|上述)?(?:(?:[两二三四五六七八九十\d][类项者笔级]|[两二三四五六七八九十]部分)?(?:合|共|总)?计"
    r"|[两二三四五六七八九十][类项者笔](?:共|合起来|加起来|相加))(?:为|人民币)?\s*"
)
_TOTALS = frozenset({"合计", "共计", "总计"})
_IN_ALL = re.compile(r"(?:[\u4e00-\u9fff]{1,3})?(?:共|合计|共计|总计)")
_COMES_TO = re.compile(r"[\s,，]*计(?:为|人民币)?\s*")  # 支付 40%，计 127.2 万元
_ALIKE = re.compile(r"[均都皆]|全部")
_IN_BRACKET = re.compile(r"[元万亿]\s*[（(]\s*")
_CLOSED = re.compile(r"\s*[）)]")
# A number inside the formula of a rate: 公用经费控制率（实际支出/预算 150 万元）.
_OPERAND = re.compile(r"[^/÷]*[/÷]([^/÷]+)")
_OF_RATE = re.compile(r"(?:预算|资金|支出)?(?:执行|完成|到位|支付|支出|使用)率$|.*[率比度]$")
_RATE_OF = re.compile(r"(?P<of>.{2,}?)(?:控制|变动|执行|完成|利用|使用|到位|支出|支付|结余|结转|节约|调整)*率")
_DONE_ALREADY = re.compile(r"^已经?(?=[^,]{2})")
_REST = re.compile(r"[\s，,]*(?:[尚还仍仅]有?)?(?:余下?|剩下?)的?")
_SPOKEN = re.compile(r"(?<![费使支信采])[花用][去掉]?了?$")  # 全年花了 66 万元
_HELD_AGAINST = re.compile(r"(?:[高低快慢优好]于|超过|超出|落后于?|达到)(?P<goal>[\u4e00-\u9fff]{2,8})$")
# 甲村（20 户）19.3 万元、乙村（: the bracket is about the next of the list.
_NEXT_ITEM = re.compile(r"\d[^\d、，,；;。：:（(]{0,6}、(?:以?及)?(?P<name>[^、，,；;。：:（()）\d]{2,12})[（(]$")
_MONTH = re.compile(r"(?P<m>\d{1,2}月)")
_SUMS_UP = re.compile(r"[\s，,；;]*(?:以上|三项|各项)?(?:总共|共计|合计|共)(?=[\u4e00-\u9fff])")
_SUMMED = re.compile(r"(?:以上|上述)?[两二三四五六七八九十][类项者笔级](?:(?:合|共|总)计|合起来|加起来|相加)?")


def lean(words: str, clause: str, before: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of a number by the words before it, and by what was said where they name too little."""
    if not words and (name := _bracketed(clause, before)):
        return shorten(name)
    if depth and (operand := _OPERAND.fullmatch(words)) and (rate := _RATE_OF.fullmatch(before_bracket(before))):
        return shorten(staged(rate["of"], operand[1]))
    if not is_generic(words):
        words = _DONE_ALREADY.sub("", words)
    if quantity.unit == "倍":
        words = re.sub(r"(?<=..)(?:是|为|相当于).{2,}$", "", words)
    if words.startswith("涉及") and (of := _involved(before, clause) or said.amounts.get(depth)):
        return shorten(of + words)
    if words == "实际" and quantity.kind is Kind.AMOUNT and said.amounts.get(depth, "").endswith(("预算", "计划")):
        words = "实际支出"
    if VALUE.fullmatch(words) and (of := about(before, clause, said)):
        return shorten(of + words)
    if quantity.kind is Kind.RATE and is_bare_rate(words):
        return shorten(rate_name(words, said, depth, before))
    return shorten(_leaning(words, clause, before, quantity, said, depth))


def _leaning(words: str, clause: str, before: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of a number whose words borrow from the one named last: its stage, its sum, what else it says of it."""
    last = said.last.get(depth) or said.last.get(depth - 1, "")
    if of := due(words, last):
        return of
    if is_generic(words) and _SUMS_UP.match(clause):
        return summed_stage(words, said)
    if is_generic(words):
        amount = quantity.kind is Kind.AMOUNT
        if amount and last == said.rate:  # 烈士陵园维修项目完成率 51%，结余 58 万元
            rate = _RATE_OF.fullmatch(last) if depth else None  # 公用经费控制率 96%（实际支出 38 万元，预算 40 万元）
            last = rate["of"] if rate and rate["of"].endswith("费") else _OF_RATE.sub("", last)
        last = (said.amounts.get(depth) if amount else "") or last
        if amount and last in said.pair[1:] and limits(last, words):  # 支出 12 万元，控制数 14 万元，结余 2 万元
            last = said.pair[0]
        words = _SPOKEN.sub("支出", words) if amount and last else words
        return stage_name(words, last, said, before)
    if words in _TOTALS and last and last == said.counted and quantity.kind is Kind.AMOUNT:
        return last + words  # 公务接待 18 批次、142 人次，共计 1.06 万元
    if _counts_on(words, last):
        return words
    if (
        len(words) < 2
        or _SUMMED.fullmatch(words)
        or (words in _TOTALS and not said.last)
        or (_IN_ALL.fullmatch(words) and ("每" in last or STANDARD.search(last)))
    ):
        return nameless(clause, before, quantity, last, said)
    return completed(words, last, before, quantity, said) or shared(ranked(words, before, last))


def _counts_on(words: str, last: str) -> bool:
    """Whether a name is the next of its kind, 二类 after 一类, not the sum of two."""
    ordinals = "一二三四五六七八九"
    return len(words) == 2 and words[0] in ordinals[1:] and last == ordinals[ordinals.index(words[0]) - 1] + words[1]


def _involved(before: str, clause: str) -> str:
    """What an amount that is involved (涉及) belongs to: the clause before, unless that counts or lists."""
    rest = re.split(r"[，,：:]", before[: len(before) - len(clause)])[-1]
    near = "" if re.search(r"\d", rest) else earlier(before, clause)
    return "" if near.startswith("涉及") or near == "主要" else near


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
    if _REST.fullmatch(clause):
        return "剩余金额"
    if _ALIKE.fullmatch(clause.strip(" ，,")) and len(said.pair) == 2 and (both := _common(*said.pair)):
        return both  # 家长满意度 93%，教师满意度 91%，均高于 90%
    # 租赁费按年结算，2022 年 210 万元，2023 年 195 万元
    if not last and (year := YEAR_ALONE.fullmatch(clause)) and (of := said.topic or earlier(before, clause)):
        return year["year"] + re.sub(r"(?<=[费款金出入])按.*$", "", of)
    if _IN_ALL.fullmatch(clause.strip(" ，,")) and ("每" in last or STANDARD.search(last)):
        return STANDARD.sub("", EACH_TIME.sub("", last))  # 每部补助 10 万元，共 140 万元
    # 甲 2 万元，乙 3 万元，两项共 5 万元: neither of them.
    several = re.match(r"[\s,，]*(?:以上|上述)?[两二三四五六七八九十][类项者笔]", clause)
    whole = said.whole or said.topic or (said.title if TITLED.search(said.title) else "" if several else last)
    if several and (not whole or whole not in before):
        return "合计"  # of what this sentence lists, whatever was told before it
    if whole and _SUM.fullmatch(clause):
        if _COMES_TO.fullmatch(clause):  # 预留 5% 质保金，计 42 万元
            return last.removesuffix("比例") or whole
        return whole.removesuffix("合计") + "合计"
    return ranked(shorten(compared(earlier(before, clause))), before) or last or said.topic or said.title


def _bracketed(clause: str, before: str) -> str:
    """The name before a bracket: 控制率（支出/预算 150 万元）为 94.55%, 略低于序时进度（50%）; "" for others."""
    if _CLOSED.match(clause):
        return before_bracket(before)
    if clause.strip() or not before.endswith(("（", "(")):
        return ""
    if item := _NEXT_ITEM.search(before):
        return trim(item["name"])
    head = re.split(r"[，,：:；;。]", before[:-1])[-1]
    found = _HELD_AGAINST.search(trim(head))
    month = _MONTH.match(trim(head)) or re.match(r"(?:其中)?(?P<m>\d{1,2}月)", head)
    return (month["m"] if month else "") + found["goal"] if found else ""


def _common(a: str, b: str) -> str:
    """The head that two names share: 满意度."""
    n = next((n for n in range(min(len(a), len(b)), 1, -1) if a[-n:] == b[-n:]), 0)
    return a[len(a) - n :] if n else ""
