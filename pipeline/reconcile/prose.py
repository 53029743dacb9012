"""Relations said in prose (文字勾稽): 占, 个百分点, and rates beside the counts they are reckoned from.

A relation is read only where the words between the numbers leave no doubt; where several numbers may be meant, all are
tried, and a breach then counts only if a slip explains it. Sums (其中, 合计) are in `sums.py`,
changes in `changes.py`,
budgets and what became of them in `accounts.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import is_exact, usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import like, whole_before
from schemas.catalogue import normalise
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_UP = "增加|增长|上升|提高|提升|多|增"
_DOWN = "减少|下降|降低|少|减|降|压减|压缩"
_PRIOR = re.compile(r"^[，,（(]?(?:比|较|与)(?:上年|去年|上一年|上年度|\d{4}年(?:度)?)[^，,；;。\d]{0,8}$")
_PLAIN_CHANGE = re.compile(rf"^(?:相比)?[，,]?(?:共|同比)?(?P<verb>{_UP}|{_DOWN})(?:了)?$")
_SHARE = re.compile(
    r"(?P<part>[^，,；;。：:（(]{0,16}?)占(?P<whole>[^，,；;。占]{0,24}?)(?:的)?(?:比例|比重|百分比|比)?(?:为|达|达到|约)?$"
)


def said(sentence: Sentence, around: Sequence[Figure], catalogue: Catalogue, rules: RuleSet) -> Iterator[Relation]:
    """Every relation that a sentence states. `around` are the figures of its section, tables aside."""
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        if not usable(figure) or figure.kind is not Kind.RATE:
            continue
        if figure.unit == "个百分点":
            yield from _points(sentence, n, rules)
        else:
            found = tuple(_share(sentence, n, around, catalogue, rules))
            yield from found
            if not found and figure.indicator not in rules.formulas:
                yield from _named_rate(sentence, n, rules)


def _points(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`P，比上年 Q 提高 D 个百分点`."""
    rule = rules.by_pattern.get("prose_points")
    verb = _PLAIN_CHANGE.match(sentence.before(n))
    if rule is None or n < 2 or not verb or not _PRIOR.match(sentence.before(n - 1)):
        return
    now, before, change = (sentence.figure(n - i) for i in (2, 1, 0))
    if now.kind is before.kind is Kind.RATE and "百分点" not in now.unit + before.unit:
        a, b = (now, before) if _sign(verb["verb"]) > 0 else (before, now)
        yield Relation(rule, (Equation(side(a), side(b, change)),), now.label)


def _share(
    sentence: Sentence, n: int, around: Sequence[Figure], catalogue: Catalogue, rules: RuleSet
) -> Iterator[Relation]:
    """`X，占 B 的 P` and `X 占 B 的 P`: the whole is B where it is named and printed, else what 其中 was said of."""
    rule = rules.by_pattern.get("prose_share")
    found = _SHARE.search(sentence.before(n))
    if rule is None or found is None or "预算" in found["whole"]:
        return
    rate = sentence.figure(n)
    usual = [f for f in around if f is not rate]
    if found["part"]:
        # The part is named again instead of being printed just before.
        parts = [f for f in usual if _called(f, normalise(found["part"]), catalogue)]
        part = parts[0] if parts and len({value_of(f) for f in parts}) == 1 else None
    else:
        part = sentence.figure(n - 1) if n else None
    if part is None or part.kind not in (Kind.AMOUNT, Kind.COUNT) or not usable(part):
        return
    name = normalise(found["whole"])
    named = [f for f in usual if f is not part and like(f, part) and name and _called(f, name, catalogue)]
    if named:
        values = {value_of(f): f for f in named}
        forms = tuple(Quotient(side(part), side(f), rate) for f in values.values())
        yield Relation(rule, forms, part.label, sure=len(forms) == 1)
        return
    whole = None if name else _listed_whole(sentence, n)
    if whole is not None and like(whole, part) and whole is not part:
        yield Relation(rule, (Quotient(side(part), side(whole), rate),), part.label)
        return
    # A whole that is only guessed proves nothing but that the share may be right.
    larger = [f for f in _earlier(sentence, n - 1) if like(f, part) and value_of(f) >= value_of(part)]
    guessed = [Quotient(side(part), side(f), rate) for f in larger]
    fitting = tuple(form for form in guessed if form.result().verdict in (Verdict.EXACT, Verdict.ROUNDING))
    yield Relation(rule, fitting[:1], part.label, reason="未找到占比所指的整体")


def _listed_whole(sentence: Sentence, n: int) -> Figure | None:
    """The number that the 其中 before the n-th number was said of, if there is only one 其中."""
    heads = [i for i in range(1, n) if "其中" in sentence.before(i)]
    return whole_before(sentence, heads[0]) if len(heads) == 1 else None


def _called(figure: Figure, name: str, catalogue: Catalogue) -> bool:
    """Whether a figure goes by a name: in the report's words, or in the catalogue's."""
    label = normalise(figure.label)
    if figure.indicator and figure.indicator == catalogue.find(name, figure.kind):
        return True
    return bool(label) and (label == name or label.endswith(name) or (len(label) > 3 and name.endswith(label)))


def _named_rate(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`办理 A 件，办结 B 件，办结率 P`: the last two counts of one unit, if the rate is named after the second one."""
    rule = rules.by_pattern.get("prose_rate")
    rate = sentence.figure(n)
    label = re.sub(r"(?:为|达到?|约)$", "", normalise(rate.label))
    stem = label.removesuffix("率")
    parts = _since_last_rate(sentence, n)
    if rule is None or len(parts) < 2 or len(label) < 2 or stem == label:
        return
    whole, part = parts[-2], parts[-1]
    if not like(whole, part) or not is_exact(whole) or not is_exact(part) or value_of(part) > value_of(whole):
        return
    form = Quotient(side(part), side(whole), rate)
    named = stem in normalise(part.label) or stem.endswith(normalise(part.label))
    if named or form.result().verdict == "exact":
        yield Relation(rule, (form,), rate.label, sure=named and len(parts) == 2)


def _since_last_rate(sentence: Sentence, n: int) -> list[Figure]:
    found: list[Figure] = []
    for i in range(n - 1, -1, -1):
        figure = sentence.figure(i)
        if figure.kind is Kind.RATE:
            break
        if figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure):
            found.append(figure)
    return found[::-1]


def _earlier(sentence: Sentence, n: int) -> list[Figure]:
    """The numbers before the n-th that can be reckoned with, the nearest first, at most four, no changes among them."""
    found = [
        sentence.figure(i)
        for i in range(n - 1, -1, -1)
        if usable(sentence.figure(i)) and not re.search(rf"(?:{_UP}|{_DOWN})了?$", sentence.before(i))
    ]
    return [f for f in found if f.kind in (Kind.AMOUNT, Kind.COUNT)][:4]


def _sign(verb: str) -> int:
    return -1 if re.fullmatch(_DOWN, verb) else 1
