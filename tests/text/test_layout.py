"""Which lines go on in the middle of what the line before began."""

import pytest

from hengliang.text.layout import aside, joins, split_lines, torn_decimals


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("1.全市一般公共预算。全市地方一般公共预算收入完成", "31.99 亿元，增长 26%。"),
        ("全年全市一般性支出比上年压减百分比为", "10%以上，资金用于民生。"),
        ("——地区生产总值从 2020 年的 283 亿元提高到本届政府", "2025 年的 387 亿元。"),
        ("（1）收入执行情况。2025 年全区国有资本经营预算收", "入 3009 万元，增长 4%。"),
    ],
)
def test_a_quantity_at_the_head_of_a_line_goes_on_with_the_sentence(line, following):
    assert joins(*split_lines(f"{line}\n{following}"), 56)


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("一、2025 年预算执行情况", "2025 年，全市上下坚持稳中求进。"),
        ("（一）一般公共预算收入", "3.2 亿元的项目"),
        ("增值税 1263 1340 2210 3310 2210 44", "1263 万元"),
        ("全市一般公共预算收支执行情况说明如下。", "31.99 亿元，增长 26%。"),
    ],
)
def test_no_line_that_goes_on(line, following):
    assert not joins(*split_lines(f"{line}\n{following}"), 56)


def test_a_letter_spaced_line_is_as_wide_as_the_others():
    spaced, plain = split_lines("茶 园 投 资 12.5 亿 元\n茶园投资 12.5 亿元")
    assert spaced.width == plain.width


def test_what_is_torn_in_front_of_decimals_counts_as_one_line():
    first, second, third, fourth = split_lines("全年茶叶加工收入 16\n.1 亿元。茶园基础建设支出完成\n40\n40.2 亿元")
    assert torn_decimals(first, second)
    assert not joins(second, third, 56)
    assert joins(second, third, 56, before=first.width)
    assert joins(second, fourth, 56, before=first.width)


@pytest.mark.parametrize("mark", ["- 6 -", "-6-", "- 6 -6-", "—— 6 ——", "— 6 —", "第 6 页"])
def test_page_numbers_stand_apart(mark):
    assert aside(*split_lines(mark)) == "page_number"


@pytest.mark.parametrize("line", ["- 6", "-6.2-", "6 - 7 个"])
def test_no_page_numbers(line):
    assert aside(*split_lines(line)) == ""


def test_a_reference_to_a_table_ends_its_paragraph():
    first, second = split_lines("总支出八十四亿元。（表五）\n市本级安排教育支出")
    assert not joins(first, second, 80)
    assert joins(*split_lines("总支出八十四亿元（表五）\n、转移支付"), 80)
