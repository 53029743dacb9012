"""Files to documents (读取): `read` looks at a file's first bytes and hands it to the reader of its format."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from pipeline.errors import UnreadableError
from pipeline.read.again import crop, reread
from pipeline.read.images import read_image
from pipeline.read.ocr import Readers
from pipeline.read.pdf import read_pdf
from pipeline.read.word import read_word

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings
    from schemas.document import Document

IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"BM", b"II*\x00", b"MM\x00*")
ZIP = b"PK\x03\x04"

__all__ = ["Readers", "crop", "read", "reread"]


def read(path: Path, settings: Settings, readers: Readers) -> Document:
    """Read one file. Raises UnreadableError with a reason for a clerk, OSError when the file is not there."""
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise UnreadableError("empty", "文件是空的（0 字节）。请重新上传。")
    if b"%PDF-" in head:
        return read_pdf(path, settings, readers)
    if head.startswith(IMAGES):
        return read_image(path, settings, readers)
    if head.startswith(ZIP) and _holds(path, "word/document.xml"):
        return read_word(path)
    raise UnreadableError("unsupported", "文件不是 PDF，也不是支持的其他格式。请另存为 PDF 后提交。")


def _holds(path: Path, name: str) -> bool:
    """Whether a zipped file has a part of that name."""
    try:
        with ZipFile(path) as archive:
            return name in archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return False
