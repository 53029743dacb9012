"""Pages as they come: turned, two columns, watermarks, doubled and hidden characters, text cut off or off the page."""

from __future__ import annotations

import ctypes
import re
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import UnreadableError
from pipeline.read import Readers, read
from pipeline.read.layout.blocks import _heal
from pipeline.read.layout.frames import Frame
from pipeline.read.text.char_boxes import low_boxes, of_line_height
from pipeline.settings import Settings
from schemas.document import Line, Origin, Paragraph
from tests.pipeline.read.drawn import HEIGHT, WIDTH, pen_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.document import Document

QUIET = Settings(ocr="off", cache=None)
SIZE = 12
LINES = [
    "　　本年度安排项目支出36.50万元，主要用于办公设备更新和",
    "道路养护工程，其中：设备更新12.30万元，道路养护24.20万元，",
    "预算执行率为98.60%，比上年提高1.20个百分点。",
]
TEXT = "".join(LINES).strip()


class Sheet:
    """One page to draw on, from the top left."""

    def __init__(self, path: Path, size: tuple[float, float] = (WIDTH, HEIGHT)) -> None:
        self.path, self.height = path, size[1]
        self.canvas = Canvas(str(path), pagesize=size)
        self.canvas.setFont("STSong-Light", SIZE)

    def lines(self, texts: list[str], left: float = 90, top: float = 150, pitch: float = 22) -> None:
        for k, text in enumerate(texts):
            self.canvas.drawString(left, self.height - top - pitch * k, text)

    def read(self) -> Document:
        self.canvas.showPage()
        self.canvas.save()
        return read(self.path, QUIET, Readers(QUIET))


def words(document: Document) -> str:
    """All that the page says, whatever its paragraphs."""
    return "".join(block.text.replace("\u3000", "") for block in document.blocks if isinstance(block, Paragraph))


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "page.pdf")


@pytest.mark.parametrize("angle", [30, 45, 315])
def test_a_slanting_watermark_is_no_text(sheet: Sheet, angle: int) -> None:
    sheet.lines(LINES)
    sheet.canvas.setFillGray(0.8)
    for size, step in ((60, 0), (14, 90)):
        sheet.canvas.setFont("STSong-Light", size)
        sheet.canvas.saveState()
        sheet.canvas.translate(150, HEIGHT - 240 + step)
        sheet.canvas.rotate(angle)
        sheet.canvas.drawString(0, 0, "内部资料不得外传")
        sheet.canvas.restoreState()
    assert words(sheet.read()) == TEXT


def test_a_large_pale_watermark_is_no_text_but_a_large_title_is(sheet: Sheet) -> None:
    sheet.canvas.setFillGray(0.85)
    sheet.canvas.setFont("STSong-Light", 70)
    sheet.canvas.drawString(150, HEIGHT - 210, "样稿")
    sheet.canvas.setFillGray(0)
    sheet.canvas.setFont("STSong-Light", 34)
    sheet.canvas.drawString(130, HEIGHT - 100, "支出绩效自评报告")
    sheet.canvas.setFont("STSong-Light", SIZE)
    sheet.lines(LINES)
    assert words(sheet.read()) == "支出绩效自评报告" + TEXT


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_drawn_turned_on_an_upright_page(sheet: Sheet, turn: int) -> None:
    x, y = {90: (120, 100), 180: (500, 700), 270: (120, 760)}[turn]
    sheet.canvas.translate(x, y)
    sheet.canvas.rotate(turn)
    for k, text in enumerate(LINES):
        sheet.canvas.drawString(0, -22 * k, text)
    document = sheet.read()
    assert words(document) == TEXT
    assert document.pages[0].rotation == -turn % 360


def test_a_landscape_page(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "wide.pdf", (HEIGHT, WIDTH))
    sheet.lines(LINES)
    assert words(sheet.read()) == TEXT


def test_two_pages_side_by_side_on_one_sheet(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "a3.pdf", (2 * WIDTH, HEIGHT))
    left, right = ([f"　　{side}页第{n}段支出{n}.50万元，均已按规定完成支付。" for n in range(1, 9)] for side in "左右")
    sheet.lines(left, 80)
    sheet.lines(right, WIDTH + 80)
    assert words(sheet.read()) == "".join(left + right).replace("\u3000", "")


def test_a_scrambled_order_of_lines_and_characters(sheet: Sheet) -> None:
    for k in (2, 0, 1):
        for i in reversed(range(len(LINES[k]))):
            x = 90 + sheet.canvas.stringWidth(LINES[k][:i], "STSong-Light", SIZE)
            sheet.canvas.drawString(x, HEIGHT - 150 - 22 * k, LINES[k][i])
    assert words(sheet.read()) == TEXT


@pytest.mark.parametrize("times", [2, 3])
def test_fake_bold_is_read_once(sheet: Sheet, times: int) -> None:
    for k in range(times):
        sheet.lines(LINES, left=90 + 0.3 * k, top=150 + 0.2 * k)
    assert words(sheet.read()) == TEXT


def test_doubled_digits_are_no_fake_bold(sheet: Sheet) -> None:
    sheet.lines(["　　共支出1122.33万元，涉及11个单位。"])
    assert words(sheet.read()) == "共支出1122.33万元，涉及11个单位。"


def test_what_runs_off_the_page_is_not_printed(sheet: Sheet) -> None:
    sheet.lines(LINES)
    sheet.lines(["下一页的第1行33.30万元。"], top=HEIGHT + 40)
    clip = sheet.canvas.beginPath()
    clip.rect(60, 60, WIDTH - 120, HEIGHT - 160)
    sheet.canvas.saveState()
    sheet.canvas.clipPath(clip, stroke=0, fill=0)
    sheet.lines(["被裁去的一行44.40万元。"], top=HEIGHT - 40)
    sheet.canvas.restoreState()
    assert words(sheet.read()) == TEXT


def test_fields_far_apart_stay_apart(sheet: Sheet) -> None:
    sheet.lines(["部门：某县水务局"], left=90)
    sheet.lines(["单位：万元"], left=420)
    assert words(sheet.read()) == "部门：某县水务局 单位：万元"


def verdict(document: Document) -> tuple[Origin | None, str]:
    return document.pages[0].origin, document.pages[0].reason


def with_good_page(sheet: Sheet) -> Document:
    """The page read beside a good one, so that the file as a whole can be read without OCR."""
    sheet.canvas.showPage()
    sheet.canvas.setFont("STSong-Light", SIZE)
    sheet.lines(LINES)
    return sheet.read()


def image(sheet: Sheet, tmp_path: Path) -> None:
    """A page image over the whole page."""
    from PIL import Image  # noqa: PLC0415

    Image.effect_noise((620, 877), 60).save(tmp_path / "scan.png")
    sheet.canvas.drawImage(str(tmp_path / "scan.png"), 0, 0, WIDTH, HEIGHT)


def test_text_beneath_a_pale_picture_is_trusted(sheet: Sheet, tmp_path: Path) -> None:
    from PIL import Image  # noqa: PLC0415

    Image.new("RGBA", (200, 280), (200, 0, 0, 40)).save(tmp_path / "mark.png")
    sheet.lines(LINES)
    sheet.canvas.drawImage(str(tmp_path / "mark.png"), 0, 0, WIDTH, HEIGHT, mask="auto")
    assert words(sheet.read()) == TEXT


def test_invisible_text_over_a_page_image_is_not_trusted(sheet: Sheet, tmp_path: Path) -> None:
    image(sheet, tmp_path)
    text = sheet.canvas.beginText(90, HEIGHT - 150)
    text.setTextRenderMode(3)
    for line in LINES:
        text.textLine(line)
    sheet.canvas.drawText(text)
    assert verdict(with_good_page(sheet)) == (None, "OCR is off: text layer of an earlier OCR under a page image")


def test_text_that_a_page_image_covers_is_not_trusted(sheet: Sheet, tmp_path: Path) -> None:
    sheet.lines(LINES)
    image(sheet, tmp_path)
    assert verdict(with_good_page(sheet)) == (None, "OCR is off: text layer of an earlier OCR under a page image")


def test_text_over_a_background_picture_is_the_page_s_own(sheet: Sheet, tmp_path: Path) -> None:
    image(sheet, tmp_path)
    sheet.lines(LINES)
    assert verdict(sheet.read()) == (Origin.TEXT, "text layer")


def test_only_a_page_number_and_a_stamp_over_a_page_image(sheet: Sheet, tmp_path: Path) -> None:
    image(sheet, tmp_path)
    sheet.lines(["收文2024-118"], top=40)
    sheet.lines(["- 12 -"], top=HEIGHT - 30, left=290)
    assert verdict(with_good_page(sheet)) == (None, "OCR is off: text only in the margins of a page image")


def test_letters_that_make_no_chinese_are_garbled(sheet: Sheet) -> None:
    odd = [chr(0x9F00 + k) for k in range(90)]
    sheet.lines(["".join(odd[k : k + 30]) for k in (0, 30, 60)])
    origin, reason = verdict(with_good_page(sheet))
    assert origin is None
    assert reason.startswith("OCR is off: garbled text")


def test_units_without_digits_are_garbled(sheet: Sheet) -> None:
    sheet.lines(["本年度部门预算支出万元，其中项目支出万元，基本支出万元，执行率为％，"] * 4)
    origin, reason = verdict(with_good_page(sheet))
    assert origin is None
    assert reason == "OCR is off: garbled text: units without digits"


def test_a_file_of_nothing_but_a_page_image_asks_for_ocr(sheet: Sheet, tmp_path: Path) -> None:
    image(sheet, tmp_path)
    with pytest.raises(UnreadableError) as caught:
        sheet.read()
    assert caught.value.code == "ocr_off"


@pytest.mark.parametrize("spacing", [0.5, 1, 2, 3, 5, 8])
def test_spaced_letters_are_one_number(sheet: Sheet, spacing: float) -> None:
    sheet.lines(["　　全年支出1,356.65万元，", "执行率98.65%，增2,021人。"])
    spaced = Sheet(sheet.path.with_name("spaced.pdf"))
    for k, text in enumerate(["　　全年支出1,356.65万元，", "执行率98.65%，增2,021人。"]):
        drawn = spaced.canvas.beginText(90, HEIGHT - 150 - 22 * k)
        drawn.setCharSpace(spacing)
        drawn.textLine(text)
        spaced.canvas.drawText(drawn)
    assert words(spaced.read()) == words(sheet.read())


def test_spaced_letters_of_two_columns_stay_apart(sheet: Sheet) -> None:
    for left, text in ((90, "基本支出"), (200, "1356.65"), (268, "98.65")):
        drawn = sheet.canvas.beginText(left, HEIGHT - 150)
        drawn.setCharSpace(3)
        drawn.textLine(text)
        sheet.canvas.drawText(drawn)
    assert re.sub(r"\s+", " ", words(sheet.read())).endswith("1356.65 98.65")


def test_a_point_in_a_box_of_its_own_height_stays_in_its_number() -> None:
    ink = np.array([[10, 100, 16, 109], [16, 107, 18, 109], [18, 100, 24, 109], [10, 130, 16, 139]], float)
    baselines = ink[:, 3]
    for order in ([0, 1, 2, 3], [0, 2, 3, 1], [3, 1, 2, 0]):
        tall = of_line_height(ink[order], low_boxes(ink[order]), baselines[order])
        assert tall[np.argsort(order)][:, [1, 3]].tolist() == [[100, 109], [100, 109], [100, 109], [130, 139]]


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize(
    ("advance", "ink"), [(278, "0 0 200 150"), (0, "0 0 0 0"), (278, "-700 0 900 150"), (1500, "0 0 1500 150")]
)
def test_a_point_stands_where_its_origin_is(tmp_path: Path, advance: int, ink: str, *, later: bool) -> None:
    numbers = [("5.50", 700), ("12.05", 680), ("0.7", 660), (".50", 640)]
    path = pen_pdf(tmp_path / "pen.pdf", numbers, point=(advance, ink), later=later)
    (page,) = pdfium.PdfDocument(path)
    text_page = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    by_pen: dict[float, list[tuple[float, str]]] = {}
    for k in range(pdfium_c.FPDFText_CountChars(text_page)):
        pdfium_c.FPDFText_GetCharOrigin(text_page, k, x, y)
        if (char := text_page.get_text_range(k, 1)).strip():
            by_pen.setdefault(-round(y.value), []).append((x.value, char))
    wanted = ["".join(char for _, char in sorted(by_pen[row])) for row in sorted(by_pen)]
    assert wanted == [text for text, _ in numbers]
    assert words(read(path, QUIET, Readers(QUIET))) == "".join(wanted)


def test_a_heading_over_two_lines_keeps_off_its_paragraph(sheet: Sheet) -> None:
    heading = ["　　九、一般公共预算“三公”经费、会议费、培训费支出预算", "情况说明"]
    sheet.lines([*heading, *LINES, *LINES])
    blocks = [block.text.strip() for block in sheet.read().blocks if isinstance(block, Paragraph)]
    assert blocks[0].replace("\u3000", "") == "".join(heading).strip()


def test_a_number_that_the_page_cuts_from_its_unit_stays_with_it(sheet: Sheet) -> None:
    sheet.lines(["　　到位率100%；累计支付111.60"])
    sheet.canvas.showPage()
    sheet.canvas.setFont("STSong-Light", SIZE)
    sheet.lines(["　　万元，占到位资金的86.6%，尚余17.23万元。", *LINES], top=90)
    assert "累计支付111.60万元，占到位资金" in words(sheet.read())


def test_a_field_under_a_title_begins_anew(sheet: Sheet) -> None:
    sheet.lines(
        [
            "2023年度农村饮水安全维护项目支出绩效自评表",
            "项目名称：农村饮水安全维护　实施单位：某市水利局",
            "二〇二三年度",
        ]
    )
    blocks = [block.text for block in sheet.read().blocks if isinstance(block, Paragraph)]
    assert blocks[0] == "2023年度农村饮水安全维护项目支出绩效自评表"


def test_a_number_that_a_break_cuts_in_two_is_joined() -> None:
    def paragraph(text: str, *, centred: bool = False) -> Paragraph:
        edges = [50.0 + 10 * n for n in range(len(text))]
        line = Line(text, 1, 50, 100, 50 + 10 * len(text), 110, edges, [x + 10 for x in edges], size=10)
        return Paragraph((line,), centred=centred)

    cut = paragraph("核定编制九十名，实有职工一百三", centred=True)
    (joined,) = _heal([cut, paragraph("十一人，其中男职工六十人。")])
    assert isinstance(joined, Paragraph)
    assert "一百三十一人" in joined.text
    assert len(_heal([cut, paragraph("十一、保障措施")])) == 2
    assert len(_heal([paragraph("支出明细表之三", centred=True), paragraph("十一人参加。")])) == 2


def test_a_long_line_is_centred_only_when_it_is_even() -> None:
    def centred(x0: float, x1: float, text: str = "报告") -> bool:
        line = Line(text, 1, x0, 100, x1, 110, [x0, x1 - 10], [x0 + 10, x1], size=10)
        return Frame(100, 500, 10, 15, 600).centred(line)

    assert not centred(130, 455)  # a first line's indent, short of the margin
    assert centred(130, 470)
    assert centred(250, 340)
    assert not centred(130, 470, "元，")  # prose that happens to end as far from the margin as it begins
