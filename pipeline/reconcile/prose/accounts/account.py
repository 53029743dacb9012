"""Accounts read from prose (账项识别): which numbers tell of one thing's money, and which part each of them plays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.accounts.played import BUDGETS, amount_role, role_here, summed_role
from pipeline.reconcile.prose.rates.worded import is_of_all
from pipeline.reconcile.roles import OF_ALL, same_topic
from pipeline.reconcile.sentences import is_of_bracket, is_of_class, unbracketed
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_REST = re.compile(r"[^，,；;。]*[，,；;](?:其余|余下|剩下)")
_YEAR = re.compile(r"(?:19|20)\d\d年(?!度?结)")
_YEAR_SAID = re.compile(
    r"(?:^|[，,；;。])(?:(?:19|20)\d\d年|上年|去年)(?!结)(?:[^，,；;。\d]*支出[^，,；;。\d]*|度?[为是]?)$"
)
_AND = ("和", "及", "与", "以及")
_TURN = re.compile(r"、(?:追[加减]|调[增减]|核[增减]|压减|收回|划[入出])")  # 追加 A、调减 B: none of a kind
_YEAR_END = re.compile(r"^年[末终底][^，,；;。]*$")
_FISCAL = "财政"
_SHARE_OF = re.compile(r"占[^，,；;。]*的$")  # 占收入总计的: what it is a share of
_ALL_TOLD = re.compile(r"^[，,；;](?:两项)?(?:合计|总计|共计|共)[为是]?$")
_SORTED = re.compile(r"按[^，,；;。\d]{1,12}(?:分类|划分|分|构成)[，,：:][^；;。]*$")


@dataclass
class Account:
    """The parts and rates of one account in reading order, each with the sentence and the section that it stands in."""

    number: int
    topic: str = ""
    parts: dict[str, Figure] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[Figure]] = field(default_factory=dict)  # what was added, or cut, in several amounts
    fiscal: bool = False  # a part of it was told to be 财政拨款, so what names that is not of all
    beside: bool = False  # another account was told in the section that this one begins in

    def put(self, role: str, figure: Figure, sentence: int, words: str, topic: str) -> None:
        """Add a part, unless it only says the same again."""
        if role not in self.parts:
            self.parts[role], self.places[role], self.words[role] = figure, sentence, words
            self.topic = self.topic or topic

    def takes(self, role: str, figure: Figure, sentence: int, topic: str, words: str) -> bool:
        """Whether a part may belong here: its topic fits, and its role is open or says the same again.

        A budget that is named when money has been spent in an earlier sentence, or a rate has been told, is that of the
        next thing; so is what stands in a section that is no sibling of the one before.
        """
        known, rated = self.parts.get(role), any(key.startswith("rate") for key in self.parts)
        if "；" in words and role in ("spent", *BUDGETS) and rated:
            return False  # 基本支出 A，执行率 P；项目支出 B: what is told behind the semicolon is not what P is of
        if self._is_of_something_else(role, figure, sentence, topic, words):
            return False
        told = any(key.startswith("rate") and place < sentence for key, place in self.places.items())
        if told and topic and not self.topic and role in ("budget", "initial", "spent", "left"):
            return False  # after the rate of everything, something that has a name
        if (role == "initial" and known is None and self._is_of_another(figure)) or self._is_next(role, figure):
            return False
        if known is None and role in ("budget", "initial"):
            if min(self.places.get(key, sentence) for key in ("spent", "left")) < sentence:
                return False
            # 支出 A，完成年初预算的 P，年初预算 B: what the rate was just said to be of.
            of = role == "initial" and not topic and self.places.get("rate of initial") == sentence
            if {"spent", "arrived"} & set(self.parts) and rated and not of:
                return False
        if self._is_below_another(role, figure, words):
            return False
        spoken = role == "left" and self.places.get("spent") == sentence  # 支出 A，结余 B, in one breath
        if not spoken and (not topic or (self.beside and not self.topic)) and self._is_closed(figure):
            return False
        return same_topic(self.topic, topic) and (known is None or value_of(known) == value_of(figure))

    def _is_below_another(self, role: str, figure: Figure, words: str) -> bool:
        """Whether a number stands below another heading; what is left of all at the year's end may be told last."""
        last = role == "left" and _YEAR_END.search(words) is not None
        others = (other for other in self.parts.values() if other.above != figure.above)
        return any(not last or other.chapter != figure.chapter for other in others)

    def _is_of_something_else(self, role: str, figure: Figure, sentence: int, topic: str, words: str) -> bool:
        """Whether a rate is of everything where one thing was told of, or of one thing in another chapter.

        `甲支出 A，结余 B。合计执行率 P。工程概算 C`: nothing that is told beside is called a sum.
        """
        if role == "left" and self.fiscal and _FISCAL in figure.label:
            return True  # 预算 A，支出 B，其中财政拨款预算 C。财政拨款结转 D
        if all(place == sentence for place in self.places.values()):
            return role.startswith("rate") and self.beside and _is_of_all(words)
        if not role.startswith("rate"):
            return all(key.startswith("rate") and OF_ALL.search(part.label) for key, part in self.parts.items())
        summed = any(OF_ALL.search(part.label) for part in self.parts.values())
        apart = any(other.chapter != figure.chapter for other in self.parts.values())
        of_all = _is_of_all(words) and (apart or bool(self.topic) or self.beside)
        return ((apart or not summed) and of_all) or (apart and bool(topic) and not self.topic)

    def _is_closed(self, figure: Figure) -> bool:
        """Whether what another chapter tells of nothing in particular is of another.

        This has a name, is one of several told one after another, or has only rates.
        """
        apart = any(other.chapter != figure.chapter for other in self.parts.values())
        return apart and (bool(self.topic) or self.beside or all(role.startswith("rate") for role in self.parts))

    def _is_of_another(self, figure: Figure) -> bool:
        """Whether a first budget stands in another section than what was asked for, added or cut: of another thing."""
        told = [self.parts[key] for key in ("budget", "added", "cut") if key in self.parts]
        return any(other.section != figure.section for other in told)

    def _is_next(self, role: str, figure: Figure) -> bool:
        """Whether a budget stands below the next heading: 项目预算 A，执行率 P, and there 全年预算 B."""
        told = role in BUDGETS and not self.parts.keys().isdisjoint(BUDGETS)
        rated = any(key.startswith("rate") for key in self.parts)
        return told and rated and any(other.section != figure.section for other in self.parts.values())

    def goes_on(self, role: str) -> bool:
        """Whether a part is what became of what was just told."""
        return (
            "spent" in self.parts if role == "left" else role == "spent" and not self.parts.keys().isdisjoint(BUDGETS)
        )

    def summed_up(self, sentence: int, figure: Figure, words: str) -> str:
        """The role of what sums up what was carried over and what came in: 上年结转 A，当年下达 B，合计 T."""
        came = next((key for key in ("income", "budget") if key in self.parts), "")
        own = bool(came) and self.places.get("opening") == self.places[came] == sentence
        told = own and figure.kind is Kind.AMOUNT and "available" not in self.parts and _ALL_TOLD.match(words)
        return "available" if told else ""

    def list_changes(self, sentence: Sentence, n: int, rules: RuleSet) -> None:
        """Add the n-th number to what was added, or cut, if it is one of several: 追加 A（增资）和 B（专款）."""
        figure, before = sentence.figure(n), sentence.figure(n - 1) if n else None
        if figure.kind is not Kind.AMOUNT or sentence.depth(n) or not usable(figure) or not _is_joined(sentence, n):
            return
        more = unbracketed(sentence.before(n)) in _AND and before is not None
        role = next((key for key, told in self.lists.items() if more and told[-1] is before), "")
        role = role or amount_role(sentence.before(n), figure.label, rules)[0]
        if role in ("added", "cut"):
            self.lists.setdefault(role, []).append(figure)

    def near(self, *roles: str) -> bool:
        """Whether the parts stand in one sentence."""
        return len({self.places[role] for role in roles}) == 1


def _is_of_all(words: str) -> bool:
    """Whether a rate is of everything by its own name (总体执行率), not by what it is a share of (占收入总计的)."""
    return OF_ALL.search(_SHARE_OF.sub("", words)) is not None


def accounts(sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Account]:
    """The accounts that sentences tell of. One that names a budget anew, or a part otherwise, begins another."""
    number, current = 1, Account(1)
    for at, sentence in enumerate(sentences):
        whole, inner = "", Account(0)
        for n in range(len(sentence)):
            figure, words = sentence.figure(n), sentence.before(n)
            listed = _is_listed(sentence.text[: sentence.places[n].start])
            if "其中" in words or not listed:
                whole = current.words.get("*", "") if listed else ""
            inner = Account(0) if "其中" in words or "；" in words else inner
            current.list_changes(sentence, n, rules)
            if not _may_play(sentence, n) or _is_of_another_year(sentence, n, current):
                continue
            alone = at not in current.places.values()
            apart = alone and any(f.section != figure.section for f in current.parts.values())
            role, topic = role_here(sentence, n, rules, alone=alone, apart=apart)
            role = role or current.summed_up(at, figure, words)
            if not role and not listed:
                current.words["*"] = summed_role(figure, words, rules) or current.words.get("*", "")
            mine = _is_part(current, role, topic, words, listed=listed) or _is_of_part(sentence, n, role, inner)
            mine = mine or (listed and inner.goes_on(role))  # 其中甲预算 A，支出 B，结余 C
            mine = mine or (role == "spent" and bool(_SORTED.search(sentence.text[: sentence.places[n].start])))
            if not role or role == whole or mine:
                inner.put(role, figure, at, normalise(words)[-4:], topic)
                current.fiscal |= listed and _FISCAL in figure.label
                continue
            whole = ""
            if not current.takes(role, figure, at, topic, words):
                yield current
                number += 1
                beside = any(part.section == figure.section for part in current.parts.values())
                current = Account(number, beside=beside)
            current.put(role, figure, at, normalise(words)[-4:], topic)
            if figure.kind is Kind.AMOUNT:
                current.words["*"] = role
    yield current


def _is_of_part(sentence: Sentence, n: int, role: str, inner: Account) -> bool:
    """Whether a rate is that of one of several that have their own: 其中甲 A，执行率 P；乙 B，执行率 Q."""
    if not role.startswith("rate"):
        return False
    here = set(map(id, inner.parts.values()))
    alone = n > 0 and id(sentence.figure(n - 1)) in here
    more = [i for i in range(len(sentence)) if i != n and sentence.figure(i).kind is Kind.RATE]
    return alone and any(sentence.before(i) == sentence.before(n) for i in more)


def _may_play(sentence: Sentence, n: int) -> bool:
    """Whether a number may play a part: an amount or a rate outside brackets, none of several things of a kind."""
    figure = sentence.figure(n)
    if not usable(figure) or figure.kind not in (Kind.AMOUNT, Kind.RATE) or sentence.depth(n) or is_of_class(figure):
        return False
    if figure.kind is Kind.RATE and (is_of_bracket(sentence, n) or is_of_all(sentence, n)):
        return False  # 执行率 P（A/B）; 专项 A 万元全部支出，执行率 P
    beside = (sentence.before(n), sentence.after(n))
    return not any(words.startswith("、") and not _TURN.match(words) for words in beside) and not _is_joined(
        sentence, n
    )


def _is_of_another_year(sentence: Sentence, n: int, account: Account) -> bool:
    """Whether a number is said to be of another year than an account is: 预算 A，结余 B。2021年支出 C."""
    figure, words = sentence.figure(n), sentence.before(n)
    years = {other.period for role, other in account.parts.items() if role != "opening"}
    # 2020年下达 A。2019年下达 B: a year before all that was told.
    older = _YEAR.search(words) and all(year > figure.period for year in years)
    if figure.kind is not Kind.AMOUNT or not (older or _YEAR_SAID.search(words)):
        return False
    return figure.period.isdigit() and bool(years) and all(map(str.isdigit, years)) and figure.period not in years


def _is_joined(sentence: Sentence, n: int) -> bool:
    """Whether nothing but an and stands between a number and one beside it: 分别为 A（甲）和 B（乙）."""
    around = (sentence.before(i) for i in (n, n + 1) if 0 < i < len(sentence))
    return any(unbracketed(words) in _AND for words in around)


def _is_part(account: Account, role: str, topic: str, words: str, *, listed: bool) -> bool:
    """Whether what plays a role is but a part of what plays it already, or of what was just told."""
    if role == "income":
        return "income" in account.parts
    if role == "initial" and not topic and "adjusted" in account.parts and "initial" not in account.parts:
        return False  # 全年预算 A，其中年初预算 B，追加 C
    if role == "left" and role in account.parts and _REST.match(words):
        return True  # 未支出的 A 中，B 收回，其余 C 结转下年
    budgeted = listed and role in BUDGETS and not set(BUDGETS).isdisjoint(account.parts)
    return budgeted or ("其中" in words and role in ("left", "opening", "cut"))


def _is_listed(text: str) -> bool:
    """Whether what follows a text is one of what 其中 lists: to the next semicolon, if these part what is told of.

    Or of what is sorted, to the end of its clause: 按支出性质分，甲预算 A，乙预算 B.
    """
    if _SORTED.search(text):
        return True
    before, _, rest = text.rpartition("其中")
    return "其中" in text and not ("；" in before and "；" in rest)
