"""Every further check can be run block by block, and the order of the rows does not matter."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from frames import keyed, known
from hypothesis import given, settings
from hypothesis import strategies as st

from hengliang.codes.areas import by_code, children
from hengliang.codes.indicators import load_indicators
from hengliang.reconcile.accumulated import check_accumulated
from hengliang.reconcile.budget_growth import check_budget_growth
from hengliang.reconcile.days import check_days
from hengliang.reconcile.districts import check_districts
from hengliang.reconcile.further import check_further
from hengliang.reconcile.level_growth import check_level_growth
from hengliang.reconcile.neighbours import check_neighbours
from hengliang.reconcile.parts import check_parts
from hengliang.reconcile.per_head import check_per_head
from hengliang.reconcile.plausibility import check_plausibility
from hengliang.reconcile.rules import identities
from hengliang.reconcile.target_below_actual import check_targets_reached
from hengliang.reconcile.whole_counts import check_whole_counts
from hengliang.reconcile.yields import check_yields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hengliang.reconcile.findings import Finding

CITY = ("430400", "衡阳市")
DOCUMENT, SERIES, AREA, NEIGHBOURS = (
    ["document_id"],
    ["key_area", "key_indicator"],
    ["key_area"],
    ["key_indicator", "time_period"],
)
BLOCKS: list[tuple[Callable[[pl.DataFrame], Iterator[Finding]], list[str]]] = [
    (lambda rows: check_level_growth(rows, {}), SERIES),
    (check_budget_growth, DOCUMENT),
    (check_per_head, AREA),
    (check_parts, DOCUMENT),
    (check_accumulated, SERIES),
    (check_days, DOCUMENT),
    (check_whole_counts, DOCUMENT),
    (check_targets_reached, SERIES),
    (check_plausibility, SERIES),
    (check_yields, SERIES),
    (check_neighbours, NEIGHBOURS),
]


def store() -> list[dict[str, Any]]:
    """Figures with something for each check, right and wrong, in several documents and areas."""
    rows: list[dict[str, Any]] = []
    areas = [CITY, *((area.code, area.name) for area in children("430400"))]
    for i, (code, name) in enumerate(areas):
        place = {"ref_area": name, "ref_area_code": code}
        gdp = 900 + 31 * i if code == CITY[0] else 70 + 3 * i
        for document, year in product((f"{name}一.txt", f"{name}二.txt")[: 1 + (i < 2)], (2018, 2019, 2020)):
            value = gdp * (1 + (year - 2018) * 0.08) * (10 if (i, year) == (3, 2020) else 1)
            period = {"time_period": str(year)}
            rows += [
                known(document, "地区生产总值", f"{value:.1f}", "亿元", start=10, **place, **period),
                known(document, "第一产业增加值", f"{value * 0.1:.1f}", "亿元", start=30, **place, **period),
                known(document, "第二产业增加值", f"{value * 0.4:.1f}", "亿元", start=50, **place, **period),
                known(document, "第三产业增加值", f"{value * 0.5 + i % 2:.1f}", "亿元", start=70, **place, **period),
                known(document, "地区生产总值", "7.1", "%", measure="growth", start=90, **place, **period),
                known(document, "常住人口", "20.5", "万人", start=110, **place, **period),
                known(
                    document, "人均地区生产总值", f"{value / 20.5 * 10000 + 900 * (i % 3):.0f}", "元", **place, **period
                ),
                known(document, "空气质量优良天数", "311", "天", **place, **period),
                known(document, "空气质量优良率", "82.5", "%", **place, **period),
            ]
        rows.append(
            known(f"{name}一.txt", "地区生产总值", "61.3", "亿元", status="target", **place, time_period="2025")
        )
    return rows


ROWS = store()


def ids(found: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return sorted((finding.finding_id, finding.severity, finding.explanation) for finding in found)


@pytest.mark.parametrize(("check", "by"), BLOCKS)
def test_blocks_give_the_findings_of_the_whole(
    check: Callable[[pl.DataFrame], Iterator[Finding]], by: list[str]
) -> None:
    rows = keyed(*ROWS)
    apart = [finding for block in rows.partition_by(*by) for finding in check(block)]
    assert ids(apart) == ids(check(rows))


def test_a_block_of_districts_is_their_city_with_them() -> None:
    rows = keyed(*ROWS)
    above = {code: area.parent for code in rows["ref_area_code"].unique() if (area := by_code(code))}
    parent = pl.col("ref_area_code").replace_strict(above)
    apart = [
        finding
        for code in sorted({*above, *above.values()})
        for block in rows.filter((pl.col("ref_area_code") == code) | (parent == code)).partition_by("key_indicator")
        for finding in check_districts(block)
        if code in {s.ref_area_code for s in finding.statements}
    ]
    assert {finding_id for finding_id, *_ in ids(apart)} == {
        finding_id for finding_id, *_ in ids(check_districts(rows))
    }
    assert apart


def test_the_store_of_this_test_has_something_for_most_checks() -> None:
    found = {finding.check for finding in check_further(keyed(*ROWS), {})}
    assert {"level_growth", "per_head", "parts_sum", "districts_sum", "days", "target_below_actual", "series"} <= found


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=3)
def test_the_order_of_the_rows_does_not_matter(random: Any) -> None:
    shuffled = list(ROWS)
    random.shuffle(shuffled)
    assert ids(check_further(keyed(*shuffled), {})) == ids(check_further(keyed(*ROWS), {}))


def test_codes_of_the_rules_are_codes_of_the_codelist() -> None:
    rules = identities()
    used = {
        *rules.level_growth.real,
        *rules.districts.additive,
        *rules.target_below_actual.growing,
        *(code for each in rules.parts.sum for code in (each.whole, *each.parts)),
        *(code for each in rules.parts.shares for code in each.parts),
        *(code for each in rules.per_head.ratio for code in (each.per_head, each.total, each.population)),
        *(code for each in rules.days.pair for code in (each.days, each.share)),
    }
    assert used - {indicator.code for indicator in load_indicators()} == set()
