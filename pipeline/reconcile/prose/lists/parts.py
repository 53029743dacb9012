"""What the parts of a list say of their whole (部分与总体): they make it up, or at least do not exceed it.

Parts that add up are taken for all; parts that fall short are all only if the list says so (由…组成, 按…分, 其他, words
that leave nothing out), or if something else in the report bears it out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, side, total
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.near import chance_of_sum
from pipeline.reconcile.prose.lists.items import SEVERAL, SORTED, is_nested
from pipeline.reconcile.prose.lists.partitions import covers
from pipeline.reconcile.prose.lists.short import fallen_short, is_besides, may_be_all
from pipeline.reconcile.relations import CHANCE, Relation, confront, equation, slip_explains
from pipeline.reconcile.slips import is_slip
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Side
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_ALL = re.compile(
    r"[两二三四五六七]部分|组成|构成|(?<![总得评])分为|包括：|分别(?:[是为]|安排|下达|投入|拨付|承担|负担|配套|筹集)|"
    r"(?P<bound>[^，,；;。：:]{2,6}?)[（(]?[及含]?[）)]?以上[^。]*(?P=bound)[（(]?[及含]?[）)]?以下|分[两二三四五六](?:年|期|批次?|次|笔|阶段)"
)
_MEAN = re.compile(
    r"[人户亩件场次日月年]均[^，,；;。]{0,6}(?:[由从][^，,；;。]{1,10}[到至])?$|(?:平均|每)[^，,；;。]{0,8}$"
)
_PAIRS = 4  # numbers of two items, each with what came of it
_NEAR = 4  # how many times what is too much must fit into the whole
_TWICE = re.compile(r"兼|双肩挑|交叉|重复")  # some hold two posts
_FEW = 10  # how many times what is too much must fit into the staff
_FULL = 20  # how many times what a list before a semicolon has too much must fit into the whole
_DOUBT = 20  # how much rarer a chance must be where much is missing
_MUCH = 8  # how many times what a list lacks must fit into the whole, for it to be meant for all
_TAKEN = re.compile(r"盘亏|减去|剔[旧除]|亏损|报废|减少|核减|[调压]减|扣[减除]|冲[减销]|退[库回]")
_REST = ("其他", "其它", "其余")
_AND_REST = re.compile(r"[及和与]其[他它](?:[人类]员|[类项]|方面|支出|费用)?$")
_ITEM = re.compile(r"其[他它](?:交通费|社会保障缴费|商品和服务|工资福利|对个人和家庭|资本性|应[收付])")
_PEOPLE = ("人", "名", "位", "人次")
_STAFF = re.compile(r"在职|在编|在岗|实有|教职工|编制")
_POST = re.compile(r"行政|政法|参公|事业|工勤|工人|执法|管理|专技|技术|教师|教辅|后勤|民警|辅警|公务员|机关|编外|聘用")
_TRAIT = re.compile(r"党员|[男女]|职称|[高中初]级|学历|学位|研究生|本科|岁|双师|骨干")
# 公益 B 场（含下乡公益 C 场）
_HOLDS_TOO = re.compile(r"[（(](?:其中)?(?:内|包)?[含括][^（）()]*")


class Listed(NamedTuple):
    """The parts that a sentence lists of a whole, and how it tells them: `text` from the whole to the last part.

    `nested`: some are parts of others; `first` of them are one list by stops; an `open` one need not be full, whatever
    its words; `mild`: that it is a list of this whole no word says; `own`: how many stand before a 其中 among them.
    """

    whole: Figure
    parts: list[Figure]
    text: str
    nested: bool = False
    first: int | None = None
    open: bool = False
    mild: bool = False
    tight: int = 0
    own: int = 0
    between: str = ""
    after: str = ""


def related(listed: Listed, rules: RuleSet) -> Iterator[Relation]:
    """The relation that the parts have to the whole, as far as it is certain."""
    add_up = rules["prose_sum"]
    whole, parts = listed.whole, listed.parts
    if _is_of_height(whole, parts):
        return
    runs = [parts[:count] for count in range(len(parts), 1, -1)]
    # 答卷 T 份，其中甲 A 份、满意 B 份，乙 C 份、满意 D 份: each item tells what came of it
    runs += [parts[::2]] if whole.kind is Kind.COUNT and len(parts) >= _PAIRS and not len(parts) % 2 else []
    for run in runs:
        relation = equation(add_up, run, whole, subject=whole.label, sure=True)
        if confront(relation).verdict.holds:
            yield relation
            return
    listed = listed._replace(nested=listed.nested or is_nested(parts, whole))
    in_one = max(map(value_of, parts)) == value_of(whole) and not _is_rest(parts[-1])
    if (
        _overlap(parts, listed.text)
        or is_besides(whole)
        or (in_one and _NEAR * _excess(parts, whole) > value_of(whole) and not _are_apart(parts, whole))
    ):
        return  # 全长 A，其中路基 A、路面 B、管线 C: all of it is in one part, and much of it in others too
    everything, signed = Equation(side(*parts), side(whole)), Equation(_signed(parts), side(whole))
    if signed.left != everything.left:
        # 其中账面 A，盘盈 B，盘亏 C: what is lost is taken off.
        yield Relation(add_up, (signed, everything), whole.label, sure=False)
        if listed.tight < len(parts):  # …，较预算压减 D
            yield from fallen_short(listed._replace(parts=parts[: listed.tight]), rules)
        return
    if len(parts) > 1 and not listed.nested:
        own, said = parts[: listed.first], _says_all(listed)
        complete = not listed.open and (said or covers(whole, own, rules))
        if not complete and SEVERAL <= len(own) < len(parts) and _is_small(_excess(own, whole), whole, _FULL):
            # A，其中甲、乙、丙；丁: what a semicolon parts off is of something else where the list is full without it.
            parts, everything = own, Equation(side(*own), side(whole))
        # Where much is missing, the list need not be full, and a slip that makes it full is sooner met by chance.
        much = _MUCH * everything.result.gap <= -value_of(whole)
        if complete or slip_explains(everything, forms=_DOUBT if much else 1):
            forms = (everything,) if len(own) == len(parts) else (Equation(side(*own), side(whole)), everything)
            yield Relation(add_up, forms, whole.label, sure=complete, mild=listed.mild and complete)
            return
    yield from _bounded(listed._replace(parts=parts), rules)


def _are_apart(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether parts are money of several things: none of it is spent twice."""
    return whole.kind is Kind.AMOUNT and len(parts) >= SEVERAL and may_be_all(parts, whole)


def _bounded(listed: Listed, rules: RuleSet) -> Iterator[Relation]:
    """What parts that need not be all, and do not make up the whole, say of it: they do not exceed it."""
    add_up, at_most = rules["prose_sum"], rules["prose_part"]
    whole, parts, nested, over = listed.whole, listed.parts, listed.nested, _excess(listed.parts, listed.whole)
    everything, most = (Equation(side(*parts), side(whole), sign) for sign in ("=", "<="))
    told = (
        len(parts) >= SEVERAL and not listed.mild and whole.kind is not Kind.SCORE
    )  # A，其中甲 B、乙 C、丙 D: such a list leaves little doubt
    apart = whole.unit not in _PEOPLE or (told and not any(_TRAIT.search(f.label) for f in parts))
    if len(parts) > 1 and not nested and apart and _is_small(over, whole, 1 if told else _NEAR):
        # Parts that exceed their whole by a little were meant to make it up; people may be counted twice.
        doubted = listed.mild or len(parts) < SEVERAL or whole.unit in _PEOPLE
        short = [] if slip_explains(everything, forms=0) else fallen_short(listed, rules)
        if not doubted:  # T，其中甲 A、乙 B，支出 C: the list ends before what is far too much
            short = [r for r in short if all(chance_of_sum(form) < CHANCE for form in r.forms)]  # type: ignore[arg-type]
        yield from short
        if doubted or not short:
            yield Relation(at_most, (most,), whole.label, mild=doubted)
    elif not nested and _are_posts(whole, parts) and not _TWICE.search(listed.text) and _is_small(over, whole, _FEW):
        yield Relation(at_most, (most,), whole.label, mild=True)
    elif len(parts) > 1 and over <= 0:
        yield Relation(at_most, (most,), whole.label)
        short = fallen_short(listed, rules)
        yield from short
        if not short and not nested and _MUCH * -over < value_of(whole):
            yield Relation(add_up, (everything,), whole.label, sure=False)
    else:
        short = fallen_short(listed, rules)
        yield from short
        if short:  # what stands behind the list is no part of it
            parts = [f for f in parts if f.figure_id in short[0].ids]
        # 下辖 A 个县，由 B 个机构实施: what is far more, and no slip of it, is no part.
        for part in (f for f in parts if value_of(f) <= _NEAR * value_of(whole) or is_slip(f, whole)):
            bound = equation(at_most, [part], whole, subject=whole.label, sure=part is parts[0], sign="<=")
            yield replace(bound, mild=listed.mild)


def _excess(parts: Sequence[Figure], whole: Figure) -> Fraction:
    """By how much the parts exceed their whole."""
    return total(side(*parts)) - value_of(whole)


def _is_small(difference: Fraction, whole: Figure, times: int) -> bool:
    """Whether there is a difference, and it fits so many times into the whole."""
    return 0 < times * difference <= value_of(whole)


def _signed(parts: Sequence[Figure]) -> Side:
    """The parts, those that say that something is lost counted negatively."""
    return tuple((Fraction(-1 if _TAKEN.search(f.label) else 1), f) for f in parts)


def _says_all(listed: Listed) -> bool:
    """Whether words say that the parts are all: 由…组成, 按…分, 其他."""
    rest = [_is_rest(part) for part in listed.parts]
    said = _ALL.search(listed.text) or SORTED.search(listed.text)
    return bool(said) or rest[-1] or (len(rest) > 2 and any(rest))


def _are_posts(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts are the kinds of posts of those who are there: nobody holds two."""
    staff = whole.unit in _PEOPLE and len(parts) > 1 and bool(_STAFF.search(whole.label))
    return staff and all(_POST.search(part.label) and not _TRAIT.search(part.label) for part in parts)


def _is_rest(figure: Figure) -> bool:
    """Whether a number is what is left of a list: 其他 in the name of an item of the budget (其他交通费用) is not."""
    called = figure.label.startswith(_REST) or bool(_AND_REST.search(figure.label))
    return called and not _ITEM.match(figure.label)


def _is_share(figure: Figure) -> bool:
    """Whether a rate is a share, which can be a part of another."""
    return bool(re.search(r"占|比[例重]$", figure.label))


def _is_of_height(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether numbers are no parts of one: the satisfaction of some of that of all, a quarter's mean of a year's."""
    rates = whole.kind is Kind.RATE and not all(map(_is_share, (whole, *parts)))
    return rates or bool(_MEAN.search(whole.words[0]))


def _overlap(parts: Sequence[Figure], text: str) -> bool:
    """Whether it is said of a part that another is in it too: 下乡 A 场、公益 B 场（含下乡公益 C 场）."""
    names = [name for f in parts if len(name := normalise(f.label)) > 1]
    for found in _HOLDS_TOO.finditer(text):
        told = [name for name in names if name in text[: found.start()]]
        own = max(told, key=text[: found.start()].rfind, default="")
        if own and any(name in found[0] for name in names if name != own):
            return True
    return False
