"""Two neighbouring digits exchanged (相邻数字颠倒): what speaks for two numbers' being one and a slip of it.

That two numbers of seven digits are apart by such a slip is no chance, whatever they are called; of three digits it
often is one. So the digits are weighed together with what the names share, and with what tells them apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from math import gcd
from typing import TYPE_CHECKING

from pipeline.reconcile.names import in_common, longest
from pipeline.reconcile.sentences import is_ahead, like
from pipeline.reconcile.suspected.apart import COLUMN, IDLE, is_of_spending, measure_of
from schemas.catalogue import normalise
from schemas.figure import PLANNED, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.figure import Figure
    from schemas.rules import RuleSet

_ENOUGH = 6  # what has to speak for two numbers' being one: digits, and names in their stead
_VERBATIM, _SAME, _NEAR, _SOME = 4, 3, 2, 1  # for names that are the same, to the letter, nearly so, or share something
_LONG, _RUN, _BIT = 4, 3, 2  # letters that two names share in one run
_ALIKE = 0.75  # how much of the shorter name they share in order
_CLAUSE = re.compile(r"[，,；;。：:、（()）\d]")
_FAR = 40  # letters before a number that may name it
_OF_ALL = re.compile(r"(?:控制|满意|覆盖|合格|增长|到位|占比|达标)[率度]?$")  # rates that many things have
_PLANNED = re.compile(r"预算|计划|目标|任务|应|指标值|控制[数值线]|上限|拟")
_DONE = re.compile(r"执行|支出|支付|完成|实|决算|使用|发放|拨付|兑付|已|办结")
_GRANTED = re.compile(r"资金|经费|补助|配套|专项|下达|安排|投资|批复")
_PLAN, _DID, _SPENT = "plan", "done", "spent"
_MANY = 3  # times that a number is printed which a report is about
# What tells two numbers of one thing apart in any case, and what speaks against their being one.
_APART = (
    r"期初|年初|上年|去年",
    r"每|[人户亩生次场月]均|平均|单价|单位(?:成本|造价|面积|里程|能耗)|标准",
    r"季度|半年",
    r"未|尚|缺",
    r"结转|结余|剩余",
    r"增加|增长|减少|下降",
)
_AGAINST = (
    r"调整|追加|调[增减]",
    r"收入|到位",
    r"上级|中央",
    r"省级|省财|省补|自治区",
    r"市[级本财配]",
    r"[县区][级本财配]|本级",
    r"累计|历年|年来",
    r"基本支出",
    r"财政",
    r"采购|合同|中标",
    r"最[高低]",
)
_PATTERNS = {words: re.compile(words) for words in (*_APART, *_AGAINST)}


def exchanged(lonely: Sequence[Figure], figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    """For each lonely one of some numbers those that two of its neighbouring digits, exchanged, make it."""
    asked = {figure.figure_id for figure in lonely}
    groups: dict[object, list[tuple[str, Figure]]] = defaultdict(list)
    for figure in figures:
        digits = str(abs(figure.millionths))
        groups[figure.kind, "".join(sorted(digits))].append((digits, figure))
    return {
        one.figure_id: [other for b, other in group if _is_exchanged(a, b)]
        for group in groups.values()
        for a, one in group
        if len(group) > 1 and one.figure_id in asked
    }


def _is_exchanged(a: str, b: str) -> bool:
    if a == b or len(a) != len(b):
        return False
    n = next(n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y)
    return a[n : n + 2] == b[n : n + 2][::-1] and a[n + 2 :] == b[n + 2 :]


def may_be_one(lonely: Figure, other: Figure, times: int, rules: RuleSet) -> bool:
    """Whether what speaks for two numbers' being one is enough; `times`: how often the other one is borne out."""
    if not _comparable(lonely, other):
        return False
    names = [_name(figure) for figure in (lonely, other)]
    if any(_differ(words, names) for words in _APART):
        return False
    stages = {_stage(figure, name) for figure, name in zip((lonely, other), names, strict=True)}
    if stages == {_PLAN, _DID}:
        return False
    likeness = _likeness(lonely, other, rules)
    words = sum(_differ(words, names) for words in _AGAINST)
    against = min(words, 1) if likeness == _SAME else words
    against += (not times) - (times >= _MANY)
    against += len(stages) > 1 and _PLAN in stages and not all(map(_GRANTED.search, names))  # planned, or not?
    against += lonely.kind is Kind.COUNT and not like(lonely, other)
    return _digits(lonely, other) + likeness - against >= _ENOUGH


def _comparable(a: Figure, b: Figure) -> bool:
    """Whether nothing but words may tell two numbers apart."""
    if are_apart(a, b) or (a.kind is Kind.COUNT and a.unit and b.unit and not like(a, b)):
        return False
    budgets = {f.basis for f in (a, b) if f.basis in PLANNED}
    return len(budgets) < 2


def are_apart(a: Figure, b: Figure) -> bool:
    """Whether place, year or funds tell two numbers apart: one table or sentence does not tell one number twice."""
    if a.table_id == b.table_id if a.table_id else (a.section, a.evidence.quote) == (b.section, b.evidence.quote):
        return True
    if (a.period and b.period and a.period != b.period) or is_ahead(a) != is_ahead(b):
        return True
    return bool(a.scope and b.scope and a.scope is not b.scope)


def _name(figure: Figure) -> str:
    """What a number is called, without the words that say nothing of it."""
    name = IDLE.sub("", normalise(figure.label))
    return re.sub("上年|去年", "", name) if figure.period.isdigit() else name


def _differ(words: str, names: Sequence[str]) -> bool:
    """Whether one of two names has such a word, and the other has not."""
    return len({bool(_PATTERNS[words].search(name)) for name in names}) > 1


def _stage(figure: Figure, name: str) -> str:
    """Whether a number was planned or came about, by the last word of its name that says so; "" where none does."""
    if figure.qualifier:
        return _PLAN
    planned, done = (max((m.start() for m in words.finditer(name)), default=-1) for words in (_PLANNED, _DONE))
    if planned == done:
        return _PLAN if figure.basis in PLANNED else ""
    return _PLAN if planned > done else _DID


def _digits(a: Figure, b: Figure) -> int:
    """How many digits two numbers have, down to the last one that is not nothing in both."""
    x, y = (abs(f.millionths) for f in (a, b))
    common, many = gcd(x, y), len(str(max(x, y)))
    while common % 10 == 0:
        common, many = common // 10, many - 1
    return many


def _likeness(a: Figure, b: Figure, rules: RuleSet) -> int:
    """What names speak for two numbers' being one."""
    if _own_words(a) == _own_words(b) and len(_own_words(a)) >= _LONG:
        return _VERBATIM if len(_own_words(a)) > _LONG else _SAME
    (measure, topic), (other, about) = measure_of(a, rules), measure_of(b, rules)
    measure, other = (_SPENT if is_of_spending(m) else m for m in (measure, other))
    same, rate = measure == other or (not (measure and other) and a.kind is not Kind.RATE), a.kind is Kind.RATE
    if rate and not (same and measure):
        return 0
    if not topic or not about:
        own = rate and measure != _SPENT and not _OF_ALL.search(measure)  # 竣工率, and of what but 校舍?
        return _NEAR if own or (rate and topic == about) else _SOME if measure == other and topic == about else 0
    shared, run = in_common(topic, about), longest(topic, about)
    if max(longest(about, _words(a)), longest(topic, _words(b))) > _LONG:
        return _SAME if same else _NEAR
    if topic == about or (run >= _LONG and len(shared) >= _ALIKE * min(len(topic), len(about))):
        return _SAME if same else _NEAR
    if run >= _BIT and len(shared) >= max(_RUN, _ALIKE * min(len(topic), len(about))):
        return _NEAR if same else _SOME
    return 0 if rate or run < _BIT else _NEAR if run >= _RUN and measure == other else _SOME


def _own_words(figure: Figure) -> str:
    """What stands right before a number in its clause, or its row's name where the column only says how it came."""
    if figure.table_id:
        row, _, column = figure.label.rpartition("/")
        return normalise(row.rpartition("/")[2]) if COLUMN.search(column) else ""
    return IDLE.sub("", normalise(_CLAUSE.split(figure.words[0])[-1]))


def _words(figure: Figure) -> str:
    """The words of a sentence that stand before its number."""
    return "" if figure.table_id else normalise(figure.words[0][-_FAR:])
