"""Are there wrong numbers that nothing marks? (静默误读) Thousands of figures, drawn, aged in every grade, read.

    python -m benchmarks.numbers [--figures 10000] [--grades office fax] [--first 0] [--fresh]

Pages full of figures, prose and tables in turn, are drawn once into `--out` and kept; what OCR has read of them stays
in Jihe's page cache, so that an interrupted run goes on and one without a change in the reader takes seconds
(`--fresh` reads anew). Wrong numbers go to `misses.txt`, the counts to `result.json`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections import defaultdict
from dataclasses import fields
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks import pages
from benchmarks.accuracy import Tally, document_tally, numbers_of
from benchmarks.pages import Drawn, dense, scanned_pdf
from pipeline.read import Readers, read
from pipeline.settings import Settings
from samples import ageing
from samples.ageing import GRADES

SMALL = 9.0  # points: what reports are set in, as a rule, is as large or larger
HEAD = "{:12} {:>8} {:>8} {:>8} {:>7} {:>5} {:>8} {:>11} {:>18} {:>15}".format(
    "grade",
    "figures",
    "right",
    "flagged",
    "silent",
    "lost",
    "right %",
    "needless %",
    "ruled tables whole",
    "borderless ones",
)


class Sheet(NamedTuple):
    """One page to read: a grade, a number that seeds it, where it lies."""

    grade: str
    number: int
    folder: Path
    fresh: bool

    @property
    def drawn(self) -> Drawn:
        """The page itself, the same in every grade."""
        return dense(Random(f"figures/{self.number}"), sheet=self.number % 2 == 1)

    @property
    def band(self) -> str:
        """The grade, and whether the page's type is small."""
        small = min(word.size for word in self.drawn.words) < SMALL
        return f"{self.grade} {'<' if small else '≥'} {SMALL:g} pt"


def sheets(grade: str, figures: int, first: int, folder: Path, *, fresh: bool) -> list[Sheet]:
    """As many pages of a grade as hold that many figures."""
    chosen: list[Sheet] = []
    held = 0
    for number in count(first):
        if held >= figures:
            return chosen
        chosen.append(Sheet(grade, number, folder, fresh))
        held += len(numbers_of(chosen[-1].drawn))
    raise AssertionError


def drawn_by() -> str:
    """The mark of the drawing code: pages drawn by other code are drawn anew."""
    return sha256(b"".join(Path(m.__file__ or "").read_bytes() for m in (ageing, pages))).hexdigest()[:8]


@cache
def reader(*, fresh: bool) -> tuple[Settings, Readers]:
    """This process's OCR, loaded once."""
    settings = Settings(cache=None) if fresh else Settings()
    return settings, Readers(settings)


def judged(sheet: Sheet) -> tuple[Sheet, Tally, list[str]]:
    """Draw a page unless it is there, read it, count."""
    path = sheet.folder / f"{sheet.grade}-{sheet.number}.pdf"
    if not path.exists():
        scanned_pdf(path.with_suffix(".part"), [sheet.drawn], sheet.grade, sheet.number).replace(path)
    tally, words = document_tally([sheet.drawn], read(path, *reader(fresh=sheet.fresh)))
    return sheet, tally, [f"{path.name} {word}" for word in words]


def row(name: str, tally: Tally) -> str:
    """A line of the table."""
    return (
        f"{name:12} {tally.numbers:8} {tally.right:8} {tally.flagged:8} {tally.silent:7} {tally.lost:5} "
        f"{100 * tally.right / tally.numbers:8.3f} {100 * tally.needless / max(tally.right, 1):11.2f} "
        f"{tally.tables_whole('all', 'rows'):>18} {tally.tables_whole('none'):>15}"
    )


def main() -> None:
    """Draw, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", type=int, default=10000, help="figures to try, over all grades")
    parser.add_argument("--grades", nargs="+", default=list(GRADES), choices=list(GRADES))
    parser.add_argument("--first", type=int, default=0, help="the first page's number: other pages, other figures")
    parser.add_argument("--fresh", action="store_true", help="without the page cache")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("build/numbers"))
    a = parser.parse_args()
    folder = a.out / drawn_by()
    folder.mkdir(parents=True, exist_ok=True)
    share = -(-a.figures // len(a.grades))
    work = [s for grade in a.grades for s in sheets(grade, share, a.first, folder, fresh=a.fresh)]
    tallies: dict[str, Tally] = defaultdict(Tally)
    banded: dict[str, Tally] = defaultdict(Tally)
    misses: list[str] = []
    began = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(a.workers) as pool:
        for sheet, tally, words in pool.imap(judged, work):
            tallies[sheet.grade] += tally
            banded[sheet.band] += tally
            misses += words
    seconds = time.perf_counter() - began
    print("", HEAD, *(row(grade, tally) for grade, tally in tallies.items()), sep="\n")
    print(row("all", sum(tallies.values(), Tally())), *(row(*band) for band in sorted(banded.items())), sep="\n")
    print(f"{len(work)} pages in {seconds:.0f} s by {a.workers} processes; wrong ones in {a.out / 'misses.txt'}")
    counts = {
        grade: {f.name: getattr(tally, f.name) for f in fields(tally)} for grade, tally in (tallies | banded).items()
    }
    (a.out / "result.json").write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    (a.out / "misses.txt").write_text("".join(f"{word}\n" for word in misses), encoding="utf-8")


if __name__ == "__main__":
    main()
