"""Reports built by hand: sentences whose numbers are marked up, so that no reader or extractor is needed.

`[[label|printed|indicator|more]]` in a sentence is a figure; `more` are `key=value` pairs such as `scope=fiscal`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from schemas.document import Box, Cell, Line, Origin, Table
from schemas.figure import Basis, Evidence, Figure, Kind, Scope
from schemas.report import Head, LabelledCell, LabelledTable, Report, Scheme, Score

SCALES = {"万元": 10_000, "亿元": 100_000_000, "元": 1, "%": 1, "个百分点": 1, "分": 1}
_MARK = re.compile(r"\[\[(.*?)\]\]")


def figure(number: int, label: str, printed: str, indicator: str | None = None, **more: object) -> Figure:
    """A figure from its printed form."""
    found = re.fullmatch(r"(约|近|超|≥|≤)?(-?[\d.,]+)(.*)", printed)
    day = None
    if re.fullmatch(r"\d{4}年\d+月\d+日", printed):
        day = date(*map(int, re.findall(r"\d+", printed)))
        found = None
    qualifier, value, unit = found.groups() if found else ("", None, "")
    value = value and value.replace(",", "")
    kind = (
        Kind.DATE
        if day
        else Kind.AMOUNT
        if unit.endswith("元")
        else Kind.RATE
        if unit in ("%", "个百分点")
        else Kind.SCORE
        if unit == "分"
        else Kind.COUNT
    )
    defaults: dict[str, object] = {
        "section": 1,
        "section_path": "一",
        "page": 1,
        "quote": printed,
        "origin": Origin.TEXT,
        "readings": (),
    }
    given = {**defaults, **more}
    page = int(str(given.pop("page")))
    evidence = Evidence(
        (Box(page, 10, 10 * number, 60, 10 * number + 9),),
        str(given.pop("quote")),
        Origin(str(given.pop("origin"))),
        readings=tuple(given.pop("readings")),  # type: ignore[arg-type]
    )
    if "basis" in given:
        given["basis"] = Basis(given["basis"])
    if "scope" in given:
        given["scope"] = Scope(given["scope"])
    return Figure(
        figure_id=f"f{number}",
        kind=kind,
        printed=printed,
        value=Decimal(value) if value else None,
        unit=unit,
        scale=Decimal(SCALES.get(unit, 1)),
        decimals=len(value.partition(".")[2]) if value else 0,
        label=label,
        evidence=evidence,
        qualifier=qualifier or "",
        indicator=indicator or None,
        day=day,
        **given,  # type: ignore[arg-type]
    )


def report(
    *sentences: tuple[int, str] | str,
    year: int | None = 2020,
    filed: date | None = None,
    scores: tuple[tuple[str, str | None, str], ...] = (),
    tables: tuple[tuple[str, list[list[str]]], ...] = (),
    origin: Origin = Origin.TEXT,
) -> Report:
    """A report of marked-up sentences, each a text or (section, text); the page is the section's number."""
    figures: list[Figure] = []
    for item in sentences:
        section, text = item if isinstance(item, tuple) else (1, item)
        quote = _MARK.sub(lambda found: found[1].split("|")[1], text)
        for found in _MARK.finditer(text):
            label, printed, *rest = found[1].split("|")
            more = dict(pair.split("=") for pair in (rest[1].split(",") if len(rest) > 1 and rest[1] else ()))
            figures.append(
                figure(
                    len(figures) + 1,
                    label,
                    printed,
                    rest[0] if rest else None,
                    section=section,
                    section_path=str(section),
                    page=section,
                    quote=quote,
                    origin=origin,
                    **more,
                )
            )
    items: list[Score] = []
    for name, full, awarded in scores:
        printed = figure(len(figures) + 1, name, f"{awarded}分", section=90, page=9, quote=f"{name}得{awarded}分")
        figures.append(printed)
        ids = [printed.figure_id]
        if full is not None:
            whole = figure(len(figures) + 1, name, f"{full}分", section=90, page=9, quote=f"{name}共{full}分")
            figures.append(whole)
            ids = [whole.figure_id, printed.figure_id]
        items.append(
            Score(
                name,
                "三",
                9,
                tuple(ids),
                Decimal(full) if full is not None else None,
                Decimal(awarded),
                is_bonus="加分" in name,
            )
        )
    drawn = tuple(_table(n, title, grid, figures) for n, (title, grid) in enumerate(tables, 1))
    schemes = (Scheme(None, tuple(items)),) if items else ()
    return Report(Head(fiscal_year=year, filed_on=filed), (), tuple(figures), tuple(items), drawn, schemes=schemes)


def _table(number: int, title: str, grid: list[list[str]], figures: list[Figure]) -> LabelledTable:
    """A table whose first row is its heading and whose first column holds its labels; amounts are in 万元."""
    cells = []
    box = Box(5, 0, 0, 500, 500)
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            line = Line(text, 5, 0, 0, 10, 10, [0.0] * len(text), [1.0] * len(text))
            key = None
            if r and c and re.fullmatch(r"[≥≤]?-?[\d.]+%?|\d+[人辆]", text):
                heading = grid[0][c]
                if text.endswith("%"):
                    printed = text
                elif "数量" in heading:
                    printed = text + "台"
                elif "分" in heading and "%" not in text:
                    printed = text + "分"
                else:
                    printed = text + "万元"
                made = figure(len(figures) + 1, f"{row[0]}/{heading}", printed, section=80, page=5, quote=" ".join(row))
                figures.append(replace(made, printed=text, table_id=f"t{number}", row=r, col=c, subject=row[0]))
                key = figures[-1].figure_id
            cell = Cell(r, c, 1, 1, box, (line,) if text else ())
            cells.append(LabelledCell(cell, r == 0, row[0] if r else "", grid[0][c], key))
    return LabelledTable(
        f"t{number}",
        title,
        "万元",
        80,
        Table(len(grid), len(grid[0]), box, tuple(cells[i].cell for i in range(len(cells)))),
        tuple(cells),
    )
