"""Accuracy on drawn reports (`make eval`): per framework, form and grade, nature and size of planted error.

    python -m benchmarks.evaluate [--reports 300] [--digital 0.6] [--first 0] [--write] [--out build/eval]

Reports are drawn once and kept; the pages that OCR has read stay in Jihe's cache, so a second run is fast. In `--out`,
in a folder named after the corpus: `result.json`, `misses.txt`, and those of the run before as `previous.json` and
`previous-misses.txt` for `make eval-diff`. `--write` puts the tables into docs/accuracy.md. What CI guards is in
`gate`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.markdown import write_section
from benchmarks.measures import ratios
from benchmarks.scoring import Judge
from benchmarks.tables import in_words, plain_table
from pipeline.errors import ExitCode
from samples.corpus import BORN, make_all, plan

TABLES = ("figures", "sections", "scores", "cells", "checks", "discrepancies")


def draw(folder: Path, count: int, *, digital: float, first: int, workers: int) -> list[str]:
    """Draw a corpus into `folder`, and nothing else in it; the forms that cannot be drawn here are left out."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    forms = BORN if office else tuple(form for form in BORN if form != "word")
    items = list(plan(count, digital=digital, first=first, forms=forms))
    names = {item.name for item in items} | {f"{item.stem}.json" for item in items}
    for path in (*folder.glob("*.*"), *folder.glob("gold/*.json")):  # what an earlier plan left is not judged
        if path.name not in names:
            path.unlink()
    make_all(items, folder, workers=workers)
    return sorted(set(BORN) - set(forms))


def evaluate(folder: Path, out: Path) -> tuple[dict[str, Any], list[str]]:
    """Judge the dataset in `out` against the gold in `folder/gold`: counts and ratios by group, and the misses."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    misses: list[str] = []
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name in TABLES:
        frame = pd.read_parquet(out / "dataset" / name)
        rows[name] = {key: part.to_dict("records") for key, part in frame.groupby("report_id")}
    for report in pd.read_parquet(out / "dataset" / "reports").to_dict("records"):
        answer = folder / "gold" / f"{Path(report['source']).stem}.json"
        if not answer.exists():
            continue
        gold = json.loads(answer.read_text("utf-8"))
        judge = Judge(gold, report, {name: rows[name].get(report["report_id"], []) for name in TABLES})
        framework, form = gold["item"]["framework"], gold["item"]["form"]
        for group in ("all", f"framework {framework}", f"form {form}", f"both {framework} {form}"):
            groups[group].update(judge.n)
        for group, counts in judge.errors.items():
            groups[group].update(counts)
        grade = gold.get("grade", "")
        for rules, counts in judge.rules.items():
            groups[f"rules {rules} {form}{f' ({grade})' if grade not in {'', form} else ''}"].update(counts)
        misses += judge.misses
    return {name: ratios(n) | {"counts": dict(n)} for name, n in sorted(groups.items())}, misses


def run(folder: Path, out: Path, *, workers: int) -> float:
    """Run the program as a user does; seconds. Reports that it cannot read count as misses, a broken run raises.

    A dataset keeps what earlier runs found, in files of the same name too, so it is begun anew.
    """
    shutil.rmtree(out, ignore_errors=True)
    command = [str(Path(sys.executable).parent / "jihe"), "run", str(folder), "--out", str(out)]
    began = time.perf_counter()
    done = subprocess.run([*command, "--quiet", "--force", "--workers", str(workers)], check=False)
    if done.returncode not in {ExitCode.OK, ExitCode.SOME_FAILED}:
        done.check_returncode()
    return time.perf_counter() - began


def keep(folder: Path, result: dict[str, Any], misses: list[str]) -> None:
    """Write the result and the misses; those that lie there become the previous ones."""
    for name, before, text in (
        ("result.json", "previous.json", json.dumps(result, ensure_ascii=False, indent=1)),
        ("misses.txt", "previous-misses.txt", "\n".join(misses)),
    ):
        if (folder / name).exists():
            (folder / name).replace(folder / before)
        (folder / name).write_text(text + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--digital", type=float, default=0.6, help="share of digital reports")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md")
    parser.add_argument("--out", type=Path, default=Path("build/eval"))
    parser.add_argument("--workers", type=int, default=2)
    a = parser.parse_args(arguments)
    folder = a.out / f"{a.reports}-{a.digital}-{a.first}"
    began = time.perf_counter()
    left_out = draw(folder / "reports", a.reports, digital=a.digital, first=a.first, workers=a.workers)
    drawn = time.perf_counter() - began
    seconds = run(folder / "reports", folder / "out", workers=a.workers)
    began = time.perf_counter()
    groups, misses = evaluate(folder / "reports", folder / "out")
    each = pd.read_parquet(folder / "out" / "dataset" / "reports")["seconds"]
    facts = {
        "version": version("jihe"),
        "workers": a.workers,
        "drawing_seconds": round(drawn, 1),
        "running_seconds": round(seconds, 1),
        "median_seconds": round(float(each.median()), 2),
        "p95_seconds": round(float(each.quantile(0.95)), 2),
        "judging_seconds": round(time.perf_counter() - began, 1),
        "left_out": left_out,
    }
    result = {"run": facts, "groups": groups}
    keep(folder, result, misses)
    print(plain_table(groups))
    print(f"{facts}; {len(misses)} misses in {folder / 'misses.txt'}")
    if a.write:
        print("written to", write_section("accuracy.md", "eval", in_words(result, misses)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
