"""Parts of a composition add up: 8.3:41.1:50.6.

What goes in: observations. What comes out: findings of the kind ``composition``. The parts of one composition
stand next to each other in one sentence, with nothing but a colon between their numbers.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import add, attrgetter
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.edits import Edit, smallest_edit
from hengliang.reconcile.findings import Finding
from hengliang.reconcile.interval import Interval, plain
from hengliang.reconcile.rules import identities
from hengliang.reconcile.statement import COLUMNS, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_COLONS = frozenset(":：∶︰")


def check_compositions(observations: pl.DataFrame) -> Iterator[Finding]:
    """Findings on the sums of compositions.

    Args:
        observations: the table ``observations``.
    """
    parts = observations.filter(pl.col("unit_measure") == "percent", pl.col("measure").is_in(["share", "level"]))
    for composition in _compositions(statements(parts.select(COLUMNS).iter_rows(named=True))):
        yield from _check(composition)


def _compositions(parts: Iterable[Statement]) -> Iterator[list[Statement]]:
    """Runs of parts with a colon between one and the next."""
    run: list[Statement] = []
    for part in sorted(parts, key=attrgetter("place")):
        if run and (part.document_id, part.start) == (run[-1].document_id, run[-1].start):
            continue  # one number, two readings
        if run and not _joined(run[-1], part):
            yield from [run] if len(run) > 1 else []
            run = []
        run.append(part)
    yield from [run] if len(run) > 1 else []


def _joined(one: Statement, other: Statement) -> bool:
    """Whether only a colon stands between two numbers; the sentence shows it at the place of the first number."""
    gap = other.start - one.end
    if one.document_id != other.document_id or one.sentence != other.sentence or not 1 <= gap <= 3:
        return False
    at = one.sentence.find(one.quote)
    while at >= 0:
        end = at + len(one.quote)
        if one.sentence[end : end + gap].strip() in _COLONS and one.sentence.startswith(other.quote, end + gap):
            return True
        at = one.sentence.find(one.quote, at + 1)
    return False


def _check(parts: Sequence[Statement]) -> Iterator[Finding]:
    rule = identities().composition
    total = sum((part.obs_value for part in parts), Decimal(0))
    if not rule.lowest_sum <= total <= rule.highest_sum:
        return  # another proportion, none of a hundred
    spread = reduce(add, (_closed(part.printed) for part in parts))
    holds = spread.contains(rule.whole)
    slip = None if holds else _slip(parts, rule.whole)
    formula = f"{' + '.join(part.value for part in parts)} = {plain(total)}"
    sums = f"{rule.title}为{plain(total)}，在各部分舍入误差之内等于{plain(rule.whole)}"
    broken = f"{rule.title}为{plain(total)}，不等于{plain(rule.whole)}"
    yield Finding(
        kind="composition",
        severity="none" if holds else "conflict",
        check="sum",
        statements=tuple(parts),
        formula=formula,
        expected=plain(rule.whole),
        found=f"{plain(total)}，舍入后在 {spread}",
        grounds=rule.title,
        explanation=sums if holds else f"{broken}；可能{slip.describe()}" if slip else broken,
    )


def _slip(parts: Sequence[Statement], whole: Decimal) -> Edit | None:
    """The cheapest edit of one part with which the sum is right."""
    found = []
    for i, part in enumerate(parts):
        others = reduce(add, (_closed(other.printed) for j, other in enumerate(parts) if j != i))
        edit = smallest_edit(part, lambda number, others=others: (others + number).contains(whole))  # type: ignore[misc]
        found += [(edit.cost, i, edit)] if edit else []
    return min(found, key=lambda item: item[:2])[2] if found else None


def _closed(interval: Interval) -> Interval:
    """Both ends included: a half may have been rounded either way."""
    return Interval(interval.lower, interval.upper, upper_closed=True)
