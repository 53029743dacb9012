"""Facts, not mentions (事实与提及): mentions of the same quantity are one fact, and what makes them the same.

The same quantity is the same indicator (or, without one, the same words), unit kind, period, basis, fund scope and
subject. Words alone are weak evidence: mentions that share only words, or that differ wildly, are taken for one fact
only if one slip of the pen leads from one number to the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from pipeline.reconcile.intervals import asserted, is_bare, ulp, usable, value_of
from pipeline.reconcile.names import is_of_any
from pipeline.reconcile.points import is_deducted, says_marks
from pipeline.reconcile.roles import part_of, topic_of
from pipeline.reconcile.sentences import is_change, is_of_class
from pipeline.reconcile.slips import is_slip
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, PLANNED, Flag, Kind
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.expression import Ref
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

# 年初结转 A，其中财政拨款结转 B: of the beginning or the end, as what it is a part of says.
_BALANCE = re.compile(r"^(?!.*(?:[年期][初末终]|上年|本年|下年)).*结[转余]")
_AMONG = re.compile(r"其中[^，,；;。]*$")
# What words alone can name: long enough, and no mere "growth" or "investment".
_SHORTEST_LABEL = 5
_VAGUE = re.compile(
    r"同比|增[长加幅]|下降|减少|降低|上升|提高|[比较与]上年|相比|^占|^投入|得分|扣分|其中|分别|节约|^安排|^用于"
)
# Digits that a number must have for one slip between two numbers to be more than chance.
_TELLING = 2000
_NEAR = Fraction(1, 200)
# What became of the money is no subject of its own: 累计支出 A，执行率 P.
_SAVED = re.compile(r"节[约省支余资]额?")  # of the budget, of the highest price that was allowed
_NO_SUBJECT = re.compile(r"(?:累计|全年|本年|当年|实际|共|已)*(?:支出|发放|支付|执行|使用|拨付)?")
_TOTALS = {"合计", "总计"}
_CLOSE, _FAR = Fraction(103, 100), Fraction(120, 100)
_MANY = 3  # values under one name that make a slip between two of them likely by chance
_VALUES = 2  # values under one name, one of them wrong; more are several quantities
# 不低于, ≥, 以内: a bound that was set.
_BOUND = re.compile(r"[≥≤<>＞＜]|不|低于|高于|少于|多于|以[上下内]|超过")
# 执行率达 95% 得满分: a criterion.
_CRITERION = re.compile(r"(?:及?以上)?(?:的|时|[，,])?(?:[得计给](?:满分|\d)|扣\d|不[得扣]分)")
_AWARDED = re.compile(r"[，,]得\d+\.\d")  # 执行率为 93.30%，得 9.33 分: what came out
_OWN = re.compile(r"(?:整体|综合|部门|绩效|自评|自我|评价|支出|最终|总体)*(?:得分|评分|总分|总得分|分数)")
_RANKED = re.compile(r"排名|名次|[位排]列?第|列全|居全|测评|考核|竞赛|评比")
_JUDGED = re.compile(r"自评|自我|绩效|评价")
_THIS = re.compile(r"[该本此](?:指标|项)(?!目)")
_SCORES = 5  # points that two printings of the total may differ by
_FIXED = (".budget", ".actual")
_TODAY, _END = re.compile(r"目前|当前|现有"), re.compile(r"年[末底]")
# Indicators so general that every project has its own.
_GENERAL = ("budget.", "rate.budget_execution", "rate.funds_in_place", "rate.satisfaction")

Homes: TypeAlias = "Mapping[str, int]"  # in which sentence each figure stands


@record
class Fact:
    """One quantity and all its mentions in reading order."""

    number: int
    mentions: tuple[Figure, ...]

    @property
    def name(self) -> str:
        """What the report calls it first."""
        return self.mentions[0].label

    @cached_property
    def agrees(self) -> bool:
        """Whether all mentions can be right at once: identical where they print the same decimals, else meeting."""
        return all(agree(a, b) for n, a in enumerate(self.mentions) for b in self.mentions[:n])


def agree(a: Figure, b: Figure) -> bool:
    """Whether two mentions of one quantity can both be right."""
    if a.base_value == b.base_value:
        return True
    if a.qualifier or b.qualifier:
        return asserted(a).meets(asserted(b))
    if a.kind is Kind.SCORE or ulp(a) == ulp(b):
        return False
    # Half a unit each, also for rates: a restated number is copied, not computed anew.
    return abs(value_of(a) - value_of(b)) <= (ulp(a) + ulp(b)) / 2


@record
class Facts:
    """All facts of a report, and where each figure belongs."""

    facts: tuple[Fact, ...]
    year: str

    @cached_property
    def of(self) -> Mapping[str, Fact]:
        """The fact that a figure mentions, by figure id."""
        return {figure.figure_id: fact for fact in self.facts for figure in fact.mentions}

    @cached_property
    def by_code(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts that may be meant by an indicator's code: those about the department itself."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            first = fact.mentions[0]
            planned = first.basis in PLANNED and (first.indicator or "").endswith(".actual")
            if first.indicator and not first.subject and not planned:
                found[first.indicator].append(fact)
        return {code: tuple(facts) for code, facts in found.items()}

    @cached_property
    def rows(self) -> tuple[tuple[Figure, ...], ...]:
        """The rows of all tables."""
        found: dict[tuple[str, int | None], list[Figure]] = defaultdict(list)
        for fact in self.facts:
            for figure in fact.mentions:
                if figure.table_id:
                    found[figure.table_id, figure.row].append(figure)
        return tuple(tuple(row) for row in found.values())

    def meant(self, ref: Ref) -> tuple[Fact, ...]:
        """The facts that a name in an expression may mean, in reading order."""
        return tuple(fact for fact in self.by_code.get(ref.code, ()) if self._fits(fact.mentions[0], ref))

    def _fits(self, figure: Figure, ref: Ref) -> bool:
        """Whether a figure has the stage, the funds and the year that a name asks for; this year where none is told."""
        if ref.basis is not None and figure.basis is not ref.basis:
            return False
        if ref.scope is not None and figure.scope is not ref.scope and not (ref.scope == "all" and not figure.scope):
            return False
        if figure.period == LAST_YEAR:
            return ref.prior == 1
        year = figure.period or self.year
        if not self.year or not year.isdigit() or not self.year.isdigit():
            return not ref.prior
        return int(year) == int(self.year) - ref.prior


def collect(report: Report, spoken: Sequence[Sentence], rules: RuleSet) -> Facts:
    """The facts of a report; `spoken` are its sentences."""
    homes: Homes = {place.figure.figure_id: n for n, sentence in enumerate(spoken) for place in sentence.places}
    year = str(report.head.fiscal_year or "")
    groups: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in report.figures:
        if usable(figure):
            groups[_key(figure, year, report.head.theme, rules)].append(figure)
        elif is_bare(figure):
            groups["", figure.figure_id].append(figure)
    clusters = [
        cluster
        for key, group in groups.items()
        for cluster in (_clusters(group, homes, strong=bool(key[0])) if len(group) > 1 else (group,))
    ]
    order = {figure.figure_id: n for n, figure in enumerate(report.figures)}
    clusters.sort(key=lambda cluster: order[cluster[0].figure_id])
    return Facts(tuple(Fact(n, tuple(cluster)) for n, cluster in enumerate(clusters)), year)


def _key(figure: Figure, year: str, theme: str, rules: RuleSet) -> tuple[object, ...]:
    """What makes mentions candidates for one fact; unnamed quantities stay alone. `theme`: what the report is about."""
    named = figure.indicator or _named(figure, theme, rules)
    if not named or _is_alone(figure):
        return ("", figure.figure_id)
    # 年初预算 A，其中公用经费 B: what is a part of a budget is one, by whatever name the outcome goes too.
    budgeted = figure.basis in PLANNED and named.endswith(".actual")
    told = named.startswith("@") or (named.endswith(_FIXED) and not budgeted)
    told = told or (figure.indicator or "").startswith("rate.")
    basis = None if told else figure.basis  # the role or the name tells the stage
    unit = figure.unit if figure.kind is Kind.COUNT else ""
    period = figure.period or year
    return (
        figure.indicator and not figure.table_id,
        named,
        figure.kind,
        unit,
        period,
        basis,
        figure.scope,
        normalise(figure.subject) if figure.subject and not _NO_SUBJECT.fullmatch(figure.subject) else "",
    )


def _named(figure: Figure, theme: str, rules: RuleSet) -> str:
    """What a number without an indicator is called: by its label in prose, if that tells anything, or by its part."""
    label = "" if figure.table_id else normalise(figure.label.removeprefix(theme))
    tells = len(label) >= _SHORTEST_LABEL and not _VAGUE.search(label)
    return label if tells else _role(figure, theme, rules)


def _is_alone(figure: Figure) -> bool:
    """Whether a number is told once, whatever it is called."""
    if is_of_any(figure) or (figure.qualifier and _BOUND.search(figure.qualifier)):
        return True  # a target is not what came out
    if figure.kind is Kind.SCORE and not figure.table_id:
        # How many points may be got; 经核对台账，该指标分值 5 分: what it is of the heading says.
        full, quote = figure.indicator == "score.total" and says_marks(figure), figure.evidence.quote
        # 综合得分 N 分，排名第 4 位: of a contest with others, judged by whoever holds it.
        return full or bool(_THIS.search(quote) or (_RANKED.search(quote) and not _JUDGED.search(quote)))
    if figure.kind is not Kind.RATE:
        return bool(_BALANCE.search(figure.label) and _AMONG.search(figure.words[0]))
    after = figure.words[1]
    return is_of_class(figure) or bool(_CRITERION.match(after) and not _AWARDED.match(after))


def _role(figure: Figure, theme: str, rules: RuleSet) -> str:
    """What an amount is called by its part in an account, `spent of X`: in prose or as a row and a column."""
    if figure.kind is not Kind.AMOUNT:
        return ""
    row, _, column = figure.label.rpartition("/") if figure.table_id else ("", "", figure.label.removeprefix(theme))
    part = part_of("", column, rules)
    if not part.role or is_change(figure.label) or _SAVED.search(column):
        return ""
    topic = topic_of(row) if figure.table_id else part.topic
    return f"@{part.role} of {topic}"


def _clusters(group: Sequence[Figure], homes: Homes, *, strong: bool) -> Iterable[list[Figure]]:
    """Mentions that are one fact, in reading order: numbers that agree, or that can only be a slip of each other."""
    values = len({figure.base_value for figure in group})
    several = values > _VALUES
    if several or _told_apart(group, homes) or (group[0].indicator or "").startswith(_GENERAL):
        strong = False
    clusters: list[list[Figure]] = []
    same = agree if values > _MANY else partial(_same, homes=homes, strong=strong)
    for figure in group:
        home = next((c for c in clusters if any(same(figure, other) for other in c)), None)
        if home is None:
            clusters.append([figure])
        else:
            home.append(figure)
    return clusters


def _told_apart(group: Sequence[Figure], homes: Homes) -> bool:
    """Whether one sentence gives two numbers under these words: then the words do not name one quantity."""
    seen: dict[object, Figure] = {}
    for figure in group:
        other = seen.setdefault(_home(figure, homes), figure)
        if not agree(figure, other):
            return True
    return False


def _home(figure: Figure, homes: Homes) -> object:
    """Where a number stands: its sentence, or its table's row."""
    return homes.get(figure.figure_id, (figure.section, figure.evidence.quote))


def _same(a: Figure, b: Figure, *, homes: Homes, strong: bool) -> bool:
    """Whether two mentions with one key are one fact: they agree, or no more than a slip parts them.

    `strong`: the key is an indicator told in prose, which names one quantity; mere words, and general names, need not.
    """
    if agree(a, b):
        return True
    if a.qualifier or b.qualifier or Flag.AMBIGUOUS in (*a.flags, *b.flags):
        return False
    if _home(a, homes) == _home(b, homes) or _are_alike(a, b) or _are_of_two_days(a, b):
        return False
    if a.kind is Kind.SCORE:
        return _is_same_score(a, b, strong=strong)
    x, y = value_of(a), value_of(b)
    less, more = sorted((abs(x), abs(y)))
    if strong and not _are_others(a, b) and x * y > 0 and _comparable(more / less, _reach(a)):
        return True
    return max(abs(x) / ulp(a), abs(y) / ulp(b)) >= _TELLING and is_slip(a, b)


def _is_same_score(a: Figure, b: Figure, *, strong: bool) -> bool:
    """Whether two scores that disagree are one: totals that come near each other, else what goes by the same words."""
    if strong and _is_total(a) and _is_total(b):
        return abs(value_of(a) - value_of(b)) <= _SCORES and not ("/" in a.section_path and _beside(a, b))
    if normalise(a.label) != normalise(b.label) or _beside(a, b):
        return False  # another thing's score may go by the same indicator
    return not (is_deducted(a) or is_deducted(b)) and says_marks(a) == says_marks(b) and is_slip(a, b)


def _is_total(figure: Figure) -> bool:
    """Whether a figure is the report's own total score, in prose."""
    own = figure.indicator == "score.total" and not figure.subject and not figure.table_id
    return own and bool(_OWN.fullmatch(normalise(figure.label))) and "项目" not in figure.evidence.quote


def _beside(a: Figure, b: Figure) -> bool:
    """Whether two figures stand in one section or in sections of one parent, which tell of one thing each."""
    return a.above == b.above


def _are_alike(a: Figure, b: Figure) -> bool:
    """Whether two figures are called alike by what several things are called by.

    Rows of a table; （一）支出 A，支出率 P。（二）支出 B，支出率 Q.
    """
    rows = bool(a.table_id) and (a.table_id, a.col) == (b.table_id, b.col)
    bare = a.kind is Kind.RATE and max(len(a.label), len(b.label)) <= _SHORTEST_LABEL
    return rows or (bare and (_are_apart(a, b) or _is_within(a, b) or _is_within(b, a)))


def _is_within(a: Figure, b: Figure) -> bool:
    """Whether a figure stands in a section of the one that the other stands in, which tells of a part of it."""
    return a.section != b.section and a.section_path.startswith(f"{b.section_path}/")


def _are_apart(a: Figure, b: Figure) -> bool:
    """Whether two figures stand in two sections of one parent."""
    return a.section != b.section and "/" in a.section_path and _beside(a, b)


def _are_others(a: Figure, b: Figure) -> bool:
    """Whether two figures of one indicator may well be two things.

    1.学生满意度：满意度 P。2.家长满意度：满意度 Q. And 收入总计 has in it what was carried over, 收入合计 has not.
    """
    return (a.kind is Kind.RATE and _are_apart(a, b)) or {a.label[-2:], b.label[-2:]} == _TOTALS


def _are_of_two_days(a: Figure, b: Figure) -> bool:
    """Whether one count is told as of the year's end, the other as of the day of writing: 年末 A 人, 目前 B 人."""
    days = [re.split(r"[，,；;。：:]", f.words[0])[-1] for f in (a, b) if f.kind is Kind.COUNT]
    return len(days) > 1 and any(_TODAY.search(x) and _END.search(y) for x, y in (days, days[::-1]))


def _comparable(ratio: Fraction, reach: Fraction) -> bool:
    """Whether two numbers are near each other, or near but for their power of ten."""
    return ratio <= reach or any(abs(ratio / 10**power - 1) <= _NEAR for power in range(1, 5))


def _reach(figure: Figure) -> Fraction:
    """How far two values of one indicator may differ and still be taken for one quantity.

    Budget and outcome often differ by a few per cent and go by one name: unless the stage is told, or plays no part,
    only close values count.
    """
    code = figure.indicator or ""
    staged = figure.kind is Kind.AMOUNT and not code.startswith("carryover.") and not code.endswith(_FIXED)
    return _CLOSE if staged and figure.basis is None else _FAR
