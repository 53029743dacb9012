"""What scores are of (得分归属): their indicator, the heading, the whole, or the sum of several."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.labels.clauses import before_bracket, earlier
from extractors.labels.words import shorten, trim, unquoted
from extractors.scores.leads import TURN
from extractors.scores.near import nearest
from extractors.scores.roles import LOST
from extractors.scores.wording import (
    IN,
    NOBODY,
    SCORE_WORDS,
    SET_OF,
    SEVERAL,
    WHOLE,
    is_bare_score,
    is_level,
    scored_title,
)

if TYPE_CHECKING:
    from extractors.labels.said import Said

_TOTAL = re.compile(
    r"总分|总得分|总评分|综合得分|综合评分|(?:整体|部门|单位|支出|项目|报告).{0,10}自评(?:总)?得?分|绩效(?:自评|评价)(?:总)?得?分|平均得?分$"
)
# 论证严密，得 3 分: below an item that has its points already, they are those of the part that is judged.
_JUDGED = re.compile(
    r"(?P<part>[\u4e00-\u9fff]{2,8}?)(?<![未不])(?:中.{2,}|(?:较为?|比较|基本|十分|还?不够?|欠|不甚)?"
    r"(?:充[分足]|合理|规范|健全|完[整善备]|明确|清晰|到位|及时|有效|有力|[齐周]全|科学|准确|严[密格谨]|合[规法]|细化|量化|达标))$"
)
_TOTALLED = re.compile(r"(?:合计|共计?|总共|一共)(扣)[减除]?分?$")
_GIVEN = re.compile(rf"(?:[得计加减]分?|{LOST})$")
_NAMED_SCORE = re.compile(
    r"(?:[率性度值]|指标|情况|部分|效益|效果|决策|过程|产出|投入|管理|质量|自评|评价|评分|预算|[目标绩效]+|”)$|[本该此]项|合计|累计|平均|综合|最终|[共总]$"
)
_INDICATOR = re.compile(r"[率性度效果况]$")
_CUT = re.compile(rf"{LOST}$")
_RESULT = re.compile(r"结果(?![应运使]用)|结论|总体|综合|得分|评分|情况$|自评$|评价$|报告")

_CONCLUSION = re.compile(
    r"结果(?![应运使]用)|结论|总体|综合|报告|整体(?:支出)?绩效(?:实现|完成|自评|评价)?(?:情况|分析)?$|[评打得]分情况$"
)

_ADDED = re.compile(r"(?:[另再又]|附加|额外)[加奖]?励?分?|加分项?(?:得分?)?")
_WITH_ADDED = re.compile(r"(?:[另再又]加|附加|额外|加分)[\u4e00-\u9fff]{0,4}[\d.]+分$")
_OF_THIS = re.compile(r"^[本该](?=项目(?!自评|绩效|支出|资金|总|综合|得|评|整体)[\u4e00-\u9fff]{2})")
_BASE = re.compile(r"基[础本](?:指标|分|项|得分)|附加|加分")
_FAILING = re.compile(r"(?:因|由于)?(?:未|没有|不|超|缺|少)")
_LOST = re.compile(r"(?:扣|失|丢)分[^。；;\d]*$")
_SUMMED = re.compile(r"(?:合|共|总)计(?:得分?)?")
_BARE = re.compile(r"(?:综合|自评|最[终后])?得分?")
_OWN = re.compile(r"[本该](?:项目|专项)得分")  # 经自评，本项目得分 95 分
# Below a heading about how the work was done full marks are the whole's: 自评工作开展情况, 评价方法, 指标体系.
_OF_WORK = re.compile(r"工作|开展|组织|方法|体系|依据|^(?:绩效)?(?:自评|评价)(?:情况|过程)?$")
_AWARDED = re.compile(r"(?:自评|评价|最[后终]|综合|实际)(?:总?得分|得)?$|^得分?$")
_AWARDED_ALL = re.compile(r"自评得?$|^自评得分$|评价得$|^(?:项目|部门|单位|整体)得分?$")
_MARKS = re.compile(r"(?:自评|评价|评分|指标|体系|绩效)*(?:满分|总分)")
_WHOLE_OF = re.compile(r"(?:部门|单位|预算)?整体(?:支出)?(?:绩效|支出)(?=(?:自评|评价)?$)")
# 财务内控因附件不全扣 0.5 分: why is no part of the name.
_REASON = re.compile(r"^(.{2,})因(?!公|素).{2,}(?=[扣减])")
# 预算执行率得分按支出占预算的比例计算，10 分×97.6%=9.76 分
_RECKONED = re.compile(
    r"(?:^|[，,；;。])\s*(?P<name>[\u4e00-\u9fff“”]{2,12}?)(?:得分|计分)按[^。；;]{2,30}(?:计算|折算|计分)[，,：:]?\s*$"
)
_BECAUSE = re.compile(r"(?:^|[，,；;])\s*(?:因(?!公|素)|由于)[^，,；;]*$")
_NEAR_INDICATOR = re.compile(r"(?<=[\u4e00-\u9fff][率性])指标$")


# 该项目自评得 96 分, below the name of one of several projects.
_PROJECT = re.compile(r"(?<=.{4})(?<![本该此])(?:项目|工程|专项|资金)$")
_PLACED = re.compile(rf"^{IN}(.{{2,}}[率度性])上?$")
_TURN = re.compile(f"^{TURN}(?=.)")
_BY_PART = re.compile(r"^按照?(?=(?:项目)?(?:决策|投入|过程|产出|效[益果])$)")  # 按照投入 15 分、过程 25 分
_OF_PROJECT = re.compile(r"项目(?:绩效)?(?:自评|评价)?(?:总?得分?|总分)$")
_OF_ALL = re.compile(r"(?:[本该此]|我[局单委院]?|部门|单位|预算|项目|整体|支出|绩效|指标|评价|体系|[总共])*")


# 培训人次未达标，扣 0.4 分; 采购执行率低于目标 3.3 个百分点，扣 1 分
_MISSED = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”]{2,14}?(?:[率度性量数]|人次|[场批]次))(?:仅为?|只有|尚?未|没有|[低高]于|不足|不到|超过|[偏较][低高慢差])[^，,；;。]*$"
)


_ABOUT_PROBLEMS = re.compile(r"问题|原因|措施|不足|未完成|薄弱")
_LACKS = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]?是?)?(?P<name>[\u4e00-\u9fff“”]{2,12}?)(?:的[\u4e00-\u9fff]{2,10}?)?"
    r"(?:尚|还|仍)?(?:未|不(?!动产)|没有|有待|滞后|[偏较]|存在|欠|缺)[^。；;\d]*$"
)
# 偏离的指标是资金到位率，扣 0.5 分; B12 制度健全性因未修订，扣 1 分
_NAMED_MISS = re.compile(
    r"(?:偏离|失分|扣分|未完成|未达标)的?(?:[一二三]级)?指标[是为有](?P<name>[\u4e00-\u9fff“”]{2,14})$"
    r"|(?:^|[，,；;])(?P<coded>[A-D]\d{1,3}[\u4e00-\u9fff“”]{2,14}?)(?:因(?!公|素)|由于|[未不])[^，,；;]*$"
)

# 水质达标率 90%，低于目标（分值 8 分，得 7.2 分）: the bracket is about what was measured.
_HELD = re.compile(
    r"(?P<told>(?:[与高低]于?|达到?|超过|符合|完成|实现|满足)[^，,（(]*(?:目标|计划|预期|要求|标准|进度)[^，,（(率性度]{0,3})[（(][^（(]*$"
)


def _lacking(sentence: str, said: Said) -> str:
    """What a sentence says to be lacking, below a heading about problems: 长效机制不健全，扣 1 分."""
    found = _LACKS.match(sentence) if _ABOUT_PROBLEMS.search(said.title) and not said.topic else None
    return trim(found["name"]) if found else ""


def _missed(sentence: str, clause: str) -> str:
    """The indicator that the clause before a deduction says to be missed; "" where it names none."""
    told = sentence[: len(sentence) - len(clause)].rstrip("，, ")
    if named := _NAMED_MISS.search(told):
        return trim(named["name"] or named["coded"])
    found = _MISSED.search(told)
    return trim(found["name"]) if found else ""


def _of_whole(words: str, title: str) -> str:
    """The name of the whole's points by their words alone; "" for other words."""
    if _BARE.fullmatch(words) and _CONCLUSION.search(title):
        return words if words.startswith("综合得分") else "自评得分"
    if _OWN.fullmatch(words) and not _PROJECT.search(title):
        return "项目自评得分"
    return words if _MARKS.fullmatch(words) and _OF_WORK.search(title) else ""


def _score_name(words: str, title: str) -> str:
    """The indicator that a score belongs to: 支出完成率得分 → 支出完成率.

    A bare 自评得分 belongs to the heading, unless the heading is about the result as a whole.
    """
    if of_all := _of_whole(words, title):
        return of_all
    if _OF_PROJECT.match(words) and _PROJECT.search(title):
        return title
    if whole := _WHOLE_OF.search(words):
        return whole[0] + "自评得分"
    reason = _REASON.match(words)
    words = reason[1] if reason else words
    if title.endswith("满分") and not _OF_ALL.fullmatch(own := SCORE_WORDS.sub("", title)):
        title = own  # 投入指标满分 20 分，自评 19 分
    if _TOTAL.search(words) or (words.endswith("满分") and _CONCLUSION.search(title)):
        return words
    if not _BASE.search(words):
        if _AWARDED_ALL.search(words) and (_CONCLUSION.search(title) or title.endswith("满分")):  # 项目自评得 91.5 分
            return words.removesuffix("得").removesuffix("得分") + "得分"
        of_one = words.endswith(("率得分", "性得分", "度得分", "量得分"))
        if WHOLE.search(words) and not of_one and (not title or _RESULT.search(title)):
            return words
    name = _indicator(words)
    return title or words if NOBODY.match(name) else name


@lru_cache(maxsize=1024)
def _indicator(words: str) -> str:
    """The indicator in a score's words, less what says that it is a score."""
    name = SCORE_WORDS.sub("", SCORE_WORDS.sub("", words)).strip("的、,，“”\"'")
    placed = _PLACED.match(name)
    name = SET_OF.sub("", _TURN.sub("", placed[1] if placed else name))
    name = _NEAR_INDICATOR.sub("", _OF_THIS.sub("", unquoted(name)).removesuffix("部分"))
    return _BY_PART.sub("", name)


def score_label(words: str, clause: str, before: str, said: Said, depth: int) -> str:
    """The name of a score: its indicator, the whole, or the sum of several."""
    if words and clause.endswith("控制"):  # 成本控制 5 分: no 控制在
        words += "控制"
    if not words and (reckoned := _RECKONED.search(before)):
        return reckoned["name"]
    if _reason(words, said):
        return said.title
    if _CUT.search(words) and is_level(said.title) and _BECAUSE.search(before) and (owner := said.scores.get(depth)):
        return owner  # 预算调整率满分 5 分，因年中追加扣 2 分
    if not said.title or _RESULT.search(said.title):  # 基础分 94.5 分，另加 2 分，得 96.5 分
        if _ADDED.fullmatch(clause.strip(" ，,")):
            return "加分"
        if (_BARE.fullmatch(words) or is_bare_score(words)) and _WITH_ADDED.search(
            before.removesuffix(clause).rstrip(" ，,")
        ):
            return "自评得分"
    if _SUMMED.fullmatch(words) and ((lost := _LOST.search(before)) or _CONCLUSION.search(said.title)):
        return "扣分合计" if lost else "自评得分"  # 扣分集中在产出，合计 6 分
    total = _TOTALLED.search(words)
    owner = _score_owner(words, clause, before, said, depth)
    return f"{total[1]}分合计" if total else shorten(_score_name(words, owner))


def _reason(words: str, said: Said) -> bool:
    """Whether a score's words tell why it was given (依据充分得 4 分), below a heading that is the indicator."""
    told = _GIVEN.sub("", words)
    if said.rate and _FAILING.match(told) and told != words:  # 到位率 96%，因 500 万元未到位扣 0.3 分
        return False
    if told == words or not _INDICATOR.search(said.title) or _NAMED_SCORE.search(told):
        return False
    several = SEVERAL.search(said.title) or _CONCLUSION.search(said.title) or is_level(said.title)
    return not several and not is_bare_score(words)


def _score_owner(words: str, clause: str, sentence: str, said: Said, depth: int) -> str:
    """What a bare score belongs to; the rate named just before a deduction is what it is deducted for."""
    if clause.strip(" ，,") in {"为", "是"} and (near := earlier(sentence, clause)):  # …失分较多，为 3.6 分
        return near
    if not is_bare_score(words):
        return _owner_said(words, clause, sentence, said, depth)
    if depth and (held := _HELD.search(sentence)):
        return nearest(sentence[: held.end("told")] + "，得") or said.owner(depth)
    # 失分点为资金到位率（扣 1 分）, 投入类得 18.5 分（满分 20 分）
    if depth and (bracketed := before_bracket(sentence) or said.scores.get(depth - 1)):
        return re.split(r"[为是](?=.{2})", bracketed)[-1]  # 失分点为资金到位率（扣 1 分）
    if said.scored and not depth and (part := _JUDGED.match(earlier(sentence, clause))):
        return part["part"]
    cut = _CUT.search(clause.rstrip())
    if cut and not (_INDICATOR.search(said.title) and not SEVERAL.search(said.title)):
        if said.rate and not said.scores:
            return said.led() or said.rate
        if missed := _missed(sentence, clause):
            return missed
    return _owner_said(words, clause, sentence, said, depth)


def _owner_said(words: str, clause: str, sentence: str, said: Said, depth: int) -> str:
    """What a bare score belongs to by what was said before it."""
    lacking = "" if said.scores or not is_bare_score(words) else _lacking(sentence, said)
    owner = lacking or said.owner(depth)
    if _MARKS.fullmatch(owner) and _AWARDED.search(words):  # 总分 100 分，我镇自评得分 94 分
        return "自评得分"
    if owner.endswith("合计") and is_bare_score(words) and said.title and not _CONCLUSION.search(said.title):
        return scored_title(said.title)  # 合计扣 2 分，得 8 分
    if owner.endswith("合计") and not is_bare_score(words):  # 以上共扣 2.6 分，最终自评得分 97.4 分
        return ""
    if not owner and is_bare_score(words):
        near = earlier(sentence, clause)
        owner = said.rate or ("" if re.search(r"\d", near) else near)
    return (before_bracket(sentence) if depth else "") or owner
