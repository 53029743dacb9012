"""Rules to cells: merged cells, open sides, broken rules, noise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.layout.grid import Stroke, find_grids


def full(xs: list[float], ys: list[float]) -> tuple[list[Stroke], list[Stroke]]:
    return [Stroke(y, xs[0], xs[-1]) for y in ys], [Stroke(x, ys[0], ys[-1]) for x in xs]


@given(
    st.lists(st.integers(30, 90), min_size=2, max_size=6),
    st.lists(st.integers(12, 60), min_size=2, max_size=8),
)
def test_a_full_grid_has_every_cell(widths: list[int], heights: list[int]) -> None:
    xs = [50.0 + sum(widths[:k]) for k in range(len(widths) + 1)]
    ys = [80.0 + sum(heights[:k]) for k in range(len(heights) + 1)]
    (grid,) = find_grids(*full(xs, ys))
    assert len(grid.places) == len(widths) * len(heights)
    assert all((p.row_span, p.col_span) == (1, 1) for p in grid.places)


def test_a_missing_rule_merges_two_cells() -> None:
    across, down = full([0, 50, 100, 150], [0, 20, 40])
    down[1] = Stroke(50, 20, 40)  # the rule between the first two cells of the head is not drawn
    (grid,) = find_grids(across, down)
    assert [(p.row, p.col, p.col_span) for p in grid.places if p.row == 0] == [(0, 0, 2), (0, 2, 1)]


def test_cells_merge_downwards() -> None:
    across = [Stroke(0, 0, 100), Stroke(20, 50, 100), Stroke(40, 0, 100)]
    (grid,) = find_grids(across, [Stroke(x, 0, 40) for x in (0, 50, 100)])
    assert (0, 0, 2, 1) in [(p.row, p.col, p.row_span, p.col_span) for p in grid.places]


def test_a_table_without_outer_sides_keeps_its_outer_columns() -> None:
    across, down = full([0, 50, 100, 150], [0, 20, 40])
    (grid,) = find_grids(across, down[1:-1])
    assert len(grid.xs) == 4


def test_broken_rules_are_whole() -> None:
    across = [Stroke(y, a, b) for y in (0, 20, 40) for a, b in ((0, 48), (50, 99), (101, 150))]
    (grid,) = find_grids(across, [Stroke(x, 0, 40) for x in (0, 75, 150)])
    assert len(grid.places) == 4


def test_two_tables_stay_apart_and_a_frame_is_none() -> None:
    first, second = full([0, 50, 100], [0, 20, 40]), full([0, 50, 100], [200, 220, 240])
    frame = full([300, 500], [0, 400])
    grids = find_grids(first[0] + second[0] + frame[0], first[1] + second[1] + frame[1])
    assert [grid.ys[0] for grid in grids] == [0, 200]


def test_a_character_of_the_title_is_no_table() -> None:
    assert find_grids(*full([0, 10, 20, 40], [0, 12, 24])) == []


def test_a_row_cut_off_by_the_top_of_the_page() -> None:
    """The verticals reach above the first rule: the row there has lost its upper rule to the page before."""
    down = [Stroke(x, 60, 120) for x in (70, 170, 270, 370)]
    across = [Stroke(y, 70, 370) for y in (80, 100, 120)]
    grid = find_grids(across, down)[0]
    assert grid.ys == (60, 80, 100, 120)
    assert {(p.row, p.col) for p in grid.places} == {(r, c) for r in range(3) for c in range(3)}


def test_verticals_that_reach_a_little_too_far_make_no_row() -> None:
    down = [Stroke(x, 76, 124) for x in (70, 170, 270, 370)]
    across = [Stroke(y, 70, 370) for y in (80, 100, 120)]
    assert find_grids(across, down)[0].ys == (80, 100, 120)
