"""DOCX files: automatic markers, merged cells, revisions, text boxes; side by side with LibreOffice's PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from PIL import Image

from pipeline.errors import UnreadableError
from pipeline.read import Readers, read
from pipeline.read.office import libreoffice as office
from pipeline.read.office import word
from pipeline.read.office.numbering import FORMATS, chinese
from pipeline.read.office.word import REASON
from pipeline.settings import Settings
from schemas.document import Document, Origin, Paragraph, Table

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as Docx
    from docx.text.paragraph import Paragraph as DocxParagraph

W = nsdecls("w")
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PROSE = "本部门围绕年度重点工作组织实施各项任务，按月跟踪资金支付进度和目标完成情况，年末组织自评，结果用于改进管理。"
SETTINGS = Settings(ocr="off", cache=None)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def load(path: Path) -> Document:
    return read(path, SETTINGS, Readers(SETTINGS))


def saved(file: Docx, tmp_path: Path) -> Path:
    path = tmp_path / "a.docx"
    file.save(str(path))
    return path


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def bare(document: Document) -> str:
    """All paragraphs' characters but spaces: how lines are joined to paragraphs is another test's business."""
    return re.sub(r"\s", "", "".join(texts(document)))


def level(at: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
    )


def add_list(file: Docx, number: int, *levels: str, overrides: str = "", abstract: int | None = None) -> None:
    root = file.part.numbering_part.element
    if levels:
        root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'))
    root.append(
        parse_xml(
            f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number if abstract is None else abstract}"/>'
            f"{overrides}</w:num>"
        )
    )


def item(paragraph: DocxParagraph, number: int, at: int = 0) -> None:
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def report(tmp_path: Path) -> Path:
    """A report whose markers are all counted by Word."""
    file = docx.Document()
    add_list(
        file,
        90,
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCountingThousand", "（%2）"),
        level(2, "decimal", "%3."),
        level(3, "decimalEnclosedCircle", "%4"),
    )
    for at, text in [
        (0, "部门基本情况"),
        *((1, f"职能之{k}") for k in "甲乙丙丁戊己庚辛壬癸子丑"),
        (2, "25万元用于培训"),
        (2, "其余用于宣传"),
        (3, "线上宣传"),
        (0, "资金使用情况"),
        (1, "预算安排"),
        (2, "年初安排"),
    ]:
        item(file.add_paragraph(text), 90, at)
    file.add_paragraph(PROSE)
    return saved(file, tmp_path)


MARKED = [
    "一、部门基本情况",
    *(
        f"（{n}）职能之{k}"
        for n, k in zip(
            ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"],
            "甲乙丙丁戊己庚辛壬癸子丑",
            strict=True,
        )
    ),
    "1. 25万元用于培训",
    "2. 其余用于宣传",
    "①线上宣传",
    "二、资金使用情况",
    "（一）预算安排",
    "1. 年初安排",
    PROSE,
]


def test_markers_that_word_counts(tmp_path: Path) -> None:
    assert texts(load(report(tmp_path))) == MARKED


@needs_office
def test_the_same_text_and_markers_as_libreoffice_prints(tmp_path: Path) -> None:
    """A DOCX read natively and through LibreOffice's PDF, and the same report as DOC: one text."""
    path = report(tmp_path)
    with office.converted(path, 120) as pdf:
        assert bare(load(pdf)) == bare(load(path))
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "doc", "--outdir"]
    subprocess.run([*command, str(tmp_path), str(path)], check=True, capture_output=True, timeout=120)
    assert bare(load(tmp_path / "a.doc")) == bare(load(path))


@needs_office
def test_a_docx_of_pictures_alone_is_read_like_a_scan(tmp_path: Path) -> None:
    Image.effect_noise((620, 877), 90).save(tmp_path / "scan.png")
    file = docx.Document()
    file.add_picture(str(tmp_path / "scan.png"), width=Cm(15))
    assert _code(saved(file, tmp_path)) == "ocr_off"


def test_overrides_restart_and_shared_lists_count_on(tmp_path: Path) -> None:
    file = docx.Document()
    add_list(file, 70, level(0, "decimal", "(%1)"))
    add_list(file, 71, abstract=70)
    add_list(file, 72, abstract=70, overrides='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    for number, text in [(70, "甲"), (70, "乙"), (71, "丙"), (72, "丁"), (72, "戊")]:
        item(file.add_paragraph(text), number)
    assert texts(load(saved(file, tmp_path))) == ["(1)甲", "(2)乙", "(3)丙", "(1)丁", "(2)戊"]


def test_numbers_by_style_and_in_legal_form(tmp_path: Path) -> None:
    file = docx.Document()
    add_list(
        file,
        80,
        level(0, "chineseCounting", "第%1部分", more='<w:pStyle w:val="Heading1"/>'),
        level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Heading2"/><w:isLgl/>'),
    )
    for name in ("Heading 1", "Heading 2"):
        style = file.styles[name].element
        style.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="80"/></w:numPr>'))
    for name, text in [("Heading 1", "概况"), ("Heading 2", "机构"), ("Heading 2", "人员"), ("Heading 1", "绩效")]:
        file.add_paragraph(text, style=name)
    assert texts(load(saved(file, tmp_path))) == ["第一部分概况", "1.1 机构", "1.2 人员", "第二部分绩效"]


def test_serial_numbers_in_a_table_are_counted(tmp_path: Path) -> None:
    file = docx.Document()
    add_list(file, 60, level(0, "decimal", "%1"))
    table = file.add_table(3, 2)
    for row in range(3):
        item(table.cell(row, 0).paragraphs[0], 60)
        table.cell(row, 1).text = f"{row}号"
    (read_table,) = load(saved(file, tmp_path)).blocks
    assert isinstance(read_table, Table)
    assert [c.text.strip() for c in read_table.cells] == ["1", "0号", "2", "1号", "3", "2号"]


def test_merged_and_nested_cells(tmp_path: Path) -> None:
    file = docx.Document()
    table = file.add_table(3, 3)
    for row in range(3):
        for col in range(3):
            table.cell(row, col).text = f"{row}{col}"
    for a, b in [((0, 0), (1, 0)), ((0, 1), (0, 2))]:
        merged = table.cell(*a).merge(table.cell(*b))
        merged.text = f"合{a[0]}{a[1]}"
    inner = table.cell(2, 2).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内一", "内二"
    outer, nested = (b for b in load(saved(file, tmp_path)).blocks if isinstance(b, Table))
    assert [(c.row, c.col, c.row_span, c.col_span, c.text) for c in outer.cells] == [
        (0, 0, 2, 1, "合00"),
        (0, 1, 1, 2, "合01"),
        (1, 1, 1, 1, "11"),
        (1, 2, 1, 1, "12"),
        (2, 0, 1, 1, "20"),
        (2, 1, 1, 1, "21"),
        (2, 2, 1, 1, "22"),
    ]
    assert [c.text for c in nested.cells] == ["内一", "内二"]
    for cell in outer.cells:
        assert outer.box.x0 <= cell.box.x0 < cell.box.x1 <= outer.box.x1 + 0.01
        assert cell.box.top < cell.box.bottom


def test_revisions_hidden_text_fields_and_footnote_marks(tmp_path: Path) -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("支出")
    for xml in [
        "<w:del {}><w:r><w:delText>100</w:delText></w:r></w:del>",
        "<w:ins {}><w:r><w:t>120</w:t></w:r></w:ins>",
        "<w:r {}><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>",
        '<w:r {}><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r {}><w:instrText>REF x</w:instrText></w:r>",
        '<w:r {}><w:fldChar w:fldCharType="separate"/></w:r>',
        "<w:r {}><w:t>万元</w:t></w:r>",
        '<w:r {}><w:fldChar w:fldCharType="end"/></w:r>',
        "<w:r {}><w:t>2023</w:t><w:tab/><w:t>500</w:t></w:r>",
    ]:
        paragraph._p.append(parse_xml(xml.format(W)))
    toc = file.add_paragraph("一、部门基本情况\t3")
    toc._p.append(parse_xml(f"<w:r {W}><w:instrText>PAGEREF _Toc123 \\h</w:instrText></w:r>"))
    document = load(saved(file, tmp_path))
    assert texts(document) == ["支出120万元2023 500"]
    assert any("修订" in note for note in document.notes)


def test_a_paragraph_whose_end_was_deleted_goes_on(tmp_path: Path) -> None:
    file = docx.Document()
    first = file.add_paragraph("全年支出")
    first._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {W}><w:del/></w:rPr>"))
    file.add_paragraph("共计三百万元。")
    assert texts(load(saved(file, tmp_path))) == ["全年支出共计三百万元。"]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    file = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>评价单位（盖章）</w:t></w:r></w:p></w:txbxContent>"
    file.add_paragraph("封面")._p.append(
        parse_xml(
            f'<w:r {W} xmlns:mc="{MC}" xmlns:v="urn:schemas-microsoft-com:vml">'
            f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert sorted(texts(load(saved(file, tmp_path)))) == ["封面", "评价单位（盖章）"]


def test_pages_boxes_and_looks(tmp_path: Path) -> None:
    file = docx.Document()
    title = file.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("自评报告").bold = True
    file.add_paragraph("年" * 100)
    file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    file.add_paragraph("第二页")
    file.sections[0].header.paragraphs[0].text = "页眉"
    document = load(saved(file, tmp_path))
    first, prose, second = (b for b in document.blocks if isinstance(b, Paragraph))
    assert (first.centred, first.bold, prose.centred, prose.bold) == (True, True, False, False)
    assert len(prose.lines) > 1
    assert second.page == 2
    assert [(p.number, p.origin, p.reason) for p in document.pages] == [(k, Origin.TEXT, REASON) for k in (1, 2)]
    assert [line.text for page in document.pages for line in page.furniture] == ["页眉", "页眉"]
    for block in (first, prose, second):
        page = document.pages[block.page - 1]
        for line in block.lines:
            assert len(line.lefts) == len(line.rights) == len(line.text)
            assert 0 <= line.x0 < line.x1 <= page.width
            assert 0 <= line.top < line.bottom <= page.height


def test_a_fraction_keeps_its_bar(tmp_path: Path) -> None:
    file = docx.Document()
    m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    part = "<m:r><m:t>{}</m:t></m:r>"
    file.add_paragraph("执行率＝")._p.append(
        parse_xml(
            f"<m:oMath {m}><m:f><m:num>{part.format(85)}</m:num><m:den>{part.format(100)}</m:den></m:f></m:oMath>"
        )
    )
    assert texts(load(saved(file, tmp_path))) == ["执行率＝85/100"]


@pytest.mark.parametrize(
    ("form", "number", "printed"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("japaneseCounting", 15, "十五"),
        ("ideographDigital", 10, "一〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedParen", 3, "⑶"),
        ("ideographTraditional", 3, "丙"),
        ("lowerRoman", 14, "xiv"),
        ("upperLetter", 27, "AA"),
        ("decimalZero", 5, "05"),
    ],
)
def test_number_formats(form: str, number: int, printed: str) -> None:
    assert FORMATS[form](number) == printed


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (11, "十一"), (110, "一百一十"), (1001, "一千零一"), (10_500, "一万零五百")]
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert chinese(number) == words


def _code(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        load(path)
    assert re.search(r"[\u4e00-\u9fff]", caught.value.message)
    return caught.value.code


def test_broken_locked_and_hostile_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MOST_BLOCKS", 20)
    good = report(tmp_path)
    data = good.read_bytes()
    cut = tmp_path / "cut.docx"
    cut.write_bytes(data[: len(data) // 2])
    assert _code(cut) == "damaged"
    locked = tmp_path / "locked.docx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert _code(locked) == "encrypted"
    for name, body, code in [
        ("bodyless", "<document/>", "damaged"),
        (
            "entities",
            '<!DOCTYPE d [<!ENTITY a "x">]><document><body><p><r><t>&a;</t></r></p></body></document>',
            "damaged",
        ),
        ("long", "<document><body>" + "<p><r><t>1</t></r></p>" * 30 + "</body></document>", "too_large"),
        ("bomb", "<document>" + " " * (64 << 20) + "</document>", "too_large"),
    ]:
        path = tmp_path / f"{name}.docx"
        with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                new.writestr(part, body if part == "word/document.xml" else old.read(part))
        assert _code(path) == code
