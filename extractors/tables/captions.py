"""What stands around a table (表题): its title, and the unit of its amounts, or where else that unit is told."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from extractors.numbers.units import named_unit
from extractors.tables.cell_numbers import parse_cell
from schemas.document import Paragraph, Table
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from extractors.tables.grid import Grid
    from schemas.document import Block

_UNIT = r"(?:[十百千]?[万亿]?元|[万亿](?![\u4e00-\u9fff])|%|％|‰|分|万?人|个|平方米)"
_TITLE_UNIT = re.compile(r"[（(]\s*(?P<u>[十百千]?[万亿]?元)\s*[）)]\s*$")  # 收支情况表（万元）
_CAPTION_UNIT = re.compile(
    r"(?:(?:金额)?\s*单\s*位\s*(?:均?为)?\s*[:：]?|(?:金\s*额|币\s*种)\s*[:：]|以(?=[百千]?[万亿]?元为单位))"
    rf"\s*(?:人民币)?\s*[（(]?(?P<u>{_UNIT})"
)
# 单位：户、万元: several units, of which that of money goes to the columns of amounts.
_SEVERAL = re.compile(
    r"(?:(?:金额|计量)\s*)?单\s*位\s*(?:均?为)?\s*[:：]\s*[（(]?"
    r"(?P<u>[^\s、,，/／;；:：（()）]{1,5}(?:\s*[、,，/／;；和及]\s*[^\s、,，/／;；:：（()）]{1,5})+)"
)
_EACH = re.compile(r"\s*[、,，/／;；和及]\s*")
_PER = re.compile(r"[百千]?[万亿]?元\s*[/／](?!\s*[%％])")  # 元/人 is a price
_NOTE = re.compile(r"\s*[（(]?(?:注|备注|说明|以上|上表|本表)")
_ONLY_UNIT = re.compile(r"\s*[（(]?\s*(?:金额)?\s*单\s*位\s*[:：]\s*\S{1,8}\s*")
_TITLE = 44
_MONEY = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
_PROOF = 2  # numbers that the report states elsewhere: one alone may be there by chance
_DIGITS = 3


@record
class Caption:
    """What stands around a table: its title, and the unit of its amounts ("" when none is named).

    `borrowed` says that the unit stands elsewhere, or beside others, and goes to no column or row but those of amounts.
    """

    title: str
    unit: str
    borrowed: bool = False


def caption_of(grid: Grid, before: Sequence[Block], after: Sequence[Block]) -> Caption:
    """The title and the unit of a table, from its own first rows, the paragraphs before it and the one after."""
    rows = [cell.text for row in range(grid.caption_rows) for cell in grid.rows[row]]
    above: list[str] = []
    for block in reversed(before[-3:]):
        if not isinstance(block, Paragraph) or (
            len(block.text) > _TITLE and not _CAPTION_UNIT.search(block.text[-30:])
        ):
            break
        above.append(block.text)
    below = [b for b in after[:1] if isinstance(b, Paragraph) and len(b.text) <= 2 * _TITLE and not _opens(grid, after)]
    around = [*rows, *above, *(block.text for block in below)]
    told = next(filter(None, map(_told, around)), None)
    unit = told.unit if told else ""
    unit = unit or next(
        (found["u"] for text in (*rows, *above) if (found := _TITLE_UNIT.search(text)) and len(text) <= _TITLE), ""
    )
    title = ""
    for text in (*rows, *above):
        here = _told(text)
        words = (text[: here.at] if here else text).strip(" \u3000：:（(")
        words = re.sub(r"^附[件表]\s*\d*\s*[-—\d]*\s*[:：.．]?\s*", "", words)
        if re.match(r"\S{0,4}(?:部门|单位)\S{0,6}[:：]", words):
            continue
        if words and len(words) <= _TITLE and not words.endswith(("。", "；")):
            title = words
            break
    return Caption(title, _full(unit), borrowed=bool(told and told.among_others))


class _Told(NamedTuple):
    """A unit that a text names, where it does, and whether it names others beside."""

    unit: str
    at: int
    among_others: bool = False


def _told(text: str) -> _Told | None:
    """The unit that a text near a table names for it: the one of money where it names several."""
    several = _SEVERAL.search(text)
    if several and not _PER.match(several["u"]):
        units = _EACH.split(several["u"])
        money = [unit for unit in units if unit in _MONEY]
        if len(money) == 1 and (units[0] != money[0] or named_unit(units[1])):
            return _Told(money[0], several.start(), among_others=True)
        if len(money) > 1:
            return _Told("", several.start())
    found = _CAPTION_UNIT.search(text)
    return _Told(found["u"], found.start()) if found else None


def _opens(grid: Grid, after: Sequence[Block]) -> bool:
    """Whether the paragraph below a table belongs to the next one: its title, or its unit at the head of a page."""
    below, *more = after
    if not isinstance(below, Paragraph) or not any(isinstance(block, Table) for block in more[:2]):
        return False
    if _NOTE.match(below.text):
        return False
    last = max((line.page for cell in grid.table.cells for line in cell.lines), default=0)
    return not _ONLY_UNIT.fullmatch(below.text) or isinstance(more[0], Table) or below.lines[0].page > last


def _full(unit: str) -> str:
    return unit + "元" if unit in {"万", "亿"} else unit.replace("％", "%")


def following(caption: Caption, above: Caption) -> Caption:
    """A caption, with what it leaves out taken from the one of the table right above: both are blocks of one form."""
    title = caption.title or above.title
    if caption.unit or not above.unit:
        return Caption(title, caption.unit, borrowed=caption.borrowed)
    return Caption(title, above.unit, borrowed=True)


def told_elsewhere(grid: Grid, caption: Caption, stated: Collection[Decimal]) -> Caption:
    """A caption without a unit, with the one that makes several of the table's numbers amounts stated elsewhere."""
    bare = (parse_cell(cell.text) for cell in grid.table.cells)
    numbers = {q.value for q in bare if q and q.kind is None and q.value}
    proofs = {
        unit: sum(number * scale in stated and is_telling(number) for number in numbers)
        for unit, scale in _MONEY.items()
    }
    (unit, most), (_, next_) = sorted(proofs.items(), key=lambda proof: -proof[1])[:2]
    return Caption(caption.title, unit, borrowed=True) if most >= _PROOF and not next_ else caption


def is_telling(number: Decimal) -> bool:
    """Whether a number has so many digits that it is not printed twice by chance."""
    return len(number.normalize().as_tuple().digits) >= _DIGITS
