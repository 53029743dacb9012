"""Names of comparisons (比较): what grew or fell, what is a share of what, how far two numbers lie apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.labels.clauses import earlier
from extractors.labels.words import (
    MORE,
    WAYS,
    compared,
    is_generic,
    is_relative,
    relative_name,
    shorten,
    trim,
)
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.labels.said import Said
    from extractors.numbers.numerals import Quantity

_PREDICATE = re.compile(r"(?<=..)(?:没有|未能?|控制在|已经?)(?:超|突破|[\u4e00-\u9fff]*内$|完).*$")
_OF_BUDGET = re.compile(r"(?:完成|占|为|是|达到?|超).*预算")
_GOAL_MET = re.compile(
    r"(?:[为是占达]|达到|相当于|完成)了?(?:年度|全年|预期|绩效|年初|既定)*(?:目标|计划|任务)(?:数|值|总额|任务)?的?"
)
_DONE = re.compile(
    r"^(?:全年|年内|共|累计|已|实际|组织|开展|完成|实施|举办|建成)+(?=.{3})|(?<=.{3})(?:实际)?完成[数值]?$"
)
_TIMES = re.compile(r"(?:是|为|达到?|相当于|占)(?=.{2})")
_AHEAD = re.compile(
    r"[与同较比](?P<what>(?:上|去|上一|(?:19|20)\d\d)年[^,，。\d]{0,8}?)(?:(?:相比|比较|对比)[,，]|[（(][^（）()]*[）)][^,，]{0,6}$)"
)
TIME = re.compile(r"(?P<year>(?:上|去|上一|前|往|(?:19|20)\d\d)年)度?(?P<at>同期|[末底初])?")
GOAL = re.compile(r"(?:目标|计划|预期|要求|标准|水平|红线|警戒线|设计|规定|[上下]限)值?$")
_FROM_TO = re.compile(
    r"(?:^|[，,；;。：:])(?P<of>[^，,；;。：:\d]{2,20}?)[由从](?:[上去]年)?的?\d[^，,；;。]*?[到至为][^，,；;。\d]{0,6}\d[^，,；;。]*[，,]+\s*$"
)
PAST_TIME = re.compile(r"(?:上|去|往|前一?|(?:19|20)\d\d)年")
_LIMIT = re.compile(r"控制(?:数|价|额|线|在.*)$|[限定]额$|限价$|概算$|上限$|指标数$|控制标准$")
_OF_LIMIT = re.compile(r"[为是占达到]+([^，,\d]{0,4}(?:控制(?:数|价|额|线)|[限定]额|限价|概算|上限))的?")
_SAVED = re.compile(r"节[约支省]|超支|超出|结余")
_BY = re.compile(r"[高低多少超快慢]出?了?")
_THAN = re.compile(r"[较比](?P<what>[^,，]{2,}?)(?:净|共|实际)?[增减多少上下提降]")
# A comparison taken apart: what it is with, and which way it goes.
_CHANGE = re.compile(
    r"(?:(?P<with>(?:与|同(?!比|口径)|比|较|相比|相较于?|对比)(?P<what>[^,，]{2,16}?)|同比|环比|同口径)?(?:相比|对比|比较)?[,，]?"
    rf"(?:各|均|共|略)?)(?P<way>(?:实际|净|再|又|平均|年均|逐年)*(?:(?P<end>{WAYS}|{MORE}|[多少])|[增降升涨减]幅|增速|[高低快慢])了?(?:幅度|出)?)"
)
_MORE = re.compile(r"(?P<way>[多少])(?:\w*)")
# 涨了, 省了: the verb that the name of a change has.
_PLAIN = {"涨": "上涨", "升": "上升", "降": "下降", "减": "减少", "省": "节省", "省下": "节省", "省出": "节省"}
_UNEQUAL = re.compile(r"比(?P<what>[^,，\d]{2,})(?<![增减])(?P<way>[高低快慢多少])出?了?")
_SHORT_OF = re.compile(r"(?:[距与离])?(?P<of>[^,，\d]{0,8}?)(?:[仍还尚]有?)?(?:(?:相)?差(?:距)?了?|偏差)?")
_TO_GOAL = re.compile(
    r"(?=[距与离]|.*[仍还尚差])[距与离]?(?:年度|绩效|年初)?(?:目标|计划|要求|标准)值?(?:[仍还尚]|相差|差)*"
)
_SHORT_OF_GOAL = re.compile(r"^(?:[仍还尚]有?)?相?差((?:年度|绩效|年初)?(?:目标|计划|要求|标准)值?)$")
_BOTH = re.compile(r"(?:两者|二者|双方|前后|[两二]项|彼此)?(?:之间)?(?:仍|还)?相差了?")
_VERSED = re.compile(r"(?:同比|环比|较|比|与.+相比)")


class Named(NamedTuple):
    """A number's label, the words around it that may name its year and funds, and the name that identifies it."""

    label: str
    words: str
    name: str


def _change_name(base: str, words: str, quantity: Quantity, said: Said) -> str:
    """A change's name in full: 下降 beside 较上年减少 is 较上年下降率; "" for comparisons of other kinds."""
    if (unequal := _UNEQUAL.fullmatch(words)) and not PAST_TIME.match(words, 1):
        return f"{base}{unequal['way']}于{unequal['what']}"
    found = _CHANGE.fullmatch(words)
    if not found or not found["way"]:
        return ""
    to = f"{by(found['with'] or '')}{reference_time(found['what'])}" if found["what"] else found["with"] or ""
    said.versus = to = to or said.versus
    way, end = found["way"].removesuffix("了"), found["end"]
    if quantity.kind is Kind.AMOUNT and (more := _MORE.fullmatch(way)):  # 少支出 14 万元
        way = end = "增加" if more["way"] == "多" else "减少"
    if end in _PLAIN:
        way = end = _PLAIN[end]
    if end and way.endswith(end) and not quantity.unit.endswith(("百分点", "倍")):
        way += "额" if quantity.kind is Kind.AMOUNT else "率" if quantity.kind is Kind.RATE else ""
    return ("" if to and to in base else to).join((base, way))


def change(words: str, quantity: Quantity, said: Said) -> str:
    """The name in full of a change that has its subject with it: 基本支出比上年增加; "" for other words."""
    base = compared(words)
    rest = words[len(base) :]
    return _change_name(shorten(base), rest, quantity, said) if rest and _VERSED.match(rest) else ""


def by(words: str) -> str:
    """比 or 较, as words compare."""
    return "比" if words.startswith("比") else "较"


def reference_time(what: str) -> str:
    """What a change is measured by: a year as it is printed, 上一年 as 上年."""
    time = TIME.match(what)
    if not time:
        return what
    return ("上年" if time["year"] == "上一年" else time["year"]) + (time["at"] or "")


def distance(words: str, said: Said, quantity: Quantity, depth: int) -> str:
    """The name of a distance: 距目标差, or between the two numbers just named (两者相差); "" for all others."""
    points = quantity.unit.endswith("百分点")
    if short := _SHORT_OF_GOAL.match(words):  # 通过率 83.7%，差目标 1.3 个百分点
        words = f"距{short[1]}差"
    if not words.endswith(("相差", "差距", "差", "偏差")) and not (points and _TO_GOAL.fullmatch(words)):
        return ""
    if _BOTH.fullmatch(words) and len(said.pair) == 2:
        return shorten(_together(*said.pair) + "差距")
    of = _SHORT_OF.fullmatch(words)
    base = (said.rate if quantity.kind is Kind.RATE else "") or said.base_of(quantity, depth) or said.before
    if not of or not base:
        return ""
    if words.endswith("偏差") and not points and of["of"] and not GOAL.search(of["of"]):
        return ""  # 公用经费偏差 23.1%
    goal = of["of"].removeprefix("距").removeprefix("离")
    return f"{shorten(base.removesuffix(goal))}与{goal}差距" if goal else f"{shorten(base)}差距"


def _together(a: str, b: str) -> str:
    """Two names in one: 口袋公园满意率 and 停车秩序满意率 are 口袋公园与停车秩序满意率."""
    n = next((n for n in range(min(len(a), len(b)) - 2, 1, -1) if a[-n:] == b[-n:]), 0)
    return f"{a[: len(a) - n]}与{b}"


def relative(quantity: Quantity, words: str, clause: str, before: str, said: Said, depth: int) -> Named:
    """The name of a comparison (较上年增长, 占总支出的): what it is about, and the comparison."""
    # A number of an unknown unit in the comparison says that what is compared is no figure either.
    near = earlier(before, clause) if re.search(r"\d", re.sub(r"\d{4}年", "", words)) else ""
    base = (
        said.budgeted(words)
        or compared(near)
        or _turned(before, clause)
        or said.base_of(quantity, depth)
        or compared(earlier(before, clause))
        or said.before
    )
    if said.against and _BY.fullmatch(words):
        words, said.against = f"比{said.against}{words}", ""
    said.compared = base = _PREDICATE.sub("", _own(base, words, said))
    if ahead := _AHEAD.search(before):  # 与上年相比，收入减少…
        said.versus = "较" + reference_time(ahead["what"])
    if quantity.unit == "倍" and not is_relative(words):
        return _same(shorten(base) + words + "的倍数")
    if quantity.unit == "倍" and (times := _TIMES.match(words)):  # 是上年的 1.7 倍
        return _same(f"{shorten(base)}为{words[times.end() :].removesuffix('的')}的倍数")
    if base.endswith("目标") and words.startswith("目标"):
        base = base.removesuffix("目标")
    base = re.sub(r"(?<=支出|收入|经费|资金)(?:执行|完成|实现)$", "", base)
    if is_generic(base) and words.startswith("完成"):
        base = ""
    if quantity.kind is Kind.RATE and _GOAL_MET.fullmatch(words):  # 实训 1268 人次，为年度计划的 105.67%
        return _same(shorten(_DONE.sub("", base) + (words if words.startswith("完成") else "完成率")))
    name = shorten(base) + relative_name(words)
    if len(said.pair) == 2 and words.startswith("前者"):  # 前者是后者的 5.32 倍
        return _same(f"{said.pair[0]}为{said.pair[1]}" + ("的倍数" if quantity.unit == "倍" else "的比例"))
    full = shorten(said.full(base, quantity))
    return Named(_change_name(full, words, quantity, said) or full + relative_name(words), "", name)


def _turned(before: str, clause: str) -> str:
    """What the clause before says to have gone from one number to another (浓度由 38 降到 34，下降…); "" for none."""
    found = _FROM_TO.search(before.removesuffix(clause) + "，") if _CHANGE.fullmatch(clause.strip(" ，,")) else None
    return trim(found["of"]) if found else ""


def _own(base: str, words: str, said: Said) -> str:
    """What is compared, where the number named last is what it is compared with."""
    if base.startswith(("上年", "去年")) and _CHANGE.fullmatch(words):  # 上年支出 8 万元，比上年增加 1 万元
        return said.alike(base[2:]) or base[2:]
    if (than := _THAN.match(words)) and base.endswith(than["what"]):  # 支出 9 万元，年初预算 8 万元，较年初预算增加…
        return next((name for name in reversed(said.spent) if name != base), base)
    of = _OF_LIMIT.fullmatch(words)
    if of and any(
        name.endswith(of[1]) for name in said.spent
    ):  # 支出 12 万元，控制数 14 万元，结余 2 万元，为控制数的 86%
        return next((n for n in reversed(said.spent) if not n.endswith((of[1], "结余", "节约", "节余"))), base)
    if len(said.pair) == 2 and base == said.pair[1] and limits(base, words):
        return said.pair[0]  # 支出 40 万元，控制数 46 万元，节约 6 万元
    if base.endswith("预算") and _OF_BUDGET.match(words):  # 支出 7 万元，预算 9 万元，完成预算的 78%
        return next((name for name in reversed(said.spent) if not name.endswith("预算")), base)
    return base


def limits(name: str, words: str) -> bool:
    """Whether an amount is the bound of the one before it, which is what is saved or is a share of it."""
    return bool(_LIMIT.search(name) or (name.endswith("预算") and _SAVED.match(words)))


def _same(name: str) -> Named:
    return Named(name, "", name)
