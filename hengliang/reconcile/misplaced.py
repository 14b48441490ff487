"""One figure under another year or another unit: the number is the same, and what differs is a slip away.

What goes in: observations with their keys. What comes out: findings of the kind ``cross_source``: 2,164.3亿元 of 2020 in one
document and of 2019 in the other; 207.1亿元 here and 207.1亿美元 there. Both sides must name the same thing of the same area;
a number with few digits is the same by accident. The block is area and indicator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.agreement import Context, disagreement
from hengliang.reconcile.arithmetic import as_statements, packed
from hengliang.reconcile.edits import unit_slip
from hengliang.reconcile.findings import Finding, listed
from hengliang.reconcile.key import is_generic
from hengliang.reconcile.sides import probable_side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengliang.reconcile.statement import Statement

_SAME = ("key_area", "key_indicator", "key_measure", "status", "key_value", "bound", "key_scope")
#: A number with fewer digits is the same by accident in two years, and under two units.
_YEAR_DIGITS = 4
_UNIT_DIGITS = 2


def check_misplaced(keyed: pl.DataFrame, context: Context) -> Iterator[Finding]:
    """Findings on figures that stand under another year or unit in another document.

    Args:
        keyed: what ``key.with_key`` gives.
        context: what is known about the documents.
    """
    digits = (
        pl.col("value").str.replace_all(r"\D", "").str.strip_chars_start("0").str.strip_chars_end("0").str.len_chars()
    )
    placed = keyed.filter(pl.col("ref_area") != "", pl.col("time_period") != "", pl.col("value_high").is_null())
    # 增长3.8个百分点 is what a slip makes of 增长3.8%.
    measure = pl.col("measure").replace({"points": "growth"})
    # 207.10 and 207.1 are one number, told less exactly.
    value = (
        pl.when(pl.col("value").str.contains(".", literal=True))
        .then(pl.col("value").str.strip_chars_end("0").str.strip_chars_end("."))
        .otherwise("value")
    )
    placed = placed.filter(digits >= _UNIT_DIGITS).with_columns(key_measure=measure, key_value=value)
    several = placed.filter(pl.col("document_id").n_unique().over(_SAME) > 1)
    joined = packed(several, "one", _SAME).join(packed(several, "other", _SAME), on=list(_SAME))
    one, other = pl.col("one").struct, pl.col("other").struct
    joined = joined.filter(one.field("document_id") < other.field("document_id"))
    differ = (one.field("time_period") != other.field("time_period")) ^ (one.field("unit") != other.field("unit"))
    for found in as_statements(joined.filter(differ), ["one", "other"]):
        a, b = found["one"], found["other"]
        if is_generic(a.indicator) or is_generic(b.indicator):
            continue
        if a.unit != b.unit:
            slip = unit_slip(a, b)
            if slip is not None and slip.kind == "unit" and a.time_period == b.time_period:
                yield disagreement("cross_source", ((a,), (b,)), context, doubts=[])
        elif (
            a.measure == b.measure
            and _are_neighbours(a.time_period, b.time_period)
            and len(a.value.replace(".", "").strip("0")) >= _YEAR_DIGITS
        ):
            yield _another_year(a, b, context)


def _are_neighbours(one: str, other: str) -> bool:
    return one.isdigit() and other.isdigit() and abs(int(one) - int(other)) == 1


def _another_year(a: Statement, b: Statement, context: Context) -> Finding:
    side = probable_side(((a,), (b,)), context.copies, context.kinds)
    wrong, right = (b, a) if side.wrong == 1 else (a, b)
    return Finding(
        kind="cross_source",
        severity="suspicious",
        check="another_year",
        statements=(a, b),
        formula=f"{a.time_period}年 ≠ {b.time_period}年",
        expected=f"{right.time_period}年" if side.wrong is not None else "",
        found=f"{wrong.time_period}年" if side.wrong is not None else listed([a, b]),
        probable_wrong=wrong.document if side.wrong is not None else None,
        grounds=side.grounds,
        explanation=f"{a.indicator}：同一个数字 {a} 的年份相差一年：{a.time_period} 与 {b.time_period}",
    )
