"""Expectations of our own in Great Expectations' terms: a metric judges each row, an expectation asks it.

Importing this module imports Great Expectations and registers the classes; a suite built before that would lose them in
silence, so ``expectations.engine`` imports it first. All three compare ``Decimal`` objects and integers, never floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

from hengliang.reconcile.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal


_DOMAIN: Final = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")


def agree(*ends: Any) -> bool:
    """Whether one value can stand behind both printed figures.

    Args:
        ends: lower, upper, lower_closed and upper_closed of one side, then of the other; a null end is open.
    """
    return _interval(*ends[:4]).overlaps(_interval(*ends[4:]))


def _interval(lower: Decimal | None, upper: Decimal | None, *closed: Any) -> Interval:
    """What a statement leaves open; ends that leave one number or none are taken as the point they stand for."""
    if lower is not None and upper is not None and lower >= upper:
        return Interval.point(lower)
    return Interval(lower, upper, lower_closed=bool(closed[0]), upper_closed=bool(closed[1]))


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
    """Judges pairs of intervals: lower, upper, lower_closed, upper_closed of one side, then of the other."""

    condition_metric_name = "multicolumn_values.sources_agree"
    condition_domain_keys = _DOMAIN

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator] # not ours
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805 (the decorator passes the class)
        return _judge(column_list, agree)


class ValueLiesInItsInterval(MulticolumnMapMetricProvider):
    """Judges values against their interval: columns lower, value, upper."""

    condition_metric_name = "multicolumn_values.value_in_interval"
    condition_domain_keys = _DOMAIN

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator] # not ours
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805 (the decorator passes the class)
        return _judge(column_list, lies_within)


class SpanMeasuresItsQuote(MulticolumnMapMetricProvider):
    """Judges spans against their quote: columns start, end, quote."""

    condition_metric_name = "multicolumn_values.span_measures_quote"
    condition_domain_keys = _DOMAIN

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator] # not ours
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series:  # noqa: N805 (the decorator passes the class)
        return _judge(column_list, measures)


class _RowExpectation(MulticolumnMapExpectation):
    """A demand on each row; nulls are the metric's affair, no row is skipped."""

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "never"
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)


class ExpectSourcesToAgreeWithinPrintedPrecision(_RowExpectation):
    """Two statements of one fact agree within the precision they are printed with.

    Their intervals, half-open [lower, upper) unless a bound says otherwise, meet; a null end is open: 30.5 and 30.48
    agree, 30.5 and 30.4 do not.

    Args:
        column_list: lower, upper, lower_closed and upper_closed of one side, then of the other.
    """

    column_list: list[str] = [  # noqa: RUF012 (pydantic copies defaults)
        *("obs_lower_a", "obs_upper_a", "lower_closed_a", "upper_closed_a"),
        *("obs_lower_b", "obs_upper_b", "lower_closed_b", "upper_closed_b"),
    ]
    map_metric: ClassVar[str] = SourcesAgree.condition_metric_name


class ExpectValueToLieInItsInterval(_RowExpectation):
    """A value lies between the ends that its printed precision and bound leave, ends included; a null end is open.

    Args:
        column_list: lower end, value, upper end.
    """

    column_list: list[str] = ["obs_lower", "obs_value", "obs_upper"]  # noqa: RUF012 (pydantic copies defaults)
    map_metric: ClassVar[str] = ValueLiesInItsInterval.condition_metric_name


class ExpectSpanToMeasureItsQuote(_RowExpectation):
    """A span is as long as its quote, in code points.

    Args:
        column_list: start, end (exclusive), quote.
    """

    column_list: list[str] = ["start", "end", "quote"]  # noqa: RUF012 (pydantic copies defaults)
    map_metric: ClassVar[str] = SpanMeasuresItsQuote.condition_metric_name


#: What this module registers.
CUSTOM: tuple[type[MulticolumnMapExpectation], ...] = (
    ExpectSourcesToAgreeWithinPrintedPrecision,
    ExpectValueToLieInItsInterval,
    ExpectSpanToMeasureItsQuote,
)
