"""The gate (关口): a few drawn reports, kept in the repository, that every change must read as well as before.

    python -m benchmarks.gate [--keep]

Runs in this process, so that the tests can break a rule and see the gate close. `--keep` makes today's figures the
baseline; without it the exit code is 1 when one of them has fallen.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from benchmarks.measures import falls, ratios
from benchmarks.scoring import Judge
from pipeline.rows import rows
from pipeline.run import Input, Runner
from pipeline.settings import Settings

HERE = Path(__file__).parent
REPORTS = HERE / "gate"
BASELINE = HERE / "baseline.json"


def measure(folder: Path = REPORTS) -> tuple[dict[str, float], list[str]]:
    """The ratios over the gate's reports, and the misses in words."""
    runner = Runner(Settings(ocr="off", cache=None))
    n: Counter[str] = Counter()
    misses: list[str] = []
    for path in sorted(folder.glob("*.pdf")):
        tables = rows(runner(Input(path, path.name)), runner.catalogue)
        if tables["reports"][0]["status"] != "done":
            raise RuntimeError(f"{path.name}: {tables['reports'][0]['reason']}")
        gold = json.loads((folder / "gold" / f"{path.stem}.json").read_text("utf-8"))
        judge = Judge(gold, tables["reports"][0], {name: tables.get(name, []) for name in TABLES})
        n.update(judge.n)
        misses += judge.misses
    return ratios(n), misses


TABLES = ("figures", "sections", "scores", "cells", "checks", "discrepancies")


def main() -> int:
    """Measure, compare, say what fell."""
    result, misses = measure()
    if "--keep" in sys.argv:
        BASELINE.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    worse = falls(result, json.loads(BASELINE.read_text("utf-8")))
    print("\n".join([*misses, *(f"below the baseline: {line}" for line in worse)]))
    return int(bool(worse))


if __name__ == "__main__":
    raise SystemExit(main())
