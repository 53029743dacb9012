"""The page of honesty (局限): what is not read well, with the figures of the last `make eval` and `make bench-numbers`.

    python -m benchmarks.limits [build/eval/300-0.6-0/result.json] [build/numbers/result.json]

Writes its sections of docs/limits.md: the weakest measures of every form of file and every framework, what becomes of
planted errors, and the figures read on scans.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.accuracy import Tally
from benchmarks.markdown import table, write_section
from benchmarks.measures import LOW, RATIOS

FORMS = {
    "figure_recall": "figures in prose", "table_recall": "figures in tables", "table_whole": "tables whole",
    "label_accuracy": "labels", "heading_recall": "headings", "score_recall": "scores", "field_accuracy": "head",
    "needless": "doubted needlessly",
}  # fmt: skip
NAMES = FORMS | {
    "figure_precision": "figures in prose that are true", "table_precision": "figures in tables that are true",
    "cell_label_accuracy": "labels in tables", "section_accuracy": "a figure's section",
    "heading_precision": "headings that are some", "score_precision": "scores that are some",
}  # fmt: skip
WEAK, MOST, ENOUGH = 0.97, 25, 20  # below this; so many lines; from so many instances on


def by_form(groups: dict[str, Any]) -> str:
    """A row for every form of file."""
    rows = [
        [group.removeprefix("form "), row["reports"], *(f"{row[name]:.3f}" if name in row else "–" for name in FORMS),
         row["silent"] + row["cell_silent"]]
        for group, row in groups.items() if group.startswith("form ")
    ]  # fmt: skip
    return table(("", "reports", *FORMS.values(), "wrong, unmarked"), rows)


def weakest(groups: dict[str, Any]) -> str:
    """The measures that are worst, by framework and form, where there is enough to say so."""
    found = []
    for group, row in groups.items():
        kind, _, name = group.partition(" ")
        for measure, words in NAMES.items():
            below = row["counts"].get(RATIOS[measure][1], 0)
            if kind == "both" and measure not in LOW and below >= ENOUGH and row[measure] < WEAK:
                missed = below - row["counts"].get(RATIOS[measure][0], 0)
                found.append((row[measure], f"{name}: {words} {row[measure]:.3f} ({missed} of {below} not right)"))
    lines = [f"- {text}" for _, text in sorted(found)[:MOST]]
    return "\n".join(lines) or f"No measure below {WEAK}."


def errors(groups: dict[str, Any]) -> str:
    """What becomes of planted errors and of clean reports."""
    row, n = groups["all"], Counter(groups["all"]["counts"])
    hard = sorted(
        (row["planted_found"], group.removeprefix("error "), row["counts"])
        for group, row in groups.items()
        if group.startswith("error ") and "planted_found" in row
    )
    worst = ", ".join(f"{name} {c.get('found', 0)} of {c['planted']}" for share, name, c in hard[:8] if share < 1)
    return (
        f"- Of {n['planted']} planted errors that the printed numbers betray, {row.get('planted_found', 0):.1%} are "
        f"found; the right correction is named first for {row.get('top1', 0):.1%}, among the first three for "
        f"{row.get('top3', 0):.1%}. Found least: {worst}.\n"
        f"- {n['alarmed']} of {n['clean']} clean reports carry a false alarm.\n"
        f"- A check touches {row.get('coverage', 0):.1%} of the amounts, rates and scores; the rest nothing confronts."
    )


def on_scans(counts: dict[str, Any]) -> str:
    """Figures read on scans, by grade."""
    rows = []
    for grade, n in counts.items():
        needless = f"{100 * n['needless'] / max(n['right'], 1):.1f}"
        tally = Tally(tables=Counter(n["tables"]), whole=Counter(n["whole"]))
        tables = tally.tables_whole("all", "rows"), tally.tables_whole("none")
        rows.append((grade, n["numbers"], n["right"], n["flagged"], n["silent"], n["lost"], needless, *tables))
    head = ("", "figures", "right", "wrong, marked", "wrong, unmarked", "lost", "doubted needlessly, %",
            "ruled tables whole", "borderless ones")  # fmt: skip
    return table(head, rows)


def main() -> None:
    """Write the sections for which there are results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evaluation", nargs="?", type=Path, default=Path("build/eval/300-0.6-0/result.json"))
    parser.add_argument("figures", nargs="?", type=Path, default=Path("build/numbers/result.json"))
    a = parser.parse_args()
    if a.evaluation.exists():
        groups = json.loads(a.evaluation.read_text("utf-8"))["groups"]
        n = groups["all"]["reports"]
        parts = [f"{n} drawn reports:", by_form(groups), "Weakest:", weakest(groups), errors(groups)]
        print(write_section("limits.md", "eval", "\n\n".join(parts)))
    if a.figures.exists():
        print(write_section("limits.md", "figures", on_scans(json.loads(a.figures.read_text("utf-8")))))


if __name__ == "__main__":
    main()
