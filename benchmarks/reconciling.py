"""How well the reconciler finds and explains planted errors (核对): `python -m benchmarks.reconciling [--reports N]`.

Reports are drawn at random (`planting.py`), correctly rounded, and spoiled one, two or three numbers at a time: false
alarms, detection by the size of the error in units of the last place, how often the first or one of the first three
explanations is the planted one, time; and beside Statistics Canada's Banff. Fixed seeds: the same numbers every time
but for the clock. `--write` puts it into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.betrayed import betrayed
from benchmarks.markdown import table, write_section
from benchmarks.oracle import beside_banff
from benchmarks.planting import NATURES, altered, clean, digit_changed, planted
from benchmarks.scoring import CANNOT_TELL
from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.figure import Kind
from schemas.finding import Findings, Verdict
from schemas.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.figure import Figure
    from schemas.report import Report

BETRAYED = (
    "Betrayed: the printed numbers cannot all be right, whatever the true ones are. That is told by a linear programme "
    "of what the drawing makes hold (`benchmarks/betrayed.py`), without the reconciler; an error that stays within the "
    "rounding of what is printed beside it is not betrayed."
)
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


def false_alarms(bench: Bench, reports: int) -> str:
    """Clean reports: nothing should be said."""
    checks = alarms = 0
    coverage = []
    for seed in range(reports):
        findings = bench(clean(seed), "no error")
        checks += sum(c.verdict is not Verdict.NOT_CHECKABLE for c in findings.checks)
        alarms += len(findings.discrepancies)
        coverage.append(findings.coverage)
    return (
        f"{reports} clean reports: {checks} checks, {alarms} false alarms; a check touches "
        f"{statistics.mean(coverage):.1%} of the amounts, rates and scores."
    )


def by_size(bench: Bench, reports: int) -> str:
    """One digit changed in a covered amount or rate."""
    seen, told, hit, both = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    restated = [0, 0]
    for seed in range(reports):
        rng = random.Random(seed)
        made = clean(seed)
        findings = bench(made, "no error")
        covered = {i for c in findings.checks if c.verdict is not Verdict.NOT_CHECKABLE for i in c.figures}
        twice = {i for c in findings.checks if c.kind == "restatement" for i in c.figures}
        figures = [f for f in made.figures if f.figure_id in covered and f.kind in (Kind.AMOUNT, Kind.RATE)]
        for figure in rng.sample(figures, 12):
            value = digit_changed(figure, rng, last=0)
            ulps = abs(int((value - (figure.value or 0)).scaleb(figure.decimals)))
            band = next(name for most, name in BANDS if ulps <= most)
            spoiled = bench(altered(made, figure.figure_id, value), "one error")
            found = any(figure.figure_id in d.figures for d in spoiled.discrepancies)
            tells = betrayed(altered(made, figure.figure_id, value))
            seen[band] += 1
            told[band] += tells
            hit[band] += found
            both[band] += tells and found
            if figure.figure_id in twice:
                restated = [restated[0] + 1, restated[1] + found]
    rows = [
        (
            name,
            seen[name],
            hit[name],
            _share(hit[name], seen[name]),
            told[name],
            both[name],
            _share(both[name], told[name]),
        )
        for _, name in BANDS
        if seen[name]
    ]
    again, found_again = restated
    share = _share(found_again, again)
    rows.append(("of any size, restated with the same decimals", again, found_again, share, again, found_again, share))
    head = ("one digit wrong, by size in units of the last place", "planted", "found", "")
    return f"{BETRAYED}\n\n" + table((*head, "betrayed by the printed numbers", "found of these", ""), rows)


def _share(some: int, of: int) -> str:
    return f"{some / max(of, 1):.1%}"


def by_nature(bench: Bench, reports: int) -> str:
    """Every planted nature: found, found alone, and how high the true explanation ranks."""
    rows: list[tuple[object, ...]] = []
    sums = Counter[str]()
    for nature in NATURES:
        n = Counter[str]()
        for seed in range(reports):
            made, figure = planted(seed, nature)
            findings = bench(made, "one error")
            mine = [d for d in findings.discrepancies if figure.figure_id in d.figures]
            n["found"] += bool(mine)
            n["alone"] += len(findings.discrepancies) == len(mine) == 1
            if mine and mine[0].explanations:
                ranks = [[c.figure for c in e.changes] == [figure.figure_id] for e in mine[0].explanations]
                told = CANNOT_TELL not in mine[0].message
                n["top1"] += ranks[0]
                n["top3"] += any(ranks[:3])
                n["told"] += told
                n["told1"] += told and ranks[0]
                n["told3"] += told and any(ranks[:3])
        sums += n
        rows.append((nature.name, reports, n["found"], n["alone"], n["top1"], n["top3"]))
    rows.append(("all", reports * len(NATURES), sums["found"], sums["alone"], sums["top1"], sums["top3"]))
    return (
        table(("nature", "planted", "found", "and nothing else", "true explanation first", "among three"), rows)
        + f"\n\nWhere arithmetic can tell the explanations apart ({sums['told']}): first in "
        f"{sums['told1'] / sums['told']:.1%}, among three in {sums['told3'] / sums['told']:.1%}."
    )


def several(bench: Bench, reports: int) -> str:
    """Two and three wrong amounts in one report: every conflict's true share among its first three explanations."""
    rows = []
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
            conflicts = bench(made, f"{count} errors").discrepancies
            told = {
                key
                for d in conflicts
                for e in d.explanations[:3]
                if {c.figure for c in e.changes} <= keys
                for key in {c.figure for c in e.changes}
            }
            right += told == keys
        rows.append((count, reports, right, f"{right / reports:.1%}"))
    return table(("errors in one report", "reports", "all told by the first three explanations", ""), rows)


def times(bench: Bench) -> str:
    """How long a report took."""
    rows = []
    for label, seconds in bench.times.items():
        ordered = sorted(seconds)
        p95 = ordered[int(len(ordered) * 0.95)]
        rows.append((label, f"{statistics.median(seconds) * 1000:.0f}", f"{p95 * 1000:.0f}"))
    return table(("reports with", "ms, median", "ms, p95"), rows)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--write", action="store_true", help="write the section of docs/benchmarks.md")
    a = parser.parse_args()
    bench = Bench()
    few = max(a.reports // 4, 5)
    parts = [false_alarms(bench, a.reports), by_size(bench, a.reports), by_nature(bench, few)]
    parts += [several(bench, a.reports), times(bench), "### Beside Banff", beside_banff(few)]
    print("\n\n".join(parts))
    if a.write:
        print("written to", write_section("benchmarks.md", "reconciling", "\n\n".join(parts)))


if __name__ == "__main__":
    main()
