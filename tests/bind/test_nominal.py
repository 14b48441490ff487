"""Noun phrases: cleaned, and named by the dimension of their unit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengliang.bind.counted import counted_noun
from hengliang.bind.nominal import after_enumeration, clean, name_indicator
from hengliang.codes.units import parse_unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年，全市共新增农村劳动力转移就业", "新增农村劳动力转移就业"),
        ("其中，固定资产投资完成", "固定资产投资"),
        ("全区一般公共预算收入达到", "一般公共预算收入"),
        ("“十三五”期间，累计完成固定资产投资", "固定资产投资"),
        ("重点项目完成投资", "重点项目完成投资"),
        ("森林覆盖率稳定在", "森林覆盖率"),
        ("，总产值", "总产值"),
        ("", ""),
        ("全年", ""),
    ],
)
def test_clean(text, expected):
    assert clean(text).text == expected


def test_areas_and_scopes_are_taken_off():
    phrase = clean("石鼓区固定资产投资（不含园区）", ("石鼓区",))
    assert (phrase.text, phrase.scopes) == ("固定资产投资", ("不含园区",))
    assert clean("石鼓区级项目", ()).text == "石鼓区级项目"


@settings(deadline=None)
@given(st.text(st.sampled_from("全区共完成实现达到投资收入分别均，、不含的2020年"), max_size=30))
def test_cleaning_ends_and_is_stable(text):
    once = clean(text).text
    assert clean(once).text == once


@pytest.mark.parametrize(
    ("phrase", "unit", "measure", "expected"),
    [
        ("新增规模以上工业企业", "家", "level", "新增规模以上工业企业数"),
        ("参保", "万人", "level", "参保人数"),
        ("接待游客", "人次", "level", "接待游客人次"),
        ("农村改厕", "户", "level", "农村改厕户数"),
        ("造林", "亩", "level", "造林面积"),
        ("固定资产投资", "亿元", "level", "固定资产投资"),
        ("发明专利授权量", "件", "level", "发明专利授权量"),
        ("高新技术企业", "%", "growth", "高新技术企业"),
        ("GDP", "亿元", "level", "地区生产总值"),
        ("市场主体", "万户", "level", "市场主体数"),
        ("", "家", "level", ""),
    ],
)
def test_name(phrase, unit, measure, expected):
    assert name_indicator(phrase, parse_unit(unit), measure) == expected


@pytest.mark.parametrize(
    ("right", "noun", "used"),
    [
        ("重点项目完成投资", "重点项目", 4),
        ("的村实现通水", "村", 2),
        ("，增长", "", 0),
        ("家庭农场", "家庭农场", 4),
        ("完成投资", "", 0),
    ],
)
def test_counted_noun(right, noun, used):
    assert counted_noun(right) == (noun, used)


def test_what_an_enumeration_is_said_of():
    assert after_enumeration("引进甲公司、乙集团等世界500强企业") == "引进世界500强企业"
    assert after_enumeration("固定资产投资") == "固定资产投资"
    assert after_enumeration("中等职业教育") == "中等职业教育"
