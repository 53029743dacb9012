"""Whether a breach counts where the wording alone proves nothing (采信): what else in the report bears it out.

A relation that is not sure is believed when numbers of the same group hold another relation (so they belong together),
when most relations worded alike hold in this report (so that is how it writes), or when one change of one number would
mend two such breaches at once, which chance hardly does. What is left is presumed, for a warning, where a rate or a
change comes near to what the numbers make and a slip is all that parts them: of other numbers it seldom is as near; or
where one digit parts a rate from them, however far, or it stands by the very numbers that its words name, and nothing
beside it makes it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain, combinations
from typing import TYPE_CHECKING

from pipeline.reconcile.alibi.excused import reason_of
from pipeline.reconcile.alibi.otherwise import is_second_witness
from pipeline.reconcile.forms import Quotient
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.near import (
    is_by_slip,
    is_digit_miss,
    is_made_around,
    is_near_miss,
    made_beside,
    stand_together,
)
from pipeline.reconcile.relations import UNTOLD, Confronted, accused, derived, required
from schemas.figure import PLANNED, Basis, Kind
from schemas.finding import Verdict
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from pipeline.reconcile.alibi.known import Known
    from pipeline.reconcile.forms import Form
    from schemas.figure import Figure

_ACCOUNTS = frozenset({"account_left", "account_rate"})
_RECKONED = (
    *("prose_rate", "prose_share", "prose_growth", "prose_change", "prose_points", "prose_aim"),
    *("prose_price", "account_rate", "account_left"),
)
_ALIKE = 2  # relations worded alike that hold
_NARROW = 100  # how many times the common interval must fit into the number itself


def settled(confronted: Sequence[Confronted]) -> list[Confronted]:
    """The relations, with those breaches that the report bears out turned from not checkable to inconsistent."""
    kin = {c.relation.kin for c in confronted if c.verdict.holds and c.relation.kin and _tells(c)}
    held = Counter(c.relation.shape for c in confronted if c.verdict.holds and c.relation.shape and _tells(c))
    doubtful = [n for n, c in enumerate(confronted) if _is_doubtful(c)]
    failed = Counter(confronted[n].relation.shape for n in doubtful)
    believed = {
        n
        for n in doubtful
        if confronted[n].relation.kin in kin
        or held[confronted[n].relation.shape] >= max(_ALIKE, 2 * failed[confronted[n].relation.shape])
    }
    believed |= _corroborated(confronted, doubtful)
    accounts = [c for c in confronted if c.verdict.holds and _is_account(c)]
    measured = [(_budgets(c), {_value_key(f) for f in _measured(c)}) for c in accounts]
    defined = {c.form.rate.figure_id for c in confronted if isinstance(c.form, Quotient) and _defines(c)}
    return [
        c._replace(verdict=Verdict.NOT_CHECKABLE, reason="按另一口径相符")
        if _is_other_definition(c, defined) or _is_by_initial(c, measured)
        else c._replace(verdict=Verdict.INCONSISTENT, reason="")
        if n in believed
        else c
        for n, c in enumerate(confronted)
    ]


def presumed(known: Known, confronted: Sequence[Confronted]) -> list[Confronted]:
    """The relations, with those rates and changes told wrong that nothing else accounts for, and a slip explains."""
    made: dict[str, list[Form]] = defaultdict(list)
    for c in confronted:
        if c.verdict.holds and c.form and (f := derived(c.relation, c.form)):
            made[f.figure_id].append(c.form)
    wrong = accused(confronted)
    return [_presumed(known, c, made) if _is_open(c, wrong) else c for c in confronted]


def _is_open(confronted: Confronted, wrong: set[str]) -> bool:
    """Whether only doubtful wording keeps a rate or a change from being wrong, and its numbers are in no breach."""
    relation = confronted.relation
    return relation.rule.pattern in _RECKONED and confronted.reason == UNTOLD and not relation.ids & wrong


def _presumed(known: Known, confronted: Confronted, made: Mapping[str, Sequence[Form]]) -> Confronted:
    """A breach as a likely one, by the first form that comes near but for a slip, if what it tells is not `made`."""
    relation = altered(confronted.relation, mild=True)
    for form in relation.forms:
        near = is_near_miss(form)
        if near or is_digit_miss(form) or _is_told(known, form):
            found = Confronted(relation, Verdict.INCONSISTENT, form, form.result)
            told = derived(relation, form)
            made_ = told is not None and _is_made(known, form, told, made, beside=near)
            return confronted if made_ or reason_of(known, found) else found
    return confronted


def _is_told(known: Known, form: Form) -> bool:
    """Whether a rate stands by the very numbers that its words make it a rate of."""
    home = known.home.get(form.rate.figure_id) if isinstance(form, Quotient) else None
    return home is not None and form.result.verdict is Verdict.INCONSISTENT and stand_together(home, form)


def _is_made(known: Known, form: Form, told: Figure, made: Mapping[str, Sequence[Form]], *, beside: bool) -> bool:
    """Whether a number is made of others, a rate by those `beside` it or by any of its sentence.

    What makes it by a number of which one of the form's is a slip, or with what is left of one, bears the form out.
    """
    place = known.place_of(told) if told.kind is Kind.RATE else None
    others = chain(made.get(told.figure_id, ()), made_beside(*place) if place is not None else ())
    if not all(is_by_slip(other, form) or is_second_witness(form, other) for other in others):
        return True
    return place is not None and not beside and is_made_around(*place)


def _defines(confronted: Confronted) -> bool:
    """Whether a relation tells what a rate is a rate of: it holds, or the report's own words say so."""
    said = confronted.relation.sure and confronted.relation.rule.pattern != "rate_formula"
    return confronted.verdict.holds or (said and confronted.verdict is Verdict.INCONSISTENT)


def _is_other_definition(confronted: Confronted, defined: set[str]) -> bool:
    """Whether a rate fails by its formula, but the report itself says what it is a rate of."""
    failed = confronted.verdict is Verdict.INCONSISTENT and confronted.relation.rule.pattern == "rate_formula"
    return failed and isinstance(confronted.form, Quotient) and confronted.form.rate.figure_id in defined


def _is_by_initial(confronted: Confronted, measured: Sequence[tuple[set[str], set[tuple[Kind, Fraction]]]]) -> bool:
    """Whether an account fails by the year's first budget, while its numbers hold by another budget of the report."""
    if confronted.verdict.holds or not _is_account(confronted) or confronted.form is None:
        return False
    by_initial = any(f.basis is Basis.INITIAL and f.kind is Kind.AMOUNT for f in confronted.form.figures)
    rest, own = [_value_key(f) for f in _measured(confronted)], _budgets(confronted)
    others = set().union(*(keys for budgets, keys in measured if not budgets & own)) if by_initial else set()
    return by_initial and bool(rest) and all(key in others for key in rest)


def _is_account(confronted: Confronted) -> bool:
    return confronted.relation.rule.pattern in _ACCOUNTS


def _measured(confronted: Confronted) -> Iterator[Figure]:
    """The numbers of an account but for its budgets, which say what they are measured by."""
    figures = confronted.form.figures if confronted.form else ()
    return (f for f in figures if f.basis not in PLANNED or f.kind is Kind.RATE)


def _budgets(confronted: Confronted) -> set[str]:
    """What an account measures its numbers by."""
    return {f.figure_id for f in (confronted.form.figures if confronted.form else ()) if f.basis in PLANNED}


def _value_key(figure: Figure) -> tuple[Kind, Fraction]:
    return figure.kind, value_of(figure)


def _tells(confronted: Confronted) -> bool:
    """Whether a relation that holds says anything: 0 = 0 and 100 % of itself do not."""
    form = confronted.form
    values = [abs(value_of(figure)) for figure in form.figures] if form else []
    return len(values) > 2 and len(set(values)) > 1 and sum(value > 0 for value in values) > 2


def _is_doubtful(confronted: Confronted) -> bool:
    """Whether a relation fails by its numbers, and only its doubtful wording keeps it from being a breach."""
    return (
        confronted.verdict is Verdict.NOT_CHECKABLE
        and not (confronted.relation.sure and not confronted.relation.mild)
        and confronted.form is not None
        and confronted.result is not None
        and confronted.result.verdict is Verdict.INCONSISTENT
        and not any(figure.qualifier for figure in confronted.form.figures)
    )


def _corroborated(confronted: Sequence[Confronted], doubtful: Sequence[int]) -> set[int]:
    """Breaches of two relations that one number, changed, would mend both."""
    by_figure: dict[str, list[tuple[int, Figure]]] = defaultdict(list)
    for n in doubtful:
        form = confronted[n].form
        for figure in form.figures if form else ():
            by_figure[figure.figure_id].append((n, figure))
    found: set[int] = set()
    for places in by_figure.values():
        for (n, figure), (m, _) in combinations(places, 2):
            if not {n, m} <= found and _one_change(confronted[n], confronted[m], figure):
                found |= {n, m}
    return found


def _one_change(a: Confronted, b: Confronted, figure: Figure) -> bool:
    """Whether one narrow range of one number would make both relations hold."""
    if a.form is None or b.form is None or set(_others(a, figure)) == set(_others(b, figure)):
        return False
    common = required(a.form, figure).both(required(b.form, figure))
    if common.low is None or common.high is None or common.is_empty:
        return False
    return _NARROW * (common.high - common.low) <= abs(common.low) and common.low * value_of(figure) >= 0


def _others(confronted: Confronted, figure: Figure) -> Iterator[str]:
    for other in confronted.form.figures if confronted.form else ():
        if other.figure_id != figure.figure_id:
            yield other.figure_id
