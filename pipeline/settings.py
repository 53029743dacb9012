"""What a run was asked to do: frozen, pickled as it is, names instead of objects."""

from __future__ import annotations

import logging
import os
from dataclasses import field
from pathlib import Path

from schemas.record import record


def default_cache() -> Path:
    """Where read pages are kept between runs: `$JIHE_CACHE`, else `$XDG_CACHE_HOME/jihe`, else `~/.cache/jihe`."""
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(os.environ.get("JIHE_CACHE") or (Path(home) if home else Path.home() / ".cache") / "jihe")


def log_as_asked() -> None:
    """Write down what goes wrong inside the program if `$JIHE_LOG` (ERROR, INFO …) asks for it, else nothing.

    Every process has to call it: a worker without it would print tracebacks onto the terminal.
    """
    level = logging.getLevelNamesMapping().get(os.environ.get("JIHE_LOG", "").upper(), logging.CRITICAL)
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(message)s")


@record
class Settings:
    """Options of one run.

    `ocr` is `auto`, `rapidocr`, `tesseract` or `off`; `timeout` in seconds for a report; `rules` a file or folder
    with a bureau's own indicators and rules; `cache` None switches the page cache off. `dpi` is the resolution at
    which pages are rendered for OCR when they carry no image of their own. `max_pages` guards against page bombs.
    """

    ocr: str = "auto"
    workers: int = 1
    timeout: float = 600.0
    rules: Path | None = None
    force: bool = False
    cache: Path | None = field(default_factory=default_cache)
    dpi: int = 200
    max_pages: int = 2000
