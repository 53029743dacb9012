"""Image files: modes, turns, oblong pixels, pages, bombs. What OCR makes of them is other tests' business."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import UnreadableError
from pipeline.read import Readers, read
from pipeline.read.again import crop
from pipeline.read.images import is_image, opened, upright
from pipeline.settings import Settings
from schemas.document import Box, Origin

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.read.scan.ocr import OcrLine


class Recorder:
    """An engine that reads nothing and remembers what it was shown."""

    name = "recorder"
    version = ""

    def __init__(self) -> None:
        self.seen: list[np.ndarray] = []

    def read(self, image: np.ndarray) -> tuple[OcrLine, ...]:
        self.seen.append(image)
        return ()


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    engine = Recorder()
    monkeypatch.setattr(Readers, "first", lambda _: engine)
    return engine


SETTINGS = Settings(cache=None)


def page(width: int = 827, height: int = 1169, mode: str = "L") -> Image.Image:
    """White, with a dark bar near the top left."""
    image = Image.new("L", (width, height), 255)
    image.paste(0, (width // 10, height // 10, width // 2, height // 8))
    return image.convert(mode)


def corner_dark(pixels: np.ndarray) -> bool:
    grey = pixels if pixels.ndim == 2 else pixels.mean(axis=2)
    height, width = grey.shape
    bar = grey[int(0.105 * height) : int(0.12 * height), int(0.15 * width) : int(0.45 * width)]
    return bool(bar.mean() < 60 and grey.mean() > 200)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.bmp", "a.tif"])
def test_formats_are_known_by_their_bytes(tmp_path: Path, recorder: Recorder, name: str) -> None:
    path = tmp_path / name
    page().save(path, dpi=(100, 100))
    disguised = path.rename(tmp_path / "a.bin")
    assert is_image(disguised.read_bytes()[:1024])
    (read_page,) = read(disguised, SETTINGS, Readers(SETTINGS)).pages
    assert (read_page.width, read_page.height) == (pytest.approx(595, abs=2), pytest.approx(842, abs=2))
    assert read_page.reason.startswith("image file")
    assert corner_dark(recorder.seen[0])


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_every_mode_comes_out_dark_on_white(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a.tif"
    if mode == "I;16":
        Image.fromarray(np.asarray(page(), dtype=np.uint16) * 257).save(path)
    else:
        page(mode="RGB" if mode in {"P", "CMYK"} else "L").convert(mode).save(path)
    pixels, _ = upright(opened(path.read_bytes()))
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 2 or pixels.shape[2] == 3
    assert corner_dark(pixels)


def test_transparent_paper_is_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (827, 1169), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (83, 117, 413, 146))
    image.save(tmp_path / "a.png")
    assert corner_dark(upright(opened((tmp_path / "a.png").read_bytes()))[0])


def test_a_camera_s_turn_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned clockwise by 90 degrees
    page().transpose(Image.Transpose.ROTATE_90).save(path, exif=exif, quality=95)
    pixels, dpi = upright(opened(path.read_bytes()))
    assert pixels.shape[:2] == (1169, 827)
    assert corner_dark(pixels)
    assert dpi == pytest.approx(1169 * 72 / 842)


def test_a_place_on_a_page_is_found_again(tmp_path: Path) -> None:
    """The bar, in points of an A4 page, on the second page; nothing where there is no such page."""
    path = tmp_path / "a.tif"
    Image.new("L", (827, 1169), 255).save(path, save_all=True, append_images=[page()], dpi=(100, 100))
    seen = crop(path, Box(2, 61, 86, 295, 103), dpi=200, margin=0)
    assert seen is not None
    assert seen.size == (pytest.approx(650, abs=2), pytest.approx(47, abs=2))
    assert np.asarray(seen).mean() < 20
    blank = crop(path, Box(1, 61, 86, 295, 103))
    assert blank is not None
    assert np.asarray(blank).min() == 255
    assert crop(path, Box(3, 61, 86, 295, 103)) is None


def test_a_fax_of_several_pages(tmp_path: Path, recorder: Recorder) -> None:
    path = tmp_path / "fax.tif"
    sheets = [page(1728, 1145, "1") for _ in range(3)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:], compression="group4", dpi=(204, 98))
    pages = read(path, SETTINGS, Readers(SETTINGS)).pages
    assert [p.number for p in pages] == [1, 2, 3]
    for read_page in pages:
        assert (read_page.width, read_page.height) == (pytest.approx(610, abs=1), pytest.approx(841, abs=1))
    for image in recorder.seen:
        assert image.shape[0] / image.shape[1] == pytest.approx(841 / 610, rel=0.01)


@pytest.mark.parametrize("stated", [(72, 72), (1, 1), None])
def test_an_unlikely_resolution_makes_an_a4_page(tmp_path: Path, stated: tuple[int, int] | None) -> None:
    path = tmp_path / "a.jpg"
    page(3000, 4000).save(path, **({"dpi": stated} if stated else {}))
    _, dpi = upright(opened(path.read_bytes()))
    assert dpi == pytest.approx(4000 * 72 / 842, rel=0.001)


def test_broken_and_oversized_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorder: Recorder) -> None:
    path = tmp_path / "a.png"
    page().save(path)
    cut = tmp_path / "cut.png"
    cut.write_bytes(path.read_bytes()[:60])
    with pytest.raises(UnreadableError):
        read(cut, SETTINGS, Readers(SETTINGS))
    monkeypatch.setattr("pipeline.read.images.MOST_PIXELS", 100_000)
    with pytest.raises(UnreadableError) as caught:
        read(path, SETTINGS, Readers(SETTINGS))
    assert caught.value.code == "too_large"
    assert recorder.seen == []


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (20, 1100), (4000, 60)])
def test_what_no_page_can_look_like_is_not_read(tmp_path: Path, recorder: Recorder, size: tuple[int, int]) -> None:
    Image.new("L", size, 255).save(tmp_path / "a.png")
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path / "a.png", SETTINGS, Readers(SETTINGS))
    assert caught.value.code == "scrap"
    assert recorder.seen == []


def test_a_scrap_among_pages_is_a_page_that_could_not_be_read(tmp_path: Path, recorder: Recorder) -> None:
    Image.new("L", (9, 9), 255).save(tmp_path / "a.tif", save_all=True, append_images=[page()])
    document = read(tmp_path / "a.tif", SETTINGS, Readers(SETTINGS))
    assert [one.origin for one in document.pages] == [None, Origin.OCR]
    assert {image.shape for image in recorder.seen} == {(1169, 827)}
