"""What is measured (指标): ratios of counts, which of them are better low, and when one has fallen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

RATIOS = {
    "figure_recall": ("figure_hit", "figure_gold"),
    "figure_precision": ("figure_hit", "figure_got"),
    "table_recall": ("cell_hit", "cell_gold"),
    "table_precision": ("cell_hit", "cell_got"),
    "table_whole": ("table_whole", "table_gold"),
    "label_accuracy": ("label_hit", "label_gold"),
    "cell_label_accuracy": ("cell_label_hit", "cell_label_gold"),
    "section_accuracy": ("section_hit", "section_gold"),
    "heading_recall": ("heading_hit", "heading_gold"),
    "heading_precision": ("heading_hit", "heading_got"),
    "score_recall": ("score_hit", "score_gold"),
    "score_precision": ("score_hit", "score_got"),
    "field_accuracy": ("field_hit", "field_gold"),
    "planted_found": ("found", "planted"),
    "found_alone": ("alone", "planted"),
    "top1": ("top1", "planted"),
    "top3": ("top3", "planted"),
    "told_top1": ("told_top1", "told"),
    "told_top3": ("told_top3", "told"),
    "alarmed_clean": ("alarmed", "clean"),
    "coverage": ("coverage", "coverable"),
    "needless": ("needless", "matched"),
    "needless_ocr": ("needless_ocr", "matched_ocr"),
}
SILENT = ("silent", "cell_silent")
ROUNDED = 5e-5  # ratios are kept to four places
LOW = {*SILENT, "alarmed_clean", "needless", "needless_ocr"}


def ratios(n: Counter[str]) -> dict[str, float]:
    """The ratios that the counts yield, to four places, and the silent errors."""
    made: dict[str, float] = {name: round(n[a] / n[b], 4) for name, (a, b) in RATIOS.items() if n[b]}
    return made | {name: n[name] for name in (*SILENT, "reports")}


def falls(result: dict[str, float], baseline: dict[str, float], slack: Mapping[str, float] | None = None) -> list[str]:
    """Where the result is worse than the baseline by more than its `slack`: lower, or for what is better low higher."""
    worse = []
    for name, bar in baseline.items():
        got, room = result.get(name, 0.0), (slack or {}).get(name, 0.0) + ROUNDED
        if (got > bar + room) if name in LOW else (got < bar - room):
            worse.append(f"{name}: {got} against {bar}")
    return worse


def places(n: Counter[str], count: int) -> dict[str, float]:
    """What `count` figures, headings, fields … are worth in each measure; one wrong figure that nothing marks."""
    made = {name: count / n[below] for name, (_, below) in RATIOS.items() if n[below]}
    covered = {"coverage": count / n["matched"]} if n["matched"] else {}
    return made | covered | dict.fromkeys(SILENT, min(count, 1))
