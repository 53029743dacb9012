"""Rates and balances of the whole report (全文数据): what the totals told elsewhere make of them, but for a slip.

`支出完成率 P` in one section, 收入合计 A and 支出合计 B in others, 结余 C in a third: a number of nothing in particular
that nothing accounts for is of the totals. Where none of them makes it as it stands, and two make it but for two
exchanged digits, that is worth a warning. And rows told again: `低保支出已占 P`, for which a table has another share.
What a number is of its words name, and what of it: the kind of rate, or the column by its part in an account, by the
letters of its heading or, where it alone counts in that unit, by nothing. Where nothing accounts for the number, and
the one that the report has for that name is a slip away, or a neighbour in its column is what prose says, one is likely
wrong.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import permutations, product
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, Quotient, is_held, side
from pipeline.reconcile.intervals import digits_of, is_positive, usable, value_of
from pipeline.reconcile.relations import Relation, borne_out, spoken_of
from pipeline.reconcile.roles import part_of
from pipeline.reconcile.sentences import alike, is_change, is_rate, like
from pipeline.reconcile.slips import is_slip, slips
from pipeline.reconcile.suspected.again import parted_by
from pipeline.reconcile.suspected.apart import is_of_spending, measure_of
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_GRANTED = ("budget", "adjusted", "arrived")
_TOTAL = re.compile(r"^(?:[全本当]?年度?|部门)*总?(?P<of>收入|支出)(?:合计|总计|决算)?数?$")
_PARTIAL = re.compile(r"月|季度|半年")
_NOTHING = re.compile(r"^(?:支出|预算|资金|收支|总)*$")
_POSTS, _PEOPLE = re.compile(r"编制数?$"), re.compile(r"在[职编岗]|实有")
_OF_POSTS, _LEFT_RATE = re.compile(r"(?:人员|编制).*控制率$"), re.compile(r"(?:结余|结转).*(?:占|率)")
_FEW = 4  # totals of one kind, of which one is meant
_FINE = 1000  # units of its last digit that a balance must have, not to be met by chance
_KIND = re.compile(r"占比?|比[重例]|[^，,；;。：:、\d]{2}(?:率|度)(?!假)")
_SHARE = ("占", "占比", "比重", "比例")
_IDLE = re.compile(r"其中|支出|资金|经费|项目|年度|全年|[已仍仅只达到为至的]|综合|总体|预算|实际")
_NOT_NOW = re.compile(
    r"上年|去年|目标|计划|低于|高于|不足|超过|以[上下内]|力争|提高|下降|[由从较]|[同环]比|比(?![重例率]|$)|上半年|季度|\d月"
)
_STOP = re.compile(r"[。；;]")
_NO_ROW = re.compile(r"[合总小]计|^总|其[他它余]|^[\d.]+$")
# What is told of a row besides what its cells tell, or of several; a number between is that of another thing.
_OTHERWISE = re.compile(
    r"[上去往下明来]一?年|分别|依次|[一二三四五六]期|[首第批次]|季度|半年|月|新增|其中|[增减比较超余未尚另还再均每各约近追拟差缺剩不]|结[余转]|预计|累计|以[上下内]|提高|下降|[由从到至、和及与]|涉及"
)
_PLANNED = re.compile(r"预算|计划|目标|任务|应|指标值|年初|核定|编制|批复|下达|安排")
_OF_ANY = re.compile(r"全年|[本当]年|年度|年[末底]|实际|实有|完成|合计|共|总|[数量额的为是达了，,：:（(]|金额|项目|最.")
_NAME, _MORE, _TELLING = 3, 2, 3  # letters of a name, and of what may stand before it; digits of a rate


def elsewhere(report: Report, confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """The rates and balances of nothing in particular that the report's totals make, but for a slip."""
    known = spoken_of(confronted)
    plain = [figure for figure in report.figures if _is_plain(figure)]
    alone = ((f, _role(f, rules)) for f in plain if f.figure_id not in known and f.kind in _LONELY and _is_fine(f))
    lonely = [(figure, role) for figure, role in alone if role in _MADE]
    totals: dict[str, dict[object, Figure]] = {}
    for figure in plain if lonely else ():
        if figure.kind is not Kind.RATE and (role := _role(figure, rules)):
            totals.setdefault(role, {}).setdefault(figure.base_value, figure)
    for figure, role in lonely:
        sources = [list(totals.get(name, {}).values()) for name in _MADE[role]]
        forms = [form for a, b in product(*sources) if like(a, b) and (form := _form(figure, a, b))]
        if not 0 < max(map(len, sources)) <= _FEW or any(map(is_held, forms)) or _is_of_row(figure, plain):
            continue
        near = next((form for form in forms if _is_near(form, figure)), None)
        if near is not None:
            yield Relation(rules["reckoned_sum" if role == "left" else "reckoned_rate"], (near,), figure.label)


# Of which totals each is made: the part and the whole, or what is taken from what.
_MADE = {
    "rate": ("spent", "granted"),
    "left rate": ("left", "granted"),
    "posts rate": ("people", "posts"),
    "left": ("spent", "granted"),
}
_LONELY = (Kind.RATE, Kind.AMOUNT)  # of which kinds they are


def _is_of_row(rate: Figure, figures: Sequence[Figure]) -> bool:
    """Whether two numbers of a table's row make the rate in it, whatever their columns are called."""
    row = [f for f in figures if rate.table_id and (f.table_id, f.row) == (rate.table_id, rate.row)]
    pairs = ((a, b) for a, b in permutations(row, 2) if rate.kind is Kind.RATE is not a.kind and like(a, b))
    return any(is_held(Quotient(side(a), side(b), rate)) for a, b in pairs)


def _is_plain(figure: Figure) -> bool:
    return usable(figure) and not figure.qualifier and figure.period != LAST_YEAR and is_positive(figure)


def _is_fine(figure: Figure) -> bool:
    return figure.decimals > 1 if figure.kind is Kind.RATE else value_of(figure) >= _FINE * figure.ulp


def _role(figure: Figure, rules: RuleSet) -> str:
    """What a number is of the whole report; "" for one of something in particular."""
    if figure.kind is Kind.COUNT:
        return "posts" if _POSTS.search(figure.label) else "people" if _PEOPLE.search(figure.label) else ""
    if is_rate(figure) and _OF_POSTS.search(figure.label):
        return "posts rate"
    if figure.kind not in (Kind.AMOUNT, Kind.RATE) or figure.unit == "个百分点":
        return ""
    if figure.kind is Kind.RATE and _LEFT_RATE.search(figure.label):
        return "left rate"
    if total := _TOTAL.match(figure.label):
        return "granted" if total["of"] == "收入" else "spent"
    measure, topic = measure_of(figure, rules)
    if not _NOTHING.match(topic) or _PARTIAL.search(figure.label):
        return ""
    if figure.kind is Kind.RATE:
        return "rate" if is_of_spending(measure) else ""
    return "granted" if measure in _GRANTED else measure if measure in ("spent", "left") else ""


def _form(figure: Figure, a: Figure, b: Figure) -> Form | None:
    if figure.kind is Kind.RATE:
        return Quotient(side(a), side(b), figure)
    return Equation(side(a, figure), side(b)) if like(a, figure) and value_of(a) < value_of(b) else None


def _is_near(form: Form, figure: Figure) -> bool:
    """Whether a form holds with two digits of a number exchanged."""
    wanted = form.result.left if isinstance(form, Quotient) else value_of(figure) - form.result.gap
    slack = figure.half_ulp if isinstance(form, Quotient) else 0
    exchanged = (Fraction(slip.value * figure.scale) for slip in slips(figure) if slip.name == "transposed")
    return any(abs(wanted - value) <= slack for value in exchanged)


class _Rated(NamedTuple):
    """A rate, what it is of, and which kind it is."""

    figure: Figure
    name: str
    kind: str


def retold_rates(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The rates of prose that nothing accounts for, beside the one of their kind and name that something does."""
    known = spoken_of(confronted)
    lonely = [one for sentence in spoken for one in _in_prose(sentence) if one.figure.figure_id not in known]
    if not lonely:
        return
    held = borne_out(confronted)
    told = [*_in_tables(report), *(one for sentence in spoken for one in _in_prose(sentence))]
    for one in lonely:
        same = [k for k in told if k.kind == one.kind and _are_named_alike(k, one) and k.figure is not one.figure]
        same = [k for k in same if k.figure.table_id or k.figure.chapter != one.figure.chapter]
        values = {k.figure.base_value: k.figure for k in same}
        if len(values) == 1 and one.figure.base_value not in values:
            other = next(iter(values.values()))
            firm = any(held[k.figure.figure_id] for k in same) and other.decimals == one.figure.decimals
            if firm and is_slip(one.figure, other):
                yield Relation(
                    rules["restatement_likely"], (Equation(side(one.figure), side(other)),), one.figure.label
                )


def retold_cells(
    report: Report, spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet
) -> Iterator[Relation]:
    """The amounts and counts of prose that nothing accounts for, beside the cell of the row that is named before."""
    rule, rows = rules.by_pattern.get("restatement_likely"), _rows(report)
    if rule is None or not rows:
        return
    known = spoken_of(confronted)
    names = re.compile("|".join(map(re.escape, sorted(rows, key=len, reverse=True))))
    for sentence in spoken:
        lonely = {f.figure_id for p in sentence.places if (f := p.figure).figure_id not in known and _is_counted(f)}
        for n, row, words in _rows_told(sentence, names, rows) if lonely else ():
            figure = sentence.figure(n)
            if figure.figure_id not in lonely or is_change(sentence.before(n)):
                continue
            meant = [] if _OTHERWISE.search(words) else _meant(figure, words, row, rules)
            if len({f.base_value for f in meant}) != 1:
                continue
            if parted_by(figure, meant[0]) or _is_copied(figure, sentence.clause(n), meant[0], rows):
                yield Relation(rule, (Equation(side(figure), side(meant[0])),), figure.label)


def _rows_told(
    sentence: Sentence, names: re.Pattern[str], rows: Mapping[str, list[Figure]]
) -> Iterator[tuple[int, list[Figure], str]]:
    """The numbers of a sentence that a row is named before, with the words since, if none of its cells tells them.

    What else is told since is all of that row.
    """
    row: list[Figure] = []
    for n in range(len(sentence)) if names.search(normalise(sentence.text)) else ():
        *ended, words = _STOP.split(sentence.before(n))
        found = list(names.finditer(words := normalise(words)))
        row = rows[found[-1][0]] if found else [] if ended else row
        if row and all(f.base_value != sentence.figure(n).base_value for f in row):
            yield n, row, words[found[-1].end() :] if found else words
            row = []


def _rows(report: Report) -> dict[str, list[Figure]]:
    """The amounts and counts of this year of each row of the tables, totals aside, by its name."""
    found: dict[str, list[Figure]] = {}
    for figure in report.figures:
        if figure.table_id and _is_counted(figure):
            name = _name(figure)
            if len(name) > 1 and not _NO_ROW.search(name):
                found.setdefault(name, []).append(figure)
    return found


def _is_counted(figure: Figure) -> bool:
    plain = figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and not figure.qualifier
    return plain and figure.period != LAST_YEAR and len(digits_of(figure)) > 1


def _meant(figure: Figure, words: str, row: Sequence[Figure], rules: RuleSet) -> list[Figure]:
    """The cells of a row that words may mean: of their part in an account, else of the heading most like them."""
    like = [
        (f, normalise(f.label.rpartition("/")[2]))
        for f in row
        if alike(f) == alike(figure) and _are_of_one_year(f, figure)
    ]
    role = part_of("", words, rules).role if figure.kind is Kind.AMOUNT else ""
    if role and (same := [f for f, column in like if part_of("", column, rules).role == role]):
        return same
    like = [(f, column) for f, column in like if bool(_PLANNED.search(column)) == bool(_PLANNED.search(words))]
    own = {*_OF_ANY.sub("", words)}.difference(figure.unit)
    shared = [len(own & {*column}) for _, column in like]
    most = max(shared, default=0)
    return [f for (f, _), many in zip(like, shared, strict=True) if many == most and (most or not own)]


def _are_of_one_year(a: Figure, b: Figure) -> bool:
    return not (a.period and b.period) or a.period == b.period


def _is_copied(figure: Figure, clause: str, cell: Figure, rows: Mapping[str, Sequence[Figure]]) -> bool:
    """Whether a number is that of another row of a cell's column, that its clause does not name."""
    column = (f for row in rows.values() for f in row if (f.table_id, f.col) == (cell.table_id, cell.col))
    same = (f for f in column if f.base_value == figure.base_value)
    return any({*_name(f)}.difference(_name(cell)).isdisjoint(clause) for f in same)


def _name(figure: Figure) -> str:
    """What the row of a number is called."""
    return normalise(figure.label.rpartition("/")[0].rpartition("/")[2])


def _in_prose(sentence: Sentence) -> Iterator[_Rated]:
    for n in range(len(sentence)):
        figure, clause = sentence.figure(n), normalise(sentence.clause(n))
        if not is_rate(figure) or figure.qualifier or figure.period == LAST_YEAR or len(digits_of(figure)) < _TELLING:
            continue
        kinds = list(_KIND.finditer(clause))
        if kinds and not is_change(sentence.before(n)) and not _NOT_NOW.search(clause):
            name = _IDLE.sub("", clause[: kinds[-1].start()])
            if len(name) >= _NAME:
                yield _Rated(figure, name, _kind(kinds[-1][0]))


def _in_tables(report: Report) -> Iterator[_Rated]:
    for figure in report.figures:
        row, _, column = figure.label.rpartition("/")
        kinds = list(_KIND.finditer(normalise(column))) if figure.table_id and figure.kind is Kind.RATE else []
        name = _IDLE.sub("", normalise(row.rpartition("/")[2]))
        if kinds and len(name) >= _NAME and figure.period != LAST_YEAR and not _NOT_NOW.search(column):
            yield _Rated(figure, name, _kind(kinds[-1][0]))


def _kind(words: str) -> str:
    return "占" if words in _SHARE else words


def _are_named_alike(a: _Rated, b: _Rated) -> bool:
    """Whether one name is the other, with little more before it: 全县低保, 低保."""
    less, more = sorted((a.name, b.name), key=len)
    return more.endswith(less) and len(more) - len(less) <= _MORE
