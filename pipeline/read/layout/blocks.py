"""From lines to blocks (版面分析): furniture off, lines into paragraphs, over columns and pages too."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import product
from math import log
from typing import TYPE_CHECKING

from pipeline.read.layout.columns import in_order
from pipeline.read.layout.continued import add_table
from pipeline.read.layout.frames import frames_of
from schemas.document import Line, Origin, Paragraph, Table
from schemas.record import record

if TYPE_CHECKING:
    from pipeline.read.layout.columns import Sheet
    from pipeline.read.layout.frames import Frame
    from schemas.document import Block

PAGE_NUMBER = re.compile(
    r"[\s\-—–－一_·.~〜\[(（]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6})\s*(?:页)?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–－一_·.~〜\])）]*"
)
MARKER = re.compile(
    r"第[一二三四五六七八九十百\d]+部分|附件|[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|\d{1,2}[、．](?!\d)|\d{1,2}\.(?!\d)|[（(]\d{1,2}[)）]|[①-⑳]"
)
ENDS = "。！？；：.!?;:…”』」》）)"
STOPS = "。！？；：!?;:…"
TOKEN = re.compile(r"[“‘（(《〔\[]*(?:[\dA-Za-z.,%％+\-–~/:]+|.)[，。；：、！？）》”’〕\]％%]*")
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百千万亿0-9]")
UNIT = re.compile(r"[十百千]?[万亿]?元|[%％‰]|个百分点")
# A table's caption on a line of its own: no sentence.
CAPTION = re.compile(r"[附续]?表\s*[\d一二三四五六七八九十]{1,3}(?:[-－.．]\d{1,2})?[^，,。；;\d]{4,}")
_LARGER = 1.2  # times a size: as far as a line of a running head and the same on another page may seem apart
KEY_VALUE = re.compile(r"[^，。；]{2,20}[：:]")


def strip_furniture(sheets: list[Sheet]) -> tuple[list[Sheet], dict[int, tuple[Line, ...]]]:
    """Take headers, footers and page numbers off; what was taken, by page number."""
    edges = [[(line, _trace(line, sheet)) for line in _edge_lines(sheet)] for sheet in sheets]
    seen = Counter(trace for edge in edges for trace in {trace for _, trace in edge})
    often = max(2, min(3, len(sheets) // 2))
    kept, taken = [], {}
    for sheet, edge in zip(sheets, edges, strict=True):
        off = []
        for line, (text, place, size) in edge:
            number = PAGE_NUMBER.fullmatch(line.text) and not _in_text(line, sheet)
            near = product((place - 1, place, place + 1), (size - 1, size, size + 1))
            again = sum(seen[text, *where] for where in near) >= often
            if number or (again and len(sheets) > 1 and not MARKER.match(line.text)):
                off.append(line)
        kept.append(replace(sheet, lines=tuple(line for line in sheet.lines if line not in off)) if off else sheet)
        taken[sheet.number] = tuple(off)
    return kept, taken


def _edge_lines(sheet: Sheet) -> list[Line]:
    """The first two and last two lines, where they stand in the outer eighth of the page."""
    lines = sorted(sheet.lines, key=lambda line: line.top)
    head = [line for line in lines[:2] if line.bottom < 0.125 * sheet.height]
    foot = [line for line in lines[-2:] if line.top > 0.86 * sheet.height and line not in head]
    return head + foot


def _trace(line: Line, sheet: Sheet) -> tuple[str, int, int]:
    """What a line says, whatever its numbers and what dirt adds, about where it stands, and how large."""
    words = re.sub(r"\d+", "#", line.text)
    place, size = round(line.top / sheet.height * 50), round(log(max(line.size, 1.0), _LARGER))
    return re.sub(r"[^\w#]+", "", words) or words, place, size


def _in_text(line: Line, sheet: Sheet) -> bool:
    """Whether a bare number stands at text distance from the next line, as a wrapped number would."""
    rest = [other for other in sheet.lines if other is not line]
    gap = min((max(line.top - other.bottom, other.top - line.bottom) for other in rest), default=99.0)
    return gap < 0.6 * (line.bottom - line.top) and bool(re.fullmatch(r"\d+", line.text))


def blocks_of(sheets: list[Sheet]) -> tuple[Block, ...]:
    """All pages' lines and tables as paragraphs and tables in reading order, joined over page breaks."""
    blocks: list[Block] = []
    opened: list[_Set] = []
    page = 0

    def close() -> None:
        if opened:
            blocks.append(_paragraph(opened))
            opened.clear()

    parts = [part for sheet in sheets for part in in_order(sheet)]
    for part, frame in zip(parts, frames_of(parts), strict=True):
        first = True
        for item in part.items():
            if isinstance(item, Table):
                close()
                add_table(blocks, item, first=page != part.number)
            else:
                line = _Set(item, frame)
                if opened and _breaks(opened, line, new_part=first):
                    close()
                opened.append(line)
            first, page = False, part.number
    close()
    return tuple(_heal(blocks))


@record
class _Set:
    """A line as it is set in its frame. `room` is what it leaves free on the right, `indent` on the left, in points."""

    line: Line
    frame: Frame

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def room(self) -> float:
        return self.frame.right - self.line.x1

    @property
    def indent(self) -> float:
        return self.line.x0 - self.frame.left

    @property
    def indented(self) -> bool:
        return self.indent > 1.2 * self.frame.size

    @property
    def centred(self) -> bool:
        return self.frame.centred(self.line)


def _breaks(lines: list[_Set], new: _Set, *, new_part: bool) -> bool:
    """Whether `new` begins a new paragraph after `lines`."""
    last, em = lines[-1], new.frame.size
    a, b = last.line, new.line
    if not new_part and b.top - a.top > 1.75 * new.frame.pitch:
        return True
    # Scanned lines vary in height; a title does not hide in that.
    rough = b.origin is Origin.OCR or not (IDEOGRAPH.search(b.text) and IDEOGRAPH.search(a.text))
    if abs(b.size - a.size) > (0.35 if rough else 0.18) * max(b.size, a.size):
        return True
    if a.size > 1.15 * em and new.centred and a.text[-1] not in ENDS and not MARKER.match(b.text):
        return False  # a title over two lines
    if new.centred or last.centred:
        return not (new.centred and last.centred and _goes_on(a, b))
    middle = (last.frame.right - last.frame.left) / 2
    if b.text.startswith("附件") or last.indent > middle > new.indent:
        return True  # an annex begins; a signature or date on the right has ended
    if new.indented:
        # Hanging paragraphs keep their indent on every line.
        alike = abs(new.indent - last.indent) < 0.5 * em and len(lines) > 1
        return not alike or last.room > 2.2 * em or bool(MARKER.match(b.text))
    return _ends(lines, new)


def _ends(lines: list[_Set], new: _Set) -> bool:
    """Whether a paragraph ends before a line at the left margin."""
    last, em, room = lines[-1], new.frame.size, lines[-1].room
    if MARKER.match(new.text) and (room > 2.2 * em or last.text[-1] in ENDS):
        return True
    if last.text[-1] in STOPS and new.room > 2.2 * em and CAPTION.fullmatch(re.sub(r"\d{4}年", "", new.text)):
        return True
    # What could not have been parted moves to the next line whole.
    room -= _first_token(new.line)
    if KEY_VALUE.match(new.text) and (room > 2.2 * em or last.text.endswith(("表", "报告"))):
        return True
    if not new.frame.indented:
        return room > 2.2 * em and (last.text[-1] in ENDS or room > 4.5 * em)
    if last.text[-1] in STOPS or KEY_VALUE.match(lines[0].text):
        return room > (1.2 if last.text[-1] in ENDS else 2.5) * em
    # A line without an indent goes on with the sentence above; only a lone short line is a heading.
    return room > (12 if lines[0].indented else 4.5) * em


def _first_token(line: Line) -> float:
    """The width of what could not have been parted at the end of the line above: a number with what clings to it."""
    token = TOKEN.match(line.text)
    return line.rights[token.end() - 1] - line.lefts[0] if token else 0.0


def _goes_on(last: Line, line: Line) -> bool:
    """Whether two centred lines are one title: same type, and the first one long."""
    ends = len(last.text) >= 12 or re.search(r"(?:报告|说明|决算)$", line.text)
    return bool(last.bold == line.bold and ends and not MARKER.match(line.text))


def _paragraph(lines: list[_Set]) -> Paragraph:
    return Paragraph(tuple(s.line for s in lines), centred=lines[0].centred, indent=max(lines[0].indent, 0.0))


def _heal(blocks: list[Block]) -> list[Block]:
    """Join paragraphs that a page break of an earlier life of the text has cut in the middle of a sentence."""
    healed: list[Block] = []
    for block in blocks:
        last = healed[-1] if healed else None
        if isinstance(block, Paragraph) and isinstance(last, Paragraph) and _cut_short(last, block):
            healed[-1] = Paragraph(last.lines + block.lines, centred=last.centred, indent=last.indent)
        else:
            healed.append(block)
    return healed


def _cut_short(a: Paragraph, b: Paragraph) -> bool:
    if a.text[-1].isdigit() and UNIT.match(b.text) and not a.centred:
        return True  # a number and its unit
    if NUMERAL.match(a.text[-1]) and NUMERAL.match(b.text) and not MARKER.match(b.text) and re.search("[，；]", a.text):
        return True  # a number cut in two: its end would be read as another number
    prose = len(a.lines) >= 2 and re.search(r"[，。；、]", a.text) and a.text[-1] not in ENDS
    goes_on = re.search(r"[，。；]", b.text) and not MARKER.match(b.text) and not KEY_VALUE.match(b.text)
    # A heading over two lines ends without a stop too; what follows is set otherwise.
    headed = (
        MARKER.match(a.text) and a.text[-1] not in "，、；" and (a.bold != b.bold or b.indent > 1.2 * b.lines[0].size)
    )
    return not headed and bool(prose and goes_on and not a.centred and not b.centred)
