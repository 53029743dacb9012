"""What the prose scores (评分叙述): each printed score as the full marks, the points, the cut of an item, in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.scores.brackets import paired
from extractors.scores.called import MARKS, called, unmarked
from extractors.scores.criteria import is_aside, is_criterion, is_hundred
from extractors.scores.deeds import deed, is_each, is_part_of_net
from extractors.scores.item import BONUS_NAME, MALUS_NAME, Item
from extractors.scores.items import Items
from extractors.scores.leads import is_below, lead, stretch
from extractors.scores.lists import Told, enumerated, is_points
from extractors.scores.near import nearest
from extractors.scores.roles import BY_RATE, CONVERTED, headed, is_lost, role_of
from extractors.scores.sets import measured
from extractors.scores.sums import AFTER_NAME, SUMMED, Sums, add_up, made_up
from extractors.scores.telling import CONTINUED
from extractors.scores.totals import OF_WHOLE, PART_MARKS, WHOLE, is_whole
from extractors.scores.wording import CODED, has_parts, is_level, may_be_class
from schemas.catalogue import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.scores.sets import Sets
    from extractors.scores.subjects import Subject
    from schemas.figure import Figure

_OF_MARKS = re.compile(r"的(?:分值|权重|满分)")  # 对应 10 分的分值，得 9.3 分
_OUT_OF = re.compile(r"\s*[/／]\s*")
_MARKS_OF = re.compile(r"[（(]计\s*$")  # 支出规模（计 5 分）
# 得分=20 分×98%=19.6 分; 得分=8 分-2 分=6 分
_FACTOR = re.compile(r"\s*(?:[×*]|[-－–—]\s*[\d.]+\s*分?\s*[=＝])")
_TAKEN_OFF = re.compile(r"[-－–—]")
_DUE = re.compile(r"[，,]\s*应得[为是]?")  # 满分 5 分，…，应得 4.7 分
_OWN = re.compile(r"[本该]?(?:项目|单位|部门)?(?:整体)?(?:支出|资金)?绩效(?:自评|评价)?")
_SUM_OF = re.compile(r"(?:合计|小计|共计?)(?:为)?$")
_FULLY = re.compile(r"\s*全部?(?:得|拿)[到满]?(?![\d分])")
_HELD_AGAINST = re.compile(r"(?:目标|指标|计划|标准)值?(?:为|是)?[≥≤＞]?\d")
_EQUALS = re.compile(r".*[=＝≈]\s*")
_BEHIND_MARKS = re.compile(r"\s*[）)]\s*[：:—-]+\s*")  # 决策指标（15 分）：15 分
_TAIL = 5  # letters at the end of two names that make them one, all else of the one being told before
_BASE = re.compile(r"基[本础准]得?分为?$")
# 立项依据（4 分）、目标设定（3 分）均得满分; 其余各项均未扣分
# 各部分满分为 15 分、30 分; 连同执行率满分 10 分，满分共 100 分: what all may get, and none of the item before.
_OF_EACH = re.compile(
    r"各(?:部分|类|项|级|个)?(?:指标)?的?(?:满分|分值|权重)(?:分别|依次)?[为是][^得评获]*$|[，,](?:连同|加上)[^，,]{2,12}(?:满分|分值)"
)
_IN_ALL = re.compile(r"[，,]?(?:共|总共|一共)计?得?")
_ALL_FULL = re.compile(r"(?:均|都|皆|全部?)(?:自评|为|是|得|获|评|计|记)*满分|(?:均|都|皆)[未不](?:扣|失|丢)分")
# 自评得分 97 分，其中过程 29 分、产出 68 分: what stands beside the total is what was got.
_LISTED = re.compile(r"(?:^|其中|[（，、：:])[：:]?[\u4e00-\u9fff“”]{2,16}$")


def _is_of_all(told: Told) -> bool:
    """Whether a large score is the body's own, whatever was named before it."""
    named = bool(told.figure.label) and told.words.endswith(told.figure.label)
    return is_whole(told.figure) and ("我" in told.words or not (named or is_points(told.words)))


class Reader:
    """Reads the printed scores of one section in order, and puts each into the item that is open or into a new one."""

    def __init__(
        self,
        title: str,
        sets: Sets,
        above: str = "",
        *,
        got_follows: bool = False,
        own_total: bool = False,
        subjects: dict[str, Subject] | None = None,
    ) -> None:
        self.title = title
        self.above = unmarked(above)
        self.sets = sets
        self.own_total = own_total  # whether the title is that of one of several projects, each with its total
        self.malus = bool(MALUS_NAME.search(above))
        self.items = Items(title)
        self.sums = Sums(title, self.above, self.items.made)
        self.role = ""
        self.each = self.deed = ""  # what points are given for each time
        self.marks: Figure | None = None  # that the title bears
        self.subjects = subjects or {}
        self.got_follows = got_follows  # whether the title ends with 得分

    def read(self, text: str, scores: Sequence[Told]) -> None:
        """The scores of a paragraph."""
        told = self.sums.summed_up(scores)
        self.items.first = len(self.items.made)
        self.sets.hear(text)
        own = self.sums.awaited
        breakdown = any(
            t.total
            and not is_hundred(t)
            and not self.sums.part(t)
            and "平均" not in t.figure.label
            and t.figure.value not in own
            for t in told
        )
        closings = [found.start() for found in _ALL_FULL.finditer(text)]
        for one in self.known(made_up(self.titled(self.led(paired(enumerated(told, self.sets)))), self.title)):
            while closings and closings[0] < len(one.before):
                self.items.close(text, closings.pop(0))
            said = self.sums.part_sum(one) or one
            if said.total or _OF_EACH.search(stretch(said.before)) or self.is_rule(said, name := self.name(said)):
                continue
            if _IN_ALL.fullmatch(said.words) and add_up(self.items.made, said):
                continue  # 投入 14 分，过程 28 分，…，共 94.8 分
            above = said.name != "" and said.name == self.above
            self.take(said, name, breakdown=breakdown or said is not one or above)
        for at in closings:
            self.items.close(text, at)

    def led(self, told: Sequence[Told]) -> list[Told]:
        """The scores of a paragraph with the names that their stretches of it begin with."""
        made = []
        for one in told:
            own = None if one.total else self.subjects.get(one.figure.figure_id)
            one_ = one._replace(name=own.name or one.name, role=own.role or one.role) if own else one
            role = "" if one.total or one_.role else "cut" if is_lost(one.before) else headed(stretch(one.before))
            plain = not role_of(one.words) or (role == "cut" and "得" not in one.words)  # 扣分：甲 A 分，计 B 分
            made.append(one_._replace(role=role) if role and plain else one_)
        return made

    def known(self, told: Sequence[Told]) -> Iterator[Told]:
        """The scores of a paragraph, named as the report's tables name what the words before each speak of."""
        end = 0  # of the score before
        for one in told:
            yield self.of_table(one, one.before[end:])
            if role_of(one.words) != "cut":  # 材料齐备，扣 1 分，得 11 分
                end = len(one.before) + len(one.figure.printed)

    def of_table(self, told: Told, words: str) -> Told:
        """A score by a table's name, where it would bear no more than the title, or half of that name."""
        vocabulary, value = self.sets.vocabulary, told.figure.value
        if told.total or not vocabulary.knows(value):
            return told
        name = self.name(told)
        role = told.role or role_of(told.words)
        if not role and told.words.endswith(name) and vocabulary.gives(name, value):  # 无违纪，违规记录 4 分
            return told._replace(role="got")
        titled = name == self.title and not told.name
        own = titled and (self.title in vocabulary or vocabulary.is_group(self.title, value))
        if own or name in vocabulary:
            return told
        names = vocabulary.named(words, value, role)
        made = name not in told.before  # of words that stand apart
        half = [
            full
            for full in names
            if (full.endswith(name) and len(name) > 1)
            or (made and name.endswith(full))
            or (name.endswith(full[-_TAIL:]) and len(full) > len(name))
        ]
        names = names if titled or may_be_class(name) else half
        return told._replace(name=names[-1]) if names else told

    def titled(self, told: list[Told]) -> list[Told]:
        """The scores of a paragraph but for one that only follows the title (目标完成度：20 分).

        It is the title's full marks if what was got follows, and what was got behind a title that says so.
        """
        if self.got_follows and told and not told[0].words:
            self.got_follows = False
            return [told[0]._replace(role="got"), *told[1:]]
        first = told[0] if told and not self.items.made else None
        if first and len(told) > 1 and _OUT_OF.fullmatch(told[1].words):  # 立项规范 3 分/3 分
            return [first._replace(role="got"), *told[1:]]
        if first and not first.role and _MARKS_OF.sub("", first.words).strip(" ，,：:—–-") in {"", self.title}:
            self.marks = first.figure
            return told[1:]
        return told

    def is_rule(self, told: Told, name: str) -> bool:
        """Whether a score is no item's result: a criterion's, or the whole report's under the title of its section."""
        if name.startswith(("上述", "以上")) or name.endswith("得"):  # 三个时点分别得: a list of nobody knows what
            return True
        if is_aside(told) or is_criterion(told) or (is_whole(told.figure) and _OWN.fullmatch(name)):
            return True
        if self.own_total or name != self.title or not (is_whole(told.figure) and OF_WHOLE.search(name)):
            return False
        return PART_MARKS.search(told.figure.evidence.quote) is None

    def take(self, told: Told, name: str, *, breakdown: bool) -> None:
        """One printed score; what the words before it don't tell the role of is left out."""
        figure, words = told.figure, told.words
        role = self.role = self.role_in(told, name, breakdown=breakdown)
        item = self.items.open(told, name, role)
        if item and _OUT_OF.fullmatch(words):  # 8分/10分
            item.pair(figure)
            return
        if not role or self.is_within(told, item, role):
            return
        if item and item.full is None and item.got is not None and told.goes_on and CONVERTED.search(words):
            item.got = None
        awaited = item.name if item and role == "got" and self.items.awaits(item, told) else ""
        near, name = ("", awaited) if awaited else (self.near(told, name, role), name)
        # What is held against a target of its own is an indicator, below a class of only one too.
        satisfied = bool(
            (near or name).endswith("满意度")
            and "满意度指标" in self.title
            and (_HELD_AGAINST.search(told.words) or self.sets.vocabulary.gives(near or name, figure.value))
        )
        own = CODED.match(near) or is_level(self.title) or self.below(told, near)
        if near and (own or satisfied):
            name = near
        if self.each:
            return
        if role == "got" and name == self.title and SUMMED.search(words):
            item = self.sums.closed(figure) or item
        elif near and item and item.got is not None:
            name, item = near, self.items.parted(item)
        if item is None or (near and item.got is not None) or not self.items.fits(item, told, name, role):
            item = Item(name, page=figure.evidence.boxes[0].page, breakdown=breakdown)
            self.items.made.append(item)
        elif self.title.startswith(name) or normalise(name) == normalise(self.title):
            item.call(self.title, name, words)
        item.note(told, name, near, role)
        below = bool(own and is_below(near or name, self.title))
        spoken = self.subjects.get(figure.figure_id)
        item.own = item.own or satisfied or below or bool(spoken and spoken.name) or told.name in self.sets.vocabulary
        item.bonus = item.bonus or bool(near and BONUS_NAME.search(self.title))
        item.put(figure, role, told.after, malus=self.malus or bool(near and MALUS_NAME.search(self.title)))

    def below(self, told: Told, near: str) -> bool:
        """Whether what is measured before bare points is the one indicator told of a class: 完工及时率 87%，得."""
        if not is_below(near, self.title) or not has_parts(self.title):
            return False
        return sum(is_below(name, self.title) for name in measured(stretch(told.before))) == 1

    def role_in(self, told: Told, name: str, *, breakdown: bool) -> str:
        """What a score is, by its list, the words about it, or the score before."""
        if _FULLY.match(told.after):
            return "both"  # 5 分全得
        if _TAKEN_OFF.fullmatch(told.words.strip()) and self.role == "full":
            return "cut"
        if told.goes_on and _DUE.search(told.words) and self.role == "full":
            return "got"
        marks = "full" if _OF_MARKS.match(told.after) or _FACTOR.match(told.after) else ""
        role = told.role or marks or role_of(told.words) or self.implied(told, name, breakdown=breakdown)
        made = (breakdown and _BASE.search(told.words)) or (
            _SUM_OF.search(told.words) and add_up(self.items.made, told)
        )
        return "got" if role == "full" and made else role

    def is_within(self, told: Told, item: Item | None, role: str) -> bool:
        """Whether a score is part of a net sum of extra points, marks told again, or the whole's own."""
        if item is None:
            return False
        if item.bonus and item.got is not None and is_part_of_net(told.words):
            return True
        again = item.full == told.figure.value and item.got is None
        if again and (BY_RATE.search(told.words) or _FACTOR.match(told.after)):  # 20 分×执行率=20×96%=19.2 分
            return True
        # 按决策 40 分、绩效 60 分的权重，全局得 94 分
        return bool(role == "got" and not told.name and item.full and item.full <= WHOLE and _is_of_all(told))

    def near(self, told: Told, name: str, role: str) -> str:
        """What bare points are for, as the words before them have it: the deed, the quantity; "" without such."""
        self.each = ""
        if role in {"bonus", "cut"} and name == self.title and BONUS_NAME.search(name):
            words = told.words
            near = deed(MARKS.sub("", words).removeprefix(name)) or (self.deed if told.goes_on else "")
            self.deed = self.each = near if is_each(words) else ""
            return near
        if role not in {"got", "full", "both"} or not (name == self.title or is_level(name)):
            return ""
        near = nearest(told.words)
        if name != self.title:  # 过程方面，预算执行率 97%，得 4.85 分
            return near if is_below(near, name) else ""
        spoken = near or (is_level(name) and not is_points(told.words))
        return (lead(stretch(told.before)) or near) if spoken else ""

    def implied(self, told: Told, name: str, *, breakdown: bool) -> str:
        """The role that the score before gives, or the place of this one: beside the total, in a list, of a formula."""
        words = told.words
        listed = self.role == "got" and CONTINUED.fullmatch(words.strip()) and name != self.title
        equals = _EQUALS.fullmatch(words + told.figure.qualifier)
        product = equals and (self.role in {"full", "cut"} or "得分" in words)  # 得分=94.00%×4分=3.76分
        beside = breakdown and (_LISTED.search(words) or (told.name and words.endswith(told.name)))
        given = AFTER_NAME.match(told.after) or (_BEHIND_MARKS.fullmatch(words) and self.role == "full")
        return "got" if beside or listed or product or given else ""

    def name(self, told: Told) -> str:
        """What the score is called: as its list names it, or its label, or the section's title."""
        name = called(told, self.title, self.items.made)
        if name != self.title:
            return name
        words = stretch(told.before).lstrip("，, ")
        # 甲、乙满分各 3 分。甲按时完成，得 3 分
        lacking = (item for item in self.items.made if item.listed and item.full is not None and item.got is None)
        own = next((item for item in lacking if words.startswith(item.name)), None)
        return own.name if own and (told.figure.value or 0) <= (own.full or 0) else name
