"""Lists whose items are sections (分条列举): `收入 T，其中：`, and below it `1.甲 A；`, `2.乙 B；`, `3.丙 C。`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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

_LEADS = re.compile(r"(?:其中|包括|如下|分别为|组成|构成)[^，,；;。：:]{0,8}[：:]?$|[：:]$")


def numbered(report: Report, spoken: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The sums of what the sections below a sentence begin with, where words lead to them."""
    below: dict[int, list[int]] = {}
    for section in report.sections:
        if section.parent is not None:
            below.setdefault(section.parent, []).append(section.number)
    first = {s.section: s for s in reversed(spoken)}
    last = {s.section: s for s in spoken}
    for parent in report.sections:
        items = [first[n] for n in below.get(parent.number, ()) if n in first]
        lead = last.get(parent.number)
        if lead is not None and 1 < len(items) == len(below[parent.number]):
            words = parent.body[-1] if parent.body else parent.heading
            yield from _of_lead(
                lead, items, rules, led=isinstance(words, Paragraph) and bool(_LEADS.search(words.text))
            )


def _of_lead(lead: Sentence, items: Sequence[Sentence], rules: RuleSet, *, led: bool) -> Iterator[Relation]:
    """The number of a sentence that the items below it make up, or that one digit keeps them from."""
    wholes = (lead.figure(n) for n in range(len(lead)) if lead.figure(n).kind in (Kind.AMOUNT, Kind.COUNT))
    forms = [Equation(side(*parts), side(w)) for w in wholes if usable(w) and (parts := _parts(items, w))]
    held = next(filter(is_held, forms), None)
    meant = held or next((form for form in forms if led and is_a_digit_off(form) and not _is_made_of_some(form)), None)
    if meant is not None:
        yield likely(meant, rules)


def _is_made_of_some(form: Equation) -> bool:
    """Whether the first items alone make the whole, those behind being told besides."""
    return any(is_held(Equation(form.left[:k], form.right)) for k in range(2, len(form.left)))


def _parts(items: Sequence[Sentence], whole: Figure) -> list[Figure]:
    """The first number of each item, where all may be parts of a whole."""
    parts = [item.figure(0) for item in items if is_part(item, 0, whole)]
    return parts if len(parts) == len(items) else []
