"""Period, area and status of a number, each by itself."""

from __future__ import annotations

import pytest

from hengliang.bind import area, period, status
from hengliang.bind.area import Territory
from hengliang.bind.bound import Setting
from hengliang.bind.context import Context
from hengliang.bind.joining import join
from hengliang.bind.span import Figure
from hengliang.quantities.dates import find_periods
from hengliang.text.scopes import Scope

SHIGU = Territory("石鼓区", "430407", "衡阳市石鼓区", ("衡阳市石鼓区", "石鼓区", "石鼓"))
REVIEW = Scope(0, 100, "2020年工作回顾", 3, outlook=False, year=2020)
AHEAD = Scope(0, 100, "2021年工作安排", 3, outlook=True, year=2021)
FIVE = Scope(0, 100, "过去五年工作回顾", 3, outlook=False, year=2020, span="2016/2020")


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("比2015年增长", True),
        ("是2015年的", True),
        ("由2015年的", False),
        ("2015年", False),
        ("上年增长", True),
        ("按2015年不变价计算", True),
        ("到2025年", False),
    ],
)
def test_base_of_comparison(text, base):
    (expression,) = find_periods(text, 2020)
    assert period.is_base(text, expression) is base


@pytest.mark.parametrize(
    ("measure", "words", "scope", "base", "expected"),
    [
        ("level", "完成投资", REVIEW, "", "2020"),
        ("growth", "增长", AHEAD, "", "2021"),
        ("average_growth", "年均增长", FIVE, "", "2016/2020"),
        ("average_growth", "年均增长", REVIEW, "2015", "2016/2020"),
        ("average_growth", "年均增长", REVIEW, "", "2016/2020"),
        ("level", "五年累计完成", FIVE, "", "2016/2020"),
        ("level", "完成投资", FIVE, "", "2020"),
    ],
)
def test_period(measure, words, scope, base, expected):
    assert period.resolve(Figure(measure, words), None, scope, Context(), base)[0] == expected


def test_the_period_of_a_clause_goes_on_to_the_full_stop():
    context = Context()
    (own,) = find_periods("2019年", 2020)
    assert period.resolve(Figure("level", "2019年投资"), own, REVIEW, context, "")[0] == "2019"
    assert period.resolve(Figure("level", "收入"), None, REVIEW, context, "")[0] == "2019"
    context.new_sentence()
    assert period.resolve(Figure("level", "收入"), None, REVIEW, context, "")[0] == "2020"


@pytest.mark.parametrize(
    ("left", "budget", "expected"),
    [
        ("全区固定资产投资", False, "石鼓区"),
        ("石鼓区固定资产投资", False, "石鼓区"),
        ("雁峰区固定资产投资", False, "雁峰区"),
        ("固定资产投资", False, "石鼓区"),
        ("区本级收入", False, "石鼓区本级"),
        ("区级收入", True, "石鼓区本级"),
        ("区级收入", False, "石鼓区"),
        ("松木经济开发区完成产值", False, "松木经济开发区"),
        ("推进松木经济开发区建设投资", False, "石鼓区"),
    ],
)
def test_area(left, budget, expected):
    assert area.bind_area(left, SHIGU, Context(), budget=budget)[0] == expected


def test_a_named_area_holds_until_the_own_one_is_named():
    context = Context()
    names = [
        area.bind_area(left, SHIGU, context, budget=False)[0] for left in ("雁峰区投资", "收入", "全区投资", "收入")
    ]
    assert names == ["雁峰区", "雁峰区", "石鼓区", "石鼓区"]
    area.bind_area("雁峰区投资", SHIGU, context, budget=False)
    assert area.bind_area("收入", SHIGU, Context(), budget=False)[0] == "石鼓区"


@pytest.mark.parametrize(
    ("words", "when", "scope", "expected"),
    [
        ("固定资产投资增长", "2020", REVIEW, "actual"),
        ("固定资产投资增长", "2021", AHEAD, "target"),
        ("固定资产投资增长", "", AHEAD, "target"),
        ("固定资产投资增长", "", REVIEW, "actual"),
        ("力争固定资产投资突破", "2025", REVIEW, "target"),
        ("2020年完成", "2020", AHEAD, "actual"),
        ("目前已完成", "", AHEAD, "actual"),
        pytest.param("目前已完成", "2021", AHEAD, "actual"),
        ("预计全年完成", "2020", REVIEW, "actual"),
        ("投产后年产值", "2020", REVIEW, "target"),
        ("完成年度目标任务的", "2020", REVIEW, "actual"),
        ("到2030年达到", "2030", AHEAD, "target"),
    ],
)
def test_status(words, when, scope, expected):
    assert status.bind_status(words, when, scope, Setting("", SHIGU, [], 2020))[0] == expected


def test_vintage_goes_on_and_prices_are_told_by_words():
    context = Context()
    assert [status.vintage_of(words, context) for words in ("投资", "预计收入", "支出")] == ["", "预计", "预计"]
    assert status.price_basis_of("按可比价计算增长") == "comparable"
    assert status.price_basis_of("按现价计算") == "current"
    assert status.price_basis_of("增长") == ""


@pytest.mark.parametrize(
    ("root", "part", "expected"),
    [
        ("重点项目数", "总投资", "重点项目总投资"),
        ("社会保险基金收入", "滚存结余", "社会保险基金滚存结余"),
        ("一般公共预算收入", "支出", "一般公共预算支出"),
        ("市场主体数", "总量", "市场主体数"),
        ("粮食播种面积", "产量", "粮食产量"),
        ("空气质量优良天数", "优良率", "空气质量优良率"),
        ("", "总投资", "总投资"),
    ],
)
def test_names_that_hang_on_another(root, part, expected):
    assert join(root, part) == expected
