"""Points told plainly (得分平述): cuts and what they come to, groups and their indicators, points by a rate.

`甲扣 A 分；乙扣 B 分。共扣 C 分，得 D 分`; `产出 F 分，得 G 分。其中：数量 A 分，得 B 分；…`. Read over
whole sections, for full stops part them anyhow. Marks and points of the same indicators prove each other, as in tables.
"""

from __future__ import annotations

import re
from itertools import combinations, groupby, takewhile
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_slipped
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import AND, is_got_of, is_rate
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_CUT = re.compile(r"[扣失丢](?:分|减|除|掉)?(?:了|为|[:：])?$")
_ALL_CUT = re.compile(
    r"(?:共计?|合计|总计?|累计)[^，,；;。：:]{0,4}[扣失丢](?:分|减|除|掉)?(?:了|为)?$|(?:^|[，,；;。])(?:合计|总共)?[扣失丢]分(?:合计|共)?[为:：]?$"
)
_BARE = re.compile(r"(?:共计?|合计|总计|累计|总共)?[扣失丢](?:分|减|除|掉)?(?:合计|共)?(?:了|为)?")
_GOT = re.compile(r"(?:得分?|自评分?|评分|计分?)(?:了|为|[:：])?$")
_FULL = re.compile(r"(?:满分|分值|权重|标准分)值?(?:分别)?(?:为|是|[:：])?$")
_SUM = re.compile(r"^[，,；;]?(?:合计|共计|总计|共)(?:为|是)?$")
_SUMMED = re.compile(r"共|合计|小计|总计")
_LEADS = re.compile(r"其中|包括|[：:]")
_REASONS = re.compile(r"^[^；;。]*(?:其中|[：:]|原因)[^；;。]*$")
_NO = re.compile(r"每|最多|标准|应扣|可扣|再扣|扣完|否则|酌情|上年|去年|加分|附加|奖励|核减|平均|加权|折[算合]|倒扣")
_BY_RATE = re.compile(r"(?:按|依据?|根据)[^，,；;。\d]{0,8}(?:执行率|完成率|比例)[^；;。\d]{0,8}得分?为?$")
_CONVENTION = re.compile(
    r"得分[=＝为是](?:[^，,；;。]{0,8}执行率\s*[×xX*]|[^，,；;。]{0,8}[×xX*][^，,；;。]{0,6}执行率)|按[^，,；;。]{0,6}执行率(?:计|折|得)分?"
)
_OF_ALL, _NEXT = re.compile(r"(?:满分|总分|总分值|分值)(?:为|是|共)?$"), re.compile(r"[、，,；;和及]")
_STOP = re.compile(r"[；;。]")
_STEPS = re.compile(r"[≥≤<>]|以[上下]|档|区间|不[低高][于过]")
_CLOSED = ("）", ")")
_EQUALS = ("=", "＝")
_TIMES = re.compile(r"[×xX*]$")
_FEW, _MOST, _NEAR = 2, 8, 4
_PLACES = ((1, -1), (-1, -2), (-2, -1), (-1, 0), (1, 0))  # of what was got and its full marks, beside what was lost
_WHOLE = 60  # points that hardly any part has


class _Told(NamedTuple):
    """A score: its sentence and place there, and its role: `cut`, `all` cuts, `got`, `full`, `sum`, or none."""

    sentence: Sentence
    n: int
    role: str

    @property
    def figure(self) -> Figure:
        return self.sentence.figure(self.n)

    @property
    def words(self) -> str:
        return self.sentence.before(self.n)


class _Node(NamedTuple):
    """What has full marks and points, or one of them, from the first to the last of the section's scores."""

    full: _Told | None
    got: _Told | None
    first: int
    last: int


def pointed(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """All that the sections state of points in plain words."""
    scored = (s for s in spoken if any(place.figure.kind is Kind.SCORE for place in s.places))
    for (_, otherwise), sentences in groupby(scored, lambda s: (s.section, bool(_NO.search(s.text)))):
        here = list(sentences)
        if not otherwise:
            told = list(_told(here))
            yield from _cuts(told, rules)
            yield from _groups(told, rules)
            yield from _in_turn(told, rules)
            yield from _dealt_out(told, rules)
        for sentence, before in zip(here, (None, *here), strict=False):
            yield from _by_rate(sentence, before, rules)


def _told(sentences: Sequence[Sentence]) -> Iterator[_Told]:
    for sentence in sentences:
        role = ""
        for n in range(len(sentence)):
            if sentence.figure(n).kind is not Kind.SCORE or not usable(sentence.figure(n)):
                continue
            role = role if sentence.before(n) in AND and role else _role(sentence, n)
            yield _Told(sentence, n, role)


def _role(sentence: Sentence, n: int) -> str:
    words = sentence.before(n)
    if _CUT.search(words):
        return "all" if _ALL_CUT.search(words) or _is_bare(sentence, n) else "cut"
    in_bracket = sentence.depth(n) and not sentence.clause(n) and sentence.after(n)[:1] in _CLOSED
    if in_bracket or _FULL.search(words):
        return "full"
    if _GOT.search(words) or sentence.figure(n).indicator == "score.total":
        return "got"
    if n + 1 < len(sentence) and is_got_of(sentence, n + 1):
        return "full"
    return "sum" if _SUM.match(words) else ""


def _is_bare(sentence: Sentence, n: int) -> bool:
    """Whether nothing is named that points are taken off for, beside what was got: 满分 A 分，扣 B 分，得 C 分."""
    beside = [i for i in (n - 1, n + 1) if 0 <= i < len(sentence) and sentence.figure(i).kind is Kind.SCORE]
    got = any(_GOT.search(sentence.before(i)) for i in beside)
    return got and beside[0] < n and bool(_BARE.fullmatch(sentence.before(n).lstrip("，,）)")))


def _cuts(told: Sequence[_Told], rules: RuleSet) -> Iterator[Relation]:
    """What was taken off one by one makes up what was taken off in all, and that with the points the full marks."""
    for at, one in enumerate(told):
        if one.role != "all":
            continue
        parts = _parts_of(told, at)
        if parts and not _is_made(parts, one.figure):
            form = Equation(side(*(part.figure for part in parts)), side(one.figure))
            yield Relation(rules["prose_sum"], (form,), "扣分")
        if (whole := _left(told, at)) is not None:
            yield Relation(rules["score_cut"], (whole,), "得分", mild=True)


def _parts_of(told: Sequence[_Told], at: int) -> list[_Told]:
    """The cuts just before what they come to, or those that it leads to; [] where it is both, or neither."""
    before = list(takewhile(lambda one: one.role == "cut", reversed(told[:at])))
    rest = list(told[at + 1 :])
    rest = rest[1:] if rest and rest[0].role == "got" else rest
    behind = list(takewhile(lambda one: one.role == "cut", rest))
    led = behind and _REASONS.search(_between(told[at], behind[0]))
    found = [run for run in (before[::-1], behind if led else []) if len(run) >= _FEW]
    plain = len(found) == 1 and not any("各" in one.words or "其中" in one.words for one in found[0][1:])
    return found[0] if plain and len(found[0]) <= _MOST else []


def _between(one: _Told, other: _Told) -> str:
    """The words between two scores, or those from the beginning of the second's sentence."""
    start = one.sentence.places[one.n].end if one.sentence is other.sentence else 0
    return other.sentence.text[start : other.sentence.places[other.n].start]


def _are_parted(one: _Told, other: _Told) -> bool:
    """Whether a stop parts two scores."""
    first, last = sorted((one, other), key=lambda told: told.n)
    return one.sentence is not other.sentence or bool(_STOP.search(_between(first, last)))


def _is_made(parts: Sequence[_Told], whole: Figure) -> bool:
    """Whether those nearest the whole make it up, or some make up the one before them: 过程扣 2 分（甲扣 1 分，…）."""
    values = [value_of(part.figure) for part in parts]
    runs = [(a, sum(values[a:b])) for a, b in combinations(range(len(values) + 1), 2) if _FEW <= b - a < len(values)]
    return any(made == value_of(whole) or (a and made == values[a - 1]) for a, made in runs)


def _left(told: Sequence[_Told], at: int) -> Equation | None:
    """What was got and all that was taken off, of the full marks told with them, or of a hundred."""
    rest = [(i, one) for i, one in enumerate(told) if one.role != "cut"]
    here = next(i for i, (n, _) in enumerate(rest) if n == at)
    roles = [one.role for _, one in rest]
    for g, f in _PLACES if _BARE.fullmatch(told[at].sentence.clause(told[at].n)) else ():
        if not (_has(roles, here + g, "got") and (not f or (here + f >= 0 and roles[here + f] in ("full", "")))):
            continue
        got, full, cut = rest[here + g][1], rest[here + f][1] if f else None, told[at]
        less = full is not None and value_of(full.figure) < value_of(got.figure)  # points of another thing
        if less or "其中" in got.words or (full is not None and _are_parted(got, cut)):
            return None
        if full is not None:
            return Equation(side(got.figure, cut.figure), side(full.figure))
        of_all = got.figure.indicator == "score.total" or value_of(got.figure) > _WHOLE
        return Equation(side(got.figure, cut.figure), (), "=", HUNDRED) if of_all else None
    return None


def _has(roles: Sequence[str], at: int, role: str) -> bool:
    return 0 <= at < len(roles) and roles[at] == role


def _nodes(told: Sequence[_Told]) -> list[_Node]:
    """Full marks and points told one behind the other; what was taken off is left out."""
    found: list[_Node] = []
    rest = [(i, one) for i, one in enumerate(told) if one.role not in ("cut", "all")]
    while rest:
        (at, one), *more = rest
        other = more[0][1] if more and more[0][1].sentence is one.sentence else None
        roles = {one.role, other.role} if other else set()
        deeper = other is not None and other.sentence.depth(other.n) > one.sentence.depth(one.n)
        if other is not None and roles == {"full", "got"} and (one.role == "full" or deeper):
            full, got = (one, other) if one.role == "full" else (other, one)
            found.append(_Node(full, got, at, more[0][0]))
            rest = more[1:]
        else:
            found.append(_Node(one if one.role == "full" else None, one if one.role == "got" else None, at, at))
            rest = more
    return found


def _groups(told: Sequence[_Told], rules: RuleSet) -> Iterator[Relation]:
    """A group's marks and points against those of its indicators, told behind it or before."""
    nodes = _nodes(told)
    for at, node in enumerate(nodes):
        run = list(takewhile(_is_pair, nodes[at + 1 :]))
        if run and _leads(told, node, run):
            same = [one for one in run if told[one.first].sentence is told[run[0].first].sentence]
            last = next(iter(nodes[at + 1 + len(same) :]), None)
            tail = last if last is not None and not last.full and last.got and _SUMMED.search(last.got.words) else None
            yield from _proven(same, node.full, node.got or (tail.got if tail else None), rules)
        if node.full and node.got and _SUMMED.search(node.full.words):
            yield from _proven(list(takewhile(_is_pair, reversed(nodes[:at]))), node.full, node.got, rules)


def _is_pair(node: _Node) -> bool:
    """Whether a node has marks and points, of one thing."""
    return node.full is not None and node.got is not None and not _SUMMED.search(node.full.words)


def _leads(told: Sequence[_Told], node: _Node, run: Sequence[_Node]) -> bool:
    """Whether words lead from a group to its indicators."""
    first, last = told[run[0].first], told[node.last]
    if first.sentence is last.sentence:
        words = first.sentence.text[last.sentence.places[last.n].end : first.sentence.places[first.n].start]
    else:
        words = first.words
    return bool(_LEADS.search(words))


def _proven(parts: Sequence[_Node], full: _Told | None, got: _Told | None, rules: RuleSet) -> Iterator[Relation]:
    """Sums of marks and of points, where one of them holds, and so proves that the parts are all there."""
    if len(parts) < _FEW or full is None or got is None:
        return
    marks = Equation(side(*(one.full.figure for one in parts if one.full)), side(full.figure))
    points = Equation(side(*(one.got.figure for one in parts if one.got)), side(got.figure))
    if not any(total(form.left) == total(form.right) for form in (marks, points)):
        return
    yield Relation(rules["score_marks"], (marks,), full.figure.label)
    yield Relation(rules["score_points"], (points,), got.figure.label)


def _in_turn(told: Sequence[_Told], rules: RuleSet) -> Iterator[Relation]:
    """`分值分别为 A 分、B 分、C 分，共 D 分`."""
    for at, one in enumerate(told):
        if one.role != "sum":
            continue
        back = [other for other in reversed(told[:at]) if other.sentence is one.sentence]
        listed = list(takewhile(lambda o: o.words in AND, back))
        first = back[len(listed)] if len(listed) < len(back) else None
        if listed and first is not None and "分别" in first.words:
            parts = [o.figure for o in (first, *reversed(listed))]
            form = Equation(side(*parts), side(one.figure))
            yield Relation(rules["prose_sum"], (form,), first.figure.label)


def _dealt_out(told: Sequence[_Told], rules: RuleSet) -> Iterator[Relation]:
    """`满分 100 分，其中甲 A 分、乙 B 分、丙 C 分`: what the kinds weigh, and nothing else of them."""
    for at, one in enumerate(told):
        if value_of(one.figure) != HUNDRED or not _OF_ALL.search(one.words):
            continue
        here = [other for other in told[at + 1 :] if other.sentence is one.sentence]
        run = list(takewhile(lambda other: other.role == "", here))
        parts = [other.figure for other in run]
        listed = all(_NEXT.match(other.words) for other in run[1:])
        if len(run) > _FEW and "其中" in run[0].words and listed:
            form = Equation(side(*parts), side(one.figure))
            if abs(form.result.gap) * _NEAR <= HUNDRED or is_slipped(form):
                yield Relation(rules["prose_sum"], (form,), one.figure.label)


def _by_rate(sentence: Sentence, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """`满分 A 分，执行率 P，按比例得 B 分`, `得分 = A × P = B 分`; what points are by may be told before."""
    marks = [] if before is None or not _CONVENTION.search(before.text) else _scores(before, len(before))
    for n in range(1, len(sentence)):
        got, words = sentence.figure(n), sentence.before(n)
        made = words in _EQUALS and _TIMES.search(sentence.before(n - 1))
        if (
            got.kind is not Kind.SCORE
            or not usable(got)
            or not (made or _BY_RATE.search(words) or (marks and _GOT.search(words)))
        ):
            continue
        rates = [sentence.figure(i) for i in range(n) if is_rate(sentence.figure(i))]
        full = [*marks, *_scores(sentence, n)]
        if rates and len({value_of(f) for f in full}) == 1 and value_of(full[0]) and not _STEPS.search(sentence.text):
            form, due = (
                Quotient(side(got), side(full[-1]), rates[-1]),
                value_of(full[-1]) * value_of(rates[-1]) / HUNDRED,
            )
            if is_held(form) or abs(value_of(got) - due) >= got.ulp:  # less is a last digit: see `last_digits.py`
                yield Relation(rules["score_convention"], (form,), got.label, mild=not got.decimals)


def _scores(sentence: Sentence, end: int) -> list[Figure]:
    return [f for n in range(end) if (f := sentence.figure(n)).kind is Kind.SCORE and usable(f)]
