"""What has been read of one scored indicator (评分项): its full marks, its points, and how they were told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors.scores.leads import behind, lead
from extractors.scores.lists import is_points
from extractors.scores.roles import BRACKET
from extractors.scores.wording import CODED
from schemas.catalogue import normalise

if TYPE_CHECKING:
    from extractors.scores.lists import Told
    from schemas.figure import Figure

_BARE_GOT = re.compile(
    r"(?:该项|该指标|本项|本指标|这一?[项个]指标|因此|我[局厅委办单]位?)?(?:最[终后])?(?:自评|自评得分|得分|自评满分|得|评分|自评得|满分|计|记|给|给?满分|[扣减加]|分值|实得|应得)?[为是]?\s*"
)
_NONE_GOT = re.compile(
    r"(?:的指标)?[，,]?\s*(?:本项|该项|自评)?(?:[不未]得分|得零分|没有得分|未能?得分)(?=[。，,；;]|$)"
)
BONUS_NAME = re.compile(r"加分|减分|附加(?:分|项|指标|$)|奖励(?:分|项|指标|$)|扣分项")
MALUS_NAME = re.compile(r"减分项?|扣分项")


@dataclass
class Item:
    """What has been read of one scored indicator."""

    name: str
    full: Decimal | None = None
    got: Decimal | None = None
    figures: list[str] = field(default_factory=list)
    bonus: bool = False
    breakdown: bool = False
    bare: bool = True
    own: bool = False  # whether the name is surely not its section's
    listed: bool = False
    near: str = ""
    measured: str = ""  # what was measured right before its full marks
    at: int = 0  # where in its paragraph it was told last
    cut: bool = False
    lead: str = ""  # the name that its stretch of prose begins with
    page: int = 0

    @property
    def awaits(self) -> bool:
        """Whether a list gave it a name and full marks and nothing yet its points."""
        return self.listed and self.full is not None and self.got is None and not self.cut

    def call(self, title: str, name: str, words: str) -> None:
        """Gives the item the title's name where a score under it that bears none goes on with the item.

        What only bears the title yet takes the name of its points: 扣 0.8 分，满意度得 9.2 分.
        """
        if normalise(name) != normalise(title):
            self.name = name if self.name == title and self.got is None and self.full is None else self.name
        elif not (self.listed or self.own or BRACKET.fullmatch(words.strip())):
            self.name = title

    def note(self, told: Told, name: str, near: str, role: str) -> None:
        """Remembers how a score that belongs to the item was told."""
        self.listed, self.near = self.listed or bool(told.name) or name == near, near
        self.measured = near if role == "full" else self.measured
        self.bare = self.bare and is_bare(told.words)
        self.own = self.own or (name == near and bool(CODED.match(near)))
        self.at = len(told.before)
        if self.bare and role != "cut" and not self.lead:
            self.lead = lead(told.before)

    def pair(self, figure: Figure) -> None:
        """Adds the second of two scores that a stroke parts, the larger of which is the full marks: 20 分/19 分."""
        first, second = self.got if self.got is not None else self.full, figure.value
        turned = first is not None and second is not None and first > second
        self.got, self.full = (second, first) if turned else (first, second)
        self.figures.append(figure.figure_id)

    def put(self, figure: Figure, role: str, after: str, *, malus: bool) -> None:
        """Adds a printed score in its role, `after` follows it; with `malus` a deduction is what was given."""
        self.figures.append(figure.figure_id)
        if role in {"both", "full"}:
            self.full = figure.value
            self.got = Decimal(0) if _NONE_GOT.match(after) else self.got
        if role in {"both", "got", "bonus"}:
            self.got = figure.value
        if role == "cut" and (malus or MALUS_NAME.search(self.name)) and figure.value is not None:
            self.got = -figure.value
        self.cut = self.cut or role == "cut"
        self.bonus = self.bonus or role == "bonus" or bool(BONUS_NAME.search(self.name))


def is_bare(words: str) -> bool:
    """Whether the clause right before a score says no more than what kind of points it is."""
    clause = behind(words, "，,。；;：:").strip(" （(")
    return _BARE_GOT.fullmatch(clause) is not None or is_points(clause)
