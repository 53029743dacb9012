"""Targets and what came of them (指标完成情况): full marks are not for a target that was missed."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile import wording
from pipeline.reconcile.intervals import doubted, value_of
from pipeline.reconcile.relations import Told
from pipeline.reconcile.sentences import like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.tables.grid import Grid
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_TARGET = re.compile(r"指标值|目标值|年度指标$|计划值|预期值")
_REACHED = re.compile(r"完成值|实现值|完成情况|实际值|完成结果")
_FULL, _AWARDED = re.compile(r"分值|权重|满分|标准分"), re.compile(r"得分|评分")
_COLUMNS = (_TARGET, _REACHED, _FULL, _AWARDED)
_LEAST = re.compile(r"≥|>|＞|⩾|不低于|不少于|以上|至少|大于")
_MOST = re.compile(r"≤|<|＜|⩽|不高于|不超过|不多于|以内|以下|小于|至多")


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
