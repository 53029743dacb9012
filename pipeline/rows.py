"""Outcomes as rows (行): what each table of the dataset says about one report. Plain values, no Arrow.

Ids are unique within a report; here they get `report_id` and a colon before them, so they are unique in the dataset.
A decimal that a column cannot hold stays out of it: the figure keeps its print and says so by the flag `out_of_range`.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline.headline import head_in_doubt, headline
from pipeline.tables import PRECISION, SCALE
from schemas.document import Origin, Table
from schemas.outcome import Done, Failed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.catalogue import Catalogue
    from schemas.document import Box, Section
    from schemas.figure import Figure
    from schemas.outcome import Outcome

Row: TypeAlias = dict[str, Any]

_STEP = Decimal(1).scaleb(-SCALE)
_CONTEXT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)


def fit(value: Decimal | None) -> Decimal | None:
    """A decimal as its column holds it, rounded to ten places; None when it has too many digits."""
    if value is None:
        return None
    try:
        return value.quantize(_STEP, context=_CONTEXT)
    except InvalidOperation:
        return None


def rows(outcome: Outcome, catalogue: Catalogue) -> dict[str, list[Row]]:
    """The rows of one outcome by table name; a failed one has its row in `reports` and no other."""
    if isinstance(outcome, Failed):
        return {"reports": [_failed(outcome)]}
    made = {
        "reports": [_report(outcome, catalogue)],
        "sections": _sections(outcome),
        "figures": [_figure(f) for f in outcome.report.figures],
        "scores": _scores(outcome),
        "cells": _cells(outcome),
        "checks": _checks(outcome),
        "discrepancies": _discrepancies(outcome),
        "pages": _pages(outcome),
    }
    for found in made.values():
        _prefix(found, f"{outcome.report_id}:")
        for row in found:
            row["report_id"] = outcome.report_id
    return made


_IDS = {"figure_id", "section_id", "parent_id", "table_id", "check_id", "discrepancy_id", "suspect", "figure"}
_ID_LISTS = {"figures", "figure_ids", "check_ids"}
_NESTED = {"explanations", "changes", "rereads"}


def _prefix(rows: list[Row], prefix: str) -> None:
    """Put the prefix before every id in rows that have the same columns."""
    keys = rows[0].keys() if rows else frozenset()
    for key in keys & _IDS:
        for row in rows:
            if row[key] is not None:
                row[key] = prefix + row[key]
    for key in keys & _ID_LISTS:
        for row in rows:
            if not isinstance(row[key], int):  # in `reports`, `figures` is their number
                row[key] = [prefix + one for one in row[key]]
    for key in keys & _NESTED:
        for row in rows:
            _prefix(row[key], prefix)


def _failed(outcome: Failed) -> Row:
    return {
        "report_id": outcome.report_id or None,
        "source": outcome.source,
        "sha256": outcome.sha256 or None,
        "pages": outcome.pages,
        "ocr_pages": 0,
        "status": outcome.status,
        "reason": outcome.reason,
        "code": outcome.code,
    }


def _report(outcome: Done, catalogue: Catalogue) -> Row:
    head, findings = outcome.report.head, outcome.findings
    facts = headline(outcome.report, catalogue, {found.suspect or "" for found in findings.discrepancies})
    lost = [page.number for page in outcome.pages if page.origin is None]
    return {
        "source": outcome.source,
        "sha256": outcome.sha256,
        "title": head.title,
        "department": head.department,
        "region": head.region,
        "fiscal_year": head.fiscal_year,
        "filed_on": head.filed_on,
        "pages": len(outcome.pages),
        "ocr_pages": sum(page.origin is Origin.OCR for page in outcome.pages),
        "self_score": fit(head.self_score),
        "grade": head.grade,
        "status": outcome.status,
        "reason": f"第{'、'.join(map(str, lost))}页无法读取" if lost else None,
        "coverage": findings.coverage,
        "figures": len(outcome.report.figures),
        "checks": len(findings.checks),
        "discrepancies": len(findings.discrepancies),
        "doubtful": [*head_in_doubt(outcome.report), *(fact.column for fact in facts if fact.doubtful)],
        "notes": list(outcome.notes),
        "preface": _text(outcome.report.sections[0]) if outcome.report.sections else "",
        **{fact.column: fit(fact.value) for fact in facts},
    }


def _text(section: Section) -> str:
    """A section's own text: a paragraph a line, a table's row a line with tabs between the cells."""
    lines: list[str] = []
    for block in section.body:
        if isinstance(block, Table):
            by_row: dict[int, list[str]] = {}
            for cell in block.cells:
                by_row.setdefault(cell.row, []).append(cell.text)
            lines += ["\t".join(texts) for texts in by_row.values()]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def _section_id(number: int | None) -> str | None:
    """Section 0 is the report itself and has no row, so it has no id either."""
    return f"s{number}" if number else None


def _sections(outcome: Done) -> list[Row]:
    return [
        {
            "section_id": _section_id(section.number),
            "parent_id": _section_id(section.parent),
            "level": section.level,
            "marker": section.marker,
            "ordinal": section.ordinal,
            "title": section.title,
            "path": section.path,
            "page": section.page,
            "text": _text(section),
            "notes": list(section.notes),
        }
        for section in outcome.report.sections
        if section.number
    ]


def _place(box: Box) -> Row:
    return {"page": box.page, "x0": box.x0, "top": box.top, "x1": box.x1, "bottom": box.bottom}


def _figure(figure: Figure) -> Row:
    box, evidence = figure.evidence.boxes[0], figure.evidence
    value, base_value = fit(figure.value), fit(figure.base_value)
    lost = figure.value is not None and (value is None or base_value is None)
    return {
        "figure_id": figure.figure_id,
        "kind": figure.kind,
        "printed": figure.printed,
        "value": value,
        "unit": figure.unit,
        "base_value": base_value,
        "decimals": figure.decimals,
        "day": figure.day,
        "qualifier": figure.qualifier or None,
        "label": figure.label,
        "indicator": figure.indicator,
        "basis": figure.basis,
        "scope": figure.scope,
        "subject": figure.subject or None,
        "period": figure.period or None,
        "section_id": _section_id(figure.section),
        "section_path": figure.section_path,
        "table_id": figure.table_id,
        "row": figure.row,
        "col": figure.col,
        **_place(box),
        "boxes": evidence.boxes,
        "quote": evidence.quote,
        "origin": evidence.origin,
        "confidence": evidence.confidence,
        "readings": evidence.readings,
        "flags": [*figure.flags, *(["out_of_range"] if lost else [])],
    }


def _scores(outcome: Done) -> list[Row]:
    return [
        {
            "name": score.name,
            "indicator": score.indicator,
            "level1": score.level1 or None,
            "level2": score.level2 or None,
            "full_marks": fit(score.full_marks),
            "awarded": fit(score.awarded),
            "is_bonus": score.is_bonus,
            "is_group": score.is_group,
            "reason": score.reason or None,
            "section_path": score.section_path,
            "figure_ids": score.figures,
            "page": score.page,
        }
        for score in outcome.report.scores
    ]


def _cells(outcome: Done) -> list[Row]:
    sections = outcome.report.sections
    return [
        {
            "table_id": table.table_id,
            "title": table.title,
            "unit": table.unit or None,
            "section_path": sections[table.section].path,
            **_place(labelled.cell.box),
            "row": labelled.cell.row,
            "col": labelled.cell.col,
            "row_span": labelled.cell.row_span,
            "col_span": labelled.cell.col_span,
            "is_header": labelled.is_header,
            "row_label": labelled.row_label,
            "column_label": labelled.column_label,
            "text": labelled.cell.text,
            "figure_id": labelled.figure,
            "flags": ["unread"] if labelled.cell.unread else [],
        }
        for table in outcome.report.tables
        for labelled in table.cells
    ]


def _checks(outcome: Done) -> list[Row]:
    pages = {figure.figure_id: figure.evidence.boxes[0].page for figure in outcome.report.figures}
    return [
        {
            "check_id": check.check_id,
            "rule_id": check.rule_id,
            "kind": check.kind,
            "verdict": check.verdict,
            "severity": check.severity,
            "statement": check.statement,
            "message": check.message,
            "left": fit(check.left),
            "right": fit(check.right),
            "gap": fit(check.gap),
            "residual_ulps": fit(check.residual_ulps),
            "figures": check.figures,
            "page": _first_page(check.figures, pages),
            "reason": check.reason or None,
            "basis": check.basis or None,
        }
        for check in outcome.findings.checks
    ]


def _first_page(figures: Iterable[str], pages: dict[str, int]) -> int | None:
    return next((pages[figure] for figure in figures if figure in pages), None)


def _discrepancies(outcome: Done) -> list[Row]:
    return [
        {
            "discrepancy_id": found.discrepancy_id,
            "check_ids": found.check_ids,
            "rule_id": found.rule_id,
            "severity": found.severity,
            "message": found.message,
            "figures": found.figures,
            "explanations": [
                {"cost": one.cost, "changes": [asdict(change) for change in one.changes]} for one in found.explanations
            ],
            "suspect": found.suspect,
            "suggested_value": fit(found.suggested_value),
            "cause": found.cause,
            "page": found.page,
            "state": "open",
            "rereads": [asdict(reread) for reread in found.rereads],
            "truncated": found.truncated,
        }
        for found in outcome.findings.discrepancies
    ]


def _pages(outcome: Done) -> list[Row]:
    return [
        {
            "page": page.number,
            "origin": page.origin,
            "reason": page.reason,
            "width": page.width,
            "height": page.height,
            "rotation": page.rotation,
            "skew": page.skew,
            "furniture": [line.text for line in page.furniture],
        }
        for page in outcome.pages
    ]
