"""Districts against their city, and cities against their province, for levels that add up over areas.

What goes in: observations with their keys. What comes out: findings of the kind ``composition``. GB/T 2260 codes tell which
area lies in which; areas without a code are left out. A block is the parent area with one indicator.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from itertools import groupby
from operator import add
from typing import TYPE_CHECKING

import polars as pl

from hengliang.codes.areas import children
from hengliang.reconcile.arithmetic import Outcome, finding, in_unit_of, perhaps, positive
from hengliang.reconcile.blocks import parent_of
from hengliang.reconcile.edits import slip_into
from hengliang.reconcile.figures import blocks, figures, in_own_measure, nearest, vintages_differ
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

_FAMILY = ("parent", "key_indicator", "time_period", "key_scope", "unit_measure", "price_basis")
_FEWEST = 2


def check_districts(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on districts that exceed their city, and on full sets of districts that do not add up to it.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    levels = figures(
        keyed,
        pl.col("indicator_code").is_in(identities().districts.additive),
        pl.col("measure") == "level",
        pl.col("status") == "actual",
        pl.col("ref_area_code").str.contains(r"^\d{6}$"),
        in_own_measure(),
    ).filter(pl.col("obs_value") > 0)
    codes = levels.get_column("ref_area_code").unique().sort()
    above = {code: parent_of(code) for code in codes}
    own = levels.with_columns(parent=pl.col("ref_area_code"))
    below = levels.with_columns(parent=pl.col("ref_area_code").replace_strict(above, return_dtype=pl.String))
    both = pl.concat([own, below.filter(pl.col("parent") != "")])
    meets = (pl.col("parent") == pl.col("ref_area_code")).any() & (pl.col("parent") != pl.col("ref_area_code")).any()
    for block in blocks(both.filter(meets.over(_FAMILY)), _FAMILY):
        yield from _family(block)


def _family(block: Sequence[Statement]) -> Iterator[Finding]:
    """The statements of one city and its districts for one indicator and period."""
    above = {parent_of(s.ref_area_code) for s in block} & {s.ref_area_code for s in block}
    for code in sorted(above):
        wholes = [s for s in block if s.ref_area_code == code]
        parts = sorted(
            (s for s in block if parent_of(s.ref_area_code) == code), key=lambda s: (s.ref_area_code, s.place)
        )
        for part in parts:
            for whole in nearest(wholes, part.document_id):
                yield from _exceeds(part, whole)
        yield from _all(code, parts, wholes)


def _exceeds(part: Statement, whole: Statement) -> Iterator[Finding]:
    limit = whole.loose.upper if whole.loose.upper is not None else whole.printed.upper
    if not part.printed.overlaps(Interval(None, limit, upper_closed=True)):
        edits = [
            slip_into(part, Interval(Decimal(0), limit, upper_closed=True)),
            slip_into(whole, Interval(part.printed.lower, None)),
        ]
        title = identities().districts.title
        why = f"{part.ref_area}{part}大于所在的{whole.ref_area}{whole}{perhaps(edits)}；也可能口径不同"
        outcome = Outcome("district_exceeds_city", "suspicious", f"{part} ≤ {whole} 不成立", f"不超过{whole}", why)
        yield finding(outcome, (part, whole), title, "composition")


def _all(code: str, parts: Sequence[Statement], wholes: Sequence[Statement]) -> Iterator[Finding]:
    """Where every district of the city has a figure, in the city's document or in its own."""
    expected = {area.code for area in children(code)}
    if len(expected) < _FEWEST or {s.ref_area_code for s in parts} != expected:
        return
    for whole in nearest(wholes, ""):
        own = [nearest(group, whole.document_id)[0] for _, group in groupby(parts, key=lambda s: s.ref_area_code)]
        yield _sum(own, whole)


def _sum(parts: Sequence[Statement], whole: Statement) -> Finding:
    rule = identities().districts
    total = reduce(add, (s.printed for s in parts))
    value = in_unit_of(sum((s.obs_value for s in parts), Decimal(0)), whole)
    near = (total / positive(whole.loose)).overlaps(Interval(1 - rule.gap, 1 + rule.gap, upper_closed=True))
    formula = f"{' + '.join(map(str, parts))} = {value}，{whole.ref_area}印作{whole}"
    why = f"{len(parts)}个下级之和为{value}，{whole.ref_area}为{whole}"
    note = "；数据阶段不同" if vintages_differ([*parts, whole]) else ""
    outcome = Outcome("districts_sum", "none" if near else "suspicious", formula, value, why + note)
    return finding(outcome, (whole, *parts), rule.title, "composition")
