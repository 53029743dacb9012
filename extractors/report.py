"""Outlines to reports (抽取): figures of prose and tables in reading order, scores, tables and the head."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from extractors.figures import Context, paragraph_figures
from extractors.head.header import cover_of, read_head
from extractors.operands import has_formula, stated_amounts, with_operands
from extractors.scores.called import unmarked
from extractors.scores.prose import COUNTED_GROUPS, prose_scheme, settle
from extractors.scores.tables import table_scheme
from extractors.scores.vocabulary import Vocabulary
from extractors.tables.captions import caption_of, following, told_elsewhere
from extractors.tables.cells import read_table
from extractors.tables.grid import Grid
from schemas.document import Paragraph, Table
from schemas.figure import Kind
from schemas.record import altered
from schemas.report import LabelledTable, Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.tables.captions import Caption
    from schemas.catalogue import Catalogue
    from schemas.document import Block, Outline, Section
    from schemas.figure import Figure
    from schemas.report import Scheme, Score


Paragraphs: TypeAlias = "dict[int, list[tuple[Paragraph, list[Figure]]]]"

_CAME_ABOUT = re.compile("(?:完成|实现|达成)(?!标准)")
_AT_MOST = re.compile("满分|分值|权重|占比")


def extract(outline: Outline, catalogue: Catalogue, source: str) -> Report:
    """Everything that a report says. `source` names the file and is not read."""
    del source
    cover = cover_of(outline.sections)
    context = Context(cover.year, cover.theme, _achieved(outline))
    figures, tables, paragraphs = _in_reading_order(list(_blocks(outline)), catalogue, context)
    figures = _reckoned(figures, paragraphs, outline)
    printed: dict[str | None, dict[str, Figure]] = defaultdict(dict)  # by table
    for figure in figures:
        printed[figure.table_id][figure.figure_id] = figure
    scoring = [table_scheme(t, grid, outline.sections[t.section], printed[t.table_id]) for grid, t in tables]
    told = prose_scheme(outline.sections, paragraphs, Vocabulary(scoring))
    figures = _called(figures, told, outline.sections, catalogue)
    schemes = (told, *scoring)
    labelled = tuple(table for _, table in tables)
    head = read_head(cover, outline.sections, figures, labelled, schemes)
    return Report(
        head=head,
        sections=outline.sections,
        figures=tuple(figures),
        scores=settle(schemes, catalogue),
        schemes=tuple(s for s in schemes if s.items or s.totals),
        tables=labelled,
        notes=("报送日期只印到月，按该月第一日记",) if head.filed_to_month else (),
    )


def _achieved(outline: Outline) -> frozenset[int]:
    """The sections below a heading that says that they tell what came about: 绩效目标完成情况 > 成本目标."""
    found: set[int] = set()
    for section in outline.sections:
        parent = None if section.parent is None else outline.sections[section.parent]
        if parent and (parent.number in found or _CAME_ABOUT.search(parent.title)):
            found.add(section.number)
    return frozenset(found)


def _in_reading_order(
    blocks: Sequence[tuple[Section, Block]], catalogue: Catalogue, context: Context
) -> tuple[list[Figure], list[tuple[Grid, LabelledTable]], Paragraphs]:
    """The figures, numbered as they are read, the tables, and each section's paragraphs with theirs."""
    prose = {
        at: paragraph_figures(block, section, catalogue, context)
        for at, (section, block) in enumerate(blocks)
        if isinstance(block, Paragraph)
    }
    read = _read_tables(blocks, [f for made in prose.values() for f in made], catalogue, context)
    figures: list[Figure] = []
    tables: list[tuple[Grid, LabelledTable]] = []
    paragraphs: Paragraphs = {}
    for at, (section, block) in enumerate(blocks):
        if isinstance(block, Paragraph):
            made = _numbered(prose[at], len(figures))
            paragraphs.setdefault(section.number, []).append((block, made))
            figures += made
            continue
        grid, table, per_cell = read[at]
        cells = []
        for cell, found in zip(table.cells, per_cell, strict=True):
            cells.append(cell.holding(f"f{len(figures) + 1}") if found else cell)
            figures += _numbered(found, len(figures)) if found else ()
        tables.append((grid, altered(table, cells=tuple(cells))))
    return figures, tables, paragraphs


def _read_tables(
    blocks: Sequence[tuple[Section, Block]], prose: Sequence[Figure], catalogue: Catalogue, context: Context
) -> dict[int, tuple[Grid, LabelledTable, list[list[Figure]]]]:
    """Each table at its place among the blocks. What none says of its unit, the one above it or the figures may."""
    read: dict[int, tuple[Grid, LabelledTable, list[list[Figure]]]] = {}
    captions: dict[int, Caption] = {}
    for at, (section, block) in enumerate(blocks):
        if isinstance(block, Paragraph):
            continue
        grid = Grid(block)
        caption = caption_of(grid, _above(blocks, at), [b for _, b in blocks[at + 1 : at + 4]])
        if at - 1 in captions and blocks[at - 1][0] is section:
            caption = following(caption, captions[at - 1])
        captions[at] = caption
        read[at] = grid, *read_table(grid, section, caption, f"t{len(captions)}", catalogue, context)
    silent = [at for at, caption in captions.items() if not caption.unit]
    figures = (
        [*prose, *(figure for _, _, cells in read.values() for made in cells for figure in made)] if silent else []
    )
    stated = {f.value * f.scale for f in figures if f.kind is Kind.AMOUNT and f.value and "/" not in f.unit}
    for at in silent:
        grid, table, _ = read[at]
        caption = told_elsewhere(grid, captions[at], stated)
        if caption.unit:
            read[at] = grid, *read_table(grid, blocks[at][0], caption, table.table_id, catalogue, context)
    return read


def _reckoned(figures: list[Figure], paragraphs: Paragraphs, outline: Outline) -> list[Figure]:
    """The figures with the bare operands of formulas in their places; `paragraphs` gets them too."""
    stated = None
    count = len(figures)
    for number, items in paragraphs.items():
        for i, (paragraph, made) in enumerate(items):
            if not made or not has_formula(paragraph):
                continue
            stated = stated_amounts(figures) if stated is None else stated
            more = with_operands(paragraph, outline.sections[number], made, stated)
            if len(more) == len(made):
                continue
            at = figures.index(made[0])
            more = [f if f.figure_id else f.numbered(f"f{(count := count + 1)}") for f in more]
            figures[at : at + len(made)] = more
            items[i] = paragraph, more
    return figures


def _above(blocks: Sequence[tuple[Section, Block]], at: int) -> list[Block]:
    """The three blocks before a table, less what stands below an earlier one and above a title: that one's unit."""
    start = max(at - 3, 0)
    below = (n for n in range(start, at - 1) if n and isinstance(blocks[n - 1][1], Table))
    return [block for _, block in blocks[max((n + 1 for n in below), default=start) : at]]


def _called(figures: list[Figure], prose: Scheme, sections: Sequence[Section], catalogue: Catalogue) -> list[Figure]:
    """The figures, scores that bear only their heading, or 四个指标, called by the item that the prose gives them.

    What an item gets and may get is its own; what is deducted keeps the name of what it is deducted for.
    """
    items = {key: score for score in (*prose.totals, *prose.items) for key in score.figures}

    def called(figure: Figure, item: Score) -> Figure:
        if not item.name or item.name == figure.label:
            return figure
        title = unmarked(sections[figure.section].title)
        bare = title.startswith(figure.label) or COUNTED_GROUPS.search(figure.label)
        own = figure.value in {item.awarded, item.full_marks} and figure.label not in item.name
        if not bare and not own:
            return figure
        # What may be given at most is no indicator's score.
        given = not _AT_MOST.search(figure.label) and (bare or figure.value == item.awarded)
        return altered(figure, label=item.name, indicator=catalogue.find(item.name, Kind.SCORE) if given else None)

    return [called(figure, item) if (item := items.get(figure.figure_id)) else figure for figure in figures]


def _numbered(figures: list[Figure], count: int) -> list[Figure]:
    return [figure.numbered(f"f{count + i}") for i, figure in enumerate(figures, 1)]


def _blocks(outline: Outline) -> Iterator[tuple[Section, Block]]:
    """All blocks with their sections as they stand on the pages. A section's last lines may follow its subsections."""
    placed: list[tuple[tuple[int, float, int], Section, Block]] = []
    for section in outline.sections:
        title = _title(section)
        for n, block in enumerate((*title, *section.body)):
            place = _place(block, len(placed))
            if n < len(title) and section.body:  # on a crooked page the text on its line may stand higher
                place = min(place, (*_place(section.body[0], 0)[:2], len(placed)))
            placed.append((place, section, block))
    for _, section, block in _in_order(placed):
        yield section, block


def _title(section: Section) -> tuple[Paragraph, ...]:
    """A section's heading less its marker, which is no part of any label."""
    if section.heading is None or not section.heading.text[len(section.marker) :].strip():
        return ()
    return (section.heading.slice(len(section.marker)),) if section.marker else (section.heading,)


def _in_order(
    placed: list[tuple[tuple[int, float, int], Section, Block]],
) -> list[tuple[tuple[int, float, int], Section, Block]]:
    """The blocks in the outline's order, but for those moved to an earlier section, which go back to their place."""
    return sorted(placed, key=lambda item: item[0])


def _place(block: Block, number: int) -> tuple[int, float, int]:
    """Page, height on it, and the outline's own order for blocks on one line."""
    if isinstance(block, Table):
        return block.page, block.box.top, number
    return block.page, round(block.lines[0].top), number
