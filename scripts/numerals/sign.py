"""Learn to tell ‰ from %, which the network reads alike: a logistic regression on what it sees around the sign.

    python scripts/numerals/sign.py FONTS_FOLDER [--count N] [--seed S]

Writes the layer `g` into the network's weights and leaves the rest as `train.py` made it. A full stop behind a percent
sign looks much like a third nought; every other sign drawn has a mark behind it. Adam: Kingma, Ba, ICLR 2015.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import draw
import numpy as np

from pipeline.read.scan.inference import Core, Model, opset13
from pipeline.read.scan.numerals import BEFORE, CLASSES, HEIGHT, PERCENT, STEP, WEIGHTS, features

WIDE, MARKS, HELD = 16, "。。。，、；）", 1500  # steps around a sign; what follows it; samples kept for the test
ROUNDS, BATCH, RATE, DECAY = 12, 128, 3e-3, 1e-3


def rate(rng: random.Random) -> str:
    """A rate in one of the two signs."""
    return ("-" if rng.random() < 0.1 else "") + f"{rng.uniform(0, 140):.{rng.choice((0, 1, 2, 2))}f}{rng.choice('%‰')}"


def samples(fonts: Path, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """What the network sees around so many percent signs, and which of them are per mille."""
    weights = dict(np.load(WEIGHTS))
    picture = opset13.parameter([-1, 1, HEIGHT, -1], np.float32)
    seen = features(weights, picture)
    classes = opset13.convolution(
        seen, weights["f"].astype(np.float32).transpose(3, 2, 0, 1), [1, 1], [0, 0], [0, 0], [1, 1]
    )
    classes = opset13.add(classes, weights["f0"].astype(np.float32).reshape(1, CLASSES, 1, 1))
    network = Core().compile_model(Model([seen, classes], [picture], "sign"), "CPU").create_infer_request()
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    draw.number, draw.LETTERS = rate, draw.LETTERS + "‰"
    latin, chinese = draw.faces(fonts)
    chinese = [(path, index, has + "".join(c for c in MARKS if c in has) * 14) for path, index, has in chinese]
    around, mille = [], []
    while len(around) < count:
        pixels, text, digit = draw.drawn(rng, latin, chinese)
        try:
            ink = 255 - draw.standard(draw.aged(pixels, digit, rng, noise))
        except (ValueError, draw.cv2.error):
            continue
        batch = np.zeros((1, 1, HEIGHT, -(-ink.shape[1] // STEP) * STEP), np.float32)
        batch[0, 0, :, : ink.shape[1]] = ink / np.float32(255)
        x, y = (out[0, :, 0] for out in network.infer([batch]).values())
        at = np.flatnonzero(y.argmax(axis=0) == PERCENT)
        if len(at):
            padded = np.pad(x, ((0, 0), (BEFORE, WIDE)))
            around.append(padded[:, at[0] : at[0] + WIDE].astype(np.float16))
            mille.append("‰" in text)
    return np.array(around), np.array(mille)


def fitted(x: np.ndarray, y: np.ndarray, seed: int) -> tuple[np.ndarray, float]:
    """The weights and the bias that tell the two apart, by Adam on standardised features."""
    scale = x.std(axis=0) + 0.3
    x, rng = x / scale, np.random.default_rng(seed)
    w, bias = np.zeros(x.shape[1], np.float32), 0.0
    first, second, steps = np.zeros_like(w), np.zeros_like(w), 0
    for turn in range(ROUNDS):
        order, pace = rng.permutation(len(x)), RATE * (1 - turn / ROUNDS)
        for pick in np.split(order, range(BATCH, len(order), BATCH)):
            off = (1 / (1 + np.exp(-(x[pick] @ w + bias))) - y[pick]) / len(pick)
            slope, steps = x[pick].T @ off + DECAY * w, steps + 1
            first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
            w -= pace * (first / (1 - 0.9**steps)) / (np.sqrt(second / (1 - 0.99**steps)) + 1e-6)
            bias -= 3 * pace * float(off.sum())
    return w / scale, bias


def main() -> None:
    """Draw, fit, say how well, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--count", type=int, default=28_000)
    parser.add_argument("--seed", type=int, default=0)
    a = parser.parse_args()
    x, y = samples(a.fonts, a.count, a.seed)
    flat = x.reshape(len(x), -1).astype(np.float32)
    w, bias = fitted(flat[:-HELD], y[:-HELD].astype(np.float32), a.seed)
    mille = 1 / (1 + np.exp(-(flat[-HELD:] @ w + bias)))
    for limit in (0.01, 0.02, 0.05, 0.1, 0.5):
        print(f"{limit}: {np.mean(mille[~y[-HELD:]] > limit):.4f} of %, {np.mean(mille[y[-HELD:]] < limit):.4f} of ‰")
    kept = dict(np.load(WEIGHTS))
    kept["g"] = w.reshape(x.shape[1:]).T[None, :, :, None].astype(np.float16)
    kept["g0"] = np.array([bias], np.float16)
    np.savez_compressed(WEIGHTS, **kept)


if __name__ == "__main__":
    main()
