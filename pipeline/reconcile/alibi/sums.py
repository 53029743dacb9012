"""Sums that fail and need not hold (合计另解): the sentence says what else their numbers are, or what they lack."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, adds_up, is_held, parted, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import chance_of_sum, is_a_digit_off
from pipeline.reconcile.prose.accounts.rolling import way_of
from pipeline.reconcile.prose.lists.items import OPENING
from pipeline.reconcile.relations import CHANCE
from pipeline.reconcile.sentences import CLAUSE, is_part, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reconcile.alibi.known import Known
    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

_SOME = 20  # how many units of its last digit a sum must have, not to be met by chance
_OF_SOME = re.compile(r"[前后末]?[一二两三四五六七八九]+[项类个笔块家种](?:[^，,；;。]{0,10})$")
_OTHERS = re.compile(r"其[他它余]")
_TWO = 2  # what came, and what went
_TAKEN = re.compile(r"[、，,](?:再)?(?:减去?|扣除|加上?)(?!少)[^，,；;。]*$")
_BESIDES = re.compile(r"[（(，,；;][^（）()，,；;]*?(?:另|含|扣除|除外|不计|未计|包括)[^，,；;]*$")


def of_sum(known: Known, form: Form, *, mild: bool) -> str:
    """What else the numbers of a sum that fails are; `mild`: no word says that the parts are the whole's."""
    found = parted(form)
    if found is None:
        return "括号内各数之和即为所称总数" if _is_made_by_brackets(known, form) else ""
    parts, whole = found
    told = (
        (_is_rated, "各数之和占总数的比率另有所列"),
        (_is_made_otherwise, "所列各数另有和差关系，均相符"),
        (_is_mean, "所称为各项比率的平均数"),
        (_is_column, "与所列各组同一项之和相符"),
        (_are_counted_otherwise, "同句以其他单位计数的各项计入后相符"),
        (_come_and_go, "两数之差另有所列"),
        (_are_movements, "各项为期初数与其增减，相抵后相符"),
    )
    if _is_made_by_brackets(known, form):
        return "括号内各数之和即为所称总数"
    if _OTHERS.search(CLAUSE.split(whole.words[0])[-1]):
        return "所称为其余各项"
    ids = {f.figure_id for f in parts}
    beside = any(whole.figure_id in held and ids & held for held in known.sums)
    if beside and not _is_its_bracket(known, parts, whole):
        return "各数同为另一合计的组成部分"
    shared = "各项占比均相符，各项可有重叠" if known.is_shared(form) else ""
    if is_but_for_a_digit(known, form):
        return next((reason for fits, reason in told if fits(known, parts, whole)), shared)
    home = known.home.get(whole.figure_id)
    more = (made for held, made in known.made_up if ids < held and whole.figure_id not in held)
    if any(home is known.home.get(made, whole) for made in more) or _is_summed(known, parts):
        return "各数同为另一合计的组成部分"
    if not _is_its_bracket(known, parts, whole) and _make_up(known, parts, whole, mild=mild):
        return "各数同为另一合计的组成部分"
    return next((reason for fits, reason in told if fits(known, parts, whole)), shared)


def is_but_for_a_digit(known: Known, form: Form) -> bool:
    """Whether one digit keeps a sum from holding, which is hardly chance, and no number near is as much as it misses.

    That its parts are also parts of something larger, or its whole the sum of others, then says nothing against it.
    """
    if not isinstance(form, Equation) or form.sign != "=" or chance_of_sum(form) > CHANCE or not is_a_digit_off(form):
        return False
    own, gap = form.figures[-1], abs(form.result.gap)
    near = known.sections.get(own.section, ())
    return not any(like(f, own) and value_of(f) == gap for f in near)


def _is_its_bracket(known: Known, parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether the bracket behind the whole lists the parts, which are no others: 实有 T 人（甲 B 人、乙 C 人）."""
    home = known.home.get(whole.figure_id)
    owned = (
        [i for i in range(len(home)) if (n := home.owner(i)) is not None and home.figure(n) is whole] if home else []
    )
    return len(parts) > 1 and all(any(home.figure(i) is part for i in owned) for part in parts) if home else False


def _is_summed(known: Known, parts: Sequence[Figure]) -> bool:
    """Whether one of the parts is the sum of others of them: 甲 A、乙 B，合计 C，另有 D."""
    ids = {f.figure_id for f in parts}
    return any(len(held & ids) > 1 and made in ids for held, made in known.made_up)


def _is_rated(known: Known, parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether behind its parts stands what rate of it they are: A 篇，其中甲采用 B 篇、乙 C 篇，采用率 P."""
    home = known.home.get(parts[-1].figure_id)
    behind = next((n + 1 for n in range(len(home) - 1) if home.figure(n) is parts[-1]), None) if home else None
    if home is None or behind is None:
        return False
    rate = home.figure(behind)
    told = rate.kind is Kind.RATE and bool(rate.decimals) and usable(rate)
    # 编制 A 名，实有 B 人，其中…，在编率 P: of A, though B was made the same.
    told = told and sum(p.figure.base_value == whole.base_value for p in home.places if like(p.figure, whole)) == 1
    return told and is_held(Quotient(side(*parts), side(whole), rate))


def _is_column(known: Known, parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether a total is of every second number before it: 甲评价 A 人，满意 B 人；乙评价 C 人，满意 D 人；共 E 人."""
    home = known.home.get(whole.figure_id)
    if home is None or not _is_telling(whole):
        return False
    run = [home.figure(n) for n in range(len(home)) if is_part(home, n, whole)]
    before = run[: next((n for n, f in enumerate(run) if f is whole), 0)]
    steps = (step for step in (2, 3) if len(before) >= 2 * step and not len(before) % step)
    columns = (before[start::step] for step in steps for start in range(step))
    return any(adds_up(column, whole) for column in columns if column != list(parts))


def _are_counted_otherwise(known: Known, parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether things counted in other units make up what is missing: 单位 A 个，其中机关 B 个，中学 C 所，小学 D 所."""
    home = known.home.get(whole.figure_id)
    if home is None or whole.kind is not Kind.COUNT:
        return False
    own = [n for n in range(len(home)) if home.figure(n) in parts]
    run = range(own[0], min(own[-1] + 2, len(home))) if own else ()
    # 甲 2 期 140 人: that there were two is none of the people.
    apart = [n for n in run if home.depth(n) == home.depth(own[0]) and (n + 1 == len(home) or home.before(n + 1))]
    apart = [
        n
        for n in apart
        if home.figure(n) in parts or (home.figure(n).unit != whole.unit and "；" not in home.before(n))
    ]
    counted = [f for n in apart if (f := home.figure(n)).kind is Kind.COUNT and usable(f) and f is not whole]
    return len(counted) > len(parts) and sum(map(value_of, counted)) == value_of(whole)


def is_told_besides(known: Known, form: Form) -> bool:
    """Whether a bracket, or what is taken off, tells what a sum lacks: 剩余 A（另有质保金 B）; 年初 A 加 B、减 C."""
    first = form.figures[0]
    home = known.home.get(first.figure_id)
    if not isinstance(form, Equation) or home is None:
        return False
    told = ((i, home.before(i)) for i in range(len(home)))
    inside = (home.figure(i) for i, words in told if (home.depth(i) and _BESIDES.search(words)) or _TAKEN.match(words))
    more = [f for f in inside if usable(f) and like(f, first) and value_of(f) and f not in form.figures]
    return any(is_held(replace(form, left=(*form.left, (Fraction(way), f)))) for f in more for way in (1, -1))


def _is_made_otherwise(_known: Known, parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether what should be the sum is made of its parts in another way, to the last digit.

    What the others leave of the largest (全年 A，四季度 B，前三季度合计 C), or some that stand together, if it says so
    (前两项合计): a total that leaves one out unsaid is wrong.
    """
    if len(parts) < 2 or not _is_telling(whole):
        return False
    *rest, largest = sorted((*parts, whole), key=value_of)
    runs = (parts[a:b] for a, b in combinations(range(len(parts) + 1), 2) if 1 < b - a < len(parts))
    of_some = _OF_SOME.search(whole.words[0]) and any(adds_up(run, whole) for run in runs)
    return bool(of_some) or (largest is parts[0] and adds_up(rest, largest))


def _is_mean(_known: Known, rates: Sequence[Figure], whole: Figure) -> bool:
    """Whether what should add up are rates of a height, and their sum lies among them: 满意度分别为 P、Q，合计 R."""
    values = [value_of(f) for f in rates]
    several = len(values) > 1 and whole.kind is Kind.RATE
    return several and max(values) / 2 < min(values) <= value_of(whole) <= max(values)


def _is_made_by_brackets(known: Known, form: Form) -> bool:
    """Whether brackets in the sentence make a whole up: 抽样 T 人，满意学生 A（抽样 B）、家长 C（抽样 D）.

    What one bracket lists makes up the number before it, and no other.
    """
    home = known.home.get(form.figures[0].figure_id)
    if not isinstance(form, Equation) or home is None:
        return False
    alike = [i for i in range(len(home)) if like(home.figure(i), form.figures[0]) and usable(home.figure(i))]
    inside = [i for i in alike if home.depth(i)]
    if len({home.owner(i) for i in inside}) < _TWO:
        return False
    parts = [home.figure(i) for i in inside]
    made = {f.figure_id for i in alike if not home.depth(i) and _is_telling(f := home.figure(i)) and adds_up(parts, f)}
    return any(f.figure_id in made for _, f in form.right) or (bool(made) and any(f in parts for f in form.figures))


def _make_up(known: Known, parts: list[Figure], whole: Figure, *, mild: bool) -> bool:
    """Whether the numbers of a sum that fails make up another whole: all of them, with those listed beside them.

    Where no word says that the parts are its parts, their own sum, told in the same sentence, is one too.
    """
    sentence, home = known.home.get(whole.figure_id), known.home.get(parts[0].figure_id)
    if sentence is None or home is None or any(known.home.get(f.figure_id) is not home for f in parts):
        return False
    far = [f for f in known.sections.get(whole.section, ()) if f is not whole and f not in parts]
    if sentence is not home or _is_apart(sentence, whole, parts[0]):
        return any(like(f, whole) and not f.qualifier and _is_telling(f) and adds_up(parts, f) for f in far)
    own = {whole.figure_id, *(f.figure_id for f in parts)}
    flat = [i for i in range(len(sentence)) if sentence.figure(i) in (whole, *parts) or is_part(sentence, i, whole)]
    run = [sentence.figure(i) for i in flat]
    at = [n for n, f in enumerate(run) if f.figure_id in own]
    lists = [run[start : at[-1] + 1] for start in range(at[0] + 1)]
    held = [(items, f) for items in lists for f in known.sections.get(whole.section, ()) if f not in items]
    if mild:
        held += [(parts, f) for f in run if f.figure_id not in own]
    return any(like(f, whole) and not f.qualifier and _is_telling(f) and adds_up(items, f) for items, f in held)


def _is_apart(sentence: Sentence, whole: Figure, part: Figure) -> bool:
    """Whether a full stop parts a number from what follows, which may then be of another one told before."""
    end, start = (next(p for p in sentence.places if p.figure is f) for f in (whole, part))
    return "。" in sentence.text[end.end : start.start]


def _come_and_go(known: Known, parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether two numbers are what came and what went of a change told before: 共 T，净增 C，其中新建 A、撤并 B."""
    home = known.home.get(whole.figure_id)
    if home is None or len(parts) != _TWO or whole.kind is Kind.RATE:
        return False
    by, told = abs(value_of(parts[0]) - value_of(parts[1])), [p.figure for p in home.places]
    between = told[told.index(whole) + 1 : told.index(parts[0])] if parts[0] in told else []
    return any(like(f, whole) and usable(f) and value_of(f) == by for f in between)


def _are_movements(known: Known, _parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether what is listed is what there was and what came and went: 年末 T 家，其中新增 A、退出 B，年初 C."""
    home = known.home.get(whole.figure_id)
    if home is None or whole.kind is Kind.RATE:
        return False
    alike = [
        i for i in range(len(home)) if like(home.figure(i), whole) and usable(home.figure(i)) and not home.depth(i)
    ]
    first = [i for i in alike if OPENING.search(home.clause(i))]
    ways = [(way_of(home.clause(i)), home.figure(i)) for i in alike if i not in first]
    moved = sum(sign * value_of(f) for sign, f in ways if f is not whole)
    several = sum(bool(sign) for sign, _ in ways) >= _TWO
    return several and len(first) == 1 and value_of(home.figure(first[0])) + moved == value_of(whole)


def _is_telling(figure: Figure) -> bool:
    """Whether a sum has digits enough not to be met by chance."""
    return abs(value_of(figure)) >= _SOME * figure.ulp
