"""What a validation gives: results of expectations, the quarantine, and the tables without what failed.

What goes in: what ``expectations.engine`` found. What comes out: records for the flow, the terminal and the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from hengliang.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Severity = Literal["hard", "warn"]
Outcome = Literal["passed", "failed", "nothing_checked"]

#: Name of the column that numbers a frame's rows from 0 while it is validated.
ROW: Final = "row"


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """One expectation and what came out.

    Attributes:
        table: the table it ran on.
        suite: the suite it comes from.
        name: its name, unique within the suite.
        title: what it demands, in Chinese.
        title_en: the same in English.
        severity: ``hard`` (its rows are quarantined) or ``warn``.
        success: whether it holds; true as well where there was nothing to check, see ``outcome``.
        checked: number of rows it could judge: those its filter lets through and whose values are not null.
        failing: ids of the rows that broke it (key columns joined by a colon), empty for an expectation on the table.
        rows: positions of the same rows in the table.
        problem: why it failed if no row is to blame: too few rows checked, a table-wide condition, an error.
    """

    table: str
    suite: str
    name: str
    title: str
    title_en: str
    severity: Severity
    success: bool
    checked: int
    failing: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    problem: str = ""

    @property
    def outcome(self) -> Outcome:
        """``failed``, ``passed``, or ``nothing_checked``: it holds because no row was there to break it."""
        if not self.success:
            return "failed"
        return "passed" if self.checked else "nothing_checked"


@dataclass(frozen=True)
class Validation:
    """What came out of holding tables against the suites.

    Attributes:
        results: one for each expectation, in the order of the suites.
        quarantine: rows that broke a hard expectation, with the schema of the table ``quarantine``.
        docs: index page of the Data Docs, None where none were asked for.
        not_applied: suites that had no table to run on or whose ``applies_when`` did not hold.
    """

    results: tuple[ExpectationResult, ...]
    quarantine: pl.DataFrame
    docs: Path | None = None
    not_applied: tuple[str, ...] = ()

    @property
    def success(self) -> bool:
        """Whether no hard expectation failed."""
        return not self.failures("hard")

    @property
    def unchecked(self) -> tuple[ExpectationResult, ...]:
        """Expectations that hold only because there was no row to check."""
        return tuple(result for result in self.results if result.outcome == "nothing_checked")

    def failures(self, severity: Severity) -> tuple[ExpectationResult, ...]:
        """The failed expectations of one severity."""
        return tuple(result for result in self.results if not result.success and result.severity == severity)

    def without_failures(self, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """The tables without the rows that broke a hard expectation.

        Facts and findings that rest on a removed observation stay: reconcile again from what is left.

        Args:
            tables: the very frames that were validated.
        """
        broken: dict[str, set[int]] = {}
        for result in self.failures("hard"):
            broken.setdefault(result.table, set()).update(result.rows)
        return {name: _drop(frame, broken.get(name, set())) for name, frame in tables.items()}


def _drop(frame: pl.DataFrame, rows: set[int]) -> pl.DataFrame:
    if not rows:
        return frame
    index = pl.int_range(pl.len(), dtype=pl.Int64)
    return frame.filter(~index.is_in(sorted(rows)))


def key_of(table: str) -> tuple[str, ...]:
    """The columns that name a row of a table."""
    return tuple(column.name for column in TABLES[table] if column.key)
