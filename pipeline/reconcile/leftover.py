"""What is left to find (余下数据): numbers that nothing accounts for, read again by what they are.

The relations of `prose/` know how clerks word them. What they leave is read without regard to the wording's order: a
passage, alone or with the one or two before it, whose numbers each play another part. That is sure enough to accuse; it
is only asked where some number is accounted for by nothing, and none is accused already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconcile.alibi.otherwise import goes_on
from pipeline.reconcile.forms import Equation, is_held
from pipeline.reconcile.prose.accounts.rolling import rolled_on
from pipeline.reconcile.prose.changes.yearly import yearly
from pipeline.reconcile.prose.lists.nearly import nearly
from pipeline.reconcile.prose.marks import marked
from pipeline.reconcile.prose.pairs import paired
from pipeline.reconcile.prose.people.posts import staffed_plainly
from pipeline.reconcile.prose.plain.goals import aimed_plainly
from pipeline.reconcile.prose.plain.lists import listed_plainly
from pipeline.reconcile.prose.plain.points import pointed
from pipeline.reconcile.prose.plain.surveys import surveyed
from pipeline.reconcile.prose.plain.years import over_years
from pipeline.reconcile.prose.prices import by_the_month
from pipeline.reconcile.prose.rates.measured import measured
from pipeline.reconcile.prose.shares.portions import portioned
from pipeline.reconcile.prose.shares.shared_alike import shared_alike
from pipeline.reconcile.prose.stated import stated
from pipeline.reconcile.relations import accused, borne_out
from pipeline.reconcile.sentences import passages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.forms import Form
    from pipeline.reconcile.relations import Confronted, Relation
    from pipeline.reconcile.sentences import Passage, Sentence
    from schemas.rules import RuleSet

_READERS = (portioned, yearly, rolled_on, nearly, paired)
_BEFORE = 2  # passages that the numbers of one may be told over, beside it
_FEWEST = 3  # numbers of a relation


def left_over(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """The relations among numbers that stand together and of which one is not accounted for."""
    held, wrong = set(borne_out(confronted)), accused(confronted)
    # 实有 A 人，上年 B 人，其中…: what makes up one number is no list of another.
    sums = (c.form for c in confronted if isinstance(c.form, Equation) and c.form.sign == "=" and c.verdict.holds)
    made = {_parts_of(form) for form in sums}

    def is_open(form: Form) -> bool:
        own = {f.figure_id for f in form.figures}
        return not own & wrong and not own <= held

    known: set[object] = set()
    for relation in _said(spoken, held, rules):
        if is_open(relation.forms[0]):
            known.add(relation.forms[0].told)
            yield relation
    for near in _windows(spoken, held):
        for relation in (relation for read in _READERS for relation in read(near, rules)):
            form = relation.forms[0]
            listed = relation.rule.pattern == "prose_nearly" and isinstance(form, Equation) and _parts_of(form) in made
            if is_open(form) and not listed and form.told not in known and not _is_made_by_more(near[-1], form):
                yield relation


def _parts_of(form: Equation) -> frozenset[str]:
    return frozenset(f.figure_id for _, f in form.left)


def _said(spoken: Sequence[Sentence], held: set[str], rules: RuleSet) -> Iterator[Relation]:
    """What the sentences state of which a number is not accounted for, and the sections of points."""
    for sentence, before in zip(spoken, (None, *spoken), strict=False):
        if any(place.figure.figure_id not in held for place in sentence.places):
            yield from _told(sentence, before, rules)
    yield from pointed(spoken, rules)


def _told(sentence: Sentence, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """What a sentence states by its form, or in plain words."""
    yield from stated(sentence, rules)
    yield from measured(sentence, rules)
    yield from shared_alike(sentence, rules)
    yield from marked(sentence, before, rules)
    yield from aimed_plainly(sentence, before, rules)
    yield from surveyed(sentence, rules)
    yield from staffed_plainly(sentence, rules)
    yield from by_the_month(sentence, rules)
    yield from listed_plainly(sentence, before, rules)
    yield from over_years(sentence, before, rules)


def _windows(spoken: Sequence[Sentence], held: set[str]) -> Iterator[list[Passage]]:
    """Every passage with those before it in its section, where something of them is not accounted for."""
    near: list[Passage] = []
    free: list[bool] = []
    section = -1
    for sentence in spoken:
        if sentence.section != section:
            near, free, section = [], [], sentence.section
        for passage in passages(sentence):
            near, free = near[-_BEFORE:], free[-_BEFORE:]
            near.append(passage)
            free.append(any(sentence.places[n].figure.figure_id not in held for n in passage.run))
            if any(free) and sum(len(one.run) for one in near) >= _FEWEST:
                yield near


def _is_made_by_more(passage: Passage, form: Form) -> bool:
    """Whether what begins and what ends are reckoned right with another change that the sentence tells."""
    return isinstance(form, Equation) and not is_held(form) and goes_on(passage.sentence, form, form.figures[-1])
