"""Pages drawn for measuring the reader: prose full of numbers, ruled tables, and what scanners and faxes do to them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WIDTH, HEIGHT, DPI = 595.0, 842.0, 200
LEFT, RIGHT, TOP = 79.0, 516.0, 80.0
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/arphic/ukai.ttc",
)
EMBEDDED = FONTS[2]
NAMES = (
    "道路养护",
    "校舍维修",
    "设备购置",
    "信息系统运维",
    "困难群众救助",
    "河道清淤",
    "人才培训",
    "档案整理",
    "消防改造",
    "窗口服务",
)
SENTENCES = (
    "本年度安排{n}资金{a}万元，实际支出{b}万元，执行率{r}%。",
    "{n}项目年初预算{a}万元，调整后{b}万元，结余{c}万元，占{r}%。",
    "截至年底，全单位在编人员{i}人，完成{n}任务{j}件，比上年增长{r}%。",
    "经核对，{n}自评得分{s}分，扣分原因为进度较慢，其中{c}万元结转下年使用。",
    "全年公用经费{a}元，人员经费{b}元，两项合计占总支出的{r}%。",
)
GRADES = ("office", "poor", "fax")


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of text at (x, y of its top) in points, of type `size`."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page: its words, its rules (x0, y0, x1, y1), and the cells of its table, row by row."""

    words: tuple[Word, ...]
    rules: tuple[tuple[float, float, float, float], ...]
    cells: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """All words in reading order."""
        return "".join(word.text for word in self.words)


def compose(random: Random) -> Drawn:
    """A page of prose with a table under it; each page has a number style of its own."""
    commas = random.random() < 0.4
    size = random.choice((12.0, 14.0, 16.0))
    words, y = [], TOP
    per_line = int((RIGHT - LEFT) // size)
    for _ in range(random.randint(5, 8)):
        text = "　　" + "".join(_sentence(random, commas=commas) for _ in range(random.randint(1, 2)))
        for start in _breaks(text, per_line):
            line = text[slice(*start)]
            shift = size * (len(line) - len(line.lstrip("　")))
            words.append(Word(LEFT + shift, y, size, line.lstrip("　")))
            y += 1.75 * size
        if y > 430:
            break
    cells, table, rules = _table(random, y + 14, commas=commas)
    return Drawn(tuple(words) + table, rules, cells)


def _breaks(text: str, per_line: int) -> list[tuple[int, int]]:
    """Where lines start and end: as full as they go, numbers kept whole."""
    spans, start, used = [], 0, 0.0
    for at, char in enumerate(text):
        used += 0.55 if char.isascii() else 1.0
        if used > per_line:
            cut = at
            while cut > start + 4 and (text[cut - 1].isascii() and text[cut].isascii()):
                cut -= 1
            spans.append((start, cut))
            start = cut
            used = sum(0.55 if c.isascii() else 1.0 for c in text[start : at + 1])
    return [*spans, (start, len(text))]


def _sentence(random: Random, *, commas: bool) -> str:
    return random.choice(SENTENCES).format(
        n=random.choice(NAMES),
        a=_amount(random, commas=commas),
        b=_amount(random, commas=commas),
        c=_amount(random, commas=commas),
        r=f"{random.uniform(0, 120):.2f}",
        i=random.randint(3, 900),
        j=random.randint(1, 30000),
        s=random.choice((f"{random.uniform(60, 100):.1f}", str(random.randint(2, 100)))),
    )


def _amount(random: Random, *, commas: bool) -> str:
    value = 10 ** random.uniform(0, 5.5)
    return f"{value:,.{random.choice((0, 1, 2, 2, 2, 4))}f}" if commas else f"{value:.{random.choice((0, 2, 2, 2))}f}"


def _table(
    random: Random, y: float, *, commas: bool
) -> tuple[tuple[tuple[str, ...], ...], tuple[Word, ...], tuple[tuple[float, float, float, float], ...]]:
    size, pitch = random.choice((9.0, 10.5)), random.choice((20.0, 24.0))
    rows = [("项目", "预算数", "执行数", "执行率", "得分")]
    for _ in range(random.randint(4, 8)):
        rate = f"{random.uniform(0, 110):.2f}%"
        row = (_amount(random, commas=commas), _amount(random, commas=commas), rate, str(random.randint(0, 20)))
        rows.append((random.choice(NAMES), *row))
    edges = [LEFT, LEFT + 110, LEFT + 200, LEFT + 290, LEFT + 370, RIGHT]
    bottom = y + pitch * len(rows)
    rules = [(LEFT, y + pitch * r, RIGHT, y + pitch * r) for r in range(len(rows) + 1)]
    rules += [(x, y, x, bottom) for x in edges]
    words = [
        Word(edges[c] + 5, y + pitch * r + (pitch - size) / 2, size, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return tuple(rows), tuple(words), tuple(rules)


def paint(page: Drawn, font: str, dpi: int = DPI) -> Image.Image:
    """The page as an image, black on white, three channels."""
    scale = dpi / 72
    image = Image.new("RGB", (round(WIDTH * scale), round(HEIGHT * scale)), "white")
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in page.rules:
        draw.line((x0 * scale, y0 * scale, x1 * scale, y1 * scale), fill="black", width=max(round(0.6 * scale), 1))
    for word in page.words:
        kind = ImageFont.truetype(font, round(word.size * scale))
        draw.text((word.x * scale, word.y * scale), word.text, font=kind, fill="black", anchor="lt")
    return image


def degrade(image: Image.Image, grade: str, random: Random) -> Image.Image:
    """What a scanner makes of a page: `office` (200 dpi, seal), `poor` (110 dpi, noise), `fax` (100 dpi, 1 bit)."""
    dpi, angle, noise, blur, quality = {
        "office": (200, 0.6, 4.0, 0.0, 72),
        "poor": (110, 1.5, 11.0, 0.5, 45),
        "fax": (100, 0.8, 8.0, 0.0, 90),
    }[grade]
    if grade == "office":
        image = _sealed(image, random)
    image = image.rotate(random.uniform(-angle, angle), Image.Resampling.BICUBIC, fillcolor="white")
    size = (round(image.width * dpi / DPI), round(image.height * dpi / DPI))
    pixels = np.asarray(image.resize(size, Image.Resampling.LANCZOS), dtype=np.float32)
    if blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur)
    shade = np.linspace(0, random.uniform(8, 30), pixels.shape[1], dtype=np.float32)[None, :, None]
    grain = np.random.default_rng(random.getrandbits(32)).normal(0, noise, pixels.shape[:2])[:, :, None]
    pixels = np.clip(pixels - shade + grain, 0, 255)
    if grade == "fax":
        return Image.fromarray(((pixels.mean(axis=2) > 150) * 255).astype(np.uint8))
    buffer = BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def _sealed(image: Image.Image, random: Random) -> Image.Image:
    layer = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(layer)
    x, y, r = random.uniform(0.4, 0.7) * image.width, random.uniform(0.1, 0.4) * image.height, 0.09 * image.width
    draw.ellipse((x - r, y - r, x + r, y + r), outline=(215, 40, 45), width=9)
    draw.regular_polygon((x, y, r * 0.35), 5, fill=(215, 40, 45))
    return Image.fromarray(np.minimum(np.asarray(image), np.asarray(layer)))


def scanned_pdf(path: Path, pages: Sequence[Drawn], grade: str, seed: int) -> Path:
    """A PDF whose pages are images of `grade`, fonts taken in turn."""
    random = Random(seed)
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    for number, page in enumerate(pages):
        image = degrade(paint(page, FONTS[number % len(FONTS)]), grade, random)
        buffer = BytesIO()
        if grade == "fax":
            image.convert("1").save(buffer, "PNG")
        else:
            image.save(buffer, "JPEG", quality=80)
        canvas.drawImage(ImageReader(buffer), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return path


def digital_pdf(path: Path, pages: Sequence[Drawn]) -> Path:
    """A PDF with a text layer and drawn rules."""
    pdfmetrics.registerFont(TTFont("zenhei", EMBEDDED))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    for page in pages:
        canvas.setLineWidth(0.6)
        for x0, y0, x1, y1 in page.rules:
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
        for word in page.words:
            canvas.setFont("zenhei", word.size)
            canvas.drawString(word.x, HEIGHT - word.y - 0.86 * word.size, word.text)
        canvas.showPage()
    canvas.save()
    return path
