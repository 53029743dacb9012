"""The name that a stretch of prose begins with (领起): 桥梁座数：目标 5 座，完成 4 座，分值 10 分，得 8 分."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.scores.wording import CODED

_NAME = r"[A-Z]?\d{0,3}[\u4e00-\u9fff“”《》A-Za-z\-—+]{2,24}?"
# 先说预算执行率，…; 最后是满意度，…: how a speaker goes from one to the next.
TURN = r"(?:(?:首先|其次|再次|接着|然后|最后|先|再)(?:来?[说看讲谈]|是))"
_LEAD = re.compile(
    rf"\W*?[①-⑳](?P<circled>{_NAME})(?=[，,：:]|新增|[仅达]|为\d|\d)|\W*?(?:指标\d{{1,2}}[：:]|[一二三四五六七八九十]是|{TURN}|[本该]项只设有?)?(?:\d{{1,2}}[.、．)）])?(?:在(?![职校岗建编册读])(?=[^，,：:]{{2,14}}方面[，,]))?(?:[（(](?P<inside>{_NAME})[)）]|(?P<name>{_NAME})\s*"
    r"(?:[：:]|——|[（(](?:满分|分值|权重)?[\d.]+分[)）][，,：:]?|(?<=[率度性])(?:[（(]|按照?[\d.(（])|(?<=[率度性])[中上][，,]|(?<=性)[未无均已]|(?<=[率性度])(?:因|差)|一[个项]指标[，,]|方面(?:[，,]|因|由于)|(?:(?<=[率度性])[，,][该本此这]一?[项个]?指标|[，,])(?:分值|满分|权重|标准分|应得分?)[为是]?\d|(?<=[率度性])[，,][该本此这]项(?:指标)?共?计?\d"
    r"|[，,]?(?:年度|年初|计划|预期|全年)*(?:(?:目标|计划|预期)值?|指标值|应)(?:完成|达到|不[低少]于)?[为是]?\s*[≥≤>＞\d]))"
)
_NO_LEAD = re.compile(
    r"(?:原因|(?:^|评分|评价|计分|扣分)标准|说明|分析|结果|结论|问题|要点|依据|办法|目标|得分|自评|评分|分值|满分|其中|如下|权重|完成值|指标值|备注|评价|公式|措施|[于达到未比较]|[一二两三四五六七八九十\d][个项]?[一二三]级指标)$"
    r"|^(?:实际|完成|得分|扣分|评分|自评|具体|实施|年度|全年)?(?:完成)?情况$|^(?:有(?![效机线])|无(?![障线偿害])|未(?!成年)|主要|重点|考核|包括|反映|围绕|通过|根据|[该本此这各其]|全年|计划|实际|年度(?!(?:工作|重点|任务|计划)[\u4e00-\u9fff]{2})|目标|按(?![期时质])|因|截至|20\d\d)|[，,]"
)
_OF_THAT = re.compile(r"(?:^|[，,])(?:该|此|本|这一?)项?(?:指标)?[^，,]{0,8}$|^(?:该|此|本|这一?)项?指标")


# …，扣 0.5 分。分值 4 分，自评得
_ONLY_POINTS = re.compile(
    r"(?:[\s，,：:]|分值|满分|权重|标准分|应得|自评|实际|得分|实得|得|扣减?|[计记为是]|\d[\d.]*\s*分)+"
)
_ALONE = re.compile(rf"\s*(?P<name>{_NAME})\s*")
_DEED = re.compile(
    r"[已均未并了《》]|没有|符合|超过|达到|低于|^(?:印发|制定|建立|全[年部]|按(?![期时质])|根据|本|我|出台|成立|开展|组织|通过|加强|实行|严格)"
)
_TOPIC = re.compile(rf"\s*{_NAME}[：:]")
# 数量指标“巡护次数”的目标值是 40 次
_QUOTED = re.compile(
    r"[^“\"]*[“\"](?P<name>[^“”\"]{2,24})[”\"]的?(?:年度|年初|计划|预期)*(?:目标值|指标值|计划值|预期值)"
)
# 年度计划植树 200 亩，实际 190 亩，得
_INDICATOR = re.compile(r"(?<=..)(?:[率性度]|[个次人户件篇套台座]数|数量|[人场批频]次)$")


def is_below(name: str, title: str) -> bool:
    """Whether a name is an indicator's and the title no more than that of what it stands below: 资金管理."""
    core = title.removesuffix("情况")
    if core == "满意度":
        return name.endswith(core) and name != core
    return bool(_INDICATOR.search(name)) and not _INDICATOR.search(title) and not name.startswith(core)


def stretch(before: str) -> str:
    """What stands between a score and the end of the sentence or the part of one before it."""
    return re.split(r"[。；;\n]", before)[-1]


def quoted(before: str) -> str:
    """The name in quotation marks whose target a stretch begins with; "" where it begins otherwise."""
    found = _QUOTED.match(stretch(before))
    return found["name"] if found else ""


@lru_cache(maxsize=64)
def headed(before: str) -> str:
    """The sentence that is spoken of and nothing but a name, as a heading within its paragraph; "" if there is none.

    新增项目论证情况。该指标满分 3 分，…，自评 3 分.
    """
    _, about, *first = _told_of(before)
    found = _ALONE.fullmatch(about)
    return found["name"] if found and not _DEED.search(about) and (about in first or _INDICATOR.search(about)) else ""


@lru_cache(maxsize=64)
def lead(before: str) -> str:
    """The name that the stretch before a score begins with; "" where it begins with none."""
    if own := quoted(before):
        return own
    for words in _told_of(before):
        found = _LEAD.match(words)
        name = (found["circled"] or found["inside"] or found["name"]) if found else ""
        if name and (CODED.match(name) or not _NO_LEAD.search(name)):
            return name
    return headed(before)


@lru_cache(maxsize=64)
def _told_of(before: str) -> tuple[str, str, str]:
    """The stretch before a score, what it speaks of if it tells no name itself, and what the paragraph is about.

    A clause about 该指标 speaks of what its paragraph begins with, one of points alone of what was told before it, or
    of what the paragraph begins with and a colon.
    """
    *earlier, last = re.split(r"[。；;\n]", before)
    first = earlier[0] if earlier else ""
    if _OF_THAT.search(last):
        return last, first, first
    if _ONLY_POINTS.fullmatch(last):
        return last, "".join(earlier[-1:]), first if _TOPIC.match(first) or len(earlier) == 1 else ""
    return last, "", ""
