# ruff: noqa: S311 - samples are easier to read on one line, and drawn with a seed
"""Smallest explanations against brute force, and traps that big-M solvers fall into."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from benchmarks.building import figure
from pipeline.reconcile.explain.component import Component
from pipeline.reconcile.explain.localise import localise
from pipeline.reconcile.facts import Fact
from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.relations import Relation, confront
from schemas.catalogue import load_catalogue
from schemas.rules import load_rules

if TYPE_CHECKING:
    from schemas.figure import Figure

RULE = load_rules(load_catalogue()).by_pattern["prose_sum"]


def component(values: list[int], sums: list[tuple[list[int], int]]) -> Component:
    """Whole counts, so that every number is exact, and sums of some of them."""
    figures = [figure(n + 1, f"数{n}", f"{value}件") for n, value in enumerate(values)]
    relations = tuple(
        confront(Relation(RULE, (Equation(side(*(figures[i] for i in parts)), side(figures[whole])),)))
        for parts, whole in sums
    )
    return Component(tuple(Fact(n, (f,)) for n, f in enumerate(figures)), relations)


def feasible(figures: list[Figure], sums: list[tuple[list[int], int]], free: set[int]) -> bool:
    """Whether the free numbers can be chosen at least 0 so that all sums hold: elimination, then bounds, exactly."""
    rows = []
    for parts, whole in sums:
        row = {i: Fraction(0) for i in free}
        constant = Fraction(0)
        for i, sign in [*((p, 1) for p in parts), (whole, -1)]:
            if i in free:
                row[i] += sign
            else:
                constant += sign * value_of(figures[i])
        rows.append(({i: c for i, c in row.items() if c}, -constant))
    inequalities = [({i: Fraction(-1)}, Fraction(0)) for i in free]
    for row, right in rows:
        inequalities += [(row, right), ({i: -c for i, c in row.items()}, -right)]
    for variable in free:
        inequalities = eliminated(inequalities, variable)
    return all(right >= 0 for row, right in inequalities if not row)


def eliminated(rows: list[tuple[dict[int, Fraction], Fraction]], x: int) -> list[tuple[dict[int, Fraction], Fraction]]:
    """Fourier and Motzkin's step on rows `Σ c·x <= right`."""
    up = [r for r in rows if r[0].get(x, 0) > 0]
    down = [r for r in rows if r[0].get(x, 0) < 0]
    rest = [r for r in rows if not r[0].get(x, 0)]
    for a, b in ((a, b) for a in up for b in down):
        fa, fb = -b[0][x], a[0][x]
        row = {i: fa * a[0].get(i, Fraction(0)) + fb * b[0].get(i, Fraction(0)) for i in {*a[0], *b[0]}}
        rest.append(({i: c for i, c in row.items() if c}, fa * a[1] + fb * b[1]))
    return list({(tuple(sorted(row.items())), right): (row, right) for row, right in rest}.values())


def brute(values: list[int], sums: list[tuple[list[int], int]]) -> set[frozenset[str]]:
    """All smallest sets of numbers that may be wrong, by trying every set."""
    figures = [figure(n + 1, f"数{n}", f"{value}件") for n, value in enumerate(values)]
    for size in range(len(values) + 1):
        found = {
            frozenset(f"f{i + 1}" for i in chosen)
            for chosen in combinations(range(len(values)), size)
            if feasible(figures, sums, set(chosen))
        }
        if found:
            return found
    return set()


SUMS = [([0, 1, 2], 3), ([4, 5], 0), ([3, 6], 7), ([6, 8], 9)]


@pytest.mark.parametrize("seed", range(30))
def test_all_smallest_sets_are_those_of_brute_force(seed: int) -> None:
    rng = random.Random(seed)
    base = [rng.randint(10, 500) for _ in range(10)]
    base[0] = base[4] + base[5]
    base[3] = base[0] + base[1] + base[2]
    base[7], base[9] = base[3] + base[6], base[6] + base[8]
    values = list(base)
    for i in rng.sample(range(10), rng.randint(1, 3)):
        values[i] += rng.choice((-1, 1)) * rng.randint(1, 9)
    made = component(values, SUMS)
    if made.cuts:
        located = localise(made)
        assert set(located.sets) == brute(values, SUMS)
        assert not located.truncated


def test_a_gap_of_one_unit_beside_huge_numbers_is_no_solver_noise() -> None:
    made = component([4_000_000_000, 3_000_000_000, 7_000_000_001], [([0, 1], 2)])
    assert set(localise(made).sets) == {frozenset({"f1"}), frozenset({"f2"}), frozenset({"f3"})}


def test_a_number_in_two_failing_sums_explains_both_alone() -> None:
    made = component([10, 20, 31, 40, 51], [([0, 1], 2), ([0, 3], 4)])
    assert localise(made).sets == (frozenset({"f1"}),)
