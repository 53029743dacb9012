"""A second look at one place (复核重读): the crop of a box, and what other means read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from pipeline.errors import UnreadableError
from pipeline.read.images import is_image, opened, upright
from pipeline.read.pdf import render
from pipeline.read.scan.image import seals_of, turned, without_seals
from schemas.finding import Reread

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.read.scan.ocr import Readers
    from schemas.document import Box
    from schemas.figure import Figure

AGAIN_DPI = 400.0
FRAME = "#D93025"


def crop(
    path: Path, box: Box, turn: int = 0, dpi: float = 150.0, margin: float = 6.0, *, framed: Box | None = None
) -> Image.Image | None:
    """The picture of a place in a PDF or image file, `margin` points wider on every side; None where there is none.

    `turn` is the page's `rotation`: what had to be undone for its text to stand upright. `framed` gets a red frame.
    """
    piece = _piece(path, box, dpi, margin, turn)
    if piece is None:
        return None
    image = Image.fromarray(piece).convert("RGB")
    if framed is not None:
        scale = dpi / 72
        left, top = max(box.x0 - margin, 0.0), max(box.top - margin, 0.0)
        edges = (framed.x0 - left - 2, framed.top - top - 2, framed.x1 - left + 2, framed.bottom - top + 2)
        ImageDraw.Draw(image).rectangle([edge * scale for edge in edges], outline=FRAME, width=2)
    return image


def _piece(path: Path, box: Box, dpi: float, margin: float, turn: int = 0) -> NDArray[np.uint8] | None:
    try:
        page = _image_page(path, box.page, dpi) if is_image(_head(path)) else _pdf_page(path, box.page, dpi)
    except (OSError, SyntaxError, ValueError, EOFError, UnreadableError, pdfium.PdfiumError):
        return None
    if page is None:
        return None
    image = turned(page, -turn % 360)
    scale = dpi / 72
    x0, y0 = max(int((box.x0 - margin) * scale), 0), max(int((box.top - margin) * scale), 0)
    x1, y1 = int((box.x1 + margin) * scale), int((box.bottom + margin) * scale)
    piece = image[y0:y1, x0:x1]
    return piece if piece.size else None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def _pdf_page(path: Path, number: int, dpi: float) -> NDArray[np.uint8] | None:
    document = pdfium.PdfDocument(path)
    try:
        return render(document[number - 1], dpi) if 1 <= number <= len(document) else None
    finally:
        document.close()


def _image_page(path: Path, number: int, dpi: float) -> NDArray[np.uint8] | None:
    with opened(path.read_bytes()) as image:
        if not 1 <= number <= getattr(image, "n_frames", 1):
            return None
        image.seek(number - 1)
        page, own = upright(image)
    larger: NDArray[np.uint8] = cv2.resize(page, None, fx=dpi / own, fy=dpi / own, interpolation=cv2.INTER_CUBIC)
    return larger


def reread(path: Path, figure: Figure, readers: Readers, turn: int = 0) -> tuple[Reread, ...]:
    """Read a figure's place again: larger by the engine that reads pages, then by another one.

    `turn` is the page's `rotation`. `supports` says `printed` when the reading confirms the printed digits, else
    `other`.
    """
    box = figure.evidence.boxes[0]
    piece = _piece(path, box, AGAIN_DPI, 3.0, turn)
    if piece is None:
        return ()
    grey = cv2.cvtColor(without_seals(piece, seals_of(piece)), cv2.COLOR_GRAY2RGB)
    found = []
    for engine in (readers.first(), readers.second()):
        if engine is not None:
            reading = "".join(line.text for line in engine.read(grey) if line.sure)
            same = _digits(figure.printed) in _digits(reading)
            found.append(Reread(figure.figure_id, engine.name, reading, "printed" if same else "other"))
    return tuple(found)


def _digits(text: str) -> str:
    return "".join(c for c in text.replace("．", ".") if c.isdigit() or c == ".")
