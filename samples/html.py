"""A drawn report as HTML and, by WeasyPrint, as PDF (数字版).

The looks vary with `layout`: `face` (song, fangson or hei for the body), `size` in points, `pitch` of the lines,
`footer` (dashes, plain, total), `head` (a running head, or ""), `columns` (two, but for tables, or "") and `seal` (the
name on an electronic seal over the signature, or "").
"""

from __future__ import annotations

import base64
import io
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from samples.model import Block, Break, Grid, Heading, Para, Report, plain
from samples.seal import stamp

if TYPE_CHECKING:
    from pathlib import Path

FACES = {
    "song": "'Noto Serif CJK SC', serif",
    "uming": "'AR PL UMing CN', serif",
    "kai": "'AR PL UKai CN', serif",
    "hei": "'WenQuanYi Zen Hei', sans-serif",
    "sans": "'Noto Sans CJK SC', sans-serif",
}
FOOTERS = {
    "dashes": '"— " counter(page) " —"',
    "plain": "counter(page)",
    "total": '"第 " counter(page) " 页 共 " counter(pages) " 页"',
    "none": '""',
}
CSS = """
@page {{ size: A4; margin: {margin}mm 26mm; @bottom-center {{ content: {footer}; font: 10.5pt 'Noto Serif CJK SC' }}
  @top-center {{ content: "{head}"; font: 9pt 'Noto Serif CJK SC'; color: #444 }} }}
@page wide {{ size: A4 landscape }} @page fold {{ size: A3 landscape }}
html {{ font: {size}pt/{pitch} {face}; text-align: justify; orphans: 1; widows: 1 }}
p {{ margin: 0; text-indent: 2em }}
.title {{ font: bold {title}pt/1.5 'Noto Serif CJK SC'; text-align: center; text-indent: 0; margin: 6mm 0 }}
.cover {{ font-size: 16pt; text-indent: 4em; line-height: 2.4 }} .centre {{ text-align: center; text-indent: 0 }}
.right {{ text-align: right; text-indent: 0; padding-right: 2em }} .note {{ font-size: 10.5pt; text-indent: 0 }}
.toc {{ text-indent: 0; font-size: 13pt }} .plain {{ text-indent: 0 }} .gap {{ height: 40mm }}
.next {{ break-before: page; text-indent: 0 }}
.h1 {{ font-family: 'WenQuanYi Zen Hei' }} .h2 {{ font-family: 'AR PL UKai CN' }} .h3 b {{ font-weight: bold }}
.part {{ text-align: center; text-indent: 0; font: 18pt 'WenQuanYi Zen Hei'; margin: 5mm 0 }}
.annex {{ text-indent: 0; font-family: 'WenQuanYi Zen Hei' }}
table {{ border-collapse: collapse; table-layout: fixed; width: 100%; font-size: 10.5pt; line-height: 1.35; margin: 1mm 0 3mm; text-align: center }}
table.small {{ font-size: 8.5pt }}
.all td {{ border: 0.7pt solid #000 }} .half td {{ border: 0; border-bottom: 0.7pt solid #000 }}
.half {{ border-top: 1.2pt solid #000 }} td {{ padding: 0.9mm 0.8mm; word-break: break-all }}
.left {{ text-align: left }} .unit {{ text-align: right; text-indent: 0; font-size: 10.5pt; break-after: avoid }}
.name {{ text-align: center; text-indent: 0; font: bold 13pt 'Noto Serif CJK SC'; break-after: avoid; margin-top: 2mm }}
tr {{ break-inside: avoid }}
.mark {{ position: fixed; top: 90mm; left: 15mm; font-size: 60pt; color: rgba(0, 0, 0, 0.11); transform: rotate(-35deg) }}
.columns {{ columns: 2; column-gap: 8mm; font-size: 10.5pt }} .right {{ position: relative }}
.seal img {{ position: absolute; width: 42mm; right: 12mm; top: -14mm }}
p.body {{ letter-spacing: {spacing}pt }}
"""


def html_of(report: Report) -> str:
    """The whole report as one HTML page."""
    look = {
        "face": "song",
        "size": "15",
        "pitch": "1.75",
        "footer": "dashes",
        "head": "",
        "margin": "30",
        "mark": "",
        "spacing": "0",
        "columns": "",
        "seal": "",
    } | report.layout
    css = CSS.format(
        face=FACES[look["face"]], size=look["size"], pitch=look["pitch"], footer=FOOTERS[look["footer"]],
        head=look["head"], margin=look["margin"], title=int(look["size"]) + 6, spacing=look["spacing"],
    )  # fmt: skip
    sections: list[tuple[str, list[Block]]] = [("", [])]
    for block in report.blocks:
        if isinstance(block, Break):
            sections.append((block.paper, []))
        else:
            sections[-1][1].append(block)
    parts = [section(blocks, paper, look, first=not at) for at, (paper, blocks) in enumerate(sections)]
    if look["mark"]:
        parts.insert(0, f'<div class="mark">{escape(look["mark"])}</div>')
    return f'<meta charset="utf-8"><style>{css}</style>{"".join(parts)}'


def section(blocks: list[Block], paper: str, look: dict[str, str], *, first: bool) -> str:
    """What stands between two page breaks; in two columns but for its tables where the layout says so."""
    style = f"page: {paper}" if paper else "" if first else "break-before: page"
    parts = []
    for broad, run in groupby(blocks, lambda b: isinstance(b, Grid) or getattr(b, "style", "body") != "body"):
        text = "".join(element(block, look) for block in run)
        parts.append(text if broad or not look["columns"] else f'<div class="columns">{text}</div>')
    return f'<div style="{style}">{"".join(parts)}</div>'


def element(block: Block, look: dict[str, str]) -> str:
    """One block."""
    if isinstance(block, Heading):
        return heading(block)
    if isinstance(block, Para):
        text = plain(block.runs)
        before, after = escape(text[: block.cut]), escape(text[block.cut :])
        if before:
            before = f'<p class="{block.style}" style="text-align-last: justify">{before}</p>'
        stamped = (
            seal_over(look["seal"])
            if look["seal"] and (block.style, text.replace(" ", "")) == ("right", look["seal"])
            else ""
        )
        return f'{before}<p class="{block.style} {"next" if before else ""}">{stamped}{after}</p>'
    return grid(block) if isinstance(block, Grid) else ""


def seal_over(name: str) -> str:
    """An electronic seal that lies over the signature."""
    with io.BytesIO() as buffer:
        stamp(name, 400).save(buffer, "PNG")
        data = base64.b64encode(buffer.getvalue()).decode()
    return f'<span class="seal"><img src="data:image/png;base64,{data}"></span>'


def heading(block: Heading) -> str:
    """A heading, with what runs on behind it."""
    name = (
        "part" if block.part.startswith("第") else "annex" if block.part.startswith("附") else f"h{min(block.level, 3)}"
    )
    lead = escape(block.marker) + ("<br>" if block.split else "") + escape(block.title) + block.joint
    lead = f"<b>{lead}</b>" if name == "h3" and block.run_in else lead
    return f'<p class="{name}">{lead}{escape(plain(block.run_in))}</p>'


def grid(block: Grid) -> str:
    """A table with its title, unit and what stands below it."""
    rows = []
    for row in block.rows:
        cells = "".join(
            f'<td rowspan="{c.row_span}" colspan="{c.col_span}" class="{c.align}">{escape(plain(c.runs))}</td>'
            for c in row
        )
        rows.append(f"<tr>{cells}</tr>")
    total = sum(block.widths)
    columns = "".join(f'<col style="width:{w / total * 100:.1f}%">' for w in block.widths)
    head, body = "".join(rows[: block.heads]), "".join(rows[block.heads :])
    inner = f"<thead>{head}</thead><tbody>{body}</tbody>" if block.repeat else f"<tbody>{head}{body}</tbody>"
    return (
        (f'<p class="name">{escape(block.title)}</p>' if block.title else "")
        + (f'<p class="unit">{escape(block.note)}</p>' if block.note else "")
        + f'<table class="{block.rules} {"small" if block.small else ""}"><colgroup>{columns}</colgroup>{inner}</table>'
        + (f'<p class="unit">{escape(block.after)}</p>' if block.after else "")
    )


def write_pdf(report: Report, path: Path) -> None:
    """Draw the report as a digital PDF."""
    write_html(html_of(report), path)


def write_html(text: str, path: Path) -> None:
    """Draw HTML as a PDF."""
    from weasyprint import HTML  # noqa: PLC0415  (a drawing library: only who draws needs it)

    HTML(string=text).write_pdf(path)
