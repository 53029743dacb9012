"""Small PDF files for the reading tests, drawn with reportlab."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
WIDTH, HEIGHT = 595.0, 842.0


def pdf(
    path: Path,
    pages: Sequence[Sequence[tuple[float, float, str]]],
    *,
    password: str = "",
    turn: int = 0,
    larger: Mapping[str, float] | None = None,
) -> Path:
    """A PDF with text at (x, y from the top) on each page, of 14 points but for what is `larger`, or smaller."""
    # The page is drawn upright: for a quarter turn reportlab swaps the sides that it is given.
    size = (HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT)
    canvas = Canvas(str(path), pagesize=size, encrypt=StandardEncryption(password) if password else None)
    for page in pages:
        canvas.setPageRotation(turn)
        for x, y, text in page:
            canvas.setFont("STSong-Light", (larger or {}).get(text, 14))
            canvas.drawString(x, HEIGHT - y, text)
        canvas.showPage()
    canvas.save()
    return path


def table_pdf(path: Path, rows: list[list[str]], *, width: float = 80, height: float = 24) -> Path:
    """A PDF of one page with a ruled table."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    canvas.setFont("STSong-Light", 11)
    top = HEIGHT - 120
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            canvas.rect(70 + c * width, top - (r + 1) * height, width, height)
            canvas.drawString(74 + c * width, top - (r + 1) * height + 7, text)
    canvas.showPage()
    canvas.save()
    path.write_bytes(buffer.getvalue())
    return path


def pen_pdf(path: Path, numbers: list[tuple[str, int]], *, point: tuple[int, str], later: bool) -> Path:
    """A PDF of numbers at (70, y), each character set by itself in a font of its own (Type 3).

    `point` is the width that the font claims for its point and the box that it claims for the point's ink; `later`
    draws the points after all digits.
    """
    advance, ink = point
    drawn: list[tuple[bool, str]] = []
    for text, y in numbers:
        x = 70.0
        for char in text:
            drawn.append((later and char == ".", f"BT /F 12 Tf 1 0 0 1 {x:.2f} {y} Tm ({char}) Tj ET"))
            x += 12 * (0.278 if char == "." else 0.556)
    content = " ".join(part for _, part in sorted(drawn, key=lambda d: d[0]))
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        _stream(content),
        (
            "<</Type/Font/Subtype/Type3/FontBBox[0 0 0 0]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 46/LastChar 57"
            f"/Widths[{advance} 0{10 * ' 556'}]/Encoding<</Differences[46/period 48/{'/'.join(names)}]>>"
            f"/CharProcs<</period 6 0 R{''.join(f'/{name} 7 0 R' for name in names)}>>>>"
        ),
        _stream(f"{advance} 0 {ink} d1 0 0 200 150 re f"),
        _stream("556 0 40 0 500 700 d1 40 0 460 700 re f"),
    ]
    made = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF"
    path.write_text(f"{made}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}")
    return path


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"
