"""Outcomes made by hand, for everything that comes after the reconciler."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import time
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.errors import NotInstalledError
from schemas.document import Box, Cell, Origin, Page, Section, Table
from schemas.figure import Basis, Evidence, Figure, Flag, Kind
from schemas.finding import Cause, Change, Check, CheckKind, Discrepancy, Explanation, Findings, Severity, Verdict
from schemas.outcome import Done, Failed
from schemas.report import Head, LabelledCell, LabelledTable, Report, Score
from tests.drawing import line, outline, section

if TYPE_CHECKING:
    from pipeline.run import Input
    from pipeline.settings import Settings
    from schemas.outcome import Outcome

SHA256 = hashlib.sha256(b"one").hexdigest()


def figure(
    number: int, value: str | None, unit: str = "万元", *, printed: str = "", page: int = 1, **others: object
) -> Figure:
    """A figure in 万元 (or whatever `others` say) on a page of its own choice."""
    box = Box(page, 100.0, 72.0 + number, 160.0, 84.0 + number)
    told: dict[str, object] = {
        "figure_id": f"f{number}",
        "kind": Kind.AMOUNT,
        "printed": printed or f"{value}{unit}",
        "value": None if value is None else Decimal(value),
        "unit": unit,
        "scale": Decimal(10_000),
        "decimals": max(-Decimal(value or "0").as_tuple().exponent, 0),  # type: ignore[operator]
        "label": "部门支出",
        "evidence": Evidence((box,), f"支出{value}{unit}。", Origin.TEXT),
        "section": 1,
        "section_path": "一",
    }
    return Figure(**told | others)  # type: ignore[arg-type]


def findings() -> Findings:
    """A sum that does not add up, and one that cannot be checked."""
    check = Check(
        "c1",
        "expenditure.sum",
        CheckKind.SUM,
        Verdict.INCONSISTENT,
        Severity.ERROR,
        "60.00 + 30.00 = 95.00",
        "基本支出与项目支出之和应为90.00万元，报告写95.00万元，相差5万元。",
        ("f1", "f2", "f3"),
        left=Decimal(900_000),
        right=Decimal(950_000),
        gap=Decimal(-50_000),
        residual_ulps=Decimal(500),
    )
    other = Check(
        "c2", "rate.limit", CheckKind.LIMIT, Verdict.NOT_CHECKABLE, Severity.WARNING, "", "", (), reason="缺少分母"
    )
    change = Change("f1", "95.00万元", "90.00万元", "digit", "改后两处合计都成立")
    found = Discrepancy(
        "d1",
        ("c1",),
        "expenditure.sum",
        Severity.ERROR,
        check.message,
        check.figures,
        (Explanation((change,), 1.0),),
        Cause.DOCUMENT,
        1,
        suspect="f1",
        suggested_value=Decimal("90.00"),
    )
    return Findings((check, other), (found,), coverage=0.75)


def done(source: str = "甲局.pdf", sha256: str = SHA256, *, lost: tuple[int, ...] = ()) -> Done:
    """A small report of two pages, complete in every table; pages in `lost` could not be read."""
    cell = Cell(1, 0, 1, 1, Box(2, 90.0, 100.0, 150.0, 112.0), (line("30.00", 3, 2),))
    labelled = LabelledCell(cell, is_header=False, row_label="项目支出", column_label="金额", figure="f3")
    table = LabelledTable("t1", "支出表", "万元", 1, Table(2, 1, cell.box, (cell,)), (labelled,))
    figures = (
        figure(1, "95.00", indicator="expenditure.total", period="2023"),
        figure(2, "60.00", label="基本支出", flags=(Flag.LOW_CONFIDENCE,)),
        figure(3, "30.00", label="项目支出", page=2, table_id="t1", row=1, col=0),
        figure(4, None, "", printed="2024年5月6日", kind=Kind.DATE, day=date(2024, 5, 6), scale=Decimal(1)),
        figure(5, "80.00", indicator="expenditure.total", period="2023", basis=Basis.INITIAL),
    )
    sections: tuple[Section, ...] = outline(
        section("这里是封面。"), section("一、支出情况\n\n支出95.00万元。", "支出情况", "一", 1)
    ).sections
    head = Head(
        title="2023年度整体绩效自评报告",
        department="甲市某局",
        region="甲市",
        fiscal_year=2023,
        filed_on=date(2024, 5, 6),
        self_score=Decimal("96.5"),
        grade="优",
    )
    scores = (Score("预算执行率", "一", 1, ("f2",), Decimal(10), Decimal("8.5"), reason="执行偏慢"),)
    pages = tuple(
        Page(n, 595.0, 842.0, None if n in lost else Origin.TEXT, "unreadable" if n in lost else "text layer")
        for n in (1, 2)
    )
    return Done(source, sha256, pages, Report(head, sections, figures, scores, (table,)), findings(), ("第2页有印章",))


class Reader:
    """Stands in for `Runner`: what the file's first word says happens. The number of reads is kept beside the files."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __call__(self, item: Input) -> Outcome:
        content = item.path.read_bytes()
        with (item.path.parent / ".reads").open("a", errors="surrogateescape") as reads:
            reads.write(f"{item.path.name}\n")
        sha256 = hashlib.sha256(content).hexdigest()
        match content.split():
            case [b"bad", *_]:
                return Failed(item.source, sha256, "encrypted", "文件有密码保护")
            case [b"hang", *_]:
                time.sleep(600)
            case [b"die", *_]:
                os._exit(1)
            case [b"missing", *_]:
                raise NotInstalledError("没有安装 Tesseract：apt-get install tesseract-ocr")
            case [b"full", *_]:
                raise OSError(errno.ENOSPC, "No space left on device")
            case [b"blank", *_]:
                empty = outline(section("")).sections
                return Done(
                    item.source,
                    sha256,
                    (Page(1, 595.0, 842.0, Origin.OCR, "no text layer"),),
                    Report(Head(), empty, (), (), ()),
                    Findings(()),
                )
            case [b"log", *_]:
                logging.getLogger(__name__).error("for developers")
            case [b"slow", *_]:
                time.sleep(0.5)
        return done(item.source, sha256, lost=(2,) if content.startswith(b"part") else ())
