"""The library from Python: files in, polars frames out.

What goes in: paths. What comes out: frames in the schema. No store is touched, and neither Prefect nor Great Expectations is
imported.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from hengliang.extraction import Extraction, extract_document
from hengliang.read import read as _read
from hengliang.schema import empty

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def _extractions(paths: type_path | Iterable[type_path]) -> list[Extraction]:
    return [extract_document(read(path)) for path in _paths(paths)]


def extract(paths: type_path | Iterable[type_path]) -> pl.DataFrame:
    """The observations of one or several files.

    Args:
        paths: a path or several.

    Returns:
        A frame with the columns of the table ``observations``.

    Raises:
        UnreadableError: for the first file that cannot be read.
    """
    return pl.concat([empty("observations"), *(found.observations for found in _extractions(paths))])


def numbers(paths: type_path | Iterable[type_path]) -> pl.DataFrame:
    """Every number of one or several files and what became of it: the table ``numbers``.

    Raises:
        UnreadableError: for the first file that cannot be read.
    """
    return pl.concat([empty("numbers"), *(found.numbers for found in _extractions(paths))])
