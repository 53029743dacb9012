"""The gate (关口): a few drawn reports, kept in the repository, that every change must read as well as before.

    python -m benchmarks.gate [--keep]

Born digital (HTML to PDF, Word to PDF, DOCX) and scanned; the pages of scans are read anew, without the cache. Runs in
this process, so that the tests can break a rule and see the gate close. `--keep` makes today's figures the baseline;
without it the exit code is 1 when one of them has fallen. The reports are drawn by `regate`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from benchmarks.measures import falls, places, ratios
from benchmarks.scoring import Judge
from pipeline.dataset.rows import columns_of, in_rows
from pipeline.run import Input, Runner
from pipeline.settings import Settings
from samples.ageing import SCANS

HERE = Path(__file__).parent
REPORTS = HERE / "gate"
BASELINE = HERE / "baseline.json"
TABLES = ("figures", "sections", "scores", "cells", "checks", "discrepancies")
# OCR computes in bfloat16 where the processor has it and rounds otherwise elsewhere, so that on another machine a
# letter here or there is read, or doubted, otherwise. So many places of a measure may be worse on scans: they hold but
# a few dozen figures, and a small share of those would be less than one.
PLACES = {"born": 0, "scanned": 3}


def measure(kind: str) -> tuple[Counter[str], list[str]]:
    """The counts over the gate's reports that are `born` digital or `scanned`, and the misses in words."""
    runner = Runner(Settings(ocr="off" if kind == "born" else "rapidocr", cache=None))
    n: Counter[str] = Counter()
    misses: list[str] = []
    for answer in sorted((REPORTS / "gold").glob("*.json")):
        gold = json.loads(answer.read_text("utf-8"))
        if (gold["item"]["form"] in SCANS) == (kind == "scanned"):
            judge = judged(runner, next(REPORTS.glob(f"{answer.stem}.*")), gold)
            n.update(judge.n)
            misses += judge.misses
    return n, misses


def judged(runner: Runner, path: Path, gold: dict[str, object]) -> Judge:
    """One report through all stages, judged. Raises RuntimeError when it cannot be read."""
    made = columns_of(runner(Input(path, path.name)), runner.catalogue)
    tables = {name: in_rows(columns) for name, columns in made.items()}
    report = tables["reports"][0]
    if report["status"] != "done":
        raise RuntimeError(f"{path.name}: {report['reason']}")
    return Judge(gold, report, {name: tables.get(name, []) for name in TABLES})


def fallen(kind: str, n: Counter[str]) -> list[str]:
    """What is below the baseline."""
    return falls(ratios(n), json.loads(BASELINE.read_text("utf-8"))[kind], places(n, PLACES[kind]))


def main() -> int:
    """Measure, compare, say what fell."""
    counts = {}
    for kind in PLACES:
        counts[kind], misses = measure(kind)
        print("\n".join(misses))
    if "--keep" in sys.argv:
        kept = {kind: ratios(n) for kind, n in counts.items()}
        BASELINE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    worse = [f"{kind}: {line}" for kind, n in counts.items() for line in fallen(kind, n)]
    print("\n".join(f"below the baseline: {line}" for line in worse))
    return int(bool(worse))


if __name__ == "__main__":
    raise SystemExit(main())
