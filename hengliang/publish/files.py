"""The files of a release: a table as Parquet and as CSV, and back.

In: frames. Out: files. Which files make a release, and where they lie, is no matter of this module.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from hengliang import schema
from hengliang.report.rows import to_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hengliang.publish.place import Place


def write_parquet(frame: pl.DataFrame, table: str, path: Path) -> None:
    """Write a table as Parquet (zstd), each field with the schema's description and SDMX concept as its metadata."""
    arrow = frame.to_arrow()
    fields = [
        field.with_metadata(_about(column)) for field, column in zip(arrow.schema, schema.TABLES[table], strict=True)
    ]
    arrow = pa.Table.from_arrays(arrow.columns, schema=pa.schema(fields))
    pq.write_table(arrow, path, compression="zstd")


def _about(column: schema.Column) -> dict[str, str]:
    about = {"description": column.description, "sdmx_concept": column.concept}
    return {name: text for name, text in about.items() if text}


def read_parquet(file: Place, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Read a table.

    Args:
        file: where.
        columns: these of its columns; None are all.

    Raises:
        FileNotFoundError: where there is no such file.
    """
    source = io.BytesIO(file.read()) if file.folder is None else file.folder
    return pl.read_parquet(source, columns=None if columns is None else list(columns))


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write a table as CSV that Excel opens right: UTF-8 with a byte order mark; formulas see ``report.rows``."""
    path.write_bytes(to_csv(frame, bom=True).encode())
