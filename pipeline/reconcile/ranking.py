"""What is most and least (排序): `甲支出最多，乙次之，丙最少`, beside the table that says how much each is."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Told
from schemas.catalogue import normalise
from schemas.document import Paragraph
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_MOST = re.compile(r"最(?P<way>[多高大少低小])(?:的(?:是|为)(?P<name>.{2,}))?$")
_NEXT = re.compile(r"(?:次之|其次|居次|居第二|排第二)$")
_UP = "多高大"
_SENTENCE, _CLAUSE = re.compile(r"[。；;]"), re.compile(r"[，,、：:]")
_RATE = re.compile(r"[^，,；;、\d]{1,2}[率度]")
_TOTAL = re.compile(r"合计|总计|小计|^计$")
_FEWEST = 3  # rows of which one may be called the most


class _Said(NamedTuple):
    """What is called the n-th (from the last if below nothing), in words that hold its name."""

    words: str
    place: int


class _Column(NamedTuple):
    """The numbers of a table's column by the names of their rows."""

    name: str
    rows: Mapping[str, Figure]


def ranked(report: Report, rules: RuleSet) -> Iterator[Told]:
    """The rankings that the report tells of the rows of its tables."""
    told = [(s, said) for s in _sentences(report) if (said := _said(s))]
    columns = _columns(report) if told else []
    for sentence, said in told:
        about = _about(sentence)
        meant = [(column, named) for column in columns if (named := _named(column, about, said))]
        if not meant:
            continue
        held = next((pair for pair in meant if _misplaced(*pair, said) is None), None)
        measured = [pair for pair in meant if pair[0].name and pair[0].name in about]
        column, named = held or (measured or meant)[0]
        sure = len(said) > 1 or bool(measured)
        if held or (sure and len(measured or meant) == 1):
            figure = _misplaced(column, named, said) or named[0]
            order = sorted(column.rows.items(), key=lambda row: -value_of(row[1]))
            listed = "、".join(f"{name}{one.printed}" for name, one in order)
            yield Told(rules["ranking"], (figure,), held is not None, f"“{sentence}”，而表中为{listed}", "排序")


def _sentences(report: Report) -> Iterator[str]:
    for section in report.sections:
        for block in section.body:
            if isinstance(block, Paragraph) and "最" in block.text:
                yield from (sentence.strip() for sentence in _SENTENCE.split(block.text) if "最" in sentence)


def _about(sentence: str) -> str:
    """What a ranking says of what it is: from the words before 最 that no number parts from it."""
    clauses = _CLAUSE.split(sentence)
    first = next((n for n, clause in enumerate(clauses) if _MOST.search(clause)), 0)
    before = clauses[first - 1] if first and not re.search(r"\d", clauses[first - 1]) else ""
    return "，".join((before, *clauses[first:]))


def _said(sentence: str) -> list[_Said]:
    """What a sentence calls the most, the next and the least; the next is the next to what was called so before it."""
    found: list[_Said] = []
    for clause in _CLAUSE.split(sentence):
        if most := _MOST.search(clause):
            words = normalise(most["name"] or clause[: most.start()])
            found.append(_Said(words, 1 if most["way"] in _UP else -1))
        elif found and _NEXT.search(clause):
            found.append(_Said(normalise(_NEXT.sub("", clause)), 2 * found[-1].place))
    return found


def _columns(report: Report) -> list[_Column]:
    """The columns of all tables that tell amounts, counts or rates of several things."""
    found: dict[object, dict[str, Figure]] = defaultdict(dict)
    for figure in report.figures:
        if figure.table_id and usable(figure) and figure.kind is not Kind.SCORE:
            row, _, column = figure.label.rpartition("/")
            name = normalise(row.rpartition("/")[2])
            if name and not _TOTAL.search(name):
                found[figure.table_id, figure.col, normalise(column), figure.kind][name] = figure
    return [_Column(key[2], rows) for key, rows in found.items() if len(rows) >= _FEWEST]  # type: ignore[index]


def _named(column: _Column, sentence: str, said: Sequence[_Said]) -> list[Figure]:
    """The numbers of what is ranked, if the column has all of it; a rate is ranked by rates of its name only."""
    rate = _RATE.search(sentence)
    kind = next(iter(column.rows.values())).kind
    if (kind is Kind.RATE) is not (rate is not None) or (rate and rate[0][-2:] not in column.name):
        return []
    found = [_row(column, one.words) for one in said]
    return [figure for figure in found if figure is not None] if all(found) else []


def _row(column: _Column, words: str) -> Figure | None:
    """The number of the row that some words name."""
    rows = [figure for name, figure in column.rows.items() if len(name) > 1 and name in words]
    return rows[0] if len(rows) == 1 else None


def _misplaced(column: _Column, named: Sequence[Figure], said: Sequence[_Said]) -> Figure | None:
    """The first number that is not where it is said to be."""
    order = sorted((value_of(figure) for figure in column.rows.values()), reverse=True)
    places = (order[one.place - 1 if one.place > 0 else one.place] for one in said)
    return next((f for f, value in zip(named, places, strict=True) if value_of(f) != value), None)
