"""Points, commas and signs in a number (数字标点): which of them may be printed, and which a page's other numbers tell.

On a coarse page . and , look alike, to every reader.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.read.scan.numerals import Reading

GROUPED = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)%?")
THREE = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
CLEARLY = 4  # times as many numbers tell how a page writes thousands


def plain(number: str, *, apart: bool = False) -> str:
    """A number in the letters that the second reader knows: the sign ‰ is told from % on its own.

    Where they stand `apart`, a space between two is none.
    """
    number = number.replace(" ", "") if apart else number
    return number.translate(str.maketrans("，．·％‰–—－~～−", ",..%%------")).replace(" %", "%").strip(".,:")


def well_formed(number: str) -> bool:
    """Whether thousands are grouped in threes and there is at most one decimal point, and no needless nought."""
    return bool(GROUPED.fullmatch(number)) and not re.match(r"-?0\d+[.,]", number)


def ways_of(number: str) -> list[str]:
    """The numbers that have these digits and separators in these places, whichever of point and comma they are."""
    *parts, last = re.split("[.,]", number)
    return [way for mark in ",." if well_formed(way := mark.join((",".join(parts), last)))] if parts else [number]


def with_marks_of(first: str, again: Reading) -> Reading:
    """The second reading with points for commas and commas for points where only so the two are one number."""
    ways = ways_of(again.text)
    only = len(ways) == 1 and ways == ways_of(first) and (first in ways or len(re.findall("[.,]", first)) > 1)
    return again._replace(text=ways[0]) if only else again


def before_three(numbers: list[str]) -> str:
    """What stands before a number's three last digits on a page: a comma where thousands are grouped; "" if unknown.

    Whatever its marks were read as, 1.234.56 tells, and so does 1234,56.
    """
    grouped = sum(bool(re.fullmatch(r"-?\d{1,3}([.,]\d{3})+[.,]\d+", number)) for number in numbers)
    bare = sum(bool(re.fullmatch(r"-?\d{4,}[.,]\d+", number)) for number in numbers)
    return "," if grouped > max(1, CLEARLY * bare) else "." if bare > max(1, CLEARLY * grouped) else ""


def marked(again: Reading, first: str, before: str, *, coarse: bool) -> Reading:
    """The second reading with the marks that it can only have on this page: . and , look alike on a coarse one.

    `before` is what stands before three last digits.
    """
    text, ways = again.text, ways_of(again.text)
    if before and THREE.fullmatch(text) and (text != first or (coarse and before == ",")):
        made = re.sub("[.,]", before, text)
        if made == first:
            return again._replace(sure=(0.0,) * len(text))
        alike = made == re.sub("[.,]", before, first)
        return again._replace(text=made, sure=(1.0,) * len(made) if alike else again.sure)
    if coarse and len(ways) == 1 and not well_formed(text) and len(re.split("[.,]", text)[-1].strip("%")) < 3:
        return again._replace(text=ways[0])
    return again


def digits_alone(number: str) -> str:
    """A number without its sign and its spaces: what says more of a dash or a gap says nothing of digits."""
    return number.lstrip("-").replace(" ", "")


def is_within(short: str, long: str) -> bool:
    """Whether the characters of one stand in the other in their order."""
    rest = iter(long)
    return all(char in rest for char in short)


def first_more(long: str, short: str) -> int:
    """Where a text first has a character that a shorter one, which stands in it, lacks."""
    return next((k for k, (a, b) in enumerate(zip(long, short, strict=False)) if a != b), len(short))
