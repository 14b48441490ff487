"""Figures far from those of the areas around in the same period: one city's 24000亿 among hundreds of 亿 in its province.

What goes in: observations with their keys. What comes out: findings of the kind ``plausibility``, all of them suspicious. The
score is robust (median and median deviation of logarithms), so the outlier does not hide itself. A block is
the area above, ``key_indicator`` and ``time_period``: what a new document is compared with does not grow with the store.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import Outcome, finding, in_unit_of, perhaps
from hengliang.reconcile.blocks import parent_of
from hengliang.reconcile.edits import smallest_edit
from hengliang.reconcile.figures import blocks, figures, in_own_measure
from hengliang.reconcile.interval import Interval, plain
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

_LOG = Context(prec=28)
_FAMILY = ("key_indicator", "time_period", "parent", "key_scope", "unit_measure", "status", "price_basis")
#: Makes the median deviation of a normal distribution its standard deviation.
_NORMAL = Decimal("1.4826")


def check_neighbours(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on levels that are far from those of other areas.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    levels = figures(
        keyed,
        pl.col("measure") == "level",
        pl.col("unit_measure") != "percent",
        pl.col("ref_area_code").str.contains(r"^\d{6}$"),
        in_own_measure(),
    ).filter(pl.col("obs_value") > 0)
    above = {code: parent_of(code) for code in levels.get_column("ref_area_code").unique().sort()}
    levels = levels.with_columns(parent=pl.col("ref_area_code").replace_strict(above, return_dtype=pl.String))
    many = pl.col("ref_area_code").n_unique().over(_FAMILY) > identities().plausibility.fewest_areas
    for block in blocks(levels.filter(many), _FAMILY):
        yield from _family(block)


def _family(block: Sequence[Statement]) -> Iterator[Finding]:
    rule = identities().plausibility
    logs = {s.observation_id: s.obs_value.ln(_LOG) for s in block}
    for s in block:
        others = _one_each([o for o in block if o.ref_area_code != s.ref_area_code])
        middle = _median([logs[o.observation_id] for o in others])
        deviation = _median([abs(logs[o.observation_id] - middle) for o in others]) * _NORMAL
        distance = abs(logs[s.observation_id] - middle)
        if deviation > 0 and distance > max(rule.z * deviation, rule.neighbour_factor.ln(_LOG)):
            yield _finding(s, others, middle.exp(_LOG), (rule.z * deviation).exp(_LOG), distance / deviation)


def _one_each(statements: Sequence[Statement]) -> list[Statement]:
    """The first statement of each area, by value."""
    first = {s.ref_area_code: s for s in sorted(statements, key=lambda s: s.place, reverse=True)}
    return sorted(first.values(), key=lambda s: (s.obs_value, s.place))


def _median(values: Sequence[Decimal]) -> Decimal:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _finding(s: Statement, others: Sequence[Statement], middle: Decimal, room: Decimal, score: Decimal) -> Finding:
    slip = smallest_edit(s, Interval(middle / room, middle * room).overlaps, identities().plausibility.slips)
    usual = in_unit_of(middle, s)
    why = f"{s}与相邻{len(others)}个地区（中位数{usual}）相差悬殊，稳健标准分{plain(score, 1)}{perhaps([slip])}"
    outcome = Outcome(
        "neighbours", "suspicious", f"|ln {s} − ln {usual}|：{plain(score, 1)}倍离差", f"{usual}上下", why
    )
    return finding(outcome, (s, *(o for o in (others[0], others[-1]))), identities().plausibility.title, "plausibility")
