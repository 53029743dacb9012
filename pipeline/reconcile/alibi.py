"""Numbers that others account for (另有所指): then what they were reckoned from was misread.

A check that rests on one guess of a name first looks for another that fits. `扣除上年结算后当年资金 A，支出 B，执行率
P`: by whatever words the whole is told, that B ÷ A is P to the last digit is no chance; nor is it that A − B is D in
`预算 A，中标价 B，节约 D，…实际完成 C`. Beyond the sentence a guessed number, which something else bears out, may give
way to another of its section, or the whole of a rate to another total of the report.

A pair that another number is reckoned from, or that is in another breach, proves nothing: a number may be copied, or
two may have changed places. Nor do the numbers of one comparison: growth is often reckoned from the wrong base.
A number is not the whole of those beside which it is a part of something larger: `实有 T，其中行政 A、参公 B、事业 C`.
And two numbers under one name, each borne out where it stands, are two quantities.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations, permutations, product
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import borne_out, derived, slip_explains
from pipeline.reconcile.sentences import is_part, like
from pipeline.reconcile.slips import is_slip
from schemas.figure import Basis, Kind
from schemas.finding import Verdict
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.facts import Fact
    from pipeline.reconcile.forms import Form, Side
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report

_RATES = ("prose_price", "prose_share", "prose_rate", "account_rate", "prose_growth", "rate_formula")
_DIFFERENCES = ("prose_change", "prose_points", "account_left", "account_adjusted")
_SUMS = ("prose_sum", "prose_part", "prose_disjoint")
_BUDGETS = (Basis.INITIAL, Basis.ADJUSTED)
_THREE = 3  # numbers of a difference
_TELLING, _SOME = 100, 20  # how many units of its last digit a number, a sum must have, not to be met by chance
_MORE = 4  # changes of a budget told besides, all of them counted
_ROUNDED, _NEAR = 3, 100  # two numbers are near each other by less units of the last place, or a smaller part of them
_BESIDES = re.compile(r"[（(，,；;][^（）()，,；;]*?(?:另|含|扣除|除外|不计|未计|包括)[^，,；;]*$")
_NO_POST = re.compile(r"编外|聘用|合同制|临时|劳务|派遣")
_WHOLE = re.compile(r"预算|收入|资金|合计|总|^(?:全年|本年|当年|年度|部门|整体|累计|实际|决算)+支出(?:决算)?[数额]?$")


@record
class Alibis:
    """What the relations of a report say for numbers that one of them accuses."""

    report: Report
    spoken: Sequence[Sentence]
    confronted: Sequence[Confronted]

    @cached_property
    def home(self) -> Mapping[str, Sentence]:
        """The sentence of each number."""
        return {place.figure.figure_id: sentence for sentence in self.spoken for place in sentence.places}

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
    def taken(self) -> Mapping[frozenset[str], set[str]]:
        """By the numbers that something is reckoned from what is reckoned from them."""
        found: dict[frozenset[str], set[str]] = {}
        for c in self.confronted:
            if c.form and (made := derived(c.relation, c.form)):
                found.setdefault(_others(c.form, made), set()).add(made.figure_id)
        return found

    @cached_property
    def broken(self) -> Counter[str]:
        """In how many breaches each number is."""
        return Counter(
            f.figure_id
            for c in self.confronted
            if c.verdict is Verdict.INCONSISTENT and c.form and not self._is_shared(c.form)
            for f in c.form.figures
        )

    @cached_property
    def borne(self) -> Counter[str]:
        """By how many relations each number is borne out."""
        return borne_out(self.confronted)

    @cached_property
    def printed(self) -> Counter[object]:
        """How many times each number is printed."""
        return Counter((f.kind, f.base_value) for figures in self.sections.values() for f in figures)

    @cached_property
    def widened(self) -> set[str]:
        """Staff that by a sum has in it those who fill no post: 在编 A 人，编外 B 人，合计 C 人."""
        held = (c.form for c in self.confronted if c.verdict.holds)
        sums = [form for form in held if isinstance(form, Equation) and form.sign == "="]
        sums = [form for form in sums if any(_NO_POST.search(f.label) for _, f in form.left)]
        return {form.right[0][1].figure_id for form in sums if len(form.left) > 1 and len(form.right) == 1}

    @cached_property
    def shares(self) -> set[tuple[str, str]]:
        """Of which number which is a share, as a rate that holds says to two decimals."""
        held = (c.form for c in self.confronted if c.verdict.holds)
        rates = (f for f in held if isinstance(f, Quotient) and f.rate.decimals > 1 and f.factor == HUNDRED)
        return {(f.numerator[0][1].figure_id, f.denominator[0][1].figure_id) for f in rates if len(f.figures) == _THREE}

    @cached_property
    def bases(self) -> set[tuple[str, frozenset[str]]]:
        """Which number is, by a rate that holds, so much of several others together: 受理甲 A、乙 B，办结率 P."""
        held = (c.form for c in self.confronted if c.verdict.holds and isinstance(c.form, Quotient))
        rates = (f for f in held if len(f.numerator) == 1 < len(f.denominator) and f.rate.decimals)
        return {(f.numerator[0][1].figure_id, frozenset(b.figure_id for _, b in f.denominator)) for f in rates}

    @cached_property
    def sums(self) -> list[set[str]]:
        """The parts of each sum that holds."""
        held = (c.form for c in self.confronted if c.verdict.holds)
        sums = (form for form in held if isinstance(form, Equation) and form.sign == "=" and len(form.left) > 1)
        return [{f.figure_id for _, f in form.left} for form in sums]

    def excused(self) -> list[Confronted]:
        """The relations, with breaches that something else accounts for turned to not checkable."""
        return [
            c._replace(verdict=Verdict.NOT_CHECKABLE, reason=reason) if (reason := self._reason(c)) else c
            for c in self.confronted
        ]

    def are_two(self, fact: Fact) -> bool:
        """Whether what goes by one name are several quantities, each borne out where it stands."""
        good = {m.base_value for m in fact.mentions if self._stands(m) and not self.broken[m.figure_id]}
        near = any(_are_near(a, b) for a, b in combinations(fact.mentions, 2))
        return not fact.agrees and not near and good == {m.base_value for m in fact.mentions}

    def _stands(self, figure: Figure) -> bool:
        """Whether a number is borne out where it stands: by a relation, or a rate by two numbers of its sentence."""
        home = self.home.get(figure.figure_id)
        if self.borne[figure.figure_id] or figure.kind is not Kind.RATE or not figure.decimals or home is None:
            return bool(self.borne[figure.figure_id])
        told = [p.figure for p in home.places if usable(p.figure) and p.figure.kind in (Kind.AMOUNT, Kind.COUNT)]
        pairs = ((a, b) for a, b in permutations(told, 2) if like(a, b) and value_of(b) > 0)
        return any(Quotient(side(a), side(b), figure).result.verdict.holds for a, b in pairs)

    def _reason(self, confronted: Confronted) -> str:
        form, pattern = confronted.form, confronted.relation.rule.pattern
        if confronted.verdict is not Verdict.INCONSISTENT or form is None or confronted.relation.note:
            return ""
        if confronted.relation.rule.id.startswith("limit.staff"):
            return "含编外人员" if any(f.figure_id in self.widened for f in form.figures) else ""
        if pattern in (*_SUMS, *_DIFFERENCES) and self._is_told_besides(form):
            return "括号内另有说明"
        if pattern in _SUMS:
            return self._of_sum(form, confronted)
        made = derived(confronted.relation, form)
        if made is None or made.figure_id not in self.home:
            return ""
        rated = isinstance(form, Quotient) and form.factor == (1 if pattern == "prose_price" else HUNDRED)
        if not (pattern in _RATES and rated) and not (pattern in _DIFFERENCES and len(form.figures) == _THREE):
            return ""
        if beside := self._beside(form, made, pattern):
            return beside
        if slip_explains(form) or (pattern == "prose_growth" and _is_of_wrong_base(form)):
            return ""  # likelier than that another number of the report fits by chance
        guessed = confronted.relation.mild or not slip_explains(form, forms=0)
        if pattern == "account_adjusted" and self._goes_on(form, made):
            return "同句另有增减"
        far = self._far(form, made, guessed=guessed)
        return "按另一口径相符" if any(self._speaks(other, form, made) for other in far) else ""

    def _of_sum(self, form: Form, confronted: Confronted) -> str:
        if self._is_rated(form):
            return "该数按其占各数之和的比率相符"
        if _is_mean(form):
            return "所称为各项比率的平均数"
        if self._is_made_by_brackets(form):
            return "括号内各数之和即为所称总数"
        if self._is_beside(form) or self._make_up(form, confronted):
            return "各数同为另一合计的组成部分"
        return "各项占比均相符，各项可有重叠" if self._is_shared(form) else ""

    def _is_told_besides(self, form: Form) -> bool:
        """Whether a bracket in the sentence tells what a sum lacks, or has too much: 剩余 A（另有质保金 B）."""
        first = form.figures[0]
        home = self.home.get(first.figure_id)
        if not isinstance(form, Equation) or home is None:
            return False
        inside = (home.figure(i) for i in range(len(home)) if home.depth(i) and _BESIDES.search(home.before(i)))
        more = [f for f in inside if usable(f) and like(f, first) and value_of(f) and f not in form.figures]
        ways = (replace(form, left=(*form.left, (way, f))) for f in more for way in (Fraction(1), Fraction(-1)))
        return any(other.result.verdict.holds for other in ways)

    def _is_made_by_brackets(self, form: Form) -> bool:
        """Whether brackets in the sentence make a whole up: 抽样 T 人，满意学生 A（抽样 B）、家长 C（抽样 D）."""
        home = self.home.get(form.figures[0].figure_id)
        if not isinstance(form, Equation) or home is None:
            return False
        told = [(home.figure(i), home.depth(i)) for i in range(len(home)) if like(home.figure(i), form.figures[0])]
        inside = [f for f, depth in told if depth and usable(f)]
        wholes = [f for f, depth in told if not depth and usable(f) and abs(value_of(f)) >= _SOME * f.ulp]
        made = {f.figure_id for f in wholes if len(inside) > 1 and _adds_up(inside, f)}
        return bool(made) and any(f.figure_id in made or f in inside for f in form.figures)

    def _is_rated(self, form: Form) -> bool:
        """Whether the parts of a sum that fails are what its whole is a rate of."""
        one = isinstance(form, Equation) and len(form.right) == 1
        return one and (form.right[0][1].figure_id, frozenset(f.figure_id for _, f in form.left)) in self.bases  # type: ignore[union-attr]

    def _is_beside(self, form: Form) -> bool:
        """Whether the whole of a sum that fails is, with one of its parts, a part of another sum, which holds."""
        if not isinstance(form, Equation) or len(form.right) != 1:
            return False
        parts, whole = {f.figure_id for _, f in form.left}, form.right[0][1].figure_id
        return any(whole in held and parts & held for held in self.sums)

    def _is_shared(self, form: Form) -> bool:
        """Whether each part's own share of the whole holds: 中级以上 22 人，占 P；45 岁以下 19 人，占 Q may overlap."""
        if not isinstance(form, Equation) or len(form.right) != 1:
            return False
        whole = form.right[0][1].figure_id
        return all((f.figure_id, whole) in self.shares for _, f in form.left)

    def _make_up(self, form: Form, confronted: Confronted) -> bool:
        """Whether the numbers of a sum that fails make up another whole: all of them, with those listed beside them.

        Where no word says that the parts are its parts, their own sum, told in the same sentence, is one too.
        """
        if not isinstance(form, Equation) or len(form.right) != 1:
            return False
        parts, whole = [f for _, f in form.left], form.right[0][1]
        sentence = self.home.get(whole.figure_id)
        if sentence is None or any(self.home.get(f.figure_id) is not sentence for f in parts):
            return False
        own = {whole.figure_id, *(f.figure_id for f in parts)}
        flat = [i for i in range(len(sentence)) if sentence.figure(i) in (whole, *parts) or is_part(sentence, i, whole)]
        run = [sentence.figure(i) for i in flat]
        at = [n for n, f in enumerate(run) if f.figure_id in own]
        lists = [run[start : at[-1] + 1] for start in range(at[0] + 1)]
        held = [(items, f) for items in lists for f in self.sections.get(whole.section, ()) if f not in items]
        if confronted.relation.mild:
            held += [(parts, f) for f in run if f.figure_id not in own]
        return any(
            like(f, whole) and not f.qualifier and abs(value_of(f)) >= _SOME * f.ulp and _adds_up(items, f)
            for items, f in held
        )

    def _beside(self, form: Form, made: Figure, pattern: str) -> str:
        """What the sentence itself says for a number: its two numbers make another rate there, or others make it.

        `甲满意度 P（访 A，满意 B），乙满意度 Q（满意 C）`. One slip away, it may be what this should read.
        """
        home = self.home[made.figure_id]
        rates = (p.figure for p in home.places if p.figure.kind is Kind.RATE and usable(p.figure))
        if isinstance(form, Quotient) and not (pattern == "prose_share" and _is_of(home, made)):
            others = (r for r in rates if r is not made and r.decimals > 1)
            others = (r for r in others if pattern == "prose_rate" or not is_slip(r, made))
            if any(abs(replace(form, rate=rate).result.gap) <= rate.ulp for rate in others):
                return "两数另有其比率"
        near = self._near(form, made, growth=pattern == "prose_growth")
        return "与同句另两数相符" if any(self._speaks(other, form, made) for other in near) else ""

    def _goes_on(self, form: Form, made: Figure) -> bool:
        """Whether a budget's sentence tells of other changes that make up what is missing: 追加 A，调减甲 B、乙 C."""
        home = self.home[made.figure_id]
        amounts = [
            p.figure for p in home.places if usable(p.figure) and like(p.figure, made) and not p.figure.qualifier
        ]
        own = {f.figure_id for f in form.figures}
        more = [f for f in amounts if f.figure_id not in own and value_of(f)][: _MORE + 1]
        if not isinstance(form, Equation) or not 0 < len(more) <= _MORE or abs(value_of(made)) < _TELLING * made.ulp:
            return False
        ways = product((Fraction(1), Fraction(-1)), repeat=len(more))
        return any(
            Equation((*form.left, *zip(signs, more, strict=True)), form.right).result.verdict.holds for signs in ways
        )

    def _speaks(self, other: Form, form: Form, made: Figure) -> bool:
        """Whether another way to reckon a number holds, and proves that it is meant."""
        ids, own = _others(other, made), _others(form, made)
        near = ids != own and (bool(ids & own) or made.decimals > 1) and not any(self.broken[i] for i in ids - own)
        free = near and not self.taken.get(ids, set()) - {made.figure_id}
        held = other.result.verdict.holds and not other.result.truncated
        return free and held and not _is_comparison({*form.figures, *other.figures} - {made})

    def _near(self, form: Form, made: Figure, *, growth: bool) -> Iterator[Form]:
        """What else a number may be reckoned from, in its sentence."""
        figures = [place.figure for place in self.home[made.figure_id].places if place.figure is not made]
        figures = [f for f in figures if usable(f) and not f.qualifier and f.kind in (Kind.AMOUNT, Kind.COUNT)]
        if not isinstance(form, Quotient):
            yield from _parted([f for f in figures if like(f, made) and value_of(f)], made)
            return
        parts, wholes = ([f for f in figures if like(f, terms[0][1])] for terms in (form.numerator, form.denominator))
        others = [f for f in figures if f not in parts] if form.factor == HUNDRED else []
        pairs = (pair for pair in product(others, others) if like(*pair))  # a rate of people, not of money
        for part, whole in chain(product(parts, wholes), pairs):
            if not value_of(part) or not value_of(whole) or value_of(part) == value_of(whole):
                continue
            yield Quotient(side(part), side(whole), form.rate, form.factor)
            if growth and len(form.numerator) > 1:
                way = form.numerator[0][0]  # up or down, as the words say
                yield Quotient(((way, part), (-way, whole)), side(whole), form.rate)

    def _far(self, form: Form, made: Figure, *, guessed: bool) -> Iterator[Form]:
        """The same with one guessed number, which is right for all we know, replaced by another.

        Where all is `guessed`, or no slip whatever would do, any number may be the wrong one to have taken.
        """
        if abs(value_of(made)) < _TELLING * made.ulp or (isinstance(form, Quotient) and not made.decimals):
            return
        own = {f.figure_id for f in form.figures}
        wide = self.totals if isinstance(form, Quotient) and made.decimals > 1 else []
        for figure in form.figures:
            if figure is made:
                continue
            known = guessed or self._is_known(figure)
            for other in (*self.sections.get(made.section, ()), *wide):
                exact = other.ulp <= figure.ulp and not other.qualifier and value_of(other)
                free = known or (figure.basis in _BUDGETS and other.basis not in _BUDGETS)  # a budget is no outcome
                if free and other.figure_id not in own and exact and like(other, figure):
                    if not isinstance(form, Quotient) or len(form.denominator) == 1:
                        yield _with(form, figure, other)  # one of many terms would be met by chance
                    if isinstance(form, Quotient) and figure is form.denominator[0][1] and _is_sum(form, other):
                        yield replace(form, denominator=side(other))

    def _is_known(self, figure: Figure) -> bool:
        """Whether a number is right for all we know: borne out, or printed once more."""
        return bool(self.borne[figure.figure_id]) or self.printed[figure.kind, figure.base_value] > 1


def _is_of(sentence: Sentence, rate: Figure) -> bool:
    """Whether the words say what a rate is a rate of: 占 A 的 P."""
    return any(sentence.figure(n) is rate and sentence.before(n) == "的" for n in range(1, len(sentence)))


def _is_sum(form: Quotient, other: Figure) -> bool:
    """Whether a number may be what a denominator adds up, by another name: less than none of its numbers."""
    return len(form.denominator) > 1 and all(value_of(f) <= value_of(other) for _, f in form.denominator)


def _is_of_wrong_base(form: Form) -> bool:
    """Whether a growth was reckoned from what came of it: 减少 A，下降 A ÷ 今年数."""
    if not isinstance(form, Quotient):
        return False
    others = [f for _, f in (*form.numerator, *form.denominator) if value_of(f) > 0]
    wrong = (replace(form, denominator=side(f)) for f in others)
    return any(len(other.figures) > 2 and other.result.verdict.holds for other in wrong)


def _are_near(a: Figure, b: Figure) -> bool:
    """Whether two numbers differ by so little that what bears out the one, by its rounding, bears out the other."""
    apart = abs(value_of(a) - value_of(b))
    return 0 < apart < _ROUNDED * max(a.ulp, b.ulp) or 0 < _NEAR * apart <= abs(value_of(a))


def _is_comparison(figures: set[Figure]) -> bool:
    """Whether one of three numbers is the sum of the others: what was, what came of it, and by how much they differ."""
    values = sorted(map(value_of, figures))
    return len(values) == _THREE and values[0] + values[1] == values[2]


def _others(form: Form, made: Figure) -> frozenset[str]:
    return frozenset(figure.figure_id for figure in form.figures if figure is not made)


def _with(form: Form, figure: Figure, other: Figure) -> Form:
    """A form with one of its numbers replaced."""

    def put(terms: Side) -> Side:
        return tuple((factor, other if f is figure else f) for factor, f in terms)

    if isinstance(form, Quotient):
        return replace(form, numerator=put(form.numerator), denominator=put(form.denominator))
    return replace(form, left=put(form.left), right=put(form.right))


def _is_mean(form: Form) -> bool:
    """Whether what should add up are rates of a height, and their sum lies among them: 满意度分别为 P、Q，合计 R."""
    if not isinstance(form, Equation) or len(form.left) < 2 or len(form.right) != 1:
        return False
    rates, whole = [value_of(f) for _, f in form.left], form.right[0][1]
    return whole.kind is Kind.RATE and max(rates) / 2 < min(rates) <= value_of(whole) <= max(rates)


def _adds_up(parts: Sequence[Figure], whole: Figure) -> bool:
    return Equation(side(*parts), side(whole)).result.verdict.holds


def _parted(found: Sequence[Figure], made: Figure) -> Iterator[Equation]:
    """What a number may be the difference or the sum of."""
    for a, b in permutations(found, 2):
        yield Equation((*side(a), (Fraction(-1), b)), side(made))
    for a, b in combinations(found, 2):
        yield Equation(side(a, b), side(made))
