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
MOST_LEAN = 5.0  # degrees: by how much columns may be off the perpendicular where a camera stood aside
EDGE = 0.06  # of a side: what lies outside a photographed sheet
DARKER = 12.0  # grey levels: what is darker than its surroundings is ink
WATERMARK = 0.2  # of a page's contrast: what is paler is printed under the text
REDDISH = 40  # grey levels: what is redder is red ink
SEAL = 40.0  # points: a seal's least size
JOINT = 4.0  # points: its letters are no farther apart
ROUND = 1.7  # a seal is not that much longer than it is wide
SMALL = 300  # pixels: enough to see lines
RULE = 50.0  # points: a rule is at least that long
BIT = 11.0  # points: what is level for so long is no character
THICK = 3.5  # points: a rule is thinner
ENOUGH = 1.8  # pixels per point: rules are seen as well as on a finer image
FEW_RULES = 4  # tell nothing of how a page lies


def seals_of(image: Image, least: float = 0.0) -> Image:
    """Where a colour image (RGB) bears red seals that are at least so many pixels wide and high (1).

    They are about as wide as high, and large: red words are print.
    """
    if image.ndim == 2:
        return np.zeros_like(image)
    red = (_redness(image) > REDDISH).astype(np.uint8)
    if not least or not red.any():
        return red
    joint = max(round(least / SEAL * JOINT), 1)
    blots = cv2.resize(red, None, fx=1 / joint, fy=1 / joint, interpolation=cv2.INTER_AREA)
    blots = cv2.dilate((blots > 0).astype(np.uint8), np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(blots, connectivity=8)
    kept = np.zeros_like(red)
    for x, y, wide, high, _ in (stats[1:count] * joint).tolist():
        if min(wide, high) >= least and max(wide, high) < ROUND * min(wide, high):
            kept[y : y + high, x : x + wide] = red[y : y + high, x : x + wide]
    return kept


def _redness(image: Image) -> Image:
    red, green, blue = cv2.split(image)
    redness: Image = cv2.subtract(red, cv2.max(green, blue))
    return redness


def without_seals(image: Image, seals: Image) -> Image:
    """A colour image (RGB) in grey, less its seals.

    In the red channel a seal is nearly as bright as the paper; that level becomes the paper's.
    """
    if image.ndim == 2:
        return image
    grey: Image = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    rows, cols = (np.flatnonzero(seals.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return grey
    red, redness, inside = image[..., 0], _redness(image), seals > 0
    paper = float(np.percentile(grey[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1], 70))
    level = float(np.percentile(red[inside & (redness > 0.6 * np.percentile(redness[inside], 90))], 35))
    near = cv2.dilate(seals, np.ones((5, 5), np.uint8)) > 0
    grey[near] = (np.minimum(red[near], level) * (paper / max(level, 1.0))).astype(np.uint8)
    return grey


def ink_of(grey: Image, least: float = 0.0) -> Image:
    """What is dark against its surroundings (255), shadows and grey paper levelled out.

    `least` is a share of the page's contrast: what is paler is a watermark.
    """
    block = max(grey.shape[1] // 40 | 1, 15)
    contrast = float(np.ptp(np.percentile(grey[::4, ::4], (1, 50)))) if least else 0.0
    darker = max(least * contrast, DARKER)
    ink: Image = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, darker)
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
    """How the page lies whose `ink` has `density` pixels per point: told by a table's rules, else by lines of text."""
    height, width = ink.shape
    edge, side = round(EDGE * height), round(EDGE * width)
    inner = ink[edge : height - edge, side : width - side]  # a photographed sheet's own edges lie as they like
    whole = skew_of(inner)
    upper, lower = (_angle(part) for part in (inner[: len(inner) // 2], inner[len(inner) // 2 :]))
    if upper is None or lower is None or not BENT <= abs(upper - lower) < MOST_BEND:
        upper = lower = whole
    scale = min(ENOUGH / density, 1.0)
    small = cv2.resize(ink, (round(scale * width), round(scale * height)), interpolation=cv2.INTER_AREA)
    small = (small > 60).astype(np.uint8)
    upper, lower = _halves(_rules(small, scale * density), len(small), whole) or (upper, lower)
    middle = (upper + lower) / 2
    columns = [(x, -angle, n) for x, angle, n in _rules(np.ascontiguousarray(small.T), scale * density)]
    left, right = _halves(columns, small.shape[1], middle, MOST_LEAN) or (middle, middle)
    return Lean(upper, lower, left, right)


def _rules(ink: Image, density: float) -> list[tuple[float, float, int]]:
    """The long horizontal rules of a page that may lie crooked: height, angle in degrees, length in pixels."""
    size = round(BIT * density)
    runs = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((1, size), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    edge = 0.5 * EDGE * ink.shape[0]
    found = []
    for k, (x, y, wide, high, area) in enumerate(stats[1:count].tolist(), 1):
        if wide < RULE * density or area > THICK * density * wide or not edge < y + high / 2 < ink.shape[0] - edge:
            continue
        ys, xs = np.nonzero(labels[y : y + high, x : x + wide] == k)
        fall = np.polyfit(xs, ys, 1)[0]
        found.append((y + high / 2, float(np.degrees(np.arctan(fall))), wide))
    return found


def _halves(
    rules: list[tuple[float, float, int]], side: int, whole: float, most_off: float = MOST_BEND
) -> tuple[float, float] | None:
    """The angles of a page's halves by its rules, which lean ever more from one side to the other; None with few.

    What is farther than `most_off` degrees from the `whole` page's angle is something else.
    """
    at, angle, long = (
        (np.array(values, np.float64) for values in zip(*rules, strict=True)) if rules else [np.empty(0)] * 3
    )
    fit = np.zeros(2)
    near = np.abs(angle - whole) < most_off
    for most in (0.5, 0.15):
        if near.sum() < FEW_RULES:
            return None
        spread = np.ptp(at[near]) > 0.2 * side
        fit = np.polyfit(at[near] / side - 0.5, angle[near], int(spread), w=long[near])
        near &= np.abs(np.polyval(fit, at / side - 0.5) - angle) < most
    halves = float(np.polyval(fit, -0.25)), float(np.polyval(fit, 0.25))
    middle = sum(halves) / 2
    return halves if LEAST_SKEW < abs(halves[0] - halves[1]) < MOST_BEND else (middle, middle)


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
