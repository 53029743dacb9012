"""Two numbers and a third that by its kind is what they make (成对): a share, a difference in points, a price.

`职工 A 人，女性 B 人，占比 P`; `上年执行率 P。本年执行率 Q，提高 D 个百分点`; `购置电脑 A 台，单价 B 元，共 C 元`.
They are all that a passage tells, so that no word need say what is reckoned from what.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation, is_slip_of, slip_explains
from pipeline.reconcile.sentences import is_part, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Passage
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_SHARE = re.compile(r"^[，,]占(?:比(?:例|重)?|(?P<whole>[^，,；;。：:]{0,12}?)的?(?:比例|比重)?)(?:为|达到?|约)?$")
_IDLE = re.compile(r"总[数额量]|总|合计|[全本当]年|年度|全部|其|共")
_CHANGED = re.compile(r"(?:提[高升]|上升|增[加长]|高出?|下降|降低|减少|低|回落)[^，,；;。]{0,6}$")
_THAN_ANOTHER = re.compile(r"[高低]于(?!目标|上年|去年|年度|计划|同期|预期|要求|标准)[\u4e00-\u9fff]")
_EACH = re.compile(r"每(?P<of>[一-龥])|单价|人均|户均|[/／](?P<one>[一-龥])")
_TIMES = re.compile(r"每(?:人|户|[一-龥])?每|(?:每|[/／])[年月日天季周]|[月日年]均|增|减|降|提高")
_TIMED = re.compile(r"/.*[年月日天季周]")
_APIECE = re.compile(r"[，,、（(](?:按)?(?:每[^，,；;。均月季日天]{1,10}|[^，,；;。均]{0,4}单价)[为是]?")
_MADE = re.compile(r"[，,）)]*(?:共?计|合计|共|结算|应付)[^，,；;。：:]{0,4}")
_BESIDES = re.compile(r"[含另外]|其他|以及")  # 共 T（含安装费）
_THREE, _NEAR = 3, 10  # how many times what a price is off must fit into it
_ALTOGETHER = re.compile(r"(?:合计|总计|共计?|总共)[^，,；;。\d]{0,6}$")


def paired(passages: Sequence[Passage], rules: RuleSet) -> Iterator[Relation]:
    """What the three numbers of a passage, or of it and the one before, say of one another."""
    for start in range(len(passages) - 1, max(len(passages) - 3, -1), -1):
        places = [(passage.sentence, n) for passage in passages[start:] for n in passage.run]
        if len(places) > _THREE:
            return
        figures = [sentence.figure(n) for sentence, n in places]
        if len(places) < _THREE or any(f.qualifier or not usable(f) for f in figures):
            continue
        yield from _points(figures, [sentence.before(n) for sentence, n in places], rules)
        if start == len(passages) - 1:
            yield from _shared(passages[-1], rules)
            yield from _priced(figures, passages[-1], rules)
        return


def _shared(passage: Passage, rules: RuleSet) -> Iterator[Relation]:
    sentence, (first, second, third) = passage.sentence, passage.run
    whole, part, rate = (sentence.figure(n) for n in passage.run)
    told = _SHARE.search(sentence.before(third))
    if not told or rate.kind is not Kind.RATE or rate.unit != "%" or whole.kind is Kind.RATE or not like(whole, part):
        return
    if not told["whole"] and any(_of_something(sentence.before(n)) for n in range(1, first)):
        return  # 甲 A，占总额的 P；乙预算 B，执行 C，占 Q: of the same
    name, label = (_IDLE.sub("", normalise(words)) for words in (told["whole"] or "", whole.label))
    # 占总支出的 is of no 人员支出: what is called the whole of something has no more to its name.
    entire = bool(told["whole"]) and name != normalise(told["whole"])
    named = name == label if entire else name in label or (len(label) > 2 and label in name)
    flat = sentence.depth(second) == sentence.depth(third)
    if named and flat and is_part(sentence, first, part) and is_part(sentence, second, whole) and value_of(whole):
        form = Quotient(side(part), side(whole), rate)
        yield Relation(rules["prose_share"], (form,), part.label, sure=value_of(part) <= value_of(whole))


def _of_something(words: str) -> bool:
    """Whether a share is told with what it is of."""
    told = _SHARE.search(words)
    return bool(told and told["whole"])


def _points(figures: Sequence[Figure], leads: Sequence[str], rules: RuleSet) -> Iterator[Relation]:
    """Two rates called alike, or the second a goal, and the points that they differ by."""
    a, b, points = figures
    rates = all(f.kind is Kind.RATE and f.unit == "%" for f in (a, b))
    if not rates or points.unit != "个百分点" or not _CHANGED.search(leads[2]) or re.search("[较比]", leads[2]):
        return
    if _THAN_ANOTHER.search(leads[2]):
        return  # 甲管理率 P（上年 Q），低于乙 D 个百分点
    alike = normalise(a.label)[-2:] == normalise(b.label)[-2:] or any(re.search("目标|上年|去年", w) for w in leads[:2])
    if alike and value_of(a) != value_of(b):
        less, more = sorted((a, b), key=value_of)
        form = Equation(side(less, points), side(more))
        yield Relation(rules["prose_points"], (form,), b.label)


def _priced(figures: Sequence[Figure], passage: Passage, rules: RuleSet) -> Iterator[Relation]:
    """A count, what one costs, and what all cost."""
    counts = [f for f in figures if f.kind is Kind.COUNT]
    amounts = [f for f in figures if f.kind is Kind.AMOUNT]
    if len(counts) != 1 or len(amounts) != 2 or _TIMES.search(passage.text):
        return
    if any(_TIMED.search(f.unit) for f in amounts):
        return  # A 人，B 元/人·月，10 个月，共 C 元
    plainly = _is_plain_price(passage)
    price, paid = amounts if plainly else sorted(amounts, key=value_of)
    if _ALTOGETHER.search(paid.words[0]) and len(_EACH.findall(passage.sentence.text)) > 1:
        return  # 甲 A 家，每家 P；乙 B 家，每家 Q，合计 T
    each = _EACH.search(passage.text)
    one = (each["of"] or each["one"] or "") if each else ""
    same = one in ("", counts[0].unit[-1:]) or (one in "人生名户" and counts[0].unit in ("人", "名", "户", "位"))
    form = Quotient(side(paid), side(*counts), price, Fraction(1))
    if not (each and same and value_of(counts[0])):
        return
    near = _NEAR * abs(form.result.gap) <= value_of(price)
    slipped = "均" not in passage.text and (is_slip_of(form) or slip_explains(form, forms=0))
    if near or slipped or plainly:
        yield Relation(rules["prose_price"], (form,), paid.label, mild=not near)


def _is_plain_price(passage: Passage) -> bool:
    """Whether so many, what each costs and what they cost stand side by side: A 台，单价 B 元，计 C 元."""
    leads = [passage.sentence.before(n) for n in passage.run[1:]]
    plain = bool(_APIECE.fullmatch(leads[0]) and _MADE.fullmatch(leads[1])) and not _BESIDES.search(passage.text)
    return plain and passage.sentence.figure(passage.run[0]).kind is Kind.COUNT
