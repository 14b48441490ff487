"""Figures far from what is known of their indicator: its plausible range, and the area's own other years.

What goes in: observations with their keys. What comes out: findings of the kind ``plausibility``, all of them suspicious: a
figure may be extraordinary and right. A block is (``key_area``, ``key_indicator``).
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.codes.indicators import load_indicators
from hengliang.reconcile.arithmetic import Outcome, finding, perhaps
from hengliang.reconcile.edits import smallest_edit
from hengliang.reconcile.figures import SERIES, blocks, distinct, figures, in_own_measure, placed
from hengliang.reconcile.interval import Interval, plain
from hengliang.reconcile.periods import year
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengliang.codes.indicators import Indicator
    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

_FAMILY = (*SERIES, "unit_measure", "status", "price_basis")


def check_plausibility(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on levels outside the codelist's range and on levels out of line with their series.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    levels = placed(keyed).filter(pl.col("measure") == "level")
    ranges = {i.code: i for i in load_indicators() if i.low is not None and i.high is not None}
    for block in blocks(levels.filter(pl.col("indicator_code").is_in(list(ranges))), ["key_area", "key_indicator"]):
        yield from _in_range(block, ranges)
    series = figures(
        keyed,
        pl.col("measure") == "level",
        pl.col("unit_measure") != "percent",
        pl.col("time_period").str.contains(r"^\d{4}$"),
        in_own_measure(),
    ).filter(pl.col("obs_value") > 0)
    several = pl.col("time_period").n_unique().over(_FAMILY) > 1
    for block in blocks(series.filter(several), _FAMILY):
        yield from _in_line(block)


def _in_range(block: Sequence[Statement], ranges: Mapping[str, Indicator]) -> Iterator[Finding]:
    for s in block:
        known = ranges[s.indicator_code]
        allowed = Interval(known.low, known.high, upper_closed=True)
        if s.unit_measure != known.measure or s.bound in {"le", "lt"} or s.stated.overlaps(allowed):
            continue
        kinds = identities().plausibility.slips if s.unit_measure != "percent" else ()
        slip = smallest_edit(s, allowed.overlaps, kinds)
        low, high = (plain((end or Decimal(0)) / s.scale) + s.unit for end in (known.low, known.high))
        why = f"{s}不在合理范围{low}—{high}之内{perhaps([slip])}"
        outcome = Outcome("range", "suspicious", f"{low} ≤ {s} ≤ {high} 不成立", f"{low}—{high}", why)
        yield finding(outcome, (s,), identities().plausibility.title, "plausibility")


def _in_line(block: Sequence[Statement]) -> Iterator[Finding]:
    """Each year's figure against the median of the other years', with room for growth in between."""
    by_year: dict[int, list[Statement]] = defaultdict(list)
    for s in distinct(block):
        by_year[year(s.time_period) or 0].append(s)
    rule = identities().plausibility
    for of, made in sorted(by_year.items()):
        others = sorted(
            (min(other, key=lambda s: s.place) for at, other in by_year.items() if at != of),
            key=lambda s: (s.obs_value, s.place),
        )
        middle = others[len(others) // 2]
        factor = rule.factor if len(others) > 1 else rule.pair_factor
        room = factor * rule.yearly ** abs(of - (year(middle.time_period) or 0))
        allowed = Interval(middle.obs_value / room, middle.obs_value * room, upper_closed=True)
        for s in made:
            if not s.printed.overlaps(allowed):
                yield _out_of_line(s, middle, others, allowed)


def _out_of_line(s: Statement, middle: Statement, others: Sequence[Statement], allowed: Interval) -> Finding:
    kinds = identities().plausibility.slips
    close = Interval(middle.obs_value / 2, middle.obs_value * 2)
    near = smallest_edit(s, close.overlaps, kinds) or smallest_edit(s, allowed.overlaps, kinds)
    years = "、".join(f"{o.time_period}年{o}" for o in sorted(others, key=lambda o: (o.time_period, o.place))[:4])
    ratio = f"{max(s.obs_value, middle.obs_value) / min(s.obs_value, middle.obs_value):.1f}"
    why = f"{s.time_period}年{s}与其他年份（{years}）相差悬殊，约{ratio}倍{perhaps([near])}"
    outcome = Outcome("series", "suspicious", f"{s} 与 {middle} 相差{ratio}倍", f"与{middle}相近", why)
    return finding(outcome, (s, *others[:4]), identities().plausibility.title, "plausibility")
