"""The indicators and rules in force (目录与规则), with their sources, as tables for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pipeline.words import CHECK_KINDS, KINDS, SEVERITIES

if TYPE_CHECKING:
    from schemas.catalogue import Catalogue
    from schemas.rules import RuleSet


def indicators_in_force(catalogue: Catalogue) -> Table:
    """Every indicator: code, names, kind and unit, definition or formula, source."""
    table = _table(f"指标 {len(catalogue)} 个", "代码", "名称", "类别", "定义或公式", "依据")
    for one in catalogue:
        kind = KINDS[one.kind] + (f"（{one.unit}）" if one.unit else "")
        meaning = Text("；".join(filter(None, (one.definition, *one.formulas))))
        table.add_row(Text(one.code, "cyan"), Text("、".join(one.names)), kind, meaning, Text(one.source, "dim"))
    return table


def rules_in_force(rules: RuleSet) -> Table:
    """Every rule: id, title, kind and severity, what it demands, source."""
    table = _table(f"规则 {len(rules)} 条", "编号", "名称", "类别", "内容", "依据")
    for one in rules:
        kind = f"{CHECK_KINDS[one.kind]}，{SEVERITIES[one.severity]}"
        demand = Text("；".join(one.expressions) or one.message)
        table.add_row(Text(one.id, "cyan"), one.title, kind, demand, Text(str(one.basis), "dim"))
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), header_style="dim"
    )
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
