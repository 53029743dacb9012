"""Which breaches are none (免责): what each kind of relation asks of its sentence and its report before it accuses."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from pipeline.reconcile.alibi.otherwise import (
    fits_before,
    fits_beside,
    fits_far,
    goes_on,
    is_second_witness,
)
from pipeline.reconcile.alibi.sums import is_but_for_a_digit, is_told_besides, of_sum
from pipeline.reconcile.facts import Fact, Facts
from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, parted, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_a_digit_off, is_by_slip, is_met
from pipeline.reconcile.relations import derived, slip_explains
from pipeline.reconcile.sentences import like
from pipeline.reconcile.slips import is_slip
from pipeline.reconcile.tabled import rates_of
from schemas.catalogue import normalise
from schemas.figure import Kind
from schemas.finding import CheckKind, Verdict
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reconcile.alibi.known import Known
    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted
    from schemas.figure import Figure

_RATES = ("prose_price", "prose_share", "prose_rate", "prose_aim", "account_rate", "prose_growth", "rate_formula")
_DIFFERENCES = ("prose_change", "prose_points", "account_left", "account_adjusted")
_SUMS = ("prose_sum", "prose_nearly", "prose_part", "prose_disjoint")
_OF_PLAN = re.compile(r"年初|预算|计划|目标|任务")
_SHARE_OF = re.compile(r"^[，,]?占(?P<of>[^，,；;。的]{3,})的$")
_STEM = 4  # letters that the names of two parts of one thing begin with
_NAMED = 4  # letters of a name
_TWO = 2  # values of one name
_HOLDS = re.compile(r"[（(][^，,；;。]{0,6}含")
_CARRIED = re.compile(r"(?:上年|年初|上年末)(?:财政拨款)?结[转余]")
_THREE = 3  # numbers of a difference
_FAR = 6  # how many times what is too many must fit into all, to be no slip
_ROUNDED, _NEAR = 3, 100  # two numbers are near each other by less units of the last place, or a smaller part of them


def excused(known: Known, some: Sequence[Confronted] | None = None) -> list[Confronted]:
    """All relations, or `some`, with breaches that something else accounts for turned to not checkable."""
    asked = known.confronted if some is None else some
    return [_excused(known, c, reason) if (reason := reason_of(known, c)) else _milder(known, c) for c in asked]


def _excused(known: Known, confronted: Confronted, reason: str) -> Confronted:
    """The relation, not checkable; a warning where its words name what the number should have been reckoned from."""
    if _is_named(known, confronted):
        return confronted._replace(relation=altered(confronted.relation, mild=True))
    return confronted._replace(verdict=Verdict.NOT_CHECKABLE, reason=reason)


def _is_named(known: Known, confronted: Confronted) -> bool:
    """Whether a share names its whole as that is called: 全部可用资金 T。支出 A，占全部可用资金的 P."""
    form = confronted.form
    if confronted.relation.rule.pattern != "prose_share" or not isinstance(form, Quotient) or len(form.denominator) > 1:
        return False
    place = known.place_of(form.rate)
    told = _SHARE_OF.search(place[0].before(place[1])) if place is not None else None
    return told is not None and normalise(told["of"]) == normalise(form.denominator[0][1].label)


def _milder(known: Known, confronted: Confronted) -> Confronted:
    """The relation, a warning at most where a budget's change is told besides as its two budgets make it.

    年初预算 A，全年预算 B，较年初增加 D … 追加 C: what was taken back the report need not tell.
    """
    form = confronted.form
    adjusted = confronted.relation.rule.pattern == "account_adjusted" and len(form.figures if form else ()) == _THREE
    if confronted.verdict is not Verdict.INCONSISTENT or not adjusted or not isinstance(form, Equation):
        return confronted
    initial, after = form.left[0][1], form.right[0][1]
    by = abs((after.base_value or 0) - (initial.base_value or 0))
    told = known.printed[Kind.AMOUNT, by] and known.borne[after.figure_id]
    return confronted._replace(relation=altered(confronted.relation, mild=True)) if told else confronted


def told_apart(known: Known, facts: Facts) -> Facts:
    """The facts, each that is several quantities of one name taken apart into those."""
    found: list[tuple[Figure, ...]] = []
    for fact in facts.facts:
        values = {m.base_value: None for m in fact.mentions} if _are_two(known, fact) else {}
        found += [tuple(m for m in fact.mentions if m.base_value == value) for value in values] or [fact.mentions]
    return Facts(tuple(Fact(n, mentions) for n, mentions in enumerate(found)), facts.year)


def _are_two(known: Known, fact: Fact) -> bool:
    """Whether what goes by one name are several quantities, each borne out where it stands."""
    if fact.agrees:
        return False
    if _is_with(known, fact):
        return True
    whole = [m for m in fact.mentions if not known.broken[m.figure_id]]
    good = {m.base_value for m in whole if known.stands(m)}
    good |= {m.base_value for m in fact.mentions if _is_beside_slip(known, m, fact)}
    if good:  # what is told again of something else is right too
        good |= {m.base_value for m in whole if m.kind is Kind.AMOUNT and known.is_right(m)}
    near = any(_are_near(a, b) and not known.are_apart(a, b) for a, b in combinations(fact.mentions, 2))
    apart = good == {m.base_value for m in fact.mentions} or _is_rated(known, fact)
    return not near and apart


def _is_beside_slip(known: Known, mention: Figure, fact: Fact) -> bool:
    """Whether a number is in breaches that one digit of another number each mends, and is no slip of its namesakes."""
    breaches = known.breaches.get(mention.figure_id, ())
    mended = (is_a_digit_off(form, [f for f in form.figures if f is not mention]) for form in breaches)
    apart = not any(is_slip(mention, m) for m in fact.mentions if m.base_value != mention.base_value)
    return bool(breaches) and apart and all(mended)


def _is_with(known: Known, fact: Fact) -> bool:
    """Whether the larger of two numbers of one name is said to hold what the other does not: 总计 A（含上年结转 B）."""
    values = sorted({value_of(m) for m in fact.mentions})
    if len(values) != _TWO:
        return False
    less = next(m for m in fact.mentions if value_of(m) == values[0])
    for mention in fact.mentions:
        home = known.home.get(mention.figure_id)
        if home is None or value_of(mention) != values[1]:
            continue
        inside = (i for i in range(len(home)) if (n := home.owner(i)) is not None and home.figure(n) is mention)
        held = [i for i in inside if _HOLDS.match(home.before(i))]
        held += [i for i in range(len(home)) if _CARRIED.search(home.clause(i))]
        told = (home.figure(i) for i in held if usable(home.figure(i)) and like(home.figure(i), mention))
        if any(is_held(Equation(side(less, figure), side(mention))) for figure in told):
            return True
    return False


def _is_rated(known: Known, fact: Fact) -> bool:
    """Whether a rate beside one of two numbers is that of the one to the other: budget and outcome, by one name."""
    told = {m.base_value: m for m in fact.mentions}
    homes = [home for m in fact.mentions if (home := known.home.get(m.figure_id))]
    rates = [p.figure for home in homes for p in home.places if p.figure.kind is Kind.RATE and p.figure.decimals > 1]
    forms = (Quotient(side(a), side(b), r) for a, b in permutations(told.values(), 2) for r in rates if usable(r))
    return len(told) == 2 and any(map(is_held, forms))


def reason_of(known: Known, confronted: Confronted) -> str:
    """Why a breach is none, for auditors; "" where it is one."""
    form, pattern = confronted.form, confronted.relation.rule.pattern
    if confronted.verdict is not Verdict.INCONSISTENT or form is None or confronted.relation.note:
        return ""
    if confronted.relation.rule.id.startswith("limit.staff"):
        widened = any(f.figure_id in known.widened for f in form.figures) or _is_of_all_who_work(known, form)
        return "含编外人员" if widened else ""
    if confronted.relation.rule.kind is CheckKind.SUM and not pattern and _is_told_in_two(known, form):
        return "同一账项另有所列，计入后相符"
    if accounted := _of_account(known, confronted, form) if pattern.startswith("account_") else "":
        return accounted
    if pattern in (*_SUMS, *_DIFFERENCES) and is_told_besides(known, form):
        return "括号内另有说明"
    if pattern in _SUMS and known.is_balanced(form):
        return "同一账项另有所列，计入后相符"
    if pattern in _SUMS:
        full = pattern == "prose_nearly" and _is_full_otherwise(known, form) and not is_but_for_a_digit(known, form)
        return "该数另有所列各项，相符" if full else of_sum(known, form, mild=confronted.relation.mild)
    made = derived(confronted.relation, form)
    return _of_made(known, confronted, form, made) if made is not None and made.figure_id in known.home else ""


def _is_told_in_two(known: Known, form: Form) -> bool:
    """Whether what a sum lacks stands beside one of its parts under the same name: 项目支出（甲）A，项目支出（乙）B."""
    for part in form.figures:
        home, gap = known.home.get(part.figure_id), abs(form.result.gap)
        beside = [place.figure for place in home.places if place.figure.figure_id not in form.ids] if home else []
        told = (f for f in beside if usable(f) and like(f, part) and value_of(f) == gap)
        if any(normalise(f.label)[:_STEM] == normalise(part.label)[:_STEM] for f in told):
            return True
    return False


def _of_account(known: Known, confronted: Confronted, form: Form) -> str:
    """What else an account's numbers go with; "" where nothing does."""
    pattern = confronted.relation.rule.pattern
    if pattern == "account_left" and _is_left_of_another(known, confronted, form):
        return "为另一账项的结余，相符"
    if pattern == "account_rate" and isinstance(form, Quotient):
        if any(not (of.ids <= form.ids or is_by_slip(of, form)) for of in rates_of(form.rate, known.tabled)):
            return "与表中合计数相符"
        if _is_told_there(known, form.rate) or (known.is_paid_beside(form.rate) and not slip_explains(form)):
            return "与同名同数或同句另两数相符"
    if pattern in ("account_left", "account_rate") and _goes_with_another(known, confronted.relation.forms):
        return "另有同列款项，计入后相符"
    return "与同句另一数相符" if pattern == "account_adjusted" and _is_outcome(known, form) else ""


def _is_left_of_another(known: Known, confronted: Confronted, form: Form) -> bool:
    """Whether what is left is what another account left, that its rate bears out: 全年预算 A，支出 B，执行率 P.

    What is printed elsewhere as well may have been copied from there.
    """
    left = derived(confronted.relation, form)
    if left is None or abs(value_of(left)) < _NEAR * left.ulp or known.printed[left.kind, left.base_value] > 1:
        return False
    held = [c for c in known.confronted if c.verdict.holds]
    if any(left.figure_id in c.form.ids for c in held if c.form and c.relation.rule.pattern == "prose_chain"):
        return True  # 调整预算 A，支出 B。年初结转 C，当年拨款 D，当年支出 B，年末结转 E: E is of the latter
    rates = (c.form for c in held if c.relation.rule.pattern == "account_rate")
    accounts = (f for f in rates if isinstance(f, Quotient) and not form.ids & f.ids and f.rate.decimals)
    return any(is_held(Equation((*f.numerator, *side(left)), f.denominator)) for f in accounts)


def _is_told_there(known: Known, rate: Figure) -> bool:
    """Whether a rate is told again of what it is of: by its number and its name, in a table's row that bears it out."""
    alike = (f for f in known.report.figures if f.table_id and f.kind is Kind.RATE and f.base_value == rate.base_value)
    rows = (normalise(f.label.partition("/")[0]) for f in alike if known.borne[f.figure_id])
    return any(len(name) >= _NAMED and name in normalise(rate.label) for name in rows)


def _is_full_otherwise(known: Known, form: Form) -> bool:
    """Whether a number is the sum of others already, told before: T，其中 A、B、C；上年依次为 D、E、F."""
    found = parted(form)
    parts, whole = found if found is not None else ([], None)
    ids = {f.figure_id for f in parts}
    if whole is None:
        return False
    home = known.home.get(whole.figure_id)
    order = [p.figure.figure_id for p in home.places] if home else []
    first = min((order.index(one) for one in ids if one in order), default=0)
    lists = (held for held, made in known.made_up if made == whole.figure_id and not held & ids)
    return any(held <= set(order[:first]) for held in lists)


def _is_outcome(known: Known, form: Form) -> bool:
    """Whether a budget less what was cut is what its sentence says was spent: 预算 A，支出 B，压减 A - B."""
    if not isinstance(form, Equation) or not (home := known.home.get(form.figures[0].figure_id)):
        return False
    told = (p.figure for p in home.places if usable(p.figure) and like(p.figure, form.figures[0]))
    return any(is_held(replace(form, right=side(f))) for f in told if f not in form.figures)


def _is_of_namesake(known: Known, form: Quotient) -> bool:
    """Whether a rate is that of its part to another number that goes by the same name: 县级配套 A … 县级配套到位 B."""
    part, rate = form.numerator[0][1], form.rate
    if len(form.numerator) > 1 or not rate.decimals:
        return False
    others = (f for figures in known.sections.values() for f in figures if like(f, part) and f not in form.figures)
    named = (f for f in others if len(f.label) >= _NAMED and f.label in part.label and value_of(f) > 0)
    wholes = (replace(form, denominator=side(f)) for f in named)
    return any(is_met(other) and not is_second_witness(form, other) for other in wholes)


def _goes_with_another(known: Known, forms: Sequence[Form]) -> bool:
    """Whether an account holds with one amount more that stands beside one of its own: 上级资金 A，本级安排 B."""
    for form in forms:
        homes = {id(home): home for f in form.figures if (home := known.home.get(f.figure_id))}
        beside = [p.figure for home in homes.values() for p in home.places if p.figure.kind is Kind.AMOUNT]
        for more in (f for f in beside if usable(f) and not f.qualifier and value_of(f) and f not in form.figures):
            if isinstance(form, Quotient):
                wider: list[Form] = [replace(form, denominator=(*form.denominator, *side(more)))]
            else:
                wider = [replace(form, left=(*form.left, *side(more))), replace(form, right=(*form.right, *side(more)))]
            if any(is_met(other) and not any(is_second_witness(f, other) for f in forms) for other in wider):
                return True
    return False


def _of_made(known: Known, confronted: Confronted, form: Form, made: Figure) -> str:
    """Why a number that was reckoned from others than was thought breaks nothing; "" where it does."""
    pattern, mild = confronted.relation.rule.pattern, confronted.relation.mild
    rated = isinstance(form, Quotient) and form.factor == (1 if pattern == "prose_price" else HUNDRED)
    if not (pattern in _RATES and rated) and pattern not in _DIFFERENCES:
        return ""
    if pattern == "prose_growth" and known.is_compared(form, made) and not _OF_PLAN.search(known.words_of(made)):
        return ""  # 比 B 增加 D，增长 P: of B and D, which what is compared bears out
    if known.is_based(form, made):
        return ""
    sure = confronted.relation.sure and not mild
    by_name = pattern == "prose_rate" and sure and not made.decimals
    # 完成 A 亩，占任务 B 亩的 P: of these two, as the words say, a slip away.
    told = pattern == "prose_share" and sure and known.words_of(made) == "的"
    by_name |= told and slip_explains(form, forms=0)
    if not by_name and (beside := fits_beside(known, form, made, pattern)):
        return beside  # a rate of two digits, said to be of these, fits others by chance
    if isinstance(form, Quotient) and rated and not sure and _is_of_namesake(known, form):
        return "按同名另一数相符"
    if not rated and len(form.figures) != _THREE:
        return ""
    if pattern in _DIFFERENCES and (earlier := fits_before(known, form, made)):
        return earlier
    if slip_explains(form):
        return ""  # likelier than that another number of the report fits by chance
    if pattern == "account_adjusted" and goes_on(known.home[made.figure_id], form, made):
        return "同句另有增减"
    return fits_far(known, form, made, guessed=mild or not slip_explains(form, forms=0))


def _is_of_all_who_work(known: Known, form: Form) -> bool:
    """Whether people far more than the posts are all who work (在岗), as their own parts bear out."""
    people = form.figures[0]
    on_duty = "在岗" in people.label and not re.search(r"[编职]", people.label)
    return on_duty and bool(known.borne[people.figure_id]) and _FAR * form.result.gap > form.result.left


def _are_near(a: Figure, b: Figure) -> bool:
    """Whether two numbers differ by so little that what bears out the one may bear out the other.

    By its rounding; of an amount, it may be as much as a small part that is told of neither.
    """
    apart = abs(value_of(a) - value_of(b))
    small = a.kind is not Kind.RATE and 0 < _NEAR * apart <= abs(value_of(a))
    return small or 0 < apart < _ROUNDED * max(a.ulp, b.ulp)
