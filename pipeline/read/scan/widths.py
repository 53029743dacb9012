"""Whether a mark on a scan is full-width or half-width (全角、半角): what stands beside it tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.scan.ocr import OcrChar

GROUPING = re.compile(r"，\d{3}(?!\d)")
CLOSE, CLOSEST = 1.0, 0.8  # of a line's height: digits this near have a half-width comma between them
FULL = str.maketrans(",:;?!()", "，：；？！（）")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff，：；？！（）“”]")


def in_their_width(chars: Sequence[OcrChar], height: float) -> tuple[OcrChar, ...]:
    """The characters of a line of this height, its marks in the width that they have there.

    Beside Chinese a mark is full-width, and so is the bracket that belongs to one. A comma between digits that stand
    too close for that is the half-width one that was printed, a mark between letters or digits stays as it was read.
    """
    made = list(chars)
    text = "".join(c.char for c in chars)
    opened: list[int] = []
    for k, char in enumerate(text):
        before, after = text[k - 1 : k] if k else "", text[k + 1 : k + 2]
        if char == "，" and before.isdigit() and after.isdigit():
            (a, b), mark = (made[k - 1], made[k + 1]), made[k]
            apart = (b.left + b.right - a.left - a.right) / 2
            if apart < (CLOSE if GROUPING.match(text, k) else CLOSEST) * height:
                made[k] = mark._replace(char=",")
        elif char in ",:;?!()" and CHINESE.search(before + after):
            made[k] = made[k]._replace(char=char.translate(FULL))
        if char in "(（":
            opened.append(k)
        elif char in ")）" and opened:
            pair = (opened.pop(), k)
            if any(made[end].char in "（）" for end in pair):
                for end in pair:
                    made[end] = made[end]._replace(char=made[end].char.translate(FULL))
    return tuple(made)
