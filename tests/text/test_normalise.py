"""The normalised string and its map back to the text as read."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hengliang.text.layout import aside, joins, split_lines, wrap_width
from hengliang.text.normalise import normalise

#: Characters that the genre and its scans really hold, so that random texts meet the rules.
GENRE = "0123456789０９５%％.,，。；：、（）()“”《》〈-—~ \t\u3000\u00a0\n\r\f\ufeff\u200b*一二三四〇○年月亿万元人个家增长第分之零翻番AGg/·："
texts = st.text(st.one_of(st.sampled_from(GENRE), st.characters(exclude_categories=("Cs",))), max_size=120)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入 866.56\n亿元，增长７．５％。", "收入866.56亿元，增长7.5%。\n"),
        ("**增长**9.6%", "增长9.6%\n"),
        ("二 〇 三五年", "2035年\n"),
        ("二〇三五年和十五年", "2035年和十五年\n"),
        ("1,234.5万元,增长", "1,234.5万元，增长\n"),
        ("1.2：10.8：88.0", "1.2:10.8:88.0\n"),
        ("63·9%", "63.9%\n"),
        ("目标:增长(GDP)", "目标：增长（GDP）\n"),
        ("R&D investment 5 G", "R&D investment 5 G\n"),
        ("⽣产总值", "生产总值\n"),
        ("", ""),
        ("\n\r\n \t", ""),
    ],
)
def test_normalised_text(text, expected):
    assert normalise(text + "\n").text == expected
    assert normalise(text).text == expected.removesuffix("\n")


def test_page_numbers_are_dropped_and_remembered():
    text = "粮食产量14.2万吨。\r\n- 3 -\r\n第 4 页\r\n固定资产投资增长9.6%。"
    result = normalise(text)
    assert result.text == "粮食产量14.2万吨。\n固定资产投资增长9.6%。"
    assert [text[start:end] for start, end, _ in result.dropped] == ["- 3 -", "第 4 页"]


@settings(deadline=None)
@given(texts)
@example("\ufeff增长９．６％\r\n")
@example("*")
def test_offsets_increase_and_lead_back(text):
    result = normalise(text)
    assert len(result.text) == len(result.offsets)
    inner = result.offsets[:-1]  # the closing line feed stands for no character of its own
    assert all(earlier < later for earlier, later in itertools.pairwise(inner))
    assert result.offsets == tuple(sorted(result.offsets))
    assert all(0 <= offset < len(text) for offset in result.offsets)
    for position, char in enumerate(result.text[:-1]):
        start, end = result.span(position, position + 1)
        assert end == start + 1
        if position < len(inner) - 1:
            assert result.position(start) == position
        if char.isdigit() and char.isascii() and text[start].isascii():
            assert text[start] in {char, "O"}


def test_the_last_character_is_found_again():
    result = normalise("增长9%")
    assert result.position(3) == 3


@settings(deadline=None)
@given(texts)
def test_no_digit_is_lost(text):
    """Every ASCII or full-width digit is in the normalised text or in a page number."""
    result = normalise(text)
    dropped = {place for start, end, _ in result.dropped for place in range(start, end)}
    digits = {match.start() for match in re.finditer("[0-9０-９]", text)}
    assert digits <= set(result.offsets) | dropped


def test_lines_end_at_every_break():
    lines = split_lines("甲\r\n乙\r丙\n丁\f戊\\n己")
    assert [line.text for line in lines] == list("甲乙丙丁戊己")
    assert [line.start for line in lines] == [0, 3, 5, 7, 9, 12]


@pytest.mark.parametrize(
    ("line", "expected"),
    [("- 3 -", True), ("第 4 页", True), ("第3页 共12页", True), ("3/12", True), ("3", False), ("共3家", False)],
)
def test_page_number(line, expected):
    assert (aside(split_lines(line)[0]) == "page_number") is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("完成投资18.6", "亿元，增长5.3%", True),
        ("办理提案，", "满意率达100%", True),
        ("全区经济平稳增长。", "固定资产投资增长9.6%。", False),
        ("工作回顾", "全区经济平稳增长", False),
        ("全区经济平稳增长", "，财政收入增长", True),
        ("主要工作是", "一、狠抓项目", False),
    ],
)
def test_which_line_goes_on(first, second, expected):
    one, two = split_lines(f"{first}\n{second}")
    assert joins(one, two, width=0) is expected


def test_wrapped_text_is_joined_and_unwrapped_text_is_not():
    body = "全区上下坚持稳中求进工作总基调扎实推进各项工作取得了新的进步经济社会发展保持了良好的势头"
    wrapped = "\n".join([body[:24]] * 12)
    assert wrap_width(split_lines(wrapped)) == 48
    assert wrap_width(split_lines("\n".join([body + "。"] * 12))) == 0
    assert "\n" not in normalise(wrapped).text


def test_a_footnote_mark_on_a_line_of_its_own_does_not_part_a_sentence():
    text = "全年原保险保费收入\n[9]\n768.74亿元，比上年增长6.1%。" + "\n"
    wrapped = "".join(f"全市经济社会发展各项工作持续推进取得新的成效其中{i}\n" for i in range(9))
    result = normalise(wrapped + text)
    assert "[9]" not in result.text
    assert [(text[start - len(wrapped) : end - len(wrapped)], why) for start, end, why in result.dropped] == [
        ("[9]", "footnote")
    ]


@pytest.mark.parametrize("reference", ["（表五）", "（详见附表3）", "（见表1-2）", "（附表一至三）", "（附件2）"])
def test_references_to_tables_are_left_out_and_said(reference):
    normalised = normalise(f"收入9亿元。{reference}市本级支出3亿元。")
    assert normalised.text == "收入9亿元。市本级支出3亿元。"
    assert [why for _, _, why in normalised.dropped] == ["reference"]


@pytest.mark.parametrize("bracket", ["（表演）", "（含基金3亿元）", "（表内5项）", "（件）"])
def test_other_brackets_stay(bracket):
    assert bracket in normalise(f"收入9亿元{bracket}。").text
