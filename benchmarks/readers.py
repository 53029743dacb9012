"""The readers that are compared (对照读法): a function from a PDF file to its pages' text, or to their tables."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemas.document import Document

Grids: TypeAlias = "dict[int, list[list[list[str]]]]"  # by page from 1: tables, rows, texts
Reader: TypeAlias = "Callable[[Path, int | None], list[str] | Grids | Document]"


class Peer(NamedTuple):
    """`package` names its version, `digital` says whether it reads a text layer, `needs` a program or module."""

    build: Callable[[], Reader]
    package: str
    digital: tuple[bool, ...]
    needs: str = ""

    @property
    def installed(self) -> bool:
        """Whether what it needs is here."""
        return not self.needs or bool(find_spec(self.needs) or which(self.needs))


def prepare(name: str, path: str) -> Callable[..., Any]:
    """The reader of that name and the file as work for the clock."""
    reader = PEERS[name].build()
    return lambda *, warm: reader(Path(path), 1 if warm else None)


def jihe(ocr: str = "auto") -> Reader:
    """This project's reader: boxes, layout, tables, and with OCR the second look at numbers."""
    from pipeline.read import Readers, read  # noqa: PLC0415 - each reader loads only itself
    from pipeline.settings import Settings  # noqa: PLC0415

    settings = Settings(ocr=ocr, cache=None)
    readers = Readers(settings)

    def pages(path: Path, count: int | None) -> Document:
        return read(path if count is None else _first(path), settings, readers)

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


def xberg_markdown() -> Reader:
    """Markdown, page by page; no OCR, no cache."""
    import xberg  # noqa: PLC0415

    options = xberg.ExtractionConfig(
        use_cache=False, disable_ocr=True, output_format="markdown", pages=xberg.PageConfig(extract_pages=True)
    )

    async def extracted(path: str) -> list[str]:
        found = await xberg.extract(xberg.ExtractInput(kind="uri", uri=path), options)
        return [page.content for page in found.results[0].pages]

    def pages(path: Path, count: int | None) -> list[str]:
        return asyncio.run(extracted(str((path if count is None else _first(path)).resolve())))

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
    """OCRmyPDF's text file, pages parted by form feeds; no PDF is written."""

    def pages(path: Path, count: int | None) -> list[str]:
        path = path if count is None else _first(path)
        with TemporaryDirectory() as folder:
            text = Path(folder) / "text.txt"
            command = [sys.executable, "-m", "ocrmypdf", "--force-ocr", "--deskew", "-q", "-l", "chi_sim", "-j", "1"]
            command += ["--output-type", "none", "--sidecar", str(text), str(path), "-"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return text.read_text(encoding="utf-8").rstrip("\f").split("\f")

    return pages


def img2table() -> Reader:
    """Tables only: img2table with RapidOCR, ruled and borderless."""
    from img2table.document import PDF  # noqa: PLC0415
    from img2table.ocr import RapidOCR  # noqa: PLC0415

    engine = RapidOCR(params={"Global.log_level": "error"})

    def pages(path: Path, count: int | None) -> Grids:
        document = PDF(path, pages=None if count is None else list(range(count)), pdf_text_extraction=False)
        found = document.extract_tables(ocr=engine, borderless_tables=True)
        return {number + 1: [_grid(table) for table in tables] for number, tables in found.items()}

    return pages


def _grid(table: Any) -> list[list[str]]:
    return [[cell.value or "" for cell in row] for row in table.content.values()]


def _images(path: Path, count: int | None, dpi: int = 200) -> list:  # type: ignore[type-arg]
    import pypdfium2  # noqa: PLC0415

    with pypdfium2.PdfDocument(path) as document:
        return [page.render(scale=dpi / 72).to_numpy() for page in islice(document, count)]


PEERS = {
    "Jihe": Peer(jihe, "jihe", (True, False)),
    "Jihe with Tesseract": Peer(lambda: jihe("tesseract"), "jihe", (False,), "tesseract"),
    "pypdfium2 text": Peer(pypdfium2_text, "pypdfium2", (True,)),
    "pdfplumber text": Peer(pdfplumber_text, "pdfplumber", (True,), "pdfplumber"),
    "xberg Markdown": Peer(xberg_markdown, "xberg", (True,), "xberg"),
    "RapidOCR out of the box": Peer(rapidocr_default, "rapidocr", (False,)),
    "Tesseract": Peer(tesseract, "tesseract", (False,), "tesseract"),
    "OCRmyPDF": Peer(ocrmypdf, "ocrmypdf", (False,), "ocrmypdf"),
    "img2table with RapidOCR": Peer(img2table, "img2table", (False,), "img2table"),
}
