"""分别 and what it hands out, on sentences made up here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengliang.remark.distributions import uneven_distributions

CROPS = ["粮食", "油料", "棉花", "蔬菜", "茶叶", "水果"]


def noticed(text):
    return [(found.announced, found.counted) for found in uneven_distributions(text)]


@pytest.mark.parametrize(
    ("text", "subjects", "values"),
    [
        ("粮食、油料、棉花产量分别增长7%、8%。", "3", "2"),
        ("城镇居民和农村居民人均可支配收入年均增长分别为9%。", "2", "1"),
        ("城乡居民人均可支配收入分别增长8%左右。", "2", "1"),
        ("粮食、油料、棉花产量分别达到3万吨、4万吨、5万吨、6万吨。", "3", "4"),
        ("云溪园、白沙园、青石园分别比2015年增长3%，南岭园增长2%。", "3", "1"),
    ],
)
def test_values_that_do_not_go_round(text, subjects, values):
    assert noticed(text) == [(f"{subjects}个对象", values)]


@pytest.mark.parametrize(
    "text",
    [
        "城乡居民人均可支配收入分别增长7%、8%。",
        "三次产业增加值分别增长1%、2%、3%。",
        "教育、社会保障和就业支出分别增长7%和8%。",
        "城市污水和垃圾无害化处理率分别达86%和80%。",
        "云溪及以上自然村光纤和网络通达率分别达100%和91.5%。",
        "粮食、油料、棉花产量分别增长7%，8%，9%。",
        "粮食、油料产量分别为3.5万吨（含薯类4万吨）和2万吨。",
        "粮食、油料产量分别增长7%；和8%。",
        "接待游客3万人次，收入4亿元，分别增长7%、8%。",
        "两项收入分别增长8%。",
        "线路共3条，分别为1号线、2号线、3号线。",
    ],
)
def test_nothing_to_notice(text):
    assert noticed(text) == []


@given(st.integers(2, 6), st.integers(1, 6))
def test_as_many_values_as_subjects(subjects, values):
    text = f"{'、'.join(CROPS[:subjects])}产量分别增长{'、'.join(f'{n}%' for n in range(1, values + 1))}。"
    uneven = values < subjects or values > subjects >= 3
    assert bool(noticed(text)) == uneven
