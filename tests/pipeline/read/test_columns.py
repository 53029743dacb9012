"""Two columns: each is read with its own margins, so that its paragraphs and numbers stay whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.read import Readers, read
from pipeline.settings import Settings
from schemas.document import Paragraph
from tests.pipeline.read.drawn import HEIGHT, WIDTH

if TYPE_CHECKING:
    from pathlib import Path

QUIET = Settings(ocr="off", cache=None)
SIZE, ROW, ACROSS = 10, 20, 20  # points, points, characters in a line
TITLE = "某县水利局整体支出自评报告"
PARAGRAPHS = [
    "一、收支情况",
    (
        "本年收入合计1284.50万元，其中财政拨款收入1200.00万元，其他收入84.50万元，比上年增长3.20%。"
        "本年支出合计1271.36万元，其中基本支出902.11万元，项目支出369.25万元，没有超出批复的范围。"
        "年末结转13.14万元，占全年收入的1.02%，全部为跨年度的工程尾款，已在次年一月付清。"
    ),
    "二、绩效情况",
    (
        "全年维修渠道36公里，新建蓄水池12座，受益人口2.4万人，满意度达到96.50%，年底各项任务均已按期完成。"
        "水质抽检420批次，合格418批次，合格率99.52%，各水厂均按规定公示检测结果，没有发生一起供水事故。"
    ),
    "河道保洁长度达到128.6公里，比上年增加12.4公里，清理漂浮物3200吨，投入资金86.35万元，其中县级配套42.10万元。",
    "三、存在的问题",
    (
        "个别项目前期准备不足，执行率只有81.30%，低于全部项目的平均水平，需要在下年预算里统筹安排。"
        "部分设备已到报废年限，维修费用逐年增加，本年列支28.64万元，比上年多支出4.12万元，负担较重。"
    ),
]


def set_in_lines(text: str) -> list[str]:
    """The paragraph with its indent, cut where a line is full, numbers too, as a typewriter does."""
    text = "　　" + text
    lines, line, width = [], "", 0.0
    for char in text:
        wide = 0.5 if char.isascii() else 1.0
        if width + wide > ACROSS:
            lines.append(line)
            line, width = "", 0.0
        line, width = line + char, width + wide
    return [*lines, line]


def draw(path: Path, columns: list[list[str]], gutter: float) -> None:
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("STSong-Light", 18)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 80, TITLE)
    canvas.setFont("STSong-Light", SIZE)
    for column, lines in enumerate(columns):
        for k, line in enumerate(lines):
            canvas.drawString(70 + column * (ACROSS * SIZE + gutter), HEIGHT - 130 - ROW * k, line)
    canvas.showPage()
    canvas.save()


@pytest.mark.parametrize("gutter", [18, 24, 40])
@pytest.mark.parametrize("share", [0.5, 0.55, 0.65])
def test_paragraphs_of_two_columns(tmp_path: Path, gutter: float, share: float) -> None:
    lines = [line for text in PARAGRAPHS for line in set_in_lines(text)]
    at = round(len(lines) * share)  # the left column's last paragraph may go on at the top of the right one
    path = tmp_path / "two.pdf"
    draw(path, [lines[:at], lines[at:]], gutter)
    blocks = read(path, QUIET, Readers(QUIET)).blocks
    texts = [block.text.replace("\u3000", "") for block in blocks if isinstance(block, Paragraph)]
    assert texts == [TITLE, *PARAGRAPHS]
