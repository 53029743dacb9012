"""What a printed score is called (评分项名称): by its list, its label, the name before it, or the section's title."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.scores.leads import lead, stretch
from extractors.scores.near import coded
from extractors.scores.roles import CONVERTED
from extractors.scores.totals import BARE_TOTAL
from extractors.scores.wording import SET_OF, is_level, scored_title
from schemas.catalogue import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.scores.item import Item
    from extractors.scores.lists import Told

# 决策程序基本规范，缺专家论证意见（5 分，得 4 分）: what the sentence judges, not why, is what the bracket scores.
_JUDGED = re.compile(
    r"(?P<part>[\u4e00-\u9fff]{4,8}?)(?:较为?|比较|基本|十分|还?不够?|欠|不甚)?"
    r"(?:充[分足]|合理|规范|健全|完[整善备]|明确|清晰|到位|及时|有效|有力|[齐周]全|科学|准确|严[密格谨]|合[规法]|细化|量化|达标)[^，,]{0,6}[，,][^。；;]*[（(]\s*"
)
# What stands where a name could, and names nothing: 该项指标, 我局自评, 实得.
_NAMELESS = re.compile(
    r"(?:按照?(?![期时质])|根据|依据|对照|参照|[前后]者).*|占?(?:[该本此其这]一?|上述|以上)?(?:项|小项|部分|类)?(?:评价|考核)?(?:[一二三]级)?(?:指标)?"
    r"(?:[我全][局单厅委办院镇乡校]位?|本?部门|本?单位)?(?:对应|[共合]计|应得?|实得?|实际|各得?|分别|[记计得]|分值|权重|标准分|[赋配]分|满分|自评|评价|最[终后]|得分|评分|自评分|评定|[初复终]评|经?复核后?|[折换][算合]后?|计算|[只仅]得?|.*(?:[÷×]|乘以?|除以).*|[\d.%％×*=＝]+|(?:评[价审]|考核|专家|自评|工作)小?组[打给]?|(?:年度|年初|全年)?(?:目标|计划|完成|实际|指标)(?:完成)?值?)*[为是]?"
)
_NAME_TAIL = re.compile(
    r"得分率.*$|(?:[共总]计?|应得|满分|分值|标准分|权重分?|占|净)+(?:\d+(?:\.\d+)?分)?$|(?<=..)部分$"
)
MARKS = re.compile(
    r"[（(][^（）()]*\d+(?:\.\d+)?\s*分[^（）()]*(?:[）)]|$)|(?<![得评分])(?:[\s，,：:—]|共|(?:指标)?(?:分值|满分))*(?<![得评])\d+(?:\.\d+)?\s*分$"
)
_DONE_OF = re.compile(r"(?:年初|年度|全年)?(?:目标|计划)(?P<of>[\u4e00-\u9fff]{2,}?)实际(?:完成)?")
_OF_KIND = {"", "情况分析", "分析", "得分情况"}  # 投入类指标 below 投入情况分析
_CLASS_IN_QUOTES = re.compile(
    r"(?:[A-Z]类?)?[“\"](?P<of>[^“”\"]{2,12})[”\"](?:类|一级)?(?:指标|部分)"
)  # A类“项目决策”指标
_SUM_GOT = re.compile(r"[，,]\s*(?:共?计|[合共]计|共)得?分?")


@lru_cache(maxsize=1024)
def unmarked(name: str) -> str:
    """A name without the marks or points that it bears."""
    return MARKS.sub("", name).strip()


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    """A name without the words of points behind it, the marks around a class, the number of a set."""
    name = _NAME_TAIL.sub("", name).removeprefix("的")
    name = SET_OF.sub("", _CLASS_IN_QUOTES.sub(r"\g<of>", name))
    return _DONE_OF.sub(r"\g<of>", name)


@lru_cache(maxsize=1024)
def _names(name: str) -> bool:
    """Whether words name something, and do not only say whose or what points they are."""
    return bool(name) and not BARE_TOTAL.fullmatch(name) and not _NAMELESS.fullmatch(name)


def called(told: Told, title: str, items: Sequence[Item]) -> str:
    """What the score is called: as its list names it, or its label, or the section's title."""
    name = _plain(told.name or unmarked(told.figure.label))
    if (
        not told.name
        and told.figure.label in told.words.rpartition("，")[2]
        and (judged := _JUDGED.fullmatch(told.words))
    ):
        return judged["part"]
    name = name if "占比" in told.words else name.removesuffix("占比")  # 投入占 20%，得 19 分
    named = _names(name)
    own = scored_title(name) if is_level(name) else name  # 投入情况 is 投入
    named = named and own != title and normalise(name) != normalise(title)
    name = name if named else title
    own = coded(told.before)
    if own and (name == title or own.endswith(name)):
        return own
    if _SUM_GOT.fullmatch(told.words) and "后者" in stretch(told.before):
        return title  # 甲、乙各 5 分，前者不扣分，后者扣 1 分，计 9 分
    kind = name.removesuffix("类指标")
    if kind != name and title.startswith(kind) and title.removeprefix(kind) in _OF_KIND:
        return kind
    if name == title and CONVERTED.search(told.words) and any(i.got for i in items if i.name == name):
        return lead(stretch(told.before)) or name  # 得 9.82 分。普查员满意度按 86.7÷90×5 折算为 4.82 分
    return name
