"""Small PDF files for the reading tests, drawn with reportlab."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from pathlib import Path

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
WIDTH, HEIGHT = 595.0, 842.0


def pdf(path: Path, pages: list[list[tuple[float, float, str]]], *, password: str = "", turn: int = 0) -> Path:
    """A PDF with text at (x, y from the top) on each page."""
    # The page is drawn upright: for a quarter turn reportlab swaps the sides that it is given.
    size = (HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT)
    canvas = Canvas(str(path), pagesize=size, encrypt=StandardEncryption(password) if password else None)
    for page in pages:
        canvas.setPageRotation(turn)
        canvas.setFont("STSong-Light", 14)
        for x, y, text in page:
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
