"""The frames that suites run on: which columns each has, and what names a row.

What goes in: the tables of a run. What comes out: frames checked against their schema, with ``agreement`` derived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations import pairs
from expectations.outcome import key_of
from hengliang.schema import RELEASED, polars_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

#: Tables a suite may name.
NAMES = (*RELEASED, "agreement")


def columns_of(table: str) -> pl.Schema:
    """Columns and types of a table that suites may name.

    Raises:
        KeyError: for any other table.
    """
    return pairs.AGREEMENT if table == "agreement" else polars_schema(table)


def row_key(table: str) -> tuple[str, ...]:
    """The columns that name a row of a table."""
    return pairs.AGREEMENT_KEY if table == "agreement" else key_of(table)


def prepare(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Check the columns of the tables and add the derived ones.

    Args:
        tables: the frames of a run; tables that no suite may name are left out.

    Raises:
        ValueError: if a table lacks columns of the schema, or has others.
    """
    frames = {name: tables[name] for name in RELEASED if name in tables}
    for name, frame in frames.items():
        _check_columns(name, frame)
    if "facts" in frames and "observations" in frames:
        frames["agreement"] = pairs.pair_sources(frames["facts"], frames["observations"])
    return frames


def _check_columns(table: str, frame: pl.DataFrame) -> None:
    wanted = columns_of(table)
    missing = [name for name in wanted if name not in frame.columns]
    unknown = [name for name in frame.columns if name not in wanted]
    if missing or unknown:
        parts = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has unknown {', '.join(unknown)}"] * bool(unknown)
        raise ValueError(f"table {table} {' and '.join(parts)}")
