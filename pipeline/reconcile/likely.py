"""Likely restatements (疑似同一数据): a number that nothing bears out, one slip away from one that is.

`项目年末结余 A` in the last chapter, `结余 B` in the first: no word proves that they are the same. But B is borne out,
by other numbers or by being told again, A by nothing; what they are called tells them in nothing apart, and one slip
leads from one to the other. That is worth a warning.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pipeline.reconcile.explain.slips import slips
from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.roles import part_of, topic_of
from pipeline.reconcile.prose.sentences import is_ahead, is_change
from pipeline.reconcile.relations import Relation, borne_out
from pipeline.reconcile.swapped import in_common
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.relations import Confronted
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_TELLING = 4  # digits that do not meet by chance
_STRONG = ("transposed", "unit")
_LIKELY = (*_STRONG, "digit", "confused")
_RUN, _SOME = 3, 2  # letters of a topic that two names share in one run, or in order
_RATE = re.compile(r"[^/]{0,2}(?:率|度|占比|比[例重]|进度)$")
# What tells two numbers of one thing apart, each by itself.
_APART = tuple(
    re.compile(words)
    for words in (
        r"预算|计划|目标|任务|应",
        r"年初|上年|期初|去年",
        r"调整|追加|调[增减]",
        r"上级|中央",
        r"省",
        r"市",
        r"县|区",
        r"每|均|单|标准|价",
        r"季度|半年|月",
        r"累计|历年|年来",
        r"基本",
        r"财政|一般公共",
        r"采购|合同|中标",
        r"最[高低]",
    )
)
_OWN = re.compile(r"预算(?=(?:执行|完成)率)|采购(?=执行率)")  # words of a rate's own name
_CLOSE = 100  # how many times what parts two totals must fit into them
_SUM = re.compile(r"共计|合计|总计|总额")
_FAR = 5  # how many times the next an amount must be to be none
_MOST = 2  # relations that bear a total out


def likely(report: Report, facts: Facts, confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """Pairs of numbers that are likely one number and a slip of it."""
    rule = rules.by_pattern.get("restatement_likely")
    plain = [f for f in report.figures if _is_plain(f)]
    held = borne_out(confronted)
    by_value: dict[object, list[Figure]] = defaultdict(list)
    for f in plain:
        by_value[f.kind, f.base_value].append(f)
    printed = Counter((f.kind, f.base_value) for f in plain)
    known: dict[object, list[Figure]] = defaultdict(list)
    for f in plain:
        # Of rates that many things have, near a hundred all, only those are known that are reckoned from something.
        if held[f.figure_id] or f.kind is Kind.RATE or printed[f.kind, f.base_value] > 1:
            known[f.kind, f.base_value].append(f)
    broken = {f.figure_id for c in confronted if c.verdict is Verdict.INCONSISTENT and c.form for f in c.form.figures}
    totals = [f for f in plain if held[f.figure_id] >= _MOST and _measure(f, rules) == ("spent", "")]
    greatest = _greatest(plain)
    told: list[set[str]] = []
    for f in plain:
        if rule is None or f.table_id or held[f.figure_id] or printed[f.kind, f.base_value] > 1:
            continue
        if f.figure_id in broken or (f.figure_id in facts.of and len(facts.of[f.figure_id].mentions) > 1):
            continue  # told already
        found = [
            k
            for value, slip in _slips(f)
            for k in (by_value if slip == "unit" else known).get((f.kind, value), ())
            if (held[k.figure_id] or f.kind is not Kind.RATE or (slip == "transposed" and not k.table_id))
            and (_may_be(f, k, slip, rules) or (slip == "unit" and f is greatest and _alike(f, k)) or _sums(f, k, slip))
        ]
        if not found and _measure(f, rules) == ("spent", ""):
            found = [k for k in totals if _is_close(f, k) and _nothing_apart(f, k)]
        pair = {f.figure_id, *(k.figure_id for k in found[:1])}
        if len({value_of(k) for k in found}) == 1 and pair not in told:
            told.append(pair)
            yield Relation(rule, (Equation(side(f), side(found[0])),), f.label)


def _is_plain(figure: Figure) -> bool:
    """Whether a number is one that came about: no bound, no change, no other year's; with digits that tell."""
    if not usable(figure) or figure.qualifier or figure.period == LAST_YEAR or figure.kind is Kind.SCORE:
        return False
    digits = re.sub(r"\D", "", f"{figure.value:.{figure.decimals}f}").lstrip("0")
    telling = len(digits) >= _TELLING and len(digits.rstrip("0")) >= _TELLING - 1
    change = is_change(figure.label) and not re.search(r"[均每]", figure.label)
    return telling and not change and figure.unit != "个百分点"


def _slips(figure: Figure) -> Iterator[tuple[object, str]]:
    """The base values that one slip leads to, and which slip."""
    for slip in slips(figure):
        if slip.name in _LIKELY:
            yield slip.value * figure.scale, slip.name


def _measure(figure: Figure, rules: RuleSet) -> tuple[str, str]:
    """What is measured, and of what: 执行率 of 适老化改造, spent of nothing in particular."""
    row, _, column = figure.label.rpartition("/") if figure.table_id else ("", "", figure.label)
    row, column = normalise(row), normalise(column)
    if figure.kind is Kind.AMOUNT:
        part = part_of("", column, rules)
        return part.role, topic_of(row) if figure.table_id else part.topic
    if figure.kind is Kind.RATE:
        told = _RATE.search(column)
        name = told[0][-3:] if told else ""
        return name, topic_of((row or column).removesuffix(told[0] if told else ""))
    return figure.unit, topic_of(row or column)


def _may_be(lonely: Figure, known: Figure, slip: str, rules: RuleSet) -> bool:
    """Whether two numbers may be one, by their names and by where they stand."""
    (measure, topic), (other, about) = _measure(lonely, rules), _measure(known, rules)
    if slip != "unit" and (lonely.unit != known.unit or lonely.decimals != known.decimals):
        return False
    if not _nothing_apart(lonely, known) or (slip not in _STRONG and measure != other):
        return False
    if not topic and not about:
        return bool(measure) and measure == other and lonely.kind is not Kind.RATE  # 支出率 P: of what?
    run, shared = _run(topic, about), len(in_common(topic, about))
    if slip == "unit":  # the very digits, in 万元 for 元: of what the sentence is about
        return lonely.decimals == known.decimals and _run(about, normalise(lonely.evidence.quote)) > _RUN
    return run >= _RUN or (slip in _STRONG and (shared >= _SOME if measure == other else run >= _RUN))


def _greatest(figures: Sequence[Figure]) -> Figure | None:
    """The amount that exceeds all others by far, if there is one."""
    amounts = sorted((f for f in figures if f.kind is Kind.AMOUNT), key=value_of)
    return amounts[-1] if len(amounts) > 1 and value_of(amounts[-1]) > _FAR * value_of(amounts[-2]) else None


def _alike(a: Figure, b: Figure) -> bool:
    """Whether two numbers have the same digits, and enough of them to tell."""
    x, y = (str(f.value).replace(".", "").strip("0") for f in (a, b))
    return x == y and len(x) >= _TELLING


def _sums(lonely: Figure, known: Figure, slip: str) -> bool:
    """Whether two numbers are totals of the year, two digits exchanged: 连同中央资金共计 A, and 合计 B in a table."""
    if slip != "transposed" or not (_SUM.search(lonely.label) and _SUM.search(known.label)):
        return False
    long = len(str(lonely.value).replace(".", "").strip("0")) > _TELLING
    same = (lonely.unit, lonely.decimals, lonely.period) == (known.unit, known.decimals, known.period)
    return long and same and lonely.kind is Kind.AMOUNT


def _is_close(a: Figure, b: Figure) -> bool:
    return a.unit == b.unit and 0 < _CLOSE * abs(value_of(a) - value_of(b)) <= value_of(b)


def _nothing_apart(a: Figure, b: Figure) -> bool:
    """Whether neither place, year, stage, fund nor a word of theirs tells two numbers apart."""
    if a.table_id and a.table_id == b.table_id:
        return False
    if not a.table_id and (a.section, a.evidence.quote) == (b.section, b.evidence.quote):
        return False
    if (a.period and b.period and a.period != b.period) or is_ahead(a) != is_ahead(b):
        return False
    if (a.basis and b.basis and a.basis is not b.basis) or (a.scope and b.scope and a.scope is not b.scope):
        return False
    x, y = (_OWN.sub("", normalise(f.label + f.subject)) for f in (a, b))
    return not any(bool(word.search(x)) != bool(word.search(y)) for word in _APART)


def _run(a: str, b: str) -> int:
    """How long the longest run of letters is that two names share."""
    best, row = 0, [0] * (len(b) + 1)
    for x in a:
        row = [0, *(row[n] + 1 if x == y else 0 for n, y in enumerate(b))]
        best = max(best, *row)
    return best
