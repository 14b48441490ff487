"""Lists and the number beside them, on sentences made up here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengliang.remark.counts import miscounted_lists

names = st.lists(st.sampled_from(["云溪", "白沙", "青石", "南岭", "北塘", "东湖", "西渡"]), min_size=2, unique=True)


def noticed(text):
    return [(found.announced, found.counted) for found in miscounted_lists(text)]


@pytest.mark.parametrize(
    ("text", "announced", "counted"),
    [
        ("引进云溪机械、白沙电子、青石化工、南岭制药、北塘食品、东湖纺织等5家企业落户。", "5家企业", "6"),
        ("支持装备、食品、医药、建材、轻工等四大产业发展。", "四大产业", "5"),
        ("试点范围包括云溪、白沙、青石、南岭3个镇。", "3个镇", "4"),
        ("试点范围包括云溪、白沙和青石5个镇。", "5个镇", "2"),
        ("新建3个园区（云溪园、白沙园、青石园、南岭园）。", "3个园区", "4"),
        ("落户5家企业（即云溪机械、白沙电子）。", "5家企业", "2"),
        ("重点扶持5家企业：云溪机械、白沙电子和青石化工。", "5家企业", "2"),
    ],
)
def test_a_list_that_does_not_fit_its_count(text, announced, counted):
    assert noticed(text) == [(announced, counted)]


@pytest.mark.parametrize(
    "text",
    [
        "云溪、白沙等5个镇通了公路。",
        "云溪、白沙、青石等3个镇通了公路。",
        "试点范围包括云溪、白沙和青石3个镇。",
        "云溪（白沙、青石）、南岭等2个镇通了公路。",
        "实施“一心、两翼、三带”、“四区”等2个布局。",
        "引进甲和乙有限公司、丙公司等2家企业。",
        "推进云溪桥、实施白沙桥、南岭桥等2个项目。",
        "改造云溪等3个镇、白沙、青石等2个村的道路。",
        "发展石油、煤炭及其他燃料加工业等1个行业，以及石油、煤炭及其他燃料加工业、化工等2个行业。",
        "高新技术企业增至87家（包括云溪园、白沙园）。",
        "全县有学校75所（含职高、中专、技校）。",
        "坚持四个原则：一是艰苦奋斗、勤俭节约；二是量力而行。",
        "出台十二项举措，即甲措施、乙措施等。",
        "指挥部、出台20条举措。",
        "近日，云溪、白沙、青石等第2批镇通了公路。",
        "包括开荒、育苗、修渠在内的工作，共有10个镇参加。",
    ],
)
def test_nothing_to_notice(text):
    assert noticed(text) == []


@given(names, st.integers(2, 9))
def test_with_deng_only_more_names_than_the_count_are_noticed(listed, number):
    text = f"当年，{'、'.join(listed)}等{number}个镇通了公路。"
    found = noticed(text)
    assert found == ([(f"{number}个镇", str(len(listed)))] if len(listed) > number else [])


@given(names, st.integers(2, 9))
def test_a_complete_list_has_as_many_names_as_it_says(listed, number):
    text = f"试点包括{'、'.join(listed)}{number}个镇。"
    assert bool(noticed(text)) == (len(listed) != number)
