"""What a sentence deals out whose whole is told elsewhere (另处所列总数的分配): `支出 T。支出构成：甲 A，乙 B，丙 C`.

That they make up a number told before is no chance where it has digits enough. That they do not proves nothing, unless
words lead to a list of all (构成, 明细, 分批次看, 项目支出中) and one digit would make it what they lead from.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, adds_up, side
from pipeline.reconcile.intervals import digits_of, usable, value_of
from pipeline.reconcile.near import is_a_slip_off
from pipeline.reconcile.prose.lists.groups import folded
from pipeline.reconcile.prose.lists.items import SEVERAL, TOTAL, before_stop
from pipeline.reconcile.prose.lists.short import is_besides, leaves_out, mildly
from pipeline.reconcile.relations import Relation, slip_explains
from pipeline.reconcile.sentences import is_aim, is_change, is_part, like, passages
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_ITEM = r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．])?"
# 支出构成：…, 结余资金用于…, 项目支出中，…: what is dealt out is named.
_LEAD = re.compile(
    _ITEM + r"(?:其中[，,：:]?)?(?P<name>[^，,；;。：:、\d中包主]{2,12}?)的?"
    r"(?:(?:具体)?(?:构成|明细|结构|去向|用途)(?:情况)?(?:为|是|如下|上?看)?[：:，,]|(?:主要)?(?:包括|用于)[：:]?|"
    r"中(?:[，,：:]|(?!心)))"
)
# 分用途看，…, 分两批下达：…, 三笔分别用于…: it is what was told before.
_SORTED = re.compile(
    _ITEM + r"[^，,；;。：:]{0,6}?(?:(?:支出|具体)?(?:构成|明细)(?:为|如下)?|[分按从][^，,；;。：:]{1,10}[看分列]|"
    r"按[^，,；;。：:]{1,8}(?:作了?|进行了?|予以)?(?:分配|安排)|分[两二三四五六](?:批次?|次|期|年)[^，,；;。：:]{0,6}|[两二三四五六][项类块笔]分别[^\d]{2,8}$)[：:，,]?"
)
_TOTAL = re.compile(
    r"(?:以上|全年|年内|[本当]年)?(?:一共|总共|共计|合计|累计|共(?!同)|总)"
)  # 按方向分，甲 A，乙 B。全年共 T
_AMOUNT = re.compile(r"^(?:本年|全年|当年|年度|实际|总)+|(?:总额|总数|数|合计|决算数?|执行数?)$")
_FEWEST, _TELLING = 3, 4  # numbers of a passage; digits that do not meet by chance
_BEFORE = 2  # sentences before one that deals out


def dealt(spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """The numbers that sentences deal out."""
    yield from _dealt_out(spoken, rules)
    for at, sentence in enumerate(spoken):
        told = (_LEAD.match(sentence.text) or _SORTED.match(sentence.text)) if len(sentence) > 1 else None
        run, rest = _parts(sentence) if told else ([], [])
        if told is None or len(run) < 2:
            continue
        name = told.groupdict().get("name")
        named = list(_called(name, run[0], facts)) if name else []
        before = (s for s in reversed(spoken[max(at - _BEFORE, 0) : at]) if s.section == sentence.section)
        behind = (s for s in spoken[at + 1 : at + 2] if not name and _TOTAL.match(s.before(0)))
        near = [list(_told(s, run[0])) for s in (*before, *behind) if s.section == sentence.section]
        full = [[*run, *rest[:k]] for k in range(1, len(rest) + 1)]
        if any(adds_up(some, f) for some in full for f in chain(named, *near)):
            continue  # 拨款中，甲 A，乙 B；另有 C: full with what is told besides
        form = _meant(run, named, near, facts)
        if form is not None:
            yield mildly(form, rules)


def _meant(
    parts: Sequence[Figure], named: Sequence[Figure], near: Sequence[Sequence[Figure]], facts: Facts
) -> Equation | None:
    """The sum of the parts and what one digit keeps them from being, if no number of the report is their sum.

    `near`: the numbers of the sentences before, the nearest first.
    """
    tried = 0
    most = sorted(map(value_of, parts))[-2]  # the largest may be what is wrong
    for told_ in (named, *near):
        figures = [f for f in told_ if value_of(f) > most and not is_besides(f)]
        tried += len(figures)
        lenient = len(parts) >= SEVERAL and (told_ is named or len(figures) == 1)
        forms = (Equation(side(*parts), side(f)) for f in figures)
        told = (f for f in forms if is_a_slip_off(f) and (lenient or slip_explains(f, forms=tried)))
        if (form := next(told, None)) is not None:
            alike = (m for fact in facts.facts for m in fact.mentions if usable(m) and like(m, parts[0]))
            return None if any(adds_up(parts, m) for m in alike if m not in parts) else form
    return None


def _parts(sentence: Sentence) -> tuple[list[Figure], list[Figure]]:
    """The numbers of a sentence's one list, and those like them behind it; nothing where more is told within."""
    first = sentence.figure(0)
    if first.kind not in (Kind.AMOUNT, Kind.COUNT):
        first = next((p.figure for p in sentence.places if p.figure.kind is Kind.AMOUNT), first)
    flat = [n for n in range(len(sentence)) if not sentence.depth(n) and like(sentence.figure(n), first)]
    run = flat[: before_stop(sentence, flat)] if len(flat) > 1 else []
    plain = all(is_part(sentence, n, first) and _is_plain(sentence.figure(n)) for n in run)
    summed = any(TOTAL.search(sentence.before(n)) or "其中" in sentence.before(n) for n in run[1:])
    if not run or not plain or summed or first.kind not in (Kind.AMOUNT, Kind.COUNT):
        return [], []
    between = sentence.text[: sentence.places[run[-1]].end]
    if leaves_out(between, sentence.after(run[-1]), len(run)):
        return [], []
    rest = [f for n in flat[len(run) :] if _is_plain(f := sentence.figure(n))]
    return [sentence.figure(n) for n in run], rest


def _is_plain(figure: Figure) -> bool:
    return usable(figure) and not figure.qualifier


def _told(sentence: Sentence, first: Figure) -> Iterator[Figure]:
    """The numbers of a sentence before that may be dealt out: like the parts, no change, nothing aimed at."""
    for n in folded(sentence, [n for n in range(len(sentence)) if is_part(sentence, n, first)]):
        figure, words = sentence.figure(n), sentence.before(n)
        whole = like(figure, first) and _is_plain(figure) and not sentence.depth(n)
        if whole and not is_change(words) and not is_aim(sentence, n, first):
            yield figure


def _called(name: str, first: Figure, facts: Facts) -> Iterator[Figure]:
    """The numbers of the report that go by a name: in prose, or as a table's row."""
    wanted = _AMOUNT.sub("", normalise(name)) or normalise(name)
    for fact in facts.facts:
        for m in fact.mentions:
            label = normalise(m.label.partition("/")[0] if m.table_id else m.label)
            if like(m, first) and _is_plain(m) and _AMOUNT.sub("", label) == wanted:
                yield m


def _dealt_out(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`尚余 T。…余款中 A 已交回、B 结转`: what by its digits is made up by all that a clause tells of its kind."""
    before: list[Figure] = []
    section = -1
    for sentence in spoken:
        before, section = before if sentence.section == section else [], sentence.section
        for _, run in passages(sentence):
            money = [f for n in run if (f := sentence.figure(n)).kind in (Kind.AMOUNT, Kind.COUNT) and not f.qualifier]
            alike = 1 < len(money) == len(run) <= _FEWEST and all(like(f, money[0]) for f in money)
            if alike and all(is_part(sentence, n, f) for n, f in zip(run, money, strict=True)):
                wholes = (f for f in reversed(before) if like(f, money[0]) and len(digits_of(f)) >= _TELLING)
                whole = next((f for f in wholes if adds_up(money, f)), None)
                if whole is not None:
                    yield Relation(rules["prose_sum"], (Equation(side(*money), side(whole)),), whole.label)
        before += [p.figure for p in sentence.places if usable(p.figure) and p.figure.kind is not Kind.RATE]
