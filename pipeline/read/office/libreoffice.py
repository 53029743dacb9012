"""DOC, WPS, XLS, RTF and ODT through LibreOffice, where it is installed: texts to PDF, sheets to XLSX."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.read.package import encrypted, is_encrypted

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"\xdb\xa5")
SHEET_SUFFIXES = frozenset({".xls", ".et", ".ods", ".xlsb", ".csv"})
SUFFIXES = SHEET_SUFFIXES | {".doc", ".wps", ".rtf", ".odt", ".docm", ".dot", ".wpt"}
_BOOK = ("Workbook".encode("utf-16-le"), "B\0o\0o\0k\0\0\0".encode("latin-1"))
_TEXT = "WordDocument".encode("utf-16-le")


def program() -> str | None:
    """Where LibreOffice is; None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _is_sheet(path: Path) -> bool:
    head = path.read_bytes()
    if head.startswith(MARKS[0]) and _TEXT not in head:
        return any(mark in head for mark in _BOOK)
    return path.suffix.lower() in SHEET_SUFFIXES


@contextmanager
def converted(path: Path, timeout: float) -> Iterator[Path]:
    """The file as a PDF (texts) or an XLSX (sheets), gone when the context ends.

    Raises UnreadableError (`encrypted`, `not_convertible`, `timeout`) and OSError. LibreOffice gets a profile of its
    own, so that calls run side by side and a person's open LibreOffice is left alone; it is stopped with all its
    children after `timeout` seconds.
    """
    if is_encrypted(path):
        raise encrypted()
    office = program()
    if office is None:
        raise UnreadableError(
            "not_convertible",
            "读取 DOC、WPS、XLS、RTF 等格式需要安装 LibreOffice（如 apt-get install libreoffice）；"
            "也可先另存为 PDF、DOCX 或 XLSX 再提交。",
        )
    with tempfile.TemporaryDirectory(prefix="jihe-", ignore_cleanup_errors=True) as folder:
        suffix = path.suffix.lower() if path.suffix.lower() in SUFFIXES else ".doc"
        copy = Path(folder, f"input{suffix}")
        shutil.copyfile(path, copy)
        target = "xlsx" if _is_sheet(path) else "pdf"
        _run([office, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"], copy, target, timeout)
        made = Path(folder, "out", f"input.{target}")
        if not made.is_file() or made.stat().st_size == 0:
            calc = "，或本机的 LibreOffice 缺少表格组件（apt-get install libreoffice-calc）" if target == "xlsx" else ""
            raise UnreadableError(
                "not_convertible", f"LibreOffice 无法打开此文件，文件可能已损坏{calc}。请用原软件另存为 PDF 再提交。"
            )
        yield made


def _run(command: list[str], copy: Path, target: str, timeout: float) -> None:
    out = copy.parent / "out"
    process = subprocess.Popen(
        [
            *command,
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nofirststartwizard",
            "--convert-to",
            target,
            "--outdir",
            str(out),
            str(copy),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("timeout", "格式转换超时。请用原软件另存为 PDF 再提交。") from error
    finally:
        # Its group is killed even after it ended: soffice leaves children behind when it crashes.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
