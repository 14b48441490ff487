"""The checks that rest on arithmetic between documents, years and areas, and on what is plausible: one list.

What goes in: observations with their keys, and years of publication. What comes out: findings. Each check can be run on the
rows of one block alone and gives the findings of that block:

================  ==============================================================
check             block
================  ==============================================================
level growth      ``key_area``, ``key_indicator``
budget growth     ``document_id``
per head          ``key_area``, with the indicators of a ratio
parts             ``document_id``
districts         the area above (the area itself or its parent), ``key_indicator``
accumulated       ``key_area``, ``key_indicator``
days              ``document_id``
whole counts      ``document_id``
targets reached   ``key_area``, ``key_indicator``
plausibility      ``key_area``, ``key_indicator``
yields            ``key_area``, ``key_indicator``
neighbours        ``key_indicator``, ``time_period``
================  ==============================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengliang.reconcile.accumulated import check_accumulated
from hengliang.reconcile.budget_growth import check_budget_growth
from hengliang.reconcile.days import check_days
from hengliang.reconcile.districts import check_districts
from hengliang.reconcile.level_growth import check_level_growth
from hengliang.reconcile.neighbours import check_neighbours
from hengliang.reconcile.parts import check_parts
from hengliang.reconcile.per_head import check_per_head
from hengliang.reconcile.plausibility import check_plausibility
from hengliang.reconcile.target_below_actual import check_targets_reached
from hengliang.reconcile.whole_counts import check_whole_counts
from hengliang.reconcile.yields import check_yields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import polars as pl

    from hengliang.reconcile.findings import Finding


def check_further(keyed: pl.DataFrame, published: Mapping[str, str]) -> Iterator[Finding]:
    """Findings of all of them.

    Args:
        keyed: what ``key.with_key`` gives.
        published: document id to year of publication, empty where not known.
    """
    yield from check_level_growth(keyed, published)
    yield from check_budget_growth(keyed)
    yield from check_per_head(keyed)
    yield from check_parts(keyed)
    yield from check_districts(keyed)
    yield from check_accumulated(keyed)
    yield from check_days(keyed)
    yield from check_whole_counts(keyed)
    yield from check_targets_reached(keyed)
    yield from check_plausibility(keyed)
    yield from check_yields(keyed)
    yield from check_neighbours(keyed)
