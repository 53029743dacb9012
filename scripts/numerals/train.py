"""Learn to read numbers from what `draw.py` drew: a small convolutional network under CTC, kept as arrays.

    python scripts/numerals/train.py TARGET.npz SAMPLES.npz… [--minutes M] [--rate R] [--from EARLIER.npz]

Needs tensorflow-cpu, which nothing else here does. CTC: Graves et al., ICML 2006.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import tensorflow as tf

CLASSES, WIDTHS = 17, (96, 160, 256)
RATE, BATCH, EVERY = 2e-3, 64, 500
SHAPES = {  # kernel rows, columns, channels in, out; strides down and across
    "a": ((3, 3, 1, 24), (2, 1)),
    "b": ((3, 3, 24, 48), (2, 2)),
    "c": ((3, 3, 48, 64), (2, 1)),
    "d": ((1, 3, 256, 160), (1, 1)),
    "e": ((1, 5, 160, 160), (1, 1)),
    "f": ((1, 1, 160, CLASSES), (1, 1)),
}
Weights = dict[str, tf.Variable]


def fresh() -> Weights:
    """Weights to begin with."""
    made = {}
    for name, (shape, _) in SHAPES.items():
        made[name] = tf.Variable(tf.random.normal(shape, stddev=float((2 / np.prod(shape[:3])) ** 0.5)))
        made[name + "0"] = tf.Variable(tf.zeros(shape[3]))
    return made


def logits(weights: Weights, pictures: tf.Tensor) -> tf.Tensor:
    """(n, HEIGHT, width), ink 1, to (n, width / 2, CLASSES); in bfloat16, which some processors multiply faster."""
    x = tf.cast(pictures[..., None], tf.bfloat16)
    for name, ((rows, columns, *_), strides) in SHAPES.items():
        if name == "d":  # what stands in a column becomes its features
            x = tf.transpose(x, (0, 2, 1, 3))
            x = tf.reshape(x, (tf.shape(x)[0], 1, tf.shape(x)[1], x.shape[2] * x.shape[3]))
        x = tf.pad(x, ((0, 0), (rows // 2,) * 2, (columns // 2,) * 2, (0, 0)))
        x = tf.nn.conv2d(x, tf.cast(weights[name], x.dtype), [1, *strides, 1], "VALID")
        x += tf.cast(weights[name + "0"], x.dtype)
        if name != "f":
            x = tf.nn.relu(x)
    return tf.cast(x[:, 0], tf.float32)


def loss(weights: Weights, pictures: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """CTC's, a sample's mean, under a little more noise and another light each time."""
    shape = tf.shape(pictures)
    light = tf.random.uniform((shape[0], 1, 1), 0.75, 1.1)
    x = tf.clip_by_value(tf.cast(pictures, tf.float32) / 255 * light + tf.random.normal(shape, stddev=0.03), 0, 1)
    out = tf.transpose(logits(weights, x), (1, 0, 2))
    lengths = tf.fill((shape[0],), tf.shape(out)[0])
    return tf.reduce_mean(tf.nn.ctc_loss(tf.sparse.from_dense(labels), out, None, lengths, blank_index=0))


def greedy(out: np.ndarray) -> list[list[int]]:
    """Runs of one best class are one character."""
    best = out.argmax(-1)
    return [[int(a) for a, b in zip(row, [-1, *row[:-1]], strict=True) if a not in (0, b)] for row in best.tolist()]


def main() -> None:
    """Train for so many minutes, say how it goes, keep the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    parser.add_argument("samples", type=Path, nargs="+")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--from", dest="earlier", type=Path)
    a = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    files = [np.load(path) for path in a.samples]
    data = {}
    for w in WIDTHS:
        x = np.concatenate([f[f"pictures{w}"] for f in files])
        y = np.concatenate([f[f"labels{w}"] for f in files]).astype(np.int32)
        data[w] = (x[:-400], y[:-400], x[-400:], y[-400:])
    weights = fresh()
    if a.earlier:
        for name, value in np.load(a.earlier).items():
            if value.shape == weights[name].shape:
                weights[name].assign(value.astype(np.float32))
    chosen = list(weights.values())
    optimizer = tf.keras.optimizers.AdamW(a.rate, weight_decay=1e-4, global_clipnorm=5.0)
    optimizer.build(chosen)

    @tf.function(reduce_retracing=True)
    def step(pictures: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            value = loss(weights, pictures, labels)
        optimizer.apply(tape.gradient(value, chosen), chosen)
        return value

    rng = np.random.default_rng(int(time.time()))
    sizes = np.array([len(data[w][0]) for w in WIDTHS], float)
    began, count, total, ewma = time.time(), 0, 60 * a.minutes, None
    while (spent := time.time() - began) < total:
        x, y, *_ = data[int(rng.choice(WIDTHS, p=sizes / sizes.sum()))]
        pick = rng.integers(len(x), size=BATCH)
        rate = a.rate * min(1.0, (count + 1) / 200) * (0.5 + 0.5 * np.cos(np.pi * min(spent / total, 1.0)))
        optimizer.learning_rate.assign(rate)
        value = float(step(tf.constant(x[pick]), tf.constant(y[pick])))
        ewma = value if ewma is None else 0.99 * ewma + 0.01 * value
        count += 1
        if count % EVERY == 0 or time.time() - began >= total:
            right = [
                got == [c for c in want if c]
                for _, _, x2, y2 in data.values()
                for got, want in zip(greedy(logits(weights, x2 / np.float32(255)).numpy()), y2.tolist(), strict=True)
            ]
            print(f"{spent:.0f} s, {count} steps, loss {ewma:.3f}, right {np.mean(right):.4f}", flush=True)
            np.savez_compressed(a.target, **{k: v.numpy().astype(np.float16) for k, v in weights.items()})


if __name__ == "__main__":
    main()
