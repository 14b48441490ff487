"""Figures per head against the total and the population: GDP per head is GDP over the mean population of the year.

What goes in: observations with their keys. What comes out: findings of the kind ``arithmetic``. Income per head is no such
quotient and is not checked. A block is ``key_area`` with the indicators of one ratio of the codelist.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from hengliang.reconcile.arithmetic import Outcome, finding, in_unit_of, perhaps, positive
from hengliang.reconcile.edits import slip_into
from hengliang.reconcile.figures import blocks, figures, nearest, vintages_differ
from hengliang.reconcile.interval import Interval
from hengliang.reconcile.periods import year, year_of_end
from hengliang.reconcile.rules import identities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengliang.reconcile.findings import Finding
    from hengliang.reconcile.identity_rules import Ratio
    from hengliang.reconcile.statement import Statement

    _ByYear = Mapping[tuple[str, int | None], Sequence[Statement]]

_ONE = Decimal(1)
_HALF = Decimal("0.5")


def check_per_head(keyed: pl.DataFrame) -> Iterator[Finding]:
    """Findings on figures per head.

    Args:
        keyed: what ``key.with_key`` gives.
    """
    ratios = identities().per_head.ratio
    rows = figures(
        keyed,
        pl.col("indicator_code").is_in([code for r in ratios for code in (r.per_head, r.total, r.population)]),
        pl.col("measure") == "level",
        pl.col("status") == "actual",
        pl.col("key_scope") == "",
    ).filter(pl.col("obs_value") > 0)
    for ratio in ratios:
        codes = [ratio.per_head, ratio.total, ratio.population]
        family = rows.filter(pl.col("indicator_code").is_in(codes))
        several = family.filter(pl.col("indicator_code").n_unique().over("key_area") == len(codes))
        for block in blocks(several, ["key_area"]):
            yield from _area(ratio, block)


def _area(ratio: Ratio, block: Sequence[Statement]) -> Iterator[Finding]:
    found: dict[tuple[str, int | None], list[Statement]] = defaultdict(list)
    for s in block:
        of_year = year_of_end(s.time_period) if s.indicator_code == ratio.population else year(s.time_period)
        found[s.indicator_code, of_year].append(s)
    for quotient in found_of(found, ratio.per_head):
        of_year = year(quotient.time_period)
        for total in nearest(found[ratio.total, of_year], quotient.document_id):
            for people in _populations(found, ratio, of_year, quotient.document_id):
                yield _finding(quotient, total, people)


def found_of(found: _ByYear, code: str) -> Iterator[Statement]:
    """All statements of an indicator that are of a whole year, in the order of years."""
    keys = sorted((of, name) for name, of in found if name == code and of is not None)
    for of, name in keys:
        yield from found[name, of]


def _populations(found: _ByYear, ratio: Ratio, of_year: int | None, document_id: str) -> Iterator[list[Statement]]:
    """The populations at the end of the year and, where known, at its beginning."""
    if of_year is None:
        return
    ends = nearest(found.get((ratio.population, of_year), ()), document_id)
    starts = nearest(found.get((ratio.population, of_year - 1), ()), document_id)
    for end in ends:
        yield from ([end, start] for start in starts[:1]) if starts else ([end],)


def _mean(people: Sequence[Statement]) -> Interval:
    if len(people) == 2:
        return (people[0].printed + people[1].printed).scaled(_HALF)
    drift = identities().per_head.drift
    return people[0].printed * Interval(_ONE - drift, _ONE + drift, upper_closed=True)


def _finding(quotient: Statement, total: Statement, people: Sequence[Statement]) -> Finding:
    rule = identities().per_head
    made = (quotient, total, *people)
    mean = sum((s.obs_value for s in people), Decimal(0)) / len(people)
    implied = total.printed / positive(_mean(people))
    expected = in_unit_of(total.obs_value / mean, quotient)
    divisor = f"({people[1]} + {people[0]}) ÷ 2" if len(people) == 2 else f"{people[0]}"
    formula = f"{total} ÷ {divisor} = {expected}，印作{quotient}"
    if implied.overlaps(quotient.printed):
        return finding(Outcome("per_head", "none", formula, expected, f"{rule.title}相符"), made, rule.title)
    slip = [
        slip_into(quotient, implied),
        slip_into(total, quotient.printed * _mean(people)),
        slip_into(people[0], total.printed / positive(quotient.printed)) if len(people) == 1 else None,
    ]
    doubts = _doubts(made)
    severity = "conflict" if any(slip) and not doubts else "suspicious"
    why = "；".join([f"{rule.title}不符，应约为{expected}，印作{quotient}{perhaps(slip)}", *doubts])
    return finding(Outcome("per_head", severity, formula, expected, why), made, rule.title)


def _doubts(made: Sequence[Statement]) -> list[str]:
    doubts = []
    if len({s.document_id for s in made}) > 1:
        doubts.append("数值出自不同文件，人口或总量可能经过修订")
    if vintages_differ(made):
        doubts.append("数据阶段不同")
    return doubts
