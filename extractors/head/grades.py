"""The grade that a report gives itself (自评等级): said in words, ticked in a box, or in a form's field."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from extractors.numbers.characters import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from schemas.figure import Figure
    from schemas.report import LabelledTable

_WORD = (
    r"[“\"‘'「【]?\s*(?P<g>优秀|良好|中等|较差|不合格|合格|优|(?<!优)良|中|差|[一二三四]等|[A-D](?=级|等|档|[”\"’'」】]))\s*(?:等次|等级|级|等|档)?\s*[”\"’'」】]?"
    r"\s*(?:等次|等级|级|档)?(?=[。，,；;、（()）\s]|(?<=[”\"’'」】])[：:]|$)"
)
_GRADED = re.compile("[优良中差A-D]|合格|[一二三四]等")  # what a sentence that gives a grade must have
# A grade is said of a grade (等级 优), or is what the result is (评价结果为优).
_GRADES_SAID = tuple(
    re.compile(pattern + r"(?:[（(](?P<said>优秀|良好|中等|较差|优|良|中|差)等?[）)])?")
    for pattern in (
        r"(?:等级|等次|评级|级别|档次)[^。；，,\d]{0,10}?(?:为|是|属于|定为|评为|[:：]|达到)?\s*" + _WORD,
        r"(?:达到?|评[定为]*|为|[属处]于?|获得?|定为|列为)\s*[“\"‘'「]?(?P<g>优秀|良好|中等|优|良|中|差)[”\"’'」]?\s*(?:等次|等级|档(?!案)|级别)",
        r"(?:结果|结论|评定|自评|评价|绩效|属于|评为|定为)[^。；，,\d]{0,10}?(?:为|是|属于|[:：]|达到|于)?\s*" + _WORD,
        r"(?:评定|评为|定为|属于)\s*" + _WORD,
    )
)
# What a sentence that gives the report's grade speaks of, and what other grades are given to.
_OF_REPORT = re.compile(r"自评|绩效|综合|总[分体评]|整体|得分|等[级次]|评价(?:结果|结论)|分[,，]|^(?:评价|评定)")
_NO_GRADE = re.compile(r"分\s*[(（]含?|[≥>]|以上|标准(?![，,])|(?<![总得评])分为")
# 9 个评为优，2 个评为良: some projects' each.
_COUNTED = re.compile(r"[\d一二两三四五六七八九十]个[^，,。；均都全]{0,12}$")
_OTHER_SUBJECT = re.compile(
    r"满意|群众|年度考核|(?:(?<!绩效)考核|验收|档案|资质|信用)(?!.*(?:自评|绩效))[^，,；]*$|服务对象|空气|水质|设备|天数"
)
_ANY_GRADE = re.compile(r"[“\"「]?(?P<g>优秀|良好|中等|优|良|中|差)[”\"」]?(?:等次|等级|级)?(?=[。，；）)]|$)")
_GRADES = {"优秀": "优", "良好": "良", "中等": "中", "较差": "差"}
_TICKED, _UNTICKED = "☑√■✓☒✔", "□☐○"
_TICK = re.compile(f"[{_TICKED}]")
_BOX = re.compile(rf"[{_TICKED}{_UNTICKED}]|优秀?|良好?|中等?|一般|较?差|(?:不|基本)?合格")
_BOXES = 6  # three grades with their boxes
_FORM_FIELD, _FORM_WORD = re.compile(r"(?:等[级次]|评级|档次)[:：]?$"), re.compile(_WORD)
_PROJECT = re.compile(
    r"([\u4e00-\u9fff”]{2,}(?<![本该])(?:项目|专项|工程|资金|经费))(?:绩效)?(?:自评|评价)?(?:综合)?得分?(?:为|是)?\d"
)
_YEAR = re.compile(r"(20\d\d)\s*年")
_SENTENCE_END = re.compile(r"(?<=[。；])")
_RATED = re.compile(r"等[级次]|评级|档次|评价结[果论]")
_NOT_OURS = re.compile(r"上年|去年|上一年")


def grade(
    texts: Iterable[str], score: Figure | None, tables: Sequence[LabelledTable] = (), year: int | None = None
) -> str | None:
    """The grade: ticked, said of grade or result in words, beside the total score, or in a form's field."""
    parts = (part for text in texts if _GRADED.search(text) for part in _SENTENCE_END.split(text))
    sentences = _of_report([part for part in parts if _GRADED.search(part) and not _is_past(part, year)])
    forms = (f"{cell.row_label}{cell.cell.text}" for table in tables for cell in table.cells)
    words = chain(_boxed(chain(sentences, forms)), _said(sentences), _beside(score), _in_forms(tables))
    return next((_GRADES.get(word, word) for word in words), None)


def _of_report(sentences: Sequence[str]) -> list[str]:
    """The sentences less those that give one of several projects its grade."""
    of = [found[1] if _RATED.search(text) and (found := _PROJECT.search(text)) else "" for text in sentences]
    several = len(set(of) - {""}) > 1
    return [text for text, project in zip(sentences, of, strict=True) if not (project and several)]


def _boxed(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if _TICK.search(text) and _RATED.search(text) and (word := _ticked(text)):
            yield word


def _ticked(text: str) -> str | None:
    """The grade whose box is ticked: 优□ 良☑ 中□, ☑优 □良; None unless it is exactly one of several."""
    marks = _BOX.findall(text)
    if len(marks) < _BOXES or len(marks) % 2:
        return None
    pairs = [
        sorted(pair, key=lambda mark: mark in _UNTICKED + _TICKED) for pair in zip(marks[::2], marks[1::2], strict=True)
    ]
    ticked = [word for word, box in pairs if box in _TICKED]
    whole = all(box in _UNTICKED + _TICKED and word not in _UNTICKED + _TICKED for word, box in pairs)
    return ticked[0] if whole and len(ticked) == 1 else None


def _said(sentences: Sequence[str]) -> Iterator[str]:
    """The grades that sentences say of the report, the surest wording first."""
    for pattern in _GRADES_SAID:
        for text in sentences:
            for found in pattern.finditer(text):
                # 良（80分（含）-90分） explains the grade that it follows.
                after = "" if text[found.end() :].lstrip('”"’」 ').startswith(("（", "(")) else text[found.end() :]
                around = text[max(found.start() - 12, 0) : found.end()] + after[:8]
                if (
                    not _NO_GRADE.search(around)
                    and _OF_REPORT.search(text)
                    and not _OTHER_SUBJECT.search(text[: found.end()])
                    and not _COUNTED.search(text[: found.start("g")].rstrip("“\"‘'「"))
                ):
                    yield found["said"] or found["g"]


def _beside(score: Figure | None) -> Iterator[str]:
    if score is not None and not score.table_id:
        quote = score.evidence.quote
        if beside := _ANY_GRADE.search(quote, max(quote.find(score.printed), 0)):
            yield beside["g"]


def _in_forms(tables: Sequence[LabelledTable]) -> Iterator[str]:
    for table in tables:
        for cell in table.cells:
            word = _FORM_WORD.fullmatch(cell.cell.text.strip())
            if word and any(_FORM_FIELD.search(label) for label in (cell.row_label, cell.column_label)):
                yield word["g"]


def _is_past(sentence: str, year: int | None) -> bool:
    """Whether a sentence speaks of a year before the report's only."""
    years = [int(found) for found in _YEAR.findall(fold(sentence))]
    return bool(year and years and max(years) < year) or (not years and bool(_NOT_OURS.search(sentence)))
