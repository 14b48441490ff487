"""What was accumulated over several years against the yearly figures: 五年累计 is the sum of five years.

What goes in: observations with their keys. What comes out: findings of the kind ``arithmetic``. Figures at the end of a plan
(十三五末 GDP) have the plan as their period too; only those whose scope words say 累计 are sums. A block is (``key_area``,
``key_indicator``).
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import Outcome, finding, in_unit_of, perhaps
from hengliang.reconcile.edits import slip_into
from hengliang.reconcile.figures import blocks, figures, nearest, vintages_differ
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.key import scope
from hengliang.reconcile.periods import year, years
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.statement import Statement

_SERIES = ("key_area", "key_indicator", "unit_measure", "status")


def check_accumulated(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on sums over years.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    whole_years = pl.col("time_period").str.contains(r"^\d{4}(/\d{4})?$")
    is_amount = (pl.col("measure") == "level") & (pl.col("unit_measure") != "percent")
    levels = figures(keyed, is_amount, whole_years).filter(pl.col("obs_value") > 0)
    several = pl.col("time_period").str.contains("/").any() & ~pl.col("time_period").str.contains("/").all()
    for block in blocks(levels.filter(several.over(_SERIES)), _SERIES):
        yield from _series(block)


def _series(block: Sequence[Statement]) -> Iterator[Finding]:
    rule = identities().accumulated
    yearly: dict[tuple[int, str], list[Statement]] = defaultdict(list)
    for s in block:
        of = year(s.time_period)
        if of is not None and not _words(s) & rule.marks:
            yearly[of, _rest(s)].append(s)
    for total in (s for s in block if year(s.time_period) is None and _words(s) & rule.marks):
        first, last = years(total.time_period) or (0, 0)
        if rule.fewest_years <= last - first + 1 <= rule.most_years:
            yield from _check(total, range(first, last + 1), yearly)


def _words(statement: Statement) -> set[str]:
    return set(scope(statement.qualifier).split("、"))


def _rest(statement: Statement) -> str:
    return "、".join(sorted(_words(statement) - identities().accumulated.marks - {""}))


def _check(total: Statement, span: range, yearly: Mapping[tuple[int, str], Sequence[Statement]]) -> Iterator[Finding]:
    found = [nearest(yearly.get((of, _rest(total)), ()), total.document_id)[:1] for of in span]
    parts = [s for each in found for s in each]
    if len(parts) == len(span):
        yield _sum(total, parts)
        return
    if parts:
        yield from _less(total, parts)


def _sum(total: Statement, parts: Sequence[Statement]) -> Finding:
    rule = identities().accumulated
    implied = reduce(add, (s.printed for s in parts))
    value = in_unit_of(sum((s.obs_value for s in parts), Decimal(0)), total)
    formula = f"{' + '.join(map(str, parts))} = {value}，累计印作{total}"
    made = (total, *parts)
    if implied.overlaps(total.printed) or implied.overlaps(total.loose):
        return finding(Outcome("accumulated", "none", formula, value, f"{rule.title}相符"), made, rule.title)
    edits = [slip_into(total, implied)]
    for i, part in enumerate(parts):
        rest = reduce(add, (s.printed for j, s in enumerate(parts) if j != i))
        edits.append(slip_into(part, total.printed - rest))
    sure = len({s.document_id for s in made}) == 1 and not vintages_differ(made)
    doubt = "" if sure else "；各年数可能经过修订"
    severity = "conflict" if sure and any(edits) else "suspicious"
    why = f"{rule.title}不符：各年之和为{value}，累计印作{total}{perhaps(edits)}{doubt}"
    return finding(Outcome("accumulated", severity, formula, value, why), made, rule.title)


def _less(total: Statement, parts: Sequence[Statement]) -> Iterator[Finding]:
    """Some of the years are known: the sum is no less than theirs."""
    known = reduce(add, (s.printed for s in parts))
    if total.loose.overlaps(Interval(known.lower, None)):
        return
    value = in_unit_of(sum((s.obs_value for s in parts), Decimal(0)), total)
    edits = [slip_into(total, Interval(known.lower, None))]
    why = (
        f"{total.time_period}累计{total}小于其中{'、'.join(s.time_period for s in parts)}年之和{value}{perhaps(edits)}"
    )
    outcome = Outcome("accumulated_less", "suspicious", f"{total} ≥ {value} 不成立", f"不少于{value}", why)
    yield finding(outcome, (total, *parts), identities().accumulated.title)
