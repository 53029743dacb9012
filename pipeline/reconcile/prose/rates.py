"""Relations said in prose (文字勾稽): 占, 个百分点, and rates beside the counts they are reckoned from.

A relation is read only where the words between the numbers leave no doubt; where several numbers may be meant, all are
tried, and a breach then counts only if a slip explains it. Sums (其中, 合计) are in `sums.py`,
changes in `changes.py`,
budgets and what became of them in `accounts.py`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import chain, combinations, takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, side, total
from pipeline.reconcile.intervals import is_exact, usable, value_of
from pipeline.reconcile.prose.prices import priced
from pipeline.reconcile.prose.sentences import is_change, is_rate, like
from pipeline.reconcile.prose.shares import shared, shared_out
from pipeline.reconcile.relations import Relation
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.prose.sentences import Sentence
    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.rules import RateWords, RuleSet

_UP = "增加|增长|上升|提高|提升|多|增"
_DOWN = "减少|下降|降低|少|减|降|压减|压缩"
_PRIOR = re.compile(
    r"^[，,（(]?(?:比|较|与)(?:(?:19|20)\d\d年)?[^，,；;。\d]{1,14}$|^[，,（(](?:上年|去年|上一年)(?:同期)?[^，,；;。\d]{0,8}$"
)
_PLAIN_CHANGE = re.compile(rf"^(?:相比)?[，,]?(?:共|同比)?(?P<verb>{_UP}|{_DOWN}|高出|高|低)(?:了)?$")
_CHANGED_BY = re.compile(rf"^[，,]?(?:比|较)(?:上年|去年)[^，,；;。\d]{{0,6}}?(?P<verb>{_UP}|{_DOWN})了?$")
_LAST_YEAR = re.compile(r"^[，,](?:上年|去年)(?:同期)?[^，,；;。]{0,6}?[为是]$")
_NOT_OVER = re.compile(r"^[，,]?(?:均|并)?(?:未|没有|不)(?:超过?|突破|高于)[^，,；;。]{0,10}$")
# The rate's own name, in its own clause; what was to be done, and what was; what was not.
_OWN_NAME = re.compile(r"[，,（(、](?P<name>[^，,；;。：:、（(]{1,10}[率度])(?:为|达到?|约)?$")
_OF_PLAN = re.compile(r"^[，,]完成(?:了)?(?:年初|年度|全年|当年)?(?:预算|计划|目标|任务)[数值额]?的$")
_DUE, _DONE_OF = re.compile(r"应(?!急|用|对|付|收)"), re.compile(r"实(?!施|训|验|物|体)|已")
_OLD = re.compile(r"(?:上年|去年|年初|期初|往年|旧)[^，,；;。]{0,8}$")
_UNDONE = re.compile(r"(?:未|尚|不|部分|(?<![和与及、])基本)[^，,；;。]{0,6}$")
_DENIED = re.compile(r"[不未欠][^，,；;。、]{0,6}$")
_RATE_OF = re.compile(r"[，,](?:资金)?(?P<of>到位|支付|支出|拨付|完成|办结|整改|兑付|发放|使用|执行)率(?:为|达到?)?$")
_AMONG = re.compile(r"[^，,；;。]{0,12}中[，,]")
_BEYOND, _DONE_RATE = (
    re.compile(r"^[，,]超(?:额|计划|任务)?(?:完成)?$"),
    re.compile(r"^[，,](?:任务)?完成率(?:为|达到?)?$"),
)
_DIFFERENCE = re.compile(r"^[，,][^，,；;。]{0,6}(?:差异|偏差|偏离)率(?:为|达|约)?$")
_BUDGETED = re.compile(r"预算[^，,；;。]{0,6}$")
_POSTS, _IN_POST = re.compile(r"编制[^，,；;。]{0,6}$"), re.compile(r"(?:在职|在编|在岗|实有)[^，,；;。退]{0,8}$")
_SUMMED = re.compile(r"(?:合计|共计|总计|共)$")
_PARTIAL = re.compile(r"季度|半年|月")
_KIND_OF_POSTS = re.compile(r"(?:行政|事业|工勤|政法|专项|参公)[^，,；;。]{0,4}编制[^，,；;。]{0,6}$")
_OF_POSTS = ("", "人", "名", "位", "个")
_NO_POSTS = re.compile(r"编制[床托座]|比$|编外|临聘|聘用|空编|超编|预算编制")


def said(
    sentence: Sentence, around: Sequence[Figure], facts: Facts, catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """Every relation that a sentence states. `around` are the figures of its section, tables aside."""
    yield from _posts(sentence, rules)
    yield from _within(sentence, rules)
    yield from priced(sentence, rules)
    yield from shared_out(sentence, rules)
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        if not usable(figure) or figure.kind is not Kind.RATE:
            continue
        if figure.unit == "个百分点":
            yield from _points(sentence, n, rules)
        else:
            found = tuple(shared(sentence, n, around, facts, catalogue, rules))
            found = found or tuple(_completed(sentence, n, rules)) or tuple(_differing(sentence, n, rules))
            found = found or tuple(_exceeded(sentence, n, rules)) or tuple(_lacking(sentence, n, rules))
            yield from found
            own = figure.indicator not in rules.formulas or _PARTIAL.search(figure.subject) or "节约" in figure.label
            if not found and own:
                yield from _named_rate(sentence, n, rules)


def _posts(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`编制 A 名，在职 B 名`."""
    yield from _posts_behind(sentence, rules)
    rule = rules.by_pattern.get("staff_limit")
    counts = [n for n in range(len(sentence)) if _counts_posts(sentence.figure(n)) and not sentence.depth(n)]
    posts = [n for n in counts if _is_posts(sentence, n)]
    there = [n for n in counts if _IN_POST.search(sentence.before(n)) and not _NO_POSTS.search(sentence.before(n))]
    there = [n for n in there if "编" in sentence.before(n)] or there  # 在职 861 人，其中在编 552 人
    if rule is None or not posts or not there or posts[0] > there[0]:
        return
    # 行政编制 16 名、事业编制 38 名，合计 54 名: all of them are the posts.
    allowed = [n for n in counts if posts[0] <= n < there[0] and not _IN_POST.search(sentence.before(n))]
    whole = [n for n in allowed if _SUMMED.search(sentence.before(n))] or posts[:1]
    b, kinds = sentence.figure(there[0]), [sentence.figure(n) for n in posts if n < there[0]]
    a = sentence.figure(whole[0])
    if not all(map(usable, (a, b, *kinds))):
        return
    several = len(kinds) > 1 and whole == posts[:1] and value_of(kinds[0]) < total(side(*kinds[1:]))
    several = several or (len(kinds) > 1 and bool(_KIND_OF_POSTS.search(sentence.before(posts[0]))))
    limit = side(*kinds) if several else side(a)
    yield Relation(rule, (Equation(side(b), limit, "<="),), b.label)
    n = there[0] + 1
    if n < len(sentence) and re.search(r"[，,][^，,；;。]{0,6}控制率(?:为|达到?)?$", sentence.before(n)):
        yield Relation(rules.by_pattern["prose_rate"], (Quotient(side(b), limit, sentence.figure(n)),), "控制率")


def _is_posts(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is of posts, by the words before it or (行政、事业编制分别为 A、B) by its name."""
    words = (sentence.before(n), sentence.figure(n).label)
    return any(map(_POSTS.search, words)) and not any(map(_NO_POSTS.search, words))


def _counts_posts(figure: Figure) -> bool:
    """Whether a count may be of people or their posts, not of beds."""
    return figure.kind is Kind.COUNT and figure.unit in _OF_POSTS


def _posts_behind(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`在职人员控制率 P（在职 A 人，编制 B 人）`."""
    for n in range(len(sentence) - 2):
        if not is_rate(sentence.figure(n)) or not sentence.before(n).rstrip("为是").endswith("控制率"):
            continue
        inside = [i for i in range(n + 1, len(sentence)) if sentence.owner(i) == n and usable(sentence.figure(i))]
        there = [sentence.figure(i) for i in inside if _IN_POST.search(sentence.before(i))]
        posts = [sentence.figure(i) for i in inside if _POSTS.search(sentence.before(i))]
        if len(inside) == 2 and len(there) == len(posts) == 1 and like(there[0], posts[0]):
            form = Quotient(side(*there), side(*posts), sentence.figure(n))
            yield Relation(rules.by_pattern["prose_rate"], (form,), "控制率")


def _within(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`支出 A，未超过预算 B`."""
    rule = rules.by_pattern.get("prose_within")
    for n in range(1, len(sentence)):
        a, b = sentence.figure(n - 1), sentence.figure(n)
        if rule is not None and _NOT_OVER.match(sentence.before(n)) and like(a, b) and usable(a) and usable(b):
            yield Relation(rule, (Equation(side(a), side(b), "<="),), a.label)


def _points(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`P，比上年 Q 提高 D 个百分点`."""
    rule = rules.by_pattern.get("prose_points")
    last = n + 1 < len(sentence) and _LAST_YEAR.match(sentence.before(n + 1))
    told = _CHANGED_BY.match(sentence.before(n))
    if rule is not None and n and last and told:
        # P，较上年提高 D 个百分点，上年为 Q
        now, change, before = (sentence.figure(n + i) for i in (-1, 0, 1))
        if now.kind is before.kind is Kind.RATE and usable(before) and "百分点" not in now.unit + before.unit:
            a, b = (now, before) if _sign(told["verb"]) > 0 else (before, now)
            yield Relation(rule, (Equation(side(a), side(b, change)),), now.label)
        return
    verb = _PLAIN_CHANGE.match(sentence.before(n))
    if rule is not None and n > 1 and told:
        # P，上年 303 天，比例 Q，比上年上升 D 个百分点
        this, last_, points = _last_rates(sentence, n), sentence.figure(n - 1), sentence.figure(n)
        if this is not None and is_rate(last_):
            a, b = (this, last_) if _sign(told["verb"]) > 0 else (last_, this)
            yield Relation(rule, (Equation(side(a), side(b, points)),), this.label, mild=True)
        return
    if rule is None or n < 2 or not verb or not _PRIOR.match(sentence.before(n - 1)):
        return
    before, change, up = sentence.figure(n - 1), sentence.figure(n), _sign(verb["verb"]) > 0
    # 占投入的 P，占到位的 Q，比上年 R 提高 D: which of them is compared the words do not say.
    nows = [f for i in range(n - 2, max(n - 5, -1), -1) if is_rate(f := sentence.figure(i))]
    if is_rate(before) and nows and nows[0] is sentence.figure(n - 2):
        pairs = [(now, before) if up else (before, now) for now in nows]
        forms = tuple(Equation(side(a), side(b, change)) for a, b in pairs)
        yield Relation(rule, forms, nows[0].label, sure=len(forms) == 1)


def _last_rates(sentence: Sentence, n: int) -> Figure | None:
    """The rate that stands before last year's, which stands just before the n-th number, if it is called alike."""
    last = sentence.figure(n - 1)
    now = next((f for i in range(n - 2, -1, -1) if is_rate(f := sentence.figure(i))), None)
    years = (last.period, now.period) if now is not None else ("", "")
    older = years[0] == LAST_YEAR != years[1] or (all(map(str.isdigit, years)) and int(years[0]) < int(years[1]))
    alike = now is not None and older and normalise(now.label)[-2:] == normalise(last.label)[-2:]
    return now if alike else None


def _named_rate(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`办理 A 件，办结 B 件，办结率 P`: two numbers of one unit, if the rate is named after the second one."""
    rule = rules.by_pattern.get("prose_rate")
    rate = sentence.figure(n)
    own = _OWN_NAME.search(sentence.before(n))
    label = re.sub(r"(?:为|达到?|约)$", "", normalise(own["name"] if own else rate.label))
    stem = re.sub("率$|(?<=满意)度$|进度$", "", label)
    places = _since_last_rate(sentence, n)
    if "未" not in stem:
        places = [i for i in places if not _UNDONE.search(sentence.before(i))]
    if rule is None or len(places) < 2 or len(label) < 2 or stem == label:
        return
    words = next((w for w in rules.rates if label.endswith(w.suffixes)), None)
    pair = _fraction(sentence, rate, places, words, stem)
    called = pair is not None
    below, above = pair or places[-2:]
    whole, part = sentence.figure(below), sentence.figure(above)
    if any(like(sentence.figure(i), part) for i in range(_clause(sentence, n), n)) and above < _clause(sentence, n):
        return  # 甲 A 批，合格 B 批；乙 C 批，合格率 P: of C
    if not stem:  # 在建 1 台（进度 78%）: that of what is being done, unless the number is of what was
        stem = "完成"
    named = stem in normalise(part.label) or stem.endswith(normalise(part.label))
    # 参评 A 件中，满意和基本满意的 B 件，群众满意率 P
    named = named or (bool(_AMONG.match(sentence.before(above))) and stem[-2:] in part.label)
    exact = is_exact(whole) and is_exact(part)
    counted = exact or (part.kind is Kind.COUNT and named and len(places) == 2)
    if not like(whole, part) or not (called or counted):
        return
    form = Quotient(side(part), side(whole), rate)
    if value_of(part) > value_of(whole) and not called:
        return
    if named or called or form.result.verdict == "exact":
        forms = [form]
        last, last_but_one = sentence.figure(places[-1]), sentence.figure(places[-2])
        if above == places[-1] and below != places[-2] and like(last, last_but_one):
            forms.append(Quotient(side(last), side(last_but_one), rate))  # 按期办结率: of what was done
        forms += _fitting(sentence, rate, places)
        # 满意 A 份、基本满意 B 份，满意度 P: both may count, the second at a discount.
        several = [
            i for i in range(below + 1, n) if stem[-2:] in sentence.before(i) and like(sentence.figure(i), whole)
        ]
        several = [i for i in several if usable(sentence.figure(i)) and not _DENIED.search(sentence.before(i))]
        # 受理 A 件；上年结转 B 件；办结 C 件，办结率 P: of A and B.
        forms += _with_old(sentence, rate, below, above)
        over = value_of(part) > value_of(whole) and value_of(rate) <= HUNDRED
        if over and (wholes := _together(sentence, places, above)):
            forms, over = [Quotient(side(part), side(*wholes), rate), *forms], False
        if len(several) > 1:
            forms.append(Quotient(side(*map(sentence.figure, several)), side(whole), rate))
        sure = (called or (named and len(places) == 2)) and len(several) < 2 and not over
        yield Relation(rule, tuple(forms), rate.label, sure=sure)


def _completed(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`收入预算 A，收入决算 B，完成预算的 P`."""
    rule = rules.by_pattern.get("prose_rate")
    if rule is None or n < 2 or not _OF_PLAN.search(sentence.before(n)):
        return
    whole, part, rate = (sentence.figure(i) for i in (n - 2, n - 1, n))
    stem = re.sub(r"(?:年初|调整|全年)?(?:预算|计划|目标|任务)[数值额]?$", "", normalise(whole.label))
    alike = like(whole, part) and whole.period == part.period and usable(whole) and usable(part)
    if stem != normalise(whole.label) and alike and not is_change(sentence.before(n - 1)):
        same = bool(stem) and normalise(part.label).startswith(stem)
        yield Relation(rule, (Quotient(side(part), side(whole), rate),), rate.label, mild=not same)


def _exceeded(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`完成 A 户，超额完成 B 户，完成率 P`: of what was to be done, A − B."""
    rule = rules.by_pattern.get("prose_rate")
    if rule is None or n < 2 or not _BEYOND.search(sentence.before(n - 1)) or not _DONE_RATE.match(sentence.before(n)):
        return
    done, over, rate = (sentence.figure(i) for i in (n - 2, n - 1, n))
    if like(done, over) and done.kind is not Kind.RATE and usable(done) and usable(over) and done.value != over.value:
        due = ((Fraction(1), done), (Fraction(-1), over))
        yield Relation(rule, (Quotient(side(done), due, rate),), done.label)


def _lacking(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`到位 A，到位率 P，未到位部分 B`: of A and B together."""
    rule, name = rules.by_pattern.get("prose_rate"), _RATE_OF.match(sentence.before(n))
    if rule is None or n < 1 or name is None or n + 1 >= len(sentence):
        return
    done, rate, rest = (sentence.figure(i) for i in (n - 1, n, n + 1))
    told = re.match(rf"[，,；;](?:尚|还)?(?:有|剩余?)?未{name['of']}", sentence.before(n + 1))
    alike = like(done, rest) and done.kind is not Kind.RATE and usable(done) and usable(rest) and value_of(done) > 0
    if told and alike and name["of"] in sentence.before(n - 1):
        yield Relation(rule, (Quotient(side(done), side(done, rest), rate),), rate.label, mild=True)


def _differing(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`预算 A，决算 B，预决算差异率 P`, by how much of the budget the outcome differs, either way."""
    rule = rules.by_pattern.get("prose_growth")
    if rule is None or n < 2 or not _DIFFERENCE.search(sentence.before(n)):
        return
    old, now, rate = (sentence.figure(i) for i in (n - 2, n - 1, n))
    told = _BUDGETED.search(sentence.before(n - 2)) and not is_change(sentence.before(n - 1))
    if told and like(old, now) and old.kind is not Kind.RATE and usable(old) and usable(now) and value_of(old) > 0:
        one = Fraction(1)
        forms = tuple(Quotient(((sign, now), (-sign, old)), side(old), rate) for sign in (one, -one))
        yield Relation(rule, forms, rate.label, mild=True)


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
    return [form for form in forms if form.result.verdict in (Verdict.EXACT, Verdict.ROUNDING)]


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
            yield from (form,) if form.result.verdict in (Verdict.EXACT, Verdict.ROUNDING) else ()


def _clause(sentence: Sentence, n: int) -> int:
    """The first number behind the last semicolon before the n-th number."""
    return max((i for i in range(n + 1) if "；" in sentence.before(i)), default=0)


def _has(figure: Figure, words: Sequence[str]) -> bool:
    return any(word in figure.label for word in words)


def _since_last_rate(sentence: Sentence, n: int) -> list[int]:
    """The numbers since the rate before, changes left out."""
    found: list[int] = []
    for i in range(n - 1, -1, -1):
        figure = sentence.figure(i)
        if figure.kind is Kind.RATE:
            break
        if figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not is_change(sentence.before(i)):
            found.append(i)
    return found[::-1]


def _sign(verb: str) -> int:
    return -1 if re.fullmatch(f"{_DOWN}|低", verb) else 1
