"""The text of one Word paragraph: runs, fields, revisions, symbols; broken at line breaks, text boxes apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.office.word_styles import Look, Styles

REMOVED = frozenset({"del", "moveFrom", "rPr", "pPr", "rt", "instrText", "delText", "sdtPr", "annotation", "sectPr"})
SYMBOLS = {
    ("wingdings", 0xFE): "☑",
    ("wingdings", 0xFD): "☒",
    ("wingdings", 0xA8): "□",
    ("wingdings", 0x6F): "□",
    ("wingdings", 0xFC): "√",
    ("wingdings", 0xFB): "×",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0x53): "☒",
    ("wingdings 2", 0xA3): "□",
    ("wingdings 2", 0x50): "√",
    ("wingdings 2", 0x4F): "×",
}


class TextBox(NamedTuple):
    """A text box that hangs on a paragraph: the `w:txbxContent` that holds its blocks."""

    content: etree._Element


class Piece(NamedTuple):
    """A paragraph's text up to a line break: `size` is its largest type in points."""

    text: str
    size: float
    bold: bool


@dataclass(slots=True)
class _Walk:
    styles: Styles
    look: Look
    fields: list[bool] = field(default_factory=list)  # for each open field whether its result has begun
    runs: list[tuple[str, Look]] = field(default_factory=list)


def pieces(paragraph: etree._Element, look: Look, styles: Styles) -> Iterator[Piece | TextBox]:
    """The paragraph's text boxes and pieces of text in order; nothing for one without any."""
    walk = _Walk(styles, look)
    for found in _walk(paragraph, look, walk):
        if isinstance(found, TextBox):
            yield found
        elif walk.runs:
            yield _piece(walk)
    if walk.runs:
        yield _piece(walk)


def _piece(walk: _Walk) -> Piece:
    text = "".join(text for text, _ in walk.runs)
    inked = [look for text, look in walk.runs if text.strip()] or [walk.look]
    walk.runs = []
    return Piece(text, max(look.size for look in inked), all(look.bold for look in inked))


def _walk(parent: etree._Element, look: Look, walk: _Walk) -> Iterator[TextBox | None]:
    """Text goes into `walk.runs`; yields text boxes, and None at a line break."""
    for child in parent:
        tag = child.tag
        if tag in REMOVED:
            continue
        if tag == "txbxContent":
            yield TextBox(child)
        elif tag == "fldChar":
            _field(child.get("fldCharType", ""), walk)
        elif tag in {"br", "cr"}:
            yield from [None] if child.get("type", "textWrapping") == "textWrapping" else []
        elif (text := _text(child)) is not None:
            if all(walk.fields):
                walk.runs.append((text, look))
        else:
            yield from _descend(child, look, walk)


def _descend(element: etree._Element, look: Look, walk: _Walk) -> Iterator[TextBox | None]:
    """Into an element that holds others: a run's own looks, the first of alternatives, formulas in one line."""
    if element.tag == "r":
        look = walk.styles.run(look, element)
        if look.hidden:
            for mark in element.findall("fldChar"):
                _field(mark.get("fldCharType", ""), walk)
            return
    if element.tag == "AlternateContent":
        yield from _walk(element[0], look, walk) if len(element) else ()
    elif element.tag in {"f", "sSup"}:
        yield from _formula(element, look, walk)
    else:
        yield from _walk(element, look, walk)


def _formula(element: etree._Element, look: Look, walk: _Walk) -> Iterator[TextBox | None]:
    """A fraction or a power in one line: 8/10, 10^4; their digits must not run together."""
    first = True
    for part in element:
        if part.tag in {"fPr", "sSupPr"}:
            continue
        if not first:
            walk.runs.append(("/" if element.tag == "f" else "^", look))
        first = False
        yield from _walk(part, look, walk)


def _field(kind: str, walk: _Walk) -> None:
    if kind == "begin":
        walk.fields.append(False)
    elif kind == "separate" and walk.fields:
        walk.fields[-1] = True
    elif kind == "end" and walk.fields:
        walk.fields.pop()


def _text(element: etree._Element) -> str | None:
    """The characters that an element of a run prints; None when it is none of them.

    A tab is a space: nothing at all would let two numbers run together.
    """
    tag = element.tag
    if tag == "t":
        return re.sub(r"[\t\r\n]", " ", element.text or "")
    if tag in {"tab", "ptab"}:
        return " "
    if tag == "noBreakHyphen":
        return "-"
    if tag == "sym":
        code = element.get("char", "")
        number = int(code, 16) & 0xFF if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
        return SYMBOLS.get((element.get("font", "").lower(), number), "●")
    return None


def is_contents_line(paragraph: etree._Element, style_name: str) -> bool:
    """Whether the paragraph is an entry of a table of contents (目录), which repeats headings with page numbers."""
    if re.match(r"toc \d|目录 ?\d", style_name, re.IGNORECASE):
        return True
    return any(re.search(r"PAGEREF\s+_Toc", code.text or "") for code in paragraph.iter("instrText"))


def has_deleted_end(paragraph: etree._Element) -> bool:
    """Whether the paragraph's end was deleted in a revision, so that the next paragraph goes on in it."""
    return paragraph.find("pPr/rPr/del") is not None
