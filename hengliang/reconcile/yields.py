"""Which of two yields of grain can have been reached: 3000斤 an acre can, 3000公斤 cannot.

What goes in: two sides that disagree. What comes out: the side that is outside the codelist's range where the other is inside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengliang.reconcile.interval import Interval, plain
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengliang.reconcile.statement import Statement

_MEASURES = frozenset({"t", "t_per_mu"})


def impossible_side(groups: tuple[Sequence[Statement], Sequence[Statement]]) -> tuple[int, str] | None:
    """The side that no field of grain has reached, and the grounds; None where both may be, or neither, or it is no yield.

    Args:
        groups: the two sides.
    """
    if not all(_is_yield(s) for side in groups for s in side):
        return None
    rule = identities().yields
    allowed = Interval(rule.lowest, rule.highest, upper_closed=True)
    possible = [all(s.printed.overlaps(allowed) for s in side) for side in groups]
    if possible[0] == possible[1]:
        return None
    return possible.index(False), f"粮食亩产在{plain(rule.lowest * 1000)}—{plain(rule.highest * 1000)}公斤之间才合理"


def _is_yield(statement: Statement) -> bool:
    rule = identities().yields
    name = statement.indicator
    return (
        statement.measure == "level"
        and statement.unit_measure in _MEASURES
        and any(crop in name for crop in rule.crops)
        and name.endswith(rule.names)
    )
