"""Shares that make a hundred (占比之和): `占 P、占 Q、占 R`; 合格率 and 不合格率.

That they are all is known from their names, from a number that says how many there are, or from what ends them (其余).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, is_held, side, total
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.prose.lists.partitions import covers, number_of, word_of
from pipeline.reconcile.prose.lists.short import may_be_all
from pipeline.reconcile.relations import Relation, accused
from pipeline.reconcile.sentences import words_of
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_SHARE = re.compile(r"占[^，,；;。]{0,12}$")
_REST = re.compile(r"[，,；;]其[余他它]")
_KINDS = re.compile(r"(?P<many>[三四五六七八九])(?:大?类|项|种|级|档|块|部分)[^，,；;。\d]*(?:分别|依次)[为是占]?$")
_DIVIDED = re.compile(
    r"[从按][^，,；;。]{1,12}(?:结构|构成|来源|性质|级次|类别|用途|类型)(?:来?看|上看|划?分)|按[^，,；;。]{1,8}分类?[，,：:]"
)
_MORE = re.compile(r"等|主要|其中|左右|约|近")
_LITTLE = 2  # percent that shares of everything may miss a hundred by and still be meant for all
_NOT = re.compile(r"^(?:不|未)(?P<name>.{2,}率)$")
_FEWEST, _FEW = 3, 2


def of_hundred(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`占 A%、占 B%、占 C%`: shares of everything make 100; so do 合格率 and 不合格率."""
    rule = rules["prose_hundred"]
    rates = [n for n in range(len(sentence)) if is_percent(sentence.figure(n))]
    if len(rates) < _FEW:
        return
    shares = all_shares(sentence)
    if len(shares) > 1 and 10 * abs(total(side(*shares)) - HUNDRED) <= HUNDRED:
        sure = any(
            p.complete and {word_of(f, p) for f in shares} == set(p.words) and len(p.words) == len(shares)
            for p in rules.partitions
        )
        # 从支出结构看: by what divides everything, unless it is said that there is more.
        parted = _DIVIDED.search(sentence.text) or _many(sentence.before(rates[0])) == len(shares)
        divided = bool(parted) and not says_some(sentence.text)
        rest = _REST.search(sentence.text[sentence.places[rates[-2]].end :])  # 其余 A 用于甲、乙等，占 P
        near = abs(total(side(*shares)) - HUNDRED) <= _LITTLE
        if sure or len(shares) >= _FEWEST:
            certain = sure or (divided and near)
            yield Relation(
                rule, (_whole(shares),), shares[0].label, sure=certain, mild=not sure, likely=divided or bool(rest)
            )
    for n in rates[1:]:
        name = _NOT.match(normalise(sentence.figure(n).label))
        other = sentence.figure(rates[rates.index(n) - 1])
        if name and normalise(other.label).endswith(name["name"]):
            yield Relation(rule, (_whole([other, sentence.figure(n)]),), other.label)


def hundreds(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """`甲占 P，乙占 Q，丙占 R`: shares that one digit keeps from a hundred, where nothing says which is wrong."""
    for sentence in spoken:
        shares = all_shares(sentence) if "占" in sentence.text else []
        if (
            len(shares) < _FEW
            or len({s.decimals for s in shares}) > 1
            or not (all(s.decimals for s in shares) or total(side(*shares)) > HUNDRED)
        ):
            continue
        form = Equation(side(*shares), (), "=", Fraction(HUNDRED))
        if is_held(form) or not is_a_digit_off(form) or form.ids & accused(confronted):
            continue
        full = not says_some(sentence.text.replace("其中", "")) and may_be_all(of := _of_what(sentence, shares), of[0])
        if full and (len(shares) > _FEW or covers(None, shares, rules)):
            yield Relation(rules["prose_hundred"], (form,), shares[0].label, mild=True)


def _of_what(sentence: Sentence, shares: Sequence[Figure]) -> list[Figure]:
    """The numbers that shares are told behind, whose names say what they are of: 女职工 A 人，占 P; else the shares."""
    before = [sentence.figure(n - 1) for n in range(1, len(sentence)) if sentence.figure(n) in shares]
    behind = [f for f in before if f.kind in (Kind.AMOUNT, Kind.COUNT)]
    return behind if len(behind) == len(shares) else list(shares)


def says_some(words: str) -> bool:
    """Whether words say that there is more than is told, or that it is told roughly."""
    return bool(_MORE.search(words))


def all_shares(sentence: Sentence) -> list[Figure]:
    """The rates of a sentence, if all of them are shares."""
    rates = [n for n in range(len(sentence)) if is_percent(sentence.figure(n))]
    plain = all(_SHARE.search(words_of(sentence, n)) for n in rates)
    return [sentence.figure(n) for n in rates] if plain else []


def _many(words: str) -> int:
    """How many things shares are said to be of: 四类对象所占比例依次为 P、Q、R、S."""
    told = _KINDS.search(words)
    return number_of(told["many"]) if told else 0


def _whole(rates: Sequence[Figure]) -> Equation:
    return Equation(side(*rates), (), "=", Fraction(HUNDRED))


def is_percent(figure: Figure) -> bool:
    """Whether a number is a rate in percent that can be reckoned with."""
    return figure.kind is Kind.RATE and figure.unit == "%" and usable(figure)
