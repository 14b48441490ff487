"""Headings and sentences of small invented documents."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengliang.text.sections import UNNUMBERED, direction, find_headings
from hengliang.text.sentences import find_sentences


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("2020年工作回顾", False),
        ("2021年工作安排", True),
        ("“十三五”规划执行情况", False),
        ("主要预期目标", True),
        ("展望与回顾", False),
        ("各位代表", None),
    ],
)
def test_direction(heading, expected):
    assert direction(heading) is expected


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("第一章 发展基础", 1, " 发展基础"),
        ("第二节 发展目标", 2, " 发展目标"),
        ("一、2020年工作回顾", 3, "2020年工作回顾"),
        ("（三）全力促融合", 4, "全力促融合"),
        ("3.教育改革", 5, "教育改革"),
        ("（12）推进改革", 6, "推进改革"),
        ("——城乡面貌", 7, "城乡面貌"),
        ("2021年展望", UNNUMBERED, "2021年展望"),
        ("一、狠抓项目建设。全年完成投资36亿元。", 3, "狠抓项目建设"),
    ],
)
def test_heading(line, level, text):
    (heading,) = find_headings(line + "\n")
    assert (heading.level, heading.text) == (level, text)


@pytest.mark.parametrize(
    "line", ["全区完成投资36亿元，增长9.6%", "全区经济平稳增长。", "3家企业获评省级，增长明显", "主要目标是："]
)
def test_what_is_no_heading(line):
    assert find_headings(line + "\n") == []


def test_headings_stand_where_they_say():
    text = "一、2020年工作回顾\n完成投资36亿元。\n二、2021年工作安排\n"
    assert [text[h.start : h.end] for h in find_headings(text)] == ["一、2020年工作回顾", "二、2021年工作安排"]


def test_sentences_and_clauses():
    text = "收入27.9亿元，增长4%；税占比95%。支出（含结转，8亿元）12亿元！\n二段"
    sentences = find_sentences(text)
    assert [text[s.start : s.end] for s in sentences] == [
        "收入27.9亿元，增长4%；税占比95%。", "支出（含结转，8亿元）12亿元！", "二段",
    ]  # fmt: skip
    assert [(text[c.start : c.end], c.separator) for c in sentences[0].clauses] == [
        ("收入27.9亿元", ""), ("增长4%", "，"), ("税占比95%", "；"),
    ]  # fmt: skip
    assert [text[c.start : c.end] for c in sentences[1].clauses] == ["支出（含结转，8亿元）12亿元"]
    assert [(s.paragraph, s.first) for s in sentences] == [(0, True), (0, False), (text.index("二段"), True)]


@settings(deadline=None)
@given(st.text(st.sampled_from("增长9，；：。！\n（）《》 "), max_size=60))
def test_sentences_tile_what_is_not_blank(text):
    sentences = find_sentences(text)
    covered = {place for s in sentences for place in range(s.start, s.end)}
    assert all(char in "\n 。！" or place in covered for place, char in enumerate(text))
    assert all(a.end <= b.start for a, b in itertools.pairwise(sentences))
    for sentence in sentences:
        assert sentence.clauses[0].start == sentence.start
        assert all(sentence.start <= c.start <= c.end <= sentence.end for c in sentence.clauses)
        assert all(a.end + 1 == b.start for a, b in zip(sentence.clauses, sentence.clauses[1:], strict=False))
