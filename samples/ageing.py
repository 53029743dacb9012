"""What printers, scanners and faxes do to a report (老化): a digital PDF becomes pages of pixels, in five grades."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

if TYPE_CHECKING:
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


def age(
    source: Path, target: Path, grade: str, seed: int, *, pages: set[int] | None = None, turn: bool = False
) -> None:
    """Write `source` as scanned.

    `pages` (from 0) are scanned only, the rest stay digital; None means all. With
    `turn` one scanned page lies on its side.
    """
    rng = random.Random(seed)
    document = pdfium.PdfDocument(source)
    made = pdfium.PdfDocument.new()
    chosen = set(range(len(document))) if pages is None else pages
    turned = rng.choice(sorted(chosen)) if turn and chosen else -1
    for number in range(len(document)):
        if number not in chosen:
            made.import_pages(document, [number])
            continue
        last = number == len(document) - 1
        image = aged(document[number], GRADES[grade], rng, last=last)
        if number == turned:
            image = image.transpose(Image.Transpose.ROTATE_90)
        with io.BytesIO() as buffer:
            quality = {} if GRADES[grade].bitonal else {"quality": GRADES[grade].quality}
            image.save(buffer, "PDF", resolution=GRADES[grade].dpi, **quality)
            sheet = pdfium.PdfDocument(buffer.getvalue())
            made.import_pages(sheet)
    made.save(target)


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
