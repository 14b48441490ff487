"""Growth of a year against its level and the level before, on figures made up here."""

from __future__ import annotations

from typing import Any

import pytest
from frames import document_id, keyed, known, told

from hengliang.reconcile.budget_growth import check_budget_growth
from hengliang.reconcile.level_growth import check_level_growth

RETAIL = "社会消费品零售总额"
GDP = "地区生产总值"


def triple(name: str, then: str, now: str, rate: str, **earlier: Any) -> list[dict[str, Any]]:
    return [
        known("甲.txt", name, now, "亿元"),
        known("甲.txt", name, rate, "%", measure="growth"),
        known(**({"document": "甲.txt", "name": name, "value": then, "unit": "亿元", "time_period": "2019"} | earlier)),
    ]


@pytest.mark.parametrize(
    ("now", "rate", "severity"),
    [
        ("263.5", "5.4", "none"),
        ("236.5", "5.4", "conflict"),
        ("263.5", "17.0", "suspicious"),
        ("318.9", "5.4", "suspicious"),
    ],
)
def test_levels_in_one_document(now: str, rate: str, severity: str) -> None:
    found = list(check_level_growth(keyed(*triple(RETAIL, "250.0", now, rate)), {}))
    assert told(found) == [("level_growth", severity)]
    assert f"250.0亿元 × (1 + {rate}%)" in found[0].formula
    if severity == "conflict":
        assert "236.5 → 263.5" in found[0].explanation


def test_a_fall_is_written_as_one() -> None:
    (finding,) = check_level_growth(keyed(*triple(RETAIL, "250.0", "263.5", "-5.4")), {})
    assert "250.0亿元 × (1 − 5.4%) = 236.5" in finding.formula
    assert "下降5.4%" in finding.explanation


@pytest.mark.parametrize(("now", "severities"), [("236.5", ["suspicious"]), ("260.0", []), ("263.5", ["none"])])
def test_the_year_before_in_another_document_may_have_been_revised(now: str, severities: list[str]) -> None:
    rows = keyed(*triple(RETAIL, "250.0", now, "5.4", document="乙.txt"))
    years = {document_id("甲.txt"): "2021", document_id("乙.txt"): "2020"}
    found = list(check_level_growth(rows, years))
    assert [finding.severity for finding in found] == severities
    assert all("修订" in finding.explanation for finding in found if finding.severity == "suspicious")


def test_its_own_document_is_asked_first() -> None:
    rows = [*triple(RETAIL, "250.0", "263.5", "5.4"), known("乙.txt", RETAIL, "205.0", "亿元", time_period="2019")]
    assert told(check_level_growth(keyed(*rows), {})) == [("level_growth", "none")]


@pytest.mark.parametrize(
    ("now", "severity", "words"),
    [
        ("1081.2", "none", "隐含价格变动2%"),
        ("1134.2", "suspicious", "超出通常范围"),
        ("1801.2", "conflict", "1801.2 → 1081.2"),
    ],
)
def test_real_growth_leaves_room_for_prices(now: str, severity: str, words: str) -> None:
    (finding,) = check_level_growth(keyed(*triple(GDP, "1000.0", now, "6.0")), {})
    assert finding.severity == severity
    assert words in finding.explanation


@pytest.mark.parametrize(
    "difference",
    [
        {"time_period": "2018"},
        {"ref_area": "石桥县"},
        {"qualifier": "市本级"},
        {"unit": "亿美元"},
        {"bound": "approx"},
        {"status": "target"},
        {"price_basis": "comparable"},
    ],
)
def test_what_is_not_the_level_before_is_not_compared(difference: dict[str, str]) -> None:
    assert told(check_level_growth(keyed(*triple(RETAIL, "205.0", "263.5", "5.4", **difference)), {})) == []


def test_growth_on_a_comparable_base_says_nothing_where_it_disagrees() -> None:
    rows = triple(RETAIL, "205.0", "263.5", "5.4")
    rows[1] |= {"sentence": "社会消费品零售总额同口径增长5.4%。"}
    assert told(check_level_growth(keyed(*rows), {})) == []


def test_half_a_year_is_compared_with_half_a_year() -> None:
    rows = triple(RETAIL, "250.0", "263.5", "5.4", time_period="2019-S1")
    for row in rows[:2]:
        row["time_period"] = "2020-S1"
    assert told(check_level_growth(keyed(*rows), {})) == [("level_growth", "none")]


def budget(plans: int) -> list[dict[str, Any]]:
    """Lines of a budget: 50 in the year before, 53 planned, 6 % more."""
    rows = []
    for i in range(plans):
        line = f"第{i}类专项支出"
        rows += [
            known("预算.txt", line, "53.0", "亿元", status="target"),
            known("预算.txt", line, "6.0", "%", measure="growth", status="target"),
            known("预算.txt", line, "50.0", "亿元", time_period="2019", vintage="执行数"),
        ]
    return rows


def test_a_budget_is_held_to_outcomes_where_most_of_it_is() -> None:
    wrong = budget(9)[-3:]
    wrong[0] |= known("预算.txt", wrong[0]["indicator"], "35.0", "亿元", status="target")
    lines = [*budget(8), *wrong]
    (finding,) = [f for f in check_budget_growth(keyed(*lines)) if f.severity != "none"]
    assert finding.severity == "suspicious"
    assert told(check_budget_growth(keyed(*budget(2), *wrong))) == [("budget_growth", "none")] * 2
    wrong[1] |= {"sentence": "比上年预算数增长6.0%。"}
    assert {f.severity for f in check_budget_growth(keyed(*budget(8), *wrong))} == {"none"}
