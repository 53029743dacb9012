"""OFD files drawn by hand: templates, repeated steps, transforms, rules, scanned pages, broken files."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import UnreadableError
from pipeline.read import Readers, read
from pipeline.read.ofd_page import MM, deltas
from pipeline.read.scan.ocr import OcrChar, OcrLine
from pipeline.settings import Settings
from schemas.document import Origin, Paragraph, Table

if TYPE_CHECKING:
    from pathlib import Path

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
OFD = (
    f'<ofd:OFD {NS} DocType="OFD" Version="1.0"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>'
    "</ofd:DocBody></ofd:OFD>"
)
RES = (
    f'<ofd:Res {NS} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="SimSun"/>'
    '<ofd:Font ID="2" FontName="SimHei"/></ofd:Fonts>'
    '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>scan.png</ofd:MediaFile>'
    "</ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
)


def text(x: float, y: float, words: str, size: float = 5.0, font: int = 1, extra: str = "") -> str:
    """A TextObject whose characters are a full width apart, said by a repeat; y is the baseline."""
    steps = f' DeltaX="g {len(words) - 1} {size}"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - size} {size * len(words)} {size * 1.2}" '
        f'Font="{font}" Size="{size}"{extra}>'
        f'<ofd:TextCode X="0" Y="{size}"{steps}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject ID="8" Boundary="{x0} {y0} {x1 - x0 + 0.1} {y1 - y0 + 0.1}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def ofd(path: Path, pages: list[str], template: str = "", media: dict[str, bytes] | None = None) -> Path:
    listed = "".join(f'<ofd:Page ID="{k}" BaseLoc="Pages/Page_{k}/Content.xml"/>' for k in range(len(pages)))
    head = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    use = '<ofd:Template TemplateID="5" ZOrder="Background"/>' if template else ""

    def content(body: str, before: str = "") -> str:
        return f'<ofd:Page {NS}>{before}<ofd:Content><ofd:Layer ID="3">{body}</ofd:Layer></ofd:Content></ofd:Page>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", OFD)
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea>"
            "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{head}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        archive.writestr("Doc_0/PublicRes.xml", RES)
        if template:
            archive.writestr("Doc_0/Tpls/Tpl_0/Content.xml", content(template))
        for k, body in enumerate(pages):
            archive.writestr(f"Doc_0/Pages/Page_{k}/Content.xml", content(body, use))
        for name, data in (media or {}).items():
            archive.writestr(f"Doc_0/Res/{name}", data)
    return path


@pytest.fixture
def readers() -> Readers:
    return Readers(Settings(ocr="off", cache=None))


SETTINGS = Settings(ocr="off", cache=None)


def test_text_has_a_box_for_every_character_in_points(tmp_path: Path, readers: Readers) -> None:
    body = text(30, 60, "二〇二三年支出共计三百万元整") + text(30, 40, "一、资金使用", font=2)
    document = read(ofd(tmp_path / "a.ofd", [body]), SETTINGS, readers)
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == [
        "一、资金使用",
        "二〇二三年支出共计三百万元整",
    ]
    heading, prose = (b.lines[0] for b in document.blocks if isinstance(b, Paragraph))
    assert (heading.bold, prose.bold) == (True, False)
    assert prose.lefts[2] == pytest.approx((30 + 10) * MM)
    assert prose.rights[2] == pytest.approx((30 + 15) * MM)
    assert prose.top < 60 * MM < prose.bottom + 1
    assert (document.pages[0].width, document.pages[0].height) == (pytest.approx(210 * MM), pytest.approx(297 * MM))
    assert (document.pages[0].origin, document.pages[0].reason) == (Origin.TEXT, "text layer")


def test_a_transform_and_a_template(tmp_path: Path, readers: Readers) -> None:
    half = (
        '<ofd:TextObject ID="9" Boundary="20 100 80 10" Font="1" Size="10" CTM="0.5 0 0 0.5 1 2">'
        '<ofd:TextCode X="0" Y="10" DeltaX="10 g 2 10">本年预算</ofd:TextCode></ofd:TextObject>'
    )
    document = read(ofd(tmp_path / "a.ofd", [half], template=text(30, 50, "模板上的字")), SETTINGS, readers)
    lines = [line for b in document.blocks if isinstance(b, Paragraph) for line in b.lines]
    assert [line.text for line in lines] == ["模板上的字", "本年预算"]
    assert lines[1].x0 == pytest.approx(21 * MM)
    assert lines[1].x1 == pytest.approx(41 * MM)
    assert lines[1].size == pytest.approx(5 * MM)


def test_rules_make_a_table(tmp_path: Path, readers: Readers) -> None:
    rules = [rule(20, y, 140, y) for y in (50, 60, 70)] + [rule(x, 50, x, 70) for x in (20, 80, 140)]
    words = text(25, 57, "支出项目") + text(85, 57, "执行数") + text(25, 67, "人员经费") + text(85, 67, "三十")
    document = read(ofd(tmp_path / "a.ofd", ["".join(rules) + words]), SETTINGS, readers)
    (table,) = (b for b in document.blocks if isinstance(b, Table))
    assert [(c.row, c.col, c.text) for c in table.cells] == [
        (0, 0, "支出项目"), (0, 1, "执行数"), (1, 0, "人员经费"), (1, 1, "三十")
    ]  # fmt: skip


class OneLine:
    """An engine that finds one line where the page is dark."""

    name = "one"
    version = ""

    def read(self, image: np.ndarray) -> tuple[OcrLine, ...]:
        ys, xs = np.nonzero((image if image.ndim == 2 else image[:, :, 0]) < 128)
        left, right = float(xs.min()), float(xs.max())
        chars = tuple(
            OcrChar(c, left + k * (right - left) / 3, left + (k + 1) * (right - left) / 3, 0.99)
            for k, c in enumerate("总支出")
        )
        return (OcrLine(chars, float(ys.min()), float(ys.max())),)


def test_a_scanned_page_is_read_where_its_image_lies(
    tmp_path: Path, readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = Image.new("L", (1654, 2339), 255)
    scan.paste(0, (400, 600, 700, 640))
    buffer = BytesIO()
    scan.save(buffer, "PNG")
    image = '<ofd:ImageObject ID="4" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="7"/>'
    path = ofd(tmp_path / "a.ofd", [image], media={"scan.png": buffer.getvalue()})
    with pytest.raises(UnreadableError) as caught:
        read(path, SETTINGS, readers)
    assert caught.value.code == "ocr_off"
    monkeypatch.setattr(Readers, "first", lambda _: OneLine())
    document = read(path, SETTINGS, readers)
    (line,) = (line for b in document.blocks if isinstance(b, Paragraph) for line in b.lines)
    assert (line.text, line.origin) == ("总支出", Origin.OCR)
    assert line.x0 == pytest.approx(400 * 72 / 200, abs=1)
    assert line.top == pytest.approx(600 * 72 / 200, abs=1)


@pytest.mark.parametrize(
    ("written", "count", "read_as"),
    [
        ("5 5 5", 3, [5, 5, 5]),
        ("g 3 5.5", 3, [5.5, 5.5, 5.5]),
        ("2 g 2 .5 3", 4, [2, 0.5, 0.5, 3]),
        ("4", 3, [4, 4, 4]),
        ("g 999999999 1", 2, [1, 1]),
        (None, 2, []),
    ],
)
def test_steps(written: str | None, count: int, read_as: list[float]) -> None:
    assert deltas(written, count) == read_as


def test_a_missing_page_costs_only_itself(tmp_path: Path, readers: Readers) -> None:
    path = ofd(tmp_path / "a.ofd", [text(30, 60, "第一页的正文在这里写着"), text(30, 60, "第二页")])
    broken = tmp_path / "b.ofd"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            if "Page_1" not in name:
                new.writestr(name, old.read(name))
    document = read(broken, SETTINGS, readers)
    assert [page.origin for page in document.pages] == [Origin.TEXT, None]
    assert document.pages[1].reason == "unreadable: damaged"


def test_text_drawn_as_outlines_is_no_blank_page(tmp_path: Path, readers: Readers) -> None:
    curves = "M 0 0 " + "B 1 1 2 2 3 3 " * 400
    outlines = (
        '<ofd:PathObject ID="8" Boundary="0 0 9 9">'
        f"<ofd:AbbreviatedData>{curves}</ofd:AbbreviatedData></ofd:PathObject>"
    )
    document = read(ofd(tmp_path / "a.ofd", [text(30, 60, "第一页的正文在这里写着"), outlines, ""]), SETTINGS, readers)
    assert [page.origin for page in document.pages] == [Origin.TEXT, None, Origin.TEXT]
    assert document.pages[2].reason == "blank page"


def test_places_off_every_page_break_nothing(tmp_path: Path, readers: Readers) -> None:
    body = text(30, 60, "第一页的正文在这里写着") + text(30, 60, "远").replace('Y="5.0"', 'Y="1e400"')
    document = read(ofd(tmp_path / "a.ofd", [body]), SETTINGS, readers)
    assert document.pages[0].origin is Origin.TEXT


def test_an_entity_bomb_is_refused(tmp_path: Path, readers: Readers) -> None:
    path = tmp_path / "bomb.ofd"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("OFD.xml", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>')
    with pytest.raises(UnreadableError) as caught:
        read(path, SETTINGS, readers)
    assert caught.value.code == "damaged"
