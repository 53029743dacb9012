"""Accounts told in prose (账项勾稽): what was budgeted, added, in place, spent and left of one thing, and its rates.

Numbers of one account stand near each other, in one sentence or in those that follow, also over headings. Which part a
number plays is said by its words (`roles.py`); what must hold among the parts is accounting, not wording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Form, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.roles import part_of, rate_topic, same_topic
from pipeline.reconcile.prose.sentences import is_change, unbracketed
from pipeline.reconcile.relations import Relation, required
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.prose.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
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
    ("rate change", re.compile(r"(?:调整|追加|调增|调减)(?:率|幅度)$")),
    ("rate left", re.compile(r"(?:结余|结转|结转结余|结余结转)率$")),
    ("rate completion", re.compile(r"支出完成率$")),
    ("rate execution", re.compile(r"(?:执行|支付|支出|预算完成|资金使用)率$|(?:支出|支付|执行|资金|预算)进度$")),
)
_MYRIAD = Fraction(10_000)
_BUDGETS = ("adjusted", "budget", "arrived", "initial")
_OPENING = re.compile(r"(?:上年|年初|期初).{0,10}(?:结转|结余)(?!.*(?:合计|总计))")
_AVAILABLE = re.compile(r"(?:收入|资金).{0,4}(?:合计|总计)|可用(?:的)?资金|可支配|总收入|收入合计|收入总额")
_INCOME = re.compile(r"(?:收入|拨款)(?:决算)?(?:数|额)?$")
# What was reached in the course of the year is measured by something else.
_PARTIAL = re.compile(r"上半年|下半年|季度|前\d+个?月|月均|(?<!12)月[底末]|时点")
_LAST_YEAR = re.compile(r"上年|去年|上一年")
_OVER = re.compile(r"结转|结余|剩余|节余")  # 结转资金占预算的 P is no execution
_STAFF = re.compile(r"人员|在职|在编|在岗|编制")  # a rate of people is none of money
_WITH = re.compile(r"^(?:加上?|连同).*(?:[共合总]计|共)$")  # a sum of what was told, under no name of its own
_TO = ("至", "到", "—", "－", "-", "~", "～")  # between the ends of a range
_DETAIL = re.compile(r"主要(?:[是为]|用于|包括|来自|由)")
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

        A budget that is named when money has been spent in an earlier sentence, or a rate has been told, is that of the
        next thing; so is what stands in a section that is no sibling of the one before.
        """
        known = self.parts.get(role)
        told = any(key.startswith("rate") and place < sentence for key, place in self.places.items())
        if told and topic and not self.topic and role in ("budget", "initial", "spent"):
            return False  # after the rate of everything, something that has a name
        if known is None and role in ("budget", "initial"):
            if min(self.places.get(key, sentence) for key in ("spent", "left")) < sentence:
                return False
            # 支出 A，完成年初预算的 P，年初预算 B: what the rate was just said to be of.
            of = role == "initial" and not topic and self.places.get("rate of initial") == sentence
            if {"spent", "arrived"} & set(self.parts) and any(key.startswith("rate") for key in self.parts) and not of:
                return False
        if any(_parent(other) != _parent(figure) for other in self.parts.values()):
            return False
        return same_topic(self.topic, topic) and (known is None or value_of(known) == value_of(figure))

    def near(self, *roles: str) -> bool:
        """Whether the parts stand in one sentence."""
        return len({self.places[role] for role in roles}) == 1


def _parent(figure: Figure) -> str:
    return figure.section_path.rpartition("/")[0]


def accounted(report: Report, sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The relations of all accounts."""
    rows = _rows(report, rules)
    for account in accounts(sentences, rules):
        yield from _rates(account, rules)
        yield from _balances(account, rules)
        yield from _as_in_table(account, rows, rules)


def accounts(sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Account]:
    """The accounts that sentences tell of. One that names a budget anew, or a part otherwise, begins another."""
    number, current = 1, Account(1)
    for at, sentence in enumerate(sentences):
        whole = ""
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            words = sentence.before(n)
            listed = _is_listed(sentence.text[: sentence.places[n].start])
            if "其中" in words or not listed:
                whole = current.words.get("*", "") if listed else ""
            if sentence.depth(n) or not usable(figure) or figure.kind not in (Kind.AMOUNT, Kind.RATE):
                continue
            if words.startswith("、") or sentence.after(n).startswith("、"):
                continue  # one of several things of a kind
            role, topic = _role(sentence, n, rules)
            part = listed and role in _BUDGETS and not set(_BUDGETS).isdisjoint(current.parts)
            part = part or ("其中" in words and role in ("left", "opening", "cut"))
            if not role or part or role == whole or (role == "income" and "income" in current.parts):
                continue
            whole = ""
            # 基本支出 A，执行率 P；项目支出 B: what is told behind the semicolon is not what P is of.
            parted = (
                "；" in words and role in ("spent", *_BUDGETS) and any(key.startswith("rate") for key in current.parts)
            )
            if parted or not current.takes(role, figure, at, topic):
                yield current
                number += 1
                current = Account(number)
            if role not in current.parts:
                current.put(role, figure, at, normalise(words)[-4:], topic)
            if figure.kind is Kind.AMOUNT:
                current.words["*"] = role
    yield current


def _is_listed(text: str) -> bool:
    """Whether what follows a text is one of what 其中 lists: to the next semicolon, if these part what is told of."""
    before, _, rest = text.rpartition("其中")
    return "其中" in text and not ("；" in before and "；" in rest)


def _role(sentence: Sentence, n: int, rules: RuleSet) -> tuple[str, str]:
    """The role and topic of a number; a rate's role is what it is a rate of."""
    figure, words = sentence.figure(n), unbracketed(sentence.before(n))
    if words in _TO or sentence.after(n).startswith(_TO):
        return "", ""  # 处于 20% 至 30% 之间
    if is_change(words) or _PARTIAL.search(words) or _DETAIL.search(words):
        return "", ""
    before = sentence.figure(n - 1) if n else None
    if before is not None and before.day is not None and before.day.month < 12 and not re.search(r"[，,]", words):
        return "", ""  # 截至 9 月底
    if figure.kind is Kind.AMOUNT:
        return _amount_role(words, figure.label, rules)
    if figure.unit == "个百分点" or re.search(r"[均都](?:为|达到?|是)?$", words):
        return "", ""
    name = re.sub(r"(?:分别)?(?:[仅只]?为|是|[仅只]?达到?|约|[:：])+$", "", words.rstrip())
    for text in (name, figure.label):
        for role, pattern in _RATES:
            found = pattern.search(text)
            if found and role == "rate control" and _STAFF.search(text):
                return "", ""
            if found:
                over = role.startswith("rate of") and _OVER.search(text[: found.start()])
                return "rate left" if over else role, rate_topic(text[: found.start()], rules)
    return "", ""


def _amount_role(words: str, label: str, rules: RuleSet) -> tuple[str, str]:
    clause = re.split(r"[，,；;。：（）()]", re.sub(r"[为是达：:]+$", "", words))[-1]
    if _WITH.search(clause):
        return "", ""
    for role, pattern in (("opening", _OPENING), ("available", _AVAILABLE), ("income", _INCOME)):
        if pattern.search(clause):
            return role, ""
    part = part_of(words, label, rules)
    if part.role in _BUDGETS and _LAST_YEAR.search(clause):
        return "", ""
    return part.role, part.topic


def _rates(account: Account, rules: RuleSet) -> Iterator[Relation]:
    """`支出 ÷ 预算 = 执行率`, `到位 ÷ 预算 = 到位率`, `追加 ÷ 年初预算 = 调整率`, `结余 ÷ 预算 = 结余率`."""
    parts = account.parts
    for role, above, below in (
        ("rate of initial", "spent", ("initial", "budget")),
        ("rate of adjusted", "spent", ("adjusted", "budget")),
        ("rate of budget", "spent", ("budget", "initial", "adjusted")),
        ("rate control", "spent", ("budget", "initial", "adjusted")),
        ("rate completion", "spent", ("available", "income", *_BUDGETS)),
        ("rate execution", "spent", (*_BUDGETS, "available")),
        ("rate arrival", "arrived", ("budget", "adjusted", "initial")),
        ("rate left", "left", ("available", "income", *_BUDGETS)),
        ("rate change", next((k for k in ("added", "cut") if k in parts), "adjusted"), ("initial", "budget")),
    ):
        rate, part = parts.get(role), parts.get(above)
        wholes = [key for key in below if key in parts]
        if rate is None or part is None or not wholes:
            continue
        if value_of(rate) and value_of(part) and not any(value_of(parts[key]) for key in wholes):
            # A rate of nothing: the budget is missing.
            most = Equation(side(part), side(parts[wholes[0]]), "<=")
            yield replace(_relation(account, "account_rate", rules, (most,), (role, above), sure=True), mild=True)
            continue
        forms: list[Form] = [Quotient(side(part), below_, rate) for below_ in _denominators(account, wholes, role)]
        if role == "rate change" or (role == "rate control" and "预算控制" in account.words[role] + rate.label):
            forms += _changed(account, rate)  # 预算控制率: how far what was added kept to the budget
        near = any(account.near(role, above, key) for key in wholes)
        # The adjusted budget that an execution is measured by is not always printed; and a rate of what is carried
        # over wants the opening balance beside the income.
        open_ = role == "rate execution" and wholes == ["initial"]
        if role in ("rate completion", "rate left"):
            open_ = "available" not in parts and not {"opening", "income"} <= set(parts)
        yield _relation(account, "account_rate", rules, tuple(forms), (role, above, wholes[0]), sure=near and not open_)


def _denominators(account: Account, wholes: Sequence[str], role: str) -> Iterator[Side]:
    """What a rate may be measured by, the most natural first."""
    parts = account.parts
    carried = role in ("rate completion", "rate left")
    if carried and "opening" in parts and "income" in parts:
        yield side(parts["opening"], parts["income"])
    for key in wholes:
        yield side(parts[key])
    for key in wholes:
        if role != "rate change" and "added" in parts and "adjusted" not in parts:
            yield side(parts[key], parts["added"])


def _changed(account: Account, rate: Figure) -> list[Form]:
    """The same rate by the budgets before and after, or with what was cut."""
    initial, adjusted, added, cut = (account.parts.get(key) for key in ("initial", "adjusted", "added", "cut"))
    initial = initial or account.parts.get("budget")
    forms: list[Form] = []
    if initial and adjusted:
        forms.append(Quotient(((Fraction(1), adjusted), (Fraction(-1), initial)), side(initial), rate))
        forms.append(Quotient(((Fraction(1), initial), (Fraction(-1), adjusted)), side(initial), rate))
    if initial and (added or cut):
        forms.append(Quotient(side(added or cut), side(initial), rate))  # type: ignore[arg-type]
    if initial and added and cut:
        forms.append(Quotient(((Fraction(1), added), (Fraction(-1), cut)), side(initial), rate))
    return forms


def _balances(account: Account, rules: RuleSet) -> Iterator[Relation]:
    """`预算 = 支出 + 结余` and `调整后预算 = 年初预算 + 追加 - 调减`."""
    parts = account.parts
    spent, left, cut = parts.get("spent"), parts.get("left"), parts.get("cut")
    opening, income = parts.get("opening"), parts.get("income")
    wholes = [key for key in (*_BUDGETS, "available") if key in parts]
    if spent and left and (wholes or (opening and income)):
        forms: list[Form] = [Equation(side(spent, left), side(parts[key])) for key in wholes]
        if opening and income:
            forms.append(Equation(side(spent, left), side(opening, income)))
        if opening:
            forms += [Equation(side(spent, left), side(opening, parts[key])) for key in wholes]
        if cut:
            forms += [Equation(side(spent, left, cut), side(parts[key])) for key in wholes]
        carried = bool(_CARRIED.search(left.label) or _CARRIED.search(account.words["left"]))
        known = "available" in parts or not carried
        near = account.near("spent", "left") and any(account.near("spent", key) for key in wholes)
        # 年初结转 A，收入 B，支出 C，年末结转 D: told in one breath, nothing else comes in.
        rolled = bool(opening and income and account.near("opening", "income", "spent", "left"))
        rolled = rolled and "总" not in account.words["spent"]  # 支出总计 has the balance in it
        if known or near or rolled:
            key = wholes[0] if wholes else "opening"
            # What a single project has over comes from nowhere else.
            sure = rolled or (near and (not carried or bool(left.subject)) and wholes != ["initial"])
            yield _relation(account, "account_left", rules, tuple(forms), ("left", "spent", key), sure=sure)
        else:
            slipped = [form for form in forms if _is_unit_slip(form, left)]
            if slipped:
                yield _relation(account, "account_left", rules, (slipped[0],), ("left", "spent"), sure=True)
    yield from _adjusted(account, rules)


def _is_unit_slip(form: Form, figure: Figure) -> bool:
    """Whether 万元 for 元, or 元 for 万元, is all that makes an equation fail."""
    wanted = required(form, figure)
    return form.result.verdict == "inconsistent" and any(value_of(figure) * f in wanted for f in (_MYRIAD, 1 / _MYRIAD))


def _adjusted(account: Account, rules: RuleSet) -> Iterator[Relation]:
    """`调整后预算 = 年初预算 + 追加 - 调减`, with what was carried over where that is counted in."""
    parts = account.parts
    initial, added, cut, opening = (parts.get(key) for key in ("initial", "added", "cut", "opening"))
    key = next((k for k in ("adjusted", "budget", "available") if k in parts and (k != "budget" or initial)), "")
    initial = initial or (parts.get("budget") if key != "budget" else None)
    if not initial or not key or not (added or cut):
        return
    changes = [(Fraction(1), added)] if added else []
    changes += [(Fraction(-1), cut)] if cut else []
    forms: list[Form] = [Equation(((Fraction(1), initial), *changes), side(parts[key]))]
    if opening:
        forms.append(Equation(((Fraction(1), initial), *changes, (Fraction(1), opening)), side(parts[key])))
    roles = [k for k in ("initial", key, "added", "cut") if k in parts]
    after = [k for k in roles if k not in ("initial", "budget") or k == key]
    # `年初预算 A。追加 B，追加后预算 C`
    follows = account.near(*after) and account.places[key] - account.places[roles[0]] == 1 and key == "adjusted"
    # Of what was there to be spent other income may be part.
    sure = (account.near(*roles) and key != "available") or follows
    yield _relation(account, "account_adjusted", rules, tuple(forms), (key, *roles), sure=sure)


Rows = dict[Fraction, list[dict[str, "Figure"]]]


def _rows(report: Report, rules: RuleSet) -> Rows:
    """The rows of tables by every amount spent in them: what is budgeted, in place, spent and left in each row."""
    found: dict[tuple[str, int], dict[str, Figure]] = {}
    year = str(report.head.fiscal_year or "")
    for figure in report.figures:
        if not figure.table_id or figure.row is None or not usable(figure) or (figure.period or year) < year:
            continue
        column = figure.label.rpartition("/")[2]
        row = found.setdefault((figure.table_id, figure.row), {})
        if figure.kind is Kind.AMOUNT:
            row.setdefault(part_of("", column, rules).role, figure)
        elif figure.kind is Kind.RATE and re.search(r"执行率|支出率|进度", column):
            row.setdefault("rate execution", figure)
    rows: Rows = {}
    for row in found.values():
        if "spent" in row and value_of(row["spent"]):
            rows.setdefault(value_of(row["spent"]), []).append(row)
    return rows


def _as_in_table(
    account: Account, rows: Mapping[Fraction, list[dict[str, Figure]]], rules: RuleSet
) -> Iterator[Relation]:
    """An account that lacks a budget, completed from the row of a table that says the same was spent."""
    spent, rate, left = (account.parts.get(key) for key in ("spent", "rate execution", "left"))
    if spent is None or any(key in account.parts for key in _BUDGETS):
        return
    for row in rows.get(value_of(spent), [])[:1]:
        for key in (k for k in _BUDGETS if k in row):
            kin = f"account {account.number} {key}"
            if rate is not None:
                form: Form = Quotient(side(spent), side(row[key]), rate)
                yield Relation(rules.by_pattern["account_rate"], (form,), rate.label, sure=False, kin=kin)
            if left is not None:
                balance = Equation(side(spent, left), side(row[key]))
                yield Relation(rules.by_pattern["account_left"], (balance,), left.label, sure=False, kin=kin)


def _relation(
    account: Account, pattern: str, rules: RuleSet, forms: tuple[Form, ...], roles: Sequence[str], *, sure: bool
) -> Relation:
    rule = rules.by_pattern[pattern]
    named = account.parts[roles[0]]
    shape = "|".join((rule.id, *(f"{role}:{account.words[role]}" for role in roles)))
    return Relation(rule, forms, named.label, sure, kin=f"account {account.number}", shape=shape)
