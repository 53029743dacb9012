"""Prices, counts and amounts said in one sentence (单价勾稽): `A 人，每人 P 元，共 T`, `N 批次，支出 T，批均 P`."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.changes.comparisons import CHANGE
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import Rule, RuleSet

_UNIT = (
    "公里|平方米|立方米|公顷|公斤|人次|批次|标段|课时|学时|人|户|亩|套|台|件|辆|场|家|村|期|次|轮|座|处|所|名|例|间|批|班|吨|米|车|个|宗|份|条|"
    "册|本|项|株|棵|头|只|盏|口|眼|篇|笔|部|栋|幢|床|单|页|幅|枚|艘|桶|站次|场次"
)
_EACH = re.compile(rf"(?P<monthly>每个?月)?每(?P<of>{_UNIT})(?P<month>每个?月)?[^，,；;。每/]{{0,6}}$")
_EACH_OF = re.compile(r"每[^\W\d]{1,2}[^，,；;。每/]{0,6}$")
_MEAN = re.compile(rf"(?:^|[^平月日])(?P<of>{_UNIT}|[生案床])(?:均|(?<=亩)单?产)[^，,；;。]{{0,6}}$")
_WEIGHTS = {"吨": Fraction(1000), "公斤": Fraction(1), "千克": Fraction(1), "斤": Fraction(1, 2)}
_ALIKE = {
    "人": ("人", "名", "位"),
    "批": ("批", "批次"),
    "批次": ("批", "批次"),
    "轮": ("轮", "轮次"),
    "名": ("名", "人", "位"),
    "车": ("辆", "台"),
    "生": ("人", "名", "位"),
    "案": ("件", "起", "宗", "份"),
    "床": ("张", "床"),
}
_TOGETHER = re.compile(
    r"(?:共|共计|合计|总计|累计|全年|计|[应实]发|发放|支付|兑付|补助|补贴|安排|支出|拨付|投入|使用|费用|花费|金额|价款)[^，,；;。]{0,6}$"
)
_OWN = re.compile(r"^[，,](?:[应实]发|计发?|共计?|合计)[^，,；;。\d]{0,4}$")  # behind a price: what it comes to
# What each bears himself is no price of what he is granted.
_BORNE, _GRANTED = re.compile(r"自[筹付负行]|承担|负担|缴|交纳"), re.compile(r"补助|补贴|奖补|奖励|救助")
_TOLD = re.compile(r"共|合计|总计")
_ALTOGETHER = re.compile(r"^[，,](?:全年)?(?:合计|总计|共计?|总共)[^，,；;。\d]{0,6}$")
# 户均收入由 P 提高到 Q: two years' means, neither of them of this year's count and amount.
_FROM, _TO = re.compile(r"[由从]$"), re.compile(r"[高低增加长升降涨减少大小短][到至为]$")
_TIMES = re.compile(r"每个?[天日季]|每次每|/[月年天日次]|个月|学期|不超过|不低于|最高")
_AIM = re.compile(r"(?:目标|标准|指标)值?[为是]?$")
_OF_AIM = re.compile(r"^的?[^，,；;。\d]{0,4}(?:目标|标准|指标|上限|限额)")
# 较目标 A 户多 B 户: what the count is compared with.
_THAN_AIM, _MORE = (
    re.compile(r"[比较](?:目标|计划|任务|上年)[值数]?(?:[超多少](?:出|于)?了?)?$"),
    re.compile(r"[超多少](?:出|于)?了?$"),
)
_SINGLE = re.compile(r"[均每][^，,；;。]{0,6}$")  # another price
_PAST = re.compile("[上去]年|上一年")
_YEAR = re.compile(r"全年|一年|年度|年租")
_MONTHS = 12
_PRICE = re.compile(r"(?:控制|单|限|标|均|定|市场)价[为是]?$")
_AIMED = re.compile(r"(?:任务|目标|计划|预计|拟)[^，,；;。：:\d]{0,4}$")
_APIECE = re.compile(r"各(?:自|分别)?[设建配派增新]?[有立置备]?$")
_LISTS = ("，其中", "（其中", "；其中")
_EACH_NOUN = re.compile(r"每一?个([\u4e00-\u9fff])")
_MONTHLY = re.compile(r"/(?P<of>[人户名生])?[·•・./]?(?:每?个?月)$|/月[·•・./](?P<by>[人户名生])$")
_SO_MANY_MONTHS = re.compile(r"(?<![\d.])(\d{1,2})个月")
_PEOPLE = ("人", "名", "位", "人次")
_ALL = 3  # numbers


def priced(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """One price, one count of what is priced, one amount that they make."""
    rule = rules["prose_price"]
    prices = [
        (n, found)
        for n in range(len(sentence))
        if (found := _EACH.search(sentence.before(n)) or _MEAN.search(sentence.before(n)))
        and not _FROM.search(sentence.before(n))
        and not CHANGE.search(sentence.before(n))
    ]
    if not prices or _TIMES.search(sentence.text):
        return
    if len(prices) > 1 and (all_ := _summed([n for n, _ in prices], sentence, rule)):
        yield all_
    elif len(prices) > 1:
        # 26 期 1560 人次，期均 60 人次，支出 T，人均 P: what each mean follows since the one before.
        for k, (n, found) in enumerate(prices):
            start = prices[k - 1][0] + 1 if k else 0
            parted = any("；" in sentence.before(i) for i in range(start, n + 1))
            if parted:  # 甲每平方米 P；乙面积 N，支付 T，每平方米 Q
                start = max(i for i in range(start, n + 1) if "；" in sentence.before(i))
            beside = n - 2 >= start and not sentence.before(n - 1)
            if beside:  # 甲 A 件 B 元、每件 P，乙…
                start = n - 2
            told = found.re is _MEAN or parted or beside
            nexts = [i for i, _ in prices[k + 1 :]]
            end = next((i for i in range(n + 1, len(sentence)) if "；" in sentence.before(i)), len(sentence))
            alone = parted and not any(i < end for i in nexts)  # 甲每场 P；乙每册 Q，共印 N 册，费用 T
            made = _priced(sentence, n, range(start, end if alone else n + 1), found, rule) if told else None
            if made is not None:
                yield made
        return
    n, found = prices[0]
    # What a semicolon parts off is told of something else, if the price's own part says enough.
    first = max((i for i in range(n + 1) if "；" in sentence.before(i)), default=0)
    last = next((i for i in range(n + 1, len(sentence)) if "；" in sentence.before(i)), len(sentence))
    own = any(sentence.figure(i).kind is Kind.AMOUNT for i in range(first, last) if i != n)
    # 惠及 A 户；户均 P；加装电梯 B 部，每部 Q，共 T: T is told of something else.
    own = own or any(_EACH_OF.search(sentence.before(i)) for i in range(last, len(sentence)))
    # 人均 P，安排 T，其中中央 A、省级 B: what makes T up is no total itself.
    last = next((i for i in range(n + 2, last) if sentence.before(i)[:3] in _LISTS), last)
    for part in (range(first, last), *([] if own and (first or last < len(sentence)) else [range(len(sentence))])):
        made = _priced(sentence, n, part, found, rule)
        if made is not None:
            yield made
            return


def _summed(prices: Sequence[int], sentence: Sentence, rule: Rule) -> Relation | None:
    """`甲 A 家，每家 P；乙 B 家，每家 Q，合计 T`: what so many of each make together."""
    last, counts = prices[-1] + 1, [sentence.figure(n - 1) for n in prices if n]
    if last >= len(sentence) or not _ALTOGETHER.search(sentence.before(last)) or len(counts) < len(prices):
        return None
    whole, amounts = sentence.figure(last), [sentence.figure(n) for n in prices]
    plain = all(f.kind is Kind.COUNT and usable(f) for f in counts) and all(map(usable, (whole, *amounts)))
    if not plain or any(
        f.kind is not Kind.AMOUNT or "；" in sentence.before(n) for n, f in zip(prices, amounts, strict=True)
    ):
        return None
    terms = tuple((value_of(price), count) for price, count in zip(amounts, counts, strict=True))
    form, own = Equation(terms, side(whole)), Equation(terms[-1:], side(whole))
    return None if is_held(own) else Relation(rule, (form,), whole.label, mild=True)


def _priced(sentence: Sentence, n: int, part: range, found: re.Match[str], rule: Rule) -> Relation | None:
    """The relation of the n-th number, a price, to the one count and the one amount in a part of its sentence."""
    price, of, is_mean = sentence.figure(n), found["of"], found.re is _MEAN
    units = {i: _unit(sentence.figure(i)) for i in part if i != n}
    # 救助 A 人次，支出 T，人均 P: where nobody is counted, what is counted is how often.
    alike = ("人次",) if is_mean and of == "人" and not {*units.values()} & {*_ALIKE[of]} else _ALIKE.get(of, (of,))
    places = [i for i, unit in units.items() if unit in alike]
    noun = found_noun[1] if (found_noun := _EACH_NOUN.search(sentence.before(n))) else of
    if noun != "个":  # 垃圾桶 A 个，保洁员 B 人，平均每个村 P 人: not all that is counted in 个
        places = [i for i in places if units[i] != "个" or noun in sentence.figure(i).label + _counted(sentence, i)]
    places = [i for i in places if not _THAN_AIM.search(sentence.before(i)) and not _MORE.match(sentence.before(i))]
    # 每批次 P，低于控制数 Q（A÷B 批次）: what a later bracket counts is another price's.
    places = [i for i in places if (owner := sentence.owner(i)) is None or owner <= n]
    done = [i for i in places if not _AIMED.search(sentence.before(i))]
    places = done or places  # 任务 M 亩，完成 N 亩，支出 T，每亩 P
    counts = [sentence.figure(i) for i in places if sentence.figure(i).kind is Kind.COUNT]
    if any("其中" in sentence.before(i) and sentence.before(i + 1) for i in places if i + 1 < len(sentence)):
        return None  # some of those that are paid for, unless their own amount stands with them
    totals = [
        sentence.figure(i)
        for i in part
        if i != n and _is_total(sentence, i, n, price, is_mean=is_mean) and sentence.figure(i) not in counts
        if not (_BORNE.search(sentence.before(n)) and _GRANTED.search(sentence.before(i)))
        if "抽" not in found[0] or "抽" in sentence.before(i)  # 共 A 座，每次抽查 P 座: of all that there are
    ]
    # 甲 N 亩，每亩 P，应发 T，两项合计 S
    own = n + 1 in part and _OWN.match(sentence.before(n + 1))
    totals = [f for f in totals if own and f is sentence.figure(n + 1)] or totals
    if is_mean and re.search(r"[日天周季]", found[0]):
        return None
    if any(sentence.after(i).startswith("月") or _APIECE.search(sentence.before(i)) for i in places):
        return None  # 869 人月; 3 个县各设 1 处
    if price.kind not in (Kind.AMOUNT, Kind.COUNT) or len(counts) != 1 or len(totals) != 1:
        return None
    month = "月" in found[0] if is_mean else bool(found["monthly"] or found["month"])  # 人均月补助
    if not all(map(usable, (price, totals[0], counts[0]))) or value_of(counts[0]) <= 0:
        return None
    factor = Fraction(1, _MONTHS) if month else Fraction(1)
    factor *= _WEIGHTS.get(_unit(totals[0]), Fraction(1)) / _WEIGHTS.get(_unit(price), Fraction(1))  # P 公斤, T 吨
    form = Quotient(side(totals[0]), side(counts[0]), price, factor)
    if not month and any("月" in sentence.clause(i) for i in places):  # 月均发放 N 人，按人均 P 测算需 T
        form = min(form, replace(form, factor=Fraction(1, _MONTHS)), key=lambda made: abs(made.result.gap))
    if not is_held(form):
        form = with_others(form, [sentence.figure(i) for i in part]) or form
    sure = not month or bool(_YEAR.search(sentence.text))
    return Relation(rule, (form,), totals[0].label, sure=sure, mild=not _TOLD.search(sentence.text))


def _counted(sentence: Sentence, n: int) -> str:
    """What the n-th number counts, by the words that follow it at once: 14 个村."""
    return re.split(r"[，,；;。、：:（(]", sentence.after(n))[0]


def with_others(form: Quotient, beside: Sequence[Figure]) -> Quotient | None:
    """The form, less the one or all the amounts that the total holds besides: 两台每台 A，另一套 B，共计 C."""
    total = form.numerator[0][1]
    more = [f for f in beside if usable(f) and like(f, total) and f not in form.figures]
    less = [(*form.numerator, *((Fraction(-1), f) for f in some)) for some in (*([f] for f in more), more)]
    return next((made for terms in less if is_held(made := replace(form, numerator=terms))), None)


def _unit(figure: Figure) -> str:
    return figure.unit.lstrip("万千百亿")


def _is_total(sentence: Sentence, i: int, n: int, price: Figure, *, is_mean: bool) -> bool:
    """Whether the i-th number may be what the price and the count make: of the price's kind; of a price, after it."""
    figure = sentence.figure(i)
    if _PRICE.search(sentence.before(i)):
        return False  # 低于控制价 P
    if (
        _OF_AIM.match(sentence.after(i))
        or _AIM.search(sentence.before(i))
        or _FROM.search(sentence.before(i))
        or _TO.search(sentence.before(i))
    ):
        return False  # 人均 P，目标为 A
    if _SINGLE.search(sentence.before(i)) or CHANGE.search(sentence.before(i)):
        return False
    if bool(_PAST.search(sentence.before(i))) != bool(_PAST.search(sentence.before(n))):
        return False  # 人均 P，上年为 A
    if not (like(figure, price) or {_unit(figure), _unit(price)} <= _WEIGHTS.keys()):
        return False
    return is_mean or i < n or bool(_TOGETHER.search(sentence.before(i)))


def by_the_month(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """One price by the month, one count, the months in words and the total that they make."""
    months = _SO_MANY_MONTHS.findall(sentence.text)
    figures = [place.figure for place in sentence.places if place.figure.kind is not Kind.DATE]
    priced = [f for f in figures if _MONTHLY.search(f.unit)] if len(months) == 1 else []
    counts = [f for f in figures if f.kind is Kind.COUNT and f.unit != "个月"]
    totals = [f for f in figures if f.kind is Kind.AMOUNT and "/" not in f.unit]
    if not len(priced) == len(counts) == len(totals) == 1 or any(f.qualifier or not usable(f) for f in figures):
        return
    of = found["of"] or found["by"] or "" if (found := _MONTHLY.search(priced[0].unit)) else ""
    same = counts[0].unit in _PEOPLE if of in "人名生" else counts[0].unit == of
    if same and len(figures) <= _ALL + 1 and value_of(counts[0]) > 0 and int(months[0]) > 0:
        form = Quotient(side(*totals), side(*counts), priced[0], Fraction(1, int(months[0])))
        yield Relation(rules["prose_price"], (form,), totals[0].label)
