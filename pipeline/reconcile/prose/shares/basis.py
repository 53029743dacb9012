"""By what words say that a number was counted (计算口径): 满意度按有效问卷计算为 P; 人均结案 P（按审执结数计算）."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.names import longest
from schemas.catalogue import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.reconcile.sentences import Sentence

_COUNTED = r"(?:为(?:基数|分母|口径|依据))?(?:来|口径)?(?:计算?|测算|核算|统计|折算)(?:得出|得)?的?"
_NAME = r"[^，,；;。：:（()）按以\d]{2,14}?"
_BY = rf"[按以](?P<of>{_NAME}){_COUNTED}"
# In its own clause, in one that says nothing else just before, or in brackets behind.
_OWN = re.compile(
    rf"{_BY}(?=[^，,；;。：:（()）]*$)|(?:^|[，,；;。：:（(])[按以](?P<before>{_NAME}){_COUNTED}[，,](?=[^，,；;。：:（()）]*$)"
)
_BEHIND = re.compile(rf"^(?:[（(，,]?{_BY}[）)，,；;。]|[（(][按以](?P<alone>{_NAME})[）)])")
_TAIL = re.compile(r"(?<=..)的?总?(?:[人户件份亩场批项]?次?数量?|[人户件批场]次|面积|金?额)$")
_LEAST = 3  # letters by which what is named is known


def basis_of(sentence: Sentence, n: int) -> str:
    """What the n-th number is said to be counted by; "" where nothing is said."""
    own = _OWN.search(sentence.before(n))
    found = (own["of"] or own["before"]) if own else ""
    behind = None if found else _BEHIND.match(sentence.after(n))
    return _TAIL.sub("", normalise(found or (behind["of"] or behind["alone"] if behind else "")))


def unbased(words: str) -> str:
    """Words before a number without those that say by what it was counted."""
    return _OWN.sub(lambda told: "，" if told["before"] else "", words)


def named_by(basis: str, sentence: Sentence, places: Iterable[int]) -> list[int]:
    """Which of a sentence's numbers are what a basis names: those whose own words, or else names, have most of it."""
    places = list(places)
    for words in (sentence.clause, lambda i: sentence.figure(i).label):
        told = {i: longest(basis, normalise(words(i))) for i in places}
        most = max(told.values(), default=0)
        if most >= min(len(basis), _LEAST) > 1:
            return [i for i, shared in told.items() if shared == most]
    return []
