"""Ways in which clerks tell a score, combined: whatever the combination, the points bear the name of their item."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from extractors.report import extract
from pipeline.segment import segment
from schemas.catalogue import load_catalogue
from tests.drawing import document

if TYPE_CHECKING:
    from collections.abc import Sequence

CATALOGUE = load_catalogue()
# Names that are measures and names that are not, one that holds a verb, one that holds quotation marks.
ITEMS = (
    ("岗位设置", "4", "4"),
    ("水渠疏浚率", "6", "5.5"),
    ("未按期归还贷款户数", "3", "2"),
    ("“田长制”落实情况", "5", "5"),
)
# How an entry begins: a number, or words that speak of the name.
INTROS = {
    "bare": "{name}",
    "counted": "{han}是{name}",
    "circled": "{circle}{name}",
    "bracketed": "（{number}）{name}",
    "ordered": "第{han}项是{name}",
    "in the field of": "在{name}方面",
    "as for": "就{name}而言",
    "concerning": "关于{name}",
}
# How full marks and points stand to the name and to what is told of it.
FORMS = {
    "marks first": "，分值{full}分，{why}，自评得{got}分",
    "marks last": "，{why}，满分{full}分，得{got}分",
    "marks behind": "，{why}，自评{got}分（权重{full}分）",
    "of this indicator": "，该指标{full}分，{why}，得分{got}分",
    "in brackets": "（{full}分）：{why}，自评计{got}分",
    "no marks": "，{why}，本项得{got}分",
}
SPEAKING = {"in the field of", "as for", "concerning"}
WHY = ("台账由专人登记", "全年疏浚21.6公里，年初安排24公里", "收回表格180份", "没有发现倒挂")


def named(text: str) -> list[tuple[str, str]]:
    return [(s.name, str(s.awarded)) for s in extract(segment(document(text)), CATALOGUE, "drawn").scores]


def told(intro: str, form: str) -> Sequence[str]:
    return [
        INTROS[intro].format(name=name, han="一二三四"[n], circle="①②③④"[n], number=n + 1)
        + FORMS[form].format(full=full, got=got, why=WHY[n])
        for n, (name, full, got) in enumerate(ITEMS)
    ]


@pytest.mark.parametrize(
    ("intro", "form"), [pair for pair in product(INTROS, FORMS) if pair[1] != "in brackets" or pair[0] not in SPEAKING]
)
def test_points_bear_the_name_that_their_stretch_begins_with(intro: str, form: str) -> None:
    expected = [(name, got) for name, _, got in ITEMS]
    entries = told(intro, form)
    together = "。".join(entries) + "。"
    assert named(f"一、得分说明\n\n（一）水利管护\n\n{together}") == expected
    assert named(f"一、得分说明\n\n（一）水利管护\n\n水利管护满分18分，自评得16.5分。{together}")[1:] == expected
    apart = "；\n\n".join(entries)
    assert named(f"一、得分说明\n\n（一）水利管护\n\n年内分批实施。\n\n{apart}。") == expected


@pytest.mark.parametrize(
    "first",
    [
        "一是台账由专人登记；二是全年疏浚21.6公里",
        "指标解释：看疏浚是否到位",
        "受枯水影响，全年疏浚21.6公里",
        "沟渠情况：清淤及时",
    ],
)
@pytest.mark.parametrize(
    "points", ["分值6分，自评得5.5分", "该指标满分6分，扣0.5分，得5.5分", "本项指标6分，得5.5分", "自评得5.5分"]
)
@pytest.mark.parametrize("heading", ["岗位设置", "水渠疏浚率", "田长制落实情况"])
def test_points_bear_the_heading_that_names_their_item(heading: str, first: str, points: str) -> None:
    assert named(f"一、得分说明\n\n1.{heading}\n\n{first}。{points}。") == [(heading, "5.5")]
