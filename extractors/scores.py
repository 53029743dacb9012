"""Scored indicators (评分指标) from prose and from scoring tables. Totals and subtotals are no indicators."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from extractors.grid import bare
from schemas.catalogue import normalise
from schemas.figure import Figure, Kind
from schemas.report import LabelledTable, Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from schemas.catalogue import Catalogue
    from schemas.document import Paragraph, Section

_TOTAL = re.compile(
    r"平均|总分|总得分|总计|合计|小计|总评|综合得分|综合评分|整体支出绩效自评|绩效自评得分|自评总|评价总|^自评得分$|^得分$"
)
_BARE_TOTAL = re.compile(
    r"(?:我[局单厅委办院]位?|本部门|本单位)?(?:自评|评价|最终|综合)?(?:得分|评分|自评分|自评)(?:为|是)?"
)
_BARE_GOT = re.compile(
    r"(?:该项|该指标|本项|本指标|我[局厅委办单]位?)?(?:自评|自评得分|得分|自评满分|得|评分|自评得|满分|计)(?:为|是)?\s*"
)
_PART_MARKS = re.compile(
    r"(?:分值|满分|标准分|权重)[^\d，。；]{0,4}(?!100)\d{1,2}(?:\.\d+)?\s*分|[（(]\s*(?!100)\d{1,2}\s*分\s*[)）]"
)
_BOTH = re.compile(r"(?:自评|得|评为|评|获|计|获得)满分[^\d，。；]{0,4}$")
_FULL = re.compile(r"(?:分值|满分|标准分|权重|应得|基本分|基础分|总分值|分数)[^\d，。；得扣]{0,5}$")
_CUT = re.compile(r"(?:扣|扣减|扣除|扣分|失分)[^\d，。；得]{0,4}$")
_BONUS = re.compile(r"(?:加|加分|附加|奖励|加计)[^\d，。；得扣]{0,4}$")
_GOT = re.compile(r"(?:得|自评|评分|得分|计|记|实得|打分|赋分|获|评)[^\d，。；扣加]{0,8}$")
_BRACKET = re.compile(r"[（(]\s*(?:满分|分值|权重|计)?\s*$")
_REASON = re.compile(r"(?:扣分|偏差|失分)(?:的)?(?:主要)?原因(?:分析)?\s*(?:为|是|[:：])?\s*(?P<why>[^。]+)")
_MARKS = re.compile(r"[（(][^（）()]*\d+(?:\.\d+)?\s*分[^（）()]*[）)]|\s*(?:指标)?(?:分值|满分)\s*\d+(?:\.\d+)?\s*分$")
_BONUS_NAME = re.compile(r"加分|加减分|减分|附加|奖励")
_HEAD_FULL = re.compile(r"分值|满分|标准分|权重|基本分|参考分")
_HEAD_GOT = re.compile(r"得分|自评分|评分$|实得|评价分")
_HEAD_WHY = re.compile(r"原因|扣分说明|扣分情况")
_FUNDS_ROW = re.compile(r"资金(?:总额|合计)?$|支出(?:总额|合计|总计)$|^(?:全年|年度)?预算(?:执行|总额)?$|^合计$")
# 自评得分 97 分，其中过程 29 分、产出 68 分: what stands beside the total is what was got.
_LISTED = re.compile(r"(?:^|其中|[，、：:])[：:]?[\u4e00-\u9fff“”]{2,16}$")
_TOGETHER = re.compile(r"(?:[二两三四五][项方者]|以上|上述|综上)[^。；]{0,30}(?:得|评|计|扣|加)")
_NAME_OF_FUNDS = "预算执行率"


@dataclass
class _Item:
    """What has been read of one scored indicator."""

    name: str
    full: Decimal | None = None
    got: Decimal | None = None
    figures: list[str] = field(default_factory=list)
    bonus: bool = False
    page: int = 0


def prose_scores(
    sections: Sequence[Section], paragraphs: Mapping[int, Sequence[tuple[Paragraph, Sequence[Figure]]]]
) -> list[Score]:
    """The scored indicators that the prose of each section states. `paragraphs` holds a section's, with figures."""
    made: list[tuple[int, Score, bool]] = []
    for section in sections:
        for score, breakdown in _section_scores(section, sections, paragraphs.get(section.number, ())):
            made.append((section.number, score, breakdown))
    made = [(number, _of_both(score, sections[number], sections, made, paragraphs), b) for number, score, b in made]
    scored = {number for number, score, breakdown in made if score.awarded is not None and not breakdown}
    parents = {n for number in scored for n in _ancestors(sections, number)}
    real = [score for number, score, breakdown in made if number not in parents and not breakdown]
    return real or [score for _, score, _ in made]


def _of_both(
    score: Score,
    section: Section,
    sections: Sequence[Section],
    made: Sequence[tuple[int, Score, bool]],
    paragraphs: Mapping[int, Sequence[tuple[Paragraph, Sequence[Figure]]]],
) -> Score:
    """The score under its parent's name when it closes several parts at once: ②…。两项均未突破预算，自评满分 5 分."""
    if section.parent is None or score.name != _MARKS.sub("", section.title).strip():
        return score
    parts = [other.number for other in sections if other.parent == section.parent]
    if parts[-1] != section.number or len(parts) < 2:
        return score
    if any(number in {*parts, section.parent} - {section.number} for number, _, _ in made):
        return score
    text = "".join(paragraph.text for paragraph, _ in paragraphs.get(section.number, ()))
    parent = _MARKS.sub("", sections[section.parent].title).strip()
    return replace(score, name=parent) if parent and _TOGETHER.search(text) else score


def _ancestors(sections: Sequence[Section], number: int) -> Iterable[int]:
    parent = sections[number].parent
    while parent is not None:
        yield parent
        parent = sections[parent].parent


def _section_scores(
    section: Section, sections: Sequence[Section], paragraphs: Sequence[tuple[Paragraph, Sequence[Figure]]]
) -> list[tuple[Score, bool]]:
    """A section's scores; the flag says that the score stands beside the report's total and so breaks it down."""
    found: list[tuple[Score, bool]] = []
    open_item: _Item | None = None
    reasons = [m["why"].strip() for p, _ in paragraphs if (m := _REASON.search(p.text))]
    level1 = sections[section.parent].title if section.parent else ""
    items: list[tuple[_Item, bool]] = []
    counted = [f for _, figures in paragraphs for f in figures if f.kind is Kind.SCORE and not is_total(f)]
    alone = len(counted) == 1
    for paragraph, figures in paragraphs:
        scores = [f for f in figures if f.kind is Kind.SCORE]
        breakdown = any(is_total(f) for f in scores)
        at = 0
        for figure in scores:
            start = paragraph.text.find(figure.printed, at)
            clause = paragraph.text[max(at, start - 40) : start]
            at = max(start, at) + len(figure.printed)
            if is_total(figure) or start < 0:
                continue
            open_item = _take(items, open_item, figure, _clause(clause), section, breakdown=breakdown, alone=alone)
    for item, breakdown in items:
        if item.got is None and item.full is None:
            continue
        score = Score(
            name=item.name,
            section_path=section.path,
            page=item.page,
            figures=tuple(item.figures),
            full_marks=item.full,
            awarded=item.got,
            level1=_MARKS.sub("", level1),
            is_bonus=item.bonus,
            reason=reasons[0] if reasons and len(items) == 1 else "",
        )
        found.append((score, breakdown))
    return found


def is_total(figure: Figure) -> bool:
    """Whether a score is the whole report's."""
    if _BARE_TOTAL.fullmatch(figure.label):
        small = figure.value is not None and figure.value <= 40
        return not small and not _PART_MARKS.search(figure.evidence.quote)
    return figure.indicator == "score.total" or bool(_TOTAL.search(figure.label))


def _clause(words: str) -> str:
    return re.split(r"[。；]", words)[-1]


def _take(
    items: list[tuple[_Item, bool]],
    item: _Item | None,
    figure: Figure,
    clause: str,
    section: Section,
    *,
    breakdown: bool,
    alone: bool,
) -> _Item | None:
    """Put one printed score where it belongs: into the item that is open, or into a new one."""
    title = _MARKS.sub("", section.title).strip()
    name = _MARKS.sub("", figure.label).strip()
    bare_clause = _BARE_GOT.fullmatch(re.split(r"[，,。；;]", clause)[-1].strip())
    if not name or _BARE_TOTAL.fullmatch(name) or (bare_clause and alone and title):
        name = title
    in_bracket = bool(_BRACKET.search(clause))
    role = next(
        (
            word
            for word, pattern in (("both", _BOTH), ("cut", _CUT), ("bonus", _BONUS), ("full", _FULL), ("got", _GOT))
            if pattern.search(clause)
        ),
        "full" if in_bracket else "",
    )
    if not role and breakdown and _LISTED.search(clause):
        role = "got"
    if not role:
        return item
    taken = item is None or (normalise(name) != normalise(item.name) and not _same(name, item.name, title))
    filled = item is not None and (
        (role in {"got", "both", "bonus"} and item.got is not None) or (role == "full" and item.full is not None)
    )
    if item is None or ((taken or filled) and role != "cut"):
        item = _Item(name, page=figure.evidence.boxes[0].page)
        items.append((item, breakdown))
    item.figures.append(figure.figure_id)
    if role in {"both", "full"}:
        item.full = figure.value
    if role in {"both", "got", "bonus"}:
        item.got = figure.value
    item.bonus = item.bonus or role == "bonus" or bool(_BONUS_NAME.search(item.name))
    return item


def _same(name: str, other: str, title: str) -> bool:
    """Whether two names in one sentence mean one indicator: one is the heading's, or is part of the other."""
    a, b = normalise(name), normalise(other)
    return a in b or b in a or (normalise(title) in {a, b} and not re.search(r"率|性|度", name + other))


def table_scores(table: LabelledTable, section: Section, figures: Mapping[str, Figure]) -> list[Score]:
    """The scored indicators of a scoring table: rows with marks, less totals and subtotals."""
    rows: dict[int, list[int]] = {}
    for at, labelled in enumerate(table.cells):
        if not labelled.is_header:
            rows.setdefault(labelled.cell.row, []).append(at)
    made: list[Score] = []
    funds = False
    for row in sorted(rows):
        score = _row_score(table, rows[row], section, figures)
        if score is None:
            continue
        if score.name == _NAME_OF_FUNDS and any("执行率" in table.cells[at].column_label for at in rows[row]):
            if funds:
                continue
            funds = True
        made.append(score)
    return made


def _row_score(
    table: LabelledTable, row: Sequence[int], section: Section, figures: Mapping[str, Figure]
) -> Score | None:
    full = got = None
    ids: list[str] = []
    why, label = "", ""
    for at in row:
        labelled = table.cells[at]
        head = labelled.column_label.rpartition("/")[2]
        if _HEAD_WHY.search(head):
            why = labelled.cell.text.strip()
        figure = figures.get(labelled.figure or "")
        if figure is None or figure.kind is not Kind.SCORE:
            continue
        if _HEAD_GOT.search(head) and not _HEAD_FULL.search(head):
            got, label = figure.value, labelled.row_label
            ids.append(figure.figure_id)
        elif _HEAD_FULL.search(head):
            full = figure.value
            ids.append(figure.figure_id)
    if got is None or not label:
        return None
    parts = [_MARKS.sub("", part).strip() for part in label.split("/")]
    name = (
        re.sub(
            r"^(?:指标\d+[:：]?|\d+[.、．]|[（(]?[一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、)\s*",
            "",
            parts[-1],
        )
        or parts[-1]
    )
    if any(_TOTAL.search(part) and "资金" not in label for part in parts):
        return None
    heads = [table.cells[at].column_label for at in row]
    if _FUNDS_ROW.search(name) and any("执行率" in head for head in heads):
        name = _NAME_OF_FUNDS
    return Score(
        name=name,
        section_path=section.path,
        page=table.cells[row[0]].cell.box.page,
        figures=tuple(ids),
        full_marks=full,
        awarded=got,
        level1=parts[0] if len(parts) > 1 else "",
        level2=parts[1] if len(parts) > 2 else "",
        is_bonus=bool(_BONUS_NAME.search(name)),
        reason="" if bare(why) in {"", "无", "/", "-", "—"} else why,
    )


def settle(prose: Sequence[Score], tables: Sequence[Sequence[Score]], catalogue: Catalogue) -> tuple[Score, ...]:
    """The scores of the prose and of each table with their codes, less those of a scheme that is stated twice.

    The same indicator may be scored in the forms of several projects, each for itself. A table repeats another, or the
    prose, when at least half of what it scores stands there too.
    """
    kept = list({_key(score): score for score in reversed(prose) if normalise(score.name)}.values())[::-1]
    schemes = [Counter(map(_key, kept))]
    for table in tables:
        scheme = Counter(map(_key, table))
        shared = max((scheme & other for other in schemes), key=Counter.total)
        repeated = shared if 2 * shared.total() >= scheme.total() else Counter()
        for score in table:
            if repeated[_key(score)]:
                repeated[_key(score)] -= 1
            else:
                kept.append(score)
        schemes.append(scheme)
    return tuple(
        replace(score, indicator=catalogue.find(score.name, Kind.SCORE) or catalogue.find(score.name, Kind.RATE))
        for score in kept
    )


def _key(score: Score) -> tuple[str, Decimal | None]:
    return normalise(score.name), score.awarded
