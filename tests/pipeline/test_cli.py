"""What people type and what comes back: words and exit codes."""

from __future__ import annotations

import errno
import io
import json
import sys
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from rich.cells import cell_len
from rich.console import Console

from pipeline import batch, cli
from pipeline.batch import Brief, Summary
from pipeline.commands import doctor
from pipeline.commands.terminal import Prose
from pipeline.commands.words import how_read
from pipeline.errors import ExitCode, told
from pipeline.read.office.sheet import REASON as SHEET
from pipeline.read.office.word import REASON as WORD
from pipeline.read.pdf import SCRAP
from tests.pipeline.outcomes import Reader
from tests.pipeline.test_batch import lay

if TYPE_CHECKING:
    from collections.abc import Callable

    Jihe = Callable[..., tuple[int, str, str]]


@pytest.fixture
def jihe(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Jihe:
    """The command, with the reader of the tests: (exit code, standard output, standard error)."""
    monkeypatch.setattr(batch, "run_batch", partial(batch.run_batch, factory=Reader))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: object) -> tuple[int, str, str]:
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as end:
            code = int(str(end.code))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def summary(*briefs: Brief, interrupted: bool = False) -> Summary:
    return Summary(Path("out"), len(briefs), list(briefs), 1.0, interrupted)


GOOD, PART, BAD = Brief("a", "done", severities={"warning": 1}), Brief("b", "partial"), Brief("c", "failed", "坏")


@pytest.mark.parametrize(
    ("found", "fail_on", "code"),
    [
        (summary(GOOD, PART), None, ExitCode.OK),
        (summary(GOOD), "error", ExitCode.OK),
        (summary(GOOD), "warning", ExitCode.DISCREPANCIES),
        (summary(GOOD), "info", ExitCode.DISCREPANCIES),
        (summary(GOOD, BAD), "info", ExitCode.SOME_FAILED),
        (summary(BAD), None, ExitCode.NOTHING_READ),
        (summary(), None, ExitCode.NOTHING_READ),
        (summary(GOOD, interrupted=True), "info", ExitCode.INTERRUPTED),
        (summary(PART), None, ExitCode.OK),
    ],
)
def test_exit_codes_of_a_run(found: Summary, fail_on: str | None, code: ExitCode) -> None:
    assert cli.exit_code(found, fail_on) is code


def test_a_run_says_what_it_came_to(jihe: Jihe, tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="good", b_pdf="bad")
    code, out, err = jihe("run", root, "--out", tmp_path / "out", "--workers", 1)
    assert code == ExitCode.SOME_FAILED
    for words in ("完成 1 份，失败 1 份", "b.pdf", "文件有密码保护", "不一致 1", "错误 1"):
        assert words in out
    assert err == ""


def test_a_run_tells_what_it_passed_over_and_counts_a_content_once(jihe: Jihe, tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="good", b_pdf="good", c_zip="1", d_zip="2", Thumbs_db="3")
    (root / "e").write_text("4")
    code, out, _ = jihe("run", root, "--out", tmp_path / "out")
    assert code == ExitCode.OK
    for words in ("完成 2 份", "差异    1 处", ".zip 2 个，无扩展名 1 个"):
        assert words in out
    assert ".db" not in out
    _, out, _ = jihe("run", root / "b.pdf", "--out", tmp_path / "out", "--json")
    said = json.loads(out)
    assert (said["skipped"], said["discrepancies"], said["passed_over"]) == (1, {"error": 1}, {})


def test_a_run_tells_what_else_would_be_missed_in_silence(jihe: Jihe, tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="good", b_pdf="good", c_pdf="other", d_pdf="blank")
    (root / "e.pdf").symlink_to(tmp_path / "gone.pdf")
    _, out, _ = jihe("run", root, "--out", tmp_path / "out")
    for words in ("没有读出任何数：d.pdf", "已失效，未读取：e.pdf", "页      5 页"):
        assert words in out
    assert "以前读取" not in out
    (root / "c.pdf").unlink()
    _, out, _ = jihe("run", root / "a.pdf", "--out", tmp_path / "out")
    assert "以前读取的 3 份报告" in out
    assert "其中 1 份的文件已不在原处：c.pdf" in out
    said = json.loads(jihe("run", root, "--out", tmp_path / "out", "--json")[1])
    assert (said["others"], said["gone"], said["links"], said["without_figures"]) == (
        1,
        ["c.pdf"],
        ["e.pdf"],
        ["d.pdf"],
    )


def test_quiet_says_nothing_and_json_one_object(jihe: Jihe, tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="good")
    assert jihe("run", root, "--out", tmp_path / "out", "--quiet") == (0, "", "")
    code, out, _ = jihe("run", root, "--out", tmp_path / "out", "--json", "--fail-on", "error")
    said = json.loads(out)
    assert code == said["exit_code"] == ExitCode.DISCREPANCIES
    assert (said["inputs"], said["done"], said["skipped"], said["discrepancies"]) == (1, 1, 1, {"error": 1})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "nowhere", "--out", "o"], "找不到 nowhere"),
        (["run", ".", "--out", "o", "--engine", "ray"], "--engine"),
        (["run", ".", "--out", "o", "--workers", "0"], "正整数"),
        (["run", ".", "--out", "o", "--timeout", "nan"], "正数"),
        (["run", "."], "缺少 --out"),
        (["run", ".", "--out", __file__], "应为文件夹"),
        (["run", ".", "--out", "o", "--ocr", "best"], "--ocr 不能是 best，可用：auto, rapidocr, tesseract, off"),
        (["run", ".", "--out"], "--out 后面缺少内容"),
        (["show", "o", "a", "b"], "不认识 b"),
        (["shwo", "o"], "shwo，可用：run, show"),
        (["show", "nowhere"], "jihe run"),
        (["export", "nowhere", "x.txt"], ".xlsx"),
        (["review", "o"], "尚未提供"),
        (["import", "o", "x.xlsx"], "尚未提供"),
        (["rules", "--rules", "nowhere"], "找不到"),
        ([], "命令"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_wrong(jihe: Jihe, words: list[str], said: str) -> None:
    code, _, err = jihe(*words)
    assert code == ExitCode.USAGE
    assert said in err


def test_a_terminal_in_gbk_gets_all_but_the_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, "gbk"))
    cli.main(["doctor"])
    sys.stdout.flush()
    assert "组件" in shown.getvalue().decode("gbk")


def test_help_and_version_are_no_errors(jihe: Jihe) -> None:
    code, said, _ = jihe("run", "--help")
    assert (code, said.startswith("用法：jihe run")) == (0, True)
    assert jihe("--version") == (0, f"jihe {metadata.version('jihe')}\n", "")


def test_show_takes_the_dataset_itself_and_says_when_it_is_broken_or_old(jihe: Jihe, tmp_path: Path) -> None:
    out = tmp_path / "out"
    jihe("run", lay(tmp_path / "in", a_pdf="good"), "--out", out)
    assert jihe("show", out) == jihe("show", out / "dataset")
    part = out / "dataset" / "reports" / "part-00000.parquet"
    whole = pq.read_table(part)
    for spoil in (
        lambda: pq.write_table(whole.drop(["doubtful"]), part),
        lambda: part.write_bytes(b"PAR1"),
        part.unlink,
        part.parent.rmdir,
    ):
        spoil()
        for words in (("show", out), ("export", out, tmp_path / "x.xlsx")):
            code, _, err = jihe(*words)
            assert code == ExitCode.USAGE
            assert "再运行一次 jihe run" in err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "x"), "没有权限"),
        (OSError(errno.ENOSPC, "No space left on device", "x"), "磁盘空间不足"),
        (OSError("Error writing bytes to file. Detail: [errno 28] No space left on device"), "磁盘空间不足"),
        (OSError(errno.ENOTCONN, "Transport endpoint is not connected", "x"), "Transport endpoint"),
    ],
)
def test_what_the_system_refuses_is_told_in_chinese(error: OSError, said: str) -> None:
    assert said in told(error)


def test_prose_breaks_neither_a_number_nor_before_a_closing_mark() -> None:
    text = "支出合计9543.21万元（第12页），与分项之和相差0.05万元；（1）“结余”５４１．２０万元有误，请核对原文。"
    for width in range(10, 40):
        console = Console(width=width, file=io.StringIO())
        console.print(Prose(text))
        lines = [line.strip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]
        assert "".join(lines) == text
        assert all(cell_len(line) <= width for line in lines)
        assert not any(line[0] in "，。；：、）" for line in lines)
        assert not any(line[-1] in "（“" for line in lines)
        assert all(
            any(number in line for line in lines) for number in ("9543.21", "0.05") + ("５４１．２０",) * (width > 12)
        )


def test_what_is_not_installed_is_4(jihe: Jihe, tmp_path: Path) -> None:
    code, _, err = jihe("run", lay(tmp_path / "in", a_pdf="missing"), "--out", tmp_path / "out")
    assert code == ExitCode.NOT_INSTALLED
    assert "apt-get" in err
    assert "jihe doctor" in err


def test_a_full_disk_is_told_with_its_place_and_leaves_the_dataset_alone(jihe: Jihe, tmp_path: Path) -> None:
    root, out = lay(tmp_path / "in", a_pdf="good"), tmp_path / "out"
    jihe("run", root, "--out", out)
    code, said, err = jihe("run", lay(root, b_pdf="full"), "--out", out)
    assert (code, said) == (ExitCode.USAGE, "")
    assert "磁盘空间不足" in err
    assert str(out) in err.replace("\n", "")
    assert "a.pdf" in jihe("show", out)[1]


def test_nothing_to_read_is_3(jihe: Jihe, tmp_path: Path) -> None:
    code, _, err = jihe("run", lay(tmp_path / "in", a_txt="1"), "--out", tmp_path / "out")
    assert code == ExitCode.NOTHING_READ
    assert "没有可读取的文件" in err


def test_a_broken_rule_file_is_2_with_file_and_line(jihe: Jihe, tmp_path: Path) -> None:
    own = lay(tmp_path, own_toml="\n[[rule]]\nid = 'x'\n") / "own.toml"
    code, _, err = jihe("run", lay(tmp_path / "in", a_pdf="1"), "--out", tmp_path / "out", "--rules", own)
    assert code == ExitCode.USAGE
    assert "own.toml:2" in err.replace("\n", "")


def test_show_tells_reports_and_one_report(jihe: Jihe, tmp_path: Path) -> None:
    out = tmp_path / "out"
    jihe("run", lay(tmp_path / "in", a_pdf="good", b_pdf="part", c_pdf="bad"), "--out", out)
    _, said, _ = jihe("show", out)
    for words in ("a.pdf", "c.pdf", "文件有密码保护", "部分读取", "需要查看的差异"):
        assert words in said
    _, said, _ = jihe("show", out, "a.pdf", "--outline")
    for words in ("2023年度整体绩效自评报告", "甲市某局", "95 万元 ?", "8.5/10", "核对覆盖 75%", "第1–2页", "第1页"):
        assert words in said
    _, said, _ = jihe("show", out, "c.pdf")
    assert "文件有密码保护" in said


def test_twins_are_told_and_no_name_breaks_the_table(jihe: Jihe, tmp_path: Path) -> None:
    root = lay(tmp_path / "in", a_pdf="good", b_pdf="good", c_pdf="bad")
    (root / "d\ne.pdf").write_text("other")
    jihe("run", root, "--out", tmp_path / "out")
    _, said, _ = jihe("show", tmp_path / "out")
    assert said.count("内容同 a.pdf") == 1
    assert "d\ufffde.pdf" in said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("text layer", "有可用的文字层"),
        ("text layer of an earlier OCR under a page image; read by rapidocr", "只有扫描软件附加的文字层"),
        ("no text layer; read by rapidocr; no text found", "无文字层，未见文字"),
        ("garbled text: units without digits; read by rapidocr", "文字层乱码"),
        ("image file; read by rapidocr", "图片文件"),
        ("blank page", "空白页"),
        (WORD, "文字处理文件，位置按段落"),
        (SHEET, "电子表格，位置按行列"),
        ("OCR is off: no text layer", "文字识别已关闭"),
        (SCRAP, "图片过小或过于细长"),
        ("unreadable: the page cannot be opened", "无法读取"),
    ],
)
def test_how_a_page_was_read_is_told_in_chinese(reason: str, said: str) -> None:
    assert how_read(reason) == said


@pytest.mark.parametrize(("wanted", "said"), [("无此局", "没有"), ("甲市", "不止一份")])
def test_show_says_when_a_name_fits_none_or_many(jihe: Jihe, tmp_path: Path, wanted: str, said: str) -> None:
    out = tmp_path / "out"
    jihe("run", lay(tmp_path / "in", a_pdf="good", b_pdf="fine"), "--out", out)
    code, _, err = jihe("show", out, wanted)
    assert code == ExitCode.USAGE
    assert said in err


def test_rules_lists_all_with_their_sources(jihe: Jihe) -> None:
    code, said, _ = jihe("rules")
    assert code == ExitCode.OK
    assert "expenditure.total" in said
    assert "依据" in said
    assert jihe("rules", "lint")[0] == ExitCode.OK


def test_the_doctor_names_the_command_that_mends(jihe: Jihe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor.LIBRARIES, "rapidocr", ("no_such_module", "识别扫描页"))
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    code, said, _ = jihe("doctor")
    assert code == ExitCode.NOT_INSTALLED
    assert "pip install rapidocr" in said
    assert "apt-get install tesseract-ocr-chi-sim" in said


def test_a_missing_program_that_is_optional_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    for name in ("LibreOffice", "Tesseract"):
        program = next(one for one in doctor.examine() if one.name == name)
        assert not program.needed
        assert not program.version


@pytest.mark.parametrize(
    ("line", "version"),
    [("LibreOffice 7.4.7.2 40(Build:2)", "7.4.7.2"), ("tesseract 5.3.0", "5.3.0"), ("unknown build", "unknown build")],
)
def test_the_doctor_tells_a_version_and_no_more(monkeypatch: pytest.MonkeyPatch, line: str, version: str) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/bin/true")
    monkeypatch.setattr(doctor, "_output", lambda *_: f"{line}\nmore")
    assert {one.version for one in doctor.examine() if one.name in ("Tesseract", "LibreOffice")} == {version}
