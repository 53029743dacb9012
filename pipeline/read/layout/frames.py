"""The frame of a page's text (版心): what is a full line, an indent, a centred line is told by it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from schemas.record import record

if TYPE_CHECKING:
    from pipeline.read.layout.columns import Sheet
    from schemas.document import Line


@record
class Frame:
    """The text area of a page or a column: left and right margins, the type's size, the distance of lines.

    `width` is the paper's that it is set on, `column` the sheet's; `indented` says that the document's paragraphs
    begin with an indent.
    """

    left: float
    right: float
    size: float
    pitch: float
    width: float
    column: int = 0
    indented: bool = False

    def centred(self, line: Line) -> bool:
        """Whether the line stands in the middle, well away from both margins."""
        margin_left, margin_right = line.x0 - self.left, self.right - line.x1
        # A long line with a first line's indent that stops short of the margin is not centred: it would be even.
        long = line.x1 - line.x0 > 0.7 * (self.right - self.left)
        if long and any(stop in line.text for stop in "，；。"):
            return False  # prose
        uneven = 1.2 * self.size if long else 0.15 * self.width
        return min(margin_left, margin_right) > 2.6 * self.size and abs(margin_left - margin_right) < uneven


def frames_of(sheets: list[Sheet]) -> list[Frame]:
    """Each sheet's frame. One of few or short lines takes the margins of the document's sheets like it."""
    sizes: dict[int, list[float]] = defaultdict(list)
    for sheet in sheets:
        sizes[sheet.number] += [line.size for line in sheet.lines if len(line.text) > 1]
    # A title across two columns is set in a larger type than its page.
    own = [_frame(sheet, median(sizes[sheet.number] or [0.0])) for sheet in sheets]
    known = [frame for frame in own if frame is not None]
    frames = []
    last = Frame(0.0, 600.0, 10.0, 20.0, 600.0)
    for frame in own:
        if frame is None:
            frames.append(last)
            continue
        alike = [f for f in known if f.column == frame.column and abs(f.width - frame.width) < 0.03 * frame.width]
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


def _frame(sheet: Sheet, size: float) -> Frame | None:
    lines = [line for line in sheet.lines if len(line.text) > 1]
    if not lines:
        return None
    body = [line for line in lines if abs(line.size - size) < 0.2 * size] or lines
    full = sorted(line.x1 for line in body)
    right = full[int(len(full) * 0.9)]
    starts = sorted(line.x0 for line in body)
    left = starts[int(len(starts) * 0.1)]
    if not sheet.column and sum(line.x1 > right - 1.5 * size for line in body) < max(3, 0.25 * len(body)):
        # Nothing but short lines: paper is as wide on the right as on the left.
        left, right = min(left, 0.15 * sheet.width), max(right, sheet.width - max(left, 0.09 * sheet.width))
    tops = sorted(line.top for line in body)
    gaps = [b - a for a, b in pairwise(tops) if b - a > 0.5 * size]
    width = sheet.width / 2 if sheet.column else sheet.width
    return Frame(left, right, size, median(gaps) if gaps else 2 * size, width, sheet.column)
