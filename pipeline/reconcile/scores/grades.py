"""Grades against the bounds that the report itself prints (等级勾稽): 90 分及以上为优, 得 86 分，等级为“良”.

And targets against what came of them (指标完成情况): full marks are not for a target that was missed.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile import wording
from pipeline.reconcile.intervals import doubted, usable, value_of
from pipeline.reconcile.relations import Told
from pipeline.reconcile.sentences import like
from schemas.document import Paragraph
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.reconcile.sentences import Sentence
    from pipeline.reconcile.tables.grid import Grid
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_ORDER = ("优", "良", "中", "差")
_NAMES = {"优秀": "优", "优": "优", "良好": "良", "良": "良", "中等": "中", "合格": "中", "一般": "中", "中": "中"}
_TARGET = re.compile(r"指标值|目标值|年度指标$|计划值|预期值")
_REACHED = re.compile(r"完成值|实现值|完成情况|实际值|完成结果")
_FULL, _AWARDED = re.compile(r"分值|权重|满分|标准分"), re.compile(r"得分|评分")
_COLUMNS = (_TARGET, _REACHED, _FULL, _AWARDED)
_LEAST = re.compile(r"≥|>|＞|⩾|不低于|不少于|以上|至少|大于")
_MOST = re.compile(r"≤|<|＜|⩽|不高于|不超过|不多于|以内|以下|小于|至多")


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


def reached(grid: Grid, rules: RuleSet) -> Iterator[Told]:
    """Every row that prints a target, what was reached, its full marks and what was awarded."""
    columns = list(takewhile(bool, (_columns(grid, pattern) for pattern in _COLUMNS)))
    if len(columns) < len(_COLUMNS):
        return
    signs = _signs(grid)
    for row in grid.rows:
        target, outcome, full, awarded = (
            next((grid.at[row, c] for c in found if (row, c) in grid.at), None) for found in columns
        )
        if not (target and outcome and full and awarded) or full.kind is not awarded.kind is not Kind.SCORE:
            continue
        if any(map(doubted, (target, outcome, full, awarded))):
            continue
        sign = _sign(target.qualifier) or _sign(target.printed) or signs.get(row, 0)
        if not sign or not like(target, outcome) or outcome.qualifier or _base(target) != _base(outcome):
            continue
        met = sign * value_of(outcome) >= sign * value_of(target)
        holds = met or value_of(awarded) != value_of(full) or not value_of(full)
        bound = f"{'不低于' if sign > 0 else '不高于'}{wording.number(target, unit=True)}"
        marks = f"分值{wording.number(full)}，得分{wording.number(awarded)}"
        said = f"目标{bound}，完成{wording.number(outcome, unit=True)}，{marks}"
        yield Told(rules["target_missed"], (target, outcome, full, awarded), holds, said, grid.label.get(row, ""))


def _columns(grid: Grid, pattern: re.Pattern[str]) -> list[int]:
    return [c for c in grid.cols if pattern.search(grid.heading.get(c, "").rsplit("/", 1)[-1])]


def _base(figure: Figure) -> str:
    return figure.unit.lstrip("万千百亿") if figure.kind is not Kind.AMOUNT else "元"


def _signs(grid: Grid) -> dict[int, int]:
    """The signs of rows in which one has a cell of its own."""
    found: dict[int, int] = {}
    for cell in grid.cells:
        if len(cell.cell.text) < 3 and (sign := _sign(cell.cell.text)):
            found.setdefault(cell.cell.row, sign)
    return found


def _sign(text: str) -> int:
    """1 where a text makes a target a least value, -1 where it makes it a most; 0 where it does not say."""
    return 1 if _LEAST.search(text) else -1 if _MOST.search(text) else 0
