"""Marks on scans: full-width beside Chinese, half-width within numbers and among letters."""

from __future__ import annotations

import pytest

from pipeline.read.scan.ocr import OcrChar
from pipeline.read.scan.widths import in_their_width

HEIGHT = 20.0


def told(text: str, pitch: float = 12.0) -> str:
    chars = [OcrChar(c, pitch * k, pitch * k + 10, 0.99) for k, c in enumerate(text)]
    return "".join(c.char for c in in_their_width(chars, HEIGHT))


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("支出5.98万元,人均1300元;余", "支出5.98万元，人均1300元；余"),
        ("占12.5%,比上年", "占12.5%，比上年"),
        ("附件1:自评表", "附件1：自评表"),
        ("1,234.56", "1,234.56"),
        ("比例为1:2.5", "比例为1:2.5"),
        ("(1)产出", "（1）产出"),
        ("执行率(B/A)", "执行率（B/A）"),
        ("(B/A)", "(B/A)"),
        ("(一)决策(20分", "（一）决策（20分"),
        ("2)A", "2)A"),
    ],
)
def test_what_stands_beside_a_mark_tells_its_width(read: str, printed: str) -> None:
    assert told(read) == printed


@pytest.mark.parametrize(("pitch", "printed"), [(8.0, "12,345"), (24.0, "12，345")])
def test_a_comma_between_digits_is_as_wide_as_its_place(pitch: float, printed: str) -> None:
    assert told("12，345", pitch) == printed
