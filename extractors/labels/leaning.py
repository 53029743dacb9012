"""Names of numbers whose words lean on what was said before (承前): a stage, a bare rate, 人均, nothing at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.aspects import ANY_PROJECT
from extractors.labels.clauses import before_bracket, earlier, head_of
from extractors.labels.comparing import YEAR_ALONE, limits
from extractors.labels.turns import ranked
from extractors.labels.words import (
    ADJUSTS,
    compared,
    is_about_money,
    is_bare_rate,
    is_generic,
    names_a_thing,
    names_one_thing,
    shared,
    shorten,
    staged,
    stem,
    trim,
)
from extractors.scores.wording import SEVERAL
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.labels.said import Said
    from extractors.numbers.numerals import Quantity

# A heading that names what its first, nameless number is of: （一）教育支出。决算数 100 万元.
_PLANS = re.compile(r"\d|工作|下一步|今后|打算|措施|建议")
_TITLED = re.compile(r"(?:支出|收入|经费|费|资金|项目|使用|计划|到位)(?:情况)?$")
# 人均 1.87 万元, 二季度末 51%: words that need the noun of the number before.
_INSTANCE = re.compile(r"(?:^|[，,；;：:])(?:例?如|比如)[：:，,]?([^，,；;。\d]{3,16})[，,][^，,；;]{0,8}$")
# 养老服务项目推进缓慢，执行率 80.04%，结转 275 万元: what the clause before tells of is what the numbers are of.
_SUBJECT = re.compile(
    r"(?:^|[，,；;：:、])(?:其中|如|例如|特别是|尤其是)?([^，,；;。：:、\d]{2,16}?(?:项目|工程)(?=[\u4e00-\u9fff])(?!资金|支出|预算|经费|[个数库]|单位|绩效|自评|储备|申报|谋划|清单)"
    r"|[^，,；;。：:、\d]{2,16}?(?:资金|专项|经费|补贴|补助)"
    r"(?=推进|进展|实施|涉及|覆盖|惠及|执行|支出|拨付|下达|兑付|使用|因|受|由于|全部|已|均|按|实行|[年当]内?))[^，,；;。]*[，,][^；;。]*$"
)
_SOME = re.compile(r"的|加强|推进|完善|做好|加快|部分|个别")
_SPENDING = re.compile(r"[费款贴助]$")
_SUM = re.compile(
    r"[\s,，]*(?:以上|上述)?(?:(?:[两二三四五六七八九十\d][类项者笔级]|[两二三四五六七八九十]部分)?(?:合|共|总)?计"
    r"|[两二三四五六七八九十][类项者笔](?:共|合起来|加起来|相加))(?:为|人民币)?\s*"
)
_COORDINATE = re.compile(r"[、和]\s*[上年][年初][^、，,]*$")  # A 5 万元、上年结转 2 万元
_TOTALS = frozenset({"合计", "共计", "总计"})
_IN_ALL = re.compile(r"(?:[\u4e00-\u9fff]{1,3})?(?:共|合计|共计|总计)")
_COMES_TO = re.compile(r"[\s,，]*计(?:为|人民币)?\s*")  # 支付 40%，计 127.2 万元
_ALIKE = re.compile(r"[均都皆]|全部")
_NOW = re.compile(r"[本今当]年度?")
_DUE = re.compile(r"(?:尚|还|均)?[已实应未](?P<deed>[收付发补缴拨])")  # 应收学费 460 万元，已收 452.6 万元
_PAID_IN_ALL = re.compile(r"共(补助|补贴|奖补|奖励)")
_DEED_RATE = re.compile(r"([\u4e00-\u9fff]{2})(?:完成)?率")  # 整改隐患 38 处，整改率 100%
_IN_BRACKET = re.compile(r"[元万亿]\s*[（(]\s*")
_CLOSED = re.compile(r"\s*[）)]")
# A number inside the formula of a rate: 公用经费控制率（实际支出/预算 150 万元）.
_OPERAND = re.compile(r"[^/÷]*[/÷]([^/÷]+)")
_OF_RATE = re.compile(r"(?:预算|资金|支出)?(?:执行|完成|到位|支付|支出|使用)率$|.*[率比度]$")
_RATE_OF = re.compile(r"(?P<of>.{2,}?)(?:控制|变动|执行|完成|利用|使用|到位|支出|支付|结余|结转|节约|调整)*率")
_PAID = re.compile(r"\d\s*[万亿]?元")
_MONEY = re.compile(r"(?:[费款金额酬贴]|收入|补助|贷款|工资|投入|投资|产值)$")
_DEED = re.compile(
    r"^(?:已|共|累计|全年|实际)*(?:[为向给][^，,]{2,8}?)?(?:发放|支出|拨付|支付|兑现|建成|完成|新建|开展)(?=.{2})(?!金额)"
)
_OWN_NOUN = re.compile(r"(?:支出|补助|补贴|成本|造价|工资|费用?|价格?|收入|余额|标准)$")
_EACH_TIME = re.compile(r"^平均|(?:每(?:平方米|公里|[^\W\d每]))+")
_EACH_PAID = re.compile(r"(?:平均)?每[^\W\d]{1,6}(?:补贴|补助|奖励|奖补|发放|标准|支付|工资|报酬)(?:标准)?")
_PLANNED = re.compile(r"(?:(?:年度|全年)?(?:计划|目标)|实际|应|已|完成)+$")
_STAFF = re.compile(r"(?:年末|现|核定|在编|在职|总)*(?:实有?|编制|人员|人数|职工|干部)*")
_SEVERAL_OF = re.compile(r"[两二三四五](?:个)?(?P<kind>[市县区镇乡村街局校院站所])")
_ENTITY = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[市县区镇乡村州旗]|街道)")
_ENTITY_AHEAD = re.compile(r"^[\u4e00-\u9fff]{1,6}?(?:[市县区镇乡村州旗]|街道)(?=.{3})")
_DUE_LAST = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,8}?)(?P<due>[应实][收付缴])")
_PART_SHARE = re.compile(r"(?P<part>[\u4e00-\u9fff]{1,3})占")
_DONE_ALREADY = re.compile(r"^已经?(?=[^,]{2})")
_REST = re.compile(r"[\s，,]*(?:[尚还仍仅]有?)?(?:余下?|剩下?)的?")
_BARE_HEAD = re.compile(
    r"(?P<deed>(?:累计|共|实际|已)?(?:发放|兑现|拨付|支付|计发|落实|使用|追回|下达|安排|投入|支出)?)(?P<head>奖补|补贴|补助|奖励|奖金|贷款|救助金|救助|配套)(?:资金|款)?"
)
_SEASON = re.compile(
    r"(?:到|至)?(?:第?[一二三四]季度|[上下]半年|\d{1,2}月|全年|当年|年)[初中末底]?(?:冲到|升到|提到|收官|冲[上至])?了?"
)
EACH = re.compile(
    r"(?:平均|折合|[合折])?(?:每[^\W\d]{1,4}|单[笔户个人项]|(?:[人户亩床生村车辆台所家次例]均)|平均)(?:平均|折合|[合折])?(?:支出)?"
)
VALUE = re.compile(
    r"(?:年度|全年|预期|年初|绩效)?(?:(?:目标|指标|计划|完成|实际|实现|标准)值|实际(?:完成值?|达到)?|年度目标|目标(?:值?[与和、及]实际(?:完成)?值?)?|预期|完成情况)"
)
_PART_OF = re.compile(r"(?:属于?|归属)(?P<part>[^，,]{2,}?)的?")
_SPOKEN = re.compile(r"(?<![费使支信采])[花用][去掉]?了?$")  # 全年花了 66 万元
_HELD_AGAINST = re.compile(r"(?:[高低快慢优好]于|超过|超出|落后于?|达到)(?P<goal>[\u4e00-\u9fff]{2,8})$")
_MONTH = re.compile(r"(?P<m>\d{1,2}月)")
_SUMS_UP = re.compile(r"[\s，,；;]*(?:以上|三项|各项)?(?:总共|共计|合计|共)(?=[\u4e00-\u9fff])")
_SUMMED = re.compile(r"(?:以上|上述)?[两二三四五六七八九十][类项者笔级](?:(?:合|共|总)计|合起来|加起来|相加)?")


def lean(words: str, clause: str, before: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of a number by the words before it, and by what was said where they name too little."""
    if not words and (name := _bracketed(clause, before)):
        return shorten(name)
    if depth and (operand := _OPERAND.fullmatch(words)) and (rate := _RATE_OF.fullmatch(before_bracket(before))):
        return shorten(staged(rate["of"], operand[1]))
    if not is_generic(words):
        words = _DONE_ALREADY.sub("", words)
    if quantity.unit == "倍":
        words = re.sub(r"(?<=..)(?:是|为|相当于).{2,}$", "", words)
    if words.startswith("涉及") and (of := _involved(before, clause) or said.amounts.get(depth)):
        return shorten(of + words)
    if words == "实际" and quantity.kind is Kind.AMOUNT and said.amounts.get(depth, "").endswith(("预算", "计划")):
        words = "实际支出"
    if VALUE.fullmatch(words) and (of := about(before, clause, said)):
        return shorten(of + words)
    if quantity.kind is Kind.RATE and is_bare_rate(words):
        return shorten(rate_name(words, said, depth, before))
    return shorten(_leaning(words, clause, before, quantity, said, depth))


def _leaning(words: str, clause: str, before: str, quantity: Quantity, said: Said, depth: int) -> str:
    last = said.last.get(depth) or said.last.get(depth - 1, "")
    if of := due(words, last):
        return of
    if is_generic(words) and _SUMS_UP.match(clause):
        return summed_stage(words, said)
    if is_generic(words):
        amount = quantity.kind is Kind.AMOUNT
        if amount and last == said.rate:  # 烈士陵园维修项目完成率 51%，结余 58 万元
            last = _OF_RATE.sub("", last)
        last = (said.amounts.get(depth) if amount else "") or last
        if amount and last in said.pair[1:] and limits(last, words):  # 支出 12 万元，控制数 14 万元，结余 2 万元
            last = said.pair[0]
        words = _SPOKEN.sub("支出", words) if amount and last else words
        return stage_name(words, last, said, before)
    if words in _TOTALS and last and last == said.counted and quantity.kind is Kind.AMOUNT:
        return last + words  # 公务接待 18 批次、142 人次，共计 1.06 万元
    if (
        len(words) < 2
        or _SUMMED.fullmatch(words)
        or (words in _TOTALS and not said.last)
        or (_IN_ALL.fullmatch(words) and ("每" in last or _STANDARD.search(last)))
    ):
        return nameless(clause, before, quantity, last, said)
    return completed(words, last, before, quantity, said) or shared(ranked(words, before, last))


def _involved(before: str, clause: str) -> str:
    """What an amount that is involved (涉及) belongs to: the clause before, unless that counts or lists."""
    rest = re.split(r"[，,：:]", before[: len(before) - len(clause)])[-1]
    near = "" if re.search(r"\d", rest) else earlier(before, clause)
    return "" if near.startswith("涉及") or near == "主要" else near


def due(words: str, last: str) -> str:
    """What was done of what was due: 应收学费 460 万元，已收 452.6 万元 is 已收学费; "" for other words."""
    deed = _DUE.fullmatch(words)
    of = re.search(rf"[应已实]{deed['deed']}(.{{2,}})$|(.{{2,}})[应已实]{deed['deed']}$", last) if deed else None
    return (words + of[1] if of[1] else of[2] + words) if of else ""


def completed(words: str, last: str, before: str, quantity: Quantity, said: Said) -> str:
    """Words that need the noun of a number or clause before: 属于基本支出的, 人均, 二季度末; "" for all others."""
    if part := _PART_OF.fullmatch(words):
        return part["part"] + head_of(before)
    if _NOW.fullmatch(words) and re.match(r"[上去]年", last):  # 上年总收入 9 万元，本年为 8 万元
        return words + re.sub(r"^[上去]年度?", "", last)
    if (paid := _PAID_IN_ALL.fullmatch(words)) and last.endswith(paid[1] + "标准"):
        return last.removesuffix("标准")  # 补助标准 1500 元/亩，3200 亩共补助 480 万元
    deed = _DEED_RATE.fullmatch(words)
    if deed and re.match(rf"{deed[1]}(?![和与及、的]).{{2}}", said.counted):  # 满意和基本满意 213 份，满意率 86%
        return said.counted.removeprefix(deed[1]) + words
    if last and EACH.fullmatch(words):
        words = re.sub(r"^折?合|折?合$", "", words)
        # 支出 12 万元，车辆 6 辆，车均…
        spent = quantity.kind is Kind.AMOUNT and last == said.counted and said.spent and _PAID.search(before)
        return _each(words, said.spent[-1] if spent else last)
    if last and _SEASON.fullmatch(words):
        return words + _SEASON.sub("", _EACH_TIME.sub("", last), count=1)
    return _of_another(words, before, quantity, said)


def _of_another(words: str, before: str, quantity: Quantity, said: Said) -> str:
    """Words that go with what was said of something else: 丙区为 72%, 每人每月补助, 两市结余."""
    if said.counted and _EACH_PAID.fullmatch(words):  # 护草员 64 名，每人每月补助 500 元
        return said.counted + words
    if said.rate and _ENTITY.fullmatch(words) and quantity.kind is Kind.RATE and not said.rate.startswith(words):
        return words + _ENTITY_AHEAD.sub("", said.rate)  # 乙县到位率为 61.5%，丙区为 72%
    if due := _DUE_LAST.fullmatch(words):  # 水费应收
        return due["due"] + due["what"]
    if (both := _SEVERAL_OF.match(words)) and (names := _listed(both["kind"], before)):
        return names + words[both.end() :]
    if (part := _PART_SHARE.fullmatch(words)) and said.amounts.get(0) and re.search(r"其中\s*[^，,]*$", before):
        return f"{part['part']}{said.amounts[0]}占比"  # 零售额 286 亿元，其中县域占 61%
    return _found_before(words, before, said)


def _each(words: str, last: str) -> str:
    """A quantity for each: 救助支出 30 万元，人均… is 救助人均支出."""
    last = re.sub(r"(?:19|20)\d\d年度?|(?:合计|总计|共计|总额)$", "", _DEED.sub("", last))
    if last.endswith(words[-2:]) and _MONEY.search(last):  # 发放补助 48 万元，每案补助 150 元
        return words[:-2] + last
    about = stem(last)
    if (about == last or last.endswith(("收入", "支出"))) and _MONEY.search(about):
        return words + about
    tail = "" if _OWN_NOUN.search(words) else last[len(about) :]
    return about + words + (tail if _OWN_NOUN.search(tail) else "")


def _listed(kind: str, before: str) -> str:
    """The things of a kind that a sentence has listed, for 两市, 三县: 青阜市、章原市."""
    lists = re.findall(rf"((?:[\u4e00-\u9fff]{{1,8}}?{kind}[、和与及])+[\u4e00-\u9fff]{{1,8}}?{kind})", before)
    return trim(lists[-1]) if lists else ""


def _found_before(words: str, before: str, said: Said) -> str:
    """A deed and the bare head of a name (发放奖补) with the whole name that was said before (普惠性民办园奖补)."""
    short = _BARE_HEAD.fullmatch(words)
    if not short:
        return ""
    noun = rf"([\u4e00-\u9fff“”]{{2,12}}{short['head']})"
    whole = re.compile(rf"(?:^|[，,、：:；。（）()\d个项家所户名]){noun}(?=\d|[，,、：:])")
    for text in (before[: len(before) - len(words)], said.topic + "，", said.title + "，"):
        if (found := whole.search(text)) and (name := trim(found[1])) != words and not is_generic(name):
            return short["deed"] + name.removeprefix(short["deed"])
    return ""


def nameless(clause: str, before: str, quantity: Quantity, last: str, said: Said) -> str:
    """The name of a number that stands alone: it sums up (计 129 万元), or goes on from the clause before."""
    if quantity.kind is Kind.RATE and (rate := next((t for t in (said.topic, said.title) if t.endswith("率")), "")):
        return rate
    if (
        quantity.kind is Kind.RATE
        and last
        and not is_generic(last)
        and "占比" not in last
        and _IN_BRACKET.search(before[-4:])
    ):
        return f"{last}占比"
    if _REST.fullmatch(clause):
        return "剩余金额"
    if _ALIKE.fullmatch(clause.strip(" ，,")) and len(said.pair) == 2 and (both := _common(*said.pair)):
        return both  # 家长满意度 93%，教师满意度 91%，均高于 90%
    # 租赁费按年结算，2022 年 210 万元，2023 年 195 万元
    if not last and (year := YEAR_ALONE.fullmatch(clause)) and (of := said.topic or earlier(before, clause)):
        return year["year"] + re.sub(r"(?<=[费款金出入])按.*$", "", of)
    if _IN_ALL.fullmatch(clause.strip(" ，,")) and ("每" in last or _STANDARD.search(last)):
        return _STANDARD.sub("", _EACH_TIME.sub("", last))  # 每部补助 10 万元，共 140 万元
    # 甲 2 万元，乙 3 万元，两项共 5 万元: neither of them.
    several = re.match(r"[\s,，]*(?:以上|上述)?[两二三四五六七八九十][类项者笔]", clause)
    whole = said.whole or said.topic or (said.title if _TITLED.search(said.title) else "" if several else last)
    if several and not whole:
        return "合计"
    if whole and _SUM.fullmatch(clause):
        if _COMES_TO.fullmatch(clause):  # 预留 5% 质保金，计 42 万元
            return last.removesuffix("比例") or whole
        return whole.removesuffix("合计") + "合计"
    return ranked(shorten(compared(earlier(before, clause))), before) or last or said.topic or said.title


def _bracketed(clause: str, before: str) -> str:
    """The name before a bracket: 控制率（支出/预算 150 万元）为 94.55%, 略低于序时进度（50%）; "" for others."""
    if _CLOSED.match(clause):
        return before_bracket(before)
    if clause.strip() or not before.endswith(("（", "(")):
        return ""
    head = re.split(r"[，,：:；;。]", before[:-1])[-1]
    found = _HELD_AGAINST.search(trim(head))
    month = _MONTH.match(trim(head)) or re.match(r"(?:其中)?(?P<m>\d{1,2}月)", head)
    return (month["m"] if month else "") + found["goal"] if found else ""


def _common(a: str, b: str) -> str:
    """The head that two names share: 满意度."""
    n = next((n for n in range(min(len(a), len(b)), 1, -1) if a[-n:] == b[-n:]), 0)
    return a[len(a) - n :] if n else ""


def _beginning(a: str, b: str) -> str:
    """The beginning that two names share: 采购."""
    n = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[:n]


_STANDARD = re.compile(r"(?:标准|定额)$")


def summed_stage(words: str, said: Said) -> str:
    """A stage of all that was listed: A、B、C，共支出 9 万元 is of none of the parts."""
    whole, last = said.whole or said.topic or said.counted, said.amounts.get(0, "")
    if not whole and ("每" in said.last.get(0, "") or (_STANDARD.search(last) and not said.pair)):
        whole = last or said.last[0]  # 每座奖补 1500 元，共需 174 万元
    return staged(whole, words) if whole else f"共{words.removeprefix('共')}"


def stage_name(words: str, last: str, said: Said, before: str) -> str:
    """A stage (实际支出) with the name of what it is a stage of: the last quantity, the item, or the heading."""
    title, words, told = said.title, re.sub(r"^[仅只]|了$", "", words), _told_of(before)
    if not names_a_thing(stem(last)) and names_one_thing(title):  # 康复服务人数。目标 3600 人，完成 3874 人
        last = told or title
    titled = _TITLED.search(title) and not (_PLANS.search(title) or SEVERAL.search(title))
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
    subject = trim(found[1]) if found else ""
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
    if re.fullmatch(
        rf"(?:[已未应实尚]|按期|按时|全部|超额|提前)*{words.removesuffix('率')}", amount
    ):  # 办结 281 件，办结率 97.9%
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
