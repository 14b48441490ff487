"""All arithmetic between figures of one area and one document.

What goes in: observations with their keys. What comes out: findings of the kind ``arithmetic``. Growth over
several years is in ``growth``; level against increase and share against part and whole are here. A failing one of
these is suspicious and no conflict: the figure of the year before may have been revised, and a share may be of
another whole.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import (
    SAME,
    Outcome,
    as_statements,
    combinations,
    finding,
    is_measure,
    middle,
    packed,
    perhaps,
    positive,
)
from hengliang.reconcile.edits import slip_into
from hengliang.reconcile.figures import placed, single
from hengliang.reconcile.growth import check_multiples, check_targets
from hengliang.reconcile.key import canonical
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

_HUNDRED = Decimal(100)
#: A share further from part / whole than this factor is a share of something else.
_FAR = Decimal("1.5")


def check_identities(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings of all identities.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    told = single(placed(keyed))
    exact = told.filter(pl.col("bound") == "exact")
    yield from check_multiples(told)
    yield from check_targets(told)
    yield from _increases(exact)
    yield from _shares(exact)


def _increases(exact: pl.DataFrame) -> Iterator[Finding]:
    """Findings on g = d / (L − d) within a sentence."""
    parts = {
        "level": exact.filter(is_measure("level")),
        "change": exact.filter(is_measure("change")),
        "growth": exact.filter(is_measure("growth", "percent")),
    }
    rule = identities().level_change_growth
    for found in combinations(parts, [*SAME, "time_period", "status", "sentence"]):
        level, change, growth = found["level"], found["change"], found["growth"]
        same = level.unit_measure == change.unit_measure and change.base_period == growth.base_period
        if same and level.obs_value > change.obs_value and change.obs_value != 0:
            yield finding(_increase(level, change, growth), (growth, level, change), rule.title)


def _increase(level: Statement, change: Statement, growth: Statement) -> Outcome:
    """The level holds its own increase: d / (L − d) falls with L and rises with d, so the ends are at the corners."""
    implied = (change.printed / positive(level.printed - change.printed)).scaled(_HUNDRED)
    formula = f"{change} ÷ ({level} − {change}) = {middle(implied, 2)}%，印作{growth}"
    title = identities().level_change_growth.title
    holds = implied.overlaps(growth.loose)
    why = f"{title}相符" if holds else f"{title}不符，基数可能经过修订"
    return Outcome("level_change_growth", "none" if holds else "suspicious", formula, f"{middle(implied, 2)}%", why)


def _shares(exact: pl.DataFrame) -> Iterator[Finding]:
    """Findings on s = part / whole, the whole being a level of the indicator that ``share_of`` names."""
    levels = exact.filter(is_measure("level"), pl.col("unit_measure") != "percent")
    shares = exact.filter(is_measure("share", "percent"), pl.col("share_of") != "")
    wholes = {name: canonical(name) for name in shares.get_column("share_of").unique()}
    shares = shares.with_columns(key_whole=pl.col("share_of").replace(wholes))
    names = {name: canonical(name) for name in levels.get_column("indicator").unique()}
    levels = levels.with_columns(key_whole=pl.col("indicator").replace(names))
    on = ["document_id", "key_area", "time_period", "status"]
    joined = packed(shares, "share", [*on, "key_indicator", "key_scope", "key_whole"])
    joined = joined.join(
        packed(levels, "part", [*on, "key_indicator", "key_scope"]), on=[*on, "key_indicator", "key_scope"]
    )
    joined = joined.join(packed(levels, "whole", [*on, "key_scope", "key_whole"]), on=[*on, "key_scope", "key_whole"])
    rule = identities().share_of_whole
    for found in as_statements(joined, ["share", "part", "whole"]):
        share, part, whole = found["share"], found["part"], found["whole"]
        if (
            part.unit_measure == whole.unit_measure
            and whole.obs_value > 0
            and part.observation_id != whole.observation_id
        ):
            yield finding(_share(share, part, whole), (share, part, whole), rule.title)


def _is_near(share: Statement, part: Statement, whole: Statement) -> bool:
    """Whether the share is anywhere near part / whole; else the names mislead, and it is a share of something else."""
    implied = part.obs_value / whole.obs_value * _HUNDRED
    return implied < _FAR * share.obs_value and share.obs_value < _FAR * implied


def _share(share: Statement, part: Statement, whole: Statement) -> Outcome:
    implied = (part.printed / positive(whole.printed)).scaled(_HUNDRED)
    formula = f"{part} ÷ {whole} = {middle(implied, 2)}%，印作{share}"
    title = identities().share_of_whole.title
    holds = implied.overlaps(share.loose)
    slip = "" if holds else perhaps([slip_into(share, implied)])
    why = f"{title}相符" if holds else f"{title}不符，口径可能不同{slip}"
    return Outcome("share_of_whole", "none" if holds else "suspicious", formula, f"{middle(implied, 2)}%", why)
