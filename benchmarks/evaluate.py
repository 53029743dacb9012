"""Accuracy on drawn reports (`make eval`): per framework, form and nature of planted error; misses to a file.

    python -m benchmarks.evaluate [--reports 300] [--small] [--out build/eval]
    python -m benchmarks.evaluate --diff OLD.json NEW.json

Reports are drawn once and kept; the pages that OCR has read stay in Jihe's cache, so a second run is fast. `--small`
is a fixed part for a quick look; what CI guards is in `gate`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.scoring import Judge
from samples.corpus import make_all, plan

TABLES = ("figures", "sections", "scores", "checks", "discrepancies")
RATIOS = {
    "figure_recall": ("figure_hit", "figure_gold"),
    "figure_precision": ("figure_hit", "figure_got"),
    "table_recall": ("cell_hit", "cell_gold"),
    "table_precision": ("cell_hit", "cell_got"),
    "label_accuracy": ("label_hit", "label_gold"),
    "cell_label_accuracy": ("cell_label_hit", "cell_label_gold"),
    "section_accuracy": ("section_hit", "section_gold"),
    "heading_recall": ("heading_hit", "heading_gold"),
    "heading_precision": ("heading_hit", "heading_got"),
    "score_recall": ("score_hit", "score_gold"),
    "score_precision": ("score_hit", "score_got"),
    "field_accuracy": ("field_hit", "field_gold"),
    "planted_found": ("found", "planted"),
    "top1": ("top1", "planted"),
    "top3": ("top3", "planted"),
    "alarmed_clean": ("alarmed", "clean"),
}
SHOWN = {
    "figure_recall": "fig R", "figure_precision": "fig P", "table_recall": "tab R", "table_precision": "tab P",
    "label_accuracy": "label", "section_accuracy": "sect", "heading_recall": "head R", "heading_precision": "head P",
    "score_recall": "score", "field_accuracy": "field", "planted_found": "found", "top1": "top1", "top3": "top3",
    "alarmed_clean": "alarm",
}  # fmt: skip


LOW = {"silent", "cell_silent", "alarmed_clean"}


def ratios(n: Counter[str]) -> dict[str, float]:
    """The ratios that the counts yield, to four places, and the silent errors."""
    made = {name: round(n[a] / n[b], 4) for name, (a, b) in RATIOS.items() if n[b]}
    return made | {"silent": n["silent"], "cell_silent": n["cell_silent"], "reports": n["reports"]}


def evaluate(folder: Path, out: Path) -> tuple[dict[str, Any], list[str]]:
    """Judge the dataset in `out` against the gold in `folder/gold`: figures by group, and the misses."""
    frames = {name: pd.read_parquet(out / "dataset" / name) for name in TABLES}
    by_report = {name: dict(list(frame.groupby("report_id"))) for name, frame in frames.items()}
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    misses: list[str] = []
    for report in pd.read_parquet(out / "dataset" / "reports").to_dict("records"):
        answer = folder / "gold" / f"{Path(report['source']).stem}.json"
        if not answer.exists():
            continue
        gold = json.loads(answer.read_text("utf-8"))
        mine = {
            name: (
                by_report[name][report["report_id"]].to_dict("records")
                if report["report_id"] in by_report[name]
                else []
            )
            for name in TABLES
        }
        judge = Judge(gold, report, mine)
        item = gold["item"]
        for group in ("all", f"framework {item['framework']}", f"form {item['form']}", f"error {item['nature']}"):
            if not group.endswith(" "):
                groups[group].update(judge.n)
        misses += judge.misses
    return {name: ratios(n) | {"counts": dict(n)} for name, n in sorted(groups.items())}, misses


def run(folder: Path, out: Path, *, workers: int, force: bool = False) -> float:
    """Run the program as a user does; seconds."""
    began = time.perf_counter()
    command = [
        str(Path(sys.executable).parent / "jihe"),
        "run",
        str(folder),
        "--out",
        str(out),
        "--quiet",
        "--workers",
        str(workers),
    ]
    subprocess.run(command + (["--force"] if force else []), check=False)
    return time.perf_counter() - began


def show(result: dict[str, Any]) -> None:
    """The table, one line a group."""
    print(f"{'':24}{'n':>4} {'silent':>6} " + " ".join(f"{short:>6}" for short in SHOWN.values()))
    for group, row in result.items():
        if group == "run":
            continue
        cells = " ".join(f"{row[name]:6.3f}" if name in row else "     –" for name in SHOWN)
        print(f"{group:24}{row['reports']:4} {row['silent'] + row['cell_silent']:6} {cells}")


def diff(old: Path, new: Path) -> None:
    """What became better or worse."""
    a, b = (json.loads(path.read_text("utf-8")) for path in (old, new))
    for group in sorted(set(a) & set(b) - {"run"}):
        for name in RATIOS:
            before, after = a[group].get(name), b[group].get(name)
            if before is not None and after is not None and before != after:
                print(f"{'+' if after > before else '-'} {group:24} {name:20} {before:.4f} -> {after:.4f}")


def falls(result: dict[str, float], baseline: dict[str, float]) -> list[str]:
    """Where the result is worse than the baseline: lower, or for silent errors and alarms higher."""
    worse = []
    for name, bar in baseline.items():
        got = result.get(name, 0.0)
        if (got > bar) if name in LOW else (got < bar):
            worse.append(f"{name}: {got} against {bar}")
    return worse


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--digital", type=float, default=0.6, help="share of digital reports")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--small", action="store_true", help="twenty digital reports")
    parser.add_argument("--out", type=Path, default=Path("build/eval"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--diff", type=Path, nargs=2)
    a = parser.parse_args(arguments)
    if a.diff:
        diff(*a.diff)
        return 0
    folder = a.out / ("small" if a.small else f"{a.reports}-{a.digital}-{a.first}")
    count, share, first = (20, 1.0, 1) if a.small else (a.reports, a.digital, a.first)
    began = time.perf_counter()
    make_all(plan(count, digital=share, first=first), folder / "reports")
    drawn = time.perf_counter() - began
    seconds = run(folder / "reports", folder / "out", workers=a.workers, force=True)
    result, misses = evaluate(folder / "reports", folder / "out")
    result["run"] = {"drawing_seconds": round(drawn, 1), "running_seconds": round(seconds, 1)}
    (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "misses.txt").write_text("\n".join(misses) + "\n", encoding="utf-8")
    show(result)
    print(f"drawn in {drawn:.0f} s, run in {seconds:.0f} s; {len(misses)} misses in {folder / 'misses.txt'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
