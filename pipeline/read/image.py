"""Page images made fit for reading (图像预处理): seals off, upright, straight."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

MOST_SKEW = 5.0
LEAST_SKEW = 0.15  # degrees: less is straight
BENT, MOST_BEND = 0.4, 3.0  # degrees: how much the angles of a page's halves differ that a camera saw from the side
EDGE = 0.06  # of a side: what lies outside a photographed sheet
SMALL = 300  # pixels: enough to see lines
RULE = 22.0  # points: longer uprights are rules


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
    return _angle(ink) or 0.0


def _angle(ink: Image) -> float | None:
    """As `skew_of`; None where there is too little ink to tell, or no angle is better than none."""
    small = cv2.resize(ink, (700, max(round(700 * ink.shape[0] / ink.shape[1]), 50)), interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small > 90)
    if len(ys) < 500:
        return None
    if len(ys) > 40_000:
        pick = np.linspace(0, len(ys) - 1, 40_000).astype(int)
        ys, xs = ys[pick], xs[pick]

    def sharpness(angle: float) -> float:
        rows = np.round(ys - xs * np.tan(np.radians(angle))).astype(int)
        counts = np.bincount(rows - rows.min()).astype(np.float64)
        return float((counts**2).sum())

    best = max(np.arange(-MOST_SKEW, MOST_SKEW + 0.1, 0.5), key=sharpness)
    fine = max(np.arange(best - 0.5, best + 0.51, 0.1), key=sharpness)
    return round(float(fine), 2) if sharpness(fine) > 1.02 * sharpness(0.0) else None


class Lean(NamedTuple):
    """How a page lies: the angles of its lines in its upper and lower half, of its columns in its left and right half.

    On a scanner's glass all four are one; a camera sees what is farther away smaller.
    """

    upper: float
    lower: float
    left: float
    right: float

    def straight(self) -> bool:
        """Whether there is nothing to straighten."""
        return max(map(abs, self)) < LEAST_SKEW

    def from_straight(self, width: int, height: int) -> NDArray[np.float64]:
        """The (3, 3) matrix that takes a place on the straightened page to its place on the page as it lies."""
        mid_x, mid_y = width / 2, height / 2
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        lie = []
        for x, y in corners.tolist():
            # The halves' middles lie a quarter of the page from its own middle.
            fall = np.tan(np.radians(self.upper + (self.lower - self.upper) * (2 * y / height - 0.5)))
            lean = np.tan(np.radians(self.left + (self.right - self.left) * (2 * x / width - 0.5)))
            dx, dy = x - mid_x, y - mid_y
            down = (dy + dx * fall) / (1 + lean * fall)
            lie.append((mid_x + dx - down * lean, mid_y + down))
        made: NDArray[np.float64] = cv2.getPerspectiveTransform(corners, np.array(lie, np.float32))
        return made


def lean_of(ink: Image, density: float) -> Lean:
    """How the page lies whose `ink` has `density` pixels per point. Columns are told by a table's upright rules."""
    height, width = ink.shape
    whole = skew_of(ink)
    upper, lower = (_angle(part) for part in (ink[: height // 2], ink[height // 2 :]))
    if upper is None or lower is None or not BENT <= abs(upper - lower) < MOST_BEND:
        upper = lower = whole
    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(RULE * density), 1), np.uint8)).T
    left, right = (_angle(np.ascontiguousarray(part)) for part in (rules[: width // 2], rules[width // 2 :]))
    sides = [-side for side in (left, right) if side is not None and abs(-side - whole) < MOST_BEND]
    if not sides or max(abs(side - whole) for side in sides) < BENT:
        return Lean(upper, lower, whole, whole)
    return Lean(upper, lower, sides[0], sides[-1])


def straightened(image: Image, lean: Lean) -> Image:
    """The image as if it lay straight before the reader."""
    if lean.straight():
        return image
    height, width = image.shape[:2]
    straight: Image = cv2.warpPerspective(
        image, lean.from_straight(width, height), (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255,
    )  # fmt: skip
    return straight


def lies_on_its_side(ink: Image) -> bool:
    """Whether lines run down the page: then the columns' profile is sharper than the rows', at the best angle each."""
    high, wide = (round(EDGE * side) for side in ink.shape)
    small = cv2.resize(ink[high:-high, wide:-wide], (SMALL, SMALL), interpolation=cv2.INTER_AREA)
    weights = small.astype(np.float64)
    places = np.arange(SMALL)

    def jumps(grid: NDArray[np.float64]) -> float:
        return max(_jumps(grid, np.round(places * np.tan(np.radians(angle))).astype(int)) for angle in range(-5, 6))

    return jumps(weights.T) > 1.3 * jumps(weights)


def _jumps(grid: NDArray[np.float64], shift: NDArray[np.intp]) -> float:
    """How much the profile of the rows changes from one to the next, column k moved up by `shift[k]`."""
    rows = (np.arange(len(grid))[:, None] - shift[None, :]) % len(grid)
    profile = np.bincount(rows.ravel(), weights=grid.ravel(), minlength=len(grid)) / len(grid)
    return float(np.abs(np.diff(profile)).sum())


def turned(image: Image, degrees: int) -> Image:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(image, -(degrees // 90) % 4))
