"""Stages, rates and values of what was said (承前项目): of what quantity, item or heading 实际支出 or 执行率 is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.aspects import ANY_PROJECT
from extractors.labels.words import (
    ADJUSTS,
    is_about_money,
    is_generic,
    names_a_thing,
    names_one_thing,
    staged,
    stem,
    trim,
)
from extractors.scores.wording import SEVERAL

if TYPE_CHECKING:
    from extractors.labels.said import Said

_PLANS = re.compile(r"\d|工作|下一步|今后|打算|措施|建议")
# 部分项目进度偏慢，如南桥片区，执行率 51%
_INSTANCE = re.compile(r"(?:^|[，,；;：:])(?:例?如|比如)[：:，,]?([^，,；;。\d]{3,16})[，,][^，,；;]{0,8}$")
# 养老服务项目推进缓慢，执行率 80.04%，结转 275 万元: what the clause before tells of is what the numbers are of.
_SUBJECT = re.compile(
    r"(?:^|[，,；;：:、])(?:其中|如|例如|特别是|尤其是)?([^，,；;。：:、\d]{2,16}?(?:项目|工程)(?=[\u4e00-\u9fff])(?!资金|支出|预算|经费|[个数库]|单位|绩效|自评|储备|申报|谋划|清单)"
    r"|[^，,；;。：:、\d]{2,16}?(?:资金|专项|经费|补贴|补助)"
    r"(?=推进|进展|实施|涉及|覆盖|惠及|执行|支出|拨付|下达|兑付|使用|因|受|由于|全部|已|均|按|实行|[年当]内?))[^，,；;。]*[，,][^；;。]*$"
)
_SOME = re.compile(r"的|加强|推进|完善|做好|加快|部分|个别")
_SPENDING = re.compile(r"[费款贴助]$")
_COORDINATE = re.compile(r"[、和]\s*[上年][年初][^、，,]*$")  # A 5 万元、上年结转 2 万元
_DONE = re.compile(r"(?:[已未应实尚]|按期|按时|全部|超额|提前)*")
_PLANNED = re.compile(r"(?:(?:年度|全年)?(?:计划|目标)|实际|应|已|完成)+$")
_STAFF = re.compile(r"(?:年末|现|核定|在编|在职|总)*(?:实有?|编制|人员|人数|职工|干部)*")
# A heading that names what its first, nameless number is of: （一）教育支出。决算数 100 万元.
TITLED = re.compile(r"(?:支出|收入|经费|费|资金|项目|使用|计划|到位)(?:情况)?$")
VALUE = re.compile(
    r"(?:年度|全年|预期|年初|绩效)?(?:(?:目标|指标|计划|完成|实际|实现|标准)值|实际(?:完成值?|达到)?|年度目标|目标(?:值?[与和、及]实际(?:完成)?值?)?|预期|完成情况)"
)
STANDARD = re.compile(r"(?:标准|定额)$")


def summed_stage(words: str, said: Said) -> str:
    """A stage of all that was listed: A、B、C，共支出 9 万元 is of none of the parts."""
    whole, last = said.whole or said.topic or said.counted, said.amounts.get(0, "")
    if not whole and ("每" in said.last.get(0, "") or (STANDARD.search(last) and not said.pair)):
        whole = last or said.last[0]  # 每座奖补 1500 元，共需 174 万元
    return staged(whole, words) if whole else f"共{words.removeprefix('共')}"


def stage_name(words: str, last: str, said: Said, before: str) -> str:
    """A stage (实际支出) with the name of what it is a stage of: the last quantity, the item, or the heading."""
    title, words, told = said.title, re.sub(r"^[仅只]|了$", "", words), _told_of(before)
    if not names_a_thing(stem(last)) and names_one_thing(title):  # 康复服务人数。目标 3600 人，完成 3874 人
        last = told or title
    titled = TITLED.search(title) and not (_PLANS.search(title) or SEVERAL.search(title))
    if said.counted and titled and not told:  # 公务接待费。接待 2 批次、28 人次，支出 1400 元
        return staged(title.removesuffix("情况"), words)
    whole = "" if _STAFF.fullmatch(said.whole) else said.whole  # 在职 84 人，其中…。全年预算 120 万元
    base = last or whole or (said.before if ADJUSTS.search(words) else "")
    if words.startswith(("上年结", "年初结")) and base.endswith(("拨款", "收入")):
        return words  # 财政拨款 9 万元，上年结转 2 万元: the sources stand side by side
    if base and not (said.last and _COORDINATE.search(before)):
        return staged(base, words)
    if instance := _INSTANCE.search(before):
        return instance[1] + words
    if of := told or _planned(said):
        return staged(of, words)
    about = title.removesuffix("情况") if (titled and not is_about_money(title)) or names_one_thing(title) else ""
    if said.topic or about.endswith(words):
        return staged(said.topic, words) if said.topic else about
    if len(about) > 2 and about.endswith(words[-2:]):  # 一般公共预算支出, below which 全年支出 stands
        return staged(about, words)
    return ("" if about in words else about) + words


def _told_of(before: str) -> str:
    """The project or the funds that the clause before tells of; "" when it tells of none."""
    found = _SUBJECT.search(before)
    if not found:
        return ""
    subject = trim(found[1])
    named = names_a_thing(stem(subject)) and not (ANY_PROJECT.fullmatch(subject) or _SOME.search(subject))
    return subject if named else ""


def _planned(said: Said) -> str:
    """What the sentence before planned: “三公”经费年初预算 28 万元，比上年减 5%。实际支出 21 万元; "" for nothing."""
    plans = (
        name for name in reversed(said.spent) if name.endswith("预算") and "上年" not in name and "去年" not in name
    )
    plan = "" if said.last or said.topic else next(plans, "")
    return plan if _SPENDING.search(stem(plan).rstrip("”")) else ""


def rate_name(words: str, said: Said, depth: int, before: str) -> str:
    """A bare rate (控制率) with the quantity that the sentence gave at several stages, or its item."""
    amount = said.amounts.get(depth) or ""
    deed = words.removesuffix("率")
    if amount.endswith(deed) and _DONE.fullmatch(amount.removesuffix(deed)):  # 办结 281 件，办结率 97.9%
        return (said.things or said.counted.replace(amount, "") if said.counted else _told_of(before)) + words
    if is_generic(amount) and said.pair[1:] == (amount,):  # 采购计划 428 万元，签约付款 398 万元，执行率 93%
        amount = said.pair[0]
    about = stem(amount)
    if amount and about != amount:
        return staged(amount, words)
    if amount in said.pair[1:] and names_a_thing(both := _beginning(*said.pair)):  # 采购预算 8 万元，采购额 7 万元
        return both + words
    rate = re.fullmatch(r"(.{2,}?)率", said.rate) if said.rate else None
    if words == "变动率" and rate:
        return rate[1] + words
    if not amount and (of := _told_of(before)):
        return staged(of, words)
    counted = _PLANNED.sub("", said.counted)
    if counted and not _STAFF.fullmatch(counted):
        return counted + words
    if not amount and said.topic:
        return said.topic.removesuffix(words) + words
    if not amount and words == "控制率" and said.title.endswith(("经费", "费")):
        return said.title + words
    return words


def about(sentence: str, clause: str, said: Said) -> str:
    """What a target or result value (目标值, 完成值) is of: the item, or the name before it."""
    rest = sentence[: len(sentence) - len(clause)].rstrip("：:，, ")
    near = trim(re.split(r"[，,：:。（(]", rest)[-1])
    near = re.split(r"[是为](?=“)", near)[-1]
    if len(near) >= 2 and not any(c.isdigit() for c in near):
        return near.strip("“”")
    of = (said.last.get(0, "") and re.sub(rf"{VALUE.pattern}$", "", said.last[0])) or said.topic
    return of or next(iter(re.findall(r"[\u4e00-\u9fff]{2,12}率", said.title)), "")


def _beginning(a: str, b: str) -> str:
    """The beginning that two names share: 采购."""
    n = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[:n]
