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
    """The files to read, how many were passed over in the folders because of their endings, by ending, and `links`.

    `links` names the links that lead to no file or out of the folder: nobody follows them.
    """

    inputs: list[Input]
    passed: Counter[str]
    links: list[str]


def find(inputs: Iterable[Path], out: Path) -> Found:
    """The files to read, sorted within each input: named files whatever they are, in folders those with known endings.

    In folders, hidden files, OUT itself, Office's lock files and special files are left alone.
    A folder that cannot be opened is an input itself: what may lie in it is not to be missed in silence.
    """
    found: list[Input] = []
    passed: Counter[str] = Counter()
    links: list[str] = []
    for given in inputs:
        if given.is_dir():
            found += _walk(given, out.resolve(), passed, links)
        else:
            found.append(Input(given.absolute(), readable(given.name)))
    return Found(list({item.path: item for item in found}.values()), passed, links)


def _walk(root: Path, out: Path, passed: Counter[str], links: list[str]) -> Iterator[Input]:
    home = root.resolve()
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=closed.append):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if name[0] != "." and (here / name).resolve() != out)
        links += [_below(root, here / name) for name in folders if _leads_nowhere(here / name, home)]
        for name in sorted(files):
            path = here / name
            if name.startswith((".", "~$")):
                continue
            if _leads_nowhere(path, home):
                links += [_below(root, path)] if path.suffix.lower() in SUFFIXES else []
            elif not path.is_file():
                continue
            elif path.suffix.lower() in SUFFIXES:
                yield Input(path.absolute(), _below(root, path))
            elif path.suffix.lower() not in CLUTTER:
                passed[readable(path.suffix.lower())] += 1
    for path in (Path(error.filename) for error in closed):
        yield Input(path.absolute(), readable(root.name) if path == root else _below(root, path))


def _below(root: Path, path: Path) -> str:
    return readable(path.relative_to(root).as_posix())


def _leads_nowhere(path: Path, home: Path) -> bool:
    """Whether it is a link that leads out of the folder or to nothing."""
    return path.is_symlink() and not (is_there(path) and path.resolve().is_relative_to(home))


def is_there(path: Path) -> bool:
    """Whether something lies there that we may look at."""
    try:
        return path.exists()
    except OSError:  # a folder that was closed since
        return False


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
