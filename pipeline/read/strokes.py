"""Rules drawn on a page: from the paths of a PDF page, or from the image of a scanned one."""

from __future__ import annotations

import ctypes
from itertools import compress, repeat
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pypdfium2.raw as pdfium_c

from pipeline.read.grid import Stroke

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pypdfium2 as pdfium
    from numpy.typing import NDArray

    from pipeline.read.ocr import OcrLine

    Place = Callable[[Any, Any], tuple[Any, Any]]

THIN = 3.5  # points: a path this thin is a rule
SHORT = 5.0  # points: shorter marks are dashes and ticks
MOST_PATHS = 20_000  # a drawing, not a table: give up on its rules
MOST_SEGMENTS = 2_000
LONG = 150.0  # points: longer than the words that fill a cell
LARGE = 17.0  # points: the height of a line whose characters have strokes as long as a short rule
CLOSE = 2.5  # points: a rule's end this near to another rule joins it

# The same functions under prototypes that take plain addresses, for calls by `map`.
_ITEM = ctypes.cast(pdfium_c.FPDFPage_GetObject, ctypes.PYFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int))
_KIND = ctypes.cast(pdfium_c.FPDFPageObj_GetType, ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p))
_BOUNDS = ctypes.cast(pdfium_c.FPDFPageObj_GetBounds, ctypes.PYFUNCTYPE(ctypes.c_int, *[ctypes.c_void_p] * 5))


def page_objects(page: pdfium.PdfPage, most: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The addresses of a page's first `most` objects and what kinds they are."""
    raw = ctypes.cast(page.raw, ctypes.c_void_p).value or 0
    count = min(pdfium_c.FPDFPage_CountObjects(page.raw), most)
    items = np.fromiter(map(_ITEM, repeat(raw), range(count)), np.uint64, count)
    return items, np.fromiter(map(_KIND, items.tolist()), np.int64, count)


def path_strokes(page: pdfium.PdfPage, place: Place) -> tuple[list[Stroke], list[Stroke]]:
    """The horizontal and vertical rules among a page's paths; `place` takes page coordinates to points from the top.

    Thin filled boxes, stroked boxes and stroked lines all count; shading does not.
    """
    items, kinds = page_objects(page, MOST_PATHS)
    paths = items[kinds == pdfium_c.FPDF_PAGEOBJ_PATH].tolist()
    boxes = np.zeros((len(paths), 4), np.float32)  # left, bottom, right, top
    sides = [range(start, start + 16 * len(paths), 16) for start in range(boxes.ctypes.data, boxes.ctypes.data + 16, 4)]
    known = np.fromiter(map(_BOUNDS, paths, *sides), bool, len(paths))
    corners: list[tuple[float, float, float, float]] = []
    for item, box in compress(zip(paths, boxes.tolist(), strict=True), known.tolist()):
        left, bottom, right, top = box
        if right - left <= THIN or top - bottom <= THIN:
            corners.append((left, bottom, right, top))
        elif _stroked(path := ctypes.cast(item, pdfium_c.FPDF_PAGEOBJECT)):
            corners += _segments(path, (left, bottom, right, top))
    if not corners:
        return [], []
    x0, y0, x1, y1 = np.array(corners).T
    (ax, ay), (bx, by) = place(x0, y0), place(x1, y1)
    wide, high = np.abs(bx - ax), np.abs(by - ay)
    flat = (wide >= SHORT) & (high <= THIN)
    upright = (high >= SHORT) & (wide <= THIN) & ~flat
    return (
        _strokes((ay + by)[flat] / 2, ax[flat], bx[flat]),
        _strokes((ax + bx)[upright] / 2, ay[upright], by[upright]),
    )


def _strokes(at: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]) -> list[Stroke]:
    return list(map(Stroke, at.tolist(), np.minimum(one, other).tolist(), np.maximum(one, other).tolist()))


def _stroked(item: object) -> bool:
    fill, stroke = ctypes.c_int(), pdfium_c.FPDF_BOOL()
    return bool(pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)) and bool(stroke.value)


def _segments(item: object, box: tuple[float, float, float, float]) -> list[tuple[float, float, float, float]]:
    count = pdfium_c.FPDFPath_CountSegments(item)
    if count > MOST_SEGMENTS:
        return []
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    lines, last, first = [], None, None
    for k in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, k)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO and last is not None:
            lines.append((*last, *point))
        last = point
        if pdfium_c.FPDFPathSegment_GetClose(segment) and first is not None:
            lines.append((*last, *first))
            last = first
    # A box of curves (rounded frame) still frames its text.
    return lines or [(box[0], box[1], box[2], box[1]), (box[0], box[3], box[2], box[3])]


def image_strokes(
    ink: NDArray[np.uint8], density: float, lines: Sequence[OcrLine] = ()
) -> tuple[list[Stroke], list[Stroke]]:
    """The rules in a straightened page image, in pixels.

    `ink` is binary (255 where dark), `density` its pixels per point. A vertical counts only where it runs from one
    horizontal to another, or across several, a short horizontal in a table from one vertical to another: the strokes
    of characters, and blurred words, do not. Nor does what runs through the middle of one of the `lines` of text.
    """
    across = [h for h in _runs(ink, density, horizontal=True) if not any(_strikes(h, line, density) for line in lines)]

    def held(v: Stroke) -> bool:
        near = min(4 * density, 0.1 * (v.end - v.start))
        meets = [h.at for h in across if h.start - near <= v.at <= h.end + near]
        meets = [at for at in meets if v.start - near < at < v.end + near]
        ends = [any(abs(end - at) < near for at in meets) for end in (v.start, v.end)]
        # A page's end may leave a cell of several rows open.
        return all(ends) or (any(ends) and len(meets) > 2)

    down = [v for v in _runs(ink, density, horizontal=False) if held(v)]

    def joins(h: Stroke) -> bool:
        near = 4 * density
        beside = [v.at for v in down if v.start - near < h.at < v.end + near]
        ends = [any(abs(end - at) < CLOSE * density for at in beside) for end in (h.start, h.end)]
        return not beside or all(ends) or h.end - h.start > LONG * density

    return [h for h in across if joins(h)], down


def _strikes(h: Stroke, line: OcrLine, density: float) -> bool:
    """Whether a horizontal is part of a line's characters: inside it, in large type, or through its middle."""
    high = line.bottom - line.top
    edge = 0.0 if high > LARGE * density else 0.15 * high
    inside = line.top + edge < h.at < line.bottom - edge
    return inside and line.chars[0].left - 0.3 * high < h.start and h.end < line.chars[-1].right + 0.3 * high


def _runs(ink: NDArray[np.uint8], density: float, *, horizontal: bool) -> list[Stroke]:
    def line(points: float) -> NDArray[np.uint8]:
        size = max(round(points * density), 3)
        return np.ones((1, size) if horizontal else (size, 1), dtype=np.uint8)

    # A rule that runs a little off the straight steps from one row of pixels to the next: it is made thicker first.
    # A rule is longer than a character is wide; what is left of one that the scan broke is joined again.
    runs = cv2.dilate(ink, np.ones((3, 1) if horizontal else (1, 3), dtype=np.uint8))
    runs = cv2.morphologyEx(runs, cv2.MORPH_OPEN, line(15 if horizontal else 11))
    runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, line(6))
    count, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    strokes = []
    for x, y, w, h, area in stats[1:count].tolist():
        thick, long = (h, w) if horizontal else (w, h)
        thin = thick <= 2 * THIN * density and area <= THIN * density * long
        if thin and long >= (26 if horizontal else 12) * density and long >= 4 * thick:
            at, start = (y + h / 2, x) if horizontal else (x + w / 2, y)
            strokes.append(Stroke(at, float(start), float(start + long)))
    return strokes
