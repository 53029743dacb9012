"""Rates and balances of the whole report (全文数据): what the totals told elsewhere make of them, but for a slip.

`支出完成率 P` in one section, 收入合计 A and 支出合计 B in others, 结余 C in a third: a number of nothing in particular
that nothing accounts for is of the totals. Where none of them makes it as it stands, and two make it but for two
exchanged digits, that is worth a warning.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import permutations, product
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import is_positive, usable, value_of
from pipeline.reconcile.relations import Relation, spoken_of
from pipeline.reconcile.sentences import is_rate, like
from pipeline.reconcile.slips import slips
from pipeline.reconcile.suspected.apart import is_of_spending, measure_of
from schemas.figure import LAST_YEAR, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_GRANTED = ("budget", "adjusted", "arrived")
_TOTAL = re.compile(r"^(?:[全本当]?年度?|部门)*总?(?P<of>收入|支出)(?:合计|总计|决算)?数?$")
_PARTIAL = re.compile(r"月|季度|半年")
_NOTHING = re.compile(r"^(?:支出|预算|资金|收支|总)*$")
_POSTS, _PEOPLE = re.compile(r"编制数?$"), re.compile(r"在[职编岗]|实有")
_OF_POSTS, _LEFT_RATE = re.compile(r"(?:人员|编制).*控制率$"), re.compile(r"(?:结余|结转).*(?:占|率)")
_FEW = 4  # totals of one kind, of which one is meant
_FINE = 1000  # units of its last digit that a balance must have, not to be met by chance


def elsewhere(report: Report, confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """The rates and balances of nothing in particular that the report's totals make, but for a slip."""
    known = spoken_of(confronted)
    plain = [figure for figure in report.figures if _is_plain(figure)]
    alone = ((f, _role(f, rules)) for f in plain if f.figure_id not in known and f.kind in _LONELY and _is_fine(f))
    lonely = [(figure, role) for figure, role in alone if role in _MADE]
    totals: dict[str, dict[object, Figure]] = {}
    for figure in plain if lonely else ():
        if figure.kind is not Kind.RATE and (role := _role(figure, rules)):
            totals.setdefault(role, {}).setdefault(figure.base_value, figure)
    for figure, role in lonely:
        sources = [list(totals.get(name, {}).values()) for name in _MADE[role]]
        forms = [form for a, b in product(*sources) if like(a, b) and (form := _form(figure, a, b))]
        if not 0 < max(map(len, sources)) <= _FEW or any(map(is_held, forms)) or _is_of_row(figure, plain):
            continue
        near = next((form for form in forms if _is_near(form, figure)), None)
        if near is not None:
            yield Relation(rules["reckoned_sum" if role == "left" else "reckoned_rate"], (near,), figure.label)


# Of which totals each is made: the part and the whole, or what is taken from what.
_MADE = {
    "rate": ("spent", "granted"),
    "left rate": ("left", "granted"),
    "posts rate": ("people", "posts"),
    "left": ("spent", "granted"),
}
_LONELY = (Kind.RATE, Kind.AMOUNT)  # of which kinds they are


def _is_of_row(rate: Figure, figures: Sequence[Figure]) -> bool:
    """Whether two numbers of a table's row make the rate in it, whatever their columns are called."""
    row = [f for f in figures if rate.table_id and (f.table_id, f.row) == (rate.table_id, rate.row)]
    pairs = ((a, b) for a, b in permutations(row, 2) if rate.kind is Kind.RATE is not a.kind and like(a, b))
    return any(is_held(Quotient(side(a), side(b), rate)) for a, b in pairs)


def _is_plain(figure: Figure) -> bool:
    return usable(figure) and not figure.qualifier and figure.period != LAST_YEAR and is_positive(figure)


def _is_fine(figure: Figure) -> bool:
    return figure.decimals > 1 if figure.kind is Kind.RATE else value_of(figure) >= _FINE * figure.ulp


def _role(figure: Figure, rules: RuleSet) -> str:
    """What a number is of the whole report; "" for one of something in particular."""
    if figure.kind is Kind.COUNT:
        return "posts" if _POSTS.search(figure.label) else "people" if _PEOPLE.search(figure.label) else ""
    if is_rate(figure) and _OF_POSTS.search(figure.label):
        return "posts rate"
    if figure.kind not in (Kind.AMOUNT, Kind.RATE) or figure.unit == "个百分点":
        return ""
    if figure.kind is Kind.RATE and _LEFT_RATE.search(figure.label):
        return "left rate"
    if total := _TOTAL.match(figure.label):
        return "granted" if total["of"] == "收入" else "spent"
    measure, topic = measure_of(figure, rules)
    if not _NOTHING.match(topic) or _PARTIAL.search(figure.label):
        return ""
    if figure.kind is Kind.RATE:
        return "rate" if is_of_spending(measure) else ""
    return "granted" if measure in _GRANTED else measure if measure in ("spent", "left") else ""


def _form(figure: Figure, a: Figure, b: Figure) -> Form | None:
    if figure.kind is Kind.RATE:
        return Quotient(side(a), side(b), figure)
    return Equation(side(a, figure), side(b)) if like(a, figure) and value_of(a) < value_of(b) else None


def _is_near(form: Form, figure: Figure) -> bool:
    """Whether a form holds with two digits of a number exchanged."""
    wanted = form.result.left if isinstance(form, Quotient) else value_of(figure) - form.result.gap
    slack = figure.half_ulp if isinstance(form, Quotient) else 0
    exchanged = (Fraction(slip.value * figure.scale) for slip in slips(figure) if slip.name == "transposed")
    return any(abs(wanted - value) <= slack for value in exchanged)
