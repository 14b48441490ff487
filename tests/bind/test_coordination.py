"""Lists of subjects, with what they share written out."""

from __future__ import annotations

import pytest

from hengliang.bind.coordination import items, split
from hengliang.bind.shared import expand


@pytest.mark.parametrize(
    ("phrase", "count", "expected"),
    [
        ("城镇、农村居民人均可支配收入", 2, ["城镇居民人均可支配收入", "农村居民人均可支配收入"]),
        ("城镇居民和农村居民人均可支配收入", 2, ["城镇居民人均可支配收入", "农村居民人均可支配收入"]),
        ("地区生产总值、固定资产投资", 2, ["地区生产总值", "固定资产投资"]),
        ("地区生产总值、财政收入和固定资产投资", 3, ["地区生产总值", "财政收入", "固定资产投资"]),
        ("第一、二、三产业增加值", 3, ["第一产业增加值", "第二产业增加值", "第三产业增加值"]),
        ("国、省专精特新企业", 2, ["国家级专精特新企业", "省级专精特新企业"]),
        ("男性、女性平均预期寿命", 2, ["男性平均预期寿命", "女性平均预期寿命"]),
        ("污水处理率以及垃圾处理率", 2, ["污水处理率", "垃圾处理率"]),
        ("地区生产总值", 2, []),
        ("甲率、乙率、丙率", 2, []),
    ],
)
def test_split(phrase, count, expected):
    assert split(phrase, count) == expected


@pytest.mark.parametrize(
    ("phrase", "shared", "expected"),
    [
        ("沟通率、办复率、满意率", False, ["沟通率", "办复率", "满意率"]),
        ("中央和省预算内资金", False, ["中央和省预算内资金"]),
        ("饮用水、地表水达标率", True, ["饮用水达标率", "地表水达标率"]),
        ("污水处理率和垃圾处理率", False, ["污水处理率", "垃圾处理率"]),
        ("固定资产投资", False, ["固定资产投资"]),
    ],
)
def test_items(phrase, shared, expected):
    assert items(phrase, shared=shared) == expected


def test_expand_leaves_full_names_alone():
    assert expand(["固定资产投资", "社会消费品零售总额"]) == ["固定资产投资", "社会消费品零售总额"]
