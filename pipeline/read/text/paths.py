"""Rules drawn on a PDF page (页面线条): the thin and the stroked ones among its paths."""

from __future__ import annotations

import ctypes
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium_c

from pipeline.read.layout.grid import Stroke

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pypdfium2 as pdfium
    from numpy.typing import NDArray

    Place = Callable[[Any, Any], tuple[Any, Any]]

THIN = 3.5  # points: a path this thin is a rule
SHORT = 5.0  # points: shorter marks are dashes and ticks
MOST_OBJECTS = 20_000  # with more, a page is a drawing
MOST_SEGMENTS = 2_000

# The same functions under prototypes that take plain addresses, for calls by `map`.
_ITEM = ctypes.cast(pdfium_c.FPDFPage_GetObject, ctypes.PYFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int))
_KIND = ctypes.cast(pdfium_c.FPDFPageObj_GetType, ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p))
_BOUNDS = ctypes.cast(pdfium_c.FPDFPageObj_GetBounds, ctypes.PYFUNCTYPE(ctypes.c_int, *[ctypes.c_void_p] * 5))


class Objects(NamedTuple):
    """The addresses of a page's objects, and what kinds they are."""

    items: list[int]
    kinds: list[int]

    def of(self, kind: int) -> list[int]:
        """The addresses of those of one kind."""
        return [item for item, own in zip(self.items, self.kinds, strict=True) if own == kind]


def page_objects(page: pdfium.PdfPage) -> Objects:
    """A page's objects in the order in which they are drawn."""
    raw = ctypes.cast(page.raw, ctypes.c_void_p).value or 0
    count = min(pdfium_c.FPDFPage_CountObjects(page.raw), MOST_OBJECTS)
    items = list(map(_ITEM, repeat(raw), range(count)))
    return Objects(items, list(map(_KIND, items)))


def path_strokes(objects: Objects, place: Place) -> tuple[list[Stroke], list[Stroke]]:
    """The horizontal and vertical rules among a page's paths; `place` takes page coordinates to points from the top.

    Thin filled boxes, stroked boxes and stroked lines all count; shading does not.
    """
    paths = objects.of(pdfium_c.FPDF_PAGEOBJ_PATH)
    if not paths:
        return [], []
    boxes = np.zeros((len(paths), 4), np.float32)  # left, bottom, right, top
    sides = [range(start, start + 16 * len(paths), 16) for start in range(boxes.ctypes.data, boxes.ctypes.data + 16, 4)]
    known = np.fromiter(map(_BOUNDS, paths, *sides), bool, len(paths))
    corners = boxes.astype(np.float64)
    left, bottom, right, top = corners.T
    thin = (right - left <= THIN) | (top - bottom <= THIN)
    drawn: list[Sequence[float]] = []
    for k in np.flatnonzero(known & ~thin).tolist():
        if _stroked(path := ctypes.cast(paths[k], pdfium_c.FPDF_PAGEOBJECT)):
            drawn += _segments(path, boxes[k].tolist())
    x0, y0, x1, y1 = np.concatenate((corners[known & thin], np.reshape(drawn, (-1, 4)))).T
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


def _segments(item: object, box: Sequence[float]) -> list[Sequence[float]]:
    count = pdfium_c.FPDFPath_CountSegments(item)
    if count > MOST_SEGMENTS:
        return []
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    lines: list[Sequence[float]] = []
    last = first = None
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
