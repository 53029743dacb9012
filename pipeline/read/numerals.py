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

from pipeline.read.inference import Core, Model, opset13

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LETTERS = "0123456789.,%-/"
OTHER, CLASSES = len(LETTERS) + 1, len(LETTERS) + 2  # a class for all that is not a number; 0 is the blank
HEIGHT, DIGIT = 32, 20.0  # rows of a picture, and how many of them a digit takes
STEP = 32  # pictures are as wide as a multiple of this
STRIDES = {"a": (2, 1), "b": (2, 2), "c": (2, 1), "d": (1, 1), "e": (1, 1), "f": (1, 1)}
WEIGHTS = Path(__file__).parent / "numerals.npz"


class Reading(NamedTuple):
    """A number as read, its characters' middles, and the least probability among them and the gaps between."""

    text: str
    middles: tuple[float, ...]
    sureness: float


class Numerals:
    """The network, loaded once for a process."""

    def __init__(self) -> None:
        """Build it from its weights."""
        core = Core()
        options: dict[str, object] = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
        self._network = core.compile_model(_network(dict(np.load(WEIGHTS))), "CPU", options).create_infer_request()

    def probabilities(self, pictures: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        """For each picture (from `framed`) the classes' probabilities along it, (width / 2, CLASSES)."""
        widths = [-(-picture.shape[1] // STEP) * STEP for picture in pictures]
        found: list[NDArray[np.float32]] = [np.zeros((0, CLASSES), np.float32)] * len(pictures)
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
    """The layers that `train.py` trained, for pictures of any number and width."""
    picture = opset13.parameter([-1, 1, HEIGHT, -1], np.float32)
    x = picture
    for name, strides in STRIDES.items():
        kernel = weights[name].astype(np.float32).transpose(3, 2, 0, 1)
        if name == "d":  # what stands in a column becomes its features: rows first, as it was trained
            x = opset13.reshape(opset13.transpose(x, [0, 2, 1, 3]), [0, kernel.shape[1], 1, -1], special_zero=True)
        pad = [kernel.shape[2] // 2, kernel.shape[3] // 2]
        x = opset13.convolution(x, kernel, list(strides), pad, pad, [1, 1])
        x = opset13.add(x, weights[name + "0"].astype(np.float32).reshape(1, -1, 1, 1))
        if name != "f":
            x = opset13.relu(x)
    x = opset13.transpose(opset13.squeeze(x, [2]), [0, 2, 1])
    return Model([opset13.softmax(x, 2)], [picture], "numerals")


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


def number_in(steps: NDArray[np.float32], least: float, most: float, expected: str) -> Reading:
    """The number whose characters stand between two places along `steps`: of several, the expected or the longest.

    CTC greedy decoding.
    """
    best = steps.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    parts: list[list[tuple[int, int, int]]] = [[]]
    for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
        if best[a] == OTHER:
            parts.append([])
        elif best[a] and least <= (a + b) / 2 <= most:
            parts[-1].append((int(best[a]), a, b))
    texts = ["".join(LETTERS[letter - 1] for letter, _, _ in part).strip(".,") for part in parts]
    chosen = max(range(len(parts)), key=lambda k: (texts[k] == expected, len(texts[k])))
    first = texts[chosen]
    runs = parts[chosen]
    while runs and LETTERS[runs[0][0] - 1] in ".,":
        runs = runs[1:]
    runs = runs[: len(first)]
    if not runs:
        return Reading("", (), 0.0)
    sure = [float(steps[a:b, letter].max()) for letter, a, b in runs]
    for (before, _, a), (after, b, _) in pairwise(runs):
        gap = steps[a:b]
        sure += (gap[:, 0] + gap[:, before] + (gap[:, after] if after != before else 0.0)).tolist()
    return Reading(first, tuple((a + b) / 2 for _, a, b in runs), min(sure))
