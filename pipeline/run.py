"""One file through all stages: the only place that composes them."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from extractors.report import extract
from pipeline.errors import NotInstalledError, UnreadableError, told
from pipeline.read import Readers, read
from pipeline.reconcile import reconcile
from pipeline.segment import segment
from schemas.catalogue import load_catalogue
from schemas.outcome import Done, Failed, Outcome
from schemas.record import record
from schemas.rules import load_rules

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings
    from schemas.figure import Figure
    from schemas.finding import Reread

log = logging.getLogger(__name__)


@record
class Input:
    """A file to read: where it is, and `source`, its path below the INPUT that was named on the command line."""

    path: Path
    source: str


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as 64 hex digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Runner:
    """Takes inputs to outcomes. Built once in each worker: the catalogue, the rules and the OCR engines stay loaded.

    A report that cannot be read comes back as `Failed`; only `NotInstalledError` is raised, since it concerns every
    report alike.
    """

    def __init__(self, settings: Settings) -> None:
        """Load what every report needs. Raises DeclarationError for a broken catalogue or rule file."""
        self.settings = settings
        self.catalogue = load_catalogue(settings.rules)
        self.rules = load_rules(self.catalogue, settings.rules)
        self.readers = Readers(settings)

    def __call__(self, item: Input) -> Outcome:
        """Read, segment, extract and reconcile one file."""
        sha256 = ""
        try:
            sha256 = sha256_of(item.path)
            return self._stages(item, sha256)
        except NotInstalledError:
            raise
        except UnreadableError as error:
            return Failed(item.source, sha256, error.code, error.message)
        except OSError as error:
            return Failed(item.source, sha256, "io", f"无法读取文件：{told(error)}")
        except Exception as error:
            # One document's trouble must not become another's; what it was is for developers.
            log.exception("%s failed", item.source)
            return Failed(
                item.source, sha256, "internal", f"程序内部错误（{type(error).__name__}），请将此文件交给开发者。"
            )

    def _stages(self, item: Input, sha256: str) -> Done:
        document = read(item.path, self.settings, self.readers)
        outline = segment(document)
        report = extract(outline, self.catalogue, item.source)
        turns = {page.number: page.rotation for page in document.pages}

        def look_again(figure: Figure) -> tuple[Reread, ...]:
            from pipeline.read.again import reread  # noqa: PLC0415 - half a second to load, only for scans

            return reread(item.path, figure, self.readers, turns.get(figure.evidence.boxes[0].page, 0))

        findings = reconcile(report, self.catalogue, self.rules, look_again)
        notes = document.notes + outline.notes + report.notes
        return Done(item.source, sha256, document.pages, report, findings, notes)
