"""From lines to blocks (版面分析): furniture off, columns in order, lines into paragraphs, over pages too."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import sub
from statistics import median
from typing import TYPE_CHECKING

from pipeline.read.continued import add_table
from schemas.document import Line, Origin, Paragraph, Table

if TYPE_CHECKING:
    from schemas.document import Block

PAGE_NUMBER = re.compile(
    r"[\s\-—–－_·.~〜\[(（]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6})\s*(?:页)?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–－_·.~〜\])）]*"
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
KEY_VALUE = re.compile(r"[^，。；]{2,20}[：:]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page on its way: its size, its lines outside tables, its tables."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()


def strip_furniture(sheets: list[Sheet]) -> tuple[list[Sheet], dict[int, tuple[Line, ...]]]:
    """Take headers, footers and page numbers off; what was taken, by page number."""
    seen: Counter[tuple[str, int]] = Counter()
    for sheet in sheets:
        seen.update({_trace(line, sheet) for line in _edge_lines(sheet)})
    often = max(2, min(3, len(sheets) // 2))
    kept, taken = [], {}
    for sheet in sheets:
        off = []
        for line in _edge_lines(sheet):
            number = PAGE_NUMBER.fullmatch(line.text) and not _in_text(line, sheet)
            if number or (seen[_trace(line, sheet)] >= often and len(sheets) > 1 and not MARKER.match(line.text)):
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


def _trace(line: Line, sheet: Sheet) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.top / sheet.height * 50)


def _in_text(line: Line, sheet: Sheet) -> bool:
    """Whether a bare number stands at text distance from the next line, as a wrapped number would."""
    rest = [other for other in sheet.lines if other is not line]
    gap = min((max(line.top - other.bottom, other.top - line.bottom) for other in rest), default=99.0)
    return gap < 0.6 * (line.bottom - line.top) and bool(re.fullmatch(r"\d+", line.text))


def reading_order(sheet: Sheet) -> list[Line | Table]:
    """Lines and tables in reading order: by columns where the page has two, else from the top."""
    gutter = _gutter(sheet)
    items: list[Line | Table] = [*sheet.lines, *sheet.tables]
    if gutter is None:
        return sorted(items, key=_top)
    order: list[Line | Table] = []
    waiting: list[Line] = []

    def flush() -> None:
        order.extend(sorted((ln for ln in waiting if ln.x1 <= gutter + 2), key=_top))
        order.extend(sorted((ln for ln in waiting if ln.x1 > gutter + 2), key=_top))
        waiting.clear()

    for item in sorted(items, key=_top):
        if isinstance(item, Line) and (item.x1 <= gutter + 2 or item.x0 >= gutter - 2):
            waiting.append(item)
        else:
            flush()
            order.append(item)
    flush()
    return order


def _top(item: Line | Table) -> float:
    return item.top if isinstance(item, Line) else item.box.top


def split_columns(lines: list[Line], width: float) -> list[Line]:
    """Cut lines at a gutter that runs down the page, so that two columns do not read as one line."""
    if len(lines) < 8 or not any(_has_gap(line) for line in lines):
        return lines
    for x in (width * k / 100 for k in range(40, 61, 2)):
        gaps = [_gap_at(line, x) for line in lines]
        cut = sum(g is not None and g >= 0 for g in gaps)
        if cut >= 0.6 * len(lines) and sum(g is None for g in gaps) < 0.2 * len(lines):
            return [part for line, g in zip(lines, gaps, strict=True) for part in _cut(line, g)]
    return lines


def _has_gap(line: Line) -> bool:
    least = 1.2 * line.size
    spaces = (right - left for c, left, right in zip(line.text, line.lefts, line.rights, strict=True) if c == " ")
    return max(map(sub, line.lefts[1:], line.rights), default=0.0) > least or (" " in line.text and max(spaces) > least)


def _gap_at(line: Line, x: float) -> int | None:
    """The character before which the line has a gutter at `x`; -1 when it lies on one side; None when it crosses."""
    if line.x1 < x or line.x0 > x:
        return -1
    for k in range(1, len(line.text)):
        # A space is part of the gap.
        end = line.lefts[k - 1] if line.text[k - 1] == " " else line.rights[k - 1]
        if line.text[k] != " " and end <= x <= line.lefts[k]:
            return k if line.lefts[k] - end > 1.2 * line.size else None
    return None


def _cut(line: Line, at: int | None) -> list[Line]:
    if at is None or at < 1:
        return [line]
    return [line.slice(0, at - 1 if line.text[at - 1] == " " else at), line.slice(at, len(line.text))]


def _gutter(sheet: Sheet) -> float | None:
    middle = [x for x in (sheet.width * k / 100 for k in range(40, 61, 2)) if _sides(sheet, x)]
    return middle[len(middle) // 2] if middle else None


def _sides(sheet: Sheet, x: float) -> bool:
    left = sum(line.x1 <= x + 2 for line in sheet.lines)
    right = sum(line.x0 >= x - 2 for line in sheet.lines)
    return min(left, right) >= 6 and left + right >= 0.8 * len(sheet.lines)


def blocks_of(sheets: list[Sheet]) -> tuple[Block, ...]:
    """All pages' lines and tables as paragraphs and tables in reading order, joined over page breaks."""
    blocks: list[Block] = []
    frames = dict(zip((sheet.number for sheet in sheets), _frames(sheets), strict=True))
    open_lines: list[Line] = []
    first = True

    def close() -> None:
        nonlocal open_lines
        if open_lines:
            blocks.append(_paragraph(open_lines, frames[open_lines[0].page]))
            open_lines = []

    for sheet in sheets:
        first = True
        for item in reading_order(sheet):
            if isinstance(item, Table):
                close()
                add_table(blocks, item, first=first)
            elif not open_lines or _breaks(open_lines, item, frames, new_page=first):
                close()
                open_lines = [item]
            else:
                open_lines.append(item)
            first = False
    close()
    return tuple(_heal(blocks))


@dataclass(frozen=True, slots=True)
class _Frame:
    """A page's text area: left and right margins, the type's size, the distance of lines, the page's width.

    `indented` says that the document's paragraphs begin with an indent.
    """

    left: float
    right: float
    size: float
    pitch: float
    width: float
    indented: bool = False


def _frames(sheets: list[Sheet]) -> list[_Frame]:
    """Each page's frame. A page of few or short lines takes the margins of the document's pages of its width."""
    own = [_frame(sheet) for sheet in sheets]
    known = [frame for frame in own if frame is not None]
    frames = []
    last = _Frame(0.0, 600.0, 10.0, 20.0, 600.0)
    for sheet, frame in zip(sheets, own, strict=True):
        alike = [f for f in known if abs(f.width - sheet.width) < 0.03 * sheet.width]
        if frame is None:
            frames.append(last)
            continue
        left, right = median(f.left for f in alike), max(f.right for f in alike)
        shift = frame.left - left  # a scanned page lies a little to one side
        near = abs(shift) < 1.2 * frame.size
        last = replace(
            frame,
            left=frame.left if near else min(left, frame.left),
            right=max(frame.right, right + shift - 0.5 * frame.size if near else right),
        )
        frames.append(last)
    starts = [(line.x0 - f.left) / f.size for sheet, f in zip(sheets, frames, strict=True) for line in sheet.lines]
    flush, indented = sum(abs(x) < 0.7 for x in starts), sum(1.5 < x < 2.6 for x in starts)
    style = len(starts) >= 8 and indented >= 0.1 * len(starts) and indented + flush >= 0.7 * len(starts)
    return [replace(frame, indented=style) for frame in frames]


def _frame(sheet: Sheet) -> _Frame | None:
    lines = [line for line in sheet.lines if len(line.text) > 1]
    if not lines:
        return None
    size = median(line.size for line in lines)
    body = [line for line in lines if abs(line.size - size) < 0.2 * size] or lines
    full = sorted(line.x1 for line in body)
    right = full[int(len(full) * 0.9)]
    starts = sorted(line.x0 for line in body)
    left = starts[int(len(starts) * 0.1)]
    if sum(line.x1 > right - 1.5 * size for line in body) < max(3, 0.25 * len(body)):
        # Nothing but short lines: paper is as wide on the right as on the left.
        left, right = min(left, 0.15 * sheet.width), max(right, sheet.width - max(left, 0.09 * sheet.width))
    tops = sorted(line.top for line in body)
    gaps = [b - a for a, b in pairwise(tops) if b - a > 0.5 * size]
    return _Frame(left, right, size, median(gaps) if gaps else 2 * size, sheet.width)


def _centred(line: Line, frame: _Frame) -> bool:
    margin_left, margin_right = line.x0 - frame.left, frame.right - line.x1
    em = frame.size
    # A long line with a first line's indent that stops short of the margin is not centred: it would be even.
    uneven = 1.2 * em if line.x1 - line.x0 > 0.7 * (frame.right - frame.left) else 0.15 * frame.width
    return margin_left > 2.6 * em and margin_right > 2.6 * em and abs(margin_left - margin_right) < uneven


def _breaks(lines: list[Line], line: Line, frames: dict[int, _Frame], *, new_page: bool) -> bool:
    """Whether `line` begins a new paragraph after `lines`."""
    last, frame = lines[-1], frames[line.page]
    em, above = frame.size, frames[last.page]
    if not new_page and last.page == line.page and line.top - last.top > 1.75 * frame.pitch:
        return True
    # Scanned lines vary in height; a title does not hide in that.
    rough = line.origin is Origin.OCR or not (IDEOGRAPH.search(line.text) and IDEOGRAPH.search(last.text))
    if abs(line.size - last.size) > (0.35 if rough else 0.18) * max(line.size, last.size):
        return True
    if last.size > 1.15 * em and _centred(line, frame) and last.text[-1] not in ENDS and not MARKER.match(line.text):
        return False  # a title over two lines
    if _centred(line, frame) or _centred(last, above):
        return not (_centred(line, frame) and _centred(last, above) and _goes_on(last, line))
    if line.text.startswith("附件") or last.x0 > (above.left + above.right) / 2 > line.x0:
        return True  # an annex begins; a signature or date on the right has ended
    room = above.right - last.x1
    if line.x0 - frame.left > 1.2 * em:
        # Hanging paragraphs keep their indent on every line.
        alike = abs(line.x0 - last.x0) < 0.5 * em and len(lines) > 1
        return not alike or room > 2.2 * em or bool(MARKER.match(line.text))
    return _ends(lines, line, room, frame)


def _ends(lines: list[Line], line: Line, room: float, frame: _Frame) -> bool:
    """Whether a paragraph ends before a line at the left margin; `room` is what its last line leaves free."""
    last, em = lines[-1], frame.size
    if MARKER.match(line.text) and (room > 2.2 * em or last.text[-1] in ENDS):
        return True
    # What could not have been parted moves to the next line whole.
    room -= _first_token(line)
    if KEY_VALUE.match(line.text) and (room > 2.2 * em or last.text.endswith(("表", "报告"))):
        return True
    if not frame.indented:
        return room > 2.2 * em and (last.text[-1] in ENDS or room > 4.5 * em)
    if last.text[-1] in STOPS or KEY_VALUE.match(lines[0].text):
        return room > 1.2 * em
    # A line without an indent goes on with the sentence above; only a lone short line is a heading.
    return room > (12 if _indented(lines[0], frame) else 4.5) * em


def _indented(line: Line, frame: _Frame) -> bool:
    return line.x0 - frame.left > 1.2 * frame.size


def _first_token(line: Line) -> float:
    """The width of what could not have been parted at the end of the line above: a number with what clings to it."""
    token = TOKEN.match(line.text)
    return line.rights[token.end() - 1] - line.lefts[0] if token else 0.0


def _goes_on(last: Line, line: Line) -> bool:
    """Whether two centred lines are one title: same type, and the first one long."""
    ends = len(last.text) >= 12 or re.search(r"(?:报告|说明|决算)$", line.text)
    return bool(last.bold == line.bold and ends and not MARKER.match(line.text))


def _paragraph(lines: list[Line], frame: _Frame) -> Paragraph:
    return Paragraph(tuple(lines), centred=_centred(lines[0], frame), indent=max(lines[0].x0 - frame.left, 0.0))


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
