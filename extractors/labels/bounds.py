"""Names of bounds (限额): 单价 50 万元以上设备, 按 3%～5% 扣减, 奖补比例未超过设备额的 20%, 部分达成 50%—80%."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.labels.words import shorten, trim
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.numbers.numerals import Quantity

_BOUND = frozenset({"以上", "以下", "及以上", "及以下", "以内"})
_ATTRIBUTE = re.compile(r"(?:单价|造价|价值|金额|投资额?|单[笔台件个套项]|合同额|限额)$")
_THING = re.compile(
    r"的?(?P<thing>[\u4e00-\u9fff]{2,8}?)(?=\d|[，。；、,;]|全部|均|都|应|须|需|必须|实行|采购|由|集体|[上报]?经)"
)
# 无新增 500 万元以上的入库项目: what is bounded when nothing says by what.
_BOUNDED = re.compile(
    r"的?(?P<thing>[\u4e00-\u9fff]{0,6}?(?:项目|工程|合同|资产|设备))(?=[，。；、,;（(）)]|应|需|实行|进行|开展|的)"
)
_EACH = re.compile(r"按照?(?P<each>(?:每[^\W\d]{1,2})+|[人户亩生床]均)\s*$")
_EACH_DONE = re.compile(
    r"的?(?:标准)?(?:(?:发放|拨付|核定|安排|支付|落实)(?P<paid>[\u4e00-\u9fff]{2,6}?(?:经费|补助|补贴|资金|工资|奖金))|(?:发放(?=.{2})|支付(?=.{2}))?(?P<deed>(?:(?<=发放)[\u4e00-\u9fff]{2}|收回|核减|扣减|奖励|补助|补贴|奖补)[\u4e00-\u9fff]{0,6}?))(?=[，。；、,;\d]|$)"
)
# 按未支付额的 20% 收回, 工会经费按工资总额的 2% 计提
_BY_RATE_OF = re.compile(r"(?P<what>.*?)按照?[^，,]{2,12}的?\s*$")
_DONE_OF = re.compile(
    r"(?:的比例|比例)?(?:予以|给予|进行)?(?P<deed>收回|扣减|核减|扣回|扣款|计提|提取|缴纳|交纳|缴存|支付|拨付|计收|计取|编入|配套|承担|预留|返还|奖励|补助)"
    r"(?P<object>(?<=[缴交支编取收提][纳存付入取])[\u4e00-\u9fff]{2,6}(?:金|款|费|预算)(?=[，。；、,;]|$))?"
)
_DOER = re.compile(r"^(?:对|供应商|中标人|施工方|乙方)")
_BY_RATE = re.compile(r"(?:按照?|以)\s*$")
_RECKONED = re.compile(r"折算|计算|测算|计分|得分|计得")  # 按 96.5% 折算得 3.9 分
_DISBURSED = re.compile(r"[\u4e00-\u9fff]{2,8}(?:金|款|费|补助|补贴)")
_DONE = re.compile(
    r"(?:\s*[-—~～–至到]+\s*\d[\d.]*\s*[%％]?)?的?(?:比例|标准)?(?:予以|给予|进行)?(?P<deed>[\u4e00-\u9fff]{2})"
)
_PART_DONE = re.compile(r"(?P<deed>[扣核压]减|[上下]调|[上下]浮|提取|计提|返还|扣除)(?P<what>[^,，]{2,14})")
_CUT = re.compile(r"(?:[扣核压]减|[上下]调|[上下]浮|扣回|奖励|补助)$")
_CUT_WHAT = re.compile(r"(?P<deed>[扣核压]减|扣回|收回|上浮|下浮)(?P<what>[\u4e00-\u9fff]{2,8})$")
_WITHIN = re.compile(r"(.{2,}?[率比例额费度准价])(?:均|都)?(?:未|没有|不)(?:超过|超出|突破|高于|低于|少于)[^,，]+")


def bounded(text: str, quantity: Quantity, clause: str, words: str) -> str:
    """The name of a bound: 单价 50 万元以上设备 is 设备单价标准, 按 3%～5% 扣减 is 扣减比例; "" for other numbers."""
    rate = quantity.kind is Kind.RATE
    by_rate = _BY_RATE.search(clause) if rate else None
    if by_rate and (deed := _DONE.match(text, quantity.end)) and not _RECKONED.match(deed["deed"]):
        what = trim(clause[: by_rate.start()])
        return (what if _DISBURSED.fullmatch(what) else "") + deed["deed"] + "比例"
    of_what = _BY_RATE_OF.fullmatch(words) if rate else None
    if of_what and (deed := _DONE_OF.match(text, quantity.end)):
        return shorten(_DOER.sub("", of_what["what"]) + (deed["object"] or deed["deed"]) + "比例")
    attribute = _ATTRIBUTE.search(words) if quantity.qualifier in _BOUND else None
    thing = _THING.match(text, quantity.end) if attribute else None
    if attribute and thing:
        of = (
            (attribute[0], thing["thing"], "限额") if attribute[0] == "单笔" else (thing["thing"], attribute[0], "标准")
        )
        return shorten("".join(of))
    if quantity.kind is Kind.AMOUNT and (standard := _standard(text, quantity, clause, words)):
        return standard
    goes_on = clause.rstrip().endswith("的")
    if rate and clause.startswith("的"):
        if cut := _CUT_WHAT.search(words):  # 对执行率低于 80% 的县扣减补助 10%
            return f"{cut['what']}{cut['deed']}比例"
        if cut := _CUT.search(words):
            return cut[0] + "比例"  # 对执行率低于 85% 的地区核减 10%
    if rate and (part := _PART_DONE.fullmatch(words)):  # 压减运维支出 5%, 扣减补助的 5%
        return f"{part['deed']}比例" if goes_on else shorten(f"{part['what']}{part['deed']}比例")
    within = _WITHIN.fullmatch(words) if goes_on else None
    return shorten(within[1]) if within else ""  # 奖补比例未超过设备额的 20%


def _standard(text: str, quantity: Quantity, clause: str, words: str) -> str:
    """The name of an amount from which something is done, or that is done for each; "" for other amounts."""
    bound = quantity.qualifier in _BOUND and re.search(r"(?:^|[无对有凡没增及])$", words)
    if bound and (about := _BOUNDED.match(text, quantity.end)):
        return shorten(about["thing"] + "金额标准")
    each = _EACH.search(clause)
    done = _EACH_DONE.match(text, quantity.end) if each else None
    if each and done and done["paid"]:  # 按生均 720 元标准拨付公用经费
        return shorten(each["each"] + done["paid"] + "标准")
    return shorten(done["deed"] + "标准") if done else ""  # 按每个 3 万元收回补助


_INCLUDED = r"(?:[（(]不?含[^（）()]{0,4}[）)])?"
_SPAN = rf"\d{{1,3}}\s*[%％]?{_INCLUDED}\s*[-—－~～–至到]+\s*\d{{1,3}}\s*[%％]{_INCLUDED}"
_SPANNED = re.compile(_SPAN)
_DEGREE = re.compile(
    r"[“\"]?(?P<degree>(?:全部|基本|完全|部分|未|没有|尚未)(?:[\u4e00-\u9fff]{0,4})(?:达成|达到|实现|完成)[\u4e00-\u9fff]{0,6}?"
    rf"|达[成到](?:预期|年度|目标|指标)[\u4e00-\u9fff]{{0,4}}?)[”\"]?(?P<verb>得)?[为：:]?\s*(?P<span>{_SPAN})"
)
_DEGREES = re.compile(
    r"(?:按照?|分[为成]?|为)(?P<names>[“”\u4e00-\u9fff]{2,20}(?:、[“”\u4e00-\u9fff]{2,20})+?)等?[二两三四]个?(?:档|等级|档次|类)"
    rf"[^。；;\d]{{0,30}}(?P<spans>{_SPAN}(?:[、,，和]\s*{_SPAN})+)"
)


def degree_bound(text: str, quantity: Quantity) -> str:
    """The bound of a degree of fulfilment (部分达成 50%—80%): 部分达成下限; "" for other rates."""
    found = ((name, text[start:end]) for name, start, end in _degrees(text) if start <= quantity.start < end)
    return next((name + _end(span, quantity) for name, span in found), "")


@lru_cache(maxsize=4)
def _degrees(text: str) -> list[tuple[str, int, int]]:
    """The degrees that a text gives a range, each with the place of its range."""
    degrees = [
        (shorten(found["degree"] + ("得分" if found["verb"] else "")), *found.span("span"))
        for found in _DEGREE.finditer(text)
    ]
    for found in _DEGREES.finditer(text):
        names, spans = found["names"].split("、"), list(_SPANNED.finditer(text, *found.span("spans")))
        if len(names) == len(spans):
            degrees += [(shorten(name.strip("“”")), *span.span()) for name, span in zip(names, spans, strict=True)]
    return degrees


def _end(span: str, quantity: Quantity) -> str:
    """Which end of a range a number is: 100%－80% may begin with the upper."""
    return "下限" if quantity.value == min(int(number) for number in re.findall(r"\d+", span)) else "上限"
