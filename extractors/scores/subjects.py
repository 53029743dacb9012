"""What each stretch of a section is about (领起): 一是目标设定，目标细化，分值 3 分，得 3 分。二是制度建设，….

A stretch is what leads up to the points of one item: its sentences from the points before to its own. It is named by
the words that begin it, if they are a name and something parts them from the rest: full marks, a colon, a full stop,
what speaks of them (在…方面), or a comma only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.scores.leads import is_below
from extractors.scores.roles import role_of
from extractors.scores.telling import told_in
from extractors.scores.wording import SET_OF, has_parts, is_bare_score, is_level, may_be_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.scores.lists import Told
    from schemas.figure import Figure

_NAME = r"(?:[A-Z]\d{0,3})?[\u4e00-\u9fff“”《》A-Za-z\-+]{2,24}?"
# What goes before: a number, 首先是, 其中; and what speaks of the name: 在…方面, 就…而言.
_NUMBERED = (
    r"(?P<number>第?[一二三四五六七八九十]{1,2}[个项]?(?:指标)?是|[①-⑳]|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|\d{1,2}[.、．)）](?!\d)|指标\d{1,2}[：:]"
    r"|(?:首先|其次|再次|接着|然后|最后|先|再)(?:来?[说看讲谈]|是)?[，,]?)"
)
_ASIDE = r"(?:其中[，,：:]?|具体[来看说]*[，,：:])"
_SPOKEN = r"(?P<spoken>在(?![职校岗建编册读用途])|就(?!业)|从(?!业)|关于|对于|至于)"
_THIS = r"(?:[该本此这](?:一?[项个])?指标|[该本此]项)"
_WEIGHT = r"(?:标准|基本|参考)?(?:分值|满分|权重|标准分|应得分?)(?:分)?[为是：:]*"
_SHAPES = (
    rf"(?P<marks>\s*[（(](?:{_WEIGHT}|[计共])?[\d.]+\s*分[^（）()]*[)）]|[，,：:。\s]*(?:{_THIS})?(?:的)?{_WEIGHT}\s*\d|[，,]?{_THIS}(?:[共计占])*\d)"
    r"|(?P<frame>(?:这一?[项个])?(?:(?:指标)?(?:方面)?(?:来?[看说讲]|而言)|指标[上中]|(?:指标)?方面|(?<=[率性度”])(?:指标|[上中]))[，,：:])"
    r"|(?P<colon>[：:]|[—\-]{2,})|(?P<aim>[，,]?(?:年度|年初|计划|预期|全年)*(?:目标|计划|预期|指标)值?(?:完成|达到|不[低少]于)?[为是]?[≥≤>＞\s]*\d)|(?P<alone>\s*$)|(?P<comma>[，,])"
)
_LEAD = re.compile(rf"[\s，,；;、]*(?:{_ASIDE})?{_NUMBERED}?(?:{_SPOKEN})?(?P<name>{_NAME})\s*(?:{_SHAPES})")
_KINDS = ("marks", "frame", "colon", "aim", "alone", "comma")
_INDICATOR = re.compile(r"(?<=..)(?:[率性度]|[个次人户件篇套台座]数|数量|[人场批频]次|情况|效益|影响)$")
# What begins a sentence and names nothing that is scored: 扣分原因, 至年底, 受汛期影响; what tells a deed, or judges.
_META = re.compile(
    r"(?:原因|标准|说明|分析|结果|结论|问题|要点|依据|办法|目标|得分|(?<!绩效)自评|评分|分值|满分|其中|如下|权重|完成值|指标值|实际值|备注|评价|公式|措施|扣分|小计|合计|[以之]?[前后]|以来|期间|年底)$"
    r"|^(?:实际|完成|得分|扣分|评分|自评|具体|实施|年度|全年)?(?:完成|执行|得分)?情况$|^(?:其中|全年|实际|截至|同时|此外|另外|因此|综上|以上|上述|本[年次期]|我[局委办院]|项目|部门|单位)$"
)
_DEED = re.compile(
    r"[已未被把将让较且仅但《》]|(?<![人户年日次平])均(?![等衡])|了(?!解)|(?<!合)并(?![网购])|使(?![用命])|没有|符合|超过|达到|低于|高于|不[足够符合到及按超存发]|尚|由于|出现|发生|发现|存在|按时|按要求|严格"
    r"|^(?:印发|制定(?!了?性)|建立|全[年部]|按(?![期时质])|根据|依据|依照|本|我|出台|成立|开展|组织(?!机构|管理|实施|保障|领导)|通过|加强|实行|有(?![效机线])|无(?![障线偿害])|主要|重点(?!工作|支出|任务|项目)|包括|反映|围绕|年[初中末底]|因(?!公)|受(?![益训众])|截至|至|以|20\d\d|[该此这各其个]|与|经(?![济费营])|为)"
)
_JUDGED = re.compile(
    r"(?:明确|完[整善成备]|合[理规法]|健全|规范|到位|及时|充[分足]|准确|[齐周]全|良好|达标|清晰|清楚|偏[高低晚慢]|[有未无不].{1,6})$"
)
_POINTS = re.compile(r"(?:共计?|合计|自评|实际|最[终后]|得分?|计分?|评分?|分值|满分|权重|标准分|应得|[为是]|\s)+$")


# 分值 3 分，…，得满分
_FULL = re.compile(
    r"(?:自评|得|获|评|计|记|给|为|是)+满分(?!\s*\d)|[，,](?:故|因此|本项|该项)?(?:[未不]|没有)(?:扣|失|丢)分(?=[，,。；;]|$)"
)
# 数量指标方面，…。本类指标得 49 分
_OF_CLASS = re.compile(r"[本该此](?:类|部分)(?:指标)?[^，,。；;]*$")


class Lead(NamedTuple):
    """The name that a sentence begins with, and how it does."""

    name: str
    shape: str
    numbered: bool

    @property
    def sure(self) -> bool:
        """Whether more than a comma sets it off."""
        return self.shape != "comma" or self.numbered


def lead_of(sentence: str) -> Lead | None:
    """The name that a sentence begins with, if it is none of a deed or a judgement."""
    found = _LEAD.match(sentence)
    if not found or not is_name(name := found["name"]):
        return None
    return Lead(_less_kind(name), next(k for k in _KINDS if found[k] is not None), bool(found["number"] or found["spoken"]))


def is_name(name: str) -> bool:
    """Whether words may be what an indicator is called."""
    judged = _JUDGED.search(name) and not _INDICATOR.search(name)
    return not (_META.search(name) or _DEED.search(name) or judged)


def _less_kind(name: str) -> str:
    """A name less 指标, where it is no class's: 产出指标."""
    own = SET_OF.sub("", name).removesuffix("指标")
    return own + "指标" * (name == own + "指标" and (is_level(own) or may_be_class(own) or own.endswith("类")))


class _Stretch(NamedTuple):
    told: Sequence[Told]
    lead: Lead | None
    full: bool  # whether all that could be got was


class Subject(NamedTuple):
    """What a score is of, "" if its stretch does not say, and its role where the stretch does: 分值 3 分，…，得满分."""

    name: str
    role: str


def subjects(title: str, paragraphs: Sequence[tuple[str, Sequence[Figure]]]) -> dict[str, Subject]:
    """What a section's scores are of by the figure's id, where the stretches of its prose begin with it."""
    found = [stretch for text, figures in paragraphs for stretch in _stretches(text, told_in(text, figures))]
    led = [stretch for stretch in found if stretch.lead]
    several = len({stretch.lead.name for stretch in led if stretch.lead}) > 1
    made: dict[str, Subject] = {}
    for told, lead, full in found:
        name = ""
        if lead and (several or lead.shape == "marks" or has_parts(title) or is_level(title) or is_below(lead.name, title)):
            marked = several and (len(told) > 1 or full or len(led) == len(found))
            name = lead.name if lead.sure or marked or _INDICATOR.search(lead.name) else ""
        for one in told:
            role = role_of(one.words)
            if role != "cut":
                made[one.figure.figure_id] = Subject(name, "both" if full and role == "full" else "")
    return made


def _stretches(text: str, told: Sequence[Told]) -> Iterator[_Stretch]:
    """The stretches of a paragraph that end with the points of one item."""
    begin = first = n = 0
    for sentence in re.finditer(r"[^。；;\n]+(?:[。；;\n]|$)", text):
        end = n
        while end < len(told) and len(told[end].before) < sentence.end():
            end += 1
        own, n = told[first:end], end
        roles = [role_of(t.words) for t in own]
        points = [len(t.before) for t, role in zip(own, roles, strict=True) if role in {"got", "both"}]
        full = _FULL.search(text, max(sentence.start(), len(own[-1].before)), sentence.end()) if own and not points else None
        if not points and not full:
            continue
        known = all(roles) and not any(t.total for t in own)
        if known and len(points) < 2 and roles.count("full") < 2:
            words = text[begin : full.start() if full else points[0]]
            lead = None if _OF_CLASS.search(words) else _lead(words)
            if lead is None or all(lead.name in name for t in own if (name := _attached(t))):
                yield _Stretch(own, lead, bool(full))
        begin, first = sentence.end(), end


def _attached(told: Told) -> str:
    """The name right before a score, "" where there is none: …，资金使用合规性分值 4 分."""
    clause = re.split("[，,。；;：:（(）)\n]", told.before)[-1]
    name = _POINTS.sub("", clause)
    return name if role_of(told.words) != "cut" and is_name(name) and not is_bare_score(clause) else ""


def _lead(words: str) -> Lead | None:
    found = [lead for part in re.split("[。；;\n]", words) if (lead := lead_of(part))]
    return next((lead for lead in found if lead.sure), found[-1] if found else None)
