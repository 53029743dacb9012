"""What there was to be spent (资金来源): what was carried over and what came in, of which there is nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.prose.accounts.played import amount_role
from pipeline.reconcile.relations import Relation
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.prose.accounts.account import Account
    from pipeline.reconcile.sentences import Sentence
    from schemas.rules import RuleSet

_STOP = re.compile(r"[；;。]")
_CAME = ("income", "budget")


def come_in(account: Account, sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`年初结转 A，本年收入 B，可用资金 T`: in one sentence, and no other amount among them."""
    parts = account.parts
    came = next((key for key in _CAME if key in parts), "")
    if not came or not {"opening", "available"} <= parts.keys() or not account.near("opening", came, "available"):
        return
    opening, income, whole = (parts[key] for key in ("opening", came, "available"))
    told = [p.figure for p in sentences[account.places[came]].places if p.figure.kind is Kind.AMOUNT]
    before = told[: next((n for n, figure in enumerate(told) if figure is whole), 0)]
    if {f.figure_id for f in before} == {opening.figure_id, income.figure_id}:
        form = Equation(side(opening, income), side(whole))
        yield Relation(rules.by_pattern["prose_sum"], (form,), whole.label, kin=f"account {account.number}")


def of_both(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`可用资金 T，其中本年收入 A、上年结转 B`."""
    for n in range(len(sentence) - 2):
        whole, *parts = (sentence.figure(n + i) for i in range(3))
        if "其中" not in sentence.before(n + 1) or not all(
            f.kind is Kind.AMOUNT and usable(f) for f in (whole, *parts)
        ):
            continue
        roles = {amount_role(sentence.before(n + i), sentence.figure(n + i).label, rules)[0] for i in (1, 2)}
        ends = n + 3 == len(sentence) or _STOP.search(sentence.before(n + 3))
        if ends and "opening" in roles and len(roles) > 1 and roles <= {"opening", *_CAME}:
            yield Relation(rules.by_pattern["prose_sum"], (Equation(side(*parts), side(whole)),), whole.label)
