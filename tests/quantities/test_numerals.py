"""Chinese and Arabic numerals, against an independent writer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengliang.quantities.numerals import arabic, chinese

DIGITS = "零一二三四五六七八九"


def write(number: int) -> str:
    """A numeral from 1 to 99,999,999 as it is read aloud: 10 十, 105 一百零五, 20010 二万零一十."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return write(high) + "万" + ("零" if 0 < low < 1000 else "") + (write_section(low) if low else "")
    text = write_section(number)
    return text.removeprefix("一") if 10 <= number < 20 else text


def write_section(number: int) -> str:
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = bool(text)
    return text


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十"), (1005, "一千零五"),
     (20010, "二万零一十"), (99999, "九万九千九百九十九"), (100000, "十万")],
)  # fmt: skip
def test_the_writer_itself(number, text):
    assert write(number) == text


@settings(deadline=None)
@given(st.integers(1, 99_999))
def test_what_is_written_is_read(number):
    assert chinese(write(number)) == number


def test_all_small_numbers():
    assert [chinese(write(number)) for number in range(1, 1200)] == list(range(1, 1200))


@pytest.mark.parametrize(
    ("text", "value"),
    [("二〇三五", 2035), ("二○二○", 2020), ("零", 0), ("两", 2), ("两千", 2000), ("百", 100), ("二十四", 24)],
)
def test_chinese(text, value):
    assert chinese(text) == Decimal(value)


@pytest.mark.parametrize(("text", "value"), [("三亿五千万", 350_000_000), ("一亿二千三百万", 123_000_000)])
def test_chinese_beyond_one_hundred_million(text, value):
    assert chinese(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "几", "十几", "第三", "A"])
def test_what_is_no_numeral(text):
    assert chinese(text) is None


@pytest.mark.parametrize(("text", "value"), [("88.0", "88.0"), ("1,234.50", "1234.50"), ("007", "7"), ("-2.6", "-2.6")])
def test_arabic_keeps_printed_zeros(text, value):
    assert str(arabic(text)) == value
