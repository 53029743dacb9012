"""A drawn report as a Word document (DOCX), and Word documents as PDFs through LibreOffice.

Half of the reports whose markers Word can count are numbered by Word itself: their headings hold no marker in the
file. Tables are Word tables with `gridSpan` and `vMerge`; header and footer are Word's, with a PAGE field.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from samples.model import Block, Break, Cell, Grid, Heading, Para, Report, plain
from samples.word_numbers import SPACE, Numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FACES = {
    "song": "Noto Serif CJK SC", "uming": "AR PL UMing CN", "kai": "AR PL UKai CN", "hei": "WenQuanYi Zen Hei", "sans": "Noto Sans CJK SC",
}  # fmt: skip
SPACE_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PAPERS = {"": (11906, 16838), "wide": (16838, 11906), "fold": (23811, 16838)}
MM = 56.7  # twentieths of a point


def write_docx(report: Report, path: Path) -> None:
    """Write the report as DOCX."""
    from docx import Document  # noqa: PLC0415  (a drawing library: only who draws needs it)

    document = Document()
    numbers = Numbers(report)
    furnish(document, report.layout)
    references = "".join(
        f'<w:{r.tag.split("}")[1]} w:type="default" r:id="{r.get(RELATION + "id")}"/>'
        for r in document.element.body.sectPr
        if r.tag.endswith("Reference")
    )
    refill(document.element.body, f"<w:body {SPACE} {SPACE_R}>{body_of(report, numbers, references)}</w:body>")
    if numbers.starts:
        refill(document.part.numbering_part.element, numbers.xml())
    document.save(str(path))


def refill(element: Any, xml: str) -> None:
    """Put the children of `xml` in place of the element's own."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def furnish(document: Any, look: dict[str, str]) -> None:
    """Face and size of the text, header and footer."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    face = FACES[look["face"]]
    normal = document.styles["Normal"].element.get_or_add_rPr()
    normal.append(parse_xml(f'<w:rFonts {SPACE} w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}"/>'))
    normal.append(parse_xml(f'<w:sz {SPACE} w:val="{round(float(look["size"]) * 2)}"/>'))
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    refill(footer._element, f"<w:ftr {SPACE}>{footer_of(look)}</w:ftr>")  # noqa: SLF001  (there is no other way)
    if look.get("head"):
        document.sections[0].header.paragraphs[0].text = look["head"]


def body_of(report: Report, numbers: Numbers, references: str) -> str:
    """All blocks, in sections of pages of one kind."""
    sections: list[tuple[str, list[Block]]] = [("", [])]
    for block in report.blocks:
        if isinstance(block, Break) and block.paper != sections[-1][0]:
            sections.append((block.paper, []))
        else:
            sections[-1][1].append(block)
    parts = []
    for at, (paper, blocks) in enumerate(sections):
        parts += [element(block, report, numbers, paper) for block in blocks]
        page = page_of(report.layout, paper, references)
        parts.append(f"<w:p><w:pPr>{page}</w:pPr></w:p>" if at < len(sections) - 1 else page)
    return "".join(parts)


def page_of(look: dict[str, str], paper: str, references: str) -> str:
    """A section's page: A4 on end or on its side, or A3 on its side."""
    (width, height), margin = PAPERS[paper], round(float(look["margin"]) * MM)
    lies = ' w:orient="landscape"' if width > height else ""
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{width}" w:h="{height}"{lies}/>'
        f'<w:pgMar w:top="1701" w:bottom="1701" w:left="{margin}" w:right="{margin}" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
    )


def footer_of(look: dict[str, str]) -> str:
    """The page's number as the layout wants it."""
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    whole = '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    text = {
        "dashes": f'<w:r><w:t xml:space="preserve">— </w:t></w:r>{field}<w:r><w:t xml:space="preserve"> —</w:t></w:r>',
        "plain": field,
        "total": f"<w:r><w:t>第 </w:t></w:r>{field}<w:r><w:t> 页 共 </w:t></w:r>{whole}<w:r><w:t> 页</w:t></w:r>",
        "none": "",
    }[look["footer"]]
    return f'<w:p {SPACE}><w:pPr><w:jc w:val="center"/></w:pPr>{text}</w:p>'


def run(text: str, marks: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def paragraph(content: str, align: str = "both", indent: float = 0, pitch: float = 1.5, more: str = "") -> str:
    """A paragraph; `indent` of its first line in characters, `pitch` of its lines."""
    first = f'<w:ind w:firstLineChars="{round(indent * 100)}" w:firstLine="{round(indent * 300)}"/>' if indent else ""
    return (
        f'<w:p><w:pPr>{more}<w:spacing w:before="0" w:after="0" w:line="{round(pitch * 240)}" w:lineRule="auto"/>{first}'
        f'<w:jc w:val="{align}"/></w:pPr>{content}</w:p>'
    )


def element(block: Block, report: Report, numbers: Numbers, paper: str) -> str:
    """One block."""
    pitch = float(report.layout["pitch"]) * 0.75
    if isinstance(block, Heading):
        return heading(block, numbers, pitch)
    if isinstance(block, Para):
        return para(block, report, pitch)
    if isinstance(block, Grid):
        margin = 2 * float(report.layout["margin"]) * MM
        return grid(block, PAPERS[paper][0] - margin)
    return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def heading(block: Heading, numbers: Numbers, pitch: float) -> str:
    """A heading, with what runs on behind it."""
    number = numbers.place(block)
    marker = "" if number else block.marker
    counted = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    centred = block.family in {"part", "annex"} and block.level == 1
    bold = "<w:b/>" if block.level == 1 or block.run_in or block.family == "annex" else ""
    broken = "<w:r><w:br/></w:r>" if block.split else ""
    content = run(marker, bold) + broken + run(block.title + block.joint, bold) + run(plain(block.run_in))
    return paragraph(
        content,
        "center" if centred and block.family == "part" else "left" if block.split else "both",
        0 if centred else 2,
        pitch,
        counted,
    )


def para(block: Para, report: Report, pitch: float) -> str:
    """A paragraph in its style."""
    size = float(report.layout["size"])
    text = plain(block.runs)
    if block.style == "title":
        return paragraph(run(text, f'<w:b/><w:sz w:val="{round(size * 2 + 12)}"/>'), "center", 0, pitch)
    if block.style == "toc":
        title, _, page = text.partition("." * 8)
        tab = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8600"/></w:tabs>'
        page = page.strip(".")
        return paragraph(run(title) + "<w:r><w:tab/></w:r>" + run(page), "left", 0, pitch, tab)
    align = {"centre": "center", "right": "right", "cover": "left", "gap": "left"}.get(block.style, "both")
    cut = '<w:r><w:br w:type="page"/></w:r>' if block.cut else ""
    return paragraph(
        run(text[: block.cut]) + cut + run(text[block.cut :]),
        align,
        2 if block.style in {"body", "cover"} else 0,
        pitch,
    )


def grid(block: Grid, width: float) -> str:
    """A table with what stands above and below it."""
    columns = max(sum(c.col_span for c in row) for row in block.rows[:3])
    shares = block.widths if len(block.widths) == columns else (1.0,) * columns
    sizes = [round(width * share / sum(shares)) for share in shares]
    sides = (
        ""
        if block.rules == "none"
        else '<w:top w:val="single" w:sz="6"/><w:bottom w:val="single" w:sz="6"/><w:insideH w:val="single" w:sz="6"/>'
    )
    if block.rules == "all":
        sides = '<w:top w:val="single" w:sz="6"/><w:left w:val="single" w:sz="6"/><w:bottom w:val="single" w:sz="6"/><w:right w:val="single" w:sz="6"/><w:insideH w:val="single" w:sz="6"/><w:insideV w:val="single" w:sz="6"/>'
    size = 17 if block.small else 21
    rows = "".join(
        table_row(cells, sizes, size, head=block.repeat and at < block.heads)
        for at, cells in enumerate(placed(block.rows, columns))
    )
    title = paragraph(run(block.title, "<w:b/>"), "center", 0, 1.2) if block.title else ""
    note = paragraph(run(block.note, '<w:sz w:val="21"/>'), "right", 0, 1.2) if block.note else ""
    after = paragraph(run(block.after, '<w:sz w:val="21"/>'), "right", 0, 1.2)
    return (
        f'{title}{note}<w:tbl><w:tblPr><w:tblW w:w="{round(width)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{''.join(f'<w:gridCol w:w={chr(34)}{s}{chr(34)}/>' for s in sizes)}</w:tblGrid>{rows}</w:tbl>{after}"
    )


def placed(rows: Sequence[Sequence[Cell]], columns: int) -> list[list[tuple[int, Cell | None, int]]]:
    """Every row as (column, its cell, columns): None where a cell from above goes on."""
    made, held = [], dict[int, tuple[int, int]]()
    for row in rows:
        waiting = list(row)
        cells: list[tuple[int, Cell | None, int]] = []
        col = 0
        while col < columns:
            if held.get(col, (0, 0))[0] > 0:
                left, across = held[col]
                held[col] = (left - 1, across)
                cells.append((col, None, across))
                col += across
            elif waiting:
                cell = waiting.pop(0)
                held[col] = (cell.row_span - 1, cell.col_span)
                cells.append((col, cell, cell.col_span))
                col += cell.col_span
            else:
                cells.append((col, Cell(()), 1))
                col += 1
        made.append(cells)
    return made


def table_row(cells: list[tuple[int, Cell | None, int]], sizes: list[int], size: int, *, head: bool) -> str:
    """One row."""
    made = []
    for col, cell, across in cells:
        width = sum(sizes[col : col + across])
        span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        down = "<w:vMerge/>" if cell is None else '<w:vMerge w:val="restart"/>' if cell.row_span > 1 else ""
        text = plain(cell.runs) if cell else ""
        align = "left" if cell is not None and cell.align == "left" else "center"
        content = paragraph(run(text, f'<w:sz w:val="{size}"/>'), align, 0, 1.0)
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{down}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
        )
    repeat = "<w:tblHeader/>" if head else ""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{size * 20}" w:hRule="atLeast"/>{repeat}</w:trPr>{"".join(made)}</w:tr>'


def convert(paths: Sequence[Path], folder: Path) -> None:
    """Word documents as PDFs of the same name in `folder`; one LibreOffice for all. RuntimeError where it is missing."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        message = "LibreOffice is missing: sudo apt-get install -y libreoffice-writer-nogui"
        raise RuntimeError(message)
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, paths)],
            check=True, capture_output=True, timeout=60 + 30 * len(paths),
        )  # fmt: skip
