"""Likely restatements (疑似同一数据): two numbers that no word proves to be one, and that one slip parts.

`项目年末结余 A` in the last chapter, `结余 B` in the first: nothing that is said of them tells them apart, and nothing
bears A out. That is worth a warning in two cases. Either their names are nearly one (食堂运行保障 in a table, and
运行保障支出 in prose) and two neighbouring digits are exchanged; or B is borne out, by other numbers
or by being told again, and the names share enough for the slip that it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import digits_of, is_positive, usable, value_of
from pipeline.reconcile.names import in_common, is_of_any, longest
from pipeline.reconcile.relations import Relation, accused, borne_out
from pipeline.reconcile.sentences import is_change, like
from pipeline.reconcile.suspected.apart import Beside, measure_of
from pipeline.reconcile.suspected.exchanged import are_apart, exchanged, may_be_one
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind
from schemas.record import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.relations import Confronted
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_TELLING = 4  # digits that do not meet by chance
_GAP = 3  # digits by which what parts two numbers is known again
_STRONG = ("transposed", "unit")

_RUN, _SOME = 3, 2  # letters of a topic that two names share in one run, or in order
_SHORTEST, _ALIKE = 4, 0.75  # letters that names that are nearly one share, and how much of the shorter one
# Words that any name may have, and how many letters beside them make a name.
_COMMON, _NAME = re.compile(r"项目|支出|资金|经费|补助|收入|决算|执行|全年|本年|年度|年末|实际|金额|合计|[总数额]"), 3
# What tells two numbers of one thing apart, each by itself.
_APART = tuple(
    re.compile(words)
    for words in (
        r"预算|计划|目标|任务|应|指标值",
        r"年初|上年|期初|去年",
        r"调整|追加|调[增减]",
        r"结转|结余|剩余",
        r"收入|到位",
        r"上级|中央",
        r"省",
        r"市",
        r"县|区",
        r"每|均|单|标准|价",
        r"季度|半年|月",
        r"累计|历年|年来",
        r"基本",
        r"财政|一般公共",
        r"采购|合同|中标",
        r"最[高低]",
    )
)
_OWN = re.compile(r"预算(?=(?:执行|完成)率)|采购(?=执行率)")  # words of a rate's own name
_FORM = 3  # names that tables of one form have in common
_CLOSE = 100  # how many times what parts two totals must fit into them
_SUM = re.compile(r"共计|合计|总计|总额")
_FAR = 5  # how many times the next an amount must be to be none
_MOST = 2  # relations that bear a total out


def likely(report: Report, facts: Facts, confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """Pairs of numbers that are likely one number and a slip of it: the lonely one, and what it should be."""
    numbers = _Numbers(report, facts, confronted, rules)
    told: set[frozenset[str]] = set()
    beside = Beside(report.figures)
    for lonely in numbers.lonely:
        swapped = numbers.exchanged(lonely)
        found = swapped or numbers.known(lonely)
        if len({k.base_value for k in found}) != 1 or beside.tells_apart(lonely, found[0]):
            continue
        pair = frozenset((lonely.figure_id, found[0].figure_id))
        if pair not in told:
            told.add(pair)
            yield Relation(
                rules["restatement_exchanged" if swapped else "restatement_likely"],
                (Equation(side(lonely), side(found[0])),),
                lonely.label,
            )


class _Numbers:
    """The numbers of a report that came about, by value, and how each of them stands."""

    def __init__(self, report: Report, facts: Facts, confronted: Sequence[Confronted], rules: RuleSet) -> None:
        numbers = [f for f in report.figures if _is_number(f)]
        plain = [f for f in numbers if _is_plain(f)]
        self._report, self._numbers = report, numbers
        # What only comes near a number, 人均约 1,500 元, bears none out.
        self._rules, self._held = rules, borne_out([c for c in confronted if not _is_rough(c)])
        self._by_value: dict[object, list[Figure]] = defaultdict(list)
        self._plain = {f.figure_id for f in plain}
        self._alike: dict[object, list[Figure]] = defaultdict(list)
        for f in plain:
            self._alike[_form(f)].append(f)
        for f in numbers:
            self._by_value[f.kind, f.base_value].append(f)
        self._broken = accused(confronted)
        again = {key for key, fact in facts.of.items() if len(fact.mentions) > 1}
        lonely = [f for f in numbers if not (self._held[f.figure_id] or self._again(f) or f.figure_id in again)]
        rated = _rated(lonely, [f for f in report.figures if usable(f)])
        self.lonely = [f for f in lonely if f.figure_id not in rated]
        self._exchanged = exchanged(self.lonely, numbers)

    @cached_property
    def _cells(self) -> dict[str, dict[str, object]]:
        """The amounts and counts of each table by their labels."""
        found: dict[str, dict[str, object]] = defaultdict(dict)
        for f in self._numbers:
            if f.table_id and f.kind is not Kind.RATE:
                found[f.table_id][f.label] = f.base_value
        return found

    @cached_property
    def _totals(self) -> list[Figure]:
        """What was spent in all, borne out more than once."""
        borne = (f for f in self._numbers if f.figure_id in self._plain and self._held[f.figure_id] >= _MOST)
        return [f for f in borne if self._is_total(f)]

    @cached_property
    def _greatest(self) -> Figure | None:
        """The amount that exceeds all others by far, if there is one."""
        amounts = [f for f in self._numbers if f.figure_id in self._plain and f.kind is Kind.AMOUNT]
        amounts.sort(key=lambda f: f.base_value or Decimal(0))
        return amounts[-1] if len(amounts) > 1 and value_of(amounts[-1]) > _FAR * value_of(amounts[-2]) else None

    @cached_property
    def _gaps(self) -> set[object]:
        """What the report prints that two numbers may be meant to differ by."""
        return {(f.kind, f.base_value) for f in self._report.figures if len(digits_of(f)) >= _GAP}

    @cached_property
    def _told(self) -> set[object]:
        """What each sentence prints."""
        figures = (f for f in self._report.figures if usable(f) and not f.table_id)
        return {(f.evidence.quote, f.kind, f.base_value) for f in figures}

    def exchanged(self, lonely: Figure) -> list[Figure]:
        """The numbers, two digits of which are exchanged in a lonely one, that it may be."""
        found = self._exchanged.get(lonely.figure_id, ())
        return [k for k in found if self._are_one(lonely, k)]

    def _are_one(self, lonely: Figure, other: Figure) -> bool:
        apart = abs((lonely.base_value or 0) - (other.base_value or 0))
        if self._are_of_like_forms(lonely, other) or (lonely.evidence.quote, lonely.kind, apart) in self._told:
            return False
        if lonely.kind is not Kind.RATE and _is_like(lonely, other) and _are_namesakes(lonely, other):
            return True
        times = self._held[other.figure_id] + len(self._by_value[other.kind, other.base_value]) - 1
        return lonely.figure_id not in self._broken and may_be_one(lonely, other, times, self._rules)

    def _are_of_like_forms(self, a: Figure, b: Figure) -> bool:
        """Whether two numbers stand in tables of one form that are filled in for different things.

        Such tables have most names in common, and hold other numbers by most of them.
        """
        mine, other = (self._cells[f.table_id or ""] for f in (a, b))
        shared = mine.keys() & other.keys()
        if a.table_id == b.table_id or len(shared) < _FORM:
            return False
        return sum(mine[label] == other[label] for label in shared) < len(shared) / 2

    def known(self, lonely: Figure) -> list[Figure]:
        """The numbers borne out that a lonely one of prose is a slip of, or a total that it comes close to."""
        if lonely.table_id or lonely.figure_id in self._broken or lonely.figure_id not in self._plain:
            return []
        slipped = ((slip, k) for slip, k in self._slipped(lonely) if self._is_known(k, slip))
        found = [k for slip, k in slipped if self._may_be(lonely, k, slip) and not self._are_parted(lonely, k)]
        if found or not self._is_total(lonely):
            return found
        close = (k for k in self._totals if _is_close(lonely, k) and nothing_apart(lonely, k))
        return [k for k in close if not self._are_parted(lonely, k)]

    def _slipped(self, figure: Figure) -> Iterator[tuple[str, Figure]]:
        """The plain numbers that one slip leads to, each with the slip."""
        found = [("transposed", k) for k in self._exchanged.get(figure.figure_id, ())]
        if figure.kind is Kind.AMOUNT and figure.base_value is not None:
            for places in (-4, 4):
                others = self._by_value.get((figure.kind, figure.base_value.scaleb(places)), ())
                found += [("unit", k) for k in others]
        found += [("digit", k) for k in self._alike[_form(figure)] if _one_digit(figure, k)]
        yield from ((slip, k) for slip, k in found if k.figure_id in self._plain and k.base_value != figure.base_value)

    def _are_parted(self, a: Figure, b: Figure) -> bool:
        """Whether the report prints what two numbers differ by: then they are meant to."""
        return (a.kind, abs((a.base_value or 0) - (b.base_value or 0))) in self._gaps

    def _again(self, figure: Figure) -> bool:
        """Whether a number is printed more than once."""
        return len(self._by_value[figure.kind, figure.base_value]) > 1

    def _is_known(self, figure: Figure, slip: str) -> bool:
        """Whether a number is borne out; 元 for 万元 needs no proof, and rates near a hundred are met everywhere."""
        if slip == "unit" or self._held[figure.figure_id]:
            return True
        return slip == "transposed" and not figure.table_id if figure.kind is Kind.RATE else self._again(figure)

    def _is_total(self, figure: Figure) -> bool:
        """Whether a number is what was spent, of nothing in particular."""
        return measure_of(figure, self._rules) == ("spent", "")

    def _may_be(self, lonely: Figure, known: Figure, slip: str) -> bool:
        """Whether two numbers that a slip parts may be one."""
        if slip == "unit" and lonely is self._greatest and _has_digits_of(lonely, known):
            return True
        if slip == "transposed" and _are_sums(lonely, known):
            return True
        return (slip == "unit" or _is_like(lonely, known)) and self._shares_topic(lonely, known, slip)

    def _shares_topic(self, lonely: Figure, known: Figure, slip: str) -> bool:
        """Whether nothing tells two numbers apart and their names share enough for the slip that parts them."""
        (measure, topic), (other, about) = measure_of(lonely, self._rules), measure_of(known, self._rules)
        if not nothing_apart(lonely, known) or (slip not in _STRONG and measure != other):
            return False
        if not topic and not about:
            return bool(measure) and measure == other and lonely.kind is not Kind.RATE  # 支出率 P: of what?
        if slip == "unit":  # the very digits, in 万元 for 元: of what the sentence is about
            return lonely.decimals == known.decimals and longest(about, normalise(lonely.evidence.quote)) > _RUN
        if longest(topic, about) >= _RUN:
            return True
        return slip in _STRONG and measure == other and len(in_common(topic, about)) >= _SOME


def _is_rough(confronted: Confronted) -> bool:
    """Whether a relation holds of a number that is said to be a round one."""
    return confronted.form is not None and any(f.qualifier for f in confronted.form.figures)


def _form(figure: Figure) -> object:
    """What a number and another that has one digit wrong have in common."""
    return figure.kind, figure.unit, figure.decimals, len(str(_bare(figure)))


def _bare(figure: Figure) -> int:
    """A number's digits, without the point."""
    return abs(int((figure.value or Decimal(0)).scaleb(figure.decimals)))


def _one_digit(a: Figure, b: Figure) -> bool:
    """Whether two numbers of as many digits differ in one."""
    return sum(x != y for x, y in zip(str(_bare(a)), str(_bare(b)), strict=True)) == 1


def _is_number(figure: Figure) -> bool:
    """Whether a number is one of this year's amounts, counts or rates, and no change."""
    if not usable(figure) or figure.period == LAST_YEAR or figure.kind is Kind.SCORE or figure.unit == "个百分点":
        return False
    return not is_of_any(figure) and (not is_change(figure.label) or bool(re.search(r"[均每]", figure.label)))


def _is_plain(figure: Figure) -> bool:
    """Whether a number is one that came about, no bound, with digits that tell."""
    digits = str(_bare(figure))
    return not figure.qualifier and len(digits) >= _TELLING and len(digits.rstrip("0")) >= _TELLING - 1


def _rated(lonely: Sequence[Figure], figures: Sequence[Figure]) -> set[str]:
    """Those whose sentence tells the rate that they are of another of their section: 与限价相比节约 A，节约率 P."""
    rates: dict[tuple[int, str], list[Figure]] = defaultdict(list)
    for f in figures:
        if f.kind is Kind.RATE and f.decimals > 1 and not f.table_id:
            rates[f.section, f.evidence.quote].append(f)
    told = [(f, r) for f in lonely if f.kind is not Kind.RATE for r in rates.get((f.section, f.evidence.quote), ())]
    wholes: dict[int, list[Figure]] = {f.section: [] for f, _ in told}
    for f in figures:
        if f.section in wholes and f.kind is not Kind.RATE and is_positive(f):
            wholes[f.section].append(f)
    pairs = ((f, whole, rate) for f, rate in told for whole in wholes[f.section] if whole is not f and like(f, whole))
    quotients = ((f, Quotient(side(f), side(whole), rate)) for f, whole, rate in pairs)
    return {f.figure_id for f, q in quotients if is_held(q)}


def _has_digits_of(a: Figure, b: Figure) -> bool:
    """Whether two numbers have the same digits, and enough of them to tell."""
    x, y = map(digits_of, (a, b))
    return x == y and len(x) >= _TELLING


def _are_sums(a: Figure, b: Figure) -> bool:
    """Whether two amounts of many digits are totals: 连同中央资金共计 A, and 合计 B in a table."""
    if a.kind is not Kind.AMOUNT or not (_SUM.search(a.label) and _SUM.search(b.label)):
        return False
    return _is_like(a, b) and a.period == b.period and len(digits_of(a)) > _TELLING


def _is_like(a: Figure, b: Figure) -> bool:
    return (a.unit, a.decimals) == (b.unit, b.decimals)


def _is_close(a: Figure, b: Figure) -> bool:
    return a.unit == b.unit and 0 < _CLOSE * abs(value_of(a) - value_of(b)) <= value_of(b)


def nothing_apart(a: Figure, b: Figure) -> bool:
    """Whether neither place, year, stage, fund nor a word of theirs tells two numbers apart."""
    if are_apart(a, b) or (a.basis and b.basis and a.basis is not b.basis):
        return False
    x, y = (_OWN.sub("", normalise(f.label + f.subject)) for f in (a, b))
    return not any(bool(word.search(x)) != bool(word.search(y)) for word in _APART)


def _are_namesakes(a: Figure, b: Figure) -> bool:
    """Whether nothing tells two numbers apart, and their names are nearly one."""
    if not nothing_apart(a, b):
        return False
    if a.indicator and a.indicator == b.indicator and a.period and a.period == b.period:
        return True
    x, y = (normalise(f.label.replace("/", "")) for f in (a, b))
    shared = in_common(x, y)
    telling = len(_COMMON.sub("", shared)) >= _NAME or len(shared) >= _ALIKE * max(len(x), len(y))
    return telling and len(shared) >= max(_SHORTEST, _ALIKE * min(len(x), len(y)))
