"""Rates and what stands around them (孤立比率): of two numbers of the sentence, of what is left, of what is elsewhere.

`到货 A 件，及时率 P，余下 B 件`; `A 处中完好 B 处，达 P`; `支出 A，占 P`, the whole told anywhere. Any pair of numbers
around a rate that makes it to its last place accounts for it. Where none does, it is tried on those that its words
mean first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise, permutations, product
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient, is_held, minus, side
from pipeline.reconcile.intervals import digits_of, is_positive, usable, value_of
from pipeline.reconcile.lonely.far_rates import STEM, WRONG, counts, elsewhere
from pipeline.reconcile.lonely.trial import trial
from pipeline.reconcile.near import is_a_digit_off, is_made_around, is_named_longer
from pipeline.reconcile.sentences import alike, is_change, is_of_class, is_spelt_out, like, rises_from
from pipeline.reconcile.suspected.reckoned import make_all
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.lonely.trial import Source, Trial
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

_CLAUSE = 8  # letters around a number that say what it is
_OTHER = re.compile(
    r"分别|依次|目标|要求|标准|计划|任务|上年|去年|同比|[比较]|增|减|降|提高|上升|力争|不[低高]|低于|高于|超|利率|[上下]限|半年|季度|一次|首[次检批]|平均|总体|整体|综合"
)
_TOLD = re.compile(r"率|占|度|达|比[例重]|为|[（(]$|执行|完成|已用")
_REST = re.compile(r"^[，,；;（(][^，,；;。\d]{0,6}?(?:其余|余下?|剩余?|结[余转]|尚|逾期|延期|未|另|欠|不)")
_AIMED = re.compile(r"目标|计划|任务|应[收检发]|预算")
_OF_THINGS = re.compile(
    r"(?:合格|满意|及时|覆盖|知晓|优良|完好|成活|治愈|达标|准确|参与|出勤|就业)[率度]?[为达]?$"
)  # no amounts
_GENERAL = re.compile(r"占|达$|完成$|(?:执行|支[付出]|使用|拨付|完成)(?:率|进度)")
_PART_OF = re.compile(r"^[，,]?占$")
_STOP = re.compile(r"[。；;]")
_FEWEST = 3  # digits of a rate that two numbers hardly make by chance
_FINE = 100  # units of its last place that a rate must have: 92% is made of many numbers but for a digit
_BACK = 2  # sentences before that a rate may be of
_FAR, _TIMES = 4, 2
_ROUND, _NAME = 5, 2  # percent; letters


def rated(source: Source) -> Iterator[Trial]:
    """The rates that nothing accounts for."""
    for at, sentence in source.telling(Kind.RATE):
        for n in range(len(sentence)):
            if source.is_open(sentence.figure(n)) and _is_tried(sentence, n):
                before = [s for s in source.spoken[max(at - _BACK, 0) : at] if s.section == sentence.section]
                yield from _rated(source, sentence, n, [p.figure for s in (*before, sentence) for p in s.places])


def _is_tried(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is a rate that may be of two numbers beside it."""
    rate, before = sentence.figure(n), sentence.before(n)
    plain = rate.kind is Kind.RATE and rate.unit == "%" and usable(rate) and not rate.qualifier and is_positive(rate)
    if (
        not plain
        or ((_is_round(rate) or value_of(rate) < _FINE * rate.ulp) and not _is_literal(sentence, n))
        or not _TOLD.search(before)
        or is_change(before)
    ):
        return False
    told = _OTHER.search(sentence.clause(n)) or is_of_class(rate) or is_spelt_out(sentence, n)
    if told or rises_from(sentence, n):
        return False
    return rate.figure_id not in make_all([place.figure for place in sentence.places])


def _is_literal(sentence: Sentence, n: int) -> bool:
    """Whether a rate, not of all, is called by the very words before the number before it: 管理 A 人，管理率 P."""
    words = sentence.before(n).lstrip("，,")
    stem = words[:-1] if words.endswith("率") else ""
    return len(stem) > 1 and n > 0 and sentence.before(n - 1).endswith(stem) and value_of(sentence.figure(n)) < HUNDRED


def _rated(source: Source, sentence: Sentence, n: int, around: Sequence[Figure]) -> Iterator[Trial]:
    rate = sentence.figure(n)
    if n and sentence.figure(n - 1).kind is Kind.AMOUNT and _OF_THINGS.search(sentence.clause(n)):
        return
    trials = [
        trial(source, form, rate.label, guessed=0 if many == 1 and _is_called(sentence, n, form) else many)
        for many, form in enumerate(_meant(sentence, n), 1)
    ]
    trials += elsewhere(source, sentence, n)
    rates = [p.figure for p in sentence.places if p.figure.kind is Kind.RATE and p.figure is not rate]
    # 甲满意度 P（访 A，满意 B），乙满意度 Q（访 C，满意 D）: A and B make P.
    trials = [one for one in trials if not any(_is_rate_of(one.form, r) for r in rates if usable(r))]
    if "满意" in rate.label:  # 发放 A 份，收回 B 份，满意度 P: of those who were content, who are not told
        trials = [one for one in trials if not isinstance(one.form, Quotient) or _is_content(one.form)]
    if not trials and (whole := _told_before(sentence, n, around)) is not None:
        trials.append(trial(source, Quotient(side(sentence.figure(n - 1)), side(whole), rate), rate.label, guessed=1))
    if trials and len(digits_of(rate)) >= _FEWEST:
        form = _accounted(rate, [f for f in around if counts(f)])
        trials += [trial(source, form, rate.label, said=False)] if form is not None else []
    yield from trials


def _is_rate_of(form: Form, rate: Figure) -> bool:
    """Whether another rate is what two numbers make."""
    return isinstance(form, Quotient) and is_held(replace(form, rate=rate))


def _is_content(form: Quotient) -> bool:
    """Whether a rate would be one of those who say that they are content."""
    return any("满意" in f.label + f.words[0][-_CLAUSE:] for _, f in form.numerator)


def _told_before(sentence: Sentence, n: int, around: Sequence[Figure]) -> Figure | None:
    """`受理 T 件。直接答复 A 件，直接答复率 P`: the number before the one that a rate repeats the name of."""
    part, rate = sentence.figure(n - 1), sentence.figure(n)
    name = normalise(rate.label).removesuffix("率")
    if (
        not n
        or not counts(part)
        or len(digits_of(rate)) <= _FEWEST
        or len(name) < _NAME
        or not normalise(part.label).endswith(name)
    ):
        return None
    wholes = [f for f in around[: around.index(part)] if counts(f) and like(f, part)]
    return wholes[-1] if wholes and value_of(wholes[-1]) >= value_of(part) else None


def _is_round(rate: Figure) -> bool:
    """Whether a rate may have been set rather than reckoned: 90%, 95%, 100.00%."""
    return not value_of(rate) % _ROUND


def _accounted(rate: Figure, figures: Sequence[Figure]) -> Quotient | None:
    """What two or three numbers around a rate make it of, whatever the words."""
    groups: defaultdict[object, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[alike(figure)].append(figure)
    wanted, off = float(value_of(rate)) / 100, float(rate.ulp) * 1.01 / 100
    for group in groups.values():
        for a, b in permutations(group, 2):
            x, y = a.rough[0], b.rough[0]
            if (
                min(abs(x / y - wanted), abs(1 - x / y - wanted), abs(x / (x + y) - wanted), abs(x / y - 1 - wanted))
                > off
            ):
                continue
            made = ((side(a), side(b)), (minus(b, a), side(b)), (side(a), side(a, b)), (minus(a, b), side(b)))
            held = next((form for above, below in made if is_held(form := Quotient(above, below, rate))), None)
            if held is not None:
                return held
    for group in groups.values():
        for (a, b), c in product(pairwise(group), group):
            near = abs((a.rough[0] + b.rough[0]) / c.rough[0] - wanted) <= off
            if near and c is not a and c is not b and is_held(form := Quotient(side(a, b), side(c), rate)):
                return form
    return None


def _meant(sentence: Sentence, n: int) -> Iterator[Quotient]:
    """What a rate's words mean first: the number just before it, of one told before, or with what is left."""
    rate = sentence.figure(n)
    places = [i for i in range(n) if counts(sentence.figure(i)) and not is_change(sentence.before(i))]
    if n + 1 < len(sentence) and _REST.match(sentence.before(n + 1)) and counts(rest := sentence.figure(n + 1)):
        likely = [f for i in reversed(places) if like(f := sentence.figure(i), rest) and value_of(f) > value_of(rest)]
        for f in (*likely[:1], *[f for f in likely[1:] if _GENERAL.search(sentence.before(n))][-_FAR:]):
            yield Quotient(side(f), side(f, rest), rate)
            yield Quotient(minus(f, rest), side(f), rate)
    if not places or _STOP.search(sentence.text[sentence.places[places[-1]].end : sentence.places[n].start]):
        return
    part = sentence.figure(places[-1])
    first = max((i for i in range(n + 1) if _STOP.search(sentence.before(i))), default=0)
    before = [sentence.figure(i) for i in places[:-1] if i >= first and like(sentence.figure(i), part)]
    inside = n + 1 < len(sentence) and sentence.owner(n + 1) == n
    if inside and counts(whole := sentence.figure(n + 1)) and like(whole, part) and value_of(whole) > value_of(part):
        yield Quotient(side(part), side(whole), rate)  # 率 P（受理 A 件）
    if _AIMED.search(sentence.clause(places[-1])):
        yield from (Quotient(side(done), side(part), rate) for done in before)
        return
    if not before and first and _PART_OF.search(sentence.before(n)):
        alike = [f for i in places[:-1] if like(f := sentence.figure(i), part)]
        before = sorted(alike, key=value_of)[-1:]  # 检查 T 家，其中甲 A 家；整改 B 家，占 P
    wholes = [f for f in before if _TIMES * value_of(f) >= value_of(part)]
    if not wholes and not is_made_around(sentence, n):
        wholes = [f for f in before if is_a_digit_off(Quotient(side(part), side(f), rate))]
    wrong = WRONG.search(sentence.clause(places[-1])) and not WRONG.search(sentence.clause(n))
    for whole in reversed(wholes[-2:]):
        yield Quotient(minus(whole, part) if wrong else side(part), side(whole), rate)


def _is_called(sentence: Sentence, n: int, form: Quotient) -> bool:
    """Whether a rate goes by what its numerator is told to be: 办结 A 件，办结率 P; a share says that it is one."""
    words = sentence.clause(n) or form.rate.label
    told = STEM.search(words)
    part = next(i for i in range(len(sentence)) if sentence.figure(i) is form.numerator[0][1])
    own = sentence.clause(part) + form.numerator[0][1].label
    named = told is not None and (any(letter in own for letter in told["of"]) or is_named_longer(sentence, form))
    return bool(_GENERAL.search(words)) or named
