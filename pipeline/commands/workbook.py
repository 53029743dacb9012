"""What the workbook's sheets share (工作簿): formats, frozen and filtered headers, rows as high as their text.

Every text is written as a text, so that nothing a report says can become a formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT = "Microsoft YaHei"
LINE = 14.0  # points from line to line
CELL_LIMIT = 32_000  # characters; Excel refuses more than 32767


@record
class Heading:
    """A column of a sheet: its heading, its width in characters, and the name of its cells' format."""

    title: str
    width: float
    style: str = "text"


def formats_of(book: Any) -> dict[str, Any]:
    """The book's formats by name."""
    base: dict[str, Any] = {
        "font_name": FONT,
        "font_size": 10,
        "valign": "top",
        "text_wrap": True,
        "bottom": 1,
        "bottom_color": "#E3E3E3",
    }
    styles: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "bg_color": "#1F4E5F", "font_color": "white", "valign": "vcenter"},
        "text": {"num_format": "@", "indent": 1},
        "centre": {"align": "center"},
        "number": {"num_format": "#,##0.00##", "align": "right"},
        "good": {"num_format": "@", "font_color": "#1B6E3C", "bold": True},
        "faint": {"num_format": "@", "font_color": "#999999", "font_size": 8},
        "input": {"num_format": "@", "bg_color": "#FFF9E5"},
        "severity": {"align": "center"},
        "错误": {"align": "center", "font_color": "#B3261E", "bold": True},
        "警告": {"align": "center", "font_color": "#9A6700"},
        "提示": {"align": "center", "font_color": "#35618E"},
    }
    return {name: book.add_format(base | more) for name, more in styles.items()}


class Sheet:
    """A sheet with a frozen, filtered header; rows are added one below the other."""

    def __init__(self, book: Any, name: str, headings: Sequence[Heading], formats: dict[str, Any]) -> None:
        self.sheet = book.add_worksheet(name)
        self.headings, self.formats = headings, formats
        self.row = 0
        for col, heading in enumerate(headings):
            self.sheet.set_column(col, col, heading.width)
            self.sheet.write_string(0, col, heading.title, formats["head"])
        self.sheet.set_row(0, 24)
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)

    def add(self, values: Sequence[object]) -> int:
        """Write a row: text as text, numbers as numbers; returns its place."""
        self.row += 1
        self.sheet.set_row(self.row, self.height(values))
        for col, (heading, value) in enumerate(zip(self.headings, values, strict=True)):
            style = self.formats[str(value) if heading.style == "severity" else heading.style]
            if value is None or value == "":
                self.sheet.write_blank(self.row, col, None, style)
            elif isinstance(value, str):
                self.sheet.write_string(self.row, col, value[:CELL_LIMIT], style)
            else:
                self.sheet.write_number(self.row, col, value, style)
        return self.row

    def height(self, values: Sequence[object]) -> float:
        """The points that a row needs to show its longest text, up to what Excel allows."""
        lines = (
            sum(-(-cell_len(part) // max(int(heading.width) - 1, 1)) or 1 for part in str(value or "").split("\n"))
            for heading, value in zip(self.headings, values, strict=True)
            if heading.style != "faint"
        )
        return min(LINE * max(lines) + 4, 400.0)

    def close(self) -> None:
        """Put the filter over what was written."""
        self.sheet.autofilter(0, 0, max(self.row, 1), len(self.headings) - 1)
