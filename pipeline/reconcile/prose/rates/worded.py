"""Rates whose words say what they are of, whatever else is told (以言定率): A 全部支出，执行率 P.

Or by what they were counted (计算口径): 满意度按有效问卷计算为 P; 人均结案 P（按审执结数计算）.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Quotient, is_held, side
from pipeline.reconcile.names import longest
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure


_OF_ALL = re.compile(
    r"^[^，,；;。\d]{0,12}(?:全部|全额|如数)[^，,；;。\d]{0,6}(?:支出|支付|执行|使用|拨付|完毕)[^，,；;。\d]{0,4}[，,]"
    r"(?:预算|资金|支出)?(?:执行|支出|支付|使用|拨付)[进率]度?(?:为|达到?)?$"
)
_SPARED = re.compile(r"节[约资支]率")
_SPENT = re.compile(r"(?:实际|支出|执行|决算|成交|中标|合同)[^，,；;。预计]{0,6}$")
_LACKING = re.compile(r"[缺空][岗编额]率|空置率|缺勤率|未[\u4e00-\u9fff]{1,4}率")
_UNREAD = re.compile(r"\d[^，,；;。]*[，,][^，,；;。\d]{0,8}(?:偏差|偏离|差异|完成|达成|实现)率(?:为|达到?|是)?$")
# 占全省总数的 P: of what others count.
_OF_AREA = re.compile(r"占?全(?:[国省]|[市州县区](?:总[数量额]?|同类|财政|一般公共)|[市州县区]$)")
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


def is_of_area(words: str) -> bool:
    """Whether a share is said to be of what a wider area has, which the report need not tell."""
    return bool(_OF_AREA.search(words))


def is_of_all(sentence: Sentence, n: int) -> bool:
    """Whether words say that a rate is that of all of the number before it: 专项 A 万元全部支出，执行率 P."""
    return n > 0 and sentence.figure(n).kind is Kind.RATE and bool(_OF_ALL.match(sentence.before(n)))


def is_of_unread(sentence: Sentence, n: int) -> bool:
    """Whether a rate of how much was done, or how far it is off, follows what is not read: 监测 66 天，完成率 P."""
    return bool(_UNREAD.search(sentence.before(n)))


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


def of_planned(sentence: Sentence, rate: Figure, forms: Sequence[Quotient]) -> tuple[list[Quotient], str]:
    """What a rate of what was saved may be of, and what it was likely reckoned from instead, for auditors.

    `预算 A，实际支出 B，节约 C，节约率 P`: of A, where that is told, not of B.
    """
    spent = [form for form in forms if _SPARED.search(rate.label) and _is_of_spent(sentence, form)]
    planned = [form for form in forms if form not in spent]
    hint = "按实际支出计算恰为所列数，疑误用该数。" if planned and any(map(is_held, spent)) else ""
    return planned or spent, hint


def _is_of_spent(sentence: Sentence, form: Quotient) -> bool:
    """Whether a rate would be one of what was spent in the end, and of nothing else."""
    places = [n for n in range(len(sentence)) if any(sentence.figure(n) is f for _, f in form.denominator)]
    told = (f"{sentence.clause(n)} {normalise(sentence.figure(n).label)}" for n in places)
    return len(places) == 1 and any(map(_SPENT.search, told))


def besides(
    sentence: Sentence, n: int, part: Figure, places: Sequence[int], parts: Sequence[int], aims: Sequence[int]
) -> Iterator[Quotient]:
    """What the n-th number may be of besides, if that fits: of a goal, of a part and what it lacks, of all groups."""
    rate, of = sentence.figure(n), {i: sentence.figure(i) for i in places}
    # 甲 A 场，其中乙 B 场、丙 C 场，计划 D 场，完成率 P: of A
    yield from (Quotient(side(of[i]), side(of[k]), rate) for k in aims for i in places if i not in aims)
    # 核定 T 个，在岗 A 人，缺 B 人，缺岗率 P: of both together
    others = (f for f in of.values() if f is not part and _LACKING.search(rate.label))
    yield from (Quotient(side(part), side(part, f), rate) for f in others)
    # 其中甲 A 份、满意 B 份，乙 C 份、满意 D 份，总体满意度 P
    sums = (([of[i] for i in parts if i != k], of[k]) for k in places)
    yield from (Quotient(side(*some), side(base), rate) for some, base in sums if len(some) > 1)
