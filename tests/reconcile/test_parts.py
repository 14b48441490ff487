"""Parts and wholes, districts and cities, heads and totals, on figures made up here."""

from __future__ import annotations

from typing import Any

import pytest
from frames import keyed, known, told

from hengliang.codes.areas import children
from hengliang.reconcile.districts import check_districts
from hengliang.reconcile.parts import check_parts
from hengliang.reconcile.per_head import check_per_head

INDUSTRIES = ("第一产业增加值", "第二产业增加值", "第三产业增加值")


def industries(values: tuple[str, ...], whole: str, **rest: Any) -> list[dict[str, Any]]:
    parts = [
        known("甲.txt", n, v, "亿元", start=100 + 20 * i)
        for i, (n, v) in enumerate(zip(INDUSTRIES, values, strict=True))
    ]
    return [known("甲.txt", "地区生产总值", whole, "亿元", start=80, **rest), *parts]


@pytest.mark.parametrize(
    ("values", "whole", "found"),
    [
        (("83.1", "411.2", "506.3"), "1000.6", [("parts_sum", "none")]),
        (("83.1", "411.2", "506.3"), "1000.7", [("parts_sum", "none")]),
        (("83.1", "471.2", "506.3"), "1000.6", [("parts_sum", "conflict")]),
        (("83.1", "433.7", "506.3"), "1000.6", [("parts_sum", "suspicious")]),
        (("83.1", "411.2", "506.3"), "1400.6", [("parts_sum", "conflict")]),
        (("83.1", "411.2", "506.3"), "1538.9", []),
    ],
)
def test_industries_against_gdp(values: tuple[str, ...], whole: str, found: list[tuple[str, str]]) -> None:
    assert told(check_parts(keyed(*industries(values, whole)))) == found


def test_the_slip_is_named() -> None:
    (finding,) = check_parts(keyed(*industries(("83.1", "141.2", "506.3"), "1000.6")))
    assert "141.2 → 411.2" in finding.explanation
    assert finding.formula == "83.1亿元 + 141.2亿元 + 506.3亿元 = 730.6亿元，印作1000.6亿元"


@pytest.mark.parametrize(
    "rest", [{"qualifier": "市本级"}, {"time_period": "2019"}, {"status": "target"}, {"start": 90000}]
)
def test_the_whole_is_of_the_same_place_period_and_text(rest: dict[str, Any]) -> None:
    rows = industries(("83.1", "471.2", "506.3"), "1000.6")
    rows[0] = known("甲.txt", "地区生产总值", "1000.6", "亿元", **({"start": 80} | rest))
    assert told(check_parts(keyed(*rows))) == []


def test_no_part_exceeds_its_whole() -> None:
    rows = [known("甲.txt", "粮食产量", "27.9", "万吨", start=1), known("甲.txt", "夏粮产量", "37.9", "万吨", start=20)]
    (finding,) = check_parts(keyed(*rows))
    assert (finding.check, finding.severity) == ("part_exceeds_whole", "suspicious")
    assert "37.9 → 7.9" in finding.explanation or "27.9 → " in finding.explanation


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (("8.3", "41.1", "50.6"), [("shares_sum", "none")]),
        (("8.3", "47.1", "50.6"), [("shares_sum", "conflict")]),
        (("18.5", "47.3", "56.1"), [("shares_sum", "suspicious")]),
    ],
)
def test_shares_printed_apart_add_up(values: tuple[str, ...], found: list[tuple[str, str]]) -> None:
    rows = [
        known("甲.txt", n, v, "%", measure="share", share_of="地区生产总值", start=20 * i)
        for i, (n, v) in enumerate(zip(INDUSTRIES, values, strict=True))
    ]
    assert told(check_parts(keyed(*rows))) == found


def heads(per_head: str, *people: tuple[str, str], **rest: Any) -> list[dict[str, Any]]:
    made = [known("甲.txt", "常住人口", value, "万人", time_period=period) for value, period in people]
    return [
        known("甲.txt", "地区生产总值", "1000.6", "亿元"),
        known("甲.txt", "人均地区生产总值", per_head, "元", **rest),
        *made,
    ]


@pytest.mark.parametrize(
    ("per_head", "severity"), [("50030", "none"), ("50100", "suspicious"), ("53030", "conflict"), ("5003", "conflict")]
)
def test_gdp_per_head_with_both_year_ends(per_head: str, severity: str) -> None:
    (finding,) = check_per_head(keyed(*heads(per_head, ("201.0", "2020"), ("199.0", "2019-12-31"))))
    assert finding.severity == severity
    assert "1000.6亿元 ÷ (199.0万人 + 201.0万人) ÷ 2 = 50030" in finding.formula


@pytest.mark.parametrize(("per_head", "severity"), [("50400", "none"), ("66300", "suspicious"), ("5003", "conflict")])
def test_one_year_end_leaves_more_room(per_head: str, severity: str) -> None:
    found = list(check_per_head(keyed(*heads(per_head, ("200.0", "2020")))))
    assert [finding.severity for finding in found] == [severity]


def test_income_per_head_is_no_quotient() -> None:
    rows = heads("50030", ("200.0", "2020"))
    rows[1] = known("甲.txt", "居民人均可支配收入", "25030", "元")
    assert told(check_per_head(keyed(*rows))) == []


def area(code: str, name: str, value: str, **rest: Any) -> dict[str, Any]:
    return known("甲.txt", "粮食产量", value, "万吨", ref_area=name, ref_area_code=code, **rest)


def test_a_district_does_not_exceed_its_city() -> None:
    city, district = area("430400", "衡阳市", "300.0"), area("430407", "石鼓区", "3000.0")
    (finding,) = check_districts(keyed(city, district))
    assert (finding.check, finding.severity) == ("district_exceeds_city", "suspicious")
    assert told(check_districts(keyed(city, area("430407", "石鼓区", "30.0")))) == []
    assert told(check_districts(keyed(city, area("430602", "岳阳楼区", "3000.0")))) == []
    assert told(check_districts(keyed(city, district | {"time_period": "2019"}))) == []


@pytest.mark.parametrize(("total", "severity"), [("120.0", "none"), ("210.0", "suspicious")])
def test_all_districts_add_up_to_their_city(total: str, severity: str) -> None:
    parts = [area(a.code, a.name, "10.0") for a in children("430400")]
    whole = area("430400", "衡阳市", total)
    assert told(check_districts(keyed(whole, *parts))) == [("districts_sum", severity)]
    assert told(check_districts(keyed(whole, *parts[1:]))) == []
