"""Points taken off, said in prose (扣分勾稽): for what, in all, and what the full marks leave."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, adds_up, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.relations import Relation
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_CUT = re.compile(r"(?P<all>合计|共计|总计|共)?[^，,；;。：:]{0,6}?扣(?:减|除|分)?(?:合计|共)?$")
_ALL_CUT = re.compile(r"(?:共|合计|总计|累计)[^，,；;。：:]{0,4}扣(?:减|除|分)?$")
_AND = re.compile(r"(?<!^)[、和及与]")
_FULL, _GOT = re.compile(r"满分|总分值"), re.compile(r"得分?(?:为|是)?$")


def deducted(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`甲扣 A 分、乙扣 B 分，合计扣 C 分，得 D 分`: the deductions make their sum, and with the points 100."""
    scores = [n for n in range(len(sentence)) if sentence.figure(n).kind is Kind.SCORE and usable(sentence.figure(n))]
    cuts = [(n, found) for n in scores if (found := _CUT.search(sentence.before(n)))]
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
    got = [n for n in scores if cut is not None and n > cut and _GOT.search(sentence.before(n))]
    full = [n for n in scores if cut is not None and n < cut and _FULL.search(sentence.before(n))]
    # 投入类满分 A 分，自评得 B 分。其中甲扣 C 分，得 D 分: of A it is told already what was got.
    full = [n for n in full if not any(n < i < (cut or 0) and _GOT.search(sentence.before(i)) for i in scores)]
    if cut is not None and len(got) == 1 and (whole or full):
        yield from _total(sentence.figure(got[0]), sentence.figure(cut), [sentence.figure(n) for n in full], rules)


def _cuts_behind(sentence: Sentence, scores: Sequence[int], cuts: Sequence[int], rules: RuleSet) -> Iterator[Relation]:
    """`共扣 A 分：甲扣 B 分，乙、丙分别扣 C 分、D 分`."""
    if not cuts or not _ALL_CUT.search(sentence.before(cuts[0])):
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
