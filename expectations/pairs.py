"""The table ``agreement``: each pair of statements of one fact that stand in different documents.

What goes in: ``facts`` and ``observations``. What comes out: one row for each pair, with the interval of either side,
for the expectation that two sources agree within their printed precision. What it does not do: judge.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from hengliang.schema import polars_schema

#: Bounds whose upper end belongs to the interval: 不超过5% allows 5 %, 减少50%以上 allows −50 %, 3—5个 allows 5. The
#: rules are those of ``hengliang.reconcile.statement``, which a test holds them to; a broken row must not raise here.
_UPPER_CLOSED: Final = ("ge", "le", "range", "approx")
_SIDE: Final = (
    "observation_id", "document_id", "document", "value", "unit", "obs_lower", "obs_upper", "unit_measure",
)  # fmt: skip
_FACT: Final = ("fact_id", "indicator", "ref_area", "time_period", "measure")

_SIDE_TYPES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    **{name: polars_schema("observations")[name] for name in _SIDE},
    "lower_closed": pl.Boolean,
    "upper_closed": pl.Boolean,
}
#: Columns of the derived table.
AGREEMENT: Final = pl.Schema(
    [
        *((name, polars_schema("facts")[name]) for name in _FACT),
        *((f"{name}_{side}", dtype) for side in "ab" for name, dtype in _SIDE_TYPES.items()),
    ]
)
#: A pair is named by its two observations.
AGREEMENT_KEY: Final = ("observation_id_a", "observation_id_b")


def pair_sources(facts: pl.DataFrame, observations: pl.DataFrame) -> pl.DataFrame:
    """Pair the observations of each fact that stand in different documents.

    Each pair appears once, its sides ordered by document and observation, whatever the order of the rows.

    Args:
        facts: with ``fact_id``, ``observation_ids`` and the key columns of ``AGREEMENT``.
        observations: the observations behind them.

    Returns:
        A frame with the columns of ``AGREEMENT``; ``lower_closed`` and ``upper_closed`` of either side say whether the
        end itself belongs to the interval.
    """
    statements = (
        facts.select(*_FACT, observation_id="observation_ids")
        .explode("observation_id", keep_nulls=False, empty_as_null=False)
        .join(observations.select(*_SIDE, "bound", "obs_value"), on="observation_id")
        .with_columns(_closed_ends())
        .select(*_FACT, *_SIDE_TYPES)
    )
    side_b = statements.select("fact_id", pl.exclude(_FACT).name.suffix("_b"))
    side_a = statements.select(*_FACT, pl.exclude(_FACT).name.suffix("_a"))
    return (
        side_a.join(side_b, on="fact_id")
        .filter(pl.col("document_id_a") < pl.col("document_id_b"))
        .select(AGREEMENT.names())
        .sort("fact_id", *AGREEMENT_KEY)
    )


def _closed_ends() -> list[pl.Expr]:
    """Which ends belong to the interval: [lower, upper) unless the bound says otherwise; 下降超过5% is below −5 %."""
    bound, falls = pl.col("bound"), (pl.col("obs_value") < 0).fill_null(value=False)
    lower = (bound != "gt") & ~((bound == "lt") & falls)
    upper = bound.is_in(_UPPER_CLOSED) | ((bound == "lt") & falls)
    return [lower.fill_null(value=True).alias("lower_closed"), upper.fill_null(value=False).alias("upper_closed")]
