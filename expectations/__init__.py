"""Validation: the tables of a release held against suites that an analyst can read and edit.

What goes in: the polars tables of ``hengliang.schema``. What comes out: a ``Validation``: every expectation with the
rows it checked and the rows that broke it, and the ``quarantine`` table of the rows that broke a hard one. What it does
not do: repair or drop rows; ``Validation.without_failures`` leaves that to the caller.

Importing this package is cheap. Great Expectations takes seconds to import; only ``warm`` and ``validate`` do so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.outcome import ExpectationResult, Validation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl

__all__ = ["ExpectationResult", "Validation", "validate", "warm"]


def warm() -> None:
    """Import Great Expectations and everything a validation needs.

    Call it in a thread while other work goes on; calling it again costs nothing.
    """
    from expectations import engine  # noqa: PLC0415 (seconds to import)

    engine.warm()


def validate(tables: Mapping[str, pl.DataFrame], *, docs_dir: Path | None = None) -> Validation:
    """Hold tables against every suite of ``expectations/suites`` that applies to them.

    Args:
        tables: frames with the columns of ``hengliang.schema``, by table name. A suite whose table is missing here is
            left out; the table ``agreement`` is derived from ``facts`` and ``observations``.
        docs_dir: folder that receives the Data Docs (``index.html`` and one page for each suite); an earlier build in
            it is replaced. None builds none.

    Returns:
        What came out. A hard failure makes ``success`` false, its rows are in ``quarantine``.

    Raises:
        SuiteError: if a suite file is wrong; the message names the file and the entry.
        ValueError: if a table lacks columns of the schema or has others.
    """
    from expectations import engine  # noqa: PLC0415 (seconds to import)

    return engine.validate(tables, docs_dir=docs_dir)
