"""Scoring tables (评分表): which rows are scored indicators, which are totals over them, and what each was given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from extractors.scores.columns import role_of_column, roles_of, roles_of_two
from extractors.tables.heads import bare, is_ordinal, label_text
from schemas.catalogue import group_name
from schemas.figure import Figure, Kind
from schemas.report import LabelledCell, LabelledTable, Scheme, Score

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from decimal import Decimal

    from extractors.tables.grid import Grid
    from schemas.document import Cell, Section

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]?")
_SAID = re.compile(r"[；;，,\s](?:自评)?得分\s*[:：]\s*\d+(?:\.\d+)?\s*分?\s*$")
_HEAD_WEIGHED = re.compile(r"加权|折[算合]")
_HEAD_OWN = re.compile(r"自评|自查|单位|部门")
_TOTAL = re.compile(
    r"[合总小共]计(?:得分|分值|分数)?$|总(?:得|评)?分$|总分值$|^汇总$|^平均(?:得?分|值|数)?$"
    r"|^(?:最[终后]|综合|自评|评价|实际|考核|绩效|评定|加权|部门|单位|项目)*(?:得分|评分|分数|分值|成绩|总评|满分)$"
)
_OVERALL = re.compile(
    r"[合总共]计|总(?:得|评)?分|总分值|汇总|^平均(?:得?分|值|数)?$|得分$|评分$|分数$|分值$|成绩$|总评$|满分$"
)
_FUNDS_ROW = re.compile(r"资金(?:总额|合计)?$|支出(?:总额|合计|总计)$|^(?:全年|年度)?预算(?:执行|总额)?$|^合计$|^总额$")
_BONUS = re.compile(r"加分|加减分|减分|附加(?:分|项|指标|$)|奖励(?:分|项|指标|$)")
_MARKS = re.compile(
    r"\s*[（(][^（）()]*\d+(?:\.\d+)?\s*分[^（）()]*[）)]|\s*(?:指标)?(?:分值|满分)\s*\d+(?:\.\d+)?\s*分$"
)
_ORDINAL = re.compile(
    r"^(?:指标\d+[:：]?|\d+[.、．](?!\d)|[（(]?[一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、(?![一二三四五六七八九十]+[^、])|[①-⑳])\s*"
)
_LETTER = re.compile(r"^\s*[A-H][\s.．、]\s*(?=[\u4e00-\u9fff])")  # A 项目决策
_RANKS = tuple(
    map(
        re.compile,
        (
            r"[一二三四五六七八九十]+、",
            r"[（(][一二三四五六七八九十]+[）)]",
            r"\d+[.、．](?!\d)",
            r"[（(]?\d+[）)]",
            r"[①-⑳]",
        ),
    )
)
_NUMBERS = tuple(
    map(
        re.compile,
        (
            r"[一二三四五六七八九十]+、?",
            r"[（(][一二三四五六七八九十]+[）)]",
            r"\d+[.、．]?",
            r"\d+[.．]\d+",
            r"\d+[.．]\d+[.．]\d+",
            r"[（(]\d+[）)]",
        ),
    )
)
_CLASS = re.compile(r"(?<![率性度])指标$")
NAME_OF_FUNDS, CODE_OF_FUNDS = "预算执行率", "score.execution"
_SUBTOTAL = "小计"
_GROUP = re.compile(r"(?:指标|类|部分|投入|过程|决策|管理|产出|效[益果率]|满意度?|履职|执行)$")


@dataclass
class _Claim:
    """What a row says of the indicator that its names lead to: full marks and points."""

    names: tuple[str, ...]
    row: int
    page: int
    full: Figure | None = None
    got: Figure | None = None
    got_head: str = ""
    why: str = ""
    heads: list[str] = field(default_factory=list)
    number: str = ""  # 序号, where it has a column of its own

    def take(self, told: Mapping[str, Figure], head: str) -> None:
        """Full marks, points, or both, that a cell below a head holds; the body's own points go before another's."""
        self.full = self.full or told.get("full")
        own = self.got is None or any(
            h.search(head) and not h.search(self.got_head) for h in (_HEAD_OWN, _HEAD_WEIGHED)
        )
        if "got" in told and own:
            self.got, self.got_head = told["got"], head

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""

    @property
    def is_total(self) -> bool:
        """Whether the row says by its name that it adds up others."""
        return any(_TOTAL.search(_plain(name)) for name in self.names) and not self.is_funds

    @property
    def is_subtotal(self) -> bool:
        """Whether the row adds up others and names no group."""
        return {_plain(name) for name in self.names} == {_SUBTOTAL}

    @property
    def is_funds(self) -> bool:
        """Whether the row scores how the budget was executed."""
        return bool(_FUNDS_ROW.search(_plain(self.name))) and any("执行率" in head for head in self.heads)


def table_scheme(table: LabelledTable, grid: Grid, section: Section, figures: Mapping[str, Figure]) -> Scheme:
    """What a table scores. A table that scores nothing has no items and no totals."""
    made = list(_claims(table, grid, figures)) or list(_across(table, figures))
    groups = _groups(made)
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


def _funds(claim: _Claim, section: Section) -> Score:
    """What a form gives for how its money was spent, under the row's own name where that is more than 合计."""
    score = _score(claim, section)
    named = "总额" in score.name and score.name != "总额"
    above = _name(claim.names[0])
    if named and "预算执行" in above:
        return replace(score, name=above, indicator=CODE_OF_FUNDS)
    return replace(score, name=score.name if named else NAME_OF_FUNDS, indicator=CODE_OF_FUNDS)


def _total(claim: _Claim, section: Section, groups: Collection[str]) -> Score:
    """A row that adds up others: 产出小计 is a group's points by that name, a bare 小计 bears that of the group above.

    The scheme's own total bears none.
    """
    names = [n for part in claim.names if (n := _name(part))]
    above = list(takewhile(lambda n: not _TOTAL.search(n), names))
    said = names[len(above)] if len(names) > len(above) else ""
    summed = re.search(r"(?:得分)?[小合总共]计", said)
    part = said[: summed.start()] if summed else ""
    group = bool(part) and (_SUBTOTAL in said or group_name(part) in groups or bool(_GROUP.search(part)))
    bare_total = above or ([""] if _OVERALL.search(said) else [_SUBTOTAL])
    names = [*above, said if _SUBTOTAL in said else part] if group else bare_total
    return replace(_score(claim, section, names), is_group=group or bool(above and _SUBTOTAL in said))


def _score(claim: _Claim, section: Section, names: Sequence[str] | None = None, *, group: bool = False) -> Score:
    names = [n for part in claim.names if (n := _name(part))] if names is None else names
    return Score(
        name=names[-1] if names else "",
        section_path=section.path,
        page=claim.page,
        figures=tuple(dict.fromkeys(f.figure_id for f in (claim.full, claim.got) if f is not None)),
        full_marks=_value(claim.full),
        awarded=_value(claim.got),
        level1=names[0] if len(names) > 1 else "",
        level2=names[1] if len(names) > 2 else "",
        is_group=group,
        is_bonus=any(_BONUS.search(part) for part in claim.names),
        reason="" if bare(claim.why) in {"", "无", "/", "-", "—"} else claim.why,
    )


def _value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure is not None else None


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return _BRACKETS.sub("", bare(name)).strip("：:")


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    """A name without its marker and its marks in brackets."""
    name = _MARKS.sub("", label_text(_LETTER.sub("", text))).strip()
    return _ORDINAL.sub("", name) or name


def _claims(table: LabelledTable, grid: Grid, figures: Mapping[str, Figure]) -> Iterator[_Claim]:
    """Each row's claims, those of the deepest names last; rows whose columns bear no scores make none."""
    roles = roles_of({c.column_label for c in table.cells if not c.is_header})
    two = any(roles_of_two(column) for column in roles)
    if "got" not in roles.values() and not two:
        return
    rows: dict[int, list[int]] = {}
    for at, labelled in enumerate(table.cells):
        if not labelled.is_header:
            rows.setdefault(labelled.cell.row, []).append(at)
    for row in sorted(rows):
        yield from _row(table, rows[row], roles, grid, figures)


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
        claim.full = claim.full or marked.get(claim.name)
        claim.number = number
        claim.why = next(iter(why.values()), "") if n == len(claims) - 1 else ""
    yield from claims.values()
    claimed = {claim.name for claim in claims.values()}
    for at in row:
        cell = table.cells[at].cell
        if cell.text in marked and cell.text not in claimed:
            names = (*(owner.text for owner in grid.row_names(cell.row, cell.col)), cell.text)
            yield _Claim(names, cell.row, cell.box.page, full=marked[cell.text], heads=heads)


def _told(labelled: LabelledCell, figures: Mapping[str, Figure]) -> Figure | None:
    """The points that a form's cell names itself (执行率：91%；得分：9.1); None for any other cell."""
    first = figures.get(labelled.figure or "")
    if first is None or not _SAID.search(labelled.cell.text):
        return None
    place = (first.table_id, first.row, first.col)
    scores = [f for f in figures.values() if f.kind is Kind.SCORE and (f.table_id, f.row, f.col) == place]
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
    """The names of what a cell speaks of: up to the last that reaches over all of the cell's rows."""
    last = cell.row + cell.row_span
    wide = [n for n, name in enumerate(names) if name.row + name.row_span >= last]
    return tuple(names[: wide[-1] + 1]) if wide else tuple(names)


def _marked(table: LabelledTable, row: Sequence[int], figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The full marks that names bear in brackets, by the cells' text."""
    found = {}
    for at in row:
        labelled = table.cells[at]
        figure = figures.get(labelled.figure or "")
        if figure is not None and figure.kind is Kind.SCORE and _MARKS.search(labelled.cell.text):
            found[labelled.cell.text] = figure
    return found


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
