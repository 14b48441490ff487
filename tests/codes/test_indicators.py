"""Indicators known by name."""

from __future__ import annotations

import re

import pytest

from hengliang.codes import indicators
from hengliang.codes.indicators import known, load_indicators, tidy
from hengliang.codes.units import load_units, parse_unit


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


def test_no_two_indicators_answer_to_one_tidied_name():
    seen: dict[str, str] = {}
    for indicator in load_indicators():
        for name in {tidy(name) for name in (indicator.name, *indicator.aliases)}:
            assert seen.setdefault(name, indicator.code) == indicator.code


def test_measures_are_base_units():
    bases = {unit.measure for unit in load_units().values()} | {parse_unit("吨标准煤/万元").unit.measure}
    assert {i.code: i.measure for i in load_indicators() if i.measure not in bases} == {}


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
