"""Yields of grain that no field has reached: 3000斤 a mu can be, 3000公斤 cannot.

What goes in: two sides that disagree, or observations with their keys. What comes out: the side that is outside the codelist's
range where the other is inside; findings of the kind ``plausibility``. A block is (``key_area``, ``key_indicator``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import Outcome, finding, perhaps
from hengliang.reconcile.edits import smallest_edit
from hengliang.reconcile.interval import Interval, plain
from hengliang.reconcile.rules import identities
from hengliang.reconcile.statement import COLUMNS, statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

_MEASURES = frozenset({"t", "t_per_mu"})


def impossible_side(groups: tuple[Sequence[Statement], Sequence[Statement]]) -> tuple[int, str] | None:
    """The side that no field of grain has reached, and the grounds; None where both may be, or neither, or it is no yield.

    Args:
        groups: the two sides.
    """
    if not all(_is_yield(s) for side in groups for s in side):
        return None
    possible = [all(s.printed.overlaps(_allowed()) for s in side) for side in groups]
    return None if possible[0] == possible[1] else (possible.index(False), _grounds())


def check_yields(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on yields out of range.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    rule = identities().yields
    named = pl.any_horizontal([pl.col("indicator").str.ends_with(name) for name in rule.names])
    rows = keyed.filter(named, pl.col("unit_measure").is_in(list(_MEASURES)), pl.col("value_high").is_null())
    for s in statements(rows.select(COLUMNS).iter_rows(named=True)):
        if _is_yield(s) and s.bound not in {"le", "lt"} and not s.printed.overlaps(_allowed()):
            slip = smallest_edit(s, _allowed().overlaps, {"unit"}) or smallest_edit(s, _allowed().overlaps, {"point"})
            why = f"{s}不合理，{_grounds()}{perhaps([slip])}"
            outcome = Outcome("yield", "suspicious", f"{s}不在合理范围", _grounds(), why)
            yield finding(outcome, (s,), rule.title, "plausibility")


def _allowed() -> Interval:
    rule = identities().yields
    return Interval(rule.lowest, rule.highest, upper_closed=True)


def _grounds() -> str:
    rule = identities().yields
    return f"粮食亩产在{plain(rule.lowest * 1000)}—{plain(rule.highest * 1000)}公斤之间才合理"


def _is_yield(statement: Statement) -> bool:
    rule = identities().yields
    name = statement.indicator
    return (
        statement.measure == "level"
        and statement.unit_measure in _MEASURES
        and any(crop in name for crop in rule.crops)
        and name.endswith(rule.names)
    )
