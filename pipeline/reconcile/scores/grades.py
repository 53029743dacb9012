"""Grades against the bounds that the report itself prints (等级勾稽): 90 分及以上为优, 得 86 分，等级为“良”."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile import wording
from pipeline.reconcile.intervals import doubted, usable, value_of
from pipeline.reconcile.relations import Told
from schemas.document import Paragraph
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_ORDER = ("优", "良", "中", "差")
_NAMES = {"优秀": "优", "优": "优", "良好": "良", "良": "良", "中等": "中", "合格": "中", "一般": "中", "中": "中"}
_NAMES |= {"不合格": "差", "较差": "差", "差": "差"}
_IN_NAMES = re.compile("[优良中差格般]")  # one of them is in every name
_NAME = rf"(?P<grade>{'|'.join(sorted(_NAMES, key=len, reverse=True))})"
_QUOTED = rf"[“\"'‘「《]?{_NAME}(?:[”\"'’」》]|等|级|[，,。；;、（()）]|$)"
_N, _IN = r"(\d{1,3}(?:\.\d+)?)\s*分?", r"(?:[(（]不?含(?:\d+分?)?[)）])?"
_IS = r"[^，,。；;、\d]{0,6}?"
# A lower bound and its grade; what has only an upper one is the lowest.
_BOUNDS = (
    re.compile(rf"{_N}{_IN}\s*(?:[-—–~～至到]+)\s*{_N}{_IN}{_IS}{_QUOTED}"),
    re.compile(rf"{_N}{_IN}(?:[及或]?以上|及其以上){_IN}{_IS}{_QUOTED}"),
    re.compile(rf"{_N}[≤<＜⩽][^，,。；;\d]{{0,8}}(?:[≤<＜⩽]\d{{2,3}}分?)?{_IS}{_QUOTED}"),
    re.compile(rf"(?:得分|分数|总分|分值|综合得分)\s*[≥>＞⩾]\s*{_N}{_IS}{_QUOTED}"),
    re.compile(rf"{_NAME}[(（:：]\s*{_N}{_IN}\s*(?:(?:[-—–~～至到]+)\s*\d{{2,3}}|[及或]?以上)"),
)
_FEWEST = 3
_GRADED = re.compile(
    rf"(?:等级|级别|等次|评级|档次|评价结[论果]|评定结果|结论)[^，,。；;\d]{{0,8}}?[“\"'‘「]?{_NAME}(?:[”\"'’」]|[，,。；;（(]|等次|$)"
)
_DIVIDED = re.compile(r"[。；;（(]|划分|分为|设[置定]|标准")


def graded(report: Report, sentences: tuple[Sentence, ...], rules: RuleSet) -> Iterator[Told]:
    """Every score with the grade that is told of it, where the report says which scores make which grade."""
    rule, claims = rules["grade"], list(_claims(sentences))
    bounds = _bounds(report) if claims else {}
    if len(bounds) < _FEWEST:
        return
    for figure, name in claims:
        grade = _NAMES[name]
        due = next((name for name in _ORDER if value_of(figure) >= bounds.get(name, Fraction(1000))), _ORDER[-1])
        if grade in bounds or grade == _ORDER[-1]:
            bound = "、".join(f"{name}不低于{wording.plain(wording.decimal(low))}分" for name, low in bounds.items())
            said = f"得分{wording.number(figure, unit=True)}，等级“{name}”，报告所列标准为{bound}"
            yield Told(rule, (figure,), due == grade, said, figure.label)


def _claims(sentences: tuple[Sentence, ...]) -> Iterator[tuple[Figure, str]]:
    """The scores that are said to be of a grade, with its name."""
    for sentence in sentences:
        for n in range(len(sentence)):
            told = _GRADED.search(sentence.after(n)) if _is_claim(sentence.figure(n)) else None
            if told and not _DIVIDED.search(sentence.after(n)[: told.start()]):
                yield sentence.figure(n), told["grade"]


def _is_claim(figure: Figure) -> bool:
    return figure.kind is Kind.SCORE and usable(figure) and not doubted(figure) and not figure.qualifier


def _bounds(report: Report) -> Mapping[str, Fraction]:
    """The lower bound of each grade, the best first; nothing where the report gives several, or none in order."""
    found: dict[str, Fraction] = {}
    for text in _texts(report):
        for pattern in _BOUNDS:
            for told in pattern.finditer(text):
                low = next(Fraction(group) for group in told.groups() if group and group[0].isdigit())
                if found.setdefault(_NAMES[told["grade"]], low) != low:
                    return {}
    ordered = {name: found[name] for name in _ORDER if name in found}
    values = list(ordered.values())
    return ordered if values == sorted(set(values), reverse=True) else {}


def _texts(report: Report) -> Iterator[str]:
    """The report's paragraphs, and the sentences of its numbers, that may name a grade.

    Bounds in a table's note are none of its own.
    """
    quotes = (f.evidence.quote for f in report.figures if not f.table_id)
    bodies = (block.text for section in report.sections for block in section.body if isinstance(block, Paragraph))
    for text in dict.fromkeys((*bodies, *quotes)):
        if _IN_NAMES.search(text):
            yield unicodedata.normalize("NFKC", text)
