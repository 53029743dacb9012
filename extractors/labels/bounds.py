"""Names of bounds (限额): 单价 50 万元以上设备, 按 3%～5% 扣减, 奖补比例未超过设备额的 20%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.words import shorten
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.numbers.numerals import Quantity

_BOUND = frozenset({"以上", "以下", "及以上", "及以下", "以内"})
_ATTRIBUTE = re.compile(r"(?:单价|造价|价值|金额|投资额?|单笔|合同额|限额)$")
_THING = re.compile(r"的?(?P<thing>[\u4e00-\u9fff]{2,8}?)(?=\d|[，。；、,;]|全部|均|都|应|须|需|必须|实行|采购|由)")
_BY_RATE = re.compile(r"(?:按照?|以)\s*$")
_DONE = re.compile(
    r"(?:\s*[-—~～–至到]+\s*\d[\d.]*\s*[%％]?)?的?(?:比例|标准)?(?:予以|给予|进行)?(?P<deed>[\u4e00-\u9fff]{2})"
)
_PART_DONE = re.compile(r"(?P<deed>[扣核压]减|[上下]调|[上下]浮|提取|计提|返还|扣除)(?P<what>[^,，]{2,14})")
_CUT = re.compile(r"(?:[扣核压]减|[上下]调|[上下]浮|扣回|奖励|补助)$")
_WITHIN = re.compile(r"(.{2,}?[率比例额费度准价])(?:均|都)?(?:未|没有|不)(?:超过|超出|突破|高于|低于|少于)[^,，]+")


def bounded(text: str, quantity: Quantity, clause: str, words: str) -> str:
    """The name of a bound: 单价 50 万元以上设备 is 设备单价标准, 按 3%～5% 扣减 is 扣减比例; "" for other numbers."""
    if quantity.kind is Kind.RATE and _BY_RATE.search(clause) and (deed := _DONE.match(text, quantity.end)):
        return deed["deed"] + "比例"
    attribute = _ATTRIBUTE.search(words) if quantity.qualifier in _BOUND else None
    thing = _THING.match(text, quantity.end) if attribute else None
    if attribute and thing:
        return shorten(f"{thing['thing']}{attribute[0]}标准")
    of = clause.rstrip().endswith("的")
    if quantity.kind is Kind.RATE and clause.startswith("的") and (cut := _CUT.search(words)):
        return cut[0] + "比例"  # 对执行率低于 85% 的地区核减 10%
    if quantity.kind is Kind.RATE and (part := _PART_DONE.fullmatch(words)):  # 压减运维支出 5%, 扣减补助的 5%
        return f"{part['deed']}比例" if of else shorten(f"{part['what']}{part['deed']}比例")
    within = _WITHIN.fullmatch(words) if of else None
    return shorten(within[1]) if within else ""  # 奖补比例未超过设备额的 20%
