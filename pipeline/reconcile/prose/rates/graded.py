"""Rates of a grade and all above it (及以上): `抽查 T 件，优秀 A 件、良好 B 件、合格 C 件，良好以上率 P`.

And of counts whose whole was told before: `患者 W 人。…患者规范管理 A 人，规范管理率 P`. That W is meant only likeness
of the names says; so a breach counts only where another rate of the sentence, told alike, holds by its own whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Quotient, adds_up, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.sentences import is_aim, is_change, is_rate, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

# Grades from the best down; those in one row are as good as one another.
_GRADES = (
    ("优秀", "优等", "优", "非常满意", "很满意", "正高级", "高级"),
    ("良好", "良", "满意", "副高级"),
    ("合格", "称职", "达标", "中等", "中", "一般", "基本满意", "比较满意", "较满意", "中级"),
    ("基本合格", "基本称职", "初级"),
    ("不合格", "不称职", "不达标", "较差", "差", "不满意"),
)
_RANKS = {word: rank for rank, words in enumerate(_GRADES) for word in words}
_WORDS = "|".join(sorted(_RANKS, key=len, reverse=True))
_GRADED = re.compile(rf"(?P<grade>{_WORDS})(?:等[次级])?(?:的)?(?:有|为|共|各)?$")
_ABOVE = re.compile(
    rf"(?:(?P<grade>{_WORDS})(?:等[次级])?[（(]?[及含]?[）)]?以上|(?P<both>优良))(?:等[次级])?(?:的|者|人员)?"
    r"(?:率|占比|占|比[例重])[^，,；;。\d]{0,8}$"
)
_FEWEST = 2  # grades that are a list
_NAMED = re.compile(r"^[，,、（(][^，,；;。：:、（(]{1,12}率(?:为|达到?|是)?$")
_SHARED = 3  # letters that two names begin with alike


def is_above(words: str) -> bool:
    """Whether a rate is called that of a grade and all above it."""
    return bool(_ABOVE.search(words))


def graded(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """The n-th number as the rate of those grades of the list before it that its name holds."""
    rule, told = rules["prose_rate"], _ABOVE.search(sentence.before(n))
    items = list(_listed(sentence, n)) if rule and told else []
    if told is None or len(items) < _FEWEST:
        return
    least = _RANKS[told["grade"]] if told["grade"] else 1
    parts = [f for rank, f in items if rank <= least]
    if not parts or (told["grade"] and all(rank != least for rank, _ in items)):
        return
    all_, rate = [f for _, f in items], sentence.figure(n)
    whole = _whole(sentence, all_)
    own = Quotient(side(*parts), side(*all_), rate)
    if whole is None:
        yield Relation(rule, (own,), rate.label, mild=True)
        return
    forms = (Quotient(side(*parts), side(whole), rate), *filter(is_held, (own,)))
    yield Relation(rule, forms, rate.label, mild=not adds_up(all_, whole))


def _listed(sentence: Sentence, n: int) -> Iterator[tuple[int, Figure]]:
    """The counts before the n-th number that are called by grades, with their ranks, since a stop or a rate."""
    found: list[tuple[int, Figure]] = []
    for i in range(n - 1, -1, -1):
        figure, name = sentence.figure(i), _GRADED.search(sentence.clause(i).rpartition("、")[2])
        if figure.kind is Kind.RATE and sentence.depth(i) > sentence.depth(n):
            continue  # 优秀 A 件（占 P）
        if figure.kind is not Kind.COUNT or not usable(figure) or (found and not like(figure, found[0][1])):
            break
        if name is None:
            break
        found.append((_RANKS[name["grade"]], figure))
        if re.search(r"[；;。]", sentence.before(i)):
            break
    yield from reversed(found)


def _whole(sentence: Sentence, items: Sequence[Figure]) -> Figure | None:
    """The number before a list that it may be of: like its items, as large as all of them, and no goal."""
    first = next(i for i in range(len(sentence)) if sentence.figure(i) is items[0])
    for i in range(first - 1, -1, -1):
        figure = sentence.figure(i)
        alike = usable(figure) and like(figure, items[0]) and sentence.depth(i) <= sentence.depth(first)
        if alike and not is_aim(sentence, i, items[0]) and not is_change(sentence.before(i)):
            return figure if value_of(figure) >= max(map(value_of, items)) else None
    return None


def counted(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The rates of each sentence beside counts whose wholes were told in the chapter before."""
    before: dict[str, list[Figure]] = {}
    for sentence in spoken:
        found: list[Relation] = []
        for n in range(len(sentence) - 1):
            part, rate = sentence.figure(n), sentence.figure(n + 1)
            if part.kind is not Kind.COUNT or not usable(part) or part.qualifier or not is_rate(rate):
                continue
            named = _NAMED.match(sentence.before(n + 1)) and not is_change(sentence.before(n))
            if named and _is_alone(sentence, n):
                wholes = {value_of(f): f for f in before.get(part.chapter, ()) if _may_be(f, part)}
                if len(wholes) == 1:
                    form = Quotient(side(part), side(*wholes.values()), rate)
                    found.append(Relation(rules["prose_rate"], (form,), rate.label, sure=False))
        for place in sentence.places:
            before.setdefault(place.figure.chapter, []).append(place.figure)
        if any(map(holds, found)):
            yield from found


def _is_alone(sentence: Sentence, n: int) -> bool:
    """Whether no other count of the n-th one's unit stands in its own stretch: that would be its whole."""
    before = sentence.figure(n - 1) if n else None
    return before is None or not like(before, sentence.figure(n)) or "；" in sentence.before(n)


def _may_be(figure: Figure, part: Figure) -> bool:
    """Whether a count may be the whole of another: of the same unit, larger, its name begun alike."""
    a, b = normalise(figure.label), normalise(part.label)
    alike = a[:_SHARED] == b[:_SHARED] and len(a) >= _SHARED
    return alike and like(figure, part) and usable(figure) and value_of(figure) >= value_of(part)
