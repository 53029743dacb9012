"""Points that a sentence states by its form (得分句式): full marks less cuts, points over full marks, what all make.

`marked` is asked, as `stated.py` is, only where something is accounted for by nothing else; `deducted` always: what was
taken off, for what and in all, and what the full marks leave.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, adds_up, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.prose.lists.partitions import covers
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_got_of, is_rate, passages
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Passage, Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_CUT, _GOT = re.compile(r"[扣失]分?[减除]?$"), re.compile(r"(?:^|[，,、）)])(?:实|自评|本项)?(?:得|计)分?[为是]?$")
_SUMMED_CUT = re.compile(r"(?:共|合计|总计|累计)计?[^，,；;。]{0,4}[扣失]")
_OWN = re.compile(r"(?<!应)得分?[为是]?$")  # 甲得 A 分
_FULL = re.compile(r"^[（(](?:满分|分值|权重)[为是]?$")
_RATE = re.compile(r"^[，,]得分率[为是]?$")
_ALL_CUT = re.compile(r"^[，,](?:共|合计|总共|累计)?扣(?:分|除|减|掉)?[为是]?$")
_SUM = re.compile(r"^[，,]?(?:四项|三项|五项|各项|以上)?(?:合计|总计|共计|总分|总得分)(?:得分?|为)*$")
_THREE, _NEAR = 3, 4  # how many times what marks are off must fit into a hundred
_MORE = re.compile(r"加分|附加|另加|奖励")
_CUT_FOR = re.compile(r"(?P<all>合计|共计|总计|共)?[^，,；;。：:]{0,6}?扣(?:减|除|分)?(?:合计|共)?$")
_CUT_IN_ALL = re.compile(r"(?:共|合计|总计|累计)[^，,；;。：:]{0,4}扣(?:减|除|分)?$")
_AND = re.compile(r"(?<!^)[、和及与]")
_MARKS, _LEFT_OVER = re.compile(r"满分|总分值"), re.compile(r"得分?(?:为|是)?$")


def marked(sentence: Sentence, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """All that a sentence states of points; `before` is the sentence before it in its section."""
    if not any(place.figure.kind is Kind.SCORE for place in sentence.places) or _MORE.search(sentence.text):
        return
    for passage in passages(sentence):
        yield from _less_cuts(passage, rules)
        yield from _got_and_cut(passage, rules)
    yield from _of_full(sentence, rules)
    yield from _of_hundred(sentence, rules)
    yield from _summed(sentence, before, rules)
    yield from _all_marks(sentence, rules)


def _less_cuts(passage: Passage, rules: RuleSet) -> Iterator[Relation]:
    """`甲 15 分，因…扣 A 分、…扣 B 分，得 C 分`: all that the passage tells."""
    sentence, run = passage
    if len(run) < 3 or any(sentence.figure(n).kind is not Kind.SCORE or sentence.depth(n) for n in run):
        return
    (first, *cuts, last), words = run, [sentence.before(n) for n in run]
    bare = not _CUT.search(words[0]) and not _GOT.search(words[0])
    summed = any(_SUMMED_CUT.search(w) for w in words[2:-1])  # 甲扣 A 分、乙扣 B 分，共扣 C 分: C is both
    if bare and not summed and _GOT.search(words[-1]) and all(_CUT.search(w) for w in words[1:-1]):
        whole, got = sentence.figure(first), sentence.figure(last)
        parts = [sentence.figure(n) for n in cuts]
        if usable(whole) and usable(got) and all(map(usable, parts)):
            form = Equation(side(got, *parts), side(whole))
            yield Relation(rules["prose_sum"], (form,), whole.label)


def _got_and_cut(passage: Passage, rules: RuleSet) -> Iterator[Relation]:
    """`甲分值 A 分，得 B 分，扣 C 分`: all that the passage tells."""
    sentence, run = passage
    figures = [sentence.figure(n) for n in run]
    if len(run) != _THREE or any(f.kind is not Kind.SCORE or not usable(f) for f in figures):
        return
    words = [sentence.before(n) for n in run]
    plain = not _CUT.search(words[0]) and not _GOT.search(words[0]) and "各" not in words[2]
    if plain and _GOT.search(words[1]) and _CUT.search(words[2]):
        whole, got, cut = figures
        yield Relation(rules["prose_sum"], (Equation(side(got, cut), side(whole)),), whole.label)


def _all_marks(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`决策（A 分）得…，过程（B 分）得…，产出…，效益…`: the marks of all kinds of indicators make a hundred."""
    run = [n for n in range(len(sentence) - 1) if is_got_of(sentence, n + 1) and usable(sentence.figure(n))]
    run = [n - 1 if n and _CUT.search(sentence.before(n)) else n for n in run]  # 甲 A 分，扣 B 分，得 C 分
    marks = [sentence.figure(n) for n in run]
    if len(marks) <= _THREE or any(f.kind is not Kind.SCORE for f in marks) or not covers(None, marks, rules):
        return
    form = Equation(side(*marks), (), "=", Fraction(HUNDRED))
    if _NEAR * abs(form.result.gap) <= HUNDRED or is_a_digit_off(form):
        yield Relation(rules["full_marks"], (form,), "分值合计")


def _of_full(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`得 A 分（满分 B 分，得分率 P）`."""
    for n in range(len(sentence) - 2):
        got, full, rate = (sentence.figure(n + i) for i in range(3))
        told = _FULL.match(sentence.before(n + 1)) and _RATE.match(sentence.before(n + 2)) and is_rate(rate)
        if told and got.kind is full.kind is Kind.SCORE and usable(got) and usable(full) and value_of(full):
            form = Quotient(side(got), side(full), rate)
            yield Relation(rules["prose_rate"], (form,), got.label)


def _of_hundred(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`自评得分 A 分，扣 B 分`: of a hundred."""
    for n in range(1, len(sentence)):
        got, cut = sentence.figure(n - 1), sentence.figure(n)
        told = got.indicator == "score.total" and cut.kind is Kind.SCORE and _ALL_CUT.match(sentence.before(n))
        if told and usable(got) and usable(cut):
            yield Relation(rules["prose_sum"], (Equation(side(got, cut), (), "=", HUNDRED),), got.label)


def _summed(sentence: Sentence, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """`甲得 A 分；乙得 B 分。合计得 T 分`: all that the sentence before says was got."""
    whole = sentence.figure(0)
    if before is None or before.section != sentence.section or whole.kind is not Kind.SCORE:
        return
    if len(sentence) > 1 and is_got_of(sentence, 1):
        return  # 总分 100 分，得 T 分
    got = [n for n in range(len(before)) if before.figure(n).kind is Kind.SCORE and _OWN.search(before.before(n))]
    parts = [before.figure(n) for n in got if not before.depth(n)]
    scores = [n for n in range(len(before)) if before.figure(n).kind is Kind.SCORE]
    if any(n not in got and n + 1 not in got for n in scores):
        return  # some are told in other words
    if _SUM.match(sentence.before(0)) and len(parts) > 1 and usable(whole) and all(map(usable, parts)):
        form = Equation(side(*parts), side(whole))
        yield Relation(rules["prose_sum"], (form,), whole.label, mild=True)  # more may be told before


def deducted(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`甲扣 A 分、乙扣 B 分，合计扣 C 分，得 D 分`: the deductions make their sum, and with the points 100."""
    scores = [n for n in range(len(sentence)) if sentence.figure(n).kind is Kind.SCORE and usable(sentence.figure(n))]
    cuts = [(n, found) for n in scores if (found := _CUT_FOR.search(sentence.before(n)))]
    yield from _cuts_behind(sentence, scores, [n for n, _ in cuts], rules)
    whole = [n for n, found in cuts if found["all"] or "合计" in found[0] or "共" in found[0]]
    if len(whole) != 1:
        cut = cuts[0][0] if len(cuts) == 1 else None
    else:
        cut = whole[0]
        # 产出扣 3 分（甲扣 2 分，乙扣 1 分），…，合计扣 4 分: what brackets tell is a part of a part.
        flat = [n for n, _ in cuts if n < cut and sentence.depth(n) <= sentence.depth(cut)]
        if len(flat) > 1 and flat[-1] == max(n for n, _ in cuts if n < cut) and cut == cuts[-1][0]:
            parts = tuple((times(sentence.before(n)), sentence.figure(n)) for n in flat)
            yield Relation(rules["prose_sum"], (Equation(parts, side(sentence.figure(cut))),), "扣分")
    got = [n for n in scores if cut is not None and n > cut and _LEFT_OVER.search(sentence.before(n))]
    full = [n for n in scores if cut is not None and n < cut and _MARKS.search(sentence.before(n))]
    # 投入类满分 A 分，自评得 B 分。其中甲扣 C 分，得 D 分: of A it is told already what was got.
    full = [n for n in full if not any(n < i < (cut or 0) and _LEFT_OVER.search(sentence.before(i)) for i in scores)]
    if cut is not None and len(got) == 1 and (whole or full):
        yield from _total(sentence.figure(got[0]), sentence.figure(cut), [sentence.figure(n) for n in full], rules)


def _cuts_behind(sentence: Sentence, scores: Sequence[int], cuts: Sequence[int], rules: RuleSet) -> Iterator[Relation]:
    """`共扣 A 分：甲扣 B 分，乙、丙分别扣 C 分、D 分`."""
    if not cuts or not _CUT_IN_ALL.search(sentence.before(cuts[0])):
        return
    first = cuts[0]
    parts = [n for n in scores if n > first and (n in cuts or (n - 1 in scores and sentence.before(n) in "、和"))]
    parts = [n for n in parts if sentence.depth(n) <= sentence.depth(parts[0])]  # 过程扣 2 分（甲扣 1 分，乙扣 1 分）
    begun = parts and re.search(
        r"其中|[：:]", sentence.text[sentence.places[first].end : sentence.places[parts[0]].start]
    )
    whole = sentence.figure(first)
    # 共扣 A 分，其中甲扣 B 分，乙扣 C 分；丙扣 D 分: what a semicolon parts off is told besides, if the rest is all.
    ended = next((k for k, n in enumerate(parts) if k and "；" in sentence.before(n)), len(parts))
    near = parts[:ended] if adds_up([sentence.figure(n) for n in parts[:ended]], whole) else parts
    rest = tuple((times(sentence.before(n)), sentence.figure(n)) for n in near)
    if begun and len(parts) > 1 and not any("共" in sentence.before(n) or _is_scale(sentence, n) for n in parts):
        yield Relation(rules["prose_sum"], (Equation(rest, side(whole)),), "扣分")


def times(words: str) -> Fraction:
    """How many things a number is told of, by the words before it: 甲和乙各扣 B 分, of two."""
    clause = re.split(r"[，,；;。：:]", words)[-1]
    return Fraction(1 + len(_AND.findall(clause))) if "各" in clause else Fraction(1)


def _is_scale(sentence: Sentence, n: int) -> bool:
    """每低 1 个百分点扣 0.2 分: what is deducted for one, not what was."""
    return "每" in re.split(r"[，,；;。：:]", sentence.text[: sentence.places[n].start])[-1]


def _total(got: Figure, cut: Figure, full: Sequence[Figure], rules: RuleSet) -> Iterator[Relation]:
    if len(full) < 2 and (full or got.indicator == "score.total"):
        form = Equation(side(got, cut), side(full[0])) if full else Equation(side(got, cut), (), "=", HUNDRED)
        yield Relation(rules["score_cut"], (form,), "自评得分")
