"""The red seal (公章): a ring with the department's name around a star."""

from __future__ import annotations

import functools
import math
import subprocess

from PIL import Image, ImageDraw, ImageFont

RED = (205, 45, 45, 205)
SPREAD = 250  # degrees of the ring that the name takes at most


@functools.cache
def face(size: int) -> ImageFont.FreeTypeFont:
    """The face that seals are cut in."""
    done = subprocess.run(
        ["fc-match", "-f", "%{file}", "Noto Serif CJK SC:bold"], check=True, capture_output=True, text=True
    )
    return ImageFont.truetype(done.stdout, size)


def stamp(name: str, size: int) -> Image.Image:
    """The seal of that name on a transparent square, `size` pixels wide."""
    image = Image.new("RGBA", (size, size))
    pen, middle, radius = ImageDraw.Draw(image), size / 2, size * 0.47
    pen.ellipse(
        (middle - radius, middle - radius, middle + radius, middle + radius), outline=RED, width=max(3, size // 40)
    )
    star = [
        (middle + size * reach * math.sin(i * math.pi / 5), middle - size * reach * math.cos(i * math.pi / 5))
        for i in range(10)
        for reach in (0.16 if i % 2 == 0 else 0.065,)
    ]
    pen.polygon(star, fill=RED)
    letters = size * 0.13
    step = min(SPREAD / max(len(name) - 1, 1), 32)
    for i, letter in enumerate(name):
        turn = (i - (len(name) - 1) / 2) * step
        glyph = Image.new("RGBA", (int(letters * 1.3),) * 2)
        at = glyph.width / 2
        ImageDraw.Draw(glyph).text(
            (at, at), letter, RED, face(int(min(letters, size * math.radians(step) * 0.37))), anchor="mm"
        )
        glyph = glyph.rotate(-turn, resample=Image.Resampling.BICUBIC)
        x, y = (middle + size * 0.37 * way(math.radians(turn)) * sign for way, sign in ((math.sin, 1), (math.cos, -1)))
        image.alpha_composite(glyph, (int(x - at), int(y - at)))
    return image
