"""Names of comparisons (比较): what grew or fell, what it is a share of, and the number that it is measured by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.clauses import earlier
from extractors.labels import compared, is_generic, is_relative, names_a_thing, relative_name, shorten, staged, stem
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.numerals import Quantity
    from extractors.said import Said

_MEASURES = re.compile(
    r"的\s*\d|\s*(?:同比)?(?:节约|减少|下降|下浮|增加|增长|提高|降低|上升|超支|[高低多少超]出?了?\s*\d)"
)
_PREDICATE = re.compile(r"(?<=..)(?:没有|未能?|控制在|已经?)(?:超|突破|[\u4e00-\u9fff]*内$|完).*$")
# 专项资金规模 3600 万元。上年安排 3150 万元，增加 450 万元: the increase is this year's.
_LAST_YEARS = re.compile(r"[上去]年度?(?:同期)?(?:实际|共)?(?:安排|支出|执行|完成|投入|拨付|下达)(?:数|金额|额)?")
_BY = re.compile(r"[高低多少超]出?了?")
_TO_REFERENCE = re.compile(
    r"^(?:(?:仅|只)?(?:完成|占|为|是|达到?|相当于)了?|(?:[较比与同]|(?:未|没有)?(?:超过?|超出|突破)|[高低]于))(?=.)"
)
_VERSUS = re.compile(
    r"(?:[较比与同]|相较于?|(?:下降|减少|增加|上升|提高|增长|提升|降低)[到至为]|(?=.{2,4}同(?:期|口径)))"
    r"((?:19|20)\d\d年|上年|去年|上一年)度?(?:同期|同口径|[末底初])?"
)


class Named(NamedTuple):
    """A number's label, the words around it that may name its year and funds, and the name that identifies it."""

    label: str
    words: str
    name: str


def relative(quantity: Quantity, words: str, clause: str, before: str, said: Said, depth: int) -> str:
    """The name of a comparison (较上年增长, 占总支出的): what it is about, and the comparison."""
    # A number of an unknown unit in the comparison says that what is compared is no figure either.
    near = earlier(before, clause) if re.search(r"\d", re.sub(r"\d{4}年", "", words)) else ""
    base = compared(near) or said.base_of(quantity, depth) or compared(earlier(before, clause)) or said.before
    if said.against and _BY.fullmatch(words):
        words, said.against = f"比{said.against}{words}", ""
    said.compared = base = _PREDICATE.sub("", base)
    if quantity.unit == "倍" and not is_relative(words):
        return shorten(base) + words + "的倍数"
    if base.endswith("目标") and words.startswith("目标"):
        base = base.removesuffix("目标")
    base = re.sub(r"(?<=支出|收入|经费|资金)(?:执行|完成|实现)$", "", base)
    if is_generic(base) and words.startswith("完成"):
        base = ""
    return shorten(base) + relative_name(words)


def reference(text: str, quantity: Quantity, words: str, said: Said, depth: int) -> Named | None:
    """The number that another is measured by: 较上年的 39.6 万元减少…, 完成预算 1450 万元的 103%; else None."""
    base = said.base_of(quantity, depth) or said.before
    if _VERSUS.fullmatch(words):
        if quantity.kind is Kind.RATE:
            base = said.rate or base
        label = base if base.startswith("上年") or not base else "上年" + re.sub(r"^(?:[当本今]年|全年)度?", "", base)
        said.compared = base
        return Named(label, _VERSUS.sub(r"\1", words), base)
    if _LAST_YEARS.fullmatch(words) and quantity.kind is Kind.AMOUNT and base and not base.startswith("上年"):
        label = staged(base, words)
        said.compared = base
        return Named(shorten(label), words, stem(base) + re.sub(r"^[上去]年度?", "", words))
    measured = _MEASURES.match(text, quantity.end)
    to = _TO_REFERENCE.match(words)
    if not to or quantity.unit.endswith("百分点"):
        return None
    whole = words[to.end() :]
    if quantity.kind is Kind.RATE:
        return _rate_reference(whole, said) if measured and to[0] in {"比", "较"} and said.rate else None
    if not measured and not (is_generic(whole) and (is_relative(words) or words.startswith(("未", "没有")))):
        return None
    verb = to[0]
    said.compared = base
    if measured and measured[0].startswith("的"):
        about = stem(base) if names_a_thing(stem(base)) else stem(whole)
        if verb.startswith(("为", "是", "达", "相当")) and whole.endswith("预算"):
            said.awaited = about + "预算执行率"
        else:
            said.awaited = base + relative_name(words)
    elif verb in {"比", "较", "与"}:
        said.against = whole
    label = staged(base, whole) if is_generic(whole) else whole
    return Named(shorten(label), "", shorten(label))


def _rate_reference(whole: str, said: Said) -> Named:
    """The rate that another is measured by: 较合同约定的 95% 高出 3.9 个百分点."""
    said.compared, said.against = said.rate, whole
    goal = re.fullmatch(r"(?:年初|年度|绩效)?(?:目标|计划|预期)值?", whole)
    return Named(shorten(said.rate + whole if goal else whole + said.rate), "", "")
