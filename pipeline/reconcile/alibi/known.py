"""What the relations of a report tell of its numbers (已知): which are borne out, which others are reckoned from."""

from __future__ import annotations

import re
from collections import Counter
from itertools import permutations, product
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, parted, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_made_beside
from pipeline.reconcile.prose.rates.worded import basis_of, named_by
from pipeline.reconcile.relations import borne_out, derived
from pipeline.reconcile.sentences import is_spelt_out, like
from pipeline.reconcile.tabled import totals_of
from schemas.figure import Kind
from schemas.finding import Verdict
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report

_TWO = 2  # numbers that a growth is reckoned from: what was, and by how much it changed
_THREE = 3  # numbers of a rate of one number by one other
_NO_POST = re.compile(r"编外|聘用|合同制|临时|劳务|派遣")
_WHOLE = re.compile(r"预算|收入|资金|合计|总|^(?:全年|本年|当年|年度|部门|整体|累计|实际|决算)+支出(?:决算)?[数额]?$")


@record
class Known:
    """What the relations of a report say for numbers that one of them accuses."""

    report: Report
    spoken: Sequence[Sentence]
    confronted: Sequence[Confronted]

    @cached_property
    def home(self) -> Mapping[str, Sentence]:
        """The sentence of each number."""
        return {place.figure.figure_id: sentence for sentence in self.spoken for place in sentence.places}

    @cached_property
    def before(self) -> Mapping[str, Sequence[Sentence]]:
        """The sentences of its section that stand just before that of each number, two at most."""
        runs = ((self.spoken[max(n - 2, 0) : n], sentence) for n, sentence in enumerate(self.spoken))
        return {
            p.figure.figure_id: [s for s in run if s.section == here.section] for run, here in runs for p in here.places
        }

    @cached_property
    def sections(self) -> Mapping[int, list[Figure]]:
        """The numbers of each section."""
        found: dict[int, list[Figure]] = {}
        for figure in self.report.figures:
            if usable(figure) and figure.kind is not Kind.DATE:
                found.setdefault(figure.section, []).append(figure)
        return found

    @cached_property
    def totals(self) -> list[Figure]:
        """The amounts of the report that a rate may be a rate of."""
        amounts = (f for figures in self.sections.values() for f in figures if f.kind is Kind.AMOUNT)
        return [f for f in amounts if _WHOLE.search(f.label.partition("/")[0] if f.table_id else f.label)]

    @cached_property
    def tabled(self) -> list[list[Figure]]:
        """The totals of each table."""
        return totals_of(self.report)

    @cached_property
    def taken(self) -> Mapping[tuple[type[Form], frozenset[str]], set[str]]:
        """By the way and the numbers that something is reckoned from what is: two may have a difference and a rate."""
        found: dict[tuple[type[Form], frozenset[str]], set[str]] = {}
        for c in self.confronted:
            if c.form and (made := derived(c.relation, c.form)):
                found.setdefault((type(c.form), others_of(c.form, made)), set()).add(made.figure_id)
        return found

    @cached_property
    def breaches(self) -> Mapping[str, list[Form]]:
        """The breaches that each number is in."""
        found: dict[str, list[Form]] = {}
        for c in self.confronted:
            if c.verdict is Verdict.INCONSISTENT and c.form and not self.is_shared(c.form):
                for figure in c.form.figures:
                    found.setdefault(figure.figure_id, []).append(c.form)
        return found

    @cached_property
    def _rates_of(self) -> Mapping[frozenset[object], list[Figure]]:
        """By the values of the numbers that they are reckoned from the rates that hold."""
        found: dict[frozenset[object], list[Figure]] = {}
        for form in self._held:
            if isinstance(form, Quotient):
                values = frozenset(f.base_value for f in form.figures if f is not form.rate)
                found.setdefault(values, []).append(form.rate)
        return found

    def is_of_twin(self, form: Form, made: Figure) -> bool:
        """Whether what would make a rate makes another of its value, of another name: 支出 A，执行率 P，占全部的 P."""
        values = frozenset(f.base_value for f in form.figures if f is not made)
        twins = (f for f in self._rates_of.get(values, ()) if f is not made and f.base_value == made.base_value)
        return any(f.label[-_TWO:] != made.label[-_TWO:] for f in twins)

    @cached_property
    def broken(self) -> Counter[str]:
        """In how many breaches each number is."""
        return Counter({key: len(forms) for key, forms in self.breaches.items()})

    @cached_property
    def borne(self) -> Counter[str]:
        """By how many relations each number is borne out."""
        return borne_out(self.confronted)

    @cached_property
    def printed(self) -> Counter[object]:
        """How many times each number is printed."""
        return Counter((f.kind, f.base_value) for figures in self.sections.values() for f in figures)

    @cached_property
    def _held(self) -> list[Form]:
        return [c.form for c in self.confronted if c.verdict.holds and c.form]

    @cached_property
    def _sums(self) -> list[Equation]:
        sums = (form for form in self._held if isinstance(form, Equation) and form.sign == "=")
        return [form for form in sums if len(form.left) > 1]

    @cached_property
    def _exact(self) -> Mapping[str, list[frozenset[object]]]:
        """By the numbers of sums and balances that hold to the last digit the values of the others, two at least."""
        found: dict[str, list[frozenset[object]]] = {}
        for form in self._held:
            if isinstance(form, Equation) and form.sign == "=" and not form.result.gap and len(form.figures) >= _THREE:
                for figure in form.figures:
                    others = frozenset(f.base_value for f in form.figures if f is not figure)
                    found.setdefault(figure.figure_id, []).append(others)
        return found

    def is_balanced(self, form: Form) -> bool:
        """Whether an account holds of the same numbers and one more: 结转 O，收入 A，支出 B，结余 C is no A = B + C."""
        return any(form.ids < account.ids for account in self._balances)

    @cached_property
    def _balances(self) -> list[Form]:
        held = (c for c in self.confronted if c.verdict.holds and c.relation.rule.pattern == "account_left")
        return [c.form for c in held if c.form is not None]

    def are_apart(self, a: Figure, b: Figure) -> bool:
        """Whether two numbers are each made to the last digit, of numbers of which none is the same."""
        told = (self._exact.get(f.figure_id, []) for f in (a, b))
        return any(not x & y for x, y in product(*told))

    def is_copied(self, form: Form, made: Figure) -> bool:
        """Whether a form holds because a number is the same as another, of which a relation tells what it is.

        年初结转 A，收入 B，合计 T … 支出 C，年末结转 A: that B and A make T says nothing of what is left.
        """
        rest = frozenset(f.base_value for f in form.figures if f is not made)
        twins = (f for fs in self.sections.values() for f in fs if f is not made and f.base_value == made.base_value)
        return any(rest in self._exact.get(twin.figure_id, ()) for twin in twins if twin.kind is made.kind)

    @cached_property
    def sums(self) -> list[set[str]]:
        """The parts of each sum that holds."""
        return [{f.figure_id for _, f in form.left} for form in self._sums]

    @cached_property
    def made(self) -> list[tuple[set[str], Figure]]:
        """The parts of each sum that holds, and what they make up."""
        sums = filter(None, map(parted, self._sums))
        return [({f.figure_id for f in parts}, whole) for parts, whole in sums]

    @cached_property
    def made_up(self) -> list[tuple[set[str], str]]:
        """The parts of each sum that holds, and what they make up."""
        return [
            ({f.figure_id for _, f in form.left}, form.right[0][1].figure_id)
            for form in self._sums
            if len(form.right) == 1
        ]

    @cached_property
    def widened(self) -> set[str]:
        """Staff that by a sum has in it those who fill no post: 在编 A 人，编外 B 人，合计 C 人."""
        sums = filter(None, map(parted, self._sums))
        return {whole.figure_id for parts, whole in sums if any(_NO_POST.search(f.label) for f in parts)}

    @cached_property
    def shares(self) -> Mapping[tuple[str, str], Figure]:
        """Of which number which is a share, and the rate that says so to two decimals, as it holds."""
        rates = (f for f in self._held if isinstance(f, Quotient) and f.rate.decimals > 1 and f.factor == HUNDRED)
        told = (f for f in rates if len(f.figures) == _THREE)
        return {(f.numerator[0][1].figure_id, f.denominator[0][1].figure_id): f.rate for f in told}

    @cached_property
    def _changes(self) -> list[Form]:
        return [
            c.form for c in self.confronted if c.verdict.holds and c.form and c.relation.rule.pattern == "prose_change"
        ]

    def is_compared(self, form: Form, made: Figure) -> bool:
        """Whether what was before and by how much it changed, of which a growth is the rate, make what is compared."""
        own = others_of(form, made)
        return len(own) == _TWO and any(own < change.ids for change in self._changes)

    def is_based(self, form: Form, made: Figure) -> bool:
        """Whether words say that a rate is counted by what it is: 满意率按有效问卷计算为 P."""
        home = self.home[made.figure_id]
        at = next(n for n, place in enumerate(home.places) if place.figure is made)
        basis = basis_of(home, at)
        based = {home.figure(n).figure_id for n in named_by(basis, home, range(at))} if basis else set()
        return isinstance(form, Quotient) and bool(based & {f.figure_id for _, f in form.denominator})

    def place_of(self, figure: Figure) -> tuple[Sentence, int] | None:
        """The sentence of a number and where it stands there; None for what no sentence tells."""
        home = self.home.get(figure.figure_id)
        return next(((home, n) for n in range(len(home)) if home.figure(n) is figure), None) if home else None

    def words_of(self, figure: Figure) -> str:
        """The words before a number in its sentence, back to the number before it."""
        place = self.place_of(figure)
        return place[0].before(place[1]) if place is not None else ""

    def is_shared(self, form: Form) -> bool:
        """Whether each part's own share of the whole holds: 中级以上 22 人，占 P；45 岁以下 19 人，占 Q may overlap.

        Shares that make a hundred do not.
        """
        parts, whole = parted(form) or ([], None)
        found = [self.shares.get((part.figure_id, whole.figure_id)) for part in parts] if whole else []
        rates = [rate for rate in found if rate is not None]
        off = abs(total(side(*rates)) - HUNDRED)
        return bool(found) and len(rates) == len(found) and off > sum(rate.ulp for rate in rates)

    def is_paid_beside(self, rate: Figure) -> bool:
        """Whether a rate is made by amounts beside it."""
        place = self.place_of(rate)
        return place is not None and is_made_beside(*place, (Kind.AMOUNT,))

    def is_right(self, figure: Figure) -> bool:
        """Whether a number is right for all we know: borne out, or printed once more."""
        return bool(self.borne[figure.figure_id]) or self.printed[figure.kind, figure.base_value] > 1

    def stands(self, figure: Figure) -> bool:
        """Whether a number is borne out where it stands: by a relation, or a rate by two numbers of its sentence."""
        home = self.home.get(figure.figure_id)
        if self.borne[figure.figure_id] or figure.kind is not Kind.RATE or not figure.decimals or home is None:
            return bool(self.borne[figure.figure_id])
        if any(home.figure(n) is figure and is_spelt_out(home, n) for n in range(len(home))):
            return True
        told = [p.figure for p in home.places if usable(p.figure) and p.figure.kind in (Kind.AMOUNT, Kind.COUNT)]
        pairs = [(a, b) for a, b in permutations(told, 2) if like(a, b) and value_of(b) > 0]
        # 支出 A，执行率 P，结余 B: of the two together.
        forms = [Quotient(side(a), whole, figure) for a, b in pairs for whole in (side(b), side(a, b))]
        # 非常满意 A、满意 B，满意度 P: of both.
        forms += [Quotient(side(a, c), side(b), figure) for a, b in pairs for c in told if c is not b and like(a, c)]
        return any(map(is_held, forms))


def others_of(form: Form, made: Figure) -> frozenset[str]:
    """The numbers of a form that one of them is reckoned from."""
    return frozenset(figure.figure_id for figure in form.figures if figure is not made)
