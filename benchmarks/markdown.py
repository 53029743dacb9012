"""Pages of the documents that commands write (文档): tables, and sections of a page that each have one writer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DOCS = Path(__file__).parent.parent / "docs"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; the first column is text, the others are figures."""
    marks = [":--", *("--:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in (head, marks, *rows))


def write_section(page: str, name: str, text: str) -> Path:
    """Put `text` between the marks `<!-- name -->` and `<!-- /name -->` of a page of docs/, the rest left as it is.

    Raises ValueError when the page has no such place.
    """
    path = DOCS / page
    before = path.read_text("utf-8")
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not place.search(before):
        raise ValueError(f"{path} has no place for {name}")
    path.write_text(place.sub(lambda m: f"{m[1]}{text.strip()}\n{m[2]}", before), encoding="utf-8")
    return path
