"""The name that a stretch of prose begins with (领起): 桥梁座数：目标 5 座，完成 4 座，分值 10 分，得 8 分."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from extractors.scores.wording import CODED, IN, SET_OF

_HAN = "[\u4e00-\u9fff]"
_NAME = rf"(?:[A-Z]\d{{0,3}})?(?:[\u4e00-\u9fff“”\"《》A-Za-z\-+]|(?<={_HAN})[（(]{_HAN}[)）](?={_HAN})){{2,24}}?"
# 先说预算执行率，…; 最后是满意度，…: how a speaker goes from one to the next.
TURN = r"(?:(?:首先|其次|再次|接着|然后|最后|先|再)(?:来?[说看讲谈]|是))"
_NUMERAL = "[一二三四五六七八九十]{1,2}"
# What goes before a name: 其中; a number; what speaks of it (在…方面); the kind of what is quoted.
_BEFORE = (
    r"[\s，,；;、]*(?:其中[，,：:]?|(?:具体|分项)(?:[为是]|来[看说])?[，,：:]|[本该]项只设有?)?"
    rf"(?P<number>第?{_NUMERAL}[个项]?(?:指标)?是|[①-⑳]|[（(](?:\d{{1,2}}|{_NUMERAL})[)）]|\d{{1,2}}[.、．)）](?!\d)|指标\d{{1,2}}[：:]|{TURN}|首先|其次|再次|最后)?[，,]?"
    rf"(?P<spoken>{IN}|就(?!业)|从(?!业)|关于|对于|至于)?(?:[\u4e00-\u9fff]{{2,4}}指标(?=[“\"]))?"
)
_THIS = r"(?:[该本此这](?:一?[项个])?指标|[该本此这]一?项)"
_WEIGHT = r"(?:标准|基本|参考)?(?:分值|满分|权重|标准分|应得分?)分?[为是：:]*"
_AIM = r"的?(?:年度|年初|计划|预期|全年)*(?:(?:目标|计划|预期)值?|指标值)"
# What parts a name from the rest of its stretch. Full marks may stand in the next sentence.
_SHAPES = {
    "marks": rf"[（(](?:{_WEIGHT}|[计共])?[\d.]+\s*分[^（）()得评]*[)）]|[，,：:。\s]*(?:{_THIS})?的?{_WEIGHT}\s*\d"
    rf"|[，,。]?{_THIS}[共计占]*\d",
    "frame": r"(?:(?:这?一[项个](?:指标)?)?(?:方面)?(?:来?[看说讲]|而言)|方面|(?<=[率性度标])[上中]|一[项个]指标)"
    r"(?:[，,：:]|因|由于)",
    "colon": r"[：:]|[—\-]{2,}",
    "aim": rf"[，,]?{_AIM}(?:完成|达到|不[低少]于)?[为是]?[≥≤>＞\s]*\d",
    "alone": r"(?:[。\n]|$)",
    "comma": r"[，,]",
    "told": r"(?<=[率性度])(?:[（(]|按照?[\d.(（]|[未无均已因差])",
    "points": r"(?:(?:自评|实际|最[终后]|[共应实])?[得计评](?:分|了)?|自评|分值|满分|权重)[为是：:]?$",
    "measured": r"(?:新增|[仅达]到?|[为是])?\s*\d",
}
_LED = {"points", "measured"}  # what only a number makes a lead of
_LEAD = re.compile(
    rf"{_BEFORE}(?:[（(](?P<inside>{_NAME})[)）]|(?P<name>{_NAME})\s*(?:"
    + "|".join(f"(?P<{kind}>{shape})" for kind, shape in _SHAPES.items())
    + "))"
)
_MEASURED = re.compile(r"(?<=..)(?:[率性]|(?<!制)度|(?<!质)量|[个次人户件篇套台座份家所辆只项例]数|[人场批频班]次)$")
INDICATOR = re.compile(_MEASURED.pattern + r"|(?<=..)(?:情况|效益|影响)$")
# What begins a sentence and names nothing that is scored (扣分原因, 年底前); what tells a deed; what judges.
_META = re.compile(
    r"(?:原因|(?:^|评分|评价|计分|扣分)标准|说明|分析|结果|结论|问题|要点|依据|办法|目标|得分|(?<!绩效)自评|评分|分值|满分|其中|如下|权重|完成值|指标值|实际值|备注|评价|公式|措施|解释|[失扣]分点|扣分|小计|合计|[以之]?[前后]|以来|期间|年底|[两二三四五六七八九十\d]项)$"
    rf"|^(?:实际|完成|得分|扣分|评分|自评|具体|实施|年度|全年)?(?:完成|执行|得分)?情况$|^(?:其中|全年|实际|截至|同时|此外|另外|因此|综上|以上|上述|本[年次期]|我[局委办院]|项目|部门|单位|{_NUMERAL})$"
)
_DEED = re.compile(
    r"[已未被把将让较且仅但《》]|(?<![人户年日次平])均(?![等衡])|了(?!解)|(?<!合)并(?![网购])|(?<![自理])由|使(?![用命])|没有|能够|可以|得[到以]|应当|符合|超过|达到|低于|高于|不[足够符合到及按超存发]|尚|出现|发生|发现|存在|按时|按要求|严格"
    r"|^(?:按(?![期时质])|根据|依据|依照|我|因(?!公)|受(?![众益助理访教训奖惠灾检种])|截至|至|以|[今去上近]年|对照|委托|20\d\d|[该此这各其个]|与|经(?![济费营])|为)"
)
_DOING = re.compile(
    r"^(?:印发|制定(?!了?性)|建立|全[年部]|本(?!级)|出台|成立|开展|组织(?!机构|管理|实施|保障|领导)|通过|加强|实行|有(?![效机线])|无(?![障线偿害])|主要|重点(?!工作|支出|任务|项目)|包括|反映|围绕|年[初中末底])"
)
_BETTERED = re.compile(
    r"了(?!解)|进一步|提[高升]|全面|大幅|明显|持续|^(?:降低|减少|增加|扩大|优化|改善|完善|保障|确保)"
)  # 进一步提高了办结率
_JUDGED = re.compile(
    r"(?:明确|完[整善成备]|合[理规法]|健全|规范|到位|及时|充[分足]|准确|[齐周]全|良好|达标|清晰|清楚|偏[高低晚慢]|[有未无不].{1,6})$"
)
# 数量指标方面，…。本类指标得 49 分
_OF_CLASS = re.compile(r"[本该此](?:类|部分)(?:指标)?[^，,。；;]*$")
_GIVEN = re.compile(r"(?:得|评|计|自评)[^，。；\d]{0,4}\d[\d.]*\s*分?|[得评计记]满分")
_QUOTED = re.compile(r"^[“\"]([^“”\"]*)[”\"](?:指标)?$")
_STOP = re.compile(r"[。；;\n]")
_BEHIND_STOP = re.compile(rf"(?<={_STOP.pattern})")


class Lead(NamedTuple):
    """The name that words begin with, what parts it from the rest, and whether a number or 在… goes before it."""

    name: str
    shape: str
    led: bool

    @property
    def sure(self) -> bool:
        """Whether more than a comma sets it off."""
        return self.shape not in {"comma", "told", "measured"} or (self.led and self.shape == "comma")


def lead_of(words: str) -> Lead | None:
    """The name that words begin with, if it is none of a deed or a judgement."""
    found = _LEAD.match(words)
    if not found:
        return None
    name = found["inside"] or found["name"]
    shape = "colon" if found["inside"] else found.lastgroup or ""
    led = bool(found["number"] or found["spoken"])
    headed = bool(found["inside"] or found["spoken"]) or shape in {"frame", "colon"} or found[shape][:1] in {"（", "("}
    apart = headed or led or shape == "marks"
    if not is_name(name, headed=headed, apart=apart) or (shape in _LED and not led):
        return None
    return Lead(_QUOTED.sub(r"\1", SET_OF.sub("", name)), shape, led)


def is_name(name: str, *, headed: bool = False, apart: bool = False) -> bool:
    """Whether words may be what an indicator is called.

    What is set off as a heading may judge or begin with a verb: 资金使用规范（6 分）; what stands apart from any
    predicate and is a measure may tell what is done as well: 已建项目验收率，分值 5 分.
    """
    measure = _MEASURED.search(name.removesuffix("指标")) and not _BETTERED.search(name)
    if CODED.match(name) or (apart and measure):
        return True
    if _META.search(name) or _DEED.search(name, bool(measure)):
        return False
    if headed:
        return True
    return bool(measure or not _DOING.search(name)) and not (_JUDGED.search(name) and not INDICATOR.search(name))


def is_below(name: str, title: str) -> bool:
    """Whether a name is an indicator's and the title no more than that of what it stands below: 资金管理."""
    core = title.removesuffix("情况")
    if core == "满意度":
        return name.endswith(core) and name != core
    return bool(_MEASURED.search(name)) and not _MEASURED.search(title) and not name.startswith(core)


@lru_cache(maxsize=16)
def stretch(before: str) -> str:
    """What stands between a score and the end of the sentence or the part of one before it."""
    return behind(before, "。；;\n")


def behind(words: str, marks: str) -> str:
    """What stands behind the last of some marks."""
    return words[max(map(words.rfind, marks)) + 1 :]


def first_lead(words: str) -> Lead | None:
    """The name that one of several sentences begins with: the first that more than a comma sets off, or the last."""
    if _OF_CLASS.search(words):
        return None
    starts = [0, *(found.end() for found in _STOP.finditer(words))]
    last: Lead | None = None
    for start in starts:
        last = lead_of(words[start:]) or last
        if last and last.sure:
            break
    return last


@lru_cache(maxsize=64)
def lead(before: str) -> str:
    """The name that the words before a score begin with, behind the points before; "" where they don't."""
    parts = _BEHIND_STOP.split(before)
    at = next((n for n in range(len(parts) - 1, 0, -1) if _GIVEN.search(parts[n - 1])), 0)
    found = first_lead("".join(parts[at:]))
    return found.name if found and (found.sure or INDICATOR.search(found.name)) else ""
