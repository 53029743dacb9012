"""Sabotage: whatever an item does to its worker, the other items never notice."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.executors import Failure, Limits, WorkerError, spread

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUICK = Limits(timeout=2.0, memory=300 << 20)


def saboteur(marks: Path | None = None) -> Callable[[str], Any]:  # noqa: C901
    """A function that does what the item says."""

    def act(item: str) -> Any:  # noqa: C901
        match item.split():
            case ["hang"]:
                time.sleep(600)
            case ["hang-with-child"]:
                subprocess.run(["sleep", "612"], check=False)
            case ["exit"]:
                os._exit(3)
            case ["segfault"]:
                os.kill(os.getpid(), signal.SIGSEGV)
            case ["killed"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["eat"]:
                hoard = [b"x" * (64 << 20) for _ in range(8)]
                time.sleep(600)
                return len(hoard)
            case ["raise"]:
                raise ValueError("no")
            case ["raise-odd"]:
                raise OddError("a", "b")
            case ["lambda"]:
                return lambda: None
            case ["deaf"]:
                return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
            case ["once"]:
                assert marks is not None
                if not marks.exists():
                    marks.touch()
                    os._exit(1)
        return item.upper()

    return act


class OddError(Exception):
    """Cannot be unpickled, like many exceptions of libraries."""

    def __init__(self, a: str, b: str) -> None:
        super().__init__(a + b)


@dataclass
class Unsendable:
    name: str

    def __reduce__(self) -> Any:
        raise TypeError("stays at home")


def broken() -> Callable[[str], str]:
    raise ValueError("no catalogue")


def ender() -> Callable[[str], str]:
    os._exit(9)


def square() -> Callable[[int], int]:
    return lambda n: n * n


def pid() -> Callable[[int], int]:
    return lambda _: os.getpid()


def codes(*items: Any, workers: int = 2, limits: Limits = QUICK, marks: Path | None = None) -> dict[str, str]:
    found = {}
    for item, result in spread(partial(saboteur, marks), items, workers, limits):
        found[str(item)] = result.code if isinstance(result, Failure) else result
    return found


def test_each_saboteur_costs_only_itself() -> None:
    assert codes("a", "hang", "exit", "segfault", "raise", "raise-odd", "lambda", "b", "eat", "c") == {
        "a": "A",
        "hang": "timeout",
        "exit": "died",
        "segfault": "died",
        "raise": "error",
        "raise-odd": "error",
        "lambda": "unpicklable",
        "b": "B",
        "eat": "memory",
        "c": "C",
    }


def test_an_exception_comes_back_as_itself() -> None:
    [(_, failure)] = spread(saboteur, ["raise"])
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, ValueError)
    assert failure.error.args == ("no",)


def test_how_a_worker_died_is_said() -> None:
    found = dict(spread(saboteur, ["killed", "exit"], 2))
    assert "SIGKILL" in str(found["killed"])
    assert "exit code 3" in str(found["exit"])


def test_an_item_whose_worker_dies_once_is_tried_again(tmp_path: Path) -> None:
    assert codes("once", marks=tmp_path / "mark") == {"once": "ONCE"}


def test_an_item_that_cannot_be_sent_is_said_to_be_so() -> None:
    item = Unsendable("x")
    assert codes(item, "a") == {str(item): "unpicklable", "a": "A"}


def test_a_killed_worker_takes_its_own_children_along() -> None:
    assert codes("hang-with-child", limits=Limits(timeout=0.5)) == {"hang-with-child": "timeout"}
    time.sleep(0.2)
    assert not [p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "612"]]


@pytest.mark.parametrize(("factory", "words"), [(broken, "no catalogue"), (ender, "exit code 9")])
def test_a_factory_that_fails_ends_the_run(factory: Any, words: str) -> None:
    with pytest.raises(WorkerError, match=words):
        list(spread(factory, ["a", "b"], 2))


def test_items_may_be_endless_and_are_taken_only_when_there_is_room() -> None:
    taken: list[int] = []

    def source() -> Any:
        for n in itertools.count():
            taken.append(n)
            yield n

    results = spread(square, source(), 2)
    assert dict(itertools.islice(results, 6)).items() <= {n: n * n for n in range(12)}.items()
    results.close()  # type: ignore[attr-defined]
    assert len(taken) <= 6 + 2


def test_closing_kills_the_workers() -> None:
    results = spread(pid, itertools.count(), 2)
    _, worker = next(results)
    results.close()  # type: ignore[attr-defined]
    assert not psutil.pid_exists(worker)


def test_workers_are_replaced_after_their_share() -> None:
    pids = [result for _, result in spread(pid, range(4), 1, Limits(recycle=2))]
    assert pids[0] == pids[1] != pids[2] == pids[3]


@settings(max_examples=3)
@given(items=st.lists(st.integers(), unique=True, max_size=8), workers=st.integers(1, 3))
def test_every_item_once_whatever_the_workers(items: list[int], workers: int) -> None:
    assert sorted(spread(square, items, workers)) == sorted((n, n * n) for n in items)


def test_an_interruption_is_the_parents_affair_from_a_workers_first_moment() -> None:
    assert [result for _, result in spread(saboteur, ["deaf"])] == [True]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
