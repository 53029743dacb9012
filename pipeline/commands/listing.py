"""The indicators and rules in force (目录与规则), with their sources, as tables for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from pipeline.commands.words import CHECK_KINDS, KINDS, SEVERITIES

if TYPE_CHECKING:
    from schemas.catalogue import Catalogue
    from schemas.rules import RuleSet


def indicators_in_force(catalogue: Catalogue) -> Table:
    """Every indicator: code, names, kind and unit, definition, formulas, source."""
    table = _table(f"指标 {len(catalogue)} 个", "代码", "名称", "定义、公式和依据")
    for one in catalogue:
        kind = KINDS[one.kind] + (f"（{one.unit}）" if one.unit else "")
        names = Text.assemble(
            one.name, (f"　{kind}", "dim"), (f"\n{'、'.join(one.synonyms)}" if one.synonyms else "", "dim")
        )
        meaning = Text("\n".join(filter(None, (one.definition, *one.formulas, one.source))))
        table.add_row(Text(one.code, "cyan"), names, meaning)
    return table


def rules_in_force(rules: RuleSet) -> Table:
    """Every rule: id, title, kind and severity, what it demands, source."""
    table = _table(f"规则 {len(rules)} 条", "编号", "规则", "依据")
    for one in rules:
        kind = f"{CHECK_KINDS[one.kind]}，{SEVERITIES[one.severity]}"
        said = Text.assemble(one.title, (f"（{kind}）", "dim"))
        demand = [Text(expression, "dim") for expression in one.expressions]
        table.add_row(Text(one.id, "cyan"), Group(said, *demand), Text(str(one.basis), "dim"))
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), header_style="dim"
    )
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
