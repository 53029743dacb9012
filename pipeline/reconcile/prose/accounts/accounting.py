"""Accounts told in prose (账项勾稽): what was budgeted, added, in place, spent and left of one thing, and its rates.

Numbers of one account stand near each other, in one sentence or in those that follow, also over headings. Which part a
number plays is said by its words (`roles.py`); what must hold among the parts is accounting, not wording.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Form, Quotient, is_held, minus, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.accounts.account import Account, accounts
from pipeline.reconcile.prose.accounts.played import BUDGETS
from pipeline.reconcile.prose.accounts.rolling import come_in, of_both
from pipeline.reconcile.relations import Relation, required
from pipeline.reconcile.roles import part_of
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_MYRIAD = Fraction(10_000)
_MANY = 20  # how many times what a number's last digit leaves open must fit into it
_OF_YEAR = re.compile(r"[当本今]年|当期")  # 当年结余: without what was there before
# Carry-overs at the year's end have other sources than this year's budget.
_BESIDES = re.compile(
    r"往年|历年|以前年度|滚存|累计结[转余]|存量|其余|另[有含]|单位资金|自有|自筹|经营|非财政|分配|专用|弥补"
)
_AFTER = re.compile(r"调整后|全年预算|最终预算")  # 追加部分占调整后预算的 P
_CARRIED = re.compile(r"年[末底终]|上年|年初|累计")


def accounted(report: Report, sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The relations of all accounts."""
    rows = _rows(report, rules)
    for sentence in sentences:
        yield from of_both(sentence, rules)
    for account in accounts(sentences, rules):
        yield from _rates(account, rules)
        yield from _by_what_is_left(account, sentences, rules)
        yield from _balances(account, sentences, rules)
        yield from _as_in_table(account, rows, rules)


def _rates(account: Account, rules: RuleSet) -> Iterator[Relation]:
    """`支出 ÷ 预算 = 执行率`, `到位 ÷ 预算 = 到位率`, `追加 ÷ 年初预算 = 调整率`, `结余 ÷ 预算 = 结余率`."""
    parts = account.parts
    for role, above, below in (
        ("rate of initial", "spent", ("initial", "budget")),
        ("rate of adjusted", "spent", ("adjusted", "budget")),
        ("rate of budget", "spent", ("budget", "initial", "adjusted")),
        ("rate control", "spent", ("budget", "initial", "adjusted")),
        ("rate completion", "spent", ("available", "income", *BUDGETS)),
        ("rate execution", "spent", (*BUDGETS, "available")),
        ("rate arrival", "arrived", ("budget", "adjusted", "initial")),
        ("rate left", "left", ("available", "income", *BUDGETS)),
        ("rate change", next((k for k in ("net", "added", "cut") if k in parts), "adjusted"), ("initial", "budget")),
    ):
        rate, part = parts.get(role), parts.get(above)
        wholes = [key for key in below if key in parts]
        if rate is None or part is None or not wholes:
            continue
        if value_of(rate) and value_of(part) and not any(value_of(parts[key]) for key in wholes):
            # A rate of nothing: the budget is missing.
            most = Equation(side(part), side(parts[wholes[0]]), "<=")
            yield _relation(account, "account_rate", rules, (most,), (role, above), sure=True)
            continue
        forms: list[Form] = [Quotient(side(part), below_, rate) for below_ in _denominators(account, wholes, role)]
        if role == "rate execution" and "opening" in parts:
            forms += _carried_in(account, part, wholes, rate)
        if role == "rate change" or (role == "rate control" and "预算控制" in account.words[role] + rate.label):
            forms += _changed(account, rate)  # 预算控制率: how far what was added kept to the budget
        near = any(account.near(role, above, key) for key in wholes)
        # The adjusted budget that an execution is measured by is not always printed; and a rate of what is carried
        # over wants the opening balance beside the income.
        open_ = role == "rate execution" and wholes == ["initial"]
        if role in ("rate completion", "rate left"):
            open_ = "available" not in parts and not {"opening", "income"} <= set(parts)
        yield _relation(account, "account_rate", rules, tuple(forms), (role, above, wholes[0]), sure=near and not open_)


def _by_what_is_left(account: Account, sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`到位 A。支出进度 P，结余 B`: what was spent is printed nowhere."""
    rate, left = account.parts.get("rate execution"), account.parts.get("left")
    wholes = [account.parts[key] for key in (*BUDGETS, "available") if key in account.parts]
    if (
        rate is None
        or left is None
        or not wholes
        or "spent" in account.parts
        or not account.near("rate execution", "left")
    ):
        return
    told = sentences[account.places["left"]].places
    if value_of(left) and [place.figure for place in told if place.figure.kind is Kind.AMOUNT] == [left]:
        forms = tuple(Quotient(minus(whole, left), side(whole), rate) for whole in wholes)
        yield _relation(account, "account_rate", rules, forms, ("rate execution", "left"), sure=True)


def _denominators(account: Account, wholes: Sequence[str], role: str) -> Iterator[Side]:
    """What a rate may be measured by, the most natural first."""
    parts = account.parts
    carried = role in ("rate completion", "rate left")
    if carried and "opening" in parts and "income" in parts:
        yield side(parts["opening"], parts["income"])
    for key in wholes:
        yield side(parts[key])
        if role == "rate left" and "opening" in parts:
            yield side(parts[key], parts["opening"])
    for key in wholes:
        if role != "rate change" and "added" in parts and "adjusted" not in parts:
            yield side(parts[key], parts["added"])


def _carried_in(account: Account, spent: Figure, wholes: Sequence[str], rate: Figure) -> Iterator[Form]:
    """What was carried over may be counted in on both sides, or left out on both; what came in may be all there was."""
    parts = account.parts
    opening = parts["opening"]
    for key in wholes:
        yield Quotient(side(spent), side(parts[key], opening), rate)
        yield Quotient(minus(spent, opening), side(parts[key]), rate)
    if "income" in parts:
        yield Quotient(side(spent), side(parts["income"], opening), rate)
    if "added" in parts and "adjusted" not in parts:
        yield from (Quotient(side(spent), side(parts[key], parts["added"], opening), rate) for key in wholes)


def _changed(account: Account, rate: Figure) -> list[Form]:
    """The same rate by the budgets before and after, or with what was cut."""
    initial, adjusted, added, cut = (account.parts.get(key) for key in ("initial", "adjusted", "added", "cut"))
    initial = initial or account.parts.get("budget")
    forms: list[Form] = []
    if initial and adjusted:
        forms.append(Quotient(minus(adjusted, initial), side(initial), rate))
        forms.append(Quotient(minus(initial, adjusted), side(initial), rate))
    if initial and (change := added or cut):
        forms.append(Quotient(side(change), side(initial), rate))
    after = next((account.parts[key] for key in BUDGETS if key in account.parts), None)
    if after and not (initial and initial is not after) and (change := added or cut):
        # 调减 C，调减率 P，实际安排 B: of what it was before
        forms.append(Quotient(side(change), ((Fraction(1), after), (Fraction(-1 if added else 1), change)), rate))
    if initial and added and _AFTER.search(account.words.get("rate change", "") + rate.label):
        forms.append(Quotient(side(added), side(initial, added), rate))
    if initial and added and cut:
        forms.append(Quotient(minus(added, cut), side(initial), rate))
    return forms


def _balances(account: Account, sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`预算 = 支出 + 结余` and `调整后预算 = 年初预算 + 追加 - 调减`."""
    parts = account.parts
    spent, left, cut = parts.get("spent"), parts.get("left"), parts.get("cut")
    opening, income = parts.get("opening"), parts.get("income")
    wholes = [key for key in (*BUDGETS, "available") if key in parts]
    if spent and left and (wholes or (opening and income)):
        forms: list[Form] = [Equation(side(spent, left), side(parts[key])) for key in wholes]
        if opening and income:
            forms.append(Equation(side(spent, left), side(opening, income)))
            if _OF_YEAR.search(account.words["left"] + left.label):
                forms.append(Equation(side(spent, left), side(income)))
        if opening:
            forms += [Equation(side(spent, left), side(opening, parts[key])) for key in wholes]
        if cut:
            forms += [Equation(side(spent, left, cut), side(parts[key])) for key in wholes]
        if "added" in parts and "adjusted" not in parts:  # 年初预算 A，追加 B: what there was to be spent has no name
            taken = side(spent, left, *filter(None, [cut]))
            forms += [Equation(taken, side(parts[key], parts["added"], *filter(None, [opening]))) for key in wholes]
        carried = bool(_CARRIED.search(left.label) or _CARRIED.search(account.words["left"]))
        # 可用资金中支出 A，尚余 B: of more than the year's budget, which is printed nowhere.
        untold = "可用" in spent.evidence.quote and not {"available", "opening"} & set(parts)
        known = "available" in parts or not (carried or untold)
        # More than there was to be spent is left of something else.
        known = known and (opening is not None or value_of(left) <= max(value_of(parts[key]) for key in wholes))
        near = account.near("spent", "left") and any(account.near("spent", key) for key in wholes)
        # 年初结转 A，收入 B，支出 C，年末结转 D: told in one breath, nothing else comes in.
        rolled = bool(opening and income and account.near("opening", "income", "spent", "left"))
        rolled = rolled and "总" not in account.words["spent"]  # 支出总计 has the balance in it
        if known or near or rolled:
            key = wholes[0] if wholes else "opening"
            # What a single project has over comes from nowhere else.
            others = _BESIDES.search(sentences[account.places["left"]].text.rpartition(left.printed)[2])
            sure = (rolled and not others) or (
                near and not others and (not carried or bool(left.subject)) and wholes != ["initial"]
            )
            forms = [*_with_reserves(account, forms), *forms]
            yield _relation(account, "account_left", rules, tuple(forms), ("left", "spent", key), sure=sure)
        else:
            slipped = [form for form in forms if _is_unit_slip(form, left)]
            if slipped:
                yield _relation(account, "account_left", rules, (slipped[0],), ("left", "spent"), sure=True)
            elif measured := _measured(account, sentences, wholes):
                forms = [Equation(side(spent, left), whole) for whole in measured]
                yield _relation(account, "account_left", rules, tuple(forms), ("left", "spent"), sure=True)
    yield from _adjusted(account, rules)
    yield from come_in(account, sentences, rules)


def _measured(account: Account, sentences: Sequence[Sentence], wholes: Sequence[str]) -> list[Side]:
    """What the spending is of, as a rate says that holds: what is left is of it too, if nothing else is told."""
    parts = account.parts
    between = sentences[account.places["spent"] : account.places["left"] + 1]
    if parts["spent"].chapter != parts["left"].chapter or any(_BESIDES.search(sentence.text) for sentence in between):
        return []
    sides = [side(parts[key]) for key in wholes]
    if "opening" in parts and "income" in parts:
        sides.append(side(parts["opening"], parts["income"]))
    rates = [f for role, f in parts.items() if role.startswith("rate") and f.decimals]
    return [whole for whole in sides if any(is_held(Quotient(side(parts["spent"]), whole, rate)) for rate in rates)]


def _with_reserves(account: Account, forms: Sequence[Form]) -> Iterator[Form]:
    """The balances with what was taken from reserves, and what was shared out, if the account tells of either."""
    taken, given = (tuple(filter(None, [account.parts.get(role)])) for role in ("reserve", "shared out"))
    for form in forms if taken or given else ():
        if isinstance(form, Equation):
            yield Equation((*form.left, *side(*given)), (*form.right, *side(*taken)))


def _is_unit_slip(form: Form, figure: Figure) -> bool:
    """Whether 万元 for 元, or 元 for 万元, is all that makes an equation fail: to its last digit, not by 亿元."""
    wanted, meant = required(form, figure), [value_of(figure) * f for f in (_MYRIAD, 1 / _MYRIAD)]
    telling = wanted.high is not None and wanted.low is not None
    fitting = [value for value in meant if value in wanted]
    return (
        form.result.verdict is Verdict.INCONSISTENT
        and telling
        and any(_MANY * (wanted.high - wanted.low) <= abs(value) for value in fitting)  # type: ignore[operator]
    )


def _adjusted(account: Account, rules: RuleSet) -> Iterator[Relation]:
    """`调整后预算 = 年初预算 + 追加 - 调减`, with what was carried over where that is counted in.

    What is net (净调增) has what was cut in it already.
    """
    parts = account.parts
    initial, added, cut, net, opening = (parts.get(key) for key in ("initial", "added", "cut", "net", "opening"))
    key = next((k for k in ("adjusted", "budget", "available") if k in parts and (k != "budget" or initial)), "")
    initial = initial or (parts.get("budget") if key != "budget" else None)
    if cut and "left" in parts and list(parts).index("left") < list(parts).index("cut"):
        cut = None  # 年末结余 A，其中收回 B: what is left is no budget any more
    lists = account.lists
    changes = [(Fraction(1), f) for f in ([added] if added else lists.get("added", ()))]
    changes += [(Fraction(-1), f) for f in ([cut] if cut else lists.get("cut", ()))]
    if net:
        way = Fraction(-1 if re.search(r"净[^增加]*减", account.words["net"] + net.label) else 1)
        if added and cut and account.near("added", "cut", "net"):
            form = Equation(tuple(changes), ((way, net),))
            yield _relation(account, "account_adjusted", rules, (form,), ("net", "added", "cut"), sure=True)
        changes = [(way, net)]
    if not initial or not key or not changes or (initial is parts.get("budget") and _are_same(initial, parts[key])):
        return
    forms: list[Form] = [Equation(((Fraction(1), initial), *changes), side(parts[key]))]
    if opening:
        forms.append(Equation(((Fraction(1), initial), *changes, (Fraction(1), opening)), side(parts[key])))
    changed = ("net",) if net else [k for k, f in (("added", added), ("cut", cut)) if f]
    roles = [k for k in ("initial", key, *changed) if k in parts]
    after = [k for k in roles if k not in ("initial", "budget") or k == key]
    # `年初预算 A。追加 B，追加后预算 C`
    follows = account.near(*after) and account.places[key] - account.places[roles[0]] == 1 and key == "adjusted"
    # Of what was there to be spent other income may be part.
    sure = (account.near(*roles) and key != "available") or follows
    yield _relation(account, "account_adjusted", rules, tuple(forms), (key, *roles), sure=sure)


def _are_same(a: Figure, b: Figure) -> bool:
    """Whether one number is told twice: 全年预算 A，其中追加 B。预算 A，其中甲 C."""
    return value_of(a) == value_of(b)


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
            row.setdefault(part_of("", column, rules).role or f"column {figure.col}", figure)
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
    if spent is None or any(key in account.parts for key in BUDGETS):
        return
    for row in rows.get(value_of(spent), [])[:1]:
        wholes = [row[key] for key in BUDGETS if key in row]  # what was planned, changed, in place: any may be meant
        kin = f"account {account.number} row"
        # 项目支出 A。年末结转 B。资金执行率 P: with a sentence between, it may be the rate of all that was spent.
        if wholes and rate is not None and abs(account.places["rate execution"] - account.places["spent"]) <= 1:
            # 县级 A、市级 B，合计 C: what there was may stand in a column that no word names.
            others = [row[key] for key in row if key.startswith("column")]
            rates: tuple[Form, ...] = tuple(Quotient(side(spent), side(f), rate) for f in (*wholes, *others))
            rates = (*rates[: len(wholes)], *filter(is_held, rates[len(wholes) :]))
            yield Relation(rules["account_rate"], rates, rate.label, sure=False, kin=kin)
        if wholes and left is not None and left.evidence.quote == spent.evidence.quote:
            balances: tuple[Form, ...] = tuple(Equation(side(spent, left), side(whole)) for whole in wholes)
            yield Relation(rules["account_left"], balances, left.label, sure=False, kin=kin)


def _relation(
    account: Account, pattern: str, rules: RuleSet, forms: tuple[Form, ...], roles: Sequence[str], *, sure: bool
) -> Relation:
    rule = rules[pattern]
    named = account.parts[roles[0]]
    shape = "|".join((rule.id, *(f"{role}:{account.words[role]}" for role in roles)))
    return Relation(rule, forms, named.label, sure, kin=f"account {account.number}", shape=shape)
