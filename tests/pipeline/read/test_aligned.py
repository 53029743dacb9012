"""Tables without vertical rules, and prose that must not become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

from pipeline.read import Readers, read
from pipeline.settings import Settings
from schemas.document import Paragraph, Table
from tests.pipeline.read.drawn import HEIGHT, WIDTH, pdf

if TYPE_CHECKING:
    from pathlib import Path

QUIET = Settings(ocr="off", cache=None)
HEAD = ["一级指标", "二级指标", "分值", "得分", "扣分原因"]
ROWS = [
    ["产出", "数量", "20", "20", ""],
    ["", "质量", "20", "18.5", "返工两处"],
    ["效益", "社会效益", "30", "29", ""],
    ["合计", "", "70", "67.5", ""],
]


def draw(path: Path, rows: list[list[str]], *, rules: bool) -> Path:
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("STSong-Light", 11)
    for r, row in enumerate(rows):
        y = HEIGHT - 140 - 22 * r
        for c, text in enumerate(row):
            canvas.drawString(80 + 85 * c, y, text)
        if rules:
            canvas.line(72, y - 6, 520, y - 6)
    if rules:
        canvas.line(72, HEIGHT - 124, 520, HEIGHT - 124)
    canvas.showPage()
    canvas.save()
    return path


def tables_of(path: Path) -> list[list[list[str]]]:
    blocks = read(path, QUIET, Readers(QUIET)).blocks
    return [
        [
            [next((c.text for c in t.cells if (c.row, c.col) == (r, k)), "") for k in range(t.n_cols)]
            for r in range(t.n_rows)
        ]
        for t in blocks
        if isinstance(t, Table)
    ]


def test_rules_between_rows_only(tmp_path: Path) -> None:
    assert tables_of(draw(tmp_path / "half.pdf", [HEAD, *ROWS], rules=True)) == [[HEAD, *ROWS]]


def test_no_rules_at_all(tmp_path: Path) -> None:
    full = [HEAD, *([row[0] or "产出", row[1] or "小计", *row[2:4], row[4] or "无"] for row in ROWS)]
    assert tables_of(draw(tmp_path / "none.pdf", full, rules=False)) == [full]


def test_justified_prose_with_gaps_stays_prose(tmp_path: Path) -> None:
    lines = [
        "全年支出  1953.75  万元，其中办公费",
        "用  12.60  万元、差旅费  8.15  万元，比上",
        "年减少  3.20  万元，下降  9.1%  左右，主要",
    ]
    path = pdf(tmp_path / "p.pdf", [[(90, 100 + 24 * k, text) for k, text in enumerate(lines)]])
    blocks = read(path, QUIET, Readers(QUIET)).blocks
    assert all(isinstance(block, Paragraph) for block in blocks)
