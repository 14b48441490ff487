"""The way of extracted rows from the task that extracts to the task that stores: parquet files in a folder.

A chunk's folder is named by what went in (contents, paths and the version of the rules), and appears whole.
So a run that was killed between extracting and storing finds its chunks done when it is started again. Prefect's result
cache cannot serve here: it would go on naming folders after the store was removed.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from hengliang import schema
from hengliang.publish.files import read_parquet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from hengliang.publish.place import Place
    from hengliang.publish.store import Store

#: The tables that extraction gives.
STAGED: Final = ("documents", "observations", "numbers", "remarks")
_LAST: Final = "documents.parquet"


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


def has_chunk(folder: Place) -> bool:
    """Whether the chunk is there, whole."""
    return (folder / _LAST).exists()


def write_chunk(folder: Place, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write the staged tables; the folder appears when all of them are there."""
    with folder.drafted(_LAST) as draft:
        for table in STAGED:
            tables[table].write_parquet(draft / f"{table}.parquet")


def read_chunk(folder: Place) -> dict[str, pl.DataFrame]:
    """The staged tables of a chunk, with the columns of the schema."""
    return {
        table: read_parquet(folder / f"{table}.parquet").select(schema.polars_schema(table).names()) for table in STAGED
    }


def drop_chunk(folder: Place) -> None:
    """Remove a chunk that is in the store."""
    folder.discard(_LAST)


def drop_stored(store: Store) -> int:
    """Remove chunks whose documents are all in the store: a run was killed before it could.

    Returns:
        How many there were.
    """
    known = store.known()
    staging = store.place / "staging"
    stored = [staging / name for name in staging.names() if _is_stored(staging / name, known)]
    for folder in stored:
        drop_chunk(folder)
    return len(stored)


def _is_stored(folder: Place, known: Mapping[str, str]) -> bool:
    try:
        documents = read_parquet(folder / _LAST, ["document_id", "rules_version"])
    except (FileNotFoundError, NotADirectoryError):  # somebody is at work on it
        return False
    return all(known.get(document_id) == version for document_id, version in documents.iter_rows())
