"""What a frame says, whatever the order of its rows: fingerprints, a fixed row order, and the check against the schema.

In: polars frames with the columns of ``hengliang.schema``. Out: digests and frames. Nothing here touches a file.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import polars as pl

from hengliang import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The row order in which each table is read and published: by place for what documents state, by subject for the rest.
ORDER: Final[dict[str, tuple[str, ...]]] = {
    "documents": ("document", "document_id"),
    "observations": ("document", "document_id", "start", "end", "observation_id"),
    "numbers": ("document", "document_id", "start", "end", "text"),
    "remarks": ("document", "document_id", "start", "end", "kind"),
    "facts": ("ref_area", "indicator", "time_period", "measure", "fact_id"),
    "findings": ("severity", "kind", "finding_id"),
    "decisions": ("decided_at", "finding_id"),
    "quarantine": ("document", "observation_id", "expectation"),
}

_TYPELESS: Final = (pl.Null(), pl.List(pl.Null()))


class SchemaError(ValueError):
    """A frame does not have the columns that ``hengliang.schema`` gives its table."""


def checked(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The frame with its columns in the order of the schema.

    Args:
        frame: rows of one table.
        table: its name in ``schema.TABLES``.

    Raises:
        SchemaError: when a column is missing, is too many or has another type.
        KeyError: for a table that does not exist.
    """
    wanted, given = schema.polars_schema(table), frame.schema
    missing = sorted(wanted.keys() - given.keys())
    unknown = sorted(given.keys() - wanted.keys())
    # No fault of the caller: polars forgets the type of a column of nulls at times (``reverse`` makes it List(Null)).
    typeless = [name for name, dtype in given.items() if dtype in _TYPELESS and name in wanted]
    mistyped = [
        f"{name} is {given[name]}, not {dtype}"
        for name, dtype in wanted.items()
        if name in given and name not in typeless and given[name] != dtype
    ]
    faults = [f"without {', '.join(missing)}"] if missing else []
    faults += [f"with unknown {', '.join(unknown)}"] if unknown else []
    faults += mistyped
    if faults:
        raise SchemaError(f"the frame is no table `{table}`: {'; '.join(faults)}")
    return frame.select(pl.col(name).cast(dtype) if name in typeless else name for name, dtype in wanted.items())


def ordered(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The rows in the table's fixed order; findings by severity, the gravest first; rows that tie keep their order."""
    by = [
        pl.col(name).cast(pl.Enum(schema.SEVERITIES), strict=False) if name == "severity" else pl.col(name)
        for name in ORDER[table]
    ]
    return frame.sort(by, maintain_order=True, nulls_last=True)


def row_texts(frame: pl.DataFrame) -> pl.Series:
    """Each row as one line of JSON: equal rows give equal lines and different rows different ones."""
    return frame.select(pl.struct(pl.all()).struct.json_encode().alias("row")).to_series()


def content_hash(frame: pl.DataFrame) -> str:
    """SHA-256 of what the frame says, hexadecimal: names, types and rows, whatever the order of the rows."""
    digest = hashlib.sha256(repr(list(frame.schema.items())).encode())
    if frame.width:
        for row in row_texts(frame).sort():
            digest.update(b"\n" + row.encode())
    return digest.hexdigest()


def content_by_document(tables: Sequence[pl.DataFrame]) -> dict[str, str]:
    """SHA-256 of what the tables say about each document.

    Args:
        tables: frames with a column ``document_id``; the first one decides which documents there are.
    """
    digests: dict[str, hashlib._Hash] = {id_: hashlib.sha256() for id_ in tables[0]["document_id"]}
    for frame in tables:
        for digest in digests.values():
            digest.update(repr(frame.columns).encode())
        rows = frame.select("document_id").with_columns(row_texts(frame)).sort("document_id", "row")
        for id_, row in rows.iter_rows():
            digests[id_].update(b"\n" + row.encode())
    return {id_: digest.hexdigest() for id_, digest in digests.items()}


def schema_version() -> str:
    """A short digest of every table's column names and types: it changes exactly when one of them does."""
    shape = [(table, list(schema.polars_schema(table).items())) for table in schema.TABLES]
    return hashlib.sha256(repr(shape).encode()).hexdigest()[:12]
