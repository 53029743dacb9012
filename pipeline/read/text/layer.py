"""The text layer of a PDF page (文本层): its characters with their places."""

from __future__ import annotations

import ctypes
from collections import deque
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.read.text.char_boxes import (
    FIGURE,
    THINNEST,
    from_origin,
    letter_spaced,
    low_boxes,
    middle,
    of_line_height,
    type_sizes,
)
from pipeline.read.text.glyphs import Glyphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


def table_of(chars: str) -> NDArray[np.bool_]:
    """Of each code up to 0xFFFF whether it is one of these characters."""
    found = np.zeros(0x10000, bool)
    found[[ord(c) for c in chars]] = True
    return found


SPACES = (32, 160, 12288, 9, 10, 13)
SURROGATE = 0xD800 >> 11
NAME = 128  # bytes of a font's name
NO_LETTER = (0xFFFE, 0xFFFD)
LETTER, UNMAPPED, SPACE, CONTROL, HALF = range(5)
CLASSES = np.zeros(0x10000, np.uint8)  # of the characters by code: the fonts map what they do not know to UNMAPPED
CLASSES[:32], CLASSES[0xD800:0xE000], CLASSES[0xE000:0xF900] = CONTROL, HALF, UNMAPPED
CLASSES[list(NO_LETTER)], CLASSES[list(SPACES)] = UNMAPPED, SPACE
IN_FIGURES = table_of(FIGURE)
ASLANT = 0.06  # quarter turns: what lies less aslant is the printer's
LARGE = 2.5  # times the page's type
PALE = 150  # of 255: ink lighter than this, or less opaque than the rest, is a watermark's

# The same functions under a prototype that takes plain addresses, for calls by `map`.
_CODE = ctypes.cast(pdfium_c.FPDFText_GetUnicode, ctypes.PYFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int))
_BOX = ctypes.cast(
    pdfium_c.FPDFText_GetLooseCharBox,
    ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p),
)
_ORIGIN = ctypes.cast(
    pdfium_c.FPDFText_GetCharOrigin,
    ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p),
)
_GUESSED = ctypes.cast(pdfium_c.FPDFText_IsGenerated, ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int))
_FONT = ctypes.cast(
    pdfium_c.FPDFText_GetFontInfo,
    ctypes.PYFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p),
)
_ANGLE = ctypes.cast(pdfium_c.FPDFText_GetCharAngle, ctypes.PYFUNCTYPE(ctypes.c_float, ctypes.c_void_p, ctypes.c_int))
_OWNER = ctypes.cast(pdfium_c.FPDFText_GetTextObject, ctypes.PYFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int))


class View(NamedTuple):
    """How a page is shown: size in points, and the turn (0, 90, 180, 270, clockwise) from its own coordinates."""

    width: float
    height: float
    left: float
    bottom: float
    turn: int

    def place(self, x: Any, y: Any) -> tuple[Any, Any]:
        """A point (or arrays of them) of the page's own coordinates as points from the shown page's top left."""
        x, y = x - self.left, y - self.bottom
        if self.turn == 90:
            return y, x
        if self.turn == 180:
            return self.width - x, y
        if self.turn == 270:
            return self.width - y, self.height - x
        return x, self.height - y


def view_of(page: pdfium.PdfPage) -> View:
    """How the page is shown. The crop box, where there is one, is what is shown."""
    width, height = page.get_size()
    left, bottom, _, _ = page.get_cropbox() or (0.0, 0.0, width, height)
    return View(width, height, left, bottom, page.get_rotation() % 360)


class Layer(NamedTuple):
    """A page's characters; `broken` counts those that its fonts could not map to a letter."""

    glyphs: Glyphs
    broken: int
    angle: int


def read_layer(page: pdfium.PdfPage, view: View) -> Layer:
    """Every printed character of the page's text layer with its box. Spaces become a mark on the next character."""
    text_page = pdfium_c.FPDFText_LoadPage(page.raw)
    if not text_page:
        raise pdfium.PdfiumError("Failed to load text page.")
    try:
        return _characters(text_page, view)
    finally:
        pdfium_c.FPDFText_ClosePage(text_page)


def _characters(text_page: Any, view: View) -> Layer:
    """All at once: a call into pdfium for each character, but no Python between the calls."""
    count = pdfium_c.FPDFText_CountChars(text_page)
    handle = ctypes.cast(text_page, ctypes.c_void_p).value or 0
    codes = _codes(text_page, handle, count)
    plain = np.minimum(codes, 0xFFFF)
    class_ = CLASSES[plain]
    space, figure = class_ == SPACE, IN_FIGURES[plain]
    kept = np.flatnonzero((class_ <= UNMAPPED) & (codes <= 0x10FFFF))
    rects = np.zeros((len(kept), 4), np.float32)
    targets = range(rects.ctypes.data, rects.ctypes.data + rects.nbytes, 16)
    boxed = np.fromiter(map(_BOX, repeat(handle), kept.tolist(), targets), bool, len(kept))
    thin, figured = rects[:, 2] <= rects[:, 0], figure[kept]
    # Joiners and the like have no width; a font that gives a point none still prints it.
    rects[thin & figured, 2] = rects[thin & figured, 0] + THINNEST
    printed = boxed & (figured | ~thin)
    kept, rects = kept[printed], rects[printed]
    boxes = _shown(rects.astype(np.float64), view)
    shown = _on_page(boxes, view)
    if not shown.all():
        # What runs off the page may be cut before its edge already.
        shown &= _unclipped(handle, kept, rects)
        kept, boxes = kept[shown], boxes[shown]
    mark = _watermark(text_page, handle, kept, boxes)
    if mark.any():
        kept, boxes = kept[~mark], boxes[~mark]
    angle = _direction(boxes)
    if not angle:
        begun = figure[kept]
        boxes = from_origin(boxes, _origins(handle, kept[begun], view)[0], begun)
        if (low := low_boxes(boxes)).any():
            boxes = of_line_height(boxes, low, _origins(handle, kept, view)[1])
    spaced = _grown(np.cumsum(space)[kept])
    text = codes[kept].astype("<u4").tobytes().decode("utf-32-le")
    sizes = type_sizes(text, boxes)
    bold = _bold(handle, kept, spaced)
    places = np.flatnonzero(space)
    printed_spaces = places[np.fromiter(map(_GUESSED, repeat(handle), places.tolist()), np.int64, len(places)) == 0]
    apart = _grown(np.searchsorted(printed_spaces, kept))
    tracked = letter_spaced(boxes, sizes, apart)
    spaced &= apart | ~tracked
    # The spacing belongs to the character before it.
    boxes[:-1, 2] = np.where(tracked[1:], boxes[1:, 0], boxes[:-1, 2])
    glyphs = Glyphs(text, boxes, sizes, spaced, bold)
    return Layer(glyphs, int(np.count_nonzero((class_ == UNMAPPED) | (class_ == CONTROL))), angle)


def _grown(counts: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Where a count of what came before is higher than one place before; it begins at nothing."""
    grown = counts > 0
    grown[1:] = counts[1:] > counts[:-1]
    return grown


def _codes(text_page: Any, handle: int, count: int) -> NDArray[np.int64]:
    """The characters' code points: in one call, where the text that comes back has one unit for each character."""
    units = np.zeros(count + 1, np.uint16)
    target = ctypes.cast(units.ctypes.data, ctypes.POINTER(ctypes.c_ushort))
    if pdfium_c.FPDFText_GetText(text_page, 0, count, target) == count + 1 and not (units >> 11 == SURROGATE).any():
        return units[:count].astype(np.int64)
    return np.fromiter(map(_CODE, repeat(handle), range(count)), np.int64, count)


def _origins(handle: int, kept: NDArray[np.intp], view: View) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the pen stood on the baseline before each character: how far right and down on the shown page."""
    count = len(kept)
    points = np.zeros((count, 2))
    start = points.ctypes.data
    places = kept.tolist()
    xs, ys = range(start, start + 16 * count, 16), range(start + 8, start + 8 + 16 * count, 16)
    deque(map(_ORIGIN, repeat(handle), places, xs, ys), maxlen=0)
    return view.place(points[:, 0], points[:, 1])


def _on_page(boxes: NDArray[np.float64], view: View) -> NDArray[np.bool_]:
    """Which characters are shown: a spreadsheet's print leaves the next page's rows below this page's edge."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside: NDArray[np.bool_] = (x > 0) & (x < view.width) & (y > 0) & (y < view.height)
    return inside


def _unclipped(handle: int, kept: NDArray[np.intp], rects: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which characters lie within the clipping paths (裁剪) they are drawn under; `rects` as pdfium gives them."""
    owners = np.fromiter(map(_OWNER, repeat(handle), kept.tolist()), np.uint64, len(kept))
    x, y = (rects[:, 0] + rects[:, 2]) / 2, (rects[:, 1] + rects[:, 3]) / 2
    seen = np.ones(len(kept), bool)
    for owner in np.unique(owners).tolist():
        mine = owners == owner
        for left, bottom, right, top in _clips(owner):
            seen[mine] &= (x[mine] >= left) & (x[mine] <= right) & (y[mine] >= bottom) & (y[mine] <= top)
    return seen


def _clips(owner: int) -> Iterator[tuple[float, float, float, float]]:
    """The bounds of the paths that clip a page object, in the page's own coordinates."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(ctypes.cast(owner, pdfium_c.FPDF_PAGEOBJECT))
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(pdfium_c.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for k in range(pdfium_c.FPDFClipPath_CountPathSegments(clip, path)):
            pdfium_c.FPDFPathSegment_GetPoint(pdfium_c.FPDFClipPath_GetPathSegment(clip, path, k), x, y)
            points.append((x.value, y.value))
        if points:
            xs, ys = zip(*points, strict=True)
            yield min(xs), min(ys), max(xs), max(ys)


def _watermark(text_page: Any, handle: int, kept: NDArray[np.intp], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which characters belong to a watermark (水印): set aslant, or much larger than the text and pale."""
    mark = np.zeros(len(kept), bool)
    if len(kept) < 3:
        return mark
    heights = boxes[:, 3] - boxes[:, 1]
    least = np.maximum(heights[1:], 1.0)
    dx, dy = (np.abs(step) / least for step in _steps(boxes))
    climbs = (dx > 0.2) & (dx < 3.0) & (dy > 0.2) & (dy < 3.0)
    if np.count_nonzero(climbs) >= 2:
        # Sheared type (fake italics) claims an angle as well, but its line does not climb.
        rising = np.flatnonzero(np.concatenate((climbs, [False])) | np.concatenate(([False], climbs)))
        angles = np.fromiter(map(_ANGLE, repeat(handle), kept[rising].tolist()), float, len(rising))
        mark[rising] = np.abs((angles / (np.pi / 2) + 0.5) % 1 - 0.5) > ASLANT
    colour = [ctypes.c_uint() for _ in range(4)]
    for k in np.flatnonzero((heights > LARGE * middle(heights)) & ~mark).tolist():
        if pdfium_c.FPDFText_GetFillColor(text_page, int(kept[k]), *colour):
            *inks, opacity = (c.value for c in colour)
            mark[k] = min(inks) >= PALE or opacity < 255 - PALE
    return mark


def _bold(handle: int, kept: NDArray[np.intp], spaced: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each character is set in bold, by the font of the first of every run without a space."""
    first = spaced.copy()
    first[:1] = True
    runs = kept[first].tolist()
    names = np.zeros(len(runs), f"S{NAME}")
    start = names.ctypes.data
    places = range(start, start + NAME * len(runs), NAME)
    lengths = np.fromiter(map(_FONT, repeat(handle), runs, places, repeat(NAME), repeat(None)), np.int64, len(runs))
    fonts = names.tolist()
    heavy = {name: any(word in name.lower() for word in (b"bold", b"hei", b"black")) for name in set(fonts)}
    bold: NDArray[np.bool_] = (np.array([heavy[name] for name in fonts], bool) & (lengths <= NAME))[
        np.cumsum(first) - 1
    ]
    return bold


def _direction(boxes: np.ndarray) -> int:
    """By how many degrees, clockwise, the text lies turned on the shown page: where most characters go on to."""
    if len(boxes) < 3:
        return 0
    dx, dy = _steps(boxes)
    wide, high = np.abs(dx), np.abs(dy)
    near = np.maximum(wide, high) < 4 * (boxes[1:, 3] - boxes[1:, 1])
    flat = near & (wide >= high)
    onward = np.count_nonzero(flat & (dx > 0))
    if np.count_nonzero(near) <= 2.5 * onward:
        return 0  # whatever the others do
    steep = near & ~flat
    votes = {
        90: np.count_nonzero(steep & (dy > 0)),
        180: np.count_nonzero(flat & (dx < 0)),
        270: np.count_nonzero(steep & (dy < 0)),
    }
    best = max(votes, key=lambda turn: (votes[turn], -turn))
    return best if votes[best] > 1.5 * onward else 0


def _steps(boxes: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far right and down each character's middle lies from that of the one before it."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    return x[1:] - x[:-1], y[1:] - y[:-1]


def _shown(raw: np.ndarray, view: View) -> np.ndarray:
    if not len(raw):
        return raw
    x0, y0 = view.place(raw[:, 0], raw[:, 1])
    x1, y1 = view.place(raw[:, 2], raw[:, 3])
    shown = np.empty(raw.shape)
    np.minimum(x0, x1, out=shown[:, 0])
    np.minimum(y0, y1, out=shown[:, 1])
    np.maximum(x0, x1, out=shown[:, 2])
    np.maximum(y0, y1, out=shown[:, 3])
    return shown
