"""Points lost, told apart from the scores (扣分与失分): `过程扣 N 分` elsewhere than `过程 20 分得 18.6 分`.

Nobody can lose more than full marks leave of what was got. Less may be told where a reason is told with it, for there
may be others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import HUNDRED, Equation, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.scores.printed import term
from pipeline.reconcile.sentences import CLAUSE
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report, Scheme, Score
    from schemas.rules import Rule, RuleSet

_CUT = re.compile(
    r"^(?P<what>.*?)(?P<why>因[^，,；;。]*?|[中上]?)(?:合计|总计|累计|总|共计?|也|均|就|只|仅|被|又|已|的)*"
    r"(?:扣分?|扣掉|扣减|扣除|失分?|丢分?|减)(?:了|为|达|合计|共计?)*$"
)
_MANY = re.compile(r"(?:扣分|失分|丢分)[^，,；;。]{0,6}$")  # 过程扣分较多，扣 N 分
_THUS = re.compile(r"^(?:达到?|为|共计?|计|合计)+$")
_EACH = re.compile(r"^(?P<names>.*?)(?:分别|依次)(?:被|各)?(?:扣分?|失分?|丢分?)(?:了|为)?$")
_ALL = re.compile(r"(?:合计|总计|累计|总|共)[^，,；;。：:]{0,4}[扣失丢]|^(?:本次|自评|综合|总)*[扣失]分[为是]?$")
_NONE = re.compile(
    r"每|最多|核减|上年|去年|满分|标准|应扣|可扣|再扣|分别|[各两三四五六七八九]项|其余|其他|前述|个百分点|20\d\d年|加"
)
_ITSELF = re.compile(r"(?:自评|评价|自我|部门|项目|整体|绩效|支出|本次|综合|全部|指标|得分|总分)*")
_IDLE = re.compile(
    r"^(?:[\d一二三四五六七八九十]+[是、.．]|[（(][\d一二三四五六七八九十]+[)）]|其中|另外|但|而)+|(?:一级)?指标|[类项]$|部分|方面|[“”‘’]|情况"
)
_FAULT = re.compile(
    r"未|不[足够到全及高]|偏|滞后|缺|较[低慢少差]|低于"
)  # 执行率未达标扣 N 分: for that, there may be others
_NO_SUM = re.compile(r"加分|附加|奖励|倒扣")
_WORDS = ("扣", "失", "丢", "减")
_TOLD, _BEFORE = 2, 1
_SEVERAL = re.compile(r"[、和及与].*(?:[两二三四五六]项|均|都)")  # 甲、乙两项未完成，共扣 N 分: of both


class _Class(NamedTuple):
    """A class of the scheme: its full marks and its points, none where they are not known.

    `rows`: it is made of several rows of a table, and goes by its own name only, for they have names that begin so.
    """

    name: str
    full: Side
    got: Side
    rows: bool = False

    @property
    def lost(self) -> Fraction:
        """How many points it lost."""
        return total(self.full) - total(self.got)


def lost(report: Report, spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """The points that prose says a class, or the whole, lost."""
    rule = rules["score_lost"]
    classes = _classes(report)
    if not classes or any(score.is_bonus for score in report.scores):
        return
    cuts: dict[str, list[tuple[Figure, bool]]] = defaultdict(list)
    for sentence in spoken:
        for n in range(len(sentence) if any(word in sentence.text for word in _WORDS) else 0):
            figure = sentence.figure(n)
            score = figure.kind is Kind.SCORE and usable(figure) and not figure.qualifier and value_of(figure) > 0
            if score and (told := _lost(sentence, n, classes)):
                cuts[told[0]].append((figure, told[1]))
            for name, each in _each(sentence, n, classes):
                cuts[name].append((each, False))
    for name, told_ in cuts.items():
        if name and classes[name].full:
            yield from _of_class(classes[name], told_, rule)
    yield from _of_all([f for f, _ in cuts[""]], classes, spoken, facts, rule)


def _classes(report: Report) -> dict[str, _Class]:
    """The classes and items by their names; one that is told otherwise elsewhere is not known."""
    figures = {f.figure_id: f for f in report.figures if usable(f)}
    found: dict[str, list[_Class]] = defaultdict(list)
    for scheme in report.schemes:
        for item in (*scheme.items, *scheme.totals):
            name = _core(item.name or item.level2 or item.level1)
            full, got = term(item, figures, full=True), term(item, figures)
            if name and full and got and full[0][1] is not got[0][1] and total(full) >= total(got):
                found[name].append(_Class(name, full, got))
    rows: dict[str, list[_Class]] = defaultdict(list)
    for scheme in report.schemes:
        for of in _levels(scheme, figures):
            rows[of.name].append(of)
    alike = {
        name: same[0] if len({(total(c.full), total(c.got)) for c in same}) == 1 else _Class(name, (), (), rows=True)
        for name, same in (rows | found).items()
    }
    return {name: of for name, of in alike.items() if of.rows or name in found}


def _levels(scheme: Scheme, figures: Mapping[str, Figure]) -> Iterator[_Class]:
    """The classes that a table names beside several rows; their points are known where the table has all its rows."""
    terms = {item: (term(item, figures, full=True), term(item, figures)) for item in scheme.items}
    marks = sum((total(full) for full, got in terms.values() if full and got), Fraction(0))
    own = {total.full_marks for total in scheme.totals if not total.name}
    whole = all(full and got for full, got in terms.values()) and marks in own | {HUNDRED}
    inside: dict[tuple[str, ...], list[Score]] = defaultdict(list)
    for item in scheme.items if scheme.table_id is not None else ():
        levels = [name for name in (item.level1, item.level2) if name and name != item.name]
        for n in range(len(levels)):
            inside[tuple(levels[: n + 1])].append(item)
    for path, items in inside.items():
        name, sides = _core(path[-1]), [terms[item] for item in items]
        if name and len(items) > 1:
            full, got = (tuple(chain(*(side[n] or () for side in sides))) if whole else () for n in (0, 1))
            yield _Class(name, full, got, rows=True)


def _core(words: str) -> str:
    return _IDLE.sub("", _IDLE.sub("", normalise(re.sub(r"[（(].*?[）)]", "", words)))).removeprefix("项目")


def _lost(sentence: Sentence, n: int, classes: dict[str, _Class]) -> tuple[str, bool] | None:
    """Of which class, or ("") of all, the n-th number tells how much was lost, and whether it tells a reason too."""
    *rest, clause = CLAUSE.split(sentence.before(n))
    last = rest[-1] if rest else ""
    told = _CUT.match(_THUS.sub("扣", clause) if _MANY.search(last) else clause)
    if not told or _NONE.search(clause) or sentence.depth(n) > _BEFORE:
        return None
    what, reason = told["what"], len(told["why"]) > 1 or bool(_FAULT.search(told["what"]))
    if not what and not reason and last:
        # 过程扣分较多，扣 N 分; 主要是产出（扣 N 分）; 产出得分率偏低，扣了 N 分: for that, there may be others
        many, opened = _MANY.sub("", last), sentence.before(n).endswith(f"（{clause}")
        what = (
            re.split(r"[和及与、在是为]", last)[-1]
            if opened
            else many
            if many not in (last, "")
            else _begun(last, classes)
        )
        reason = many == last and not opened
    if together := _together(what, classes):
        classes[together.name] = together
        return together.name, reason or "因" in what
    name = _named(_core(what), classes)
    if name:
        return name, reason or "因" in what
    if _ALL.search(clause) and _ITSELF.fullmatch(_core(re.sub(r"(?:合计|总计|累计|总|共)+$", "", what))):
        return ("", False) if not sentence.depth(n) else None
    return None


def _together(words: str, classes: Mapping[str, _Class]) -> _Class | None:
    """The classes that words name, as one, if they are several: 投入和过程共扣 N 分."""
    named = [_named(_core(word), classes) for word in re.split(r"[、和及与]", words)]
    if len(named) < _TOLD or not all(named) or _core(words) in classes:
        return None
    parts = [classes[name] for name in named]
    if not all(part.full for part in parts):
        return None
    return _Class("、".join(named), tuple(chain(*(p.full for p in parts))), tuple(chain(*(p.got for p in parts))))


def _begun(clause: str, classes: Mapping[str, _Class]) -> str:
    """The class that a clause begins or ends with."""
    if _SEVERAL.search(clause):
        return ""
    words = _core(clause)
    names = [name for name, of in classes.items() if len(name) >= _TOLD and not of.rows]
    found = [name for name in names if words.startswith(name) or words.endswith(name)]
    return found[0] if len(found) == 1 else ""


def _each(sentence: Sentence, n: int, classes: Mapping[str, _Class]) -> Iterator[tuple[str, Figure]]:
    """`产出、效益分别扣 M 分、N 分`: the classes in turn, with what each lost."""
    told = _EACH.match(CLAUSE.split(sentence.before(n))[-1])
    names = [_named(_core(name), classes) for name in re.split(r"[、和及与]", told["names"])] if told else []
    run = range(n, min(n + len(names), len(sentence)))
    listed = all(i == n or sentence.before(i) in ("、", "和", "及", "，", "与") for i in run)
    if names and all(names) and len(run) == len(names) and listed:
        yield from ((name, f) for name, i in zip(names, run, strict=True) if usable(f := sentence.figure(i)))


def _named(words: str, classes: Mapping[str, _Class]) -> str:
    """The class that words name: as it is called, or the only one whose name begins or ends so."""
    if words in classes or len(words) < _TOLD:
        return words if words in classes else ""
    names = [name for name, of in classes.items() if len(name) >= _TOLD and not of.rows]
    like = [name for name in names if words.startswith(name) or name.startswith(words)]
    like = like or [name for name in names if words.endswith(name) or name.endswith(words)]
    return like[0] if len(like) == 1 and abs(len(like[0]) - len(words)) <= _TOLD + 2 else ""


def _of_class(of: _Class, cuts: Sequence[tuple[Figure, bool]], rule: Rule) -> Iterator[Relation]:
    """`过程扣 N 分`: of several one may be all that was lost, and the others its parts."""
    forms = [Equation((*of.got, (Fraction(1), cut)), of.full) for cut, _ in cuts]
    held = [form for form in forms if is_held(form)]
    for form, (cut, reason) in zip(forms, cuts, strict=True):
        if form in held:
            yield Relation(rule, (form,), of.name)
        elif value_of(cut) > of.lost:
            yield Relation(rule, (form,), of.name, mild=of.lost == 0)
        elif len(cuts) == 1 and not reason:
            yield Relation(rule, (form,), of.name, mild=True)


def _of_all(
    cuts: Sequence[Figure], classes: Mapping[str, _Class], spoken: Sequence[Sentence], facts: Facts, rule: Rule
) -> Iterator[Relation]:
    """`共扣 N 分` against the total, if the report tells one."""
    got = {value_of(m): m for fact in facts.by_code.get("score.total", ()) for m in fact.mentions if usable(m)}
    if len(got) != 1 or any(_NO_SUM.search(sentence.text) for sentence in spoken):
        return
    (points,) = got.values()
    if not 0 < value_of(points) <= HUNDRED:
        return
    for cut in cuts:
        form = Equation(side(points, cut), (), "=", HUNDRED)
        if is_held(form) or all(of.lost != value_of(cut) for of in classes.values()):
            yield Relation(rule, (form,), "总分", mild=not is_held(form))
