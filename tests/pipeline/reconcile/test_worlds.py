"""Worlds told in many ways: no consistent one is accused, most contradictions planted in them are told."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.reconcile import reconcile
from samples.betrayed import betrayed
from samples.worlds.grammar import SETS
from samples.worlds.spoiled import spoiled
from samples.worlds.told import lines, world
from schemas.catalogue import load_catalogue
from schemas.finding import Severity
from schemas.rules import load_rules
from tests.extractors.test_tables import read
from tests.pipeline.reconcile.test_said import set_out

if TYPE_CHECKING:
    from samples.model import Report as Drawn
    from schemas.finding import Discrepancy

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)
SEEDS = range(5000, 5060)
CLEAN = range(5000, 5120)


def told_of(report: Drawn) -> list[tuple[Discrepancy, set[str]]]:
    """What is said of a world's report, each with the digits of the numbers that it is said of."""
    made = read(*set_out("\n".join(lines(report))))
    figures = {figure.figure_id: figure for figure in made.figures}
    found = reconcile(made, CATALOGUE, RULES).discrepancies
    return [(d, {str(abs(figures[i].value or 0)) for i in d.figures}) for d in found if d.severity is not Severity.INFO]


@lru_cache
def planted() -> tuple[int, int, int]:
    """How many errors were planted that one sentence betrays; how many were told; how often another was called one."""
    errors = found = beside = 0
    for seed in SEEDS:
        made = spoiled(seed)
        if made is None or not made.near:
            continue
        wrong = {str(mention.value) for mention in made.plan.printed.values()}
        said = told_of(made.world.report)
        errors += 1
        found += any(numbers & wrong for _, numbers in said)
        beside += any(not numbers & wrong for d, numbers in said if d.severity is Severity.ERROR)
    return errors, found, beside


def test_worlds_are_consistent() -> None:
    assert {seed: betrayed(world(seed).report) for seed in SEEDS} == {seed: [] for seed in SEEDS}


def test_a_world_is_told_the_same_way_twice() -> None:
    assert lines(world(3).report) == lines(world(3).report) != lines(world(4).report)


def test_every_wording_is_told_in_some_world() -> None:
    told = {wording for seed in range(900) for wordings in world(seed).wordings.values() for wording in wordings}
    assert {f"{name}:{n + 1}" for name, wordings in SETS.items() for n in range(len(wordings))} - told == set()


def test_a_planted_error_is_betrayed_and_stands_in_its_place() -> None:
    for seed in SEEDS:
        made = spoiled(seed)
        if made is not None:
            after = [m for m in made.world.report.mentions() if m.true is not None]
            assert betrayed(made.world.report)
            assert [m.number for m in after] == sorted(made.plan.printed)


def test_nothing_consistent_is_accused() -> None:
    errors = {
        seed: [d.message for d, _ in told_of(world(seed).report) if d.severity is Severity.ERROR] for seed in CLEAN
    }
    assert {seed: messages for seed, messages in errors.items() if messages} == {}


def test_most_of_what_is_planted_is_told_and_little_else() -> None:
    errors, found, beside = planted()
    assert found >= 0.75 * errors
    assert beside <= 0.02 * errors
