"""Scored indicators (评分指标) from prose. Totals and subtotals are no indicators."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from extractors.scores.called import MARKS, unmarked
from extractors.scores.reader import Reader
from extractors.scores.sets import Sets
from extractors.scores.subjects import subjects
from extractors.scores.telling import told_in
from extractors.scores.totals import is_own_total, is_whole
from extractors.scores.wording import scored_title
from schemas.catalogue import normalise
from schemas.figure import Figure, Kind
from schemas.record import altered
from schemas.report import Scheme, Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extractors.scores.item import Item
    from extractors.scores.vocabulary import Vocabulary
    from schemas.catalogue import Catalogue
    from schemas.document import Paragraph, Section

_REASON = re.compile(r"(?:扣分|偏差|失分)(?:的)?(?:主要)?原因(?:分析)?\s*(?:为|是|[:：])?\s*(?P<why>[^。]+)")
_ALL_OF_IT = re.compile(
    r"(?:[得获评计记给为]|自评)[满全]分(?![^。；，,]{0,4}\d)|(?<=[，,。；])(?:故|因此|本项|该项)?(?:[不未]|没有)[扣失丢]分(?=[，,。；]|$)"
)
# 过程（40 分），自评 33.5; 会议管理得分为 5 分
_GOT_IN_TITLE = re.compile(
    r"(?<=[)）])[，,]\s*(?:自评|实?得分?)\s*\d+(?:\.\d+)?\s*分?。?$|(?<=..)(?:自评)?得分[为是：:]\s*[1-5]?\d(?:\.\d+)?\s*分。?$"
)
_CUT_IN_TITLE = re.compile(r"[，,：:]?\s*(?:共|被)?[扣失丢][减除]?\s*\d+(?:\.\d+)?\s*分。?$")  # 预算控制率扣 2 分
_GOT_AT_END = re.compile(r"(?<=[)）])\s*(?:自评)?得分?$")
# What makes the total beside what the indicators got, and is none itself.
_BESIDE_TOTAL = re.compile(
    r"(?:自评)?基[础本准](?:得?分)?|(?:附加|奖励)分?|[加减扣]+分(?:项|情况)?|其[余他](?:各?[项类])?(?:指标)?"
)
COUNTED_GROUPS = re.compile(r"^[二两三四五六七八\d](?:个|项|大)?(?:一级|二级)?(?:指标|方面|部分|类)")
_TOGETHER = re.compile(r"(?:[二两三四五][项方者]|以上|上述|综上)[^。；]{0,30}(?:得|评|计|扣|加)")


def prose_scheme(
    sections: Sequence[Section],
    paragraphs: Mapping[int, Sequence[tuple[Paragraph, Sequence[Figure]]]],
    vocabulary: Vocabulary,
) -> Scheme:
    """What the prose of the sections scores. `paragraphs` holds a section's, with figures; the tables name the rest."""
    made: list[tuple[int, Score, bool]] = []
    scores = {
        number: [(paragraph, [f for f in figures if f.kind is Kind.SCORE]) for paragraph, figures in told]
        for number, told in paragraphs.items()
    }
    projects = _projects(sections, scores)
    sets = Sets(vocabulary)
    for section in sections:
        told = _section_scores(
            section, sections, scores.get(section.number, ()), sets, own_total=section.number in projects
        )
        for score, breakdown in told:
            if normalise(score.name):
                made.append((section.number, score, breakdown))
    made = [(number, _of_both(score, sections[number], sections, made, scores), b) for number, score, b in made]
    closed = {key for _, score, _ in made if score.awarded is not None for key in score.figures}
    made = [told for told in made if told[1].awarded is not None or not closed.issuperset(told[1].figures)]
    scored = {number for number, score, breakdown in made if score.awarded is not None and not breakdown}
    parents = {n for number in scored for n in _ancestors(sections, number)}
    made = _named(made)
    is_item = [number not in parents and not breakdown for number, _, breakdown in made]
    return Scheme(
        table_id=None,
        items=tuple(score for (_, score, _), item in zip(made, is_item, strict=True) if item),
        totals=tuple(
            altered(
                score,
                is_group=not _BESIDE_TOTAL.fullmatch(score.name) or unmarked(sections[n].title) == score.name,
            )
            for (n, score, _), item in zip(made, is_item, strict=True)
            if not item
        ),
    )


def _projects(
    sections: Sequence[Section], scores: Mapping[int, Sequence[tuple[Paragraph, Sequence[Figure]]]]
) -> set[int]:
    """The sections of one parent that each tell a total of their own: several projects, each under its name."""
    own: dict[int | None, set[int]] = {}
    for section in sections:
        large = [f for _, figures in scores.get(section.number, ()) for f in figures if is_whole(f)]
        title = scored_title(unmarked(section.title)) if large else ""
        if title and any(is_own_total(figure, title) for figure in large):
            own.setdefault(section.parent, set()).add(section.number)
    return {number for numbers in own.values() if len(numbers) > 1 for number in numbers}


def _named(made: list[tuple[int, Score, bool]]) -> list[tuple[int, Score, bool]]:
    """Points told of groups by number only (四个一级指标得分分别为…), named as the groups that follow."""
    found: list[tuple[int, Score, bool]] = []
    for name, run in groupby(made, key=lambda item: item[1].name):
        told = list(run)
        if COUNTED_GROUPS.search(name):
            after = made[len(found) + len(told) :]
            names = [next((g.name for _, g, _ in after if g.awarded == t.awarded), "") for _, t, _ in told]
            if len(set(names) - {""}) == len(told):
                told = [(n, altered(t, name=own), True) for (n, t, _), own in zip(told, names, strict=True)]
        found += told
    return found


def _of_both(
    score: Score,
    section: Section,
    sections: Sequence[Section],
    made: Sequence[tuple[int, Score, bool]],
    scores: Mapping[int, Sequence[tuple[Paragraph, Sequence[Figure]]]],
) -> Score:
    """The score under its parent's name when it closes several parts at once.

    It says so (②…。两项均未突破预算，自评满分 5 分), or with what was deducted makes the parent's full marks.
    """
    if section.parent is None or score.name != unmarked(section.title):
        return score
    parts = [other.number for other in sections if other.parent == section.parent]
    if parts[-1] != section.number or len(parts) < 2:
        return score
    others = [told for number, told, _ in made if number in {*parts, section.parent} - {section.number}]
    parent = unmarked(sections[section.parent].title)
    told = scores.get(section.number, ())
    if not others and parent and _TOGETHER.search("".join(paragraph.text for paragraph, _ in told)):
        return altered(score, name=parent)
    full = others[0].full_marks if len(others) == 1 and others[0].name == parent else None
    points = [f.value for _, figures in told for f in figures if f.figure_id in score.figures and f.value is not None]
    if full is None or others[0].awarded is not None or score.full_marks is not None or len(points) < 2:
        return score
    closes = sum(points) == full
    return (
        altered(score, name=parent, full_marks=full, figures=(*others[0].figures, *score.figures)) if closes else score
    )


def _ancestors(sections: Sequence[Section], number: int) -> Iterable[int]:
    parent = sections[number].parent
    while parent is not None:
        yield parent
        parent = sections[parent].parent


def _section_scores(
    section: Section,
    sections: Sequence[Section],
    scores: Sequence[tuple[Paragraph, Sequence[Figure]]],
    sets: Sets,
    *,
    own_total: bool,
) -> list[tuple[Score, bool]]:
    """A section's scores; the flag says that one breaks down the total, or adds up the section's others."""
    if not any(figures for _, figures in scores):
        for paragraph, _ in scores:
            sets.hear(paragraph.text)
        return []
    told = [(paragraph.text, told_in(paragraph.text, figures)) for paragraph, figures in scores]
    reasons = [m["why"].strip() for p, _ in scores if (m := _REASON.search(p.text))]
    level1 = sections[section.parent].title if section.parent else ""
    title = _GOT_AT_END.sub("", section.title)  # 决策（10分）得分：9分
    name = scored_title(MARKS.sub("", _CUT_IN_TITLE.sub("", _GOT_IN_TITLE.sub("", title))).strip(" —-–"))
    reader = Reader(
        name, sets, level1, got_follows=title != section.title, own_total=own_total, subjects=subjects(name, told)
    )
    for text, one in told:
        reader.read(text, one)
    reader.items.settle(reader.marks)
    items = [item for item in reader.items.made if item.got is not None or item.full is not None]
    if len(items) == 1 and items[0].got is None and any(_ALL_OF_IT.search(p.text) for p, _ in scores):
        items[0].got = items[0].full
    found: list[tuple[Score, bool]] = []
    for item in items:
        score = Score(
            name=name if section.title == name == item.name.removesuffix("指标") else item.name,  # 决策指标 below 决策
            section_path=section.path,
            page=item.page,
            figures=tuple(item.figures),
            full_marks=item.full,
            awarded=item.got,
            level1=unmarked(level1),
            is_bonus=item.bonus,
            reason=reasons[0] if reasons and len(items) == 1 else "",
        )
        found.append(
            (score, item.breakdown or ((item.name == reader.title or item is items[0]) and _makes(item, items)))
        )
    return found


def _makes(whole: Item, items: Sequence[Item]) -> bool:
    """Whether an item's points, and its full marks where all have them, are those of the section's other items."""
    parts = [item for item in items if item is not whole and item.got is not None]
    full = [part.full for part in parts if part.full is not None]
    added = len(full) < len(parts) or whole.full is None or sum(full) == whole.full
    return len(parts) > 1 and added and sum(part.got for part in parts if part.got is not None) == whole.got


def settle(schemes: Sequence[Scheme], catalogue: Catalogue) -> tuple[Score, ...]:
    """The scores with their codes, groups among them, in reading order; grand totals and a bare 小计 are none.

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
    return tuple(_identified(score, catalogue) for score in kept)


def _identified(score: Score, catalogue: Catalogue) -> Score:
    """A score with its indicator's code, if it has none and its name is that of one."""
    found = score.indicator or catalogue.find(score.name, Kind.SCORE) or catalogue.find(score.name, Kind.RATE)
    return altered(score, indicator=found) if found else score


def _place(score: Score) -> int:
    return min((int(key[1:]) for key in score.figures), default=0)
