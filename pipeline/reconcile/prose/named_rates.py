"""Rates named after what they are rates of (以率名之): `受理 A 件，办结 B 件，办结率 P`."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import chain, combinations, takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient, is_held, side, total
from pipeline.reconcile.intervals import is_exact, usable, value_of
from pipeline.reconcile.prose.comparisons import RATE
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, like
from schemas.catalogue import normalise
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RateWords, RuleSet

# The rate's own name, in its own clause; what was to be done, and what was; what was not.
_OWN_NAME = re.compile(r"[，,（(、](?P<name>[^，,；;。：:、（(]{1,10}[率度])(?:为|达到?|约)?$")
_DUE, _DONE_OF = re.compile(r"应(?!急|用|对|付|收)"), re.compile(r"实(?!施|训|验|物|体)|已")
_OLD = re.compile(r"(?:上年|去年|年初|期初|往年|旧)[^，,；;。]{0,8}$")
_BEYOND = re.compile(r"(?:[高多超](?:于|过|出)?|(?P<less>[低少]于?))(?:年度|全年)?(?:目标|计划|任务|预期)数?$")
_UNDONE = re.compile(r"(?:未|尚|不|部分|(?<![和与及、])基本)[^，,；;。]{0,6}$")
_DENIED = re.compile(r"[不未欠][^，,；;。、]{0,6}$")
_AMONG = re.compile(r"[^，,；;。]{0,12}中[，,]")
_PARTIAL = re.compile(r"季度|半年|月")
_FAILED = re.compile(r"整改|复[检验查]|返[工修]|重[做检]|补[办做检]|[延推误]迟|延期|顺延|逾期|超[期时]|拖延|[未不]")
AIMED = re.compile(r"(?:目标|计划|任务)[^，,；;。\d]{0,4}$")


def named_rate(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`办理 A 件，办结 B 件，办结率 P`: two numbers of one unit, if the rate is named after the second one."""
    rule, rate = rules.by_pattern.get("prose_rate"), sentence.figure(n)
    if (changed := RATE.search(sentence.before(n))) and changed["verb"] != "节约":
        return  # 由 A 降到 B，下降 P
    own = _OWN_NAME.search(sentence.before(n))
    label = re.sub(r"(?:为|达到?|约)$", "", normalise(own["name"] if own else rate.label))
    stem = re.sub("率$|(?<=满意)度$|进度$", "", label)
    places = _since_last_rate(sentence, n)
    if "未" not in stem:
        places = [i for i in places if not _UNDONE.search(sentence.before(i))]
    if rule is None or len(places) < 2 or len(label) < 2 or stem == label:
        return
    words = next((w for w in rules.rates if label.endswith(w.suffixes)), None)
    if len(places) == 2 and (form := _of_both(sentence, rate, places, stem)):
        yield Relation(rule, (form,), rate.label, mild=not _FAILED.search(sentence.figure(places[1]).label))
        return
    pair = _fraction(sentence, rate, places, words, stem)
    called = pair is not None
    below, above = pair or places[-2:]
    if AIMED.search(sentence.before(above)) and not AIMED.search(sentence.before(below)):
        below, above = above, below  # 完成 A 例，目标 B 例，完成率 P
    whole, part = sentence.figure(below), sentence.figure(above)
    clause = _clause(sentence, n)
    if above < clause and any(like(sentence.figure(i), part) for i in range(clause, n)):
        return  # 甲 A 批，合格 B 批；乙 C 批，合格率 P: of C
    stem = stem or "完成"  # 在建 1 台（进度 78%）: that of what is being done, unless the number is of what was
    named, alone = _is_named(sentence, above, stem), len(places) == 2
    counted = (is_exact(whole) and is_exact(part)) or (part.kind is Kind.COUNT and named and alone)
    if not like(whole, part) or not (called or (counted and value_of(part) <= value_of(whole))):
        return
    if named or called or Quotient(side(part), side(whole), rate).result.verdict is Verdict.EXACT:
        forms = list(_quotients(sentence, rate, places, (below, above)))
        several = _several(sentence, below, n, stem)
        if len(several) > 1:
            forms.append(Quotient(side(*several), side(whole), rate))
        # A part that is more than its whole is of another, or of several together.
        over = value_of(part) > total(forms[0].denominator) and value_of(rate) <= HUNDRED
        sure = (called or (named and alone)) and len(several) < 2 and not over
        yield Relation(rule, tuple(forms), rate.label, sure=sure)


def _is_named(sentence: Sentence, n: int, stem: str) -> bool:
    """Whether a rate of this stem is named after the n-th number: 办结率 after what was 办结."""
    label = sentence.figure(n).label
    # 参评 A 件中，满意和基本满意的 B 件，群众满意率 P
    among = bool(_AMONG.match(sentence.before(n))) and stem[-2:] in label
    return among or stem in normalise(label) or stem.endswith(normalise(label))


def _of_both(sentence: Sentence, rate: Figure, places: Sequence[int], stem: str) -> Quotient | None:
    """`4 个标段按期完工，1 个标段延期，按期完工率 P`: a rate named after the first of two only."""
    done, other = (sentence.figure(i) for i in places)
    told, others = set(normalise(done.label)), set(normalise(other.label))
    named = len(stem) > 2 and set(stem) <= told and not set(stem) <= others
    fewer = like(done, other) and value_of(other) < value_of(done)  # else the other may be what the rate is of
    return Quotient(side(done), side(done, other), rate) if named and fewer else None


def _several(sentence: Sentence, below: int, n: int, stem: str) -> list[Figure]:
    """The numbers that may all count: 满意 A 份、基本满意 B 份，满意度 P, the second one at a discount."""
    told = [
        i for i in range(below + 1, n) if stem[-2:] in sentence.before(i) and not _DENIED.search(sentence.before(i))
    ]
    whole = sentence.figure(below)
    return [f for i in told if like(f := sentence.figure(i), whole) and usable(f)]


def _quotients(sentence: Sentence, rate: Figure, places: Sequence[int], pair: tuple[int, int]) -> Iterator[Quotient]:
    """What a rate may be a rate of, the most natural first, if it is named after the pair."""
    below, above = pair
    whole, part = sentence.figure(below), sentence.figure(above)
    if value_of(part) > value_of(whole) and (wholes := _together(sentence, places, above)):
        yield Quotient(side(part), side(*wholes), rate)
    yield Quotient(side(part), side(whole), rate)
    last, last_but_one = sentence.figure(places[-1]), sentence.figure(places[-2])
    if above == places[-1] and below != places[-2] and like(last, last_but_one):
        yield Quotient(side(last), side(last_but_one), rate)  # 按期办结率: of what was done
    yield from _fitting(sentence, rate, places)
    yield from _beyond(sentence, rate, places)
    yield from _with_old(sentence, rate, below, above)  # 受理 A 件；上年结转 B 件；办结 C 件，办结率 P: of A and B


def _beyond(sentence: Sentence, rate: Figure, places: Sequence[int]) -> Iterator[Quotient]:
    """`完成 A 人，高于目标 D 人，完成率 P`: of A less D, where that fits; D may be the goal itself too."""
    for i in places[1:]:
        part, by, told = sentence.figure(i - 1), sentence.figure(i), _BEYOND.search(sentence.before(i))
        if told and like(part, by) and usable(part):
            way = Fraction(1 if told["less"] else -1)
            form = Quotient(side(part), ((Fraction(1), part), (way, by)), rate)
            yield from filter(is_held, (form,))


def _fraction(
    sentence: Sentence, rate: Figure, places: Sequence[int], words: RateWords | None, stem: str
) -> tuple[int, int] | None:
    """The last two numbers whose words say that they are a rate's whole and part, in that order."""
    for above in reversed(places[1:]):
        part = sentence.figure(above)
        told, due = sentence.before(above), _DONE_OF.search(sentence.before(above))
        for below in reversed(places[: places.index(above)]):
            whole = sentence.figure(below)
            if not like(whole, part):
                continue
            if due and _DUE.search(sentence.before(below)):
                return below, above
            by_words = words is not None and _has(part, (*words.numerators, stem)) and _has(whole, words.denominators)
            if by_words and is_exact(whole) and is_exact(part):
                return below, above
            partial = _PARTIAL.search(rate.subject)
            of_it = part.subject == rate.subject if partial else set(stem) <= set(told)
            if by_words and part.kind is Kind.AMOUNT and of_it and "。" not in sentence.after(above):
                return below, above
    return None


def _fitting(sentence: Sentence, rate: Figure, places: Sequence[int]) -> list[Quotient]:
    """What else the rate may be a rate of, by its value: it is right if one does.

    `甲 A 份、乙 B 份，收回 C 份，收回率 P`: of A and B together.
    """
    told = [sentence.figure(i) for i in places]
    runs = ((told[i:k], told[k]) for k in range(2, len(told)) for i in range(k - 1))
    known = chain((([whole], part) for whole, part in combinations(told, 2)), runs)
    forms = (Quotient(side(part), side(*wholes), rate) for wholes, part in known if all(like(f, part) for f in wholes))
    return list(filter(is_held, forms))


def _together(sentence: Sentence, places: Sequence[int], above: int) -> list[Figure]:
    """The numbers just before a part, if it is a part of them together only: 甲 A 份、乙 B 份，收回 C 份."""
    part = sentence.figure(above)
    before = takewhile(lambda f: like(f, part), (sentence.figure(i) for i in reversed(places) if i < above))
    wholes = list(before)
    return wholes if len(wholes) > 1 and total(side(*wholes)) >= value_of(part) else []


def _with_old(sentence: Sentence, rate: Figure, below: int, above: int) -> Iterator[Quotient]:
    """The rate of what came in and what was there from before, told beside it, where that fits."""
    whole, part = sentence.figure(below), sentence.figure(above)
    for i in range(max(below - 1, 0), above):
        old = sentence.figure(i)
        if i != below and _OLD.search(sentence.before(i)) and like(old, whole) and usable(old):
            form = Quotient(side(part), side(whole, old), rate)
            yield from filter(is_held, (form,))


def _clause(sentence: Sentence, n: int) -> int:
    """The first number behind the last semicolon before the n-th number."""
    return max((i for i in range(n + 1) if "；" in sentence.before(i)), default=0)


def _has(figure: Figure, words: Sequence[str]) -> bool:
    return any(word in figure.label for word in words)


def _since_last_rate(sentence: Sentence, n: int) -> list[int]:
    """The numbers since the rate before, changes left out, and what brackets tell of that rate."""
    found: list[int] = []
    depth = sentence.depth(n)
    for i in range(n - 1, -1, -1):
        figure = sentence.figure(i)
        if figure.kind is Kind.RATE:
            break
        owner = sentence.owner(i)
        if sentence.depth(i) > depth and owner is not None and sentence.figure(owner).kind is Kind.RATE:
            continue  # 甲满意度 P（问 A，满意 B），乙满意度 Q: A and B are what P is of
        if figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not is_change(sentence.before(i)):
            found.append(i)
    return found[::-1]
