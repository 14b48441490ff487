"""The files of a release: a table as Parquet and as CSV, written down for good, and small files swapped at one stroke.

In: frames and bytes. Out: files that the disk has confirmed. Which files make a release is no matter of this module.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from hengliang import schema
from hengliang.report.rows import to_csv

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl


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


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write a table as CSV that Excel opens right: UTF-8 with a byte order mark; formulas see ``report.rows``."""
    path.write_bytes(to_csv(frame, bom=True).encode())


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def settle(path: Path) -> None:
    """Wait until the disk has a file, or a folder's list of names; what follows a rename must not come before it."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder, and keeps its renames in order by itself.
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def swap_text(path: Path, text: str) -> None:
    """Make a small file say something else: a reader finds the old text or the new one, never a part."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    settle(draft)
    os.replace(draft, path)  # noqa: PTH105 (the one place where tests let the swap fail)
    settle(path.parent)
