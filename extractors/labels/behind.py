"""Names that stand behind their number (后置名称): 500 万元的项目资金, 35 万元用于培训, 29 家企业."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.bounds import bounded
from extractors.labels.words import shorten, trim
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.labels.said import Said
    from extractors.numbers.numerals import Quantity

_LEFT_OVER = re.compile(r"\s*(结转|结余)")
# 远高于全省 85% 的平均水平: the name goes on after the number.
_FOLLOWING = re.compile(
    r"的([\u4e00-\u9fffA-Za-z“”（）]{2,16}?)(?=[，。；、,;）)：:\d]|未|尚|没|已|仍|还|用于|进行|实施|(?<!行)为|由|$)"
)
_OBJECT = re.compile(
    r"\s*(?![给为到作])([\u4e00-\u9fff“”]{0,14}?(?:资金|经费|补贴|补助|费|款|支出|结余|结转))"
    r"(?=[，。；、,;）)：:]|至|到|未|尚|用于|超|违|被|中)"
)
_PURPOSE = re.compile(r"，?\s*(?:(?:主要)?(?:用于|投向|专项用于|作为)|由(?!于))([^，。；、,;（(）)：:\d]{2,20})")
_COUNTED = re.compile(r"(?!的)[\u4e00-\u9fff]{2,10}?(?=[，。；、,;：:（(]|$|因|由|未|已|被|尚)")
_STANDARD = re.compile(r"标准|定额|限额")
_UNPAID = re.compile(r"\s*的?((?:尚|仍)?未(?:支付|使用|拨付|支出|结算|兑付|发放|到位))")
_HAS = re.compile(
    r"(?:.*[一这该每][笔批])?(?:另|仅|共|尚|还|已)*(?:有|安排|投入|下达|拨付|落实|支付|支出|使用|筹集|争取|余)?了?"
)
_LEVEL = re.compile(r"(?:控制线|限额|省定|目标|水平|标准|考核线|警戒线|平均|要求|红线|预[期定]|设定|计划|规定)值?")
_COMPARISON = re.compile(r"但?(?:[远均略]?[高低大小优]于|超过|不足|达不到|[没未]有?(?:能)?(?:达到?|做到|到)?)")
_FOUND = re.compile(r"(?:发现|查出|指出)$")
_HAVING = re.compile(r"(?:^|其中|[，,；;：:])([^，,；;]{4,})的有\s*$")
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_WHOM = re.compile(r"(?:对|凡|如|若)(?:连续[^\W\d]{1,3}年?)?(?P<what>[^,，]*[率度比例])")
_MOVES = re.compile(r"(撬动|带动|吸引|引导|(?<=[\u4e00-\u9fff])每)$")


def behind(text: str, quantity: Quantity, clause: str, words: str, before: str, said: Said, depth: int) -> str:
    """The name that stands behind its number (500 万元的项目资金, 35 万元用于培训); "" when there is none."""
    if words.endswith("尚") and (left := _LEFT_OVER.match(text, quantity.end)):
        return shorten(words.removesuffix("尚") + left[1])
    if quantity.kind is Kind.COUNT:
        return _counted(text, quantity, clause, words, before)
    if quantity.unit.endswith("百分点"):
        return ""
    if bound := bounded(text, quantity, clause, words):
        return bound
    if unpaid := _UNPAID.match(text, quantity.end) if words.endswith(("仍", "还", "尚")) or not words else None:
        return f"{unpaid[1]}资金"
    return _goes_on(text, quantity, clause, words, said, depth)


def _goes_on(text: str, quantity: Quantity, clause: str, words: str, said: Said, depth: int) -> str:
    """A name that goes on, or comes, behind its number: 高于全省 85% 的平均水平, 35 万元用于培训."""
    bare = quantity.kind is Kind.AMOUNT and (_HAS.fullmatch(words) is not None or clause.rstrip().endswith("安排的"))
    after = _FOLLOWING.match(text, quantity.end)
    if after and quantity.qualifier and (whom := _WHOM.fullmatch(words)):  # 对支付率低于 90% 的单位
        return shorten(trim(whom["what"]))
    if after and not re.search(r"(?:为|是|达)\s*$", clause):
        name = after[1] if bare else _COMPARISON.sub("", words).removeprefix("距").removeprefix("离") + after[1]
        if standard := _STANDARD.match(after[1]):  # 按村道 3,000 元的标准筹集
            name = words + standard[0]
        if _LEVEL.fullmatch(name) and quantity.kind is Kind.AMOUNT:
            name = (said.amounts.get(depth) or said.before) + name
        elif _LEVEL.fullmatch(name):
            name = (said.rate or said.compared or said.last.get(depth) or said.before) + name
        return shorten(name)
    found = (bare or _MOVES.search(words)) and (_OBJECT.match(text, quantity.end) or _PURPOSE.match(text, quantity.end))
    moved = _MOVES.search(words)
    return shorten((moved[1] if moved else "") + found[1]) if found else ""


def _counted(text: str, quantity: Quantity, clause: str, words: str, before: str) -> str:
    """What is counted: 4 所账务不健全 of 民办园, 补贴依赖度超过 50% 的有 18 家."""
    words = "" if _FOUND.search(words) else words
    if clause.rstrip().endswith("的有") and (of := _HAVING.search(before)):
        return shorten(trim(_IN_BRACKETS.sub("", of[1])))
    counted = _COUNTED.match(text, quantity.end)
    if counted and words.endswith("中"):  # 20 所园中有 4 所账务不健全
        return shorten(f"{counted[0]}的{words.removesuffix('中')}")
    return shorten((words if len(words) > 1 else "") + counted[0]) if counted else ""
