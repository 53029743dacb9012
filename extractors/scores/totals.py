"""Which printed scores are totals (总分): the whole report's, or that of one project among several."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from schemas.catalogue import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.figure import Figure

TOTAL = re.compile(
    r"平均(?:自评)?(?:得?分|成绩|值|$)|总分|总得分|总计|合计|小计|相加|总评|评[分价]结果|综合得分|综合评分|整体支出绩效自评|绩效自评得分|自评总|评价总|^自评得分$|^得分$"
    r"|整体(?:支出|绩效|支出绩效)(?:评价)?$|^(?:项目|部门|单位|整体)得分$"
)
BARE_TOTAL = re.compile(
    r"(?:[我全][局单厅委办院镇乡校]位?|本部门|本单位)?(?:绩效)?(?:自评|评价|最终|综合)?(?:得分|评分|自评分|自评)(?:为|是)?"
)
PART_MARKS = re.compile(
    r"(?:分值|满分|标准分|权重)[^\d，。；]{0,4}(?!100)(\d{1,2}(?:\.\d+)?)\s*分|[（(]\s*(?!100)(\d{1,2})\s*分\s*[)）]|[（(](?:满分|分值|权重)\s*(?!100)(\d{1,2})\s*[)）]"
)
OF_WHOLE = re.compile(r"整体|自评|评价|结论|结果(?![应运使]用)|绩效(?:情况|分析)")
WHOLE = 60  # points that the parts of a report's own hundred hardly have
LARGE = 40  # points that hardly any single item has
_HUNDRED = 100


def is_total(figure: Figure) -> bool:
    """Whether a score is the whole report's."""
    if BARE_TOTAL.fullmatch(figure.label):
        return figure.value is not None and figure.value > LARGE and not _is_marked(figure)
    if TOTAL.search(figure.label):
        return True
    large = figure.value is None or figure.value > LARGE
    return figure.indicator == "score.total" and (large or not _is_marked(figure))


def _is_marked(figure: Figure) -> bool:
    """Whether the sentence gives full marks of a part that a score is within: 信息公开自评 5（满分 5）."""
    found = PART_MARKS.finditer(figure.evidence.quote)
    return any((figure.value or 0) <= Decimal(one[1] or one[2] or one[3]) for one in found)


def is_own_total(figure: Figure, title: str) -> bool:
    """Whether a score may be the total of what a heading names, which is not the report: a project among several."""
    return is_whole(figure) and normalise(figure.label) == normalise(title) and not OF_WHOLE.search(title)


def is_whole(figure: Figure) -> bool:
    """Whether a score is too large for the parts of a report's own hundred."""
    return figure.value is not None and figure.value > WHOLE


def are_marks(values: Sequence[Decimal | None]) -> bool:
    """Whether several scores that follow one another make a hundred, and so are what the parts weigh."""
    return len(values) > 1 and sum(value or 0 for value in values) == _HUNDRED


def is_of_all(value: Decimal | None, before: Sequence[Decimal | None]) -> bool:
    """Whether a score is the whole's, whose marks stand before it: 决策 15 分、过程 25 分、产出 60 分，得 95 分."""
    return value is not None and are_marks(before) and value > max(mark or 0 for mark in before)
