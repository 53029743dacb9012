"""How the program ends, and what can be wrong with a file or with the machine (退出码与错误)."""

from __future__ import annotations

import errno
import re
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class ExitCode(IntEnum):
    """The exit codes of the contract."""

    OK = 0
    DISCREPANCIES = 1
    USAGE = 2
    NOTHING_READ = 3
    NOT_INSTALLED = 4
    SOME_FAILED = 5
    INTERRUPTED = 130


class UnreadableError(Exception):
    """A file cannot be read at all: `code` is a fixed English word, the message Chinese and for a clerk."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


class NotInstalledError(Exception):
    """Something that the settings ask for is not installed; the message says how to install it."""


class DamagedError(Exception):
    """A table of the dataset is missing, broken, or of an older program; the message is Chinese."""

    def __init__(self, table: Path) -> None:
        super().__init__(f"{table} 缺失、已损坏或由旧版程序生成。用原来的命令再运行一次 jihe run 即可重建数据集。")


_FULL = "磁盘空间不足，请清理后再试"
_DENIED = "没有权限，请换一个位置或请管理员授权"
_WORDS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: "此处只能读取，不能写入，请换一个位置",
    errno.ENOENT: "不存在，请检查路径是否写对",
    errno.ENOTDIR: "路径中有一段是文件而不是文件夹",
    errno.EISDIR: "是文件夹而不是文件",
    errno.EEXIST: "已存在，且不是文件夹",
    errno.ENAMETOOLONG: "名称过长，请改短",
    errno.EIO: "读写出错，磁盘或网络盘可能有故障",
}


def told(error: OSError) -> str:
    """What went wrong with a file, for a clerk: what the system says, in Chinese, with what to do about it."""
    # Arrow keeps the number in its message only.
    found = re.search(r"errno (\d+)", str(error))
    number = error.errno if error.errno is not None else int(found[1]) if found else 0
    return _WORDS.get(number, error.strerror or str(error)) + "。"
