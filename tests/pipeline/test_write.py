"""What is written comes back: columns, types, ids, and snapshots that turn in one step."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dataset.rows import columns_of, fit, in_rows
from pipeline.dataset.tables import TABLES, columns
from pipeline.dataset.write import copy_as, load_meta, publish, save
from schemas.catalogue import load_catalogue
from schemas.figure import Basis, Flag
from schemas.outcome import Failed
from tests.pipeline.outcomes import done, figure

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.figure import Figure
    from schemas.outcome import Done, Outcome

CATALOGUE = load_catalogue()

CONTRACT = {
    "reports": "report_id source sha256 title department region fiscal_year filed_on pages ocr_pages self_score grade "
    "status reason",
    "sections": "report_id section_id parent_id level marker ordinal title path page text",
    "figures": "report_id figure_id kind printed value unit base_value decimals qualifier label indicator basis period "
    "section_id section_path table_id row col page x0 top x1 bottom quote origin confidence flags",
    "scores": "report_id name indicator level1 level2 full_marks awarded is_bonus reason section_path figure_ids page",
    "cells": "report_id table_id title unit page row col row_span col_span is_header row_label column_label text "
    "figure_id x0 top x1 bottom",
    "checks": "report_id check_id rule_id kind verdict severity statement message left right gap figures reason",
    "discrepancies": "report_id discrepancy_id check_ids rule_id severity message figures explanations suspect "
    "suggested_value cause page state decided_by decided_at note",
}


def written(tmp_path: Path, *outcomes: Outcome) -> dict[str, pd.DataFrame]:
    entries = []
    for n, outcome in enumerate(outcomes):
        entries.append(tmp_path / "work" / f"{n}.arrow")
        save(entries[-1], columns_of(outcome, CATALOGUE), CATALOGUE, {"n": n})
    dataset = publish(tmp_path, entries, CATALOGUE)
    return {name: pd.read_parquet(dataset / name) for name in TABLES}


def with_figures(*figures: Figure) -> Done:
    outcome = done()
    return replace(outcome, report=replace(outcome.report, figures=figures))


def test_every_column_of_the_contract_is_there_with_its_chinese_name(tmp_path: Path) -> None:
    frames = written(tmp_path, done())
    for table, names in CONTRACT.items():
        assert set(names.split()) <= set(frames[table].columns), table
        fields = pq.read_schema(tmp_path / "dataset" / table / "part-00000.parquet")
        assert all(field.metadata[b"name_zh"] and b"unit" in field.metadata for field in fields)


def test_a_snapshot_that_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, done())
    before = (tmp_path / "dataset").resolve()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", refuse)
    with pytest.raises(OSError, match="space"):
        written(tmp_path, done())
    assert (tmp_path / "dataset").resolve() == before
    assert list((tmp_path / "snapshots").iterdir()) == [before]


def test_no_table_has_a_column_twice() -> None:
    for table in TABLES:
        names = [column.name for column in columns(table, CATALOGUE)]
        assert len(names) == len(set(names))


def test_empty_tables_have_the_schemas_of_full_ones(tmp_path: Path) -> None:
    written(tmp_path / "full", done())
    written(tmp_path / "none")
    for table in TABLES:
        full, none = (pq.read_schema(tmp_path / d / "dataset" / table / "part-00000.parquet") for d in ("full", "none"))
        assert full.equals(none, check_metadata=True)


def test_values_come_back_exactly(tmp_path: Path) -> None:
    frames = written(tmp_path, done())
    first = frames["figures"].iloc[0]
    assert (first["value"], first["base_value"]) == (Decimal("95.00"), Decimal(950_000))
    assert (first["page"], first["x0"], first["printed"]) == (1, 100.0, "95.00万元")
    assert list(frames["figures"]["flags"][1]) == ["low_confidence"]
    assert frames["figures"]["value"][3] is None
    assert str(frames["figures"]["day"][3]) == "2024-05-06"
    found = frames["discrepancies"].iloc[0]
    assert found["explanations"][0]["changes"][0]["suggested"] == "90.00万元"
    assert found["state"] == "open"


def test_ids_carry_the_report_everywhere(tmp_path: Path) -> None:
    frames = written(tmp_path, done())
    before = done().report_id + ":"
    known = set(frames["figures"]["figure_id"])
    assert all(figure_id.startswith(before) for figure_id in known)
    found = frames["discrepancies"].iloc[0]
    cited = [found["suspect"], *found["figures"], found["explanations"][0]["changes"][0]["figure"]]
    cited += [*frames["checks"]["figures"][0], *frames["scores"]["figure_ids"][0], frames["cells"]["figure_id"][0]]
    assert set(cited) <= known
    assert set(found["check_ids"]) <= set(frames["checks"]["check_id"])
    assert set(frames["figures"]["section_id"]) <= set(frames["sections"]["section_id"])


def test_the_whole_report_is_no_section(tmp_path: Path) -> None:
    frames = written(tmp_path, done())
    assert list(frames["sections"]["path"]) == ["一"]
    assert frames["sections"]["parent_id"].isna().all()
    assert frames["reports"]["preface"][0] == "这里是封面。"


def test_a_failed_input_has_a_row_and_nothing_else(tmp_path: Path) -> None:
    frames = written(
        tmp_path, Failed("a.pdf", "ab" * 32, "encrypted", "文件有密码保护"), Failed("b.pdf", "", "io", "?")
    )
    assert list(frames["reports"]["status"]) == ["failed", "failed"]
    assert frames["reports"]["report_id"][0] == "ab" * 8
    assert pd.isna(frames["reports"]["report_id"][1])
    assert all(frames[table].empty for table in TABLES if table != "reports")


def test_a_page_that_was_lost_makes_the_report_partial(tmp_path: Path) -> None:
    row = written(tmp_path, done(lost=(2,)))["reports"].iloc[0]
    assert (row["status"], row["reason"]) == ("partial", "第2页无法读取")


def test_one_content_in_two_files_has_two_rows_and_one_set_of_figures(tmp_path: Path) -> None:
    frames = written(tmp_path, done("a.pdf"), done("b.pdf"))
    assert list(frames["reports"]["source"]) == ["a.pdf", "b.pdf"]
    assert frames["figures"]["figure_id"].is_unique


def test_a_copied_entry_differs_only_in_what_was_said(tmp_path: Path) -> None:
    one, two = tmp_path / "1.arrow", tmp_path / "2.arrow"
    save(one, columns_of(done(), CATALOGUE), CATALOGUE, {"n": 1})
    copy_as(one, two, {"source": "twin.pdf"}, {"n": 2})
    assert load_meta(two) == {"n": 2}
    publish(tmp_path, [two], CATALOGUE)
    assert list(pd.read_parquet(tmp_path / "dataset" / "reports")["source"]) == ["twin.pdf"]
    assert len(pd.read_parquet(tmp_path / "dataset" / "figures")) == 5


@pytest.mark.parametrize("content", [b"", b"no arrow", None])
def test_an_entry_that_cannot_be_read_counts_as_none(tmp_path: Path, content: bytes | None) -> None:
    entry = tmp_path / "x.arrow"
    if content is not None:
        entry.write_bytes(content)
    assert load_meta(entry) is None


def test_a_number_too_large_for_its_column_keeps_its_print_and_says_so(tmp_path: Path) -> None:
    frames = written(tmp_path, with_figures(figure(1, "9" * 40), figure(2, "9" * 27)))
    assert list(frames["figures"]["value"].isna()) == [True, False]
    assert list(frames["figures"]["base_value"].isna()) == [True, True]
    assert [list(flags) for flags in frames["figures"]["flags"]] == [["out_of_range"], ["out_of_range"]]
    assert frames["figures"]["printed"][0] == "9" * 40 + "万元"


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_any_decimal_fits_or_stays_out(value: Decimal) -> None:
    fitted = fit(value)
    assert fitted is None or abs(fitted - value) <= Decimal("5e-11")


def headline_of(*figures: Figure) -> tuple[Decimal | None, list[str]]:
    (report,) = in_rows(columns_of(with_figures(*figures), CATALOGUE)["reports"])
    return report.get("expenditure_total"), report["doubtful"]


def total(number: int, value: str, **others: object) -> Figure:
    return figure(number, value, indicator="expenditure.total", **others)


def test_the_reports_own_final_number_is_its_headline() -> None:
    own = total(9, "50.00", period="2023", basis=Basis.FINAL)
    others = (
        total(2, "70.00", period="2022"),
        total(3, "60.00", period="2023", basis=Basis.INITIAL),
        total(4, "10.00", subject="某项目"),
    )
    assert headline_of(*others, own) == (Decimal(500_000), [])
    assert headline_of(*others) == (None, [])


def test_a_coarser_print_of_the_same_number_is_no_doubt_but_another_number_is() -> None:
    assert headline_of(total(8, "50"), total(9, "50.12")) == (Decimal(501_200), [])
    assert headline_of(total(8, "51"), total(9, "50.12")) == (Decimal(501_200), ["expenditure_total"])


def test_a_doubtful_or_suspected_headline_is_marked() -> None:
    unsure = total(8, "51.00", flags=(Flag.LOW_CONFIDENCE,))
    assert headline_of(unsure, total(9, "50.00", flags=(Flag.UNIT_INHERITED,))) == (Decimal(500_000), [])
    assert headline_of(unsure) == (Decimal(510_000), ["expenditure_total"])
    assert headline_of(total(1, "95.00")) == (Decimal(950_000), ["expenditure_total"])


def test_the_dataset_is_turned_in_one_step_and_old_snapshots_go(tmp_path: Path) -> None:
    seen = []
    for _ in range(3):
        written(tmp_path, done())
        assert (tmp_path / "dataset").is_symlink()
        seen.append(str((tmp_path / "dataset").readlink()))
    assert len(set(seen)) == 3
    assert sorted(f"snapshots/{path.name}" for path in (tmp_path / "snapshots").iterdir()) == seen[1:]


def test_a_dataset_that_was_copied_as_a_folder_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "dataset" / "reports").mkdir(parents=True)
    assert len(written(tmp_path, done())["reports"]) == 1


def test_a_publishing_that_fails_leaves_the_dataset_as_it_was(tmp_path: Path) -> None:
    written(tmp_path, done())
    with pytest.raises(OSError, match="gone"):
        publish(tmp_path, [tmp_path / "work" / "gone.arrow"], CATALOGUE)
    assert len(pd.read_parquet(tmp_path / "dataset" / "reports")) == 1
