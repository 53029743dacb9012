"""Numbers set against each other in words (对比勾稽): target and outcome, the rest, the gap, 即."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.lists.heads import LISTS
from pipeline.reconcile.prose.marks import deducted
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_change, is_rate, like, whole_before
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import Rule, RuleSet

_FALL = re.compile(r"下降|减少|降低|回落")
_GAP = re.compile(r"相差(?:了|达|为|仅)?$")
_ABOVE = re.compile(r"(?:(?P<up>高于|超过|超出|高出|优于)|低于|不及|落后于?)[^，,；;。：:\d]{0,14}$")
_REST = re.compile(
    r"^[，,；;、](?:剩余|其余|余下|留用|留存|自留|尚有|尚余|还有|仍有|还剩|余|结余|节余|滞留|沉淀|库存|在办|正在办理|待办|未[拨支兑使付])[^，,；;。\d]{0,6}$"
)
_ADDED = re.compile(r"其中|上年|年初|期初|追加|、")  # not all that there was
_SHORT = re.compile(r"^[，,](?:比[^，,；;。\d]{1,6})?(?:少|短少|欠|差|缺口|未完成)(?:完成)?(?:了|为)?$")
_OVER = re.compile(r"^[，,](?:比[^，,；;。\d]{1,6})?(?:超额完成|超额|超计划|超|多完成|多)(?:了|为)?$")
_AIM = re.compile(r"目标|计划|任务|应|拟")
_WHOLE = re.compile(r"[资基奖]金|预算|支出|收入|经费|投[资入]|总|合计|共|[款费额价贷]|补[助贴]|结[余转]")
_LAST_CLAUSE = re.compile(r"[，,；;。]")
_SAID = re.compile(r"共|总|合计|全[年县市区省]")  # that a number is all there was
_REST_OF = re.compile(r"结[转余]|剩余|其余|收回|上缴|缴回|另|未")
_EXCEEDS = re.compile(r"(?:超额完成|超过|超出|高于)[^，,；;。：:\d]{0,10}(?:目标|计划|任务)[数值]?$")
_RATE_NAME = re.compile(r"[，,；;。](?P<of>[^，,；;。：:\d]{2,}(?:率|度|比[例重]))[均都也]?$")
_EACH = re.compile(r"[均每]|单[价位]|标准")
_SAME = re.compile(r"^(?:[，,（(](?:即|折合|也就是)(?:人民币)?|[（(]约?合?)$")
# What one of a measure is of another: 1 平方公里 is 1,500 亩.
_MEASURES: tuple[dict[str, Fraction], ...] = (
    {
        "平方公里": Fraction(1500),
        "km²": Fraction(1500),
        "公顷": Fraction(15),
        "亩": Fraction(1),
        "平方米": Fraction(3, 2000),
    },
    {"公里": Fraction(1000), "千米": Fraction(1000), "km": Fraction(1000), "米": Fraction(1)},
    {"吨": Fraction(1000), "公斤": Fraction(1), "千克": Fraction(1), "斤": Fraction(1, 2)},
)


def compared(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """Every such comparison of a sentence."""
    for n in range(1, len(sentence)):
        words = sentence.before(n)
        if _GAP.search(words):
            yield from _gap(sentence, n, rules)
        elif _SAME.match(words):
            yield from _same(sentence, n, rules)
        elif n > 1:
            yield from _beside_target(sentence, n, rules)
    yield from deducted(sentence, rules)


def _gap(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`最高 A，最低 B，相差 D`: of more than two numbers it is not said which."""
    by = sentence.figure(n)
    points = by.unit == "个百分点"
    # 甲 P，…；乙与 Q 的目标相差 D: what a semicolon parts off is another's.
    first = max((i for i in range(1, n + 1) if "；" in sentence.before(i)), default=0)
    found = [
        f
        for i in range(first, n)
        if usable(f := sentence.figure(i)) and like(f, by) and (f.unit != "个百分点") is points
    ]
    if not points:
        found = [f for f in found if f.unit == by.unit]
    forms = tuple(sorted((_apart(a, b, by) for a, b in combinations(found, 2)), key=lambda f: abs(f.result.gap)))
    if usable(by) and forms:
        yield Relation(rules["prose_points" if points else "prose_change"], forms, by.label, sure=len(forms) == 1)


def _apart(a: Figure, b: Figure, by: Figure) -> Equation:
    """By how much two numbers differ: what grew by the one and fell by the other by both together."""
    if a.kind is Kind.RATE and bool(_FALL.search(a.label)) != bool(_FALL.search(b.label)):
        return Equation(side(a, b), side(by))
    return Equation(side(max(a, b, key=value_of)), side(min(a, b, key=value_of), by))


def _same(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`A 万元，即 B 元`."""
    rule, a, b = rules["prose_same"], sentence.figure(n - 1), sentence.figure(n)
    if "折合" in sentence.before(n) and _EACH.search(a.label):
        return  # 人均 A 元，折合 B 万元: of all
    closed = bool(re.match(r"[）)]", sentence.after(n)))
    if a.kind is b.kind is Kind.COUNT and usable(a) and usable(b):
        # 3.5 公里（3.5 米宽）
        yield from _converted(a, b, rule) if closed or sentence.before(n)[-1] not in "（(" else ()
    if not (like(a, b) and a.unit != b.unit and a.kind is Kind.AMOUNT and usable(a) and usable(b)):
        return
    if b.qualifier == "约" or (b.decimals < a.decimals and sentence.before(n).endswith("约")):
        # 28,974.36 万元（约 2.90 亿元）: so many decimals are a rounding; 约 2,900 万元 is a round number.
        is_round = not value_of(b) % (10 * b.ulp)
        yield Relation(rule, (Equation(side(a), side(replace(b, qualifier=""))),), a.label, mild=is_round)
    elif closed or sentence.before(n)[-1] not in "（(":
        yield Relation(rule, (Equation(side(a), side(b)),), a.label)


def _converted(a: Figure, b: Figure, rule: Rule) -> Iterator[Relation]:
    """`A 公顷（折合 B 亩）`, B as it should be but for its last digit and that of A: measured, none is exact."""
    units = [figure.unit.lstrip("万千百亿") for figure in (a, b)]
    measure = next((m for m in _MEASURES if {*units} <= m.keys() and units[0] != units[1]), None)
    if measure is None or a.qualifier or b.qualifier:
        return
    a, b = (a, b) if measure[units[0]] > measure[units[1]] else (b, a)
    times = max(measure[unit] for unit in units) / min(measure[unit] for unit in units)
    form = Equation(((times, a),), side(b))
    if abs(form.result.gap) > times * a.half_ulp + b.half_ulp or form.result.verdict.holds:
        yield Relation(rule, (form,), a.label, mild=True)


def _beside_target(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`共 A，已办 B，剩余 C`, `目标 A，实际 B，少 C`, `B，高于目标 A 的 D 个百分点`."""
    top = _before_growth(sentence, n - 2)
    a, b, c = sentence.figure(top), sentence.figure(n - 1), sentence.figure(n)
    if is_rate(c):
        yield from _beyond(sentence, n, rules)
    if not (usable(b) and like(b, a) and usable(c) and like(c, a)):
        return
    words = sentence.before(n)
    above = _ABOVE.search(sentence.before(n - 1))
    of_a = above and not _names_another(sentence.before(n - 1)[: above.start()], a)
    if c.unit == "个百分点" and above and of_a and re.fullmatch(r"的?", words) and "个百分点" not in (a.unit, b.unit):
        points = rules["prose_points"]
        if value_of(b) == HUNDRED and not above["up"]:  # a goal of 100 % is no rounded number
            yield Relation(points, (Equation(side(a, c), (), "=", HUNDRED),), a.label)
        else:
            more, less = (a, b) if above["up"] else (b, a)
            yield Relation(points, (Equation(side(more), side(less, c)),), a.label)
    if a.kind is Kind.RATE or is_change(sentence.before(n - 1)) or is_change(sentence.before(top)):
        return
    if "扣" in sentence.before(top):
        return  # 各扣 A 分，甲扣 B 分，其余扣 C 分
    aimed = _AIM.search(_LAST_CLAUSE.split(sentence.before(top))[-1])
    parted = re.search(r"[；;。]", sentence.before(n - 1)) or _ADDED.search(sentence.before(top))
    item = a.kind is Kind.AMOUNT and not _WHOLE.search(a.label)  # 车辆采购 4 万元，箱体采购 1 万元，其余 2 万元
    others = bool(parted) or a.period != b.period
    if _REST.match(words) and value_of(b) <= value_of(a) and not (others or item) and _is_rest(sentence, n):
        # 发表 A 篇，目标 T 篇，其中甲 B 篇，其余 C 篇: of what came about.
        a = (aimed and LISTS.search(sentence.before(n - 1)) and whole_before(sentence, n - 1)) or a
        said = bool(_SAID.search(sentence.before(top) + a.label))
        yield Relation(rules["prose_sum"], (Equation(side(b, c), side(a)),), a.label, mild=not said)
    elif aimed and _SHORT.match(words):
        yield Relation(rules["prose_change"], (Equation(side(b, c), side(a)),), a.label)
    elif aimed and _OVER.match(words):
        yield Relation(rules["prose_change"], (Equation(side(a, c), side(b)),), a.label)


def _before_growth(sentence: Sentence, n: int) -> int:
    """The n-th number, or the one before if it is how fast that grew: 受理 A 件，环比上升 P，办结 B 件，在办 C 件."""
    return n - 1 if n and is_rate(sentence.figure(n)) and is_change(sentence.before(n)) else n


def _names_another(words: str, figure: Figure) -> bool:
    """Whether the words that lead to a comparison name what is compared, and not the number before them.

    `完成率 P，执行率低于目标 Q 的 D 个百分点`: it is not the completion that falls short.
    """
    name = _RATE_NAME.search(words)
    return bool(name and name["of"][-3:] not in figure.label)


def _is_rest(sentence: Sentence, n: int) -> bool:
    """Whether nothing else became of the whole: no more is told of it, and it is what the rest is a rest of."""
    figure, words = sentence.figure(n), sentence.before(n)
    more = any(
        like(sentence.figure(i), figure) and _REST_OF.search(sentence.before(i)) for i in range(n + 1, len(sentence))
    )
    before = sentence.text[: sentence.places[n - 2].start]
    more = more or re.search(r"(?:上年|年初|期初)[^，,；;。]{0,6}(?:结转|结余)", before) is not None
    return not more and not re.search(r"收回|上缴|缴回", words)


def _beyond(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`目标 A，实际 B，超额完成 P` and `完成 B，超过目标 A 的 P`, P a rate."""
    a, b, rate = (sentence.figure(i) for i in (n - 2, n - 1, n))
    if not like(a, b) or a.kind is Kind.RATE or not usable(a) or not usable(b):
        return
    if is_change(sentence.before(n - 1)):
        return  # 完成 A，目标 B，多 C，超额 P
    words, one = sentence.before(n), Fraction(1)
    if _AIM.search(sentence.before(n - 2)) and _OVER.match(words):
        aim, got = a, b
    elif words == "的" and _EXCEEDS.search(sentence.before(n - 1)):
        aim, got = b, a
    else:
        return
    yield Relation(rules["prose_growth"], (Quotient(((one, got), (-one, aim)), side(aim), rate),), got.label)
