"""What a cell of a table is by its text (表头与单元格文字): a head and of what, a number, a unit, prose."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.numbers.units import bracketed_unit

_HEAD = re.compile(
    r"指标$|指标名称|指标值|完成值|分值|权重|得分|评分|满分|扣分|原因|措施|金额|数量|比例|占比|比重|率$|执行率|完成率|预算数?|决算数?|执行数|支出数"
    r"|项目$|名称|科目|编码|类别|类型|单位$|备注|说明|标准|序号|合计$|小计$|本年|上年|年初|年末|全年|性质|内容|增减|情况|年度|期初|期末|面积|人数|规模|编制|在职|目标$|完成$"
)
_NUMBERISH = re.compile(
    r"^[≥≤><=＝＞＜约\-－—+（(]*\s*[\d０-９][\d０-９,，.．\s]*(?:[%％‰]|[\u4e00-\u9fff]{1,3})?[)）以上下内左右]*$"
)
_OVER = re.compile(r"\d{1,3}(?:\.\d+)?[/／]\d{1,3}(?:\.\d+)?")  # 9.5/10
_YEAR = re.compile(r"^\s*(?:19|20)\d\d\s*年?[度]?\s*$")
_TIME_LED = re.compile(r"^(?:(?:19|20)\d\d年|\d{1,2}月)")  # 2023年支出, 6月末
_LABEL_HEAD = re.compile(
    r"指标$|指标名称|^[一二三四]级|项目$|名称|科目|类别|类型|内容$|^资金|来源|^指标\d?$|事项|^支出|^收入|^资产|^构成|^功能|分类"
)
_LEVEL = re.compile(r"[一二三四]级指标(?!.*(?:值|分$|权重|得分))")  # 二级指标及说明
_VALUE_HEAD = re.compile(
    r"值|分$|权重|得分|金额|数$|数量|比例|占比|率|原因|备注|说明|标准|要点|细则|依据|办法|单位|预算|决算|执行|完成|额$|人数|面积|性质|解释|公式|内涵|文号|日期|时间|地点|状态"
)
_HEAD_TAIL = re.compile(r"[（(](?:[A-Za-zＡ-Ｚ/÷×*=+\-]{1,5}|\d+分(?:[×xX*]执行率)?)[)）]$")
# 类, 款 and 项 behind a subject are its levels, no units.
_UNIT_TAIL = re.compile(r"[（(][^（）()类款项]{1,12}[)）]$")
_PROSE = re.compile(r"[。；，,]|\d+(?:\.\d+)?\s*(?:[%％]|万元|公里|人次|个$)|^.{31,}$")
_UNIT_SAID = re.compile(r"[（(]?(?:金额)?(?:计量)?单位[:：](?:人民币)?[百千]?[万亿]?元[)）]?")
_ORDINAL_HEAD = re.compile(r"^(?:序号?|编号|行次|栏次)$|(?:编码|代码)$")
_BAND = re.compile(r"\d\D{0,3}(?:及?以[上下内外]$|[-—~～至]+\d)")
_ORDER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.]?")
_DASH = re.compile(r"[-—－–/／]+")


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


@lru_cache(maxsize=4096)
def is_number(text: str) -> bool:
    """Whether a cell holds a number with at most a short unit; a time (2023, 2023年支出, 6月末) is none."""
    text = bare(text)
    return bool(_NUMBERISH.match(text) or _OVER.fullmatch(text)) and not is_year(text) and not _TIME_LED.match(text)


@lru_cache(maxsize=4096)
def is_ordinal(head: str) -> bool:
    """Whether a head stands over numbers that only order or name the rows (序号, 科目编码)."""
    return bool(_ORDINAL_HEAD.search(head))


@lru_cache(maxsize=4096)
def label_text(text: str) -> str:
    """A head as it goes into a label: no white space, no unit or formula letters in brackets at its end."""
    text = bare(text)
    if bracketed_unit(text) and (slash := re.search(r"[/／][^/／()（）]{1,4}$", text)):  # 采购金额/万元
        return text[: slash.start()]
    tail = _HEAD_TAIL.search(text) or _UNIT_TAIL.search(text)
    if tail and tail.start() and (tail.re is _HEAD_TAIL or bracketed_unit(tail[0])):
        text = text[: tail.start()]
    return text.rstrip("：:")


def is_head(text: str) -> bool:
    """Whether a text is worded as the heads of columns are."""
    return bool(_HEAD.search(label_text(text)))


def names_rows(head: str) -> bool:
    """Whether a head stands over the names of the rows (指标名称, 项目)."""
    level = head.endswith(("指标", "名称", "项目", "科目")) or bool(_LEVEL.match(head))
    return bool(_LABEL_HEAD.search(head)) and (level or not holds_values(head))


def holds_values(head: str) -> bool:
    """Whether a head stands over values or remarks (金额, 得分, 备注)."""
    return bool(_VALUE_HEAD.search(head))


def is_year(text: str) -> bool:
    """Whether a cell holds a year and nothing else."""
    return bool(_YEAR.match(text))


def is_unit(text: str) -> bool:
    """Whether a head is a unit in brackets and nothing else."""
    return bool(_UNIT_TAIL.fullmatch(bare(text)) and bracketed_unit(text))


def is_band(text: str) -> bool:
    """Whether a cell names a band of numbers: 100万元以上, 50-100人."""
    return bool(_BAND.search(text))


def is_dash(text: str) -> bool:
    """Whether a cell holds a dash for what there is none of."""
    return bool(_DASH.fullmatch(bare(text)))


def is_name(text: str) -> bool:
    """Whether a text may name the number beside it."""
    return bool(text.strip()) and not is_number(text) and not is_prose(text)


@lru_cache(maxsize=4096)
def names_nothing(text: str) -> bool:
    """Whether a cell beside names is none: a number, a dash, an ordinal."""
    text = bare(text)
    return (is_number(text) and not is_band(text)) or is_dash(text) or bool(_ORDER.fullmatch(text))


def is_caption(text: str) -> bool:
    """Whether a text tells the unit of a whole table and nothing else."""
    return bool(_UNIT_SAID.fullmatch(text))


@lru_cache(maxsize=4096)
def is_prose(text: str) -> bool:
    """Whether a text tells something, as no head does."""
    return bool(_PROSE.search(text))
