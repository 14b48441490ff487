"""Targets that lie below what has been reached already: 到2025年达到5万元, where 2020 had 5.4万元.

What goes in: observations with their keys. What comes out: findings of the kind ``target_below_actual``. Only indicators that
grow nearly everywhere, and only levels of one scope, unit and price basis. A block is (``key_area``, ``key_indicator``).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import Outcome, finding, perhaps
from hengliang.reconcile.edits import slip_into
from hengliang.reconcile.figures import SERIES, blocks, in_own_measure, placed, single, vintages_differ
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.periods import year
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

_FAMILY = (*SERIES, "unit_measure", "price_basis")


def check_targets_reached(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on targets that are lower than an earlier level.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    target = pl.col("status") == "target"
    levels = placed(keyed).filter(
        pl.col("measure") == "level",
        in_own_measure(),
        pl.col("indicator_code").is_in(identities().target_below_actual.growing),
        pl.when(target).then(pl.col("bound").is_in(["exact", "ge", "gt"])).otherwise(pl.col("bound") == "exact"),
        pl.col("time_period").str.contains(r"^\d{4}$"),
        pl.col("obs_value") > 0,
    )
    several = (pl.col("status").n_unique() > 1).over(_FAMILY)
    for block in blocks(single(levels).filter(several), _FAMILY):
        yield from _series(block)


def _series(block: Sequence[Statement]) -> Iterator[Finding]:
    """Each target against the latest level before its year that is above it: its document's, where it has one."""
    rebased = identities().target_below_actual.rebased
    for target in (s for s in block if s.status == "target" and not any(word in s.sentence for word in rebased)):
        earlier = [s for s in block if s.status == "actual" and _before(s, target)]
        own = [s for s in earlier if s.document_id == target.document_id]
        above = [s for s in own or earlier if not _reaches(target, s)]
        if above:
            yield _finding(target, max(above, key=lambda s: (s.time_period, s.place)))


def _before(actual: Statement, target: Statement) -> bool:
    return (year(actual.time_period) or 0) < (year(target.time_period) or 0)


def _reaches(target: Statement, actual: Statement) -> bool:
    """Whether the limit as printed allows what was reached, cut-off digits and filled zeros included."""
    loose = target.loose
    return loose.upper is None or loose.upper >= (actual.loose.lower or 0)


def _finding(target: Statement, actual: Statement) -> Finding:
    rule = identities().target_below_actual
    room = rule.yearly ** ((year(target.time_period) or 0) - (year(actual.time_period) or 0))
    above, below = Interval(Decimal(1), room, upper_closed=True), Interval(1 / room, Decimal(1), upper_closed=True)
    edits = [slip_into(target, actual.printed * above), slip_into(actual, target.printed * below)]
    same = target.document_id == actual.document_id and not vintages_differ([target, actual])
    severity = "conflict" if same and target.bound == "exact" and any(edits) else "suspicious"
    why = f"{target.time_period}年目标{target}低于{actual.time_period}年已达到的{actual}{perhaps(edits)}"
    formula = f"{target}（{target.time_period}年目标）＜ {actual}（{actual.time_period}年）"
    outcome = Outcome("target_below_actual", severity, formula, f"不低于{actual}", why)
    return finding(outcome, (target, actual), rule.title, "target_below_actual")
