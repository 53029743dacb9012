"""Image files (图片): PNG, JPEG, WebP, BMP and TIFF of many pages, each page made ready for OCR."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.errors import UnreadableError
from pipeline.read.pdf import assemble, scanned
from schemas.document import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.read.layout.columns import Sheet
    from pipeline.read.scan.ocr import Engine, Readers
    from pipeline.settings import Settings
    from schemas.document import Document

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")
MARKS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
MOST_PIXELS = 150_000_000  # an A3 page at 1000 dpi
WORKING_PIXELS = 40_000_000  # larger pages are made smaller before they are read
A4_LONG = 842.0  # points
LIKELY = (350.0, 2_000.0)  # points: long sides of pages that a stated resolution may lead to
LEAST_DPI = 90.0  # 72 is what programs write that know nothing


def is_image(head: bytes) -> bool:
    """Whether a file's first bytes are those of an image format that is read here."""
    return head.startswith(MARKS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def read_image(path: Path, settings: Settings, readers: Readers) -> Document:
    """Read an image file by OCR. Raises UnreadableError; a page that fails alone becomes a page without an origin."""
    engine = readers.first()
    with opened(path.read_bytes()) as image:
        count = getattr(image, "n_frames", 1)
        if count > settings.max_pages:
            raise UnreadableError(
                "too_many_pages", f"文件有 {count} 页，超过上限 {settings.max_pages} 页。请拆分后提交。"
            )
        return assemble(_pages(image, count, engine, settings))


def _pages(
    image: Image.Image, count: int, engine: Engine | None, settings: Settings
) -> Iterator[tuple[Page, Sheet | None]]:
    for number in range(1, count + 1):
        try:
            image.seek(number - 1)
            pixels, dpi = upright(image)
        except (OSError, SyntaxError, ValueError, EOFError, UnreadableError):
            yield Page(number, 0.0, 0.0, None, "unreadable: the image cannot be decoded"), None
            continue
        height, width = pixels.shape[0] * 72 / dpi, pixels.shape[1] * 72 / dpi
        if engine is None:
            yield Page(number, width, height, None, "OCR is off: image file"), None
        else:
            yield scanned(number, pixels, 72 / dpi, read_why="image file", engine=engine, settings=settings)


def opened(data: bytes) -> Image.Image:
    """An image file's bytes as a Pillow image, sizes checked. Raises UnreadableError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=FORMATS)
            _checked(image)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableError("damaged", "图片文件已损坏，无法打开。请重新扫描或重新导出后提交。") from error
    return image


def _checked(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> UnreadableError:
    return UnreadableError("too_large", "图片尺寸过大，疑似异常文件，未读取。请以 300 dpi 重新扫描后提交。")


def upright(image: Image.Image) -> tuple[NDArray[np.uint8], float]:
    """The image's page as it is to be looked at, grey (height, width) or RGB (height, width, 3), and its dpi.

    The camera's turn is undone, square pixels are made of a fax's oblong ones, and white paper is put under what is
    transparent. Where the stated resolution makes no likely page, the page is taken for A4. Raises OSError,
    ValueError and UnreadableError.
    """
    _checked(image)
    image.load()
    across, down = _dpi(image)
    page = _plain(image)
    if max(across, down) > 1.02 * min(across, down):
        dpi = max(across, down)
        page = page.resize(
            (round(page.width * dpi / across), round(page.height * dpi / down)), Image.Resampling.BICUBIC
        )
        across = dpi
    page = ImageOps.exif_transpose(page)
    long_side = max(page.size)
    if across < LEAST_DPI or not LIKELY[0] <= long_side * 72 / across <= LIKELY[1]:
        across = long_side * 72 / A4_LONG
    shrink = (WORKING_PIXELS / (page.width * page.height)) ** 0.5
    if shrink < 1:
        page = page.resize((round(page.width * shrink), round(page.height * shrink)), Image.Resampling.BOX)
        across *= shrink
    return np.ascontiguousarray(np.asarray(page, dtype=np.uint8)), float(across)


def _dpi(image: Image.Image) -> tuple[float, float]:
    """The stated resolution across and down; 1 dpi, which no page has, when none is."""
    try:
        across, down = (float(value) for value in image.info.get("dpi", (1.0, 1.0))[:2])
    except (TypeError, ValueError, ZeroDivisionError):
        return 1.0, 1.0
    likely = across >= 1 and down >= 1 and max(across, down) <= 4 * min(across, down)
    return (across, down) if likely else (1.0, 1.0)


def _plain(image: Image.Image) -> Image.Image:
    """The image in grey or RGB, eight bits, on white paper; EXIF kept."""
    exif = image.getexif()
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float64)
        top = 65535.0 if values.max(initial=0.0) > 255 else 255.0
        plain = Image.fromarray((values.clip(0, top) * (255 / top)).astype(np.uint8))
    elif image.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        plain = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    else:
        plain = image.convert("L" if image.mode in {"1", "L"} else "RGB")
    plain.getexif().update(exif)
    return plain
