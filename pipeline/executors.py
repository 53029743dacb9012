"""Worker processes (工作进程): a function over items, each item's result as it finishes, one sick item at a time.

`spread` keeps one process and one pipe a worker, so that it always knows who holds what: a worker that hangs, eats
the memory or dies costs its own item and is replaced; no other item notices. Items are taken from their iterator
only when a place is free, so they may be endless.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import time
from collections import deque
from itertools import islice
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Generic, TypeVar

import psutil

from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")

POLL = 0.5  # seconds between two looks at clocks and memory
START_LIMIT = 300.0  # seconds that a worker may take to build its function
START_TRIES = 3  # workers in a row that may die before they are ready
ATTEMPTS = 2  # times that an item whose worker died is tried
READY = "ready"  # a worker's first word, once its function is built


@record
class Failure:
    """Why an item has no result: `code` is `timeout`, `memory`, `died`, `error` or `unpicklable`.

    `detail` is for developers; `error` is what the function raised, when it can be pickled.
    """

    code: str
    detail: str
    error: Exception | None = None


@record
class Limits:
    """What a worker may take: `timeout` seconds for an item, `memory` bytes, `recycle` items until it is replaced.

    A worker that still holds half of `memory` between two items is replaced too, since libraries leak.
    """

    timeout: float = 600.0
    memory: int = 8 << 30
    recycle: int = 100


class WorkerError(RuntimeError):
    """No worker comes up: the function that every item needs cannot be built. `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code}: {failure.detail}")
        self.failure = failure


def spread(
    factory: Callable[[], Callable[[Item], Result]],
    items: Iterable[Item],
    workers: int = 1,
    limits: Limits | None = None,
) -> Iterator[tuple[Item, Result | Failure]]:
    """Yield (item, result or `Failure`) for every item, in the order in which they finish.

    `factory` is called once in each worker; it must be picklable, as must items and results. An item whose worker
    dies is tried once more. Closing the iterator kills the workers. Raises WorkerError when the factory fails.
    """
    limits = limits or Limits()
    source = ((item, 1) for item in items)
    crew: list[_Worker[Item, Result]] = []
    waiting: deque[tuple[Item, int]] = deque()
    stillborn: list[Failure] = []
    try:
        while True:
            busy = sum(worker.attempt > 0 for worker in crew)
            waiting.extend(islice(source, max(workers - busy - len(waiting), 0)))
            if not waiting and not busy:
                return
            crew += [_Worker(factory, limits) for _ in range(busy + len(waiting) - len(crew))]
            for worker in [w for w in crew if w.ready and not w.attempt][: len(waiting)]:
                item, attempt = waiting.popleft()
                if refusal := worker.give(item, attempt):
                    yield item, refusal
            wait([worker.pipe for worker in crew], POLL)
            for item, attempt, result in _look_round(crew, stillborn):
                if isinstance(result, Failure) and result.code == "died" and attempt < ATTEMPTS:
                    waiting.append((item, attempt + 1))
                else:
                    yield item, result
    finally:
        for worker in crew:
            worker.kill()


def _look_round(
    crew: list[_Worker[Item, Result]], stillborn: list[Failure]
) -> list[tuple[Item, int, Result | Failure]]:
    """What has ended since the last look: (item, attempt, result). Spent workers leave the crew.

    `stillborn` gathers why workers did not come up since the last one that did. Raises WorkerError when that is in
    vain: the factory raised, or too many died in a row.
    """
    ended = []
    for worker in tuple(crew):
        attempt = worker.attempt
        result = worker.look()
        if result is not None:
            ended.append((worker.item, attempt, result))
        if worker.ready:
            stillborn.clear()
        if worker.spent:
            worker.kill()
            crew.remove(worker)
        if worker.stillborn:
            stillborn.append(worker.stillborn)
            if worker.stillborn.code == "error" or len(stillborn) >= START_TRIES:
                raise WorkerError(worker.stillborn)
    return ended


class _Worker(Generic[Item, Result]):
    """One process and our end of its pipe. `attempt` is 0 while it holds no item; `spent` when it must be replaced."""

    item: Item

    def __init__(self, factory: Callable[[], Callable[[Item], Result]], limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(factory, theirs), daemon=True)
        # What is blocked here is blocked there from its first moment: Ctrl-C while a worker comes up is the parent's.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self.process.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        theirs.close()
        self.limits = limits
        self.ready = self.spent = False
        self.stillborn: Failure | None = None
        self.attempt = self.done = 0
        self.deadline = time.monotonic() + START_LIMIT

    def give(self, item: Item, attempt: int) -> Failure | None:
        """Hand over an item and start its clock. A `Failure` when it cannot be sent; the worker then stays free."""
        try:
            self.pipe.send_bytes(pickle.dumps(item))
        except OSError:
            pass  # it died between two items: `look` will notice, and the item is tried again
        except Exception as error:
            return Failure("unpicklable", f"item: {error!r}")
        self.item, self.attempt = item, attempt
        self.deadline = time.monotonic() + self.limits.timeout
        return None

    def look(self) -> Result | Failure | None:
        """What has become of the item, or None while it is being worked on."""
        said: Result | Failure | str | None = None
        try:
            if self.pipe.poll():
                said = pickle.loads(self.pipe.recv_bytes())  # noqa: S301 - our own child wrote it
            elif self.attempt or not self.ready:
                said = self._overrun()
        except (EOFError, OSError):
            said = self._obituary()
        except Exception as error:
            said = Failure("unpicklable", f"result: {error!r}")
        if not self.ready:
            if isinstance(said, Failure):
                self.stillborn, self.spent = said, True
            self.ready = said == READY
            return None
        if said is None:
            return None
        held, self.attempt = self.attempt, 0
        self.done += 1
        self.spent = self.spent or self.done >= self.limits.recycle or self._memory() > self.limits.memory // 2
        return said if held else None  # type: ignore[return-value]

    def _overrun(self) -> Failure | None:
        if time.monotonic() > self.deadline:
            self.spent = True
            return Failure("timeout", f"no result within {self.limits.timeout:g} s")
        if self._memory() > self.limits.memory:
            self.spent = True
            return Failure("memory", f"more than {self.limits.memory >> 20} MiB")
        return None

    def _obituary(self) -> Failure:
        self.spent = True
        self.process.join(1)
        code = self.process.exitcode
        name = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
        return Failure("died", f"worker ended with {name}")

    def _memory(self) -> int:
        """Resident bytes of the worker and the programs that it started; 0 when it is gone."""
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self.process.pid)
            return sum(p.memory_info().rss for p in (process, *process.children(recursive=True)))
        return 0

    def kill(self) -> None:
        """End the process and everything that it started."""
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


def _work(factory: Callable[[], Callable[[Item], Result]], pipe: Connection) -> None:
    """What a worker process does: build the function, say so, then take items until the pipe closes."""
    _settle()
    try:
        function = factory()
    except Exception as error:
        _say(pipe, _failure(error))
        return
    _say(pipe, READY)
    gc.freeze()
    while True:
        try:
            item = pickle.loads(pipe.recv_bytes())  # noqa: S301 - our own parent wrote it
        except EOFError:
            return
        except Exception as error:
            _say(pipe, Failure("unpicklable", f"item: {error!r}"))
            continue
        try:
            said: Result | Failure = function(item)
        except Exception as error:
            said = _failure(error)
        _say(pipe, said)
        del item, said
        gc.collect()
        # What stays is the program's own: to look through it again and again takes longer than most reports.
        gc.freeze()
        _return_memory()


def _settle() -> None:
    """Leave the terminal's process group, so that Ctrl-C is the parent's affair, and die when the parent dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _return_memory() -> None:
    """Give freed memory back to the system: glibc keeps it otherwise, and workers grow from report to report."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _failure(error: Exception) -> Failure:
    """An exception as a `Failure`, with the exception itself if it survives pickling."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:
        return Failure("error", repr(error))
    return Failure("error", repr(error), error)


def _say(pipe: Connection, message: object) -> None:
    try:
        data = pickle.dumps(message)
    except Exception as error:
        data = pickle.dumps(Failure("unpicklable", f"result: {error!r}"))
    pipe.send_bytes(data)
