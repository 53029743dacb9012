"""docs/show.png: what `jihe show` says of a sample report, as a terminal shows it (make picture)."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from weasyprint import HTML

from pipeline.batch import run_batch
from pipeline.commands.show import report
from pipeline.settings import Settings

SAMPLE = Path("samples/reports/整体-数字-有误.pdf")
PICTURE = Path("docs/show.png")
COLUMNS, SIZE, MARGIN = 84, 15, 22  # characters across; pixels of a character's height, and around the text
GROUND, INK = (31, 32, 35), (222, 222, 222)
RED, GREEN, YELLOW, CYAN = (224, 88, 88), (120, 200, 120), (214, 170, 80), (90, 200, 210)
THEME = TerminalTheme(GROUND, INK, [GROUND, RED, GREEN, YELLOW, INK, INK, CYAN, INK])
PAGE = f"""<style>
@page {{ size: 1400px 3000px; background: rgb{GROUND} }}
pre {{ font: {SIZE}px/1.5 "Noto Sans Mono CJK SC"; color: rgb{INK} }}
</style><pre>%s</pre>"""


def main() -> None:
    """Read the sample, show it, and write the picture."""
    console = Console(record=True, width=COLUMNS, force_terminal=True, color_system="standard", file=io.StringIO())
    with tempfile.TemporaryDirectory() as out:
        run_batch([SAMPLE], Path(out), Settings())
        console.print(f"[dim]$[/] jihe show out {SAMPLE.stem}", highlight=False)
        console.print(report(Path(out) / "dataset", SAMPLE.name))
    page = PAGE % console.export_html(theme=THEME, inline_styles=True, code_format="{code}")
    drawn = pdfium.PdfDocument(HTML(string=page).write_pdf())[0].render(scale=4 / 3).to_pil().convert("RGB")
    left, top, right, bottom = ImageChops.difference(drawn, Image.new("RGB", drawn.size, GROUND)).getbbox()
    cut = drawn.crop((left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN))
    cut.quantize(64).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
