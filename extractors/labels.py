"""The names of quantities as a report words them (指标名称), and the catalogue's code for a name.

A label is what stands before the number in its clause, less what only leads to the number (为, 达到, 共计) and what
only places it (2020 年, 我局, 其中). A clause that says too little (实际支出, 同比增长, 占) borrows from the figure
before it or, for scores, from the heading.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from extractors.characters import fold
from schemas.catalogue import normalise
from schemas.figure import Basis, Kind, Scope

if TYPE_CHECKING:
    from schemas.catalogue import Catalogue

LONGEST = 22  # characters of a label; more is a sentence

_ENDS = "。；;！!？?，,：:（(\n)）”》」"
_LEAD_OUT = re.compile(
    r"(?:(?:分别)?(?:共计|累计)?(?:约为|约|为|是|达到了|达到|达成|达|共有|共|(?<![合总小累共])计|有|仅|近|超过|超|逾|(?<!人)均|各|"
    r"等于|增至|升至|降至|提高到|提升到|下降到|减少到|增加到|[:：=＝]|人民币|￥|¥|数额|金额为|不低于|不少于|不高于|不超过|大于|小于|[≥≤<>]|[-—~至到])"
    r"|[由从](?:19|20)\d\d年[末底初]?的?|分别|其中|[、,，（(\s\"'])+$"
)
_LEAD_IN = re.compile(
    r"^(?:[\s、,，。；;：:）)】\]\"'.·…×÷+*＋]+|(?:截至|截止)到?[^，,]{0,14}?(?:时点|年底|年末|月底|月末|底|末|日|目前|止|期)|[”》]+|其中[:：，,]?|以及|并且|并|和|与|及|另外|另|同时|且|则|即|故|还|又|也|而|但|由于|因此|"
    r"(?:截至|截止|到)?(?:19|20)\d\d(?:年度?|财年)(?:\d{1,2}月(?:\d{1,2}日|底|末)?)?(?:末|底)?(?!初|级)|\d{1,2}月(?:\d{1,2}日|底|末)|"
    r"(?:我|本)(?:局|单位|部门|委|办|院|中心|厅|校|会|街道|镇|乡|县|区|市|馆|站|队|所|处|公司|院校)(?:机关)?(?!级|人|门)|"
    r"经(?:自评|评价|核算|统计|综合评价|自查)|据统计|[一二三四五六七八九十]是|(?:主要|具体)(?:是|为|包括)|包括|[①-⑳]|[(（]\d{1,2}[)）]|[按从]\S{2,10}(?:看|分)[，,:：]?)"
)
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]?$")
# Labels that say which stage a quantity is at, not which quantity it is.
_GENERIC = re.compile(
    r"(?:年初|年中|仅|只|计划|全年|当年|本年|调整后?|年度|实际|最终|年末|已|累计|当年实际|本年实际)*"
    r"(?:预算安排|预算批复|预算下达|预算|支出|执行|使用|支付|完成|到位|发生|安排|投入|拨付|下达|结余|剩余|结转|收入|决算|批复|追加|调整|调减|调增|核减)(?:数|金额|资金|额|总额|支出|预算|数额)?"
)
_RELATIVE = re.compile(
    r"(?:(?:[比较与同]|相比|对比)?(?:去年|上年|同期|上一?年度?|去年同期|上年同期|前一年|年初预算|预算|年初|(?:19|20)\d\d年度?)*(?:同期|决算数?|相比)*[，,]?)?"
    r"(?:同比|环比)?(?:实际)?(?:增长|增加|上升|提高|提升|下降|减少|降低|压减|压缩|节约|回落|增幅|降幅|变动|增减|增长率|下降率|持平)了?(?:幅度)?"
    r"|占(?:.{0,20}?)(?:的)?(?:比例|比重|百分比)?(?:的)?|占比|比例|比重|完成(?:了)?(?:年初|全年|调整后?)?(?:预算|计划|目标|任务)(?:数|总额)?的?"
    r"|(?:降幅|增幅|升幅|涨幅)"
)
_SCORE_WORDS = re.compile(
    r"(?:综合|自我|自|最终|最后|实际|本项|该项|此项|累计|合计|共|应|可|项目)*(?:评价|评)?(?:满分|得分|得|评分|打分|计分|给分|分值|权重|标准分|扣分|扣减|扣除|扣|加分|减分|加|减|评定|评)(?:值|数)?$"
)
_WHOLE = re.compile(
    r"总分|总得分|综合得分|综合评分|总评分|合计得分|自评(?:总)?(?:得)?分|绩效(?:自评|评价)?(?:总)?得分|评价得分|最终得分|自评结果|整体.{0,8}得分"
)
_TOTAL = re.compile(
    r"总分|总得分|总评分|综合得分|综合评分|(?:整体|部门|单位|支出|项目|报告).{0,10}自评(?:总)?得?分|绩效(?:自评|评价)(?:总)?得?分"
)
_NOBODY = re.compile(
    r"^(?:我局|本单位|该项|本项|此项|指标|该指标|本指标|此指标|项目|自评|综合|累计|因此|故|得分情况|综上|综上所述|情况|其|权重|分值|本次|经|按|标准|评分标准)*$"
)
_NEUTRAL = re.compile(
    r"^(?:(?:19|20)\d\d年度?|本年度?|当年度?|全年度?|年度|实际|部门|单位|本级|我[局委办院市县区镇]|本局|本部门|本单位|全市|全县|全区|市级|县级|区级|省级|机关|整体|全部|总体|共|安排|使用|实现|完成|累计|项目(?=资金))"
)
_TRAIL = re.compile(r"(?:总额|总计|合计|金额|数额|决算数|决算|预算数|执行数|数|额|情况|共|资金)$")


@dataclass(frozen=True, slots=True)
class Label:
    """A quantity's name and what its words say of budget stage, funds and year (-1 the year before, 0 the report's)."""

    text: str
    basis: Basis | None = None
    scope: Scope | None = None
    year: int | None = None
    shift: int = 0
    relative: bool = False


def clause_before(text: str, start: int, floor: int) -> str:
    """The words before a number: from the clause's beginning, or the end of the number before, at `floor`."""
    at = start
    depth = 0
    while at > floor:
        char = text[at - 1]
        if char in "）)":
            depth += 1
        elif char in "（(":
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and char in "。；;！!？?，,：:\n" and not (char in "：:" and start - at < 2):
            break
        at -= 1
    return text[at:start]


def trim(words: str) -> str:
    """A clause less what leads into it and out of it; brackets at its end go too when a name is left."""
    words = fold(words).replace(" ", "").replace("，", ",")
    while True:
        cut = _LEAD_OUT.sub("", words)
        shorter = _BRACKETS.sub("", cut)
        if shorter and shorter != cut:
            cut = shorter
        cut = _LEAD_IN.sub("", cut)
        if cut == words:
            return _unquoted(words.strip("、,.;:的[]·"))
        words = cut


def _unquoted(words: str) -> str:
    """Words without quotation marks that have lost their partner."""
    for opening, closing in ("“”", "《》", "()"):
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words


def is_generic(words: str) -> bool:
    """Whether a label names a stage (实际支出) and no quantity of its own."""
    return bool(_GENERIC.fullmatch(words))


def is_relative(words: str) -> bool:
    """Whether a label only makes sense beside another figure (同比增长, 占, 完成年初预算的)."""
    return bool(_RELATIVE.fullmatch(words))


def compared(words: str) -> str:
    """A label less the comparison at its end: 收支总计各增加 is about 收支总计."""
    found = re.search(rf"各?(?:{_RELATIVE.pattern})$", words)
    return words[: found.start()] if found and found.start() >= 2 else words


_PROJECT = re.compile(
    r"(?:[（(]?\d{1,2}[)）.、．]|[①-⑳]|[一二三四五六七八九十]是)?\s*[“《]?([\u4e00-\u9fff“”、（）()A-Za-z]{2,30}?(?:项目|工程|专项|资金|经费))"
    r"[”》]?(?:支出)?(?:绩效)?(?:自评|评价)?(?:综述|情况|结果)?[：:]"
)
_ANY_PROJECT = re.compile(
    r"(?:该|本|各|重点|其他|具体|有关|部分|主要|财政)?(?:预算)?(?:支出)?(?:项目|工程|专项|资金|经费)"
)


def subject_of(text: str, title: str) -> str:
    """The project that a paragraph is about: named before its first colon, or by the heading; "" when it is none."""
    found = _PROJECT.match(text)
    if found and not _ANY_PROJECT.fullmatch(found[1]):
        return found[1].strip("“”")
    if re.search(r"(?:项目|工程)$", title) and len(title) > 4 and not _ANY_PROJECT.fullmatch(title):
        return title
    return ""


_PARTIAL = re.compile(
    r"(?:截至|截止)到?\D{0,4}(?:(?:19|20)\d\d年)?(?:[1-9]|1[01])月(?:\d{1,2}日|底|末)?|上半年|前?[一二三四1-4]季度|前\d{1,2}个?月"
)


def part_of_year(words: str) -> str:
    """The part of a year that a clause speaks of (截至9月底, 上半年), "" for the whole: its rates are others."""
    found = _PARTIAL.search(words)
    return found[0] if found else ""


def stem(words: str) -> str:
    """A label less the words for its budget stage: “三公”经费预算安排 is about “三公”经费."""
    found = re.search(rf"(?:{_GENERIC.pattern})$", words)
    while found and found.start() > 0:
        words = words[: found.start()].rstrip("的")
        found = re.search(rf"(?:{_GENERIC.pattern})$", words)
    return words


_RESULT = re.compile(r"结果|结论|总体|综合|得分|评分|情况$|自评$|评价$|报告")


def is_bare_score(words: str) -> bool:
    """Whether a score's words (自评得分, 得, 满分) name no indicator and not the whole either."""
    return not _WHOLE.search(words) and bool(_NOBODY.match(_SCORE_WORDS.sub("", words)))


def score_name(words: str, title: str) -> str:
    """The indicator that a score belongs to: 支出完成率得分 → 支出完成率.

    A bare 自评得分 belongs to the heading, unless the heading is about the result as a whole.
    """
    if _TOTAL.search(words) or re.search(r"平均(?:得)?分$", words):
        return words
    if _WHOLE.search(words) and (not title or _RESULT.search(title)) and not re.search(r"[率性度量]得分$", words):
        return words
    name = _SCORE_WORDS.sub("", _SCORE_WORDS.sub("", words)).strip("的、,，“”\"'")
    return title or words if _NOBODY.match(name) else name


def shorten(words: str) -> str:
    """The last words of a long label, at most LONGEST characters, cut between words."""
    if len(words) <= LONGEST:
        return words
    kept = ""
    for word in reversed(list(_words().cut(words))):
        if len(kept) + len(word) > LONGEST:
            break
        kept = word + kept
    return kept.lstrip("、,的和与及”’)") or words[-LONGEST:]


@cache
def _words() -> Any:
    import jieba  # noqa: PLC0415 - half a second to load, and most reports never need it

    jieba.setLogLevel(logging.ERROR)
    return jieba


def identify(label: str, kind: Kind, catalogue: Catalogue) -> str | None:
    """The code of the indicator that a label names, or None.

    Words that only place a quantity are set aside; any other word before a known name makes it another quantity
    (教育项目支出 is not 项目支出).
    """
    name = normalise(label)
    if kind is Kind.SCORE and _WHOLE.search(label):
        return catalogue.find("自评得分", kind) or ("score.total" if "score.total" in catalogue else None)
    for _ in range(6):
        for candidate in (name, _TRAIL.sub("", name)):
            code = catalogue.by_name.get((candidate, kind))
            if code is not None:
                return code
        shorter = _NEUTRAL.sub("", name)
        if shorter == name or not shorter:
            return None
        name = shorter
    return None


# Kinds of budget and of unit, which name no stage.
_NO_STAGE = re.compile(r"一般公共预算|政府性基金预算|国有资本经营预算|预算单位|预算(?:[执完调控]..?)率")


def basis_of(words: str) -> Basis | None:
    """The budget stage that a label's words name."""
    words = _NO_STAGE.sub("", words)
    if re.search(r"调整|全年预算|追加后|预算指标", words):
        return Basis.ADJUSTED
    if re.search(r"决算|实际|执行|支付|完成|发生", words):
        return Basis.FINAL
    if re.search(r"年初|预算", words):
        return Basis.INITIAL
    return None


def scope_of(words: str) -> Scope | None:
    """The funds that a label's words name."""
    if re.search(r"财政(?:拨款|结转|结余|资金|性)|一般公共预算|财政.{0,2}结[转余]", words):
        return Scope.FISCAL
    if re.search(r"总收入|总支出|决算[收支]|部门[收支决]|收入[合总]计|支出[合总]计|全部", words):
        return Scope.ALL
    return None


_YEAR = re.compile(r"((?:19|20)\d\d)年")
_BEFORE = re.compile(r"(?:上年|去年|上一年|上年度|去年同期|上年同期)(?!度?[末底]?(?:财政)?(?:拨款)?结[转余])")


_COMPARED = re.compile(r"[比较与同].{0,3}(?:上年|去年|上一年|(?:19|20)\d\d年)")


def period_of(words: str, fiscal_year: int | None) -> str:
    """The year that words name, the report's own when they name none or only compare; "" when that is unknown."""
    words = _COMPARED.sub("", words)
    years = _YEAR.findall(words)
    if years:
        return str(years[-1])
    if fiscal_year is None:
        return ""
    return str(fiscal_year - 1 if _BEFORE.search(words) else fiscal_year)
