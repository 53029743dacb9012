"""OFD files (GB/T 33190-2016, 开放版式文档): pages of characters, rules and images, like those of a PDF.

Lengths in the file are millimetres from the page's top left; an object's own coordinates go through its CTM and
then to its Boundary (GB/T 33190, 8.5). Scanned pages go to OCR.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from pipeline.errors import UnreadableError
from pipeline.read.images import opened, upright
from pipeline.read.ofd_page import MM, Drawing, Font, Picture, draw
from pipeline.read.package import Package, damaged, encrypted, resolve
from pipeline.read.pdf import LARGEST_SIDE, assemble, scanned, sheet_of
from pipeline.read.text.layer import Layer, View
from pipeline.read.text.trust import verdict
from schemas.document import Origin, Page
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree
    from numpy.typing import NDArray

    from pipeline.read.layout.columns import Sheet
    from pipeline.read.scan.ocr import Readers
    from pipeline.settings import Settings
    from schemas.document import Document

A4 = (0.0, 0.0, 210.0, 297.0)
SCAN_DPI = 200.0
MOST_CURVES = 300  # curved strokes of a page that is blank but for an ornament


def read_ofd(path: Path, settings: Settings, readers: Readers) -> Document:
    """Read an OFD file. Raises UnreadableError; a page that fails alone becomes a page without an origin."""
    with Package(path) as package:
        if "Encryptions.xml" in package:
            raise encrypted()
        roots = [body.findtext("DocRoot") or "" for body in package.xml("OFD.xml").iter("DocBody")]
        papers = [paper for root in roots if root for paper in _papers(package, resolve("", root.strip()))]
        if not papers:
            raise UnreadableError("no_pages", "文件没有任何页面。请检查导出过程后重新提交。")
        if len(papers) > settings.max_pages:
            raise UnreadableError(
                "too_many_pages", f"文件有 {len(papers)} 页，超过上限 {settings.max_pages} 页。请拆分后提交。"
            )
        return assemble(_pages(package, papers, settings, readers))


@record
class _Shared:
    """What the pages of one document share: paper (mm), templates and resources by id."""

    folder: str
    paper: tuple[float, float, float, float]
    templates: dict[str, str] = field(default_factory=dict)
    fonts: dict[str, Font] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    units: dict[str, etree._Element] = field(default_factory=dict)


class _Paper(NamedTuple):
    """One page to read: the part that holds it, and its document."""

    part: str
    shared: _Shared


def _papers(package: Package, root: str) -> list[_Paper]:
    document = package.xml(root)
    folder = root.rpartition("/")[0]
    common = document.find("CommonData")
    if common is None:
        raise damaged("没有公共数据")
    shared = _Shared(folder, box_of(common.findtext("PageArea/PhysicalBox")) or A4)
    for template in common.iter("TemplatePage"):
        shared.templates[template.get("ID", "")] = resolve(folder, template.get("BaseLoc", ""))
    for resource in (*common.iter("PublicRes"), *common.iter("DocumentRes")):
        _resources(package, resolve(folder, (resource.text or "").strip()), shared)
    return [_Paper(resolve(folder, page.get("BaseLoc", "")), shared) for page in document.iterfind("Pages/Page")]


def _resources(package: Package, part: str, shared: _Shared) -> None:
    """Take a resource file's fonts, images and drawings; one that is missing costs only what needs it."""
    if part not in package:
        return
    root = package.xml(part)
    folder = resolve(part.rpartition("/")[0], root.get("BaseLoc", ""))
    for font in root.iter("Font"):
        name = f"{font.get('FontName', '')} {font.get('FamilyName', '')}".lower()
        heavy = font.get("Bold") == "true" or re.search(r"bold|hei|黑体", name) is not None
        shared.fonts[font.get("ID", "")] = Font(bold=heavy)
    for medium in root.iter("MultiMedia"):
        shared.media[medium.get("ID", "")] = resolve(folder, (medium.findtext("MediaFile") or "").strip())
    for unit in root.iter("CompositeGraphicUnit"):
        shared.units[unit.get("ID", "")] = unit


def box_of(text: str | None) -> tuple[float, float, float, float] | None:
    """An ST_Box (`x y width height`); None when it is none."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?", text or "")
    if len(numbers) != 4:
        return None
    x, y, width, height = map(float, numbers)
    return (x, y, width, height) if width > 0 and height > 0 else None


def _pages(
    package: Package, papers: list[_Paper], settings: Settings, readers: Readers
) -> Iterator[tuple[Page, Sheet | None]]:
    for number, paper in enumerate(papers, 1):
        try:
            yield _page(package, paper, number, settings, readers)
        except UnreadableError as error:
            yield Page(number, 0.0, 0.0, None, f"unreadable: {error.code}"), None


def _page(
    package: Package, paper: _Paper, number: int, settings: Settings, readers: Readers
) -> tuple[Page, Sheet | None]:
    root, shared = package.xml(paper.part), paper.shared
    for resource in root.iter("PageRes"):
        _resources(package, resolve(paper.part.rpartition("/")[0], (resource.text or "").strip()), shared)
    x, y, wide, high = box_of(root.findtext("Area/PhysicalBox")) or shared.paper
    width, height = wide * MM, high * MM
    if max(width, height) > LARGEST_SIDE:
        return Page(number, width, height, None, "unreadable: impossible page size"), None
    drawing = Drawing(shared.fonts, shared.units, origin=(x, y))
    for template in root.findall("Template"):
        part = shared.templates.get(template.get("TemplateID", ""), "")
        if part in package:
            draw(package.xml(part), drawing)
    draw(root, drawing)
    glyphs = drawing.glyphs()
    share = max((picture.share(width, height) for picture in drawing.pictures), default=0.0)
    if not glyphs.text and not drawing.pictures and drawing.curves > MOST_CURVES:
        return Page(number, width, height, None, "unreadable: no text layer, text drawn as outlines"), None
    if not glyphs.text and not drawing.pictures:
        return Page(number, width, height, Origin.TEXT, "blank page"), None
    broken = sum("\ue000" <= char <= "\uf8ff" or char == "\ufffd" for char in glyphs.text)
    view = View(width, height, 0.0, 0.0, 0)
    why = verdict(Layer(glyphs, broken, 0), view, share, hidden=drawing.hidden > len(glyphs.text) / 2)
    if not why:
        sheet = sheet_of(number, width, height, glyphs, drawing.across, drawing.down, 0)
        return Page(number, width, height, Origin.TEXT, "text layer"), sheet
    return _by_ocr(package, drawing, number, (width, height), why, shared, settings, readers)


def _by_ocr(
    package: Package,
    drawing: Drawing,
    number: int,
    size: tuple[float, float],
    why: str,
    shared: _Shared,
    settings: Settings,
    readers: Readers,
) -> tuple[Page, Sheet | None]:
    if not drawing.pictures:
        return Page(number, *size, None, f"unreadable: {why}, and no image to read instead"), None
    engine = readers.first()
    if engine is None:
        return Page(number, *size, None, f"OCR is off: {why}"), None
    image = _composed(package, drawing.pictures, size, shared)
    return scanned(number, image, 72 / SCAN_DPI, read_why=why, engine=engine, settings=settings)


def _composed(
    package: Package, pictures: list[Picture], size: tuple[float, float], shared: _Shared
) -> NDArray[np.uint8]:
    """The page's images in their places on white paper, at 200 dpi. Raises UnreadableError."""
    scale = SCAN_DPI / 72
    canvas = Image.new("RGB", (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)), "white")
    for picture in pictures:
        part = shared.media.get(picture.resource, "")
        with opened(package.read(part)) as image:
            try:
                pixels, _ = upright(image)
            except (OSError, SyntaxError, ValueError, EOFError) as error:
                raise damaged(f"图片 {part}") from error
        left, top, right, bottom = (round(edge * scale) for edge in picture.box)
        if right - left < 2 or bottom - top < 2 or max(right - left, bottom - top) > 2 * max(canvas.size):
            continue
        placed = Image.fromarray(pixels).resize((right - left, bottom - top), Image.Resampling.LANCZOS)
        canvas.paste(placed, (left, top))
    return np.asarray(canvas, dtype=np.uint8)
