"""Page images made fit for reading (图像预处理): seals off, upright, straight."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

MOST_SKEW = 5.0


def without_seal(image: Image) -> Image:
    """A colour image (RGB) in grey, red ink gone: in the red channel a red seal is as bright as the paper."""
    if image.ndim == 2:
        return image
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    red, green, blue = (image[:, :, k].astype(np.int16) for k in range(3))
    seal = (red - np.maximum(green, blue)) > 40
    return np.where(seal, image[:, :, 0], grey).astype(np.uint8)


def ink_of(grey: Image) -> Image:
    """What is dark against its surroundings (255), shadows and grey paper levelled out."""
    block = max(grey.shape[1] // 40 | 1, 15)
    ink: Image = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12)
    return ink


def skew_of(ink: Image) -> float:
    """The angle in degrees (clockwise positive) by which the lines of a page run off the horizontal, within 5."""
    small = cv2.resize(ink, (700, max(round(700 * ink.shape[0] / ink.shape[1]), 50)), interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small > 90)
    if len(ys) < 500:
        return 0.0
    if len(ys) > 40_000:
        pick = np.linspace(0, len(ys) - 1, 40_000).astype(int)
        ys, xs = ys[pick], xs[pick]

    def sharpness(angle: float) -> float:
        rows = np.round(ys - xs * np.tan(np.radians(angle))).astype(int)
        counts = np.bincount(rows - rows.min()).astype(np.float64)
        return float((counts**2).sum())

    best = max(np.arange(-MOST_SKEW, MOST_SKEW + 0.1, 0.5), key=sharpness)
    fine = max(np.arange(best - 0.5, best + 0.51, 0.1), key=sharpness)
    return round(float(fine), 2) if sharpness(fine) > 1.02 * sharpness(0.0) else 0.0


def straightened(image: Image, skew: float) -> Image:
    """The image turned back by `skew` degrees about its middle."""
    if abs(skew) < 0.15:
        return image
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    straight: Image = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    return straight


def lies_on_its_side(ink: Image) -> bool:
    """Whether lines run down the page: then the columns' profile is sharper than the rows'."""
    small = cv2.resize(ink, (600, 600), interpolation=cv2.INTER_AREA).astype(np.float64)
    rows, cols = small.mean(axis=1), small.mean(axis=0)

    def jumps(profile: NDArray[np.float64]) -> float:
        return float(np.abs(np.diff(profile)).sum())

    return jumps(cols) > 1.3 * jumps(rows)


def turned(image: Image, degrees: int) -> Image:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(image, -(degrees // 90) % 4))
