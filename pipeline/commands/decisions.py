"""What people have filled into a workbook (处理意见): state, name and note of each discrepancy.

A workbook that is written again over the filled-in one takes them over. They are no part of the dataset.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.commands.words import STATES
from pipeline.errors import UnreadableError
from pipeline.read.package import Package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

STALE_SHEET = "失效的处理意见"  # of discrepancies that are no more
SHEETS = ("差异", STALE_SHEET)
ID, FILLED_IN = "差异编号", ("状态", "处理人", "备注")


class ForeignWorkbookError(Exception):
    """A file of that name is there that is none of our workbooks; the message is Chinese."""


class Decision(NamedTuple):
    """What was filled in for one discrepancy, and what it was about."""

    discrepancy_id: str
    source: str
    message: str
    filled_in: tuple[str, str, str]


def decided_in(file: Path) -> dict[str, Decision]:
    """The decisions in a workbook by discrepancy, none when there is no file. Raises ForeignWorkbookError, OSError."""
    if not file.exists():
        return {}
    try:
        found = [row for title in SHEETS for row in _rows(file, title)]
    except UnreadableError as error:
        raise ForeignWorkbookError(f"{file} 已存在，但无法打开：{error}请换一个文件名。") from error
    if not all(ID in row for row in found) or not found:
        raise ForeignWorkbookError(f"{file} 已存在，且不是 jihe export 导出的工作簿。为免覆盖，请换一个文件名。")
    decided: dict[str, Decision] = {}
    for row in found:
        state, name, note = (row.get(heading, "").strip() for heading in FILLED_IN)
        if row[ID] not in ("", ID) and (name or note or state not in ("", STATES["open"])):
            told = Decision(
                row[ID], row.get("报告文件", ""), row.get("说明", ""), (state or STATES["open"], name, note)
            )
            decided.setdefault(row[ID], told)
    return decided


def _rows(file: Path, title: str) -> Iterator[dict[str, str]]:
    """A sheet's rows by heading, the headings themselves first; rows that a filter hides are rows, too."""
    with Package(file) as package:
        name = next((target for kind, target in package.relations("").values() if kind == "officeDocument"), "")
        parts = package.relations(name)
        strings = next((part for kind, part in parts.values() if kind == "sharedStrings"), "")
        shared = [_text(item) for item in package.xml(strings).iterfind("si")] if strings in package else []
        for sheet in package.xml(name).iterfind("sheets/sheet"):
            if sheet.get("name") != title:
                continue
            headings: dict[str, str] = {}
            for row in package.xml(parts.get(sheet.get("rid", ""), ("", ""))[1]).iterfind("sheetData/row"):
                cells = {re.sub(r"\d", "", cell.get("r", "")): _shown(cell, shared) for cell in row.iterfind("c")}
                headings = headings or {column: text for column, text in cells.items() if text}
                yield {heading: cells.get(column, "") for column, heading in headings.items()}


def _shown(cell: etree._Element, shared: list[str]) -> str:
    value = cell.findtext("v") or ""
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    return _text(cell) if cell.get("t") == "inlineStr" else value


def _text(element: etree._Element) -> str:
    return "".join(part.text or "" for part in element.iter("t"))
