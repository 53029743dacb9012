"""Reading alone, beside the peers: the same drawn pages, one core each, one run. Writes docs/benchmarks-reading.md.

    python -m benchmarks.reading [--pages N] [--grades digital office poor fax]

Every reader works in a process of its own, bound to one core, so that its peak memory is its own. A peer that is not
installed is left out.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
from importlib.util import find_spec
from pathlib import Path
from random import Random
from shutil import which
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.accuracy import Tally, document_tally, text_tally
from benchmarks.pages import Drawn, compose, digital_pdf, scanned_pdf
from benchmarks.readers import PEERS, read_by

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

GRADES = ("office", "poor", "fax")
REPORT = Path("docs/benchmarks-reading.md")
SEED = 20
INTRODUCTION = (
    "Pages drawn by `benchmarks/pages.py` (five fonts, prose full of numbers, one ruled table a page), each reader in "
    "a process of its own on one core, all in one run of `make bench-reading`. CER: character error rate in reading "
    "order. Silent: numbers read wrongly and not marked as doubtful. Needless: rightly read numbers marked as "
    "doubtful. Tables whole: tables of which every cell is right. Readers that give plain text have no last three "
    "columns."
)
HEAD = ("reader", "pages/s", "memory MB", "CER %", "numbers right", "silent", "needless %", "tables whole")


def main() -> None:
    """Draw, read, compare, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10, help="scanned pages of each grade; digital ones five times")
    parser.add_argument("--grades", nargs="+", default=["digital", *GRADES])
    options = parser.parse_args()
    parts = [
        "# Reading, side by side",
        "",
        INTRODUCTION,
    ]
    with TemporaryDirectory() as folder:
        for grade in options.grades:
            parts += ["", f"## {grade}", "", *_section(grade, options.pages, Path(folder))]
            print("\n".join(parts[-len(PEERS) - 6 :]), flush=True)
    REPORT.write_text("\n".join([*parts, ""]), encoding="utf-8")


def _section(grade: str, count: int, folder: Path) -> list[str]:
    random = Random(SEED)
    digital = grade == "digital"
    pages = [compose(random) for _ in range(5 * count if digital else count)]
    path = folder / f"{grade}.pdf"
    if digital:
        digital_pdf(path, pages)
    else:
        scanned_pdf(path, pages, grade, SEED)
    rows = [HEAD, tuple("---" for _ in HEAD)]
    for name, peer in PEERS.items():
        if digital not in peer.digital or (peer.needs and not (find_spec(peer.needs) or which(peer.needs))):
            continue
        rows.append(_row(name, pages, path))
    return ["| " + " | ".join(row) + " |" for row in rows]


def _row(name: str, pages: list[Drawn], path: Path) -> tuple[str, ...]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_measured, args=(name, str(path), there))
    process.start()
    there.close()
    try:
        seconds, memory, result = here.recv()
    except EOFError:
        return (name, "failed", *[""] * (len(HEAD) - 2))
    finally:
        process.join()
    tally = text_tally(pages, result) if isinstance(result, list) else document_tally(pages, result)[0]
    return (
        name,
        f"{len(pages) / seconds:.2f}",
        f"{memory:.0f}",
        f"{100 * tally.errors / tally.chars:.3f}",
        f"{tally.right}/{tally.numbers}",
        *(_ours(tally) if not isinstance(result, list) else ("", "", "")),
    )


def _ours(tally: Tally) -> tuple[str, str, str]:
    return str(tally.silent), f"{100 * tally.needless / max(tally.right, 1):.2f}", f"{tally.whole}/{tally.tables}"


def _measured(name: str, path: str, answer: Connection) -> None:
    """Read once to warm up, then against the clock."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    reader = read_by(name)
    reader(Path(path), 1)
    start = time.perf_counter()
    result = reader(Path(path), None)
    seconds = time.perf_counter() - start
    usage = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    answer.send((seconds, usage / 1024, result))


if __name__ == "__main__":
    main()
