"""Arguments as people type them (命令行参数): argparse that answers in Chinese and says where to look."""

from __future__ import annotations

import argparse
import re
import sys
from importlib import metadata
from typing import TYPE_CHECKING, NoReturn

from pipeline.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

# What argparse says, and what it means to a clerk; the first that fits.
_SAID = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"the following arguments are required: (.+)", r"缺少 \1"),
        (r"unrecognized arguments: (.+)", r"不认识 \1"),
        (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1 不能是 \2，可用：\3"),
        (r"argument (.+?): expected .*argument.*", r"\1 后面缺少内容"),
        (r"argument (.+?): ignored explicit argument (.+)", r"\1 后面不能跟 \2"),
        (r"ambiguous option: (.+) could match (.+)", r"\1 不明确，可能是 \2"),
        (r"argument (.+?): (.+)", r"\1：\2"),
    )
)


class Parser(argparse.ArgumentParser):
    """A parser whose help and complaints are Chinese."""

    def __init__(self, prog: str, description: str | None = None) -> None:
        super().__init__(prog=prog, description=description, add_help=False)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示此说明")

    def format_help(self) -> str:
        """The help, its first word in Chinese too."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read on, and end the program."""
        said = next((found.expand(words) for mark, words in _SAID if (found := mark.fullmatch(message))), message)
        said = said.replace("'", "")
        self.exit(ExitCode.USAGE, f"{said}。\n运行 {self.prog} -h 可查看用法。\n")


class Version(argparse.Action):
    """`--version`: looked up only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="显示版本")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print it and end the program."""
        sys.stdout.write(f"jihe {metadata.version('jihe')}\n")
        parser.exit(ExitCode.OK)


def positive(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"应为正整数，而不是 {text}")
    return int(text)


def seconds(text: str) -> float:
    """A time in seconds: above 0, and not without end."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"应为正数（秒），而不是 {text}")
    return value
