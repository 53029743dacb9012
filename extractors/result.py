"""A report's own result (自评结果): the total that it gives itself, and its grade."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from extractors.characters import fold
from extractors.scores import is_total
from schemas.figure import Figure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from schemas.report import LabelledTable

_WORD = (
    r"[“\"‘'「]?\s*(?P<g>优秀|良好|中等|较差|不合格|合格|优|良|中|差)\s*[”\"’'」]?\s*(?:等次|等级|级|档)?"
    r"(?=[。，,；;、（()）\s]|$)"
)
# A grade is said of a grade (等级 优), or is what the result is (评价结果为优).
_GRADES_SAID = tuple(
    re.compile(pattern + r"\s*" + _WORD)
    for pattern in (
        r"(?:等级|等次|评级|级别|档次)[^。；，,\d]{0,10}?(?:为|是|属于|定为|评为|[:：]|达到)?",
        r"(?:结果|结论|评定|自评|评价|绩效|属于|评为|定为)[^。；，,\d]{0,10}?(?:为|是|属于|[:：]|达到|于)",
        r"(?:评定|评为|定为|属于)",
    )
)
_NO_GRADE = re.compile(r"分\s*[(（]含?|[≥>]|以上|标准|分为")
_ANY_GRADE = re.compile(r"[“\"「]?(?P<g>优秀|良好|中等|优|良|中|差)[”\"」]?(?:等次|等级|级)?(?=[。，；]|$)")
_GRADES = {"优秀": "优", "良好": "良", "中等": "中", "较差": "差"}
_SCORE_TEXT = re.compile(
    r"(?:自评|评价|综合|总|绩效|整体)[^。；\d]{0,24}(?:得分|总分|评分|分数|分值合计|得)[^。；\d满]{0,10}(?P<n>\d{1,3}(?:\.\d+)?)\s*分"
)
_LAST_WORD = re.compile(r"最终|最后|合计|总得分|综合得分|实际得分")


def self_score(figures: Sequence[Figure], tables: Sequence[LabelledTable]) -> tuple[Decimal | None, Figure | None]:
    """The report's own total: as the prose says it most often, else as a scoring table's last row has it."""
    totals = []
    for figure in figures:
        if (
            figure.kind is not Kind.SCORE
            or figure.table_id
            or figure.subject
            or figure.value is None
            or not 0 < figure.value <= 130
        ):
            continue
        quote = fold(figure.evidence.quote)
        got = [m["n"] for m in _SCORE_TEXT.finditer(quote)]
        number = f"{figure.value}"
        plain = re.search(rf"自评(?:为|得|得分)?\s*{re.escape(number)}\s*分", quote) and figure.value >= 60
        if (
            number in got
            or plain
            or (is_total(figure) and not re.search(rf"满分[^\d]{{0,4}}{re.escape(number)}", quote))
        ):
            totals.append(figure)
    strong = (
        [f for f in totals if f.indicator == "score.total" and "满分" not in f.label]
        or [f for f in totals if is_total(f) and "满分" not in f.label]
        or [f for f in totals if f.value is not None and f.value > 40]
    )
    if strong:
        said = Counter(f.value for f in strong)
        often = [f for f in strong if said[f.value] == max(said.values())]
        chosen = max(often, key=_finality)
        return chosen.value, chosen
    return _table_total(figures, tables)


def _finality(figure: Figure) -> bool:
    """Whether a total is said to be the last word: 最终得分, or a 总分 that extra points are part of."""
    return bool(_LAST_WORD.search(figure.label) or ("总分" in figure.label and "加分" in figure.evidence.quote))


def _table_total(figures: Sequence[Figure], tables: Sequence[LabelledTable]) -> tuple[Decimal | None, Figure | None]:
    by_id = {f.figure_id: f for f in figures}
    for table in tables:
        for cell in table.cells:
            figure = by_id.get(cell.figure or "")
            if figure is None or figure.kind is not Kind.SCORE:
                continue
            total = re.search(r"总分|合计|总计|总得分|自评得分|综合得分", cell.row_label)
            if total and (re.search(r"得分|评分|自评分", cell.column_label) or not cell.column_label):
                return figure.value, figure
    return None, None


def grade(texts: Iterable[str], score: Figure | None) -> str | None:
    """The grade: said of grade or result in words, or beside the total score."""
    for text in texts:
        for pattern in _GRADES_SAID:
            for found in pattern.finditer(text):
                around = text[max(found.start() - 12, 0) : found.end() + 8]
                if not _NO_GRADE.search(around) and "满意" not in text[max(found.start() - 8, 0) : found.end()]:
                    return _GRADES.get(found["g"], found["g"])
    if score is not None and not score.table_id:
        quote = score.evidence.quote
        beside = _ANY_GRADE.search(quote, max(quote.find(score.printed), 0))
        if beside:
            return _GRADES.get(beside["g"], beside["g"])
    return None
