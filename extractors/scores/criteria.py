"""Printed scores that are nobody's result (评分标准): what would be given, bands of grades, another's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.scores.lists import is_points
from extractors.scores.totals import LARGE, PART_MARKS

if TYPE_CHECKING:
    from extractors.scores.lists import Told

# A criterion says what would be given: 控制率不超过100%得5分，每超1个百分点扣1分.
_CRITERION = re.compile(
    r"每(?:再?[超增减低少高多差]|有|出现|发现|缺|迟|降|提|偏|存|项|次|处)[^。]{0,20}扣|扣完为止|否则|的[，,]?(?:不得|得(?!分)|计|扣)\d?|酌情扣"
)
_STANDARD = re.compile(r"^\W*(?:评[分价]|计分|[扣赋给]分)(?:标准|规则|办法|细则|依据)\s*[:：为]")
_OUTCOME = re.compile(
    r"自评|得分\s*[=＝]\s*\d|我[局单厅委办院]|实得|实际得|[该本]项|[该本]指标|最[终后]得|故|因此|据此|按此|每[^。]*扣[\d.]+分[，,](?:扣[\d.]+分[，,])?得[\d.]+分"
)
# 90%以上得5分，80%至90%得4分，80%以下得2分
_STEP = re.compile(
    r"(?:以[上下内]|[≥≤<>＜＞至到—~-]\s*[\d.]+\s*[%％]?|不足[\d.]+\s*[%％]?)[的者时]?[，,]?(?:得|计|扣|赋)$"
)
_STEPS = re.compile(_STEP.pattern.removesuffix("$") + r"[\d.]+分")
_THRESHOLD = re.compile(r"(?:得分|分数|分)(?:在|高于|低于|不足|不到|达到|超过)$|[高低]于$")
_BANDS = re.compile(r"[为是][“\"]?优[^。]{0,40}[为是][“\"]?良")
_ASIDE = re.compile(r"(?<=.)[（(][^（）()]*[)）]")
_INSIDE = re.compile(r"[（(][^）)]*$")
# Another body's judgement: a bid, an examination, the yearly ranking; the finance bureau's, last year's, those asked.
_ELSEWHERE = re.compile(r"[年季]度(?:综合)?考核|考核结果|合格线|排名|[名位]列|[投中评]标|竞赛|考试|中标")
_NOT_OURS = re.compile(
    r"(?:上年|去年|上一年度?|财政[局厅]?(?:部门)?(?:抽查?|复|重点)(?:评价?|核)|问卷)[^，,。]{0,8}$|^(?:以上|上述)[^，,]{0,6}[加与和]"
)
_ASKED = re.compile(r"(?:调查|测评|专家[^组])[^，,。]{0,8}$")
_RANGE = re.compile(
    r"\s*(?:分\s*)?(?![-－–—]\s*[\d.]+\s*分?\s*[=＝])(?:[-—~～–≤<＜至到]|(?:及|\(含\)|（含）)?以[上下])"
)
_CHANGE = re.compile(r"(?:提高|上升|增加|增长|下降|降低|减少|[高低多少]出?|相?差)了?$")
_BOUND = re.compile(r"[高低多少大小]于|不足|不到|以[上下内]|[≥≤<>＜＞]|超过")
_FOR_EACH = re.compile(r"每[^，,。]{1,12}扣[减除]?$")  # 每延期一个扣 2 分，得 6 分
_SCALE = re.compile(r"等级|等次|[上下]限$")
_FULL_OF_ALL = re.compile(r"(?<![（(])(?:满分|(?<!自评)(?<![得评])总分)(?:为|是)?\s*$")
_HUNDRED = 100


def is_criterion(told: Told) -> bool:
    """Whether a sentence says with a score what would be given, or what all got that falls into a band."""
    sentence = told.figure.evidence.quote
    stepped = _STEP.search(told.words) and len(_STEPS.findall(sentence)) > 1
    if stepped or _is_ruled(sentence):
        return True
    banded = "良" in sentence and _BANDS.search(sentence if _INSIDE.search(told.words) else _ASIDE.sub("", sentence))
    return bool(banded)


@lru_cache(maxsize=4)
def _is_ruled(sentence: str) -> bool:
    """Whether a sentence says what would be given, and not what was."""
    ruled = _CRITERION.search(sentence) or _STANDARD.search(sentence)
    return ruled is not None and not _OUTCOME.search(sentence)


def is_hundred(told: Told) -> bool:
    """Whether a hundred is what can be got in all: 满分 100 分; 总分 100 分."""
    return told.figure.value == _HUNDRED and _FULL_OF_ALL.search(told.words) is not None


def is_aside(told: Told) -> bool:
    """Whether a score is a bound, a difference, the hundred that can be got, or another's than the report's own."""
    words, value = told.words, told.figure.value or 0
    if (
        _RANGE.match(told.after)
        or _CHANGE.search(words)
        or _THRESHOLD.search(words)
        or _FOR_EACH.search(words)
        or (value > LARGE and _ASKED.search(words))
        or (not told.role and _NOT_OURS.search(words))
    ):
        return True
    if value > LARGE and _BOUND.search(told.figure.qualifier):
        return True
    if _SCALE.search(told.figure.label) and not is_points(re.split("[，,]", words)[-1]):
        return True
    if is_hundred(told):
        return True
    sentence = told.figure.evidence.quote
    return value > LARGE and bool(_ELSEWHERE.search(sentence)) and not PART_MARKS.search(sentence)
