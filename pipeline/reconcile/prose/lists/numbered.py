"""Lists whose items are numbered (分条列举): `收入 T，其中：`, below it or behind it `1.甲 A；`, `2.乙 B`."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, TypeAlias

from pipeline.reconcile.forms import Equation, is_held, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.prose.lists.short import likely
from pipeline.reconcile.sentences import is_part
from schemas.document import Paragraph
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Relation
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

# A number with its place: the n-th of a sentence.
_Item: TypeAlias = "tuple[Sentence, int]"

_LEADS = re.compile(r"(?:其中|包括|如下|分别为|组成|构成)[^，,；;。：:]{0,8}[：:]?$|[：:]$")
_ORDINALS = "一二三四五六七八九十"
_MARK = re.compile(rf"^[（(]?(?:(?P<figure>\d{{1,2}})|(?P<word>[{_ORDINALS}]))(?:[）)、]|[.．](?!\d)|是)")
_FIRST = re.compile(r"(?:[：:]|其中[，,]?)(?:[（(]?1[）)]|[（(]一[）)]|一是)")


def numbered(report: Report, spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The sums of what numbered sections or sentences begin with, under the number that they are of."""
    below: dict[int, list[int]] = {}
    for section in report.sections:
        if section.parent is not None:
            below.setdefault(section.parent, []).append(section.number)
    first = {s.section: s for s in reversed(spoken)}
    last = {s.section: s for s in spoken}
    for parent in report.sections:
        items = [(first[n], 0) for n in below.get(parent.number, ()) if n in first]
        lead = last.get(parent.number)
        if lead is not None and 1 < len(items) == len(below[parent.number]):
            words = parent.body[-1] if parent.body else parent.heading
            led = isinstance(words, Paragraph) and bool(_LEADS.search(words.text))
            yield from _of_lead(lead, len(lead), items, rules, led=led)
    for at in range(len(spoken)):
        yield from _in_sentences(spoken, at, rules)


def _in_sentences(spoken: Sequence[Sentence], at: int, rules: RuleSet) -> Iterator[Relation]:
    """`收入 T。（1）甲 A。（2）乙 B。` and `收入 T，其中：一是甲 A。二是乙 B。`."""
    lead = spoken[at]
    inside = next((n for n in range(1, len(lead)) if _FIRST.search(lead.before(n))), None)
    items = [] if inside is None else [(lead, inside)]
    for sentence in takewhile(lambda s: s.section == lead.section, spoken[at + 1 :]):
        if _ordinal(sentence) != len(items) + 1:
            break
        items.append((sentence, 0))
    if len(items) > 1:
        yield from _of_lead(lead, len(lead) if inside is None else inside, items, rules, led=True)


def _ordinal(sentence: Sentence) -> int:
    """Which item of a list a sentence says that it is; 0 for none."""
    mark = _MARK.match(sentence.text)
    return 0 if mark is None else int(mark["figure"] or 0) or _ORDINALS.find(mark["word"] or "?") + 1


def _of_lead(lead: Sentence, end: int, items: Sequence[_Item], rules: RuleSet, *, led: bool) -> Iterator[Relation]:
    """The number of a sentence, before its `end`-th, that the items make up, or that one digit keeps them from."""
    wholes = (lead.figure(n) for n in range(end) if lead.figure(n).kind in (Kind.AMOUNT, Kind.COUNT))
    forms = [Equation(side(*parts), side(w)) for w in wholes if usable(w) and (parts := _parts(items, w))]
    held = next(filter(is_held, forms), None)
    meant = held or next((form for form in forms if led and is_a_digit_off(form) and not _is_made_of_some(form)), None)
    if meant is not None:
        yield likely(meant, rules)


def _is_made_of_some(form: Equation) -> bool:
    """Whether the first items alone make the whole, those behind being told besides."""
    return any(is_held(Equation(form.left[:k], form.right)) for k in range(2, len(form.left)))


def _parts(items: Sequence[_Item], whole: Figure) -> list[Figure]:
    """The first number of each item, where all may be parts of a whole."""
    parts = [sentence.figure(n) for sentence, n in items if is_part(sentence, n, whole)]
    return parts if len(parts) == len(items) else []
