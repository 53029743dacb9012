"""Lines cut at their gaps (断开): the texts that may stand in cells of a table without rules."""

from __future__ import annotations

from itertools import pairwise
from operator import sub
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from schemas.document import Line

GAP = 0.6  # type sizes: a wider gap parts two texts of a line
NUMBERS, LOOSE = 0.35, 0.1  # and between two numbers, where digits are not set apart by more than the latter
SIGNS, FAR = "%％‰", 1.5  # a percent sign belongs to the number it follows
BLANK = 0.4  # of a full-width bracket's width, on its outer side
CLOSING, OPENING = "）】》」』〕，。；：、", "（【《「『〔"


class Piece(NamedTuple):
    """A stretch of a line without a gap: its sides, its middle height, the size of its type, what it says."""

    left: float
    right: float
    middle: float
    size: float
    text: str


def pieces_of(line: Line) -> list[Piece]:
    """A line cut at its wide gaps; a space that the line's text shows is a gap, not a character."""
    middle = (line.top + line.bottom) / 2
    white = max(map(sub, line.lefts[1:], line.rights), default=0.0)
    widest = max(map(sub, line.rights, line.lefts), default=0.0)
    if line.text and " " not in line.text and white <= min(NUMBERS * line.size, GAP * line.size - BLANK * widest):
        return [_piece(line, 0, len(line.text) - 1, middle)]
    pieces: list[Piece] = []
    first = last = 0
    for k, char in enumerate(line.text):
        if char == " ":
            continue
        if k and line.text[first] != " " and _parts(line, last, k):
            pieces.append(_piece(line, first, last, middle))
            first = k
        elif line.text[first] == " ":
            first = k
        last = k
    if line.text and line.text[first] != " ":
        pieces.append(_piece(line, first, last, middle))
    return pieces


def _parts(line: Line, last: int, k: int) -> bool:
    """Whether the white between two characters of a line parts two texts."""
    gap = _gap(line, last, k)
    if line.text[k] in SIGNS and line.text[last].isdigit():
        return gap > FAR * line.size
    numbers = gap > NUMBERS * line.size and (line.text[last] + line.text[k]).isdigit()
    return gap > GAP * line.size or (numbers and not _are_set_apart(line))


def _are_set_apart(line: Line) -> bool:
    """Whether a line's digits are letter-spaced (字间距)."""
    beside = [a for a, pair in enumerate(pairwise(line.text)) if "".join(pair).isdigit()]
    return bool(beside) and median(_gap(line, a, a + 1) for a in beside) > LOOSE * line.size


def _gap(line: Line, last: int, k: int) -> float:
    """The white between two characters of a line, the empty half of a full-width bracket included."""
    blank = line.rights[last] - line.lefts[last] if line.text[last] in CLOSING else 0.0
    if line.text[k] in OPENING:
        blank = max(blank, line.rights[k] - line.lefts[k])
    return line.lefts[k] - line.rights[last] + (BLANK * blank if blank > 0.8 * line.size else 0.0)


def _piece(line: Line, first: int, last: int, middle: float) -> Piece:
    return Piece(line.lefts[first], line.rights[last], middle, line.size, line.text[first : last + 1])
