"""Names that a turn of phrase gives (句式): a bound that was missed, what is raised from one rate to another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.clauses import earlier
from extractors.labels.words import shorten
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.labels.said import Said
    from extractors.numbers.numerals import Quantity

_MISSED = re.compile(r"(?:率|比|比例|比重|进度|度)(?:[均都仍尚]|还)*(?:未能?|没有?)(?:达到|达)$")
_NOT_REACHED = re.compile(r"[但却]?(?:没有?|未能?)(?:达到?|做到?|到)?")
_FROM = re.compile(r"[由从][^，,]{2,10}")
_TO = re.compile(
    r"[由从][^，,]*\d[^，,\d]{0,3}(?:提高|上调|调整|调增|调减|提升|增加|扩大|降低|下调|下降|减少|压减|缩小|降|升)[至到为](?P<at>年末|年底|目前)?$"
)
_AT_FIRST = re.compile(r"(?:由|从)?(?:年初|上年)$|^(?:年初|上年)")
_APART = re.compile(r"(?P<way>[高低]于|超过)\s*\d[\d.]*\s*[%％]\s*的(?P<what>[\u4e00-\u9fff]{2,6})$")
_CHANGED = re.compile(
    r"(?:[本今当]年度?|[较比][上去]年度?|同比)*(?P<way>提高|上升|提升|增加|下降|降低|减少|[高低]出?)了?"
)
_LAST_YEARS = re.compile(r"[较比]?[上去]年度?的?(?:得分|自评)?")


def turn(quantity: Quantity, words: str, clause: str, before: str, said: Said, depth: int) -> str:
    """The name that a number has by the turn of phrase it stands in; "" for all others."""
    if quantity.kind is Kind.SCORE:
        changed, of = _CHANGED.fullmatch(words), said.scores.get(depth, "")
        if of and _LAST_YEARS.fullmatch(words):  # 总得分 94.2 分，较上年 93.1 分提高 1.1 分
            return shorten("上年" + of)
        return shorten(re.sub(r"^[上去]年度?", "", of) + "较上年" + changed["way"]) if changed and of else ""
    return _rate(quantity, words, clause, before, said, depth) if quantity.kind is Kind.RATE else ""


def _rate(quantity: Quantity, words: str, clause: str, before: str, said: Said, depth: int) -> str:
    if quantity.unit.endswith("百分点"):  # 低于 90% 的目标 2 个百分点
        apart = _APART.search(before) if said.rate else None
        return shorten(said.rate + apart["way"] + apart["what"]) if apart else ""
    if clause.endswith("的") and _FROM.fullmatch(words):  # 提高补助标准，由原价的 10% 提高到 12%
        return shorten(earlier(before, clause))
    if to := _TO.search(before):
        last = said.last.get(depth, "")
        return (to["at"] or "") + _AT_FIRST.sub("", last) if to["at"] else last
    if said.rate and _NOT_REACHED.fullmatch(words):  # 处理率 98.2%，没有做到 100%
        return shorten(said.rate + "要求")
    missed = re.search(r"[均都]?(?:[仍尚]|还)*(?:[未没]|$)", words) if _MISSED.search(clause.rstrip()) else None
    return shorten(words[: missed.start()] + "要求") if missed else ""  # 支付率均未达到 80%
