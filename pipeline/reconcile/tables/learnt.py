"""What most of a table's rows, or columns, have in common (表内规律), whatever they are called.

`公务用车 A、公务接待 B` under `三公经费 T`, 在用 / 原值 = 利用率, 合同价 − 扣款 = 实付: what holds, to the last digit,
in several rows or columns holds in the others too, and one that a likely slip parts from it is wrong. Nothing is said
of those that differ in another way: they may have a part that the others have not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from functools import cache, partial
from itertools import combinations, islice
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, Quotient, minus, side
from pipeline.reconcile.intervals import DIGITS, digits_of
from pipeline.reconcile.relations import Relation, required, slip_explains
from pipeline.reconcile.tables.grid import are_alike, is_each
from schemas.figure import MILLION, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.tables.grid import Grid
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_MANY, _LONG = 24, 8  # lines among which any three may be a sum; lines that one sum may run over
_TELLING = 100  # units of its last digit that a number must have, not to be met by chance
_SMALL, _MORE = 10, 4  # the same of smaller ones, in more places
_FEWEST, _EXCEPT = 2, 2  # places where a law holds, and how many times as often as it fails
_FIRST = 3  # places at which a law is looked for
_HUNDRED = 100 * MILLION  # what makes a quotient a rate


class _Line(NamedTuple):
    """A row or a column: its numbers by place, also as whole ones."""

    figures: dict[int, Figure]
    values: dict[int, int]


class _Law(NamedTuple):
    """Where a law holds and where it fails, and what it says of a place."""

    line: _Line
    held: Sequence[int]
    failed: Sequence[int]
    form: Callable[[int], Form]


def learnt(grid: Grid, told: set[str], doubtful: Sequence[Form], rules: RuleSet) -> Iterator[Relation]:
    """The places where what holds in the others fails, those aside that are `told` already.

    `doubtful`: what fails and is not sure; one that asks the same of a number as a law does bears it out.
    """
    by_row: dict[int, _Line] = defaultdict(lambda: _Line({}, {}))
    by_col: dict[int, _Line] = defaultdict(lambda: _Line({}, {}))
    for (row, col), figure in sorted(grid.at.items()):
        if (row, col) in grid.falls or is_each(grid, figure, col):
            continue  # 下降 3.2% among others that grow; 户均 is made otherwise than what it is of
        for line, at in ((by_row[row], col), (by_col[col], row)):
            line.figures[at], line.values[at] = figure, figure.millionths
    for lines, total in ((by_row, "table_total"), (by_col, "table_row_total")):
        table = [lines[at] for at in sorted(lines)]
        for pattern, laws in ((total, _sums(table)), ("table_rate", _quotients(table))):
            broken = _broken(grid, laws, told, doubtful)
            yield from (Relation(rules[pattern], (form,), grid.name) for form in broken)


def _broken(grid: Grid, laws: Iterable[_Law], told: set[str], doubtful: Sequence[Form]) -> Iterator[Form]:
    """What laws say where a slip makes them fail, once of each number, unless the number fits another law."""
    found = list(laws)
    seen = told | {law.line.figures[at].figure_id for law in found for at in law.held}
    failed = [(law.line.figures[at].figure_id, law.form(at)) for law in found for at in law.failed]
    copied = {law.line.figures[at].figure_id for law in found for at in law.failed if _is_copied(law.line, at)}
    again = Counter(figure.millionths for figure in grid.at.values()) if failed else Counter()
    # 竣工 A、在建 B: where they make 开工 they need not make 计划, which is the same in most rows.
    good = {key for law in found for at in law.held if failed and (key := _parts(law.form(at)))}
    for made, form in failed:
        asked = any(_asks_the_same(form, other) for other in doubtful)
        if not asked and (made in seen or _parts(form) in good):
            continue
        if asked or slip_explains(form, forms=0) or made in copied or _is_copy(form, again):
            seen.add(made)
            yield form


def _is_copied(line: _Line, at: int) -> bool:
    """Whether a number of some digits stands just before it in its line, too."""
    before = max((n for n in line.values if n < at), default=None)
    telling = abs(line.values[at]) >= _TELLING * line.figures[at].ulp_millionths
    return before is not None and telling and line.values[before] == line.values[at]


def _asks_the_same(form: Form, other: Form) -> bool:
    """Whether two relations that fail both hold with one and the same change of one number."""
    if form.ids == other.ids:
        return False
    asked = ((required(form, f), required(other, f)) for f in form.figures if f.figure_id in other.ids)
    return any(not a.is_empty and not b.is_empty and a.meets(b) for a, b in asked)


def _is_copy(form: Form, again: Counter[int]) -> bool:
    """Whether a number of some digits stands in another place of the table, too; a whole among its own parts may."""
    told = [figure.millionths for figure in form.figures]
    fine = (f for f in form.figures if f.kind is not Kind.RATE and len(digits_of(f)) >= DIGITS)
    return told[-1] not in told[:-1] and any(again[figure.millionths] > 1 for figure in fine)


def _parts(form: Form) -> frozenset[str]:
    """The numbers that a sum adds up; nothing for a quotient."""
    return frozenset(f.figure_id for _, f in form.left) if isinstance(form, Equation) else frozenset()


def _law(
    line: _Line, places: Iterable[int], fits: Callable[[int], bool | None], form: Callable[[int], Form]
) -> list[_Law]:
    """The law that a line's numbers are made so, if it holds in places enough and fails in few; None: has no say."""
    held: list[int] = []
    failed: list[int] = []
    most = len(line.values) // (_EXCEPT + 1)
    for at in places:
        fit = fits(at)
        if fit is not None:
            (held if fit else failed).append(at)
            if len(failed) > most:
                return []
    law = _tells(line, held) and len(held) >= _EXCEPT * len(failed)
    return [_Law(line, held, failed, form)] if law else []


def _tells(line: _Line, places: Iterable[int]) -> bool:
    """Whether the numbers of a line are such as are not met by chance in places enough."""
    sizes = [(abs(line.values[at]), line.figures[at].ulp_millionths) for at in places]
    big = {value for value, unit in sizes if value >= _TELLING * unit}
    return len(big) >= _FEWEST or len({value for value, unit in sizes if value >= _SMALL * unit}) >= _MORE


def _sums(lines: Sequence[_Line]) -> Iterator[_Law]:
    """The laws by which lines make up another: any two, or a run of them beside it."""
    wholes = {n: line for n, line in enumerate(lines) if _tells(line, line.values)}
    if wholes and len(lines) <= _MANY:
        for whole, parts in _pairs(lines, wholes):
            yield from _sum(whole, parts)
    for n, whole in wholes.items():
        for run in (lines[n + 1 : n + _LONG], lines[max(n - _LONG, 0) : n][::-1]):
            for many in _runs(whole, run):
                if many > 2 or len(lines) > _MANY:
                    yield from _sum(whole, run[:many])


def _runs(whole: _Line, run: Sequence[_Line]) -> set[int]:
    """How many lines of a run make up the one beside it, in one of its first places."""
    found = set()
    numbers = [part.values for part in run]
    for at in islice(filter(whole.values.get, whole.values), _FIRST):
        rest, slack = whole.values[at], whole.figures[at].ulp_millionths
        for many, values in enumerate(numbers, 1):
            if at not in values:
                break
            rest -= values[at]
            if -many * slack <= rest <= many * slack and many > 1:
                found.add(many)
    return found


def _pairs(lines: Sequence[_Line], wholes: Mapping[int, _Line]) -> Iterator[tuple[_Line, Sequence[_Line]]]:
    """One of some lines and two that make it up to the last digit, in places enough."""
    hits: Counter[tuple[int, int, int]] = Counter()
    for at in {at for line in wholes.values() for at in line.values}:
        values = [(n, value) for n, line in enumerate(lines) if (value := line.values.get(at))]
        made = defaultdict(list)
        for n, value in values:
            if n in wholes:
                made[value].append(n)
        for (a, x), (b, y) in combinations(values, 2):
            if x + y in made:
                for n in made[x + y]:
                    hits[n, a, b] += 1
    return ((lines[n], (lines[a], lines[b])) for (n, a, b), many in hits.items() if many >= _FEWEST)


def _sum(whole: _Line, parts: Sequence[_Line]) -> list[_Law]:
    def fits(at: int) -> bool | None:
        made, numbers = whole.figures[at], [part.values.get(at) for part in parts]
        if made.kind is Kind.RATE or None in numbers or sum(map(bool, numbers)) < _FEWEST:
            return None  # a sum of one number tells nothing
        slack = 0 if made.kind is Kind.COUNT else made.ulp_millionths * len(parts) // 2
        fit = abs(sum(filter(None, numbers)) - whole.values[at]) <= slack
        return fit if all(are_alike(part.figures[at], made) for part in parts) else None

    def form(at: int) -> Form:
        return Equation(side(*(part.figures[at] for part in parts)), side(whole.figures[at]))

    return _law(whole, whole.values, fits, form)


def _quotients(lines: Sequence[_Line]) -> Iterator[_Law]:
    """The laws by which a line of rates is the quotient of two others, what one exceeds the other by or lacks to it."""
    others = [line for line in lines if any(f.kind is not Kind.RATE for f in line.figures.values())]
    ranked = cache(partial(_ranked, others))  # which many lines of rates ask for
    for rates in lines if len(others) <= _MANY else ():
        places = [at for at, f in rates.figures.items() if f.kind is Kind.RATE]
        telling = [at for at in places if rates.values[at]]
        tried = telling[:_FIRST] if len(telling) >= _FEWEST and _tells(rates, telling) else ()
        found = {key for at in tried for key in _made(rates.figures[at], *ranked(at))}
        for n, m, of in sorted(found):
            yield from _quotient(rates, places, others[n], others[m], of)


def _ranked(lines: Sequence[_Line], at: int) -> tuple[list[int], list[int]]:
    """The numbers above nothing at a place, the least first, and which lines they are of."""
    row = sorted((value, n) for n, line in enumerate(lines) if (value := line.values.get(at, 0)) > 0)
    return [value for value, _ in row], [n for _, n in row]


def _made(rate: Figure, values: Sequence[int], lines: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The two lines by their `values`, one of which a rate is of the other, exceeds it by (1) or lacks to it (-1)."""
    least, most = rate.millionths - rate.ulp_millionths, rate.millionths + rate.ulp_millionths
    for whole, m in zip(values, lines, strict=True):
        low, high = -(-least * whole // _HUNDRED), most * whole // _HUNDRED
        spans = ((0, low, high), (1, low + whole, high + whole), (-1, whole - high, whole - low))
        for of, first, last in spans if low <= high else ():
            here = lines[bisect_left(values, first) : bisect_right(values, last)]
            yield from ((n, m, of) for n in here if n != m)


def _quotient(rates: _Line, places: Sequence[int], above: _Line, below: _Line, of: int) -> list[_Law]:
    def fits(at: int) -> bool | None:
        a, b = above.values.get(at), below.values.get(at)
        if not a or not b or b < 0:
            return None
        if above.figures[at].kind is Kind.RATE or not are_alike(above.figures[at], below.figures[at]):
            return None
        made = b - a if of < 0 else a - of * b
        return abs(_HUNDRED * made - rates.values[at] * b) <= rates.figures[at].ulp_millionths * b

    def form(at: int) -> Form:
        a, b = above.figures[at], below.figures[at]
        more, less = ((a, b), (b, a))[of < 0]
        return Quotient(minus(more, less) if of else side(a), side(b), rates.figures[at])

    return _law(rates, places, fits, form)
