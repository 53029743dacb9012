"""RapidOCR's PP-OCR models on OpenVINO, one inference thread; the default engine.

Detection runs on the page brought down to `DETECT` pixels on its longer side, recognition on crops of the full
image, line by line (a batch would pad short lines to the longest). The decoding is our own, because every character
needs a place and a probability. CTC greedy decoding: Graves et al., ICML 2006.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import cv2
import numpy as np
from rapidocr import EngineType, RapidOCR

from pipeline.read.ocr import OcrChar, OcrLine

if TYPE_CHECKING:
    from numpy.typing import NDArray

DETECT = 960
HEIGHT = 48
BLANK = 0


class RapidEngine:
    """PP-OCR detection and recognition. Loading takes a second or two; one instance serves one process."""

    name = "rapidocr"

    def __init__(self) -> None:
        """Load the models that come inside the rapidocr package."""
        logging.getLogger("RapidOCR").setLevel(logging.WARNING)
        models = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "warning",
                "Det.engine_type": EngineType.OPENVINO,
                "Rec.engine_type": EngineType.OPENVINO,
                "Cls.engine_type": EngineType.OPENVINO,
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECT,
                "EngineConfig.openvino.inference_num_threads": 1,
                "EngineConfig.openvino.enable_cpu_pinning": False,
            }
        )
        self._detect = models._load_det_model()  # noqa: SLF001 - the package offers no other way to one half of it
        self._recognise = models._load_rec_model()  # noqa: SLF001
        self._letters: list[str] = self._recognise.postprocess_op.character

    def read(self, image: NDArray[np.uint8]) -> tuple[OcrLine, ...]:
        """The lines of an upright page image."""
        colour = image if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2RGB)
        found = self._detect(colour)
        if found.boxes is None:
            return ()
        lines = []
        for quad in found.boxes:
            x0, y0 = np.floor(quad.min(axis=0)).astype(int)
            x1, y1 = np.ceil(quad.max(axis=0)).astype(int)
            x0, y0 = max(int(x0), 0), max(int(y0), 0)
            crop = colour[y0 : int(y1), x0 : int(x1)]
            if crop.shape[0] < 4 or crop.shape[1] < 4:
                continue
            chars = self.recognise(crop)
            if chars:
                placed = tuple(c._replace(left=c.left + x0, right=c.right + x0) for c in chars)
                lines.append(OcrLine(placed, float(y0), float(y1)))
        return tuple(lines)

    def recognise(self, crop: NDArray[np.uint8]) -> tuple[OcrChar, ...]:
        """The characters of one line's image, their places in its pixels."""
        height, width = crop.shape[:2]
        wide = max(round(width * HEIGHT / height), 16)
        resized = cv2.resize(crop, (wide, HEIGHT)).astype(np.float32)
        tensor = (resized.transpose(2, 0, 1) / 127.5 - 1.0)[np.newaxis]
        steps = self._recognise.session(tensor)[0]
        best = steps.argmax(axis=1)
        scores = steps[np.arange(len(best)), best]
        return self._decode(best, scores, width / len(best), height)

    def _decode(
        self, best: NDArray[np.int64], scores: NDArray[np.float32], step: float, height: int
    ) -> tuple[OcrChar, ...]:
        runs: list[tuple[str, float, float]] = []
        at = 0
        while at < len(best):
            end = at
            while end < len(best) and best[end] == best[at]:
                end += 1
            if best[at] != BLANK:
                runs.append((self._letters[best[at]], (at + end) / 2 * step, float(scores[at:end].max())))
            at = end
        chars = []
        for k, (char, centre, score) in enumerate(runs):
            reach = (0.26 if char.isascii() else 0.45) * height
            left = max(centre - reach, (runs[k - 1][1] + centre) / 2 if k else 0.0)
            right = min(centre + reach, (runs[k + 1][1] + centre) / 2 if k + 1 < len(runs) else len(best) * step)
            chars.append(OcrChar(char, left, right, score))
        return tuple(chars)
