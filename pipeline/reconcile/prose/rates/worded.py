"""Rates whose words say what they are of, whatever else is told (以言定率): A 全部支出，执行率 P."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.figure import Kind

if TYPE_CHECKING:
    from pipeline.reconcile.sentences import Sentence

_OF_ALL = re.compile(
    r"^[^，,；;。\d]{0,12}(?:全部|全额|如数)[^，,；;。\d]{0,6}(?:支出|支付|执行|使用|拨付|完毕)[^，,；;。\d]{0,4}[，,]"
    r"(?:预算|资金|支出)?(?:执行|支出|支付|使用|拨付)[进率]度?(?:为|达到?)?$"
)
_UNREAD = re.compile(r"\d[^，,；;。]*[，,][^，,；;。\d]{0,8}(?:偏差|偏离|差异|完成|达成|实现)率(?:为|达到?|是)?$")
# 占全省总数的 P: of what others count.
_OF_AREA = re.compile(r"占?全(?:[国省]|[市州县区](?:总[数量额]?|同类|财政|一般公共)|[市州县区]$)")


def is_of_area(words: str) -> bool:
    """Whether a share is said to be of what a wider area has, which the report need not tell."""
    return bool(_OF_AREA.search(words))


def is_of_all(sentence: Sentence, n: int) -> bool:
    """Whether words say that a rate is that of all of the number before it: 专项 A 万元全部支出，执行率 P."""
    return n > 0 and sentence.figure(n).kind is Kind.RATE and bool(_OF_ALL.match(sentence.before(n)))


def is_of_unread(sentence: Sentence, n: int) -> bool:
    """Whether a rate of how much was done, or how far it is off, follows what is not read: 监测 66 天，完成率 P."""
    return bool(_UNREAD.search(sentence.before(n)))
