"""Files to documents (读取): `read` looks at a file's first bytes and hands it to the reader of its format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.read.images import is_image, read_image
from pipeline.read.ofd import read_ofd
from pipeline.read.office import libreoffice as office
from pipeline.read.office.sheet import read_sheet
from pipeline.read.office.word import read_word
from pipeline.read.package import Package
from pipeline.read.pdf import read_pdf
from pipeline.read.scan.ocr import Readers

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings
    from schemas.document import Document

__all__ = ["Readers", "read"]


def read(path: Path, settings: Settings, readers: Readers) -> Document:
    """Read one file. Raises UnreadableError with a reason for a clerk, OSError when the file is not there."""
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise UnreadableError("empty", "文件是空的（0 字节）。请重新上传。")
    if b"%PDF-" in head:
        return read_pdf(path, settings, readers)
    if is_image(head):
        return read_image(path, settings, readers)
    kind = _zipped(path) if head.startswith(b"PK") else ""
    if kind == "ofd":
        return read_ofd(path, settings, readers)
    if kind == "sheet":
        return read_sheet(path)
    if kind == "word":
        document = read_word(path)
        # Scanned pages pasted into a DOCX: its pictures are all there is to read.
        only_pictures = not document.blocks and document.notes and office.program()
        return _converted(path, settings, readers) if only_pictures else document
    if kind == "office" or head.startswith(office.MARKS):
        return _converted(path, settings, readers)
    raise UnreadableError(
        "unsupported",
        "文件内容不是 PDF、图片、Word、Excel、WPS 或 OFD，可能已损坏、被加密或改过扩展名。"
        "请用原软件打开，另存为 PDF 后提交。",
    )


def _zipped(path: Path) -> str:
    """What a zipped file holds: `ofd`, `word`, `sheet`, `office` for what LibreOffice can turn, "" for all else."""
    with Package(path) as package:
        if "OFD.xml" in package:
            return "ofd"
        if "[Content_Types].xml" in package:
            types = package.read("[Content_Types].xml")
            if b"sheet.binary" in types:
                return "office"
            # A text may hold a chart's workbook, so it is asked for first.
            marks = (("word", b"wordprocessingml"), ("sheet", b"spreadsheetml"))
            return next((kind for kind, mark in marks if mark in types), "")
        opened = "mimetype" in package and b"opendocument" in package.read("mimetype")
        return "office" if opened else ""


def _converted(path: Path, settings: Settings, readers: Readers) -> Document:
    with office.converted(path, settings.timeout) as made:
        return read_sheet(made) if made.suffix == ".xlsx" else read_pdf(made, settings, readers)
