"""Markers weighed (候选标题): what speaks for a marker's being a heading, by its look and by the lists about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.segment.markers import STOPS, TITLE, WHOLE, Family, Place
from pipeline.segment.sections import SENTENCE
from pipeline.segment.sequence import ACCEPT, HALF, HALF_SKIP, SKIP, WEAK, WEAK_SKIP, Candidate
from schemas.document import Paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.segment.markers import Marker
    from schemas.document import Block

RUNS_ON = 4.0  # what it costs to take the first item of a list inside a paragraph for a heading
_TABULAR = re.compile(r"\d[\d,]*\.\d+\s*[%％]?(?=\s|$|[一二三四五六七八九十]、)|(?:\s\d[\d,]*(?:\.\d+)?[%％]?){2,}\s*$")


def weighed(paragraph: Paragraph, marker: Marker, *, runs_on: bool) -> Candidate:
    """A marker weighed by its look: title, layout, place. Every weight is small beside those of the sequence."""
    text = paragraph.text
    rest = text[marker.end :]
    prior, skip = ACCEPT[marker.place], SKIP[marker.place]
    if marker.weak:
        short = len(rest) <= TITLE and not STOPS.search(rest)
        part = _half_marked(marker, text)
        prior += (HALF if part else WEAK) + (0.0 if short else 2.0)
        skip = HALF_SKIP if part else WEAK_SKIP
    if marker.place is Place.START:
        alone = len(rest) <= WHOLE and "。" not in rest
        prior -= 0.3 * paragraph.bold + 0.2 * paragraph.centred
        prior += 0.0 if alone or SENTENCE.search(rest[:TITLE]) else 0.2
        if _TABULAR.search(rest) and not STOPS.search(rest):  # a row of a table that was not seen as one
            prior, skip = prior + 3.0, 1.0
    if _begins_line(paragraph, marker):
        prior, skip = 0.3, SKIP[Place.START]
    if runs_on:
        prior, skip = prior + RUNS_ON, 0.0
    if marker.family is Family.ANNEX:
        prior, skip = _annex(paragraph, marker)
    if marker.family is Family.PART and (len(rest) > WHOLE or marker.place is not Place.START):
        prior, skip = prior + 4.0, 0.0
    if marker.place is Place.INLINE and marker.family in (Family.HAN, Family.HAN_BRACKET):
        prior += 1.5
    if marker.place is not Place.START and marker.family is Family.ARABIC:
        prior += 1.5
    return Candidate(marker, prior, skip)


def _half_marked(marker: Marker, text: str) -> bool:
    """Whether some of a weak marker's punctuation is left: （三目标, 三。目标, or the space of 3 目标."""
    if marker.family is Family.HAN_BRACKET:
        return True
    last, rest = text[marker.end - 1], text[marker.end :].strip()
    if marker.family is Family.ARABIC:
        return last.isspace() and len(rest) <= TITLE and not re.search(r"[\s\d]", rest)
    return not (last.isalnum() or last.isspace())


def _annex(paragraph: Paragraph, marker: Marker) -> tuple[float, float]:
    """附件N is a heading alone in its paragraph or with a short title; elsewhere it is a mention."""
    if marker.place is Place.INLINE:
        return 8.0, 0.0
    rest = paragraph.text[marker.end :]
    if marker.place is Place.LINE:
        rest = paragraph.text[marker.end : next((at for at in paragraph.starts if at > marker.end), None)]
    if len(rest) <= WHOLE and not STOPS.search(rest) and "《" not in rest:
        return 0.3 * (marker.place is Place.LINE), 2.0
    return 8.0, 0.0


def _begins_line(paragraph: Paragraph, marker: Marker) -> bool:
    """Whether 3.2 begins a line behind a full stop: its paragraph was taken for one with the full line before."""
    return (
        marker.place is Place.LINE
        and marker.family is Family.DOTTED
        and paragraph.text[: marker.start].rstrip().endswith("。")
    )


def runs_on(paragraph: Paragraph, marker: Marker, markers: Sequence[Marker]) -> bool:
    """Whether a paragraph's first marker begins a list that runs on inside the paragraph （1）…；（2）…；（3）…."""
    return marker.place is Place.START and any(
        other.place is not Place.START
        and not _begins_line(paragraph, other)
        and other.family is marker.family
        and other.ordinals[0] == marker.ordinals[0] + 1
        for other in markers
    )


def runs_over(blocks: Sequence[Block], number: int, before: Marker, marker: Marker, right: Mapping[int, float]) -> bool:
    """Whether a paragraph is the next lines of the one before: its item goes on with a list that began inside that one.

    A page without indents shows no paragraphs but by lines that stop short; the last line before must be full.
    """
    above, block = blocks[number - 1], blocks[number]
    if not (isinstance(above, Paragraph) and isinstance(block, Paragraph)):
        return False
    last, first = above.lines[-1], block.lines[0]
    return (
        marker.place is Place.START
        and marker.family is before.family
        and marker.ordinals[0] == before.ordinals[0] + 1
        and last.text.rstrip().endswith(("；", ";"))
        and abs(last.x0 - first.x0) < 0.5 * last.size
        and right[last.page] - last.x1 < 3 * last.size
    )


def right_sides(blocks: Sequence[Block]) -> dict[int, float]:
    """How far the lines of each page reach to the right."""
    found: dict[int, float] = {}
    for block in blocks:
        for line in block.lines if isinstance(block, Paragraph) else ():
            found[line.page] = max(found.get(line.page, 0.0), line.x1)
    return found
