"""Expectations of our own, in Great Expectations' terms: a metric that judges each row, and an expectation that asks it.

Importing this module imports Great Expectations and registers the classes; a suite built before that would lose them in
silence, so ``expectations.engine`` imports it first. All three compare ``Decimal`` objects and integers, never floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    MulticolumnMapMetricProvider,
    multicolumn_condition_partial,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal


def agree(
    lower_a: Decimal | None,
    upper_a: Decimal | None,
    closed_a: bool,
    lower_b: Decimal | None,
    upper_b: Decimal | None,
    closed_b: bool,
) -> bool:
    """Whether two intervals [lower, upper) meet, so that one value can stand behind both printed figures.

    Args:
        lower_a: lower end of one side, always part of it; None is open.
        upper_a: its upper end, None is open.
        closed_a: whether the upper end is part of it.
        lower_b: the same of the other side.
        upper_b: the same of the other side.
        closed_b: the same of the other side.
    """
    return _reaches(upper_a, closed_a, lower_b) and _reaches(upper_b, closed_b, lower_a)


def _reaches(upper: Decimal | None, closed: bool, lower: Decimal | None) -> bool:
    if upper is None or lower is None:
        return True
    return lower <= upper if closed else lower < upper


def lies_within(lower: Decimal | None, value: Decimal | None, upper: Decimal | None) -> bool:
    """Whether lower ≤ value ≤ upper, as far as they are known."""
    if value is None:
        return True
    return (lower is None or lower <= value) and (upper is None or value <= upper)


def measures(start: int, end: int, quote: str) -> bool:
    """Whether a span is as long as its quote, in code points."""
    return end - start == len(quote)


def _judge(rows: pd.DataFrame, judge: Callable[..., bool]) -> pd.Series:
    columns = (rows[name] for name in rows.columns)
    return pd.Series([judge(*row) for row in zip(*columns, strict=True)], index=rows.index, dtype=bool)


class SourcesAgree(MulticolumnMapMetricProvider):
    """Judges pairs of intervals: columns lower, upper, closed of one side, then of the other."""

    condition_metric_name = "multicolumn_values.sources_agree"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805 (the decorator passes the class)
        return _judge(column_list, agree)


class ValueLiesInItsInterval(MulticolumnMapMetricProvider):
    """Judges values against their interval: columns lower, value, upper."""

    condition_metric_name = "multicolumn_values.value_in_interval"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805 (the decorator passes the class)
        return _judge(column_list, lies_within)


class SpanMeasuresItsQuote(MulticolumnMapMetricProvider):
    """Judges spans against their quote: columns start, end, quote."""

    condition_metric_name = "multicolumn_values.span_measures_quote"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805 (the decorator passes the class)
        return _judge(column_list, measures)


class _RowExpectation(MulticolumnMapExpectation):
    """A demand on each row; nulls are the metric's affair, no row is skipped."""

    ignore_row_if: str = "never"
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)


class ExpectSourcesToAgreeWithinPrintedPrecision(_RowExpectation):
    """Two statements of one fact agree within the precision they are printed with.

    Their half-open intervals [lower, upper) meet; an end that is null is open. 30.5 and 30.48 agree, 30.5 and 30.4 do not.

    Args:
        column_list: lower, upper and closed of one side, then of the other.
    """

    column_list: Sequence[str] = (
        "obs_lower_a", "obs_upper_a", "closed_a", "obs_lower_b", "obs_upper_b", "closed_b",
    )  # fmt: skip
    map_metric: ClassVar[str] = SourcesAgree.condition_metric_name


class ExpectValueToLieInItsInterval(_RowExpectation):
    """A value lies between the ends that its printed precision and bound leave, ends included; a null end is open.

    Args:
        column_list: lower end, value, upper end.
    """

    column_list: Sequence[str] = ("obs_lower", "obs_value", "obs_upper")
    map_metric: ClassVar[str] = ValueLiesInItsInterval.condition_metric_name


class ExpectSpanToMeasureItsQuote(_RowExpectation):
    """A span is as long as its quote, in code points.

    Args:
        column_list: start, end (exclusive), quote.
    """

    column_list: Sequence[str] = ("start", "end", "quote")
    map_metric: ClassVar[str] = SpanMeasuresItsQuote.condition_metric_name


#: What this module registers.
CUSTOM: tuple[type[MulticolumnMapExpectation], ...] = (
    ExpectSourcesToAgreeWithinPrintedPrecision,
    ExpectValueToLieInItsInterval,
    ExpectSpanToMeasureItsQuote,
)
