"""XLSX files: values as their formats show them, blocks as tables, merged and hidden places; XLS and RTF."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from pipeline.errors import UnreadableError
from pipeline.read import Readers, read
from pipeline.read.office import libreoffice as office
from pipeline.read.office.number_format import shown, stored
from pipeline.settings import Settings
from schemas.document import Document, Paragraph, Table

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = Settings(ocr="off", cache=None)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


def load(path: Path) -> Document:
    return read(path, SETTINGS, Readers(SETTINGS))


@pytest.mark.parametrize(
    ("value", "code", "printed"),
    [
        ("0.28999999999999998", "0%", "29%"),
        ("0.285", "0%", "29%"),
        ("0.97205", "0.00%", "97.21%"),
        ("1234567.891", "#,##0.0,", "1,234.6"),
        ("12345678", '0.00,,"百万"', "12.35百万"),
        ("-5", "#,##0.00_);[Red](#,##0.00)", "(5.00)"),
        ("-5", "0.00", "-5.00"),
        ("-1234.5", ACCOUNTING, "-1,234.50"),
        ("0", ACCOUNTING, "-"),
        ("12.5", '0.00"万元"', "12.50万元"),
        ("45052", '[$-804]yyyy"年"m"月"d"日";@', "2023年5月6日"),
        ("45052.75", "yyyy/m/d h:mm", "2023/5/6 18:00"),
        ("45052.5", "h:mm AM/PM", "12:00 PM"),
        ("1.50", "0.##", "1.5"),
        ("12", "[DBNum2]0", "壹拾贰"),
        ("5", "0000", "0005"),
        ("99.5", '[>=60]"合格"0.0;"不合格"0.0', "合格99.5"),
        ("59.5", '[>=60]"合格"0.0;"不合格"0.0', "不合格59.5"),
        ("1e-7", "General", "0.0000001"),
        ("1E+3", "General", "1000"),
        ("-100", '"¥"#,##0;-"¥"#,##0', "-¥100"),
        ("1234", ";;;", ""),
        ("12345", "000-000", "12345"),
        ("0.5", "# ?/?", "0.5"),
    ],
)
def test_values_as_shown(value: str, code: str, printed: str) -> None:
    number = stored(value)
    assert number is not None
    assert shown(number, code) == printed


@pytest.mark.parametrize("text", ["1E+999999999", "-1E+999999999", "1E-999999999", "Infinity", "1E+300", "九"])
def test_what_no_cell_holds_is_no_number(text: str) -> None:
    assert stored(text) is None


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_format_never_shows_more_than_half_a_last_digit_off(value: Decimal) -> None:
    printed = shown(value, "#,##0.00")
    assert abs(Decimal(printed.replace(",", "")) - value) <= Decimal("0.005")


@given(st.decimals(allow_nan=False, allow_infinity=False), st.text(max_size=12))
def test_no_format_breaks_the_reader(value: Decimal, code: str) -> None:
    number = stored(str(value))
    if number is not None:
        assert isinstance(shown(number, code), str)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet["A1"], sheet["A2"], sheet["A3"] = "附件1", "整体绩效自评表", "单位：万元"
    sheet.merge_cells("A2:D2")
    rows = [
        ["指标", "预算数", "决算数", "执行率"],
        ["人员经费", 1234.5, 1200, 0.97205],
        ["公用经费", -12345678.126, 0.1 + 0.2, 1],
        ["合计", "=B5+B6", None, dt.date(2023, 5, 6)],
    ]
    for r, row in enumerate(rows, 4):
        for c, value in enumerate(row, 1):
            sheet.cell(r, c, value)
    for r in (5, 6):
        for c, code in enumerate(("#,##0.00", "0.00", "0.00%"), 2):
            sheet.cell(r, c).number_format = code
    sheet["D7"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["A5"].font = Font(bold=True)
    sheet["A8"], sheet["B8"], sheet["C8"], sheet["B9"], sheet["C9"] = "产出", "数量", 10, "质量", 20
    sheet.merge_cells("A8:A9")
    for r, (a, b) in enumerate([("另一表", "分值"), ("效益", 30), ("藏起", 4)], 12):
        sheet.cell(r, 1, a)
        sheet.cell(r, 2, b)
    sheet.row_dimensions[14].hidden = True
    other = book.create_sheet("底稿")
    other.sheet_state = "hidden"
    other["A1"] = 1
    book.save(path)
    return path


def test_a_sheet_becomes_titles_and_tables(tmp_path: Path) -> None:
    document = load(workbook(tmp_path / "a.xlsx"))
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["附件1", "整体绩效自评表", "单位：万元"]
    first, second = (b for b in document.blocks if isinstance(b, Table))
    assert [(c.row, c.col, c.row_span, c.text) for c in first.cells] == [
        (0, 0, 1, "指标"),
        (0, 1, 1, "预算数"),
        (0, 2, 1, "决算数"),
        (0, 3, 1, "执行率"),
        (1, 0, 1, "人员经费"),
        (1, 1, 1, "1,234.50"),
        (1, 2, 1, "1200.00"),
        (1, 3, 1, "97.21%"),
        (2, 0, 1, "公用经费"),
        (2, 1, 1, "-12,345,678.13"),
        (2, 2, 1, "0.30"),
        (2, 3, 1, "100.00%"),
        (3, 0, 1, "合计"),
        (3, 3, 1, "2023年5月6日"),
        (4, 0, 2, "产出"),
        (4, 1, 1, "数量"),
        (4, 2, 1, "10"),
        (5, 1, 1, "质量"),
        (5, 2, 1, "20"),
    ]
    assert [c.text for c in second.cells] == ["另一表", "分值", "效益", "30"]
    assert first.cells[4].lines[0].bold
    assert len(document.pages) == 1
    notes = "".join(document.notes)
    assert "“底稿”是隐藏的" in notes
    assert "1 处隐藏" in notes
    assert "1 个公式没有保存结果" in notes
    for table in (first, second):
        for cell in table.cells:
            for line in cell.lines:
                assert len(line.lefts) == len(line.rights) == len(line.text)
                assert cell.box.x0 <= line.x0 < line.x1 <= cell.box.x1
                assert cell.box.top <= line.top < cell.box.bottom


def test_a_cell_far_below_costs_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "甲", "乙"
    book.active["A1048576"] = "末行"
    book.active.merge_cells("D1:D900")
    book.active["D1"] = "通栏"
    book.save(tmp_path / "a.xlsx")
    document = load(tmp_path / "a.xlsx")
    assert "末行" in "".join(c.text for b in document.blocks if isinstance(b, Table) for c in b.cells) + "".join(
        b.text for b in document.blocks if isinstance(b, Paragraph)
    )


def test_only_hidden_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("空")
    path = tmp_path / "a.xlsx"
    book.save(path)
    document = load(path)
    assert document.blocks == ()
    assert len(document.pages) == 2


@needs_office
def test_old_workbooks_through_libreoffice(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xls", "--outdir"]
    subprocess.run([*command, str(tmp_path), str(path)], check=True, capture_output=True, timeout=120)
    if not (tmp_path / "a.xls").exists():
        pytest.skip("this LibreOffice has no Calc")
    tables = [b for b in load(tmp_path / "a.xls").blocks if isinstance(b, Table)]
    texts = [c.text for c in tables[0].cells]
    assert "-12,345,678.13" in texts
    assert "97.21%" in texts


@needs_office
def test_rtf_through_libreoffice(tmp_path: Path) -> None:
    rtf = tmp_path / "a.rtf"
    rtf.write_bytes(
        b"{\\rtf1\\ansi\\ansicpg936 " + b"".join(b"\\u%d?" % ord(c) for c in "全年支出共计") + b" 300\\par}"
    )
    (paragraph,) = load(rtf).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text.replace(" ", "") == "全年支出共计300"


def test_without_libreoffice_the_reason_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1 a}")
    with pytest.raises(UnreadableError) as caught:
        load(path)
    assert caught.value.code == "not_convertible"
    assert "LibreOffice" in caught.value.message
    assert "PDF" in caught.value.message


def test_a_program_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "soffice"
    hanging.write_text("#!/bin/sh\nsleep 60 & wait\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(hanging))
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(UnreadableError) as caught, office.converted(path, 0.3):
        pass
    assert caught.value.code == "timeout"


def test_notes_below_a_table_are_none_of_it_but_rows_that_a_merged_cell_reaches_are(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["项目", "金额"], ["办公费", 1.5], ["", 2.5], ["注：甲"], ["注：乙"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    document = read(tmp_path / "a.xlsx", Settings(), Readers(Settings()))
    made, *notes = document.blocks
    assert isinstance(made, Table)
    assert [(cell.row, cell.row_span) for cell in made.cells] == [(0, 1), (0, 1), (1, 2), (1, 1), (2, 1)]
    assert [note.text for note in notes if isinstance(note, Paragraph)] == ["注：甲", "注：乙"]
