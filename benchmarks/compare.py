"""What a change made better or worse (`make eval-diff A=old.json B=new.json`): measures by group, then single misses.

    python -m benchmarks.compare OLD.json NEW.json

Exit code 1 when something over all reports is worse.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.measures import LOW, RATIOS, SILENT

MOST = 30
MISSES = {"result.json": "misses.txt"}  # others: `previous.json` has `previous-misses.txt`


class Change(NamedTuple):
    """One measure of one group that is not what it was; `gain` is positive when it is better."""

    group: str
    name: str
    before: float
    after: float
    counts: str

    @property
    def gain(self) -> float:
        """How much better."""
        return (self.before - self.after) if self.name in LOW else (self.after - self.before)


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """All that changed, the worst first within a group."""
    found = []
    for group in sorted(set(old) & set(new)):
        if group.startswith("both "):
            continue
        a, b = old[group], new[group]
        for name in (*RATIOS, *SILENT):
            if name in a and name in b and a[name] != b[name]:
                counts = f"{_fraction(a, name)} → {_fraction(b, name)}"
                found.append(Change(group, name, a[name], b[name], counts))
    return sorted(found, key=lambda change: (change.group != "all", change.group, change.gain))


def _fraction(row: dict[str, Any], name: str) -> str:
    if name not in RATIOS:
        return str(row[name])
    above, below = RATIOS[name]
    return f"{row['counts'].get(above, 0)}/{row['counts'].get(below, 0)}"


def misses(old: Path, new: Path) -> tuple[Counter[str], Counter[str]]:
    """Misses that are new, and those that are gone, when both lists lie beside the results."""
    lists = [path.with_name(MISSES.get(path.name, path.stem + "-misses.txt")) for path in (old, new)]
    if not all(path.exists() for path in lists):
        return Counter(), Counter()
    before, after = (Counter(path.read_text("utf-8").splitlines()) for path in lists)
    return after - before, before - after


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    a = parser.parse_args()
    found = changes(*(json.loads(path.read_text("utf-8"))["groups"] for path in (a.old, a.new)))
    for change in found:
        print(
            f"{'better' if change.gain > 0 else 'WORSE ':6} {change.group:24} {change.name:20} "
            f"{change.before:.4f} → {change.after:.4f}  {change.counts}"
        )
    worse = [change for change in found if change.gain < 0]
    print(f"{len(found) - len(worse)} better, {len(worse)} worse")
    for what, lines in zip(("new misses", "misses gone"), misses(a.old, a.new), strict=True):
        print(f"\n{lines.total()} {what}")
        print("\n".join(f"  {line}" for line in sorted(lines.elements())[:MOST]))
    return int(any(change.group == "all" for change in worse))


if __name__ == "__main__":
    raise SystemExit(main())
