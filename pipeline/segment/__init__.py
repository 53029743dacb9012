"""Documents to outlines (章节切分): the numbered sections of a report, found by sequence over the whole document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.segment.contents import annexes, first_marker, not_headings
from pipeline.segment.markers import STOPS, WHOLE, Marker, Place, markers_of
from pipeline.segment.sections import Head, sections, title_end
from pipeline.segment.sequence import Candidate, best_outline
from pipeline.segment.weighing import right_sides, runs_on, runs_over, weighed
from schemas.document import Block, Document, Outline, Paragraph, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNMARKED = re.compile(r"[\u4e00-\u9fff（）()]{4,20}")


def segment(document: Document) -> Outline:
    """The outline of a document. Section 0 holds what stands before the first heading."""
    blocks = _join_bare_markers(document.blocks)
    annexed = annexes(blocks)
    closed = not_headings(blocks, annexed)
    places: list[tuple[int, Marker | None]] = []
    candidates: list[Candidate] = []
    fresh = False
    run: Marker | None = None  # the item that a list inside the paragraph before came to
    right = right_sides(blocks)
    titled = -1  # the paragraph before, if it is a title and nothing else
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph) and number not in closed:
            markers = [annexed[number]] if number in annexed else list(markers_of(block))
            if not markers and _UNMARKED.fullmatch(block.text):
                places.append((number, None))
                candidates.append(Candidate(None))
            over = run is not None and bool(markers) and runs_over(blocks, number, run, markers[0], right)
            run = markers[-1] if markers and (over or markers[-1].place is Place.INLINE) else None
            fresh = fresh or (not markers and _is_unnumbered_heading(blocks, number))
            for marker in markers:
                places.append((number, marker))
                candidate = weighed(block, marker, runs_on=over or runs_on(block, marker, markers))
                below = marker.place is Place.START and titled == number - 1
                candidates.append(replace(candidate, fresh=fresh, below=below))
                fresh = fresh and marker.place is not Place.START
            if len(markers) == 1 and _is_title(block, markers[0]):
                titled = number
    choices = best_outline(candidates)
    heads = [Head(*places[choice.candidate], choice) for choice in choices]
    made = sections(blocks, heads)
    return Outline(made, _notes(made))


def _notes(made: Sequence[Section]) -> tuple[str, ...]:
    """What is odd about the markers, each oddity once, with the places where it is found."""
    places: dict[str, list[str]] = {}
    for section in made:
        for note in section.notes:
            places.setdefault(note, []).append(f"第{section.page}页 {section.path}")
    return tuple(f"{note}：{'、'.join(found)}" for note, found in places.items())


def _join_bare_markers(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with a marker that stands alone in its paragraph joined to the next, which is its title."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if (
            isinstance(block, Paragraph)
            and isinstance(before, Paragraph)
            and _is_bare(before)
            and not first_marker(block)
        ):
            joined[-1] = replace(before, lines=before.lines + block.lines)
        else:
            joined.append(block)
    return joined


def _is_bare(paragraph: Paragraph) -> bool:
    first = next(markers_of(paragraph), None) if len(paragraph.text) <= 10 else None
    return first is not None and first.place is Place.START and not paragraph.text[first.end :].strip()


def _is_title(paragraph: Paragraph, marker: Marker) -> bool:
    """Whether a paragraph is a marker and its title, and nothing else."""
    return marker.place is Place.START and title_end(paragraph.text, marker.end) == len(paragraph.text)


def _is_unnumbered_heading(blocks: Sequence[Block], number: int) -> bool:
    """Whether a paragraph is a centred heading without a number: no caption, and no part of the cover."""
    block = blocks[number]
    after = blocks[number + 1] if number + 1 < len(blocks) else None
    return (
        isinstance(block, Paragraph)
        and block.centred
        and 3 < len(block.text) <= WHOLE
        and not STOPS.search(block.text)
        and isinstance(after, Paragraph)
        and not after.centred
    )
