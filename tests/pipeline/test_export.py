"""The workbook: what an auditor reads, and nothing that a report could make run."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageColor

from pipeline.commands.decisions import ForeignWorkbookError
from pipeline.commands.export import CHECKS, DISCREPANCIES, REPORTS, export
from pipeline.dataset.rows import columns_of
from pipeline.dataset.write import publish, save
from pipeline.read.again import FRAME
from pipeline.run import sha256_of
from schemas.catalogue import load_catalogue
from schemas.finding import Change, Explanation
from schemas.outcome import Failed
from tests.pipeline.outcomes import done

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.outcome import Outcome

CATALOGUE = load_catalogue()


def book_of(tmp_path: Path, *outcomes: Outcome, path: Path | None = None) -> openpyxl.Workbook:
    entries = []
    for n, outcome in enumerate(outcomes):
        made = columns_of(outcome, CATALOGUE)
        made["reports"]["path"] = [str(path or tmp_path / "gone.pdf")]
        entries.append(tmp_path / f"{n}.arrow")
        save(entries[-1], made, CATALOGUE, {})
    export(publish(tmp_path, entries, CATALOGUE), tmp_path / "log.xlsx")
    return openpyxl.load_workbook(tmp_path / "log.xlsx")


def row(book: openpyxl.Workbook, sheet: str, number: int = 2) -> dict[str, object]:
    cells = list(book[sheet].iter_rows(values_only=True))
    return dict(zip(map(str, cells[0]), cells[number - 1], strict=True))


def test_a_discrepancy_is_told_in_chinese_with_its_parts(tmp_path: Path) -> None:
    said = row(book_of(tmp_path, done()), "差异")
    assert said["部门（单位）"] == "甲市某局"
    assert said["陈述"] == "60.00 + 30.00 = 95.00"
    assert said["差额（元、%、分）"] == -50_000
    assert said["疑似有误的数"] == "95.00万元（部门支出）"
    assert (said["建议值"], said["理由"]) == ("90.00万元", "改后两处合计都成立")
    assert (said["严重程度"], said["原因"], said["状态"], said["页"]) == ("错误", "报告本身有误", "待处理", 1)
    assert said["原文位置"] == "（原文件已不在原处）"


def test_all_sheets_have_frozen_filtered_headers(tmp_path: Path) -> None:
    book = book_of(tmp_path, done(), Failed("b.pdf", "cd" * 32, "encrypted", "文件有密码保护"))
    for name, headings in (("差异", DISCREPANCIES), ("核对", CHECKS), ("报告", REPORTS)):
        assert [cell.value for cell in book[name][1]] == [heading.title for heading in headings]
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref
    assert row(book, "报告", 3)["原因"] == "文件有密码保护"
    assert row(book, "核对", 3)["结论"] == "不能核对"


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    outcome = done()
    report = replace(outcome.report, head=replace(outcome.report.head, department='=HYPERLINK("http://x")'))
    check = replace(outcome.findings.checks[0], statement="=1+1", message="@SUM(A1)")
    found = replace(outcome.findings.discrepancies[0], message="+cmd|' /C calc'!A0")
    findings = replace(outcome.findings, checks=(check,), discrepancies=(found,))
    book = book_of(tmp_path, replace(outcome, report=report, findings=findings))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert '=HYPERLINK("http://x")' in {cell.value for cell in cells}


def test_the_place_on_the_page_is_shown(tmp_path: Path) -> None:
    pdf = pdfium.PdfDocument.new()
    pdf.new_page(595, 842)
    pdf.save(tmp_path / "a.pdf")
    book = book_of(tmp_path, done(sha256=sha256_of(tmp_path / "a.pdf")), path=tmp_path / "a.pdf")
    [image] = book["差异"]._images
    assert image.anchor._from.row == 1
    assert row(book, "差异")["原文位置"] is None
    picture = Image.open(io.BytesIO(image._data())).convert("RGB")
    assert {color for _, color in picture.getcolors() or ()} == {(255, 255, 255), ImageColor.getrgb(FRAME)}


def test_another_file_in_its_place_is_not_shown_as_evidence(tmp_path: Path) -> None:
    pdf = pdfium.PdfDocument.new()
    pdf.new_page(595, 842)
    pdf.save(tmp_path / "a.pdf")
    book = book_of(tmp_path, done(), path=tmp_path / "a.pdf")
    assert book["差异"]._images == []
    assert "已改动" in str(row(book, "差异")["原文位置"])


def test_other_explanations_are_listed_and_the_rest_is_said_to_be(tmp_path: Path) -> None:
    outcome = done()
    (found,) = outcome.findings.discrepancies
    others = tuple(
        Explanation((Change("f3", "30.00", f"{n}5.00万元", "digit", "一位数字有误"),), 2.0) for n in range(1, 8)
    )
    label = replace(outcome.report.figures[1], label="“基本”支出")
    report = replace(outcome.report, figures=(outcome.report.figures[0], label, *outcome.report.figures[2:]))
    outcome = replace(outcome, report=report)
    two = Explanation(
        (Change("f2", "60.00万元", "", "row", "误抄"), Change("f3", "30.00", "", "", "x", "不少于35.00万元")), 1.5
    )
    findings = replace(
        outcome.findings, discrepancies=(replace(found, explanations=(*found.explanations, two, *others)),)
    )
    said = str(row(book_of(tmp_path, replace(outcome, findings=findings)), "差异")["其他可能"]).split("\n")
    assert said[0] == "2. 第1页“基本支出”60.00万元有误（误抄）；且第2页“项目支出”30.00应不少于35.00万元（x）"
    assert said[1] == "3. 第2页“项目支出”30.00应为15.00万元（一位数字有误）"
    assert said[-1] == "……"
    assert len(said) == 4


def test_a_workbook_without_discrepancies_is_no_trouble(tmp_path: Path) -> None:
    book = book_of(tmp_path, Failed("b.pdf", "", "io", "打不开"))
    assert book["差异"].max_row == 1


def fill_in(file: Path, *values: str) -> None:
    book = openpyxl.load_workbook(file)
    sheet = book["差异"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in zip(("状态", "处理人", "备注"), values, strict=True):
        sheet.cell(2, columns[heading], value)
    sheet.row_dimensions[2].hidden = True  # a filter hides what is settled
    sheet.move_range(f"A1:A{sheet.max_row}", cols=30)  # and people move columns about
    book.save(file)


def test_what_people_filled_in_goes_over_into_the_new_workbook(tmp_path: Path) -> None:
    book_of(tmp_path, done())
    fill_in(tmp_path / "log.xlsx", "不予采纳", "李某", "附件二另有说明\n见原件")
    book = book_of(tmp_path, done())
    said = row(book, "差异")
    assert (said["状态"], said["处理人"], said["备注"]) == ("不予采纳", "李某", "附件二另有说明\n见原件")
    assert book.sheetnames == ["差异", "核对", "报告"]


def test_decisions_of_discrepancies_that_are_no_more_are_kept_apart_and_come_back(tmp_path: Path) -> None:
    book_of(tmp_path, done())
    fill_in(tmp_path / "log.xlsx", "属实", "", "已退回")
    for _ in range(2):
        book = book_of(tmp_path, done(sha256="ab" * 32))
        assert row(book, "差异")["状态"] == "待处理"
        said = row(book, "失效的处理意见")
        assert (said["状态"], said["备注"], said["报告文件"]) == ("属实", "已退回", "甲局.pdf")
        assert book["失效的处理意见"].max_row == 2
    book = book_of(tmp_path, done())
    assert row(book, "差异")["状态"] == "属实"
    assert "失效的处理意见" not in book.sheetnames


@pytest.mark.parametrize("ours", [False, True])
def test_a_file_that_is_none_of_ours_is_not_written_over(tmp_path: Path, *, ours: bool) -> None:
    file = tmp_path / "log.xlsx"
    book = openpyxl.Workbook()
    book.save(file)
    if ours:  # but broken
        file.write_bytes(file.read_bytes()[:500])
    before = file.read_bytes()
    with pytest.raises(ForeignWorkbookError, match="换一个文件名"):
        book_of(tmp_path, done())
    assert file.read_bytes() == before
