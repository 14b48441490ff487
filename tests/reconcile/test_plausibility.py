"""Targets already reached, figures out of range, out of line and far from their neighbours; impossible yields."""

from __future__ import annotations

from typing import Any

import pytest
from frames import keyed, known, told

from hengliang.codes.areas import children
from hengliang.reconcile.neighbours import check_neighbours
from hengliang.reconcile.plausibility import check_plausibility
from hengliang.reconcile.target_below_actual import check_targets_reached
from hengliang.reconcile.yields import check_yields

INCOME = "居民人均可支配收入"


def plan(target: str, actual: str, **rest: Any) -> list[dict[str, Any]]:
    columns = {"document": "甲.txt", "status": "target", "time_period": "2025"} | rest
    return [
        known(name=INCOME, value=target, unit="元", **columns),
        known("甲.txt", INCOME, actual, "元"),
    ]


@pytest.mark.parametrize(
    ("target", "rest", "severities"),
    [
        ("65100", {}, []),
        ("45100", {}, ["conflict"]),
        ("45100", {"bound": "ge"}, ["suspicious"]),
        ("45100", {"bound": "le"}, []),
        ("45100", {"qualifier": "农村"}, []),
        ("45100", {"time_period": "2019"}, []),
        ("45100", {"document": "乙.txt"}, ["suspicious"]),
        ("45100", {"sentence": "按2015年价格计算达到45100元。"}, []),
    ],
)
def test_a_target_below_what_is_reached(target: str, rest: dict[str, Any], severities: list[str]) -> None:
    found = list(check_targets_reached(keyed(*plan(target, "54100", **rest))))
    assert [finding.severity for finding in found] == severities
    assert all(finding.kind == "target_below_actual" for finding in found)


def test_a_flow_may_be_promised_low() -> None:
    rows = [
        known("甲.txt", "城镇新增就业人数", "5", "万人", status="target", time_period="2021"),
        known("甲.txt", "城镇新增就业人数", "6.3", "万人"),
    ]
    assert told(check_targets_reached(keyed(*rows))) == []


def test_out_of_the_range_of_the_codelist() -> None:
    rows = [
        known("甲.txt", "人均地区生产总值", "68", "万元"),
        known("乙.txt", "人均地区生产总值", "6.8", "万元"),
        known("丙.txt", "人均地区生产总值", "68", "万元", bound="le"),
    ]
    (finding,) = check_plausibility(keyed(*rows))
    assert (finding.check, finding.severity, finding.statements[0].document) == ("range", "suspicious", "甲.txt")
    assert "小数点错位：68 → 6.8" in finding.explanation


@pytest.mark.parametrize(
    ("name", "value", "unit", "found"),
    [
        ("双季稻亩产", "3000", "斤", []),
        ("双季稻亩产", "3060", "公斤", [("yield", "suspicious")]),
        ("小麦亩产", "11.5", "公斤", [("yield", "suspicious")]),
        ("马铃薯亩产", "3000", "公斤", []),
        ("稻谷产量", "3000", "公斤", []),
    ],
)
def test_yields_that_no_field_has_reached(name: str, value: str, unit: str, found: list[tuple[str, str]]) -> None:
    findings = list(check_yields(keyed(known("甲.txt", name, value, unit))))
    assert told(findings) == found
    assert all("单位有误" in f.explanation for f in findings if value == "3060")


def series(*values: str) -> list[dict[str, Any]]:
    return [known("甲.txt", "地区生产总值", v, "亿元", time_period=str(2016 + i)) for i, v in enumerate(values)]


def test_out_of_line_with_other_years() -> None:
    (finding,) = check_plausibility(keyed(*series("310.2", "3381", "355.0", "389.4", "401.9")))
    assert (finding.check, finding.found) == ("series", "3381亿元")
    assert "小数点错位：3381 → 338.1" in finding.explanation
    assert told(check_plausibility(keyed(*series("310.2", "338.1", "355.0", "389.4", "801.9")))) == []
    assert told(check_plausibility(keyed(*series("310.2", "3381")))) == []
    assert told(check_plausibility(keyed(*series("310.2", "3381000")))) == [("series", "suspicious")] * 2


def cities(first: str, count: int = 11) -> list[dict[str, Any]]:
    made = []
    for i, city in enumerate(children("430000")[:count]):
        value = first if i == 0 else str(300 + 37 * i)
        place = {"ref_area": city.name, "ref_area_code": city.code}
        made.append(known(f"{i}.txt", "社会消费品零售总额", value, "亿元", **place))
    return made


def test_far_from_cities_of_the_same_level() -> None:
    (finding,) = check_neighbours(keyed(*cities("4810000")))
    assert (finding.check, finding.severity) == ("neighbours", "suspicious")
    assert "4810000 → 481.0000" in finding.explanation
    assert told(check_neighbours(keyed(*cities("4810")))) == []
    assert told(check_neighbours(keyed(*cities("4810000", count=8)))) == []
