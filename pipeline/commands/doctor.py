"""What is installed and what is missing (体检), with the command that mends it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib import import_module, metadata
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType

PYTHON = (3, 11)
LIBRARIES = {
    "pypdfium2": ("pypdfium2", "读取PDF"),
    "opencv-python-headless": ("cv2", "处理扫描页"),
    "lxml": ("lxml", "读取Word、Excel、OFD"),
    "rapidocr": ("rapidocr", "识别扫描页"),
    "openvino": ("pipeline.read.scan.inference", "运行识别模型"),
    "pytesseract": ("pytesseract", "调用Tesseract"),
    "pyarrow": ("pyarrow", "写数据集"),
    "highspy": ("highspy", "定位有误的数"),
    "xlsxwriter": ("xlsxwriter", "写工作簿"),
}


@record
class Finding:
    """One thing that Jihe uses: its version ("" when it is missing), what for, and the command that installs it."""

    name: str
    version: str
    purpose: str
    remedy: str
    needed: bool = True


def examine() -> list[Finding]:
    """Look at everything that Jihe uses."""
    ours = ".".join(map(str, sys.version_info[:3])) if sys.version_info >= PYTHON else ""
    found = [Finding("Python ≥ 3.11", ours, "运行程序", "sudo apt-get install python3")]
    found += [
        Finding(package, _library(package, module), purpose, f"{sys.executable} -m pip install {package}")
        for package, (module, purpose) in LIBRARIES.items()
    ]
    found.append(
        Finding(
            "Tesseract",
            _program("tesseract", "--version"),
            "另一引擎复核存疑的数",
            "sudo apt-get install tesseract-ocr",
            needed=False,
        )
    )
    found.append(
        Finding(
            "Tesseract 简体中文",
            _chinese(),
            "另一引擎复核存疑的数",
            "sudo apt-get install tesseract-ocr-chi-sim",
            needed=False,
        )
    )
    office = _program("soffice", "--version") or _program("libreoffice", "--version")
    remedy = "sudo apt-get install libreoffice-nogui"
    found.append(Finding("LibreOffice", office, "读取旧版Word、Excel和WPS文件", remedy, needed=False))
    return found


def _library(package: str, module: str) -> str:
    """The version of a package that can really be imported: a missing system library shows only then."""
    return _or_missing(lambda: (import_module(module), metadata.version(package))[1])


def _program(name: str, option: str) -> str:
    path = shutil.which(name)
    if path is None:
        return ""
    return _or_missing(lambda: _number(_output(path, option).splitlines()[0]))


def _number(line: str) -> str:
    """The version in a program's own words (`LibreOffice 7.4.7.2 40(Build:2)`), else these words."""
    found = re.search(r"\d+(?:\.\d+)+", line)
    return found[0] if found else line.strip()


def _chinese() -> str:
    if shutil.which("tesseract") is None:
        return ""
    return _or_missing(lambda: "chi_sim" if "chi_sim" in _output("tesseract", "--list-langs").split() else "")


def _output(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout


def _or_missing(look: Callable[[], str]) -> str:
    """What the look finds; "" when what it looks at is broken, however it is broken."""
    try:
        return look()
    except (ImportError, OSError, RuntimeError, IndexError, subprocess.SubprocessError, metadata.PackageNotFoundError):
        return ""


def findings_table(found: list[Finding]) -> RenderableType:
    """What was found, for the terminal; then the commands that install what is missing, each on a line of its own."""
    table = Table(box=None, pad_edge=False, padding=(0, 2), header_style="dim")
    for heading in ("", "组件", "用途", "版本"):
        table.add_column(heading, overflow="fold")
    for one in found:
        mark = Text("✓", "green") if one.version else Text("✗", "red") if one.needed else Text("○", "yellow")
        version = Text(one.version, "dim") if one.version else Text("缺少", "red" if one.needed else "yellow")
        table.add_row(mark, one.name, one.purpose + ("" if one.needed else "（可选）"), version)
    remedies = [Text(f"  {one.remedy}", "bold", no_wrap=True, overflow="ignore") for one in found if not one.version]
    return Group(table, Text("\n安装命令"), *remedies) if remedies else table
