"""The way of extracted rows from the task that extracts to the task that stores: parquet files in a folder.

A chunk's folder is named by what went in (contents, paths and the version of the rules), and appears whole by a rename.
So a run that was killed between extracting and storing finds its chunks done when it is started again. Prefect's result
cache cannot serve here: it would go on naming folders after the store was removed.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from hengliang import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The tables that extraction gives.
STAGED: Final = ("documents", "observations", "numbers", "remarks")


def chunk_key(contents: Iterable[tuple[str, str]], rules_version: str) -> str:
    """The name of a chunk's folder.

    Args:
        contents: document id and path of each document in the chunk.
        rules_version: the version of the rules that read them.
    """
    digest = hashlib.sha256(rules_version.encode())
    for document_id, path in sorted(contents):
        digest.update(f"\n{document_id} {path}".encode(errors="surrogateescape"))
    return digest.hexdigest()[:32]


def write_chunk(folder: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write the staged tables; the folder appears when all of them are there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".part-", ignore_cleanup_errors=True) as part:
        for table in STAGED:
            tables[table].write_parquet(Path(part) / f"{table}.parquet")
        if not folder.exists():
            Path(part).rename(folder)


def read_chunk(folder: Path) -> dict[str, pl.DataFrame]:
    """The staged tables of a chunk, with the columns of the schema."""
    return {
        table: pl.read_parquet(folder / f"{table}.parquet").select(schema.polars_schema(table).names())
        for table in STAGED
    }


def drop_chunk(folder: Path) -> None:
    """Remove a chunk that is in the store."""
    shutil.rmtree(folder, ignore_errors=True)
