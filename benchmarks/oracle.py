"""Banff beside the reconciler (对照): Statistics Canada's error localisation on the same planted errors.

Banff is GPL-3: it lives in a virtual environment of its own under build/, is called as a program, and is no dependency
of anything here. It knows linear edits only, so the comparison is on errors in amounts that additions cover; each
relation is given to it as two inequalities with the tolerance that the printed digits leave.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import venv
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.markdown import table
from benchmarks.planting import NATURES, clean, planted
from pipeline.reconcile import reconcile
from pipeline.reconcile.checks import Layout, relations
from pipeline.reconcile.facts import collect
from pipeline.reconcile.forms import Equation
from pipeline.reconcile.intervals import ulp, value_of
from pipeline.reconcile.spoken import sentences
from schemas.catalogue import load_catalogue
from schemas.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.finding import Discrepancy
    from schemas.report import Report

HOME = Path("build/banff")
WORKER = Path(__file__).with_name("banff_worker.py")
INTRODUCTION = (
    "Banff picks at random among smallest sets of figures; it does not say what a figure should read, knows no rates, "
    "and sees the additions and restatements that Jihe found in the report."
)
UNIT = Fraction(10000)  # amounts in 万元, so that they are of Banff's usual size


@dataclass(slots=True)
class Record:
    """Printed values by figure, and the edits `Σ coefficient · figure <= bound` that they must satisfy."""

    values: dict[str, float] = field(default_factory=dict)
    edits: list[tuple[dict[str, float], float]] = field(default_factory=list)


def record_of(report: Report) -> Record:
    """What additions say about a report's amounts; restatements are additions of one term."""
    catalogue = load_catalogue()
    rules, made = load_rules(catalogue), Record()
    layout = Layout.of(report, sentences(report))
    facts = collect(report, layout.sentences, rules)
    for terms, slack, sign in _additions(report, layout, facts, catalogue, rules):
        room = float(slack / UNIT) + 1e-9
        made.edits.append((terms, room))
        if sign == "=":
            made.edits.append(({key: -factor for key, factor in terms.items()}, room))
    used = {key for terms, _ in made.edits for key in terms}
    made.values = {f.figure_id: float(value_of(f) / UNIT) for f in report.figures if f.figure_id in used}
    return made


def _additions(
    report: Report, layout: Layout, facts: Any, catalogue: Any, rules: Any
) -> Iterator[tuple[dict[str, float], Fraction, str]]:
    for relation in relations(report, layout, facts, catalogue, rules):
        form = relation.forms[0] if relation.forms else None
        if relation.sure and isinstance(form, Equation) and not form.constant and all(f.unit for f in form.figures):
            terms = {key: float(factor) for key, factor in form.rows({})[0].terms.items() if factor}
            yield terms, sum((ulp(f) / 2 for f in form.figures), Fraction(0)), form.sign
    for fact in facts.facts:
        for one, other in zip(fact.mentions, fact.mentions[1:], strict=False):
            yield {one.figure_id: 1.0, other.figure_id: -1.0}, (ulp(one) + ulp(other)) / 2, "="


def beside_banff(reports: int) -> str:
    """The table; or why there is none."""
    python = _installed()
    if python is None:
        return "Banff could not be installed here (`pip install banff`)."
    cases, spotless = _cases(reports), [clean(seed) for seed in range(reports)]
    catalogue = load_catalogue()
    rules = load_rules(catalogue)
    began = time.perf_counter()
    ours = [reconcile(report, catalogue, rules).discrepancies for report, _ in cases]
    own = 1000 * (time.perf_counter() - began) / len(cases)
    accused = sum(bool(reconcile(report, catalogue, rules).discrepancies) for report in spotless)
    answer = _asked(python, [record_of(report) for report in (*(report for report, _ in cases), *spotless)])
    theirs, alarms = answer["found"][: len(cases)], sum(map(bool, answer["found"][len(cases) :]))
    right = sum(found == [key] for found, (_, key) in zip(theirs, cases, strict=True))
    told = [sum(_named(key, found, most) for found, (_, key) in zip(ours, cases, strict=True)) for most in (1, 3)]
    each = 1000 * answer["seconds"] / len(answer["found"])
    rows = [
        ("Jihe", *told, f"{accused} of {reports}", f"{own:.0f}"),
        (f"Banff {answer['version']}", right, "one answer only", f"{alarms} of {reports}", f"{each:.0f}"),
    ]
    head = (
        f"{len(cases)} single errors in amounts",
        "right figure first",
        "among three",
        "clean reports accused",
        "ms",
    )
    return f"{INTRODUCTION}\n\n{table(head, rows)}"


def _cases(reports: int) -> list[tuple[Report, str]]:
    """Reports with one wrong figure that an addition betrays, and which figure it is."""
    made = (planted(seed, nature) for nature in NATURES for seed in range(reports))
    found = [(report, figure.figure_id, record_of(report)) for report, figure in made]
    return [(report, key) for report, key, record in found if key in record.values and _broken(record)]


def _named(key: str, found: Sequence[Discrepancy], most: int) -> bool:
    """Whether one of the first `most` explanations of a discrepancy changes this figure alone."""
    return any([c.figure for c in e.changes] == [key] for d in found for e in d.explanations[:most])


def _broken(record: Record) -> bool:
    return any(sum(f * record.values[key] for key, f in terms.items()) > bound for terms, bound in record.edits)


def _installed() -> Path | None:
    """The Python that has Banff, installed when it is not there; None when that fails."""
    python = HOME / "bin" / "python"
    if not python.exists():
        venv.create(HOME, with_pip=True)
    done = subprocess.run([str(python), "-m", "pip", "install", "--quiet", "banff>=3"], check=False)
    return python if done.returncode == 0 else None


def _asked(python: Path, records: list[Record]) -> dict[str, Any]:
    """Banff's answers: `found`, the figures that it would change, record by record; `seconds`; `version`."""
    question = json.dumps([{"values": r.values, "edits": r.edits} for r in records])
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [str(python), "-I", str(WORKER), str(answer)]
        done = subprocess.run(command, input=question, text=True, capture_output=True, check=False)
        if done.returncode:
            sys.stderr.write(done.stderr)
            done.check_returncode()
        made: dict[str, Any] = json.loads(answer.read_text("utf-8"))
    return made
