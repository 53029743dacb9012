"""What the parts of a list say of their whole (部分与总体): they make it up, or at least do not exceed it.

Parts that add up are taken for all; parts that fall short are all only if the list says so (由…组成, 按…分, 其他, words
that leave nothing out), or if something else in the report bears it out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side, total
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.prose.items import SORTED
from pipeline.reconcile.prose.lists import (
    PEOPLE,
    SEVERAL,
    are_nearly_all,
    are_posts,
    covers,
    is_rest,
    is_share,
    overlap,
)
from pipeline.reconcile.relations import Relation, confront, equation, slip_explains
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.figure import Figure
    from schemas.rules import RuleSet

_ALL = re.compile(
    r"[两二三四五六七]部分|组成|构成|(?<![总得评])分为|包括：|分别(?:[是为]|安排|下达|投入|拨付|承担|负担|配套|筹集)|"
    r"以上[^。]*以下|分[两二三四五六](?:年|期|批次?|次|笔|阶段)"
)
_NEAR = 4  # how many times what is too much must fit into the whole
_TWICE = re.compile(r"兼|双肩挑|交叉|重复")  # some hold two posts
_FEW = 10  # how many times what is too much must fit into the staff
_FULL = 20  # how many times what a list before a semicolon has too much must fit into the whole
_MUCH = 8  # how many times what a list lacks must fit into the whole, for it to be meant for all
_TAKEN = re.compile(r"盘亏|亏损|报废|减少|核减|调减|扣[减除]|冲[减销]|退[库回]")
_OPEN_LIST = re.compile(r"主要|等|重点|其他|其它|其余")


def related(
    whole: Figure,
    parts: list[Figure],
    text: str,
    rules: RuleSet,
    *,
    nested: bool,
    open_: bool = False,
    first: int | None = None,
    mild: bool = False,
) -> Iterator[Relation]:
    """The relation that the parts have to the whole, as far as it is certain.

    `first` of them are one list by stops; an `open_` one need not be full, whatever its words; `mild`: that it is a
    list of this whole no word says.
    """
    add_up, at_most = rules.by_pattern.get("prose_sum"), rules.by_pattern.get("prose_part")
    if add_up is None or at_most is None or (whole.kind is Kind.RATE and not all(map(is_share, (whole, *parts)))):
        return  # the satisfaction of some is no part of that of all
    for count in range(len(parts), 1, -1):
        relation = equation(add_up, parts[:count], whole, subject=whole.label, sure=True)
        if confront(relation).verdict.holds:
            yield relation
            return
    over = total(side(*parts)) - value_of(whole)
    if overlap(parts, text) or (value_of(whole) in map(value_of, parts) and _NEAR * over > value_of(whole)):
        return  # 全长 A，其中路基 A、路面 B、管线 C: all of it is in one part, and much of it in others too
    signed = tuple((Fraction(-1 if _TAKEN.search(f.label) else 1), f) for f in parts)
    if signed != side(*parts):
        # 其中账面 A，盘盈 B，盘亏 C: what is lost is taken off.
        yield Relation(
            add_up, (Equation(signed, side(whole)), Equation(side(*parts), side(whole))), whole.label, sure=False
        )
        return
    everything = Equation(side(*parts), side(whole))
    if len(parts) > 1 and not nested:
        said = bool(_ALL.search(text) or SORTED.search(text)) or is_rest(parts[-1])
        said = said or (len(parts) > 2 and any(map(is_rest, parts)))
        listed = parts[:first]
        complete = not open_ and (said or covers(whole, listed, rules))
        over = total(side(*listed)) - value_of(whole)
        if not complete and SEVERAL <= len(listed) < len(parts) and 0 < _FULL * over <= value_of(whole):
            # A，其中甲、乙、丙；丁: what a semicolon parts off is of something else where the list is full without it.
            parts, everything = listed, Equation(side(*listed), side(whole))
        # Where much is missing, the list need not be full, and a slip that makes it full is met by chance.
        if complete or (_MUCH * everything.result.gap > -value_of(whole) and slip_explains(everything)):
            forms = (
                (everything,)
                if said or len(listed) == len(parts)
                else (Equation(side(*listed), side(whole)), everything)
            )
            yield Relation(add_up, forms, whole.label, sure=complete, mild=mild and complete)
            return
    yield from _bounded(whole, parts, text, rules, nested=nested, mild=mild)


def _bounded(
    whole: Figure, parts: Sequence[Figure], text: str, rules: RuleSet, *, nested: bool, mild: bool
) -> Iterator[Relation]:
    """What parts that need not be all, and do not make up the whole, say of it: they do not exceed it."""
    add_up, at_most = rules.by_pattern["prose_sum"], rules.by_pattern["prose_part"]
    everything, over = Equation(side(*parts), side(whole)), total(side(*parts)) - value_of(whole)
    if len(parts) > 1 and not nested and whole.unit not in PEOPLE and 0 < _NEAR * over <= value_of(whole):
        # Parts that exceed their whole by a little were meant to make it up; people may be counted twice.
        most = Equation(side(*parts), side(whole), "<=")
        yield Relation(at_most, (most,), whole.label, mild=mild or len(parts) < SEVERAL)
        return
    if not nested and are_posts(whole, parts) and not _TWICE.search(text) and 0 < _FEW * over <= value_of(whole):
        yield Relation(at_most, (Equation(side(*parts), side(whole), "<="),), whole.label, mild=True)
        return
    if not nested and are_nearly_all(whole, parts, -over) and not _OPEN_LIST.search(text):
        yield Relation(add_up, (everything,), whole.label, mild=True)
        return
    if len(parts) > 1 and over <= 0:
        yield equation(at_most, parts, whole, subject=whole.label, sure=True, sign="<=")
        if not nested and _MUCH * -over < value_of(whole):
            yield Relation(add_up, (everything,), whole.label, sure=False)
        return
    for part in parts:
        bound = equation(at_most, [part], whole, subject=whole.label, sure=part is parts[0], sign="<=")
        yield replace(bound, mild=mild)
