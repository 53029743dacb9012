"""Declarations in TOML (声明文件): the entries of a file, each with the line on which it begins, and what is wrong."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import ValidationError

TABLES = ("indicator", "synonyms", "rule", "partition", "rate", "role")

# What pydantic finds, by the type of its error; `loc` is the field, the rest is pydantic's context.
_WORDS = {
    "missing": "缺少 {loc}",
    "extra_forbidden": "没有 {loc} 这一项",
    "enum": "{loc} 应为 {expected}",
    "literal_error": "{loc} 应为 {expected}",
    "string_pattern_mismatch": "{loc} 应由小写字母、数字和下划线组成，以点分段（{pattern}）",
    "string_type": "{loc} 应为字符串",
    "string_too_short": "{loc} 不能为空",
    "too_short": "{loc} 至少要有 {min_length} 项",
    "tuple_type": "{loc} 应为列表",
    "bool_type": "{loc} 应为 true 或 false",
    "int_type": "{loc} 应为整数",
    "greater_than_equal": "{loc} 不能小于 {ge}",
    "value_error": "{error}",
}


class DeclarationError(ValueError):
    """Something in a file of indicators or rules is wrong; the message is Chinese and begins with file and line."""

    def __init__(self, path: Path, line: int | None, message: str) -> None:
        super().__init__(f"{path}: {message}" if line is None else f"{path}:{line}: {message}")


def files_of(own: Path | None) -> list[Path]:
    """The files that a bureau's own declarations stand in: `own` itself, or the TOML files below it.

    Raises DeclarationError when a folder holds none.
    """
    if own is None or not own.is_dir():
        return [] if own is None else [own]
    found = sorted(own.rglob("*.toml"))
    if not found:
        raise DeclarationError(own, None, "文件夹里没有 TOML 文件（*.toml）")
    return found


class Declarations:
    """One file, parsed. What it declares is for others to judge; that there is such a table at all is checked here."""

    def __init__(self, path: Path) -> None:
        """Read it. Raises DeclarationError, and OSError when it cannot be read."""
        self.path = path
        try:
            text = path.read_text("utf-8-sig")  # an editor may have put a byte order mark in front
            self.data = tomllib.loads(text)
        except UnicodeDecodeError as error:
            raise DeclarationError(path, 1, "不是 UTF-8 编码的文本，请另存为 UTF-8 编码") from error
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            raise DeclarationError(path, line, f"TOML 格式错误：{error}") from error
        self.lines = text.splitlines()
        for name in self.data:
            if name not in TABLES:
                raise DeclarationError(path, self.line_of(name), f"没有“{name}”这种内容，可用：{'、'.join(TABLES)}")

    def entries(self, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each `[[kind]]` with the line of its head."""
        entries = self.data.get(kind, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise DeclarationError(self.path, self.line_of(kind), f"“{kind}”应写作 [[{kind}]]")
        head = re.compile(rf"\s*\[\[\s*{kind}\s*\]\]")
        lines = [n for n, line in enumerate(self.lines, 1) if head.match(line)]
        if len(lines) != len(entries):  # written in some other way that TOML knows
            lines = [self.line_of(kind)] * len(entries)
        return zip(lines, entries, strict=True)

    def line_of(self, word: str) -> int:
        """The first line on which a word stands."""
        return next((n for n, line in enumerate(self.lines, 1) if word in line), 1)


def told(error: ValidationError) -> str:
    """What is wrong with an entry, in Chinese."""
    said = []
    for one in error.errors():
        loc = ".".join(map(str, one["loc"]))
        words = _WORDS.get(one["type"], f"{{loc}}：{one['msg']}")
        said.append(words.format(loc=loc, **one.get("ctx", {})).replace(" or ", ", ").replace("'", ""))
    return "；".join(said)
