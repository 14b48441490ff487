"""Growth over several years: a multiple against an average rate, a target against its base and the rate promised.

What goes in: observations with their keys. What comes out: findings of the kind ``arithmetic``. Parameters are
``codelists/identities.toml``; candidates are joined in polars, the checks are exact.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import (
    ONE,
    PERCENT,
    SAME,
    Outcome,
    combinations,
    factor,
    finding,
    in_unit_of,
    is_measure,
    middle,
    perhaps,
)
from hengliang.reconcile.edits import slip_into, smallest_edit
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.periods import last_year, year, years
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.identity_rules import GrowthIdentity
    from hengliang.reconcile.statement import Statement


def _span(rate: Statement, base: int | None, last: int | None, rule: GrowthIdentity) -> int | None:
    """Over how many years an average rate runs, if it runs from ``base`` to ``last``.

    2016/2020 is five years of growth on 2015; where 2015 is the named base, 2015/2020 is the same five.
    """
    span = years(rate.time_period)
    if span is None or base is None or last is None or span[1] != last or span[0] not in {base, base + 1}:
        return None
    count = last - base
    return count if rule.fewest_years <= count <= rule.most_years else None


def check_multiples(placed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on m = (1 + g)^n.

    Args:
        placed: keyed observations with area and period.
    """
    parts = {
        "multiple": placed.filter(
            is_measure("multiple", "times"), pl.col("base_period") != "", pl.col("bound") == "exact"
        ),
        "rate": placed.filter(is_measure("average_growth", "percent"), pl.col("bound") == "exact"),
    }
    rule = identities().multiple_growth
    for found in combinations(parts, [*SAME, "status"]):
        multiple, rate = found["multiple"], found["rate"]
        count = _span(rate, year(multiple.base_period), year(multiple.time_period), rule)
        if count is not None:
            yield finding(_multiple(multiple, rate, count), (multiple, rate), rule.title)


def _multiple(multiple: Statement, rate: Statement, count: int) -> Outcome:
    rule = identities().multiple_growth
    implied = factor(rate.printed) ** count
    formula = f"(1 + {rate.value}%)^{count} = {middle(implied)}，印作{multiple.value}倍"
    severity, why = "none", f"{rule.title}相符"
    if not implied.overlaps(multiple.printed):
        deflator = (multiple.printed / implied).root(count) - ONE
        severity, why = "conflict", f"{rule.title}不符，价格变动也解释不了{_slip(multiple, rate, count)}"
        if deflator.overlaps(Interval(rule.deflator_lowest, rule.deflator_highest, upper_closed=True)):
            change = middle(deflator.scaled(Decimal(100)), 1)
            why = f"{rule.title}不符；若倍数按现价、增速按可比价，隐含价格年均变动{change}%，可能是价格口径或数据修订"
            severity = "suspicious"
        elif multiple.sentence != rate.sentence:
            why += "；两处不在同一句，也可能不是同一范围"
            severity = "suspicious"
    return Outcome("multiple_growth", severity, formula, f"{middle(implied)}倍", why)


def _slip(multiple: Statement, rate: Statement, count: int) -> str:
    implied = factor(rate.printed) ** count
    return perhaps(
        [
            slip_into(multiple, implied),
            smallest_edit(rate, lambda number: (factor(number) ** count).overlaps(multiple.printed)),
        ]
    )


def check_targets(placed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on T = L0 × (1 + g)^n.

    Args:
        placed: keyed observations with area and period.
    """
    targets = placed.filter(pl.col("status") == "target")
    parts = {
        "target": targets.filter(is_measure("level"), pl.col("unit_measure") != "percent"),
        "rate": targets.filter(is_measure("average_growth", "percent")),
        "base": placed.filter(is_measure("level"), pl.col("status") == "actual", pl.col("bound") == "exact"),
    }
    rule = identities().target_growth
    for found in combinations(parts, [*SAME, "price_basis"]):
        target, rate, base = found["target"], found["rate"], found["base"]
        count = _span(rate, year(base.time_period), last_year(target.time_period), rule)
        if count is not None and base.unit_measure == target.unit_measure:
            yield finding(_target(target, rate, base, count), (target, rate, base), rule.title)


def _target(target: Statement, rate: Statement, base: Statement, count: int) -> Outcome:
    """A rate that is promised is set, not measured: as printed it is exact. Taken as rounded it may still pass."""
    rule = identities().target_growth
    exact = base.printed * _bounded(rate, Interval.point(rate.obs_value)) ** count
    rounded = base.printed * _bounded(rate, rate.printed) ** count
    expected = in_unit_of(base.obs_value * (1 + rate.obs_value * PERCENT) ** count, target)
    formula = f"{base} × (1 + {rate.value}%)^{count} = {expected}，印作{target}"
    severity, why = "none", f"{rule.title}相符"
    holds = exact.overlaps(_limits(target)) or (target.filled is not None and exact.overlaps(target.filled))
    if not holds:
        severity = "suspicious" if rounded.overlaps(_limits(target)) else "conflict"
        why = f"{rule.title}不符：{base}按年均{rate.value}%增长，{count}年后是{expected}，目标写{target}"
    return Outcome("target_growth", severity, formula, expected, why)


def _limits(target: Statement) -> Interval:
    """What a target allows: its bound, with the printed precision on the bounded side."""
    printed, stated = target.printed, target.stated
    if target.bound == "approx":
        return stated
    lower = printed.lower if stated.lower is not None else None
    upper = printed.upper if stated.upper is not None else None
    return Interval(lower, upper, upper_closed=upper is not None)


def _bounded(rate: Statement, number: Interval) -> Interval:
    """The factor 1 + g with the rate's bound: 8%以上 has no upper end."""
    grown = factor(number)
    if rate.bound in {"ge", "gt"}:
        return Interval(grown.lower, None)
    if rate.bound in {"le", "lt"}:
        return Interval(Decimal(0), grown.upper, upper_closed=True)
    return factor(rate.stated) if rate.bound == "approx" else grown
