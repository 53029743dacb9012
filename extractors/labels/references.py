"""Names of what others are compared with (参照): another year's number, a target, the amount that a share is of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.comparing import GOAL, PAST_TIME, TIME, Named, by, reference_time
from extractors.labels.words import (
    MORE,
    WAYS,
    is_generic,
    is_relative,
    names_a_thing,
    relative_name,
    shorten,
    staged,
    stem,
)
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.labels.said import Said
    from extractors.numbers.numerals import Quantity

_MEASURES = re.compile(
    rf"的\s*\d|\s*(?:同比)?(?:{MORE}|(?:便宜|[高低多少超快慢])出?了?\s*\d|{WAYS})|\s*(?:相比|相较|对比|比较|比起来)"
)
# A rate held against a target or another's: 高于州里要求的 95%, 仍低于目标值 60%.
_HELD = re.compile(r"(?:[仍均都尚还略远明显]*)(?:[高低优]于|超过|超出|不及|未达到?|没有?达到)(?P<to>[^,，\d]{2,12})")
YEAR_ALONE = re.compile(r"[\s，,]*(?P<year>(?:19|20)\d\d年)度?(?:为|是)?\s*")
# 今年压到, 降到 2022 年的, 2024 年预算再降到
_TURNED = re.compile(
    r"[\s，,]*(?P<year>(?:19|20)\d\d年|[今本上去]年)?度?(?P<stage>预算|计划)?(?:又|再|进一步|继续|已|则|将)*(?:(?:因|由于)[^，,\d]{2,12}?)?"
    r"(?:提|升|涨|降|减|增|压|提高|提升|上升|增加|增长|扩大|降低|下降|减少|压[减缩]|缩[减小]|回升|回落|调整|下调|上调)[到至为]了?"
    r"(?:(?P<to>(?:19|20)\d\d年|[今本]年)度?的?)?\s*"
)
# 专项资金规模 3600 万元。上年安排 3150 万元，增加 450 万元: the increase is this year's.
_LAST_YEARS = re.compile(
    r"(?P<when>[上去]年度?(?:同期)?|上一年度?)(?:实际|共)?(?P<stage>(?:安排|支出|执行|完成|投入|拨付|下达|[决预]算)(?:数|金额|额)?)?"
)
_NOW = re.compile(r"^(?:[当本今]年|全年)度?")
_TO_REFERENCE = re.compile(
    r"^(?:(?:仅|只)?(?:完成|占|为|是|达到?|相当于)了?|(?:[较比与同]|(?:未|没有)?(?:超过?|超出|突破)|[高低]于))(?=.)"
)
_VERSUS = re.compile(
    r"(?:[较比与同]|相较于?|(?:下降|减少|增加|上升|提高|增长|提升|降低)[到至为]|(?=.{2,4}同(?:期|口径)))"
    r"((?:19|20)\d\d年|上年|去年|上一年)度?(?:同期|同口径|[末底初])?"
)
_OWN_VERSUS = re.compile(r"(?P<of>[^比较与同]{2,})[较比](?:[上去]年|(?:19|20)\d\d年)度?(?:同期|[末底初])?")


def other_year(clause: str, quantity: Quantity, said: Said, depth: int) -> Named | None:
    """Another year's number of what was just named: 同比增长 4.92%（2021 年为 1042.26 万元）; else None."""
    if chained := _chained(clause, quantity, said, depth):
        return chained
    year = YEAR_ALONE.fullmatch(clause)
    if not year or year["year"] == f"{said.year}年":
        return None
    base = said.compared or said.last.get(depth) or said.base_of(quantity, depth)
    if not base:
        return None
    name = re.sub(rf"{PAST_TIME.pattern}度?", "", said.full(_NOW.sub("", base), quantity), count=1)
    return Named(shorten(year["year"] + name), year["year"], base)


def _chained(clause: str, quantity: Quantity, said: Said, depth: int) -> Named | None:
    """Another year's number of what was just named: 降到 2022 年的 21 万元，2023 年再降到 18 万元; else None."""
    base = (said.amounts if quantity.kind is Kind.AMOUNT else said.last).get(depth, "")
    if not base or not (found := _TURNED.fullmatch(clause)):
        return None
    year = found["year"] or found["to"]
    if not year and quantity.kind is not Kind.AMOUNT:
        return None
    if not year:  # 综合单价由 152 元降到 143 元
        return Named(base, "", base)
    name = re.sub(rf"^(?:{PAST_TIME.pattern}|[今本当]年)度?|(?:19|20)\d\d年度?", "", base)
    return Named(shorten(year + staged(name, found["stage"]) if found["stage"] else year + name), year, name)


def reference(text: str, quantity: Quantity, words: str, said: Said, depth: int) -> Named | None:
    """The number that another is measured by: 较上年的 39.6 万元减少…, 完成预算 1450 万元的 103%; else None."""
    base = (said.budgeted(words) if is_relative(words) or "比" in words[:1] else "") or said.base_of(quantity, depth)
    base = base or said.before
    if own := _OWN_VERSUS.fullmatch(words):  # 支出比上年 8 万元增加 1 万元
        base, words = own["of"], words[own.end("of") :]
    if _VERSUS.fullmatch(words):
        if quantity.kind is Kind.RATE:
            base = said.rate or base
        time = TIME.search(words)
        year = time["year"] if time else "上年"
        label = base if base.startswith(("上年", year)) or not base else year + said.full(_NOW.sub("", base), quantity)
        said.compared = base
        said.versus = by(words) + reference_time(_VERSUS.sub(r"\1", words))
        return Named(label, _VERSUS.sub(r"\1", words), base)
    last = _LAST_YEARS.fullmatch(words)
    if last and base and not base.startswith("上年") and (quantity.kind is Kind.AMOUNT or not last["stage"]):
        return _last_years(base, words, last["stage"], quantity, said)
    points = quantity.unit.endswith("百分点")
    goes_on = text.startswith("的", quantity.end)
    if quantity.kind is Kind.RATE and said.rate and not points and not goes_on and (held := _HELD.fullmatch(words)):
        return _rate_reference(held["to"], said.rate, said)
    return None if points else _measured_by(text, quantity, words, base, said)


def _measured_by(text: str, quantity: Quantity, words: str, base: str, said: Said) -> Named | None:
    """The number that words measure another by: 比上年同类支出 8 万元增加, 完成预算 1450 万元的 103%; else None."""
    to = _TO_REFERENCE.match(words)
    if not to:
        return None
    measured, whole = _MEASURES.match(text, quantity.end), words[to.end() :]
    if quantity.kind is Kind.RATE:
        about = said.rate or said.compared
        named = about or re.search(r"[率度速]$", whole)
        return _rate_reference(whole, about, said) if measured and to[0] in {"比", "较"} and named else None
    if not measured and not (is_generic(whole) and (is_relative(words) or words.startswith(("未", "没有")))):
        return None
    verb = to[0]
    if verb in {"比", "较", "与"} and len(whole) > 2:  # 实际支出 9 万元，结余 1 万元。比上年同类支出 8 万元增加…
        base = said.alike(whole[-2:]) or base or TIME.sub("", whole)
    said.compared = base
    if measured and measured[0].startswith("的"):
        about = stem(base) if names_a_thing(stem(base)) else stem(whole)
        if verb.startswith(("为", "是", "达", "相当")) and whole.endswith("预算"):
            said.awaited = about + "预算执行率"
        else:
            said.awaited = base + relative_name(words)
    elif verb in {"比", "较", "与"}:
        said.against = whole
        if TIME.match(whole) or is_generic(whole):
            said.versus = by(verb) + reference_time(whole)
    label = staged(base, whole) if is_generic(whole) else whole
    return Named(shorten(label), "", shorten(label))


def _last_years(base: str, words: str, stage: str | None, quantity: Quantity, said: Said) -> Named:
    """The year before's number of what was just named: 上年安排 3150 万元; 在营率 91.5%，上年为 86.0%."""
    if quantity.kind is Kind.RATE:
        base = said.rate or base
    elif stage:  # 全年支出 9 万元，结余 1 万元。上年支出 8 万元
        base = said.alike(stage[:2]) or base
    said.compared, said.versus = base, "较上年"
    if not stage:
        return Named(shorten("上年" + said.full(_NOW.sub("", base), quantity)), words, base)
    return Named(shorten(staged(base, words)), words, stem(base) + stage)


def _rate_reference(whole: str, rate: str, said: Said) -> Named:
    """The rate that another is measured by: 较合同约定的 95% 高出 3.9 个百分点."""
    said.compared, said.against = rate, whole
    if re.search(r"[率度速比]$", whole) and not GOAL.search(whole):  # 比全县居民收入增速 7.4% 快
        if time := TIME.match(whole):
            said.compared, said.against = whole[time.end() :], ""
            said.versus = f"较{reference_time(time[0])}"
        return Named(shorten(whole), "", "")
    rate = re.sub(r"(?<=..)(?:实际|完成)值?$", "", rate)
    return Named(shorten(rate + whole if GOAL.search(whole) else whole + rate), "", "")
