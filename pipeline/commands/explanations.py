"""What else may explain a conflict (其他解释), in words, for the terminal and the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.dataset.snapshot import Row

_QUOTES = str.maketrans("", "", "“”")


def other_explanations(discrepancy: Row, figures: Mapping[str, Row]) -> list[str]:
    """Each explanation but the first, which the message tells: what would have to change, and to what."""
    return ["；且".join(_said(c, figures) for c in e["changes"]) for e in (discrepancy["explanations"] or ())[1:]]


def _said(change: Row, figures: Mapping[str, Row]) -> str:
    figure = figures.get(change["figure"])
    place = f"第{figure['page']}页“{(figure['label'] or '').translate(_QUOTES)}”" if figure else ""
    wanted = change["bound"] or (f"为{change['suggested']}" if change["suggested"] else "")
    return f"{place}{change['printed']}{f'应{wanted}' if wanted else '有误'}（{change['why']}）"
