"""docs/dataset.md against the schema: no column, no fixed word is missing in it, and its examples run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from pipeline.commands.words import CAUSES, CHECK_KINDS, FLAGS, KINDS, SEVERITIES, STATES, STATUSES, VERDICTS
from pipeline.dataset.rows import columns_of
from pipeline.dataset.tables import DAY, DECIMAL, MOMENT, TABLES
from pipeline.dataset.write import publish, save
from schemas.catalogue import load_catalogue
from schemas.figure import Basis, Scope
from tests.pipeline.outcomes import done

if TYPE_CHECKING:
    from pipeline.dataset.tables import Column

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "dataset.md").read_text("utf-8")
TYPES = {DECIMAL: "decimal", DAY: "date", MOMENT: "time", pa.string(): "text", pa.int32(): "int"}
TYPES |= {pa.bool_(): "bool", pa.float64(): "float"}


def told(table: str) -> list[tuple[str, ...]]:
    section = DOC.partition(f"\n### {table}\n")[2].partition("\n### ")[0]
    return re.findall(r"^\| `(\w+)` \| (.+?) \| (\w+) \| .*\|$", section, re.MULTILINE)


def typed(column: Column) -> str:
    return "list" if pa.types.is_list(column.type) else TYPES[column.type]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_told_with_its_name_and_type(table: str) -> None:
    assert told(table) == [(column.name, column.name_zh, typed(column)) for column in TABLES[table]]


def test_fixed_words_are_told() -> None:
    words = {*CAUSES, *CHECK_KINDS, *FLAGS, *KINDS, *SEVERITIES, *STATES, *STATUSES, *VERDICTS, *Basis, *Scope}
    assert {word for word in words if f"`{word}`" not in DOC} == set()


def test_every_code_of_failure_is_told() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    codes = set(re.findall(r"UnreadableError\(\s*\"(\w+)\"", source))
    assert codes
    assert {code for code in codes if f"`{code}`" not in DOC} == set()


def test_the_examples_for_pandas_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = load_catalogue()
    save(tmp_path / "a.arrow", columns_of(done(), catalogue), catalogue, {})
    publish(tmp_path / "out", [tmp_path / "a.arrow"], catalogue)
    monkeypatch.chdir(tmp_path)
    examples = [block for block in re.findall(r"```python\n(.*?)```", DOC, re.DOTALL) if "import pandas" in block]
    assert examples
    for example in examples:
        names: dict[str, object] = {}
        exec(example, names)  # noqa: S102 - our own words
        assert list(names["doubted"]["printed"]) == ["60.00万元"]  # type: ignore[index]
        assert list(names["suspects"]["printed"]) == ["95.00万元"]  # type: ignore[index]
