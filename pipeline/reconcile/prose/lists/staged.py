"""Lists of how far parts came (分项进度): `完工 T 个。项目 N 个，其中甲完工 A 个、乙完工 B 个`: A and B are of T.

And parts of a year that make up longer ones (`一季度 A，二季度 B，…，上半年累计 C`): some tell quarters as they come,
some what had come by their end, so that a breach is no more than likely.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.prose.lists.heads import LISTS
from pipeline.reconcile.prose.lists.short import likely
from pipeline.reconcile.sentences import is_aim, is_change, is_part, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Relation
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_STOPS = ("、", "，", ",", "；", "和", "及")
_LEAST = 2  # letters of a name, and items of a list
_SPAN = re.compile(r"(?P<span>第?[一二三四]季度|前三季度|上半年|下半年)(?P<of>[^，,；;。：:\d]*)$")
_SUMMED = re.compile("[累共合总]计?|为|达")
_CUMULATED = re.compile("累计|[末止底]|截")
_MADE_OF = {"上半年": ("一季度", "二季度"), "下半年": ("三季度", "四季度"), "前三季度": ("一季度", "二季度", "三季度")}


def staged_alike(sentence: Sentence, before: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The items behind 其中 that are all called by one word, against the number before that is called so, and no more.

    `before` are the sentences before it.
    """
    for n in range(1, len(sentence)) if LISTS.search(sentence.text) else ():
        parts = list(_listed(sentence, n)) if LISTS.search(sentence.before(n)) else []
        name = called_alike(parts)
        if not name or any(is_called(sentence.figure(i), name) for i in range(n)):
            continue
        told = [f for one in before if one.section == sentence.section for f in _called(one, name, parts[0])]
        if len({f.base_value for f in told}) == 1:
            yield likely(Equation(side(*parts), side(told[-1])), rules)


def is_called(figure: Figure, name: str) -> bool:
    """Whether a number is called by the end of a name, and no more."""
    label = normalise(figure.label)
    return len(label) >= _LEAST and name.endswith(label)


def called_alike(parts: Sequence[Figure]) -> str:
    """The word that the names of several numbers all end with, each after a name of its own."""
    names = [normalise(part.label) for part in parts]
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*map(reversed, names), strict=False))
    shared = "".join(letters[0] for letters in alike)[::-1]
    own = all(len(name) > len(shared) for name in names)
    return shared if len(parts) >= _LEAST <= len(shared) and own else ""


def _listed(sentence: Sentence, n: int) -> Iterator[Figure]:
    """The n-th number and those like it that go on the list, rates between them aside."""
    first = sentence.figure(n)
    if first.kind not in (Kind.AMOUNT, Kind.COUNT) or not usable(first):
        return
    yield first
    for i in range(n + 1, len(sentence)):
        figure = sentence.figure(i)
        if figure.kind is Kind.RATE or sentence.depth(i) > sentence.depth(n):
            continue
        if not is_part(sentence, i, first) or not sentence.before(i).lstrip("）)").startswith(_STOPS):
            return
        yield figure


def _called(sentence: Sentence, name: str, model: Figure) -> Iterator[Figure]:
    """The numbers like another that go by a name."""
    for i in range(len(sentence)):
        figure = sentence.figure(i)
        plain = usable(figure) and like(figure, model) and not is_change(sentence.before(i))
        if plain and is_called(figure, name) and not is_aim(sentence, i, model):
            yield figure


def by_quarters(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """What half a year or three quarters of one come to, against the quarters that the sentence tells."""
    told: dict[str, tuple[str, Figure]] = {}
    for n in range(len(sentence)) if "季度" in sentence.text else ():
        span, figure = _SPAN.search(sentence.before(n)), sentence.figure(n)
        if span is None or figure.kind not in (Kind.AMOUNT, Kind.COUNT) or not is_part(sentence, n, figure):
            continue
        quarter = span["span"].removeprefix("第")
        if quarter in told:
            return
        if quarter in _MADE_OF or not _CUMULATED.search(sentence.clause(n)):
            told[quarter] = (_SUMMED.sub("", span["of"]), figure)
    for whole, quarters in _MADE_OF.items():
        parts = [told[quarter] for quarter in quarters if quarter in told]
        if whole in told and len(parts) == len(quarters) and all(_is_of_one(part, told[whole]) for part in parts):
            yield likely(Equation(side(*(figure for _, figure in parts)), side(told[whole][1])), rules)


def _is_of_one(part: tuple[str, Figure], whole: tuple[str, Figure]) -> bool:
    """Whether two numbers are told of one thing, as far as words behind their quarters say of what."""
    (words, figure), (others, longer) = part, whole
    return like(figure, longer) and (not words or not others or words == others)
