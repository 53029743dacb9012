"""What an OFD page draws (GB/T 33190, 9 to 13): characters, straight rules and images, in points."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.read.layout.grid import Stroke
from pipeline.read.text.glyphs import Glyphs
from pipeline.read.text.paths import SHORT, THIN

if TYPE_CHECKING:
    from lxml import etree

MM = 72 / 25.4  # points in a millimetre
ASCENT, DESCENT = 0.86, 0.14  # shares of the type's size above and below the baseline
MOST_GLYPHS = 200_000
FAR = 1e7
DEEPEST = 12
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


class Matrix(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point, moved."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, first: Matrix) -> Matrix:
        """The move that does `first` and then this one."""
        (e, f) = self.place(first.e, first.f)
        return Matrix(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            e,
            f,
        )


class Font(NamedTuple):
    """What matters of a font."""

    bold: bool = False


class Picture(NamedTuple):
    """An image on the page: its resource and its box in points (left, top, right, bottom)."""

    resource: str
    box: tuple[float, float, float, float]

    def share(self, width: float, height: float) -> float:
        """The image's share of a page of that size in points."""
        left, top, right, bottom = self.box
        return max(min(right, width) - max(left, 0), 0) * max(min(bottom, height) - max(top, 0), 0) / (width * height)


@dataclass(slots=True)
class Drawing:
    """A page on its way.

    `origin` is the page box's top left in millimetres. `hidden` counts invisible characters, `curves` the curved
    strokes of paths, which tell text drawn as outlines from a blank page.
    """

    fonts: dict[str, Font]
    units: dict[str, etree._Element]
    origin: tuple[float, float] = (0.0, 0.0)
    chars: list[str] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    spaced: list[bool] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    across: list[Stroke] = field(default_factory=list)
    down: list[Stroke] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    hidden: int = 0
    curves: int = 0

    def glyphs(self) -> Glyphs:
        """The characters drawn so far."""
        return Glyphs(
            "".join(self.chars),
            np.array(self.boxes, dtype=np.float64).reshape(-1, 4),
            np.array(self.sizes, dtype=np.float64),
            np.array(self.spaced, dtype=bool),
            np.array(self.bold, dtype=bool),
        )


def numbers(text: str | None) -> list[float]:
    """The numbers of an ST_Array; none further off than any page needs."""
    values = (float(number) for number in NUMBER.findall(text or ""))
    return [max(-FAR, min(value, FAR)) for value in values]


def deltas(text: str | None, count: int) -> list[float]:
    """The distances between `count + 1` characters: `g n d` says n times d; what is missing is the last one said."""
    values: list[float] = []
    words = (text or "").split()
    at = 0
    while at < len(words) and len(values) < count:
        if words[at] == "g" and at + 2 < len(words):
            times, step = numbers(words[at + 1]), numbers(words[at + 2])
            values += (step[:1] or [0.0]) * min(int(times[0]) if times else 0, count)
            at += 3
        else:
            values += numbers(words[at])
            at += 1
    return (values + values[-1:] * count)[:count]


def draw(root: etree._Element, drawing: Drawing) -> None:
    """Draw the layers of a page or a template."""
    base = Matrix(MM, 0, 0, MM, -drawing.origin[0] * MM, -drawing.origin[1] * MM)
    for content in root.findall("Content"):
        _draw(content, base, drawing, 0)


def _draw(parent: etree._Element, base: Matrix, drawing: Drawing, depth: int) -> None:
    for item in parent:
        if item.get("Visible") == "false" or depth > DEEPEST:
            continue
        if item.tag in {"Layer", "PageBlock"}:
            _draw(item, base, drawing, depth + 1)
        elif item.tag == "TextObject":
            _text(item, base.after(_matrix(item)), drawing)
        elif item.tag == "PathObject":
            _path(item, base.after(_matrix(item)), drawing)
        elif item.tag == "ImageObject":
            _picture(item, base.after(_matrix(item)), drawing)
        elif item.tag == "CompositeObject" and (unit := drawing.units.get(item.get("ResourceID", ""))) is not None:
            for content in unit.findall("Content"):
                _draw(content, base.after(_matrix(item)), drawing, depth + 1)


def _matrix(item: etree._Element) -> Matrix:
    """From an object's own coordinates to the page's millimetres."""
    ctm, boundary = numbers(item.get("CTM")), numbers(item.get("Boundary"))
    own = Matrix(*ctm) if len(ctm) == 6 else Matrix()
    x, y = boundary[:2] if len(boundary) == 4 else (0.0, 0.0)
    return Matrix(e=x, f=y).after(own)


def _text(item: etree._Element, matrix: Matrix, drawing: Drawing) -> None:
    size = (numbers(item.get("Size")) or [3.5])[0]
    stretch = (numbers(item.get("HScale")) or [1.0])[0]
    bold = drawing.fonts.get(item.get("Font", ""), Font()).bold or (numbers(item.get("Weight")) or [400.0])[0] >= 600
    unseen = item.get("Alpha") == "0" or (item.get("Fill") == "false" and item.get("Stroke", "false") == "false")
    points = size * hypot(matrix.c, matrix.d)
    x = y = 0.0
    for code in item.findall("TextCode"):
        text = code.text or ""
        x, y = (numbers(code.get("X")) or [x])[0], (numbers(code.get("Y")) or [y])[0]
        across, down = code.get("DeltaX"), code.get("DeltaY")
        steps_y = deltas(down, len(text) - 1)
        steps_x = deltas(across, len(text) - 1)
        if across is None and down is None:
            steps_x = [_advance(char, size) * stretch for char in text[:-1]]
        at_x, at_y, spaced = x, y, False
        for k, char in enumerate(text):
            if len(drawing.chars) >= MOST_GLYPHS:
                return
            if char.isspace():
                spaced = True
            else:
                step = steps_x[k] if k < len(steps_x) else 0.0
                wide = _advance(char, size) * stretch
                # The file's own step is the better width, unless characters are set wide apart or on one place.
                wide = step if 0.6 * wide < step < 1.3 * wide else wide
                corners = [matrix.place(at_x, at_y - ASCENT * size), matrix.place(at_x + wide, at_y + DESCENT * size)]
                drawing.chars.append(char)
                drawing.boxes.append(_bounds(corners))
                drawing.sizes.append(points)
                drawing.spaced.append(spaced)
                drawing.bold.append(bold)
                drawing.hidden += unseen
                spaced = False
            at_x += steps_x[k] if k < len(steps_x) else 0.0
            at_y += steps_y[k] if k < len(steps_y) else 0.0


def _advance(char: str, size: float) -> float:
    return size if ord(char) > 0x2000 else size / 2


def _bounds(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _picture(item: etree._Element, matrix: Matrix, drawing: Drawing) -> None:
    box = _bounds([matrix.place(*corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))])
    boundary = numbers(item.get("Boundary"))
    if item.get("CTM") is None and len(boundary) == 4:  # the standard asks for a CTM; some writers leave it out
        x, y = matrix.place(0, 0)
        box = (x, y, x + boundary[2] * matrix.a, y + boundary[3] * matrix.d)
    drawing.pictures.append(Picture(item.get("ResourceID", ""), box))


def _path(item: etree._Element, matrix: Matrix, drawing: Drawing) -> None:
    """Straight horizontal and vertical parts of a path, and filled boxes as thin as a rule."""
    stroked, filled = item.get("Stroke", "true") != "false", item.get("Fill", "false") != "false"
    data = item.findtext("AbbreviatedData") or ""
    drawing.curves += len(re.findall(r"[QBA]", data))
    lines = _figures(data, matrix)
    points = [point for line in lines for point in line]
    if not points or not (stroked or filled):
        return
    box = _bounds(points)
    if min(box[2] - box[0], box[3] - box[1]) <= THIN:
        parts = [box]
    elif stroked:
        parts = [_bounds([a, b]) for line in lines for a, b in pairwise(line)]
    else:
        return
    for x0, y0, x1, y1 in parts:
        if x1 - x0 >= SHORT and y1 - y0 <= THIN:
            drawing.across.append(Stroke((y0 + y1) / 2, x0, x1))
        elif y1 - y0 >= SHORT and x1 - x0 <= THIN:
            drawing.down.append(Stroke((x0 + x1) / 2, y0, y1))


def _figures(data: str, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """An AbbreviatedData's figures as points; of curves only the ends."""
    figures: list[list[tuple[float, float]]] = []
    for operator, arguments in re.findall(r"([SMLQBAC])([^SMLQBAC]*)", data):
        values = numbers(arguments)
        if operator in "SM" and len(values) >= 2:
            figures.append([matrix.place(values[0], values[1])])
        elif operator == "C" and figures:
            figures[-1].append(figures[-1][0])
        elif len(values) >= 2 and figures:
            figures[-1].append(matrix.place(values[-2], values[-1]))
    return figures
