"""The discrepancy log as a workbook (差异台账): one row a conflict, with a picture of its place on the page.

What people have filled into an earlier workbook of the same name goes over into the new one.
"""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter

from pipeline.commands.decisions import FILLED_IN, ID, STALE_SHEET, Decision, decided_in
from pipeline.commands.explanations import other_explanations
from pipeline.commands.words import CAUSES, CHECK_KINDS, FLAGS, SEVERITIES, STATES, STATUSES, VERDICTS
from pipeline.commands.workbook import Heading, Sheet, formats_of
from pipeline.dataset.snapshot import plain, read_rows, suspect_of
from pipeline.read.again import crop
from pipeline.run import sha256_of
from schemas.document import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.dataset.snapshot import Row

PICTURE = (425, 90)  # width and height in pixels that a crop may take
DPI = 96
AROUND, ABOVE = 130.0, 8.0  # points that a crop shows beside the figure, and above and below it


# What people fill in, and what it is about: `decisions.py` finds it again by these headings.
DECIDED = (
    *(Heading(title, width, "input") for title, width in zip(FILLED_IN, (10, 10, 24), strict=True)),
    Heading(ID, 24, "faint"),
)
PLACE = "原文位置"
DISCREPANCIES = (
    Heading("序号", 6, "centre"),
    Heading("部门（单位）", 20),
    Heading("报告文件", 22),
    Heading("页", 6, "centre"),
    Heading("严重程度", 9, "severity"),
    Heading("说明", 46),
    Heading("陈述", 34),
    Heading("差额（元、%、分）", 16, "number"),
    Heading("疑似有误的数", 20),
    Heading("建议值", 16, "good"),
    Heading("理由", 30),
    Heading("其他可能", 40),
    Heading("原因", 12),
    Heading(PLACE, 62),
    *DECIDED,
)
STALE = (Heading("报告文件", 30), Heading("说明", 60), *DECIDED)
PICTURE_COLUMN, STATE_COLUMN = ([heading.title for heading in DISCREPANCIES].index(t) for t in (PLACE, FILLED_IN[0]))
OTHERS = 3  # explanations that are told beside the first
CHECKS = (
    Heading("部门（单位）", 20),
    Heading("报告文件", 22),
    Heading("页", 6, "centre"),
    Heading("结论", 14),
    Heading("严重程度", 9),
    Heading("类别", 12),
    Heading("陈述", 44),
    Heading("差额（元、%、分）", 16, "number"),
    Heading("说明", 46),
    Heading("不能核对的原因", 24),
    Heading("依据", 34),
    Heading("规则", 24, "faint"),
)
REPORTS = (
    Heading("部门（单位）", 24),
    Heading("报告文件", 30),
    Heading("年度", 8, "centre"),
    Heading("报送日期", 12, "centre"),
    Heading("自评得分", 10, "number"),
    Heading("等级", 8, "centre"),
    Heading("页数", 8, "centre"),
    Heading("识别页数", 9, "centre"),
    Heading("核对次数", 9, "centre"),
    Heading("差异", 8, "centre"),
    Heading("状态", 10),
    Heading("原因", 50),
)


class Exported(NamedTuple):
    """How many discrepancies are in a workbook, how many decisions went over into it, how many are of none any more."""

    discrepancies: int
    kept: int
    stale: int


def export(dataset: Path, file: Path) -> Exported:
    """Write the workbook. Raises OSError, and ForeignWorkbookError when another file of that name is there."""
    decided = decided_in(file)
    reports = read_rows(dataset, "reports")
    # Of twins the first, or the first that is still where it was read.
    first: dict[str, Row] = {}
    for row in sorted(reports, key=lambda r: not Path(r["path"] or "").is_file()):
        first.setdefault(row["report_id"], row)
    found = sorted(read_rows(dataset, "discrepancies"), key=lambda d: (first[d["report_id"]]["source"], d["page"] or 0))
    checks = read_rows(dataset, "checks")
    scratch = file.with_name(f".{file.name}.part")
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, options) as book:
        formats = formats_of(book)
        _write_discrepancies(Sheet(book, "差异", DISCREPANCIES, formats), dataset, first, found, checks, decided)
        _write_checks(Sheet(book, "核对", CHECKS, formats), first, checks)
        _write_reports(Sheet(book, "报告", REPORTS, formats), reports)
        stale = [one for key, one in decided.items() if key not in {row["discrepancy_id"] for row in found}]
        if stale:
            _write_stale(Sheet(book, STALE_SHEET, STALE, formats), stale)
    try:
        scratch.write_bytes(made.getbuffer())
        scratch.replace(file)
    finally:
        scratch.unlink(missing_ok=True)
    return Exported(len(found), len(decided) - len(stale), len(stale))


def _write_discrepancies(
    sheet: Sheet,
    dataset: Path,
    reports: dict[str, Row],
    found: Sequence[Row],
    checks: Iterable[Row],
    decided: Mapping[str, Decision],
) -> None:
    by_id = {check["check_id"]: check for check in checks}
    number = 0
    for report_id, group in groupby(found, lambda d: d["report_id"]):
        report = reports[report_id]
        figures = {f["figure_id"]: f for f in read_rows(dataset, "figures", report_id)}
        turns = {p["page"]: p["rotation"] or 0 for p in read_rows(dataset, "pages", report_id)}
        for one in group:
            number += 1
            mine = [by_id[check] for check in one["check_ids"] if check in by_id]
            values = _discrepancy(number, report, one, figures, mine)
            if decision := decided.get(one["discrepancy_id"]):
                values[STATE_COLUMN : STATE_COLUMN + len(FILLED_IN)] = decision.filled_in
            row = sheet.add(values)
            place = next((figures[f] for f in (one["suspect"], *one["figures"]) if f in figures), None)
            picture = _picture(sheet, row, report, place, turns)
            sheet.sheet.set_row(row, max(sheet.height(values), picture))
    sheet.sheet.data_validation(
        1, STATE_COLUMN, max(sheet.row, 1), STATE_COLUMN, {"validate": "list", "source": list(STATES.values())}
    )
    sheet.close()


def _discrepancy(number: int, report: Row, one: Row, figures: dict[str, Row], checks: Sequence[Row]) -> list[object]:
    change = suspect_of(one)
    suspect = figures.get(one["suspect"] or "")
    printed = f"{suspect['printed']}（{suspect['label']}）" if suspect else change["printed"] if change else ""
    doubts = "、".join(FLAGS.get(flag, flag) for flag in suspect["flags"]) if suspect else ""
    gap = next((check["gap"] for check in checks if check["gap"] is not None), None)
    return [
        number,
        report["department"],
        report["source"],
        one["page"],
        SEVERITIES[one["severity"]],
        one["message"],
        "\n".join(check["statement"] for check in checks if check["statement"]),
        gap,
        printed + (f"\n{doubts}" if doubts else ""),
        change["suggested"] if change else _or_empty(one["suggested_value"]),
        change["why"] if change else "",
        _others(one, figures),
        CAUSES[one["cause"]],
        "",
        STATES[one["state"]],
        one["decided_by"],
        one["note"],
        one["discrepancy_id"],
    ]


def _others(one: Row, figures: dict[str, Row]) -> str:
    found = other_explanations(one, figures)
    rest = ["……"] if len(found) > OTHERS or one["truncated"] else []
    return "\n".join([*(f"{n}. {words}" for n, words in enumerate(found[:OTHERS], 2)), *rest])


def _or_empty(value: Any) -> str:
    return "" if value is None else plain(value)


def _picture(sheet: Sheet, row: int, report: Row, figure: Row | None, turns: dict[int, int]) -> float:
    """Put in the figure's place on the page, or a word why there is none; returns the points that it is high."""
    if figure is None:
        return 0.0
    place = Box(figure["page"], figure["x0"], figure["top"], figure["x1"], figure["bottom"])
    box = Box(place.page, place.x0 - AROUND, place.top - ABOVE, place.x1 + AROUND, place.bottom + ABOVE)
    path = Path(report["path"])
    word = _changed(path, report["sha256"])
    image = None if word else crop(path, box, turns.get(box.page, 0), framed=place)
    if image is None:
        sheet.sheet.write_string(row, PICTURE_COLUMN, word or "（此格式没有页面图）", sheet.formats["faint"])
        return 0.0
    data = io.BytesIO()
    image.convert("RGB").save(data, "PNG", dpi=(DPI, DPI), optimize=True)
    scale = min(PICTURE[0] / image.width, PICTURE[1] / image.height, 1.0)
    placed = {"x_scale": scale, "y_scale": scale, "x_offset": 3, "y_offset": 3, "object_position": 1}
    note = {"description": f"第{box.page}页：{figure['quote']}"[:250]}
    sheet.sheet.insert_image(row, PICTURE_COLUMN, "crop.png", {"image_data": data} | placed | note)
    return image.height * scale * 72 / DPI + 6


@lru_cache(maxsize=1)
def _changed(path: Path, sha256: str) -> str:
    """Why a file is no longer the one that was read; "" when it is. What stands in another one proves nothing."""
    try:
        return "" if sha256_of(path) == sha256 else "（原文件已改动，请重新运行 jihe run）"
    except OSError:
        return "（原文件已不在原处）"


def _write_checks(sheet: Sheet, reports: dict[str, Row], checks: Iterable[Row]) -> None:
    for check in checks:
        report = reports[check["report_id"]]
        sheet.add(
            [
                report["department"],
                report["source"],
                check["page"],
                VERDICTS[check["verdict"]],
                SEVERITIES[check["severity"]],
                CHECK_KINDS[check["kind"]],
                check["statement"],
                check["gap"],
                check["message"],
                check["reason"],
                check["basis"],
                check["rule_id"],
            ]
        )
    sheet.close()


def _write_stale(sheet: Sheet, stale: Iterable[Decision]) -> None:
    for one in stale:
        sheet.add([one.source, one.message, *one.filled_in, one.discrepancy_id])
    sheet.close()


def _write_reports(sheet: Sheet, reports: Iterable[Row]) -> None:
    for row in reports:
        sheet.add(
            [
                row["department"],
                row["source"],
                row["fiscal_year"],
                None if row["filed_on"] is None else row["filed_on"].isoformat(),
                row["self_score"],
                row["grade"],
                row["pages"],
                row["ocr_pages"],
                row["checks"],
                row["discrepancies"],
                STATUSES[row["status"]],
                row["reason"],
            ]
        )
    sheet.close()
