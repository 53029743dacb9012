"""How well the reconciler finds and explains planted errors: `python -m benchmarks.reconciling [--reports N]`.

Reports are drawn at random (see `tests/pipeline/reconcile/planting.py`), correctly rounded, and spoiled one, two or
three numbers at a time. Printed: false alarms, detection by the size of the error in units of the last place, how often
the first or one of the first three explanations is the planted one, and time. Fixed seeds: the same numbers every time
but for the clock.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.figure import Kind
from schemas.finding import Findings, Verdict
from schemas.rules import load_rules
from tests.pipeline.reconcile.planting import NATURES, altered, clean, digit_changed, planted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.figure import Figure
    from schemas.report import Report

BANDS = ((1, "1"), (5, "2–5"), (59, "6–59"), (10**18, "≥ 60"))


class Bench:
    """The reconciler with its rules loaded, and the time that it took."""

    def __init__(self) -> None:
        self.catalogue = load_catalogue()
        self.rules = load_rules(self.catalogue)
        self.times: dict[str, list[float]] = {}

    def __call__(self, made: Report, label: str) -> Findings:
        """Reconcile one report, and keep the time under a label."""
        start = time.perf_counter()
        findings = reconcile(made, self.catalogue, self.rules)
        self.times.setdefault(label, []).append(time.perf_counter() - start)
        return findings


def false_alarms(bench: Bench, reports: int) -> None:
    """Clean reports: nothing should be said."""
    checks = alarms = 0
    coverage = []
    for seed in range(reports):
        findings = bench(clean(seed), "无误")
        checks += sum(c.verdict is not Verdict.NOT_CHECKABLE for c in findings.checks)
        alarms += len(findings.discrepancies)
        coverage.append(findings.coverage)
    print(f"clean: {reports} reports, {checks} checks, {alarms} false alarms, coverage {statistics.mean(coverage):.1%}")


def by_size(bench: Bench, reports: int) -> None:
    """One digit changed in a covered amount or rate."""
    seen, hit = Counter[str](), Counter[str]()
    restated = [0, 0]
    for seed in range(reports):
        rng = random.Random(seed)
        made = clean(seed)
        findings = bench(made, "无误")
        covered = {i for c in findings.checks if c.verdict is not Verdict.NOT_CHECKABLE for i in c.figures}
        twice = {i for c in findings.checks if c.kind == "restatement" for i in c.figures}
        figures = [f for f in made.figures if f.figure_id in covered and f.kind in (Kind.AMOUNT, Kind.RATE)]
        for figure in rng.sample(figures, 12):
            value = digit_changed(figure, rng, last=0)
            ulps = abs(int((value - (figure.value or 0)).scaleb(figure.decimals)))
            band = next(name for most, name in BANDS if ulps <= most)
            spoiled = bench(altered(made, figure.figure_id, value), "一处")
            found = any(figure.figure_id in d.figures for d in spoiled.discrepancies)
            seen[band] += 1
            hit[band] += found
            if figure.figure_id in twice:
                restated = [restated[0] + 1, restated[1] + found]
    for _, name in BANDS:
        if seen[name]:
            print(f"one digit, {name:>5} ulp: {hit[name]:4} of {seen[name]:4} found ({hit[name] / seen[name]:.1%})")
    print(f"restated with the same decimals: {restated[1]} of {restated[0]} found")


def by_nature(bench: Bench, reports: int) -> None:
    """Every planted nature: found, found alone, and how high the true explanation ranks."""
    print(f"{'nature':　<10} found alone top-1 top-3   of")
    sums = Counter[str]()
    for nature in NATURES:
        n = Counter[str]()
        for seed in range(reports):
            made, figure = planted(seed, nature)
            findings = bench(made, "一处")
            mine = [d for d in findings.discrepancies if figure.figure_id in d.figures]
            n["found"] += bool(mine)
            n["alone"] += len(findings.discrepancies) == len(mine) == 1
            if mine and mine[0].explanations:
                ranks = [[c.figure for c in e.changes] == [figure.figure_id] for e in mine[0].explanations]
                costs = [e.cost for e in mine[0].explanations]
                # Where two explanations are as likely as one another, arithmetic cannot tell, and the message says so.
                told = len(costs) < 2 or costs[1] - costs[0] >= 0.1
                n["top1"] += ranks[0]
                n["top3"] += any(ranks[:3])
                n["told"] += told
                n["told1"] += told and ranks[0]
                n["told3"] += told and any(ranks[:3])
        sums += n
        print(f"{nature.name:　<10} {n['found']:5} {n['alone']:5} {n['top1']:5} {n['top3']:5} {reports:4}")
    print(
        f"where arithmetic can tell ({sums['told']}): "
        f"top-1 {sums['told1'] / sums['told']:.1%}, top-3 {sums['told3'] / sums['told']:.1%}"
    )


def several(bench: Bench, reports: int) -> None:
    """Two and three wrong amounts in one report: every conflict's true share among its first three explanations."""
    for count in (2, 3):
        right = 0
        for seed in range(reports):
            rng = random.Random(seed)
            made = clean(seed)
            amounts = [f for f in made.figures if f.kind is Kind.AMOUNT and f.label not in ("事业收入", "其他收入")]
            wrong: Sequence[Figure] = rng.sample(amounts, count)
            for figure in wrong:
                made = altered(made, figure.figure_id, digit_changed(figure, rng))
            keys = {f.figure_id for f in wrong}
            conflicts = bench(made, f"{count}处").discrepancies
            told = {
                key
                for d in conflicts
                for e in d.explanations[:3]
                if {c.figure for c in e.changes} <= keys
                for key in {c.figure for c in e.changes}
            }
            right += told == keys
        print(f"{count} errors: all among the first three explanations in {right} of {reports} ({right / reports:.1%})")


def main() -> None:
    """Print the whole table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reports", type=int, default=40)
    reports = parser.parse_args().reports
    bench = Bench()
    false_alarms(bench, reports)
    by_size(bench, reports)
    by_nature(bench, max(reports // 4, 5))
    several(bench, reports)
    for label, times in bench.times.items():
        ordered = sorted(times)
        p95 = ordered[int(len(ordered) * 0.95)]
        print(f"time, {label}: median {statistics.median(times) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")


if __name__ == "__main__":
    main()
