"""Numbers that all but make up the one told with them (近似合计): `职工 A 人，医生 B 人、护士 C 人、后勤 D 人`.

No word says that these are parts of that. But where they are listed right behind it, the passage tells nothing else,
and they come so near it, they were meant to be all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.partitions import word_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_part
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Passage
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_AND = ("、", "和", "及", "与")
_FEWEST, _MOST = 3, 8  # numbers that are a whole and its parts
LITTLE = 30  # how many times what is missing, or too much, must fit into the whole


def nearly(passages: Sequence[Passage], rules: RuleSet) -> Iterator[Relation]:
    """The first number of a passage against those that are listed behind it, where these all but make it up."""
    sentence, run = passages[-1]
    rule = rules.by_pattern.get("prose_nearly")
    if rule is None or not _FEWEST <= len(run) <= _MOST:
        return
    listed = all(sentence.before(n).startswith(_AND) for n in run[2:]) and not sentence.before(run[1]).startswith(_AND)
    whole, parts = sentence.figure(run[0]), [sentence.figure(n) for n in run[1:]]
    plain = whole.kind in (Kind.AMOUNT, Kind.COUNT) and usable(whole) and not any(f.qualifier for f in (whole, *parts))
    if not plain or not (listed or _exclude(parts, rules)) or not all(is_part(sentence, n, whole) for n in run):
        return
    form = Equation(side(*parts), side(whole))
    if LITTLE * abs(form.result.gap) <= value_of(whole):
        yield Relation(rule, (form,), whole.label)


def _exclude(parts: Sequence[Figure], rules: RuleSet) -> bool:
    """Whether the parts are called by all the words of a set that exclude one another: 在职 B 人，退休 C 人."""
    sets = (p for p in rules.partitions if len(p.words) == len(parts))
    return any({word_of(part, p) for part in parts} == set(p.words) for p in sets)
