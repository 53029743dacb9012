"""How a DOCX's paragraphs and runs look (样式): styles resolved along `basedOn`, direct formatting over them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.record import record

if TYPE_CHECKING:
    from lxml import etree

DEEPEST = 20  # styles that are based on each other in a ring end here


@record
class Look:
    """What matters of a paragraph's looks. `size` and `indent` in points; `depth` is None when no level is said."""

    style: str = ""
    style_name: str = ""
    size: float = 10.0
    bold: bool = False
    hidden: bool = False
    centred: bool = False
    indent: float = 0.0
    break_before: bool = False
    num_id: str = ""
    depth: int | None = None


class Styles:
    """The styles of a document, by id."""

    def __init__(self, root: etree._Element | None) -> None:
        """Take the styles from styles.xml's root; None when the document has none."""
        found = [] if root is None else root.findall("style")
        self._styles = {style.get("styleId", ""): style for style in found}
        self._default = next(
            (s.get("styleId", "") for s in found if s.get("type") == "paragraph" and s.get("default") in {"1", "true"}),
            "",
        )
        defaults = None if root is None else root.find("docDefaults/rPrDefault/rPr")
        self._base = run_look(Look(), defaults)
        self._looks: dict[str, Look] = {}

    def paragraph(self, element: etree._Element) -> Look:
        """The looks of a `w:p`."""
        own = element.find("pPr")
        style = None if own is None else own.find("pStyle")
        look = self._style(self._default if style is None else style.get("val", ""))
        return _paragraph_look(look, own)

    def run(self, look: Look, element: etree._Element) -> Look:
        """The looks of a `w:r` in a paragraph of the given looks."""
        own = element.find("rPr")
        if own is None:
            return look
        style = own.find("rStyle")
        if style is not None:
            for part in self._chain(style.get("val", "")):
                look = run_look(look, part.find("rPr"))
        return run_look(look, own)

    def _chain(self, style: str) -> list[etree._Element]:
        """A style's definitions, the most general first."""
        chain: list[etree._Element] = []
        while style in self._styles and len(chain) < DEEPEST:
            element = self._styles[style]
            chain.insert(0, element)
            parent = element.find("basedOn")
            style = "" if parent is None else parent.get("val", "")
        return chain

    def _style(self, style: str) -> Look:
        if style not in self._looks:
            look = self._base
            for part in self._chain(style):
                look = _paragraph_look(run_look(look, part.find("rPr")), part.find("pPr"))
            name = self._styles[style].find("name") if style in self._styles else None
            self._looks[style] = replace(look, style=style, style_name="" if name is None else name.get("val", ""))
        return self._looks[style]


def flag(parent: etree._Element | None, name: str, *, before: bool = False) -> bool:
    """An on/off property; `before` when it is not there."""
    child = None if parent is None else parent.find(name)
    return before if child is None else child.get("val", "1") not in {"0", "false", "off"}


def run_look(look: Look, properties: etree._Element | None) -> Look:
    """The looks with a `w:rPr` over them."""
    if properties is None:
        return look
    size = properties.find("sz")
    half_points = "" if size is None else size.get("val", "")
    return replace(
        look,
        size=max(int(half_points) / 2, 1.0) if re.fullmatch(r"\d{1,4}", half_points) else look.size,
        bold=flag(properties, "b", before=look.bold),
        hidden=flag(properties, "vanish", before=look.hidden),
    )


def _paragraph_look(look: Look, properties: etree._Element | None) -> Look:
    if properties is None:
        return look
    align = properties.find("jc")
    num_id, depth = properties.find("numPr/numId"), properties.find("numPr/ilvl")
    level = "" if depth is None else depth.get("val", "")
    return replace(
        look,
        centred=look.centred if align is None else align.get("val") == "center",
        indent=_indent(properties.find("ind"), look),
        break_before=flag(properties, "pageBreakBefore", before=look.break_before),
        num_id=look.num_id if num_id is None else num_id.get("val", ""),
        depth=int(level) if re.fullmatch(r"\d", level) else look.depth,
    )


def _indent(element: etree._Element | None, look: Look) -> float:
    """The first line's distance from the margin: characters go before points, as in Word."""
    if element is None:
        return look.indent

    def number(*names: str) -> float | None:
        texts = [element.get(name, "") for name in names]
        return next((float(text) for text in texts if re.fullmatch(r"-?\d{1,6}(\.\d+)?", text)), None)

    total = 0.0
    for chars, points, sign in (
        (("leftChars", "startChars"), ("left", "start"), 1),
        (("firstLineChars",), ("firstLine",), 1),
        (("hangingChars",), ("hanging",), -1),
    ):
        in_chars, in_twips = number(*chars), number(*points)
        total += sign * (in_chars / 100 * look.size if in_chars else (in_twips or 0.0) / 20)
    return max(total, 0.0)
