"""Staff and posts said in prose (编制勾稽): `编制 A 名，实有 B 名，空编 C 名，控制率 P`: no more people than posts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, Quotient, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import is_rate, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_POSTS, _IN_POST = re.compile(r"编制[^，,；;。]{0,6}$"), re.compile(r"(?:在职|在编|在岗|实有)[^，,；;。退]{0,8}$")
_SUMMED = re.compile(r"(?:合计|共计|总计|共)$|总编制数?$")
_KIND_OF_POSTS = re.compile(r"(?:行政|事业|工勤|政法|专项|参公)[^，,；;。]{0,4}编制[^，,；;。]{0,6}$")
_OF_POSTS = ("", "人", "名", "位", "个")
_OVER = re.compile(r"超[编员][^，,；;。]{0,6}$")
_NO_POSTS = re.compile(r"编制[床托座]|比$|编外|临聘|聘用|空编|超编|预算编制")
_TOLD_POSTS = re.compile(r"(?<![空超缺满])编制[数总额]*[为共有]*$")
_THERE = re.compile(
    r"^[，,；;](?:[年期]末|目前|现|截至[^，,；;。\d]{1,6})?(?:实有|实际|在[职编岗]|现有)[^，,；;。退离\d]{0,8}$"
)
_EMPTY = re.compile(r"^[，,；;、](?:尚|还|现)?(?:有)?(?:空编|缺编|空缺|空余|缺员|空额)[^，,；;。\d]{0,4}$")
_RATE = re.compile(
    r"^[，,；;（(](?:编制|人员|在职人员|在编人员)?(?:满编|在编|到岗|在岗|使用|控制|配备|到位)率[为达到]*$"
)


def posted(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`编制 A 名，在职 B 名`."""
    yield from _posts_behind(sentence, rules)
    counts = [n for n in range(len(sentence)) if _counts_posts(sentence.figure(n)) and not sentence.depth(n)]
    posts = [n for n in counts if _is_posts(sentence, n)]
    there = [n for n in counts if _IN_POST.search(sentence.before(n)) and not _NO_POSTS.search(sentence.before(n))]
    there = [n for n in there if "编" in sentence.before(n)] or there  # 在职 861 人，其中在编 552 人
    if not posts or not there or posts[0] > there[0]:
        return
    # 行政编制 16 名、事业编制 38 名，合计 54 名: all of them are the posts.
    allowed = [n for n in counts if posts[0] <= n < there[0] and not _IN_POST.search(sentence.before(n))]
    # 编制 123 名，其中机关 A 名、甲乙两站合计 B 名: no total is less than what it adds up.
    least = value_of(sentence.figure(posts[0])) if usable(sentence.figure(posts[0])) else 0
    summed = [n for n in allowed if _SUMMED.search(sentence.before(n)) and usable(sentence.figure(n))]
    whole = [n for n in summed if value_of(sentence.figure(n)) >= least] or posts[:1]
    b, kinds = sentence.figure(there[0]), [sentence.figure(n) for n in posts if n < there[0]]
    a = sentence.figure(whole[0])
    if not all(map(usable, (a, b, *kinds))):
        return
    several = len(kinds) > 1 and whole == posts[:1] and value_of(kinds[0]) < total(side(*kinds[1:]))
    several = several or (
        len(kinds) > 1 and whole == posts[:1] and bool(_KIND_OF_POSTS.search(sentence.before(posts[0])))
    )
    limit = side(*kinds) if several else side(a)
    if not any(_OVER.search(sentence.before(n)) for n in range(len(sentence))):  # staff_vacant speaks of that
        yield Relation(rules["staff_limit"], (Equation(side(b), limit, "<="),), b.label)
    n = there[0] + 1
    if n < len(sentence) and re.search(r"[，,][^，,；;。]{0,6}控制率(?:为|达到?)?$", sentence.before(n)):
        yield Relation(rules["prose_rate"], (Quotient(side(b), limit, sentence.figure(n)),), "控制率")


def _is_posts(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is of posts, by the words before it or (行政、事业编制分别为 A、B) by its name."""
    words = (sentence.before(n), sentence.figure(n).label)
    return any(map(_POSTS.search, words)) and not any(map(_NO_POSTS.search, words))


def _counts_posts(figure: Figure) -> bool:
    """Whether a count may be of people or their posts, not of beds."""
    return figure.kind is Kind.COUNT and figure.unit in _OF_POSTS


def _posts_behind(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`在职人员控制率 P（在职 A 人，编制 B 人）`."""
    for n in range(len(sentence) - 2):
        if not is_rate(sentence.figure(n)) or not sentence.before(n).rstrip("为是").endswith("控制率"):
            continue
        inside = [i for i in range(n + 1, len(sentence)) if sentence.owner(i) == n and usable(sentence.figure(i))]
        there = [sentence.figure(i) for i in inside if _IN_POST.search(sentence.before(i))]
        posts = [sentence.figure(i) for i in inside if _POSTS.search(sentence.before(i))]
        if len(inside) == 2 and len(there) == len(posts) == 1 and like(there[0], posts[0]):
            form = Quotient(side(*there), side(*posts), sentence.figure(n))
            yield Relation(rules["prose_rate"], (form,), "控制率")


def staffed_plainly(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """The rate of posts that are filled, what is left of them told or not."""
    if "编制" not in sentence.text:
        return
    for n in range(1, len(sentence)):
        posts, there = sentence.figure(n - 1), sentence.figure(n)
        told = _TOLD_POSTS.search(sentence.before(n - 1)) and _THERE.match(sentence.before(n))
        if not told or not _are_counts(posts, there) or sentence.depth(n) != sentence.depth(n - 1):
            continue
        at = n + 1
        if at < len(sentence) and _EMPTY.match(sentence.before(at)) and _are_counts(posts, sentence.figure(at)):
            at += 1
        if at < len(sentence) and is_rate(sentence.figure(at)) and _RATE.match(sentence.before(at)):
            form_ = Quotient(side(there), side(posts), sentence.figure(at))
            yield Relation(rules["prose_rate"], (form_,), sentence.figure(at).label)


def _are_counts(*figures: Figure) -> bool:
    """Whether all are numbers of people or posts, as they are."""
    return all(
        f.kind is Kind.COUNT and usable(f) and not f.qualifier and like(f, figures[0]) and value_of(f) > 0
        for f in figures
    )
