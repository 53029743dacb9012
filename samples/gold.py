"""What a perfect reader finds in a drawn report (标准答案), read off the drawing itself."""

from __future__ import annotations

from typing import Any

from samples.model import Grid, Heading, Mention, Report, plain, runs_of


def gold(report: Report) -> dict[str, Any]:
    """The gold as a JSON object: report, headings, figures, tables, scores, relations, planted."""
    figures, headings, tables = [], [], []
    stack: list[Heading] = []
    places: dict[int, str] = {}
    doubtful = False
    for block in report.blocks:
        if isinstance(block, Heading):
            doubtful = block.optional
            if not doubtful:
                stack = [above for above in stack if above.level < block.level] + [block]
                headings.append({"path": path(stack), "marker": block.part, "level": len(stack), "title": block.title})
        if isinstance(block, Grid):
            tables.append(table(block, path(stack)))
        for run in runs_of(block):
            if isinstance(run, Mention):
                places[run.number] = path(stack)
                made = figure(run, path(stack), in_table=isinstance(block, Grid), doubtful=doubtful)
                figures.append(made | told_of(run.fact, report.fiscal_year))
    scores = [
        {
            "section": places[s.awarded.number],
            "indicator": s.name,
            "awarded": str(s.awarded.value),
            "full_marks": None if s.full_marks is None else str(s.full_marks),
        }
        | ({"bonus": True} if s.bonus else {})
        for s in report.scores
        if not s.optional
    ]
    return {
        "report": {
            "title": report.title,
            "department": report.department,
            "region": report.region,
            "fiscal_year": report.fiscal_year,
            "filed_on": report.filed_on.isoformat() if report.filed_on else None,
            "self_score": None if report.self_score is None else f"{report.self_score.normalize():f}",
            "grade": report.grade,
        },
        "headings": headings,
        "figures": figures,
        "tables": tables,
        "scores": scores,
        "scores_optional": [
            {"indicator": s.name, "awarded": str(s.awarded.value)} for s in report.scores if s.optional
        ],
        "relations": [{"kind": r.kind, "facts": list(r.keys)} for r in report.ledger.relations],
        "planted": planted(report, places),
    }


def path(stack: list[Heading]) -> str:
    """The section path of the open headings."""
    return "/".join(heading.part for heading in stack)


def figure(mention: Mention, section: str, *, in_table: bool, doubtful: bool) -> dict[str, Any]:
    """One printed number. The section is left out where a reader may rightly place it otherwise."""
    made: dict[str, Any] = {
        "kind": mention.kind,
        "label": mention.label,
        "raw": mention.text,
        "value": f"{mention.value:f}",
        "unit": mention.unit,
        "number": mention.number,
    }
    if not doubtful:
        made["section"] = section
    if mention.fact:
        made["fact"] = mention.fact
    if mention.sign < 0:
        made["sign"] = -1
    if mention.qualifier:
        made["qualifier"] = mention.qualifier
    if in_table:
        made["in_table"] = True
    return made


def told_of(fact: str, year: int) -> dict[str, Any]:
    """On what basis an amount stands (initial, adjusted, final) and which year it covers, where the fact tells."""
    if not fact or fact.startswith(("s", "f", "day", "asset", "case", "cars")):
        return {}
    names = {
        "rev.fiscal.bud": "initial",
        "bud.init": "initial",
        "bud.adj": "adjusted",
        "tp.bud": "initial",
        "exp": "final",
        "rev": "final",
    }
    found = [basis for name, basis in names.items() if fact == name or fact.startswith(f"{name}.")]
    derived = fact.endswith((".growth", ".by", ".points", ".share", ".diff"))
    return {"period": year - fact.endswith(".prior")} | ({"basis": found[0]} if found and not derived else {})


def table(grid: Grid, section: str) -> dict[str, Any]:
    """A table's cells as printed; spans as they are."""
    return {
        "title": grid.title,
        "unit": grid.unit,
        "section": section,
        "heads": grid.heads,
        "rules": grid.rules,
        "rows": [
            [{"text": plain(c.runs), "row_span": c.row_span, "col_span": c.col_span} for c in row] for row in grid.rows
        ],
    }


def planted(report: Report, places: dict[int, str]) -> list[dict[str, Any]]:
    """The errors that were planted: of what nature, where, what is printed, what should be."""
    return [
        {
            "number": m.number,
            "nature": m.nature,
            "kind": m.kind,
            "fact": m.fact,
            "label": m.label,
            "section": places[m.number],
            "printed": m.text,
            "value": f"{m.value:f}",
            "true": f"{m.true:f}",
            "unit": m.unit,
        }
        for m in report.mentions()
        if m.true is not None
    ]
