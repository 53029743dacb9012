"""Digital PDF files: text with places, furniture, paragraphs over pages, tables, and files that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pdfplumber
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import UnreadableError
from pipeline.read import Readers, read
from pipeline.settings import Settings
from schemas.document import Origin, Paragraph, Table
from tests.pipeline.read.drawn import pdf, table_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.document import Document

QUIET = Settings(ocr="off", cache=None)


def read_quietly(path: Path) -> Document:
    return read(path, QUIET, Readers(QUIET))


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_wrapped_lines_become_one_paragraph_without_spaces(tmp_path: Path) -> None:
    full = "本年度安排项目支出的资金主要用于办公设备更新和道路养护工程"
    path = pdf(
        tmp_path / "a.pdf",
        [[(98, 100, full), (70, 122, full + "二期"), (70, 144, "共计36.50万元。"), (98, 166, "另有结余。")]],
    )
    assert paragraphs(read_quietly(path)) == [full + full + "二期共计36.50万元。", "另有结余。"]


@pytest.mark.parametrize(
    ("line", "apart"),
    [
        ("表3 　2023年林区道路养护资金明细表 （万元）", True),
        ("表3 反映各乡镇的养护里程，由林业站填报。", False),
    ],
)
def test_a_caption_below_a_full_line_is_no_part_of_it(tmp_path: Path, line: str, apart: bool) -> None:  # noqa: FBT001
    full = "本年度安排项目支出的资金主要用于办公设备更新和道路养护工程"
    said = full[:-7] + "分项情况详见表2。"
    path = pdf(tmp_path / "a.pdf", [[(98, 100, full), (70, 122, full + "二期"), (70, 144, said), (70, 166, line)]])
    assert len(paragraphs(read_quietly(path))) == 1 + apart


def test_fields_of_a_form_on_one_line_are_kept_apart(tmp_path: Path) -> None:
    path = pdf(
        tmp_path / "a.pdf", [[(70, 100, "填报单位：山湾县林场"), (260, 100, "填报日期：2024年12月21日（第21号）")]]
    )
    assert paragraphs(read_quietly(path)) == ["填报单位：山湾县林场 填报日期：2024年12月21日（第21号）"]


def test_each_character_has_its_place(tmp_path: Path) -> None:
    document = read_quietly(pdf(tmp_path / "a.pdf", [[(100, 200, "支出12.5万元")]]))
    line = document.blocks[0].lines[0]  # type: ignore[union-attr]
    assert line.text == "支出12.5万元"
    assert len(line.lefts) == len(line.rights) == len(line.text)
    box = line.box(2, 6)
    assert box.x0 == pytest.approx(128, abs=1.5)
    assert box.top < 200 < box.bottom


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_read_alike(tmp_path: Path, turn: int) -> None:
    document = read_quietly(
        pdf(tmp_path / "a.pdf", [[(98, 100, "一、基本情况"), (98, 140, "收入8.20万元。")]], turn=turn)
    )
    assert "".join(paragraphs(document)) == "一、基本情况收入8.20万元。"


def test_page_number_between_a_number_and_its_unit_is_taken_off(tmp_path: Path) -> None:
    full = "本年度安排项目支出的资金主要用于办公设备更新和道路养护工程"
    first = [(70, 100 + 24 * k, full) for k in range(28)] + [(70, 772, full[:26] + "增加40"), (290, 815, "24")]
    second = [(70, 60, "万元。"), (98, 84, "下一段。"), (290, 815, "25")]
    document = read_quietly(pdf(tmp_path / "a.pdf", [first, second]))
    assert any("增加40万元。" in text for text in paragraphs(document))
    assert [[line.text for line in page.furniture] for page in document.pages] == [["24"], ["25"]]


@pytest.mark.parametrize("number", ["— 3 —", "-3一", "第3页 共5页", "3/5"])
def test_a_page_number_however_it_is_printed_or_its_dashes_are_read(number: str, tmp_path: Path) -> None:
    (page,) = read_quietly(pdf(tmp_path / "a.pdf", [[(98, 200, "正文。"), (280, 815, number)]])).pages
    assert [line.text.replace(" ", "") for line in page.furniture] == [number.replace(" ", "")]


def test_running_head_is_furniture_and_no_text(tmp_path: Path) -> None:
    pages = [[(70, 40, "某县水利局整体支出自评报告"), (98, 200, f"第{n}段正文。")] for n in "甲乙丙丁"]
    document = read_quietly(pdf(tmp_path / "a.pdf", pages))
    assert paragraphs(document) == [f"第{n}段正文。" for n in "甲乙丙丁"]


def test_a_running_head_that_dirt_has_touched_is_one_none_the_less(tmp_path: Path) -> None:
    heads = [(40, "内部 资料"), (41, "内部资料"), (43, "内部□资料"), (42, "内部资料·")]
    pages = [[(70, y, head), (98, 200, f"第{n}段正文。")] for n, (y, head) in zip("甲乙丙丁", heads, strict=True)]
    assert paragraphs(read_quietly(pdf(tmp_path / "a.pdf", pages))) == [f"第{n}段正文。" for n in "甲乙丙丁"]


def test_a_title_that_is_signed_on_another_page_is_no_running_head(tmp_path: Path) -> None:
    pages = [
        [(190, 80, "青岚县水利局"), (98, 200, "第甲段正文。")],
        [(98, 200, "第乙段正文。")],
        [(380, 78, "青岚县水利局 "), (98, 200, "第丙段正文。")],
    ]
    path = pdf(tmp_path / "a.pdf", pages, larger={"青岚县水利局": 20})
    assert paragraphs(read_quietly(path))[0] == "青岚县水利局"


def test_ruled_table_agrees_with_pdfplumber(tmp_path: Path) -> None:
    rows = [["项目", "预算数", "执行数"], ["道路", "120.00", "118.50"], ["合计", "120.00", "118.50"]]
    path = table_pdf(tmp_path / "t.pdf", rows)
    (table,) = [block for block in read_quietly(path).blocks if isinstance(block, Table)]
    ours = [[next(c.text for c in table.cells if (c.row, c.col) == (r, k)) for k in range(3)] for r in range(3)]
    with pdfplumber.open(path) as oracle:
        assert ours == oracle.pages[0].extract_tables()[0]


def test_every_page_says_how_it_was_read(tmp_path: Path) -> None:
    document = read_quietly(pdf(tmp_path / "a.pdf", [[(98, 100, "正文。")], []]))
    assert [(page.origin, page.reason) for page in document.pages] == [
        (Origin.TEXT, "text layer"),
        (Origin.TEXT, "blank page"),
    ]


def bad_files(folder: Path) -> dict[str, Path]:
    good = pdf(folder / "good.pdf", [[(98, 100, "正文。")]] * 3).read_bytes()
    files = {
        "empty": b"",
        "unsupported": b"MZ\x90\x00 this is a program, not a report",
        "broken": good[: len(good) // 3],
        "no_pages": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
        b"endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n",
    }
    paths = {}
    for code, content in files.items():
        paths[code] = folder / f"{code}.pdf"
        paths[code].write_bytes(content)
    paths["encrypted"] = pdf(folder / "locked.pdf", [[(98, 100, "正文。")]], password="secret")  # noqa: S106
    return paths


@pytest.mark.parametrize("code", ["empty", "unsupported", "broken", "no_pages", "encrypted"])
def test_a_bad_file_says_why_in_chinese(tmp_path: Path, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_quietly(bad_files(tmp_path)[code])
    assert caught.value.code == code
    assert "请" in caught.value.message


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[(98, 100, "正文。")]] * 4)
    settings = Settings(ocr="off", cache=None, max_pages=3)
    with pytest.raises(UnreadableError) as caught:
        read(path, settings, Readers(settings))
    assert caught.value.code == "too_many_pages"


def test_a_cell_cut_off_by_the_end_of_the_page_keeps_its_last_line(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "cut.pdf"), pagesize=(595, 842))
    canvas.setFont("STSong-Light", 9)
    for x in (72, 132, 252, 372):
        canvas.line(x, 842 - 720, x, 842 - 762)
    for y, left in ((720, 72), (740, 132), (760, 132)):
        canvas.line(left, 842 - y, 372, 842 - y)
    texts = [
        (90, 733, "指标"),
        (150, 733, "名称"),
        (270, 733, "得分"),
        (76, 756, "可持续影"),
        (150, 753, "使用年限"),
        (270, 753, "5"),
    ]
    for x, y, text in [*texts, (76, 767, "响指标"), (280, 810, "12")]:
        canvas.drawString(x, 842 - y, text)
    canvas.showPage()
    canvas.setFont("STSong-Light", 9)
    for x in (72, 132, 252, 372):
        canvas.line(x, 842 - 72, x, 842 - 92)
    for y in (72, 92):
        canvas.line(72, 842 - y, 372, 842 - y)
    for x, text in ((90, "满意度"), (150, "群众满意度"), (270, "4.5")):
        canvas.drawString(x, 842 - 85, text)
    canvas.showPage()
    canvas.save()
    blocks = read(tmp_path / "cut.pdf", QUIET, Readers(QUIET)).blocks
    assert [type(block) for block in blocks] == [Table]
    assert [c.text for c in blocks[0].cells if c.col == 0] == ["指标可持续影响指标", "满意度"]
