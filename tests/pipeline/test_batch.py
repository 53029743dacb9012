"""Many files: what is found, skipped, copied, kept and published, whatever single files do."""

from __future__ import annotations

import os
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipeline.batch import Brief, BusyError, run_batch
from pipeline.errors import NotInstalledError
from pipeline.inputs import find, fingerprint
from pipeline.settings import Settings
from tests.pipeline.outcomes import Reader

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.batch import Summary

QUICK = Settings(workers=2, timeout=2.0)


def lay(folder: Path, **files: str) -> Path:
    """Files by name (`_` for the dot) and content."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content)
    return folder


def run(inputs: Path, out: Path, settings: Settings = QUICK) -> Summary:
    return run_batch([inputs], out, settings, factory=Reader)


def reports(out: Path) -> dict[str, str]:
    frame = pd.read_parquet(out / "dataset" / "reports")
    return dict(zip(frame["source"], frame["status"], strict=True))


def reads(inputs: Path) -> list[str]:
    marks = inputs / ".reads"
    return sorted(marks.read_text(errors="surrogateescape").split()) if marks.exists() else []


def test_folders_are_walked_and_what_is_no_report_is_left_alone(tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="1", b_PDF="2", c_txt="3", d_docx="4")
    lay(root / "下级", e_ofd="5")
    lay(root / ".hidden", f_pdf="6")
    lay(root / "out", g_pdf="7")
    lay(tmp_path / "elsewhere", h_pdf="8")
    (root / ".i.pdf").write_text("9")
    (root / "~$j.docx").write_text("10")
    (root / "k.pdf").symlink_to(tmp_path / "elsewhere" / "h.pdf")
    (root / "l").symlink_to(tmp_path / "elsewhere")
    (root / "m.pdf").symlink_to(root / "gone.pdf")
    os.mkfifo(root / "n.pdf")
    (root / "o").symlink_to(root / "下级")
    found = find([root], root / "out")
    assert [item.source for item in found.inputs] == ["a.pdf", "b.PDF", "d.docx", "下级/e.ofd"]
    assert found.links == ["l", "k.pdf", "m.pdf"]  # what may hold a report is told, what is read anyway is not


@pytest.mark.parametrize(("asked", "said"), [("", False), ("error", True), ("nonsense", False)])
def test_workers_tell_the_terminal_what_is_for_developers_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], asked: str, *, said: bool
) -> None:
    monkeypatch.setenv("JIHE_LOG", asked)
    run(lay(tmp_path / "in", a_pdf="log"), tmp_path / "out")
    assert ("for developers" in capfd.readouterr().err) is said


def test_names_in_gbk_are_read_and_told_as_text(tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="good")
    for name, content in (("水务局.pdf".encode("gbk"), b"good too"), (b"\xff.pdf", b"bad")):
        (root / os.fsdecode(name)).write_bytes(content)
    shutil.copy(root / "a.pdf", root / os.fsdecode("副本.pdf".encode("gbk")))
    assert run(root, tmp_path / "out").statuses == {"done": 3, "failed": 1}
    told = {"a.pdf": "done", "水务局.pdf": "done", "副本.pdf": "done", "\ufffd.pdf": "failed"}
    assert reports(tmp_path / "out") == told
    assert run(root, tmp_path / "out").statuses == {"done": 3, "failed": 1}
    assert reads(root).count("a.pdf") == 1
    assert reports(tmp_path / "out") == told


def test_a_folder_that_cannot_be_opened_is_not_missed_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay(tmp_path / "in", a_pdf="good")
    lay(root / "closed", b_pdf="good")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert run(root, tmp_path / "out").statuses == {"done": 1, "failed": 1}
    assert reports(tmp_path / "out") == {"a.pdf": "done", "closed": "failed"}


def test_a_named_file_is_taken_whatever_it_is_and_only_once(tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="1", c_txt="3")
    found = find([root, root / "c.txt", root / "a.pdf"], tmp_path / "out").inputs
    assert sorted(item.source for item in found) == ["a.pdf", "c.txt"]


def test_every_input_has_a_row_whatever_became_of_it(tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="good", b_pdf="bad", c_pdf="hang", d_pdf="die", e_pdf="part", f_pdf="good")
    summary = run(root, tmp_path / "out")
    assert reports(tmp_path / "out") == {
        "a.pdf": "done",
        "b.pdf": "failed",
        "c.pdf": "failed",
        "d.pdf": "failed",
        "e.pdf": "partial",
        "f.pdf": "done",
    }
    reasons = {brief.source: brief.reason for brief in summary.briefs}
    assert "密码" in reasons["b.pdf"]
    assert "--timeout" in reasons["c.pdf"]
    assert "意外退出" in reasons["d.pdf"]


def test_a_file_that_cannot_be_opened_is_a_failed_row_at_once(tmp_path: Path) -> None:
    pipe = lay(tmp_path / "in", a_pdf="good") / "pipe.pdf"
    os.mkfifo(pipe)
    summary = run_batch([tmp_path / "in" / "a.pdf", pipe], tmp_path / "out", QUICK, factory=Reader)
    assert summary.statuses == {"done": 1, "failed": 1}
    assert reports(tmp_path / "out") == {"a.pdf": "done", "pipe.pdf": "failed"}


def test_twins_are_read_once(tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="same", b_pdf="same", c_pdf="other")
    run(root, tmp_path / "out")
    assert len(reads(root)) == 2
    assert reports(tmp_path / "out") == {"a.pdf": "done", "b.pdf": "done", "c.pdf": "done"}
    assert len(pd.read_parquet(tmp_path / "out" / "dataset" / "figures")) == 10


def test_unchanged_files_are_skipped_and_failed_ones_tried_again(tmp_path: Path) -> None:
    root, out = lay(tmp_path / "in", a_pdf="good", b_pdf="bad", c_pdf="fine"), tmp_path / "out"
    run(root, out)
    (root / "c.pdf").write_text("changed")
    (root / ".reads").unlink()
    summary = run(root, out)
    assert reads(root) == ["b.pdf", "c.pdf"]
    assert [brief.source for brief in summary.briefs if brief.skipped] == ["a.pdf"]
    assert len(reports(out)) == 3


@pytest.mark.parametrize("settings", [Settings(force=True), Settings(ocr="off")])
def test_forced_or_set_otherwise_everything_is_read_again(tmp_path: Path, settings: Settings) -> None:
    root, out = lay(tmp_path / "in", a_pdf="good"), tmp_path / "out"
    run(root, out)
    run(root, out, settings)
    assert reads(root) == ["a.pdf", "a.pdf"]


def test_own_rules_are_part_of_the_mark(tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text("# one")
    before = fingerprint(Settings(rules=rules))
    rules.write_text("# two")
    assert fingerprint(Settings(rules=rules)) != before
    assert fingerprint(Settings(workers=1, timeout=1.0)) == fingerprint(Settings(workers=9, timeout=9.0))


def test_a_run_adds_to_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(lay(tmp_path / "one", a_pdf="1"), out)
    run(lay(tmp_path / "two", b_pdf="2"), out)
    assert set(reports(out)) == {"a.pdf", "b.pdf"}


def test_inputs_of_one_name_in_two_folders_have_a_row_each(tmp_path: Path) -> None:
    folders = [lay(tmp_path / "2022", a_pdf="1"), lay(tmp_path / "2023", a_pdf="2"), lay(tmp_path / "2024", a_pdf="1")]
    run_batch(folders, tmp_path / "out", QUICK, factory=Reader)
    assert list(pd.read_parquet(tmp_path / "out" / "dataset" / "reports")["source"]) == ["a.pdf"] * 3


def test_a_folder_that_was_moved_does_not_count_twice(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(lay(tmp_path / "before", a_pdf="1"), out)
    (tmp_path / "before").rename(tmp_path / "after")
    run(tmp_path / "after", out)
    [path] = pd.read_parquet(out / "dataset" / "reports")["path"]
    assert path == str(tmp_path / "after" / "a.pdf")


def test_an_interrupted_run_publishes_what_it_has_and_goes_on_the_next_time(tmp_path: Path) -> None:
    root, out = lay(tmp_path / "in", a_pdf="1", b_pdf="slow 2", c_pdf="slow 3"), tmp_path / "out"

    def interrupt(brief: Brief | None, _: int) -> None:
        if brief is not None:
            raise KeyboardInterrupt

    summary = run_batch([root], out, Settings(workers=1), interrupt, factory=Reader)
    assert summary.interrupted
    assert reports(out) == {"a.pdf": "done"}
    assert run(root, out).statuses == {"done": 3}
    assert reads(root).count("a.pdf") == 1


def test_what_is_not_installed_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(NotInstalledError, match="Tesseract"):
        run(lay(tmp_path / "in", a_pdf="missing"), tmp_path / "out")


def test_two_runs_do_not_write_to_one_place(tmp_path: Path) -> None:
    first = threading.Thread(target=run, args=(lay(tmp_path / "in", a_pdf="slow"), tmp_path / "out"))
    first.start()
    time.sleep(0.5)
    with pytest.raises(BusyError):
        run(tmp_path / "in", tmp_path / "out")
    first.join()
    assert reports(tmp_path / "out") == {"a.pdf": "done"}


def test_a_folder_with_nothing_in_it_leaves_an_empty_dataset(tmp_path: Path) -> None:
    summary = run(lay(tmp_path / "in"), tmp_path / "out")
    assert (summary.total, summary.briefs) == (0, [])
    assert reports(tmp_path / "out") == {}
