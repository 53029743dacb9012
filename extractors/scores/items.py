"""The items of one section as they are read (评分项归集): which a score belongs to, and what they are called."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.scores.item import Item, is_bare
from extractors.scores.leads import is_below
from extractors.scores.lists import is_points
from extractors.scores.near import nearest
from extractors.scores.roles import BRACKET
from extractors.scores.sums import AFTER_NAME, SUMMED, add_up
from extractors.scores.wording import CODED, EFFECT, has_parts, may_be_class, uncoded
from schemas.catalogue import normalise

if TYPE_CHECKING:
    from extractors.scores.lists import Told
    from schemas.figure import Figure

_SHARE_OF = re.compile(r"占[该本]?[项类]?(?:的|指标)?(?:满分|分值|总分)")  # 得分 19 分，占该类满分 20 分的 95%
_OTHERS = re.compile(r"其余|其他|剩余|另外")


class Items:
    """The items that a section under a title has been found to score so far."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.made: list[Item] = []
        self.first = 0  # of the paragraph's items

    def open(self, told: Told, name: str, role: str) -> Item | None:
        """The item that a score may belong to: the last, or the paragraph's one of its name that lacks such a score."""
        if told.name or name != self.title:
            for item in self.made[self.first :]:
                if item.name == name and (item.full if role == "full" else item.got) is None:
                    return item
        last = self.made[-1] if self.made else None
        if last and last.got is not None and role == "got" and name == self.title:
            return next((item for item in self.made if item.name == name and item.got is None), last)
        return last

    def fits(self, item: Item, told: Told, name: str, role: str) -> bool:
        """Whether a score belongs to an item: it has the same name, with no such score yet, or it sums up."""
        alike = normalise(name) == normalise(item.name)
        if role == "cut":
            return alike or not told.name or item.got is None
        filled = item.full is not None if role == "full" else item.got is not None and not SUMMED.search(told.words)
        much = role == "got" and item.full is not None and (told.figure.value or 0) > item.full
        if much and not (alike or told.name):
            return False  # 甲、乙各 5 分，…，计 9 分
        if SUMMED.search(told.words) and name == self.title != item.name and add_up(self.made, told):
            return False  # 甲…，得 0.5 分。乙…，得 4.5 分。本类指标合计得 5 分
        beside = BRACKET.fullmatch(told.words.strip()) or _SHARE_OF.search(told.words)
        if role == "full" and not filled and item.got is not None and beside:
            return True  # 得4分（满分5分）
        if role == "got" and name == self.title and item.awaits and item in self.made[self.first :]:
            return True  # 立项依据（4 分）。项目符合规划，得 4 分
        last = role == "got" and item.awaits and item is self.made[-1]
        if last and (near := nearest(told.words)) and item.name.endswith(near):
            return True  # 任务完成率满分 10 分。全年 23 项全部完成，完成率 100%，得 10 分
        if not filled and not told.name and (is_points(told.words) or (told.goes_on and item.full is not None)):
            return alike or bool(told.words.strip())
        return not filled and (alike or _same(name, item.name, "" if told.name else self.title))

    def awaits(self, item: Item, told: Told) -> bool:
        """Whether bare points are of what its paragraph gave full marks: 社会效益满分 15 分。…，知晓率 81%，得."""
        waiting = [one for one in self.made[self.first :] if one.full is not None and one.got is None]
        last = waiting == [item] and item.name != self.title
        bare = not told.name and is_bare(told.words) and not AFTER_NAME.match(told.after)
        return last and bare and not item.cut and (told.figure.value or 0) <= (item.full or 0)

    def parted(self, item: Item) -> Item:
        """The last item, where the section's bare points turn out to be those of several things that it measures."""
        if item.name == self.title and is_below(item.measured, self.title):
            # 完成率 98%，满分 4 分，得 4 分；调整率 7%，满分 3 分，得 3 分
            item.name, item.listed = item.measured, True
        elif item.name == self.title and item.near:
            part = replace(item, name=item.near, full=None, figures=item.figures[-1:], listed=True)
            item.got, item.figures = None, item.figures[:-1]
            if item.full is None:
                self.made.remove(item)
            self.made.append(part)
        return self.made[-1]

    def close(self, text: str, at: int) -> None:
        """Gives all that they can get to the items of a sentence that says so at its end, 其余各项 to all others."""
        sentence = max(text.rfind(mark, 0, at) for mark in "。；;")
        others = _OTHERS.search(text, sentence + 1, at)
        items = self.made if others else (item for item in self.made[self.first :] if item.at > sentence)
        for item in items:
            if item.got is None and not item.cut:
                item.got = item.full

    def settle(self, marks: Figure | None) -> None:
        """Gives the title's item the `marks` that the title bears, and names what was told without a name of its own.

        Of several items each by what its stretch of prose begins with, the only one by the title.
        """
        own = next((item for item in self.made if item.name == self.title and item.got is not None), None)
        if own and marks and own.full is None:
            own.full = marks.value
            own.figures.insert(0, marks.figure_id)
        several = len(self.made) > 1 and not EFFECT.search(self.title)
        for item in self.made:
            if several and item.name == self.title and is_below(item.measured, self.title):
                item.name = item.measured
        led = [item for item in self.made if item.bare and item.lead]
        led = [item for item in led if not (item.listed or item.own) or uncoded(item.lead) == item.name]
        below = any(is_below(item.lead, self.title) for item in led)
        titled = (item for item in self.made if item.name == self.title and item.got is not None)
        apart = len({item.lead for item in led}) > 1 or any(item not in led for item in titled)
        if apart or has_parts(self.title) or below:
            for item in led:
                item.name = item.lead
        known = [item for item in self.made if item.got is not None or item.full is not None]
        nameless = all(item.bare and not item.own and not CODED.match(item.name) for item in known)
        one = len({item.name for item in known}) == 1 and nameless and not below
        if one and self.title and not may_be_class(self.title):
            for item in known:
                item.name = self.title


def _same(name: str, other: str, title: str) -> bool:
    """Whether two names in one sentence mean one indicator: one is the heading's, or is part of the other."""
    a, b = normalise(name), normalise(other)
    return a in b or b in a or (title != "" and normalise(title) in {a, b} and not re.search(r"率|性|度", name + other))
