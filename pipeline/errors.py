"""How the program ends, and what can be wrong with an input file."""

from __future__ import annotations

from enum import IntEnum


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
