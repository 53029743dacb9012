"""Rates named after what they are rates of (以率名之): `受理 A 件，办结 B 件，办结率 P`."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import chain, combinations, takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient, adds_up, is_held, side, total
from pipeline.reconcile.intervals import is_exact, usable, value_of
from pipeline.reconcile.near import is_by_slip
from pipeline.reconcile.prose.changes.comparisons import RATE
from pipeline.reconcile.prose.lists.heads import LISTS, head_of
from pipeline.reconcile.prose.rates.worded import basis_of, besides, named_by, of_planned, unbased
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, like, rises_from
from schemas.catalogue import normalise
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RateWords, Rule, RuleSet

# The rate's own name, in its own clause; what was to be done, and what was; what was not.
_OWN_NAME = re.compile(r"[，,（(、](?P<name>[^，,；;。：:、（(]{1,10}[率度])(?:为|达到?|约)?$")
_DUE, _DONE_OF = re.compile(r"应(?!急|用|对|付|收)"), re.compile(r"实(?!施|训|验|物|体)|已")
_OLD = re.compile(r"(?:上年|去年|年初|期初|往年|旧)[^，,；;。]{0,8}$")
_BEYOND = re.compile(r"(?:[高多超](?:于|过|出)?|(?P<less>[低少]于?))(?:年度|全年)?(?:目标|计划|任务|预期)数?$")
_EACH = re.compile(r"[各每][^，,；;。]{0,6}$")
_UNDONE = re.compile(r"(?:未|尚|不|部分|(?<![和与及、])基本)[^，,；;。]{0,6}$")
_LEFT = re.compile(r"[^，,；;。：:]*(?:尚?未|没有)能?[^，,；;。]{2,6}(?:[，,；;。]|$)")  # 1 家因故未完成
_DENIED = re.compile(r"[不未欠][^，,；;。、]{0,6}$")
# What comes in adds to what was there before; that all who are content are counted.
_CAME_IN = re.compile(r"新|受理|收案|立案|接[收到访待]|收到|申[请报]|转办|交办|信访|来信|来访|投诉|举报|诉求|工单")
_BASICALLY = re.compile(r"基本[^，,；;。]{0,4}$")
_ATTAINED = ("完成", "达成", "实现")
_VERB = 2  # letters
_EACH_RATE, _AND, _FAR = re.compile(r"分别|依次|均[为达是]$"), ("、", "和", "与", "及"), 3
_ALL_TOLD = re.compile(r"[（(][^（）()]{0,12}满意|率(?:为|达到?|约)?$")
_SAMPLED = re.compile(
    r"[抽检查测访问调]|发[放出现]|收回|回收|有效|接通|隐患|问题|应|计划|目标|任务|培训|报名|报告|[竣开]工"
)
_PARTIAL = re.compile(r"季度|半年|月")
_FAILED = re.compile(r"整改|复[检验查]|返[工修]|重[做检]|补[办做检]|[延推误]迟|延期|顺延|逾期|超[期时]|拖延|[未不]")
_HELD = re.compile(r"[（(](?:其中)?[内包]?含")
AIMED = re.compile(r"(?:目标|计划|任务|指标值)[^，,；;。\d]{0,4}$")


def named_rate(sentence: Sentence, n: int, around: Sequence[Figure], rules: RuleSet) -> Iterator[Relation]:
    """`办理 A 件，办结 B 件，办结率 P`: numbers of one unit, if the rate is named after one of them.

    `around` are the figures of the section: what the rate is of may be told in a sentence before.
    """
    rule, rate = rules["prose_rate"], sentence.figure(n)
    if (changed := RATE.search(sentence.before(n))) and changed["verb"] != "节约":
        return  # 由 A 降到 B，下降 P
    own = _OWN_NAME.search(unbased(sentence.before(n)))
    label = re.sub(r"(?:为|达到?|约)$", "", normalise(own["name"] if own else rate.label))
    stem = re.sub("率$|(?<=满意)度$|进度$", "", label)
    based = _based(sentence, n)
    places = sorted({*_since_last_rate(sentence, n), *based})
    if "未" not in stem:
        places = [i for i in places if not _UNDONE.search(sentence.before(i)) and not _LEFT.match(sentence.after(i))]
    if len(places) < 2 or len(label) < 2 or stem == label or rises_from(sentence, n):
        return
    words = next((w for w in rules.rates if label.endswith(w.suffixes)), None)
    stem = stem or "完成"  # 在建 1 台（进度 78%）: that of what is being done, unless the number is of what was
    exact = [i for i in places if not sentence.figure(i).qualifier]
    places = exact if len(exact) > 1 else places  # 任务 A 人，完成 B 人，超 C 人，完成率 P
    clause = _clause(sentence, n)
    last = [i for i in places if i >= clause]
    places = last if len(last) > 1 and like(sentence.figure(last[0]), sentence.figure(last[-1])) else places
    pair = _fraction(sentence, n, places, words, stem)
    named = [i for i in places if _is_named(sentence, i, stem, words) and sentence.depth(i) <= sentence.depth(n)]
    literal = [i for i in named if stem in normalise(sentence.figure(i).label)]
    named = literal or named  # 集中供养 A 人、分散供养 B 人，集中供养率 P
    near = [i for i in named or places if i >= clause] or named or places
    model = sentence.figure(pair[1] if pair else near[-1])
    places = [i for i in places if like(sentence.figure(i), model)]
    if len(places) == 2 and (form := _of_both(sentence, rate, places, stem)):
        yield Relation(rule, (form,), rate.label, mild=not _FAILED.search(sentence.figure(places[1]).label))
        return
    if len(places) > 1 and not (_EACH_RATE.search(sentence.before(n)) or sentence.before(n) in _AND):
        yield from _rated(sentence, n, pair, places, named, around, rule)


def _rated(
    sentence: Sentence,
    n: int,
    pair: tuple[int, int] | None,
    places: Sequence[int],
    named: Sequence[int],
    around: Sequence[Figure],
    rule: Rule,
) -> Iterator[Relation]:
    """The n-th number as the rate of one of several numbers of one unit; `pair` what words tell, `named` the others."""
    rate, called = sentence.figure(n), pair is not None
    parts = [i for i in places if i in named]
    # 参保 A 人，应参保 B 人, 完成 A 例，目标 B 例: what was to be done.
    aims = [i for i in places if AIMED.search(sentence.before(i)) or _DUE.search(sentence.before(i))]
    inner = [i for i in places if sentence.depth(i) > sentence.depth(n)]  # 覆盖 A 个（共 B 个），覆盖率 P
    wholes = [i for i in places if i not in named and (i < max(parts, default=0) or i in (*inner, *aims))]
    below, above = pair or ((wholes[-1], parts[-1]) if wholes and parts else places[-2:])
    if above in aims and below not in aims:
        below, above = above, below  # 完成 A 例，目标 B 例，完成率 P
    whole, part = sentence.figure(below), sentence.figure(above)
    clause = _clause(sentence, n)
    if above < clause and any(like(sentence.figure(i), part) for i in range(clause, n)):
        return  # 甲 A 批，合格 B 批；乙 C 批，合格率 P: of C
    # Of what is said of some of them only nothing else is the whole; else only if there are no more than two.
    # 春季完成 A 亩，秋季完成 B 亩，完成率 P: neither is of the other
    twins = below not in aims and _are_alike(sentence, below, above, named=below in parts)
    told = above in parts and (below not in parts or len(places) == 2) and not twins
    counted = (is_exact(whole) and is_exact(part)) or (part.kind is Kind.COUNT and told)
    if not like(whole, part) or not (called or (counted and (told or value_of(part) <= value_of(whole)))):
        return
    if told or called or Quotient(side(part), side(whole), rate).result.verdict is Verdict.EXACT:
        several = _several(sentence, below, n, parts)
        forms = list(_quotients(sentence, rate, places, (below, above)))
        bases = [whole, *(sentence.figure(k) for k in wholes)]
        tops = [[part], *([sentence.figure(i)] for i in parts), *([several] if len(several) > 1 else [])]
        others = [Quotient(side(*top), side(base), rate) for top in tops for base in bases if base not in top]
        others += filter(is_held, besides(sentence, n, part, places, parts, aims))
        far = (Quotient(side(part), side(f), rate) for f in around if _is_larger(f, part))
        others += filter(is_held, far)
        if len(several) > 1:
            forms.insert(0, Quotient(side(*several), side(whole), rate))
        # A part that is more than its whole is of what was there before, too.
        over = total(forms[0].numerator) > total(forms[0].denominator) and value_of(rate) <= HUNDRED
        new = _CAME_IN.search(_told(sentence, below)) or "新增" in _told(sentence, above)
        wider = new or below in named or not (len(places) == 2 or _SAMPLED.search(_told(sentence, below)))
        more = over and below not in aims and wider
        weighed = len(several) > 1 and not _ALL_TOLD.search(sentence.before(n)) and _is_between(several, whole, rate)
        apart = below < clause or all(map(_is_far, (*forms, *others)))
        sure = called and not (over or several[1:]) if apart else (called or told) and not more and not weighed
        # Where there is no doubt that one of them is meant, all that may be are alternatives.
        forms += others if sure else filter(is_held, others)
        based = {value_of(sentence.figure(i)) for i in _based(sentence, n)}
        forms = [form for form in forms if not based or {value_of(f) for _, f in form.denominator} == based] or forms
        forms, hint = of_planned(sentence, rate, forms)
        if called:  # 阳性 1193 人；应召回 1893 人，实际召回 B 人，召回率 P: the former tells what should stand there
            meant = Quotient(side(part), side(whole), rate)
            forms = [form for form in forms if not is_by_slip(form, meant, apart=False)]
        told_once = tuple({form.told: form for form in forms}.values())
        yield Relation(rule, told_once, rate.label, sure=bool(sure or hint), hint=hint)


def _are_alike(sentence: Sentence, a: int, b: int, *, named: bool) -> bool:
    """Whether two numbers are followed by the same words, or led to by them: 3 家完成登记，1 家完成安置."""
    led = named and sentence.before(a)[-_VERB:] == sentence.before(b)[-_VERB:]
    after = sentence.after(a)[:_VERB]
    return led or (after == sentence.after(b)[:_VERB] and after[:1] not in ("，", "；", "。", "、", ""))


def _based(sentence: Sentence, n: int) -> list[int]:
    """The one number that words say a rate is counted by, if they do: 满意度按有效问卷计算为 P."""
    basis = basis_of(sentence, n)
    counts = (i for i in range(n) if sentence.figure(i).kind in (Kind.AMOUNT, Kind.COUNT)) if basis else ()
    found = named_by(basis, sentence, counts)
    return found if len({value_of(sentence.figure(i)) for i in found}) == 1 else []


def _is_between(several: Sequence[Figure], whole: Figure, rate: Figure) -> bool:
    """Whether a rate may count some of several numbers at a discount: it is less than of all, more than of one."""
    of_all, of_one = (HUNDRED * total(side(*some)) for some in (several, [min(several, key=value_of)]))
    return of_one < value_of(rate) * value_of(whole) < of_all


def _is_far(form: Quotient) -> bool:
    """Whether a rate is so far from what two numbers make that it may be of something else: no slip of one digit."""
    made, printed = form.result.left, form.result.right
    return not made <= _FAR * printed or not printed <= _FAR * made


def _several(sentence: Sentence, below: int, n: int, parts: Sequence[int]) -> list[Figure]:
    """The numbers that may all count: 满意 A 份、基本满意 B 份，满意度 P, the second one at a discount."""
    whole = sentence.figure(below)
    told = [i for i in range(below + 1, n) if i in parts or _BASICALLY.search(sentence.before(i))]
    return [f for i in told if not _DENIED.search(sentence.before(i)) and like(f := sentence.figure(i), whole)]


def _is_larger(figure: Figure, part: Figure) -> bool:
    """Whether a number told elsewhere may be what another is a part of."""
    return like(figure, part) and usable(figure) and value_of(figure) >= value_of(part) and figure is not part


def _is_named(sentence: Sentence, n: int, stem: str, words: RateWords | None) -> bool:
    """Whether a rate of this stem is named after the n-th number: 办结率 after 办结, 及时率 after 按时."""
    figure, told = sentence.figure(n), _told(sentence, n)
    if _DENIED.search(sentence.before(n)) and not stem.startswith(("未", "不")):
        return False
    # 参评 A 件中，满意和基本满意的 B 件，群众满意率 P
    label = normalise(figure.label)
    if stem in label or (label and label in stem) or stem[-2:] in told:
        return True
    short = len(stem) > 1 and re.search(f"{re.escape(stem[-2])}[^，,；;。]{{0,3}}{re.escape(stem[-1])}", told)
    meant = words is not None and not words.denominators and any(word in told for word in words.numerators)
    return bool(short or meant)


def _told(sentence: Sentence, n: int) -> str:
    """What is said of the n-th number: in its own clause, and by its name."""
    return f"{sentence.clause(n)} {normalise(sentence.figure(n).label)}"


def _of_both(sentence: Sentence, rate: Figure, places: Sequence[int], stem: str) -> Quotient | None:
    """`4 个标段按期完工，1 个标段延期，按期完工率 P`: a rate named after the first of two only."""
    done, other = (sentence.figure(i) for i in places)
    told, others = set(normalise(done.label)), set(normalise(other.label))
    named = len(stem) > 2 and set(stem) <= told and not set(stem) <= others
    fewer = like(done, other) and value_of(other) < value_of(done)  # else the other may be what the rate is of
    return Quotient(side(done), side(done, other), rate) if named and fewer else None


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
    sentence: Sentence, n: int, places: Sequence[int], words: RateWords | None, stem: str
) -> tuple[int, int] | None:
    """The last two numbers whose words say that they are the n-th one's whole and part, in that order."""
    rate = sentence.figure(n)
    for above in (i for i in reversed(places[1:]) if sentence.depth(i) <= sentence.depth(n)):
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
            aims = [bool(AIMED.search(sentence.before(i))) for i in (below, above)]
            if stem.endswith(_ATTAINED) and part.kind is Kind.COUNT and any(aims) and not all(aims):
                return (below, above) if aims[0] else (above, below)  # 完成 A 例，目标 B 例，完成率 P
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
    if len(wholes) > 2 and "；" in sentence.before(above) and adds_up(wholes[:-1], wholes[-1]):
        return wholes[-1:]  # 受理 T 件，其中甲 A 件、乙 B 件；调解成功 C 件，成功率 P
    return wholes if len(wholes) > 1 and total(side(*wholes)) >= value_of(part) else []


def _with_old(sentence: Sentence, rate: Figure, below: int, above: int) -> Iterator[Quotient]:
    """The rate of what came in and what was there from before, told beside it or in a bracket, where that fits."""
    whole, part = sentence.figure(below), sentence.figure(above)
    inside = [i for i in (above + 1,) if i < len(sentence) and sentence.owner(i) == above]
    for i in (*range(max(below - 1, 0), above), *inside):
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
    lists = [i for i in range(1, n) if LISTS.search(sentence.before(i))]
    aside = {i for item in lists[-1:] for i in range(head_of(sentence, item) + 1, item)}
    for i in range(n - 1, -1, -1):
        figure = sentence.figure(i)
        if i in aside:
            continue
        if figure.kind is Kind.RATE:
            break
        owner = sentence.owner(i)
        if sentence.depth(i) > depth and _HELD.search(sentence.before(i)):
            continue  # 就业 A 人（含升学 B 人）: of what is in it nothing is told
        if sentence.depth(i) > depth and owner is not None and sentence.figure(owner).kind is Kind.RATE:
            continue  # 甲满意度 P（问 A，满意 B），乙满意度 Q: A and B are what P is of
        told = sentence.before(i)
        counts = figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure)
        if counts and not is_change(told) and not _EACH.search(told):
            found.append(i)
    return found[::-1]
