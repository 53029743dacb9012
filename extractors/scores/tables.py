"""Scoring tables (评分表): which rows are scored indicators, which are totals over them, and what each was given."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from extractors.scores.claims import MARKS, SUBTOTAL, TOTAL, Claim, claims_of, value_of
from extractors.scores.ranks import groups_of
from extractors.tables.heads import bare, label_text
from schemas.catalogue import group_name
from schemas.report import LabelledTable, Scheme, Score

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from extractors.tables.grid import Grid
    from schemas.document import Section
    from schemas.figure import Figure

_OVERALL = re.compile(
    r"[合总共]计|总(?:得|评)?分|总分值|汇总|^平均(?:得?分|值|数)?$|得分$|评分$|分数$|分值$|成绩$|总评$|满分$"
)
_BONUS = re.compile(r"加分|加减分|减分|附加(?:分|项|指标|$)|奖励(?:分|项|指标|$)")
_ORDINAL = re.compile(
    r"^(?:指标\d+[:：]?|\d+[.、．](?!\d)|[（(]?[一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、(?![一二三四五六七八九十]+[^、])|[①-⑳])\s*"
)
_LETTER = re.compile(r"^\s*[A-H][\s.．、]\s*(?=[\u4e00-\u9fff])")  # A 项目决策
NAME_OF_FUNDS, CODE_OF_FUNDS = "预算执行率", "score.execution"
_GROUP = re.compile(r"(?:指标|类|部分|投入|过程|决策|管理|产出|效[益果率]|满意度?|履职|执行)$")


def table_scheme(table: LabelledTable, grid: Grid, section: Section, figures: Mapping[str, Figure]) -> Scheme:
    """What a table scores. A table that scores nothing has no items and no totals."""
    made = claims_of(table, grid, figures)
    groups = groups_of(made)
    named = {group_name(claim.names[0]) for claim in made if len(claim.names) > 1}
    items: list[Score] = []
    totals: list[Score] = []
    funds = False
    above: set[str] = set()  # the groups since the last subtotal
    for n, claim in enumerate(made):
        if claim.is_subtotal and len(above) == 1:
            claim.names = (*above, *claim.names)
        above = set() if claim.is_total else above | set(claim.names[:-1][:1])
        if claim.is_funds and claim.got is not None:
            if not funds:
                items.append(_funds(claim, section))
            funds = True
        elif claim.is_total:
            totals.append(_total(claim, section, named))
        elif n in groups or claim.got is None:
            totals.append(_score(claim, section, group=n in groups))
        elif _name(claim.name):
            items.append(_score(claim, section))
    return Scheme(table.table_id, tuple(items), tuple(totals))


def _funds(claim: Claim, section: Section) -> Score:
    """What a form gives for how its money was spent, under the row's own name where that is more than 合计."""
    score = _score(claim, section)
    named = "总额" in score.name and score.name != "总额"
    above = _name(claim.names[0])
    if named and "预算执行" in above:
        return replace(score, name=above, indicator=CODE_OF_FUNDS)
    return replace(score, name=score.name if named else NAME_OF_FUNDS, indicator=CODE_OF_FUNDS)


def _total(claim: Claim, section: Section, groups: Collection[str]) -> Score:
    """A row that adds up others: 产出小计 is a group's points by that name, a bare 小计 bears that of the group above.

    The scheme's own total bears none.
    """
    names = [n for part in claim.names if (n := _name(part))]
    above = list(takewhile(lambda n: not TOTAL.search(n), names))
    said = names[len(above)] if len(names) > len(above) else ""
    summed = re.search(r"(?:得分)?[小合总共]计", said)
    part = said[: summed.start()] if summed else ""
    group = bool(part) and (SUBTOTAL in said or group_name(part) in groups or bool(_GROUP.search(part)))
    bare_total = above or ([""] if _OVERALL.search(said) else [SUBTOTAL])
    names = [*above, said if SUBTOTAL in said else part] if group else bare_total
    return replace(_score(claim, section, names), is_group=group or bool(above and SUBTOTAL in said))


def _score(claim: Claim, section: Section, names: Sequence[str] | None = None, *, group: bool = False) -> Score:
    names = [n for part in claim.names if (n := _name(part))] if names is None else names
    return Score(
        name=names[-1] if names else "",
        section_path=section.path,
        page=claim.page,
        figures=tuple(dict.fromkeys(f.figure_id for f in (claim.full, claim.got) if f is not None)),
        full_marks=value_of(claim.full),
        awarded=value_of(claim.got),
        level1=names[0] if len(names) > 1 else "",
        level2=names[1] if len(names) > 2 else "",
        is_group=group,
        is_bonus=any(_BONUS.search(part) for part in claim.names),
        reason="" if bare(claim.why) in {"", "无", "/", "-", "—"} else claim.why,
    )


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    """A name without its marker and its marks in brackets."""
    name = MARKS.sub("", label_text(_LETTER.sub("", text))).strip()
    return _ORDINAL.sub("", name) or name
<<<<<<< HEAD
=======


def _claims(table: LabelledTable, grid: Grid, figures: Mapping[str, Figure]) -> Iterator[_Claim]:
    """Each row's claims, those of the deepest names last; rows whose columns bear no scores make none."""
    roles = roles_of({c.column_label for c in table.cells if not c.is_header})
    if "got" not in roles.values() and (earned := _earned(table, roles, figures)):
        roles = {**roles, earned: "got"}
    two = any(roles_of_two(column) for column in roles)
    if "got" not in roles.values() and not two:
        return
    rows: dict[int, list[int]] = {}
    for at, labelled in enumerate(table.cells):
        if not labelled.is_header:
            rows.setdefault(labelled.cell.row, []).append(at)
    for row in sorted(rows):
        yield from _row(table, rows[row], roles, grid, figures)


def _earned(table: LabelledTable, roles: Mapping[str, str], figures: Mapping[str, Figure]) -> str:
    """The column of points among two that say 分值 or 权重: what the printed 得分率 is reckoned from; "" if none."""
    rate = next((column for column in roles if _RATE_OF_POINTS.search(column)), "")
    full = [column for column, role in roles.items() if role == "full"]
    if not rate or len(full) != 2:
        return ""
    rows: dict[int, dict[str, Decimal]] = {}
    for labelled in table.cells:
        value = _value(figures.get(labelled.figure or ""))
        if value is not None and labelled.column_label in {rate, *full}:
            rows.setdefault(labelled.cell.row, {})[labelled.column_label] = value
    whole = [row for row in rows.values() if len(row) == len(full) + 1]
    for most, got in (full, full[::-1]):
        fit = [row for row in whole if abs(row[got] * 100 - row[rate] * row[most]) < row[most]]
        if len(fit) * 2 > len(whole) and any(row[got] < row[most] for row in fit):
            return got
    return ""


def _row(
    table: LabelledTable, row: Sequence[int], roles: Mapping[str, str], grid: Grid, figures: Mapping[str, Figure]
) -> Iterator[_Claim]:
    """A row's claims: points and marks belong to the deepest name to their left that reaches over as many rows."""
    claims: dict[tuple[int, ...], _Claim] = {}
    heads = [table.cells[at].column_label for at in row]
    why: dict[int, str] = {}
    number = ""
    for at in row:
        labelled = table.cells[at]
        cell, role = labelled.cell, roles.get(labelled.column_label, "")
        if is_ordinal(labelled.column_label):
            number = bare(cell.text)
        if role == "why" and cell.text.strip():
            why[cell.col] = cell.text.strip()
        figure = figures.get(labelled.figure or "")
        if not role and (told := _told(labelled, figures)):
            owner = grid.row_names(cell.row, cell.col)[:1]
            claims[tuple(name.col for name in owner)] = _Claim(
                tuple(name.text for name in owner), cell.row, cell.box.page, got=told, heads=heads
            )
        if role not in {"full", "got"} or figure is None or figure.kind is not Kind.SCORE:
            continue
        owners = _owners(grid.row_names(cell.row, cell.col), cell)
        key = tuple(owner.col for owner in owners[-1:])
        claim = claims.setdefault(
            key, _Claim(tuple(owner.text for owner in owners), cell.row, cell.box.page, heads=heads)
        )
        both = _two(labelled, figure, figures) or {role: figure}
        claim.take(both, labelled.column_label.rpartition("/")[2])
    marked = _marked(table, row, figures)
    for n, claim in enumerate(claims.values()):
        claim.names = _headed(grid, claim) or claim.names
        claim.full = claim.full or next(iter(marked.get(claim.name, ())), None)
        claim.number = number
        claim.why = next(iter(why.values()), "") if n == len(claims) - 1 else ""
    yield from claims.values()
    claimed = {claim.name for claim in claims.values()}
    for at in row:
        cell = table.cells[at].cell
        if cell.text in marked and cell.text not in claimed:
            names = (*(owner.text for owner in grid.row_names(cell.row, cell.col)), cell.text)
            full, *got = marked[cell.text]
            yield _Claim(names, cell.row, cell.box.page, full=full, got=next(iter(got), None), heads=heads)


def _told(labelled: LabelledCell, figures: Mapping[str, Figure]) -> Figure | None:
    """The points that a form's cell names itself (执行率：91%；得分：9.1); None for any other cell."""
    first = figures.get(labelled.figure or "")
    if first is None or not _SAID.search(labelled.cell.text):
        return None
    scores = _scores_in(first, figures)
    return scores[0] if len(scores) == 1 else None


def _two(labelled: LabelledCell, first: Figure, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The points and the full marks of a cell that holds both, by their roles; {} for any other cell."""
    roles = roles_of_two(labelled.column_label)
    if roles is None:
        return {}
    place = (first.table_id, first.row, first.col)
    here = [f for f in figures.values() if (f.table_id, f.row, f.col) == place]
    return dict(zip(roles, here, strict=True)) if len(here) == 2 else {}


def _headed(grid: Grid, claim: _Claim) -> tuple[str, ...]:
    """The indicator that the head over a row of funds names with its marks (预算执行情况（20 分）); () if none does."""
    if claim.got is None or claim.full is not None or not any("执行率" in head for head in claim.heads):
        return ()
    heads = grid.heads_above(claim.row, 0)
    return (label_text(_MARKS.sub("", heads[-1].text)),) if heads and _MARKS.search(heads[-1].text) else ()


def _owners(names: Sequence[Cell], cell: Cell) -> tuple[Cell, ...]:
    """The names of what a cell speaks of: up to the last that reaches over all of the cell's rows.

    A name with its value in the next cell (预算数（A）, 26,140.00 万元) is one of the values of what stands before it.
    """
    values = (n for n, name in enumerate(names) if n > 1 and is_number(name.text))
    names = names[: next(values, len(names) + 1) - 1]
    last = cell.row + cell.row_span
    wide = [n for n, name in enumerate(names) if name.row + name.row_span >= last]
    return tuple(names[: wide[-1] + 1]) if wide else tuple(names)


def _marked(table: LabelledTable, row: Sequence[int], figures: Mapping[str, Figure]) -> dict[str, list[Figure]]:
    """The full marks that names bear in brackets, with the points that may stand beside them, by the cells' text."""
    found = {}
    for at in row:
        labelled = table.cells[at]
        figure = figures.get(labelled.figure or "")
        if figure is not None and figure.kind is Kind.SCORE and _MARKS.search(labelled.cell.text):
            found[labelled.cell.text] = _scores_in(figure, figures)[:2]
    return found


def _scores_in(first: Figure, figures: Mapping[str, Figure]) -> list[Figure]:
    """The scores of the cell that a figure is the first of."""
    place = (first.table_id, first.row, first.col)
    return [f for f in figures.values() if f.kind is Kind.SCORE and (f.table_id, f.row, f.col) == place]


def _across(table: LabelledTable, figures: Mapping[str, Figure]) -> Iterator[_Claim]:
    """The claims of a table whose indicators stand side by side, with a row of marks and a row of points."""
    claims: dict[str, _Claim] = {}
    for labelled in table.cells:
        figure = figures.get(labelled.figure or "")
        role = role_of_column(labelled.row_label)
        if figure is None or figure.kind is not Kind.SCORE or role not in {"full", "got"} or not labelled.column_label:
            continue
        names = tuple(labelled.column_label.split("/"))
        claim = claims.setdefault(labelled.column_label, _Claim(names, labelled.cell.row, labelled.cell.box.page))
        if role == "full":
            claim.full = claim.full or figure
        else:
            claim.got = claim.got or figure
    if any(claim.got is not None for claim in claims.values()):
        yield from claims.values()


def _groups(claims: Sequence[_Claim]) -> set[int]:
    """The claims that others break down: by their names, or by the markers of a single column."""
    _rank_names(claims)
    paths = {claim.names for claim in claims if claim.got is not None and not claim.is_total}
    above = {names[:n] for names in paths for n in range(1, len(names))}
    return {n for n, claim in enumerate(claims) if claim.names in above}


def _rank_names(claims: Sequence[_Claim]) -> None:
    """Puts the names of the groups before those of the rows that stand below them by their markers."""
    ranks = [_rank(claim) for claim in claims]
    below = {n: _below(claims, ranks, n) for n, rank in enumerate(ranks) if rank is not None}
    for n, rows in reversed(below.items()):
        if rows and (ranks[rows[0]] is not None or _adds_up(claims[n], [claims[i] for i in rows])):
            for i in rows:
                claims[i].names = (*claims[n].names, *claims[i].names)


def _rank(claim: _Claim) -> int | None:
    """How deep a row's marker says that it stands; None without a marker, or where columns tell."""
    if len(claim.names) != 1:
        return None
    if claim.number:
        return next((n for n, number in enumerate(_NUMBERS) if number.fullmatch(claim.number)), None)
    group = 0 if _CLASS.search(_plain(claim.name)) else None
    return next((n for n, marker in enumerate(_RANKS) if marker.match(bare(claim.name))), group)


def _below(claims: Sequence[_Claim], ranks: Sequence[int | None], n: int) -> list[int]:
    """The rows that follow a marked row and stand deeper, up to the next one that does not."""
    found = []
    for i in range(n + 1, len(claims)):
        rank = ranks[i]
        if claims[i].is_total or len(claims[i].names) != 1 or (rank is not None and rank <= (ranks[n] or 0)):
            break
        found.append(i)
    return found


def _adds_up(whole: _Claim, parts: Sequence[_Claim]) -> bool:
    """Whether the parts' marks, or their points, make those of the whole."""
    pairs = [(whole.full, [part.full for part in parts]), (whole.got, [part.got for part in parts])]
    for one, others in pairs:
        values = [_value(other) for other in others]
        if one is not None and None not in values and sum(v for v in values if v is not None) == one.value:
            return True
    return False
>>>>>>> 04e432b (scores: what only bears its heading takes the name of its points)
