"""What there was to spend, in one chapter (可用资金): `全年可用资金 T。…全年支出 S。…年末结转 L`, S and L making T.

Only where each is told once, and no word says that some of it went elsewhere: back to the treasury, to other uses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, like
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, PLANNED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_THERE = re.compile(r"(?:可用|可支配|可使用)(?:的)?(?:资金|财力|收入)(?:总[额量计]|合计|共计?|共有)?[为是]?$")
_SPENT = re.compile(
    r"(?:^|[，,。；;])(?:[全本当]年|年度|部门|单位|实际|累计|共)*(?:总?支出|支出合计|决算支出)(?:合计)?[为是]?$"
)
_LEFT = re.compile(r"(?:年[末终]|期末)(?:累计|资金)?结[转余](?:和?结余|资金)?[为是]?$")
_ELSEWHERE = re.compile(r"收回|[上交缴]缴|缴回|交回|退回|注销|核减|结余分配|调剂|转入|弥补|专用")


def available(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The chapters that tell what there was to spend, what was spent and what was left."""
    rule = rules.by_pattern["account_left"]
    if not any(
        "可" in sentence.text and _THERE.search(sentence.clause(n)) for sentence in spoken for n in range(len(sentence))
    ):
        return
    chapters: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in spoken:
        if len(sentence):
            chapters[sentence.figure(0).chapter].append(sentence)
    for told in chapters.values():
        parts = [_told(told, words) for words in (_THERE, _SPENT, _LEFT)]
        if any(len(found) != 1 for found in parts) or any(_ELSEWHERE.search(sentence.text) for sentence in told):
            continue
        there, spent, left = (found[0] for found in parts)
        if like(there, spent) and like(there, left) and max(value_of(spent), value_of(left)) <= value_of(there):
            yield Relation(rule, (Equation(side(spent, left), side(there)),), left.label)


def _told(sentences: Sequence[Sentence], words: re.Pattern[str]) -> list[Figure]:
    """The amounts of this year that some words lead to, each value once."""
    found: dict[object, Figure] = {}
    for sentence in sentences:
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            plain = figure.kind is Kind.AMOUNT and usable(figure) and not figure.qualifier and not sentence.depth(n)
            now = figure.period != LAST_YEAR and figure.basis not in PLANNED and not is_change(sentence.before(n))
            if plain and now and words.search(normalise(sentence.before(n))):
                found.setdefault(value_of(figure), figure)
    return list(found.values())
