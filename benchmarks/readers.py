"""The readers that are compared: a name, what it needs, and a function from a PDF file to its pages' text."""

from __future__ import annotations

import subprocess
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemas.document import Document

Reader: TypeAlias = "Callable[[Path, int | None], list[str] | Document]"


class Peer(NamedTuple):
    """`digital` says for which PDF files it is measured (True: with a text layer), `needs` what must be installed."""

    build: Callable[[], Reader]
    digital: tuple[bool, ...]
    needs: str = ""


def read_by(name: str) -> Reader:
    """The reader of that name, loaded. It takes a file and how many pages to read, None for all."""
    return PEERS[name].build()


def jihe(ocr: str = "auto") -> Reader:
    """This project's reader: boxes, layout, tables, and with OCR the second look at numbers."""
    from pipeline.read import Readers, read  # noqa: PLC0415 - each reader loads only itself
    from pipeline.settings import Settings  # noqa: PLC0415

    settings = Settings(ocr=ocr, cache=None)
    readers = Readers(settings)

    def pages(path: Path, count: int | None) -> Document:
        if count is not None:
            path = _first(path)
        return read(path, settings, readers)

    return pages


def _first(path: Path) -> Path:
    """A PDF of the first page alone, beside the whole."""
    import pypdfium2  # noqa: PLC0415

    target = path.with_name(f"first-{path.name}")
    with pypdfium2.PdfDocument(path) as whole, pypdfium2.PdfDocument.new() as part:
        part.import_pages(whole, [0])
        part.save(target)
    return target


def pypdfium2_text() -> Reader:
    """The text layer as pdfium gives it, without places."""
    import pypdfium2  # noqa: PLC0415

    def pages(path: Path, count: int | None) -> list[str]:
        with pypdfium2.PdfDocument(path) as document:
            return [page.get_textpage().get_text_range() for page in islice(document, count)]

    return pages


def pdfplumber_text() -> Reader:
    """`extract_text` with its defaults."""
    import pdfplumber  # noqa: PLC0415

    def pages(path: Path, count: int | None) -> list[str]:
        with pdfplumber.open(path) as document:
            return [page.extract_text() or "" for page in document.pages[:count]]

    return pages


def xberg_text() -> Reader:
    """Markdown of the whole file, cut at its page breaks."""
    import xberg  # noqa: PLC0415

    def pages(path: Path, count: int | None) -> list[str]:
        path = path if count is None else _first(path)
        options = xberg.ExtractionConfig(use_cache=False, pages=xberg.PageConfig(extract_pages=True))
        return [page.content for page in xberg.extract_file_sync(path, config=options).pages]

    return pages


def rapidocr_default() -> Reader:
    """RapidOCR out of the box on pages rendered at 200 dpi."""
    from rapidocr import RapidOCR  # noqa: PLC0415

    engine = RapidOCR(params={"Global.log_level": "error"})

    def pages(path: Path, count: int | None) -> list[str]:
        return ["\n".join(engine(image).txts or ()) for image in _images(path, count)]

    return pages


def tesseract() -> Reader:
    """Tesseract with chi_sim on pages rendered at 300 dpi, as its documentation advises."""
    import pytesseract  # noqa: PLC0415

    def pages(path: Path, count: int | None) -> list[str]:
        return [pytesseract.image_to_string(image, lang="chi_sim") for image in _images(path, count, 300)]

    return pages


def ocrmypdf() -> Reader:
    """OCRmyPDF's text file, pages parted by form feeds."""

    def pages(path: Path, count: int | None) -> list[str]:
        path = path if count is None else _first(path)
        with TemporaryDirectory() as folder:
            text = Path(folder) / "text.txt"
            command = ["ocrmypdf", "--force-ocr", "--deskew", "--output-type", "pdf", "-q", "-l", "chi_sim", "-j", "1"]
            subprocess.run([*command, "--sidecar", str(text), str(path), f"{folder}/out.pdf"], check=True)
            return text.read_text(encoding="utf-8").rstrip("\f").split("\f")

    return pages


def _images(path: Path, count: int | None, dpi: int = 200) -> list:  # type: ignore[type-arg]
    import pypdfium2  # noqa: PLC0415

    with pypdfium2.PdfDocument(path) as document:
        return [page.render(scale=dpi / 72).to_numpy() for page in islice(document, count)]


PEERS = {
    "Jihe": Peer(jihe, (True, False)),
    "Jihe, Tesseract": Peer(lambda: jihe("tesseract"), (False,), "tesseract"),
    "pypdfium2 text": Peer(pypdfium2_text, (True,)),
    "pdfplumber text": Peer(pdfplumber_text, (True,), "pdfplumber"),
    "xberg": Peer(xberg_text, (True,), "xberg"),
    "RapidOCR out of the box": Peer(rapidocr_default, (False,)),
    "Tesseract": Peer(tesseract, (False,), "tesseract"),
    "OCRmyPDF": Peer(ocrmypdf, (False,), "ocrmypdf"),
}
