"""Every check can be run block by block, and the order of the rows does not matter."""

from __future__ import annotations

from itertools import count, product
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from frames import keyed, known
from hypothesis import given, settings
from hypothesis import strategies as st

from hengliang.codes.areas import children
from hengliang.codes.indicators import load_indicators
from hengliang.reconcile.agreement import Context
from hengliang.reconcile.blocks import COLUMNS_OF, with_blocks
from hengliang.reconcile.checks import CHECKS, PAIR, Check, run_checks
from hengliang.reconcile.copies import Copies
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengliang.reconcile.findings import Finding

CITY = ("430400", "衡阳市")
CONTEXT = Context(Copies([]), {}, {})


def store() -> list[dict[str, Any]]:
    """Figures with something for each check, right and wrong, in several documents and areas."""
    rows: list[dict[str, Any]] = []
    places = count(start=10, step=20)

    def figure(*said: str, **rest: Any) -> dict[str, Any]:
        return known(*said, start=next(places), **rest)

    areas = [CITY, *((area.code, area.name) for area in children("430400"))]
    for i, (code, name) in enumerate(areas):
        place = {"ref_area": name, "ref_area_code": code}
        gdp = 900 + 31 * i if code == CITY[0] else 70 + 3 * i
        for document, year in product((f"{name}一.txt", f"{name}二.txt")[: 1 + (i < 2)], (2018, 2019, 2020)):
            value = gdp * (1 + (year - 2018) * 0.08) * (10 if (i, year) == (3, 2020) else 1)
            period = {"time_period": str(year)}
            rows += [
                figure(document, "地区生产总值", f"{value:.1f}", "亿元", **place, **period),
                figure(document, "第一产业增加值", f"{value * 0.1:.1f}", "亿元", **place, **period),
                figure(document, "第二产业增加值", f"{value * 0.4:.1f}", "亿元", **place, **period),
                figure(document, "第三产业增加值", f"{value * 0.5 + i % 2:.1f}", "亿元", **place, **period),
                figure(document, "地区生产总值", "7.1", "%", measure="growth", **place, **period),
                figure(document, "常住人口", "20.5", "万人", **place, **period),
                figure(
                    document, "人均地区生产总值", f"{value / 20.5 * 10000 + 900 * (i % 3):.0f}", "元", **place, **period
                ),
                figure(document, "空气质量优良天数", "311", "天", **place, **period),
                figure(document, "空气质量优良率", "82.5", "%", **place, **period),
            ]
        rows.append(
            figure(f"{name}一.txt", "地区生产总值", "61.3", "亿元", status="target", **place, time_period="2025")
        )
    return rows


ROWS = store()


def ids(found: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return sorted((finding.finding_id, finding.severity, finding.explanation) for finding in found)


def blocks_of(rows: pl.DataFrame, kind: str) -> set[int]:
    return {number for name in COLUMNS_OF[kind] for number in rows[name].drop_nulls().to_list()}


@pytest.mark.parametrize("check", [check for check in CHECKS if check.kind != PAIR])
def test_blocks_give_the_findings_of_the_whole(check: Check) -> None:
    rows = with_blocks(keyed(*ROWS))
    whole = ids(check.run(rows, CONTEXT))
    apart = [
        finding
        for number in sorted(blocks_of(rows, check.kind))
        for finding in check.run(
            rows.filter(pl.any_horizontal(pl.col(name) == number for name in COLUMNS_OF[check.kind])), CONTEXT
        )
    ]
    assert sorted(set(ids(apart))) == whole


@given(st.data())
@settings(deadline=None, max_examples=5)
def test_some_blocks_give_what_the_whole_finds_in_them(data: st.DataObject) -> None:
    rows = with_blocks(keyed(*ROWS))
    some = {
        kind: frozenset(data.draw(st.sets(st.sampled_from(sorted(blocks_of(rows, kind))), max_size=5)))
        for kind in COLUMNS_OF
        if blocks_of(rows, kind)
    }
    wanted = {number for numbers in some.values() for number in numbers}
    whole = {(number, finding.finding_id) for number, finding in run_checks(rows, CONTEXT, None) if number in wanted}
    part = {(number, finding.finding_id) for number, finding in run_checks(rows, CONTEXT, some)}
    assert part == whole


def test_the_store_of_this_test_has_something_for_most_checks() -> None:
    found = {finding.check for _, finding in run_checks(with_blocks(keyed(*ROWS)), CONTEXT, None)}
    assert {"level_growth", "per_head", "parts_sum", "districts_sum", "days", "target_below_actual", "series"} <= found


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=3)
def test_the_order_of_the_rows_does_not_matter(random: Any) -> None:
    shuffled = list(ROWS)
    random.shuffle(shuffled)
    assert found_in(shuffled) == found_in(ROWS)


def found_in(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return ids(finding for _, finding in run_checks(with_blocks(keyed(*rows)), CONTEXT, None))


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
