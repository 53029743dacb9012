"""Things counted again (再次提及): `对 43 名在职人员开展培训`, of whom the report has 42 in another chapter.

What stands behind such a number is its name, or the words before it are. Where nothing accounts for it, it is printed
nowhere else, and all numbers of that name are another one that a slip parts from it, one of the two is likely wrong.
Fewer may be some of them (`对 12 个村实行奖补`): that is no slip, unless the words say that they are all, or the digits
that they were exchanged.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import digits_of, is_number, value_of
from pipeline.reconcile.relations import Relation, spoken_of
from pipeline.reconcile.roles import Part, part_of
from pipeline.reconcile.sentences import is_change
from pipeline.reconcile.suspected.apart import Beside, measure_of
from pipeline.reconcile.suspected.likely import nothing_apart
from schemas.catalogue import normalise
from schemas.figure import Kind
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_EXACT, _NEAR = 2, 1  # the name is the same, or one of them says more
_SWAPPED, _DIGIT = "swapped", "digit"
_TWO, _THREE, _FOUR = 2, 3, 4
# What places things or says that there are some, and nothing of what they are.
_IDLE = re.compile(
    r"截至|年[末底]|现有|实有|共有|全[省市县区镇乡局系州旗]统?|我[局县市区镇乡省院校委]|本[局县市区镇乡院校级]|"
    r"下[辖设属]|内设|派出|管理|管辖|辖区?|聘[用请]|采购|检出|查出|发现|累计|实际|目前|设[有立]?|建有|含|共|有|的|等|在册|登记"
)
# How a clause leads to something that is known already: 二是…, 下一步对…, 逐步使农村….
_LEAD = re.compile(
    r"^(?:[一二三四五六七八九十]+[是、]|其[一二三四]|第[一二三四五][，、是]?|\d+[.．、]|[①-⑳])?"
    r"(?:建议|要求|计划|[明来下]年度?|20\d\d年度?|继续|积极|同时|并|全面|重点|切实|进一步|力争|确保|今后|下一步|但|仍|还|拟|[在占从与就以])*"
    r"(?:全部|所有|全体|现有|这|上述|该|仅|只)*"
)
_TO = re.compile(r"[对使让将把由向为给按靠]")
_WHOLE = re.compile(r"(?:管理|负责|承担|服务|覆盖|分布[在于]|涵盖|面向|下?辖|管着|看护|管护)(?:了|着)?$")
# 26 名职工承担全部任务, 9 户贫困户均已脱贫, 30 所学校中有 2 所
_ALL = re.compile(r"承担|负责|管理|服务|分布|中|均|都|全部|共|各|平均|人均")
_NOUN_END = re.compile(r"共|均|各|和|及|与|已|未|被|由|因|有|是|为|(?<=.)在|中|的|、|（|\(|全|都|仅|计")
# 员额法官 34 人人均结案: what follows is no name of what is counted.
_NO_NOUN = re.compile(r"中|[人户案]均|平均|每|均|共")
# 84 名在职人员中, 148 个学会全部: they are all, be they few more or less than told elsewhere.
_THEY_ALL = re.compile(r"全部|全都|中|均|都")
_NOT_ALL = re.compile(r"其中|部分|目前|现有|截至|上年|去年|计划|目标|[增减]|等|选|抽|除|余|另")
_IN_ALL = re.compile(r"合计|总计|共")
_ALMOST, _MANY = 10, 50  # how many times what two differ by must fit into them; how many they must be
_CUT = re.compile(r"[，,；;。：:（(的]|^[、和及与]")  # 甲 A 个、乙 B 个: what follows A is no name of it
_MANY_THINGS = re.compile(r"项目|单位|人员|部门|企业|机构|指标|问题|任务|工作|资金|经费|支出")
_PICKED = re.compile(r"检查|抽[查取样检]|选[取定派]|走访|试点|督[导查]|调研")  # 双随机检查企业 60 家、乡镇 12 个
_STILL = re.compile(r"[尚仍还另]有$")  # 尚有 13 个乡镇无专人: some of them
_TAIL = re.compile(r"(?:支出|资金|经费|金额|额|数)$")
# What came out of many things: 满意, 合格.
_BALANCES = ("left", "added", "cut")
_OUTCOME = re.compile(
    r"(?:(?:实际|计划|其中|其他|其它|完成|满意|合格|办结|新增|减少|检查|抽查|培训|发放|合计|小计|总计|预算|目标)(?:值|数)?)+"
)


@record
class _Named:
    """A number, the n-th of its `sentence` where it stands in none of the tables, with its names.

    Most are compared with none, and need not be named.
    """

    figure: Figure
    rules: RuleSet
    sentence: Sentence | None = None
    n: int = 0

    @cached_property
    def chapter(self) -> str:
        """The chapter that it stands in."""
        return self.figure.chapter

    @cached_property
    def label(self) -> str:
        """Its name less idle words."""
        return _core(self.figure.label if self.sentence else self.figure.label.split("/")[0])

    @cached_property
    def part(self) -> Part | None:
        """Its part in an account."""
        if self.figure.kind is not Kind.AMOUNT:
            return None
        if self.sentence is None:
            return Part(*measure_of(self.figure, self.rules))
        return part_of(self.clause, self.figure.label, self.rules)

    @cached_property
    def thing(self) -> str:
        """The words behind it."""
        return normalise(_CUT.split(self.sentence.after(self.n))[0]) if self.sentence else ""

    @cached_property
    def clause(self) -> str:
        """The words before it in its own clause."""
        return self.sentence.clause(self.n) if self.sentence else ""

    @cached_property
    def lead(self) -> str:
        """What its clause says before it of the thing behind it."""
        return _IDLE.sub("", _LEAD.sub("", _TO.split(_WHOLE.sub("", self.clause))[-1]))

    @cached_property
    def before(self) -> str:
        """All words before it in its sentence."""
        return normalise(self.sentence.text[: self.sentence.places[self.n].start]) if self.sentence else ""


def again(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The lonely numbers of prose that other numbers of their name are a slip away from."""
    known = spoken_of([c for c in confronted if not _is_coarse(c)])
    named = [*_in_prose(spoken, rules), *_in_tables(report, rules)]
    printed = Counter(_value(one.figure) for one in named)
    year = str(report.head.fiscal_year or "")
    pairs: set[frozenset[str]] = set()
    beside = Beside(report.figures)
    counted: dict[object, list[_Named]] = defaultdict(list)
    for one in named:
        if one.figure.period in ("", year):
            counted[_counted(one.figure)].append(one)
    firm = {_value(k.figure) for k in named if k.figure.figure_id in known and _IN_ALL.search(k.clause)}
    for one in named:
        figure = one.figure
        if figure.table_id or figure.figure_id in known or printed[_value(figure)] > 1 or len(digits_of(figure)) < _TWO:
            continue
        found = _named_alike(one, counted[_counted(figure)], known, firm)
        if found is not None and not beside.tells_apart(figure, found[0].figure):
            other, likeness, slip = found
            told = "restatement" if _is_sure(figure, likeness, slip) else "restatement_likely"
            pair = frozenset((figure.figure_id, other.figure.figure_id))
            if pair not in pairs:
                pairs.add(pair)
                yield Relation(rules[told], (Equation(side(figure), side(other.figure)),), _name(one, other))


def _is_coarse(confronted: Confronted) -> bool:
    """Whether a mean has so few digits that many numbers make it: 人均管理 6 个站."""
    form = confronted.form
    return isinstance(form, Quotient) and form.factor == 1 and len(digits_of(form.rate)) < _TWO


def _name(one: _Named, other: _Named) -> str:
    """What two numbers are called: the words behind one that are the other's name, else its own."""
    noun = _both_begin(one.thing, other.thing)
    if len(noun) >= _TWO:
        return noun
    behind = one.thing and any(one.thing.startswith(other.label[-n:]) for n in range(_TWO, len(other.label) + 1))
    return other.figure.label if behind else _LEAD.sub("", one.figure.label) or one.figure.label


def _both_begin(a: str, b: str) -> str:
    """The letters that two words begin with."""
    return "".join(x for x, _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def _is_sure(figure: Figure, likeness: int, slip: str) -> bool:
    """Whether the two can be nothing but one: four digits exchanged, or three and the very name."""
    many = len(digits_of(figure))
    return (slip == _SWAPPED and many >= _FOUR) or (likeness == _EXACT and many >= _THREE)


def _counted(figure: Figure) -> tuple[Kind, str]:
    """What a number counts: 名 and 位 are 人, 万户 are 户; amounts of one unit."""
    unit = figure.unit.lstrip("万千百亿") if figure.kind is Kind.COUNT else figure.unit
    return figure.kind, "人" if unit in ("名", "位") else unit


def _value(figure: Figure) -> object:
    kind, unit = _counted(figure)
    return kind, figure.base_value, unit if kind is Kind.COUNT else ""


def _in_prose(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[_Named]:
    for sentence in spoken:
        for n in range(len(sentence)):
            if is_number(figure := sentence.figure(n)):
                yield _Named(figure, rules, sentence, n)


def _in_tables(report: Report, rules: RuleSet) -> Iterator[_Named]:
    for figure in report.figures:
        if figure.table_id and is_number(figure):
            yield _Named(figure, rules)


def _core(label: str) -> str:
    """A name without what says nothing of the thing."""
    core = _IDLE.sub("", normalise(label))
    return _TAIL.sub("", core) or core


def _named_alike(
    one: _Named, others: Iterable[_Named], known: set[str], firm: set[object]
) -> tuple[_Named, int, str] | None:
    """The number that all others of a name are, how alike the names are, and the slip that parts the two.

    Of several the one whose four digits or more are only exchanged.
    """
    # 东区路灯 A 盏；西区路灯 B 盏: lists of like things stand side by side, in one chapter.
    apart = [k for k in others if k.chapter != one.chapter]
    alike = [(k, likeness) for k in apart if (likeness := _likeness(one, k))]
    best = max((likeness for _, likeness in alike), default=0)
    found = {_value(k.figure): k for k, likeness in alike if likeness == best}
    if len(found) > 1 and len(digits_of(one.figure)) >= _FOUR:
        found = {value: k for value, k in found.items() if parted_by(one.figure, k.figure) == _SWAPPED}
    if len(found) == 1:
        (other,) = found.values()
        slip = parted_by(one.figure, other.figure)
        full = _value(other.figure) in firm  # 合计 126 个
        counts = full or (not _is_short(one) and _counts(one, other, slip))
        if counts if slip else (other.figure.figure_id in known and _says_all(one, other)):
            return other, best, slip
    return None


def _is_short(one: _Named) -> bool:
    """Whether what is counted is called by one letter, as many things are: 站, 村."""
    return bool(one.thing) and not _NO_NOUN.match(one.thing) and len(_NOUN_END.split(one.thing)[0]) == 1


def _says_all(one: _Named, other: _Named) -> bool:
    """Whether a number is said to be that of all things of the other's very name, and comes near it."""
    a, b = value_of(one.figure), value_of(other.figure)
    noun = _NOUN_END.split(one.thing)[0]
    told = len(noun) >= _TWO and _THEY_ALL.match(one.thing[len(noun) :]) and not _NOT_ALL.search(one.clause)
    named = other.label.endswith(noun) or (not other.lead and _NOUN_END.split(other.thing)[0] == noun)
    near = min(a, b) >= _MANY and _ALMOST * abs(a - b) <= b
    return one.figure.kind is Kind.COUNT and bool(told) and named and near


def _counts(one: _Named, other: _Named, slip: str) -> bool:
    """Whether a number may not be another one for good reason: of those that there are, some."""
    if one.figure.kind is Kind.AMOUNT:
        return len(digits_of(one.figure)) >= _THREE
    less = min(one, other, key=lambda k: value_of(k.figure))
    some = (less.thing and not _ALL.search(less.thing)) or _PICKED.search(less.before)
    return not some or (slip == _SWAPPED and len(digits_of(one.figure)) >= _THREE)


def parted_by(a: Figure, b: Figure) -> str:
    """How two numbers of as many digits differ: in one digit, or in two that are exchanged."""
    x, y = (str(f.value).replace(".", "") for f in (a, b))
    if len(x) != len(y) or a.decimals != b.decimals:
        return ""
    apart = [n for n, (p, q) in enumerate(zip(x, y, strict=True)) if p != q]
    if len(apart) == 1:
        return _DIGIT
    n = apart[0]
    return _SWAPPED if apart == [n, n + 1] and x[n : n + 2] == y[n : n + 2][::-1] else ""


def _likeness(one: _Named, other: _Named) -> int:
    """How alike the names of two numbers are."""
    if _STILL.search(one.clause) or _STILL.search(other.clause):
        return 0
    behind = one.thing and not _NO_NOUN.match(one.thing)
    return _by_thing(one, other) if behind else _by_label(one, other)


def _by_thing(one: _Named, other: _Named) -> int:
    """How much of what stands behind a number another one's name is: `43 名在职人员`, 年末在职人员 42 人."""
    lead = one.lead
    if lead and lead not in other.label + other.before:
        return 0
    noun = _NOUN_END.split(other.thing)[0]
    if len(noun) == 1 and not lead and _NOUN_END.split(one.thing)[0] == noun and not other.lead:
        return _NEAR  # 136 个站, 126 个站
    if len(noun) >= _TWO and one.thing.startswith(noun):
        return _EXACT if not lead else _NEAR
    if len(_both_begin(one.thing, other.thing)) >= _THREE:
        return _NEAR
    shared = next((n for n in range(len(other.label), 1, -1) if one.thing.startswith(other.label[-n:])), 0)
    if not shared:
        told = lead and lead == other.label and one.thing[:_THREE] in other.before
        return _NEAR if told else 0
    if shared == len(other.label):
        return _EXACT
    return 0 if _MANY_THINGS.fullmatch(other.label[-shared:]) else _NEAR


def _by_label(one: _Named, other: _Named) -> int:
    """Whether two numbers are called the same."""
    a, b = one.label, other.label
    if one.part and one.part.role in _BALANCES and not one.part.topic and one.part == other.part:
        return _NEAR if nothing_apart(one.figure, other.figure) else 0
    short = min(len(a), len(b))
    if short < _TWO or not (a == b or (short >= _THREE and (a.endswith(b) or b.endswith(a)))):
        return 0
    if is_change(one.clause) or _OUTCOME.fullmatch(a) or not nothing_apart(one.figure, other.figure):
        return 0
    return _EXACT if a == b and short >= _THREE else _NEAR
