"""Whole runs beside the peers (`make bench`): digital reports, from PDF to checked Parquet, one core, in one process.

    python -m benchmarks.whole [--reports N] [--rounds N] [--write]

The programs are loaded and warm before the clock starts, for all alike. What each gets right is counted on what the
reports print: every amount, rate and score, as a string in its text. A peer only gives text; Jihe must give the
figure, its kind and its value. What starting the program costs is measured apart.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium

from benchmarks.clock import named, timed
from benchmarks.evaluate import evaluate
from benchmarks.markdown import table, write_section
from benchmarks.readers import PEERS
from pipeline.batch import Desk, Job
from pipeline.dataset.write import publish
from pipeline.run import Input, Runner
from pipeline.settings import Settings
from samples.corpus import make_all, plan

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = {"amount", "rate", "score"}
HEAD = ("", "pages/s", "time, Jihe = 1", "MB", "printed numbers got")


def jihe(folder: str, out: str) -> Callable[..., None]:
    """Read, segment, extract, reconcile and write all PDF files of a folder, then publish the dataset."""
    desk = Desk(Settings(ocr="off", cache=None), "bench", Runner)
    jobs = [Job(Input(path, path.name), "", Path(out) / "work" / path.stem) for path in _files(folder)]

    def work(*, warm: bool) -> None:
        for job in jobs[:1] if warm else jobs:
            desk(job)
        if not warm:
            publish(Path(out), [job.entry for job in jobs], desk.catalogue)

    return work


def peer(name: str, folder: str) -> Callable[..., list[str]]:
    """Read all PDF files of a folder to text."""
    read, files = PEERS[name].build(), _files(folder)

    def work(*, warm: bool) -> list[str]:
        return ["\n".join(read(path, None)) for path in (files[:1] if warm else files)]  # type: ignore[arg-type]

    return work


def _files(folder: str) -> list[Path]:
    return sorted(path for path in Path(folder).glob("*.pdf") if not path.name.startswith("first-"))


def found(folder: Path, texts: list[str]) -> float:
    """The share of the printed numbers that stand in the texts."""
    hits = total = 0
    for path, text in zip(_files(str(folder)), texts, strict=True):
        gold = json.loads((folder / "gold" / f"{path.stem}.json").read_text("utf-8"))
        want = Counter(re.sub(r"\s", "", f["raw"]) for f in gold["figures"] if f["kind"] in KINDS)
        bare = re.sub(r"\s", "", text).replace("\\", "")  # Markdown's escapes
        hits += sum(min(n, bare.count(raw)) for raw, n in want.items())
        total += want.total()
    return hits / total


def start(rounds: int) -> float:
    """Seconds that `jihe` needs to start and do nothing: the median."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run([str(Path(sys.executable).parent / "jihe"), "rules"], check=False, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def main() -> None:
    """Draw, run, compare, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write the section of docs/benchmarks.md")
    parser.add_argument("--out", type=Path, default=Path("build/whole"))
    a = parser.parse_args()
    folder = a.out / "reports"
    items = list(plan(a.reports, digital=1.0, first=1, forms=("digital",)))
    for path in _files(str(folder)):
        if path.name not in {item.name for item in items}:
            path.unlink()
    make_all(items, folder)
    pages = sum(len(pdfium.PdfDocument(path)) for path in _files(str(folder)))
    shutil.rmtree(a.out / "out", ignore_errors=True)  # a dataset keeps what earlier runs found
    own = timed(jihe, str(folder), str(a.out / "out"), rounds=a.rounds)
    if own is None:
        raise SystemExit("Jihe failed")
    n = evaluate(folder, a.out / "out")[0]["all"]["counts"]
    share = (n["figure_hit"] + n["cell_hit"]) / (n["figure_gold"] + n["cell_gold"])
    got = f"{share:.4f} (kind and value)"
    rows: list[tuple[Any, ...]] = [
        (f"{named('Jihe', 'jihe')}, to Parquet", f"{pages / own.seconds:.1f}", "1", f"{own.memory:.0f}", got)
    ]
    for name, one in PEERS.items():
        if name == "Jihe" or True not in one.digital or not one.installed:
            continue
        took = timed(peer, name, str(folder), rounds=a.rounds)
        cells = ("failed", "", "", "") if took is None else (
            f"{pages / took.seconds:.1f}", f"{took.seconds / own.seconds:.2f}", f"{took.memory:.0f}",
            f"{found(folder, took.result):.4f} (as a string)",
        )  # fmt: skip
        rows.append((named(name, one.package), *cells))
    text = (
        f"{a.reports} drawn reports, {pages} pages, in one process on one core, medians of {a.rounds} rounds. Jihe "
        f"reads, builds the outline, extracts, checks and writes Parquet; the others give text. Starting the program "
        f"costs {start(3):.1f} s more, once.\n\n{table(HEAD, rows)}"
    )
    print(text)
    if a.write:
        print("written to", write_section("benchmarks.md", "whole", text))


if __name__ == "__main__":
    main()
