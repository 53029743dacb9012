"""Against the clock (计时): work in a process of its own, bound to some cores; seconds, memory, what it gave."""

from __future__ import annotations

import multiprocessing
import os
import resource
import statistics
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection


class Timed(NamedTuple):
    """Seconds of each round, the peak memory of the process and its children in MB, and the last round's result."""

    rounds: list[float]
    memory: float
    result: Any

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(self.rounds)


def timed(prepare: Callable[..., Callable[..., Any]], *given: Any, cores: int = 1, rounds: int = 1) -> Timed | None:
    """Prepare, warm up, then work `rounds` times against the clock; None when it failed (it has said why).

    `prepare(*given)` loads what is needed and returns the work: a function of `warm`, True for a small first round
    that is not measured. Everything must be importable by name, since the process is a fresh one.
    """
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(prepare, given, cores, rounds, there))
    process.start()
    there.close()
    try:
        return Timed(*here.recv())
    except EOFError:
        return None
    finally:
        process.join()


def _work(
    prepare: Callable[..., Callable[..., Any]], given: tuple[Any, ...], cores: int, rounds: int, answer: Connection
) -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])
    work = prepare(*given)
    work(warm=True)
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = work(warm=False)
        seconds.append(time.perf_counter() - start)
    answer.send((seconds, _peak(), result))


def _peak() -> float:
    """The most memory that this process and its living children have held, or one that has ended; in MB."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    living = [os.getpid(), *(child.pid for child in psutil.Process().children(recursive=True))]
    return max(ended, sum(_high_water(pid) for pid in living))


def _high_water(pid: int) -> float:
    # Not ru_maxrss: that one counts what the process was before it became this program.
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def named(name: str, package: str) -> str:
    """The tool with the version of its package, or of the program of that name."""
    try:
        return f"{name} {version(package)}"
    except PackageNotFoundError:
        said = subprocess.run([package, "--version"], check=False, capture_output=True, text=True).stdout.split()
        return f"{name} {said[1]}" if len(said) > 1 else name
