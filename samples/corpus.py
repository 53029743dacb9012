"""Many drawn reports as files (样本库): framework after framework, clean twins and planted, born digital and aged."""

from __future__ import annotations

import functools
import hashlib
import json
import random
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from samples.ageing import PICTURES, SCANS, age, garbled
from samples.betrayed import betrayed
from samples.draw import FRAMEWORKS, draw
from samples.gold import gold
from samples.html import html_of, write_html, write_pdf
from samples.planting import ALL, draw_planted, sown
from samples.word import convert, write_docx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samples.model import Report

BORN = ("digital", "word", "digital", "docx")
FORMS = ("digital", "word", "docx", *SCANS)
SUFFIXES = {"docx": ".docx", "tiff": ".tiff", "png": ".png", "jpeg": ".jpg"}
LONGEST = {"born": 40, "scanned": 9, "picture": 1}
BATCH = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One file to draw. `nature` is the planted error's, several joined by +, "" for a clean report."""

    framework: str
    seed: int
    form: str
    nature: str = ""

    @property
    def stem(self) -> str:
        """The file's name less its ending."""
        return "-".join(filter(None, (self.framework, str(self.seed), self.form, self.nature)))

    @property
    def name(self) -> str:
        """The file's name."""
        return self.stem + SUFFIXES.get(self.form, ".pdf")

    @property
    def natures(self) -> tuple[str, ...]:
        """The natures of the planted errors."""
        return tuple(filter(None, self.nature.split("+")))

    def report(self) -> Report:
        """The report. Scans are short: reading one page of them costs what reading fifty digital ones does."""
        longest = LONGEST["picture" if self.form in PICTURES else "scanned" if self.form in SCANS else "born"]
        if self.natures:
            return draw_planted(self.framework, self.seed, self.natures, longest=longest)[0]
        return draw(self.framework, self.seed, longest=longest)


def plan(count: int, *, digital: float = 0.6, first: int = 0, forms: tuple[str, ...] = BORN) -> Iterator[Item]:
    """The files of a corpus.

    `count` items: every framework in turn; the share `digital` is born digital, in `forms` by turns, the rest goes
    round the kinds of scan. Every report that is born digital and whose seed is odd carries an error, of the nature
    that its framework has had least of (one in six carries two or three); its clean twin has the same seed and none.
    """
    names, made, seed, turn = list(FRAMEWORKS), 0, first, 0
    used: Counter[str] = Counter()
    while True:
        for at, name in enumerate(names):
            turn += 1
            if ((seed * len(names) + at) * 7919 % 100) / 100 >= digital:
                pair = [Item(name, seed, SCANS[turn % len(SCANS)])]
            else:
                form = forms[(seed + at) % len(forms)]
                pair = [Item(name, seed, form)]
                nature = chosen(name, seed, used, 1 + (turn % 6 == 0) + (turn % 12 == 0)) if seed % 2 else ""
                if nature:
                    pair = [Item(name, seed, form, nature), *pair]
            for item in pair:
                yield item
                made += 1
                if made == count:
                    return
        seed += 1


def chosen(framework: str, seed: int, used: Counter[str], errors: int) -> str:
    """So many natures that fit the report, those first that were used least, in this framework and in all."""
    ranked = sorted(ALL, key=lambda n: (used[n], used[f"{framework}/{n}"], ALL.index(n)))
    found = sown(framework, seed, ranked, errors)
    for nature in found:
        used.update((nature, f"{framework}/{nature}"))
    return "+".join(found)


@functools.cache
def drawn_by() -> str:
    """The mark of the drawing code: files drawn by other code are drawn anew."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kept(item: Item, folder: Path) -> bool:
    """Whether the item lies in the folder as this code draws it."""
    answer = folder / "gold" / f"{item.stem}.json"
    return (
        (folder / item.name).exists()
        and answer.exists()
        and json.loads(answer.read_text("utf-8")).get("drawn_by") == drawn_by()
    )


def make_all(items: Iterable[Item], folder: Path, *, workers: int = 2) -> None:
    """Draw the items into `folder` in so many processes. What is there already, drawn by this code, stays."""
    todo = [item for item in items if not kept(item, folder)]
    word = [item for item in todo if item.form == "word"]
    batches = [word[i : i + BATCH] for i in range(0, len(word), BATCH)]
    with ProcessPoolExecutor(workers) as pool:
        jobs = [pool.submit(make_word, batch, folder) for batch in batches]
        jobs += [pool.submit(make, item, folder) for item in todo if item.form != "word"]
        for job in jobs:
            job.result()


def make_word(items: list[Item], folder: Path) -> None:
    """Draw items of the form `word`: as DOCX, and all of them to PDF by one LibreOffice."""
    with tempfile.TemporaryDirectory() as scratch:
        reports = [item.report() for item in items]
        paths = [Path(scratch) / f"{item.stem}.docx" for item in items]
        for report, path in zip(reports, paths, strict=True):
            write_docx(report, path)
        folder.mkdir(parents=True, exist_ok=True)
        convert(paths, folder)
    for item, report in zip(items, reports, strict=True):
        answer(item, report, folder)


def make(item: Item, folder: Path) -> None:
    """Draw one item into `folder`, with its gold under `gold/`. What is there already, drawn by this code, stays."""
    if kept(item, folder):
        return
    if item.form == "word":
        make_word([item], folder)
        return
    folder.mkdir(parents=True, exist_ok=True)
    report, target, grade = item.report(), folder / item.name, ""
    if item.form == "docx":
        write_docx(report, target)
    elif item.form == "digital":
        write_pdf(report, target)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            drawn = Path(scratch) / "drawn.pdf"
            write_pdf(report, drawn)
            rng, under = random.Random(item.stem), None
            if item.form == "layered":
                under = Path(scratch) / "under.pdf"
                write_html(garbled(html_of(report), rng), under)
            grade = age(drawn, target, item.form, rng, "" if report.layout["seal"] else report.department, under)
    answer(item, report, folder, grade)


def answer(item: Item, report: Report, folder: Path, grade: str = "") -> None:
    """Write the item's gold, with the grade of its scan."""
    path = folder / "gold" / f"{item.stem}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = {"item": asdict(item), "grade": grade, "betrayed": betrayed(report), "drawn_by": drawn_by()}
    path.write_text(json.dumps(gold(report) | facts, ensure_ascii=False, indent=1), encoding="utf-8")
