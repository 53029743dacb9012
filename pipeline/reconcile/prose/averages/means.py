"""Averages (均值勾稽): `造林 A 亩。…支出 T，每亩平均 P`, the total and the count told wherever they are.

A mean is a total over a count, and its words say of what: of the amount that it follows, or that it names; over what it
counts by (每亩, 案均, 按 A 人平均), in its sentence, its section, or under the same name anywhere. Whatever else makes
it to its last place accounts for it, unless its own sentence says which numbers it is made of.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

from pipeline.reconcile import wording
from pipeline.reconcile.forms import Quotient, is_held, minus, side
from pipeline.reconcile.intervals import digits_of, usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.prose.averages.counts import count_of, likely_counts
from pipeline.reconcile.prose.averages.each import bare, counted_by, counts_what, is_planned, means, named
from pipeline.reconcile.prose.averages.terms import NAME, Around, Term, is_outer, is_whole, total_of
from pipeline.reconcile.relations import Relation, is_slip_of, required, slip_explains, spoken_of
from pipeline.reconcile.sentences import like
from pipeline.reconcile.slips import LIKELY, slips
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.prose.averages.each import Mean
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

# 按全年平均人数计算: how many that is is not always told.
_MEAN_COUNT = re.compile(r"平均(?:人数|户数|在[岗职编册校])")
_SET = re.compile(r"的?(?:概算|预算|标准|控制|目标|计划|定额|限额|上限)")  # 低于每座 P 的概算平均数
_PLANNED = re.compile(r"计划|目标|任务|[预概]算|年初")
_REST = re.compile(r"结[余转]|剩余|未[发付支拨用]|收回|退[回库票]")
_NEAR = 5  # how many times what an average is off must fit into it, where names alone put it together
_BOTH = 2
_LESS = re.compile(r"不[含计包]|未[含计包]|除|剔|扣")
_PARTED = re.compile(r"其中|包括|[；;。]|共|合计|总计")
_DIGITS = ("confused", "digit", "transposed")
_CHANCE = 20  # to one, against a slip's meeting an average's digits by mere chance
_FEW = 4  # pairs of which one is hardly met by chance
_MONEY = re.compile(r"支出|投资|资金|金额|费|成本|造价|收入")
_EACH = re.compile(r"每[名个位户家](?P<of>[\u4e00-\u9fff]{2})")
_TELLING = 3  # digits by which another pair's average is known


def averaged(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The averages that nothing else accounts for, each with the total and the count that its words name."""
    told = [Around(mean, report.figures, spoken, at) for at, sentence in enumerate(spoken) for mean in means(sentence)]
    known = spoken_of(confronted) if told else frozenset()
    for around in told:
        mean = around.mean
        if mean.figure.figure_id in known or _SET.match(mean.sentence.after(mean.n)):
            continue
        total = total_of(around)
        count = count_of(around, total) if total else None
        found: list[Relation] = []
        if total is not None and count is not None:
            form = _mean(mean, total.figure, count.figure)
            others = [] if is_held(form) else list(_others(around, total, count))
            if any(is_held(other) for other, excluded in others if not excluded) or _is_less(around, form):
                continue
            found += _averaged(mean, form, (total, count), others, rules)
        found = found or ([] if total and _is_weak(mean, total) else list(_guessed(around, rules)))
        yield from (r for r in found if r.rule.pattern != "likely_mean" or not _is_of_table(mean, report))


def _is_less(around: Around, form: Quotient) -> bool:
    """Whether an average is of what is not left of its total: 结余 B。户均 P, of A - B."""
    total, count = form.numerator[0][1], form.denominator
    places = ((s, i) for s in (*around.beside, around.mean.sentence) for i in range(len(s)))
    left = (s.figure(i) for s, i in places if _REST.search(s.clause(i)) and like(s.figure(i), total))
    less = (minus(total, f) for f in left if usable(f) and value_of(f) < value_of(total))
    return any(is_held(Quotient(some, count, form.rate, Fraction(1))) for some in less)


def _guessed(around: Around, rules: RuleSet) -> Iterator[Relation]:
    """What any total and any count that go with an average make it, or would make it but for a slip."""
    mean = around.mean
    if not around.counts:
        return
    near = [(s, i) for s in around.beside for i in range(len(s)) if is_whole(mean, s.figure(i)) and is_outer(s, i)]
    here = [(mean.sentence, i) for i in range(mean.n) if is_whole(mean, mean.sentence.figure(i))]
    totals = [*(Term(s.figure(i), (s, i)) for s, i in (*near, *here)), *around.named_totals]
    totals = [total for total in totals if value_of(total.figure) > value_of(mean.figure)]
    terms = [(t, c) for t in totals for c in likely_counts(around, t)]
    pairs = [(t.figure, c.figure) for t, c in terms]
    if not pairs:
        return
    slip = [float(slip.value * mean.figure.scale) for slip in slips(mean.figure) if slip.cost <= LIKELY]
    forms = [_mean(mean, *pair) for pair in pairs if _may_make(mean, *pair, slip)]
    held = next(filter(is_held, forms), None)
    if held is not None and _is_telling(mean):
        yield Relation(rules["prose_mean"], (held,), mean.figure.label)
    if held is not None or _MEAN_COUNT.search(mean.words) or any(map(is_held, _of_lists(mean, terms))):
        return
    came = [_mean(mean, t.figure, c.figure) for t, c in terms if not _is_planned(t) and not _is_planned(c)]
    unit = mean.figure.unit if mean.figure.kind is Kind.COUNT else ""  # 藏书 A 册，外借 B 册次，人均 P 册
    came = [form for form in came if form.numerator[0][1].unit.endswith(unit)] or came
    slipped = {form.result.left: form for form in came if is_slip_of(form)}
    if len(slipped) != 1 or len(digits_of(mean.figure)) < _TELLING + (len(came) > _FEW):
        slipped = {form.result.left: form for form in came if _is_explained(form, len(came))}
    if len(slipped) == 1:
        yield Relation(rules["likely_mean"], tuple(slipped.values()), mean.figure.label)


def _of_lists(mean: Mean, terms: Sequence[tuple[Term, Term]]) -> Iterator[Quotient]:
    """What the lists of its sentence make: 甲 A 家、乙 B 家，平均每家 P."""
    sentence = mean.sentence
    places = [i for i in range(len(sentence)) if i != mean.n and usable(sentence.figure(i))]
    for total, count in terms:
        if count.place is not None and count.place[0] is sentence:
            for divisor in _together(sentence, places, count.figure):
                yield Quotient(side(total.figure), divisor, mean.figure, Fraction(1))


def _is_explained(form: Quotient, tried: int) -> bool:
    """Whether a slip in its total or its count accounts for an average, whose digits chance would hardly meet."""
    room = value_of(form.rate) / form.rate.ulp
    for figure in (form.numerator[0][1], form.denominator[0][1]):
        likely = [slip.value for slip in slips(figure) if slip.name in _DIGITS]
        if _CHANCE * tried * len(likely) <= room and required(form, figure).holding(likely, figure.scale):
            return True
    return False


def _is_of_table(mean: Mean, report: Report) -> bool:
    """Whether a count that only a table prints makes an average of any total."""
    told = [f for f in report.figures if usable(f) and value_of(f) > 0]
    own = [f for f in told if f.section == mean.figure.section or longest(bare(f.label), bare(mean.words)) >= NAME]
    counts = [f for f in told if f.table_id and f.kind is Kind.COUNT and counts_what(mean, f)]
    if "实际" in mean.words:
        own = [f for f in own if not _PLANNED.search(f.label)]
    pairs = ((total, f) for total in own if is_whole(mean, total) for f in counts if _may_make(mean, total, f, ()))
    return any(is_held(_mean(mean, *pair)) for pair in pairs)


def _may_make(mean: Mean, total: Figure, count: Figure, slipped: Sequence[float]) -> bool:
    """Whether two numbers come near enough to an average, or to a slip of it, to be tried: exact numbers are slow."""
    (own, unit), made = mean.figure.rough, total.rough[0] / count.rough[0]
    return any(abs(value - made) <= 2 * unit for value in (own, *slipped))


def _averaged(
    mean: Mean, form: Quotient, terms: Sequence[Term], others: Sequence[tuple[Quotient, bool]], rules: RuleSet
) -> Iterator[Relation]:
    """What an average must be by the total and the count that it names, its `terms`; `others` are excluded by words."""
    rule, label = rules["prose_mean"], mean.figure.label
    # How many of the two its own sentence tells, or names: 人均培训费 P（按培训人次）.
    told = sum(term.told or _is_based(mean, term) for term in terms)
    if is_held(form):
        yield Relation(rule, (form,), label)
        return
    if _MEAN_COUNT.search(mean.words) or _is_of_another_basis(mean, terms) or any(map(_is_planned, terms)):
        return
    made = [other for other, _ in others if is_held(other)]
    if any(_is_by_name(mean, other) for other in made):
        return  # 民警 A 名，…，平均每名民警管 P 公里: of A, whatever stands nearer
    hint = _hint(form, made) if _is_telling(mean) else ""
    near = _NEAR * abs(form.result.gap) <= value_of(mean.figure) or is_slip_of(form)
    weak = _is_weak(mean, terms[0])
    if told == _BOTH or (told and near and not weak) or hint:
        yield Relation(rule, (form,), label, hint=hint)
        return
    if weak:
        likely = (Fraction(s.value * mean.figure.scale) for s in slips(mean.figure) if s.name in _DIGITS)
        slipped = any(abs(form.result.left - value) <= mean.figure.half_ulp for value in likely)
        near = False
    else:
        slipped = (bool(told) and slip_explains(form, forms=0)) or _is_explained(form, 1)
    if near or slipped or any(form.numerator[0][1] is place.figure for place in mean.sentence.places):
        yield Relation(rules["likely_mean"], (form,), label)


def _is_weak(mean: Mean, total: Term) -> bool:
    """Whether a total, told elsewhere, only shares some letters with the clause of an average that names nothing."""
    return not total.told and not bare(mean.rest) and bare(total.figure.label.split("/")[0]) not in mean.about


def _is_planned(term: Term) -> bool:
    return term.place is not None and is_planned(*term.place)


def _mean(mean: Mean, total: Figure, count: Figure) -> Quotient:
    return Quotient(side(total), side(count), mean.figure, Fraction(1))


def _others(around: Around, total: Term, count: Term) -> Iterator[tuple[Quotient, bool]]:
    """What else comes near enough to make an average, and whether its own words say that it is not made of that."""
    mean = around.mean
    yield from _beside(mean, total, count)
    here = {place.figure.figure_id for place in mean.sentence.places}
    for figure in around.figures:
        if figure.kind not in (Kind.COUNT, mean.figure.kind) or not usable(figure) or value_of(figure) <= 0:
            continue
        over, of = _mean(mean, total.figure, figure), _mean(mean, figure, count.figure)
        divides = figure.kind is Kind.COUNT and not over.is_far
        divided = not of.is_far and is_whole(mean, figure)
        if not (divides or divided):
            continue
        if figure in (total.figure, mean.figure, count.figure):
            continue
        place = around.places.get(figure.figure_id)
        elsewhere = figure.figure_id not in here
        if divides and _may_count(mean, figure, place):
            excluded = _is_based(mean, count) or (count.told and elsewhere)
            yield over, excluded or _is_other(mean, figure, place, count)
        if divided:
            excluded = _is_based(mean, total) or (total.told and elsewhere and not _is_row(mean, figure, total))
            yield of, excluded or _is_other(mean, figure, place, total)


def _is_row(mean: Mean, figure: Figure, total: Term) -> bool:
    """Whether a number stands in the row of a table that an average's own words name, and its total's do not."""
    row = normalise(figure.label.split("/")[0]) if figure.table_id else ""
    return len(row) > NAME and row in normalise(mean.words) and row not in normalise(total.figure.label)


def _beside(mean: Mean, total: Term, count: Term) -> Iterator[tuple[Quotient, bool]]:
    """What the numbers of its sentence make: any two, and what words put together: 甲 A 辆和乙 B 辆，不含丙 C 辆."""
    sentence, based = mean.sentence, _is_based(mean, count)
    places = [i for i in range(len(sentence)) if i != mean.n and usable(sentence.figure(i))]
    for a, b in permutations(places, 2):
        whole, part = sentence.figure(a), sentence.figure(b)
        form = _mean(mean, whole, part)
        if part.kind is not Kind.COUNT or not is_whole(mean, whole) or form.is_far:
            continue
        if _may_count(mean, part, (sentence, b)) and value_of(part) > 0:
            other = _is_other(mean, whole, (sentence, a), total) or _is_other(mean, part, (sentence, b), count)
            yield form, other or (based and part is not count.figure)
    if not based and not _is_fixed(mean, count):
        for divisor in _together(sentence, places, count.figure):
            yield Quotient(side(total.figure), divisor, mean.figure, Fraction(1)), False
    for dividend in _together(sentence, places, total.figure) if not _is_fixed(mean, total) else ():
        yield Quotient(dividend, side(count.figure), mean.figure, Fraction(1)), False


def _is_other(mean: Mean, figure: Figure, place: tuple[Sentence, int] | None, chosen: Term) -> bool:
    """Whether an average is not made of a number: another year's, or planned where the chosen one came about."""
    planned = is_planned(*place) if place else bool(_PLANNED.search(figure.label.rpartition("/")[2]))
    other = (planned and not _is_planned(chosen)) or figure.period != mean.figure.period
    return figure is not chosen.figure and (other or _is_fixed(mean, chosen))


def _is_fixed(mean: Mean, chosen: Term) -> bool:
    """Whether a term is told by its place: behind the average, 场均 P，计 T, or before the brackets around it."""
    if chosen.place is None or chosen.place[0] is not mean.sentence:
        return False
    return chosen.place[1] > mean.n or chosen.place[1] == mean.sentence.owner(mean.n)


def _together(sentence: Sentence, places: Sequence[int], one: Figure) -> Iterator[Side]:
    """What the words put one number together with: all of the list that it stands in, or less what is left out."""
    alike = [i for i in places if like(sentence.figure(i), one)]
    for a, b in permutations(alike, 2) if _LESS.search(sentence.text) else ():
        yield (*side(sentence.figure(a)), (Fraction(-1), sentence.figure(b)))
    listed: list[int] = []
    for i in alike:
        if listed and not _goes_on(sentence, listed[-1], i):
            if any(sentence.figure(k) is one for k in listed):
                break
            listed = []
        listed.append(i)
    if len(listed) > 1 and any(sentence.figure(k) is one for k in listed):
        yield side(*map(sentence.figure, listed))


def _goes_on(sentence: Sentence, a: int, b: int) -> bool:
    """Whether a number is told beside the one before, of its like: 甲 A、乙 B, not what A is told to have in it."""
    between = sentence.text[sentence.places[a].end : sentence.places[b].start]
    return sentence.nesting[a] == sentence.nesting[b] and not _PARTED.search(between)


def _is_based(mean: Mean, term: Term) -> bool:
    """Whether the words say what it was counted by, and that is the count, or the total: 按办结案件计算."""
    return term.place is not None and longest(named(*term.place), bare(mean.basis)) >= NAME


def _is_of_another_basis(mean: Mean, terms: Sequence[Term]) -> bool:
    """Whether words say that it was counted by what is neither of its terms: 按线下培训人次 is by no 培训人次."""
    basis = bare(mean.basis)
    if not basis or _MONEY.search(mean.basis) or any(map(str.isdigit, basis)):
        return False
    names = [named(*term.place) for term in terms if term.place is not None]
    return all(longest(name, basis) < max(len(basis) - 1, NAME) for name in names)


def _may_count(mean: Mean, figure: Figure, place: tuple[Sentence, int] | None) -> bool:
    if place is None:
        return figure.kind is Kind.COUNT
    return any(counted_by(mean, *place, often=often) for often in (False, True))


def _is_telling(mean: Mean) -> bool:
    return len(digits_of(mean.figure)) >= _TELLING


def _is_by_name(mean: Mean, other: Quotient) -> bool:
    """Whether an average is by a count that its own words name."""
    noun = _EACH.search(mean.words + mean.figure.label)
    return noun is not None and any(noun["of"] in normalise(f.label) for _, f in other.denominator)


def _hint(form: Quotient, others: Sequence[Quotient]) -> str:
    """What the printed average was likely reckoned from instead."""
    for other in filter(is_held, others):
        wrong = [f for f in other.figures if f.figure_id not in form.ids]
        if len(wrong) == 1:
            return f"按{wording.named(wrong[0])}计算恰为所列数，疑误用该数。"
    return ""
