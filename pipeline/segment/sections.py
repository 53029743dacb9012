"""Headings to sections (章节): where each title ends, what stands between, and whose a closing score is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.segment.markers import STOPS, TITLE, WHOLE, spell
from schemas.document import Paragraph, Section
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.segment.markers import Marker
    from pipeline.segment.sequence import Choice
    from schemas.document import Block

# Between digits a comma or a colon belongs to the number: 14,352 and 9:30 end no title.
SENTENCE = re.compile(r"[。：；:;]")
_BRACKETED = re.compile(r"（[^（）]{0,30}）|\([^()]{0,30}\)")
_END = re.compile(r"[\s。：；，、:;,.．]+$")
_SCORE = re.compile(r"(?:得|评|满|加|扣|计)\s*分?\s*[为:：]?\s*\d+(?:\.\d+)?\s*分")
_LONE_SCORE = re.compile(
    r"^[^，。；\d]{0,14}(?:得分|评分|满分|自评|得|计|扣|加分)[^，。；\d]{0,6}\d+(?:\.\d+)?\s*分[。.]?$"
)
_CLAUSE = re.compile(
    r"[，,][^，,]{0,8}(?:得分|评分|自评|满分|分值|权重)$|[，,]\s*(?:我|本[单部局院]|该|全[市县区省州]|各|根据|按|已|均|能|主要)"
)


@record
class Head:
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


def sections(blocks: Sequence[Block], heads: Sequence[Head]) -> tuple[Section, ...]:
    """The sections that the headings make, with what stands between them; section 0 is what stands before."""
    first = blocks[0] if blocks else None
    stop = (heads[0].block, heads[0].start) if heads else (len(blocks), 0)
    root = Section(0, None, 0, "", 0, "", "", first.page if first else 1, None, tuple(_between(blocks, (0, 0), stop)))
    made = [root]
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
        section = _section(len(made), stack[-1], head, heading, block.text[head.words : end])
        section = replace(section, body=tuple(_between(blocks, (head.block, end), stop)))
        made.append(section)
        stack.append(section)
    return _close_with_scores(tuple(made))


def _section(number: int, parent: Section, head: Head, heading: Paragraph, words: str) -> Section:
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


def title_end(text: str, start: int) -> int:
    """Where the title that begins at `start` ends: before the stop of a run-in heading, or with the paragraph."""
    rest = _BRACKETED.sub(lambda found: "（" * len(found[0]), text[start:])  # what stands in brackets ends no title
    whole = _END.sub("", rest)
    if len(whole) <= WHOLE and not STOPS.search(whole):
        return start + len(rest)
    sentence = SENTENCE.search(rest)
    if not sentence and len(whole) <= WHOLE and not re.search(r"\d", whole):
        return start + len(rest)
    if sentence and sentence.start() <= TITLE and sentence.end() < len(rest.rstrip()):
        words = rest[: sentence.start()]
        if not re.search(r"\d", words) and not _CLAUSE.search(words) and sentence[0] in "。：:":
            return start + sentence.end()
    stop = STOPS.search(rest)
    return start + (stop.end() if stop else len(rest))


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
