"""What bears a marker and is no heading (目录与附件清单): tables of contents and lists of enclosures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.segment.markers import STOPS, TITLE, WHOLE, Place, annex, is_contents, markers_of
from schemas.document import Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pipeline.segment.markers import Marker
    from schemas.document import Block

_ENCLOSURES = re.compile(r"^\s*附\s*[件表]?\s*[:：]")
_SIGNED = re.compile(r"日$|局$|盖?章[）)]$")
_FIELD = re.compile(r"^\s*[^\s。，；:：]{2,12}\s*[:：](?!.*。)")  # over a form: 填报日期：2023年3月1日
_ITEM = re.compile(r"^\s*\d{1,2}\s*[.．、]")
_CONTENTS = re.compile(r"^\s*目\s*[录次]\s*$")


def annexes(blocks: Sequence[Block]) -> dict[int, Marker]:
    """Paragraphs that head an annex without a number: 附件：自评表, and the table, or 附件 and its centred title."""
    found = {}
    for number, block in enumerate(blocks):
        marker = annex(block.text) if isinstance(block, Paragraph) else None
        if marker and _opens(blocks[number + 1 : number + 6], bare=not _text(block)[marker.end :]):
            found[number] = marker
    return found


def _opens(after: Sequence[Block], *, bare: bool) -> bool:
    """Whether what comes next is the annex itself: its table below captions, or the title of a bare 附件."""
    for at, block in enumerate(after):
        if not isinstance(block, Paragraph):
            return True
        field = _FIELD.match(block.text)
        if first_marker(block) or (not field and (len(block.text) > WHOLE or _SIGNED.search(block.text))):
            return False
        if bare and not at and block.centred:
            return True
    return False


def not_headings(blocks: Sequence[Block], annexed: Mapping[int, Marker]) -> set[int]:
    """Blocks whose markers are none: tables of contents, lists of enclosures."""
    closed: set[int] = set()
    for number, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or number in closed or number in annexed:
            continue
        text = block.text
        if is_contents(text):
            closed.add(number)
        elif _CONTENTS.match(block.lines[-1].text):
            closed.update(_contents_after(blocks, number))
        elif _ENCLOSURES.match(text):
            closed.add(number)
            closed.update(_run(blocks, number + 1, _is_enclosure))
    return closed | _repeated_runs(blocks, closed)


def _run(blocks: Sequence[Block], start: int, test: Callable[[Paragraph], bool]) -> Iterator[int]:
    for number in range(start, len(blocks)):
        block = blocks[number]
        if not isinstance(block, Paragraph) or not test(block):
            return
        yield number


def _is_enclosure(paragraph: Paragraph) -> bool:
    """Whether a paragraph is one entry of a list of enclosures, or several that were set on lines of their own."""
    items = [line.text for line in paragraph.lines if _ITEM.match(line.text)]
    whole = len(items) == len(paragraph.lines) or len(paragraph.text) <= WHOLE
    return bool(_ITEM.match(paragraph.text)) and whole and "。" not in paragraph.text


def _key(text: str) -> str:
    """A heading's words without blanks, leaders and a page number at the end."""
    return re.sub(r"[\s.．·…•（）()]+|\d+\s*$", "", text)


def _contents_after(blocks: Sequence[Block], number: int) -> set[int]:
    """The lines of the table of contents that the word 目录 announces: up to where its first marker comes again."""
    closed: set[int] = set()
    first = ""
    for at in range(number + 1, len(blocks)):
        block = blocks[at]
        if not isinstance(block, Paragraph) or len(block.text) > 2 * WHOLE:
            break
        marker = first_marker(block)
        if marker == first != "" or not (marker or is_contents(block.text) or _wrapped(blocks, at, first)):
            break
        first = first or marker
        closed.add(at)
    return closed


def first_marker(block: Block) -> str:
    """The marker that a paragraph starts with, as a path prints it; "" when it starts with none."""
    first = next(markers_of(block), None) if isinstance(block, Paragraph) else None
    return first.printed if first and first.place is Place.START and not first.weak else ""


def _wrapped(blocks: Sequence[Block], at: int, first: str) -> bool:
    """Whether a line is the rest of an entry: a short one, with another entry of the contents behind it."""
    after = first_marker(blocks[at + 1]) if at + 1 < len(blocks) else ""
    return len(_text(blocks[at])) <= TITLE and after not in {"", first} and not STOPS.search(_text(blocks[at]))


def _repeated_runs(blocks: Sequence[Block], closed: set[int]) -> set[int]:
    """Runs of three headings and more with nothing between them, all of which come again later: contents lists."""
    last: dict[str, int] = {}
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph) and len(block.text) <= WHOLE:
            last[_key(block.text)] = number
    found: set[int] = set()
    run: list[int] = []
    for number, block in enumerate(blocks):
        if (
            isinstance(block, Paragraph)
            and number not in closed
            and len(block.text) <= WHOLE
            and last[_key(block.text)] > number + 2
            and first_marker(block)
        ):
            run.append(number)
            continue
        if len(run) > 2 and last[_key(_text(blocks[run[0]]))] > run[-1]:
            found.update(run)
        run = []
        if isinstance(block, Paragraph) and len(block.text) > 2 * WHOLE and not is_contents(block.text):
            break  # the report itself has begun
    return found


def _text(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""
