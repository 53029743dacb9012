"""Execution rates of what is budgeted or spent elsewhere (异处预算): `甲支出 A，执行率 P`, its budget elsewhere.

What the money is for its words say (甲支出, 甲预算, 甲 in a list, a table's row); a rate of nothing in particular is
the report's own. Whatever else makes a rate to its last place accounts for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import permutations, product
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import HUNDRED, Quotient, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.near import is_by_slip, is_near_miss
from pipeline.reconcile.prose.elsewhere.goals import titles
from pipeline.reconcile.relations import Relation, is_slip_of, spoken_of
from pipeline.reconcile.sentences import is_change, is_rate, is_spelt_out
from pipeline.reconcile.tabled import is_total, rates_of, totals_of
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Basis, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Form, Side
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_RATE = re.compile(
    r"(?P<of>[^，,；;。：:（(）)]{0,24}?)(?:(?:预算|资金|经费)?(?:执行|支出|支付|控制)率|(?:支出|执行)进度)"
    r"(?:[最偏较][高低][，,])?(?:仅|只有|为|达到?|是)*$"
)
_OF_BUDGET = re.compile(
    r"(?P<of>[^，,；;。：:（(）)]{0,24}?)(?:占|为|完成|达到?|是)了?(?:年初|全年|年度|本年|调整后的?)?预算(?:数|安排)?的$"
)
_SPENT = re.compile(r"支出|决算|执行|支付|拨付|使用|实支|发放|兑付|实际")
_GRANTED = re.compile(r"预算|安排|下达|到位|分配|拨款|批复|核定|可用|指标")
_ROW = 4  # letters that a row's name and a sentence share
_OTHER = re.compile(
    r"结余|结转|剩余|未|节[约余支]|超支?|追加|调[增减]|压减|收入|收回|上年|去年|[均每]|标准|采购|合同|中标|控制价|目标|增|减|资产|缺口|垫付|欠|概算|投资"
)
_PARTIAL = re.compile(r"季度|半年|[1-9]月|1[01]月|序时|下年|明年|力争|要求|比例|低于|未达|不足")
_IDLE = re.compile(
    r"\d+年?|全年度?|[本当]年度?|年度|年[初中末底内]|调整后?|实际|累计|总体|整体|综合|预算|决算|支出|执行|安排|下达|分配|拨付|到位|使用|支付|"
    r"发放|兑付|批复|核定|可用|实支|指标|数额?|金?额|资金|经费|费用?|合计|总计|共计?|总|其中|截至|部门|单位|拨款|财政|相应|[我本]\w"
    r"|[为的]|一般公共|情况|控制|[“”\"]"
)
_TAIL = re.compile(r"(?<=..)(?:项目|工程|类|专项|方面|部分|工作)$")
_WHOLE = re.compile(r"总|整体|综合|部门|全年")
_STOP = re.compile(r"[。；;\n]")
_NEAR = 5  # how many times what a rate is off must fit into it
_NAME = 3  # letters of a name that may be told with more before it
_FEW = 3  # amounts that may be meant


class Money(NamedTuple):
    """An amount, what it is for, and whether it was granted or spent; "" where no word says so."""

    figure: Figure
    thing: str
    role: str


@lru_cache(maxsize=4096)
def _thing(words: str) -> str:
    """What money is for, by words that say what became of it besides."""
    bare = _IDLE.sub("", normalise(words))
    return _TAIL.sub("", bare)


def _role(words: str) -> str:
    """Whether words say that money was granted or spent, by the last of them; 实际 alone says that it was spent."""
    spent, granted = (max((m.end() for m in found.finditer(words)), default=0) for found in (_SPENT, _GRANTED))
    return "spent" if spent > granted else "granted" if granted else ""


def executed(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The execution rates that nothing else accounts for, each with what was spent and what was granted."""
    known = spoken_of(confronted)
    money: list[Money] = []
    tables = totals_of(report)
    for before, sentence in zip((None, *spoken), spoken, strict=False):
        for n in range(len(sentence)):
            figure, words = sentence.figure(n), sentence.before(n)
            if not is_rate(figure) or figure.unit != "%" or figure.qualifier or figure.figure_id in known:
                continue
            told = (_OF_BUDGET if words.endswith("的") else _RATE).search(words)
            if (
                told is None
                or is_spelt_out(sentence, n)
                or _PARTIAL.search(sentence.clause(n))
                or is_change(words)
                or figure.period == LAST_YEAR
            ):
                continue
            if _is_made_near(figure, (before, sentence)) or _is_of_named_row(report, sentence, n):
                continue  # 收入 A。支出 B，其中甲 C、乙 D，执行率 P: of A and B
            money = money or list(moneys(report))
            heading = next(iter(titles(report.sections, sentence.section)), "")
            found = _executed(sentence, n, told["of"], heading, money, rules)
            made = rates_of(figure, tables)
            if found and (_is_of_row(found.forms[0]) or all(is_by_slip(of, found.forms[0]) for of in made)):
                yield found


def _is_of_named_row(report: Report, sentence: Sentence, n: int) -> bool:
    """Whether a table has the very rate in a row that the words before it name: 排污口整治差 3 个，项目执行率 P."""
    rate, said = sentence.figure(n), normalise(sentence.text[: sentence.places[n].start])
    alike = (f for f in report.figures if f.table_id and f.kind is Kind.RATE and f.base_value == rate.base_value)
    return rate.decimals > 1 and any(longest(normalise(f.label.split("/")[0]), said) >= _ROW for f in alike)


def _is_made_near(rate: Figure, sentences: Sequence[Sentence | None]) -> bool:
    """Whether two amounts of its sentence and the one before it in the section make a rate."""
    near = [s for s in sentences if s is not None and s.section == rate.section]
    told = [f for s in near for p in s.places if (f := p.figure).kind is Kind.AMOUNT and usable(f) and not f.qualifier]
    pairs = (pair for pair in permutations(told, 2) if value_of(pair[1]) > 0)
    return rate.decimals > 1 and any(is_held(Quotient(side(a), side(b), rate)) for a, b in pairs)


def _executed(
    sentence: Sentence, n: int, of: str, heading: str, money: Sequence[Money], rules: RuleSet
) -> Relation | None:
    rate, beside = sentence.figure(n), _beside(sentence, n)
    called = _RATE.search(rate.label) or _OF_BUDGET.search(rate.label)
    thing = _thing(called["of"] if called else of) or (beside.thing if beside and not _WHOLE.search(of) else "")
    if not thing and not beside:
        thing = _mentioned(sentence, n, heading, money)
    if beside and thing != beside.thing:
        beside = None  # 其中甲 A、乙 B，总体执行率 P: of neither
    now = [m for m in money if (m.figure.period or rate.period) == rate.period]
    pairs = _pairs(beside, [m for m in now if m.thing == thing])
    alike = [] if pairs or len(thing) < _NAME else [m for m in now if _are_alike(m.thing, thing)]
    forms = [Quotient(a, b, rate) for a, b in pairs or _pairs(beside, alike)]
    if not forms:
        return None
    held = [form for form in forms if is_held(form)]
    own = [f for form in forms for f in form.figures if f is not rate]
    if not held and not all(is_by_slip(other, forms[0]) for other in _others(rate, own, money) if is_held(other)):
        return None
    near = [form for form in forms if thing and pairs and is_near_miss(form)]
    form = (held or near or forms)[0]
    if not held and value_of(rate) == HUNDRED and total(form.numerator) > total(form.denominator):
        return None  # what was carried over is spent too
    # What is told of one number twice proves nothing, and one that no word says was spent but what a slip does.
    apart = total(form.numerator) != total(form.denominator) or value_of(rate) > HUNDRED
    clear = bool(thing and pairs) and len(forms) == 1
    clear = clear and (_is_of_row(form) or _NEAR * abs(form.result.gap) <= value_of(rate))
    said = not (beside and beside.role == "?") and (clear or (len(forms) <= _FEW and is_slip_of(form)))
    if held or (apart and (said or len({one.result.left for one in near}) == 1)):
        return Relation(rules["account_rate"], (form,), rate.label, mild=not (held or said))
    return None


def _is_of_row(form: Form) -> bool:
    """Whether a rate is told of what one row of a table, not its last, was granted and spent."""
    places = [(f.table_id, *f.label.rpartition("/")[::2]) for f in form.figures if f.table_id]
    rows, roles = {place[:2] for place in places}, {_role(column) for *_, column in places}
    return len(rows) == 1 and roles == {"granted", "spent"} and not is_total(places[0][1])


def _mentioned(sentence: Sentence, n: int, heading: str, money: Sequence[Money]) -> str:
    """The thing that a sentence speaks of before a rate (甲因故延期，执行率仅 P), or that its heading names."""
    words = normalise(_STOP.split(sentence.text[: sentence.places[n].start])[-1])
    things = {m.thing for m in money if len(m.thing) >= _NAME and m.thing in words}
    return max(things, key=len, default=_thing(heading) if any(m.thing == _thing(heading) for m in money) else "")


def _pairs(beside: Money | None, own: Sequence[Money]) -> list[tuple[Side, Side]]:
    """What was spent and what was granted of one thing: beside the rate, and elsewhere."""
    first = [beside.figure] if beside and beside.role in ("spent", "?") else _values(own, "spent")
    spent = [side(f) for f in first]
    granted = [side(f) for f in ([beside.figure] if beside and beside.role == "granted" else _values(own, "granted"))]
    # 甲、乙两个项目分别支出 A、B: what of one is told is no rate of itself.
    return [(a, b) for a, b in product(spent, granted) if a[0][1] is not b[0][1] and total(a) > 0 and total(b) > 0]


def _are_alike(a: str, b: str) -> bool:
    """Whether one of two names is the other with more before it: 示范创建, 食品安全示范创建."""
    return min(len(a), len(b)) >= _NAME and (a.endswith(b) or b.endswith(a))


def _others(rate: Figure, own: Sequence[Figure], money: Sequence[Money]) -> Iterator[Quotient]:
    """What else may make a rate: any two amounts, one of which it may be of."""
    for a, m in product(own, money):
        if m.figure.base_value != a.base_value:
            yield Quotient(side(a), side(m.figure), rate)
            yield Quotient(side(m.figure), side(a), rate)


def _beside(sentence: Sentence, n: int) -> Money | None:
    """The amount that a rate follows in its clause or the one before."""
    found: list[int] = []
    for i in range(n - 1, -1, -1):
        figure, words = sentence.figure(i), sentence.clause(i)
        if _STOP.search(sentence.before(i + 1)) or figure.kind is Kind.RATE:
            break
        other = _OTHER.search(words) or _OTHER.search(figure.label) or is_change(sentence.before(i))
        if figure.kind is Kind.AMOUNT and usable(figure) and not other:
            found.append(i)
        if "其中" in sentence.before(i) and len(found) > 1:
            return None  # 其中甲 A、乙 B，执行率 P: of which of them?
    if not found:
        return None
    figure, words = sentence.figure(found[0]), sentence.clause(found[0])
    return Money(figure, _thing(figure.label), _role(words) or _role(figure.label) or "?")


def moneys(report: Report) -> Iterator[Money]:
    """The amounts of a report that were granted or spent for something, in prose and in tables."""
    for figure in report.figures:
        if figure.kind is not Kind.AMOUNT or not usable(figure) or figure.qualifier or figure.period == LAST_YEAR:
            continue
        row, _, column = figure.label.rpartition("/") if figure.table_id else ("", "", figure.label)
        if figure.basis is not Basis.ADJUSTED and (_OTHER.search(column) or is_change(column)):
            continue
        yield Money(figure, _thing(row or column), _role(column))


def _values(own: Sequence[Money], role: str) -> list[Figure]:
    """The amounts of a role, each value once; those of which no word says so where there are none."""
    for one in (role, ""):
        found = {m.figure.base_value: m.figure for m in reversed(own) if m.role == one}
        if found:
            return list(found.values())[::-1]
    return []
