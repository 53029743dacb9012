"""Scored indicators (评分指标) from prose. Totals and subtotals are no indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from extractors.score_names import is_class, scored_title
from schemas.catalogue import normalise
from schemas.figure import Figure, Kind
from schemas.report import Scheme, Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from schemas.catalogue import Catalogue
    from schemas.document import Paragraph, Section

_TOTAL = re.compile(
    r"平均|总分|总得分|总计|合计|小计|总评|综合得分|综合评分|整体支出绩效自评|绩效自评得分|自评总|评价总|^自评得分$|^得分$"
    r"|整体支出(?:绩效)?(?:评价)?$|^(?:项目|部门|单位|整体)得分$"
)
_BARE_TOTAL = re.compile(
    r"(?:我[局单厅委办院]位?|本部门|本单位)?(?:自评|评价|最终|综合)?(?:得分|评分|自评分|自评)(?:为|是)?"
)
# What stands where a name could, and names nothing: 该项指标, 我局自评, 实得.
_NAMELESS = re.compile(
    r"(?:[该本此其]|上述|以上)?(?:项|小项|部分|类)?(?:评价|考核)?(?:指标)?"
    r"(?:我[局单厅委办院]位?|本?部门|本?单位)?(?:[共合]计|应得?|实得?|各得?|分别|[记计得]|分值|权重|标准分|满分|自评|评价|最[终后]|得分|评分|自评分)*[为是]?"
)
_NAME_TAIL = re.compile(r"(?:[共总]计?|应得|满分|分值|标准分|权重)(?:\d+(?:\.\d+)?分)?$|(?<=[^\W\d]{2})(?<!分)类$")
_BARE_GOT = re.compile(
    r"(?:该项|该指标|本项|本指标|我[局厅委办单]位?)?(?:自评|自评得分|得分|自评满分|得|评分|自评得|满分|计|记|[扣减加]|分值|实得|应得)?[为是]?\s*"
)
# A criterion says what would be given: 控制率不超过100%得5分，每超1个百分点扣1分.
_CRITERION = re.compile(
    r"每(?:再?[超增减低少高多差]|有|出现|发现|缺|迟|降|提|偏|存|项|次|处)[^。]{0,20}扣|扣完为止|否则|的[，,]?(?:不?得|计|扣)\d?|酌情扣"
)
_OUTCOME = re.compile(r"自评|我[局单厅委办院]|实得|实际得|[该本]项|[该本]指标|最[终后]得|故|因此|据此|按此")
_PART_MARKS = re.compile(
    r"(?:分值|满分|标准分|权重)[^\d，。；]{0,4}(?!100)\d{1,2}(?:\.\d+)?\s*分|[（(]\s*(?!100)\d{1,2}\s*分\s*[)）]"
)
_BOTH = re.compile(r"(?:自评|得|评为|评|获|计|获得)满分[^\d，。；]{0,4}$")
_FULL = re.compile(
    r"(?:分值|满分|标准分|权重|应得|基本分|基础分|总分值|分数|(?<!自评)(?<![得评]分)[共合]计?)[^\d，。；得扣]{0,5}$"
)
_CUT = re.compile(r"(?:减|扣|扣减|扣除|扣分|失分)[^\d，。；得]{0,4}$")
_BONUS = re.compile(r"(?:加|加分|附加|奖励|加计)[^\d，。；得扣]{0,4}$")
_GOT = re.compile(r"(?:得|自评|评分|得分|计|记|实得|打分|赋分|获|评)[^\d，。；扣加]{0,8}$")
_BRACKET = re.compile(r"[（(]\s*(?:满分|分值|权重|计)?\s*$")
_REASON = re.compile(r"(?:扣分|偏差|失分)(?:的)?(?:主要)?原因(?:分析)?\s*(?:为|是|[:：])?\s*(?P<why>[^。]+)")
_MARKS = re.compile(
    r"[（(][^（）()]*\d+(?:\.\d+)?\s*分[^（）()]*(?:[）)]|$)|\s*(?:指标)?(?:分值|满分)\s*\d+(?:\.\d+)?\s*分$"
)
_BONUS_NAME = re.compile(r"加分|减分|附加(?:分|项|指标|$)|奖励(?:分|项|指标|$)|扣分项")
_MALUS_NAME = re.compile(r"减分项?|扣分项")
_ALL_OF_IT = re.compile(r"(?:得|获|评|计|自评)满分(?![^。；，,]{0,4}\d)")
_SUMMED = re.compile(r"[共合]计?(?:自评)?得[^，。；]{0,3}$")  # 各得2分，共得4分
_THRESHOLD = re.compile(r"(?:得分|分数|分)(?:在|高于|低于|不足|不到|达到|超过)$|[高低]于$")
_COUNTED_GROUPS = re.compile(r"^[二两三四五六七八\d](?:个|项|大)?(?:一级|二级)?(?:指标|方面|部分|类)")
_GRADED = re.compile(r"等[级次]|档次|满分为?\s*[1１][0０][0０]")
_BANDS = re.compile(r"[为是][“\"]?优[^。]{0,40}[为是][“\"]?良")
_LARGE = 40  # points that hardly any single item has
_CONTINUED = re.compile(r"[、和及与]\s*$")
# 自评得分 97 分，其中过程 29 分、产出 68 分: what stands beside the total is what was got.
_LISTED = re.compile(r"(?:^|其中|[，、：:])[：:]?[\u4e00-\u9fff“”]{2,16}$")
_TOGETHER = re.compile(r"(?:[二两三四五][项方者]|以上|上述|综上)[^。；]{0,30}(?:得|评|计|扣|加)")


@dataclass
class _Item:
    """What has been read of one scored indicator."""

    name: str
    full: Decimal | None = None
    got: Decimal | None = None
    figures: list[str] = field(default_factory=list)
    bonus: bool = False
    breakdown: bool = False
    bare: bool = True
    page: int = 0


def prose_scheme(
    sections: Sequence[Section], paragraphs: Mapping[int, Sequence[tuple[Paragraph, Sequence[Figure]]]]
) -> Scheme:
    """What the prose of the sections scores. `paragraphs` holds a section's, with figures."""
    made: list[tuple[int, Score, bool]] = []
    for section in sections:
        for score, breakdown in _section_scores(section, sections, paragraphs.get(section.number, ())):
            if normalise(score.name):
                made.append((section.number, score, breakdown))
    made = [(number, _of_both(score, sections[number], sections, made, paragraphs), b) for number, score, b in made]
    scored = {number for number, score, breakdown in made if score.awarded is not None and not breakdown}
    parents = {n for number in scored for n in _ancestors(sections, number)}
    made = _named(made)
    is_item = [number not in parents and not breakdown for number, _, breakdown in made]
    return Scheme(
        table_id=None,
        items=tuple(score for (_, score, _), item in zip(made, is_item, strict=True) if item),
        totals=tuple(replace(s, is_group=True) for (_, s, _), item in zip(made, is_item, strict=True) if not item),
    )


def _named(made: list[tuple[int, Score, bool]]) -> list[tuple[int, Score, bool]]:
    """Points told of groups by number only (四个一级指标得分分别为…), named as the groups that follow."""
    found: list[tuple[int, Score, bool]] = []
    for name, run in groupby(made, key=lambda item: item[1].name):
        told = list(run)
        if _COUNTED_GROUPS.search(name):
            after = made[len(found) + len(told) :]
            names = [next((g.name for _, g, _ in after if g.awarded == t.awarded), "") for _, t, _ in told]
            if len(set(names) - {""}) == len(told):
                told = [(n, replace(t, name=own), True) for (n, t, _), own in zip(told, names, strict=True)]
        found += told
    return found


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
    """A section's scores; the flag says that one breaks down the total, or adds up the section's others."""
    reasons = [m["why"].strip() for p, _ in paragraphs if (m := _REASON.search(p.text))]
    level1 = sections[section.parent].title if section.parent else ""
    reader = _Reader(scored_title(_MARKS.sub("", section.title).strip()))
    for paragraph, figures in paragraphs:
        reader.read(paragraph.text, [f for f in figures if f.kind is Kind.SCORE])
    reader.settle()
    items = [item for item in reader.items if item.got is not None or item.full is not None]
    if len(items) == 1 and items[0].got is None and any(_ALL_OF_IT.search(p.text) for p, _ in paragraphs):
        items[0].got = items[0].full
    found: list[tuple[Score, bool]] = []
    for item in items:
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
        found.append((score, item.breakdown or (item.name == reader.title and _makes(item, items))))
    return found


def _makes(whole: _Item, items: Sequence[_Item]) -> bool:
    """Whether an item's points are those of the section's other items together."""
    parts = [item.got for item in items if item is not whole and item.got is not None]
    return len(parts) > 1 and sum(parts) == whole.got


def is_total(figure: Figure) -> bool:
    """Whether a score is the whole report's."""
    if _BARE_TOTAL.fullmatch(figure.label):
        small = figure.value is not None and figure.value <= 40
        return not small and not _PART_MARKS.search(figure.evidence.quote)
    return figure.indicator == "score.total" or bool(_TOTAL.search(figure.label))


def _clause(words: str) -> str:
    return re.split(r"[。；]", words)[-1]


class _Reader:
    """Reads the printed scores of one section in order, and puts each into the item that is open or into a new one."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.items: list[_Item] = []
        self.role = ""

    def read(self, text: str, figures: Sequence[Figure]) -> None:
        """The scores of a paragraph."""
        clauses: list[tuple[Figure, str, bool]] = []
        at, listed = 0, False
        for figure in figures:
            start = text.find(figure.printed, at)
            clause = text[max(at, start - 40) : start]
            at = max(start, at) + len(figure.printed)
            listed = "分别" in clause or (listed and bool(_CONTINUED.fullmatch(clause.strip())))
            # 甲、乙项目自评得分分别为98分和97分: neither is the report's.
            total = is_total(figure) and not (listed and not _TOTAL.search(figure.label))
            if start >= 0:
                clauses.append((figure, _clause(clause), total))
        breakdown = any(total for *_, total in clauses)
        for figure, clause, total in clauses:
            if not total and not self.is_rule(figure) and not _THRESHOLD.search(clause):
                self.take(figure, clause, breakdown=breakdown)

    def is_rule(self, figure: Figure) -> bool:
        """Whether a score is no item's result: a criterion's, or the whole report's under the title of its section."""
        sentence = figure.evidence.quote
        criterion = _BANDS.search(sentence) or (_CRITERION.search(sentence) and not _OUTCOME.search(sentence))
        large = figure.value is not None and figure.value > _LARGE
        return bool(criterion) or (large and bool(_GRADED.search(sentence)) and self.name(figure) == self.title)

    def take(self, figure: Figure, clause: str, *, breakdown: bool) -> None:
        """One printed score; what the words before it don't tell the role of is left out."""
        name = self.name(figure)
        role = _role(clause)
        if not role and breakdown and _LISTED.search(clause):
            role = "got"
        if not role and self.role == "got" and _CONTINUED.fullmatch(clause.strip()) and name != self.title:
            role = "got"
        self.role = role
        if not role:
            return
        item = self.items[-1] if self.items else None
        if item is None or (role != "cut" and not self.fits(item, name, role, clause)):
            item = _Item(name, page=figure.evidence.boxes[0].page, breakdown=breakdown)
            self.items.append(item)
        elif normalise(name) == normalise(self.title):
            item.name = self.title
        item.figures.append(figure.figure_id)
        item.bare = item.bare and bool(_BARE_GOT.fullmatch(re.split(r"[，,。；;：:]", clause)[-1].strip(" （(")))
        if role in {"both", "full"}:
            item.full = figure.value
        if role in {"both", "got", "bonus"}:
            item.got = figure.value
        if role == "cut" and _MALUS_NAME.search(item.name) and figure.value is not None:
            item.got = -figure.value
        item.bonus = item.bonus or role == "bonus" or bool(_BONUS_NAME.search(item.name))

    def name(self, figure: Figure) -> str:
        """What the score is called: its label, or the section's title where that names nothing."""
        name = _NAME_TAIL.sub("", _MARKS.sub("", figure.label).strip())
        named = name and not _BARE_TOTAL.fullmatch(name) and not _NAMELESS.fullmatch(name)
        return name if named else self.title

    def settle(self) -> None:
        """Calls a section's only item by its title where its points stand in a clause that names nothing."""
        known = [item for item in self.items if item.got is not None or item.full is not None]
        if (
            self.title
            and not is_class(self.title)
            and len({item.name for item in known}) == 1
            and all(item.bare for item in known)
        ):
            for item in known:
                item.name = self.title

    def fits(self, item: _Item, name: str, role: str, clause: str) -> bool:
        """Whether a score belongs to an item: it has the same name, with no such score yet, or it sums up."""
        filled = item.full is not None if role == "full" else item.got is not None and not _SUMMED.search(clause)
        if role == "full" and not filled and item.got is not None and _BRACKET.fullmatch(clause.strip()):
            return True  # 得4分（满分5分）
        return not filled and (normalise(name) == normalise(item.name) or _same(name, item.name, self.title))


def _role(clause: str) -> str:
    """What a score is by the words before it: both (full marks and points), cut, bonus, full, got or nothing."""
    patterns = (("both", _BOTH), ("cut", _CUT), ("bonus", _BONUS), ("full", _FULL), ("got", _GOT), ("full", _BRACKET))
    return next((word for word, pattern in patterns if pattern.search(clause)), "")


def _same(name: str, other: str, title: str) -> bool:
    """Whether two names in one sentence mean one indicator: one is the heading's, or is part of the other."""
    a, b = normalise(name), normalise(other)
    return a in b or b in a or (normalise(title) in {a, b} and not re.search(r"率|性|度", name + other))


def settle(schemes: Sequence[Scheme], catalogue: Catalogue) -> tuple[Score, ...]:
    """The scores with their codes, groups among them, in reading order; grand totals and 小计 are none.

    An indicator scored in several places has a row for each, since each may say something else; but one section of
    prose says it once.
    """
    kept = []
    for scheme in schemes:
        groups = (total for total in scheme.totals if total.is_group and total.awarded is not None)
        stated = (*scheme.items, *groups)
        said: set[object] = set()
        for score in sorted(stated, key=_place):
            key = (normalise(score.name), score.awarded, score.section_path)
            if scheme.table_id is not None or key not in said:
                said.add(key)
                kept.append(score)
    return tuple(
        replace(score, indicator=catalogue.find(score.name, Kind.SCORE) or catalogue.find(score.name, Kind.RATE))
        for score in kept
    )


def _place(score: Score) -> int:
    return min((int(key[1:]) for key in score.figures), default=0)
