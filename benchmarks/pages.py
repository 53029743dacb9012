"""Pages drawn for measuring the reader (阅读样张): prose full of numbers, ruled tables, dense sheets of figures.

What scanners and faxes make of them is `samples.ageing`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples.ageing import age

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT, DPI = 595.0, 842.0, 300
LEFT, RIGHT, TOP, BOTTOM = 79.0, 516.0, 80.0, 770.0
FONTS = (  # file, and which of its faces is the mainland's; `make draw` installs them
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
    ("/usr/share/fonts/truetype/arphic/ukai.ttc", 0),
)
EMBEDDED = FONTS[2][0]
RULINGS = ("all", "rows", "none")
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


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of text at (x, y of its top) in points, of type `size`."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page: its words, its rules (x0, y0, x1, y1), the cells of its table, row by row, and how that is ruled."""

    words: tuple[Word, ...]
    rules: tuple[tuple[float, float, float, float], ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    ruling: str = ""

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
    ruling = random.choice(RULINGS)
    cells, table, rules = _table(random, y + 14, ruling, commas=commas)
    return Drawn(tuple(words) + table, rules, cells, ruling)


def dense(random: Random, *, sheet: bool) -> Drawn:
    """A page full of figures: a table from top to bottom when it is a `sheet`, else nothing but prose."""
    commas = random.random() < 0.4
    if sheet:
        return _sheet(random, commas=commas)
    size = random.choice((10.5, 12.0, 14.0, 16.0))
    words, y = [], TOP
    while y < BOTTOM:
        text = "　　" + "".join(_sentence(random, commas=commas) for _ in range(2))
        for start, end in _breaks(text, int((RIGHT - LEFT) // size)):
            line = text[start:end].lstrip("　")
            if y < BOTTOM:
                words.append(Word(LEFT + size * (end - start - len(line)), y, size, line))
            y += 1.75 * size
    return Drawn(tuple(words))


def _sheet(random: Random, *, commas: bool) -> Drawn:
    """A table of seven columns and some thirty rows, ruled in one of the three ways."""
    size, pitch = random.choice(((7.5, 16.0), (9.0, 18.0), (9.0, 20.0), (10.5, 22.0)))
    first, width = 88.0, (RIGHT - LEFT - 88.0) / 6
    edges = [LEFT, *(LEFT + first + width * n for n in range(7))]
    heads = ("项目", "年初预算", "调整预算", "执行数", "比上年增减", "执行率", "得分")
    rows = [heads] + [_figures(random, int(width / (0.6 * size)), commas=commas) for _ in range(int(680 / pitch) - 1)]
    ends = [TOP + pitch * n for n in range(len(rows) + 1)]
    ruling = random.choice(RULINGS)
    words = []
    for y, row in zip(ends, rows, strict=False):
        for (left, right), text in zip(pairwise(edges), row, strict=True):
            room = right - left - 0.55 * size * len(text) if text[-1].isascii() else 0
            words.append(Word(left + max(room / 2, 3), y + (pitch - size) / 2, size, text))
    return Drawn(tuple(words), _rules(ruling, edges, ends), tuple(rows), ruling)


def _rules(ruling: str, edges: list[float], ends: list[float]) -> tuple[tuple[float, float, float, float], ...]:
    """The strokes of a table whose columns and rows begin and end at these places."""
    across = [(edges[0], y, edges[-1], y) for y in (ends if ruling != "none" else [])]
    down = [(x, ends[0], x, ends[-1]) for x in (edges if ruling == "all" else [])]
    return tuple(across + down)


def _figures(random: Random, fit: int, *, commas: bool) -> tuple[str, ...]:
    """A row of a sheet; no text is longer than `fit` characters."""

    def amount() -> str:
        return next(text for text in iter(lambda: _amount(random, commas=commas), None) if len(text) < fit)

    change = ("-" if random.random() < 0.4 else "") + amount()
    rate = f"{random.uniform(0, 130):.{random.choice((0, 1, 2, 2))}f}%"
    score = f"{random.uniform(0, 20):.{random.choice((0, 0, 1, 2))}f}"
    return (random.choice(NAMES), amount(), amount(), amount(), change, rate, score)


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
    random: Random, y: float, ruling: str, *, commas: bool
) -> tuple[tuple[tuple[str, ...], ...], tuple[Word, ...], tuple[tuple[float, float, float, float], ...]]:
    size, pitch = random.choice((9.0, 10.5)), random.choice((20.0, 24.0))
    rows = [("项目", "预算数", "执行数", "执行率", "得分")]
    for _ in range(random.randint(4, 8)):
        rate = f"{random.uniform(0, 110):.2f}%"
        row = (_amount(random, commas=commas), _amount(random, commas=commas), rate, str(random.randint(0, 20)))
        rows.append((random.choice(NAMES), *row))
    edges = [LEFT, LEFT + 110, LEFT + 200, LEFT + 290, LEFT + 370, RIGHT]
    rules = _rules(ruling, edges, [y + pitch * r for r in range(len(rows) + 1)])
    words = [
        Word(edges[c] + 5, y + pitch * r + (pitch - size) / 2, size, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return tuple(rows), tuple(words), rules


def paint(page: Drawn, font: tuple[str, int], dpi: int = DPI) -> Image.Image:
    """The page as a printer puts it on paper: grey, black on white."""
    scale = dpi / 72
    image = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), "white")
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in page.rules:
        draw.line((x0 * scale, y0 * scale, x1 * scale, y1 * scale), fill="black", width=max(round(0.6 * scale), 1))
    for word in page.words:
        kind = ImageFont.truetype(font[0], round(word.size * scale), index=font[1])
        draw.text((word.x * scale, word.y * scale), word.text, font=kind, fill="black", anchor="lt")
    return image


def scanned_pdf(path: Path, pages: Sequence[Drawn], grade: str, seed: int) -> Path:
    """A PDF whose pages are images of a grade of `samples.ageing`, fonts taken in turn."""
    with TemporaryDirectory() as folder:
        printed = Path(folder) / "printed.pdf"
        canvas = Canvas(str(printed), pagesize=(WIDTH, HEIGHT), invariant=True)
        for number, page in enumerate(pages):
            buffer = BytesIO()
            paint(page, FONTS[(seed + number) % len(FONTS)]).save(buffer, "PNG", compress_level=1)
            canvas.drawImage(ImageReader(buffer), 0, 0, WIDTH, HEIGHT)
            canvas.showPage()
        canvas.save()
        age(printed, path, grade, Random(seed), "江城市财政局")
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
