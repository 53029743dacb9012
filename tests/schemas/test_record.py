"""Records: compared by value, usable as keys, copied with changes, small."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cached_property

import pytest

from schemas.record import record


@record
class Point:
    x: int
    y: int = 0


@record
class Line:
    points: tuple[Point, ...]

    @cached_property
    def length(self) -> int:
        return len(self.points)


def test_records_of_equal_values_are_one_key() -> None:
    assert Point(1) == Point(1, 0)
    assert {Point(1): "a"}[Point(1)] == "a"
    assert Point(1) != Point(2)
    assert replace(Point(1), y=3) == Point(1, 3)


def test_what_is_cached_is_neither_compared_nor_copied() -> None:
    line = Line((Point(1), Point(2)))
    assert line.length == 2
    assert line == Line((Point(1), Point(2)))
    assert hash(line) == hash(Line((Point(1), Point(2))))
    assert replace(line, points=()).length == 0


def test_a_record_goes_to_a_worker_and_back() -> None:
    assert pickle.loads(pickle.dumps(Point(1, 2))) == Point(1, 2)  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(Line((Point(1),)))) == Line((Point(1),))  # noqa: S301 - our own bytes


def test_no_name_can_be_added_where_nothing_is_cached() -> None:
    with pytest.raises(AttributeError):
        Point(1).z = 2  # type: ignore[attr-defined]
