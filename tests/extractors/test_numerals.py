"""The grammar of printed numbers: gold strings by provenance, laws, and texts that try to make it slow."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.numbers import numerals
from extractors.numbers.numerals import Other, Quantity, scan
from extractors.numbers.quantities import with_unit
from extractors.numbers.units import named_unit
from extractors.tables.cell_numbers import parse_cell, plain_cell, read_cell
from schemas.figure import Flag, Kind

GOLD = Path(__file__).with_name("numerals.tsv")
ROWS = [line.split("\t") for line in GOLD.read_text("utf-8").splitlines() if not line.startswith("#")]


def brief(quantity: Quantity) -> str:
    parts = [str(quantity.kind) if quantity.kind else "bare"]
    if quantity.value is not None:
        parts += [format(quantity.value, "f"), quantity.unit]
    parts += [str(quantity.day or ""), f"({quantity.qualifier})" if quantity.qualifier else ""]
    return " ".join([*filter(None, parts), *(f"!{flag}" for flag in quantity.flags)])


def figures(text: str) -> list[str]:
    return [brief(quantity) for quantity in scan(text) if not isinstance(quantity.kind, Other)]


@pytest.mark.parametrize(("provenance", "text", "expected"), ROWS, ids=[f"{row[0]}: {row[1]}" for row in ROWS])
def test_gold_strings(provenance: str, text: str, expected: str) -> None:
    assert " | ".join(figures(text)) == expected, provenance


def test_there_are_at_least_seven_hundred_gold_strings() -> None:
    assert len({row[1] for row in ROWS}) >= 700


@pytest.mark.xfail(reason="a unit that is split by a space is read up to the space", strict=True)
def test_a_classifier_of_two_characters_split_by_a_space() -> None:
    assert figures("培训 120 人 次") == ["count 120 人次"]


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("3284.69", "万元", "amount 3284.69 万元 !unit_inherited"),
        (" 1,200.50 ", "万元", "amount 1200.50 万元 !unit_inherited"),
        ("¥5.00", "元", "amount 5.00 元 !unit_inherited"),
        ("100%", "万元", "rate 100 %"),
        ("=100%", "万元", "rate 100 %"),
        ("＝ 3", "分", "score 3 分 !unit_inherited"),
        ("95分", None, "score 95 分"),
        ("15", "分", "score 15 分 !unit_inherited"),
        ("(5.20)", "万元", "amount -5.20 万元 !unit_inherited"),
        ("-5.2", "万元", "amount -5.2 万元 !unit_inherited"),
        ("（3）", "万元", "amount -3 万元 !ambiguous !unit_inherited"),
        ("59 37.35", "万元", "amount 5937.35 万元 !repaired !ambiguous !unit_inherited"),
        ("3.284.69", "万元", "amount 3284.69 万元 !repaired !ambiguous !unit_inherited"),
        ("O.5", "万元", "amount 0.5 万元 !repaired !unit_inherited"),
        ("1OO", "万元", "amount 100 万元 !repaired !unit_inherited"),
        ("100", None, "bare 100"),
        ("=100%", None, "rate 100 %"),
        ("＝ 2套", None, "count 2 套"),
        ("2021-06-10", None, "date 2021-06-10"),
    ],
)
def test_cells_that_are_one_number(text: str, unit: str | None, expected: str) -> None:
    quantity, known = parse_cell(text), named_unit(unit) if unit else None
    assert quantity is not None
    if quantity.kind is None and known is not None:
        quantity = with_unit(quantity, known)
    assert brief(quantity) == expected


@settings(max_examples=300)
@given(st.integers(0, 10**13), st.integers(0, 6), st.sampled_from(["", ","]))
def test_a_plain_number_in_a_cell_is_what_the_grammar_makes_of_it(number: int, places: int, comma: str) -> None:
    text = f"{Decimal(number).scaleb(-places):{comma}f}"
    assert plain_cell(text) == read_cell(text) is not None


@pytest.mark.parametrize("text", ["20230615", "2023.12", "202306", "13800138000", "007", "1.1", "2023", "0.10", "100"])
def test_what_would_be_a_date_or_a_code_in_prose_is_a_plain_number_in_a_cell(text: str) -> None:
    assert plain_cell(text) == read_cell(text) is not None


@pytest.mark.parametrize(
    "text", ["", "—", "无", "一、土地", "2020年", "1/1", "第1名", "20 10", "1.2、3.4", "202010100.00%10"]
)
def test_cells_that_are_not(text: str) -> None:
    assert parse_cell(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增加 40\n万元", "amount 40 万元"),
        ("支出95.\n10万元", "amount 95.10 万元"),
        ("支出12\n34.5万元", "amount 1234.5 万元 !repaired !ambiguous"),
        ("支出5937.3\n5万元", "amount 5937.35 万元 !repaired !ambiguous"),
        ("支出5937.35 万\n元", "amount 5937.35 万元"),
    ],
)
def test_line_breaks_inside_a_number(text: str, expected: str) -> None:
    assert " | ".join(figures(text)) == expected


numbers = st.decimals(min_value=Decimal(-99999999), max_value=Decimal(99999999), places=2)
units = st.sampled_from(["元", "千元", "万元", "亿元", "%", "‰", "个百分点", "倍", "分", "人", "万人次", "平方米"])
FULL_WIDTH = str.maketrans("0123456789.-%", "０１２３４５６７８９．－％")


@settings(max_examples=1500)
@given(numbers, st.integers(0, 6), units, st.booleans(), st.booleans(), st.sampled_from(["", " "]))
def test_what_is_printed_is_read_again(
    value: Decimal,
    places: int,
    unit: str,
    thousands: bool,  # noqa: FBT001
    wide: bool,  # noqa: FBT001
    gap: str,
) -> None:
    value = value.quantize(Decimal(1).scaleb(-places))
    number = format(value, f"{',' if thousands and not wide else ''}.{places}f")
    text = f"本年数为{number}{gap}{unit}，"
    (quantity,) = scan(text.translate(FULL_WIDTH) if wide else text)
    assert (quantity.value, quantity.decimals, quantity.unit, quantity.flags) == (value, places, unit, ())
    assert (quantity.start, quantity.end) == (4, len(text) - 1)


HAN = "零一二三四五六七八九"
CAPITAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def spelled(number: int) -> str:
    """A number below 100 000 000 in Chinese numerals, the way a form wants it."""
    if number >= 10000:
        high, low = divmod(number, 10000)
        zero = "零" if low and low < 1000 else ""
        return spelled(high) + "万" + zero + (spelled(low) if low else "")
    made, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            made += ("零" if gap and made else "") + HAN[digit] + name
        gap = not digit
    return made


@settings(max_examples=600)
@given(st.integers(1, 99_999_999), st.booleans())
def test_numerals_in_characters_are_read_again(number: int, capital: bool) -> None:  # noqa: FBT001
    text = spelled(number)
    (quantity,) = scan(f"合计{text.translate(CAPITAL) if capital else text}元。")
    assert quantity.value is not None
    assert (quantity.value * quantity.scale, quantity.kind) == (number, Kind.AMOUNT)


@settings(max_examples=400)
@given(
    st.lists(numbers.map(abs), min_size=2, max_size=5), st.sampled_from(["万元", "%", "分"]), st.sampled_from("、，")
)
def test_lists_that_share_a_unit(values: list[Decimal], unit: str, comma: str) -> None:
    text = f"分别为{comma.join(f'{v:.2f}' for v in values[:-1])}和{values[-1]:.2f}{unit}。"
    found = scan(text)
    assert [(q.value, q.unit) for q in found] == [(v, unit) for v in values]
    assert all(Flag.UNIT_INHERITED in q.flags for q in found[:-1])


@settings(max_examples=800)
@given(numbers.filter(lambda v: v > 10), st.integers(0, 30), st.sampled_from("OoIl|ZSB,. '·"), st.booleans())
def test_a_spoilt_number_is_whole_or_flagged(value: Decimal, place: int, spoiler: str, put_in: bool) -> None:  # noqa: FBT001
    """With a character replaced or put in, what is read without a flag is all of what is printed, not a piece of it."""
    printed = f"{value:.2f}"
    at = place % len(printed)
    spoilt = printed[:at] + spoiler + printed[at + (not put_in) :]
    for quantity in scan(f"支出{spoilt}万元。"):
        if quantity.is_figure and not quantity.flags:
            digits = re.sub(r"[^0-9.]", "", spoilt)
            assert digits.count(".") < 2, spoilt
            assert quantity.value in {Decimal(digits), Decimal(printed)}, spoilt


@settings(max_examples=300)
@given(st.text(alphabet="0123456789.,，-— ()（）年月日万亿元%分人次第百十三约余多O和、。:/[]A", max_size=60))
def test_nothing_overlaps_and_no_number_is_made_up(text: str) -> None:
    found = scan(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for quantity in found:
        assert 0 <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        if quantity.is_figure and quantity.kind is not Kind.DATE and not quantity.flags:
            assert any(c.isdigit() or c in "百十三万亿" for c in text[quantity.start : quantity.end])


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text: str) -> None:
    scan(text)
    parse_cell(text)


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1 ", "(", "一", "第", "《", "1.1", "百分之", "1-", "[2020", "1亿", "1月", "1、", "A"]
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begin = time.process_time()
        scan(text)
        return time.process_time() - begin

    assert seconds(40_000) < 15 * max(seconds(8_000), 0.1)


def test_a_doubtful_reading_says_so() -> None:
    (quantity,) = scan("支出3.284.69万元")
    assert Flag.AMBIGUOUS in quantity.flags


_SIGNS = (
    "元 万元 % 分 之 × 附表 港币 欧元 年 月 日 / - — : + . , 号 级 成 热线 第 ( ] [ 个 I O | 十 三 1 9.5 12 100 2023"
)
_BESIDE = [*_SIGNS.split(), " %", "X ", "如图 ", "1,234.5", "400123456"]


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(_BESIDE), max_size=4), st.sampled_from(["7", "9.5", "12", "100", "13,800", "12345.67"]))
def test_a_number_that_its_unit_follows_is_nothing_that_is_looked_for_before(around: list[str], number: str) -> None:
    text = "".join([*around[:2], number, *around[2:]])
    plain = [at for at in range(len(text)) if text[at].isdigit() and numerals._PLAIN.match(text, at)]
    earlier = [rule for rule in numerals._RULES["7"] if rule not in {numerals._plain, numerals._arabic}]
    assert len(earlier) == 4
    assert [rule.__name__ for at in plain for rule in earlier if rule(text, at, 0)] == []
