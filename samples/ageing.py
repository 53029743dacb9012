"""What printers, scanners, faxes and telephones do to a report (老化): a digital PDF becomes pages of pixels."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from samples.seal import stamp

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of scan.

    `skew` at most, in degrees, but for the odd sheet that was laid in badly; `noise` in grey levels; `blur` in pixels;
    `quality` of JPEG; `bitonal` black and white as a fax is; `seal` how likely a red seal is on the signature; `shade` of
    the darker side; `specks` of dirt a page; `bend` of a photographed sheet, as a share of its size.
    """

    dpi: int
    skew: float
    noise: float
    blur: float
    quality: int
    bitonal: bool = False
    seal: float = 0.0
    shade: float = 0.0
    specks: int = 0
    bend: float = 0.0


GRADES = {
    "clean": Grade(300, 0.2, 2, 0.0, 80, seal=0.5),
    "office": Grade(200, 1.0, 6, 0.5, 65, seal=0.6, shade=0.08),
    "copy": Grade(150, 1.0, 9, 0.6, 55, shade=0.15, specks=12),
    "poor": Grade(110, 1.5, 14, 0.6, 50, shade=0.2, specks=20),
    "fax": Grade(100, 0.7, 5, 0.0, 60, bitonal=True, specks=8),
}
PHOTO = Grade(170, 1.5, 5, 0.5, 70, seal=0.5, shade=0.3, bend=0.02)
PICTURES = {"png": Grade(144, 0, 0, 0, 0), "jpeg": PHOTO}  # one page each: a screen's picture, a telephone's
KINDS = GRADES | PICTURES | {"photo": PHOTO}
SCANS = (*GRADES, "mixed", "tiff", "photo", "layered", *PICTURES)
CROOKED = 0.1  # of the sheets are laid in badly, up to five degrees
CONFUSED = str.maketrans({"0": "O", "1": "l", "8": "3", "5": "S", "6": "8", "9": "g", "3": "8", "元": "兀", "万": "力"})


def age(source: Path, target: Path, form: str, rng: random.Random, name: str, under: Path | None = None) -> str:
    """Write `source` as a scan of that form; `name` is the signature's, for the seal, or "".

    A grade, `mixed` (some pages scanned, the others digital), `tiff` (many pages in one image), `photo`, `png` and
    `jpeg` (the first page as a picture), or `layered`: the scan lies over the text of `under`, page by page, as scanners
    with poor recognition leave it. One report in seven has a sheet that lies on its side or on its head. Returns the
    grade, which some forms leave to chance.
    """
    with pdfium.PdfDocument(source) as document:
        count = len(document)
        kind = (
            form if form in KINDS else rng.choice(("office", "copy", "fax") if form == "tiff" else ("office", "copy"))
        )
        grade = KINDS[kind]
        chosen = set(rng.sample(range(count), max(1, count // 3))) if form == "mixed" else set(range(count))
        turned = rng.choice(sorted(chosen)) if form not in {"layered", "png"} and rng.random() < 0.15 else -1
        seal = signature(document, name) if rng.random() < grade.seal and name else None
        images = {}
        for number in sorted(chosen):
            image = aged(document[number], grade, rng, (name, seal[1]) if seal and seal[0] == number else None)
            turn = rng.choice(
                (
                    Image.Transpose.ROTATE_90,
                    Image.Transpose.ROTATE_90,
                    Image.Transpose.ROTATE_180,
                    Image.Transpose.ROTATE_270,
                )
            )
            images[number] = image.transpose(turn) if number == turned else image
        if form in PICTURES:
            images[0].save(target, dpi=(grade.dpi, grade.dpi), quality=grade.quality)
            return kind
        if form == "tiff":
            first, *rest = images.values()
            packed = "group4" if grade.bitonal else "jpeg"
            first.save(target, save_all=True, append_images=rest, compression=packed, dpi=(grade.dpi, grade.dpi))
            return kind
        made = pdfium.PdfDocument.new()
        if under is not None:
            lay_over(made, under, images)
        else:
            for number in range(count):
                if number in images:
                    made.import_pages(pdfium.PdfDocument(sheet(images[number], grade)))
                else:
                    made.import_pages(document, [number])
        made.save(target)
        return kind


def lay_over(made: pdfium.PdfDocument, under: Path, images: dict[int, Image.Image]) -> None:
    """The pages of `under`, each hidden by its image."""
    with pdfium.PdfDocument(under) as text:
        made.import_pages(text, list(range(min(len(text), len(images)))))
    for number in range(len(made)):
        page, picture = made[number], pdfium.PdfImage.new(made)
        with io.BytesIO() as buffer:
            images[number].convert("RGB").save(buffer, "JPEG", quality=60)
            picture.load_jpeg(buffer, inline=True)
        picture.set_matrix(pdfium.PdfMatrix().scale(*page.get_size()))
        page.insert_obj(picture)
        page.gen_content()


def garbled(text: str, rng: random.Random) -> str:
    """HTML with its text as poor recognition reads it: one letter in fifteen of those easily confused."""
    head, mark, body = text.partition("</style>")
    inside, made = False, []
    for letter in body:
        inside = letter == "<" or (inside and letter != ">")
        made.append(letter.translate(CONFUSED) if not inside and rng.random() < 0.07 else letter)
    return head + mark + "".join(made)


def sheet(image: Image.Image, grade: Grade) -> bytes:
    """An image as a PDF of one page."""
    with io.BytesIO() as buffer:
        quality = {} if grade.bitonal else {"quality": grade.quality}
        image.save(buffer, "PDF", resolution=grade.dpi, **quality)
        return buffer.getvalue()


def aged(
    page: pdfium.PdfPage, grade: Grade, rng: random.Random, seal: tuple[str, tuple[float, float]] | None = None
) -> Image.Image:
    """One page as scanned, in colour where it bears a seal."""
    coloured = seal is not None or grade is PHOTO
    pixels: Pixels = page.render(scale=grade.dpi / 72, grayscale=not coloured, rev_byteorder=True).to_numpy()
    pixels = pixels[:, :, :3].copy() if coloured else pixels.reshape(pixels.shape[:2]).copy()
    if seal is not None:
        pixels = sealed(pixels, *seal, grade.dpi, rng)
    speckle(pixels, grade, rng)
    pixels = moved(pixels, grade, rng)
    if grade.blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), grade.blur)
    pixels = lit(pixels, grade, rng)
    if grade.bitonal:
        return Image.fromarray(pixels).point(lambda level: 255 if level > 150 else 0).convert("1")
    return Image.fromarray(pixels)


def moved(pixels: Pixels, grade: Grade, rng: random.Random) -> Pixels:
    """The sheet laid in crookedly, or seen from the side."""
    height, width = pixels.shape[:2]
    skew = (
        rng.uniform(2, 5) * rng.choice((-1, 1))
        if grade.skew and rng.random() < CROOKED
        else rng.uniform(-grade.skew, grade.skew)
    )
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1), (0, 0, 1)])
    if grade.bend:
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        off = np.array(
            [[rng.uniform(-1, 1) * grade.bend * side for side in (width, height)] for _ in corners], np.float32
        )
        matrix = cv2.getPerspectiveTransform(corners, corners + off) @ matrix
    border = (255,) * 3 if pixels.ndim == 3 and not grade.bend else (120,) * 3 if grade.bend else 255
    return cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=border)


def lit(pixels: Pixels, grade: Grade, rng: random.Random) -> Pixels:
    """Light from one side, and the noise of the sensor: one tile of it, laid from another corner on every page."""
    height, width = pixels.shape[:2]
    dark = 1 - grade.shade * rng.random()
    across = np.linspace(dark, 1, width, dtype=np.float32)[None, :: rng.choice((-1, 1))]
    down = np.linspace(1 - grade.shade * rng.random() * (grade.bend > 0), 1, height, dtype=np.float32)[:, None]
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, grade.noise, (256, 256)).astype(np.float32)
    noise = np.tile(grain, (height // 256 + 1, width // 256 + 1))[:height, :width]
    light = across * down
    if pixels.ndim == 3:
        light, noise = light[:, :, None], noise[:, :, None]
    made: Pixels = np.clip(pixels * light + noise, 0, 255).astype(np.uint8)
    return made


def speckle(pixels: Pixels, grade: Grade, rng: random.Random) -> None:
    """Dirt on the glass; a copy's dark edge now and then."""
    height, width = pixels.shape[:2]
    ink = (70,) * 3 if pixels.ndim == 3 else 70
    for _ in range(rng.randint(0, grade.specks)):
        cv2.circle(
            pixels, (rng.randrange(width), rng.randrange(height)), rng.randint(0, max(1, grade.dpi // 90)), ink, -1
        )
    if grade.specks and rng.random() < 0.25:
        pixels[:, : rng.randint(2, width // 60)] = 60


def sealed(pixels: Pixels, name: str, place: tuple[float, float], dpi: int, rng: random.Random) -> Pixels:
    """The page with the red seal of that name around `place`, in points, a little beside and aslant."""
    image = Image.fromarray(pixels).convert("RGB")
    print_ = stamp(name, int(dpi * 42 / 25.4)).rotate(rng.uniform(-20, 20), resample=Image.Resampling.BICUBIC)
    x, y = (int((at + rng.uniform(-12, 12)) * dpi / 72 - print_.width / 2) for at in place)
    image.paste(Image.composite(print_, Image.new("RGBA", print_.size), print_), (x, y), print_)
    return np.minimum(np.asarray(Image.fromarray(pixels).convert("RGB")), np.asarray(image))


def signature(document: pdfium.PdfDocument, name: str) -> tuple[int, tuple[float, float]] | None:
    """The page and the place, in points from the top left, where the name stands alone in a line: the last such."""
    for number, said in product(reversed(range(len(document))), (name, " ".join(name))):
        page = document[number]
        text = page.get_textpage()
        if said in (line.strip() for line in text.get_text_range().splitlines()):
            found, last = text.search(said), None
            while (place := found.get_next()) is not None:
                last = place
            if last is not None:
                left, _, _, top = text.get_charbox(last[0])
                right, bottom, _, _ = text.get_charbox(last[0] + len(said) - 1)
                return number, ((left + right) / 2, page.get_height() - (top + bottom) / 2)
    return None
