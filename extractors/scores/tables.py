"""Scoring tables (评分表): which rows are scored indicators, which are totals over them, and what each was given."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from extractors.scores.claims import MARKS, SUBTOTAL, TOTAL, Claim, claims_of, value_of
from extractors.scores.ranks import groups_of
from extractors.tables.heads import bare, label_text
from schemas.catalogue import group_name
from schemas.record import altered
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
_OF_THESE = re.compile(r"^其中[：:]")
_CODED_SUM = re.compile(r"(?P<code>[A-Z])[\s.．]*小计$")
_LETTER = re.compile(r"^\s*[A-H][\s.．、]\s*(?=[\u4e00-\u9fff])")  # A 项目决策
NAME_OF_FUNDS, CODE_OF_FUNDS = "预算执行率", "score.execution"
_GROUP = re.compile(r"(?:指标|类|部分|投入|过程|决策|管理|产出|效[益果率]|满意度?|履职|执行)$")


def table_scheme(table: LabelledTable, grid: Grid, section: Section, figures: Mapping[str, Figure]) -> Scheme:
    """What a table scores, `figures` are its own. A table that scores nothing has no items and no totals."""
    made = claims_of(table, grid, figures)
    groups = groups_of(made)
    named = {group_name(claim.names[0]) for claim in made if len(claim.names) > 1}
    items: list[Score] = []
    totals: list[Score] = []
    funds = False
    above: set[str] = set()  # the groups since the last subtotal
    last = max((n for n, claim in enumerate(made) if claim.is_total), default=0)
    for n, claim in enumerate(made):
        if (code := _CODED_SUM.match(claim.names[-1] if claim.names else "")) and all(
            map(re.compile(code["code"]).match, above)
        ):
            claim.names = (*claim.names[:-1], SUBTOTAL)  # A小计 below A项目决策
        if len(above) == 1 and (claim.is_subtotal or (claim.is_bare_sum and n < last)):
            claim.names = (*above, SUBTOTAL)
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
        return altered(score, name=above, indicator=CODE_OF_FUNDS)
    return altered(score, name=score.name if named else NAME_OF_FUNDS, indicator=CODE_OF_FUNDS)


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
    return altered(_score(claim, section, names), is_group=group or bool(above and SUBTOTAL in said))


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
    name = _OF_THESE.sub("", MARKS.sub("", label_text(_LETTER.sub("", text))).strip())
    return _ORDINAL.sub("", name) or name
