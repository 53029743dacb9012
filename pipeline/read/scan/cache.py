"""Read pages kept between runs (页缓存), so that a new rule never reads a page again."""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


READ = Path(__file__).parents[1]
# What makes a page's reading: the code and weights here, and what of the rest they use. Characters are laid out into
# paragraphs and tables from what is kept, so that code may change and the pages stay.
SOURCES = (
    *sorted((READ / "scan").glob("*.py")),
    READ / "scan" / "numerals.npz",
    READ / "layout" / "grid.py",
    READ / "text" / "paths.py",
    *(READ.parents[1] / "schemas" / name for name in ("document.py", "record.py")),
)
LIBRARIES = ("numpy", "opencv-python-headless", "openvino")  # an engine tells of its own


@cache
def code_version() -> str:
    """A hash of the reading code, its weights and its libraries: a changed reader reads anew."""
    digest = hashlib.sha256(repr([_version(name) for name in LIBRARIES]).encode())
    for file in SOURCES:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # the same library under another package's name
        return ""


def key_of(image: NDArray[np.uint8], *settings: object) -> str:
    """The name under which what was read from `image` is kept."""
    digest = hashlib.sha256(repr((code_version(), image.shape, settings)).encode())
    digest.update(image.tobytes())
    return digest.hexdigest()


def load(folder: Path | None, key: str) -> object | None:
    """What is kept under `key`, None when there is nothing or it is broken.

    The files are pickles: the folder belongs to the user who runs the program, as its code does.
    """
    if folder is None:
        return None
    try:
        kept: object = pickle.loads((folder / "pages" / key[:2] / key).read_bytes())  # noqa: S301
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, ValueError):
        return None
    return kept


def store(folder: Path | None, key: str, value: object) -> None:
    """Keep `value` under `key`, whole or not at all. A full or read-only disk only costs the time of reading again."""
    if folder is None:
        return
    target = folder / "pages" / key[:2] / key
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(pickle.dumps(value, protocol=5))
        Path(name).replace(target)
