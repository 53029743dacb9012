"""What there is to read (输入): the files in the inputs, and the mark by which an earlier result is known to hold."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.run import Input

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.settings import Settings

SUFFIXES = frozenset(
    {".pdf", ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"}
    | {".docx", ".xlsx", ".doc", ".wps", ".xls", ".rtf", ".odt", ".ods", ".et", ".docm", ".bmp", ".ofd"}
)
CLUTTER = frozenset({".db", ".ini", ".lnk", ".tmp"})  # what file managers leave: Thumbs.db, desktop.ini
LIBRARIES = ("numpy", "opencv-python-headless", "openvino", "lxml", "pillow", "pypdfium2", "rapidocr")
NO_READING = ("pipeline/commands", "pipeline/cli.py", "pipeline/executors.py", "pipeline/batch.py")  # change no result


class Found(NamedTuple):
    """The files to read, and how many were passed over in the folders because of their endings, by ending."""

    inputs: list[Input]
    passed: Counter[str]


def find(inputs: Iterable[Path], out: Path) -> Found:
    """The files to read, sorted within each input: named files whatever they are, in folders those with known endings.

    In folders, hidden files, OUT itself, Office's lock files, special files and links that lead out are left alone.
    A folder that cannot be opened is an input itself: what may lie in it is not to be missed in silence.
    """
    found: list[Input] = []
    passed: Counter[str] = Counter()
    for given in inputs:
        if given.is_dir():
            found += _walk(given, out.resolve(), passed)
        else:
            found.append(Input(given.absolute(), readable(given.name)))
    return Found(list({item.path: item for item in found}.values()), passed)


def _walk(root: Path, out: Path, passed: Counter[str]) -> Iterator[Input]:
    home = root.resolve()
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=closed.append):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if name[0] != "." and (here / name).resolve() != out)
        for name in sorted(files):
            path = here / name
            if name.startswith((".", "~$")) or not path.is_file() or not path.resolve().is_relative_to(home):
                continue
            if path.suffix.lower() in SUFFIXES:
                yield Input(path.absolute(), readable(path.relative_to(root).as_posix()))
            elif path.suffix.lower() not in CLUTTER:
                passed[readable(path.suffix.lower())] += 1
    for path in (Path(error.filename) for error in closed):
        yield Input(path.absolute(), readable(root.name if path == root else path.relative_to(root).as_posix()))


def readable(name: str) -> str:
    """A file's name as text: what archives packed under Windows leave behind is GBK, which Python reads as bytes."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def fingerprint(settings: Settings) -> str:
    """What a result depends on beside the file: the program, the libraries that read, and the settings that matter."""
    digest = hashlib.sha256(repr((settings.ocr, settings.dpi, settings.max_pages)).encode())
    home = Path(__file__).parents[1]
    own = [
        path
        for room in ("schemas", "extractors", "pipeline")
        for path in (home / room).rglob("*")
        if path.suffix in {".py", ".toml"} and not path.relative_to(home).as_posix().startswith(NO_READING)
    ]
    if settings.rules is not None:
        own += settings.rules.rglob("*.toml") if settings.rules.is_dir() else [settings.rules]
    for path in sorted(own):
        digest.update(path.read_bytes())
    for library in LIBRARIES:
        try:
            digest.update(metadata.version(library).encode())
        except metadata.PackageNotFoundError:
            digest.update(b"-")
    return digest.hexdigest()[:16]
