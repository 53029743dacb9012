"""The catalogue's indicator for a name (指标识别)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.labels.words import PART
from extractors.scores.wording import WHOLE
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from schemas.catalogue import Catalogue

_NEUTRAL = re.compile(
    r"(?:(?:19|20)\d\d(?:年度?(?![初末底终])|(?=年[初末底终]))|[上去]年度?(?!.*结[转余])|[本今]年度?|当年度?|全年度?|年度|实际|部门|单位|本级|我[局委办院市县区镇]|本局|本部门|本单位|全市|全县|全区|市级|县级|区级|省级|机关|整体|全部|总体|共|安排|使用|实现|完成|累计|项目(?=资金))"
)
_TRAIL = re.compile(r"(?:总额|总计|合计|金额|数额|决算数|决算|预算数|执行数|数|额|情况|共|资金)$")
_SUM_ROW = re.compile(r"(?:总分|总得分|总评分|自评总分|综合得分|合计|总计|自评得分)(?:$|/)")
_FULL = re.compile(r"分值|满分|权重|标准分|扣")
# 环境整治项目自评得分: one project's, unless it is the report's own.
_THING = re.compile(r"(?<![本该出])(?<!个)项目(?=自评|绩效|综合)(?<=[\u4e00-\u9fff]{4})")


def _is_whole(label: str) -> bool:
    """Whether a score's label is that of the whole report: of a table the row of the total, awarded marks only."""
    row, _, column = label.rpartition("/")
    if row:
        return bool(_SUM_ROW.match(row)) and not _FULL.search(column)
    return bool(WHOLE.search(label)) and not _THING.search(label)


@lru_cache(maxsize=4096)
def identify(label: str, kind: Kind, catalogue: Catalogue) -> str | None:
    """The code of the indicator that a label names, or None.

    Words that only place a quantity are set aside; any other word before a known name makes it another quantity
    (教育项目支出 is not 项目支出).
    """
    if label.startswith(PART):
        return None
    name = normalise(label)
    if kind is Kind.SCORE and _is_whole(label):
        return catalogue.find("自评得分", kind) or ("score.total" if "score.total" in catalogue else None)
    by_name = catalogue.by_name
    for _ in range(6):
        if code := by_name.get((name, kind)) or by_name.get((_TRAIL.sub("", name), kind)):
            return code
        placing = _NEUTRAL.match(name)
        if placing is None or placing.end() == len(name):
            return None
        name = name[placing.end() :]
    return None
