"""One number under two units that are taken for each other: 3200斤 in one document, 3200公斤 in another.

What goes in: observations with their keys. What comes out: findings of the kind ``cross_source``. The names need not be
equal, for each document words them its own way; that number, period, bound and the end of the name are the same, the names
are alike and the areas lie in each other is evidence enough. Sentences that are copied are compared elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.agreement import Context, disagreement
from hengliang.reconcile.arithmetic import as_statements, packed
from hengliang.reconcile.blocks import SLIP
from hengliang.reconcile.edits import unit_slip
from hengliang.reconcile.key import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

#: Names are alike from this share of common pairs of characters on (Dice's coefficient).
_ALIKE = 0.35
_ENDING = 2


def check_units(keyed: pl.DataFrame, context: Context) -> Iterator[Finding]:
    """Findings on numbers that stand under two units.

    Args:
        keyed: what ``blocks.with_blocks`` gives.
        context: what is known about the documents.
    """
    candidates = keyed.filter(pl.col("block_slip").is_not_null())
    joined = packed(candidates, "one", SLIP).join(packed(candidates, "other", SLIP), on=list(SLIP))
    before = pl.col("one").struct.field("document_id") < pl.col("other").struct.field("document_id")
    differ = pl.col("one").struct.field("unit") != pl.col("other").struct.field("unit")
    for found in as_statements(joined.filter(before, differ), ["one", "other"]):
        one, other = found["one"], found["other"]
        slip = unit_slip(one, other)
        if slip is not None and slip.kind == "unit" and _is_same_thing(one, other):
            yield disagreement("cross_source", ((one,), (other,)), context, doubts=[])


def _is_same_thing(one: Statement, other: Statement) -> bool:
    a, b = canonical(one.indicator), canonical(other.indicator)
    return a[-_ENDING:] == b[-_ENDING:] and _likeness(a, b) >= _ALIKE and (_lies_in(one, other) or _lies_in(other, one))


def _likeness(a: str, b: str) -> float:
    first, second = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (a, b))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _lies_in(one: Statement, other: Statement) -> bool:
    """Whether the area of one is that of the other, or is spoken of where the other stands."""
    stem = one.ref_area.rstrip("省市县区州旗")
    return bool(stem) and (
        one.ref_area == other.ref_area or (len(stem) > 1 and stem in other.indicator + other.sentence)
    )
