"""What all identities share: joining their parts, and the row that a checked identity gives.

What goes in: observations with their keys. What comes out: combinations of statements, and findings of the kind
``arithmetic``. No formula is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from hengliang.reconcile.findings import Finding
from hengliang.reconcile.interval import Interval, plain
from hengliang.reconcile.statement import COLUMNS, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengliang.reconcile.edits import Edit

ONE = Interval.point(Decimal(1))
PERCENT = Decimal("0.01")
#: What the parts of an identity have in common.
SAME = ("document_id", "key_indicator", "key_area", "key_scope")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an identity came to.

    Attributes:
        check: its name in the codelist.
        severity: of the finding.
        formula: with the numbers in it.
        expected: what the other parts imply.
        explanation: a phrase for a person.
    """

    check: str
    severity: str
    formula: str
    expected: str
    explanation: str


def finding(outcome: Outcome, made: Sequence[Statement], title: str, kind: str = "arithmetic") -> Finding:
    """The finding of a checked identity, the first statement being the one that is checked."""
    return Finding(
        kind=kind,
        severity=outcome.severity,
        check=outcome.check,
        statements=tuple(made),
        formula=outcome.formula,
        expected=outcome.expected,
        found=str(made[0]),
        grounds=title,
        explanation=f"{made[0].indicator}：{outcome.explanation}（{outcome.formula}）",
    )


def combinations(parts: Mapping[str, pl.DataFrame], on: Sequence[str]) -> Iterator[dict[str, Statement]]:
    """All combinations of the parts that have the columns ``on`` in common."""
    names = list(parts)
    frames = [packed(parts[name], name, on) for name in names]
    joined = frames[0]
    for frame in frames[1:]:
        joined = joined.join(frame, on=list(on))
    yield from as_statements(joined, names)


def packed(frame: pl.DataFrame, name: str, on: Sequence[str]) -> pl.DataFrame:
    """The columns ``on`` and the whole observation in one column ``name``."""
    return frame.select(*on, pl.struct(COLUMNS).alias(name))


def as_statements(joined: pl.DataFrame, names: Sequence[str]) -> Iterator[dict[str, Statement]]:
    """The packed columns of each row as statements, in one order."""
    rows = joined.sort([pl.col(name).struct.field("observation_id") for name in names])
    rows = rows.unique(subset=list(names), maintain_order=True)
    for row in rows.select(names).iter_rows(named=True):
        yield {name: statements([row[name]])[0] for name in names}


def is_measure(measure: str, unit_measure: str | None = None) -> pl.Expr:
    """Rows of a measure, and of a base unit where one is given."""
    test = pl.col("measure") == measure
    return test & (pl.col("unit_measure") == unit_measure) if unit_measure else test


def factor(rate: Interval) -> Interval:
    """1 + g, from g in per cent."""
    return ONE + rate.scaled(PERCENT)


def positive(interval: Interval) -> Interval:
    """The interval as a divisor: everything, where it may be nought."""
    return interval if interval.lower is not None and interval.lower > 0 else Interval(None, None)


def middle(interval: Interval, places: int = 3) -> str:
    """The middle of an interval for people; its one end where the other is open."""
    if interval.lower is None or interval.upper is None:
        return plain(next((end for end in (interval.lower, interval.upper) if end is not None), Decimal(0)), places)
    return plain((interval.lower + interval.upper) / 2, places)


def in_unit_of(value: Decimal, statement: Statement) -> str:
    """A computed amount in the printed unit of a statement, with one place more than that prints."""
    places = -int(Decimal(statement.value).as_tuple().exponent)
    return plain(value / statement.scale, max(places, 0) + 1) + statement.unit


def perhaps(edits: Sequence[Edit | None]) -> str:
    """The likeliest of some edits as the end of a sentence, empty where there is none."""
    found: dict[str, Any] = {edit.describe(): (edit.cost, edit.before) for edit in edits if edit is not None}
    return f"；可能{min(found, key=lambda text: found[text])}" if found else ""
