"""Tesseract through pytesseract, with the simplified Chinese model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytesseract

from pipeline.errors import NotInstalledError
from pipeline.read.scan.ocr import OcrChar, OcrLine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Tesseract:
    """The tesseract program, called once for an image."""

    name = "tesseract"

    def __init__(self) -> None:
        """Look whether the program and its Chinese model are there. Raises NotInstalledError."""
        try:
            self.version = str(pytesseract.get_tesseract_version())
            languages = pytesseract.get_languages()
        except (pytesseract.TesseractNotFoundError, OSError) as error:
            raise NotInstalledError("Tesseract is missing: sudo apt-get install -y tesseract-ocr-chi-sim") from error
        if "chi_sim" not in languages:
            raise NotInstalledError("Tesseract's Chinese is missing: sudo apt-get install -y tesseract-ocr-chi-sim")

    def read(self, image: NDArray[np.uint8]) -> tuple[OcrLine, ...]:
        """The lines of an upright page image."""
        data = pytesseract.image_to_data(
            image, lang="chi_sim", config="--psm 6", output_type=pytesseract.Output.DICT, timeout=120
        )
        rows: dict[tuple[int, int, int], list[int]] = {}
        for k, text in enumerate(data["text"]):
            if text.strip():
                rows.setdefault((data["block_num"][k], data["par_num"][k], data["line_num"][k]), []).append(k)
        return tuple(_line(data, row) for row in rows.values())

    def digits(self, image: NDArray[np.uint8]) -> tuple[str, ...]:
        """The lines of an image that holds numbers only, one in each line."""
        text = pytesseract.image_to_string(
            image, lang="eng", config="--psm 6 -c tessedit_char_whitelist=0123456789.,%", timeout=60
        )
        return tuple(line.replace(" ", "") for line in text.splitlines() if line.strip())


def _line(data: dict[str, list[int]], row: list[int]) -> OcrLine:
    chars: list[OcrChar] = []
    for k in row:
        text = str(data["text"][k]).strip()
        left, width = data["left"][k], data["width"][k] / len(text)
        score = max(float(data["conf"][k]), 0.0) / 100
        chars += [OcrChar(c, left + i * width, left + (i + 1) * width, score) for i, c in enumerate(text)]
    top = min(data["top"][k] for k in row)
    return OcrLine(tuple(chars), float(top), float(max(data["top"][k] + data["height"][k] for k in row)))
