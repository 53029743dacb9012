"""Numbers on scans are read twice (数字复读): first by the reader of lines, then by the reader of numbers alone.

What the two make of a number differently is a doubt; so is what one of them is not sure of. Where the second is surer,
or the first reads what is printed nowhere (`20,87`), the second's reading stands in the line and the first's in the
doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.read.numerals import HEIGHT, Numerals, Reading, frame, framed, number_in
from pipeline.read.ocr import OcrChar
from schemas.document import Doubt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pipeline.read.boxes import Pieces
    from pipeline.read.grid import Stroke
    from pipeline.read.image import Image
    from pipeline.read.ocr import OcrLine

NUMBER = re.compile(r"[\dOoIl|][\d.,，．·:OoIl|]*[％%‰]?")
BARE = re.compile(r"[-–—－~～.]?[\d.,，．·:;’ ]{2,18}[％%]?")  # a cell that holds nothing but a number
DASHES = "-–—－~～"
TRAILING = ".,，．·:"
GROUPED = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)%?")
NONE = {"/": "/", "-": "—"}  # what stands in a cell that has no number, and how it is written
LIKE_NONE = "1Il|丨一-—–－/"  # as what the first reader reads it
# Beside a number: what is left of a character of its own, most often of a percent sign.
ODD = re.compile(r"[^\u3000-\u303f\u3400-\u9fff\uff00-\uffef\d\s.,()%+<=>≤≥±×/—–\-~№Ⅰ-Ⅻ①-⑳]")
ILLEGIBLE = ((0.3, 2.0), (0.1, 0.99), (0.04, 0.97), (-1.0, 0.0))  # share of numbers read differently: how sure the rest
FEW = 8
COARSE = 0.97  # on pages that ask for more sureness than this, a lone digit tells too little
BESIDE = 0.9  # of a digit's height: how far beyond the number the second reader looks
SEEN, SURE = 0.6, 0.9  # how sure the second reader is of what the first did not see, or saw as something else
SLACK = 0.15  # of a digit's height: how inexactly the first reader places a character


class Spot(NamedTuple):
    """A number in a line: its place among the characters, between which x it stands, and its digits' top and bottom.

    `least` and `most` are how far its characters may reach; the picture shows more. `odd` characters follow it that
    stand beside no number.
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


def read_twice(
    grey: Image, lines: tuple[OcrLine, ...], pieces: Pieces, down: list[Stroke], numerals: Numerals, unsure: float
) -> tuple[tuple[OcrLine, ...], tuple[tuple[int, Doubt], ...]]:
    """The lines, their numbers read again, and the doubts, each with its line's index."""
    spots = [spot for k, line in enumerate(lines) for spot in _spots(k, line, pieces, down)]
    pictures = [framed(grey, s.left, s.right, s.top, s.bottom) for s in spots]
    made = list(lines)
    doubts: list[tuple[int, Doubt]] = []
    firsts = [plain(lines[s.line].text[s.start : s.end]) for s in spots]
    again = [_again(*pair) for pair in zip(spots, firsts, numerals.probabilities(pictures), strict=True)]
    differ = sum(a.text not in {first, *NONE} for a, first in zip(again, firsts, strict=True))
    # Where the two differ often, they also agree on what is wrong.
    unsure = max(unsure, next(least for share, least in ILLEGIBLE if differ > share * max(len(spots), FEW)))
    # From the end of each line, so that a reading of another length moves no place that is still to come.
    for spot, first, second in reversed(list(zip(spots, firsts, again, strict=True))):
        line = made[spot.line]
        chars, doubt = _compared(line.chars, spot, first, second, unsure)
        moved = len(chars) - len(line.chars)
        made[spot.line] = line._replace(chars=chars)
        doubts = [
            (k, d._replace(start=d.start + moved, end=d.end + moved)) if k == spot.line else (k, d) for k, d in doubts
        ]
        if doubt is not None:
            doubts.append((spot.line, doubt))
    return tuple(made), tuple(reversed(doubts))


def _spots(k: int, line: OcrLine, pieces: Pieces, down: list[Stroke]) -> list[Spot]:
    found = []
    text, chars = line.text, line.chars
    for start, end in _numbers(text):
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
        reach = (chars[end + odd - 1].right if odd else right) + SLACK * high
        least = max(min(left - SLACK * high, before + 0.1 * high), left - BESIDE * high)
        most = min(max(reach, after - 0.1 * high), right + BESIDE * high)
        edges = max(left - BESIDE * high, wall, 0.0), min(right + BESIDE * high, fence)
        if edges[1] - edges[0] > 2:
            found.append(Spot(k, start, end, least, most, *edges, top, bottom, odd))
    return found


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers begin and end in a line, signs included, points and commas at their ends not."""
    if len(text) == 1 and text in LIKE_NONE:
        yield 0, 1
        return
    spans = [(0, len(text))] if BARE.fullmatch(text) else [match.span() for match in NUMBER.finditer(text)]
    for start, stop in spans:
        end = start + len(text[start:stop].rstrip(TRAILING))
        signed = start and text[start - 1] in DASHES and not (start > 1 and text[start - 2].isdigit())
        if any(c.isdigit() for c in text[start:end]):
            yield (start - 1 if signed else start), end


def _digits_of(pieces: Pieces, left: float, right: float, line: OcrLine) -> tuple[float, float]:
    """The top and bottom of the digits between two x of a line; by the line's own height where there is no ink."""
    middle = (line.top + line.bottom) / 2
    x = (pieces.left + pieces.right) / 2
    tall = (pieces.top < middle) & (pieces.bottom > middle) & (x > left) & (x < right)
    tall &= (pieces.top > line.top - 0.2 * (line.bottom - line.top)) & (pieces.bottom - pieces.top > 3)
    high = pieces.bottom[tall] - pieces.top[tall]
    if not len(high) or high.max() < 0.3 * (line.bottom - line.top):
        return middle - 0.3 * (line.bottom - line.top), middle + 0.3 * (line.bottom - line.top)
    digits = high > 0.7 * high.max()
    return float(np.median(pieces.top[tall][digits])), float(np.median(pieces.bottom[tall][digits]))


def _again(spot: Spot, first: str, steps: NDArray[np.float32]) -> Reading:
    """What the second reader makes of a number, its characters' middles in the page's pixels."""
    top, bottom = frame(spot.top, spot.bottom)
    step = 2 * (bottom - top) / HEIGHT
    found = number_in(steps, (spot.least - spot.left) / step, (spot.most - spot.left) / step, first)
    return found._replace(middles=tuple(spot.left + middle * step for middle in found.middles))


def _compared(
    chars: tuple[OcrChar, ...], spot: Spot, first: str, again: Reading, unsure: float
) -> tuple[tuple[OcrChar, ...], Doubt | None]:
    """The line's characters, and the doubt about this number if there is one."""
    start, end = spot.start, spot.end
    sureness = min(c.score for c in chars[start:end])
    if len(chars) == 1 and chars[0].char in LIKE_NONE and (again.text in NONE or not first.isdigit()):
        sure = again.text in NONE and again.sureness > (SURE if first.isdigit() else SEEN)
        if sure:
            return (chars[0]._replace(char=NONE[again.text]),), None
        return chars, Doubt(0, 1, again.text, "numerals", "readers_disagree") if first.isdigit() else None
    if again.text == first:
        alone = len(first) == 1 and unsure >= COARSE
        beside = "".join(c.char for c in (*chars[max(start - 1, 0) : start], *chars[end : end + 1]))
        if well_formed(first) and not alone and not ODD.search(beside) and min(sureness, again.sureness) >= unsure:
            return chars, None
        return chars, Doubt(start, end, again.text, "numerals", "low_confidence")
    # The first reader's probabilities say nothing of a sign or a percent sign that it did not see at all.
    more = again.sureness > SEEN and again.text in {f"-{first}", f"{first}%", f"-{first}%"}
    if not well_formed(again.text) or (well_formed(first) and not more and again.sureness <= sureness):
        return chars, Doubt(start, end, again.text, "numerals", "readers_disagree")
    half = 0.25 * (spot.bottom - spot.top)
    placed = zip(again.text, again.middles, strict=True)
    put = tuple(OcrChar(char, x - half, x + half, again.sureness) for char, x in placed)
    rest = chars[end + spot.odd :] if again.text.endswith("%") else chars[end:]
    return chars[:start] + put + rest, Doubt(start, start + len(put), first, "numerals", "readers_disagree")


def plain(number: str) -> str:
    """A number in the letters that the second reader knows."""
    return number.translate(str.maketrans("，．·％–—－~～−", ",..%------")).strip(".,:")


def well_formed(number: str) -> bool:
    """Whether thousands are grouped in threes and there is at most one decimal point, and no needless nought."""
    return bool(GROUPED.fullmatch(number)) and not re.match(r"-?0\d+[.,]", number)
