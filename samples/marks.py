"""How a report scores itself (评分): a tree of indicators with full marks and points that add up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from samples.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Mark:
    """A scored indicator: its names on three levels and the ledger's keys of full marks and points."""

    level1: str
    level2: str
    name: str
    full: str
    got: str
    reason: str = ""


REASONS = ("个别资料归档不够及时", "支出进度前慢后快", "部分指标值设置偏低", "项目前期论证不充分")


def marks(
    ledger: Ledger,
    rng: random.Random,
    tree: list[tuple[str, str, str, int]],
    *,
    by_rate: str = "",
    key: str = "s",
    bonus: bool = False,
) -> list[Mark]:
    """Scores for (level 1, level 2, name, full marks). The first row's points follow the rate `by_rate`, if given.

    `key` begins the facts' keys: `s.got` is the total, `s3.got` the fourth indicator's points. A `bonus`, `s.bonus`,
    is at most what the indicators lost.
    """
    made = []
    for i, (level1, level2, name, full) in enumerate(tree):
        ledger.score(f"{key}{i}.full", full)
        loss = rng.choice((0, 0, 0, 0, Decimal("0.5"), 1)) if full > 1 else 0
        if i == 0 and by_rate:
            rate = min(ledger.facts[by_rate], Decimal(100))
            got = (rate * full / 100).quantize(Decimal("0.01"))
            ledger.score(f"{key}0.got", got)
            loss = full - got
            if ledger.facts[by_rate] <= 100:
                ledger.relate("product", f"{key}0.got", f"{key}0.full", by_rate)
        else:
            ledger.score(f"{key}{i}.got", full - loss)
            ledger.relate("limit", f"{key}{i}.got", f"{key}{i}.full")
        made.append(Mark(level1, level2, name, f"{key}{i}.full", f"{key}{i}.got", rng.choice(REASONS) if loss else ""))
    n = len(tree)
    ledger.total(f"{key}.full", [f"{key}{i}.full" for i in range(n)])
    parts = [f"{key}{i}.got" for i in range(n)]
    lost = ledger.facts[f"{key}.full"] - sum(ledger.facts[part] for part in parts)
    if bonus and lost >= 1:
        ledger.score(f"{key}.bonus", rng.randint(1, min(3, int(lost))))
        parts.append(f"{key}.bonus")
    ledger.total(f"{key}.got", parts)
    for group in dict.fromkeys(level1 for level1, *_ in tree):
        own = [i for i in range(n) if tree[i][0] == group]
        ledger.total(f"{key}.{group}.full", [f"{key}{i}.full" for i in own])
        ledger.total(f"{key}.{group}.got", [f"{key}{i}.got" for i in own])
    return made


def grade_of(score: Decimal) -> str:
    """优, 良, 中 or 差 by the usual thresholds."""
    return "优" if score >= 90 else "良" if score >= 80 else "中" if score >= 60 else "差"
