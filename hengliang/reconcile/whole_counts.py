"""Percentages of small counts: of 15 villages no whole number is 45 %.

What goes in: observations. What comes out: findings of the kind ``arithmetic``. A percentage of whole things must be one
whole number over another (Brown and Heathers' GRIM test, 2017). A block is ``document_id``, and within it a sentence.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import Outcome, finding, middle, perhaps
from hengliang.reconcile.edits import slip_into
from hengliang.reconcile.figures import blocks
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

_HUNDRED = Decimal(100)
#: What stands between a count and the percentage that it is of something: 849座公园实现24小时开放、占全市公园总数的87.3%.
_PART = re.compile(
    r"[^，。；、,;（）()]{0,14}[，、,]?占(?!比)[^，。；、,;（）()\d]{1,14}?的?(?:比重|比例)?(?:为|达到?|约)?"
)
#: What stands between a whole and one of its parts: 15个村中, 50家企业中，有.
_AMONG = re.compile(
    r"[^，。；、,;\d]{0,8}(?:(?<!集)中(?![心小央学级型部])|里)[，,]?(?:有|已有|其中)?[^，。；、,;\d]{0,14}"
)


def check_whole_counts(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on percentages that no whole number gives.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    rule = identities().whole_counts
    exact = keyed.filter(pl.col("bound") == "exact", pl.col("value_high").is_null(), pl.col("obs_value") > 0)
    small = (
        pl.col("value").str.contains(r"^\d+$") & pl.col("unit").is_in(rule.units) & (pl.col("obs_value") < rule.most)
    )
    count = pl.col("measure").is_in(["level", "change"]) & small
    share = pl.col("unit_measure").eq("percent") & pl.col("measure").is_in(["share", "level"])
    both = exact.with_columns(is_count=count).filter(count | share)
    by = ["document_id", "sentence"]
    meets = pl.col("is_count").any() & ~pl.col("is_count").all()
    for block in blocks(both.filter(meets.over(by)), by):
        yield from _sentence(block)


def _sentence(block: Sequence[Statement]) -> Iterator[Finding]:
    unique = {s.start: s for s in block}
    ordered = [unique[start] for start in sorted(unique)]
    for i, share in enumerate(ordered):
        if share.unit_measure != "percent" or i == 0 or ordered[i - 1].unit_measure == "percent":
            continue
        part, earlier = ordered[i - 1], ordered[i - 2] if i > 1 else None
        if _is_share_of(part, share):
            whole = earlier if earlier is not None and _is_among(earlier, part) else None
            yield from _of_known(share, part, whole) if whole is not None else _of_unknown(share, part)
        elif _is_among(part, share):
            yield from _among(share, part)


def _between(one: Statement, other: Statement) -> str | None:
    """The text between two numbers of a sentence, None where it cannot be told."""
    gap = other.start - one.end
    for match in re.finditer(re.escape(one.quote), one.sentence):
        end = match.end()
        if gap >= 0 and one.sentence.startswith(other.quote, end + gap):
            return re.sub(r"\s", "", one.sentence[end : end + gap])
    return None


def _is_share_of(part: Statement, share: Statement) -> bool:
    text = _between(part, share) or ""
    return _PART.fullmatch(text) is not None and not _speaks_of_amounts(text)


def _speaks_of_amounts(text: str) -> bool:
    return any(word in text for word in identities().whole_counts.amounts)


def _is_among(whole: Statement, part: Statement) -> bool:
    text = _between(whole, part) or ""
    same = part.unit_measure == "percent" or (part.unit == whole.unit and part.obs_value <= whole.obs_value)
    is_count = whole.unit_measure != "percent" and same
    return is_count and _AMONG.fullmatch(text) is not None and not _speaks_of_amounts(text)


def _of_known(share: Statement, part: Statement, whole: Statement) -> Iterator[Finding]:
    """M of N, and the percentage."""
    ratio = (Interval.point(part.obs_value) / Interval.point(whole.obs_value)).scaled(_HUNDRED)
    expected = f"{middle(ratio, 2)}%"
    formula = f"{part} ÷ {whole} = {expected}，印作{share}"
    title = identities().whole_counts.title
    if ratio.overlaps(share.loose):
        yield finding(Outcome("count_share", "none", formula, expected, f"{title}相符"), (share, part, whole), title)
        return
    edits = [slip_into(share, ratio)]
    outcome = Outcome("count_share", "suspicious", formula, expected, f"{title}不符{perhaps(edits)}")
    yield finding(outcome, (share, part, whole), title)


def _of_unknown(share: Statement, part: Statement) -> Iterator[Finding]:
    """Some whole number must have the part as that percentage of it."""
    wholes = Interval.point(part.obs_value * _HUNDRED) / share.loose
    yield from _grim((share, part), wholes, f"没有一个整数的{share}是{part}")


def _among(share: Statement, whole: Statement) -> Iterator[Finding]:
    """Some whole number must be that percentage of the whole."""
    parts = share.loose.scaled(whole.obs_value / _HUNDRED)
    yield from _grim((share, whole), parts, f"{whole}的{share}不是整数")


def _grim(made: tuple[Statement, Statement], allowed: Interval, why: str) -> Iterator[Finding]:
    if allowed.lower is None or allowed.upper is None:
        return
    title = identities().whole_counts.title
    first = allowed.lower.to_integral_value(rounding="ROUND_CEILING")
    holds = any(allowed.contains(first + step) for step in (0, 1))
    formula = f"{made[0]}、{made[1]}：{middle(allowed, 2)}"
    severity, text = ("none", f"{title}相符") if holds else ("suspicious", why)
    yield finding(Outcome("grim", severity, formula, f"整数，如{first}", text), made, title)
