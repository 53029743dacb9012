"""Dates and periods as printed."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.numbers.dates import complete, date_at, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年4月8日", date(2022, 4, 8)),
        ("2022 年 4 月 8 日", date(2022, 4, 8)),
        ("2022-04-08", date(2022, 4, 8)),
        ("2022/4/8", date(2022, 4, 8)),
        ("2022.4.8", date(2022, 4, 8)),
        ("２０２２年４月８日", date(2022, 4, 8)),
        ("二〇二二年四月八日", date(2022, 4, 8)),
        ("二○二二年十二月三十一日", date(2022, 12, 31)),
        ("2O22年4月8日", date(2022, 4, 8)),
        ("2022年2月29日", None),
        ("2022年13月1日", None),
        ("2022年4月", None),
        ("4月8日", None),
        ("2022年4月8日前", None),
        ("", None),
    ],
)
def test_a_whole_text_as_a_day(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text", ["2022年", "2022年度", "2022年1-12月", "2020-2022年", "2020年至2022年", "3月底", "1-9月", "二〇二二年"]
)
def test_periods_are_no_days(text: str) -> None:
    printed = date_at(text, 0)
    assert printed is not None
    assert (printed.is_day, printed.day, printed.end) == (False, None, len(text))


@pytest.mark.parametrize("text", ["12.5万元", "1.5%", "2022万元", "3个月", "1,234", "2022"])
def test_numbers_are_no_dates(text: str) -> None:
    assert date_at(text, 0) is None


def test_a_day_without_a_year_waits_for_one() -> None:
    printed = date_at("2月29日", 0)
    assert printed is not None
    assert printed.month_day == (2, 29)
    assert complete((2, 29), 2024) == date(2024, 2, 29)
    assert complete((2, 29), 2023) is None
