"""The gate holds today, and closes when an extractor's, a heading's or a reconciler's rule is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import extractors.report
import pipeline.reconcile
import pipeline.segment
from benchmarks.gate import PLACES, fallen, measure

if TYPE_CHECKING:
    from collections.abc import Callable


def closed_by(kind: str = "born") -> list[str]:
    """The measures that keep the gate closed."""
    return [line.partition(":")[0] for line in fallen(kind, measure(kind)[0])]


@pytest.mark.parametrize("kind", PLACES)
def test_the_gate_holds(kind: str) -> None:
    assert closed_by(kind) == []


def without_rates(real: Callable[..., list[object]]) -> Callable[..., list[object]]:
    return lambda *given: [q for q in real(*given) if q.kind != "rate"]  # type: ignore[attr-defined]


def test_a_broken_extractor_closes_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    real = extractors.report.paragraph_figures
    monkeypatch.setattr(extractors.report, "paragraph_figures", without_rates(real))
    assert "figure_recall" in closed_by()


def test_a_broken_heading_rule_closes_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.segment.best_outline
    monkeypatch.setattr(pipeline.segment, "best_outline", lambda found: [c for i, c in enumerate(real(found)) if i % 5])
    assert "heading_recall" in closed_by()


def test_a_broken_reconciler_rule_closes_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.reconcile.relations
    monkeypatch.setattr(
        pipeline.reconcile, "relations", lambda *given: [r for r in real(*given) if not r.rule.id.startswith("table.")]
    )
    assert "planted_found" in closed_by()
