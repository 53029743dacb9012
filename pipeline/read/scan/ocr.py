"""Optical character recognition (光学识别): the protocol of an engine, and the engines by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pipeline.errors import NotInstalledError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.settings import Settings


class OcrChar(NamedTuple):
    """One character as read: where it stands in pixels (left, right), and how sure the reader is, 0 to 1.

    `other` is what it is if it is not that, where the reader is not sure.
    """

    char: str
    left: float
    right: float
    score: float
    other: str = ""


class OcrLine(NamedTuple):
    """One line as read, in pixels of the image: its characters, its top and bottom.

    It is not `sure` that there is one at all where no detector saw it and the reader doubts it.
    """

    chars: tuple[OcrChar, ...]
    top: float
    bottom: float
    sure: bool = True

    @property
    def text(self) -> str:
        """The characters in order."""
        return "".join(c.char for c in self.chars)


class Engine(Protocol):
    """A reader of page images."""

    name: str
    version: str  # of the program: another one may read otherwise

    def read(self, image: NDArray[np.uint8]) -> tuple[OcrLine, ...]:
        """The lines of an upright image: (height, width, 3) in RGB, or (height, width) in grey."""
        ...


ENGINES = {
    "rapidocr": ("pipeline.read.scan.rapid", "RapidEngine"),
    "tesseract": ("pipeline.read.scan.tesseract", "Tesseract"),
}


class Readers:
    """The OCR engines of one worker, each built when it is first asked for and then kept."""

    def __init__(self, settings: Settings) -> None:
        """Remember the names only; nothing is loaded yet."""
        self._choice = settings.ocr
        self._built: dict[str, Engine] = {}

    def first(self) -> Engine | None:
        """The engine that reads pages, None when OCR is off. Raises NotInstalledError."""
        if self._choice == "off":
            return None
        if self._choice != "auto":
            return self.named(self._choice)
        try:
            return self.named("rapidocr")
        except NotInstalledError:
            return self.named("tesseract")

    def second(self) -> Engine | None:
        """Another engine than the first, for a second look; None when there is none."""
        first = self.first()
        for name in ENGINES:
            if first is not None and name != first.name:
                try:
                    return self.named(name)
                except NotInstalledError:
                    return None
        return None

    def named(self, name: str) -> Engine:
        """The engine of that name. Raises NotInstalledError with what to install."""
        if name not in self._built:
            module, attribute = ENGINES[name]
            try:
                self._built[name] = getattr(import_module(module), attribute)()
            except ImportError as error:
                raise NotInstalledError(f"OCR engine {name}: {error}. Run `make setup`, then `jihe doctor`.") from error
        return self._built[name]
