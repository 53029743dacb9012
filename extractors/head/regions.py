"""The division that a department belongs to (行政区划): by its name, with those above it where the text has them."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BETWEEN = 7  # characters at most from a province to a division in it
_PROVINCE = re.compile(
    r"(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海)省"
    r"|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区|(?:北京|天津|上海|重庆)市"
)
_ABOVE = re.compile(r"[\u4e00-\u9fff]{1,11}(?:[省市州盟]|自治区|地区)")
_REGION = re.compile(
    r"^(?:中共|中国共产党|中国人民政治协商会议|政协|共青团|国家税务总局)?(?P<r>(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,7}?(?:自治州|州|市(?!场|政)|盟|地区))?"
    r"(?:[\u4e00-\u9fff]{1,8}?(?:自治县|(?<!^[本全该我某])县)|[\u4e00-\u9fff]{2,8}?(?:(?<![社园景校厂库])区|旗|市(?!委))(?!场))?)"
)


def in_full(department: str, texts: Iterable[str]) -> str:
    """A department with its autonomous division as the text has it in full: 海北州…局, 海北藏族自治州…局."""
    short = region_of(department)
    if not short or not short.endswith(("州", "县", "旗")) or "自治" in short:
        return department
    rest = department.partition(short)[2]
    whole = f"{short[:-1]}[\u4e00-\u9fff]{{1,12}}族自治{short[-1]}{re.escape(rest)}"
    told = (re.search(whole, text) for text in texts if "族自治" in text)
    return next((found[0] for found in told if found), department)


def region_of(text: str) -> str | None:
    """The administrative division that a name begins with."""
    found = _REGION.match(text)
    return found["r"] if found and found["r"] and found.end() < len(text) else None


def region(department: str | None, title: str | None, lines: Iterable[str], texts: Iterable[str]) -> str | None:
    """The division of a department or a title, with those above it where a line begins with them or a text has them."""
    base = region_of(department or "") or region_of(title or "")
    if base is None:
        return None
    above = (line.partition(base)[0] for line in lines if base in line)
    begun = (f"{names}{base}" for names in above if _ABOVE.fullmatch(names))
    told = (whole for text in texts if base in text for whole in _in_provinces(text, base))
    return next((whole for whole in chain(begun, told) if region_of(f"{whole}局") == whole), base)


def _in_provinces(text: str, base: str) -> Iterator[str]:
    """A division as a text has it below a province."""
    for province in _PROVINCE.finditer(text):
        end = province.end()
        between, told, _ = text[end : end + _BETWEEN + len(base)].rpartition(base)
        if told:
            yield f"{province[0]}{between}{base}"
