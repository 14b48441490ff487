"""Days, whole counts and sums over years, on figures made up here."""

from __future__ import annotations

from typing import Any

import pytest
from frames import keyed, known, told

from hengliang.reconcile.accumulated import check_accumulated
from hengliang.reconcile.days import check_days
from hengliang.reconcile.whole_counts import check_whole_counts


def sentence(text: str, *numbers: tuple[str, str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The numbers of a sentence in their places."""
    rows, at = [], 0
    for value, unit, rest in numbers:
        at = text.index(value + unit, at)
        rows.append(known("甲.txt", "事项", value, unit, start=at, sentence=text, **rest))
        at += 1
    return rows


@pytest.mark.parametrize(
    ("days", "share", "period", "severity"),
    [
        ("311", "85.2", "2021", "none"),
        ("311", "85.0", "2020", "none"),
        ("311", "85.9", "2021", "none"),
        ("311", "82.5", "2021", "conflict"),
        ("157", "85.2", "2021", "suspicious"),
    ],
)
def test_days_against_a_share_of_the_year(days: str, share: str, period: str, severity: str) -> None:
    text = {"time_period": period, "sentence": f"优良天数{days}天，优良率{share}%。"}
    rows = [
        known("甲.txt", "空气质量优良天数", days, "天", **text),
        known("甲.txt", "空气质量优良率", share, "%", **text),
    ]
    assert told(check_days(keyed(*rows))) == [("days", severity)]


SHARE = {"measure": "share"}


@pytest.mark.parametrize(
    ("text", "numbers", "found"),
    [
        (
            "40家企业中有15家通过验收，占企业总数的37.5%。",
            [("40", "家", {}), ("15", "家", {}), ("37.5", "%", SHARE)],
            "none",
        ),
        (
            "40家企业中有15家通过验收，占企业总数的35.7%。",
            [("40", "家", {}), ("15", "家", {}), ("35.7", "%", SHARE)],
            "suspicious",
        ),
        ("新增示范村3个，占全县的27.3%。", [("3", "个", {}), ("27.3", "%", SHARE)], "none"),
        ("新增示范村3个，占全县的72.3%。", [("3", "个", {}), ("72.3", "%", SHARE)], "suspicious"),
        ("16个断面中水质优良的占87.5%。", [("16", "个", {}), ("87.5", "%", SHARE)], "none"),
        ("16个断面中水质优良的占85.7%。", [("16", "个", {}), ("85.7", "%", SHARE)], "suspicious"),
        ("3个行业增加值占规上工业的72.3%。", [("3", "个", {}), ("72.3", "%", SHARE)], None),
        ("建成园区3个，投资占全县的72.3%。", [("3", "个", {}), ("72.3", "%", SHARE)], None),
        ("建成园区3个，绿化覆盖率72.3%。", [("3", "个", {}), ("72.3", "%", SHARE)], None),
    ],
)
def test_percentages_of_whole_things(
    text: str, numbers: list[tuple[str, str, dict[str, Any]]], found: str | None
) -> None:
    severities = [finding.severity for finding in check_whole_counts(keyed(*sentence(text, *numbers)))]
    assert severities == ([found] if found else [])


def years(total: str, yearly: dict[str, str], **rest: Any) -> list[dict[str, Any]]:
    name = "一般公共预算支出"
    made = [known("甲.txt", name, value, "亿元", time_period=period) for period, value in yearly.items()]
    sums = {"time_period": "2016/2020", "qualifier": "累计"} | rest
    return [known("甲.txt", name, total, "亿元", **sums), *made]


FIVE = {"2016": "40.2", "2017": "43.1", "2018": "45.0", "2019": "47.7", "2020": "50.3"}


@pytest.mark.parametrize(("total", "severity"), [("226.3", "none"), ("262.3", "conflict"), ("241.9", "suspicious")])
def test_five_years_add_up(total: str, severity: str) -> None:
    assert told(check_accumulated(keyed(*years(total, FIVE)))) == [("accumulated", severity)]


def test_a_sum_is_no_less_than_one_of_its_years() -> None:
    assert told(check_accumulated(keyed(*years("22.6", {"2020": "50.3"})))) == [("accumulated_less", "suspicious")]
    assert told(check_accumulated(keyed(*years("226.3", {"2020": "50.3"})))) == []


def test_the_end_of_a_plan_is_no_sum() -> None:
    assert told(check_accumulated(keyed(*years("50.3", FIVE, qualifier="")))) == []
