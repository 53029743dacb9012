"""A reader of numbers alone (数字识别): a small network that saw nothing but numbers, the second reader beside OCR.

It knows seventeen classes, so that a percent sign at 100 dpi is no riddle to it, and it errs elsewhere than a network
that reads all of Chinese. `scripts/numerals` draws what it learned from and trains it.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from pipeline.read.scan.inference import Core, Model, Node, opset13

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LETTERS = "0123456789.,%-/"
OTHER, CLASSES = len(LETTERS) + 1, len(LETTERS) + 2  # a class for all that is not a number; 0 is the blank
COLUMNS = CLASSES + 1  # and how likely a percent sign that begins here is a per mille sign
HEIGHT, DIGIT = 32, 20.0  # rows of a picture, and how many of them a digit takes
STEP = 32  # pictures are as wide as a multiple of this
STRIDES = {"a": (2, 1), "b": (2, 2), "c": (2, 1), "d": (1, 1), "e": (1, 1)}
PERCENT, BEFORE = LETTERS.index("%") + 1, 3  # and how many steps before a percent sign it is judged
WEIGHTS = Path(__file__).parent / "numerals.npz"


class Reading(NamedTuple):
    """A number as read, its characters' middles, and how probable each is, and the gaps beside it, at least.

    `mille` is how likely its percent sign is a per mille sign (‰), as which it is never written in `text`.
    """

    text: str
    middles: tuple[float, ...]
    sure: tuple[float, ...]
    mille: float = 0.0

    @property
    def sureness(self) -> float:
        """How probable the least probable of its characters is."""
        return min(self.sure, default=0.0)


class Numerals:
    """The network, loaded once for a process."""

    def __init__(self) -> None:
        """Build it from its weights."""
        core = Core()
        options: dict[str, object] = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
        self._network = core.compile_model(_network(dict(np.load(WEIGHTS))), "CPU", options).create_infer_request()

    def probabilities(self, pictures: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        """For each picture (from `framed`) the classes' probabilities along it, (width / 2, COLUMNS)."""
        widths = [-(-picture.shape[1] // STEP) * STEP for picture in pictures]
        found: list[NDArray[np.float32]] = [np.zeros((0, COLUMNS), np.float32)] * len(pictures)
        for width in set(widths):
            chosen = [k for k, w in enumerate(widths) if w == width]
            batch = np.zeros((len(chosen), 1, HEIGHT, width), np.float32)
            for row, k in enumerate(chosen):
                batch[row, 0, :, : pictures[k].shape[1]] = pictures[k] / np.float32(255)
            out = self._network.infer([batch])[0]
            for row, k in enumerate(chosen):
                found[k] = out[row, : -(-pictures[k].shape[1] // 2)].copy()
        return found


@cache
def numerals() -> Numerals:
    """This process's own."""
    return Numerals()


def _network(weights: dict[str, NDArray[np.float16]]) -> Model:
    """The layers that `train.py` and `sign.py` trained, for pictures of any number and width."""
    picture = opset13.parameter([-1, 1, HEIGHT, -1], np.float32)
    seen = features(weights, picture)
    classes, mille = _layer(weights, "f", seen), opset13.sigmoid(_layer(weights, "g", seen, BEFORE))
    along = [opset13.transpose(opset13.squeeze(y, [2]), [0, 2, 1]) for y in (classes, mille)]
    return Model([opset13.concat([opset13.softmax(along[0], 2), along[1]], 2)], [picture], "numerals")


def features(weights: dict[str, NDArray[np.float16]], picture: Node) -> Node:
    """What the network sees at each place along a picture, whatever it is asked about it."""
    x = picture
    for name, strides in STRIDES.items():
        if name == "d":  # what stands in a column becomes its features: rows first, as it was trained
            rows = weights[name].shape[2]
            x = opset13.reshape(opset13.transpose(x, [0, 2, 1, 3]), [0, rows, 1, -1], special_zero=True)
        x = opset13.relu(_layer(weights, name, x, strides=strides))
    return x


def _layer(
    weights: dict[str, NDArray[np.float16]],
    name: str,
    x: Node,
    before: int | None = None,
    strides: tuple[int, int] = (1, 1),
) -> Node:
    """One layer, which looks as far to the left of a place as to the right unless it is told how far."""
    kernel = weights[name].astype(np.float32).transpose(3, 2, 0, 1)
    high, wide = kernel.shape[2] // 2, kernel.shape[3]
    left = wide // 2 if before is None else before
    x = opset13.convolution(x, kernel, list(strides), [high, left], [high, wide - 1 - left], [1, 1])
    return opset13.add(x, weights[name + "0"].astype(np.float32).reshape(1, -1, 1, 1))


def frame(top: float, bottom: float) -> tuple[int, int]:
    """The rows of the page that a picture of digits from `top` to `bottom` takes."""
    reach = HEIGHT / DIGIT / 2 * max(bottom - top, 3.0)
    return round((top + bottom) / 2 - reach), round((top + bottom) / 2 + reach)


def framed(grey: NDArray[np.uint8], left: float, right: float, top: float, bottom: float) -> NDArray[np.uint8]:
    """The number whose digits reach from `top` to `bottom`, as the network wants it: ink 255, DIGIT rows high."""
    y0, y1 = frame(top, bottom)
    x0, x1 = round(left), round(right)
    inside = grey[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)]
    if inside.size == 0:
        return np.zeros((HEIGHT, STEP), np.uint8)
    edges = (max(-y0, 0), max(y1 - grey.shape[0], 0), max(-x0, 0), max(x1 - grey.shape[1], 0))
    cut = cv2.copyMakeBorder(inside, *edges, cv2.BORDER_REPLICATE)
    size = (max(round(cut.shape[1] * HEIGHT / cut.shape[0]), 8), HEIGHT)
    picture = cv2.resize(cut, size, interpolation=cv2.INTER_AREA if cut.shape[0] > HEIGHT else cv2.INTER_CUBIC)
    low, high = np.percentile(picture, (2, 90))
    ink: NDArray[np.uint8] = 255 - ((picture - low) * (255.0 / max(high - low, 40.0))).clip(0, 255).astype(np.uint8)
    return ink


def _bare(text: str) -> str:
    """A number without the marks beside it and the dash behind it."""
    text = text.strip(".,")
    return text if len(text) < 2 else text.rstrip("-/.,")


def number_in(steps: NDArray[np.float32], least: float, most: float, expected: str) -> Reading:
    """The number whose characters stand between two places along `steps`: of several, the expected or the longest.

    CTC greedy decoding.
    """
    best = steps[:, :CLASSES].argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    parts: list[list[tuple[int, int, int]]] = [[]]
    for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
        if best[a] == OTHER:
            parts.append([])
        elif best[a] and least <= (a + b) / 2 <= most:
            parts[-1].append((int(best[a]), a, b))
    texts = ["".join(LETTERS[letter - 1] for letter, _, _ in part) for part in parts]
    bare = [_bare(text) for text in texts]
    chosen = max(range(len(parts)), key=lambda k: (bare[k] == expected, len(bare[k])))
    first = bare[chosen]
    start = texts[chosen].index(first)
    runs = parts[chosen][start : start + len(first)]
    if not runs:
        return Reading("", (), ())
    sure = [float(steps[a:b, letter].max()) for letter, a, b in runs]
    for k, ((before, _, a), (after, b, _)) in enumerate(pairwise(runs)):
        gap = steps[a:b]
        known = gap[:, 0] + gap[:, before] + (gap[:, after] if after != before else 0.0)
        least = float(known.min(initial=1.0))
        sure[k : k + 2] = min(sure[k], least), min(sure[k + 1], least)
    mille = max((float(steps[a, CLASSES]) for letter, a, _ in runs if letter == PERCENT), default=0.0)
    return Reading(first, tuple((a + b) / 2 for _, a, b in runs), tuple(sure), mille)
