"""RapidOCR's PP-OCR models on OpenVINO, one inference thread; the default engine.

Detection runs on the page brought down to `DETECT` pixels on its longer side, recognition on crops of the full
image, in bfloat16 where the processor has it. Short lines of one width go together, which halves their time; lines of
several widths do not, since padding changes what is read. The decoding is our own, because every character needs a
place and a probability. CTC greedy decoding: Graves et al., ICML 2006.
"""

from __future__ import annotations

import logging
import re
from importlib import metadata
from typing import TYPE_CHECKING

import cv2
import numpy as np
from rapidocr import EngineType, RapidOCR

from pipeline.read.scan.boxes import fitted, ink_ends, overlooked, pieces_of
from pipeline.read.scan.inference import Core
from pipeline.read.scan.ocr import OcrChar, OcrLine
from pipeline.read.scan.wide import closed_up, numbers_in, side_by_side
from pipeline.read.scan.widths import in_their_width

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from rapidocr.inference_engine.openvino.main import OpenVINOInferSession

DETECT = 960
HEIGHT = 48
BLANK = 0
SELDOM = 0.03  # the odds of a character outside GB 2312 (資, 項) in a mainland report against one that is in it
PALE = 0.3  # of the usual contrast: what stands out less is a watermark or what a seal has left
LARGE, DIM, GUESSED = 1.8, 0.7, 0.5  # times as high as is usual, as dark, as sure: a part of a watermark
SURE = 0.9  # what the detector overlooked may be dirt
SURE_LETTER, LIKELY = 0.97, 0.02  # a letter less probable may be another one that is that probable
TOGETHER = 1024  # pixels: as many lines of one width as make up this are read at once
FULL = 0xFEE0  # from an ASCII character to the full-width one
GROUP = re.compile(r"(?<=\d), (?=\d{3}(?!\d))")
STEP = 32  # pixels: crops are widened to a multiple, since OpenVINO prepares itself anew for every width

Run = tuple[int, int, int]  # a class, from which step, to which


class RapidEngine:
    """PP-OCR detection and recognition. Loading takes a second or two; one instance serves one process."""

    name = "rapidocr"
    version = metadata.version("rapidocr")

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
        self._prepare(self._recognise.postprocess_op.character)
        _make_fast(self._detect.session)
        _make_fast(self._recognise.session)

    def _prepare(self, letters: list[str]) -> None:
        """Note which of the model's classes are digits, the space, seldom characters, and the same but for width."""
        self._letters = letters
        self._digits = frozenset(k for k, letter in enumerate(self._letters) if letter in "0123456789.,")
        self._comma = self._letters.index(",") if "," in self._letters else 0
        self._seldom = np.array([_is_seldom(letter) for letter in self._letters])
        self._space = self._letters.index(" ") if " " in self._letters else 0
        known = {letter: k for k, letter in enumerate(letters)}
        halves = {chr(k + FULL): chr(k) for k in range(0x21, 0x7F)}
        pairs = [(k, known[halves[letter]]) for letter, k in known.items() if halves.get(letter) in known]
        self._full, self._half = np.array(pairs, np.intp).reshape(-1, 2).T
        self._folded = np.arange(len(letters))
        self._folded[self._full] = self._half

    def read(self, image: NDArray[np.uint8]) -> tuple[OcrLine, ...]:
        """The lines of an upright page image."""
        colour = image if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2RGB)
        found = self._detect(colour)
        if found.boxes is None:
            return ()
        lines = []
        quads = np.asarray(found.boxes)
        boxes = np.column_stack([np.floor(quads.min(axis=1)), np.ceil(quads.max(axis=1))]).astype(np.intp).clip(0)
        grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        pieces = pieces_of(grey)
        contrasts = np.array([_contrast(grey, *box) for box in boxes.tolist()])
        pale = PALE * float(np.median(contrasts))
        boxes = fitted(boxes[contrasts >= pale], pieces)
        more = overlooked(boxes, pieces)
        both = np.concatenate([boxes, more]).tolist()
        legible = [
            k
            for k, (x0, y0, x1, y1) in enumerate(both)
            if min(grey[y0:y1, x0:x1].shape) >= 4 and (k < len(boxes) or _contrast(grey, x0, y0, x1, y1) >= pale)
        ]
        read = self._read_lines([colour[y0:y1, x0:x1] for x0, y0, x1, y1 in (both[k] for k in legible)])
        usual, dim = float(np.median(boxes[:, 3] - boxes[:, 1])), DIM * float(np.median(contrasts))
        for k, chars in zip(legible, read, strict=True):
            x0, y0, x1, y1 = both[k]
            score = min((c.score for c in chars), default=0.0)
            if y1 - y0 > LARGE * usual and score < GUESSED and _contrast(grey, x0, y0, x1, y1) < dim:
                continue
            sure = k < len(boxes) or score > SURE
            if chars and (sure or len(chars) == 1):
                placed = [c._replace(left=c.left + x0, right=c.right + x0) for c in chars]
                least, most = ink_ends(pieces, x0, y0, x1, y1)
                placed[0] = placed[0]._replace(left=min(max(placed[0].left, least), placed[0].right))
                placed[-1] = placed[-1]._replace(right=max(min(placed[-1].right, most), placed[-1].left))
                lines.append(OcrLine(tuple(placed), float(y0), float(y1), sure))
        return tuple(lines)

    def _read_lines(self, crops: list[NDArray[np.uint8]]) -> list[tuple[OcrChar, ...]]:
        """The characters of each line's image, those of numbers that are set wide read from it closed up."""
        made = self.recognise(crops)
        spans = {k: tuple(numbers_in(chars)) for k, chars in enumerate(made)}
        tried = {k: closed_up(crops[k].min(axis=2), some) for k, some in spans.items() if some}
        closed = {k: one for k, one in tried.items() if one is not None}
        again = self.recognise([cv2.cvtColor(one.picture, cv2.COLOR_GRAY2RGB) for one in closed.values()])
        for (k, (_, columns)), chars in zip(closed.items(), again, strict=True):
            ends = np.append(columns, columns[-1] + 1)
            made[k] = side_by_side(
                [c._replace(left=float(ends[int(c.left)]), right=float(ends[int(c.right)])) for c in chars]
            )
        return made

    def recognise(self, crops: list[NDArray[np.uint8]]) -> list[tuple[OcrChar, ...]]:
        """The characters of each line's image, their places in its pixels."""
        wide = [max(round(crop.shape[1] * HEIGHT / crop.shape[0]), 16) for crop in crops]
        padded = [-(-width // STEP) * STEP for width in wide]
        made: list[tuple[OcrChar, ...]] = [()] * len(crops)
        for width in sorted(set(padded)):
            alike = [k for k, own in enumerate(padded) if own == width]
            many = max(TOGETHER // width, 1)
            for some in (alike[n : n + many] for n in range(0, len(alike), many)):
                # Padding as the models were trained: mid-grey, zero after normalising.
                tensor = np.zeros((len(some), 3, HEIGHT, width), dtype=np.float32)
                for n, k in enumerate(some):
                    resized = cv2.resize(crops[k], (wide[k], HEIGHT))
                    tensor[n, :, :, : wide[k]] = resized.transpose(2, 0, 1) / np.float32(127.5) - 1.0
                for k, steps in zip(some, self._recognise.session(tensor), strict=True):
                    height, across = crops[k].shape[:2]
                    made[k] = self._decode(steps, width / len(steps) * height / HEIGHT, height, across)
        return made

    def _decode(self, steps: NDArray[np.float32], step: float, height: int, width: int) -> tuple[OcrChar, ...]:
        """CTC: runs of one best class are one character. `steps` is (time, classes), `step` its pixels."""
        best = steps.argmax(axis=1)
        for t in np.flatnonzero(self._seldom[best]):
            other = int(np.where(self._seldom, 0.0, steps[t]).argmax())
            if other != BLANK and steps[t, other] > SELDOM * steps[t, best[t]]:
                best[t] = other
        # Whether it is （ or ( leaves no character in doubt, nor makes two of one.
        sure = steps.max(axis=1)
        steps[:, self._full] = steps[:, self._half] = steps[:, self._full] + steps[:, self._half]
        starts = np.flatnonzero(np.diff(self._folded[best], prepend=-1))
        ends = np.append(starts[1:], len(best))
        spans = [(int(a), int(b)) for a, b in zip(starts, ends, strict=True) if best[a] != BLANK]
        runs = self._grouped([(int(best[a + sure[a:b].argmax()]), a, b) for a, b in spans])
        # A printed gap may be read as a space: that is nothing, as a blank is.
        nothing = steps[:, BLANK] + (steps[:, self._space] if self._space else 0.0)
        chars = []
        for k, (letter, a, b) in enumerate(runs):
            centre = (a + b) / 2 * step
            before = runs[k - 1] if k else None
            after = runs[k + 1] if k + 1 < len(runs) else None
            reach, *beside = (self._reach(run) * height for run in (runs[k], before or runs[k], after or runs[k]))
            left = max(centre - reach, _between(before, beside[0], runs[k], reach, step) if before else 0.0)
            right = min(centre + reach, _between(runs[k], reach, after, beside[1], step) if after else float(width))
            score = min(
                float(steps[a:b, letter].max()),
                _gap_score(self._digits, self._comma, nothing, steps, before, runs[k], after),
            )
            chars.append(OcrChar(self._letters[letter], left, right, score, self._other(letter, steps[a:b])))
        return in_their_width(chars, height)

    def _other(self, letter: int, steps: NDArray[np.float32]) -> str:
        """The next likely character in the place of one that was not read surely, if any is likely."""
        row = steps[int(steps[:, letter].argmax())]
        if row[letter] > SURE_LETTER:
            return ""
        rest = np.where(self._folded == self._folded[letter], 0.0, row)
        rest[self._seldom] = rest[self._half] = rest[BLANK] = rest[self._space] = 0.0
        other = int(rest.argmax())
        return self._letters[other] if rest[other] > LIKELY else ""

    def _grouped(self, runs: list[Run]) -> list[Run]:
        """The runs without spaces between a thousands separator and its three digits."""
        text = "".join(self._letters[letter] for letter, _, _ in runs)
        spaces = {match.end() - 1 for match in GROUP.finditer(text)}
        return [run for k, run in enumerate(runs) if k not in spaces]

    def _reach(self, run: Run) -> float:
        """How far a character reaches from its middle, in heights of its line."""
        return 0.26 if self._letters[run[0]].isascii() else 0.45


def _between(before: Run, reach: float, after: Run, wide: float, step: float) -> float:
    """Where one character ends and the next begins: between their middles as far as each reaches."""
    a, b = ((run[1] + run[2]) / 2 * step for run in (before, after))
    return a + (b - a) * reach / (reach + wide)


def _contrast(grey: NDArray[np.uint8], x0: int, y0: int, x1: int, y1: int) -> float:
    """By how many grey levels the ink in a box is darker than its paper."""
    crop = grey[y0:y1, x0:x1]
    return float(np.ptp(np.percentile(crop, (2, 90)))) if crop.size else 0.0


def _is_seldom(letter: str) -> bool:
    """Whether a character is an ideograph that GB 2312 lacks: traditional forms, and rare ones of names."""
    if not "\u3400" <= letter <= "\u9fff":
        return False
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _gap_score(
    digits: frozenset[int],
    comma: int,
    nothing: NDArray[np.float32],
    steps: NDArray[np.float32],
    before: Run | None,
    run: Run,
    after: Run | None,
) -> float:
    """How sure it is that nothing stands between a character and its neighbours: a lost digit leaves a trace there.

    `nothing` is the probability of a blank or a space at each of the `steps`. Between two `digits` a space counts as
    something: it may be what is left of a digit; behind a comma it is the comma's own paper.
    """
    least = 1.0
    for a, b in ((before, run), (run, after)):
        if a is None or b is None:
            edge = slice(max(run[1] - 3, 0), run[1]) if a is None else slice(run[2], run[2] + 3)
            known = nothing[edge] + steps[edge, run[0]]
        else:
            gap = slice(a[2], b[1])
            empty = steps[gap, BLANK] if a[0] in digits and b[0] in digits and a[0] != comma else nothing[gap]
            known = empty + steps[gap, a[0]] + (steps[gap, b[0]] if b[0] != a[0] else 0.0)
        if len(known):
            least = min(least, float(known.min()))
    return least


def _make_fast(session: OpenVINOInferSession) -> None:
    """Compile a session's model anew for one thread, unpinned, in bfloat16 if the processor has it."""
    core = Core()
    options: dict[str, object] = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
    if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        options["INFERENCE_PRECISION_HINT"] = "bf16"
    session.session = core.compile_model(session.model, "CPU", options).create_infer_request()
