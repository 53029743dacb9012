"""Accounts told in prose (账项勾稽): what was budgeted, added, in place, spent and left of one thing, and its rates.

Numbers of one account stand near each other, in one sentence or in those that follow, also over headings. Which part a
number plays is said by its words (`roles.py`); what must hold among the parts is accounting, not wording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Form, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.roles import part_of, same_topic, topic_of
from pipeline.reconcile.sentences import is_change
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_RATES = (
    ("rate of initial", re.compile(r"年初预算的?(?:比例|比率)?$|年初预算(?:完成|执行)率$")),
    ("rate of adjusted", re.compile(r"(?:调整后?|全年|追加后)预算数?的?(?:比例)?$")),
    (
        "rate of budget",
        re.compile(r"(?:完成|占|为)(?:了)?(?:本年|年度|当年)?(?:部门)?预算(?:数|安排|总额)?的?(?:比例)?$"),
    ),
    ("rate control", re.compile(r"控制率$")),
    ("rate arrival", re.compile(r"到位率$")),
    ("rate change", re.compile(r"(?:调整|追加|调增)率$")),
    ("rate left", re.compile(r"(?:结余|结转|结转结余|结余结转)率$")),
    ("rate execution", re.compile(r"(?:执行|支付|支出|预算完成|资金使用)率$|(?:支出|支付|执行|资金|预算)进度$")),
)
_BUDGETS = ("adjusted", "budget", "arrived", "initial")
# Carry-overs at the year's end have other sources than this year's budget.
_CARRIED = re.compile(r"年[末底终]|上年|年初|累计")


@dataclass
class Account:
    """The parts and rates of one account in reading order, each with the sentence and the section that it stands in."""

    number: int
    topic: str = ""
    parts: dict[str, Figure] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def put(self, role: str, figure: Figure, sentence: int, words: str, topic: str) -> None:
        """Add a part."""
        self.parts[role], self.places[role], self.words[role] = figure, sentence, words
        self.topic = self.topic or topic

    def takes(self, role: str, figure: Figure, sentence: int, topic: str) -> bool:
        """Whether a part may belong here: its topic fits, and its role is open or says the same again.

        A sentence that names a budget when money has been spent already tells of the next thing.
        """
        known = self.parts.get(role)
        if known is None and role in ("budget", "initial") and self.places.get("spent", sentence) < sentence:
            return False
        return same_topic(self.topic, topic) and (known is None or value_of(known) == value_of(figure))


def accounted(sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The relations of all accounts."""
    for account in accounts(sentences, rules):
        yield from _rates(account, rules)
        yield from _balances(account, rules)


def accounts(sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Account]:
    """The accounts that sentences tell of. One that names a budget anew, or a part otherwise, begins another."""
    number, current = 1, Account(1)
    for at, sentence in enumerate(sentences):
        whole = ""
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            words = sentence.before(n)
            if "其中" in words:
                whole = current.words.get("*", "")
            if sentence.depth(n) or not usable(figure) or figure.kind not in (Kind.AMOUNT, Kind.RATE):
                continue
            if words.startswith("、") or sentence.after(n).startswith("、"):
                continue  # one of several things of a kind
            role, topic = _role(sentence, n, rules)
            if not role or role == whole:
                continue
            whole = ""
            if not current.takes(role, figure, at, topic):
                yield current
                number += 1
                current = Account(number)
            if role not in current.parts:
                current.put(role, figure, at, normalise(words)[-4:], topic)
            if figure.kind is Kind.AMOUNT:
                current.words["*"] = role
    yield current


def _role(sentence: Sentence, n: int, rules: RuleSet) -> tuple[str, str]:
    """The role and topic of a number; a rate's role is what it is a rate of."""
    figure, words = sentence.figure(n), sentence.before(n)
    if is_change(words):
        return "", ""
    if figure.kind is Kind.AMOUNT:
        part = part_of(words, figure.label, rules)
        return part.role, part.topic
    if figure.unit == "个百分点":
        return "", ""
    name = re.sub(r"(?:分别)?(?:为|是|达到?|约|[:：])+$", "", words.rstrip())
    for text in (name, figure.label):
        for role, pattern in _RATES:
            found = pattern.search(text)
            if found:
                return role, topic_of(re.split(r"[，,；;。：（(]", text[: found.start()])[-1])
    return "", ""


def _rates(account: Account, rules: RuleSet) -> Iterator[Relation]:
    """`支出 ÷ 预算 = 执行率`, `到位 ÷ 预算 = 到位率`, `追加 ÷ 年初预算 = 调整率`, `结余 ÷ 预算 = 结余率`."""
    rule = rules.by_pattern.get("account_rate")
    parts = account.parts
    for role, above, below in (
        ("rate of initial", "spent", ("initial", "budget")),
        ("rate of adjusted", "spent", ("adjusted", "budget")),
        ("rate of budget", "spent", ("budget", "initial", "adjusted")),
        ("rate control", "spent", ("budget", "initial", "adjusted")),
        ("rate execution", "spent", _BUDGETS),
        ("rate arrival", "arrived", ("budget", "adjusted", "initial")),
        ("rate left", "left", _BUDGETS),
        ("rate change", "added", ("initial", "budget")),
    ):
        rate, part = parts.get(role), parts.get(above)
        wholes = [key for key in below if key in parts]
        if rule is None or rate is None or part is None or not wholes:
            continue
        forms: list[Form] = [Quotient(side(part), side(parts[key]), rate) for key in wholes]
        if role == "rate change":
            forms += _changed(account, rate)
        elif "added" in parts and "adjusted" not in parts:
            forms += [Quotient(side(part), side(parts[key], parts["added"]), rate) for key in wholes]
        # The budget that an execution is measured by may be the adjusted one, which is not always printed.
        open_ = role in ("rate execution", "left") and wholes == ["initial"]
        near = any(account.places[role] == account.places[above] == account.places[key] for key in wholes)
        yield _relation(account, "account_rate", rules, tuple(forms), (role, above, wholes[0]), sure=near and not open_)


def _changed(account: Account, rate: Figure) -> list[Form]:
    """The same rate by the budgets before and after, or with what was cut."""
    initial, adjusted, added, cut = (account.parts.get(key) for key in ("initial", "adjusted", "added", "cut"))
    forms: list[Form] = []
    if initial and adjusted:
        forms.append(Quotient(((Fraction(1), adjusted), (Fraction(-1), initial)), side(initial), rate))
    if initial and added and cut:
        forms.append(Quotient(((Fraction(1), added), (Fraction(-1), cut)), side(initial), rate))
    return forms


def _balances(account: Account, rules: RuleSet) -> Iterator[Relation]:
    """`预算 = 支出 + 结余` and `调整后预算 = 年初预算 + 追加 - 调减`."""
    parts = account.parts
    spent, left, cut = parts.get("spent"), parts.get("left"), parts.get("cut")
    wholes = [key for key in _BUDGETS if key in parts]
    if spent and left and wholes:
        forms: list[Form] = [Equation(side(spent, left), side(parts[key])) for key in wholes]
        if cut:
            forms += [Equation(side(spent, left, cut), side(parts[key])) for key in wholes]
        carried = bool(_CARRIED.search(left.label) or _CARRIED.search(account.words["left"]))
        near = account.places["spent"] == account.places["left"] and account.places["spent"] in map(
            account.places.get, wholes
        )
        sure = near and not carried and wholes != ["initial"]
        if not carried or near:
            yield _relation(account, "account_left", rules, tuple(forms), ("left", "spent", wholes[0]), sure=sure)
    initial, adjusted, added = (parts.get(key) for key in ("initial", "adjusted", "added"))
    adjusted = adjusted or parts.get("budget")
    if initial and adjusted and (added or cut):
        changes = [(Fraction(1), added)] if added else []
        changes += [(Fraction(-1), cut)] if cut else []
        form = Equation(((Fraction(1), initial), *changes), side(adjusted))
        key = "adjusted" if "adjusted" in parts else "budget"
        places = {account.places[k] for k in ("initial", key, "added", "cut") if k in parts}
        yield _relation(account, "account_adjusted", rules, (form,), (key, "initial"), sure=len(places) == 1)


def _relation(
    account: Account, pattern: str, rules: RuleSet, forms: tuple[Form, ...], roles: Sequence[str], *, sure: bool
) -> Relation:
    rule = rules.by_pattern[pattern]
    named = account.parts[roles[0]]
    shape = "|".join((rule.id, *(f"{role}:{account.words[role]}" for role in roles)))
    return Relation(rule, forms, named.label, sure, kin=f"account {account.number}", shape=shape)
