"""Documents to outlines (章节切分): the numbered sections of a report, found by sequence over the whole document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.contents import annexes, first_marker, not_headings
from pipeline.markers import STOPS, TITLE, WHOLE, Family, Marker, Place, markers_of, spell
from pipeline.sequence import (
    ACCEPT,
    HALF,
    HALF_SKIP,
    SKIP,
    WEAK,
    WEAK_SKIP,
    Candidate,
    Choice,
    best_outline,
)
from schemas.document import Block, Document, Outline, Paragraph, Section
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RUNS_ON = 4.0  # what it costs to take the first item of a list inside a paragraph for a heading

# Between digits a comma or a colon belongs to the number: 14,352 and 9:30 end no title.
_SENTENCE = re.compile(r"[。：；:;]")
_BRACKETED = re.compile(r"（[^（）]{0,30}）|\([^()]{0,30}\)")
_END = re.compile(r"[\s。：；，、:;,.．]+$")
_SCORE = re.compile(r"(?:得|评|满|加|扣|计)\s*分?\s*[为:：]?\s*\d+(?:\.\d+)?\s*分")
_LONE_SCORE = re.compile(
    r"^[^，。；\d]{0,14}(?:得分|评分|满分|自评|得|计|扣|加分)[^，。；\d]{0,6}\d+(?:\.\d+)?\s*分[。.]?$"
)
_UNMARKED = re.compile(r"[\u4e00-\u9fff（）()]{4,20}")
_CLAUSE = re.compile(
    r"[，,][^，,]{0,8}(?:得分|评分|自评|满分|分值|权重)$|[，,]\s*(?:我|本[单部局院]|该|全[市县区省州]|各|根据|按|已|均|能|主要)"
)
_TABULAR = re.compile(r"\d[\d,]*\.\d+\s*[%％]?(?=\s|$|[一二三四五六七八九十]、)|(?:\s\d[\d,]*(?:\.\d+)?[%％]?){2,}\s*$")


@record
class _Head:
    """A heading in its place: the block, the marker (None when it has lost it) and the choice made for it."""

    block: int
    marker: Marker | None
    choice: Choice

    @property
    def start(self) -> int:
        """The offset in the block's text at which the heading starts."""
        return self.marker.start if self.marker else 0

    @property
    def words(self) -> int:
        """The offset at which its title starts."""
        return self.marker.end if self.marker else 0


def segment(document: Document) -> Outline:
    """The outline of a document. Section 0 holds what stands before the first heading."""
    blocks = _join_bare_markers(document.blocks)
    annexed = annexes(blocks)
    closed = not_headings(blocks, annexed)
    places: list[tuple[int, Marker | None]] = []
    candidates: list[Candidate] = []
    fresh = False
    run: Marker | None = None  # the item that a list inside the paragraph before came to
    right = _right_sides(blocks)
    titled = -1  # the paragraph before, if it is a title and nothing else
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph) and number not in closed:
            markers = [annexed[number]] if number in annexed else list(markers_of(block))
            if not markers and _UNMARKED.fullmatch(block.text):
                places.append((number, None))
                candidates.append(Candidate(None))
            over = run is not None and bool(markers) and _runs_over(blocks, number, run, markers[0], right)
            run = markers[-1] if markers and (over or markers[-1].place is Place.INLINE) else None
            fresh = fresh or (not markers and _is_unnumbered_heading(blocks, number))
            for marker in markers:
                places.append((number, marker))
                weighed = _candidate(block, marker, runs_on=over or _runs_on(block, marker, markers))
                below = marker.place is Place.START and titled == number - 1
                candidates.append(replace(weighed, fresh=fresh, below=below))
                fresh = fresh and marker.place is not Place.START
            if len(markers) == 1 and _is_title(block, markers[0]):
                titled = number
    choices = best_outline(candidates)
    heads = [_Head(*places[choice.candidate], choice) for choice in choices]
    sections = _close_with_scores(_sections(blocks, heads))
    notes = tuple(f"{section.path}：{note}" for section in sections for note in section.notes)
    return Outline(sections, notes)


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


def _runs_on(paragraph: Paragraph, marker: Marker, markers: Sequence[Marker]) -> bool:
    """Whether a paragraph's first marker begins a list that runs on inside the paragraph （1）…；（2）…；（3）…."""
    return marker.place is Place.START and any(
        other.place is not Place.START
        and not _begins_line(paragraph, other)
        and other.family is marker.family
        and other.ordinals[0] == marker.ordinals[0] + 1
        for other in markers
    )


def _right_sides(blocks: Sequence[Block]) -> dict[int, float]:
    """How far the lines of each page reach to the right."""
    found: dict[int, float] = {}
    for block in blocks:
        for line in block.lines if isinstance(block, Paragraph) else ():
            found[line.page] = max(found.get(line.page, 0.0), line.x1)
    return found


def _runs_over(
    blocks: Sequence[Block], number: int, before: Marker, marker: Marker, right: Mapping[int, float]
) -> bool:
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


def _begins_line(paragraph: Paragraph, marker: Marker) -> bool:
    """Whether 3.2 begins a line behind a full stop: its paragraph was taken for one with the full line before."""
    return (
        marker.place is Place.LINE
        and marker.family is Family.DOTTED
        and paragraph.text[: marker.start].rstrip().endswith("。")
    )


def _candidate(paragraph: Paragraph, marker: Marker, *, runs_on: bool) -> Candidate:
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
        prior += 0.0 if alone or _SENTENCE.search(rest[:TITLE]) else 0.2
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


def title_end(text: str, start: int) -> int:
    """Where the title that begins at `start` ends: before the stop of a run-in heading, or with the paragraph."""
    rest = _BRACKETED.sub(lambda found: "（" * len(found[0]), text[start:])  # what stands in brackets ends no title
    whole = _END.sub("", rest)
    if len(whole) <= WHOLE and not STOPS.search(whole):
        return start + len(rest)
    sentence = _SENTENCE.search(rest)
    if not sentence and len(whole) <= WHOLE and not re.search(r"\d", whole):
        return start + len(rest)
    if sentence and sentence.start() <= TITLE and sentence.end() < len(rest.rstrip()):
        words = rest[: sentence.start()]
        if not re.search(r"\d", words) and not _CLAUSE.search(words) and sentence[0] in "。：:":
            return start + sentence.end()
    stop = STOPS.search(rest)
    return start + (stop.end() if stop else len(rest))


def _sections(blocks: Sequence[Block], heads: Sequence[_Head]) -> tuple[Section, ...]:
    """The sections that the headings make, with what stands between them."""
    first = blocks[0] if blocks else None
    stop = (heads[0].block, heads[0].start) if heads else (len(blocks), 0)
    root = Section(0, None, 0, "", 0, "", "", first.page if first else 1, None, tuple(_between(blocks, (0, 0), stop)))
    sections = [root]
    stack: list[Section] = [root]
    for position, head in enumerate(heads):
        block = blocks[head.block]
        assert isinstance(block, Paragraph)  # noqa: S101
        following = heads[position + 1] if position + 1 < len(heads) else None
        stop = (following.block, following.start) if following else (len(blocks), 0)
        limit = stop[1] if stop[0] == head.block else len(block.text)
        end = min(title_end(block.text, head.words), limit)
        heading = block.slice(head.start, end)
        del stack[head.choice.level + 1 :]
        section = _section(len(sections), stack[-1], head, heading, block.text[head.words : end])
        section = replace(section, body=tuple(_between(blocks, (head.block, end), stop)))
        sections.append(section)
        stack.append(section)
    return tuple(sections)


def _section(number: int, parent: Section, head: _Head, heading: Paragraph, words: str) -> Section:
    """A section without its body."""
    marker, choice = head.marker, head.choice
    shown = heading.text[: head.words - head.start].strip()
    printed = marker.printed if marker else ""
    if marker is None or choice.ordinal != marker.ordinals[0]:
        printed = spell(choice.family, choice.ordinal, wide=not printed.startswith("("))
    notes = [choice.note] if choice.note else []
    if marker and marker.odd:
        notes.append(f"序号印作“{shown}”，按{printed}读")
    return Section(
        number=number,
        parent=parent.number,
        level=choice.level + 1,
        marker=shown,
        ordinal=choice.ordinal,
        title=_END.sub("", words).strip(),
        path=f"{parent.path}/{printed}" if parent.path else printed,
        page=heading.page,
        heading=heading,
        body=(),
        notes=tuple(notes),
    )


def _between(blocks: Sequence[Block], start: tuple[int, int], stop: tuple[int, int]) -> Iterator[Block]:
    """The blocks from one place to another; a place is a block and an offset in its text. Blank ends are left out."""
    for number in range(start[0], min(stop[0] + 1, len(blocks))):
        block = blocks[number]
        if not isinstance(block, Paragraph):
            if number < stop[0]:
                yield block
            continue
        a = start[1] if number == start[0] else 0
        b = stop[1] if number == stop[0] else len(block.text)
        if block.text[a:b].strip():
            yield block if (a, b) == (0, len(block.text)) else block.slice(a, b)


def _close_with_scores(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Give a lone closing score (自评得分10分。) to the section that it closes.

    Behind the subsections of a scored item the item's own score stands last. It is the item's when the subsections
    beside it carry no scores and the item's own siblings do.
    """
    made = list(sections)
    for number, section in enumerate(sections):
        last = section.body[-1] if section.body else None
        if not isinstance(last, Paragraph) or not _LONE_SCORE.match(last.text.strip()):
            continue
        owner = _scored_ancestor(sections, section)
        if owner and owner is not section:
            made[number] = replace(made[number], body=section.body[:-1])
            made[owner.number] = replace(made[owner.number], body=(*made[owner.number].body, last))
    return tuple(made)


def _scored_ancestor(sections: tuple[Section, ...], section: Section) -> Section | None:
    """The nearest of the section and its ancestors whose siblings carry scores."""
    at: Section | None = section
    while at is not None and at.parent is not None:
        siblings = [s for s in sections if s.parent == at.parent and s.number != at.number]
        if (
            sum(bool(_SCORE.search("".join(b.text for b in s.body if isinstance(b, Paragraph)))) for s in siblings) * 2
            > len(siblings)
            > 0
        ):
            return at
        at = sections[at.parent]
    return None
