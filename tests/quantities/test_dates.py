"""Period expressions."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengliang.quantities.dates import find_periods, plan_period

#: The five-year plans as history has them, typed from the record and not computed.
PLANS = {
    "一五": "1953/1957", "二五": "1958/1962", "三五": "1966/1970", "四五": "1971/1975", "五五": "1976/1980", "六五": "1981/1985",
    "七五": "1986/1990", "八五": "1991/1995", "九五": "1996/2000", "十五": "2001/2005", "十一五": "2006/2010", "十二五": "2011/2015",
    "十三五": "2016/2020", "十四五": "2021/2025", "十五五": "2026/2030",
}  # fmt: skip


@pytest.mark.parametrize("plan", PLANS)
def test_plans(plan):
    first, last = PLANS[plan].split("/")
    assert plan_period(plan) == PLANS[plan]
    assert [e.period for e in find_periods(f"“{plan}”期间")] == [PLANS[plan]]
    assert [e.period for e in find_periods(f"“{plan}”末")] == [last]
    assert [e.period for e in find_periods(f"“{plan}”初")] == [first]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2020年", ["2020"]),
        ("二〇一九年", ["2019"]),
        ("2020年3月", ["2020-03"]),
        ("2020年3月15日", ["2020-03-15"]),
        ("3月15日", ["2020-03-15"]),
        ("2020年1-9月", ["2020-01/2020-09"]),
        ("1—11月份", ["2020-01/2020-11"]),
        ("2016—2020年", ["2016/2020"]),
        ("2016年至2020年", ["2016/2020"]),
        ("2016-2020年", ["2016/2020"]),
        ("2020年一季度", ["2020-Q1"]),
        ("第四季度", ["2020-Q4"]),
        ("上半年", ["2020-S1"]),
        ("2019年下半年", ["2019-S2"]),
        ("2021.3.18", ["2021-03-18"]),
        ("去年", ["2020"]),
        ("今年", ["2021"]),
        ("前年", ["2019"]),
        ("明年", ["2022"]),
        ("上年末", ["2019"]),
        ("全年", ["2020"]),
        ("五年来", ["2016/2020"]),
        ("过去三年", ["2018/2020"]),
        ("近10年", ["2011/2020"]),
        ("今后五年", ["2021/2025"]),
        ("“十三五”末，2020年1-9月，去年，上年", ["2020", "2020-01/2020-09", "2020", "2019"]),
        ("十五家企业", []),
        ("完成投资2020万元", []),
        ("2020年后的3月", ["2020", "2020-03"]),
    ],
)
def test_periods(text, periods):
    assert [e.period for e in find_periods(text, 2020)] == periods


@pytest.mark.parametrize(("text", "period"), [("前三季度", "2020-01/2020-09"), ("2019年前三季度", "2019-01/2019-09")])
def test_first_quarters(text, period):
    assert [e.period for e in find_periods(text, 2020)] == [period]


@pytest.mark.parametrize("text", ["地区生产总值2012.8亿元", "完成投资2020.5万元", "粮食产量2001.10万吨"])
def test_amounts_are_no_dates(text):
    assert find_periods(text, 2020) == []


def test_without_a_year_relative_periods_are_empty():
    assert [(e.period, e.relative) for e in find_periods("去年，上半年，五年来")] == [("", True)] * 3


def test_the_year_of_writing_may_be_given():
    assert [e.period for e in find_periods("今年，去年，上年", 2020, now=2020)] == ["2020", "2019", "2019"]


@settings(deadline=None)
@given(st.text(st.sampled_from("二〇一九十五2019年月日-—至上下半季度前末“”期间近过去今后"), max_size=30))
def test_expressions_do_not_overlap(text):
    found = find_periods(text, 2020)
    assert all(0 <= e.start < e.end <= len(text) for e in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
