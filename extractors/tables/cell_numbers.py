"""A table's cell as one number (单元格数字): what only a cell's borders make a number is read here."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.numbers.characters import fold, folded_to
from extractors.numbers.chinese import NUMERALS
from extractors.numbers.numerals import scan
from extractors.numbers.quantities import Quantity
from schemas.figure import Flag
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.document import Cell

_LONGEST_CELL = 60
_NUMERAL = re.compile(rf"[\d{NUMERALS}{folded_to(NUMERALS)}]")
_PLAIN = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,6})?|[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,6})?")
_CELL_FORMS: tuple[tuple[re.Pattern[str], tuple[Flag, ...]], ...] = (
    (re.compile(r"[0-9]{1,24}(?:\.[0-9]{1,8})?"), ()),
    (re.compile(r"[0-9]{1,3}(?: ?[,，] ?[0-9]{3})+(?: ?[.。·] ?[0-9]{1,6})?"), (Flag.REPAIRED,)),
    (re.compile(r"[0-9]{1,9} ?[.。·] ?[0-9]{1,6}"), (Flag.REPAIRED,)),
    (re.compile(r"[0-9OoIl|]{1,9}\.[0-9OoIl|]{1,6}|[0-9]{1,9}[OoIl|]{1,3}"), (Flag.REPAIRED,)),
    (
        re.compile(r"[0-9]{1,6}(?: [0-9]{3})+|[0-9]{1,6}(?: [0-9]{1,4})+ ?\. ?[0-9]{1,6}"),
        (Flag.REPAIRED, Flag.AMBIGUOUS),
    ),
    (re.compile(r"[0-9]{1,9}\. ?[0-9]{1,3} [0-9]{1,3}"), (Flag.REPAIRED, Flag.AMBIGUOUS)),
    (re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+\.[0-9]{1,2}"), (Flag.REPAIRED, Flag.AMBIGUOUS)),
)
# 基本支出：900.5; without a colon only where the number has decimals: 年初预算 1,893.47
_PAIR = re.compile(
    r"(?P<name>[^:;,，。0-9\s]{2,24})(?::\s*|\s*(?=-?[0-9][0-9,，]*\.[0-9]{2}(?![0-9])))(?P<number>-?[0-9][0-9,，]*(?:\.[0-9]+)?)\s*[;；,，、]?\s*"
)
_NAMED = re.compile(rf"\s*(?:其中:\s*)?(?:{_PAIR.pattern.replace('P<name>', ':').replace('P<number>', ':')})+")
_CELL_DIGITS = {**str.maketrans("OolI|。·", "00111.."), **dict.fromkeys(map(ord, " ,，"))}


@lru_cache(maxsize=4096)
def parse_cell(text: str) -> Quantity | None:
    """A whole table cell as one number; None when it is not one: empty, a word, two numbers, a code."""
    return plain_cell(text) or (read_cell(text) if has_numeral(text) else None)


def has_numeral(text: str) -> bool:
    """Whether a cell may hold a number."""
    return _NUMERAL.search(text) is not None


def plain_cell(text: str) -> Quantity | None:
    """A cell's bare number as most are printed (1,234.56), which `read_cell` reads the same but takes long for."""
    if not _PLAIN.fullmatch(text):
        return None
    digits, end = text.replace(",", ""), len(text)
    return Quantity(0, end, 0, end, None, Decimal(digits), decimals=len(digits.partition(".")[2]))


def read_cell(text: str) -> Quantity | None:
    """A cell's number with what is about it, by the grammar of running text or as only a cell's borders make it."""
    folded = fold(text).replace("¥", " ").replace("￥", " ")
    stripped = folded.strip().lstrip("= ")  # a target that must be met exactly: =100%
    if not stripped or len(stripped) > _LONGEST_CELL:
        return None
    lead = len(text) - len(folded.lstrip(" ="))
    core, negative = stripped, False
    if stripped[0] == "(" and stripped[-1] == ")":
        core, negative = " " + stripped[1:-1] + " ", True
    elif stripped[0] == "=":  # a target that must be met exactly
        core = " " + stripped[1:]
    quantities = [q for q in scan(core) if q.kind is None or q.is_figure]
    if len(quantities) != 1:
        quantity = _bare_cell(core)
    else:
        quantity = quantities[0]
        if core[: quantity.start].strip() or core[quantity.end :].strip():
            quantity = _bare_cell(core)
    if quantity is None:
        return None
    quantity = altered(quantity, start=lead, end=lead + len(stripped),
                       number_start=quantity.number_start + lead, number_end=quantity.number_end + lead)  # fmt: skip
    if negative and quantity.value is not None:
        doubt = () if quantity.decimals or quantity.value >= 100 else (Flag.AMBIGUOUS,)
        quantity = altered(quantity, value=-quantity.value, flags=(*quantity.flags, *doubt))
    return quantity


@lru_cache(maxsize=4096)
def named_numbers(text: str) -> tuple[tuple[str, Quantity], ...]:
    """The bare numbers of a cell that names each of them (基本支出：900.5 项目支出：850); () for any other cell."""
    folded = fold(text)
    if not _NAMED.fullmatch(folded):
        return ()
    found = []
    for pair in _PAIR.finditer(folded):
        number = parse_cell(pair["number"])
        if number is not None and number.kind is None:
            start = pair.start("number")
            moved = altered(number, start=start + number.start, end=start + number.end,
                            number_start=start + number.number_start, number_end=start + number.number_end)  # fmt: skip
            found.append((pair["name"].strip(), moved))
    return tuple(found)


def whole_lines(cells: Iterable[Cell]) -> tuple[frozenset[int], frozenset[int]]:
    """The rows and the columns that print whole numbers only, where half of all numbers have decimals."""
    read = [(c.row, c.col, parse_cell(c.text)) for c in cells]
    numbers = [(row, col, q.decimals) for row, col, q in read if q and q.kind is None and q.value]
    if 2 * sum(decimals > 0 for *_, decimals in numbers) < len(numbers):
        return frozenset(), frozenset()
    lines = []
    for axis in (0, 1):
        printed: dict[int, list[int]] = {}
        for number in numbers:
            printed.setdefault(number[axis], []).append(number[2])
        lines.append(frozenset(n for n, decimals in printed.items() if len(decimals) > 1 and not any(decimals)))
    return lines[0], lines[1]


def _bare_cell(core: str) -> Quantity | None:
    """A cell's number that only a cell's borders make one: digits apart, look-alikes without a unit."""
    plain = core.strip()
    digits = plain.lstrip("- ")
    flags = next((flags for pattern, flags in _CELL_FORMS if pattern.fullmatch(digits)), None)
    if flags is None or not any(c.isdigit() for c in digits):
        return None
    digits = digits.translate(_CELL_DIGITS)
    whole, point, fraction = digits.rpartition(".")
    number = (whole.replace(".", "") or "0") + "." + fraction if point else fraction
    begin = core.index(plain)
    value = -Decimal(number) if plain.startswith("-") else Decimal(number)
    return Quantity(begin, begin + len(plain), begin, begin + len(plain), None, value,
                    decimals=len(fraction) if point else 0, flags=flags)  # fmt: skip
