"""Differences of numbers that a clause names and does not print (所称之差).

`甲支出率 P，比乙低 D 个百分点` where only a table or another sentence prints 乙's; `与上年相比，人员经费增加 D` where a
table prints both years'; `决算比预算减少 D`. What a name means is looked up by its words alone: a breach is sure where
the numbers are as far apart as said, the other way round, else only a slip makes it one.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import is_positive, usable, value_of
from pipeline.reconcile.prose.changes.comparisons import CHANGE, DOWN, RATE, UP, YEAR, sign_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import CLAUSE, is_rate, like, rises_from
from pipeline.reconcile.tables.grid import is_each, is_total
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, PLANNED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.sentences import Sentence
    from pipeline.reconcile.tables.grid import Grid
    from schemas.figure import Figure
    from schemas.rules import Rule, RuleSet

_THAN = re.compile(
    rf"^(?P<what>.*?)(?:[比较](?P<than>[^比较]{{2,16}}?)[略还仍分别均也]*(?P<verb>{UP}|{DOWN})[出了]*"
    r"|(?P<above>高于|高出|超过|超出|领先于?|优于)(?P<over>.{2,16}?)|(?:低于|落后于?|不及)(?P<under>.{2,16}?))(?:了|约|近|的)*$"
)
_APART = re.compile(r"^(?P<what>.*?)[与和同](?P<than>.{2,16}?)(?:之间)?相差(?:了|约|达)*$")
_LOWEST = re.compile(r"^(?P<what>.*?率)(?:最|较|偏|相对|明显|仅)*[高低差]$")  # 甲执行率最低，比乙低 D 个百分点
# What no name in the report means: another time, an aim, the whole country.
_ELSEWHERE = re.compile(
    rf"{YEAR}|年初|期初|上期|目标|计划|任务|标准|要求|预期|指标值|规定|平均|[全各][国省市州县区]|考核|底线"
)
_ALL = re.compile(r"总体|整体|全部|总|综合|合计")
_RATE_NAME = re.compile(r"(?:[^的]{2}率|占比|比[例重]|满意度)$")
_TAIL = re.compile(r"(?:类|项目|资金|经费|支出|工作|方面|部分|的)+$")
_LEAD = re.compile(
    r"^(?:\d+[.．、]|[（(]?[一二三四五六七八九十]+[是）)、]|其中|但|而|且|因此|受此影响|导致|主要是|目前|全年|本年)+"
)
_REACH = 30  # characters between a name and its rate
_LONG = 4  # of a name that is known by itself in running text
SAME = re.compile(
    rf"{YEAR}|其中|决算|总[额计数]?|合计|全年|[本今]年度?|年度|实际|支出|收入|经费|资金|金额|[额数的费]|部门|整体|方面|较|与|同?比|相|"
    r"[（(].*?[）)]|[一二三四五六七八九十]+[、是]|[\d.]+、?"
)
_OF = re.compile(r"收入|结[余转]|预算|资产|采购|编制|在职")
_PAST = re.compile(rf"同比|{YEAR}")
_WHY = re.compile(r"主要|原因|因为?|由于|由|受")
_TURNED = "所列两数相差之数与所称相同而方向相反，当为增减（高低）写反，请核对原文。"
_SINCE = re.compile(rf"(?:同?比|[较与])?(?:{YEAR})?(?:相比)?(?:共|净|实际)?")
_NEAR = 6  # numbers before a change among which are those that it parts
_BACK = 3  # sentences before in which what is named is looked for


class Pair(NamedTuple):
    """What a table's row says of this year and of the year before."""

    name: str
    is_total: bool
    words: str
    now: Figure
    old: Figure


def named(spoken: Sequence[Sentence], grids: Sequence[Grid], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """All differences of what is only named."""
    pairs = [pair for grid in grids for pair in pairs_of(grid, facts.year)]
    tabled = {f.base_value for grid in grids for f in grid.at.values()}
    for at, sentence in enumerate(spoken):
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            if not usable(figure) or figure.qualifier or not is_positive(figure):
                continue
            if figure.unit == "个百分点":
                yield from _points(sentence, n, spoken, grids, rules)
            elif figure.kind in (Kind.AMOUNT, Kind.COUNT, Kind.RATE) and CHANGE.search(sentence.clause(n)):
                told = _by_year(sentence, n, pairs, rules)
                # What a table prints as it stands is told of that table.
                yield from (r for r in told if figure.base_value not in tabled or is_held(r.forms[0]))
                yield from _turned_here(sentence, n, facts, rules)
                if figure.kind is not Kind.RATE:
                    yield from _from_named(sentence, n, spoken[max(at - _BACK, 0) : at], rules)


def _points(
    sentence: Sentence, n: int, spoken: Sequence[Sentence], grids: Sequence[Grid], rules: RuleSet
) -> Iterator[Relation]:
    """`甲支出率 P，比乙低 D 个百分点` and `甲率比乙率低 D 个百分点`."""
    apart = _APART.match(sentence.clause(n))
    told = apart or _THAN.match(sentence.clause(n))
    than = next((told[key] for key in ("than", "over", "under") if told.groupdict().get(key)), "") if told else ""
    if not told or _ELSEWHERE.search(than):
        return
    clauses = CLAUSE.split(sentence.before(n))
    lowest = _LOWEST.match(clauses[-2]) if len(clauses) > 1 and not told["what"] else None
    what, gap = _LEAD.sub("", lowest["what"] if lowest else told["what"]), sentence.figure(n)
    before = sentence.figure(n - 1) if n else None
    if what:
        measure = _measure(what) or _measure(than)
        left = _rates(what, measure, sentence, n, spoken, grids)
    elif before is not None and is_rate(before) and not sentence.depth(n):
        measure = _measure(before.label) or _measure(than)
        left = [before]
    else:
        return
    right = _rates(than, _measure(than) or measure, sentence, n, spoken, grids) if measure else []
    right = [f for f in right if f not in left]
    if len(left) == len(right) == 1:
        above = value_of(left[0]) > value_of(right[0]) if apart else _is_above(told)
        yield _differing(rules["prose_points"], left[0], right[0], gap, 1 if above else -1)


def _is_above(told: re.Match[str]) -> bool:
    return bool(told["above"] or re.fullmatch(UP, told["verb"] or "-"))


def _measure(name: str) -> str:
    found = _RATE_NAME.search(normalise(name))
    return found[0] if found else ""


def _rates(
    name: str, measure: str, sentence: Sentence, end: int, spoken: Sequence[Sentence], grids: Sequence[Grid]
) -> list[Figure]:
    """The rates that a name means, in tables or, where it is long enough, in sentences; each value once."""
    whole = normalise(name)
    core = _TAIL.sub("", whole.removesuffix(measure))
    found = [figure for grid in grids for figure in _cells(core, measure, grid)]
    if not found and (len(whole) >= _LONG or _ALL.search(core)):
        for other in spoken:
            found += _following(re.sub(r"率$", "", whole), other, end if other is sentence else len(other))
    return list({value_of(f): f for f in found}.values())


def _cells(core: str, measure: str, grid: Grid) -> Iterator[Figure]:
    """The rates of a table's rows that go by a name."""
    for col, heading in grid.lowest.items():
        if grid.kind(col) is not Kind.RATE or not measure or not normalise(heading).endswith(measure[-3:]):
            continue
        for row, label in grid.label.items():
            of_all = is_total(label) and (not core or _ALL.fullmatch(core))
            own = len(core) > 1 and not is_total(label) and (core in normalise(label) or normalise(label) == core)
            if (of_all or own) and (row, col) in grid.at:
                yield grid.at[row, col]


def _following(core: str, sentence: Sentence, end: int) -> Iterator[Figure]:
    """The rate that is told next to a name in a sentence, before its `end`-th number."""
    at = sentence.text.find(core) if len(core) > 2 else -1
    if at < 0:
        return
    after = at + len(core)
    for n, place in enumerate(sentence.places[:end]):
        if place.start >= after and is_rate(place.figure):
            between = sentence.text[after : place.start]
            if len(between) <= _REACH and not re.search(r"[。；;]|[比较高低]", between) and n < end:
                yield place.figure
            return


def _differing(rule: Rule, a: Figure, b: Figure, by: Figure, sign: int, *, sure: bool = False) -> Relation:
    """`a` is by so much more (or less) than `b`."""
    form, other = (Equation(side(a), side(b, by)), Equation(side(b), side(a, by)))[::sign]
    turned = not is_held(form) and is_held(other)
    return Relation(rule, (form,), by.label, mild=not (turned or sure or is_held(form)), hint=_TURNED if turned else "")


def pairs_of(grid: Grid, year: str) -> Iterator[Pair]:
    """Two years' numbers of each row, by columns that are called alike but for the year."""
    if not year.isdigit():
        return
    columns: dict[tuple[str, str], int] = {}
    for col, heading in grid.heading.items():
        columns.setdefault((re.sub(YEAR, "", normalise(heading)), _year_of(grid, col)), col)
    for (words, told), col in columns.items():
        last = columns.get((words, str(int(year) - 1)))
        if told != year or last is None:
            continue
        for row in grid.rows:
            now, old = grid.at.get((row, col)), grid.at.get((row, last))
            if now and old and like(now, old) and now.kind is not Kind.RATE and not is_each(grid, now, col):
                label = grid.label.get(row, "")
                yield Pair(SAME.sub("", normalise(label)), is_total(label), f"{label}{words}", now, old)


def _year_of(grid: Grid, col: int) -> str:
    years = {f.period for f in grid.column(col)}
    return next(iter(years)) if len(years) == 1 else ""


def _by_year(sentence: Sentence, n: int, pairs: Sequence[Pair], rules: RuleSet) -> Iterator[Relation]:
    """`与上年相比，人员经费增加 D`, `人员经费同比增长 P`: both years' numbers stand in a table."""
    change, clause = sentence.figure(n), sentence.clause(n)
    found = (RATE if change.kind is Kind.RATE else CHANGE).search(clause)
    if not pairs or not found or not _PAST.search(sentence.text[: sentence.places[n].start]):
        return
    what = clause[: found.start()]
    name, sign = SAME.sub("", normalise(what)), sign_of(found)
    if (
        re.search(r"(?<![同相])[较比](?!上年|去年|\d)", what)
        or not sign
        or (not name and not re.search(r"总|合计|支出|收入|决算", what))
    ):
        return
    meant = [p for p in pairs if (p.name == name and not p.is_total if name else p.is_total)]
    meant = [p for p in meant if set(_OF.findall(what)) <= set(_OF.findall(p.words)) and _is_of_kind(change, p, what)]
    said = _PAST.search(what) and not _WHY.search(sentence.text[: sentence.places[n].start])
    made = [_grown(p, change, sign, rules, sure=bool(said)) for p in meant]
    held = [r for r in made if is_held(r.forms[0])]
    if held or len({(value_of(p.now), value_of(p.old)) for p in meant}) == 1:
        yield (held or made)[0]


def _turned_here(sentence: Sentence, n: int, facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """`今年 A，…，上年 B，…，同比减少 D` where B is D less than A: only the way it went is wrong."""
    change, clause = sentence.figure(n), sentence.clause(n)
    found = CHANGE.search(clause)
    if change.kind is Kind.RATE or not found or not sign_of(found) or not _SINCE.fullmatch(clause[: found.start()]):
        return
    told = [
        i for i in range(max(n - _NEAR, 0), n) if usable(sentence.figure(i)) and sentence.figure(i).unit == change.unit
    ]
    if any(rises_from(sentence, i) for i in told):
        return  # 与上年相比，由 A 增至 B，增加 D
    olds = [i for i in told if _is_last(sentence, i, facts.year)]
    pairs = [(sentence.figure(i), sentence.figure(o)) for i in told for o in olds if i not in olds and i < o]
    pairs = [(a, b) for a, b in pairs if _thing(a) == _thing(b) and sentence.depth(n) == 0]
    if len(pairs) == 1 and abs(value_of(pairs[0][0]) - value_of(pairs[0][1])) == value_of(change):
        yield _differing(rules["prose_change"], *pairs[0], change, sign_of(found))


def _is_last(sentence: Sentence, n: int, year: str) -> bool:
    """Whether the n-th number is told as last year's."""
    period = sentence.figure(n).period
    last = period == LAST_YEAR or (period.isdigit() and year.isdigit() and int(period) == int(year) - 1)
    return last or bool(re.match(r"上年|去年", sentence.clause(n)))


def _thing(figure: Figure) -> str:
    return SAME.sub("", re.sub(rf"{YEAR}|为|是", "", normalise(figure.label)))


def _is_of_kind(change: Figure, pair: Pair, what: str) -> bool:
    planned = pair.now.basis in PLANNED
    return (change.kind is Kind.RATE or like(change, pair.now)) and planned is ("预算" in what)


def _grown(pair: Pair, change: Figure, sign: int, rules: RuleSet, *, sure: bool) -> Relation:
    """What a table's row makes of a change, or of a rate of growth."""
    if change.kind is not Kind.RATE:
        return _differing(rules["prose_change"], pair.now, pair.old, change, sign, sure=sure)
    forms: list[Form] = [
        Quotient(((Fraction(way), pair.now), (Fraction(-way), pair.old)), side(pair.old), change)
        for way in (sign, -sign)
    ]
    rule, hint = rules["prose_growth"], _TURNED if is_held(forms[1]) and not is_held(forms[0]) else ""
    return Relation(rule, (forms[0],), change.label, mild=not (hint or sure or is_held(forms[0])), hint=hint)


def _from_named(sentence: Sentence, n: int, before: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`决算比预算减少 D`, both told in one sentence just before."""
    told, change = _THAN.match(sentence.clause(n)), sentence.figure(n)
    if not told or not told["than"] or not told["what"] or _PAST.search(told["than"]) or "均" in told["than"]:
        return
    names = [_LEAD.sub("", normalise(told[key])) for key in ("what", "than")]
    for other in reversed(before):
        if other.section != sentence.section:
            return
        flat = [i for i in range(len(other)) if not other.depth(i) and usable(other.figure(i))]
        alike = [i for i in flat if like(other.figure(i), change)]
        meant = [[other.figure(i) for i in alike if CLAUSE.split(other.clause(i))[-1].endswith(name)] for name in names]
        if all(len(figures) == 1 for figures in meant):
            sign = 1 if re.fullmatch(UP, told["verb"]) else -1
            yield _differing(rules["prose_change"], meant[0][0], meant[1][0], change, sign)
            return
