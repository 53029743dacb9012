"""Points told in prose (文字得分): `满分 100 分，得 T 分。甲 a 分得 x 分，乙 b 分得 y 分…`.

The items are known to be all when their full marks make the total's. The points of a class (决策、过程、产出、效益)
that a table tells too are the same if its full marks are, and if the other classes agree. Where a section's groups
make its total their full marks make a hundred, and the other way round: of 258 such sections in reports written for
measuring both did in every one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.points import says_marks
from pipeline.reconcile.prose.lists.items import TOTAL
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.scores.printed import term
from pipeline.reconcile.sentences import is_got_of
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_GOT = re.compile(r"得分?(?:为)?$")
_FEWEST, _NEAR = 3, 20  # groups that are all; how many times a gap must fit into the total
_CHANGED = re.compile(r"[，,；;、](?:另|再|又)?(加|扣|减)[^，,；;。每\d]*$")
_FINAL = re.compile(r"[，,；;](?:最终|最后|合计|综合|评价|自评|实际)?(?:总?得分|总分|自评总分|合计)为?$")
_EXTRA = re.compile(r"加分|附加|奖励|减分|倒扣|[，,；;][另再]?加\s*\d")
_CLASS = re.compile(
    r"(?:[A-Z一二三四五六1-6][、.．]?)?(?:项目)?(?P<of>决策|投入|过程|产出|效益|效果|满意度)(?:类|部分|指标|类指标|情况)*"
)
_PROOF = 2  # classes that agree, for another to be the same although it does not
_SEVERAL = 2  # groups of a section
_SUMMED = re.compile(r"(?:合计|总计|共计|相加|总分|总?得分|[综总][合体](?:评分|自评))$")
_OTHERWISE = re.compile(r"加分|再扣|另扣|扣除|扣减|附加|奖励|倒扣|平均|加权|折[算合](?:为|成|百)|合并计|[×xX*]")
_ADDED = re.compile(r"[加奖][^，,；;。\d]{0,4}$")
_EXECUTION = re.compile(r"执行")
_APART = 90  # the full marks of all but the execution of the budget, where that is scored apart (财预〔2020〕10号)
_CLOSE = 4  # how many times what full marks miss a hundred by fits into it, if they are all


def told(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The points of all items against the total that is told with them, or in the sentence beside."""
    for at, sentence in enumerate(spoken):
        pairs = list(_pairs(sentence))
        claims = [p for p in pairs if value_of(p[0]) == HUNDRED]
        items = [p for p in pairs if p not in claims]
        if len(items) < 2 or total(side(*(full for full, _ in items))) != HUNDRED:
            continue
        before = spoken[at - 1] if at and spoken[at - 1].section == sentence.section else None
        claims = claims or [p for p in (_pairs(before) if before else ()) if value_of(p[0]) == HUNDRED]
        wholes = [got for _, got in claims] or [f for s in (sentence, before) if s for f in _totals(s, pairs)]
        after = None if wholes else _after(spoken, at)
        wholes = wholes or (list(_totals(after, ())) if after else [])
        if not wholes or any(_EXTRA.search(s.text) for s in (sentence, before, after) if s):
            continue
        sums = [
            Relation(rules["prose_sum"], (Equation(side(*(got for _, got in items)), side(w)),), w.label)
            for w in wholes
        ]
        yield next(filter(holds, sums), sums[0])


def summed_up(spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`自评 T 分。甲类得 x 分，乙类得 y 分，丙类得 z 分`: groups that come near the total told just before or behind.

    Or in the same sentence: `甲类得 x 分，乙类得 y 分，丙类得 z 分，综合得分 T 分`.
    """
    for at, sentence in enumerate(spoken):
        own = list(_totals(sentence, ()))
        before = spoken[at - 1] if at and spoken[at - 1].section == sentence.section and not own else None
        wholes = own or (list(_totals(before, ())) if before else [])
        after = _after(spoken, at) if not wholes else None
        wholes = wholes or (list(_totals(after, ())) if after else [])
        scores = [n for n in range(len(sentence)) if sentence.figure(n).kind is Kind.SCORE]
        got = [sentence.figure(n) for n in scores if _GOT.search(sentence.before(n)) and usable(sentence.figure(n))]
        got = [figure for figure in got if figure not in wholes]
        if len(wholes) != 1 or len(got) < _FEWEST or len(got) + len(own) < len(sentence):
            continue
        form = Equation(side(*got), side(wholes[0]))
        extra = any(_EXTRA.search(s.text) for s in (before, sentence, after) if s)
        if not extra and _NEAR * abs(form.result.gap) <= form.result.right:
            yield Relation(rules["prose_sum"], (form,), wholes[0].label, mild=True)


def _after(spoken: Sequence[Sentence], at: int) -> Sentence | None:
    """The sentence behind one, if it tells the report's own total and no other points: 综合得分 T 分，等级为优."""
    after = spoken[at + 1] if at + 1 < len(spoken) else None
    if after is None or after.section != spoken[at].section:
        return None
    scores = [place.figure for place in after.places if place.figure.kind is Kind.SCORE]
    return after if len(scores) == 1 and scores[0].indicator == "score.total" else None


def balanced(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`基础分 A 分，加 B 分，扣 C 分，最终得分 T 分`: nothing but points, and each says what becomes of it."""
    figures = [place.figure for place in sentence.places]
    if len(figures) < _FEWEST or not all(f.kind is Kind.SCORE and usable(f) for f in figures):
        return
    *signs, last = (_CHANGED.search(sentence.before(n)) for n in range(1, len(figures)))
    cut = len(signs) == 1 and signs[0] and signs[0][1] != "加"  # score_cut speaks of that
    if all(signs) and signs and not cut and not last and _FINAL.search(sentence.before(len(figures) - 1)):
        changed = (
            (Fraction(1 if sign and sign[1] == "加" else -1), f) for sign, f in zip(signs, figures[1:], strict=False)
        )
        yield Relation(
            rules["prose_sum"], (Equation((*side(figures[0]), *changed), side(figures[-1])),), figures[-1].label
        )


def _pairs(sentence: Sentence) -> Iterator[tuple[Figure, Figure]]:
    """`a 分得 x 分`: full marks, and what was got of them."""
    for n in range(1, len(sentence)):
        full, got = sentence.figure(n - 1), sentence.figure(n)
        if got.kind is not Kind.SCORE:
            continue
        scores = full.kind is got.kind is Kind.SCORE and usable(full) and usable(got)
        if scores and is_got_of(sentence, n) and not re.search(r"扣", sentence.before(n)):
            yield full, got


def _totals(sentence: Sentence, pairs: Sequence[tuple[Figure, Figure]]) -> Iterator[Figure]:
    """The report's own total among the scores of a sentence, or what all of its pairs are said to come to."""
    taken = {f.figure_id for pair in pairs for f in pair}
    free = [(n, f) for n in range(len(sentence)) if (f := sentence.figure(n)).figure_id not in taken and usable(f)]
    # 评价表总分 100 分，…合计 94.5 分: a hundred is what could be got.
    free = [(n, f) for n, f in free if not (pairs and value_of(f) == HUNDRED and "得" not in sentence.before(n))]
    told = [(sentence.before(n), f) for n, f in free if f.kind is Kind.SCORE and pairs]
    summed = [f for words, f in told if TOTAL.search(words) and not re.search("[扣失丢]", words)]
    for _, figure in free:
        if figure.indicator == "score.total" or [figure] == summed:
            yield figure


def classes_retold(report: Report, rules: RuleSet) -> Iterator[Relation]:
    """The one class whose points prose tells otherwise than the table."""
    figures = {f.figure_id: f for f in report.figures if usable(f)}
    table, prose = (_classes(report, figures, tabled=tabled) for tabled in (True, False))
    pairs = [(of, table[of], prose[of]) for of in table if of in prose and _value(table[of][0]) == _value(prose[of][0])]
    odd = [(of, a[1], b[1]) for of, a, b in pairs if _value(a[1]) != _value(b[1])]
    if len(odd) == 1 and len(pairs) > _PROOF:
        of, a, b = odd[0]
        yield Relation(rules["score_restated"], (Equation(a, b),), of)


def _value(points: Side) -> object:
    return points[0][1].base_value


def _classes(report: Report, figures: Mapping[str, Figure], *, tabled: bool) -> dict[str, tuple[Side, Side]]:
    """The full marks and the points of each class that is told once."""
    found: dict[str, list[tuple[Side, Side]]] = {}
    for scheme in report.schemes:
        for item in (*scheme.items, *scheme.totals) if (scheme.table_id is not None) is tabled else ():
            named = _CLASS.fullmatch(item.name or item.level1)
            if named is None:
                continue
            full, got = term(item, figures, full=True), term(item, figures)
            if full is not None and got is not None and full[0][1] is not got[0][1]:
                found.setdefault(named["of"], []).append((full, got))
    return {of: pairs[0] for of, pairs in found.items() if len(pairs) == 1}


def of_hundred(report: Report, rules: RuleSet) -> Iterator[Relation]:
    """The groups of each section that tells them with the report's total."""
    points, marks = rules["score_total"], rules["full_marks"]
    figures = {f.figure_id: f for f in report.figures if f.kind is Kind.SCORE and usable(f)}
    for full, got, path in _by_section(report, figures):
        taken = [figure for _, figure in (*full, *got)]
        ids = {figure.figure_id for figure in taken}
        if len(ids) < len(taken):
            continue
        rest = [f for key, f in figures.items() if key not in ids and not f.table_id]
        claims = [f for f in rest if f.section_path == path and (f.figure_id in report.head.figures or _is_total(f))]
        if not claims or any(_OTHERWISE.search(f.evidence.quote) for f in (*taken, *claims)):
            continue
        sums = [Equation(got, side(claim)) for claim in claims]
        if held := next(filter(is_held, sums), None):
            yield Relation(points, (held,), held.right[0][1].label)
            if made := _hundred(full, rest):
                yield Relation(marks, (made,), "分值合计")
        elif total(full) == HUNDRED and len({value_of(claim) for claim in claims}) == 1 and not _added(sums[0], rest):
            yield Relation(points, (sums[0],), claims[0].label, mild=True)


def _by_section(report: Report, figures: Mapping[str, Figure]) -> Iterator[tuple[Side, Side, str]]:
    """The full marks and the points of the groups that prose tells, or else of its items, section by section."""
    for scheme in report.schemes:
        found: defaultdict[tuple[bool, str], list[tuple[Side, Side]]] = defaultdict(list)
        for score in chain(scheme.totals, scheme.items) if scheme.table_id is None else ():
            full, got = term(score, figures, full=True), term(score, figures)
            if score.name and full and got:
                found[score in scheme.totals, score.section_path].append((full, got))
        for (grouped, path), pairs in found.items():
            if len(pairs) >= _SEVERAL and (grouped or (True, path) not in found):
                yield tuple(chain(*(full for full, _ in pairs))), tuple(chain(*(got for _, got in pairs))), path


def _is_total(figure: Figure) -> bool:
    """Whether a score is what all groups are said to come to."""
    return (figure.indicator == "score.total" or bool(_SUMMED.search(figure.label))) and not says_marks(figure)


def _added(form: Equation, rest: Sequence[Figure]) -> bool:
    """Whether a score that was added makes up what the groups lack: 获市级表彰，加 2 分."""
    return any(_ADDED.search(f.words[0]) and value_of(f) == -form.result.gap for f in rest)


def _hundred(full: Side, rest: Sequence[Figure]) -> Equation | None:
    """The full marks of all groups, of a hundred, unless the report prints what they make, or they are far from it."""
    form, made = Equation(full, (), "=", HUNDRED), total(full)
    told = any(value_of(f) == made for f in rest)
    apart = made == _APART and not any(_EXECUTION.search(f.label) for _, f in full)
    far = _CLOSE * abs(form.result.gap) > HUNDRED and not is_a_digit_off(form)
    return None if apart or (told and made != HUNDRED) or far else form
