"""A told world with one error that its printed numbers betray (差): which number, of what nature, in which wording."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from samples.model import Cell, Grid, Heading, Mention, Para
from samples.planting import Plan, Sower
from samples.worlds.told import Word, World, world

if TYPE_CHECKING:
    from samples.model import Block, Runs

NATURES = (
    "digit", "integer_digit", "transposed", "doubled", "dropped", "point_left", "times_ten", "stale", "exchanged", "unit_slip",
    "headcount", "score_sum", "growth", "rate", "share", "direction",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A world with an error: what was planted, the wordings it stands in, whether one sentence betrays it."""

    world: World
    plan: Plan
    wordings: tuple[str, ...]
    near: bool


class Spoiler(Sower):
    """Plants errors in a told world."""

    def __init__(self, told: World, rng: random.Random) -> None:
        super().__init__(told.report, rng)
        self.told = told

    def turned(self) -> Plan | None:
        """A word for a direction turned round, and with it the sign of the number behind it."""
        words = [
            (runs[n + 1], run)
            for runs in all_runs(self.report.blocks)
            for n, run in enumerate(runs[:-1])
            if isinstance(run, Word) and isinstance(runs[n + 1], Mention)
        ]
        self.rng.shuffle(words)
        for mention, _ in words:
            assert isinstance(mention, Mention)  # noqa: S101
            printed = {mention.number: replace(mention, sign=-mention.sign, true=-mention.value)}
            if mention.value and self._tells(printed):
                return Plan("direction", printed)
        return None

    def near(self, plan: Plan) -> bool:
        """Whether the numbers of the error's own sentence betray it."""
        own = {self.told.sentences[number] for number in plan.printed}
        self.found = {
            fact: [(m, span) for m, span in items if self.told.sentences[m.number] in own]
            for fact, items in self.found.items()
        }
        self.found = {fact: items for fact, items in self.found.items() if items}
        return self._tells(plan.printed)


def spoiled(seed: int) -> Spoiled | None:
    """The world of a seed with one error; None where none of three natures drawn fits."""
    told = world(seed)
    rng = random.Random(f"spoiled/{seed}")
    for nature in rng.sample(NATURES, k=3):
        spoiler = Spoiler(told, rng)
        plan = spoiler.turned() if nature == "direction" else spoiler.plan(nature)
        if plan is not None:
            near = spoiler.near(plan)
            told.report.blocks[:] = [block_with(block, plan.printed) for block in told.report.blocks]
            return Spoiled(told, plan, told.wordings[min(plan.printed)], near)
    return None


def all_runs(blocks: list[Block]) -> list[Runs]:
    """The runs of every paragraph."""
    return [block.runs for block in blocks if isinstance(block, Para)]


def block_with(block: Block, printed: dict[int, Mention]) -> Block:
    """The block with other numbers in the place of some."""
    if isinstance(block, Para):
        return replace(block, runs=runs_with(block.runs, printed))
    if isinstance(block, Grid):
        rows = tuple(tuple(Cell(runs_with(cell.runs, printed)) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    assert isinstance(block, Heading)  # noqa: S101
    return block


def runs_with(runs: Runs, printed: dict[int, Mention]) -> Runs:
    """The runs with other numbers in the place of some; a word before a number that changed its sign is turned."""
    made: list[str | Mention] = []
    for run in runs:
        new = printed.get(run.number) if isinstance(run, Mention) else None
        if new is not None and new.sign != run.sign and made and isinstance(made[-1], Word):  # type: ignore[union-attr]
            made[-1] = made[-1].other
        made.append(new or run)
    return tuple(made)
