"""A page image to characters (扫描页): upright, straight, read, its numbers read twice."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline.read.scan import cache
from pipeline.read.scan.boxes import pieces_of
from pipeline.read.scan.image import (
    SEAL,
    WATERMARK,
    Image,
    Lean,
    ink_of,
    lean_of,
    lies_on_its_side,
    seals_of,
    straightened,
    turned,
    without_seals,
)
from pipeline.read.scan.numerals import numerals
from pipeline.read.scan.percent import percents
from pipeline.read.scan.shapes import told_by_shape
from pipeline.read.scan.strokes import image_strokes
from pipeline.read.scan.twice import read_twice
from pipeline.read.scan.unread import left_by_seal, overlooked_ink, seals_laid_straight, under_seals
from pipeline.read.text.glyphs import Glyphs
from schemas.document import OTHER, Doubt, Origin
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.read.layout.grid import Stroke
    from pipeline.read.scan.ocr import Engine, OcrLine
    from pipeline.read.scan.unread import Point

SPECKS, DIRTY = "'‘’`^", 0.85  # a mark less sure than this at a line's end is dirt
NO_POINT = re.compile(r"[\u4e00-\u9fff%]$|\.\d+$")  # what no decimal point follows
LETTER = "(?![一二两三四五六七八九十百千万亿零元分])[\u4e00-\u9fff，、；：。·]"  # that is no part of a number
POOR = 0.9  # a page whose median probability is below this may stand on its head


@record
class Scan:
    """What was read from a page image, and where ink was not. All places are in pixels of the straightened image."""

    lines: tuple[OcrLine, ...]
    doubts: tuple[tuple[int, Doubt], ...]
    across: tuple[Stroke, ...]
    down: tuple[Stroke, ...]
    width: int
    height: int
    turn: int
    lean: Lean
    unread: tuple[Point, ...] = ()


def read_scan(image: Image, density: float, engine: Engine, folder: Path | None) -> Scan:
    """Read a page image of `density` pixels per point, or take what was read from the same image before."""
    key = cache.key_of(image, density, engine.name, engine.version)
    kept = cache.load(folder, key)
    if isinstance(kept, Scan):
        return kept
    scan = _read(image, density, engine)
    cache.store(folder, key, scan)
    return scan


def _read(image: Image, density: float, engine: Engine) -> Scan:
    seals = seals_of(image, SEAL * density)
    grey = without_seals(image, seals)
    turn = 90 if lies_on_its_side(ink_of(grey)) else 0
    upright, lean, lines = _attempt(turned(grey, turn), density, engine)
    if _sureness(lines) < POOR:
        other = _attempt(turned(grey, turn + 180), density, engine)
        if _sureness(other[2]) > _sureness(lines):
            turn, (upright, lean, lines) = turn + 180, other
    across, down = image_strokes(ink_of(upright, WATERMARK), density, lines)
    pieces = pieces_of(upright)
    lines = percents(upright, told_by_shape(upright, lines, pieces, across, down), pieces, numerals())
    seals = seals_laid_straight(seals, turn, lean)
    lines = tuple(without_dirt(line) for line in lines if line.sure and not left_by_seal(line, seals))
    lines, doubts = read_twice(upright, lines, pieces, down, numerals())
    doubts += tuple(_others(lines, doubts, engine.name))
    ink = overlooked_ink(upright, lines, across, down, density)
    unread = (*under_seals(seals, density), *ink)
    height, width = upright.shape[:2]
    return Scan(lines, doubts, tuple(across), tuple(down), width, height, turn, lean, unread)


def _attempt(grey: Image, density: float, engine: Engine) -> tuple[Image, Lean, tuple[OcrLine, ...]]:
    lean = lean_of(ink_of(grey), density)
    straight = straightened(grey, lean)
    return straight, lean, engine.read(straight)


def _others(
    lines: tuple[OcrLine, ...], doubts: tuple[tuple[int, Doubt], ...], engine: str
) -> Iterator[tuple[int, Doubt]]:
    """What characters may be that were not read surely, numbers and what is part of one aside."""
    taken = {(k, i) for k, doubt in doubts for i in range(doubt.start, doubt.end)}
    for k, line in enumerate(lines):
        for i, c in enumerate(line.chars):
            if c.other and re.fullmatch(f"{LETTER}{LETTER}", c.char + c.other) and (k, i) not in taken:
                yield k, Doubt(i, i + 1, c.other, engine, OTHER)


def _sureness(lines: tuple[OcrLine, ...]) -> float:
    scores = [c.score for line in lines if line.sure for c in line.chars]
    return float(np.median(scores)) if scores else 0.0


def without_dirt(line: OcrLine) -> OcrLine:
    """A line less what a speck at its end was taken for; a point that may be all that is left of digits stays."""
    chars = line.chars
    if len(chars) > 1 and chars[0].char in SPECKS and chars[0].score < DIRTY:
        chars = chars[1:]
    last = chars[-1]
    speck = last.char in SPECKS or (last.char == "." and NO_POINT.search(line.text[:-1]))
    if len(chars) > 1 and speck and last.score < DIRTY:
        chars = chars[:-1]
    return line._replace(chars=chars)


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
    """The size of a line's type in pixels: the distance of its Chinese characters, else a share of its height.

    Of few characters the lesser counts: short words are boxed generously, or set wide apart.
    """
    pitch = [b.left - a.left for a, b in pairwise(line.chars) if a.char >= "\u4e00" and b.char >= "\u4e00"]
    high = 0.72 * (line.bottom - line.top)
    return high if not pitch else float(np.median(pitch)) if len(pitch) >= 3 else min(high, float(np.median(pitch)))
