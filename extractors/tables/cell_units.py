"""The unit of a table's bare number (单元格单位): its column's, its row's, its block's or its caption's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from extractors.numbers.units import FOREIGN, bracketed_unit, is_timed, named_unit
from extractors.tables.cell_numbers import parse_cell
from extractors.tables.heads import bare, is_number
from extractors.tables.points import adds_up_to_points, is_score_head, is_within_marks
from schemas.document import Origin

if TYPE_CHECKING:
    from extractors.tables.blocks import Block, Column
    from schemas.document import Cell

# 分值, 权重 of which a scan gave the first character and another, or none.
# A narrow column sets 分 above 值, which a reader of lines takes for 盆, or for 值 alone.
_SPOILED = re.compile(r"分[^类项期布管工段组级别局所子母红成担摊利]|权[^限力益属责]?|[盆值]")
_RATE = re.compile(r"(?:(?<!效)率|比例|占比|比重|百分比|进度|%|％|满意度|知晓度)$|^占(?![地用])")
_COUNT = re.compile(
    r"数量(?!指标)|[空缺超]编数?$|^空缺数?$|(?:实有|在[编职岗])$|^(?:离休|退休|编外)$|人数|个数|件数|次数|户数|台数|辆数|面积|编制数$|(?:^|[员职人]|行政|事业|机关|工勤|参公|核定|批复|现有|全额|差额)编制$|人次$|[（(]人[）)]|批复规模|实际规模"
    # km2, MW: a measure in letters; (a/b) refers to columns.
    r"|[（(][万亿]?(?![a-f]?[)）]|[a-f][/÷×])[a-zM][A-Za-z0-9²³/·]{0,7}[)）]$"
)
# Things that no one counts money by; where the name is another's short name (人员 for 人员经费) its numbers tell.
_THING = re.compile(
    r"(?:里程|长度|保有量|批次|次数|场次|产量|用[电水]量)$|(?P<whole>(?:床位|[\u4e00-\u9fff]{2}(?<!其中)人员|车辆)$)"
)
_DIFFERENCE = re.compile(r"(?:差异|差距|差额|偏差|相差|分差|增减|变化)(?:值|数|情况)?")
_ANSWER = re.compile(r"^(?:很|非常|比较|较|基本|一般|不)?(?:满意|了解|一般)$")  # of those who were asked
_HEADS = frozenset({"人", "户", "个", "家", "辆", "台", "套"})
# Numbers without a unit.
_PURE = re.compile(
    r"(?:系数|倍数|排名|名次|位次|排序|工期|期限|年限|时[间长限]|(?<![上本当去今前])[天月年]数|住院日|年份|层数|备注)$"
)
# 学校数, 栋数: what is counted, unless the word before 数 is a stage of money.
_COUNTED_HEAD = re.compile(r"[\u4e00-\u9fff]数$")
_STAGE_HEAD = re.compile(
    r"(?:预算|决算|执行|支出|收入|结转|结余|金额|资金|调整|批复|到位|拨付|支付|完成|安排|下达|追加|合计|年初|全年|年末|上年|本年|拨款|采购"
    r"|实际|计划|累计|核定|指标|发生|变动|增减|增加|减少|期末|期初|分|总)数$"
)
_AMOUNT = re.compile(
    r"金额|预算|决算|支出|收入|资金|执行数|拨款|结转|结余|经费|原值|净值|合计|到位|安排|款项|资产|额$|采购|追加|调[增减]|核减|折旧|摊销|成本|投资|[单均造底标报限控]价|合价|价[格款]"
)
_COST = re.compile(r"金额|[单合总造均]价|价[格款]|经费|资金|[预决]算|支出|额$")
# Heads of money that may be of things in a table that counts: 省级补助.
_PAID = re.compile(r"(?:补助|补贴|奖补|补偿|津贴|工资|款|费用?|金|投入|自筹|配套)$")
# What else stands behind full marks.
_ABOUT = re.compile(r"目标|实际|完成|计划|指标|标准|要点|说明|依据|备注|原因|措施|序号?$|页|日期|时间|[（(]")
_SPENT = re.compile(r"(?:资金|预算|经费).*(?:执行|支出|到位|支付|拨付|使用|控制|完成)率$")
_NO_KIND = re.compile(r"^$|\d{4}|[年月期]|数值|数额")
_MEASURE = re.compile(r"^(?:度量|计量)?单位$")
_FOREIGN = re.compile(FOREIGN)
_BY = re.compile(r"[按依]")  # 按收入性质分
_WORD = re.compile(r"[\u4e00-\u9fff]")
_LEVELS = frozenset("类款项")  # of a budget's subject, in brackets behind its name
_SCORE_ROW = re.compile(r"得分|总分|自评分|^分值|^满分")
_SCORE_OWN = re.compile(r"(?:自评|实际|标准)?(?:分值|满分|权重|[得扣]分)(?:值|数)?")  # of a row across the indicators
_RESULT = re.compile(r"(?:指标|目标|完成|实际|实现|计划)值|完成情况|实际完成|年度目标|预期目标")

SURE_HEAD = 0.9  # a reader that is less sure of a character may have read another
_MOST_OF_MONEY = 150  # percent of a budget that hardly any is spent to
_FORM_ROWS = 5  # rows that a form's unit reaches down
COUNTED = "单位"  # stands for counts whose unit nobody names


class Names(NamedTuple):
    """What a cell is called: its row and the last part of that, all heads and the last, and the table's unit."""

    row: str
    own: str
    column: str
    last: str
    unit: str


@lru_cache(maxsize=4096)
def _says_kind(head: str) -> bool:
    """Whether a head says what stands below it, be it numbers of some kind or what a row is about."""
    return any(kind.search(head) for kind in (_AMOUNT, _RATE, _COUNT, _RESULT, _PURE, _PAID, _STAGE_HEAD, _ABOUT))


@lru_cache(maxsize=4096)
def is_score_row(row: str) -> bool:
    """Whether a row's name says what points stand in it, each below the indicator that its column names."""
    return bool(_SCORE_OWN.fullmatch(row.rpartition("/")[2]))


@lru_cache(maxsize=4096)
def is_amount_place(row: str, column: str) -> bool:
    """Whether a place's row or column is named as amounts are."""
    return bool(_AMOUNT.search(column) or _AMOUNT.search(row.rpartition("/")[2]))


def may_borrow(row: str, column: str) -> bool:
    """Whether a unit told elsewhere, or among others, may go to a place: one of amounts, no target and no result.

    Indicators of all kinds stand below one another, and one character misread makes a rate's name (资金支付及时率)
    look like that of an amount. A row's name (合计) counts only below a column's that says no kind.
    """
    last = column.rpartition("/")[2]
    if _RESULT.search(last):
        return False
    return bool(_AMOUNT.search(column) or _PAID.search(last) or (_NO_KIND.search(last) and is_amount_place(row, "")))


def is_spoiled(cell: Cell, head: str) -> bool:
    """Whether a scanned cell's head is what is left of one of points; what it holds is then not sure."""
    return _is_rest(head) and any(line.origin is Origin.OCR for line in cell.lines)


@lru_cache(maxsize=4096)
def _is_rest(head: str) -> bool:
    return bool(_SPOILED.fullmatch(head)) and not is_score_head(head)


def mended(cell: Cell, column: Column) -> str:
    """A column's heads with a spoiled last one as it must have been printed; the figures below stay in doubt."""
    if not is_spoiled(cell, column.last):
        return column.label
    return column.label.removesuffix(column.last) + ("权重" if column.last[0] == "权" else "分值")


def is_misread(block: Block, cell: Cell, head: str) -> bool:
    """Whether a scan's reader was unsure of the head above a cell, and it says no kind: it may have said one."""
    above = block.columns[cell.col].heads[-1:]
    unsure = any(line.confidence() < SURE_HEAD for last in above for line in last.lines)
    told = is_score_head(head) or any(kind.search(head) for kind in (_AMOUNT, _RATE, _COUNT, _RESULT))
    return unsure and not told


def unit_of(block: Block, cell: Cell, names: Names) -> str | None:
    """The unit of a bare number: its column's, else its row's, else its block's or the table's; "" where none is told.

    None for what is in no unit of figures: a rank, a duration.
    """
    if is_score_head(names.column) or is_spoiled(cell, names.last):
        return "分"
    if not _says_kind(names.last) and is_within_marks(block, cell):
        return "分"
    unit = block.columns[cell.col].unit
    if is_score_row(names.row) and not unit:
        return "分"
    unit = unit or ("%" if _RATE.search(names.last) else "") or _measure(block, cell, names)
    if not unit and _PURE.search(names.last):
        return None
    counted = _counts_things(names.column) or (_ANSWER.search(names.last) and names.unit != "%")
    unit = unit or ((names.unit if names.unit in _HEADS else COUNTED) if counted else "")
    unit = unit or _row_unit(block, cell)
    if unit or _is_pure(block, cell, names):
        return unit or None
    if _is_thing(cell, names.last) or (_is_thing(cell, names.own) and not _AMOUNT.search(names.last)):
        return COUNTED
    if not _AMOUNT.search(names.last):
        rate = _RATE.search(names.own) and not _tells_money(block, cell, names)
        unit = "%" if rate else "分" if _SCORE_ROW.search(names.own) else ""
    if not unit and _COUNT.search(names.own):
        unit = names.unit if names.unit in _HEADS else COUNTED
    if not unit and _DIFFERENCE.fullmatch(names.last) and cell.col > 2:  # 自评得分 | 抽评得分 | 差异
        beside = [block.column(cell.row, cell.col - n).label for n in (1, 2)]
        unit = "分" if all(map(is_score_head, beside)) else ""
    return unit or _unit_around(block, cell, names)


def _tells_money(block: Block, cell: Cell, names: Names) -> bool:
    """Whether a row named as a rate of money prints the money itself, planned and spent: 预算执行率 | 680 | 652."""
    if not (_SPENT.search(names.own) and _RESULT.search(names.last) and "元" in names.unit):
        return False
    results = [c for c in block.rows[cell.row] if _RESULT.search(block.column(cell.row, c.col).last)]
    numbers = [parse_cell(other.text) for other in results]
    bare_values = [q.value for q in numbers if q and q.kind is None and q.value is not None]
    return len(bare_values) == len(results) and max(bare_values) > _MOST_OF_MONEY


def _is_thing(cell: Cell, name: str) -> bool:
    """Whether a name is of things that are counted, whole ones where it may be short for their money (车辆)."""
    found = _THING.search(name)
    number = parse_cell(cell.text)
    return bool(found and number and not (found["whole"] and number.decimals))


def _is_pure(block: Block, cell: Cell, names: Names) -> bool:
    """Whether a column or a row holds what is in no unit of figures (工期（天）, 系数), nor in the caption's."""
    if block.columns[cell.col].is_timed:
        return True
    if _AMOUNT.search(names.last):
        return False
    beside = block.row_names(cell.row, cell.col)[-1:]
    return bool(_PURE.search(names.own)) or any(is_timed(bare(name.text)) for name in beside)


def said_unit(block: Block, cell: Cell, name: str, caption: str) -> str:
    """The unit of a bare number that its own cell names (基本支出：900.5); "" where the name says no kind."""
    if is_score_head(name) and not _BY.match(name):
        return "分"
    if _RATE.search(name):
        return "%"
    if _counts(name):
        return COUNTED
    return bracketed_unit(name) or ((_form_unit(block, cell) or caption) if _AMOUNT.search(name) else "")


@lru_cache(maxsize=4096)
def _counts(head: str) -> bool:
    """Whether a column's name says that it counts things."""
    return bool(_COUNT.search(head) or (_COUNTED_HEAD.search(head) and not _STAGE_HEAD.search(head)))


@lru_cache(maxsize=4096)
def _counts_things(column: str) -> bool:
    """Whether a column counts things, by its own head, or where that says no kind by one above: 学校数量 over 完工."""
    *above, last = column.split("/")
    return _counts(last) or (not _AMOUNT.search(last) and any(map(_counts, above)))


def _unit_around(block: Block, cell: Cell, names: Names) -> str:
    """The unit that the value beside, the block or the table's caption gives."""
    beside = _target_unit(block, cell, names.last)
    if beside is not None:
        return beside or ((_form_unit(block, cell) or names.unit) if _AMOUNT.search(names.own) else "")
    if is_amount_place(names.row, names.column) and (unit := _form_unit(block, cell)):
        return unit
    return names.unit or ("分" if adds_up_to_points(block, cell) else "")


def _measure(block: Block, cell: Cell, names: Names) -> str:
    """The unit that the row's unit column (度量单位) names; one that is not known counts things, and is no money.

    What a thing costs (单价 beside 台) is in no unit of things.
    """
    for other in block.rows[cell.row]:
        head = block.column(cell.row, other.col).last
        if _MEASURE.match(head):
            text = bare(other.text)
            if _FOREIGN.search(text):
                return COUNTED  # 万美元 among 亿元
            # 单位 may be a column of offices.
            if "元" not in text and _COST.search(names.last) and not _counts(names.last):
                return ""
            return text if named_unit(text) else COUNTED if len(head) > len("单位") and _WORD.search(text) else ""
    return ""


def _row_unit(block: Block, cell: Cell) -> str:
    """The unit in brackets behind the row's own name: 户均支出（元）, 投诉率（‰）."""
    for col in reversed(block.label_columns):
        other = block.at.get((cell.row, col))
        unit = bracketed_unit(other.text) if other is not None and other.row == cell.row and col < cell.col else ""
        if unit and unit not in _LEVELS:
            return unit
    return ""


def _form_unit(block: Block, cell: Cell) -> str:
    """The unit that a head of the block names for all of it: 项目资金（万元） in the corner or merged at the left.

    The head of another column of numbers at the left speaks of that column alone.
    """
    beside = [other for other in block.rows[cell.row] if other.col < cell.col]
    corner = [head for col in block.label_columns if col < cell.col for head in block.columns[col].heads]
    for other in (*beside, *reversed(corner)):
        unit = bracketed_unit(other.text)
        if "元" in unit and "/" not in unit:
            return unit
    return _unit_of_form_above(block, cell)


def _unit_of_form_above(block: Block, cell: Cell) -> str:
    """The unit that a form's name of a number names for those below: 预算数（万元） 386, 其中：财政拨款 386.

    The name stands right before the number, or before all of its row's.
    """
    name = block.at.get((cell.row, cell.col - 1))
    if name is not None and is_number(name.text):
        name = next(reversed(block.row_names(cell.row, cell.col)), None)
    if name is None:
        return ""
    for row in range(cell.row - 1, max(cell.row - _FORM_ROWS, -1), -1):
        above, number = block.at.get((row, name.col)), block.at.get((row, cell.col))
        if not above or not number or above.col != name.col or not is_number(number.text):
            return ""
        unit = bracketed_unit(above.text)
        if "元" in unit:
            return unit
    return ""


def _target_unit(block: Block, cell: Cell, last: str) -> str | None:
    """The unit of the target or result beside; None when the cell is neither, "" when none is printed."""
    if not _RESULT.search(last):
        return None
    for other in block.rows[cell.row]:
        if other is not cell and _RESULT.search(block.column(cell.row, other.col).last):
            beside = parse_cell(other.text)
            if beside and beside.is_figure:
                return beside.unit
    return ""
