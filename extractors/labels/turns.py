"""Names that a turn of phrase gives (句式): a bound that was missed, what is raised from one rate to another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.clauses import earlier
from extractors.labels.words import names_a_thing, shorten, stem, trim
from extractors.scores.roles import LOST
from extractors.scores.wording import is_bare_score, is_class, scored_title
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.labels.said import Said
    from extractors.numbers.numerals import Quantity

_MISSED = re.compile(r"(?:率|比|比例|比重|进度|度)(?:[均都仍尚]|还)*(?:未能?|没有?)(?:达到|达|到)$")
_NOT_REACHED = re.compile(r"[但却]?(?:没有?|未能?)(?:达到?|做到?|到)?")
_FROM = re.compile(r"[由从][^，,]{2,10}")
_TO = re.compile(
    r"[由从][^，,]*\d[^，,\d]{0,3}(?:提高|上调|调整|调增|调减|提升|增加|扩大|降低|下调|下降|减少|压[减缩]|缩[小减]|放宽|收紧|提|降|升)[至到为](?P<at>年末|年底|目前)?$"
)
_SHARE_TURNED = re.compile(r"[，,](占比|比例|比重)[由从][^，,]*$")  # 双师型教师 699 人，占比由 79% 提高到 83%
_AT_FIRST = re.compile(r"(?:由|从)?(?:年初|上年)$|^(?:年初|上年)")
_APART = re.compile(r"(?P<way>[高低]于|超过)\s*\d[\d.]*\s*[%％]\s*的(?P<what>[\u4e00-\u9fff]{2,6})$")
_CHANGED = re.compile(
    r"(?:[本今当]年度?|[较比][上去]年度?|同比)*(?P<way>提高|上升|提升|增加|下降|降低|减少|[高低]出?)了?"
)
_LAST_YEARS = re.compile(r"[较比]?[上去]年度?的?(?:得分|自评)?")

_RANKED = re.compile(r"(?:(?P<what>.*)最[快慢高低多少大小好差]的|(?:其次|再次)的?)[为是]?(?P<which>.{2,})")
# 甲率、乙率，各 5 分，前者 100%，后者因故仅为 92%
_PARTY = re.compile(r".*(?P<who>[前后]者)(?![是为][前后]者)(?:[^，,；;。分%％]*[，,])?[^，,；;。\d]*", re.DOTALL)
_TWO = re.compile(
    r"(?:^|[。；;，,：:])(?P<former>[^，,；;。：:、\d]{2,14})[、和与](?P<latter>[^，,；;。：:、\d]{2,14}?)(?:[两二]项)?[，,]\s*(?:[两二]项)?[均都各]"
)
_CUT = re.compile(rf"{LOST}\s*$")
_INDICATOR = re.compile(r"[率性度]$")
_COMES_TO = frozenset({"计", "共计", "合计"})
_HELD = re.compile(r"\s*(?:[但而仍均都略还远]|明显)*(?P<short>未达到?|没有?达到|未到)?\s*")
_THAN = re.compile(r"[高低多大小]于|超过|不足|不到")
_THIS = re.compile(
    r"[该此](?:项目|子项|专项|分项)的?(?P<rate>(?:预算|资金)?(?:执行|完成|支出|支付|到位)率)(?:仅|只|为)*\s*$"
)
# 儿童之家计划建设 10 所，年底前建成 9 所，完成率 90%
_PLANNED = re.compile(
    r"(?:^|[；;。，,、：:）)])(?P<what>[^，,；;。：:、（）()\d]{2,16}?)(?:年度|年初)?(?:计划|目标|原定|任务)(?:值|数)?[\u4e00-\u9fff]{0,4}?\d[\d.,]*[万亿]?[^，,；;。、\d]{1,6}"
    r"[，,、][^，,；;。\d]{0,8}\d[\d.,]*[万亿]?[^，,；;。\d]{1,6}[，,](?:目标|计划)?(?:完成|实现)率?[为达到是]*\s*$"
)
_RISEN = re.compile(
    r"^[\s，,]*(?P<when>[^，,\d]{1,14}(?:后|时|末|底))(?:又|再|已)?(?:提高|上升|提升|回升|降低|下降|增加|升|降|提)[到至为]了?\s*$"
)
_SLOW = re.compile(
    r"(?P<what>[\u4e00-\u9fff“”]{3,12}?)(?:项目|资金)?(?:(?:支出|执行|实施|推进|建设|支付)?(?:进度|进展)|执行率?|支付|推进)(?:较|偏|过|缓|不|滞|慢)"
)


def ranked(words: str, before: str, last: str = "") -> str:
    """The name in a superlative: 支付进度最快的是河口镇 is 河口镇支付进度; other words as they are."""
    found = _RANKED.fullmatch(words)
    if not found:
        return words
    what = found["what"] or next(iter(re.findall(r"([^，,（）()]{2,10})最[快慢高低]的", before)), "")
    return found["which"] + (trim(what) or stem(last))


def party(quantity: Quantity, before: str) -> str:
    """Which of two that the sentence began with is meant (前者, 后者); "" when neither is."""
    of = _PARTY.fullmatch(before) if "者" in before and quantity.kind in {Kind.RATE, Kind.SCORE} else None
    two = _TWO.search(before, 0, of.start("who")) if of else None
    return trim(two["former" if of["who"] == "前者" else "latter"]) if of and two else ""


def turn(quantity: Quantity, words: str, clause: str, before: str, said: Said, depth: int) -> str:
    """The name that a number has by the turn of phrase it stands in; "" for all others."""
    if quantity.kind is Kind.SCORE:
        of = said.scores.get(depth, "")
        if of and _LAST_YEARS.fullmatch(words):  # 总得分 94.2 分，较上年 93.1 分提高 1.1 分
            return shorten("上年" + of)
        if of and (changed := _CHANGED.fullmatch(words)):
            return shorten(re.sub(r"^[上去]年度?", "", of) + "较上年" + changed["way"])
        if _CUT.search(clause) and not depth and is_bare_score(words) and _INDICATOR.search(said.topic):
            return said.topic  # 绩效指标明确性：个别指标没有目标值，扣 0.5 分
        return scored_title(said.title) if clause.strip(" ，,") in _COMES_TO and is_class(said.title) else ""
    return _rate(quantity, words, clause, before, said, depth) if quantity.kind is Kind.RATE else ""


def _same_rate(quantity: Quantity, clause: str, said: Said) -> str:
    """The name of the rate just named, at another time or as its bound; "" for other rates."""
    risen = _RISEN.search(clause) if said.rate else None
    if risen and not re.search("[率度比例值]", clause):
        return shorten(risen["when"] + said.rate)  # 年底集中支付后提高到 97.9%
    within = clause.strip(" ，,") == "在" and quantity.qualifier == "以内"
    return shorten(said.rate) + "标准" if said.rate and within else ""  # 偏差度 6.3%，在 10% 以内


def _rate(quantity: Quantity, words: str, clause: str, before: str, said: Said, depth: int) -> str:
    """The name of a rate by how its sentence turns to it (由 A 提高到 B, 低于目标 2 个百分点); "" where it does not."""
    if quantity.unit.endswith("百分点"):  # 低于 90% 的目标 2 个百分点
        apart = _APART.search(before) if said.rate else None
        return shorten(said.rate + apart["way"] + apart["what"]) if apart else ""
    if (this := _THIS.search(clause)) and (slow := _SLOW.match(said.title)):  # 车辆购置进度慢。该项目执行率仅 88%
        return shorten(slow["what"] + this["rate"])
    if (planned := _PLANNED.search(before)) and names_a_thing(what := trim(planned["what"])):
        return shorten(what) + "完成率"
    if same := _same_rate(quantity, clause, said):
        return same
    held = _HELD.fullmatch(clause) if said.rate else None
    short = held and (held["short"] or _THAN.fullmatch(quantity.qualifier))
    if short and before.removesuffix(clause).rstrip(" ，,").endswith(("%", "％")):
        return shorten(said.rate + "目标")  # 准确率 96.6%，低于 98%
    if clause.endswith("的") and _FROM.fullmatch(words):  # 提高补助标准，由原价的 10% 提高到 12%
        return shorten(earlier(before, clause))
    if to := _TO.search(before):
        last = said.last.get(depth, "")
        share = _SHARE_TURNED.search(before)
        if share and last and not last.endswith(share[1]):
            last = last + share[1]
        return (to["at"] or "") + _AT_FIRST.sub("", last) if to["at"] else last
    if said.rate and _NOT_REACHED.fullmatch(words):  # 处理率 98.2%，没有做到 100%
        return shorten(said.rate + "要求")
    missed = re.search(r"[均都]?(?:[仍尚]|还)*(?:[未没]|$)", words) if _MISSED.search(clause.rstrip()) else None
    return shorten(words[: missed.start()] + "要求") if missed else ""  # 支付率均未达到 80%
