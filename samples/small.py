"""The committed sample reports (随库样本): six short reports, digital, scanned and mixed, clean and with planted errors.

`python -m samples.small` draws them anew into `samples/reports`, with gold beside them and a manifest of what was
planted. Everything is seeded; the text is the project's own.
"""

from __future__ import annotations

import io
import json
import random
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from weasyprint import HTML

from samples.model import Mention, Report
from samples.pen import Pen, Style
from samples.small_texts import WRITERS, Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

HERE = Path(__file__).parent
STYLE = """
@page { size: A4; margin: 30mm 26mm 28mm; @bottom-center { content: "- " counter(page) " -"; font-size: 10pt } }
body { font: 15pt/1.75 "Noto Serif CJK SC"; text-align: justify }
h1 { font-size: 21pt; text-align: center; margin: 12mm 0 }
p { margin: 0; text-indent: 2em; orphans: 1; widows: 1 } p.cover { text-indent: 2em } p.right { text-align: right }
p.one { font-weight: bold } p.two { font-family: "AR PL UKai CN", serif }
table { border-collapse: collapse; width: 100%; font-size: 11pt; line-height: 1.4; margin: 2mm 0 4mm }
td { border: 0.8pt solid black; padding: 1mm; text-align: center } p.unit { text-align: right; font-size: 11pt }
"""


@dataclass(frozen=True, slots=True)
class Plant:
    """An error to plant: the `nth` printing (from 1) of a fact gets `digits` in place of its own."""

    fact: str
    nth: int
    digits: str
    nature: str


def slipper(plants: tuple[Plant, ...], planted: list[dict[str, str]]) -> Callable[[Mention], Mention]:
    """What prints another number where an error is planted, and writes down what it did."""
    seen: dict[str, int] = {}

    def slip(mention: Mention) -> Mention:
        seen[mention.fact] = seen.get(mention.fact, 0) + 1
        for plant in plants:
            if (plant.fact, plant.nth) == (mention.fact, seen[mention.fact]):
                text = mention.text.replace(mention.digits, plant.digits)
                planted.append({
                    "nature": plant.nature, "label": mention.label, "printed": text, "true": mention.text,
                })  # fmt: skip
                value = Decimal(plant.digits)
                return replace(mention, text=text, digits=plant.digits, value=value, true=mention.value)
        return mention

    return slip


# name, writer, pages that are scanned ("all", "some", ""), what is planted
SAMPLES: tuple[tuple[str, str, str, tuple[Plant, ...]], ...] = (
    ("整体-数字-无误", "整体", "", ()),
    ("整体-数字-有误", "整体", "", (
        Plant("in.other", 1, "31.45", "digit"), Plant("tp.rate", 1, "18.88", "point"), Plant("score.c", 1, "27", "sum"),
    )),
    ("项目-扫描-无误", "项目", "all", ()),
    ("项目-扫描-有误", "项目", "all", (Plant("plan.b", 1, "58.64", "transposed"), Plant("rate.a", 1, "99.58", "rate"))),
    ("决算-混合-无误", "决算", "some", ()),
    ("决算-混合-有误", "决算", "some", (Plant("q2", 1, "67.15", "digit"), Plant("share.staff", 1, "45.17", "transposed"))),
)  # fmt: skip


def draw(name: str, writer: str, plants: tuple[Plant, ...]) -> tuple[bytes, dict[str, object], list[dict[str, str]]]:
    """One report as a digital PDF, with its gold and what was planted."""
    write, book, head = WRITERS[writer]
    planted: list[dict[str, str]] = []
    ledger = book()
    pen = Pen(ledger, Style(trim=0.0), random.Random(name), slip=slipper(plants, planted))
    report = Report(writer, 0, str(head["title"]), "", "", 0, None, None, None, ledger, {})
    draft = Draft(report, pen, [], [], [], [], [])
    write(draft)
    if len(planted) != len(plants):
        message = f"{name}: {len(plants)} errors to plant, {len(planted)} planted"
        raise ValueError(message)
    page = f'<html lang="zh-CN"><style>{STYLE}</style><body>{"".join(draft.html)}</body></html>'
    gold = {"report": head, "headings": draft.headings, "figures": draft.gold, "scores": draft.scores, "tables": []}
    return HTML(string=page).write_pdf(), gold, planted


def aged(page: NDArray[np.uint8], rng: np.random.Generator, *, sealed: bool) -> NDArray[np.uint8]:
    """A page as an office scanner sees it: a little crooked, grey, noisy, perhaps with a red seal."""
    height, width = page.shape[:2]
    if sealed:
        centre = (int(width * 0.7), int(height * 0.72))
        cv2.circle(page, centre, int(width * 0.1), (205, 60, 60), 5)
        star = np.array([(np.cos(a), np.sin(a)) for a in np.arange(5) * 4 * np.pi / 5 - np.pi / 2])
        cv2.fillPoly(page, [(star * width * 0.035 + centre).astype(np.int32)], (205, 60, 60))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-0.7, 0.7)), 1.0)
    page = cv2.warpAffine(page, turn, (width, height), borderValue=(255, 255, 255)).astype(np.uint8)
    shade = np.linspace(1.0, float(rng.uniform(0.86, 0.95)), width)[np.newaxis, :, np.newaxis]
    noisy = page * shade + rng.normal(0, 5, page.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def scanned(pdf: bytes, which: str, name: str) -> bytes:
    """The PDF with all or some pages replaced by pictures of them."""
    rng = np.random.default_rng(sum(name.encode()))
    source, target = pdfium.PdfDocument(pdf), pdfium.PdfDocument.new()
    last = len(source) - 1
    for k in range(len(source)):
        if which == "some" and k != last:
            target.import_pages(source, [k])
            continue
        image = source[k].render(scale=170 / 72, rev_byteorder=True).to_numpy()[:, :, :3].copy()
        picture = aged(image, rng, sealed=k == last)
        buffer = io.BytesIO()
        Image.fromarray(picture).save(buffer, "JPEG", quality=52)
        page = target.new_page(595.276, 841.89)
        item = pdfium.PdfImage.new(target)
        buffer.seek(0)
        item.load_jpeg(buffer, inline=True)
        item.set_matrix(pdfium.PdfMatrix().scale(595.276, 841.89))
        page.insert_obj(item)
        page.gen_content()
    out = io.BytesIO()
    target.save(out)
    return out.getvalue()


def main() -> None:
    """Draw all six."""
    (HERE / "reports").mkdir(exist_ok=True)
    (HERE / "gold").mkdir(exist_ok=True)
    manifest = []
    for name, writer, which, plants in SAMPLES:
        pdf, gold, planted = draw(name, writer, plants)
        (HERE / "reports" / f"{name}.pdf").write_bytes(scanned(pdf, which, name) if which else pdf)
        text = json.dumps(gold, ensure_ascii=False, indent=1)
        (HERE / "gold" / f"{name}.json").write_text(text + "\n", "utf-8")
        form = {"": "digital", "all": "scanned", "some": "mixed"}[which]
        manifest.append({"report": f"{name}.pdf", "framework": writer, "form": form, "planted": planted})
    (HERE / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
