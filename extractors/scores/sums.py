"""Sums of a section's scores (小计): what adds up its items, and is what their part got and no total of the report."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.scores.lists import is_points
from extractors.scores.roles import BRACKET, role_of
from extractors.scores.totals import is_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from extractors.scores.item import Item
    from extractors.scores.lists import Told
    from schemas.figure import Figure

SUMMED = re.compile(r"(?:[共合]计?|[本该此]项(?:指标)?)(?:自评)?得[^，。；]{0,3}$")  # 各得2分，共得4分
AFTER_NAME = re.compile(r"\s*[（(]\s*(?:满分|分值|权重|应得)|\s*[/／]\s*\d")  # 投入：14 分（满分 15 分）
_PART_SUM = re.compile(
    r"[）)]?[，,]?(?:(?:以上|上述)(?P<named>[\u4e00-\u9fff]{2,8}指标)|(?P<above>以上|上述)(?:[各一二两三四五六七八九十\d]{0,2}[项类个]?)(?:指标)?|[两二三四五六七八九十]项|[本该](?:部分|项|类)|(?P<name>[\u4e00-\u9fff]{2,10}?(?:指标|目标|类|部分|(?=小计)))(?:[一二两三四五六七八九十\d][项个])?(?:得分)?|(?P<any>[\u4e00-\u9fff]{2,10})|(?=小计))(?:合计|小计|共计)(?:满?分值?|得分?)?[为是]?"
)
_SUBTOTAL = re.compile(r"[，,]?小计(?:得分?)?[为是]?")
# 甲 2 分，乙 1 分，本项满分 3 分
_ALL_OF = re.compile(r"[本该此](?:项|类|部分)(?:指标)?(?:共|合计)?(?:满分|分值|权重)?[为是]?$")
_ALL_ABOVE = re.compile(
    r"[，,]?(?:以上|上述)[各两二三四五六七八九十\d]{1,2}[项类](?:指标)?(?:[合小共]计)(?:得分?)?[为是]?"
)


class Sums:
    """The sums told in one section: `items` are those read so far, as its reader goes on."""

    def __init__(self, title: str, above: str, items: list[Item]) -> None:
        self.title = title
        self.above = above
        self.items = items

    @property
    def own(self) -> list[Decimal]:
        """The full marks of the section's own items."""
        return [item.full for item in self.items if item.name == self.title and item.full is not None]

    @property
    def awaited(self) -> list[Decimal | None]:
        """The full marks of the section's own items that have no points yet."""
        return [item.full for item in self.items if item.name == self.title and item.got is None]

    def summed_up(self, told: Sequence[Told]) -> list[Told]:
        """The scores of a paragraph, the marks and points of a part no totals: 以上小计 15 分，得 14 分."""
        made = list(told)
        for n, (one, after) in enumerate(pairwise(told)):
            name = self.part(one)
            if name and is_points(after.words):
                roles = ("got", "full") if role_of(after.words) == "full" else ("full", "got")
                pair = zip((one, after), roles, strict=True)
                made[n : n + 2] = [t._replace(total=False, name=name, role=role) for t, role in pair]
        return made

    def part_sum(self, told: Told) -> Told | None:
        """A total that adds up the section's items, as what their part got: 产出指标合计 28.6 分."""
        name = self.part(told)
        if _ALL_ABOVE.fullmatch(told.words) and not is_whole(told.figure):
            return told._replace(total=False, name=self.title if len(self.items) > 1 else self.above, role="got")
        if not name and told.total and told.figure.value in self.awaited and add_up(self.items, told):
            return told._replace(total=False, name=self.title, role="got")  # 资产管理（5 分）…均得满分，合计 5 分
        if not name:
            return None
        value = told.figure.value or 0
        closes = _SUBTOTAL.fullmatch(told.words) and any(full and value <= full < 2 * value for full in self.awaited)
        whole = closes or add_up(self.items, told) or ("小计" in told.words and AFTER_NAME.match(told.after))
        above = (
            name != self.title
            and self.above.startswith(name)
            and not re.search("分值|(?:以上|上述)(?!.*得)", told.words)
        )
        return told._replace(total=False, name=name, role="got") if whole or above else None

    def part(self, told: Told) -> str:
        """The part that a total is said to be of: what its words name, the section or the one above it."""
        if "计" not in told.words:
            return ""
        whole = is_whole(told.figure) and not re.search("小计|目标合计", told.words)
        found = _PART_SUM.fullmatch(told.words) if not whole else None
        if found and found["named"]:  # 以上产出指标合计得 39 分
            return found["named"] if self.above.startswith(found["named"]) else ""
        if found and found["any"]:  # 组织管理合计得 9.5 分
            return found["any"] if found["any"] in {self.title, self.above} else ""
        beyond = any((told.figure.value or 0) > full for full in self.own)
        if found and not (found["name"] or found["above"]) and beyond:
            return self.above  # 制度建设（8 分）：…。本部分共计得 22.5 分
        found = found if told.total else None
        return (found["name"] or (self.above if found["above"] else self.title)) if found else ""

    def closed(self, figure: Figure) -> Item | None:
        """The section's own item, to which a closing sum (本项合计得 14 分) belongs, its nameless parts within it."""
        own = [item for item in self.items if item.name == self.title]
        parts = [item for item in own if item.got is not None]
        if len(parts) > 1 and sum(part.got for part in parts if part.got is not None) == figure.value:
            own[0].figures = [key for item in own for key in item.figures]
            self.items[:] = [item for item in self.items if item is own[0] or item not in own]
        elif len(parts) > 1:
            return None
        if own:
            own[0].got = None
        return own[0] if own else None


def add_up(items: Sequence[Item], told: Told) -> bool:
    """Whether a sum (产出指标合计 49.4 分) is what the section's items got."""
    parts = [item.got for item in items if item.got is not None]
    return len(parts) > 1 and sum(parts) == told.figure.value


def made_up(told: Sequence[Told], title: str) -> list[Told]:
    """The scores of a paragraph below a title, where what a list makes up stands before or behind it.

    得 28.5 分。①经济效益 9 分；②… 19.5 分. 各项自评：甲 5 分，乙 4.5 分，小计 9.5 分.
    """
    made = list(told)
    for at, whole in enumerate(told):
        begin, end = at, at + 1
        while end < len(told) and (
            _is_bare(told[end]) or (end - 1 > at and BRACKET.fullmatch(told[end].words.strip()))
        ):
            end += 1  # 自评得 9 分：甲 2 分，乙 2 分（满分 3 分），丙 5 分
        parts = [t for t in told[at + 1 : end] if _is_bare(t)]
        while begin and _is_bare(told[begin - 1]):
            begin -= 1
        if begin < at and told[begin - 1 : begin] and told[begin - 1].name and role_of(told[begin - 1].words) == "got":
            begin -= 1
        if role_of(whole.words) == "got" and _make(parts, whole):
            made[at + 1 : end] = [t._replace(role="got") if t in parts else t for t in told[at + 1 : end]]
        elif _SUBTOTAL.fullmatch(whole.words) and _make(told[begin:at], whole):
            made[begin:at] = [t._replace(role="got") for t in told[begin:at]]
        elif _ALL_OF.search(whole.words) and _make(told[begin:at], whole) and _is_full(whole, told[at + 1 : at + 2]):
            made[begin:at] = [t._replace(role="both") for t in told[begin:at]]
            made[at : at + 2] = [t._replace(name=title) for t in told[at : at + 2]]
    return made


def _is_full(marks: Told, points: Sequence[Told]) -> bool:
    """Whether the points behind full marks are all that could be got: 本项满分 3 分，自评 3 分."""
    return any(role_of(t.words) == "got" and t.figure.value == marks.figure.value for t in points)


def _is_bare(told: Told) -> bool:
    """Whether a score stands behind a name and nothing says what it is."""
    named = told.name or told.words.endswith(told.figure.label)
    return bool(named) and not told.role and not role_of(told.words)


def _make(parts: Sequence[Told], whole: Told) -> bool:
    return len(parts) > 1 and sum(part.figure.value or 0 for part in parts) == whole.figure.value
