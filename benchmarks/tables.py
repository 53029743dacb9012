"""Results of an evaluation as tables (结果表): for the terminal, and for the page of the documents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from benchmarks.markdown import table
from benchmarks.measures import RATIOS

if TYPE_CHECKING:
    from collections.abc import Iterable

Groups = dict[str, dict[str, Any]]

SHOWN = {
    "figure_recall": "fig R", "figure_precision": "fig P", "table_recall": "tab R", "table_precision": "tab P",
    "label_accuracy": "label", "section_accuracy": "sect", "heading_recall": "head R", "heading_precision": "head P",
    "score_recall": "score", "field_accuracy": "field", "planted_found": "found", "top1": "top1", "top3": "top3",
    "alarmed_clean": "alarm", "coverage": "cover", "needless": "doubt",
}  # fmt: skip
READ = {
    "figure_recall": "figures found", "figure_precision": "right", "table_recall": "in tables found",
    "table_precision": "right", "table_whole": "tables whole", "label_accuracy": "labels",
    "cell_label_accuracy": "cells' labels", "needless": "doubted needlessly",
}  # fmt: skip
BUILT = {
    "section_accuracy": "figure's section", "heading_recall": "headings found", "heading_precision": "right",
    "score_recall": "scores found", "score_precision": "right", "field_accuracy": "fields of the head",
}  # fmt: skip
TOLD = {
    "planted_found": "found", "found_alone": "and nothing else", "top1": "right correction first",
    "top3": "among three",
}  # fmt: skip
PLANTED = (
    "One to three errors in a report; {planted} that the printed numbers betray, {untellable} that they do not (not "
    "counted). Each counts for its nature; those planted together are shown once more. Found: a discrepancy names the "
    "wrong number. A correction is right when it gives the true value, its last place aside."
)
UNDECIDED = (
    "In {} of {} found, one explanation is likelier than all others; of these the right correction stands {}. In the "
    "rest arithmetic cannot tell, and the message says so."
)
CLEAN = (
    "{} of {} clean reports carry a false alarm ({} discrepancies of severity error). On average {:.1%} of the "
    "amounts, rates and scores of a report are touched by a check that could be made."
)
WHOLE = RATIOS["table_whole"]
DIGITAL = ("digital", "docx", "word")
SCANNED, LEGIBLE = "all scans", "scans of 144 dpi and more"
COARSE = re.compile("fax|poor")  # 100 dpi in black and white, 110 dpi
DECIDED = {"told_top1": "first", "told_top3": "among three"}


def plain_table(groups: Groups) -> str:
    """The table for the terminal, one line a group."""
    lines = [f"{'':24}{'n':>4} {'silent':>6} " + " ".join(f"{short:>6}" for short in SHOWN.values())]
    for group, row in groups.items():
        if not group.startswith(("both ", "rules ")):
            cells = " ".join(f"{row[name]:6.3f}" if name in row else "     –" for name in SHOWN)
            lines.append(f"{group:24}{row['reports']:4} {row['silent'] + row['cell_silent']:6} {cells}")
    return "\n".join(lines)


def in_words(result: dict[str, Any], misses: list[str]) -> str:
    """The page's section: what was run, and all tables."""
    groups = result["groups"]
    n = Counter(groups["all"]["counts"])
    parts = [
        _what_was_run(result["run"], n),
        "### What was read",
        _table(groups, ("all", "framework ", "form "), READ, silent=True),
        "### Tables whole, by how they are ruled",
        by_rules(groups),
        "### What was understood",
        _table(groups, ("all", "framework ", "form "), BUILT),
        "### Planted errors",
        PLANTED.format_map(n),
        _table(groups, ("all", "error "), TOLD, count="planted"),
        "By size, in units of the last printed place:",
        _table(groups, ("size ",), TOLD, count="planted"),
        UNDECIDED.format(n["told"], n["found"], _decided(groups["all"])),
        "### Clean reports, and what is checked",
        CLEAN.format(n["alarmed"], n["clean"], n["alarms"], groups["all"].get("coverage", 0)),
        "### Wrong figures that nothing marks",
        unmarked(misses),
    ]
    return "\n\n".join(parts)


def _what_was_run(run: dict[str, Any], n: Counter[str]) -> str:
    lines = [
        f"Jihe {run['version']}: {n['reports']} drawn reports, {n['pages']} pages, ",
        f"{n['figure_gold'] + n['cell_gold']} amounts, rates and scores; drawn in {run['drawing_seconds']:.0f} s ",
        f"(kept from then on), run in {run['running_seconds']:.0f} s by {run['workers']} processes ",
        f"(a report: median {run['median_seconds']:.2f} s, p95 {run['p95_seconds']:.2f} s), ",
        f"judged in {run['judging_seconds']:.0f} s.",
        *(f" Left out, since LibreOffice was missing (`make draw`): {form}." for form in run["left_out"]),
    ]
    return "".join(lines)


def _table(
    groups: Groups, kinds: Iterable[str], names: dict[str, str], *, silent: bool = False, count: str = "reports"
) -> str:
    head = ["", count, *names.values(), *(["wrong, unmarked"] if silent else [])]
    rows = []
    for kind in kinds:
        for group, row in groups.items():
            if group.startswith(kind):
                cells = [f"{row[name]:.4f}" if name in row else "–" for name in names]
                wrong = [row["silent"] + row["cell_silent"]] if silent else []
                rows.append([group.removeprefix(kind) or "all", row["counts"].get(count, 0), *cells, *wrong])
    return table(head, rows)


def by_rules(groups: Groups) -> str:
    """Tables of which every cell is right, by how they are ruled: of every form, of scans together."""
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for group, row in groups.items():
        kind, _, rest = group.partition(" ")
        if kind == "rules":
            rules, _, form = rest.partition(" ")
            more = () if form in DIGITAL else (SCANNED, *(() if COARSE.search(form) else (LEGIBLE,)))
            for name in (form, *more):
                counts[name].update({(rules, what): row["counts"].get(what, 0) for what in WHOLE})
    rows = []
    for name in (*sorted(counts.keys() - {LEGIBLE, SCANNED}), LEGIBLE, SCANNED):
        cells = []
        for kinds in (("all",), ("half",), ("all", "half"), ("none",)):
            whole, gold = (sum(counts[name][kind, what] for kind in kinds) for what in WHOLE)
            cells.append(f"{whole / gold:.3f} ({whole}/{gold})" if gold else "–")
        rows.append([name, *cells])
    return table(["", "ruled", "half-ruled", "both", "borderless"], rows)


def _decided(row: dict[str, Any]) -> str:
    return ", ".join(f"{words} in {row[name]:.1%}" for name, words in DECIDED.items() if name in row) or "nowhere"


def unmarked(misses: list[str], most: int = 40) -> str:
    """What is wrong and unmarked: alike ones once, with how often and in which file first, the most frequent first."""
    found: Counter[str] = Counter()
    where: dict[str, str] = {}
    for line in misses:
        source, _, what = line.partition(": ")
        if what.startswith(("silent: ", "cell silent: ")):
            found[what] += 1
            where.setdefault(what, source)
    if not found:
        return "None."
    lines = [
        f"- `{what}` in {where[what]}" + (f", {n} times in all" if n > 1 else "") for what, n in found.most_common(most)
    ]
    rest = [f"- and {len(found) - most} more"] if len(found) > most else []
    return "\n".join(
        [
            *lines,
            *rest,
            "",
            "Every miss, of figures, labels, headings, scores and errors, is in `misses.txt` beside the result.",
        ]
    )
