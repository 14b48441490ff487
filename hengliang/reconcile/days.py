"""Days against a percentage of the year: 优良天数 311 days are 85.2 % of 365.

What goes in: observations with their keys. What comes out: findings of the kind ``arithmetic``. A block is ``document_id``.
"""

from __future__ import annotations

from calendar import isleap
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import Outcome, combinations, finding, middle, perhaps
from hengliang.reconcile.edits import slip_into
from hengliang.reconcile.figures import figures
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.periods import year
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

_SAME = ("document_id", "key_area", "time_period", "status", "key_scope")
_HUNDRED = Decimal(100)


def check_days(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on days and their share of the year.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    codes = [code for pair in identities().days.pair for code in (pair.days, pair.share)]
    levels = figures(keyed, pl.col("indicator_code").is_in(codes), pl.col("measure").is_in(["level", "share"]))
    for pair in identities().days.pair:
        code = pl.col("indicator_code")
        percent = pl.col("unit_measure") == "percent"
        parts = {
            "days": levels.filter(code == pair.days, pl.col("unit_measure") == "days", pl.col("measure") == "level"),
            "share": levels.filter(code.is_in([pair.share, pair.days]), percent),
        }
        for found in combinations(parts, _SAME):
            length = _length(found["days"].time_period)
            if length is not None:
                yield _finding(found["days"], found["share"], length)


def _length(period: str) -> int | None:
    of = year(period)
    return None if of is None else 365 + isleap(of)


def _implied(days: Statement, length: int) -> Interval:
    """Days are whole or, as a mean of stations or cities, rounded."""
    exact = Interval.point(days.obs_value) if "." not in days.value else days.printed
    return (exact / Interval.point(Decimal(length))).scaled(_HUNDRED)


def _finding(days: Statement, share: Statement, length: int) -> Finding:
    rule = identities().days
    expected = f"{middle(_implied(days, length), 2)}%"
    formula = f"{days} ÷ {length}天 = {expected}，印作{share}"
    valid = [n for n in range(length, rule.fewest_days - 1, -1) if _implied(days, n).overlaps(share.loose)]
    if valid:
        note = "" if valid[0] == length else f"（按{valid[0]}个有效监测天数）"
        outcome = Outcome("days", "none", formula, expected, f"{rule.title}相符{note}")
        return finding(outcome, (share, days), rule.title)
    inverse = share.printed.scaled(Decimal(length) / _HUNDRED)
    edits = [slip_into(share, _implied(days, length)), slip_into(days, inverse)]
    severity = "conflict" if any(edits) and days.sentence == share.sentence else "suspicious"
    why = f"{rule.title}不符{perhaps(edits)}"
    return finding(Outcome("days", severity, formula, expected, why), (share, days), rule.title)
