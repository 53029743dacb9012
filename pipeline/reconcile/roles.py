"""Which part a number plays in an account (账项), by its words: 预算, 追加, 到位, 支出, 结余, and of what."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from schemas.catalogue import normalise
from schemas.record import record

if TYPE_CHECKING:
    from schemas.rules import RuleSet

# Words that place a number in time or manner, and say nothing of whose it is.
_IDLE = re.compile(
    r"^.*?\d+号文?件?|^(?:过程)?中$|(?:19|20)\d\d年?度?|截?至|\d+月[底末]|年内|年初|年中|年末|年底|年终|期[初末]|形成|下年度?|全年度?|本年度?|当年度?|年度|实际|累计|合计|总计|共计|共|总额|总体|总|已|全部|财政拨款|财政$|尚余|尚[有未]?|"
    r"项目|资金|经费|部门|单位|建议|[将把对]|整体|我[局委办院厅校所站馆处会]|本[局委办院厅校所站馆处级]|金额|数额|数|额|情况|其中|用于|约|为|达到?|到|的|后|调整|款"
)
# 合计执行率, 综合完成率: of everything, not of the one thing that was told of last.
OF_ALL = re.compile(r"[合总共]计|综合|总体|总的")
_CLAUSE = re.compile(r"[，,；;。：:、（）()]")
# What is no account of money spent: income, and rates said of it.
_NEW_VALUE = re.compile(r"(?:调[增减]|追加|核减)[到至为]")  # 由 246 万元调减到 215 万元: neither is what was cut
_NO_ROLE = re.compile(
    r"收入|收支|合计$|资产|人均|每[人户]|单价|成本|工程量|可使用|可支[出付]|预算单位|[场次亩]均|指标(?![余额结])|目标|[成值]值|标准"
)
# What stands in the books at a day (其他应付款余额, 银行存款余额) is left of no budget.
STOCK = re.compile(r"[应预][付收]|存款|库存|债务|贷款|借款|欠款|往来|资产|现金|存货")


@record
class Part:
    """A role (`budget`, `spent`, …; "" when the words name none) and the topic, "" when the words name none."""

    role: str
    topic: str


@lru_cache(maxsize=4096)
def part_of(before: str, label: str, rules: RuleSet) -> Part:
    """The part of a number by the clause before it, or by its label where the clause says nothing."""
    clause = _CLAUSE.split(before.rstrip("：:为是"))[-1]
    for words in (clause, label):
        part = _part(words, rules)
        if part.role:
            return part
    return Part("", topic_of(clause or label))


@lru_cache(maxsize=4096)
def _part(words: str, rules: RuleSet) -> Part:
    """The role that the last of the words for roles gives, and the topic that is left without such words."""
    words = _NEW_VALUE.sub("", words.replace("转移支付", ""))
    if _NO_ROLE.search(words):
        return Part("", "")
    best: tuple[int, int, str] = (0, 0, "")
    for one in rules.roles:
        for word in one.words:
            at = words.rfind(word)
            if at >= 0:
                best = max(best, (at + len(word), len(word), one.name))
            if at >= 0 and one.name == "cut":
                return Part("cut", topic_of(_bare(words, rules)))  # 收回结余 is no balance
    role = best[2]
    if role == "left" and STOCK.search(words):
        return Part("", "")
    if role == "budget" and "年初" in words:
        role = "initial"
    return Part(role, topic_of(_bare(words, rules) if role else words))


def _bare(words: str, rules: RuleSet) -> str:
    """Words without those that name a role."""
    for word in rules.role_words:
        words = words.replace(word, "")
    return words


def rate_topic(words: str, rules: RuleSet) -> str:
    """What a rate is about, by the words before its name."""
    return topic_of(_bare(_CLAUSE.split(words)[-1], rules))


@lru_cache(maxsize=4096)
def topic_of(words: str) -> str:
    """Words less all that says nothing of whose account it is."""
    topic = _IDLE.sub("", normalise(words)).removesuffix("中")  # 到位资金中支出
    return "" if topic == "占" else topic  # 占预算 A 的 P


# A part of the money: what is said of no part in particular is not said of it.
_PORTION = re.compile(r"^第[一二三四五六七八九十\d]+(?:批|期|笔|季度|阶段|标段|部分)|^[一二三四]期")


def same_topic(a: str, b: str) -> bool:
    """Whether two topics may be one: one of them is silent, or names what the other names."""
    if not a or not b:
        return not _PORTION.match(a or b)
    return a in b or b in a
