"""Whole runs beside the peers (`make bench`): the same digital reports, one core, medians of several rounds.

What each gets right is counted on what the reports print: every amount, rate and score, as a string in its output.
A peer only gives text; Jihe must give the figure, its kind and its value. Scans are compared in `reading`.
Writes `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import time
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import pdfplumber
import pypdfium2 as pdfium

from benchmarks.evaluate import evaluate, run
from samples.corpus import make_all, plan

if TYPE_CHECKING:
    from collections.abc import Callable

DOCUMENT = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def with_pypdfium2(path: Path) -> str:
    """Plain text by pypdfium2."""
    with pdfium.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def with_pdfplumber(path: Path) -> str:
    """Plain text by pdfplumber."""
    with pdfplumber.open(path) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)


def with_xberg(path: Path) -> str:
    """Text by xberg."""
    import xberg  # noqa: PLC0415  (a peer: only measured where it is installed)

    asked = xberg.ExtractInput(kind=xberg.ExtractInputKind.URI, uri=str(path.resolve()))

    async def content() -> str:
        result = await xberg.extract(asked, xberg.ExtractionConfig(use_cache=False))
        return "\n".join(document.content for document in result.results)

    return asyncio.run(content())


PEERS: dict[str, Callable[[Path], str]] = {
    "pypdfium2": with_pypdfium2,
    "pdfplumber": with_pdfplumber,
    "xberg": with_xberg,
}


def found(gold: dict[str, list[dict[str, str]]], text: str) -> tuple[int, int]:
    """How many of the printed numbers stand in the text, and how many there are."""
    want = Counter(re.sub(r"\s", "", f["raw"]) for f in gold["figures"] if f["kind"] in {"amount", "rate", "score"})
    bare = re.sub(r"\s", "", text)
    return sum(min(n, bare.count(raw)) for raw, n in want.items()), want.total()


def measure(folder: Path, read: Callable[[Path], str], rounds: int) -> tuple[float, float]:
    """Median seconds for all files, and the share of printed numbers that the text holds."""
    files = sorted(folder.glob("*.pdf"))
    seconds = []
    hits = total = 0
    for number in range(rounds):
        began = time.perf_counter()
        texts = [read(path) for path in files]
        seconds.append(time.perf_counter() - began)
        if number == 0:
            for path, text in zip(files, texts, strict=True):
                gold = json.loads((folder / "gold" / f"{path.stem}.json").read_text("utf-8"))
                right, count = found(gold, text)
                hits, total = hits + right, total + count
    return statistics.median(seconds), hits / total


def named(name: str) -> str:
    """The package with its version."""
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


def main() -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("build/peers"))
    a = parser.parse_args()
    folder = a.out / "reports"
    make_all(plan(a.reports, digital=1.0, first=1, forms=("digital", "word")), folder)
    pages = sum(len(pdfium.PdfDocument(path)) for path in folder.glob("*.pdf"))
    seconds = statistics.median(run(folder, a.out / "out", workers=1, force=True) for _ in range(a.rounds))
    own = evaluate(folder, a.out / "out")[0]["all"]
    share = (own["counts"]["figure_hit"] + own["counts"]["cell_hit"]) / (
        own["counts"]["figure_gold"] + own["counts"]["cell_gold"]
    )
    lines = [f"| {named('jihe')}, PDF to Parquet, checked | {pages / seconds:.1f} | {share:.4f} (kind and value) | 1 |"]
    for name, read in PEERS.items():
        try:
            took, right = measure(folder, read, a.rounds)
        except (ImportError, AttributeError, OSError) as error:
            lines.append(f"| {named(name)} | not run: {type(error).__name__} | | |")
            continue
        lines.append(f"| {named(name)}, text | {pages / took:.1f} | {right:.4f} (as a string) | {took / seconds:.2f} |")
    text = (
        "# Benchmarks\n\nWritten by `make bench`; scans: [benchmarks-reading.md](benchmarks-reading.md).\n\n"
        f"## Digital reports, whole runs\n\n{a.reports} drawn reports, {pages} pages, one process, medians of "
        f"{a.rounds} rounds; Jihe's time holds the start of the program.\n\n"
        "| tool | pages/s | printed numbers got | time, Jihe = 1 |\n| --- | --- | --- | --- |\n"
        + "\n".join(lines)
        + "\n"
    )
    DOCUMENT.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
