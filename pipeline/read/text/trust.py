"""Whether a page's text layer can be trusted (可信): beside its images, and by the characters that it makes."""

from __future__ import annotations

import ctypes
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium_c

from pipeline.read.text.char_boxes import code_points
from pipeline.read.text.layer import table_of

if TYPE_CHECKING:
    import pypdfium2 as pdfium

    from pipeline.read.text.layer import Layer, View
    from pipeline.read.text.paths import Objects

MARGIN = 0.1  # share of the page's height in which stamps, fax lines and page numbers stand
FEW = 12  # fewer characters than this outside the margins are no text
# The commonest characters of public finance's Chinese; real text is full of them, a wrong character map has none.
COMMON = table_of(
    "的一是了不在有人和为以年度月日部门预算支出收入万元项目绩效评价自工作情况管理资金财政市县区局单位数总"
    "及中对大上下本与等按实际完成目标全面建设发展服务社会政府制服务基经费公共用结转余额合计其他主要根据规定进行"
)
DIGIT = re.compile(r"\d")
UNIT = re.compile(r"万元|亿元|[％%]")
COVERING = 0.6  # of the page: an image this large is the page
SOLID = 200  # of 255: a pixel this opaque hides what is under it


def verdict(layer: Layer, view: View, image_share: float, *, hidden: bool) -> str:
    """Why the text layer cannot be used, or "" when it can.

    `image_share` is the largest image's share of the page, `hidden` says that the text is drawn invisibly or beneath
    that image.
    """
    glyphs = layer.glyphs
    if not glyphs.text:
        return "no text layer"
    top, bottom = MARGIN * view.height, (1 - MARGIN) * view.height
    inside = int(np.count_nonzero((glyphs.boxes[:, 3] > top) & (glyphs.boxes[:, 1] < bottom)))
    if image_share > 0.3 and inside < FEW:
        return "text only in the margins of a page image"
    if image_share > COVERING and hidden:
        return "text layer of an earlier OCR under a page image"
    return _garbled(glyphs.text, layer.broken)


def _garbled(text: str, broken: int) -> str:
    if broken > 0.04 * len(text):
        return f"garbled text: {broken} of {len(text)} characters have no letter"
    codes = np.minimum(code_points(text), 0xFFFF)
    chinese = np.count_nonzero((codes >= 0x4E00) & (codes <= 0x9FFF))
    if chinese >= 60 and np.count_nonzero(COMMON[codes]) < 0.08 * chinese:
        return "garbled text: the characters make no Chinese"
    if len(text) >= 200 and chinese < 0.02 * len(text) and np.count_nonzero(codes < 0x80) < 0.5 * len(text):
        return "garbled text: the characters make no Chinese"
    if chinese >= 60 and not DIGIT.search(text) and len(UNIT.findall(text)) >= 5:
        return "garbled text: units without digits"
    return ""


class Cover(NamedTuple):
    """A page's largest image: its share of the page, its pixels per point; and whether the text lies hidden by it."""

    share: float
    density: float
    hidden: bool


def image_cover(page: pdfium.PdfPage, objects: Objects, view: View) -> Cover:
    """The largest image, and whether most text is drawn invisibly or beneath it."""
    if not objects.of(pdfium_c.FPDF_PAGEOBJ_IMAGE):
        return Cover(0.0, 0.0, hidden=False)
    share, density, shown, hidden, beneath, above = 0.0, 0.0, 0, 0, 0, None
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    for address, kind in zip(objects.items, objects.kinds, strict=True):
        item = ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            invisible = pdfium_c.FPDFTextObj_GetTextRenderMode(item) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
            hidden, shown = hidden + invisible, shown + (not invisible)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE and pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            box_w, box_h = right.value - left.value, top.value - bottom.value
            covered = box_w * box_h / max(view.width * view.height, 1.0)
            if covered > share and pdfium_c.FPDFImageObj_GetImagePixelSize(item, wide, high):
                share = covered
                density = max(wide.value, high.value) / max(box_w, box_h, 1.0)
            if covered > COVERING and shown:
                beneath, above = shown, item
    if beneath > shown - beneath and not hidden > shown and _opaque(page, above):
        hidden, shown = hidden + beneath, shown - beneath
    return Cover(min(share, 1.0), density, hidden > shown)


def _opaque(page: pdfium.PdfPage, item: object) -> bool:
    """Whether an image lets nothing through, unlike a watermark with a mask."""
    bitmap = pdfium_c.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, item)
    if not bitmap:
        return False
    try:
        if pdfium_c.FPDFBitmap_GetFormat(bitmap) not in {pdfium_c.FPDFBitmap_BGRA, pdfium_c.FPDFBitmap_BGRA_Premul}:
            return True
        high, stride = pdfium_c.FPDFBitmap_GetHeight(bitmap), pdfium_c.FPDFBitmap_GetStride(bitmap)
        data = ctypes.cast(pdfium_c.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte))
        pixels = np.ctypeslib.as_array(data, (high, stride // 4, 4))
        return bool((pixels[:, :, 3] > SOLID).mean() > COVERING)
    finally:
        pdfium_c.FPDFBitmap_Destroy(bitmap)
