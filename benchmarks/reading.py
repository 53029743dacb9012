"""Reading beside the peers (`make bench-reading`): the same drawn pages, all in one run. Writes docs/benchmarks.md.

    python -m benchmarks.reading [--pages N] [--grades digital office poor fax] [--write]

Every reader works in a process of its own, bound to one core, so that its peak memory is its own; then the two that
can use both cores have them. A peer that is not installed is left out.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy import Tally, document_tally, tables_tally, text_tally
from benchmarks.clock import Timed, named, timed
from benchmarks.markdown import table, write_section
from benchmarks.pages import Drawn, compose, digital_pdf, scanned_pdf
from benchmarks.readers import PEERS, jihe, prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemas.document import Document

GRADES = ("office", "poor", "fax")
SEED = 20
INTRODUCTION = """Pages drawn by `benchmarks/pages.py` (five fonts, prose full of numbers, a table a page: ruled,
between its rows only, or not at all), each reader in a process of its own on one core after a warm-up. CER: character
error rate in reading order. A number is right when sign, digits and unit are. Silent: numbers read wrongly and not
marked as doubtful. Needless: rightly read numbers marked as doubtful. Tables whole: every cell is right. A page
in seven lies on its side, so that what does not turn it has a high CER."""
HEAD = ("", "pages/s", "time, Jihe = 1", "MB", "CER %", "numbers right", "silent", "needless %", "tables whole")


def main() -> None:
    """Draw, read, compare, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5, help="scanned pages of each grade; digital ones ten times")
    parser.add_argument("--grades", nargs="+", default=["digital", *GRADES])
    parser.add_argument("--write", action="store_true", help="write the section of docs/benchmarks.md")
    a = parser.parse_args()
    parts = [INTRODUCTION]
    with TemporaryDirectory() as folder:
        for grade in a.grades:
            parts += [f"### {grade}", _compared(grade, a.pages, Path(folder))]
            print("\n\n".join(parts[-2:]), flush=True)
        if "office" in a.grades:
            parts += ["### office, both cores", _on_both(a.pages * 2, Path(folder))]
            print("\n\n".join(parts[-2:]), flush=True)
    if a.write:
        print("written to", write_section("benchmarks.md", "reading", "\n\n".join(parts)))


def _compared(grade: str, count: int, folder: Path) -> str:
    """One grade's table."""
    random, digital = Random(SEED), grade == "digital"
    pages = [compose(random) for _ in range(10 * count if digital else count)]
    path = folder / f"{grade}.pdf"
    if digital:
        digital_pdf(path, pages)
    else:
        scanned_pdf(path, pages, grade, SEED)
    times = {
        name: timed(prepare, name, str(path), rounds=3 if digital else 1)
        for name, peer in PEERS.items()
        if digital in peer.digital and peer.installed
    }
    own = times["Jihe"]
    return table(HEAD, [_row(named(name, PEERS[name].package), pages, time, own) for name, time in times.items()])


def _on_both(count: int, folder: Path) -> str:
    """Jihe in two processes, RapidOCR with the threads that it takes by itself."""
    random = Random(SEED + 1)
    pages = [compose(random) for _ in range(count)]
    paths = [str(scanned_pdf(folder / f"both-{n}.pdf", [page], "office", n)) for n, page in enumerate(pages)]
    own = timed(_jihe_twice, paths, cores=2)
    peer = timed(_rapidocr_threads, paths, cores=2)
    rows = [_row(named("Jihe in two processes,", "jihe"), pages, own, own)]
    rows.append(_row(named("RapidOCR out of the box", "rapidocr"), pages, peer, own))
    return table(HEAD, rows)


def _jihe_twice(paths: list[str]) -> Callable[..., list[Document]]:
    pool = multiprocessing.get_context("spawn").Pool(2, os.sched_setaffinity, (0, os.sched_getaffinity(0)))

    def work(*, warm: bool) -> list[Document]:
        return pool.map(_page, paths[:1] * 8 if warm else paths, chunksize=1)

    return work


@cache
def _jihe() -> Any:
    return jihe()


def _page(path: str) -> Document:
    document: Document = _jihe()(Path(path), None)
    return document


def _rapidocr_threads(paths: list[str]) -> Callable[..., list[str]]:
    reader = PEERS["RapidOCR out of the box"].build()

    def work(*, warm: bool) -> list[str]:
        return [text for path in (paths[:1] if warm else paths) for text in reader(Path(path), None)]  # type: ignore[misc]

    return work


def _row(name: str, pages: list[Drawn], time: Timed | None, own: Timed | None) -> tuple[str, ...]:
    if time is None:
        return (name, "failed", *[""] * (len(HEAD) - 2))
    speed = (
        f"{len(pages) / time.seconds:.2f}",
        f"{time.seconds / own.seconds:.2f}" if own else "",
        f"{time.memory:.0f}",
    )
    return (name, *speed, *_judged(pages, time.result))


def _judged(pages: list[Drawn], result: Any) -> tuple[str, ...]:
    """The columns from CER on, for plain texts, for tables, for one document or one of each page."""
    if isinstance(result, dict):
        return ("", "", "", "", tables_tally(pages, result).tables_whole())
    if isinstance(result, list) and isinstance(result[0], str):
        tally = text_tally(pages, result)
        return (f"{100 * tally.errors / tally.chars:.3f}", f"{tally.right}/{tally.numbers}", "", "", "")
    if isinstance(result, list):
        tally = sum((document_tally([page], made)[0] for page, made in zip(pages, result, strict=True)), Tally())
    else:
        tally = document_tally(pages, result)[0]
    return (
        f"{100 * tally.errors / tally.chars:.3f}",
        f"{tally.right}/{tally.numbers}",
        str(tally.silent),
        f"{100 * tally.needless / max(tally.right, 1):.2f}",
        tally.tables_whole(),
    )


if __name__ == "__main__":
    main()
