"""Notes on the vintage of a report's figures."""

import pytest

from hengliang.text.notes import VintageNote, find_vintage_notes
from hengliang.text.sections import find_headings


@pytest.mark.parametrize(
    ("note", "vintage", "year"),
    [
        ("本公报数据均为初步统计数。", "初步统计", ""),
        ("公报中2025年数据为快报数。", "快报", "2025"),
        ("上述预算执行情况均为预计数，决算后再作报告。", "预计", ""),
    ],
)
def test_a_note_speaks_of_the_figures_before_it(note, vintage, year):
    text = "财政收入5亿元。\n"
    found = find_vintage_notes(text + note, [])
    assert [(n.start, n.vintage, n.year) for n in found] == [(0, vintage, year)]
    assert found[0].end >= len(text)


@pytest.mark.parametrize(
    "text", ["本公报部分数据为初步统计数。", "以上项目均为民生工程。", "以上为预计数。", "预计收入5亿元。"]
)
def test_no_note(text):
    assert find_vintage_notes(text, []) == []


def test_the_words_above_reach_to_the_outermost_heading_of_their_part():
    before = "一、上年情况\n（一）收入\n收入4亿元。\n"
    part = "二、本年执行情况\n（一）收入\n收入5亿元。\n（二）支出\n支出6亿元。"
    text = before + part + "以上数据均为预计数。\n三、下年安排\n收入6亿元。\n"
    assert find_vintage_notes(text, find_headings(text)) == [VintageNote(len(before), len(before + part), "预计", "")]
