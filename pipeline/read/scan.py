"""A page image to characters (扫描页): upright, straight, read, its numbers read twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.read import cache
from pipeline.read.glyphs import Glyphs
from pipeline.read.image import Image, ink_of, lies_on_its_side, skew_of, straightened, turned, without_seal
from pipeline.read.strokes import image_strokes
from schemas.document import Doubt, Origin

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.read.grid import Stroke
    from pipeline.read.ocr import Engine, OcrLine

NUMBER = re.compile(r"[\dOoIl|][\d.,，．·:OoIl|]*[％%‰]?")
DASHES = "-–—－"
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
# A number of which a character is less probable than this, in either reading, is doubtful; by the scan's dots per
# inch. Measured on drawn pages (`benchmarks/reading.py`): on sharp pages the probability of a misread character stays
# below 0.8; where a digit of small print is less than a dozen pixels high it reaches 0.95, on 1-bit faxes 0.99.
UNSURE = ((150.0, 0.90), (105.0, 0.97), (0.0, 0.995))
POOR = 0.9  # a page whose median probability is below this may stand on its head


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read from a page image. Lines and strokes are in pixels of the straightened image."""

    lines: tuple[OcrLine, ...]
    doubts: tuple[tuple[int, Doubt], ...]
    across: tuple[Stroke, ...]
    down: tuple[Stroke, ...]
    width: int
    height: int
    turn: int
    skew: float


def read_scan(image: Image, density: float, engine: Engine, folder: Path | None, dpi: float = 200.0) -> Scan:
    """Read a page image of `density` pixels per point, or take what was read from the same image before.

    `dpi` is the resolution at which the page was scanned, which may be less than the image's own.
    """
    unsure = next(limit for least, limit in UNSURE if dpi >= least)
    key = cache.key_of(image, density, unsure, engine.name)
    kept = cache.load(folder, key)
    if isinstance(kept, Scan):
        return kept
    scan = _read(image, density, engine, unsure)
    cache.store(folder, key, scan)
    return scan


def _read(image: Image, density: float, engine: Engine, unsure: float) -> Scan:
    grey = without_seal(image)
    turn = 90 if lies_on_its_side(ink_of(grey)) else 0
    upright, skew, lines = _attempt(turned(grey, turn), engine)
    if _sureness(lines) < POOR:
        other = _attempt(turned(grey, turn + 180), engine)
        if _sureness(other[2]) > _sureness(lines):
            turn, (upright, skew, lines) = turn + 180, other
    looks = [_second_look(upright, line, engine, unsure) for line in lines]
    lines = tuple(line for line, _ in looks)
    doubts = tuple((k, d) for k, (_, found) in enumerate(looks) for d in found)
    across, down = image_strokes(ink_of(upright), density)
    height, width = upright.shape[:2]
    return Scan(lines, doubts, tuple(across), tuple(down), width, height, turn, skew)


def _attempt(grey: Image, engine: Engine) -> tuple[Image, float, tuple[OcrLine, ...]]:
    skew = skew_of(ink_of(grey))
    straight = straightened(grey, skew)
    return straight, skew, engine.read(straight)


def _sureness(lines: tuple[OcrLine, ...]) -> float:
    scores = [c.score for line in lines for c in line.chars]
    return float(np.median(scores)) if scores else 0.0


def _second_look(image: Image, line: OcrLine, engine: Engine, unsure: float) -> tuple[OcrLine, list[Doubt]]:
    """Read each number of a line again from its own crop, enlarged and sharpened, and compare.

    Where the first reading is no number as numbers are printed (`20,87`) and the second is, the second stands in the
    line and the first in the doubt.
    """
    chars, doubts = list(line.chars), []
    for found in NUMBER.finditer(line.text):
        (start, end), first = found.span(), found.group()
        if not any(c.isdigit() for c in first):
            continue
        again, sureness = _again(image, line, start, end, engine)
        # A dash before a number may be what is left of a digit: a broken 4 reads -1.
        seen = start - (start > 0 and line.chars[start - 1].char in DASHES)
        sureness = min(sureness, *(c.score for c in line.chars[seen:end]))
        if again and _digits(again) != _digits(first):
            if _well_formed(again) and not _well_formed(first) and len(again) == len(first):
                chars[start:end] = [c._replace(char=x) for c, x in zip(chars[start:end], again, strict=True)]
                again = first
            doubts.append(Doubt(start, end, again, engine.name, "readers_disagree"))
        elif sureness < unsure or not _well_formed(first):
            doubts.append(Doubt(start, end, again, engine.name, "low_confidence"))
    return line._replace(chars=tuple(chars)), doubts


def _well_formed(number: str) -> bool:
    """Whether thousands are grouped in threes and there is at most one decimal point, and no needless nought."""
    digits = _digits(number)
    return bool(GROUPED.fullmatch(digits)) and not re.match(r"0\d+[.,]", digits)


def _again(image: Image, line: OcrLine, start: int, end: int, engine: Engine) -> tuple[str, float]:
    """What a second look makes of a number, and the least probability of its characters; "" when it sees nothing."""
    recognise = getattr(engine, "recognise", None)
    if recognise is None:
        return "", 0.0  # a number that only one reader has seen is doubtful
    # Neighbours come along so that no digit stands at the crop's very edge; they are cut off the reading again.
    first, last = max(start - 2, 0), min(end + 2, len(line.chars))
    pad = 0.12 * (line.bottom - line.top)
    y0, y1 = max(int(line.top - pad), 0), int(line.bottom + pad)
    x0, x1 = max(int(line.chars[first].left), 0), int(line.chars[last - 1].right) + 1
    crop = image[y0:y1, x0:x1]
    if crop.size == 0:
        return "", 0.0
    sharp = cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    blurred = cv2.GaussianBlur(sharp, (0, 0), 2)
    sharp = cv2.addWeighted(sharp, 1.5, blurred, -0.5, 0)
    chars = recognise(cv2.cvtColor(sharp.astype(np.uint8), cv2.COLOR_GRAY2RGB))
    reading = "".join(c.char for c in chars)
    numbers = [m for m in NUMBER.finditer(reading) if any(c.isdigit() for c in m.group())]
    wanted = _digits(line.text[start:end])
    best = next((m for m in numbers if _digits(m.group()) == wanted), None)
    best = best or max(numbers, key=lambda m: len(m.group()), default=None)
    if best is None:
        return reading, 0.0
    return best.group(), min(c.score for c in chars[best.start() : best.end()])


def _digits(text: str) -> str:
    return text.translate(str.maketrans("，．·%％", ",..%%")).strip(".,:%")


def glyphs_of(scan: Scan, scale: float) -> Glyphs:
    """The scan's characters in points; `scale` is points per pixel."""
    chars = [(k, i, c) for k, line in enumerate(scan.lines) for i, c in enumerate(line.chars) if not c.char.isspace()]
    doubt_of = {(k, i): d for k, d in scan.doubts for i in range(d.start, d.end)}
    boxes = np.array(
        [(c.left, scan.lines[k].top, c.right, scan.lines[k].bottom) for k, _, c in chars], dtype=np.float64
    ).reshape(-1, 4)
    sizes = [_type_size(line) * scale for line in scan.lines]
    return Glyphs(
        "".join(c.char for _, _, c in chars),
        boxes * scale,
        np.array([sizes[k] for k, _, _ in chars], dtype=np.float64),
        np.zeros(len(chars), bool),
        np.zeros(len(chars), bool),
        [c.score for _, _, c in chars],
        [doubt_of.get((k, i)) for k, i, _ in chars],
        Origin.OCR,
    )


def _type_size(line: OcrLine) -> float:
    """The size of a line's type in pixels: the distance of its Chinese characters, else a share of its height."""
    pitch = [b.left - a.left for a, b in pairwise(line.chars) if a.char >= "\u4e00" and b.char >= "\u4e00"]
    return float(np.median(pitch)) if len(pitch) >= 3 else 0.72 * (line.bottom - line.top)
