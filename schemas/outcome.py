"""What became of one input file: `Done` (perhaps in part) or `Failed`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from schemas.record import record

if TYPE_CHECKING:
    from schemas.document import Page
    from schemas.finding import Findings
    from schemas.report import Report


@record
class Done:
    """A report that was read. `pages` tell how; a page without an origin could not be read (status `partial`)."""

    source: str
    sha256: str
    pages: tuple[Page, ...]
    report: Report
    findings: Findings
    notes: tuple[str, ...] = ()

    @property
    def report_id(self) -> str:
        """The first 16 hex digits of the file's SHA-256."""
        return self.sha256[:16]

    @property
    def status(self) -> str:
        """`done`, or `partial` when a page could not be read."""
        return "partial" if any(page.origin is None for page in self.pages) else "done"


@record
class Failed:
    """A file that could not be read at all. `code` is a fixed word, `reason` Chinese and for a clerk."""

    source: str
    sha256: str
    code: str
    reason: str
    pages: int = 0

    @property
    def report_id(self) -> str:
        """The first 16 hex digits of the file's SHA-256."""
        return self.sha256[:16]

    @property
    def status(self) -> str:
        """Always `failed`."""
        return "failed"


Outcome: TypeAlias = Done | Failed
