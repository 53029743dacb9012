"""Numbers on scans are read twice (数字复读): first by the reader of lines, then by the reader of numbers alone.

What the two make of a number differently is a doubt; so is what one of them is not sure of. Where the second is surer,
or the first reads what is printed nowhere (`20,87`), the second's reading stands in the line and the first's in the
doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from pipeline.read.scan.marks import (
    before_three,
    digits_alone,
    first_more,
    is_within,
    marked,
    plain,
    ways_of,
    well_formed,
    with_marks_of,
)
from pipeline.read.scan.numerals import Numerals, Reading, framed, number_in
from pipeline.read.scan.ocr import OcrChar
from pipeline.read.scan.spots import LIKE_NONE, ODD, TRAILING, UNSURE, Spot, spots_in
from pipeline.read.scan.wide import Span, closed_up, span_of
from schemas.document import Doubt

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.read.layout.grid import Stroke
    from pipeline.read.scan.boxes import Pieces
    from pipeline.read.scan.image import Image
    from pipeline.read.scan.ocr import OcrLine

SIGNS = "=<>＝＜＞+~"  # what a minus may have been read as
LOST = re.compile(r"(?:^|[\d\s])[.．]$|[%％‰]$")  # what no number follows directly: a part of it is lost
NONE = {"/": "/", "-": "—"}  # what stands in a cell that has no number, and how it is written
# A number that both read alike is doubted when the page's trouble times what each reader leaves open is more than
# this. On 9,600 such numbers drawn for it (not the benchmark's) the least of a number misread by both was thirty times
# as much.
CHANCE = 3e-5
LEAST_TROUBLE, LEAST_OPEN = 0.01, 1e-3  # no page and no reader is taken to be surer
MILLE = 0.05  # likelier than this, a percent sign may be a per mille sign
ILLEGIBLE = 0.25  # trouble: where the two differ often, they also agree on what is wrong
COARSE = 0.04  # trouble: where there is more, a lone digit tells too little, and its table often too little of it
FEW, FEW_CHARS = 8, 100
BROKEN = 1.1  # pieces of ink a character: thin strokes are lost, a minus may be lost wholly
SEEN, SURE = 0.6, 0.9  # how sure the second reader is of what the first did not see, or saw as something else
INVENTED = 0.8  # a reader less sure of a character that the other did not see may have invented it
LIKE_SIGN, PERCENT = 2, 0.4  # digits for which a percent sign is taken; how sure the second reader is of it then
SIGN, FAINT = 5, 110  # columns on either side of a sign's middle; ink that is paler is a watermark's


def read_twice(
    grey: Image, lines: tuple[OcrLine, ...], pieces: Pieces, down: list[Stroke], numerals: Numerals
) -> tuple[tuple[OcrLine, ...], tuple[tuple[int, Doubt], ...]]:
    """The lines, their numbers read again, and the doubts, each with its line's index."""
    made = list(lines)
    doubts: list[tuple[int, Doubt]] = []
    both = _readings(grey, lines, pieces, down, numerals)
    spots, firsts = [spot for spot, _, _ in both], [first for _, first, _ in both]
    differ = sum(a.text not in NONE and digits_alone(a.text) != digits_alone(f) for _, f, a in both)
    trouble = max(differ / max(len(both), FEW), _unsure(lines), float(_broken(lines, spots, pieces)))
    usual = before_three(firsts)
    # From the end of each line, so that a reading of another length moves no place that is still to come.
    for spot, first, again in reversed(both):
        line = made[spot.line]
        before = "." if line.text.startswith("亿", spot.end) else usual  # 1.234亿元
        second = marked(again, first, before, coarse=trouble > COARSE)
        chars, doubt = _compared(line.chars, spot, first, second, trouble)
        moved = len(chars) - len(line.chars)
        made[spot.line] = line._replace(chars=chars)
        doubts = [
            (k, d._replace(start=d.start + moved, end=d.end + moved)) if k == spot.line else (k, d) for k, d in doubts
        ]
        if doubt is not None:
            doubts.append((spot.line, doubt))
    return tuple(made), tuple(reversed(doubts))


def _readings(
    grey: Image, lines: tuple[OcrLine, ...], pieces: Pieces, down: list[Stroke], numerals: Numerals
) -> list[tuple[Spot, str, Reading]]:
    """Where numbers stand, in order, and what either reader makes of them."""
    pictured = [_pictured(grey, spot, line) for k, line in enumerate(lines) for spot in spots_in(k, line, pieces, down)]
    found = []
    seen = numerals.probabilities([picture for _, picture, _ in pictured])
    for (spot, picture, columns), steps in zip(pictured, seen, strict=True):
        first = plain(lines[spot.line].text[spot.start : spot.end], apart=spot.apart)
        again = with_marks_of(first, _again(spot, first, steps, picture, columns))
        if not spot.guess or (well_formed(again.text) and again.sureness > INVENTED):
            found.append((spot, first, again))
    return found


def _unsure(lines: tuple[OcrLine, ...]) -> float:
    """The share of a page's characters, marks aside, that the first reader did not read surely."""
    scores = [c.score for line in lines for c in line.chars if c.char.isalnum()]
    return sum(score < UNSURE for score in scores) / max(len(scores), FEW_CHARS)


def _broken(lines: tuple[OcrLine, ...], spots: list[Spot], pieces: Pieces) -> bool:
    """Whether the page's digits lie in pieces: what a scan in black and white alone leaves of thin type."""
    x, y = (pieces.left + pieces.right) / 2, (pieces.top + pieces.bottom) / 2
    found = printed = 0
    for spot in spots:
        chars = lines[spot.line].chars[spot.start : spot.end]
        if all(c.char.isdigit() or c.char in ".," for c in chars):
            inside = (x > chars[0].left) & (x < chars[-1].right) & (y > spot.top - 2) & (y < spot.bottom + 2)
            found += int(inside.sum())
            printed += len(chars)
    return printed >= FEW and found > BROKEN * printed


def _pictured(grey: Image, spot: Spot, line: OcrLine) -> tuple[Spot, NDArray[np.uint8], NDArray[np.intp]]:
    """The number, its picture for the second reader, and which columns this has of the place's own picture."""
    picture = framed(grey, spot.left, spot.right, spot.top, spot.bottom)
    first, last, length = span_of(line.chars[spot.start : spot.end])
    span = Span((first - spot.left) / spot.scale, (last - spot.left) / spot.scale, length)
    closed = closed_up(255 - picture, [span])
    if closed is None:
        return spot, picture, np.arange(picture.shape[1])
    return spot._replace(apart=True), 255 - closed.picture, closed.columns


def _again(
    spot: Spot, first: str, steps: NDArray[np.float32], picture: NDArray[np.uint8], columns: NDArray[np.intp]
) -> Reading:
    """What the second reader makes of a number, its characters' middles in the page's pixels.

    It saw a `picture` of these `columns` of the page, two a step.
    """
    places = np.arange(len(columns))
    least, most = np.interp([(x - spot.left) / spot.scale for x in (spot.least, spot.most)], columns, places) / 2
    found = _inked(number_in(steps, least, most, first), first, picture)
    middles = spot.left + np.interp(2 * np.array(found.middles), places, columns) * spot.scale
    return found._replace(middles=tuple(middles.tolist()))


def _inked(found: Reading, first: str, picture: NDArray[np.uint8]) -> Reading:
    """A reading less the signs that it alone has and that are pale: strokes of a watermark."""
    if found.text not in {f"-{first}", f"{first}%", f"-{first}%"}:
        return found
    dark = [picture[:, max(round(2 * x) - SIGN, 0) : round(2 * x) + SIGN].max(initial=0) > FAINT for x in found.middles]
    kept = [k for k, char in enumerate(found.text) if char not in "-%" or char in first or dark[k]]
    return found._replace(
        text="".join(found.text[k] for k in kept),
        middles=tuple(found.middles[k] for k in kept),
        sure=tuple(found.sure[k] for k in kept),
    )


def _compared(
    chars: tuple[OcrChar, ...], spot: Spot, first: str, again: Reading, trouble: float
) -> tuple[tuple[OcrChar, ...], Doubt | None]:
    """The line's characters, and the doubt about this number if there is one."""
    start, end = spot.start, spot.end
    scores = [c.score for c in chars[start:end]]
    if len(chars) == 1 and chars[0].char in LIKE_NONE and (again.text in NONE or not first.isdigit()):
        sure = again.text in NONE and again.sureness > (SURE if first.isdigit() else SEEN)
        if sure:
            return (chars[0]._replace(char=NONE[again.text]),), None
        return chars, Doubt(0, 1, again.text, "numerals", "readers_disagree") if first.isdigit() else None
    if start and chars[start - 1].char in "%％" and len(first) == 1 and again.text in {"", "%"}:
        return chars[:start] + chars[end:], None  # what is left of the percent sign
    if again.text == first:
        if first.startswith("-") and end - start == len(chars):  # ~12.5 and —12.5 in a cell
            chars = (chars[0]._replace(char="-"), *chars[1:])
        if spot.apart:  # a point in the middle of its width
            number = tuple(c._replace(char=c.char.replace("·", ".")) for c in chars[start:end])
            chars = (*chars[:start], *number, *chars[end:])
        if again.mille > SURE and chars[end - 1].char in "%％":
            sign = chars[end - 1]._replace(char="‰")
            return (*chars[: end - 1], sign, *chars[end:]), Doubt(start, end, first, "numerals", "readers_disagree")
        return chars, _doubt_of_agreed(chars, spot, first, again, trouble)
    likelier = _is_better(again, first, scores) if well_formed(first) else not _is_half(again.text, first)
    if not (well_formed(again.text) and likelier):
        return chars, Doubt(start, end, again.text, "numerals", "readers_disagree")
    half = 0.25 * (spot.bottom - spot.top)
    text = again.text.replace("%", "‰") if again.mille > 0.5 else again.text
    placed = zip(text, again.middles, strict=True)
    put = tuple(OcrChar(char, x - half, x + half, again.sureness) for char, x in placed)
    rest = chars[end + spot.odd :] if again.text.endswith("%") else chars[end:]
    return chars[:start] + put + rest, Doubt(start, start + len(put), first, "numerals", "readers_disagree")


def _is_better(again: Reading, first: str, scores: list[float]) -> bool:
    """Whether of two readings that differ, each of a number that may be printed, the second is the likelier."""
    text, body, sureness = again.text, again.text.removesuffix("%"), min(scores)
    # The first reader's probabilities say nothing of a sign or a percent sign that it did not see at all.
    if text in {f"-{first}", f"{first}%", f"-{first}%"} and again.sureness > SEEN:
        return True
    if (
        body != text
        and first.replace(",", ".").startswith(body.replace(",", "."))
        and len(first) <= len(body) + LIKE_SIGN
    ):
        return again.sureness > PERCENT  # the first reader took the percent sign for digits
    # Either loses a character more often than it invents one, unless it is unsure of that one. A needless nought is
    # what the second sees in the end of what stands before the number, a bracket most often.
    if len(text) > len(first) and is_within(first, text):
        if text == f"0{first}":
            return False
        more = again.sure[first_more(text, first)]
        return more > min(sureness, INVENTED)
    if len(text) < len(first) and is_within(text, first):
        more = scores[first_more(first, text)] if len(scores) == len(first) else sureness
        return len(text) == len(first) - 1 and more < min(again.sureness, INVENTED)
    return again.sureness > sureness


def _is_half(text: str, first: str) -> bool:
    """Whether it is what stands on one side of a colon, which the second reader does not know: 附件1:2023."""
    return ":" in first and len(re.findall(r"\d", text)) < len(re.findall(r"\w", first))


def _doubt_of_agreed(
    chars: tuple[OcrChar, ...], spot: Spot, number: str, again: Reading, trouble: float
) -> Doubt | None:
    """The doubt about a number that both read alike, if there is one."""
    start, end = spot.start, spot.end
    if number.endswith("%") and _other_sign(chars[end - 1].char, again.mille):
        other = number[:-1] + ("%" if chars[end - 1].char == "‰" else "‰")
        return Doubt(start, end, other, "numerals", "readers_disagree")
    sides = (*chars[max(start - 1, 0) : start], *chars[end : end + 1])
    signs = [c.score for c in sides if c.char in SIGNS]
    ways = ways_of(number)
    # A comma that can be no point changes no value.
    read = [c for c in chars[start:end] if c.char != " "]
    scores = [min(1.0 if ways == [number] and c.char in ",，" else c.score, *signs, 1.0) for c in read]
    pairs = [(max(1 - a, LEAST_OPEN), max(1 - b, LEAST_OPEN)) for a, b in zip(scores, again.sure, strict=False)]
    # Whether a mark is a point or a comma, the two err alike; where it may be either, one reader counts.
    left_open = max(max(pair) if len(ways) > 1 else pair[0] * pair[1] for pair in pairs)
    surely = trouble <= ILLEGIBLE and (trouble + LEAST_TROUBLE) * left_open <= CHANCE
    alone = len(number) == 1 and trouble > COARSE
    odd = ODD.search("".join(c.char for c in sides))
    cut = LOST.search("".join(c.char for c in chars[:start])) or chars[start].char in TRAILING
    if surely and well_formed(number) and not (alone or odd or cut):
        return None
    return Doubt(start, end, again.text, "numerals", "low_confidence")


def _other_sign(sign: str, mille: float) -> bool:
    """Whether % may be ‰ or the other way round: the first reader takes ‰ for %, seldom % for ‰."""
    return mille < 0.5 if sign == "‰" else mille > MILLE
