"""Outcomes as rows (行): what each table of the dataset says about one report. Plain values, no Arrow.

They are made column by column, as Parquet keeps them: a report has thousands of cells, and a dictionary for each takes
longer than reading it. Ids are unique within a report; here they get `report_id` and a colon before them, so they are
unique in the dataset. A decimal that a column cannot hold stays out of it: the figure keeps its print and says so by
the flag `out_of_range`.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline.dataset.headline import head_in_doubt, headline
from pipeline.dataset.tables import PRECISION, SCALE
from schemas.document import Origin, Table
from schemas.outcome import Done, Failed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from schemas.catalogue import Catalogue
    from schemas.document import Box, Section
    from schemas.outcome import Outcome

Row: TypeAlias = dict[str, Any]
Columns: TypeAlias = dict[str, list[Any]]  # by name; all of a table's are of one length

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


def columns_of(outcome: Outcome, catalogue: Catalogue) -> dict[str, Columns]:
    """The columns of one outcome by table name; a failed one has its row in `reports` and no other."""
    if isinstance(outcome, Failed):
        return {"reports": _single(_failed(outcome))}
    own = f"{outcome.report_id}:"
    made = {
        "reports": _single(_report(outcome, catalogue)),
        "sections": _sections(outcome, own),
        "figures": _figures(outcome, own),
        "scores": _scores(outcome, own),
        "cells": _cells(outcome, own),
        "checks": _checks(outcome, own),
        "discrepancies": _discrepancies(outcome, own),
        "pages": _pages(outcome),
    }
    for columns in made.values():
        columns["report_id"] = [outcome.report_id] * len(next(iter(columns.values())))
    return made


def in_rows(columns: Columns) -> list[Row]:
    """A table's columns as rows."""
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _single(row: Row) -> Columns:
    return {name: [value] for name, value in row.items()}


def _plain(items: Sequence[Any], *names: str) -> Columns:
    """A column for each of the items' attributes of these names."""
    return {name: list(map(attrgetter(name), items)) for name in names}


def _said(values: Iterable[str]) -> list[str | None]:
    """Texts, None for empty ones."""
    return [value or None for value in values]


def _ids(own: str, ids: Iterable[str | None]) -> list[str | None]:
    """Ids of one report as they are in the dataset."""
    return [None if one is None else own + one for one in ids]


def _lists(own: str, lists: Iterable[Iterable[str]]) -> list[list[str]]:
    """Lists of ids of one report as they are in the dataset."""
    return [[own + one for one in ids] for ids in lists]


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


def _section_id(own: str, number: int | None) -> str | None:
    """Section 0 is the report itself and has no row, so it has no id either."""
    return f"{own}s{number}" if number else None


def _sections(outcome: Done, own: str) -> Columns:
    sections = [section for section in outcome.report.sections if section.number]
    return {
        "section_id": [_section_id(own, section.number) for section in sections],
        "parent_id": [_section_id(own, section.parent) for section in sections],
        **_plain(sections, "level", "marker", "ordinal", "title", "path", "page"),
        "text": [_text(section) for section in sections],
        "notes": [section.notes for section in sections],
    }


def _places(boxes: Sequence[Box]) -> Columns:
    return _plain(boxes, "page", "x0", "top", "x1", "bottom")


def _figures(outcome: Done, own: str) -> Columns:
    figures = outcome.report.figures
    evidence = [figure.evidence for figure in figures]
    values, base_values = [fit(f.value) for f in figures], [fit(f.base_value) for f in figures]
    lost = [
        figure.value is not None and (value is None or base_value is None)
        for figure, value, base_value in zip(figures, values, base_values, strict=True)
    ]
    return {
        **_plain(figures, "kind", "printed", "unit", "decimals", "day", "label", "indicator", "basis", "scope"),
        **_plain(figures, "section_path", "row", "col"),
        **_places([one.boxes[0] for one in evidence]),
        **_plain(evidence, "boxes", "quote", "origin", "confidence", "readings"),
        "figure_id": [own + figure.figure_id for figure in figures],
        "value": values,
        "base_value": base_values,
        "qualifier": _said(figure.qualifier for figure in figures),
        "subject": _said(figure.subject for figure in figures),
        "period": _said(figure.period for figure in figures),
        "section_id": [_section_id(own, figure.section) for figure in figures],
        "table_id": _ids(own, (figure.table_id for figure in figures)),
        "flags": [(*f.flags, "out_of_range") if gone else f.flags for f, gone in zip(figures, lost, strict=True)],
    }


def _scores(outcome: Done, own: str) -> Columns:
    scores = outcome.report.scores
    return {
        **_plain(scores, "name", "indicator", "is_bonus", "is_group", "section_path", "page"),
        "level1": _said(score.level1 for score in scores),
        "level2": _said(score.level2 for score in scores),
        "full_marks": [fit(score.full_marks) for score in scores],
        "awarded": [fit(score.awarded) for score in scores],
        "reason": _said(score.reason for score in scores),
        "figure_ids": _lists(own, (score.figures for score in scores)),
    }


def _cells(outcome: Done, own: str) -> Columns:
    sections = outcome.report.sections
    told = [(table, cell) for table in outcome.report.tables for cell in table.cells]
    tables, labelled = [table for table, _ in told], [cell for _, cell in told]
    cells = [one.cell for one in labelled]
    return {
        "table_id": [own + table.table_id for table in tables],
        "title": [table.title for table in tables],
        "unit": _said(table.unit for table in tables),
        "section_path": [sections[table.section].path for table in tables],
        **_places([cell.box for cell in cells]),
        **_plain(cells, "row", "col", "row_span", "col_span", "text"),
        **_plain(labelled, "is_header", "row_label", "column_label"),
        "figure_id": _ids(own, (one.figure for one in labelled)),
        "flags": [("unread",) if cell.unread else () for cell in cells],
    }


def _checks(outcome: Done, own: str) -> Columns:
    checks = outcome.findings.checks
    pages = {figure.figure_id: figure.evidence.boxes[0].page for figure in outcome.report.figures}
    return {
        "check_id": [own + check.check_id for check in checks],
        **_plain(checks, "rule_id", "kind", "verdict", "severity", "statement", "message"),
        "left": [fit(check.left) for check in checks],
        "right": [fit(check.right) for check in checks],
        "gap": [fit(check.gap) for check in checks],
        "residual_ulps": [fit(check.residual_ulps) for check in checks],
        "figures": _lists(own, (check.figures for check in checks)),
        "page": [_first_page(check.figures, pages) for check in checks],
        "reason": _said(check.reason for check in checks),
        "basis": _said(check.basis for check in checks),
    }


def _first_page(figures: Iterable[str], pages: dict[str, int]) -> int | None:
    return next((pages[figure] for figure in figures if figure in pages), None)


def _discrepancies(outcome: Done, own: str) -> Columns:
    found = outcome.findings.discrepancies
    return {
        **_plain(found, "rule_id", "severity", "message", "cause", "page", "truncated"),
        "discrepancy_id": [own + one.discrepancy_id for one in found],
        "check_ids": _lists(own, (one.check_ids for one in found)),
        "figures": _lists(own, (one.figures for one in found)),
        "explanations": [
            [
                {"cost": e.cost, "changes": [asdict(change) | {"figure": own + change.figure} for change in e.changes]}
                for e in one.explanations
            ]
            for one in found
        ],
        "suspect": _ids(own, (one.suspect for one in found)),
        "suggested_value": [fit(one.suggested_value) for one in found],
        "state": ["open"] * len(found),
        "rereads": [[asdict(reread) | {"figure": own + reread.figure} for reread in one.rereads] for one in found],
    }


def _pages(outcome: Done) -> Columns:
    pages = outcome.pages
    return {
        "page": [page.number for page in pages],
        **_plain(pages, "origin", "reason", "width", "height", "rotation", "skew"),
        "furniture": [[line.text for line in page.furniture] for page in pages],
    }
