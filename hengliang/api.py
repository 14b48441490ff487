"""The library from Python: files in, polars frames out.

What goes in: paths, or a store that a run has made. What comes out: frames in the schema. No store is changed, and neither
Prefect nor Great Expectations is imported.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from hengliang.each_file import Refused, extract_files
from hengliang.extraction import Extraction, extract_document
from hengliang.read import read as _read
from hengliang.records import UnreadableError
from hengliang.schema import empty

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengliang.publish.release import Release
    from hengliang.records import Document

type_path = str | os.PathLike[str]


def read(path: type_path) -> Document:
    """Read one file.

    Raises:
        UnreadableError: with a sentence for a person, where the file cannot be read.
    """
    return _read(Path(path))


def _paths(paths: type_path | Iterable[type_path]) -> list[Path]:
    return [Path(paths)] if isinstance(paths, str | os.PathLike) else [Path(path) for path in paths]


def _extractions(paths: type_path | Iterable[type_path], *, isolated: bool) -> list[Extraction]:
    files = _paths(paths)
    if not isolated:
        return [extract_document(read(path)) for path in files]
    found = []
    for path, result in zip(files, extract_files(files), strict=True):
        if isinstance(result, Refused):
            raise UnreadableError(f"{path}：{result.reason}")
        found.append(result)
    return found


def extract(paths: type_path | Iterable[type_path], *, isolated: bool = False) -> pl.DataFrame:
    """The observations of one or several files.

    Args:
        paths: a path or several.
        isolated: read what is no small text file in child processes with limits of time and memory, as the command
            line does: for files from strangers. A script that asks for it needs the guard
            ``if __name__ == "__main__":``, since its children import it.

    Returns:
        A frame with the columns of the table ``observations``.

    Raises:
        UnreadableError: for the first file that cannot be read.
    """
    found = _extractions(paths, isolated=isolated)
    return pl.concat([empty("observations"), *(extraction.observations for extraction in found)])


def numbers(paths: type_path | Iterable[type_path], *, isolated: bool = False) -> pl.DataFrame:
    """Every number of one or several files and what became of it: the table ``numbers``.

    Args:
        paths: a path or several.
        isolated: as for ``extract``.

    Raises:
        UnreadableError: for the first file that cannot be read.
    """
    found = _extractions(paths, isolated=isolated)
    return pl.concat([empty("numbers"), *(extraction.numbers for extraction in found)])


def latest_release(store: type_path) -> Release:
    """The newest release of a store.

    Args:
        store: its folder, or ``s3://bucket/prefix`` with the usual ``AWS_…`` environment variables.

    Returns:
        The release: ``read("facts")`` gives one of its tables, ``place / "facts.parquet"`` the address of a file, and
        ``place.options`` what polars is told to open it.

    Raises:
        FileNotFoundError: where nothing has been published.
        PlaceError: where object storage cannot be reached; the message is a sentence for a person.
        ReleaseError: where the release cannot be read.
    """
    from hengliang.publish import release  # noqa: PLC0415  (Delta takes half a second to import)
    from hengliang.publish.store import Store  # noqa: PLC0415

    opened = Store(os.fspath(store))
    opened.place.check()
    found = release.latest(opened)
    if found is None:
        raise FileNotFoundError(f"{opened.place} 里没有发布过的数据集")
    return found


def table(store: type_path, name: str = "observations") -> pl.DataFrame:
    """A table of the newest release of a store.

    Args:
        store: as for ``latest_release``.
        name: ``observations``, ``facts``, ``findings``, ``documents`` or ``numbers``.

    Raises:
        FileNotFoundError: where nothing has been published, or there is no such table.
        PlaceError: as for ``latest_release``.
        ReleaseError: as for ``latest_release``.
    """
    return latest_release(store).read(name)
