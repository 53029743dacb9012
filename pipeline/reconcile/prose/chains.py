"""Chains of changes (变动勾稽): `年初 A，新增 B，减少 C，年末 D` and whatever else begins, changes and ends so.

Every number between the first and the last is a change whose direction its verb tells; nothing else like them is told
in between, so that nothing is left out.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.rules import RuleSet

# Where a chain begins and where it ends: pairs that belong together.
_ENDS = (
    (re.compile(r"年初|期初|上年[末底]|(?:19|20)\d\d年[末底]|原有|^原"), re.compile(r"年[末底]|期末|现有|余")),
    (
        re.compile(r"年初.{0,6}预算|年初.{0,4}(?:批复|安排|下达)|预算批复|核定.{0,10}预算"),
        re.compile(r"调整后|全年预算|最终预算|调整预算数?"),
    ),
    (re.compile(r"原值"), re.compile(r"净值")),
    (re.compile(r"送审"), re.compile(r"审定|核定")),
)
_MORE = re.compile(
    r"(?:追加|调增|划入|新增|增加|增列|购置|购入|招录|招聘|招收|招生|入学|调入|转入|举借|接收)[^，,；;。、]{0,12}$"
)
_LESS = re.compile(
    r"(?:追减|调减|压减|压缩|划出|核减|审减|减少|报废|处置|撤并|撤销|注销|"
    r"退休|毕业|离校|调出|转出|收回|偿还|化解|折旧|减值准备)[^，,；;。、]{0,12}$"
)
_NET, _WORN = re.compile(r"净值"), re.compile(r"折旧|减值准备")
_COMPARED = re.compile(r"[比较]|同期|增长|其中|占|人均|平均|后")
_OF_ALL = re.compile(r"净[^，,；;。、净]{0,8}$")  # 净追加: what the changes told beside it come to
_JOINED = re.compile(r"[。；;]")


def chained(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """Every chain of changes in a sentence."""
    for n in range(len(sentence) - 2):
        first = sentence.figure(n)
        words = sentence.since(n).strip()
        moved = (_MORE.search(words) or _LESS.search(words)) and not words.endswith("原值")
        ends = [end for begin, end in _ENDS if begin.search(words) and not moved]
        if ends and usable(first) and first.kind in (Kind.AMOUNT, Kind.COUNT) and not sentence.depth(n):
            yield from _chain(sentence, n, ends, rules)


def _chain(sentence: Sentence, n: int, ends: list[re.Pattern[str]], rules: RuleSet) -> Iterator[Relation]:
    """What begins with the n-th number, if changes alone follow it up to an end."""
    first = sentence.figure(n)
    changes: list[tuple[Fraction, int]] = []
    for i in range(n + 1, len(sentence)):
        words, figure = sentence.since(i).strip(), sentence.figure(i)
        if sentence.depth(i) or figure.kind is Kind.DATE:
            continue
        if _JOINED.search(words) or not usable(figure) or not like(figure, first):
            return
        if changes and any(end.search(words) for end in ends):
            break
        way = 1 if _MORE.search(words) else -1 if _LESS.search(words) else 0
        if not way or _COMPARED.search(words):
            return
        changes.append((Fraction(way), i))
    else:
        return
    if any(like(sentence.figure(k), first) and not sentence.depth(k) for k in range(i + 1, len(sentence))):
        return  # 年末 D，调出 E: more is told of them
    if _NET.search(sentence.since(i).strip()) and not all(_WORN.search(sentence.since(k).strip()) for _, k in changes):
        return
    gross = [(way, k) for way, k in changes if not _OF_ALL.search(sentence.since(k).strip())]
    moved = tuple((way, sentence.figure(k)) for way, k in gross or changes)
    budget = "预算" in sentence.before(n) + sentence.before(i)
    rule = rules.by_pattern["account_adjusted" if budget else "prose_chain"]
    yield Relation(rule, (Equation((*side(first), *moved), side(sentence.figure(i))),), sentence.figure(i).label)
