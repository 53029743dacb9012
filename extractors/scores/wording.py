"""What words say of scores (得分用语): a bare 自评得分, a class of indicators, the indicator that a heading names."""

from __future__ import annotations

import re
from functools import lru_cache

SCORE_WORDS = re.compile(
    r"(?:综合|自我|自|最终|最后|实际|(?<![落务核切证充详])实(?=得)|本项|该项|此项|累计|合计|共|应|可|[只仅]能?|项目)*(?:评价|[初复终]?评)?(?:满分|得分|得|评分|打分|计分|给分|(?<![供补付发送分])给予?|分值|权重分?|标准分|扣分|扣减|扣除|扣|加分|减分|(?<!相)净?加|净?减|评定|评|(?<![登书标传笔])记|占|(?:一项)?就?(?:丢|失)了?)(?:值|数|了)?$"
)
WHOLE = re.compile(
    r"总分|总得分|综合得分|综合评分|总评分|合计得分|自评(?:总)?(?:得)?分|绩效(?:自评|评价)?(?:总)?得分|评价得分|最终得分|自评结果|整体.{0,8}得分"
    r"|^[该本]?项目得分$"
)
# 过程部分九个三级指标，满分 30 分; 公开这一指标满分 3 分
SET_OF = re.compile(
    r"(?<=..)(?:部分)?(?:一?共)?(?:[设有][置立]?)?了?(?:[一二两三四五六七八九十\d]+[个项]?[一二三]级|这一?[个项]?)指标$"
)
NOBODY = re.compile(
    r"^(?:[我全][局厅委办院镇乡校]|本单位|(?:自评|评[价审]|考核|专家)小?组|[本该此](?:部分)?|[该本此][一二三]级(?=指标)|该项|本项|此项|这一?[项个](?:指标)?|指标|该指标|本指标|此指标|项目|自评|综合|累计|因此|故|得分情况|综上|综上所述|情况|其|权重|分值|本次|经|(?:评分|计分|扣分)?(?:标准|细则|规则|办法)|"
    r"[二两三四]项(?:指标)?|[只仅]能?|此?给|(?:按(?![期时质]|照?(?:项目)?(?:决策|投入|过程|产出|效[益果])$)|根据|依据|对照|依照)[^,，]{0,12}|.*(?:乘以?|除以)(?:指标)?)*$"
)
# A heading over several indicators, or over the result, leaves a bare score to the rate named beside it.
SEVERAL = re.compile(r"[和与、]|及(?![时格])|结果(?![应运使]用)|结论|分析|整体|^$")
_CLASS = re.compile(r"(?<![率性])(?<!满意度)指标(?:(?:完成|得分|分析)?情况(?:分析)?|分析)?$")
_ASPECT = re.compile(
    r"^(?:产出|项目|效益)?(?:数量|质量|时效|成本|[经社生][济会态]效益|可持续影响|^满意度)(?:方面|情况)?$"
)
CODED = re.compile(r"[A-Z]\d")  # A11 立项依据充分性
_CODE = re.compile(r"^[A-Z]\d{1,3}\s*(?=[\u4e00-\u9fff“])")
# What speaks of a name (在…方面), and not 在职人员, 在建项目.
IN = r"在(?!职[人教员干工]|校[生学人师]|岗[人职率]|建[项工]|[编册读用途])"
EFFECT = re.compile(r"(?:效益|影响)$")  # 可持续影响: itself what is scored
_BEHIND_DASH = re.compile(r"(?<=..)[—－]{2}.*$")  # 工作时效——衔接较好
_RATE_HEADING = re.compile(r"(?<=[率性度])(?:完成|分析|得分)?(?:情况|分析)(?:分析|说明)?$")
# The part of a framework that a heading names (投入情况分析), less what it says of it.
_PART = r"(?:项目|履职|预算)?(?:投入|过程|产出|效[果益]|决策|管理)"
_LEVEL = re.compile(
    rf"(?P<part>{_PART}(?:[和与及]?{_PART})*(?:类?指标|类)?)(?:部分)?(?:(?:完成|实现)?情况)?(?P<analysed>分析)?"
)
# 巡诊次数目标 120 次，实际 108 次
_WITH_TARGET = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:年度|计划|预期)?(?:目标|指标|计划)值?(?:完成|达到)?[为是]?\s*[≥≤>＞\d].*$"
)

_BARE_EXECUTION = re.compile(r"^(?:资金|支出)?执行率$")


def is_class(title: str) -> bool:
    """Whether a heading names a class of indicators (数量指标), whose points are those of the indicators below it."""
    return bool(_CLASS.search(title))


@lru_cache(maxsize=1024)
def is_level(title: str) -> bool:
    """Whether a heading names a part of a framework (过程情况), whose points are those of the indicators below it."""
    return bool(_LEVEL.fullmatch(title))


def may_be_class(title: str) -> bool:
    """Whether a heading may name a class of indicators (质量), where the sentence begins with another name."""
    return is_class(title) or bool(_ASPECT.search(title))


def uncoded(name: str) -> str:
    """An indicator's name without the code that a framework gives it: A11 立项依据充分性."""
    return _CODE.sub("", name)


def has_parts(title: str) -> bool:
    """Whether a heading names a class whose one indicator has its points; 可持续影响 is itself what is scored."""
    return may_be_class(title) and not EFFECT.search(title)


@lru_cache(maxsize=1024)
def scored_title(title: str) -> str:
    """What a heading names that is scored: 支付及时率情况 is 支付及时率, 投入情况 is 投入, 执行率 the budget's."""
    if title != "管理情况" and (level := _LEVEL.fullmatch(title)) and not level["analysed"]:
        return level["part"]
    title = _BEHIND_DASH.sub("", title)
    title = _RATE_HEADING.sub("", _WITH_TARGET.sub("", title)).removesuffix("得分情况")
    return _BARE_EXECUTION.sub("预算执行率", title)


@lru_cache(maxsize=1024)
def is_bare_score(words: str) -> bool:
    """Whether a score's words (自评得分, 得, 满分) name no indicator and not the whole either."""
    return not WHOLE.search(words) and names_nothing(words)


@lru_cache(maxsize=1024)
def names_nothing(words: str) -> bool:
    """Whether a score's words name no indicator, the whole at most."""
    return bool(NOBODY.match(SCORE_WORDS.sub("", words)))
