"""Characters told by their context (上下文): what a scan leaves open between two, the document may say elsewhere.

A reader of lines is not sure of a character and says what else it may be. If the report or the ministry's form
prints the other one between the same neighbours, and the first one nowhere, it is the other one. Numbers are never told
like that.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from schemas.document import OTHER, Line, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from pipeline.read.layout.columns import Sheet

# What the forms of the Ministry of Finance print in their heads and first columns.
FORMS = """
项目名称 主管部门 实施单位 项目资金 年初预算数 全年预算数 全年执行数 执行率 年度资金总额 当年财政拨款 上年结转资金
其他资金 年度总体目标 预期目标 实际完成情况 绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
偏差原因分析及改进措施 产出指标 数量指标 质量指标 时效指标 成本指标 经济效益指标 社会效益指标 生态效益指标
可持续影响指标 服务对象满意度指标 总分
"""
WINDOW = 3  # characters in a row
SURE = 0.97
END = "|"  # of a line: what is printed alone in a cell has no other neighbours
GAP = " "  # for what was not read surely
MIDDLE_DOT, STOPS = "·", "，、；：。"  # the one stands in foreign names only


def told_by_context(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets with the characters of scanned lines that context tells."""
    if not any(d.reason == OTHER for line in _lines(sheets) for d in line.doubts):
        return list(sheets)
    known = set(chain.from_iterable(map(_windows, (*FORMS.split(), *map(_surely, _lines(sheets))))))
    return [
        replace(
            sheet,
            lines=tuple(_told(line, known) for line in sheet.lines),
            tables=tuple(_told_in(table, known) for table in sheet.tables),
        )
        for sheet in sheets
    ]


def _lines(sheets: Iterable[Sheet]) -> Iterator[Line]:
    for sheet in sheets:
        yield from sheet.lines
        for table in sheet.tables:
            for cell in table.cells:
                yield from cell.lines


def _surely(line: Line) -> str:
    """A line's text with a gap for each character that was not read surely."""
    if not line.scores:
        return line.text
    return "".join(c if score >= SURE else GAP for c, score in zip(line.text, line.scores, strict=True))


def _windows(text: str) -> Iterator[str]:
    """What is printed in a row, the text's ends with it."""
    return _rows(f"{END}{text}{END}")


def _rows(text: str) -> Iterator[str]:
    parts = (text[k : k + WINDOW] for k in range(len(text) - WINDOW + 1))
    return (part for part in parts if GAP not in part)


def _told_in(table: Table, known: AbstractSet[str]) -> Table:
    if not any(line.doubts for cell in table.cells for line in cell.lines):
        return table
    cells = (
        replace(cell, lines=tuple(_told(line, known) for line in cell.lines)) if cell.lines else cell
        for cell in table.cells
    )
    return replace(table, cells=tuple(cells))


def _told(line: Line, known: AbstractSet[str]) -> Line:
    text = line.text
    open_ones = [d for d in line.doubts if d.reason == OTHER]
    if not open_ones:
        return line
    for doubt in open_ones:
        whole, at = f"{END}{text}{END}", doubt.start + 1
        before, after = whole[max(at - WINDOW + 1, 0) : at], whole[at + 1 : at + WINDOW]
        printed, other = (
            any(part in known for part in _rows(before + char + after)) for char in (whole[at], doubt.reading)
        )
        stop = text[doubt.start] == MIDDLE_DOT and doubt.reading in STOPS
        if stop or (other and not printed):
            text = text[: doubt.start] + doubt.reading + text[doubt.end :]
    return replace(line, text=text, doubts=tuple(d for d in line.doubts if d.reason != OTHER))
