"""Slips (笔误与误读): which numbers a printed number may have been meant to be, and how likely each slip is.

Costs stand for −log of a likelihood: only their order matters. Pairs of digits that OCR engines confuse were
collected from the engines' issue trackers and from scans; a text layer has no such confusions.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.intervals import is_exact
from schemas.document import Origin
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemas.figure import Figure

_CONFUSED = frozenset(
    {"08", "06", "09", "17", "14", "27", "35", "38", "39", "56", "58", "68", "69", "89", "49", "12", "23"}
)
_ALIKE = _CONFUSED | {pair[::-1] for pair in _CONFUSED}
LIKELY = 4.0
DIGIT = frozenset({"digit", "confused", "transposed", "reading"})
DIRECTION = 2.0
_MOST_MARKS = 200  # no scheme of scores gives more
# A total or a rate that was reckoned wrongly, or not anew when its parts changed, may be off by anything; other numbers
# hardly ever are. By how much is anyone's guess: every size is as likely as its double.
_MISCOMPUTED, _UNEXPLAINED = 1.4, 3.4
_MISSING = 2.4  # nothing stands where something is missing
_PER_SIZE = 0.5
_CHANGED = 2  # a digit that was, and the one that stands there now


class Slip(NamedTuple):
    """A number that may have been meant, in the printed unit, what would have gone wrong, and how unlikely that is."""

    value: Decimal
    name: str
    cost: float


NAMES = {
    "reading": "另一识别结果即为此数",
    "confused": "形近数字误认",
    "digit": "一位数字有误",
    "transposed": "相邻数字颠倒",
    "point": "小数点错位或遗漏",
    "doubled": "多写一位数字",
    "dropped": "漏写一位数字",
    "scale": "小数点或数量级有误",
    "unit": "万元与元混用",
    "copied": "误抄相邻数据",
    "stale": "与其他各处不一致，疑为旧数",
    "printed": "报告他处列有此数",
    "exchanged": "两数互换位置",
    "row": "整行与上一行相同，疑误抄上一行",
    "sign": "正负号或增减方向有误",
    "computed": "计算有误，由所列数据得出此数",
    "year": "年份有误",
    "date": "日期有误",
    "missing": "应有数而填为零",
    "other": "无明显笔误形式",
}


def slips(figure: Figure) -> tuple[Slip, ...]:
    """Every number that one slip leads away from the printed one, the likeliest first; each number once."""
    if figure.value is None:
        return ()
    ocr, readings = figure.evidence.origin is Origin.OCR, figure.evidence.readings
    if figure.kind is Kind.AMOUNT:
        return _slips(figure.value, figure.decimals, ocr, readings)
    return _possible(figure.value, figure.decimals, ocr, readings, figure.kind, is_exact(figure))


@lru_cache(maxsize=4096)
def _possible(
    value: Decimal,
    decimals: int,
    ocr: bool,  # noqa: FBT001
    readings: tuple[str, ...],
    kind: Kind,
    exact: bool,  # noqa: FBT001
) -> tuple[Slip, ...]:
    """The slips of what is no amount, and of a kind that not any number may be."""
    found = _slips(value, decimals, ocr, readings)
    named = (slip._replace(name="scale") if slip.name == "unit" else slip for slip in found)
    return tuple(slip for slip in named if _may_be(kind, slip.value, exact=exact))


def is_possible(figure: Figure, number: Decimal) -> bool:
    """Whether a number may stand in a figure's place: nobody counts below nothing, no scheme gives endless points."""
    return _may_be(figure.kind, number, exact=is_exact(figure))


def _may_be(kind: Kind, number: Decimal, *, exact: bool) -> bool:
    if kind not in (Kind.COUNT, Kind.SCORE):
        return True
    if number < 0 or (kind is Kind.SCORE and number > _MOST_MARKS):
        return False
    return not (exact and kind is Kind.COUNT and number != int(number))


def no_slip(figure: Figure, meant: Decimal, *, addends: int, room: int = 1) -> Slip:
    """A number that no slip leads to; `addends`: of how many others it was reckoned, 0 for none.

    The more there are to add, the likelier one was forgotten or counted twice; the more numbers would do (`room`), the
    likelier it was one of them.
    """
    if not figure.value:
        return Slip(meant, "missing", _MISSING)
    distance = abs(meant - (figure.value or 0)).scaleb(figure.decimals)
    name, cost = ("computed", _MISCOMPUTED - log(max(addends, 2) / 2)) if addends else ("other", _UNEXPLAINED)
    return Slip(meant, name, round(cost + _PER_SIZE * log(1 + distance / room), 3))


def is_slip(a: Figure, b: Figure) -> bool:
    """Whether one likely slip leads from one number to the other, in either direction."""
    if _apart(a, b) > _CHANGED and not a.evidence.readings and not b.evidence.readings:
        return False
    return any(
        slip.value == meant and slip.cost <= LIKELY
        for x, y in ((a, b), (b, a))
        if y.base_value is not None
        for meant in (y.base_value / x.scale,)
        for slip in slips(x)
    )


def _apart(a: Figure, b: Figure) -> int:
    """How many digits one of two numbers has that the other has not, noughts aside."""
    x, y = (Counter(f"{figure.value:f}".replace(".", "").replace("0", "")) for figure in (a, b))
    return (x - y).total() + (y - x).total()


@lru_cache(maxsize=4096)
def _slips(value: Decimal, decimals: int, ocr: bool, readings: tuple[str, ...]) -> tuple[Slip, ...]:  # noqa: FBT001
    best: dict[Decimal, Slip] = {}
    for slip in (*_readings(readings), *_digit_slips(value, decimals, ocr=ocr), *_scale_slips(value, decimals)):
        if slip.value != value and (slip.value not in best or best[slip.value].cost > slip.cost):
            best[slip.value] = slip
    return tuple(sorted(best.values(), key=lambda slip: (slip.cost, slip.value)))


def _readings(readings: tuple[str, ...]) -> Iterator[Slip]:
    """What other readers made of the place, where that is a number."""
    for reading in readings:
        found = re.search(r"-?\d+(?:\.\d+)?", reading.replace(",", "").replace("，", ""))
        if found:
            yield Slip(Decimal(found[0]), "reading", 0.3)


def _digit_slips(value: Decimal, decimals: int, *, ocr: bool) -> Iterator[Slip]:
    """One digit changed, swapped with the next, doubled or dropped."""
    sign = -1 if value < 0 else 1
    digits = f"{abs(value):.{decimals}f}".replace(".", "")

    def number(text: str, places: int = decimals) -> Decimal:
        return sign * Decimal(text or "0").scaleb(-places)

    for n, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit and not (n == 0 and other == "0" and len(digits) > decimals + 1):
                alike = digit + other in _ALIKE
                cost = (1.2 if ocr else 2.2) if alike else 2.8
                yield Slip(number(digits[:n] + other + digits[n + 1 :]), "confused" if alike and ocr else "digit", cost)
        if n and digits[n - 1] != digit:
            yield Slip(number(digits[: n - 1] + digit + digits[n - 1] + digits[n + 1 :]), "transposed", 2.0)
    yield from _length_slips(digits, len(digits) - decimals, number)


def _length_slips(digits: str, whole: int, number: Callable[[str], Decimal]) -> Iterator[Slip]:
    """One digit too many or too few among the `whole` digits before the point; the decimals keep their number."""
    for n in range(len(digits)):
        shorter = digits[:n] + digits[n + 1 :]
        if n < whole and whole > 1 and not (n == 0 and whole > 2 and digits[1] == "0"):
            yield Slip(number(shorter), "doubled", 2.4 if n and digits[n] == digits[n - 1] else 3.0)
        for extra in "0123456789":
            longer = digits[:n] + extra + digits[n:]
            if n <= whole and not (n == 0 and extra == "0"):
                yield Slip(number(longer), "dropped", 2.4 if extra == digits[n] else 3.2)
    for extra in "0123456789" if whole else "":
        yield Slip(number(digits[:whole] + extra + digits[whole:]), "dropped", 3.2)


def _scale_slips(value: Decimal, decimals: int) -> Iterator[Slip]:
    """The point lost or moved, 元 for 万元, the sign lost."""
    if value == 0:
        return
    digits = len(str(abs(int(value.scaleb(decimals)))))
    for places in range(1, digits) if decimals == 0 else ():
        yield Slip(value.scaleb(-places), "point", 2.0 if places == 2 else 2.6)
    for places in (-3, -2, -1, 1, 2, 3):
        yield Slip(value.scaleb(places), "scale", 2.2 + 0.2 * abs(places))
    for places in (-4, 4):
        yield Slip(value.scaleb(places), "unit", 2.2)
    yield Slip(-value, "sign", 3.0)
