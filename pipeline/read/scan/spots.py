"""Where numbers stand in the lines of a scan (数字所在): which characters they are, and where their ink may lie."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.read.scan.numerals import HEIGHT, frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.layout.grid import Stroke
    from pipeline.read.scan.boxes import Pieces
    from pipeline.read.scan.ocr import OcrChar, OcrLine

NUMBER = re.compile(r"[\dOoIl|][\d.,，．·:OoIl|]*(?: ?[％%‰])?")
BARE = re.compile(r"[-–—－~～.]?[\d.,，．·:;’ ]{2,18}[％%‰]?")  # a cell that holds nothing but a number
CHINESE = "\u3400"  # ideographs come after it
DASHES = "-–—－~～"
TRAILING = ".,，．·:"
LIKE_NONE = "1Il|丨一-—–－/"  # as what the first reader reads it
LIKE_DIGIT = "sSzZoOqgbB"  # as what the first reader may read a digit that stands alone
TOLD = "≥≤="  # what was told by its shape and stands alone
UNSURE = 0.9  # a character less probable than this was not read surely
BESIDE = 0.9  # of a digit's height: how far beyond the number the second reader looks
LOWEST = 0.25  # of a line's height: no digit is lower
TALL = 1.15  # times the height of a digit: no digit
SLACK = 0.15  # of a digit's height: how inexactly the first reader places a character
# Beside a number: what is left of a character of its own, most often of a percent sign.
ODD = re.compile(r"[^\u3000-\u303f\u3400-\u9fff\uff00-\uffef\d\s.,()%+<=>≤≥±×/—–\-~№Ⅰ-Ⅻ①-⑳]")
SHORT, LEGIBLE = 8, 0.6  # characters of a line that may be a number read badly; an ideograph surer than this is one


class Spot(NamedTuple):
    """A number in a line: its place among the characters, between which x it stands, and its digits' top and bottom.

    `least` and `most` are how far its characters may reach; the picture shows more. `odd` characters follow it that
    stand beside no number. Its digits may stand `apart`, each as wide as an ideograph (全角).
    """

    line: int
    start: int
    end: int
    least: float
    most: float
    left: float
    right: float
    top: float
    bottom: float
    odd: int
    apart: bool = False
    guess: bool = False

    @property
    def scale(self) -> float:
        """Pixels of the page for one of its picture."""
        top, bottom = frame(self.top, self.bottom)
        return (bottom - top) / HEIGHT


def spots_in(k: int, line: OcrLine, pieces: Pieces, down: list[Stroke]) -> list[Spot]:
    """The numbers of the `k`-th line; `down` are the vertical rules that may part it."""
    found = []
    text, chars = line.text, line.chars
    guess = _may_be_number(line)
    for start, end in [(0, len(chars))] if guess else _numbers(text):
        left, right = chars[start].left, chars[end - 1].right
        top, bottom = _digits_of(pieces, left, right, line)
        high = bottom - top
        middle = (top + bottom) / 2
        rules = [s.at for s in down if s.start < middle < s.end]
        wall = max((x + 2 for x in rules if x < left + 0.3 * high), default=0.0)
        fence = min((x - 2 for x in rules if x > right - 0.3 * high), default=np.inf)
        # A neighbour that was read ends the number; where none was, a sign or a digit may have been overlooked.
        before = chars[start - 1].right if start else -np.inf
        odd = next((k for k in range(2) if not ODD.match(text, end + k)), 2)
        after = chars[end + odd].left if end + odd < len(chars) else np.inf
        # A Chinese character's left half may look like a digit: 份, 批.
        slack = 0.0 if end + odd < len(chars) and chars[end + odd].char >= CHINESE else SLACK
        reach = (chars[end + odd - 1].right if odd else right) + slack * high
        least = max(min(left - SLACK * high, before + 0.1 * high), left - BESIDE * high)
        most = min(max(reach, after - 0.1 * high) if slack else after - 0.1 * high, right + BESIDE * high)
        least, most = _between_neighbours(pieces, chars[start:end], least, most, top, bottom)
        edges = max(left - BESIDE * high, wall, 0.0), min(right + BESIDE * high, fence)
        if edges[1] - edges[0] > 2:
            found.append(Spot(k, start, end, least, most, *edges, top, bottom, odd, guess=guess))
    return found


def _between_neighbours(
    pieces: Pieces, number: tuple[OcrChar, ...], least: float, most: float, top: float, bottom: float
) -> tuple[float, float]:
    """`least` and `most`, not as far as ink beside a number that is taller than its digits: parts of 份, 批, 台."""
    first, last = ((c.left + c.right) / 2 for c in (number[0], number[-1]))
    high, middle = pieces.bottom - pieces.top, (pieces.top + pieces.bottom) / 2
    tall = pieces.take((high > TALL * (bottom - top)) & (middle > top) & (middle < bottom))
    return (
        max(least, tall.right[tall.right < first].max(initial=0)),
        min(most, tall.left[tall.left > last].min(initial=2**31)),
    )


def _may_be_number(line: OcrLine) -> bool:
    """Whether a line of few characters, nearly all of them letters, was read so badly that it may be a number."""
    if len(line.chars) > SHORT or line.text in LIKE_NONE + LIKE_DIGIT + TOLD or any(c.isdigit() for c in line.text):
        return False
    ideographs = [c.score for c in line.chars if c.char >= CHINESE]
    return min(c.score for c in line.chars) < UNSURE and len(ideographs) < 2 and max(ideographs, default=0.0) < LEGIBLE


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers begin and end in a line, signs included, points and commas at their ends not."""
    if len(text) == 1 and text in LIKE_NONE + LIKE_DIGIT:
        yield 0, 1
        return
    spans = [(0, len(text))] if BARE.fullmatch(text) else [match.span() for match in NUMBER.finditer(text)]
    for start, stop in spans:
        end = start + len(text[start:stop].rstrip(TRAILING))
        signed = start and text[start - 1] in DASHES and not (start > 1 and text[start - 2].isdigit())
        if any(c.isdigit() for c in text[start:end]):
            yield (start - 1 if signed else start), end


def _digits_of(pieces: Pieces, left: float, right: float, line: OcrLine) -> tuple[float, float]:
    """The top and bottom of the digits between two x of a line; by the line's own height where there is no ink.

    Small type may lie above or below the middle of a line that was found too high.
    """
    height, middle = line.bottom - line.top, (line.top + line.bottom) / 2
    x, y = (pieces.left + pieces.right) / 2, (pieces.top + pieces.bottom) / 2
    inside = (x > left) & (x < right) & (y > line.top) & (y < line.bottom) & (pieces.bottom - pieces.top > 3)
    inside &= pieces.top > line.top - 0.2 * height
    for chosen in (inside & (pieces.top < middle) & (pieces.bottom > middle), inside):
        high = pieces.bottom[chosen] - pieces.top[chosen]
        if len(high) and high.max() >= LOWEST * height:
            digits = high > 0.7 * high.max()
            return float(np.median(pieces.top[chosen][digits])), float(np.median(pieces.bottom[chosen][digits]))
    return middle - 0.3 * height, middle + 0.3 * height
