"""Rules drawn on a page: from the paths of a PDF page, or from the image of a scanned one."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pypdfium2.raw as pdfium_c

from pipeline.read.grid import Stroke

if TYPE_CHECKING:
    from collections.abc import Callable

    import pypdfium2 as pdfium
    from numpy.typing import NDArray

    Place = Callable[[float, float], tuple[float, float]]

THIN = 3.5  # points: a path this thin is a rule
SHORT = 5.0  # points: shorter marks are dashes and ticks
MOST_PATHS = 20_000  # a drawing, not a table: give up on its rules
MOST_SEGMENTS = 2_000
LONG = 150.0  # points: longer than the words that fill a cell
CLOSE = 2.5  # points: a rule's end this near to another rule joins it


def path_strokes(page: pdfium.PdfPage, place: Place) -> tuple[list[Stroke], list[Stroke]]:
    """The horizontal and vertical rules among a page's paths; `place` takes page coordinates to points from the top.

    Thin filled boxes, stroked boxes and stroked lines all count; shading does not.
    """
    corners: list[tuple[float, float, float, float]] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw = page.raw
    for index in range(min(pdfium_c.FPDFPage_CountObjects(raw), MOST_PATHS)):
        item = pdfium_c.FPDFPage_GetObject(raw, index)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            continue
        box = (left.value, bottom.value, right.value, top.value)
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            corners.append(box)
        elif _stroked(item):
            corners += _segments(item, box)
    across, down = [], []
    for x0, y0, x1, y1 in corners:
        (ax, ay), (bx, by) = place(x0, y0), place(x1, y1)
        wide, high = abs(bx - ax), abs(by - ay)
        if wide >= SHORT and high <= THIN:
            across.append(Stroke((ay + by) / 2, min(ax, bx), max(ax, bx)))
        elif high >= SHORT and wide <= THIN:
            down.append(Stroke((ax + bx) / 2, min(ay, by), max(ay, by)))
    return across, down


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


def image_strokes(ink: NDArray[np.uint8], density: float) -> tuple[list[Stroke], list[Stroke]]:
    """The rules in a straightened page image, in pixels.

    `ink` is binary (255 where dark), `density` its pixels per point. A vertical counts only where it runs from one
    horizontal to another, or across several, a short horizontal in a table from one vertical to another: the strokes
    of characters, and blurred words, do not.
    """
    across = _runs(ink, density, horizontal=True)
    near = 4 * density

    def held(v: Stroke) -> bool:
        meets = [h.at for h in across if h.start - near <= v.at <= h.end + near]
        meets = [at for at in meets if v.start - near < at < v.end + near]
        ends = [any(abs(end - at) < near for at in meets) for end in (v.start, v.end)]
        # A page's end may leave a cell of several rows open.
        return all(ends) or (any(ends) and len(meets) > 2)

    down = [v for v in _runs(ink, density, horizontal=False) if held(v)]

    def joins(h: Stroke) -> bool:
        beside = [v.at for v in down if v.start - near < h.at < v.end + near]
        ends = [any(abs(end - at) < CLOSE * density for at in beside) for end in (h.start, h.end)]
        return not beside or all(ends) or h.end - h.start > LONG * density

    return [h for h in across if joins(h)], down


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
    for x, y, w, h, _ in stats[1:count].tolist():
        thick, long = (h, w) if horizontal else (w, h)
        if thick <= 2 * THIN * density and long >= (26 if horizontal else 12) * density and long >= 4 * thick:
            at, start = (y + h / 2, x) if horizontal else (x + w / 2, y)
            strokes.append(Stroke(at, float(start), float(start + long)))
    return strokes
