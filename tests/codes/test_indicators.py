"""Indicators known by name."""

from __future__ import annotations

import re

import pytest

from hengliang.codes import indicators
from hengliang.codes.indicators import in_full, known, load_indicators, tidy
from hengliang.codes.units import load_units


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("地区生产总值", "GDP"), ("GDP", "GDP"), ("地区生产总值（GDP）", "GDP"), ("人均GDP", "GDP_PER_CAPITA"), ("城镇居民人均可支配收入", "INCOME_URBAN"),
        ("社零总额", "RETAIL"), ("规上工业增加值", "VA_INDUSTRY_ABOVE"), ("“固定资产投资”", "FAI"), ("固定资产 投资", "FAI"),
    ],
)  # fmt: skip
def test_known(name, code):
    assert known(name).code == code


@pytest.mark.parametrize("name", ["", "投资", "固定资产投资增速", "农业"])
def test_unknown(name):
    assert known(name) is None


def test_codes_names_and_ranges():
    for indicator in load_indicators():
        assert re.fullmatch("[A-Z][A-Z0-9_]*", indicator.code)
        assert known(indicator.name) == indicator
        assert indicator.name not in indicator.aliases
        assert indicator.low is None or indicator.high is None or indicator.low < indicator.high


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第一产业增加值", "第一产业投资"), ("城镇居民人均消费支出", "农村居民人均消费支出"), ("税收收入", "非税收入"), ("制造业增加值", "规模以上制造业增加值"),
        ("发电量", "规模以上工业发电量"), ("水果产量", "园林水果产量"), ("造林面积", "营造林面积"), ("商品房销售面积", "新建商品房销售面积"),
        ("出口总额", "进口总额"), ("一般债务余额", "一般债务限额"), ("技术改造投资", "工业技改投资"), ("普通初中在校生人数", "普通初中招生人数"),
        ("城乡居民基本养老保险参保人数", "城镇职工基本养老保险参保人数"), ("城乡居民基本养老保险基金收入", "城乡居民基本养老保险基金支出"),
    ],
)  # fmt: skip
def test_names_alike_are_different_indicators(one, other):
    assert known(one).code != known(other).code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("粮食播种面积", "粮食种植面积"), ("规模以上工业企业利润总额", "规上工业企业利润"), ("出口总额", "货物出口"), ("空气质量优良天数", "优良天数"),
        ("九年义务教育巩固率", "义务教育巩固率"), ("一般债务余额", "地方政府一般债务余额"), ("“三公”经费", "三公经费"),
    ],
)  # fmt: skip
def test_other_names_share_the_code_and_stay_as_printed(one, other):
    assert known(one).code == known(other).code
    assert in_full(other) == other


def test_there_are_indicators_enough():
    assert len(load_indicators()) >= 400


def test_codes_are_words():
    assert [i.code for i in load_indicators() if not re.fullmatch("[A-Z][A-Z0-9_]+", i.code)] == []


def test_names_have_no_area_and_no_blanks():
    names = [name for i in load_indicators() for name in (i.name, *i.also)]
    assert [name for name in names if re.search(r"\s|^(?:全|我|本)[省市县区]|[省市县区]本级", name)] == []


def test_percentages_have_a_range_unless_they_are_indices():
    open_ended = [i.code for i in load_indicators() if i.measure == "percent" and (i.low is None or i.high is None)]
    assert [
        code for code in open_ended if not next(i for i in load_indicators() if i.code == code).rate_is_growth
    ] == []


def test_no_two_indicators_answer_to_one_tidied_name():
    seen: dict[str, str] = {}
    for indicator in load_indicators():
        for name in {tidy(name) for name in (indicator.name, *indicator.aliases, *indicator.also)}:
            assert seen.setdefault(name, indicator.code) == indicator.code


def test_measures_are_base_units():
    bases = {unit.measure for unit in load_units().values()} | {"number"}  # a coefficient is printed without a unit
    unknown = {i.code: i.measure for i in load_indicators() if not set(i.measure.split("_per_")) <= bases}
    assert unknown == {}


@pytest.fixture
def codelist(tmp_path, monkeypatch):
    monkeypatch.setattr(indicators, "files", lambda _: tmp_path)
    return tmp_path / "indicators.toml"


GOOD = '[[indicator]]\ncode = "A"\nname = "甲"\naliases = ["乙"]\nmeasure = "CNY"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD + 'hue = "red"\n', "keys of A"),
        (GOOD.replace('measure = "CNY"\n', ""), "keys of A"),
        (GOOD + GOOD, "stands twice"),
        (GOOD + GOOD.replace('"A"', '"B"').replace('"甲"', '"丙"'), "乙 stands twice"),
        (GOOD.replace('["乙"]', '["甲"]'), "甲 stands twice"),
    ],
)
def test_a_wrong_codelist_is_an_error(codelist, text, complaint):
    codelist.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        load_indicators.__wrapped__()


def test_a_right_codelist_loads(codelist):
    codelist.write_text(GOOD, encoding="utf-8")
    assert [indicator.name for indicator in load_indicators.__wrapped__()] == ["甲"]
