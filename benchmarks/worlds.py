"""Consistent worlds told in many ways (`samples/worlds`): false errors on them, and what of one planted error is told.

    python -m benchmarks.worlds [--worlds 120] [--first 20000] [--write] [--out build/worlds]

Each world is drawn as PDF, clean and with one error that its printed numbers betray, and read as a user does.
`--write` puts the tables into docs/accuracy.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarks.evaluate import run
from benchmarks.markdown import table, write_section
from samples.html import write_pdf
from samples.worlds.grammar import SETS
from samples.worlds.spoiled import Spoiled, spoiled
from samples.worlds.told import world

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXT = (
    "{n} worlds, drawn as PDF: exact books of one department, told by {sets} wordings of {kinds} kinds. Clean, {clean} "
    "of them carry a false error ({errors} in all, and {warnings} warnings). With one error that the numbers betray, "
    "of those that one sentence betrays {near}, of the others {far} are told; beside them another number is called an "
    "error in {beside}."
)


def draw(folder: Path, seeds: Iterable[int]) -> dict[str, Spoiled]:
    """The PDFs of the worlds, and what was planted in which."""
    folder.mkdir(parents=True, exist_ok=True)
    planted: dict[str, Spoiled] = {}
    for seed in seeds:
        write_pdf(world(seed).report, folder / f"{seed}-clean.pdf")
        if (made := spoiled(seed)) is not None:
            planted[f"{seed}-planted"] = made
            write_pdf(made.world.report, folder / f"{seed}-planted.pdf")
    return planted


def judged(out: Path, planted: dict[str, Spoiled]) -> Counter[str]:
    """What is said of clean worlds, and which errors are told, by nature and by where they are betrayed."""
    tables = {name: pd.read_parquet(out / "dataset" / name) for name in ("reports", "figures", "discrepancies")}
    ids = zip(tables["figures"]["report_id"], tables["figures"]["figure_id"], strict=True)
    values = dict(zip(ids, tables["figures"]["value"], strict=True))
    said = dict(iter(tables["discrepancies"].groupby("report_id")))
    n: Counter[str] = Counter()
    for report in tables["reports"].to_dict("records"):
        found = said.get(report["report_id"], tables["discrepancies"].head(0))
        loud = found[found["severity"].isin(["error", "warning"])].to_dict("records")
        errors = [d for d in loud if d["severity"] == "error"]
        name = Path(report["source"]).stem
        if name not in planted:
            n.update(clean=bool(errors), errors=len(errors), warnings=len(loud) - len(errors))
            continue
        wrong = {mention.value for mention in planted[name].plan.printed.values()}
        named = [any(_is(values[report["report_id"], i], wrong) for i in d["figures"]) for d in loud]
        kinds = (planted[name].plan.nature, "near" if planted[name].near else "far")
        n.update(kinds)
        n.update(f"{kind} found" for kind in kinds if any(named))
        n["beside"] += any(d["severity"] == "error" and not hit for d, hit in zip(loud, named, strict=True))
    return n


def _is(value: object, wrong: set[object]) -> bool:
    return value is not None and value == value and abs(value) in wrong  # type: ignore[operator]  # noqa: PLR0124


def in_words(n: Counter[str], worlds: int, planted: dict[str, Spoiled]) -> str:
    """The page's section."""
    ratios = {key: f"{n[f'{key} found']} of {n[key]}" for key in ("near", "far")}
    wordings = sum(map(len, SETS.values()))
    text = TEXT.format(
        n=worlds,
        sets=wordings,
        kinds=len(SETS),
        **{k: n[k] for k in ("clean", "errors", "warnings", "beside")},
        **ratios,
    )
    natures = sorted({made.plan.nature for made in planted.values()})
    rows = [[nature, n[nature], n[f"{nature} found"], f"{n[f'{nature} found'] / n[nature]:.3f}"] for nature in natures]
    return "\n\n".join(("### Worlds told in many ways", text, table(["", "planted", "told", ""], rows)))


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=120)
    parser.add_argument("--first", type=int, default=20000, help="the first seed; the tests hold others")
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md")
    parser.add_argument("--out", type=Path, default=Path("build/worlds"))
    parser.add_argument("--workers", type=int, default=2)
    a = parser.parse_args(arguments)
    folder = a.out / f"{a.worlds}-{a.first}"
    planted = draw(folder / "reports", range(a.first, a.first + a.worlds))
    run(folder / "reports", folder / "out", workers=a.workers)
    text = in_words(judged(folder / "out", planted), a.worlds, planted)
    print(text)
    if a.write:
        print("written to", write_section("accuracy.md", "worlds", text))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
