"""Many drawn reports as files (样本库): framework after framework, clean twins and planted, digital and aged."""

from __future__ import annotations

import json
import random
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from samples.ageing import GRADES, age
from samples.draw import FRAMEWORKS, draw
from samples.gold import gold
from samples.html import write_pdf
from samples.planting import ALL, betrayed, draw_planted

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMS = ("digital", *GRADES, "mixed")


@dataclass(frozen=True, slots=True)
class Item:
    """One file to draw. `nature` is the planted error's, "" for a clean report."""

    framework: str
    seed: int
    form: str
    nature: str = ""

    @property
    def stem(self) -> str:
        """The file's name less its ending."""
        return "-".join(filter(None, (self.framework, str(self.seed), self.form, self.nature)))


def plan(count: int, *, digital: float = 0.6, first: int = 0) -> Iterator[Item]:
    """The files of a corpus.

    `count` items: every framework in turn; the share `digital` is digital, the rest goes round the grades. Every
    digital report whose seed is odd carries an error; its clean twin has the same seed and none.
    """
    names, made, seed, turn, errors = list(FRAMEWORKS), 0, first, 0, 0
    while True:
        for at, name in enumerate(names):
            scanned = ((seed * len(names) + at) * 7919 % 100) / 100 >= digital
            turn += 1
            if scanned:
                yield Item(name, seed, FORMS[1 + turn % (len(FORMS) - 1)])
            elif seed % 2:
                yield Item(name, seed, "digital", ALL[errors % len(ALL)])
                errors += 1
                made += 1
                if made == count:
                    return
                yield Item(name, seed, "digital")
            else:
                yield Item(name, seed, "digital")
            made += 1
            if made >= count:
                return
        seed += 1


def make(item: Item, folder: Path) -> None:
    """Draw one item into `folder`, with its gold under `gold/`. What is there already stays."""
    target, answer = folder / f"{item.stem}.pdf", folder / "gold" / f"{item.stem}.json"
    if target.exists() and answer.exists():
        return
    answer.parent.mkdir(parents=True, exist_ok=True)
    natures = (item.nature,) if item.nature else ()
    report = draw_planted(item.framework, item.seed, natures)[0] if natures else draw(item.framework, item.seed)
    with tempfile.TemporaryDirectory() as scratch:
        clean = Path(scratch) / "drawn.pdf"
        write_pdf(report, clean)
        finish(item, clean, target)
    facts = {"item": asdict(item), "betrayed": betrayed(report)}
    answer.write_text(json.dumps(gold(report) | facts, ensure_ascii=False, indent=1), encoding="utf-8")


def finish(item: Item, drawn: Path, target: Path) -> None:
    """Age the drawn file as its form says."""
    rng = random.Random(item.stem)
    if item.form == "digital":
        target.write_bytes(drawn.read_bytes())
        return
    count = len(pdfium.PdfDocument(drawn))
    if item.form == "mixed":
        pages = set(rng.sample(range(count), max(1, count // 3)))
        age(drawn, target, "office", item.seed, pages=pages)
        return
    age(drawn, target, item.form, item.seed, turn=rng.random() < 0.15)
