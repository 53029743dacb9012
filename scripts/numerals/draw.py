"""Numbers as scanners leave them, to learn from: drawn in many typefaces, aged, cut out as the reader cuts them out.

    python scripts/numerals/draw.py FONTS_FOLDER TARGET.npz [--count N] [--seed S]

The ageing here is written apart from `samples/ageing.py`, and the typefaces of the drawn reports stay out, so that
what is measured on those says something about others.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTCollection, TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

LETTERS = "0123456789.,%-/"
OTHER = len(LETTERS) + 1  # the class of all that is not a number; 0 is the blank
HEIGHT = 32
DIGIT = 20.0  # pixels of HEIGHT that a digit takes
WIDTHS = (96, 160, 256)
LONGEST = 18
CHINESE = "万元亿人件分个项年月日的为占至和中共比第约计达增减下降长率数额预算支出收入资金完成执行情况（）：；。、"
UNWANTED = (
    "noto",
    "wqy-zenhei",
    "ukai",
    "uming",
    "italic",
    "oblique",
    "symbol",
    "dingbat",
    "math",
    "emoji",
    "ornament",
)
KEPT_NOTO = ("NotoSans-", "NotoSerif-", "NotoSansDisplay-", "NotoMono", "NotoSansMono-")


def faces(folder: Path) -> tuple[list[tuple[str, int]], list[tuple[str, int, str]]]:
    """Fonts with Latin digits; those among them with Chinese characters, and which: as files and indices."""
    latin, chinese = [], []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".ttf", ".otf", ".ttc"}):
        named = path.name.lower()
        if any(word in named for word in UNWANTED) and not path.name.startswith(KEPT_NOTO):
            continue
        try:
            fonts = TTCollection(path).fonts if path.suffix.lower() == ".ttc" else [TTFont(path)]
        except (TTLibError, OSError):
            continue
        for index, font in enumerate(fonts[:1]):
            known = font.getBestCmap() or {}
            if all(ord(c) in known for c in LETTERS + "—") and "Black" not in path.name:
                latin.append((str(path), index))
                if "万" in (has := "".join(c for c in CHINESE if ord(c) in known)):
                    chinese.append((str(path), index, has))
    return latin, chinese


def number(rng: random.Random) -> str:
    """A number as reports print them."""
    kind = rng.random()
    digits = "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 7)))
    whole = str(int(digits))
    if rng.random() < 0.35:
        whole = f"{int(whole):,}"
    places = rng.choice((0, 0, 1, 2, 2, 2, 2, 3, 4))
    text = whole + ("." + "".join(rng.choice("0123456789") for _ in range(places)) if places else "")
    if kind < 0.3:
        text = f"{rng.uniform(0, 140):.{rng.choice((0, 1, 2, 2))}f}%"
    elif kind < 0.38:
        text = rng.choice("0123456789") + rng.choice(("", "", ".", "%", ","))
    elif kind < 0.40:
        return rng.choice("/-—")  # what stands in a cell that has no number
    elif kind < 0.44:
        text = f"20{rng.randint(0, 39):02}" + rng.choice(
            ("", "", f"-20{rng.randint(0, 39):02}", f".{rng.randint(1, 12)}", f"/{rng.randint(1, 12)}")
        )
    if rng.random() < 0.22:
        text = "-" + text
    return text[:LONGEST]


def drawn(
    rng: random.Random, latin: list[tuple[str, int]], chinese: list[tuple[str, int, str]]
) -> tuple[np.ndarray, str, float]:
    """A number among its neighbours, large: the picture (ink 255), its text (`?` for others), a digit's height."""
    face, other = rng.choice(latin), rng.choice(chinese)
    if rng.random() < 0.2:
        face = other[:2]
    size = 88
    font, beside = ImageFont.truetype(face[0], size, index=face[1]), None
    text = number(rng)
    near = ("", "", rng.choice(other[2]), rng.choice(other[2]) + rng.choice(other[2]))
    before, after = rng.choice(near), rng.choice((*near, "，"))
    beside = ImageFont.truetype(other[0], round(size * rng.uniform(0.95, 1.15)), index=other[1])
    image = Image.new("L", (160 + 100 * (len(text) + 4), 260))
    pen, x, labels = ImageDraw.Draw(image), 80.0, ""
    spacing = rng.choice((0, 0, 0, rng.uniform(-4, 14)))
    for part, kind in ((before, beside), (text, font), (after, beside)):
        for char in part:
            pen.text((x, 170), char, font=kind, fill=255, anchor="ls")
            x += pen.textlength(char, font=kind) + (spacing if kind is font else 0)
        labels += part if kind is font else "".join("," if c == "，" else "?" for c in part)
        x += rng.choice((0, 0, rng.uniform(0, 30))) if part else 0
    top, bottom = pen.textbbox((0, 0), "0", font=font, anchor="ls")[1::2]
    pixels = np.asarray(image)[:, : int(x) + 80].copy()
    weight = rng.random()
    if weight < 0.12:
        pixels = cv2.dilate(pixels, np.ones((3, rng.choice((3, 5))), np.uint8))
    elif weight < 0.2:
        pixels = cv2.erode(pixels, np.ones((2, 3), np.uint8))
    ends = (
        pen.textlength(before, font=beside) if before else 0.0,
        pen.textlength(after, font=beside) if after else 0.0,
    )
    # What the reader cuts out: the number and up to about one character of its neighbours, which may be cut in two.
    reach = [e if e == 0 else min(e, rng.uniform(0.2, 1.1) * size) for e in ends]
    left = 80 + ends[0] - reach[0] - (rng.uniform(0, 0.5) * size if not before else 0)
    right = x - ends[1] + reach[1] + (rng.uniform(0, 0.5) * size if not after else 0)
    labels = labels.replace("—", "-")
    labels = labels[len(before) - (1 if reach[0] > 0.45 * size else 0) if before else 0 :]
    if after and after != "，":
        labels = labels[: len(labels) - len(after)] + ("?" if reach[1] > 0.45 * size else "")
    ruled(pixels, rng, left, right, 170 + top, 170 + bottom)
    return pixels[:, max(int(left), 0) : int(right)], labels, float(bottom - top)


def ruled(pixels: np.ndarray, rng: random.Random, left: float, right: float, top: float, bottom: float) -> None:
    """A table's rules near the number, whole or broken."""
    for place, chance in ((top - rng.uniform(14, 50), 0.15), (bottom + rng.uniform(14, 50), 0.2)):
        if rng.random() < chance:
            a, b = (0, pixels.shape[1]) if rng.random() < 0.6 else sorted(rng.uniform(left, right) for _ in range(2))
            y = int(place)
            cv2.line(pixels, (int(a), y), (int(b), y + rng.randint(-3, 3)), 255, rng.randint(3, 9))


def aged(pixels: np.ndarray, digit: float, rng: random.Random, noise: np.random.Generator) -> np.ndarray:
    """The number as scanned, in a crop of HEIGHT rows, paper white (255)."""
    # Draw down to a scan's resolution: a digit is so many pixels high.
    high = float(np.exp(rng.uniform(np.log(6.0), np.log(26.0))))
    scale = high / digit
    h, w = pixels.shape
    angle, shear = np.radians(rng.gauss(0, 0.7)), np.radians(rng.gauss(0, 2.0))
    stretch = rng.uniform(0.88, 1.14)
    turn = (
        np.array([[np.cos(angle) * stretch, -np.sin(angle + shear)], [np.sin(angle) * stretch, np.cos(angle)]]) * scale
    )
    middle = np.array([w / 2, h / 2])
    out_w, out_h = int(w * scale * stretch) + 4, int(h * scale) + 4
    shift = np.array([out_w / 2 + rng.uniform(-0.5, 0.5), out_h / 2 + rng.uniform(-0.5, 0.5)]) - turn @ middle
    smooth = cv2.GaussianBlur(pixels, (0, 0), max(0.38 / scale, 0.3)) if scale < 1 else pixels
    page = 255 - cv2.warpAffine(smooth, np.column_stack([turn, shift]), (out_w, out_h), flags=cv2.INTER_LINEAR).astype(
        np.float32
    )
    ink, paper = rng.uniform(0, 90), rng.uniform(185, 255)
    if rng.random() < 0.5:
        page = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.3, 0.9) * min(1.0, high / 9))
    page = ink + (paper - ink) * page / 255
    page += noise.normal(0, rng.choice((1, 4, 8, 15)), page.shape)
    if rng.random() < 0.35:
        page = np.where(page > (ink + (paper - ink) * rng.uniform(0.45, 0.8)), 255.0, 0.0)
    elif rng.random() < 0.6:
        packed = cv2.imencode(
            ".jpg", page.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, rng.randint(35, 90)]
        )
        page = cv2.imdecode(packed[1], cv2.IMREAD_GRAYSCALE).astype(np.float32)
    for _ in range(rng.choice((0, 0, 0, 1))):
        cv2.circle(page, (rng.randrange(out_w), rng.randrange(out_h)), rng.choice((0, 1)), ink, -1)
    if rng.random() < 0.5:  # straightened by the reader, or enlarged by it
        tilt = cv2.getRotationMatrix2D((out_w / 2, out_h / 2), rng.uniform(-1.2, 1.2), 1)
        page = cv2.warpAffine(page, tilt, (out_w, out_h), flags=cv2.INTER_LINEAR, borderValue=paper)
    # Cut to the reader's frame: digits DIGIT rows high in the middle of HEIGHT, more or less.
    grow = DIGIT * rng.uniform(0.78, 1.22) / high
    centre = out_h * (170 - 0.5 * digit) / h + rng.gauss(0, 0.1) * high
    y0, y1 = centre - HEIGHT / 2 / grow, centre + HEIGHT / 2 / grow
    wide = max(round(out_w * grow), 8)
    place = np.array([[grow, 0, 0], [0, grow, -y0 * grow]])
    if y1 <= 0:
        raise ValueError
    flags = rng.choice((cv2.INTER_CUBIC, cv2.INTER_LINEAR))
    return cv2.warpAffine(
        page.clip(0, 255).astype(np.uint8), place, (wide, HEIGHT), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )


def main() -> None:
    """Draw samples into one file: for each width their pictures, labels (padded with 0) and lengths."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    a = parser.parse_args()
    rng, noise = random.Random(a.seed), np.random.default_rng(a.seed)
    latin, chinese = faces(a.fonts)
    print(len(latin), "fonts,", len(chinese), "Chinese ones")
    pictures: dict[int, list[np.ndarray]] = {w: [] for w in WIDTHS}
    labels: dict[int, list[list[int]]] = {w: [] for w in WIDTHS}
    while sum(map(len, labels.values())) < a.count:
        pixels, text, digit = drawn(rng, latin, chinese)
        picture = aged(pixels, digit, rng, noise)
        width = next((w for w in WIDTHS if picture.shape[1] <= w), None)
        if width is None or not text:
            continue
        padded = np.zeros((HEIGHT, width), np.uint8)
        padded[:, : picture.shape[1]] = 255 - standard(picture)
        codes = [LETTERS.find(c) + 1 or OTHER for c in text][: LONGEST + 2]
        pictures[width].append(padded)
        labels[width].append(codes + [0] * (LONGEST + 2 - len(codes)))
    kept = {f"pictures{w}": np.array(pictures[w]) for w in WIDTHS} | {
        f"labels{w}": np.array(labels[w], np.uint8) for w in WIDTHS
    }
    np.savez(a.target, **kept)


def standard(picture: np.ndarray) -> np.ndarray:
    """Paper at 255, ink at 0, whatever the light."""
    low, high = np.percentile(picture, (2, 90))
    return ((picture - low) * (255.0 / max(high - low, 40.0))).clip(0, 255).astype(np.uint8)


if __name__ == "__main__":
    main()
