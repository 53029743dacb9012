"""Numbers that are no figures (非数值): document numbers, ordinals, phones, codes, plans, times, formulas."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from extractors.numbers.units import FOREIGN, S


class Other(StrEnum):
    """What a number is that is no figure."""

    CODE = "code"
    DOCNO = "docno"
    FORMULA = "formula"
    FRACTION = "fraction"
    FOREIGN = "foreign_money"
    ORDINAL = "ordinal"
    PERIOD = "period"
    PHONE = "phone"
    PLAN = "plan"
    TIME = "time"
    TITLE = "title"


_RULES: tuple[tuple[Other, str], ...] = (
    # 财预〔2020〕5号, (2019)93号, [2019]47, 〔2018〕167、168号
    (
        Other.DOCNO,
        rf"[\[(]{S}(?:19|20)[0-9]{{2}}{S}[\])]{S}第?{S}[0-9]{{1,5}}(?:{S}[、,，]{S}[0-9]{{1,5}}){{0,5}}{S}[号期]",
    ),
    (Other.DOCNO, rf"\[{S}(?:19|20)[0-9]{{2}}{S}\]{S}第?{S}[0-9]{{0,5}}"),
    (Other.DOCNO, rf"(?:19|20)[0-9]{{2}}{S}年?{S}第{S}[0-9]{{1,5}}{S}[号期]"),
    # 第1名, 第三方, 第十二条, 第 28 期
    (
        Other.ORDINAL,
        (rf"第{S}(?:[0-9]{{1,6}}(?:\.[0-9]{{1,3}}){{0,3}}(?:{S}[至到、~—-]{S}[0-9]{{1,6}})?|[一二三四五六七八九十百零〇两]{{1,6}})"
        rf"{S}(?:批次|个|名|位|条|款|项|章|节|期|号|批|次|届|季度|部分|页|类|轮|版|[\u4e00-\u9fff])?"),
    ),
    # 表1 分县情况, 见图 2-1 分类别
    (
        Other.ORDINAL,
        (r"(?:(?<=[附见如(][表图])|(?<=[附见如(][表图] )|(?<![^\n][表图])(?<=[表图]))"
        r"[0-9]{1,2}(?:[-—.][0-9]{1,2}){0,2}(?= ?分[\u4e00-\u9fff])"),
    ),
    # (1) and （十二） as markers inside a text
    (Other.ORDINAL, rf"\({S}(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}}){S}\)(?!{S}[万亿千百]?{S}元)"),
    # 十三五, “七五”普法, 一五
    (Other.PLAN, "十[一二三四五六]五(?!个|项|名|人|日|天|年)"),
    (Other.PLAN, '[一二三四五六七八]五[”"」]'),
    (Other.PLAN, "[一二三四五六七八]五(?=普法|规划|计划|时期)"),
    # 百分百, 百分制, 十分重要
    (Other.CODE, "[百千万](?:分[比制表数]|分之?百分)|百分(?!之|点)|十分(?=[\u4e00-\u9fff])"),
    (Other.CODE, "(?<=红)十(?=字)"),
    # 几十家, 数百人
    (Other.CODE, "(?<=[几数])[十百千万]{1,2}|[十百千](?=几)"),
    # 163.2/10万: cases in a population
    (Other.FRACTION, r"[0-9]{1,6}+(?:\.[0-9]{1,3}+)?+/1?[0十百千]{0,3}万人?(?![0-9元])"),
    (Other.FRACTION, "[0-9一二三四五六七八九十]{1,4}分之[0-9一二三四五六七八九十两]{1,4}"),
    # phones and hotlines; 13912345678.50元 is none
    (
        Other.PHONE,
        rf"(?:0[0-9]{{2,3}}[-—][0-9]{{7,8}}|1[3-9][0-9]{{9}}|[48]00-?[0-9]{{3}}-?[0-9]{{4}})(?![0-9]|\.[0-9]|{S}元)",
    ),
    (Other.PHONE, r"1[0-9]{2,5}(?=[^0-9,，。;；、%元]{0,12}?(?:热线|专线|举报电话|服务平台|便民平台))"),
    # 8:30, 8时30分, 1小时30分, 1:3
    (Other.TIME, r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9.])(?! ?[万亿千元%分个人])"),
    (Other.TIME, rf"[0-9]{{1,2}}{S}(?:时|点|小时){S}[0-9]{{1,2}}{S}分(?:{S}[0-9]{{1,2}}{S}秒)?"),
    # 36+232, the 100% of a formula, 1/3, n/12, 1.2.3
    (Other.FORMULA, r"[0-9]{1,6}+(?:\+[0-9Nn]{1,6}){1,5}(?![0-9.]|%)"),
    (Other.FORMULA, r"(?<=[×xX*✕])" + S + r"100" + S + "%"),
    (Other.FORMULA, r"(?<=[×xX*✕] )" + S + r"100" + S + "%"),
    (Other.FRACTION, r"(?!(?:19|20)[0-9]{2}/)[0-9]{1,4}/[0-9]{1,4}(?![0-9.%]|" + S + "(?:[万亿元%]|分(?!之)))"),
    (Other.CODE, r"[0-9]{1,3}+(?:\.[0-9]{1,3}){2,5}(?![0-9.])(?!" + S + "[万亿千]?元|%)"),
    # 51092324T000010263357, 219001-, 20210610, 2040601行政运行
    (Other.CODE, r"[0-9]{4,20}[-—][0-9]{4,20}(?![0-9.%])(?!" + S + "[万亿千百]?[元年人])"),
    (Other.CODE, r"[0-9]{5,24}(?=-[\u4e00-\u9fff]|-$|[A-Z])[0-9A-Z-]{0,40}"),
    (Other.CODE, r"[0-9]{1,4}[A-HJ-NP-Y][A-Z]{0,2}(?![A-Za-z])(?!" + S + "[%元])"),
    # 100万美元
    (
        Other.FOREIGN,
        r"[0-9][0-9,]{0,16}+(?:\.[0-9]{1,6}+)?+" + S + "[万亿千百]{0,2}" + S
        + FOREIGN,
    ),
    # 港币50万元
    (
        Other.FOREIGN,
        rf"(?<=港币|港元|美元|美金|欧元|日元|英镑){S}[0-9][0-9,]{{0,16}}(?:\.[0-9]{{1,6}})?{S}[万亿千百]{{0,2}}元?",
    ),
    # 1:3, 6:4
    (
        Other.FRACTION,
        (r"[0-9]{1,3}+(?:\.[0-9]{1,3}+)?+:[0-9]{1,3}(?:\.[0-9]{1,3})?(?![0-9.])"
        rf"(?!{S}(?:[万亿千百]?元|[%人项次]|分(?!担|摊)))"),
    ),
    # 3号楼, 2.0版, 5级
    (Other.ORDINAL, r"[0-9]{1,5}+(?:\.[0-9]{1,2}+)?+" + S + "(?:号(?!召)|版|级(?!别)|届|楼|路公交|[＃#])"),
)  # fmt: skip
_RUNS = [(other, "|".join(pattern for _, pattern in run)) for other, run in groupby(_RULES, key=itemgetter(0))]
# An empty group at its end tells which run matched: one around it would hide from the engine how the run begins.
_NOISE = re.compile("|".join(f"(?:{patterns})(?P<r{i}>)" for i, (_, patterns) in enumerate(_RUNS)))

# A list marker at the start of a text or a sentence: 1. 、2、（3） before what is no decimal; 1.43户 are 43.
MARKER = re.compile(
    rf"{S}(?:[0-9]{{1,2}}{S}(?:[、)](?!{S}$)|\.(?!{S}[0-9])|\.(?=(?:19|20)[0-9]{{2}}{S}年)|\.(?=[0-9]+{S}(?:[户名家件辆座起宗所]|[个人](?![次均日月年百小学工标单点]))(?=[\u4e00-\u9fff])))|\({S}[0-9]{{1,2}}{S}\))"
)


def noise_at(text: str, at: int) -> tuple[Other, int] | None:
    """What begins at this place of a folded text that is no figure, and where it ends; None when nothing does."""
    found = _NOISE.match(text, at)
    if not found or found.lastgroup is None:
        return None
    return _RUNS[int(found.lastgroup[1:])][0], found.end()
