"""Which failures are tried again."""

from __future__ import annotations

import errno

import polars as pl
import pytest
from deltalake.exceptions import CommitFailedError, DeltaError

from hengliang.publish.store import StoreBusyError
from hengliang.records import UnreadableError
from tasks.stage import is_passing


@pytest.mark.parametrize(
    "error",
    [
        CommitFailedError("conflict"),
        StoreBusyError("busy"),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError("Generic LocalFileSystem error: No space left on device"),
        DeltaError(
            "Failed to parse parquet: External: Unable to copy data to file: No space left on device (os error 28)"
        ),
        pl.exceptions.ComputeError("No space left on device (os error 28)"),
    ],
)
def test_a_busy_store_and_a_full_disk_pass(error: Exception) -> None:
    assert is_passing(error)


@pytest.mark.parametrize(
    "error", [UnreadableError("damaged"), FileNotFoundError(errno.ENOENT, "gone"), ValueError("a bug"), KeyError("x")]
)
def test_bad_files_and_bugs_do_not(error: Exception) -> None:
    assert not is_passing(error)
