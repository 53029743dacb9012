"""Formulas that a report writes down itself (文字公式): `执行率（支出 A/预算 B）为 P`, `满意度（甲与乙之和）为 P`.

An operand is a number in the formula, or a name: what goes by it in the same sentence, else in the same chapter. What a
name means is likely, not sure, unless it stands in the sentence itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.roles import part_of, rate_topic
from pipeline.reconcile.sentences import is_change, is_rate, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_NAME = r"(?:[^（()）/÷／，,；;。＝=]|(?<=\d),(?=\d)){2,30}"
_END = r"(?:[×xX*]100[%％])?[)）]?的?(?:比例|比值|比率)?(?:为|是|达到?|[:：=＝])*$"
_RATIO = re.compile(rf"(?:^|[（(，,；;。=＝])(?P<above>{_NAME})[/÷／](?P<below>{_NAME}?){_END}")
_OWN_NAME = re.compile(r"(?:控制|执行|支付|支出|完成|到位|使用|结余|结转|利用|调整|变动)*率?$")
_BY = re.compile(r"除以[^，,；;。：:\d]{0,14}$")
_MADE = re.compile(r"^(?:[，,](?:得出?)?[^，,；;。：:\d]{0,10}(?:率|比[例重])|[，,]?(?:得出?|等于))(?:为|是|达|约)?$")
_TIMES = re.compile(r"[×xX*]$")


class Operand(NamedTuple):
    """What stands in a formula: the number, and whether it surely is meant."""

    figure: Figure
    sure: bool


def formulated(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """Every rate beside the formula that the report gives for it."""
    by_chapter: dict[str, list[Sentence]] = {}
    for sentence in spoken:
        if len(sentence):
            by_chapter.setdefault(sentence.figure(0).chapter, []).append(sentence)
    for sentence in spoken:
        for n in range(len(sentence)):
            if is_rate(sentence.figure(n)) and not _TIMES.search(sentence.before(n)):
                yield from _ratio(sentence, n, by_chapter[sentence.figure(0).chapter], rules)
                yield from _divided(sentence, n, rules)


def _ratio(sentence: Sentence, n: int, chapter: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`（A/B）为 P`, each of A and B a number or a name."""
    rule, rate = rules["prose_rate"], sentence.figure(n)
    start, numbers = _formula(sentence, n)
    found = _RATIO.search(sentence.text[start : sentence.places[n].start])
    if not found:
        return
    before = re.split(r"[，,；;。]", sentence.text[: start + found.start()])[-1]
    topic = rate_topic(_OWN_NAME.sub("", before), rules)
    operands = [_operand(found[key], topic, sentence, numbers, chapter, rules) for key in ("above", "below")]
    above, below = operands
    if above is None or below is None or not like(above.figure, below.figure) or above.figure is below.figure:
        return
    form = Quotient(side(above.figure), side(below.figure), rate)
    yield Relation(rule, (form,), rate.label, mild=not (above.sure and below.sure))


def _divided(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`结余 A 除以资金 B，结余率 P`."""
    if n < 2 or not _BY.match(sentence.before(n - 1)) or not _MADE.match(sentence.before(n)):
        return
    above, below, rate = (sentence.figure(i) for i in (n - 2, n - 1, n))
    if above.kind in (Kind.AMOUNT, Kind.COUNT) and like(above, below) and usable(above) and usable(below):
        form = Quotient(side(above), side(below), rate)
        yield Relation(rules["prose_rate"], (form,), rate.label)


def _formula(sentence: Sentence, n: int) -> tuple[int, list[int]]:
    """Where the formula before the n-th number may begin, and the numbers in it."""
    numbers: list[int] = []
    i = n - 1
    while i >= 0 and len(numbers) < 2:
        between = sentence.text[sentence.places[i].end : sentence.places[i + 1].start]
        if _TIMES.search(sentence.before(i)) and sentence.figure(i).printed.startswith("100"):
            i -= 1
            continue
        if re.search(r"[，,；;。]", between):
            break
        numbers.append(i)
        i -= 1
    return (sentence.places[i].end if i >= 0 else 0), numbers


def _operand(
    name: str, topic: str, sentence: Sentence, numbers: Sequence[int], chapter: Sequence[Sentence], rules: RuleSet
) -> Operand | None:
    """The number in an operand's words, or the only one that goes by its name."""
    for i in numbers:
        figure = sentence.figure(i)
        if name.endswith(figure.printed.replace(" ", "")):
            return Operand(figure, sure=True) if usable(figure) and figure.kind is Kind.AMOUNT else None
    role = part_of("", name, rules)
    for place, sure in (([sentence], True), (chapter, False)):
        values: dict[object, Figure] = {}
        for spoken in place:
            for i in range(len(spoken)):
                figure = spoken.figure(i)
                known = figure.kind is Kind.AMOUNT and usable(figure) and not is_change(spoken.before(i))
                if known and _plays(spoken, i, name, role.role, role.topic or topic, rules, far=not sure):
                    values.setdefault(value_of(figure), figure)
        if values:
            return Operand(next(iter(values.values())), sure) if len(values) == 1 else None
    return None


def _plays(sentence: Sentence, n: int, name: str, role: str, topic: str, rules: RuleSet, *, far: bool) -> bool:
    """Whether a number goes by a name, or plays the part that it names in the account of the same thing."""
    figure = sentence.figure(n)
    if normalise(figure.label) == normalise(name):
        return True
    if not topic and far:  # of everything: what is called so, and no single project
        whole = figure.indicator == "expenditure.total" if role == "spent" else "项目" not in figure.label
        if role == "spent" or not whole:
            return whole
    known = part_of(sentence.before(n), figure.label, rules)
    spent = role == "spent" and not known.role and bool(topic)
    return bool(role) and not figure.subject and known.topic == topic and (known.role == role or spent)
