"""Pages kept between runs: what was read from a page stands for it only as long as nothing that read it changes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.read.scan import cache
from pipeline.read.scan.page import read_scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.read.scan.ocr import OcrLine

PAGE = np.full((60, 80), 255, np.uint8)
# What lays characters out after a page was read, and what says why none was.
AFTER = {"pipeline/read/text/glyphs.py", "pipeline/errors.py"}


class Blind:
    """An engine that reads nothing, which way ever a page is turned, and counts how often it was asked."""

    name = "blind"

    def __init__(self, version: str) -> None:
        self.version, self.asked = version, 0

    def read(self, _: np.ndarray) -> tuple[OcrLine, ...]:
        self.asked += 1
        return ()


def imported(file: Path) -> Iterator[str]:
    """The project's own files that a module uses when it runs."""
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("pipeline.", "schemas.")):
            yield f"{(node.module or '').replace('.', '/')}.py"


def test_all_code_that_reads_pages_has_a_part_in_their_names() -> None:
    root = cache.READ.parents[1]
    told = {file.relative_to(root).as_posix() for file in cache.SOURCES}
    used = {name for file in cache.SOURCES if file.suffix == ".py" for name in imported(file) if (root / name).exists()}
    assert used - told == AFTER


def test_a_page_is_read_once_and_again_by_another_version(tmp_path: Path) -> None:
    asked = []
    for version in ("1", "1", "2", "2"):
        engine = Blind(version)
        read_scan(PAGE, 1.0, engine, tmp_path)
        asked.append(engine.asked > 0)
    assert asked == [True, False, True, False]


@pytest.mark.parametrize("kept", [b"", b"\x80\x05nothing", b"cnowhere\nnothing\n."])
def test_what_is_broken_is_read_anew(tmp_path: Path, kept: bytes) -> None:
    read_scan(PAGE, 1.0, Blind("1"), tmp_path)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.write_bytes(kept)
    engine = Blind("1")
    read_scan(PAGE, 1.0, engine, tmp_path)
    assert engine.asked
