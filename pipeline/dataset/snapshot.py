"""Reading the dataset back (读数据集), for the terminal and the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.dataset.tables import TABLES
from pipeline.errors import DamagedError

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

Row: TypeAlias = dict[str, Any]


def read_rows(dataset: Path, table: str, report_id: str | None = None) -> list[Row]:
    """The rows of a table, in their order; those of one report when its id is given. Raises DamagedError, OSError."""
    filters = None if report_id is None else [("report_id", "=", report_id)]
    try:
        found = pq.read_table(dataset / table, filters=filters)
    except FileNotFoundError as error:
        raise DamagedError(dataset / table) from error
    except (OSError, pa.ArrowInvalid) as error:
        if getattr(error, "errno", None) is not None:
            raise  # the system's word, not Arrow's about what it found
        raise DamagedError(dataset / table) from error
    if not {column.name for column in TABLES[table]} <= set(found.schema.names):
        raise DamagedError(dataset / table)
    rows: list[Row] = found.to_pylist()
    return rows


def column_names(dataset: Path, table: str) -> dict[str, tuple[str, str]]:
    """Each column's Chinese name and unit."""
    fields = pq.read_schema(next((dataset / table).glob("*.parquet")))
    return {f.name: (f.metadata[b"name_zh"].decode(), f.metadata[b"unit"].decode()) for f in fields}


def plain(value: Decimal) -> str:
    """A decimal without the zeros that its column adds, with commas between thousands."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(value: Decimal, unit: str) -> str:
    """A value in base units as people write it: amounts in 万元 from ten thousand on."""
    if unit == "元" and abs(value) >= 10_000:
        return f"{plain(value.scaleb(-4))} 万元"
    return f"{plain(value)}{unit}" if unit == "%" else f"{plain(value)} {unit}"


def suspect_of(discrepancy: Row) -> Row | None:
    """The change that the likeliest explanation proposes for the suspect: figure, printed, suggested, slip, why."""
    changes = [change for one in discrepancy["explanations"] or () for change in one["changes"]]
    return next((change for change in changes if change["figure"] == discrepancy["suspect"]), None)
