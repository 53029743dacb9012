"""The dataset on disk (数据集): finished work of single reports, and the snapshot made of it.

`OUT/work` holds one file for each input file, written as soon as the report is finished: the rows of every table
as Arrow streams one after the other, and what the next run must know of it. `OUT/dataset` is a link to the newest
directory in `OUT/snapshots`; turning the link is atomic, so a reader sees one run or the other and never half.
The snapshot before stays until the next run, for readers that are at it.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.dataset.tables import TABLES, schema, types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.dataset.rows import Columns, Row
    from schemas.catalogue import Catalogue

ROW_GROUP = 50_000  # rows that are gathered before they are written
META = b"jihe"


def save(entry: Path, made: Mapping[str, Columns], catalogue: Catalogue, meta: Mapping[str, Any]) -> None:
    """Write one input's columns and `meta` (anything that JSON holds) to `entry`, whole or not at all."""
    _save(entry, {name: _table(made.get(name, {}), types(name, catalogue)) for name in TABLES}, meta)


def _table(columns: Columns, kinds: Mapping[str, pa.DataType]) -> pa.Table:
    """Those of the columns in which something stands; `report_id`, the first, is always there."""
    first = next(iter(kinds))
    columns = {first: [], **columns}
    arrays = {name: pa.array(columns[name], kind) for name, kind in kinds.items() if name in columns}
    return pa.table({name: a for name, a in arrays.items() if name == first or a.null_count < len(a)})


def _save(entry: Path, tables: Mapping[str, pa.Table], meta: Mapping[str, Any]) -> None:
    note = {META: json.dumps(meta).encode()}
    entry.parent.mkdir(parents=True, exist_ok=True)
    scratch = entry.with_name(f".{entry.name}.{os.getpid()}")
    sink = pa.BufferOutputStream()
    for name in TABLES:
        table = tables[name].replace_schema_metadata(note) if name == "reports" else tables[name]
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
    scratch.write_bytes(sink.getvalue())
    scratch.replace(entry)


def load_meta(entry: Path) -> dict[str, Any] | None:
    """What `save` was told about an entry; None when there is none or it cannot be read."""
    try:
        with pa.OSFile(str(entry)) as source:
            found: dict[str, Any] = json.loads(pa.ipc.open_stream(source).schema.metadata[META])
    except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError):
        return None
    return found


def _load(entry: Path) -> dict[str, pa.Table]:
    with pa.OSFile(str(entry)) as source:
        return {name: pa.ipc.open_stream(source).read_all() for name in TABLES}


def copy_as(entry: Path, twin: Path, changes: Row, meta: Mapping[str, Any]) -> None:
    """Write `entry` again as `twin`, for a file of the same content: `changes` go into its row in `reports`."""
    tables = _load(entry)
    reports = tables["reports"]
    row = reports.to_pylist()[0] | changes
    tables["reports"] = pa.Table.from_pylist([row], reports.schema)
    _save(twin, tables, meta)


def publish(out: Path, entries: Iterable[Path], catalogue: Catalogue) -> Path:
    """Make a snapshot of the entries, in their order, and turn `out/dataset` to it. Returns `out/dataset`.

    The reports of one content have a row each; their figures and the rest stand there once.
    """
    snapshots = out / "snapshots"
    snapshot = snapshots / f"{time.time_ns()}"
    try:
        _fill(snapshot, entries, catalogue)
    except BaseException:
        shutil.rmtree(snapshot, ignore_errors=True)  # half a snapshot would only fill a full disk
        raise
    return _turn(out, snapshot)


def _fill(snapshot: Path, entries: Iterable[Path], catalogue: Catalogue) -> None:
    seen: set[str | None] = set()
    with ExitStack() as stack:
        writers = {name: stack.enter_context(_Writer(snapshot / name, name, catalogue)) for name in TABLES}
        for entry in entries:
            tables = _load(entry)
            report_id = tables["reports"]["report_id"][0].as_py()
            for name, writer in writers.items():
                if name == "reports" or report_id not in seen:
                    writer.add(tables[name])
            seen.add(report_id)


class _Writer:
    """Gathers one table's rows into one Parquet file."""

    def __init__(self, folder: Path, name: str, catalogue: Catalogue) -> None:
        folder.mkdir(parents=True)
        self.schema, self.types = schema(name, catalogue), types(name, catalogue)
        # What repeats is zstd's to find: a dictionary for each column takes more time, and a quarter more room.
        self.file = pq.ParquetWriter(
            folder / "part-00000.parquet", self.schema, compression="zstd", use_dictionary=False
        )
        self.gathered: list[pa.Table] = []
        self.count = 0

    def add(self, table: pa.Table) -> None:
        """Take rows; columns that an older program did not know are null, those that are no more are left out."""
        have = dict(zip(table.schema.names, table.schema.types, strict=True))
        if not have.items() <= self.types.items():
            known = [self.schema.field(name) for name in have if name in self.types]
            table = table.select([field.name for field in known]).cast(pa.schema(known))
        self.gathered.append(table)
        self.count += len(table)
        if self.count >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self.gathered:
            # The empty table in front brings in the columns that none of the others has.
            whole = pa.concat_tables([self.schema.empty_table(), *self.gathered], promote_options="default")
            self.file.write_table(whole.select(self.schema.names).combine_chunks())
            self.gathered.clear()
            self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._flush()
        self.file.close()


def _turn(out: Path, snapshot: Path) -> Path:
    """Let `out/dataset` point to the snapshot, and remove all but it and the one before."""
    dataset, link = out / "dataset", out / ".dataset"
    before = dataset.resolve() if dataset.is_symlink() else None
    if dataset.is_dir() and not dataset.is_symlink():  # a copy of OUT that turned links into folders
        dataset.rename(snapshot.parent / "0")
    link.unlink(missing_ok=True)
    link.symlink_to(snapshot.relative_to(out), target_is_directory=True)
    link.replace(dataset)
    for old in snapshot.parent.iterdir():
        if old != snapshot and old.resolve() != before:
            shutil.rmtree(old, ignore_errors=True)
    return dataset
