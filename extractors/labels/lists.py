"""Names of numbers in lists (并列): 收入、支出和结余分别为 A、B 和 C."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.words import is_generic, is_relative, shorten, trim
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.labels.comparing import Named
    from extractors.numbers.numerals import Quantity

_SPREAD = re.compile(
    r"(?:[一二三四五六七八九两][个项类]?(?:部分)?)?(?:(?:分别|依次)(?P<verb>[^，,。；;：:\d]{0,8})"
    r"|各(?:自)?(?P<each>为|得|占|完成|增长|下降|增加|减少|提高|降低|压[减缩]|投入|安排|支出)了?)$"
)
# 对应得分为 9.6 分、47.5 分: those of the things just listed.
_ANSWERING = re.compile(r"(?:所?对应|相应)的?(?P<of>[^,，\d]{0,6}?)")
# 中央、省、县三级之比为 74%∶17%∶9%
_RATIO = re.compile(r"之比(?:约)?(?:为|是)?\s*$")
_SUMMED = re.compile(r"^(?:合计|总得?分|共计|总计|总额)|(?:合计|共计|总计|总额)$")
_WAY = r"增长|下降|增加|减少|上升|提高|降低"
_BETWEEN = re.compile(rf"\s*(?:[、,，:：∶]|比|(?:和|与|及|以及)(?:\s*(?:{_WAY}))?)\s*")
_SHARES = re.compile(r"(?:所?占)?(?:占比|比例|比重)$")
_SEVERAL = re.compile(
    r"[，,\s]*(?:以上|上述)?[两二三四五六七八九十\d][项个类](?:指标|任务|工作|项目|目标)?的?(?P<of>[\u4e00-\u9fff]{2,5}率)"
)
_TO_EACH = re.compile(
    r"之比(?:约)?(?:为|是)?\s*$|占比(?:为)?\s*$|对应|相应|(?:分别|依次)(?:安排|用于|投入|投向|支持|下达|拨付|补助)"
)

_LIST = re.compile(r"[、,，]|和|与|及")
# 工会经费、福利费按规定计提，分别…: what is said of all of them.
_PREDICATE = re.compile(r"(?<=[费款金出入贴助目])(?:按|均|已|全部|都|由|共?分[为成]?[二两三四五](?:档|类|级|批)).*$")
# …四个方向分别: the sum of the list; 三级资金 keeps its noun.
_COUNT = re.compile(
    r"等?[二两三四五六七八九十\d]{1,2}(?:个|大|类|项|级|方面|部分)?(?:方向|方面|领域|部分|类别|环节|板块|渠道|类|项|块|档|家单位|单位)?$"
    r"|[二两三四五]级(?=资金|财政|配套|补助)"
)
_LISTED = re.compile(
    r"(?:分别|依次)(?:安排|用于|投入|投向|支持|下达|拨付|补助)(?:给|到)?(?P<names>[^，,。；;：:\d]{4,60})$"
)
_ALL = re.compile(r"(?:以上|上述|这|该)?[两二三四五六七八九十\d](?:个|项|类|块|级|部分)+[\u4e00-\u9fff]{0,4}?(?:各自)?")
_LEADS = re.compile(r"^.*(?:投向|支持|聚焦|围绕|按照|用于|包括|分为|涉及|主要[是有为]|来源[是有为])")
_MODIFIER = re.compile(
    r"(?:中央|省级?|市级?|州级?|县级?|区级?|乡镇|本级|城市|城镇|农村|乡村|上年|本年|去年|今年|第?[一二三四]季度|\d{1,2}月[底末]?份?)"
)
_NUMERAL, _QUARTER = re.compile(r"[一二三四]"), re.compile(r"[二三四]季度")

# 包括甲、乙、丙三项，…。三项分值依次为 5、6、5 分，得分依次为…
_OF_THEM = re.compile(
    r"(?:以上|上述|这)?(?P<count>[二两三四五六七八九十]项)?(?:指标|任务)?的?(?:自评)?(?P<of>指标值|目标值|完成值|实际值|分值|满分|权重|得分|扣分)"
)
_OWN_SCORE = re.compile(r"分值|满分|权重|得分")
_ANNOUNCED = re.compile(r"[\u4e00-\u9fff“”]+(?:[、和与及][\u4e00-\u9fff“”]+)+?等?[二两三四五六七八九十]项")
# 应达到的进度分别为 40%、60%，实际为 41%、59%
_REACHED = re.compile(
    r"(?P<against>对照|对比|比照)|(?:我[局校院馆站台镇乡]|本单位|本?部门)?实际(?:完成|执行|达到|支出)?(?:进度|值|数)?"
)
_GOAL = re.compile(r"的?(?P<goal>(?:序时|目标|要求|计划|年初)[\u4e00-\u9fff]{0,4}?)(?=[，。；、,;]|$)")
_MONTH = re.compile(r"\d{1,2}月[底末]?份?")
_TO_REACH = re.compile(r"(?:应(?:达到|完成|执行)|要求|目标|计划|序时)(?:值|数)?的?")


def _announced(text: str, count: int) -> list[str]:
    """The things that the sentences before announced: 包括甲、乙、丙三项; [] when none were."""
    lists = (_parts(found, count) for found in reversed(_ANNOUNCED.findall(text)))
    return next((names for names in lists if names), [])


def _of_them(before: str, words: str, lead: str, near: list[str], count: int) -> list[str]:
    """The names of what the things just listed, or announced before, have (三项分值依次为); [] for other words."""
    theirs = _OF_THEM.fullmatch(words) if trim(lead) == words else None
    if not theirs:
        return []
    them = near if near and not theirs["count"] else _announced(before, count)
    return [shorten(name + _OWN_SCORE.sub("", theirs["of"])) for name in them] or [theirs["of"]] * count


def _held_against(text: str, last: Quantity, found: re.Match[str], near: list[str]) -> list[str]:
    """The names of a list that is held against the one before: what was reached of what was due, or was to be."""
    if found["against"]:  # 进度分别为 51%、73%，对照 40%、68% 的目标
        goal, months = _GOAL.match(text, last.end), [_MONTH.match(name) for name in near]
        full = goal is not None and goal["goal"].endswith("进度")  # 的目标进度
        ends = [
            month[0] + goal["goal"] if month and goal and full else name + "目标"
            for month, name in zip(months, near, strict=True)
        ]
        return [shorten(end) for end in ends] if goal else []
    due = all(_TO_REACH.search(name) for name in near)
    return [shorten(_TO_REACH.sub("", name) + "实际") for name in near] if due else []


_VERSUS = re.compile(r"[\s，,]*(?:([较比](?:上年|去年|上一年|年初|预算|目标|计划))度?(?:同期)?(?:相比)?)?[\s，,]*")
# 两项指标均好于省定的 95% 和 80%
_BOUNDS = re.compile(
    r"[\s，,]*(?:以上|上述|这)?[两二三四五六七八九十](?:项|个)?(?:指标|比率|率)?(?:分别|均|都)+(?:[高低好优大小多少]于|超过|达到了?|不低于|不高于)(?P<of>[^，,\d]{0,8}?)的?\s*"
)


def _bounds(clause: str, near: list[str]) -> list[str]:
    """The names of the bounds that the things just listed are held against; [] for other clauses."""
    found = _BOUNDS.fullmatch(clause)
    if not found or len(set(near)) < len(near):
        return []
    of = found["of"] or "目标"
    return [shorten(name + (of if re.search(r"[值标准求线]$", of) else of + "目标")) for name in near]


def spread(
    text: str, found: Sequence[Quantity], at: int, count: int, clause: str, named: Sequence[Named], sentence: int
) -> list[str]:
    """The names of a list (收入、支出和结余分别为 A、B 和 C), one for each number; [] when the counts differ.

    It has `count` numbers, the first is `found[at]`. `named` are those of the numbers before: A 200 万元、B 450 万元，
    分别占 31% 和 69%.
    """
    said = _SPREAD.search(clause)
    reached = None if said else _REACHED.fullmatch(trim(clause))
    if not said and not reached and not _TO_EACH.search(clause) and not _BOUNDS.fullmatch(clause):
        return []
    names = [name.name for name in named]
    near = list(names[at - count : at]) if at >= count and found[at - count].start >= sentence else []
    if near and (bounds := _bounds(clause, near)):
        return bounds
    if reached:
        return _held_against(text, found[at + count - 1], reached, near) if len(set(near)) == count else []
    of = found[at].kind if found[at].kind is Kind.SCORE else Kind.AMOUNT
    alike = [name for name, quantity in zip(names, found, strict=False) if quantity.kind is of]
    # 甲 A、乙 B，合计 C，对应 D、E: what is summed up is no part
    parts = [name for name in alike if not _SUMMED.search(name)]
    earlier = (parts if len(parts) >= count else alike)[-count:]
    earlier = earlier if len(earlier) == count else []
    if not said:
        return _without_each(clause, count, earlier)
    verb = trim(said["verb"] or said["each"] or "")
    floor = max(sentence, found[at - 1].end if at else 0)
    lead = text[floor : found[at].start]
    lead = lead[: len(lead) - len(clause) + said.start()]
    ways = [_way(text, quantity) for quantity in found[at + 1 : at + count]]
    rates = [name for name, quantity in zip(names, found, strict=False) if quantity.kind is Kind.RATE][-count:]
    label = _listed(lead, verb, count, earlier, ways)
    if verb.startswith("扣") and not lead.strip(" ，,") and len(rates) == count:
        label = [name + "扣分" for name in rates]  # 完成率 94%；…，完成率 90%，分别扣 0.3 分、0.5 分
    label = label or _of_them(text[:sentence], trim(clause[: said.start()]), lead, near, count)
    if label:
        return label
    # 签订率 96%，支付率 91%，较上年分别提高 3 个、5 个百分点; 专利 4 项、论文 11 篇，分别为上年的 1.3 倍、1.1 倍
    versus = _VERSUS.fullmatch(lead)
    if near and versus:
        return [
            shorten(name + (versus[1] or "") + verb) + ("的倍数" if found[at].unit == "倍" else "") for name in near
        ]
    if near and (several := _SEVERAL.match(clause)):  # 四项任务的完成率分别为…
        return [shorten(name + several["of"]) for name in near]
    own = _PREDICATE.sub("", trim(clause[: said.start()])) or trim(lead)
    # 来源为甲 5 万元、乙 2 万元，共计 7 万元。分别支出 4 万元、1 万元
    listed = parts[-count:] if not own and is_generic(verb) and len(parts) >= count else []
    return [shorten(name + verb) for name in listed] or [shorten(own or verb)] * count


def _listed(lead: str, verb: str, count: int, earlier: list[str], ways: list[str]) -> list[str]:
    """The names that the words before 分别 list, or those of the amounts before; [] when there are none."""
    pieces = [piece for piece in re.split(r"[，,：:（(]", lead) if piece.strip()]
    suffix = verb if is_relative(verb) else ""
    share = _SHARES.search(lead) is not None or verb.startswith("占")
    if (share or suffix) and earlier and (not pieces or not _parts(pieces[-1], count)):
        ends = ["占比"] * count if share else [suffix, *(way or suffix for way in ways)]
        return [shorten(name) + end for name, end in zip(earlier, ends, strict=True)]
    while pieces:
        parts = _parts(pieces[-1], count)
        if parts:
            return [shorten(name + ("占比" if verb.startswith("占") else suffix)) for name in _headed(parts)]
        if _ALL.fullmatch(trim(pieces[-1])):  # 甲、乙、丙，三项支出依次为 A、B、C
            pieces.pop()
            continue
        if not is_generic(trim(pieces[-1])):
            break
        suffix = trim(pieces.pop())
    parts = [trim(name) for name in _LIST.split(_COUNT.sub("", _LEADS.sub("", lead))) if trim(name)]
    return [shorten(name + suffix) for name in _headed(parts)] if len(parts) == count else []


def _without_each(clause: str, count: int, earlier: list[str]) -> list[str]:
    """The names of a list that goes without 分别: 三级之比为 A∶B∶C, 占比 A、B、C, 对应得分为 A、B, 依次安排给甲、乙."""
    words = trim(clause)
    if _RATIO.search(clause):
        parts = _parts(re.split(r"[，,：:（(]", _RATIO.sub("", clause))[-1], count)
        return [shorten(name + "占比") for name in parts or earlier]
    if listed := _LISTED.search(clause):
        return _parts(listed["names"], count)
    if _SHARES.fullmatch(words) or _ANSWERING.fullmatch(words):
        of = "占比" if _SHARES.fullmatch(words) else _ANSWERING.sub(r"\g<of>", words)
        return [shorten(name) + of for name in earlier]
    return []


def lengths_of(text: str, found: Sequence[Quantity]) -> list[int]:
    """How many numbers the list holds that begins with each of a text's."""
    lengths = [1] * len(found)
    for at in range(len(found) - 2, -1, -1):
        if _BETWEEN.fullmatch(text, found[at].end, found[at + 1].start):
            lengths[at] += lengths[at + 1]
    return lengths


def _way(text: str, quantity: Quantity) -> str:
    """Which way a listed number goes: 分别增长 5.4% 和下降 11.2%."""
    way = re.search(rf"(?:{_WAY})\s*$", text[: quantity.start])
    return way[0].strip() if way else ""


def _parts(piece: str, count: int) -> list[str]:
    """The `count` names that a clause lists; [] when it lists another number of them."""
    piece = _LEADS.sub("", piece)
    names = [name for name in re.split(r"[、,，]", piece) if name.strip()]
    if len(names) < count and names:
        names = [*names[:-1], *re.split(r"以及|和|与|及", names[-1], maxsplit=count - len(names))]
    if names:
        names[-1] = _COUNT.sub("", _PREDICATE.sub("", names[-1].strip()))
    if len(names) != count:
        return []
    trimmed = [trim(name) for name in names]
    heads = [name for name in trimmed if name]
    if len(heads) == count:
        return trimmed
    return [trimmed[-1]] * count if trimmed[-1] and len(heads) == 1 else []


def _headed(names: list[str]) -> list[str]:
    """Names with the noun that only the last one bears: 中央、省级和市级资金."""
    last = _QUARTER.match(names[-1]) or _MODIFIER.match(names[-1])  # 一、二、三季度末累计支出
    if last and last.re is _QUARTER and all(_NUMERAL.fullmatch(name) for name in names[:-1]):
        return [*(name + names[-1][1:] for name in names[:-1]), names[-1]]
    if not last or not all(_MODIFIER.fullmatch(name) for name in names[:-1]):
        return names
    return [*(name + names[-1][last.end() :] for name in names[:-1]), names[-1]]
