"""Which part of an account a number of a sentence plays (账项角色): by its clause, its label, and where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.roles import part_of, rate_topic, topic_of
from pipeline.reconcile.sentences import is_change, rises_from, unbracketed
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_RATES = (
    ("rate of initial", re.compile(r"年初预算的?(?:比例|比率)?$|年初预算(?:完成|执行)率$")),
    ("rate of adjusted", re.compile(r"(?:调整后?(?:的?全年)?|全年|追加后|最终)预算数?的?(?:比例)?$")),
    (
        "rate of budget",
        re.compile(r"(?:完成|占|为)(?:了)?(?:本年|年度|当年)?(?:部门)?预算(?:数|安排|总额)?的?(?:比例)?$"),
    ),
    ("rate control", re.compile(r"控制率$")),
    ("rate arrival", re.compile(r"到位率$")),
    ("rate change", re.compile(r"(?:调整|追加|调增|调减)(?:率|幅度)$")),
    ("rate left", re.compile(r"(?:结余|结转|结转结余|结余结转)率$")),
    (
        "rate completion",
        re.compile(
            r"支出完成率$|(?<![\u4e00-\u9fff])占(?:当年|全年|本年)?(?:全部|可用|可支配|可使用)(?:的)?(?:资金|财力|收入)(?:总[额量计])?的?$|(?<![\u4e00-\u9fff])占(?:总收入|收入总计|收入合计)的?$"
        ),
    ),
    ("rate execution", re.compile(r"(?:执行|支付|支出|预算完成|资金使用)率$|(?:支出|支付|执行|资金|预算)进度$")),
)
BUDGETS = ("adjusted", "budget", "arrived", "initial")
_OPENING = re.compile(r"(?:上年|年初|期初|以[前往]年度|历年).{0,10}(?:结转|结余)(?!.*(?:合计|总计|支出$))")
_BEGUN = re.compile(r"[年期]初[^，,；;。]{0,8}余额")
_AVAILABLE = re.compile(
    r"(?:(?<![本当]年)收入|资金).{0,4}(?:合计|总计)|可用(?:的)?(?:资金|预算|财力|指标)|可支配|可使用|资金总量|(?<!占)全部资金|总收入|(?<![本当]年)收入总额"
)
_INCOME = re.compile(r"(?:收入|拨款)(?:决算)?(?:数|额)?$|[本当]年收入(?:合计|总额)$")
# 使用非财政拨款结余 comes in beside the income, 结余分配 goes out beside what was spent.
_RESERVE = re.compile(r"(?:使用|动用|用).{0,8}(?:结余|基金)(?:弥补.*)?$")
_SHARED_OUT = re.compile(r"结余分配(?:额|数)?$")
_PARTS = (
    ("reserve", _RESERVE),
    ("shared out", _SHARED_OUT),
    ("opening", _OPENING),
    ("available", _AVAILABLE),
    ("income", _INCOME),
)
# What was reached in the course of the year is measured by something else.
_PARTIAL = re.compile(r"上半年|下半年|季度|前\d+个?月|月均|(?<!12)月[底末]|时点")
_LAST_YEAR = re.compile(r"上年|去年|上一年")
_OTHERS = re.compile(r"(?:其余|余下|剩余|剩下|另外?)(?:的|部分|资金)*$")  # 6 月到位 A，其余 B 9 月到位
_ADJUSTED_TO = re.compile(r"(?:相应)?(?:调[整增减]|追加|核减)[到至为]$")
_SPENT_OF = re.compile(r"中(?:已|共|实际|累计)*(?:支[出付]|使用|执行|拨付)")  # 可用资金中支出 A
_TAKEN_BACK = re.compile(r"收回|[缴交]回|上[缴交]")
_LEFT = re.compile(r"结[余转]|剩余|尚余|余额|未[支使执]")
_OF_OTHER = re.compile(r"结转|结余|剩余|节余|占[^，,；;。]*支出|全[县市区省国镇]")  # of all that is left, or was spent
_OVER = re.compile(r"结转|结余|剩余|节余")  # 结转资金占预算的 P is no execution
_STAFF = re.compile(r"人员|在职|在编|在岗|编制")  # a rate of people is none of money
_WITH = re.compile(r"^(?:加上?|连同).*(?:[共合总]计|共)$")  # a sum of what was told, under no name of its own
_TO = ("至", "到", "—", "－", "-", "~", "～")  # between the ends of a range
_CONTROL = re.compile(r"[）)]?[，,]控制率")
# 若剔除上级追加的 A: what would be left out plays no part.
_ASIDE = re.compile(r"若|如果|假设|剔除|扣除|不含|不考虑")
# 较概算节约 A: no balance of what was there to be spent; 最低的乙站 P: of one among many.
_SPARED = re.compile(r"[较比][^，,；;。]{1,10}(?:节[约省支]|净?[增减])|最[高低多少大小]")
# 三公经费控制率 P。采购方面，预算 A
_FRAME = re.compile(
    r"(?:^|[。；;\n])\s*(?P<of>[\u4e00-\u9fff“”]{2,10}?)(?:(?:方面|来看)[，,：:]|(?<=[费支目程助贴金出])[：:])[^，,；;。\d]*$"
)
_SUM = re.compile(r"[合总共]计")
_NET = re.compile(r"净[^，,；;。净]{0,6}$")  # 净调增: what was added less what was cut
_NET_CHANGE = re.compile(r"净(?:增加?|减少?|调增|调减)额?")
_MONEY = re.compile(
    r"(?:(?:19|20)\d\d年度?)?[^，,；;。\d]{0,12}(?:专项|项目|补助|财政)(?:资金|经费)[共为是]?"
)  # 专项资金 A，支出 B，执行率 P
# 预算执行率（全年支出÷调整后预算）P
_BASED = re.compile(
    r"(?P<rate>[^，,；;。（()）]*)(?:执行|支出|支付|完成)率[（(][^（）()]*[÷/／与占比](?P<by>年初|调整后|全年|追加后)(?:部门)?预算[^（）()]*[）)]$"
)
_ADDED_BY = re.compile(r"(?:调整|追加|预算)增加$")
_ADDED = re.compile(r"追加|调[增整]")
_DETAIL = re.compile(r"主要(?:[是为]|用于|包括|来自|由)")


def role_here(sentence: Sentence, n: int, rules: RuleSet, *, alone: bool, apart: bool) -> tuple[str, str]:
    """The role and topic of a number where it stands.

    `alone`: in another sentence than the account's other parts; `apart`: in another section than theirs.
    """
    role, topic = _role(sentence, n, rules)
    if role == "net" and any(rises_from(sentence, i) for i in range(n)):
        return "", topic  # 资产由 A 增加至 B，净增 C
    text = sentence.text[: sentence.places[n].start]
    if role == "cut" and _TAKEN_BACK.search(sentence.before(n) + sentence.after(n)) and _LEFT.search(text):
        return "", topic  # 结余 A，其中 B 由财政收回: of what was left, not of the budget
    if role == "left" and _is_older(sentence, n):
        return "opening", topic
    if role == "left" and alone and any(_BEGUN.search(sentence.before(i)) for i in range(n)):
        return "", topic  # 年初往来款余额 A，清理 B，年末余额 C: of what the sentence began with
    framed = _FRAME.search(sentence.text[: sentence.places[n].start]) if role and not topic else None
    if framed:
        return role, topic_of(framed["of"])
    figure = sentence.figure(n)
    if not topic and figure.kind is Kind.AMOUNT and ((role == "left" and alone) or (role in BUDGETS and apart)):
        topic = part_of("", figure.label, rules).topic  # what stands alone has a name of its own
    return role, topic


def _is_older(sentence: Sentence, n: int) -> bool:
    """Whether what is left is of an earlier year than what is told after it: 2022年结转 A，2023年预算 B."""
    years = [place.figure.period for place in sentence.places[n:] if place.figure.period.isdigit()]
    return bool(years) and years[0] == sentence.figure(n).period < max(years)


def summed_role(figure: Figure, words: str, rules: RuleSet) -> str:
    """The role of which an amount is a sum: of 支出合计 A，其中财政拨款支出 B, B is no more than a part."""
    return amount_role(_SUM.sub("", words), _SUM.sub("", figure.label), rules)[0] if figure.kind is Kind.AMOUNT else ""


def _role(sentence: Sentence, n: int, rules: RuleSet) -> tuple[str, str]:
    """The role and topic of a number; a rate's role is what it is a rate of."""
    figure, words = sentence.figure(n), unbracketed(sentence.before(n))
    if adjusted := _adjusted(sentence, n, words):
        return adjusted, ""
    if words in _TO or sentence.after(n).startswith(_TO) or rises_from(sentence, n):
        return "", ""  # 处于 20% 至 30% 之间, 由 93% 提高到 98%
    if (
        (is_change(words) and not _ADDED_BY.search(words))
        or _SPARED.search(words)
        or _PARTIAL.search(words)
        or _DETAIL.search(words)
        or _ASIDE.search(words)
    ):
        return "", ""
    before = sentence.figure(n - 1) if n else None
    if before is not None and before.day is not None and before.day.month < 12 and not re.search(r"[，,]", words):
        return "", ""  # 截至 9 月底
    if figure.kind is Kind.AMOUNT:
        role, topic = amount_role(words, figure.label, rules)
        granted = not role and _MONEY.fullmatch(words.lstrip("，,；;")) and _is_spent(sentence, n + 1, rules)
        return ("budget", topic_of(words)) if granted else (role, topic)
    return _rate_here(sentence, n, words, rules)


def _rate_here(sentence: Sentence, n: int, words: str, rules: RuleSet) -> tuple[str, str]:
    """The role and topic of a rate: what it is a rate of, by what stands before it or in its own bracket."""
    figure, before = sentence.figure(n), sentence.figure(n - 1) if n else None
    if figure.unit == "个百分点" or re.search(r"[均都](?:为|达到?|是)?$", words):
        return "", ""
    if words.lstrip("，,").startswith("占") and before is not None and before.kind is Kind.AMOUNT:
        # 年末结转 A 占预算的 P: what it is a rate of stands just before; 占结余总额的 P is a share of all that is left.
        above = part_of(sentence.before(n - 1), before.label, rules).role
        if above != "spent":
            return ("rate left" if above == "left" and not _OF_OTHER.search(words) else ""), ""
    if before is not None and before.kind is Kind.COUNT and _CONTROL.match(words):
        return "", ""  # 在职 37 人，控制率 P: of the staff
    if based := _BASED.search(sentence.before(n)):
        return ("rate of initial" if "初" in based["by"] else "rate of adjusted"), rate_topic(based["rate"], rules)
    name = re.sub(r"(?:分别)?(?:[仅只]?为|是|[仅只]?达到?|约|[:：])+$", "", words.rstrip())
    return _rate_role((name, figure.label), rules)


def _is_spent(sentence: Sentence, n: int, rules: RuleSet) -> bool:
    """Whether the n-th number says what was spent."""
    figure = sentence.figure(n) if n < len(sentence) else None
    plain = figure is not None and figure.kind is Kind.AMOUNT
    return plain and figure is not None and amount_role(sentence.before(n), figure.label, rules)[0] == "spent"


def _adjusted(sentence: Sentence, n: int, words: str) -> str:
    """The role of B or C in `预算由年初的 A 调整为 B，净增加 C`; "" elsewhere."""
    if n and _ADJUSTED_TO.match(words) and "预算" in sentence.before(n - 1):
        return "adjusted"
    net = n > 1 and _ADJUSTED_TO.match(sentence.before(n - 1)) and _NET_CHANGE.fullmatch(words.strip("，,"))
    return "net" if net else ""


def _rate_role(texts: Sequence[str], rules: RuleSet) -> tuple[str, str]:
    """What a rate is a rate of, by the words before it or its label."""
    for text in texts:
        for role, pattern in _RATES:
            found = pattern.search(text)
            if found and role == "rate control" and _STAFF.search(text):
                return "", ""
            if found and role == "rate execution" and _OVER.search(text[: found.start()]):
                return "", ""  # 上年结转执行率: of what was carried over alone
            if found and role.startswith("rate of") and _ADDED.search(text[: found.start()]):
                return "rate change", rate_topic(text[: found.start()], rules)  # 追加额相当于年初预算的 P
            if found:
                over = role.startswith("rate of") and _OVER.search(text[: found.start()])
                return "rate left" if over else role, rate_topic(text[: found.start()], rules)
    return "", ""


def amount_role(words: str, label: str, rules: RuleSet) -> tuple[str, str]:
    """The role and topic of an amount by its clause, else by its label; none for a sum under no name of its own."""
    clause = re.split(r"[，,；;。：（）()]", re.sub(r"[为是达：:]+$", "", words))[-1]
    if _WITH.search(clause):
        return "", ""
    if _NET_CHANGE.fullmatch(clause):
        return "net", ""
    for role, pattern in _PARTS:
        if pattern.search(clause) and not _SPENT_OF.search(clause):
            return role, ""
    part = part_of(words, label, rules)
    if part.role == "left" and _SUM.match(clause):
        return "", ""  # 甲预算 A，支出 B。4 个项目预算合计 C，合计结余 D: of all, not of the last
    if part.role in BUDGETS and (_LAST_YEAR.search(clause) or _OTHERS.match(clause)):
        return "", ""
    if part.role in ("added", "cut") and _NET.search(clause):
        return "net", part.topic
    return part.role, part.topic
