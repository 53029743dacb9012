"""What printers, scanners and faxes do to a report (老化): a digital PDF becomes pages of pixels, in five grades."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of scan.

    `skew` at most, in degrees; `noise` in grey levels; `blur` in pixels; `quality` of JPEG;
    `bitonal` black and white as a fax is; `seal` whether a red seal may stand on the last page; `shade` a shadow.
    """

    dpi: int
    skew: float
    noise: float
    blur: float
    quality: int
    bitonal: bool = False
    seal: bool = False
    shade: float = 0.0


GRADES = {
    "clean": Grade(300, 0.2, 2, 0.0, 80),
    "office": Grade(200, 1.0, 6, 0.5, 65, seal=True, shade=0.08),
    "copy": Grade(150, 1.0, 9, 0.6, 55, shade=0.15),
    "poor": Grade(110, 1.5, 14, 0.6, 50, shade=0.2),
    "fax": Grade(100, 0.7, 5, 0.0, 60, bitonal=True),
}


SCANS = (*GRADES, "mixed", "tiff")


def age(source: Path, target: Path, form: str, rng: random.Random) -> None:
    """Write `source` as a scan of that form: a grade, `mixed` (some pages scanned, some digital), `tiff`."""
    with pdfium.PdfDocument(source) as document:
        count = len(document)
        grade = GRADES.get(form, GRADES["office"])
        chosen = set(rng.sample(range(count), max(1, count // 3))) if form == "mixed" else set(range(count))
        turned = rng.choice(sorted(chosen)) if rng.random() < 0.15 else -1
        images = {}
        for number in sorted(chosen):
            image = aged(document[number], grade, rng, last=number == count - 1)
            images[number] = image.transpose(Image.Transpose.ROTATE_90) if number == turned else image
        if form == "tiff":
            first, *rest = images.values()
            first.save(target, save_all=True, append_images=rest, compression="jpeg", dpi=(grade.dpi, grade.dpi))
            return
        made = pdfium.PdfDocument.new()
        for number in range(count):
            if number in images:
                made.import_pages(pdfium.PdfDocument(sheet(images[number], grade)))
            else:
                made.import_pages(document, [number])
        made.save(target)


def sheet(image: Image.Image, grade: Grade) -> bytes:
    """An image as a PDF of one page."""
    with io.BytesIO() as buffer:
        quality = {} if grade.bitonal else {"quality": grade.quality}
        image.save(buffer, "PDF", resolution=grade.dpi, **quality)
        return buffer.getvalue()


def aged(page: pdfium.PdfPage, grade: Grade, rng: random.Random, *, last: bool) -> Image.Image:
    """One page as scanned."""
    colour = page.render(scale=grade.dpi / 72).to_pil().convert("RGB")
    pixels = np.asarray(colour).copy()
    if grade.seal and last:
        seal(pixels, grade.dpi, rng)
    grey = pixels if grade.seal and last else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-grade.skew, grade.skew), 1)
    border = (255,) * 3 if grey.ndim == 3 else 255
    grey = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=border)
    if grade.blur:
        grey = cv2.GaussianBlur(grey, (0, 0), grade.blur)
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, grade.noise, grey.shape)
    shadow = np.linspace(1 - grade.shade * rng.random(), 1, width)
    shadow = shadow[None, :, None] if grey.ndim == 3 else shadow[None, :]
    result: NDArray[np.uint8] = np.clip(grey * shadow + noise, 0, 255).astype(np.uint8)
    if grade.bitonal:
        return Image.fromarray(result).point(lambda level: 255 if level > 150 else 0).convert("1")
    return Image.fromarray(result)


def seal(pixels: NDArray[np.uint8], dpi: int, rng: random.Random) -> None:
    """A round red seal with a star, over whatever stands there."""
    height, width = pixels.shape[:2]
    radius = int(dpi * 0.8)
    centre = (int(width * rng.uniform(0.6, 0.75)), int(height * rng.uniform(0.3, 0.7)))
    layer = pixels.copy()
    cv2.circle(layer, centre, radius, (215, 40, 40), max(3, dpi // 40))
    star = [
        (
            centre[0] + radius * (0.32 if i % 2 == 0 else 0.13) * np.sin(i * np.pi / 5),
            centre[1] - radius * (0.32 if i % 2 == 0 else 0.13) * np.cos(i * np.pi / 5),
        )
        for i in range(10)
    ]
    cv2.fillPoly(layer, [np.array(star, np.int32)], (215, 40, 40))
    pixels[:] = np.minimum(pixels, cv2.addWeighted(layer, 0.8, pixels, 0.2, 0))
