"""Many reports (批量): what lies in the inputs, which of it is new, who reads it, and the dataset at the end.

Every finished report is on disk at once, so an interrupted run goes on where it stopped. A run adds to OUT: rows of
files that this run does not name stay, rows of files whose content has changed are replaced.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import logging
import os
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import psutil

from pipeline.dataset.rows import columns_of
from pipeline.dataset.write import copy_as, load_meta, publish, save
from pipeline.errors import NotInstalledError
from pipeline.executors import Failure, Limits, WorkerError, spread
from pipeline.inputs import find, fingerprint, is_there, readable
from pipeline.run import Input, Runner, sha256_of
from pipeline.settings import log_as_asked
from schemas.catalogue import load_catalogue
from schemas.outcome import Failed
from schemas.record import record
from schemas.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.settings import Settings
    from schemas.catalogue import Catalogue
    from schemas.outcome import Outcome

log = logging.getLogger(__name__)

ONE_THREAD = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


ReaderFactory: TypeAlias = "Callable[[Settings], Callable[[Input], Outcome]]"


class BusyError(Exception):
    """Another run is writing to the same OUT."""


@record
class Brief:
    """What a run says about one input. `verdicts` and `severities` count checks and discrepancies."""

    source: str
    status: str
    reason: str = ""
    pages: int = 0
    ocr_pages: int = 0
    figures: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    severities: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    skipped: bool = False
    report_id: str = ""


@dataclass(slots=True)
class Summary:
    """What a run came to: its inputs' briefs as they finished, where the dataset is, and whether it was stopped.

    `passed` counts the files that were passed over in the inputs' folders, by ending; `links` were not followed.
    `others` are reports of earlier runs that the dataset keeps, `gone` those of them whose files are no longer there.
    What a content holds that lies in several files is counted once, as in the dataset.
    """

    dataset: Path
    total: int
    briefs: list[Brief] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False
    passed: Counter[str] = field(default_factory=Counter)
    links: list[str] = field(default_factory=list)
    others: int = 0
    gone: list[str] = field(default_factory=list)

    @property
    def statuses(self) -> Counter[str]:
        """Inputs by status."""
        return Counter(brief.status for brief in self.briefs)

    @property
    def verdicts(self) -> Counter[str]:
        """Checks by verdict."""
        return sum((Counter(brief.verdicts) for brief in distinct(self.briefs)), Counter())

    @property
    def severities(self) -> Counter[str]:
        """Discrepancies by severity."""
        return sum((Counter(brief.severities) for brief in distinct(self.briefs)), Counter())

    @property
    def figures(self) -> int:
        """Figures in all reports."""
        return sum(brief.figures for brief in distinct(self.briefs))

    @property
    def bare(self) -> list[Brief]:
        """Inputs that were read and in which no figure was found: blank pages, unreadable ones, or no reports."""
        return [brief for brief in self.briefs if brief.status != "failed" and not brief.figures]


def distinct(briefs: Iterable[Brief]) -> list[Brief]:
    """One brief for each content."""
    return list({brief.report_id or brief.source: brief for brief in briefs}.values())


@record
class Job:
    """One input with its content's SHA-256 and the file that takes its finished work."""

    item: Input
    sha256: str
    entry: Path


class Desk:
    """What a worker does with a job: read it, put its rows away, tell in brief. Built once in each worker."""

    def __init__(self, settings: Settings, mark: str, factory: ReaderFactory) -> None:
        log_as_asked()
        self.catalogue = load_catalogue(settings.rules)
        self.mark = mark
        self.read = factory(settings)
        # What is loaded by now stays: the collector need not walk it again with every report.
        gc.freeze()
        gc.set_threshold(200_000)

    def __call__(self, job: Job) -> Brief:
        """Raises whatever the reading raises; see `Runner`."""
        start = time.monotonic()
        outcome = self.read(job.item)
        return put_away(outcome, job, self.catalogue, self.mark, time.monotonic() - start)


def put_away(outcome: Outcome, job: Job, catalogue: Catalogue, mark: str, seconds: float) -> Brief:
    """Write an outcome's rows to its entry; returns the brief."""
    brief = replace(_brief(outcome), seconds=round(seconds, 3))
    made = columns_of(outcome, catalogue)
    told = {"path": readable(str(job.item.path)), "read_at": datetime.now(UTC), "seconds": brief.seconds}
    made["reports"] |= {name: [value] for name, value in told.items()}
    save(job.entry, made, catalogue, _meta(job, outcome.sha256, mark, brief))
    return brief


def _meta(job: Job, sha256: str, mark: str, brief: Brief) -> dict[str, Any]:
    return {"sha256": sha256, "source": job.item.source, "path": str(job.item.path), "mark": mark} | {
        "brief": asdict(brief)
    }


def _brief(outcome: Outcome) -> Brief:
    if isinstance(outcome, Failed):
        return Brief(outcome.source, outcome.status, outcome.reason, outcome.pages)
    lost = sum(page.origin is None for page in outcome.pages)
    return Brief(
        outcome.source,
        outcome.status,
        f"{lost}页无法读取" if lost else "",
        len(outcome.pages),
        sum(page.origin == "ocr" for page in outcome.pages),
        len(outcome.report.figures),
        dict(Counter(str(check.verdict) for check in outcome.findings.checks)),
        dict(Counter(str(found.severity) for found in outcome.findings.discrepancies)),
        report_id=outcome.report_id,
    )


def run_batch(
    inputs: Iterable[Path],
    out: Path,
    settings: Settings,
    watch: Callable[[Brief | None, int], None] = lambda _brief, _total: None,
    factory: ReaderFactory = Runner,
) -> Summary:
    """Read what is new in `inputs`, keep everything in `out`, publish `out/dataset`.

    `watch(brief, total)` is called for each finished input, and once before with None.
    What was finished is published however the run ends; an interruption (KeyboardInterrupt) is told in the summary.
    Raises BusyError, NotInstalledError, WorkerError, OSError, and what a broken catalogue or rule file raises.
    """
    start = time.monotonic()
    catalogue = load_catalogue(settings.rules)
    load_rules(catalogue, settings.rules)
    found, passed, links = find(inputs, out)
    summary = Summary(out / "dataset", len(found), passed=passed, links=links)
    with _locked(out):
        watch(None, summary.total)
        batch = _Batch(out / "work", settings, catalogue, factory)
        try:
            for brief in batch.briefs(found):
                summary.briefs.append(brief)
                watch(brief, summary.total)
        except KeyboardInterrupt:
            summary.interrupted = True
        finally:
            kept = _kept(out / "work")
            publish(out, [one.entry for one in kept], catalogue)
        named = {str(item.path) for item in found}
        others = [one for one in kept if one.path not in named]
        summary.others, summary.gone = len(others), [one.source for one in others if not is_there(Path(one.path))]
    summary.seconds = time.monotonic() - start
    return summary


def _sha256(path: Path) -> str:
    """A file's SHA-256; "" for what is no plain file or cannot be opened."""
    try:
        return sha256_of(path) if path.is_file() else ""
    except OSError:
        return ""


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep other runs away from `out`. The lock goes when the process ends, however it ends."""
    work = out / "work"
    work.mkdir(parents=True, exist_ok=True)
    with (work / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(out) from error
        for scratch in work.glob(".*.arrow.*"):
            scratch.unlink()
        yield


@record
class _Kept:
    """Finished work, and the file that it is of."""

    entry: Path
    path: str
    source: str


def _kept(work: Path) -> list[_Kept]:
    """The finished work that belongs into the dataset, by source. A file that was moved since counts once."""
    same: dict[tuple[str, str], list[_Kept]] = {}
    for entry in sorted(work.glob("*.arrow"), key=lambda path: path.stat().st_mtime):
        if meta := load_meta(entry):
            one = _Kept(entry, meta["path"], meta["source"])
            same.setdefault((one.source, meta["sha256"]), []).append(one)
    chosen: list[_Kept] = []
    for key in sorted(same):
        there = [one for one in same[key] if is_there(Path(one.path))]
        chosen += there or same[key][-1:]
    return chosen


class _Batch:
    """One run over the files that were found. Twins are files of the same content: one is read, the others copied."""

    def __init__(self, work: Path, settings: Settings, catalogue: Catalogue, factory: ReaderFactory) -> None:
        self.work, self.settings, self.catalogue = work, settings, catalogue
        self.mark = fingerprint(settings)
        self.factory = partial(Desk, settings, self.mark, factory)
        self.first: dict[str, Job] = {}
        self.twins: list[Job] = []
        self.settled: list[Brief] = []

    def briefs(self, found: list[Input]) -> Iterator[Brief]:
        """One brief for each input, as they finish."""
        workers = max(1, min(self.settings.workers, len(found)))
        memory = max(2 << 30, psutil.virtual_memory().total * 8 // 10 // workers)
        for name in ONE_THREAD:
            os.environ.setdefault(name, "1")
        try:
            for job, result in spread(self.factory, self._news(found), workers, Limits(self.settings.timeout, memory)):
                yield from self._take_settled()
                yield self._lost(job, result) if isinstance(result, Failure) else result
        except WorkerError as error:
            if isinstance(error.failure.error, NotInstalledError):
                raise error.failure.error from error
            raise
        yield from self._take_settled()
        for twin in self.twins:
            yield self._copy(twin)

    def _take_settled(self) -> Iterator[Brief]:
        while self.settled:
            yield self.settled.pop()

    def _news(self, found: list[Input]) -> Iterator[Job]:
        """The jobs that need a worker; what needs none is settled on the way."""
        for item in found:
            entry = self.work / f"{hashlib.sha256(os.fsencode(item.path)).hexdigest()[:24]}.arrow"
            job = Job(item, _sha256(item.path), entry)
            if not job.sha256:
                self.settled.append(self._unreadable(job))
                continue
            if known := self._known(job):
                self.settled.append(replace(known, skipped=True))
            elif job.sha256 in self.first:
                self.twins.append(job)
            else:
                self.first[job.sha256] = job
                yield job

    def _unreadable(self, job: Job) -> Brief:
        outcome = Failed(job.item.source, "", "io", "无法打开。请检查它是否仍在原处、是否为普通文件、是否有读取权限。")
        return put_away(outcome, job, self.catalogue, self.mark, 0.0)

    def _known(self, job: Job) -> Brief | None:
        """The brief of an earlier run over the same content with the same program, unless it failed or is unwanted."""
        meta = None if self.settings.force else load_meta(job.entry)
        if meta is None or (meta["sha256"], meta["source"], meta["mark"]) != (job.sha256, job.item.source, self.mark):
            return None
        brief = Brief(**meta["brief"])
        return None if brief.status == "failed" else brief

    def _lost(self, job: Job, failure: Failure) -> Brief:
        """An input that cost its worker becomes a failed one. Raises what concerns every input.

        That is NotInstalledError, and OSError: what is wrong with reading is a `Failed`, so this is about `OUT`.
        """
        if isinstance(failure.error, NotInstalledError | OSError):
            raise failure.error
        log.error("%s lost: %s: %s", job.item.source, failure.code, failure.detail)
        reason = {
            "timeout": f"处理超过{self.settings.timeout:g}秒，已停止。可用 --timeout 加长时限后重新运行。",
            "memory": "处理此文件占用内存过大，已停止。可减少 --workers 后重新运行，或将文件拆分。",
            "died": "处理此文件时程序意外退出，重试一次仍未成功。文件可能已损坏，请重新导出或打印成PDF后再试。",
        }.get(failure.code, "程序内部错误，请将此文件交给开发者。")
        outcome = Failed(job.item.source, job.sha256, failure.code, reason)
        return put_away(outcome, job, self.catalogue, self.mark, 0.0)

    def _copy(self, twin: Job) -> Brief:
        first = self.first[twin.sha256]
        meta = load_meta(first.entry)
        assert meta is not None  # noqa: S101 - it was written in this run
        brief = replace(Brief(**meta["brief"]), source=twin.item.source, seconds=0.0)
        changes = {"source": twin.item.source, "path": readable(str(twin.item.path))}
        copy_as(first.entry, twin.entry, changes, _meta(twin, twin.sha256, self.mark, brief))
        return brief
