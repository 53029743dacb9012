"""What the words about a printed score make of it (分数用语): full marks, or points taken off, and not what was got."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.figure import Figure

_HUNDRED = 100
_MARKS = re.compile(r"满分|分值|权重|标准分")
_MARKS_ARE = re.compile(rf"(?:{_MARKS.pattern})[为是共]*$")
_GOT_OF_IT = re.compile(
    r"[，,、]?(?:自评|实际?|评价)?(?:得分?|自评|实得)(?:了|为|[:：])?\s*\d"
)  # 总分 100 分，自评 94.2 分


def says_marks(figure: Figure) -> bool:
    """Whether the words of a score, or those just before it, make it full marks: 满分100分的构成."""
    before, behind = figure.words if not figure.table_id else ("", "")
    if figure.value == _HUNDRED and (figure.label == "总分" or before.endswith("总分")):
        return True  # 二级指标 9 个，总分 100 分; 自评总分 100 分，其中…: of how many points, not how many were got
    return bool(_MARKS.search(figure.label) or _MARKS_ARE.search(before) or _GOT_OF_IT.match(behind))


def is_deducted(figure: Figure) -> bool:
    """Whether points are taken off: 扣 1 分 states no score and no full marks."""
    quote = figure.evidence.quote
    return "扣" in quote and re.search(rf"扣[减除分]*\s*{re.escape(figure.printed)}", quote) is not None
